"""Rows by what they point at: sorted once, looked up in one step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Rows, members or units as integers.
Positions = NDArray[np.intp]


class Grouped(NamedTuple):
    """The rows that belong to each key; the keys are 0, 1, 2, …

    Attributes
    ----------
    order : rows, those of one key together and in table order
    start : where each key's rows start, and where the last one's end
    """

    order: Positions
    start: Positions

    def rows_of(self, keys: Positions) -> tuple[Positions, Positions]:
        """The rows of some keys one after another; for each row the position of its key in `keys`."""
        first = self.start[keys]
        times = self.start[keys + 1] - first
        which = np.repeat(np.arange(len(keys)), times)
        before = np.cumsum(times) - times
        return self.order[np.arange(len(which)) + (first - before)[which]], which


def grouped(keys: Positions, total: int) -> Grouped:
    """Rows by key; a key below 0 is none."""
    count = np.bincount(keys[keys >= 0] if len(keys) and keys.min() < 0 else keys, minlength=total)
    order = np.argsort(keys, kind="stable")
    return Grouped(order[len(keys) - int(count.sum()) :], np.concatenate([[0], np.cumsum(count)]))


def distinct(keys: Positions) -> Positions:
    """The different ones of non-negative keys, ascending; `np.unique` hashes them, which takes far
    longer than sorting.
    """
    ordered: Positions = np.sort(keys)
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    different: Positions = ordered[first]
    return different


def repeated(keys: Positions) -> Positions:
    """The non-negative keys that stand more than once, ascending; the keys themselves are sorted.

    A key below 0 is none.

    Examples
    --------
    >>> repeated(np.array([7, 3, -1, 7, -1, 3, 7, 5])).tolist()
    [3, 7]
    """
    keys.sort()  # a sorted copy would cost memory
    again = keys[1:][keys[1:] == keys[:-1]]
    return distinct(again[again >= 0])
