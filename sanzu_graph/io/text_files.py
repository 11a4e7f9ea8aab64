"""Bytes → text: which encoding a file is in, and a fault where it is in none or in two."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.io.western import everyday, script_of

#: What a file says of itself at its start. UTF-32 comes first, because UTF-16's mark begins it.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How files begin that are no text: zip (so xlsx, ods), old Office, PNG, JPEG, GIF, PDF, Parquet,
#: gzip, 7z, rar.
_BINARY = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF-",
    b"PAR1",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
#: Names under which people mean more than Python's codec of that name can read.
_WIDER = {"gb2312": ("gb18030",), "gbk": ("gb18030",), "big5": ("big5", "cp950", "big5hkscs")}

Lines = Sequence[tuple[int, bytes]]


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    r"""The text of a file and the encoding it was read in.

    Parameters
    ----------
    raw
        The whole file.
    encoding
        The encoding where the file bears no mark of its own (BOM). None tries UTF-8, then GB18030
        or cp1252, as the bytes speak for (`western.script_of`); any other, such as Big5,
        has to be named, because guessing among them would be silent.

    Raises
    ------
    SchemaError
        If the file is empty or no text. If it is in none of these encodings, or in two of them
        (lines pasted in from another file). If it may be Western or Chinese. There is one fault,
        without table and place.

    Notes
    -----
    A GB18030 file is mixed where a line is also valid UTF-8 and holds Chinese when read so. The line
    must read at least as common as in GB18030. That is the share of characters of GB2312 level 1 and
    Big5 level 1. Of 300,000 lines of two to four Chinese characters none was taken for UTF-8. Of
    two-character UTF-8 names 1.6 % would pass unnoticed if they stood alone in their file.

    Examples
    --------
    >>> decode("编号,姓名\n001,张三\n".encode("gb18030"))
    ('编号,姓名\n001,张三\n', 'gb18030')
    >>> decode("編號".encode("big5"), "big5")
    ('編號', 'big5')
    """
    if not raw:
        raise _fault("fault.empty_file")
    if raw.startswith(_BINARY):
        raise _fault("fault.binary")
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if not (marked or encoding) and b"\0" in raw and not (marked := _unmarked_wide(raw)):
        raise _fault("fault.binary")
    text, used = _named(raw, marked or encoding or "") if marked or encoding else _guessed(raw)
    if "\0" in text:
        raise _fault("fault.binary")
    return text.lstrip("\ufeff"), used


def _unmarked_wide(raw: bytes) -> str:
    """UTF-16 of a file that bears no mark of it, by where zeros stand; empty where it is none."""
    zeros = [raw[at : 1 << 16 : 2].count(0) for at in (0, 1)]
    name = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        return ""
    first = text[: 1 << 12]
    is_text = all(sign.isprintable() or sign in "\t\r\n\ufeff\u3000\xa0" for sign in first)
    return name if is_text and "\n" in first.replace("\r", "\n") else ""


def require_encoding(encoding: str | None) -> None:
    """Raise `SchemaError` unless text can be decoded with an encoding of this name."""
    if encoding is None:
        return
    try:
        b" ".decode(encoding)
    except UnicodeError:
        return  # the encoding exists; a single blank is no text in it
    except (LookupError, ValueError):
        raise SchemaError(
            "error.files", [Fault("fault.no_encoding", fields={"encoding": encoding})]
        ) from None


def _named(raw: bytes, encoding: str) -> tuple[str, str]:
    name = codecs.lookup(encoding).name
    for codec in _WIDER.get(name, (name,)):
        try:
            return raw.decode(codec), codec
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
    if name == "utf-8-sig":  # marked as UTF-8 and yet not: something was appended
        good, bad = _parted(_unusual(raw), "utf-8")
        if good:
            raise _mixed("UTF-8", bad)
    raise _fault("fault.not_in_encoding", encoding=encoding, line=line)


def _guessed(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    good, bad = _parted(_unusual(raw), "utf-8")
    if len(good) > len(bad):
        raise _mixed("UTF-8", bad)
    script = script_of(raw)
    if script == "western":
        return raw.decode("cp1252"), "cp1252"
    foreign = [(number, line) for number, line in good if _reads_as_utf8(line)]
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        _, neither = _parted(bad, "gb18030")
        if not good and script == "unclear" and any(_can(raw, name) for name in _LATIN):
            raise _two_scripts(raw, {}, _LATIN) from None
        if neither or not good:
            line = neither[0][0] if neither else bad[0][0]
            raise _fault("fault.undecodable", line=line) from None
        foreign = [line for line in good if line in foreign or not _is_valid(line[1], "gb18030")]
    if foreign:
        raise _mixed("GB18030", foreign)
    if script == "unclear":
        raise _two_scripts(raw, {"gb18030": text}, _OTHERS)
    return text, "gb18030"


#: Encodings in which a text that is no plain Chinese in GB18030 is shown, to be chosen from.
_OTHERS = ("big5", "cp1252", "cp1250", "cp1251", "cp932", "euc_kr")
#: The same for a text that is no Chinese at all.
_LATIN = ("cp1252", "cp1250")


def _two_scripts(raw: bytes, texts: dict[str, str], others: Sequence[str]) -> SchemaError:
    """That a text reads in several encodings, each with some of its words."""
    shown = {**texts, **{name: raw.decode(name) for name in others if _can(raw, name)}}
    readings = [f"{name}: {_glimpse(read)}" for name, read in shown.items()]
    return _fault(
        "fault.two_scripts",
        readings=readings,
        example=next(name for name in others if name in shown),
    )


def _can(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _glimpse(text: str) -> str:
    """Some words of a text that hold more than ASCII."""
    words = [word for word in re.split(r"[,;|\s\"]+", text) if word and not word.isascii()]
    return " ".join(dict.fromkeys(words[:_GLIMPSED]))


_GLIMPSED = 3


def _unusual(raw: bytes) -> Lines:
    """The lines that hold more than ASCII, numbered from 1."""
    return [(number, line) for number, line in enumerate(raw.splitlines(), 1) if not line.isascii()]


def _parted(lines: Lines, encoding: str) -> tuple[Lines, Lines]:
    """The lines that are valid in `encoding`, and the others."""
    valid = [_is_valid(line, encoding) for _, line in lines]
    return [line for line, good in zip(lines, valid, strict=True) if good], [
        line for line, good in zip(lines, valid, strict=True) if not good
    ]


def _is_valid(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_utf8(line: bytes) -> bool:
    """Whether a line that is valid UTF-8 looks more like Chinese in UTF-8 than in GB18030."""
    text = line.decode("utf-8")
    return any(character >= "\u2e80" for character in text) and _commonness(text) >= _commonness(
        line.decode("gb18030", "replace")
    )


def _commonness(text: str) -> float:
    wide = [character for character in text if not character.isascii()]
    return sum(character in everyday() for character in wide) / max(len(wide), 1)


def _mixed(most: str, lines: Lines) -> SchemaError:
    return _fault("fault.mixed_encodings", most=most, lines=[number for number, _ in lines])


def _fault(key: str, **fields: object) -> SchemaError:
    return SchemaError("error.files", [Fault(key, fields=fields)])
