"""Rows of things and the lines between them: how many lines cross, and an order in which few do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanzu_graph.model.grouping import Positions

_SWEEPS = 24
#: Sweeps without a better order after which to stop.
_PATIENCE = 4


class Ties(NamedTuple):
    """Lines from a middle row to another row: positions in both, and how many there are in the
    other.
    """

    middle: Positions
    other: Positions
    size: int


def crossings(one: ArrayLike, other: ArrayLike) -> int:
    """How many pairs of lines cross.

    Line i runs from place ``one[i]`` of a row to place ``other[i]`` of the next. Lines that share an end do not cross. Time grows with n log n.

    Examples
    --------
    >>> crossings([0, 1], [0, 1]), crossings([0, 1], [1, 0]), crossings([0, 0], [1, 0])
    (0, 1, 0)
    """
    first, second = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
    if len(first) < 2:  # noqa: PLR2004 - it takes two to cross
        return 0
    values = second[np.lexsort((second, first))]
    total = 0
    # Pairs out of order, counted where their binary digits part: among those alike in all higher
    # digits, ones before noughts.
    for bit in range(int(values.max()).bit_length() - 1, -1, -1):
        above = values >> (bit + 1)
        order = np.argsort(above, kind="stable")
        group, is_one = above[order], (values[order] >> bit) & 1
        ones = np.cumsum(is_one)
        begins = np.flatnonzero(np.diff(group, prepend=-1))
        before = np.repeat((ones - is_one)[begins], np.diff(np.append(begins, len(group))))
        total += int((ones - before)[is_one == 0].sum())
    return total


def untangled(middle: int, ties: Sequence[Ties]) -> tuple[Positions, list[Positions]]:
    """An order of the middle row, and of each row tied to it, in which few lines cross.

    It is found by barycentres (Sugiyama and others 1981). Each row in turn is sorted by where its neighbours stand on average; the best order met is kept,
    the given one included.

    Parameters
    ----------
    middle
        How many things stand in the middle row.
    ties
        The lines to each other row.

    Returns
    -------
    tuple
        The middle row in its new order (positions), and each other row in its.

    Examples
    --------
    >>> order, (groups,) = untangled(4, [Ties(np.array([0, 1, 2, 3]), np.array([0, 1, 0, 1]), 2)])
    >>> order.tolist(), groups.tolist()
    ([0, 2, 1, 3], [0, 1])
    """
    place = np.arange(middle, dtype=float)
    places = [np.arange(tie.size, dtype=float) for tie in ties]
    best, least, since = (place, places), _met(place, places, ties), 0
    for _ in range(_SWEEPS):
        if not least or since >= _PATIENCE:
            break
        places = [
            _ranked(_mean(place[tie.middle], tie.other, held))
            for tie, held in zip(ties, places, strict=True)
        ]
        # Rows of different lengths count alike: each is as long as the middle one.
        spread = [held * (max(middle - 1, 1) / max(len(held) - 1, 1)) for held in places]
        ends = np.concatenate([tie.middle for tie in ties])
        place = _ranked(
            _mean(
                np.concatenate([held[tie.other] for tie, held in zip(ties, spread, strict=True)]),
                ends,
                place,
            )
        )
        met = _met(place, places, ties)
        since += 1
        if met < least:
            best, least, since = (place, places), met, 0
    return np.argsort(best[0], kind="stable"), [np.argsort(held, kind="stable") for held in best[1]]


def _met(
    place: NDArray[np.float64], places: Sequence[NDArray[np.float64]], ties: Sequence[Ties]
) -> int:
    return sum(
        crossings(place[tie.middle], held[tie.other])
        for tie, held in zip(ties, places, strict=True)
    )


def _mean(
    value: NDArray[np.float64], of: Positions, otherwise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The mean value of each thing's lines; what has none stays where it is."""
    count = np.bincount(of, minlength=len(otherwise))
    total = np.bincount(of, weights=value, minlength=len(otherwise))
    return np.where(count > 0, total / np.maximum(count, 1), otherwise)


def _ranked(value: NDArray[np.float64]) -> NDArray[np.float64]:
    ranks = np.empty(len(value))
    ranks[np.argsort(value, kind="stable")] = np.arange(len(value))
    return ranks


def set_apart(wanted: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """Middles of things in a row, in order, so that none overlaps the next.

    They are as near to where they are wanted as their widths allow (least squares).

    Examples
    --------
    >>> set_apart([0, 0, 100], [10, 10, 10], 2)
    [-6.0, 6.0, 100.0]
    """
    offsets, total = [], 0.0
    for number, width in enumerate(widths):
        total += (widths[number - 1] + width) / 2 + gap if number else 0.0
        offsets.append(total)
    blocks: list[
        tuple[float, int]
    ] = []  # mean of what is wanted, how many: pooled while a later one wants to be in front
    for want, offset in zip(wanted, offsets, strict=True):
        mean, many = want - offset, 1
        while blocks and blocks[-1][0] >= mean:
            before, count = blocks.pop()
            mean, many = (before * count + mean * many) / (count + many), count + many
        blocks.append((mean, many))
    starts = [mean for mean, many in blocks for _ in range(many)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
