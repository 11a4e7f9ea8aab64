"""The two doors: tables in a folder or a workbook → `Org`, and back."""

from __future__ import annotations

import os
import pathlib
import warnings
from collections.abc import Mapping

import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import Fault, FaultsError, InputError, SanzuWarning, unreadable
from sanzu_graph.io.atomic import mend, real_path, staging
from sanzu_graph.io.collecting import FOLDER_SUFFIXES, NAMES, Collected, table_files_in, table_meant
from sanzu_graph.io.csv_tables import parse, to_csv
from sanzu_graph.io.parquet import parse_parquet, require_pyarrow, write_parquet
from sanzu_graph.io.raw_rows import RawRows, to_grid
from sanzu_graph.io.storable import unstorable
from sanzu_graph.io.text_files import decode, require_encoding
from sanzu_graph.io.workbook_rows import SUFFIXES, Sheets
from sanzu_graph.io.workbooks import fill_workbook
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import columns


@spoken
def read_tables(
    path: str | os.PathLike[str],
    *,
    strict: bool = True,
    encoding: str | None = None,
    lang: str | None = None,
) -> Org:
    r"""Read an organisation from a folder of CSV or Parquet files, or from a workbook with a sheet
    per table.

    Files and sheets bear the names of the tables (``members.csv``, a sheet ``members``); any others
    are left alone and named in ``org.source.ignored``. Everything in CSV and workbooks is read as
    text, so ``007`` stays ``007`` and a person named ``NA`` stays one; blank rows are skipped.

    Parameters
    ----------
    path
        The folder or the workbook (.xlsx, .xls, .ods).
    strict
        Raise on any fault (default), or set faulty rows aside in ``org.rejected``. A file that
        cannot be read as a whole is raised in either case.
    encoding
        The encoding of CSV files without a mark of their own. By default UTF-8, else GB18030; any
        other, such as ``"big5"``, has to be named. What was used is in ``org.source.tables``.
    lang
        The language of errors and reasons.

    Returns
    -------
    Org

    Raises
    ------
    SchemaError
        Naming every fault of every file: table, file, row as a spreadsheet shows it, column, value,
        cure.
    InputError
        If the path is missing, locked, or no folder or workbook.
    DependencyError
        If there are Parquet files and pyarrow is not installed.

    Notes
    -----
    In CSV one apostrophe is taken off where it stands before a formula's first character, as
    `write_tables` puts it there.

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
    require_encoding(encoding)
    source = pathlib.Path(path)
    try:
        if not source.exists():
            raise InputError("error.no_path", path=path)
        if source.is_dir():
            mend(source)
            collected = _from_folder(source, encoding)
        elif source.suffix.lower() in SUFFIXES:
            collected = _from_workbook(source)
        else:
            raise InputError("error.kind_of_file", path=path)
    except OSError as error:
        raise unreadable(path, error) from error
    for name in collected.ignored:
        if table := table_meant(name):
            warning = SanzuWarning("warning.near_table", path=path, name=name, table=table)
            warnings.warn(warning, stacklevel=3)  # 2 is `spoken`
    return collected.organisation(str(path), strict=strict)


def _from_folder(folder: pathlib.Path, encoding: str | None) -> Collected:
    collected = Collected()
    by_table = table_files_in(folder, collected.ignored)
    for table, files in by_table.items():
        if len(files) > 1:
            collected.faults.append(
                Fault("fault.two_files", table, fields={"names": [file.name for file in files]})
            )
        elif files[0].suffix.lower() == ".csv":
            collected.take(table, files[0].name, lambda file=files[0]: _read_csv(file, encoding))  # type: ignore[misc]
        else:
            require_pyarrow()
            collected.take(
                table,
                files[0].name,
                lambda file=files[0]: (parse_parquet(file.read_bytes()), "parquet"),  # type: ignore[misc]
            )
    return collected


def _read_csv(file: pathlib.Path, encoding: str | None) -> tuple[RawRows, str]:
    text, used = decode(file.read_bytes(), encoding)
    return parse(text), used


def _from_workbook(path: pathlib.Path) -> Collected:
    sheets = Sheets(path.read_bytes(), path)
    collected = Collected(
        ignored=[name for name in sheets.names if name not in NAMES] + list(sheets.others)
    )
    for table in (name for name in NAMES if name in sheets.names):
        collected.take(
            table,
            table,
            lambda table=table: (  # type: ignore[misc]
                to_grid(sheets.lines(table)),
                path.suffix.lower().removeprefix("."),
            ),
        )
    return collected


@spoken
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
        A path ending in ``.xlsx`` is written as one workbook with a sheet per table, which replaces
        the workbook there. Any other is a folder with a file per table; files in it that are no
        tables are left alone. A table there that `org` does not have is emptied.
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
    CSV is UTF-8 with a mark, so that Excel shows Chinese. A spreadsheet would run some texts as
    formulas. In CSV they get an apostrophe in front; in workbooks they get Excel's own quote
    prefix.

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
    target = real_path(path)
    kind = _format(target, format)
    if kind == "parquet":
        require_pyarrow()
    tables = org.tables()
    try:
        if kind != "xlsx" and target.is_dir():
            tables = _with_stale(tables, target, kind)
        if faults := unstorable(tables, kind):
            raise FaultsError("error.cells", faults)
        if not target.parent.is_dir():
            raise InputError("error.no_path", path=target.parent)
        _write(tables, target, kind)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return pathlib.Path(path)


def _format(target: pathlib.Path, wanted: str | None) -> str:
    suffix = target.suffix.lower()
    if suffix == ".xlsx" and not target.is_dir():
        kind = wanted or "xlsx"
        known = kind == "xlsx"
    else:
        kind = wanted or (
            suffix if suffix in (*SUFFIXES, *FOLDER_SUFFIXES) and not target.is_dir() else "csv"
        )
        known = kind in ("csv", "parquet")
    if not known:
        raise InputError("error.table_format", format=kind)
    return kind


def _with_stale(
    tables: Mapping[str, pd.DataFrame], folder: pathlib.Path, kind: str
) -> dict[str, pd.DataFrame]:
    """The tables, and an empty one for each that the folder has from before and `org` has not."""
    present = table_files_in(folder, [])
    faults = [
        Fault("fault.two_files", table, fields={"names": [f"{table}.{kind}", *others]})
        for table, files in present.items()
        if (others := [file.name for file in files if file.name != f"{table}.{kind}"])
    ]
    if faults:
        raise FaultsError("error.cells", faults)
    return {
        **tables,
        **{
            table: pd.DataFrame(columns=list(columns(table)), dtype="str")
            for table in present
            if table not in tables
        },
    }


def _write(tables: Mapping[str, pd.DataFrame], target: pathlib.Path, kind: str) -> None:
    with staging(target.parent if kind == "xlsx" else target) as stage:
        if kind == "xlsx":
            fill_workbook(stage / target.name, tables)
        for table, frame in tables.items():
            if kind == "csv":
                (stage / f"{table}.csv").write_bytes(to_csv(frame).encode("utf-8-sig"))
            elif kind == "parquet":
                write_parquet(frame, stage / f"{table}.parquet")
