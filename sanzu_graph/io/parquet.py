"""Parquet: tables with their types, through pyarrow where it is installed."""

from __future__ import annotations

import importlib
import pathlib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.errors import DependencyError, Fault, SchemaError
from sanzu_graph.io.raw_rows import RawRows
from sanzu_graph.messages import text
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.word_columns import WordColumn

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pandas._typing import DtypeObj

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


def read_file(source: pathlib.Path | pa.NativeFile) -> pa.Table:
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


def frame_of(table: pa.Table) -> pd.DataFrame:
    """A table of Arrow as a frame.

    A whole number beside a gap would become a float, and id 7 then 7.0. So they are pandas'
    nullable integers.
    """
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, types_mapper=_whole_types().get)
    return frame


@cache
def _whole_types() -> dict[pa.DataType, DtypeObj]:
    """Whole numbers of Arrow, and the types of pandas that have gaps."""
    import pyarrow as pa

    return {
        getattr(pa, name)(): pd.api.types.pandas_dtype(name.replace("i", "I").replace("u", "U"))
        for name in _WHOLE
    }


def rows_of_arrow(read: Callable[[], pa.Table]) -> RawRows:
    """The rows of a table of Arrow that is read here.

    Raises
    ------
    SchemaError
        If it cannot be read.
    """
    import pyarrow as pa

    try:
        table = read()
        table.validate(full=True)  # texts that are no UTF-8 would fail later, at any cell
        table, words = _texts_of_words(table)
        frame = frame_of(table)
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


def write_parquet(frame: pd.DataFrame, path: pathlib.Path) -> None:
    """Write one table; numbers and dates keep their types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(_storable(frame), preserve_index=False)
    pq.write_table(table, path)


def write_once(columns: Mapping[str, Any], path: pathlib.Path, **constants: str) -> None:
    """Write columns whose texts mostly stand once, and which are read whole.

    Words are not counted, and nothing is said to pandas, which takes as long as the rest.

    Parameters
    ----------
    columns, path
        What is written (arrays of one length, series or arrays of Arrow), and where.
    constants
        Further columns, each with one value for all rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {
        name: pa.array(
            column
            if isinstance(column, pa.Array) or _is_storable(column.dtype)
            else canonical_column(pd.Series(column))
        )
        for name, column in columns.items()
    }
    count = len(next(iter(columns.values())))
    texts = {name: pa.repeat(value, count) for name, value in constants.items()}
    pq.write_table(pa.table(arrays | texts), path, use_dictionary=False, write_statistics=False)


def _storable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with canonical texts where Parquet has no type."""
    others = [name for name, dtype in frame.dtypes.items() if not _is_storable(dtype)]
    if not others:
        return frame
    return frame.assign(**{str(name): canonical_column(frame[name]) for name in others})


def _is_storable(dtype: DtypeObj) -> bool:
    """Whether Parquet has a type for a column; any other is stored as its canonical text."""
    return (
        isinstance(dtype, pd.StringDtype)  # nearly all of them are
        or pd.api.types.is_any_real_numeric_dtype(dtype)
        or pd.api.types.is_bool_dtype(dtype)
        or pd.api.types.is_datetime64_any_dtype(dtype)
    )
