"""What a workbook says of its cells beside their values: failed formulas, what is hidden or struck
through, what formats show.

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
from sanzu_graph.io.number_formats import Shown, Style, shown_beside, shown_by
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
#: The kinds of cells that hold text.
_TEXTS = ("s", "str", "inlineStr")
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
    shown : cell → what it shows around its value: ``A0012`` for 12
    struck : the cells that are struck through
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    uncalculated: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_filtered: bool = False
    shown: dict[Cell, Shown] = field(default_factory=dict)
    struck: set[Cell] = field(default_factory=set)


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
    styles = _styles(archive) if "xl/styles.xml" in names else {}
    for element in ET.fromstring(book).iter():  # noqa: S314
        if _plain(element.tag) != "sheet":
            continue
        target = targets.get(str(element.get(_RELATION)), "")
        part = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        if target.startswith("/"):
            part = target.lstrip("/")
        if part in names and (styles or marks is None or marks.get(part)):
            states.sheets[str(element.get("name"))] = _of_sheet(archive.read(part), styles)
    return states


def _styles(archive: zipfile.ZipFile) -> dict[str, Style]:
    """The styles by which a cell shows more than its value, or is struck through."""
    root = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    formats = {
        str(element.get("numFmtId")): shown
        for element in root.iter()
        if _plain(element.tag) == "numFmt" and (shown := shown_by(str(element.get("formatCode"))))
    }
    fonts = next((child for child in root if _plain(child.tag) == "fonts"), ())
    struck = {
        str(at)
        for at, font in enumerate(fonts)
        for part in font
        if _plain(part.tag) == "strike" and part.get("val") not in ("0", "false")
    }
    styles = next((child for child in root if _plain(child.tag) == "cellXfs"), ())
    told = {
        str(at): Style(formats.get(str(style.get("numFmtId"))), style.get("fontId") in struck)
        for at, style in enumerate(styles)
    }
    return {at: style for at, style in told.items() if style.shown or style.is_struck}


def _of_sheet(part: bytes, styles: dict[str, Style]) -> States:
    styled = styles and any(f' s="{style}"'.encode() in part for style in styles)
    marked = any(mark in part for mark in _MARKS) or (
        any(mark in part for mark in _FORMULAS) and _UNCALCULATED.search(part) is not None
    )
    return _parsed(part, styles) if styled or marked else States()


def _parsed(part: bytes, styles: dict[str, Style]) -> States:
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
            _take(states, (row, column), element, styles)
        elif kind == "row":
            element.clear()
    return states


def _take(states: States, cell: Cell, element: ET.Element, styles: dict[str, Style]) -> None:
    values = {_plain(child.tag): child.text or "" for child in element}
    if element.get("t") == "e":
        states.errors[cell] = values.get("v", "") or "#"
    elif "f" in values and not values.get("v") and element.get("t") not in ("str", "inlineStr"):
        states.uncalculated.add(cell)
    style = styles.get(element.get("s", ""))
    if style is None or not values:
        return
    if style.is_struck:
        states.struck.add(cell)
    kind = element.get("t", "n")
    is_number = kind == "n" and values.get("v", "").isdecimal()
    if style.shown and (kind in _TEXTS if style.shown.is_text else is_number):
        states.shown[cell] = style.shown


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
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_HIDDEN = ("collapse", "filter")
#: How the content of an OpenDocument file shows that it is to be parsed: what is hidden, formulas,
#: numbers that show more than their value.
_ODS_MARKS = re.compile(
    rb"collapse|=\"filter\"|:formula=|min-integer-digits=\"(?:[2-9]|\d\d)\"|<number:number-style[^>]*>\s*<number:text"
    rb"|<number:number [^>]*/>\s*<number:text"
)


def _of_open_document(archive: zipfile.ZipFile) -> BookStates:
    book_states = BookStates()
    content = archive.read("content.xml")
    if not _ODS_MARKS.search(content):
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
            column += _take_cell(states, (row, column), element)
        elif kind == "table-row":
            row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
    return book_states


def _take_cell(states: States, cell: Cell, element: ET.Element) -> int:
    """Note what a cell shows beside its value; how many columns it stands for."""
    # A note at the cell stands beside its paragraphs.
    text = "".join("".join(child.itertext()) for child in element if child.tag.endswith("}p"))
    if element.get(f"{_TABLE}formula") and is_failure(text):
        states.errors[cell] = text
    times = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
    if shown := shown_beside(element.get(f"{_OFFICE}value", ""), text):
        row, column = cell
        states.shown |= {(row, column + at): shown for at in range(min(times, _WIDEST))}
    return times


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
