"""How large a workbook is, read from its parts before a reader makes room for what they ask for.

A reader makes room for the whole area up to the last cell. It also makes room for as many texts as
the file says. One stray cell, or one wrong number, could then take more memory than there is. That
ends the process, and a notebook's kernel with it. So a file is looked at first.
"""

from __future__ import annotations

import io
import math
import os
import pathlib
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import InputError

#: The most cells of a sheet, with the empty ones before the last. The most bytes of a file's parts,
#: unpacked. These variables of the environment raise them.
MOST_CELLS, MOST_BYTES = 32_000_000, 1_500_000_000
CELLS_VARIABLE, BYTES_VARIABLE = "SANZU_MOST_CELLS", "SANZU_MOST_BYTES"
#: More texts than this are believed only where they are there.
_MANY_TEXTS = 1_000_000
_CHUNK = 1 << 20
_REFERENCE = re.compile(rb"\sr\s{0,9}=\s{0,9}[\"']\$?([A-Za-z]{0,20})\$?(\d{0,20})[\"']")
#: Which signs are blank in XML, and which end the name of a tag.
_BLANK, _END = (np.isin(np.arange(256), list(signs)) for signs in (b" \t\r\n", b" \t\r\n/>"))
#: As many quotes behind a piece as may be looked at beyond its end.
_PADDING = 24
_COUNT = re.compile(rb"\b(?:uniqueCount|count)\s{0,9}=\s{0,9}[\"'](\d{1,20})[\"']")
_TEXT = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s{0,9}=\s{0,9}[\"']\d{4,}[\"']")
#: What a damaged or encrypted packed file ends in.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError),
    *(ET.ParseError, struct.error, ValueError),
)
#: Records of the binary format: a row, the kinds of cells, the beginning of the texts.
_ROW, _CELLS, _TEXTS = 0, range(1, 12), 159


def hold(
    raw: bytes, path: pathlib.Path, marks: Collection[bytes] = ()
) -> dict[str, frozenset[bytes]]:
    """Refuse a workbook that would take more memory than is allowed.

    Parameters
    ----------
    raw
        The bytes of the file. Only packed formats (.xlsx, .xlsm, .xlsb, .ods) are looked at; sheets
        of .xls have 65,536 rows and 256 columns at most.
    path
        Where they came from, for the error.
    marks
        What is looked for on the way: unpacking is half of the work.

    Returns
    -------
    dict
        Part of the file → which of the marks it holds; only of parts in XML.

    Raises
    ------
    InputError
        If the area up to the last cell of a sheet, or the file unpacked, is larger than the limit;
        if the file says that it has texts that are not there; or if it is damaged.
    """
    if not raw.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            unpacked, most = sum(part.file_size for part in parts), limit(BYTES_VARIABLE)
            if unpacked > most:
                raise InputError(
                    "error.workbook_bytes",
                    path=path,
                    size=unpacked,
                    most=most,
                    variable=BYTES_VARIABLE,
                )
            seen = {
                part.filename: _hold_part(_Part(archive, part.filename, path), marks)
                for part in parts
            }
    except _DAMAGES as error:
        raise InputError("error.not_workbook", path=path) from error
    return seen


def limit(variable: str) -> int:
    """The limit that a variable of the environment sets; by default `MOST_CELLS` or `MOST_BYTES`.

    Raises
    ------
    InputError
        If the variable holds no whole number.

    Examples
    --------
    >>> limit("SANZU_MOST_CELLS")
    32000000
    """
    usual = {CELLS_VARIABLE: MOST_CELLS, BYTES_VARIABLE: MOST_BYTES}[variable]
    said = os.environ.get(variable, "").strip()
    if not said:
        return usual
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(1 << 62))):
        raise InputError("error.no_limit", variable=variable, value=said, usual=usual)
    return int(said)


class _Part(NamedTuple):
    """One file within the packed one."""

    archive: zipfile.ZipFile
    name: str
    path: pathlib.Path

    def chunks(self) -> Iterator[bytes]:
        """The part piece by piece; each ends behind a tag, so that no tag is cut."""
        rest = b""
        with self.archive.open(self.name) as opened:
            while piece := opened.read(_CHUNK):
                piece = rest + piece
                end = piece.rfind(b">") + 1 or len(piece)
                yield piece[:end]
                rest = piece[end:]
        yield rest


