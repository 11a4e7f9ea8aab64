"""The best assignment of apprentices to places, with prices that prove it or bound the loss.

It is exact in whole numbers. Each mentor offers as many places as there is room. A pair's worth is
one whole number that ranks the goals one before the other. Few pairs are solved as a dense matrix.
Many are solved as a sparse one, whose pairs are chosen by what people have in common.

The proof is linear programming duality: each place has a price, each apprentice a surplus. No
allowed pair is worth more than both together, though not every pair was looked at. A pair that is
worth more is added, and the sparse problem is solved again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.mentoring.exact_matchings import (
    edges_of,
    least_prices,
    matched_by_matrix,
    sparse_matching,
)
from sanzu_graph.mentoring.pair_search import PairSearch, named_pairs
from sanzu_graph.mentoring.places import Assigned, Places, assigned
from sanzu_graph.model.grouping import distinct
from sanzu_graph.solving.statuses import INTERRUPTED, TIME_LIMIT

if TYPE_CHECKING:
    from sanzu_graph.mentoring.market import Market
    from sanzu_graph.mentoring.scores import Points
    from sanzu_graph.model.grouping import Positions

#: The whole matrix is solved up to this many pairs.
DENSE = 40_000
#: The whole matrix is solved up to `MATRIX` pairs, once `TRIED` sparse rounds brought no proof.
MATRIX, TRIED = 30_000_000, 5
_ROUNDS = 60
#: It is called with the best score so far, a bound on every score, and the seconds until now.
Told = Callable[[int, int, float], None]


def assign(
    market: Market, objective: str, *, time_limit: float | None = None, tell: Told | None = None
) -> Assigned:
    """The best pairs.

    Where time or rounds run out: the best until then, with a bound on what is lost.
    """
    people, mentors = len(market.apprentices), max(int((market.room > 0).sum()), 1)
    # Anybody who has a place left over would have no use for more of them; so few are offered, and
    # more where all are taken.
    most = 2 * math.ceil(people / mentors) + 1
    while True:
        places = Places(market, objective, most)
        matching = _best_of(places, time_limit, tell)
        taken = np.bincount(matching.mentor, minlength=len(market.mentors))
        if matching.stopped or not ((taken >= most) & (market.room > most)).any():
            return matching
        most *= 2


def _best_of(places: Places, time_limit: float | None, tell: Told | None) -> Assigned:
    people, offered = len(places.market.apprentices), len(places.mentor)
    if not people or not offered:
        nothing, mentors = np.empty(0, dtype=np.intp), len(places.market.mentors)
        return Assigned(
            nothing,
            nothing,
            0,
            0,
            np.zeros(people, np.int64),
            np.zeros(mentors, np.int64),
            places.worth,
            0,
        )
    if people * offered <= DENSE:
        return matched_by_matrix(places)
    return _by_rounds(places, time_limit, tell)


def _by_rounds(places: Places, time_limit: float | None, tell: Told | None) -> Assigned:
    people, offered = len(places.market.apprentices), len(places.mentor)
    began, search = time.monotonic(), PairSearch(places)
    key = distinct(np.concatenate([search.offers(), named_pairs(places)]))
    least_bound: int | None = None
    best: tuple[int, Positions, Points, Points, int] | None = None
    stopped = TIME_LIMIT
    try:
        for number in range(_ROUNDS):
            edges = edges_of(places, key)
            matching = sparse_matching(edges, people, offered)
            surplus, price = least_prices(edges, matching, people, offered)
            needed, more = search.wanting(surplus, price, number)
            bound = int(needed.sum() + price.sum())
            least_bound = bound if least_bound is None else min(least_bound, bound)
            rows = np.flatnonzero(matching >= 0)
            value = int(places.value(rows, matching[rows]).sum())
            if best is None or value >= best[0]:
                best = value, matching, needed, price, len(edges.value)
            if tell is not None:
                count = int((best[1] >= 0).sum())
                tell(
                    places.points(best[0], count),
                    places.points(least_bound, count),
                    time.monotonic() - began,
                )
            more = np.setdiff1d(more, key, assume_unique=True)
            if least_bound <= best[0] or not len(more):
                stopped = ""
                break
            if time_limit is not None and time.monotonic() - began > time_limit:
                break
            if time_limit is None and number + 1 >= TRIED and people * offered <= MATRIX:
                return matched_by_matrix(places)
            key = distinct(np.concatenate([key, more]))
    except KeyboardInterrupt:
        if best is None:
            raise
        stopped = INTERRUPTED
    assert best is not None
    assert least_bound is not None
    return assigned(places, best[1], best[2], best[3], (best[0], least_bound), best[4], stopped)
