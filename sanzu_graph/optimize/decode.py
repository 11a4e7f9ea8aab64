"""From counts to people: who goes where in the end, the same each time, and whether that keeps what the hubs forgot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sanzu_graph.optimize.book import Book, Hub, Step
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.offices import sitting
from sanzu_graph.optimize.people import NOWHERE
from sanzu_graph.optimize.solver import Plan


@dataclass
class End:
    """How a plan leaves things, as far as that differs from today; positions of members and units.

    Attributes
    ----------
    home : member → base unit, mergers apart
    group : (layer number, member) → group
    admitted : member → the layer admitted to
    leaders : group → who leads it
    liaisons : (layer number, member, base unit)
    merges : (unit that stays, unit that goes)
    """

    home: dict[int, int] = field(default_factory=dict)
    group: dict[tuple[int, int], int] = field(default_factory=dict)
    admitted: dict[int, int] = field(default_factory=dict)
    leaders: dict[int, tuple[int, ...]] = field(default_factory=dict)
    liaisons: list[tuple[int, int, int]] = field(default_factory=list)
    merges: list[tuple[int, int]] = field(default_factory=list)

    def add(self, other: End) -> None:
        """Take in what another part ends like."""
        self.home |= other.home
        self.group |= other.group
        self.admitted |= other.admitted
        self.leaders |= other.leaders
        self.liaisons += other.liaisons
        self.merges += other.merges


@dataclass(frozen=True)
class Breach:
    """What the hubs forgot and should not have: groups that reach too many units, sites where no leader may take a liaison duty."""

    groups: frozenset[int]
    sites: frozenset[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.groups or self.sites)


def decode(book: Book, plan: Plan) -> tuple[End, Breach]:
    """Who goes where, in the order of people within their cells; and what of it breaks a bound, so that the model must look closer."""
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
    _appoint(book, plan, end)
    sites = _attach(book, plan, end)
    return end, Breach(_scattered(book, end), sites)


def _hand_out(
    book: Book, plan: Plan, cell: Cell, end: End, leaving: dict[int, list[tuple[int, Cell]]], entering: dict[int, list[tuple[int, Cell]]]
) -> None:
    """Who of a cell takes which step."""
    pool = list(cell.people)
    both: dict[int, list[int]] = defaultdict(list)
    steps = [step for step in book.steps_of[cell.number] if plan[step.column]]
    for step in steps:
        if step.hub is None:
            continue
        for _ in range(int(plan[step.column])):
            person = pool.pop(0)
            leaving[id(step.hub)].append((person, cell))
            _enter(step, person, cell, end, entering)
            for layer, (tag, _) in enumerate(step.tags):
                if tag == "*" and cell.group(layer) >= 0 and step.admitted < 0:
                    both[layer].append(person)
    for step in steps:
        if step.hub is None and step.admitted >= 0:
            for _ in range(int(plan[step.column])):
                _enter(step, pool.pop(0), cell, end, entering)
    taken: Counter[int] = Counter()
    for step in steps:
        if step.hub is not None or step.admitted >= 0:
            continue
        layer = next(iter(step.enters))
        for _ in range(int(plan[step.column])):
            if step.leaves >= 0 and isinstance(step.enters[layer], Hub) and both[layer]:
                person = both[layer].pop(0)
            else:
                person = pool[taken[layer]]
                taken[layer] += 1
            _enter(step, person, cell, end, entering)


def _enter(step: Step, person: int, cell: Cell, end: End, entering: dict[int, list[tuple[int, Cell]]]) -> None:
    for layer, into in step.enters.items():
        if isinstance(into, Hub):
            entering[id(into)].append((person, cell))
        else:
            end.group[layer, person] = into
    if step.admitted >= 0:
        end.admitted[person] = step.admitted


def _slots(hub: Hub, plan: Plan) -> list[int]:
    return [unit for unit in sorted(hub.exits) for _ in range(int(plan[hub.exits[unit]]))]


def _enter_groups(hub: Hub, plan: Plan, people: list[tuple[int, Cell]], end: End) -> None:
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
        self.merged = dict((gone, kept) for kept, gone in end.merges)
        self.bounded = [layer.number for layer in book.problem.layers if layer.reach.most is not None]
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
            found += most is not None and self.merged.get(unit, unit) not in here and len(here) >= most
        return found


def _enter_homes(hub: Hub, plan: Plan, people: list[tuple[int, Cell]], end: End, reach: _Reach) -> None:
    slots = _slots(hub, plan)
    for person, cell in sorted(people, key=lambda pair: pair[0]):
        unit = min(dict.fromkeys(slots), key=lambda unit: (unit == cell.home, reach.cost(person, cell, unit), unit))
        slots.remove(unit)
        reach.add(person, cell, unit)
        if unit != cell.home:
            end.home[person] = unit


# -- leaders


def members_of(book: Book, end: End, group: int) -> list[tuple[int, Cell]]:
    """Who is in a group in the end."""
    layer = book.layer_of[group]
    stay = [(person, cell) for cell in book.cells_in.get(group, []) for person in cell.people if (layer, person) not in end.group]
    come = [person for (number, person), unit in end.group.items() if number == layer and unit == group]
    return stay + [(person, book.cell_of[person]) for person in come]


def _appoint(book: Book, plan: Plan, end: End) -> None:
    for group in sorted(book.regime):
        cells = sitting(book, group)
        seats = tuple(cell.people[0] for cell in cells if (group, cell.people[0]) not in book.sits or plan[book.sits[group, cell.people[0]]])
        if not plan[book.appointed[group]]:
            if group in book.surplus and len(seats) < len(cells):
                end.leaders[group] = seats
            continue
        if group not in book.surplus:
            seats = ()
        end.leaders[group] = (*seats, _new_leader(book, plan, end, group))


def _new_leader(book: Book, plan: Plan, end: End, group: int) -> int:
    for (mine, person), column in book.appointed_one.items():
        if mine == group and plan[column]:
            return person
    layer, problem = book.layer_of[group], book.problem
    before = problem.people.groups[layer].leaders.get(group, ())
    apart = {person for mine, person in book.appointed_one if mine == group} | problem.barred.get(group, frozenset())
    able = [
        person
        for person, cell in members_of(book, end, group)
        if person not in before
        and person not in apart
        and (cell.eligible_admitted[layer] if end.admitted.get(person) == layer else cell.eligible[layer])
    ]
    works = [unit for unit, column in book.workplaces.get(group, {}).items() if plan[column]]
    if works:
        able = [person for person in able if end.home.get(person, int(problem.people.home.unit[person])) == works[0]]
    # Nobody: then the sitting leader went out and came in again, and stays.
    return min(able or before, key=lambda person: str(problem.member_ids[person]))


# -- liaisons


def _attach(book: Book, plan: Plan, end: End) -> frozenset[tuple[int, int]]:
    """Share out the liaisons of each site among its leaders; the sites where that cannot be."""
    failed = set()
    units: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (layer, unit), column in book.liaison.items():
        if plan[column]:
            units[layer, int(book.problem.layers[layer].gates.key[unit])].append(unit)
    for (layer, key), wanted in sorted(units.items()):
        room = _rooms(book, end, layer, key)
        found = _matched(sorted(wanted), room, {person: _own(book, end, person) for person in room})
        if found is None:
            failed.add((layer, key))
        else:
            end.liaisons += [(layer, person, unit) for unit, person in sorted(found.items())]
    return frozenset(failed)


def _rooms(book: Book, end: End, layer: int, key: int) -> dict[int, int]:
    """Leader in the end → how many liaison duties they can take."""
    problem, found = book.problem, {}
    here = problem.people.groups[layer]
    for group in book.groups[layer]:
        if int(problem.layers[layer].gates.key[group]) == key and group in book.cells_in:
            for person in end.leaders.get(group, here.leaders.get(group, ())):
                led = [unit for unit in here.of(person) if person in here.leaders.get(unit, ())]
                if group in end.leaders or group == min(led):  # whoever leads several groups is counted with the first
                    found.setdefault(person, problem.room(person))
    return dict(sorted(found.items()))


def _own(book: Book, end: End, person: int) -> frozenset[int]:
    into = {gone: kept for kept, gone in end.merges}
    home = end.home.get(person, int(book.problem.people.home.unit[person]))
    return frozenset({home, into.get(home, home)})


def _matched(units: Sequence[int], room: dict[int, int], own: dict[int, frozenset[int]]) -> dict[int, int] | None:
    """Each unit with a leader who does not work there, by augmenting paths; None if there is no such assignment."""
    holds: dict[int, list[int]] = {person: [] for person in room}

    def place(unit: int, tried: set[int]) -> bool:
        for person in room:
            if unit in own[person] or person in tried:
                continue
            tried.add(person)
            if len(holds[person]) < room[person]:
                holds[person].append(unit)
                return True
            for other in list(holds[person]):
                holds[person].remove(other)
                if place(other, tried):
                    holds[person].append(unit)
                    return True
                holds[person].append(other)
        return False

    if not all(place(unit, set()) for unit in units):
        return None
    return {unit: person for person, some in holds.items() for unit in some}


# -- reach


def _scattered(book: Book, end: End) -> frozenset[int]:
    """Groups that are not followed and reach more base units than they may."""
    problem, found = book.problem, set()
    if not (end.home or end.group):
        return frozenset()
    into = {gone: kept for kept, gone in end.merges}
    touched = set(end.group.values())
    for person in end.home:
        for layer, here in enumerate(problem.people.groups):
            touched |= {end.group[layer, person]} if (layer, person) in end.group else set(here.of(person))
    for group in touched - book.followed:
        most = problem.layers[book.layer_of[group]].reach.most
        if most is None:
            continue
        homes = {unit for person, cell in members_of(book, end, group) for unit in ([end.home[person]] if person in end.home else cell.homes)}
        if len({into.get(unit, unit) for unit in homes}) > most:
            found.add(group)
    return frozenset(found)


__all__ = ["NOWHERE", "Breach", "End", "decode", "members_of"]
