"""Ids of few lengths as exact integers, read from the bytes of Arrow columns; no text is hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.arrow_texts import WORD, Bytes, Rows, TextBlock, is_arrow, text_blocks
from sanzu_graph.model.column_values import positions_in
from sanzu_graph.model.grouping import Positions

#: Ids that are longer or of more lengths are hashed as text.
_LONGEST, _LENGTHS = 32, 6
#: All numbers stay below this, so that 64 bits hold them.
_MOST = 2**62
_BYTES = 256
#: So many numbers an id, and some more, are looked up in a table. More of them are hashed.
_SPARSE, _FEW = 8, 2**16
#: So many rows are looked at together.
_BLOCK = 2**16
_ZERO, _NINE = b"09"
#: The highest bit of all bytes of a word, and the largest byte without it.
_HIGHEST, _ROOM = np.uint64(0x8080808080808080), 0x7F
#: Digits become pairs, pairs fours, fours eights: multiply, shift, mask.
_JOINING = tuple(
    (np.uint64(1 + (10**digits << bits)), np.uint64(bits), np.uint64(mask))
    for digits, bits, mask in (
        (1, 8, 0x00FF00FF00FF00FF),
        (2, 16, 0x0000FFFF0000FFFF),
        (4, 32, 0xFFFFFFFF),
    )
)


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


class _Tail(NamedTuple):
    """The last places of ids, at most eight, where all bytes are among the digits 0 to 9.

    They are read together: one integer holds the bytes of an id.

    Attributes
    ----------
    places : how many there are
    size : how many numbers
    mask : all ones in these places
    low : the lowest byte in each of them
    room : how much each byte may have in addition, so that a byte too large reaches the highest bit
    """

    places: int
    size: int
    mask: np.uint64
    low: np.uint64
    room: np.uint64

    def read(self, words: NDArray[np.uint64]) -> tuple[Positions, NDArray[np.uint64] | None]:
        """The numbers of words, and what is not 0 where bytes are too low or too high."""
        number = words & self.mask
        number -= self.low  # a byte below the lowest borrows, and has the highest bit then
        strange = number + self.room
        strange |= number
        is_sound = not np.bitwise_or.reduce(strange) & _HIGHEST
        for factor, shift, mask in _JOINING:
            number *= factor
            number >>= shift
            number &= mask
        return number.view(np.int64), None if is_sound else strange & _HIGHEST


@dataclass(frozen=True, eq=False)
class _Form:
    """The ids of one length. An id is a number whose digits are its bytes.

    `base` is the least of these numbers; it sets the lengths apart.
    """

    base: int
    length: int
    head: tuple[_Place, ...]
    tail: _Tail

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return prod(place.size for place in self.head) * self.tail.size

    def numbers(self, block: TextBlock, rows: Rows) -> Positions:
        """The numbers of some ids; -1 where an id has a byte that no id of the form has there."""
        strange = None
        if self.tail.places:
            number, strange = self.tail.read(block.words(rows, self.length))
        else:
            number = np.zeros(len(block.lengths[rows]), dtype=np.int64)
        number += self.base
        unit = self.size
        is_strange = np.zeros(len(number), dtype=bool) if strange is None else strange != 0
        for place, cells in zip(
            self.head, block.places(rows, self.length, len(self.head)), strict=True
        ):
            digit = place.read(cells)
            if digit.max(initial=0) >= place.size:
                is_strange |= digit >= place.size
            unit //= place.size
            if place.size > 1:
                number += digit * np.int64(unit)
        if is_strange.any():
            number[is_strange] = -1
        return number


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
    of_home = _numbers(home, forms)
    first = first_positions(of_home, bound)
    return [first[of_home], *(_numbers(column, forms, first) for column in others)]


class IdPlaces:
    """Where ids stand in the column of their table: read once, asked for many columns.

    Parameters
    ----------
    home
        The ids of a table; no two are the same.

    Examples
    --------
    >>> home, other = (pd.Series(ids, dtype="str") for ids in (["M11", "M12"], ["M12", None, "X9"]))
    >>> IdPlaces(home).of(other).tolist()
    [1, -1, -1]
    """

    def __init__(self, home: pd.Series) -> None:
        self._home = pd.Index(home)
        forms = _forms(home) if is_arrow(home) else {}
        bound = sum(form.size for form in forms.values())
        self._forms = forms if bound <= _SPARSE * len(home) + _FEW else {}
        if self._forms:
            self._first = first_positions(_numbers(home, forms), bound)

    def of(self, cells: pd.Series) -> Positions:
        """Where the cells of a column stand; -1 where one is empty or not there."""
        if self._forms and is_arrow(cells):
            return _numbers(cells, self._forms, self._first)
        return positions_in(cells, self._home)


def first_positions(codes: Positions, total: int) -> Positions:
    """Where each code from 0 to `total` first stands; the last place answers -1 with -1."""
    first = np.full(total + 1, -1, dtype=np.intp)
    for start in reversed(range(0, len(codes), _BLOCK)):  # large arrays in between cost memory
        part = codes[start : start + _BLOCK]
        first[part[::-1]] = np.arange(start + len(part) - 1, start - 1, -1)
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
            cells_of_place = block.places(block.rows(length), length, length)
            for place, cells in zip(is_there, np.ascontiguousarray(cells_of_place), strict=True):
                least, most = cells.min(), cells.max()
                if least == most or (least >= _ZERO and most <= _NINE):
                    place[least : int(most) + 1] = True  # also digits between that are not there
                else:
                    place[cells] = True
    forms: dict[int, _Form] = {}
    bound = 0
    for length, is_there in present.items():
        tail = _tail(is_there)
        head = tuple(map(_place, is_there[: length - tail.places]))
        forms[length] = _Form(bound, length, head, tail)
        bound += forms[length].size
    return forms if bound < _MOST and len(forms) <= _LENGTHS else {}


def _place(is_there: NDArray[np.bool_]) -> _Place:
    size = int(is_there.sum())
    digits = np.where(is_there, is_there.cumsum() - 1, size).astype(np.uint8)
    return _Place(size, np.uint8(is_there.argmax()), digits)


def _tail(present: NDArray[np.bool_]) -> _Tail:
    """The last places that have digits from 0 to 9 only; `present` tells the bytes of each place."""
    low, room = bytearray(WORD), bytearray([_ROOM] * WORD)
    count = size = 0
    for place in present[: -WORD - 1 : -1]:
        least, most = np.flatnonzero(place)[[0, -1]].tolist()
        if least < _ZERO or most > _NINE:
            break
        count += 1
        size += (most - least) * 10 ** (count - 1)
        low[-count], room[-count] = least, _ROOM - (most - least)
    mask = bytes(WORD - count) + b"\xff" * count
    words = (np.uint64(int.from_bytes(part, "little")) for part in (mask, low, room))
    return _Tail(count, size + 1, *words)


def _numbers(
    column: pd.Series, forms: dict[int, _Form], positions: Positions | None = None
) -> Positions:
    """The numbers of a column of ids, or what stands for them in `positions`; -1 where there is none."""
    numbers = np.empty(len(column), dtype=np.intp)
    for block in text_blocks(column):
        part = numbers[block.first : block.first + len(block.lengths)]
        rows_of_form = {length: block.rows(length) for length in forms}
        if not any(isinstance(rows, slice) for rows in rows_of_form.values()):
            part[:] = -1
        for length, rows in rows_of_form.items():
            if isinstance(rows, slice) or len(rows):
                number = forms[length].numbers(block, rows)
                part[rows] = number if positions is None else positions[number]
    return numbers
