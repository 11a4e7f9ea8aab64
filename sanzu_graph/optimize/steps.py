"""The end of a plan as changes: ids in, in an order in which each can be made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.problem import Problem

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org


def changes(problem: Problem, end: End) -> tuple[Change, ...]:
    """Moves, then joins and admissions, leaders, duties, mergers; each by id."""
    return tuple(_changes(problem, end))


def _changes(problem: Problem, end: End) -> Iterator[Change]:
    from sanzu_graph.changes.duties import AssignDuty
    from sanzu_graph.changes.members import EditMember
    from sanzu_graph.changes.memberships import JoinUnit, MoveMember
    from sanzu_graph.changes.merging import MergeUnits

    members, units = (
        ids.tolist() for ids in (problem.org.encoding.members, problem.org.encoding.units)
    )
    folk = problem.people
    for person, unit in sorted(end.home.items(), key=lambda item: str(members[item[0]])):
        yield MoveMember(members[person], units[int(folk.home.unit[person])], units[unit])
    for (layer, person), unit in sorted(
        end.group.items(), key=lambda item: (item[0][0], str(members[item[0][1]]))
    ):
        before = folk.groups[layer].of(person)
        if before:
            yield MoveMember(members[person], units[before[0]], units[unit])
            continue
        cells = problem.policy.layer(problem.layers[layer].name).admission
        if end.admitted.get(person) == layer and cells:
            yield EditMember(members[person], dict(cells))
        yield JoinUnit(members[person], units[unit])
    yield from _leaders(problem, end, members, units)
    for layer, person, unit in sorted(end.liaisons, key=lambda item: str(units[item[2]])):
        yield AssignDuty(members[person], units[unit], problem.layers[layer].duty)
    for kept, gone in sorted(end.merges, key=lambda pair: str(units[pair[1]])):
        yield MergeUnits(units[gone], units[kept])


def _leaders(problem: Problem, end: End, members: list[str], units: list[str]) -> Iterator[Change]:
    from sanzu_graph.changes.roles import AppointLeader, RelieveLeader

    number_of = {unit: layer.number for layer in problem.layers for unit in layer.units.tolist()}
    for group, leaders in sorted(end.leaders.items(), key=lambda item: str(units[item[0]])):
        layer = number_of[group]
        sitting = problem.people.groups[layer].leaders.get(group, ())
        staying = [person for person in sitting if (layer, person) not in end.group]
        new = [person for person in leaders if person not in sitting]
        kept = [person for person in leaders if person in sitting]
        for person in new:
            yield AppointLeader(members[person], units[group], joint=bool(kept))
        for person in staying:
            if person not in kept and (
                kept or not new
            ):  # an appointment that is not joint relieves them all
                yield RelieveLeader(members[person], units[group])


def applied(problem: Problem, made: tuple[Change, ...]) -> Org:
    """The organisation with all changes made, in one go, on the problem's day."""
    from sanzu_graph.model.drafts import Draft

    draft = Draft(problem.whole, on=problem.on)
    for change in made:
        change.make(draft)
    return problem.whole.edited(draft.edit())
