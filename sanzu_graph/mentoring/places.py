"""The places that mentors offer, and what each is worth to whom, in one whole number."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.mentoring.scores import FINE

if TYPE_CHECKING:
    from sanzu_graph.mentoring.market import Market
    from sanzu_graph.mentoring.scores import Points
    from sanzu_graph.model.grouping import Positions

#: What is made large: the points, or first of all how many are paired.
BEST, MOST = "best", "most"
#: Beyond this a float is not every whole number, and the solvers count in floats.
_EXACT = 2**52


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
        market, people = self.market, len(self.market.apprentices)
        room = np.minimum(market.room, min(self.most, people))
        self.mentor = np.repeat(np.arange(len(room)), room)
        rank = np.arange(len(self.mentor)) - np.repeat(np.cumsum(room) - room, room)
        # The k-th apprentice adds 2k − 1 to the square of the load; last of all, each of today's
        # pairs that stays counts one.
        width = len(market.today) + 1
        self.extra = (2 * (market.load[self.mentor] + rank) + 1).astype(np.int64) * width
        spread = int(np.sort(self.extra)[::-1][:people].sum()) + width
        unit, reach = _unit_of(market), _reach(market)
        evens = self._largest(unit, reach, spread) < _EXACT
        if not evens:
            self.extra, spread = np.zeros_like(self.extra), width
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
        mentor, other = self.member[place], self.market.apprentices[apprentice]
        value = self._worth(self.market.points(mentor, other), place)
        if len(self.market.today):
            value += self.market.is_in(self.market.today, mentor, other)
        return value

    def matrix(self, apprentices: Positions) -> NDArray[np.float64]:
        """What some apprentices × all places are worth; a pair that is not allowed is worth nothing
        or less. A mentor of several places is looked at once.
        """
        market = self.market
        times = np.bincount(self.mentor, minlength=len(market.mentors))
        mentor, other = market.mentors[times > 0], market.apprentices[apprentices][:, None]
        worth: NDArray[np.float64] = market.points(mentor, other) / self.worth.unit
        worth *= self.worth.point
        worth += self.worth.paired
        if len(market.today):
            worth += market.is_in(market.today, mentor, other)
        worth[~market.allowed(mentor, other)] = 0
        if len(mentor) < len(self.mentor):
            worth = np.repeat(worth, times[times > 0], axis=1)
        worth -= self.extra
        return worth

    def allowed(self, apprentice: Positions, place: Positions) -> NDArray[np.bool_]:
        """Which pairs may be made."""
        return self.market.allowed(self.member[place], self.market.apprentices[apprentice])

    def points(self, value: int, paired: int) -> int:
        """About how many points the one whole number stands for, if `paired` are paired."""
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
        values: Points = points // self.worth.unit * self.worth.point + (
            self.worth.paired - self.extra[place]
        )
        return values


def assigned(
    places: Places,
    matching: Positions,
    surplus: Points,
    price: Points,
    value_and_bound: tuple[int, int],
    looked: int,
    stopped: str = "",
) -> Assigned:
    """The pairs of a matching with its proof: per apprentice the place (-1: none) and the surplus,
    per place the price.
    """
    rows = np.flatnonzero(matching >= 0)
    value, bound = value_and_bound
    per_mentor = np.full(len(places.market.mentors), np.iinfo(np.int64).max)
    np.minimum.at(per_mentor, places.mentor, price)
    per_mentor[per_mentor == np.iinfo(np.int64).max] = 0
    return Assigned(
        places.mentor[matching[rows]],
        rows,
        value,
        max(bound, value),
        surplus,
        per_mentor,
        places.worth,
        looked,
        stopped,
    )


def _unit_of(market: Market) -> int:
    """Thousandths of a point of which all points are multiples."""
    parts = [market.keep_price]
    for likeness in market.scores.likenesses:
        parts += [likeness.alike, likeness.unlike]
    for term in market.scores.terms:
        fine = round(term.weight * FINE)
        parts.append(fine)
        distance = next(
            (distance for distance in market.scores.distances if distance.term is term), None
        )
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
    for likeness in market.scores.likenesses:
        total += max(abs(likeness.alike), abs(likeness.unlike))
    for distance in market.scores.distances:
        known = distance.values[~np.isnan(distance.values)]
        width = float(known.max() - known.min()) if len(known) else 0.0
        width = width if distance.term.most is None else min(width, distance.term.most)
        total += math.ceil(abs(distance.term.weight) * FINE * width) + 1
    for term in market.scores.terms:
        if term.name in market.scores.measures:
            total += abs(round(term.weight * FINE)) * 2
    return int(total)
