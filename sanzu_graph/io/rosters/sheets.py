"""The sheets of a roster file as columns of text, with the ranges that the file marks as merged."""

from __future__ import annotations

import itertools
import pathlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sanzu_graph.io.cell_states import States
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.ods_merges import Range

#: Beyond fifteen digits a spreadsheet's number is no longer what was typed.
_EXACT = 10**15
#: What cannot be seen: marks of direction and width, soft hyphens, selectors of a glyph.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]"
)
#: Joiners, which are spelling in Persian and Indian scripts, and nothing elsewhere.
_JOINER = re.compile("[\u200c\u200d]")
_JOINED = re.compile("[\u0600-\u0dff\U0001f000-\U0001faff]")


@dataclass(eq=False)
class Sheet:
    """One sheet, or one text file.

    Attributes
    ----------
    name : the sheet's name; empty for a text file
    place : how faults name it
    columns : one list of stripped text per column, all equally long
    widths : how many cells each row has in the file
    merged : the ranges marked as merged
    raw : the columns as the file types them; empty for a text file
    from_1904 : whether serial numbers count from 1904
    states : failed formulas, what is hidden
    is_hidden : whether the sheet is hidden
    numbers : the number of each row as the file shows it, where rows were moved
    is_turned : whether it was made of a sheet of another shape
    indents : column → how many blanks stand in front of each cell; of a text file
    doubts : what was understood of it that nobody said
    """

    name: str
    place: str
    columns: list[list[str]]
    widths: list[int]
    merged: Sequence[Range] = ()
    raw: Sequence[Sequence[Any]] = ()
    from_1904: bool = False
    states: States = field(default_factory=States)
    is_hidden: bool = False
    numbers: Sequence[int] = ()
    is_turned: bool = False
    indents: Mapping[int, Sequence[int]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.widths)

    def row(self, at: int) -> list[str]:
        """The cells of a row."""
        return [column[at] for column in self.columns]

    def number(self, at: int) -> int:
        """The number of a row as the file shows it."""
        return self.numbers[at] if self.numbers else at + 1

    def cells(self, column: int, rows: Sequence[int]) -> list[str]:
        """The cells of a column in some rows, counted from 0 and ascending."""
        cells = self.columns[column]
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            return cells[rows[0] : rows[-1] + 1]
        return [cells[row] for row in rows]

    def is_inexact(self, row: int, column: int) -> bool:
        """Whether a cell is a number whose last digits nobody can see: 2015.10 is kept as 2015.1."""
        if not self.raw:
            return True  # a text file does not say
        cell = self.raw[column][row]
        return cell.__class__ is float and (not cell.is_integer() or abs(cell) >= _EXACT)

    def indented(self, column: int, rows: Sequence[int]) -> list[int]:
        """How many blanks stand in front of the cells of a column in some rows, as the file has
        them.
        """
        if self.raw:
            return [_indent(self.raw[column][row]) for row in rows]
        widths = self.indents.get(column)
        return [widths[row] for row in rows] if widths else [0] * len(rows)

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
    """A roster file: its sheets, and how it was read.

    That is the encoding or format, and what separates the cells of a text file. It also holds what
    has no cells, and what was taken for granted.
    """

    path: pathlib.Path
    encoding: str
    sheets: list[Sheet]
    others: list[str] = field(default_factory=list)
    separator: str = ","
    doubts: list[Doubt] = field(default_factory=list)


def csv_sheet(rows: Sequence[Sequence[str]], place: str, name: str = "") -> Sheet:
    """Rows of text as a sheet."""
    columns, indents = [], {}
    for at, cells in enumerate(itertools.zip_longest(*rows, fillvalue="")):
        plain = tuple(map(str.strip, cells))
        columns.append(list(plain))
        if plain != cells:
            indents[at] = list(map(_indent, cells))
    return Sheet(name, place, columns, list(map(len, rows)), indents=indents)


def _indent(cell: object) -> int:
    return len(cell) - len(cell.lstrip()) if isinstance(cell, str) else 0


def typed_sheet(sheet: Sheet, texts: list[list[str]]) -> Sheet:
    """A workbook's sheet; `texts` are its cells as text.

    Failed formulas and numbers show what the file shows.
    """
    sheet.columns = texts
    height = sheet.height
    for (row, column), shown in sheet.states.errors.items():
        if row < height and column < len(texts):
            texts[column][row] = shown
    for (row, column), format_ in sheet.states.shown.items():
        if row < height and column < len(texts) and texts[column][row]:
            texts[column][row] = format_.of(texts[column][row])
    return sheet


def has_unseen(cells: Sequence[str]) -> bool:
    """Whether any cell holds what cannot be seen, or is not composed."""
    together = "".join(cells)
    return not together.isascii() and (
        _UNSEEN.search(together) is not None
        or _JOINER.search(together) is not None
        or not unicodedata.is_normalized("NFC", together)
    )


def seen(cell: str) -> str:
    r"""A text without what cannot be seen, composed.

    Examples
    --------
    >>> seen("赵\u200b一"), seen("李\xad四")
    ('赵一', '李四')
    """
    if cell.isascii():
        return cell
    plain = _UNSEEN.sub("", cell)
    if not _JOINED.search(plain):
        plain = _JOINER.sub("", plain)
    return unicodedata.normalize("NFC", plain).strip()
