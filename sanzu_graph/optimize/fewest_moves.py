"""The fewest moves, known without a solver, where each part has one thing to mend.

People move within a key. A base unit that lacks people of one kind gains them from others of its
key. These have more than they need. So no model is needed: units that are short, and people who may
leave others, are counted. The plan leaves every other demand as it is. Where it comes to what no
plan beats, it is proven. Any other part is left to its model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.part_solving import PartAnswer, today_of
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import (
    IMBALANCE,
    MISSING,
    MOVE,
    PEOPLE,
    PER_BASE_UNIT,
    PRICE,
    UNMET,
)
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.solving.statuses import OPTIMAL

#: Goals about demands, which come first; and goals that grow with the people moved, or stay.
_DEMANDS, _OTHERS = (UNMET, MISSING), (PEOPLE, PRICE, IMBALANCE)
#: In place of the number of a demand: nothing is short.
_NOTHING = -1


def fewest_moves(problem: Problem, pieces: Sequence[Part]) -> dict[int, PartAnswer]:
    """Number of a part → its best plan; parts that need a model are left out.

    Parameters
    ----------
    problem
        What is asked. There are answers only where moves are the only lever and unmet demands come
        first. No rule of the caller may tie people.
    pieces
        The parts; none of them has a limit of its own.

    Notes
    -----
    A part is answered where one demand alone is short in its open units, and nothing is over. Of a
    key, let the units be short of *s* people in all. Let the others have at most *f* people who
    count, may go, and are more than the unit needs. Nothing demanded gets worse. So a unit that is
    short loses nobody on balance, and no other unit goes below its need. Thus at most min(*s*, *f*)
    places are filled, and each takes one person. The plan fills just these.
    """
    return {} if not _is_about_moves(problem) else dict(_MovesAlone(problem, pieces).answers())


def _is_about_moves(problem: Problem) -> bool:
    """Whether only moves, and how many people count where, matter to the whole question."""
    ask, goals = problem.ask, problem.ask.goals
    leading = [name for name in goals if name in _DEMANDS]
    return (
        set(ask.levers) == {MOVE}
        and UNMET in leading
        and list(goals[: len(leading)]) == leading
        and set(goals[len(leading) :]) <= {*_OTHERS}
        and not (problem.together or problem.apart or problem.targets or problem.barred)
        and not any((*problem.own_prices.values(), *problem.own_limits.values()))
        and not (problem.spare or problem.nested or ask.keep_headcounts)
        and all(layer.most_base_units is None for layer in problem.layers)
        and all(demand.is_plain for demand in problem.demands)
    )


class _MovesAlone:
    """The parts of a question about moves, all at once: arrays over units and members."""

    def __init__(self, problem: Problem, pieces: Sequence[Part]) -> None:
        self.problem, self.pieces, self.base = problem, pieces, problem.base
        self.home, self.goes = self.base.seats.unit, problem.cells.freedom[BASE].goes
        #: The part of every unit; the number behind the last one stands for no part.
        self.part = np.full(len(problem.site), len(pieces), dtype=np.intp)
        for place, piece in enumerate(pieces):
            self.part[list(piece.units)] = place
        self.demands = {
            number: demand
            for number, demand in enumerate(problem.demands)
            if demand.layer == self.base.name
        }
        #: Part → whether it is left to its model.
        self.is_left = np.arange(len(pieces) + 1) == len(pieces)

    def answers(self) -> Iterator[tuple[int, PartAnswer]]:
        """The parts with their plans."""
        self._leave_seats_and_duties()
        short = self._what_is_short()
        moved: dict[int, dict[tuple[int, int], int]] = {}
        for number in set(short.tolist()) - {_NOTHING}:
            for member, unit in self._moves(number, short == number):
                home = int(self.home[member])
                moved.setdefault(int(self.part[unit]), {})[member, home] = unit
        for place, piece in enumerate(self.pieces):
            if not self.is_left[place]:
                yield piece.number, self._answer(piece, int(short[place]), moved.get(place, {}))

    def _leave_seats_and_duties(self) -> None:
        """Those who go from one of several seats, and those who count by a duty, need a model."""
        for member, units in self.base.seats.several.items():
            if self.goes[member]:
                self.is_left[self.part[list(units)]] = True
        for demand in self.demands.values():
            self.is_left[self.part[list(demand.holders)]] = True

    def _what_is_short(self) -> Positions:
        """Part → the one demand that is short in its open units; the others are left."""
        parts = len(self.is_left)
        short, several = np.full(parts, _NOTHING), np.zeros(parts, dtype=np.intp)
        for number, demand in self.demands.items():
            lacks = demand.repaired[0] & (demand.short > 0) & self.base.open
            exceeds = demand.repaired[1] & (demand.over > 0) & self.base.open
            self.is_left[self.part[exceeds]] = True
            here = np.bincount(self.part[lacks], minlength=parts) > 0
            short[here] = number
            several += here
        self.is_left |= several > 1
        return short

    def _moves(self, number: int, here: Mask) -> Iterator[tuple[int, int]]:
        """(Member, unit to which the member goes), in the parts where a demand is short.

        A part is left where the plan does not come to what no plan beats.
        """
        demand = self.problem.demands[number]
        asked = (here & ~self.is_left)[self.part]
        counts = (self._bits >> number & 1).astype(bool) & self.goes & (self.home >= 0)
        people = np.flatnonzero(counts)
        people = people[asked[self.home[people]]]
        units = np.flatnonzero(asked & self.base.open)
        _, hub = np.unique(
            np.stack([self.part[units], self.base.key[units]]), axis=1, return_inverse=True
        )
        hub_of = np.zeros(len(self.part), dtype=np.intp)
        hub_of[units] = hub
        spare = np.maximum(0, demand.today - (demand.least or 0))
        spare = np.minimum(spare, np.bincount(self.home[people], minlength=len(spare)))
        leaving = self._leaving(number, spare)
        entering = self._entering(demand.short)
        most, planned = (
            np.minimum(*(np.bincount(hub, some[units]).astype(np.intp) for some in pair))
            for pair in ((demand.short, spare), (entering, leaving))
        )
        self.is_left[self.part[units[(planned < most)[hub]]]] = True
        places = np.repeat(units, entering[units])
        places = places[np.argsort(hub_of[places], kind="stable")]
        places = places[_place_within(hub_of[places]) < planned[hub_of[places]]]
        people = people[np.lexsort((self.problem.rank[people], self.home[people]))]
        people = people[_place_within(self.home[people]) < leaving[self.home[people]]]
        people = people[np.lexsort((self.problem.rank[people], hub_of[self.home[people]]))]
        group = hub_of[self.home[people]]
        people = people[_place_within(group) < planned[group]]
        return zip(people.tolist(), places.tolist(), strict=True)

    def _leaving(self, number: int, spare: Positions) -> Positions:
        """Unit → how many may leave it, so that no other demand gets worse and somebody stays."""
        leaving = np.minimum(spare, np.maximum(0, self.base.seats.people - 1))
        for other, demand in self.demands.items():
            if other != number and demand.least:
                leaving = np.minimum(leaving, np.maximum(0, demand.today - demand.least))
        return leaving

    def _entering(self, short: Positions) -> Positions:
        """Unit → how many of those whom it lacks may come, so that no demand gets worse.

        Nobody comes to an empty unit of a layer that is led: it would want a leader.
        """
        entering = short.copy()
        if self.base.led is not None:
            entering[self.base.seats.people == 0] = 0
        for demand in self.demands.values():
            if demand.most is not None:
                entering = np.minimum(entering, np.maximum(0, demand.most - demand.today))
        return entering

    @property
    def _bits(self) -> Positions:
        belonging, willing = self.problem.cells.bits
        return belonging & willing

    def _answer(self, piece: Part, number: int, moved: Mapping[tuple[int, int], int]) -> PartAnswer:
        values, many = today_of(self.problem, piece), len(moved)
        price = self.problem.ask.levers[MOVE] * many
        used = {PEOPLE: many, PRICE: price}
        gains = {name: many for name in (UNMET, MISSING) if self._counts(number, name)}
        values = {
            name: used.get(name, value - gains.get(name, 0)) for name, value in values.items()
        }
        end = End(moved=dict(moved))
        return PartAnswer(
            piece.number, OPTIMAL, values, values, end, {"groups": 0, "merges": 0, **used}
        )

    def _counts(self, number: int, goal: str) -> bool:
        """Whether what is short counts in a goal."""
        return number != _NOTHING and (
            goal == UNMET or self.problem.demands[number].kinds[0] == PER_BASE_UNIT
        )


def _place_within(group: Positions) -> Positions:
    """The place of each entry among those of its group; entries of a group stand together."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    return np.arange(len(group)) - np.repeat(first, np.diff(first, append=len(group)))
