"""Matchings of apprentices and places, exact, with the least prices that prove them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.mentoring.places import Assigned, Places, assigned
from sanzu_graph.model.grouping import distinct

#: How many pairs are looked at in one go.
_BLOCK = 2_000_000

if TYPE_CHECKING:
    from sanzu_graph.mentoring.scores import Points
    from sanzu_graph.model.grouping import Positions


@dataclass(frozen=True)
class Edges:
    """Pairs that are looked at, by apprentice and place; each worth more than nothing."""

    row: Positions
    column: Positions
    value: Points

    @cached_property
    def start(self) -> Positions:
        """Where the pairs of each apprentice begin, and where the last ones end."""
        return np.searchsorted(self.row, np.arange(int(self.row.max(initial=-1)) + 2))


def edges_of(places: Places, key: Positions) -> Edges:
    """The pairs of some keys (apprentice × places + place, ascending, each once) that are allowed and
    better than none.
    """
    total = len(places.mentor)
    row, column = key // total, key % total
    good = places.allowed(row, column)
    row, column = row[good], column[good]
    value = places.value(row, column)
    better = value > 0
    return Edges(row[better], column[better], value[better])


def sparse_matching(edges: Edges, people: int, offered: int) -> Positions:
    """Per apprentice the place, or -1; by scipy's sparse solver. A place of one's own, worth
    nothing, stands for being unpaired.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    most = int(edges.value.max(initial=0)) + 1
    own = np.arange(people)
    row, column = np.concatenate([edges.row, own]), np.concatenate([edges.column, offered + own])
    cost = np.concatenate([most - edges.value, np.full(people, most)]).astype(float)
    order = np.lexsort((column, row))
    start = np.searchsorted(row[order], np.arange(people + 1))
    costs = csr_array(
        (cost[order], column[order].astype(np.int32), start.astype(np.int32)),
        shape=(people, offered + people),
    )
    row, column = min_weight_full_bipartite_matching(costs)
    result = np.full(people, -1, dtype=np.intp)
    result[row] = np.where(column < offered, column, -1)
    return result


def least_prices(
    edges: Edges, matching: Positions, people: int, offered: int
) -> tuple[Points, Points]:
    """Each apprentice's surplus and each place's price: together at least the worth of every pair
    looked at; of those made, exactly it.

    The least prices: an apprentice who would gain by another place raises its price by the gain,
    until nobody would.
    """
    price = np.zeros(offered, dtype=np.int64)
    own = np.zeros(people, dtype=np.int64)
    start = np.searchsorted(edges.row, np.arange(people + 1))
    by_row = start[:-1], np.diff(start)
    rows = np.flatnonzero(matching >= 0)
    key = edges.row * offered + edges.column
    own[rows] = edges.value[np.searchsorted(key, rows * offered + matching[rows])]
    holder = np.full(offered, -1, dtype=np.intp)
    holder[matching[rows]] = rows
    active = np.arange(people)
    for _ in range(2 * people + 2):
        if not len(active):
            break
        surplus = np.where(matching[active] >= 0, own[active] - price[matching[active]], 0)
        times = by_row[1][active]
        place = np.repeat(by_row[0][active] - (np.cumsum(times) - times), times) + np.arange(
            int(times.sum())
        )
        bids = edges.value[place] - np.repeat(surplus, times)
        column = edges.column[place]
        higher = bids > price[column]
        column, bids = column[higher], bids[higher]
        np.maximum.at(price, column, bids)
        raised = holder[distinct(column)]
        active = distinct(raised[raised >= 0])
        if len(active) < len(raised):
            break  # a place that nobody takes would need a price: not the best there is
    surplus = np.zeros(people, dtype=np.int64)
    np.maximum.at(surplus, edges.row, edges.value - price[edges.column])
    return surplus, price


def matched_by_matrix(places: Places) -> Assigned:
    """All pairs as one matrix; what the places are dear is found in it, too."""
    from scipy.optimize import linear_sum_assignment

    people, offered = len(places.market.apprentices), len(places.mentor)
    worth = np.empty((people, offered))
    size = max(_BLOCK // offered, 1)
    for start in range(0, people, size):
        part = worth[start : start + size]
        np.maximum(places.matrix(np.arange(start, start + len(part))), 0, out=part)
    row, column = linear_sum_assignment(worth, maximize=True)
    values = worth[row, column].astype(np.int64)
    paired = values > 0
    chosen = np.full(people, -1, dtype=np.intp)
    chosen[row[paired]] = column[paired]
    price = _dearness(worth, chosen, size)
    surplus = np.concatenate(
        [(worth[start : start + size] - price).max(axis=1) for start in range(0, people, size)]
    )
    surplus = np.maximum(surplus, 0)
    whole = np.rint(surplus).astype(np.int64), np.rint(price).astype(np.int64)
    bound, value = int(whole[0].sum() + whole[1].sum()), int(values[paired].sum())
    return assigned(places, chosen, *whole, (value, bound), people * offered)


def _dearness(worth: NDArray[np.float64], chosen: Positions, size: int) -> NDArray[np.float64]:
    """The least prices, as in `least_prices`, in a matrix; whole numbers that floats hold exactly."""
    people, offered = worth.shape
    # One place more, without a price, stands for being unpaired: the number -1.
    price, holder = np.zeros(offered + 1), np.full(offered, -1, dtype=np.intp)
    rows = np.flatnonzero(chosen >= 0)
    holder[chosen[rows]] = rows
    own = np.zeros(people)
    own[rows] = worth[rows, chosen[rows]]
    everybody = active = np.arange(people)
    bids = np.empty((min(size, people), offered))
    for _ in range(2 * people + 2):
        if not len(active):
            break
        before, surplus = price.copy(), own - price[chosen]
        for start in range(0, len(active), size):
            some = active[start : start + size]
            theirs = worth[start : start + size] if active is everybody else worth[some]
            here = np.subtract(theirs, surplus[some, None], out=bids[: len(some)])
            np.maximum(price[:-1], here.max(axis=0), out=price[:-1])
        raised = holder[(price > before)[:-1]]
        if raised.min(initial=0) < 0:
            break  # not the best there is
        # Rows are not copied where most of them bid.
        active = raised if 2 * len(raised) < people else everybody
    return price[:-1]
