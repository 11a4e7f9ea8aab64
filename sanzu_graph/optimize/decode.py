"""From counts to people: who goes where in the end, the same each time, and whether that keeps what
the hubs forgot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.ends import End, members_of
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.optimize.seating import appoint, attach
from sanzu_graph.solving.models import Vector


@dataclass(frozen=True)
class Breach:
    """What the hubs forgot and should not have: groups that reach too many units, sites where no
    leader may take a liaison duty.
    """

    groups: frozenset[int]
    sites: frozenset[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.groups or self.sites)


def decode(book: Book, plan: Vector) -> tuple[End, Breach]:
    """Who goes where, in the order of people within their cells; and what of it breaks a bound, so
    that the model must look closer.
    """
    end = End()
    end.merges = sorted(pair for pair, column in book.merge.items() if plan[column])
    leaving: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    entering: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for cell in book.cells:
        if any(plan[step.column] for step in book.steps_of.get(cell.number, [])):
            _hand_out(book, plan, cell, end, leaving, entering)
    for hub in book.group_hubs.values():
        _enter_groups(hub, plan, entering[id(hub)], end)
    reach = _Reach(book, end, {person for people in leaving.values() for person, _ in people})
    for hub in book.home_hubs.values():
        _enter_homes(hub, plan, leaving[id(hub)], end, reach)
    appoint(book, plan, end)
    sites = attach(book, plan, end)
    return end, Breach(_scattered(book, end), sites)


def _hand_out(
    book: Book,
    plan: Vector,
    cell: Cell,
    end: End,
    leaving: dict[int, list[tuple[int, Cell]]],
    entering: dict[int, list[tuple[int, Cell]]],
) -> None:
    """Who of a cell takes which step."""
    pool = list(cell.people)
    steps = [step for step in book.steps_of[cell.number] for _ in range(int(plan[step.column]))]
    may_leave: dict[int, list[int]] = defaultdict(list)
    for step in steps:
        if step.hub is not None:
            person = pool.pop(0)
            leaving[id(step.hub)].append((person, cell))
            _enter(step, person, cell, end, entering)
            for layer, (tag, _) in enumerate(step.tags):
                if tag == "*" and cell.group(layer) >= 0 and step.admitted < 0:
                    may_leave[layer].append(person)
    for step in steps:
        if step.hub is None and step.admitted >= 0:
            _enter(step, pool.pop(0), cell, end, entering)
    taken: Counter[int] = Counter()
    for step in steps:
        if step.hub is None and step.admitted < 0:
            (layer,) = step.enters
            if may_leave[layer] and isinstance(step.enters[layer], Hub):
                person = may_leave[layer].pop(0)
            else:  # those who stay at home are shared by the layers
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
            end.group[layer, person] = into
    if step.admitted >= 0:
        end.admitted[person] = step.admitted


def _slots(hub: Hub, plan: Vector) -> list[int]:
    return [unit for unit in sorted(hub.exits) for _ in range(int(plan[hub.exits[unit]]))]


def _enter_groups(hub: Hub, plan: Vector, people: list[tuple[int, Cell]], end: End) -> None:
    slots = _slots(hub, plan)
    for person, cell in sorted(people, key=lambda pair: pair[0]):
        unit = next((unit for unit in slots if unit != cell.group(hub.layer)), slots[0])
        slots.remove(unit)
        if unit != cell.group(hub.layer):
            end.group[hub.layer, person] = unit


class _Reach:
    """Which base units each bounded group is in, while people are being placed."""

    def __init__(self, book: Book, end: End, movers: Iterable[int]) -> None:
        self.book, self.end = book, end
        self.merged = {gone: kept for kept, gone in end.merges}
        self.bounded = [
            layer.number for layer in book.problem.layers if layer.reach.most is not None
        ]
        self.count: dict[int, Counter[int]] = defaultdict(Counter)
        away = set(movers)
        for cell in book.cells if self.bounded else ():
            for person in cell.people:
                if person not in away:
                    for unit in cell.homes:
                        self.add(person, cell, unit)

    def groups(self, person: int, cell: Cell) -> list[int]:
        found: list[int] = []
        for layer in self.bounded:
            new = self.end.group.get((layer, person))
            found += [new] if new is not None else cell.groups[layer]
        return found

    def add(self, person: int, cell: Cell, unit: int) -> None:
        for group in self.groups(person, cell):
            self.count[group][self.merged.get(unit, unit)] += 1

    def cost(self, person: int, cell: Cell, unit: int) -> int:
        """How many groups somebody would bring to a base unit too many."""
        found = 0
        for group in self.groups(person, cell):
            most = self.book.problem.layers[self.book.layer_of[group]].reach.most
            here = self.count[group]
            found += (
                most is not None and self.merged.get(unit, unit) not in here and len(here) >= most
            )
        return found


def _enter_homes(
    hub: Hub, plan: Vector, people: list[tuple[int, Cell]], end: End, reach: _Reach
) -> None:
    slots = _slots(hub, plan)
    for person, cell in sorted(people, key=lambda pair: pair[0]):
        unit = min(
            dict.fromkeys(slots),
            key=lambda unit: (unit == cell.home, reach.cost(person, cell, unit), unit),
        )
        slots.remove(unit)
        reach.add(person, cell, unit)
        if unit != cell.home:
            end.home[person] = unit


def _scattered(book: Book, end: End) -> frozenset[int]:
    """Groups that are not followed and reach more base units than they may."""
    problem, found = book.problem, set()
    if not (end.home or end.group):
        return frozenset()
    into = {gone: kept for kept, gone in end.merges}
    touched = set(end.group.values())
    for person in end.home:
        for layer, here in enumerate(problem.people.groups):
            touched |= (
                {end.group[layer, person]} if (layer, person) in end.group else set(here.of(person))
            )
    for group in touched - book.followed:
        most = problem.layers[book.layer_of[group]].reach.most
        if most is None:
            continue
        homes = {
            unit
            for person, cell in members_of(book, end, group)
            for unit in ([end.home[person]] if person in end.home else cell.homes)
        }
        if len({into.get(unit, unit) for unit in homes}) > most:
            found.add(group)
    return frozenset(found)
