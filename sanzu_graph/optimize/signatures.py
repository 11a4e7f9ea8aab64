"""What a plan looks like from afar: which groups change, and which base units somebody comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.parts import Part
from sanzu_graph.optimize.problem import Problem


@dataclass(frozen=True)
class Signature:
    """The groups changed (of those counted), and the base units that somebody is moved to; as
    positions.
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
    groups = frozenset(
        group
        for number in problem.counted
        for group in _touched(problem, end, number)
        if _differs(problem, end, number, group)
    )
    return Signature(groups, frozenset(end.home.values()))


def _touched(problem: Problem, end: End, number: int) -> set[int]:
    """Groups of a layer that may differ."""
    here = problem.people.groups[number]
    found = {group for person in end.home for group in here.of(person)}
    for (layer, person), unit in end.group.items():
        if layer == number:
            found |= {unit, *here.of(person)}
    gone = {unit for _, unit in end.merges}
    for group, units in problem.layers[number].reach.today.items():
        if group in end.leaders or (gone and gone & units):
            found.add(group)
    return found | {
        group for group in end.leaders if group in set(problem.layers[number].units.tolist())
    }


def _differs(problem: Problem, end: End, number: int, group: int) -> bool:
    here, into = problem.people.groups[number], {gone: kept for kept, gone in end.merges}
    if group in end.leaders and set(end.leaders[group]) != set(here.leaders.get(group, ())):
        return True
    before = set(_members(problem, number, group))
    after = {person for person in before if (number, person) not in end.group}
    after |= {
        person for (layer, person), unit in end.group.items() if layer == number and unit == group
    }
    homes = {
        into.get(unit, unit)
        for person in after
        for unit in ([end.home[person]] if person in end.home else problem.people.home.of(person))
    }
    return before != after or homes != problem.layers[number].reach.today.get(group, frozenset())


def _members(problem: Problem, number: int, group: int) -> Iterator[int]:
    here = problem.people.groups[number]
    yield from np.flatnonzero(here.unit == group).tolist()
    yield from (person for person, units in here.several.items() if group in units)
