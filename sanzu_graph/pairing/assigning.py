"""The best assignment of apprentices to places, exact in whole numbers, with prices that prove it
or bound the loss.

Each mentor offers as many places as there is room. A pair's worth is one whole number that ranks
the goals one before the other. Few pairs are solved as a dense matrix; many as a sparse one, whose
pairs are chosen by what people have in common. The proof is linear programming duality: a price for
every place, so that no pair that is allowed, looked at or not, is worth more than the apprentice's
surplus and the place's price together. Whatever is found wanting is added, and the sparse problem
solved again.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import grouped
from sanzu_graph.pairing.scores import FINE
from sanzu_graph.solving.statuses import INTERRUPTED, TIME_LIMIT

if TYPE_CHECKING:
    from sanzu_graph.model.encoding import Positions
    from sanzu_graph.pairing.market import Market
    from sanzu_graph.pairing.scores import Points

#: What is made large: the points, or first of all how many are paired.
BEST, MOST = "best", "most"
#: Up to so many pairs the whole matrix is solved.
DENSE = 40_000
#: Up to so many it is solved where so many rounds of the sparse one have not led to a proof.
MATRIX, _TRIED = 30_000_000, 5
#: Places that each apprentice is offered at first for each set of things in common, and added in
#: each round.
_OFFERED, _ADDED = 5, 8
#: So many pairs are looked at in one go, and in one round; what is beyond is bounded, not looked
#: at.
_BLOCK, _ROUND = 2_000_000, 600_000_000
_ROUNDS = 60
#: Beyond this a float is not every whole number, and the solvers count in floats.
_EXACT = 2**52
#: Told the best score so far, about what none can beat, and the seconds since the beginning.
Told = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Worth:
    """How a pair's points, being paired at all, and the mentor's load make one whole number.

    Attributes
    ----------
    unit : thousandths of a point that all points are multiples of
    point, paired : what one such unit, and being paired, count
    evens : whether the load counts; not where the numbers would grow beyond what is exact
    """

    unit: int
    point: int
    paired: int
    evens: bool


@dataclass(frozen=True)
class Assigned:
    """Pairs chosen, and what is proven.

    Attributes
    ----------
    mentor, apprentice : numbers in the market's lists
    value, bound : of the one whole number
    surplus, price : per apprentice, and per mentor for the next place; the proof
    pairs_looked_at : how many pairs the last solve had
    stopped : ``time_limit`` or ``interrupted`` if it ended before it was proven
    """

    mentor: Positions
    apprentice: Positions
    value: int
    bound: int
    surplus: Points
    price: Points
    worth: Worth
    pairs_looked_at: int
    stopped: str = ""


@dataclass
class Places:
    """The places of the mentors, and what they are worth to whom."""

    market: Market
    objective: str
    most: int
    mentor: Positions = field(init=False)
    extra: Points = field(init=False)
    worth: Worth = field(init=False)

    def __post_init__(self) -> None:
        made, people = self.market, len(self.market.apprentices)
        room = np.minimum(made.room, min(self.most, people))
        self.mentor = np.repeat(np.arange(len(room)), room)
        rank = np.arange(len(self.mentor)) - np.repeat(np.cumsum(room) - room, room)
        # The k-th apprentice adds 2k − 1 to the square of the load; last of all, each of today's
        # pairs that stays counts one.
        kept = len(made.today) + 1
        self.extra = (2 * (made.load[self.mentor] + rank) + 1).astype(np.int64) * kept
        spread = int(np.sort(self.extra)[::-1][:people].sum()) + kept
        unit, reach = _unit_of(made), _reach(made)
        evens = self._largest(unit, reach, spread) < _EXACT
        if not evens:
            self.extra, spread = np.zeros_like(self.extra), kept
        most = 2 * (reach // unit + 1) * max(people, 1)
        if self.objective == MOST:
            self.worth = Worth(unit, spread, most * spread, evens)
        else:
            self.worth = Worth(unit, spread * (people + 1), spread, evens)

    def _largest(self, unit: int, reach: int, spread: int) -> int:
        """About the largest number that comes up."""
        people = max(len(self.market.apprentices), 1)
        return 4 * (reach // unit + 1) * spread * people

    @cached_property
    def member(self) -> Positions:
        """The member who offers each place."""
        return self.market.mentors[self.mentor]

    def value(self, apprentice: Positions, place: Positions) -> Points:
        """What pairs of apprentices and places are worth; allowed or not."""
        points = self.market.points(self.member[place], self.market.apprentices[apprentice])
        return self._worth(points, place) + self.market.is_in(
            self.market.today, self.member[place], self.market.apprentices[apprentice]
        )

    def allowed(self, apprentice: Positions, place: Positions) -> NDArray[np.bool_]:
        """Which pairs may be made."""
        return self.market.allowed(self.member[place], self.market.apprentices[apprentice])

    def points(self, value: int, paired: int) -> int:
        """About how many points the one whole number stands for, so many being paired."""
        return round(
            (value - paired * self.worth.paired) / self.worth.point * self.worth.unit / FINE
        )

    def rule_value(self, apprentice: Positions, place: Positions) -> Points:
        """What pairs that nothing names are worth."""
        return self._worth(
            self.market.scores.rule_points(self.member[place], self.market.apprentices[apprentice]),
            place,
        )

    def _worth(self, points: Points, place: Positions) -> Points:
        found: Points = points // self.worth.unit * self.worth.point + (
            self.worth.paired - self.extra[place]
        )
        return found


def assign(
    market: Market, objective: str, *, time_limit: float | None = None, told: Told | None = None
) -> Assigned:
    """The best pairs; where time or rounds run out, the best until then, with a bound on what is
    lost.
    """
    people, mentors = len(market.apprentices), max(int((market.room > 0).sum()), 1)
    # Whoever has a place left over would have no use for more of them; so few are offered, and more
    # where all are taken.
    most = 2 * math.ceil(people / mentors) + 1
    while True:
        places = Places(market, objective, most)
        found = _assigned(places, time_limit, told)
        taken = np.bincount(found.mentor, minlength=len(market.mentors))
        if found.stopped or not ((taken >= most) & (market.room > most)).any():
            return found
        most *= 2


def _assigned(places: Places, time_limit: float | None, told: Told | None) -> Assigned:
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
        edges = _all_pairs(places)
        found = _dense(places, edges)
        surplus, price = _prices(edges, found, people, offered)
        return _answer(
            places, found, surplus, price, int(surplus.sum() + price.sum()), len(edges.value)
        )
    return _sparse(places, time_limit, told)


def _answer(
    places: Places,
    found: Positions,
    surplus: Points,
    price: Points,
    bound: int,
    looked: int,
    stopped: str = "",
) -> Assigned:
    rows = np.flatnonzero(found >= 0)
    value = int(places.value(rows, found[rows]).sum())
    per_mentor = np.full(len(places.market.mentors), np.iinfo(np.int64).max)
    np.minimum.at(per_mentor, places.mentor, price)
    per_mentor[per_mentor == np.iinfo(np.int64).max] = 0
    return Assigned(
        places.mentor[found[rows]],
        rows,
        value,
        max(bound, value),
        surplus,
        per_mentor,
        places.worth,
        looked,
        stopped,
    )


@dataclass(frozen=True)
class _Edges:
    """Pairs that are looked at, by apprentice and place; each worth more than nothing."""

    row: Positions
    column: Positions
    value: Points

    @cached_property
    def start(self) -> Positions:
        return np.searchsorted(self.row, np.arange(int(self.row.max(initial=-1)) + 2))


def _edges(places: Places, key: Positions) -> _Edges:
    """The pairs of some keys (apprentice × places + place) that are allowed and better than none."""
    total = len(places.mentor)
    key = np.unique(key)
    row, column = key // total, key % total
    good = places.allowed(row, column)
    row, column = row[good], column[good]
    value = places.value(row, column)
    better = value > 0
    return _Edges(row[better], column[better], value[better])


def _all_pairs(places: Places) -> _Edges:
    return _edges(places, np.arange(len(places.market.apprentices) * len(places.mentor)))


def _dense(places: Places, edges: _Edges) -> Positions:
    """Per apprentice the place, or -1; by scipy's dense solver."""
    from scipy.optimize import linear_sum_assignment

    worth = np.zeros((len(places.market.apprentices), len(places.mentor)))
    worth[edges.row, edges.column] = edges.value
    row, column = linear_sum_assignment(worth, maximize=True)
    found = np.full(len(worth), -1, dtype=np.intp)
    paired = worth[row, column] > 0
    found[row[paired]] = column[paired]
    return found


