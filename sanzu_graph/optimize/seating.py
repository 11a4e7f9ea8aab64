"""Who is appointed and who is attached, once it is known who is where; the same each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.ends import End, members_of
from sanzu_graph.optimize.offices import sitting
from sanzu_graph.solving.models import Vector


def appoint(book: Book, plan: Vector, end: End) -> None:
    """Note who leads in the end, where that differs."""
    for group in sorted(book.regime):
        cells = sitting(book, group)
        seats = tuple(
            cell.people[0]
            for cell in cells
            if (group, cell.people[0]) not in book.sits or plan[book.sits[group, cell.people[0]]]
        )
        if not plan[book.appointed[group]]:
            if group in book.surplus and len(seats) < len(cells):
                end.leaders[group] = seats
            continue
        if group not in book.surplus:
            seats = ()
        end.leaders[group] = (*seats, _new_leader(book, plan, end, group))


def _new_leader(book: Book, plan: Vector, end: End, group: int) -> int:
    for (mine, person), column in book.appointed_one.items():
        if mine == group and plan[column]:
            return person
    layer, problem = book.layer_of[group], book.problem
    before = problem.people.groups[layer].leaders.get(group, ())
    apart = {person for mine, person in book.appointed_one if mine == group} | problem.barred.get(
        group, frozenset()
    )
    able = [
        person
        for person, cell in members_of(book, end, group)
        if person not in before
        and person not in apart
        and (
            cell.eligible_admitted[layer]
            if end.admitted.get(person) == layer
            else cell.eligible[layer]
        )
    ]
    works = [unit for unit, column in book.workplaces.get(group, {}).items() if plan[column]]
    if works:
        able = [
            person
            for person in able
            if end.home.get(person, int(problem.people.home.unit[person])) == works[0]
        ]
    # Nobody: then the sitting leader went out and came in again, and stays.
    return min(able or before, key=lambda person: str(problem.member_ids[person]))


def attach(book: Book, plan: Vector, end: End) -> frozenset[tuple[int, int]]:
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
    problem = book.problem
    found: dict[int, int] = {}
    here = problem.people.groups[layer]
    for group in book.groups[layer]:
        if int(problem.layers[layer].gates.key[group]) == key and group in book.cells_in:
            for person in end.leaders.get(group, here.leaders.get(group, ())):
                led = [unit for unit in here.of(person) if person in here.leaders.get(unit, ())]
                if group in end.leaders or group == min(
                    led
                ):  # whoever leads several groups is counted with the first
                    found.setdefault(person, problem.room(person))
    return dict(sorted(found.items()))


def _own(book: Book, end: End, person: int) -> frozenset[int]:
    into = {gone: kept for kept, gone in end.merges}
    home = end.home.get(person, int(book.problem.people.home.unit[person]))
    return frozenset({home, into.get(home, home)})


def _matched(
    units: Sequence[int], room: dict[int, int], own: dict[int, frozenset[int]]
) -> dict[int, int] | None:
    """Each unit with a leader who does not work there, by augmenting paths; None if there is no
    such assignment.
    """
    holds: dict[int, list[int]] = {person: [] for person in room}

    def place(unit: int, tried: set[int]) -> bool:
        for person, most in room.items():
            if unit in own[person] or person in tried:
                continue
            tried.add(person)
            held = holds[person]
            if len(held) < most:
                held.append(unit)
                return True
            for other in list(held):
                held.remove(other)
                if place(other, tried):
                    held.append(unit)
                    return True
                held.append(other)
        return False

    if not all(place(unit, set()) for unit in units):
        return None
    return {unit: person for person, some in holds.items() for unit in some}
