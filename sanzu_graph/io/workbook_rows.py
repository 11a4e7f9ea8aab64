"""Workbooks (Excel, OpenDocument) → the rows of their sheets, as text."""

from __future__ import annotations

import io
import itertools
import pathlib
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeVar

import python_calamine

from sanzu_graph.errors import Fault, InputError, SchemaError
from sanzu_graph.io.cell_states import MARKS, BookStates, letter, states_of
from sanzu_graph.io.failed_formulas import with_known_failures
from sanzu_graph.io.raw_rows import RawLine
from sanzu_graph.io.rosters.ods_merges import Range, merged_ranges
from sanzu_graph.io.workbook_limits import hold
from sanzu_graph.model.column_values import canonical

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods")
Answer = TypeVar("Answer")
_CHUNK = 400
#: How a part of a workbook shows that a formula failed.
_FAILED = b't="e"'
#: The name of the part that holds a workbook of Excel behind a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class Sheets:
    """A workbook opened for reading; a sheet is read when it is asked for.

    Parameters
    ----------
    raw
        The bytes of the workbook.
    path
        Where they came from, for the error.

    Attributes
    ----------
    names : tuple of str
        The worksheets, in order, hidden ones too.
    hidden : frozenset of str
        Those of them that are hidden.
    others : tuple of str
        Chart sheets and the like, which hold no cells.
    states : BookStates
        What the file says of its cells beside their values.

    Raises
    ------
    InputError
        If the bytes are no workbook. If it is damaged, locked by a password, or too large.
    """

    def __init__(self, raw: bytes, path: pathlib.Path) -> None:
        self._raw, self._path = raw, path
        self._marks = hold(raw, path, MARKS)
        self._book = self._tried(
            lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        )
        table = python_calamine.SheetTypeEnum.WorkSheet
        self.names = tuple(sheet.name for sheet in self._book.sheets_metadata if sheet.typ == table)
        shown = python_calamine.SheetVisibleEnum.Visible
        self.hidden = frozenset(
            sheet.name for sheet in self._book.sheets_metadata if sheet.visible != shown
        )
        self.others = tuple(
            sheet.name for sheet in self._book.sheets_metadata if sheet.typ != table
        )

    @cached_property
    def states(self) -> BookStates:
        """Failed formulas, what is hidden, what formats show."""
        return states_of(self._raw, self._marks)

    def lines(self, name: str) -> Iterator[RawLine]:
        """The rows of a sheet, numbered as the sheet shows them.

        Whole numbers come without ``.0``, days as ``2026-11-22``, truth values as ``TRUE`` and
        ``FALSE``.

        Raises
        ------
        SchemaError
            Naming every cell whose formula failed.
        """
        states = self.states.of(name)
        if states.errors:
            raise SchemaError(
                "error.files",
                [
                    Fault("fault.failed_formula", row=row + 1, column=letter(at), value=shown)
                    for (row, at), shown in sorted(states.errors.items())
                ],
            )
        rows = self._tried(lambda: self._sheet(name).to_python(skip_empty_area=False))
        for number, cells in enumerate(rows, 1):
            yield RawLine(
                number, [cell if isinstance(cell, str) else cell_text(cell) for cell in cells]
            )

    def cells(self, name: str) -> tuple[list[list[Any]], int, list[Range]]:
        """The columns of a sheet as the file types them, the count of rows, and the merged ranges."""
        sheet = self._tried(lambda: self._sheet(name))
        columns, height = self._tried(lambda: _columns(sheet))
        if "content.xml" in self._marks:  # OpenDocument, and its name may say otherwise
            return columns, height, self._tried(lambda: merged_ranges(self._raw)).get(name, [])
        return columns, height, self._tried(lambda: sheet.merged_cell_ranges) or []

    def _sheet(self, name: str) -> python_calamine.CalamineSheet:
        """A sheet; failures that the reader does not know are no reason to refuse it."""
        try:
            return self._book.get_sheet_by_name(name)
        except python_calamine.CalamineError:
            if not any(_FAILED in marks for marks in self._marks.values()):
                raise
        raw = with_known_failures(self._raw)
        self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return self._book.get_sheet_by_name(name)

    def _tried(self, read: Callable[[], Answer]) -> Answer:
        try:
            return read()
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except (
            BaseException
        ) as error:  # where the reader panics on a damaged file, it raises no Exception
            is_locked = _LOCKED in self._raw or "password" in str(error).lower()
            key = "error.locked_workbook" if is_locked else "error.not_workbook"
            raise InputError(key, path=self._path) from error


def _columns(sheet: python_calamine.CalamineSheet) -> tuple[list[list[Any]], int]:
    """The columns of a sheet from its first one, and how many rows they have.

    Rows are turned over by the hundred: a list a row kept alive costs as much again in garbage
    collection.
    """
    if sheet.start is None:
        return [], 0
    columns: list[list[Any]] = []
    height, rows = 0, sheet.iter_rows()
    while chunk := list(itertools.islice(rows, _CHUNK)):
        parts = list(zip(*chunk, strict=True))
        columns = columns or [[] for _ in parts]
        for column, cells in zip(columns, parts, strict=True):
            column.extend(cells)
        height += len(chunk)
    # The reader leaves out what stands empty on the left, and nothing above.
    return [[""] * height for _ in range(sheet.start[1])] + columns, height


def cell_text(cell: object) -> str:
    """The canonical text of a cell that is none."""
    return str(cell).upper() if isinstance(cell, bool) else canonical(cell)
