"""The sheets of a roster file as columns of text, with the ranges that the file marks as merged."""

from __future__ import annotations

import io
import itertools
import pathlib
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sanzu_graph.errors import AbsentError, Fault, InputError, SchemaError
from sanzu_graph.io.csv_tables import all_lines
from sanzu_graph.io.rosters.ods_merges import Range
from sanzu_graph.io.text_files import decode
from sanzu_graph.io.workbook_rows import SUFFIXES, Sheets, cell_text

#: Beyond fifteen digits a spreadsheet's number is no longer what was typed.
_EXACT = 10**15
#: How a workbook says that it counts days from 1904, as old ones from a Macintosh do.
_FROM_1904 = re.compile(rb'date1904\s*=\s*"(1|true)"')


@dataclass(eq=False)
class Sheet:
    """One sheet, or one CSV file.

    Attributes
    ----------
    name : the sheet's name; empty for a CSV file
    place : how faults name it
    columns : one list of stripped text per column, all equally long
    widths : how many cells each row has in the file
    merged : the ranges marked as merged
    raw : the columns as the file types them; empty for a CSV file
    from_1904 : whether serial numbers count from 1904
    """

    name: str
    place: str
    columns: list[list[str]]
    widths: list[int]
    merged: Sequence[Range] = ()
    raw: Sequence[Sequence[Any]] = ()
    from_1904: bool = False

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.widths)

    def row(self, at: int) -> list[str]:
        """The cells of a row."""
        return [column[at] for column in self.columns]

    def cells(self, column: int, rows: Sequence[int]) -> list[str]:
        """The cells of a column in some rows, counted from 0 and ascending."""
        cells = self.columns[column]
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            return cells[rows[0] : rows[-1] + 1]
        return [cells[row] for row in rows]

    def is_inexact(self, row: int, column: int) -> bool:
        """Whether a cell is a number whose last digits nobody can see: 2015.10 is kept as 2015.1."""
        if not self.raw:
            return True  # a CSV file does not say
        cell = self.raw[column][row]
        return cell.__class__ is float and (not cell.is_integer() or abs(cell) >= _EXACT)

    def fill_merged(self, first: int) -> None:
        """Write the value of each merged range into its empty cells, from row `first` on."""
        for (top, left), (bottom, right) in self.merged:
            if top < first or top >= self.height or left >= len(self.columns):
                continue
            value = self.columns[left][top]
            for column in self.columns[left : right + 1] if value else ():
                for row in range(top, min(bottom + 1, self.height)):
                    column[row] = column[row] or value


@dataclass(eq=False)
class Book:
    """A roster file: its sheets, the encoding or format they were read in, and what holds no cells."""

    path: pathlib.Path
    encoding: str
    sheets: list[Sheet]
    others: list[str] = field(default_factory=list)


def open_book(path: pathlib.Path, *, sheet: str | None, encoding: str | None) -> Book:
    """Read the sheets of a file, or the one named.

    Raises
    ------
    InputError
        If the path is missing, locked, or no workbook or CSV file.
    AbsentError
        If the workbook has no sheet of that name.
    SchemaError
        If a CSV file cannot be decoded or parsed.
    """
    suffix = path.suffix.lower()
    if not path.exists():
        raise InputError("error.no_path", path=path)
    if path.is_dir() or suffix not in (*SUFFIXES, ".csv"):
        raise InputError("error.kind_of_roster", path=path)
    raw = path.read_bytes()
    if suffix == ".csv":
        return _from_csv(raw, path, encoding)
    sheets = Sheets(raw, path)
    if sheet is not None and sheet not in sheets.names:
        raise AbsentError("error.no_sheet", sheet=sheet, known=list(sheets.names))
    early = suffix in (".xlsx", ".xlsm") and _counts_from_1904(raw)
    read = [
        _from_cells(name, path.name, *sheets.cells(name), early)
        for name in ([sheet] if sheet else sheets.names)
    ]
    return Book(path, suffix.removeprefix("."), read, list(sheets.others))


def _from_csv(raw: bytes, path: pathlib.Path, encoding: str | None) -> Book:
    try:
        text, used = decode(raw, encoding)
        return Book(path, used, [csv_sheet(all_lines(text), path.name)])
    except SchemaError as error:
        faults = [
            Fault(fault.key, "members", path.name, fault.row, fields=fault.fields)
            for fault in error.faults
        ]
        raise SchemaError("error.roster", faults) from None


def csv_sheet(rows: Sequence[Sequence[str]], place: str) -> Sheet:
    """Rows of text as a sheet."""
    columns = [
        list(map(str.strip, column)) for column in itertools.zip_longest(*rows, fillvalue="")
    ]
    return Sheet("", place, columns, list(map(len, rows)))


def _from_cells(
    name: str, file: str, rows: list[list[Any]], merged: Sequence[Range], from_1904: bool
) -> Sheet:
    widths, raw = list(map(len, rows)), list(zip(*rows, strict=True))
    rows.clear()  # a list a row would cost as much again in garbage collection
    return Sheet(name, f"{file} · {name}", list(map(_texts, raw)), widths, merged, raw, from_1904)


def _texts(cells: Sequence[Any]) -> list[str]:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return list(map(str.strip, cells))
    # Equal numbers are written alike; 1, 1.0 and True are equal and are not, so each type has its
    # own.
    known = {
        kind: {cell: cell_text(cell) for cell in {cell for cell in cells if cell.__class__ is kind}}
        for kind in kinds - {str}
    }
    return [
        cell.strip() if cell.__class__ is str else known[cell.__class__][cell] for cell in cells
    ]


def _counts_from_1904(raw: bytes) -> bool:
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return False  # an old workbook by a new name
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return (
            "xl/workbook.xml" in archive.namelist()
            and _FROM_1904.search(archive.read("xl/workbook.xml")) is not None
        )


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
