"""Parquet: tables with their types, through pyarrow where it is installed."""

from __future__ import annotations

import importlib
import pathlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.errors import DependencyError, Fault, SchemaError
from sanzu_graph.io.raw_rows import RawRows
from sanzu_graph.messages import text
from sanzu_graph.model.column_values import canonical_column

if TYPE_CHECKING:
    import pyarrow as pa

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
        frame: pd.DataFrame = read().to_pandas(ignore_metadata=True, types_mapper=whole.get)
    except (pa.ArrowException, OSError, ValueError, TypeError, NotImplementedError):
        raise SchemaError("error.files", [Fault("fault.damaged_parquet")]) from None
    return RawRows(frame, np.arange(2, len(frame) + 2, dtype=np.intp), frame.shape[1])


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
