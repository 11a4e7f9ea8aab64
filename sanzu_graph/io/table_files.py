"""The two doors: tables in a folder or a workbook → `Org`, and back."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sanzu_graph.errors import Fault, FaultsError, InputError, SchemaError
from sanzu_graph.io.atomic import staging
from sanzu_graph.io.csv_tables import parse, to_csv
from sanzu_graph.io.grids import Grid, to_grid
from sanzu_graph.io.parquet import parse_parquet, require_pyarrow, write_parquet
from sanzu_graph.io.sheets import SUFFIXES, Sheets
from sanzu_graph.io.storable import unstorable
from sanzu_graph.io.text_files import decode, require_encoding
from sanzu_graph.io.workbooks import fill_workbook
from sanzu_graph.model.flaws import Place
from sanzu_graph.model.organisation import Org, Source
from sanzu_graph.schema import REJECTED, TABLES, columns

_NAMES = (*TABLES, REJECTED)
_FOLDER_SUFFIXES = (".csv", ".parquet")


@dataclass(eq=False)
class _Found:
    """What came out of a folder or workbook, table by table."""

    grids: dict[str, Grid] = field(default_factory=dict)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def take(self, table: str, place: str, read: Callable[[], tuple[Grid, str]]) -> None:
        """Read one table; where that fails, keep the fault with its table and place."""
        try:
            self.grids[table], encoding = read()
        except SchemaError as error:
            self.faults += [dataclasses.replace(fault, table=table, place=place) for fault in error.faults]
        else:
            self.files[table] = place, encoding

    def ragged_faults(self) -> list[Fault]:
        """The rows with more or fewer cells than headings, as faults."""
        return [fault for fault, _ in self._ragged()]

    def ragged_rows(self, lang: str | None) -> pd.DataFrame:
        """The same rows as rows of the table `rejected`."""
        rows = [
            (f.table, f.place, str(f.row), "", "", "ragged", f.reason(lang), json.dumps(cells, ensure_ascii=False))
            for f, cells in self._ragged()
        ]
        return pd.DataFrame(rows, columns=list(columns(REJECTED)), dtype="str")

    def _ragged(self) -> Iterator[tuple[Fault, list[str]]]:
        for table, grid in self.grids.items():
            for row, cells in grid.ragged:
                counts = {"cells": len(cells), "headings": grid.width}
                yield Fault("fault.ragged", table, self.files[table][0], row, fields=counts), list(cells)


def read_tables(path: str | os.PathLike[str], *, strict: bool = True, encoding: str | None = None, lang: str | None = None) -> Org:
    r"""Read an organisation from a folder of CSV or Parquet files, or from a workbook with a sheet per table.

    Files and sheets bear the names of the tables (``members.csv``, a sheet ``members``); any others are
    left alone and named in ``org.source.ignored``. Everything in CSV and workbooks is read as text, so
    ``007`` stays ``007`` and a person named ``NA`` stays one; blank rows are skipped.

    Parameters
    ----------
    path
        The folder or the workbook (.xlsx, .xls, .ods).
    strict
        Raise on any fault (default), or set faulty rows aside in ``org.rejected``. A file that cannot be
        read as a whole is raised in either case.
    encoding
        The encoding of CSV files without a mark of their own. By default UTF-8, else GB18030; any other,
        such as ``"big5"``, has to be named. What was used is in ``org.source.tables``.
    lang
        The language of errors and reasons.

    Raises
    ------
    SchemaError
        Naming every fault of every file: table, file, row as a spreadsheet shows it, column, value, cure.
    InputError
        If the path is missing, locked, or no folder or workbook.
    DependencyError
        If there are Parquet files and pyarrow is not installed.

    Notes
    -----
    In CSV one apostrophe is taken off where it stands before a formula's first character, as `write_tables` puts it there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in {
    ...         "members": "id,name\n001,张三\n",
    ...         "units": "id,layer\nT1,team\n",
    ...         "memberships": "member,unit\n001,T1\n",
    ...     }.items():
    ...         _ = pathlib.Path(folder, name + ".csv").write_bytes(text.encode("gb18030"))
    ...     org = read_tables(folder)
    >>> org, org.source.tables["members"]
    (Org(1 member, 1 unit in 1 layer, 1 membership), ('members.csv', 'gb18030', 1))
    """
    require_encoding(encoding, lang=lang)
    source = pathlib.Path(path)
    try:
        if not source.exists():
            raise InputError("error.no_path", lang=lang, path=path)
        if source.is_dir():
            found = _from_folder(source, encoding, lang)
        elif source.suffix.lower() in SUFFIXES:
            found = _from_workbook(source, lang)
        else:
            raise InputError("error.kind_of_file", lang=lang, path=path)
    except OSError as error:
        raise InputError("error.unreadable", lang=lang, path=error.filename or path, why=error.strerror or error) from error
    return _organisation(found, str(path), strict=strict, lang=lang)


def _from_folder(folder: pathlib.Path, encoding: str | None, lang: str | None) -> _Found:
    found = _Found()
    by_table = _files(folder, found.ignored)
    for table, files in by_table.items():
        if len(files) > 1:
            found.faults.append(Fault("fault.two_files", table, fields={"names": [file.name for file in files]}))
        elif files[0].suffix.lower() == ".csv":
            found.take(table, files[0].name, lambda file=files[0]: _read_csv(file, encoding))  # type: ignore[misc]
        else:
            require_pyarrow(lang=lang)
            found.take(table, files[0].name, lambda file=files[0]: (parse_parquet(file.read_bytes()), "parquet"))  # type: ignore[misc]
    return found


def _files(folder: pathlib.Path, ignored: list[str]) -> dict[str, list[pathlib.Path]]:
    """The files that hold tables, by table, in the order of the tables; names of others go to `ignored`."""
    by_table: dict[str, list[pathlib.Path]] = {}
    for file in sorted(folder.iterdir()):
        if file.is_dir() or file.name.startswith((".", "~$")):
            continue
        if file.stem in _NAMES and file.suffix.lower() in _FOLDER_SUFFIXES:
            by_table.setdefault(file.stem, []).append(file)
        else:
            ignored.append(file.name)
    return {table: by_table[table] for table in _NAMES if table in by_table}


def _read_csv(file: pathlib.Path, encoding: str | None) -> tuple[Grid, str]:
    text, used = decode(file.read_bytes(), encoding)
    return parse(text), used


def _from_workbook(path: pathlib.Path, lang: str | None) -> _Found:
    sheets = Sheets(path.read_bytes(), path, lang=lang)
    found = _Found(ignored=[name for name in sheets.names if name not in _NAMES] + list(sheets.others))
    for table in (name for name in _NAMES if name in sheets.names):
        found.take(table, table, lambda table=table: (to_grid(sheets.lines(table)), path.suffix.lower().removeprefix(".")))  # type: ignore[misc]
    return found


def _organisation(found: _Found, path: str, *, strict: bool, lang: str | None) -> Org:
    tables = {table: grid.frame for table, grid in found.grids.items()}
    faults = found.faults + (found.ragged_faults() if strict else [])
    if not strict:
        tables[REJECTED] = pd.concat([tables.get(REJECTED, pd.DataFrame()), found.ragged_rows(lang)], ignore_index=True)
    places = {table: Place(found.files[table][0], grid.rows) for table, grid in found.grids.items()}
    read = {table: (*found.files[table], len(grid.frame) + len(grid.ragged)) for table, grid in found.grids.items()}
    source = Source(path, read, tuple(found.ignored))
    try:
        org = Org.from_tables(tables, places=places, source=source, strict=strict, lang=lang)
    except SchemaError as error:
        if not faults:
            raise
        faults += _own_faults(error.faults, faults)
    if faults:
        raise SchemaError("error.files", faults, lang=lang)
    return org


def _own_faults(later: tuple[Fault, ...], files: list[Fault]) -> Iterator[Fault]:
    """The faults in cells that are no mere consequence of a file, or rows of it, that could not be read."""
    unread = {fault.table for fault in files}
    for fault in later:
        home = fault.fields.get("home") if fault.key == "fault.dangling" else fault.table if fault.key == "fault.missing_table" else None
        if home not in unread:
            yield fault


def write_tables(
    org: Org,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - the word that every reader and writer of tables uses
    lang: str | None = None,
) -> pathlib.Path:
    """Write an organisation so that `read_tables` gives an equal one back, rows set aside included.

    Parameters
    ----------
    org
        The organisation.
    path
        A path ending in ``.xlsx`` is written as one workbook with a sheet per table, which replaces the
        workbook there. Any other is a folder with a file per table; files in it that are no tables are
        left alone, and a table there that `org` does not have is emptied.
    format
        ``"csv"`` (default) or ``"parquet"`` for a folder.
    lang
        The language of errors.

    Returns
    -------
    pathlib.Path
        The path written to.

    Raises
    ------
    FaultsError
        If a file of this kind cannot keep a cell exactly, or the folder holds a table in another
        format. Nothing is written then.
    InputError
        If the path cannot be written to (what was there is untouched), or the format is not known.
    DependencyError
        If Parquet is asked for and pyarrow is not installed.

    Notes
    -----
    CSV is UTF-8 with a mark, so that Excel shows Chinese. Text that a spreadsheet would run as a formula
    is written with an apostrophe in front in CSV, and as text with Excel's own quote prefix in workbooks.

    Examples
    --------
    >>> import tempfile
    >>> org = Org({"id": ["007"], "name": ["=1+1"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["007"], "unit": ["T1"]})
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = write_tables(org, pathlib.Path(parent, "tables"))
    ...     print((folder / "members.csv").read_text(encoding="utf-8-sig"), end="")
    ...     read_tables(folder) == org
    id,name
    007,'=1+1
    True
    """
    target = pathlib.Path(path).resolve()
    kind = _format(target, format, lang)
    if kind == "parquet":
        require_pyarrow(lang=lang)
    tables = org.tables()
    try:
        if kind != "xlsx" and target.is_dir():
            tables = _with_stale(tables, target, kind, lang)
        if faults := unstorable(tables, kind):
            raise FaultsError("error.cells", faults, lang=lang)
        if not target.parent.is_dir():
            raise InputError("error.no_path", lang=lang, path=target.parent)
        _write(tables, target, kind)
    except OSError as error:
        raise InputError("error.unwritable", lang=lang, path=path, why=error.strerror or error) from error
    return pathlib.Path(path)


def _format(target: pathlib.Path, wanted: str | None, lang: str | None) -> str:
    suffix = target.suffix.lower()
    if suffix == ".xlsx" and not target.is_dir():
        kind = wanted or "xlsx"
        known = kind == "xlsx"
    else:
        kind = wanted or (suffix if suffix in (*SUFFIXES, *_FOLDER_SUFFIXES) and not target.is_dir() else "csv")
        known = kind in ("csv", "parquet")
    if not known:
        raise InputError("error.table_format", lang=lang, format=kind)
    return kind


def _with_stale(tables: Mapping[str, pd.DataFrame], folder: pathlib.Path, kind: str, lang: str | None) -> dict[str, pd.DataFrame]:
    """The tables, and an empty one for each that the folder has from before and `org` has not."""
    present = _files(folder, [])
    faults = [
        Fault("fault.two_files", table, fields={"names": [f"{table}.{kind}", *others]})
        for table, files in present.items()
        if (others := [file.name for file in files if file.name != f"{table}.{kind}"])
    ]
    if faults:
        raise FaultsError("error.cells", faults, lang=lang)
    return {**tables, **{table: pd.DataFrame(columns=list(columns(table)), dtype="str") for table in present if table not in tables}}


def _write(tables: Mapping[str, pd.DataFrame], target: pathlib.Path, kind: str) -> None:
    with staging(target.parent if kind == "xlsx" else target) as stage:
        if kind == "xlsx":
            fill_workbook(stage / target.name, tables)
        for table, frame in tables.items():
            if kind == "csv":
                (stage / f"{table}.csv").write_bytes(to_csv(frame).encode("utf-8-sig"))
            elif kind == "parquet":
                write_parquet(frame, stage / f"{table}.parquet")