def _hold_part(part: _Part, marks: Collection[bytes]) -> frozenset[bytes]:
    """Hold one part; the marks that it holds."""
    if part.name == "content.xml":
        _hold_area(part, *_open_document_area(part))
    elif part.name.endswith(".bin") and not part.name.endswith("vbaProject.bin"):
        _hold_area(part, *_binary_area(part))
    elif part.name.endswith(".xml"):
        return _hold_xml(part, marks)
    return frozenset()


def _hold_area(part: _Part, rows: int, columns: int) -> None:
    most = limit(CELLS_VARIABLE)
    if rows * columns > most:
        raise InputError(
            "error.workbook_cells",
            path=part.path,
            part=part.name,
            rows=rows,
            columns=columns,
            most=most,
            variable=CELLS_VARIABLE,
        )


def _hold_xml(part: _Part, marks: Collection[bytes]) -> frozenset[bytes]:
    """A sheet of Excel's, or its texts; other parts hold nothing that counts. The marks in it."""
    seen: set[bytes] = set()
    rows = columns = cells = references = claimed = texts = 0
    is_texts = False
    for number, chunk in enumerate(part.chunks()):
        if number == 0:
            head = chunk[:4096]
            is_texts = re.search(rb"<(?:\w{1,20}:)?sst[\s>]", head) is not None
            if is_texts:
                claimed = max(map(int, _COUNT.findall(head)), default=0)
                if claimed <= _MANY_TEXTS:
                    return frozenset()
            elif b"<worksheet" not in head:  # tags with a prefix: any mark may be there
                seen.update(marks)
        if is_texts:
            texts += len(_TEXT.findall(chunk))
            continue
        seen.update(mark for mark in marks if mark not in seen and mark in chunk)
        last_row, last_column, count, here = _last_cell(chunk)
        rows, columns = max(rows, last_row), max(columns, last_column)
        references += count
        cells += here
    if is_texts and claimed > 2 * texts:
        raise InputError("error.workbook_texts", path=part.path, claimed=claimed, there=texts)
    # Cells without a reference stand beside one another.
    columns = max(columns, cells - references)
    _hold_area(part, max(rows, 1 if cells else 0), columns)
    return frozenset(seen)


def _last_cell(chunk: bytes) -> tuple[int, int, int, int]:
    """The greatest row and column that references name; two counts.

    The first counts references that name a cell, the second counts cells.
    """
    data = np.frombuffer(b"  " + chunk + b'"' * _PADDING, dtype=np.uint8)
    at = np.flatnonzero(data == ord("c"))
    begins = (data[at - 1] == ord("<")) | (data[at - 1] == ord(":"))
    cells = int(np.count_nonzero(begins & _END[data[at + 1]]))
    at = np.flatnonzero(data == ord("r"))
    at = at[_BLANK[data[at - 1]]]
    follows = data[at + 1] == ord("=")
    is_usual = follows & (data[at + 2] == ord('"'))
    if (_BLANK[data[at + 1]] | (follows & ~is_usual)).any():
        return *_last_cell_of_any(chunk), cells
    at = at[is_usual] - 1
    if not len(at):
        return 0, 0, 0, cells
    greatest = _greatest(data, at + 4)
    return *(greatest or _last_cell_of_any(chunk)), cells