def _matched(edges: _Edges, people: int, offered: int) -> Positions:
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
    found = np.full(people, -1, dtype=np.intp)
    found[row] = np.where(column < offered, column, -1)
    return found


def _prices(edges: _Edges, found: Positions, people: int, offered: int) -> tuple[Points, Points]:
    """Each apprentice's surplus and each place's price: together at least the worth of every pair
    looked at; of those made, exactly it.

    The least prices: whoever would gain by another place raises its price by the gain, until nobody
    would.
    """
    price = np.zeros(offered, dtype=np.int64)
    own = np.zeros(people, dtype=np.int64)
    start = np.searchsorted(edges.row, np.arange(people + 1))
    by_row = start[:-1], np.diff(start)
    rows = np.flatnonzero(found >= 0)
    key = edges.row * offered + edges.column
    own[rows] = edges.value[np.searchsorted(key, rows * offered + found[rows])]
    holder = np.full(offered, -1, dtype=np.intp)
    holder[found[rows]] = rows
    active = np.arange(people)
    for _ in range(2 * people + 2):
        if not len(active):
            break
        surplus = np.where(found[active] >= 0, own[active] - price[found[active]], 0)
        times = by_row[1][active]
        place = np.repeat(by_row[0][active] - (np.cumsum(times) - times), times) + np.arange(
            int(times.sum())
        )
        asked = edges.value[place] - np.repeat(surplus, times)
        column = edges.column[place]
        higher = asked > price[column]
        column, asked = column[higher], asked[higher]
        np.maximum.at(price, column, asked)
        raised = holder[np.unique(column)]
        active = np.unique(raised[raised >= 0])
        if len(active) < len(raised):
            break  # a place that nobody takes would need a price: not the best there is
    surplus = np.zeros(people, dtype=np.int64)
    np.maximum.at(surplus, edges.row, edges.value - price[edges.column])
    return surplus, price


