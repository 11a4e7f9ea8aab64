"""What a workbook says of its cells beside their values: failed formulas, what is hidden, zeros in
front of numbers.

The fast reader gives a failed or never calculated formula as an empty cell. So the bytes are looked
at first, and only a sheet that bears such marks is parsed once more.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from sanzu_graph.io.failed_formulas import is_failure
from sanzu_graph.io.old_workbooks import RecordSheet, record_sheets

#: A cell: its row and its column, from 0.
Cell = tuple[int, int]

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: How a sheet's bytes show that it holds something to be parsed for; and how they show a formula.
_MARKS = (b't="e"', b'hidden="1"', b'hidden="true"', b"filterColumn")
_FORMULAS = (b"<f", b":f>", b":f ")
#: One of these stands in every sheet that holds any of those, if its tags bear no prefix.
MARKS = (b't="e"', b'hidden="', b"filterColumn", b"<f")
#: A formula without a value.
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)"
)
_ZEROS = re.compile(r"0{2,}")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_FROM_1904 = re.compile(rb'date1904\s*=\s*"(1|true)"')
_LETTERS = 26
_WIDEST = 16_384


@dataclass(eq=False)
class States:
    """What one sheet says of its cells.

    Attributes
    ----------
    errors : cell → what it shows, such as ``#N/A``
    uncalculated : the cells with a formula that has no value
    hidden_rows, hidden_columns : positions from 0
    is_filtered : whether a filter hides the rows
    zeros : cell → how many digits it shows, where zeros fill it up
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    uncalculated: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_filtered: bool = False
    zeros: dict[Cell, int] = field(default_factory=dict)


@dataclass(eq=False)
class BookStates:
    """What a workbook says of all its sheets, and whether its days count from 1904."""

    sheets: dict[str, States] = field(default_factory=dict)
    from_1904: bool = False

    def of(self, sheet: str) -> States:
        """The states of a sheet; those of a sheet without marks are empty."""
        return self.sheets.get(sheet, States())


def states_of(raw: bytes, marks: Mapping[str, frozenset[bytes]] | None = None) -> BookStates:
    """What the bytes of a workbook say of its cells: .xlsx, .xlsm, .xls, .et and .ods.

    A file that cannot be parsed for it says nothing; the reader of its values tells what is wrong.

    Parameters
    ----------
    raw
        The bytes.
    marks
        Part of the file → which of `MARKS` it holds, if that is known. A sheet without any is not
        unpacked again.
    """
    try:
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                names = set(archive.namelist())
                if "xl/workbook.xml" in names:
                    return _of_excel(archive, names, marks)
                if "content.xml" in names:
                    return _of_open_document(archive)
        elif raw.startswith(b"\xd0\xcf\x11\xe0"):
            return _of_records(raw)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, IndexError):
        pass
    return BookStates()


# -- Excel