def _greatest(data: NDArray[np.uint8], starts: NDArray[np.intp]) -> tuple[int, int, int] | None:
    """The greatest row and column of the references at some places, and how many name a cell.

    None where one is not written as usual. Eight bytes are one number; the first byte is its
    lowest. So columns are compared by their letters. Rows with the same count of digits are compared
    by these digits. No single reference is looked at.
    """
    eights = np.ndarray(len(data) - 7, dtype="<u8", buffer=data, strides=(1,))
    heads = eights[starts]
    signs = [
        ((heads >> np.uint64(8 * place)) & np.uint64(255)).astype(np.uint8) for place in range(4)
    ]
    named = [(sign >= ord("A")) & (sign <= ord("Z")) for sign in signs]
    is_digit = (signs[0] >= ord("0")) & (signs[0] <= ord("9"))
    second = named[0] & named[1]
    third = second & named[2]
    if not (named[0] | is_digit).all() or (third & named[3]).any():
        return None
    letters = named[0].astype(np.intp) + second + third
    digits = eights[starts + letters]
    first = (digits & np.uint64(255)).astype(np.uint8)
    # A zero in front would make a small row longer than a large one.
    if not (((first >= ord("1")) & (first <= ord("9"))) | (first == ord('"'))).all():
        return None
    quote = digits ^ np.uint64(0x2222222222222222)
    ends = (quote - np.uint64(0x0101010101010101)) & ~quote & np.uint64(0x8080808080808080)
    ends &= ~ends + np.uint64(1)
    if not ends.all():
        return None
    row = 0
    for count in range(7, 0, -1):
        own = ends == np.uint64(0x80 << 8 * count)
        if own.any():
            most = int((digits[own].byteswap() >> np.uint64(8 * (8 - count))).max())
            texts = most.to_bytes(count)
            if not texts.isdigit():
                return None
            row = int(texts)
            break
    widest = int(letters.max())
    column = 0
    if widest:
        own = letters == widest
        most = int((heads[own].byteswap() >> np.uint64(8 * (8 - widest))).max())
        column = _column(most.to_bytes(widest))
    return row, column, int(np.count_nonzero(letters))


def _last_cell_of_any(chunk: bytes) -> tuple[int, int, int]:
    """As `_last_cell`, however references are written."""
    references = _REFERENCE.findall(chunk)
    named = [letters for letters, _ in references if letters]
    rows = max((int(row) for _, row in references if row), default=0)
    return rows, max(map(_column, set(named)), default=0), len(named)


def _column(letters: bytes) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _binary_area(part: _Part) -> tuple[int, int]:
    """Rows and columns of a part in Excel's binary format: records of a kind, a length and bytes."""
    raw = part.archive.read(part.name)
    at = rows = columns = texts = claimed = 0
    size = len(raw)
    while at < size:
        kind, at = _number(raw, at, 2)
        length, at = _number(raw, at, 4)
        if kind == _ROW and length >= struct.calcsize("<I"):
            rows = max(rows, struct.unpack_from("<I", raw, at)[0] + 1)
        elif kind in _CELLS and length >= struct.calcsize("<I"):
            columns = max(columns, struct.unpack_from("<I", raw, at)[0] + 1)
        elif kind == _TEXTS and length >= struct.calcsize("<II"):
            claimed = max(struct.unpack_from("<II", raw, at))
        elif kind == 19:  # noqa: PLR2004 - the record of one text
            texts += 1
        at += length
    if claimed > max(_MANY_TEXTS, 2 * texts):
        raise InputError("error.workbook_texts", path=part.path, claimed=claimed, there=texts)
    return rows, columns


def _number(raw: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in seven bits a byte, and where the next one begins."""
    number = 0
    for turn in range(most):
        byte = raw[at] if at < len(raw) else 0
        at += 1
        number |= (byte & 0x7F) << 7 * turn
        if not byte & 0x80:
            break
    return number, at


def _open_document_area(part: _Part) -> tuple[int, int]:
    """Rows and columns of the largest table up to its last cell that is not empty.

    Only a file that repeats something a thousand times can be large without being long.
    """
    if not any(_ODS_REPEATED.search(chunk) for chunk in part.chunks()):
        return 0, 0
    largest, row, column, filled, last, width = (0, 0), 0, 0, 0, 0, 0
    with part.archive.open(part.name) as content:
        # The parser is expat, which since 2.4 bounds what entities may grow to.
        for _, element in ET.iterparse(content):  # noqa: S314
            kind = element.tag.removeprefix(_TABLE)
            if kind in ("table-cell", "covered-table-cell"):
                column += int(element.get(f"{_TABLE}number-columns-repeated", "1"))
                if len(element) or any("value" in name for name in element.attrib):
                    filled = column
            elif kind == "table-row":
                row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                if filled:
                    last, width = row, max(width, filled)
                column = filled = 0
                element.clear()
            elif kind == "table":
                largest = max(largest, (last, width), key=math.prod)
                row = last = width = 0
    return largest
