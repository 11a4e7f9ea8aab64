"""Which encoding a file is in."""

import random

import pytest

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.io.text_files import decode, require_encoding

TEXT = "编号,姓名\n001,张三\n002,李四\n"
LEVEL_1 = [
    character
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
    if (character := bytes((lead, trail)).decode("gb2312", "ignore"))
]
RARE = [
    character
    for lead in range(0xD8, 0xF8)
    for trail in range(0xA1, 0xFF)
    if (character := bytes((lead, trail)).decode("gb2312", "ignore"))
]


def fault_of(raw: bytes, encoding: str | None = None) -> Fault:
    with pytest.raises(SchemaError) as caught:
        decode(raw, encoding)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_encoding_is_found(written: str, used: str) -> None:
    assert decode(TEXT.encode(written)) == (TEXT, used)


def test_big_endian_utf16_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == (TEXT, "utf-16")


def test_four_byte_characters_of_gb18030() -> None:
    assert decode("姓名\n𠮷野\n".encode("gb18030")) == ("姓名\n𠮷野\n", "gb18030")


@pytest.mark.parametrize(
    ("written", "text"),
    [("big5", "編號,姓名\n"), ("cp950", "編號,碁\n"), ("big5hkscs", "編號,㗎\n")],
)
def test_big5_and_its_extensions_on_request(written: str, text: str) -> None:
    assert decode(text.encode(written), "big5") == (text, written)


def test_gb2312_means_its_superset() -> None:
    assert decode("镕\n".encode("gbk"), "GB2312") == ("镕\n", "gb18030")


def test_a_mark_outranks_the_named_encoding() -> None:
    assert decode(TEXT.encode("utf-8-sig"), "big5") == (TEXT, "utf-8-sig")


def test_nothing_is_left_of_a_doubled_mark() -> None:
    assert decode(b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig"))[0] == TEXT


def test_gbk_lines_in_a_utf8_file_are_named() -> None:
    raw = TEXT.encode() + "003,王五\n".encode("gbk") + "004,赵六\n".encode()
    fault = fault_of(raw)
    assert (fault.key, fault.fields) == ("fault.mixed_encodings", {"most": "UTF-8", "lines": [4]})


def test_gbk_lines_behind_a_utf8_mark_are_named() -> None:
    fault = fault_of(TEXT.encode("utf-8-sig") + "003,王五\n".encode("gbk"))
    assert (fault.key, fault.fields["lines"]) == ("fault.mixed_encodings", [4])


@pytest.mark.parametrize(
    "name", ["张伟", "王小明"]
)  # two characters are valid GB18030 too, three are not
def test_utf8_lines_in_a_gbk_file_are_named(name: str) -> None:
    fault = fault_of(TEXT.encode("gbk") + f"003,{name}\n".encode() + "004,赵六\n".encode("gbk"))
    assert (fault.key, fault.fields) == ("fault.mixed_encodings", {"most": "GB18030", "lines": [4]})


def test_an_accent_in_the_wrong_encoding_is_named() -> None:
    fault = fault_of("id,name\n1,José\n2,Zoë\n".encode() + "3,René\n".encode("latin-1"))
    assert (fault.key, fault.fields["lines"]) == ("fault.mixed_encodings", [4])


def test_gbk_files_of_names_are_not_taken_for_mixed() -> None:
    chance = random.Random(7)
    for _ in range(20):
        names = [
            "".join(
                chance.choice(RARE if chance.random() < 0.05 else LEVEL_1)
                for _ in range(chance.choice((2, 3, 4)))
            )
            for _ in range(1000)
        ]
        text = "姓名\n" + "\n".join(names) + "\n"
        assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_text_in_no_known_encoding_names_its_first_line() -> None:
    fault = fault_of(b"id,name\n1,Ren\x81\n2,Zo\x8d\n")
    assert (fault.key, fault.fields) == ("fault.undecodable", {"line": 2})


def test_text_that_is_not_in_the_named_encoding() -> None:
    fault = fault_of(TEXT.encode("gbk"), "utf-8")
    assert (fault.key, fault.fields) == ("fault.not_in_encoding", {"encoding": "utf-8", "line": 1})


def test_half_a_utf16_file() -> None:
    assert fault_of(TEXT.encode("utf-16")[:-1]).key == "fault.not_in_encoding"


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04rest",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"id\0name\n",
        b"\xd0\xcf\x11\xe0",
    ],
)
def test_binary_files_are_no_text(raw: bytes) -> None:
    assert fault_of(raw).key == "fault.binary"


def test_nul_is_no_text_in_a_named_encoding_either() -> None:
    assert fault_of(b"id\0\n", "latin-1").key == "fault.binary"


def test_an_empty_file() -> None:
    assert fault_of(b"").key == "fault.empty_file"


@pytest.mark.parametrize("name", ["klingon", "rot13", "utf\0"])
def test_unknown_encodings_are_refused(name: str) -> None:
    with pytest.raises(SchemaError, match="there is no encoding"):
        require_encoding(name)


@pytest.mark.parametrize("name", [None, "utf-8", "utf-16", "Big5"])
def test_known_encodings_are_let_through(name: str | None) -> None:
    assert require_encoding(name) is None
