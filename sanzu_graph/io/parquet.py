"""Parquet: tables with their types, through pyarrow where it is installed."""

from __future__ import annotations

import importlib
import pathlib
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.errors import DependencyError, Fault, SchemaError
from sanzu_graph.io.raw_rows import RawRows
from sanzu_graph.messages import text
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.word_columns import WordColumn

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_WHOLE = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
_TEXTS = ("string", "large_string")
#: Tables of fewer rows are read as they are.
_MANY = 10_000
#: A column of few words has so many cells a word.
_CELLS_A_WORD = 16


def require_pyarrow() -> None:
    """Raise `DependencyError` with the cure unless pyarrow is installed."""
    try:
        importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise DependencyError(
            "error.dependency", library="pyarrow", purpose=text("purpose.parquet"), extra="parquet"
        ) from None


def parse_parquet(raw: bytes) -> RawRows:
    """A table from the bytes of a Parquet file; the first row of data counts as row 2, as in a
    sheet.

    Raises
    ------
    SchemaError
        If it is empty or no Parquet. One fault, without table and place.
    """
    if not raw:
        raise SchemaError("error.files", [Fault("fault.empty_file")])
    import pyarrow as pa

    return rows_of_arrow(lambda: read_file(pa.BufferReader(raw)))


def read_file(source: str | pa.NativeFile) -> pa.Table:
    """The table in a Parquet file. Columns of few words stay dictionaries, as the file has them."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(source) as file:
        metadata = file.metadata
        words = _columns_of_few_words(file) if metadata.num_rows >= _MANY else []
        if not words:
            return file.read()
    with pq.ParquetFile(source, metadata=metadata, read_dictionary=words) as file:
        return file.read()


def _columns_of_few_words(file: pq.ParquetFile) -> list[str]:
    """The columns of text that take at most a byte a cell: then they are dictionaries, and short."""
    metadata = file.metadata
    sizes: Counter[str] = Counter()
    for place in range(metadata.num_row_groups):
        group = metadata.row_group(place)
        for column in map(group.column, range(group.num_columns)):
            sizes[column.path_in_schema] += column.total_uncompressed_size
    return [
        field.name
        for field in file.schema_arrow
        if str(field.type) in _TEXTS and 0 < sizes[field.name] <= metadata.num_rows
    ]


def rows_of_arrow(read: Callable[[], pa.Table]) -> RawRows:
    """The rows of a table of Arrow that is read here.

    Raises
    ------
    SchemaError
        If it cannot be read.
    """
    import pyarrow as pa

    # A whole number beside a gap would become a float, and id 7 then 7.0; pandas' nullable integers
    # keep it.
    whole = {
        getattr(pa, name)(): pd.api.types.pandas_dtype(name.replace("i", "I").replace("u", "U"))
        for name in _WHOLE
    }
    try:
        table, words = _texts_of_words(read())
        frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, types_mapper=whole.get)
    except (pa.ArrowException, OSError, ValueError, TypeError, NotImplementedError):
        raise SchemaError("error.files", [Fault("fault.damaged_parquet")]) from None
    return RawRows(frame, range(2, len(frame) + 2), frame.shape[1], words=words)


def _texts_of_words(table: pa.Table) -> tuple[pa.Table, dict[str, WordColumn]]:
    """A table with texts in place of dictionaries of text, and those of few words, by heading."""
    import pyarrow as pa

    words = {}
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type) and str(field.type.value_type) in _TEXTS:
            cells = table.column(place)
            if sum(len(chunk.dictionary) for chunk in cells.chunks) * _CELLS_A_WORD <= len(cells):
                words[field.name] = WordColumn(cells)
            table = table.set_column(place, field.name, cells.cast(pa.large_string()))
    return table, words


def write_parquet(frame: pd.DataFrame, path: pathlib.Path, *, is_once: bool = False) -> None:
    """Write one table; numbers and dates keep their types.

    Parameters
    ----------
    frame, path
        What is written, and where.
    is_once
        Whether texts mostly stand once in their column and are read whole. Then words are not
        counted, which takes as long as the rest.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = {
        str(name): canonical_column(frame[name]) for name in frame if not _is_storable(frame[name])
    }
    table = pa.Table.from_pandas(frame.assign(**texts), preserve_index=False)
    pq.write_table(table, path, use_dictionary=not is_once, write_statistics=not is_once)


def _is_storable(column: pd.Series) -> bool:
    """Whether Parquet has a type for a column; any other is stored as its canonical text."""
    dtype = column.dtype
    return (
        pd.api.types.is_any_real_numeric_dtype(dtype)
        or pd.api.types.is_bool_dtype(dtype)
        or pd.api.types.is_datetime64_any_dtype(dtype)
        or isinstance(dtype, pd.StringDtype)
    )
