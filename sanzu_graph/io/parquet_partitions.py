"""A Parquet data set of many organisations: a folder a table, partitioned by organisation.

``members/region=North/organisation=S1/part-0.parquet``, ``units/region=North/…``: one partition is
one organisation. It is read alone; the data set is never read whole.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sanzu_graph.io.collecting import NAMES, Collected
from sanzu_graph.io.parquet import read_file, require_pyarrow, rows_of_arrow
from sanzu_graph.io.raw_rows import RawRows
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import REQUIRED

if TYPE_CHECKING:
    import pyarrow as pa

_ENDING = ".parquet"


def is_partitioned(folder: pathlib.Path) -> bool:
    """Whether a folder holds a folder for each required table, with partitions in it."""
    return all((folder / table).is_dir() for table in REQUIRED) and any(
        _is_partition(path) for path in (folder / REQUIRED[0]).iterdir()
    )


def partitions_in(folder: pathlib.Path) -> list[str]:
    """The partitions of a data set, in order: ``region=North/organisation=S1``.

    A partition that some tables lack is one too: the reader says which table is missing.
    """
    partitions: set[str] = set()
    for table in REQUIRED:
        partitions.update(_leaves(folder / table, folder / table))
    return sorted(partitions)


def _is_partition(path: pathlib.Path) -> bool:
    return path.is_dir() and "=" in path.name and not path.name.startswith(".")


def _leaves(folder: pathlib.Path, root: pathlib.Path) -> Iterator[str]:
    below = [path for path in folder.iterdir() if _is_partition(path)]
    for path in below:
        yield from _leaves(path, root)
    if not below and folder != root:
        yield folder.relative_to(root).as_posix()


def read_partition(folder: str | os.PathLike[str], partition: str, *, strict: bool = True) -> Org:
    """Read the organisation of one partition.

    Parameters
    ----------
    folder
        The data set: a folder a table.
    partition
        The organisation's part: ``region=North/organisation=S1``.
    strict
        As in `read_tables`.

    Returns
    -------
    Org

    Raises
    ------
    SchemaError
        With every fault; the place of a fault is the table's folder.
    DependencyError
        If pyarrow is not installed.
    """
    require_pyarrow()
    collected = Collected()
    for table, files in files_of(folder, partition).items():
        collected.take(table, f"{table}/{partition}", partial(_read, files))
    return collected.organisation(f"{folder}/{partition}", strict=strict)


def files_of(folder: str | os.PathLike[str], partition: str) -> dict[str, list[pathlib.Path]]:
    """The files of a partition, those in folders below included: table → files, where it has any."""
    try:
        there = {*os.listdir(folder)}  # noqa: PTH208 - a Path each takes as long as the rest
    except OSError:
        return {}
    found = {
        table: sorted(map(pathlib.Path, _paths(os.path.join(folder, table, partition))))  # noqa: PTH118
        for table in NAMES
        if table in there
    }
    return {table: files for table, files in found.items() if files}


def _paths(folder: str) -> Iterator[str]:
    """The Parquet files in a folder and below."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _paths(entry.path)
                elif entry.name.lower().endswith(_ENDING) and len(entry.name) > len(_ENDING):
                    yield entry.path
    except OSError:  # there is none, or nobody may look into it
        return


def _read(files: Sequence[pathlib.Path]) -> tuple[RawRows, str]:
    """The rows of a partition of a table, and their format."""
    return rows_of_arrow(lambda: _whole(files)), "parquet"


def _whole(files: Sequence[pathlib.Path]) -> pa.Table:
    return read_file(files[0]) if len(files) == 1 else _joined([_table(file) for file in files])


def _table(path: pathlib.Path) -> pa.Table:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        return file.read()


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    """The rows of all; columns that some files lack are empty there. Where types differ, as numbers
    and texts do, all are texts.
    """
    import pyarrow as pa

    types: dict[str, set[pa.DataType]] = {}
    for table in tables:
        for field in table.schema:
            types.setdefault(field.name, set()).add(field.type)
    mixed = {name for name, kinds in types.items() if len(kinds - {pa.null()}) > 1}
    alike = []
    for table in tables:
        fields = [
            field.with_type(pa.large_string()) if field.name in mixed else field
            for field in table.schema
        ]
        alike.append(table.cast(pa.schema(fields)) if mixed else table)
    return pa.concat_tables(alike, promote_options="default")
