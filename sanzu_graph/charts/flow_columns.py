"""The columns of `plot_flow`: a bar a unit, and who is in which bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sanzu_graph.model.grouping import Positions, distinct

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


NOWHERE, OTHERS = -1, -2


@dataclass(frozen=True)
class LayerSeats:
    """Who is where in a layer: one entry a seat; who is in no unit of it has a seat nowhere.

    Attributes
    ----------
    member, unit : positions; the unit is -1 for nowhere
    """

    member: Positions
    unit: Positions


def layer_seats(org: Org, layers: Sequence[str]) -> list[LayerSeats]:
    """The seats of each layer, of all who are in one of them."""
    layers_seats = [org.pairs(layer) for layer in layers]
    shown = np.any([pairs.per_member > 0 for pairs in layers_seats], axis=0)
    seats = []
    for pairs in layers_seats:
        without = np.flatnonzero(shown & (pairs.per_member == 0))
        seats.append(
            LayerSeats(
                np.concatenate([pairs.member, without]),
                np.concatenate([pairs.unit, np.full(len(without), NOWHERE)]),
            )
        )
    return seats


@dataclass(frozen=True)
class FlowColumn:
    """The bars of a layer.

    Attributes
    ----------
    bars : units (positions), or none, or the others together
    of : members × bars: who is in which
    counts : people per bar
    rolled, merged : whether units above are drawn; how many units the last bar holds together
    """

    bars: list[int]
    of: csr_array
    counts: list[int]
    rolled: bool
    merged: int


def flow_columns(org: Org, seats: Sequence[LayerSeats], most: int) -> list[FlowColumn]:
    """The bars of every layer, the middle one's chosen first."""
    middle = _column(org, seats[1], most, np.ones(org.encoding.member_count, dtype=bool))
    shown = np.array([bar >= 0 for bar in middle.bars], dtype=np.int64)
    is_shown = middle.of @ shown > 0
    return [
        middle if number == 1 else _column(org, some, most, is_shown)
        for number, some in enumerate(seats)
    ]


def _column(org: Org, seats: LayerSeats, most: int, is_shown: NDArray[np.bool_]) -> FlowColumn:
    """A layer's bars: its units, or those above them where they are many, or the largest and the
    others together.
    """
    parent, here, rolled = org.encoding.parent, seats.unit.copy(), False
    while (total := len(np.unique(here[here >= 0]))) > most:
        above = np.where(here >= 0, np.where(parent[here] >= 0, parent[here], here), here)
        fewer = len(np.unique(above[above >= 0]))
        if fewer == total or fewer < 3:  # noqa: PLR2004 - one bar or two tell nothing
            break
        here, rolled = above, True
    units = np.unique(here[here >= 0])
    merged = 0
    if len(units) > most:
        # Those that the people of the middle column's bars are in come first: so the columns show
        # one part of the whole.
        is_here = is_shown[seats.member] & (here >= 0)
        counts = np.bincount(np.searchsorted(units, here[is_here]), minlength=len(units))
        largest = units[np.argsort(-counts, kind="stable")[: most * 2 // 3]]
        merged = len(units) - len(largest)
        here = np.where((here < 0) | np.isin(here, largest), here, OTHERS)
    bars = [
        *np.unique(here[here >= 0]).tolist(),
        *([OTHERS] if merged else []),
        *([NOWHERE] if (here == NOWHERE).any() else []),
    ]
    place = {bar: number for number, bar in enumerate(bars)}
    columns = np.array([place[unit] for unit in here.tolist()], dtype=np.intp)
    # Several seats in one bar make one person of it.
    pairs = distinct(seats.member * len(bars) + columns)
    of = csr_array(
        (
            np.ones(len(pairs), dtype=np.int64),
            (pairs // max(len(bars), 1), pairs % max(len(bars), 1)),
        ),
        shape=(org.encoding.member_count, len(bars)),
    )
    return FlowColumn(bars, of, of.sum(axis=0).tolist(), rolled, merged)
