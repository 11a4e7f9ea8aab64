"""`PairSearch`: pairs worth looking at, found by what people have in common."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.mentoring.places import Places
from sanzu_graph.model.grouping import distinct, grouped

if TYPE_CHECKING:
    from sanzu_graph.mentoring.scores import Points
    from sanzu_graph.model.grouping import Positions

#: Places that each apprentice is offered at first for each set of things in common, and added in
#: each round.
OFFERED, ADDED = 5, 8
#: How many pairs are looked at in one go, and in one round. Others are bounded, not looked at.
_BLOCK, _ROUND = 2_000_000, 600_000_000


class PairSearch:
    """Looks for pairs by what people have in common: a cell here is a value of a term, such as a
    site.
    """

    def __init__(self, places: Places) -> None:
        self.places, market = places, places.market
        self.people, self.offered = len(market.apprentices), len(places.mentor)
        terms = [
            likeness for likeness in market.scores.likenesses if likeness.alike != likeness.unlike
        ]
        terms.sort(key=lambda likeness: -len(np.unique(likeness.codes)))
        self.terms = terms
        self.theirs = [likeness.codes[market.apprentices] for likeness in terms]
        self.ours = [likeness.codes[places.member] for likeness in terms]
        reach = np.zeros(self.people, dtype=np.int64)
        for distance in market.scores.distances:
            reach += distance.most_points(market.apprentices, market.mentors)
        self.reach = reach
        self.base = places.worth.paired - places.extra
        self.named = market.named

    def offers(self) -> Positions:
        """Pairs to begin with: for each set of things in common some places, going round; people in
        the order of each number, too.
        """
        keys, market = [], self.places.market
        orders = [
            (np.arange(self.people), np.lexsort((np.arange(self.offered), self.places.extra)))
        ]
        for distance in market.scores.distances:
            values = distance.values
            orders.append(
                (
                    np.argsort(values[market.apprentices], kind="stable"),
                    np.argsort(values[self.places.member], kind="stable"),
                )
            )
        for chosen in self._sets():
            cells = [(self.theirs[number], self.ours[number]) for number in chosen]
            theirs, ours, cell_count = _joint(cells, self.people, self.offered)
            is_all = len(chosen) == len(self.terms)
            for rows, columns in orders if is_all else orders[:1]:
                pairs = self._round(
                    theirs[rows],
                    ours[columns],
                    columns,
                    cell_count,
                    OFFERED * (3 if is_all else 1),
                )
                keys.append(rows[pairs // self.offered] * self.offered + pairs % self.offered)
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
        """For each person `count` places of the same cell, taken in turn."""
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
        values: Positions = (
            rows[row] * self.offered + order[by_cell.order[by_cell.start[cell[row]] + place]]
        )
        return values

    def wanting(
        self, surplus: Points, price: Points, round_number: int
    ) -> tuple[Points, Positions]:
        """The surplus that each apprentice would need so that no pair at all is worth more.

        Also the pairs that want it. Pairs are looked at by the first thing that they have in
        common. Such a pair is worth something at most. A place whose price is too high for that is
        passed over. This makes the search quick.
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
                count = np.minimum(count, ADDED)
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
        return needed, distinct(np.concatenate(more)) if more else np.empty(0, dtype=np.intp)

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
        before = sum(max(likeness.unlike, 0) for likeness in self.terms[:number])
        here = self.terms[number].alike if number < len(self.terms) else 0
        behind = sum(
            max(likeness.alike, likeness.unlike, 0) for likeness in self.terms[number + 1 :]
        )
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
    chosen = [order[_rank(row[order]) < ADDED // 2] for order in (best, any_order)]
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
    for left, right in cells:
        both = np.concatenate([theirs, ours]) * (
            int(max(left.max(initial=-1), right.max(initial=-1))) + 2
        )
        both += np.concatenate([left, right]) + 1
        _, code = np.unique(both, return_inverse=True)
        code = np.where(
            np.concatenate([(left < 0) | (theirs < 0), (right < 0) | (ours < 0)]), -1, code
        )
        theirs, ours = code[:people], code[people:]
    return theirs, ours, int(max(theirs.max(initial=-1), ours.max(initial=-1))) + 1


def named_pairs(places: Places) -> Positions:
    """The pairs that something names, with every place of the mentor."""
    market, total = places.market, max(places.market.members, 1)
    key = market.named
    mentor, apprentice = (
        _numbers(market.mentors, key // total, total),
        _numbers(market.apprentices, key % total, total),
    )
    right = (mentor >= 0) & (apprentice >= 0)
    by_mentor = grouped(places.mentor, len(market.mentors))
    rows, which = by_mentor.rows_of(mentor[right])
    return apprentice[right][which] * len(places.mentor) + rows


def _numbers(chosen: Positions, members: Positions, total: int) -> Positions:
    """Members as numbers in a list; -1 where they are not in it."""
    number = np.full(total, -1, dtype=np.intp)
    number[chosen] = np.arange(len(chosen))
    return number[members]
