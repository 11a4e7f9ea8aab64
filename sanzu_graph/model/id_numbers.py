"""Ids of few lengths as exact integers, read from the bytes of Arrow columns; no text is hashed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions

Bytes = NDArray[np.uint8]
#: Ids that are longer or of more lengths are hashed as text.
_LONGEST, _LENGTHS = 32, 6
#: All numbers stay below this, so that 64 bits hold them.
_MOST = 2**62
_BYTES = 256
#: The first and the last printable character of ASCII but the blank.
_PLAIN = 0x21, 0x7E
#: So many numbers an id, and some more, are looked up in a table. More of them are hashed.
_SPARSE, _FEW = 8, 2**16
#: So many rows are read at a time; they fit into the processor's cache.
_BLOCK = 2**16


class TextBlock(NamedTuple):
    """Some cells of an Arrow column in a row.

    Attributes
    ----------
    first : the row of the first cell
    starts : where each text starts in `data`
    lengths : how many bytes each text has; -1 is an empty cell
    data : the texts in UTF-8, one after another
    """

    first: int
    starts: NDArray[np.integer[Any]]
    lengths: NDArray[np.integer[Any]]
    data: Bytes

    def cells(self, length: int) -> tuple[slice | Positions, Bytes]:
        """Which cells of the block have a length, and their bytes: a column a cell."""
        rows = np.flatnonzero(self.lengths == length)
        if len(rows) * length == len(self.data) and len(rows) == len(self.lengths):
            return slice(None), np.ascontiguousarray(self.data.reshape(len(rows), length).T)
        return rows, self.data[self.starts[rows] + np.arange(length)[:, None]]


def is_arrow(column: pd.Series) -> bool:
    """Whether a column is text that Arrow keeps."""
    return isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow"


def is_plain(column: pd.Series) -> bool:
    """Whether no text of a column of Arrow has a blank, a control character or more than ASCII."""
    return is_arrow(column) and all(
        block.data.min(initial=_PLAIN[0]) >= _PLAIN[0] and block.data.max(initial=0) <= _PLAIN[1]
        for block in text_blocks(column)
    )


def text_blocks(column: pd.Series) -> Iterator[TextBlock]:
    """The cells of an Arrow column, some at a time."""
    first = 0
    for chunk in column.array.__arrow_array__().chunks:
        if not len(chunk):  # Arrow allows it to have no offsets
            continue
        _, offsets, data = chunk.buffers()
        width = np.int64 if str(chunk.type) == "large_string" else np.int32
        bounds = np.frombuffer(offsets, width, len(chunk) + 1, chunk.offset * width().itemsize)
        texts = np.frombuffer(data or b"", np.uint8)
        for start in range(0, len(chunk), _BLOCK):
            part = bounds[start : start + _BLOCK + 1]
            lengths = np.diff(part)
            if chunk.null_count:
                empty = chunk.slice(start, _BLOCK).is_null()
                lengths[empty.to_numpy(zero_copy_only=False)] = -1
            yield TextBlock(first, part[:-1] - part[0], lengths, texts[part[0] : part[-1]])
            first += len(lengths)


class _Place(NamedTuple):
    """The bytes that stand in one place of ids: how many, the lowest, and the digit that each is."""

    size: int
    low: np.uint8
    digits: Bytes

    def read(self, cells: Bytes) -> Bytes:
        """The digits of bytes; `size` or more where no id has the byte in this place."""
        if self.digits[self.low :][: self.size].tolist() == list(range(self.size)):
            return cells - self.low  # below the lowest it wraps round and becomes large
        return self.digits[cells]


@dataclass(frozen=True, eq=False)
class _Form:
    """The ids of one length. An id is a number whose digits are its bytes.

    `base` is the least of these numbers; it sets the lengths apart.
    """

    base: int
    places: tuple[_Place, ...]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return prod(place.size for place in self.places)

    def numbers(self, cells: Bytes) -> Positions:
        """The numbers of ids; -1 where an id has a byte that no id of the form has there."""
        is_small = self.size < np.iinfo(np.int32).max
        kind = np.int32 if is_small else np.int64
        number: NDArray[np.signedinteger] = np.zeros(cells.shape[1], dtype=kind)
        strange = np.zeros(len(number), dtype=bool)
        for place, column in zip(self.places, cells, strict=True):
            digit = place.read(column)
            if digit.max(initial=0) >= place.size:
                strange |= digit >= place.size
            if place.size > 1:
                number = number * kind(place.size) + digit
        numbers = number.astype(np.intp) + self.base
        numbers[strange] = -1
        return numbers


def numbered_positions(home: pd.Series, others: Sequence[pd.Series]) -> list[Positions] | None:
    """Where the ids of some columns first stand in the column of their table.

    Parameters
    ----------
    home
        The ids of a table.
    others
        Columns that refer to it.

    Returns
    -------
    list or None
        For `home` and each of the others: the row in `home`; -1 where a cell is empty or unknown.
        None where ids have too many lengths, are too long, or are no text of Arrow.

    Examples
    --------
    >>> home, other = (pd.Series(ids, dtype="str") for ids in (["M11", "M12", "M11"], ["M12", None, "X9"]))
    >>> [column.tolist() for column in numbered_positions(home, [other])]
    [[0, 1, 0], [1, -1, -1]]
    """
    columns = [home, *others]
    forms = _forms(home) if all(is_arrow(column) for column in columns) else {}
    if not forms:
        return None
    bound = sum(form.size for form in forms.values())
    if bound > _SPARSE * len(home) + _FEW:
        numbers = [_numbers(column, forms) for column in columns]
        codes, _ = pd.factorize(np.concatenate(numbers))
        parts = np.split(codes, np.cumsum([len(column) for column in numbers])[:-1])
        for part, number in zip(parts, numbers, strict=True):
            part[number < 0] = -1
        first = first_positions(parts[0], int(codes.max(initial=-1)) + 1)
        return [first[part] for part in parts]
    first = first_positions(_numbers(home, forms), bound)
    return [_numbers(column, forms, first) for column in columns]


def first_positions(codes: Positions, total: int) -> Positions:
    """Where each code from 0 to `total` first stands; the last place answers -1 with -1."""
    first = np.full(total + 1, -1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    first[total] = -1
    return first


def _forms(home: pd.Series) -> dict[int, _Form]:
    """Length → the form of the ids of that length; nothing where numbers would not be exact."""
    present: dict[int, NDArray[np.bool_]] = {}
    for block in text_blocks(home):
        if block.lengths.max() > _LONGEST:
            return {}
        for length in np.flatnonzero(np.bincount(block.lengths + 1)[1:]).tolist():
            is_there = present.setdefault(length, np.zeros((length, _BYTES), dtype=bool))
            for place, cells in zip(is_there, block.cells(length)[1], strict=True):
                place[cells] = True
    forms: dict[int, _Form] = {}
    bound = 0
    for length, is_there in present.items():
        forms[length] = _Form(bound, tuple(map(_place, is_there)))
        bound += forms[length].size
    return forms if bound < _MOST and len(forms) <= _LENGTHS else {}


def _place(is_there: NDArray[np.bool_]) -> _Place:
    size = int(is_there.sum())
    digits = np.where(is_there, is_there.cumsum() - 1, size).astype(np.uint8)
    return _Place(size, np.uint8(is_there.argmax()), digits)


def _numbers(
    column: pd.Series, forms: dict[int, _Form], positions: Positions | None = None
) -> Positions:
    """The numbers of a column of ids, or what stands for them in `positions`; -1 where there is none."""
    numbers = np.empty(len(column), dtype=np.intp)
    for block in text_blocks(column):
        part = numbers[block.first : block.first + len(block.lengths)]
        part[:] = -1
        for length, form in forms.items():
            rows, cells = block.cells(length)
            number = form.numbers(cells)
            part[rows] = number if positions is None else positions[number]
    return numbers
