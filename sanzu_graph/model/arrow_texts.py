"""The bytes of text columns that Arrow keeps, read without making a text of each cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions

Bytes = NDArray[np.uint8]
#: Rows of a block; a slice stands for all.
Rows = slice | Positions
#: The bytes of an integer.
WORD = 8
#: The first and the last printable character of ASCII but the blank.
_PLAIN = 0x21, 0x7E
#: So many rows are read at a time; they fit into the processor's cache.
_BLOCK = 2**16


class TextBlock(NamedTuple):
    """Some cells of an Arrow column in a row.

    Attributes
    ----------
    first : the row of the first cell
    bounds : where each text starts, and where the last one ends; `data` begins at the first of them
    lengths : how many bytes each text has; -1 is an empty cell
    data : the texts in UTF-8, one after another
    """

    first: int
    bounds: NDArray[np.integer[Any]]
    lengths: NDArray[np.integer[Any]]
    data: Bytes

    @property
    def starts(self) -> NDArray[np.integer[Any]]:
        """Where each text starts in `data`."""
        starts: NDArray[np.integer[Any]] = self.bounds[:-1] - self.bounds[0]
        return starts

    def rows(self, length: int) -> Rows:
        """Which cells have a length; a slice where all have it."""
        has_length = self.lengths == length
        if len(self.lengths) * length == len(self.data) and has_length.all():
            return slice(None)
        return np.flatnonzero(has_length)

    def places(self, rows: Rows, length: int, count: int) -> Bytes:
        """The first bytes of cells of one length: a row a place, a column a cell."""
        if isinstance(rows, slice):
            return self.data.reshape(-1, length)[:, :count].T
        places: Bytes = self.data[self.starts[rows] + np.arange(count)[:, None]]
        return places

    def words(self, rows: Rows, length: int) -> NDArray[np.uint64]:
        """The last eight bytes of cells of one length as integers, the last byte the highest.

        Before a shorter cell, its integer has other bytes.
        """
        padded = np.concatenate([np.zeros(WORD, dtype=np.uint8), self.data])
        words = np.ndarray((len(self.data) + 1,), "<u8", padded, 0, (1,))
        return (
            words[length::length] if isinstance(rows, slice) else words[self.starts[rows] + length]
        )


def is_arrow(column: pd.Series) -> bool:
    """Whether a column is text that Arrow keeps."""
    return isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow"


def is_plain(column: pd.Series) -> bool:
    """Whether no text of a column of Arrow has a blank, a control character or more than ASCII."""
    return is_arrow(column) and all(
        block.data.min(initial=_PLAIN[0]) >= _PLAIN[0] and block.data.max(initial=0) <= _PLAIN[1]
        for block in text_blocks(column)
    )


def same_texts(cell: pd.Series, count: int) -> pd.Series:
    """One cell of text as many times as is told."""
    if not is_arrow(cell):
        return pd.Series(cell.array.take(np.zeros(count, dtype=np.intp)))
    import pyarrow as pa

    texts = pa.repeat(cell.array.__arrow_array__()[0], count)
    return pd.Series(cell.dtype.__from_arrow__(texts))  # type: ignore[union-attr] # is_arrow


def has_empty_text(column: pd.Series) -> bool:
    """Whether a cell of a column of text holds a text without a character."""
    if is_arrow(column):
        return any(bool((block.lengths == 0).any()) for block in text_blocks(column))
    return bool((column.array == "").any())


def text_blocks(column: pd.Series) -> Iterator[TextBlock]:
    """The cells of an Arrow column, some at a time."""
    first = 0
    for chunk in column.array.__arrow_array__().chunks:
        if not len(chunk):  # Arrow allows it to have no offsets
            continue
        _, offsets, data = chunk.buffers()
        width = np.int64 if str(chunk.type) == "large_string" else np.int32
        bounds: NDArray[np.integer[Any]] = np.frombuffer(
            offsets, width, len(chunk) + 1, chunk.offset * width().itemsize
        )
        texts = np.frombuffer(data or b"", np.uint8)
        for start in range(0, len(chunk), _BLOCK):
            part = bounds[start : start + _BLOCK + 1]
            lengths = np.diff(part)
            if chunk.null_count:
                empty = chunk.slice(start, _BLOCK).is_null()
                lengths[empty.to_numpy(zero_copy_only=False)] = -1
            yield TextBlock(first, part, lengths, texts[part[0] : part[-1]])
            first += len(lengths)