def _of_excel(
    archive: zipfile.ZipFile, names: set[str], marks: Mapping[str, frozenset[bytes]] | None
) -> BookStates:
    book = archive.read("xl/workbook.xml")
    states = BookStates(from_1904=_FROM_1904.search(book) is not None)
    targets = {
        str(element.get("Id")): str(element.get("Target"))
        for element in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    padded = _padded_styles(archive) if "xl/styles.xml" in names else {}
    for element in ET.fromstring(book).iter():  # noqa: S314
        if _plain(element.tag) != "sheet":
            continue
        target = targets.get(str(element.get(_RELATION)), "")
        part = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        if target.startswith("/"):
            part = target.lstrip("/")
        if part in names and (padded or marks is None or marks.get(part)):
            states.sheets[str(element.get("name"))] = _of_sheet(archive.read(part), padded)
    return states


def _padded_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """The styles that fill numbers up with zeros: style → how many digits they show."""
    root = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    formats = {
        str(element.get("numFmtId")): len(str(element.get("formatCode")))
        for element in root.iter()
        if _plain(element.tag) == "numFmt" and _ZEROS.fullmatch(str(element.get("formatCode")))
    }
    if not formats:
        return {}
    styles = next((child for child in root if _plain(child.tag) == "cellXfs"), ())
    return {
        str(at): formats[str(style.get("numFmtId"))]
        for at, style in enumerate(styles)
        if str(style.get("numFmtId")) in formats
    }


def _of_sheet(part: bytes, padded: dict[str, int]) -> States:
    styled = padded and any(f' s="{style}"'.encode() in part for style in padded)
    marked = any(mark in part for mark in _MARKS) or (
        any(mark in part for mark in _FORMULAS) and _UNCALCULATED.search(part) is not None
    )
    return _parsed(part, padded) if styled or marked else States()


def _parsed(part: bytes, padded: dict[str, int]) -> States:
    states = States()
    row = column = -1
    for event, element in ET.iterparse(io.BytesIO(part), events=("start", "end")):  # noqa: S314
        kind = _plain(element.tag)
        if event == "start":
            if kind == "row":
                row = int(element.get("r", row + 2)) - 1
                column = -1
                if element.get("hidden") in ("1", "true"):
                    states.hidden_rows.add(row)
            elif kind == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                states.hidden_columns.update(range(first - 1, min(last, _WIDEST)))
            elif kind == "filterColumn":
                states.is_filtered = True
            continue
        if kind == "c":
            given = _REFERENCE.fullmatch(element.get("r", ""))
            column = _column(given[1]) if given else column + 1
            _take(states, (row, column), element, padded)
        elif kind == "row":
            element.clear()
    return states


def _take(states: States, cell: Cell, element: ET.Element, padded: dict[str, int]) -> None:
    values = {_plain(child.tag): child.text or "" for child in element}
    if element.get("t") == "e":
        states.errors[cell] = values.get("v", "") or "#"
    elif "f" in values and not values.get("v") and element.get("t") not in ("str", "inlineStr"):
        states.uncalculated.add(cell)
    digits = padded.get(element.get("s", ""))
    if digits and element.get("t", "n") == "n" and values.get("v", "").isdecimal():
        states.zeros[cell] = digits


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * _LETTERS + ord(letter) - ord("A") + 1
    return at - 1


def letter(column: int) -> str:
    """The letter of a column, counted from 0.

    Examples
    --------
    >>> letter(0), letter(26), letter(701)
    ('A', 'AA', 'ZZ')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


# -- OpenDocument

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_HIDDEN = ("collapse", "filter")


def _of_open_document(archive: zipfile.ZipFile) -> BookStates:
    book_states = BookStates()
    content = archive.read("content.xml")
    if not re.search(rb"collapse|=\"filter\"|:formula=", content):
        return book_states
    states, row, column = States(), 0, 0
    for event, element in ET.iterparse(io.BytesIO(content), events=("start", "end")):  # noqa: S314
        kind = element.tag.removeprefix(_TABLE)
        if event == "start":
            if kind == "table":
                states = book_states.sheets.setdefault(element.get(f"{_TABLE}name", ""), States())
                row = column = 0
            elif kind == "table-column":
                column += _hide(states.hidden_columns, column, element, "columns")
            elif kind == "table-row":
                column = 0
                _hide(states.hidden_rows, row, element, "rows")
                states.is_filtered |= element.get(f"{_TABLE}visibility") == "filter"
        elif kind in ("table-cell", "covered-table-cell"):
            text = "".join(element.itertext())
            if element.get(f"{_TABLE}formula") and is_failure(text):
                states.errors[row, column] = text
            column += int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        elif kind == "table-row":
            row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
    return book_states


def _hide(hidden: set[int], at: int, element: ET.Element, kind: str) -> int:
    """Note the rows or columns of an element that is hidden; how many it stands for."""
    times = int(element.get(f"{_TABLE}number-{kind}-repeated", "1"))
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        hidden.update(range(at, at + min(times, _WIDEST)))
    return times


# -- Excel before 2007, and WPS


def _of_records(raw: bytes) -> BookStates:
    from_1904, sheets = record_sheets(raw)
    return BookStates({name: _of_record_sheet(sheet) for name, sheet in sheets.items()}, from_1904)


def _of_record_sheet(sheet: RecordSheet) -> States:
    return States(sheet.errors, set(), sheet.hidden_rows, sheet.hidden_columns, sheet.is_filtered)
