"""A small file must not take all memory: what is too large is refused before it is read."""

from __future__ import annotations

import io
import pathlib
import random
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.io import workbook_limits
from sanzu_graph.io.workbook_limits import hold, limit
from tests.searching import examples

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
TABLE = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p>'
    "</table:table-cell></table:table-row>"
)


def excel(cells: str = "", *, texts: str = "", part: str = SHEET) -> bytes:
    """The parts of an .xlsx file that say how large it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
        if texts:
            archive.writestr(TEXTS, texts)
    return file.getvalue()


def open_document(rows: str) -> bytes:
    """The content of an .ods file."""
    names = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "content.xml",
            f'<office:document {names}><table:table table:name="S">{rows}</table:table></office:document>',
        )
    return file.getvalue()


def repeated(way: str, count: int, *, cell: bool = True) -> str:
    """A row that is repeated, or whose cell is."""
    inside = "<text:p>a</text:p>" if cell else ""
    row, column = ("", f' table:number-{way}-repeated="{count}"')[:: 1 if way == "columns" else -1]
    return f"<table:table-row{row}><table:table-cell{column}>{inside}</table:table-cell></table:table-row>"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (excel('<row r="1048576"><c r="XFD1048576"/></row>'), "1048576 rows and 16384 columns"),
        (excel('<row r="3"><c r="ZZZZ4294967290"/></row>'), "4294967290 rows and 475254 columns"),
        (excel("<row r='3'><c s='1' r='XFD999999'/></row>"), "999999 rows"),
        (excel('<c r="A0000001"/><c r="XFD999999"/>'), "999999 rows and 16384 columns"),
        (excel('<x:row r = "3"><x:c\nr = "XFD999999"/></x:row>'), "999999 rows"),
        (excel('<row r="999999"/>' + "<c/>" * 100), "999999 rows and 100 columns"),
        (excel(texts='<sst uniqueCount="4000000000"><si/></sst>'), "4000000000 texts and holds 1"),
        (open_document(TABLE + repeated("rows", 900_000_000)), "900000001 rows"),
        (open_document(TABLE + repeated("columns", 900_000_000)), "900000000 columns"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(raw: bytes, said: str, tmp_path) -> None:
    for door in (sg.read_roster, sg.read_tables):
        path = tmp_path / ("roster.ods" if b"content.xml" in raw else "roster.xlsx")
        path.write_bytes(raw)
        with pytest.raises(sg.InputError, match=said):
            door(path, lang="en")


@pytest.mark.parametrize(
    "raw",
    [
        excel('<row r="2000000"><c r="A2000000"/></row>'),
        excel('<row r="1"><c r="XFD1"/></row>'),
        excel(texts='<sst count="1000000"><si/></sst>'),
        open_document(TABLE + repeated("rows", 1_048_570, cell=False)),
        open_document(TABLE + repeated("columns", 16_384, cell=False)),
        b"name,team\nA,T\n",
    ],
)
def test_what_is_large_and_empty_is_read(raw: bytes) -> None:
    hold(raw, pathlib.Path("roster"))


def test_a_limit_can_be_raised_and_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = excel('<row r="3"><c r="B3"/></row>')
    monkeypatch.setenv("SANZU_MOST_CELLS", "6")
    hold(raw, pathlib.Path("roster.xlsx"))
    monkeypatch.setenv("SANZU_MOST_CELLS", "5")
    with pytest.raises(sg.InputError):
        hold(raw, pathlib.Path("roster.xlsx"))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANZU_MOST_BYTES", "100000")
    with pytest.raises(sg.InputError, match="unpacked"):
        hold(excel(" " * 200_000), pathlib.Path("roster.xlsx"))


@pytest.mark.parametrize("said", ["many", "-1", "1e6", "９", "9" * 40])
def test_a_limit_is_a_number(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANZU_MOST_CELLS", said)
    with pytest.raises(sg.InputError, match="SANZU_MOST_CELLS"):
        limit("SANZU_MOST_CELLS")


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xlsb", ".ods"])
@pytest.mark.parametrize(
    "raw",
    [
        b"PK",
        b"PK\x03\x04" + bytes(40),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"<html></html>",
    ],
    ids=["short", "torn", "old", "page"],
)
def test_what_is_no_such_workbook_is_told(suffix: str, raw: bytes, tmp_path) -> None:
    path = tmp_path / f"roster{suffix}"
    path.write_bytes(raw)
    with pytest.raises(sg.InputError, match="not a workbook"):
        sg.read_roster(path, lang="en")


def test_a_wrong_checksum_is_told(tmp_path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["姓名", "甲"])
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(SHEET)
    crc = raw.index(part.CRC.to_bytes(4, "little"), part.header_offset)
    for at in (crc, raw.rindex(part.CRC.to_bytes(4, "little"))):
        raw[at] ^= 255
    path.write_bytes(bytes(raw))
    with pytest.raises(sg.InputError, match="not a workbook"):
        sg.read_roster(path, lang="en")


def test_the_binary_format_is_measured() -> None:
    def record(kind: int, *numbers: int) -> bytes:
        inside = b"".join(number.to_bytes(4, "little") for number in numbers)
        return bytes([kind, len(inside)]) + inside

    part = "xl/worksheets/sheet1.bin"
    sound = record(0, 9) + record(2, 3)
    hold(_binary(part, sound), pathlib.Path("roster.xlsb"))
    for large in (record(0, 2**31) + record(7, 2**20), b"\x9f\x01\x08" + b"\xff" * 8):
        with pytest.raises(sg.InputError):
            hold(_binary(part, sound + large), pathlib.Path("roster.xlsb"))


def _binary(part: str, raw: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, raw)
    return file.getvalue()


LETTERS = st.text("ABCZabz", max_size=5)
DIGITS = st.integers(0, 10**9).map(str) | st.text("0123456789", max_size=9)


@examples(60)
@given(
    st.lists(st.tuples(LETTERS, DIGITS)),
    st.sampled_from([' r="{}"', " r='{}'", ' r ="{}"', '\tr="{}"']),
    st.integers(0, 2**32),
)
def test_the_quick_look_and_the_careful_one_see_the_same(names, way, seed) -> None:
    draw = random.Random(seed)
    chunk = "".join(
        f"<{draw.choice(['c', 'row', 'x:c'])}{way.format(letters + digits)}>r=r c</c>"
        for letters, digits in names
    ).encode()
    quick = workbook_limits._last_cell(chunk)
    assert quick[:3] == workbook_limits._last_cell_of_any(chunk)
    assert quick[3] == len(workbook_limits.re.findall(rb"<(?:x:)?c[ \t]", chunk))


def test_a_reference_is_seen_wherever_pieces_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<row r="{row}"><c r="ABC{row}"/></row>' for row in range(1, 60))
    monkeypatch.setenv("SANZU_MOST_CELLS", str(731 * 59))
    for size in (7, 20, 33):
        monkeypatch.setattr(workbook_limits, "_CHUNK", size)
        hold(excel(cells), pathlib.Path("roster.xlsx"))
        with pytest.raises(sg.InputError, match="60 rows and 731 columns"):
            hold(excel(cells + '<row r="60"/>'), pathlib.Path("roster.xlsx"))
