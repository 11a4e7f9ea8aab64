"""Parquet: tables with their types, through pyarrow where it is installed."""

from __future__ import annotations

import importlib
import pathlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.errors import DependencyError, Fault, SchemaError
from sanzu_graph.io.raw_rows import RawRows
from sanzu_graph.messages import text
from sanzu_graph.model.column_values import canonical_column

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas._typing import DtypeObj

_WHOLE = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


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
    import pyarrow.parquet as pq

    return rows_of_arrow(lambda: pq.ParquetFile(pa.BufferReader(raw)).read())


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
        frame = frame_of(read())
    except (pa.ArrowException, OSError, ValueError, TypeError, NotImplementedError):
        raise SchemaError("error.files", [Fault("fault.damaged_parquet")]) from None
    return RawRows(frame, np.arange(2, len(frame) + 2, dtype=np.intp), frame.shape[1])


def write_parquet(frame: pd.DataFrame, path: pathlib.Path) -> None:
    """Write one table; numbers and dates keep their types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(_storable(frame), preserve_index=False)
    pq.write_table(table, path)


def write_once(frame: pd.DataFrame, path: pathlib.Path, **constants: str) -> None:
    """Write a frame whose texts mostly stand once in their column, and which is read whole.

    Words are not counted, and nothing is said to pandas, which takes as long as the rest.

    Parameters
    ----------
    frame, path
        What is written, and where.
    constants
        Further columns, each with one value for all rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {str(name): pa.array(column) for name, column in _storable(frame).items()}
    texts = {name: pa.repeat(value, len(frame)) for name, value in constants.items()}
    pq.write_table(pa.table(columns | texts), path, use_dictionary=False, write_statistics=False)


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
