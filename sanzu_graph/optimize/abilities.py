"""Who could do what somebody does in a plan, as far as levers and the policy go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanzu_graph.changes.duties import AssignDuty
from sanzu_graph.changes.members import EditMember
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.roles import AppointLeader
from sanzu_graph.optimize.people import NOWHERE
from sanzu_graph.optimize.problem import Problem

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change

Changes = tuple["Change", ...]


def could(problem: Problem, position: Mapping[str, int], person: int, mine: Changes) -> bool:
    """Whether somebody could make all these changes in the place of who makes them; `position`:
    unit id → its position.
    """
    return all(_could_do(problem, position, person, change, mine) for change in mine)


def layer_of(problem: Problem, unit: int) -> int | None:
    """The number of the group layer of a unit; None: a base unit."""
    return next((layer.number for layer in problem.layers if unit in layer.units), None)


def _could_do(
    problem: Problem, position: Mapping[str, int], person: int, change: Change, mine: Changes
) -> bool:
    unit = position.get(_goal_of(change), NOWHERE)
    if person in problem.barred.get(unit, ()):
        return False
    number = layer_of(problem, unit)
    if isinstance(change, MoveMember):
        return (
            _could_move(problem, person, unit)
            if number is None
            else _could_regroup(problem, person, unit, number)
        )
    if isinstance(change, JoinUnit):
        return number is not None and _could_join(
            problem, person, unit, number, admits=any(isinstance(one, EditMember) for one in mine)
        )
    if isinstance(change, AppointLeader):
        comes = any(_goal_of(one) == change.unit for one in mine if one is not change)
        return number is not None and _could_lead(problem, person, unit, number, comes=comes)
    if isinstance(change, AssignDuty):
        leads = any(isinstance(one, AppointLeader) for one in mine) or _leads_beside(
            problem, person, unit, change.duty
        )
        return leads and unit not in problem.people.home.of(person) and problem.room(person) > 0
    return True


def _goal_of(change: Change) -> str:
    """The unit that a change brings somebody to."""
    return str(getattr(change, "target", getattr(change, "unit", "")))


def _could_move(problem: Problem, person: int, unit: int) -> bool:
    home = problem.people.home
    if not problem.people.moves[person] or unit in home.of(person):
        return False
    return unit in problem.home_gates.beside(int(home.unit[person]))


def _could_regroup(problem: Problem, person: int, unit: int, number: int) -> bool:
    """Also if the person is there already."""
    here = problem.people.groups[number]
    if unit in here.of(person):
        return True
    return bool(problem.people.freedom[number].leaves[person]) and unit in problem.layers[
        number
    ].gates.beside(int(here.unit[person]))


def _could_join(problem: Problem, person: int, unit: int, number: int, *, admits: bool) -> bool:
    free, homes, gates = (
        problem.people.freedom[number],
        problem.people.home.of(person),
        problem.layers[number].gates,
    )
    beside = gates.beside(homes[0]) if homes else gates.by_key.get(0, ())
    return bool((free.admits if admits else free.joins)[person]) and unit in beside


def _could_lead(problem: Problem, person: int, unit: int, number: int, *, comes: bool) -> bool:
    here = problem.people.groups[number]
    if not comes and unit not in here.of(person):
        return False
    return bool(problem.people.freedom[number].leads[person]) and person not in here.leaders.get(
        unit, ()
    )


def _leads_beside(problem: Problem, person: int, unit: int, duty: str) -> bool:
    """Whether somebody leads a group from which a leader could take that duty for a base unit."""
    for layer, here in zip(problem.layers, problem.people.groups, strict=True):
        key = layer.gates.key
        if layer.duty == duty and any(
            person in here.leaders.get(group, ()) and key[group] == key[unit]
            for group in here.of(person)
        ):
            return True
    return False
