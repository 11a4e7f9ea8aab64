"""What reading a folder or workbook gathers table by table, and the organisation it makes or the
faults it has.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

import pandas as pd

from sanzu_graph.errors import Fault, SchemaError
from sanzu_graph.io.raw_rows import RawRows
from sanzu_graph.model.flaws import Place
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.source import Source
from sanzu_graph.model.word_columns import ReadTables
from sanzu_graph.schema import REJECTED, TABLES, columns

NAMES = (*TABLES, REJECTED)
FOLDER_SUFFIXES = (".csv", ".parquet")


@dataclass(eq=False)
class Collected:
    """What came out of a folder or workbook.

    Attributes
    ----------
    grids : table → its rows
    files : table → (file or sheet, encoding)
    ignored : the files and sheets that are no tables of ours
    faults : those of whole files
    """

    grids: dict[str, RawRows] = field(default_factory=dict)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def take(self, table: str, place: str, read: Callable[[], tuple[RawRows, str]]) -> None:
        """Read one table; where that fails, keep the fault with its table and place."""
        try:
            grid, encoding = read()
            if table == REJECTED:  # of all tables the one that is joined with another
                _require_different_headings(grid)
        except SchemaError as error:
            self.faults += [
                dataclasses.replace(fault, table=table, place=place) for fault in error.faults
            ]
        else:
            self.grids[table], self.files[table] = grid, (place, encoding)

    def organisation(self, path: str, *, strict: bool) -> Org:
        """The organisation that the tables make.

        Raises
        ------
        SchemaError
            With the faults of files, rows and cells together. Rows of the wrong width are faults if
            `strict`, and otherwise set aside.
        """
        words = {table: grid.words for table, grid in self.grids.items() if table != REJECTED}
        tables = ReadTables({table: grid.frame for table, grid in self.grids.items()}, words)
        faults = self.faults + ([fault for fault, _ in self._ragged()] if strict else [])
        if not strict:
            tables[REJECTED] = pd.concat(
                [tables.get(REJECTED, pd.DataFrame()), self._set_aside()], ignore_index=True
            )
        places = {
            table: Place(self.files[table][0], grid.rows) for table, grid in self.grids.items()
        }
        read = {
            table: (*self.files[table], len(grid.frame) + len(grid.ragged))
            for table, grid in self.grids.items()
        }
        source = Source(path, read, tuple(self.ignored))
        try:
            org = Org.from_tables(tables, places=places, source=source, strict=strict)
        except SchemaError as error:
            if not faults:
                raise
            faults += _independent(error.faults, faults)
        if faults:
            raise SchemaError("error.files", faults)
        return org

    def _ragged(self) -> Iterator[tuple[Fault, list[str]]]:
        """The rows with more or fewer cells than headings, each with its fault."""
        for table, grid in self.grids.items():
            for row, cells in grid.ragged:
                counts = {"cells": len(cells), "headings": grid.width}
                yield (
                    Fault("fault.ragged", table, self.files[table][0], row, fields=counts),
                    list(cells),
                )

    def _set_aside(self) -> pd.DataFrame:
        """The same as rows of the table `rejected`; their record is a list, as no cell is sure of
        its heading.
        """
        rows = [
            (
                f.table,
                f.place,
                str(f.row),
                "",
                "",
                "ragged",
                f.reason(),
                json.dumps(cells, ensure_ascii=False),
            )
            for f, cells in self._ragged()
        ]
        return pd.DataFrame(rows, columns=list(columns(REJECTED)), dtype="str")


def _require_different_headings(grid: RawRows) -> None:
    repeated = grid.frame.columns[grid.frame.columns.duplicated()].unique()
    if len(repeated):
        raise SchemaError(
            "error.files",
            [Fault("fault.repeated_heading", column=str(heading)) for heading in repeated],
        )


def _independent(later: tuple[Fault, ...], files: list[Fault]) -> Iterator[Fault]:
    """The faults in cells that are no mere consequence of a file, or rows of it, that could not be
    read.
    """
    unread = {fault.table for fault in files}
    for fault in later:
        home = (
            fault.fields.get("home")
            if fault.key == "fault.dangling"
            else fault.table
            if fault.key == "fault.missing_table"
            else None
        )
        if home not in unread:
            yield fault


def table_meant(name: str) -> str:
    """The table that a file or sheet may be meant for that bears another name; or nothing.

    Examples
    --------
    >>> table_meant("Relations.CSV"), table_meant("duty.csv"), table_meant("notes.csv")
    ('relations', 'duties', '')
    """
    path = pathlib.PurePath(name)
    stem = path.stem if path.suffix.lower() in FOLDER_SUFFIXES else name
    singulars = {_singular(table): table for table in NAMES}
    near = get_close_matches(_singular(stem.strip().casefold()), singulars, 1, _NEAR)
    return singulars[near[0]] if near else ""


def _singular(name: str) -> str:
    return name[:-3] + "y" if name.endswith("ies") else name.rstrip("s")


#: How much of a name must agree.
_NEAR = 0.85


def table_files_in(folder: pathlib.Path, ignored: list[str]) -> dict[str, list[pathlib.Path]]:
    """The files that hold tables, by table, in the order of the tables; the names of others go to
    `ignored`.

    Folders and hidden files are passed over. A name is the table's own, its suffix may be in
    capitals.
    """
    by_table: dict[str, list[pathlib.Path]] = {}
    for file in sorted(folder.iterdir()):
        if file.is_dir() or file.name.startswith((".", "~$")):
            continue
        if file.stem in NAMES and file.suffix.lower() in FOLDER_SUFFIXES:
            by_table.setdefault(file.stem, []).append(file)
        else:
            ignored.append(file.name)
    return {table: by_table[table] for table in NAMES if table in by_table}
