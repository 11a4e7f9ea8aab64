"""From the counts of a plan to people: who goes where in the end.

The same plan always gives the same people. Hubs forget who came from where: so the end is checked
for what they forgot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sanzu_graph.optimize.appointing import new_leaders
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import sitting
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.solving.models import Vector
from sanzu_graph.solving.sums import Sum


@dataclass(frozen=True)
class Breach:
    """What the hubs forgot and should not have.

    Attributes
    ----------
    groups : groups that reach too many base units
    cells : cells whose people must be told apart
    """

    groups: frozenset[int] = frozenset()
    cells: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.groups or self.cells)


NO_BREACH = Breach()


def value(plan: Vector, some: Sum) -> int:
    """What a sum comes to in a plan."""
    return some.constant + sum(times * int(plan[column]) for column, times in some.terms)


def decode(model: PartModel, plan: Vector) -> tuple[End, Breach]:
    """Who goes where, in the order of people within their cells.

    The breach is what of it breaks a bound: there the model must look closer.
    """
    end = End()
    end.merges = sorted(pair for pair, column in model.merge.items() if plan[column])
    for person in model.persons.values():
        _seats_of(model, plan, person, end)
    leaving: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    entering: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for cell in model.cells:
        if any(plan[step.column] for step in model.steps_of.get(cell.number, [])):
            _hand_out(model, plan, cell, end, leaving, entering)
    for hub in model.hubs.values():
        if hub.layer != BASE:
            _enter_groups(hub, plan, entering[id(hub)], end)
    reach = _Reach(model, end, {person for some in leaving.values() for person, _ in some})
    for hub in model.hubs.values():
        if hub.layer == BASE:
            _enter_homes(hub, plan, leaving[id(hub)], end, reach)
    unfilled = _leaders(model, plan, end)
    end.liaisons = sorted(
        (member, unit, duty)
        for (_, member, duty, unit), column in model.attached.items()
        if plan[column]
    )
    crowded = _more_people_than_counted(model, plan, end)
    return end, Breach(_scattered(model, end), unfilled | crowded)


def _seats_of(model: PartModel, plan: Vector, person: Person, end: End) -> None:
    """The seats of somebody told apart: within a key, those left go to those gained."""
    member = person.number
    for layer in model.problem.layers:
        seats = person.seats[layer.number]
        left: dict[int, list[int]] = defaultdict(list)
        for unit in sorted(seats):
            if not value(plan, person.inside[unit]):
                left[int(layer.key[unit])].append(unit)
        for unit, inside in sorted(person.gained.items()):
            if model.problem.layer_of[unit] != layer.number or not value(plan, inside):
                continue
            key = int(layer.key[unit])
            if left[key]:
                end.moved[member, left[key].pop(0)] = unit
            else:
                end.entered.add((member, unit))
                if layer.number in person.admitted:
                    end.admitted.add((member, layer.number))


def _hand_out(
    model: PartModel,
    plan: Vector,
    cell: Cell,
    end: End,
    leaving: dict[int, list[tuple[int, Cell]]],
    entering: dict[int, list[tuple[int, Cell]]],
) -> None:
    """Who of a cell takes which step."""
    pool = list(cell.people)
    steps = [step for step in model.steps_of[cell.number] for _ in range(int(plan[step.column]))]
    may_leave: dict[int, list[int]] = defaultdict(list)
    for step in steps:
        if step.home is not None:
            person = pool.pop(0)
            leaving[id(step.home)].append((person, cell))
            _enter(step, person, cell, end, entering)
            for layer, (tag, _) in enumerate(step.tags):
                if tag == "*" and cell.seats[layer] >= 0:
                    may_leave[layer].append(person)
    taken: Counter[int] = Counter()
    for step in steps:
        if step.home is None:
            (layer,) = step.enters
            if may_leave[layer] and isinstance(step.enters[layer], Hub):
                person = may_leave[layer].pop(0)
            else:  # those who keep the base unit are shared by the layers
                person = pool[taken[layer]]
                taken[layer] += 1
            _enter(step, person, cell, end, entering)


def _enter(
    step: Step, person: int, cell: Cell, end: End, entering: dict[int, list[tuple[int, Cell]]]
) -> None:
    for layer, into in step.enters.items():
        if isinstance(into, Hub):
            entering[id(into)].append((person, cell))
        else:
            _comes(end, person, cell, layer, into)


def _comes(end: End, person: int, cell: Cell, layer: int, unit: int) -> None:
    """Somebody comes to a unit: by a seat that goes there, or by a first one."""
    here = cell.seats[layer]
    if here >= 0:
        if here != unit:
            end.moved[person, here] = unit
    else:
        end.entered.add((person, unit))


def _slots(hub: Hub, plan: Vector) -> list[int]:
    return [unit for unit in sorted(hub.exits) for _ in range(int(plan[hub.exits[unit]]))]


def _enter_groups(hub: Hub, plan: Vector, people: list[tuple[int, Cell]], end: End) -> None:
    slots = _slots(hub, plan)
    for person, cell in sorted(people, key=lambda pair: pair[0]):
        here = cell.seats[hub.layer]
        unit = next((unit for unit in slots if unit != here), slots[0])
        slots.remove(unit)
        _comes(end, person, cell, hub.layer, unit)


class _Reach:
    """Which base units each bounded group is in, while people are being placed."""

    def __init__(self, model: PartModel, end: End, movers: set[int]) -> None:
        self.model, self.end = model, end
        self.merged = end.into
        self.bounded = {
            layer.number for layer in model.problem.groups if layer.most_base_units is not None
        }
        self.count: dict[int, Counter[int]] = defaultdict(Counter)
        for cell in model.cells if self.bounded else ():
            for person in cell.people:
                if person not in movers and cell.seats[BASE] >= 0:
                    self.add(person, cell.seats[BASE])
        for member in model.persons if self.bounded else ():
            seats = end.seats(model.problem, member)
            for unit in seats:
                if model.problem.layer_of[unit] == BASE:
                    self._add(seats, unit)

    def groups(self, person: int) -> list[int]:
        """The bounded groups in which somebody sits in the end."""
        return [
            unit for unit in self.end.seats(self.model.problem, person) if self._is_bounded(unit)
        ]

    def _is_bounded(self, unit: int) -> bool:
        return self.model.problem.layer_of[unit] in self.bounded

    def add(self, person: int, unit: int) -> None:
        """Note that somebody sits in a base unit."""
        self._add(self.groups(person), unit)

    def _add(self, units: Iterable[int], unit: int) -> None:
        for group in units:
            if self._is_bounded(group):
                self.count[group][self.merged.get(unit, unit)] += 1

    def cost(self, person: int, unit: int) -> int:
        """How many groups somebody would bring to a base unit too many."""
        cost = 0
        for group in self.groups(person):
            layer = self.model.problem.layers[self.model.problem.layer_of[group]]
            here = self.count[group]
            cost += (
                layer.most_base_units is not None
                and self.merged.get(unit, unit) not in here
                and len(here) >= layer.most_base_units
            )
        return cost


def _enter_homes(
    hub: Hub, plan: Vector, people: list[tuple[int, Cell]], end: End, reach: _Reach
) -> None:
    slots = _slots(hub, plan)
    for person, cell in sorted(people, key=lambda pair: pair[0]):
        here = cell.seats[BASE]
        unit = min(
            dict.fromkeys(slots),
            key=lambda unit: (unit == here, reach.cost(person, unit), unit),
        )
        slots.remove(unit)
        reach.add(person, unit)
        _comes(end, person, cell, BASE, unit)


def _scattered(model: PartModel, end: End) -> frozenset[int]:
    """Groups that are not followed and reach more base units than they may."""
    problem = model.problem
    bounded = {layer.number for layer in problem.groups if layer.most_base_units is not None}
    if not bounded or not (end.moved or end.entered):
        return frozenset()
    touched = {
        unit
        for member in end.people()
        for unit in end.seats(problem, member)
        if problem.layer_of[unit] in bounded and unit not in model.followed
    }
    if not touched:
        return frozenset()
    reach: dict[int, set[int]] = defaultdict(set)
    into = end.into
    differing = end.people()
    for _, seats in _everybody(model, end, differing, into):
        homes = [unit for unit in seats if problem.layer_of.get(unit) == BASE]
        for unit in seats:
            if unit in touched:
                reach[unit].update(homes)
    return frozenset(
        unit
        for unit, homes in reach.items()
        if len(homes) > (problem.layers[problem.layer_of[unit]].most_base_units or 0)
    )


def _everybody(
    model: PartModel, end: End, differing: set[int], into: dict[int, int]
) -> list[tuple[int, frozenset[int]]]:
    """Everybody of the part, with the units where they sit in the end."""
    seats: list[tuple[int, frozenset[int]]] = []
    for cell in model.cells:
        plain = frozenset(into.get(unit, unit) for unit in cell.seats if unit >= 0)
        seats += [
            (
                member,
                end.seats(model.problem, member) if member in differing else plain,
            )
            for member in cell.people
        ]
    return seats + [(member, end.seats(model.problem, member)) for member in model.persons]


def _leaders(model: PartModel, plan: Vector, end: End) -> frozenset[int]:
    """Who leads in the end; the cells of which too few could be found who may."""
    into = end.into
    wanted: dict[int, int] = {}
    for number, units in enumerate(model.units_of):
        for unit in units:
            if unit in into:
                continue
            before = sitting(model, unit)
            led = [(unit, member) for member in before]
            if not before:
                led = [
                    (gone, member)
                    for gone, kept in into.items()
                    if kept == unit
                    for member in sitting(model, gone)
                ]
            stay = [pair[1] for pair in led if value(plan, model.stays_leader[pair])]
            appointed = (
                [
                    member
                    for (place, member), column in model.new_leader.items()
                    if place == unit and plan[column]
                ]
                if number in model.problem.appoints
                else []
            )
            alike = int(plan[model.new_leaders[unit]]) if unit in model.new_leaders else 0
            if len(stay) < len(led) or appointed or alike:
                end.leaders[unit] = (*stay, *appointed)
            if alike:
                wanted[unit] = alike
    return new_leaders(model, end, wanted)


def _more_people_than_counted(model: PartModel, plan: Vector, end: End) -> frozenset[int]:
    """The cells of people who differ, where these are more than the columns came to."""
    differing = end.people()
    return frozenset(
        cell.number
        for cell in model.cells
        if cell.number in model.moved_of
        and sum(member in differing for member in cell.people)
        > value(plan, model.moved_of[cell.number])
    )
