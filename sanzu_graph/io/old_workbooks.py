"""Excel's files before 2007 (.xls, .et): the records that tell what is hidden or failed.

A compound file holds the stream ``Workbook``, which is a row of records: a number, a length, data.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_FREE = 0xFFFFFFFA
_BOF, _EOF, _FORMULA, _DATE_MODE, _FILTER = 0x809, 0x0A, 0x06, 0x22, 0x9B
_COLUMN, _SHEET, _ERROR, _ROW = 0x7D, 0x85, 0x205, 0x208
_ROW_HIDDEN = 0x20
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_NAME_LENGTH = 32
_SMALL = 4096
_DIRECTORY_ENTRY = 128
_HEADER = 512
_IN_HEADER = 109


@dataclass(eq=False)
class RecordSheet:
    """What the records of one sheet say: failed formulas, hidden rows and columns, a filter."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_filtered: bool = False


def record_sheets(raw: bytes) -> tuple[bool, dict[str, RecordSheet]]:
    """Whether days count from 1904, and the sheets by name.

    Raises
    ------
    ValueError, KeyError, IndexError
        If the file is no such workbook.
    """
    stream = _workbook_stream(raw)
    from_1904, starts, sheets = False, dict[int, str](), dict[str, RecordSheet]()
    for kind, data, _ in _records(stream, 0):
        if kind == _DATE_MODE:
            from_1904 = data[:1] == b"\1"
        elif kind == _SHEET:
            starts[struct.unpack_from("<I", data)[0]] = _text(data[6:])
        elif kind == _EOF:
            break
    for start, name in starts.items():
        sheets[name] = _sheet(stream, start)
    return from_1904, sheets


def _sheet(stream: bytes, start: int) -> RecordSheet:
    sheet, depth = RecordSheet(), 0
    for kind, data, _ in _records(stream, start):
        depth += (kind == _BOF) - (kind == _EOF)
        if not depth:
            break
        if kind == _ROW and struct.unpack_from("<H", data, 12)[0] & _ROW_HIDDEN:
            sheet.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMN and data[8] & 1:
            first, last = struct.unpack_from("<HH", data)
            sheet.hidden_columns.update(range(first, last + 1))
        elif kind == _FILTER:
            sheet.is_filtered = True
        elif kind == _ERROR and data[7]:
            sheet.errors[struct.unpack_from("<HH", data)] = _ERRORS.get(data[6], "#")
        elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:  # noqa: PLR2004 - an error
            sheet.errors[struct.unpack_from("<HH", data)] = _ERRORS.get(data[8], "#")
    return sheet


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes, int]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length], at
        at += 4 + length


def _text(data: bytes) -> str:
    length, is_wide = data[0], data[1] & 1
    return (
        data[2 : 2 + 2 * length].decode("utf-16-le")
        if is_wide
        else data[2 : 2 + length].decode("latin-1")
    )


# -- the compound file


def _workbook_stream(raw: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", raw, 30)[0]
    table = _allocation(raw, size)
    directory = _chain(raw, table, struct.unpack_from("<I", raw, 48)[0], size)
    entries = [
        directory[at : at + _DIRECTORY_ENTRY] for at in range(0, len(directory), _DIRECTORY_ENTRY)
    ]
    named = {
        entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le"): entry
        for entry in entries
        if len(entry) == _DIRECTORY_ENTRY
    }
    entry = named.get("Workbook") or named["Book"]
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= _SMALL:
        return _chain(raw, table, start, size)[:length]
    small = _chain(raw, table, struct.unpack_from("<I", entries[0], 116)[0], size)
    fat = _chain(raw, table, struct.unpack_from("<I", raw, 60)[0], size)
    links = struct.unpack(f"<{len(fat) // 4}I", fat)
    pieces: list[bytes] = []
    while start < _FREE and len(pieces) <= len(links):
        pieces.append(small[start * 64 : start * 64 + 64])
        start = links[start]
    return b"".join(pieces)[:length]


def _allocation(raw: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows which."""
    count, more = struct.unpack_from("<I", raw, 44)[0], struct.unpack_from("<I", raw, 68)[0]
    sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", raw, 76))
    while more < _FREE:
        block = struct.unpack_from(f"<{size // 4}I", raw, (more + 1) * size)
        sectors += block[:-1]
        more = block[-1]
    parts = [raw[(sector + 1) * size : (sector + 2) * size] for sector in sectors[:count]]
    joined = b"".join(parts)
    return struct.unpack(f"<{len(joined) // 4}I", joined)


def _chain(raw: bytes, table: tuple[int, ...], start: int, size: int) -> bytes:
    parts: list[bytes] = []
    while start < _FREE and len(parts) <= len(table):
        parts.append(raw[(start + 1) * size : (start + 2) * size])
        start = table[start]
    return b"".join(parts)