def _by_matrix(places: Places) -> Assigned:
    """All pairs as one matrix; what the places are dear is found in it, too."""
    from scipy.optimize import linear_sum_assignment

    people, offered = len(places.market.apprentices), len(places.mentor)
    worth = np.zeros((people, offered))
    columns, size = np.arange(offered), max(_BLOCK // offered, 1)
    for start in range(0, people, size):
        row, column = (
            part.ravel()
            for part in np.meshgrid(
                np.arange(start, min(start + size, people)), columns, indexing="ij"
            )
        )
        found = np.where(places.allowed(row, column), places.value(row, column), 0)
        worth[start : start + size] = np.maximum(found, 0).reshape(-1, offered)
    row, column = linear_sum_assignment(worth, maximize=True)
    chosen = np.full(people, -1, dtype=np.intp)
    paired = worth[row, column] > 0
    chosen[row[paired]] = column[paired]
    price = _dearness(worth, chosen, size)
    surplus = np.concatenate(
        [(worth[start : start + size] - price).max(axis=1) for start in range(0, people, size)]
    )
    surplus = np.maximum(surplus, 0)
    whole = np.rint(surplus).astype(np.int64), np.rint(price).astype(np.int64)
    return _answer(places, chosen, *whole, int(whole[0].sum() + whole[1].sum()), people * offered)


def _dearness(worth: NDArray[np.float64], chosen: Positions, size: int) -> NDArray[np.float64]:
    """The least prices, as in `_prices`, in a matrix; whole numbers that floats hold exactly."""
    people, offered = worth.shape
    price, holder = np.zeros(offered), np.full(offered, -1, dtype=np.intp)
    rows = np.flatnonzero(chosen >= 0)
    holder[chosen[rows]] = rows
    own = np.where(chosen >= 0, worth[np.arange(people), chosen], 0)
    active = np.arange(people)
    for _ in range(2 * people + 2):
        if not len(active):
            break
        before = price.copy()
        for start in range(0, len(active), size):
            some = active[start : start + size]
            surplus = np.where(chosen[some] >= 0, own[some] - price[chosen[some]], 0)
            np.maximum(price, (worth[some] - surplus[:, None]).max(axis=0), out=price)
        raised = holder[price > before]
        if (raised < 0).any():
            break  # not the best there is
        active = np.sort(raised)
    return price


# -- many pairs


def _sparse(places: Places, time_limit: float | None, told: Told | None) -> Assigned:
    people, offered = len(places.market.apprentices), len(places.mentor)
    began, looker = time.monotonic(), _Looker(places)
    key = np.unique(np.concatenate([looker.offers(), _named(places)]))
    least_bound: int | None = None
    best: tuple[int, Positions, Points, Points, int] | None = None
    stopped = TIME_LIMIT
    try:
        for number in range(_ROUNDS):
            edges = _edges(places, key)
            found = _matched(edges, people, offered)
            surplus, price = _prices(edges, found, people, offered)
            needed, more = looker.wanting(surplus, price, number)
            bound = int(needed.sum() + price.sum())
            least_bound = bound if least_bound is None else min(least_bound, bound)
            rows = np.flatnonzero(found >= 0)
            value = int(places.value(rows, found[rows]).sum())
            if best is None or value >= best[0]:
                best = value, found, needed, price, len(edges.value)
            if told is not None:
                count = int((best[1] >= 0).sum())
                told(
                    places.points(best[0], count),
                    places.points(least_bound, count),
                    time.monotonic() - began,
                )
            more = np.setdiff1d(more, key)
            if least_bound <= best[0] or not len(more):
                stopped = ""
                break
            if time_limit is not None and time.monotonic() - began > time_limit:
                break
            if time_limit is None and number + 1 >= _TRIED and people * offered <= MATRIX:
                return _by_matrix(places)
            key = np.union1d(key, more)
    except KeyboardInterrupt:
        if best is None:
            raise
        stopped = INTERRUPTED
    assert best is not None
    assert least_bound is not None
    return _answer(places, best[1], best[2], best[3], least_bound, best[4], stopped)


def _named(places: Places) -> Positions:
    """The pairs that something names, with every place of the mentor."""
    made, total = places.market, max(places.market.members, 1)
    key = made.named
    mentor, apprentice = (
        _numbers(made.mentors, key // total, total),
        _numbers(made.apprentices, key % total, total),
    )
    right = (mentor >= 0) & (apprentice >= 0)
    by_mentor = grouped(places.mentor, len(made.mentors))
    rows, which = by_mentor.rows_of(mentor[right])
    return apprentice[right][which] * len(places.mentor) + rows


def _numbers(chosen: Positions, members: Positions, total: int) -> Positions:
    """Members as numbers in a list; -1 where they are not in it."""
    number = np.full(total, -1, dtype=np.intp)
    number[chosen] = np.arange(len(chosen))
    return number[members]


class _Looker:
    """Looks for pairs by what people have in common: a cell here is a value of a term, such as a
    site.
    """

    def __init__(self, places: Places) -> None:
        self.places, made = places, places.market
        self.people, self.offered = len(made.apprentices), len(places.mentor)
        terms = [one for one in made.scores.likenesses if one.alike != one.unlike]
        terms.sort(key=lambda one: -len(np.unique(one.codes)))
        self.terms = terms
        self.theirs = [one.codes[made.apprentices] for one in terms]
        self.ours = [one.codes[places.member] for one in terms]
        reach = np.zeros(self.people, dtype=np.int64)
        for distance in made.scores.distances:
            reach += distance.most_points(made.apprentices, made.mentors)
        self.reach = reach
        self.base = places.worth.paired - places.extra
        self.named = made.named

    def offers(self) -> Positions:
        """Pairs to begin with: for each set of things in common some places, going round; people in
        the order of each number, too.
        """
        keys, made = [], self.places.market
        orders = [
            (np.arange(self.people), np.lexsort((np.arange(self.offered), self.places.extra)))
        ]
        for distance in made.scores.distances:
            values = distance.values
            orders.append(
                (
                    np.argsort(values[made.apprentices], kind="stable"),
                    np.argsort(values[self.places.member], kind="stable"),
                )
            )
        for chosen in self._sets():
            cells = [(self.theirs[number], self.ours[number]) for number in chosen]
            theirs, ours, cell_count = _joint(cells, self.people, self.offered)
            is_all = len(chosen) == len(self.terms)
            for rows, columns in orders if is_all else orders[:1]:
                found = self._round(
                    theirs[rows],
                    ours[columns],
                    columns,
                    cell_count,
                    _OFFERED * (3 if is_all else 1),
                )
                keys.append(rows[found // self.offered] * self.offered + found % self.offered)
        return np.concatenate(keys)

    def _sets(self) -> Iterator[tuple[int, ...]]:
        numbers = range(len(self.terms))
        few = 4
        for size in (
            range(len(self.terms) + 1) if len(self.terms) <= few else (0, 1, len(self.terms))
        ):
            yield from itertools.combinations(numbers, size)

    def _round(
        self, theirs: Positions, ours: Positions, order: Positions, cells: int, count: int
    ) -> Positions:
        """So many places a person, of those in the same cell, one after another going round."""
        by_cell, people = grouped(ours, cells), grouped(theirs, cells)
        size, crowd = np.diff(by_cell.start), np.diff(people.start)
        rows = people.order
        cell = theirs[rows]
        rank = np.arange(len(rows)) - people.start[cell]
        wanted = np.minimum(count, size[cell])
        first = (rank * size[cell]) // np.maximum(crowd[cell], 1)
        row = np.repeat(np.arange(len(rows)), wanted)
        step = np.arange(len(row)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
        place = (first[row] + step) % np.maximum(size[cell[row]], 1)
        found: Positions = (
            rows[row] * self.offered + order[by_cell.order[by_cell.start[cell[row]] + place]]
        )
        return found

    def wanting(
        self, surplus: Points, price: Points, round_number: int
    ) -> tuple[Points, Positions]:
        """What surplus each apprentice would need so that no pair at all is worth more; and pairs
        that want it.

        Pairs are looked at by the first thing that they have in common; those with a price too high
        for what such a pair could be worth at most are passed over, which is what makes this quick.
        """
        needed, more, looked = surplus.copy(), [], 0
        dear = price - self.base
        chance = np.random.default_rng(round_number)
        point, unit = self.places.worth.point, self.places.worth.unit
        for number in range(len(self.terms) + 1):
            theirs, ours = self._cells(number)
            most = (self.reach + self._at_most(number)) // unit * point
            order = np.lexsort((dear, ours))
            order = order[np.searchsorted(ours[order], 0) :]
            cell, cost = ours[order], dear[order]
            start = np.searchsorted(
                cell, np.arange(int(max(theirs.max(initial=-1), cell.max(initial=-1))) + 2)
            )
            rows = np.flatnonzero(theirs >= 0)
            rows = rows[np.diff(start)[theirs[rows]] > 0]
            low, high = start[theirs[rows]], start[theirs[rows] + 1]
            end = _first_not_below(cost, low, high, most[rows] - surplus[rows])
            count = end - low
            looked += int(count.sum())
            if looked > _ROUND:
                some = count > 0
                bound = most[rows[some]] - cost[low[some]]
                needed[rows[some]] = np.maximum(needed[rows[some]], bound)
                count = np.minimum(count, _ADDED)
            for part in _blocks(count):
                row, column = self._pairs(rows[part], order, low[part], count[part])
                right = self._first_in_common(number, row, column)
                row, column = row[right], column[right]
                gain = self.places.rule_value(row, column) - price[column] - surplus[row]
                good = gain > 0
                row, column = row[good], column[good]
                row, column, gain = self._told_apart(row, column, surplus, price)
                np.maximum.at(needed, row, surplus[row] + gain)
                more.append(_some(row, column, gain, chance) @ np.array([self.offered, 1]))
        return needed, np.unique(np.concatenate(more)) if more else np.empty(0, dtype=np.intp)

    def _told_apart(
        self, row: Positions, column: Positions, surplus: Points, price: Points
    ) -> tuple[Positions, Positions, Points]:
        """Pairs that want more when everything that names them is counted, and are allowed."""
        good = self.places.allowed(row, column)
        row, column = row[good], column[good]
        gain = self.places.value(row, column) - price[column] - surplus[row]
        good = gain > 0
        return row[good], column[good], gain[good]

    def _cells(self, number: int) -> tuple[Positions, Positions]:
        """What two must share for the pair to be looked at in a step: the value of a term; in the
        last step nothing.
        """
        if number < len(self.terms):
            return self.theirs[number], self.ours[number]
        return np.zeros(self.people, dtype=np.intp), np.zeros(self.offered, dtype=np.intp)

    def _at_most(self, number: int) -> int:
        """What pairs looked at in a step have at most in points from what they share, or do not."""
        before = sum(max(one.unlike, 0) for one in self.terms[:number])
        here = self.terms[number].alike if number < len(self.terms) else 0
        behind = sum(max(one.alike, one.unlike, 0) for one in self.terms[number + 1 :])
        return before + here + behind

    def _first_in_common(self, number: int, row: Positions, column: Positions) -> NDArray[np.bool_]:
        right = np.ones(len(row), dtype=bool)
        for earlier in range(number):
            theirs, ours = self.theirs[earlier][row], self.ours[earlier][column]
            right &= (theirs != ours) | (theirs < 0)
        return right

    @staticmethod
    def _pairs(
        rows: Positions, order: Positions, low: Positions, count: Positions
    ) -> tuple[Positions, Positions]:
        row = np.repeat(np.arange(len(rows)), count)
        step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return rows[row], order[low[row] + step]


def _first_not_below(cost: Points, low: Positions, high: Positions, limit: Points) -> Positions:
    """Per range of ascending costs, the first that is not below a limit; all ranges searched at
    once.
    """
    low, high = low.copy(), high.copy()
    while (low < high).any():
        middle = (low + high) // 2
        below = (low < high) & (cost[np.minimum(middle, len(cost) - 1)] < limit)
        low, high = np.where(below, middle + 1, low), np.where(below | (low >= high), high, middle)
    return low


def _blocks(count: Positions) -> Iterator[slice]:
    """Rows in runs that together have no more than a block of pairs."""
    if not len(count):
        return
    run = np.cumsum(count)
    first = 0
    while first < len(count):
        before = int(run[first - 1]) if first else 0
        last = max(int(np.searchsorted(run, before + _BLOCK, side="right")), first + 1)
        yield slice(first, last)
        first = last


def _some(
    row: Positions, column: Positions, gain: Points, chance: np.random.Generator
) -> Positions:
    """Of each apprentice's pairs the most wanting, and some at random, so that not everybody is
    offered the same place.
    """
    best = np.lexsort((-gain, row))
    any_order = np.lexsort((chance.random(len(row)), row))
    chosen = [order[_rank(row[order]) < _ADDED // 2] for order in (best, any_order)]
    rows = np.concatenate(chosen)
    return np.stack([row[rows], column[rows]], axis=1)


def _rank(keys: Positions) -> Positions:
    """Of ascending keys, how many equal ones come before each."""
    return np.arange(len(keys)) - np.searchsorted(keys, keys)


def _joint(
    cells: list[tuple[Positions, Positions]], people: int, offered: int
) -> tuple[Positions, Positions, int]:
    """Several cells as one: the same number where all are the same; an empty one is none."""
    theirs, ours = np.zeros(people, dtype=np.intp), np.zeros(offered, dtype=np.intp)
    for one, other in cells:
        both = np.concatenate([theirs, ours]) * (
            int(max(one.max(initial=-1), other.max(initial=-1))) + 2
        )
        both += np.concatenate([one, other]) + 1
        _, code = np.unique(both, return_inverse=True)
        code = np.where(
            np.concatenate([(one < 0) | (theirs < 0), (other < 0) | (ours < 0)]), -1, code
        )
        theirs, ours = code[:people], code[people:]
    return theirs, ours, int(max(theirs.max(initial=-1), ours.max(initial=-1))) + 1


def _unit_of(market: Market) -> int:
    """Thousandths of a point of which all points are multiples."""
    parts = [market.keep_price]
    for one in market.scores.likenesses:
        parts += [one.alike, one.unlike]
    for term in market.scores.terms:
        fine = round(term.weight * FINE)
        parts.append(fine)
        distance = next((one for one in market.scores.distances if one.term is term), None)
        if distance is not None:
            known = distance.values[~np.isnan(distance.values)]
            if (known != np.floor(known)).any() or (
                term.most is not None and term.most != math.floor(term.most)
            ):
                return 1
            if term.weight * FINE != fine:
                return 1
    return math.gcd(*parts) or 1


def _reach(market: Market) -> int:
    """No pair has more points than this, nor fewer than its negative, in thousandths."""
    total = market.keep_price
    for one in market.scores.likenesses:
        total += max(abs(one.alike), abs(one.unlike))
    for distance in market.scores.distances:
        known = distance.values[~np.isnan(distance.values)]
        width = float(known.max() - known.min()) if len(known) else 0.0
        width = width if distance.term.most is None else min(width, distance.term.most)
        total += math.ceil(abs(distance.term.weight) * FINE * width) + 1
    for term in market.scores.terms:
        if term.name in market.scores.measures:
            total += abs(round(term.weight * FINE)) * 2
    return int(total)
