"""What a plan looks like from afar: which groups change, and which base units somebody comes to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.seat_layers import BASE


@dataclass(frozen=True)
class Signature:
    """How a plan looks.

    Attributes
    ----------
    groups : the groups that change, of those that are counted
    filled : the base units that somebody comes to
    """

    groups: frozenset[int]
    filled: frozenset[int]

    def within(self, part: Part) -> Signature:
        """Of one part."""
        return Signature(self.groups & set(part.units), self.filled & set(part.units))

    def holds(self, other: Signature, *, filled: bool) -> bool:
        """Whether it has all of another's groups, and (`filled`) all of its base units."""
        return self.groups >= other.groups and (not filled or self.filled >= other.filled)

    def __or__(self, other: Signature) -> Signature:
        return Signature(self.groups | other.groups, self.filled | other.filled)


def signature(problem: Problem, end: End) -> Signature:
    """The signature of how a plan leaves things."""
    base = set(problem.base.units.tolist())
    gained = [*end.moved.values(), *(unit for _, unit in end.entered)]
    return Signature(changed_groups(problem, end), frozenset(gained) & base)


def changed_groups(problem: Problem, end: End) -> frozenset[int]:
    """The groups that change, of the layers that count."""
    counted = set(problem.counted)
    differing, into = end.people(), end.into
    seats = {member: end.seats(problem, member) for member in differing}
    touched: set[int] = set()
    for member in differing:
        touched |= seats[member] | {
            unit for layer in problem.groups for unit in layer.seats.of(member)
        }
    groups: set[int] = set()
    for layer in problem.groups:
        if layer.number not in counted:
            continue
        for group, reach in layer.reach.items():
            if not reach.isdisjoint(into):
                groups.add(group)
        for group in layer.units.tolist():
            if group in end.leaders or (
                group in touched and _differs(problem, layer.number, group, seats, into)
            ):
                groups.add(group)
    return frozenset(groups)


def _differs(
    problem: Problem,
    number: int,
    group: int,
    seats: dict[int, frozenset[int]],
    into: dict[int, int],
) -> bool:
    """Whether the members of a group differ, or the base units in which they sit."""
    layer, base = problem.layers[number], problem.base
    before = set(np.flatnonzero(layer.seats.unit == group).tolist())
    before |= {member for member, units in layer.seats.several.items() if group in units}
    after = {member for member in before if member not in seats or group in seats[member]}
    after |= {member for member, units in seats.items() if group in units}
    if before != after:
        return True
    homes: set[int] = set()
    for member in after:
        units = seats.get(member)
        if units is None:
            homes |= {into.get(unit, unit) for unit in base.seats.of(member)}
        else:
            homes |= {unit for unit in units if problem.layer_of.get(unit) == BASE}
    return homes != layer.reach.get(group, frozenset())
