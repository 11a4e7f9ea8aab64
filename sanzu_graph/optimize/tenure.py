"""What holds for leaders, and for those of them who are attached to base units: one function a
rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.following import followed_arrivals, followed_stayers, is_apart
from sanzu_graph.optimize.hubs import Hub
from sanzu_graph.optimize.offices import sitting
from sanzu_graph.optimize.people import NOWHERE
from sanzu_graph.solving.sums import Terms


def every_group_keeps_one_leader(book: Book) -> None:
    """A sitting leader stays in office or another is appointed; a seat may be vacant, or shared,
    only as it is today.
    """
    for group, new in book.appointed.items():
        layer = book.layer_of[group]
        cells = sitting(book, group)
        if group not in book.surplus:
            for cell in cells:
                book.row(
                    [(new, 1), *((column, -sign) for column, sign in book.leaving(cell, layer))],
                    least=0,
                )
            continue
        seats: Terms = [(book.sits[group, cell.people[0]], 1) for cell in cells]
        book.row([*seats, (new, 1), (book.surplus[group], -1)], 1, 1)
        book.row([(book.regime[group], 1), (new, -1)], least=0)
        for cell, (seat, _) in zip(cells, seats, strict=True):
            book.row([(seat, 1), *book.leaving(cell, layer)], most=1)
            book.row([(book.regime[group], 1), (seat, 1)], least=1)


def a_group_whose_leaders_differ_changes(book: Book) -> None:
    """Another leader is a change."""
    for group, column in book.regime.items():
        if group in book.changed:
            book.row([(column, 1), (book.changed[group], -1)], most=0)


def a_new_leader_is_eligible_and_in_the_group(book: Book) -> None:
    """In the end; whether a member of it before or not."""
    for group, new in book.appointed.items():
        layer, apart = book.layer_of[group], _apart(book, group)
        terms: Terms = []
        people = 0
        for cell in book.cells_in.get(group, []):
            if (
                cell.eligible[layer]
                and cell.leads[layer] != group
                and not is_apart(book, group, cell.people[0] if cell.named else -1)
            ):
                people += cell.size
                terms += [(column, -sign) for column, sign in book.leaving(cell, layer)]
        for hub, column in book.entries.get(group, []):
            if hub.eligible and not is_apart(book, group, hub.name):
                terms.append((column, 1))
        for step in book.direct_entries.get(group, []):
            eligible = (
                step.cell.eligible_admitted[layer]
                if step.admitted == layer
                else step.cell.eligible[layer]
            )
            if eligible and not is_apart(
                book, group, step.cell.people[0] if step.cell.named else -1
            ):
                terms.append((step.column, 1))
        book.row([*terms, (new, -1), *((column, 1) for _, column in apart)], least=-people)
        for person, column in apart:
            inside, today = in_group(book, person, group)
            book.row([*inside, (column, -1)], least=-today)


def in_group(book: Book, person: int, group: int) -> tuple[Terms, int]:
    """Whether somebody named is in a group in the end."""
    layer = book.layer_of[group]
    cell = next(cell for cell in book.cells if cell.named and cell.people[0] == person)
    if group in cell.groups[layer]:
        return [(column, -sign) for column, sign in book.leaving(cell, layer)], 1
    terms = [(column, 1) for hub, column in book.entries.get(group, []) if hub.name == person]
    return terms + [
        (step.column, 1) for step in book.direct_entries.get(group, []) if step.cell is cell
    ], 0


def at_home(book: Book, person: int, unit: int) -> tuple[Terms, int]:
    """Whether somebody named works in a base unit in the end, whatever is merged into what."""
    terms: Terms = [
        (column, 1) for hub, column in book.exits_at.get(unit, []) if hub.name == person
    ]
    if book.problem.people.home.unit[person] != unit:
        return terms, 0
    cell = next(cell for cell in book.cells_at.get(unit, []) if person in cell.people)
    return terms + [(column, -sign) for column, sign in book.moving(cell)], 1


def _apart(book: Book, group: int) -> list[tuple[int, int]]:
    return [
        (person, column) for (mine, person), column in book.appointed_one.items() if mine == group
    ]


# -- liaisons


@dataclass(frozen=True)
class Seat:
    """Somebody who may lead a group in the end; `office` says whether they do."""

    group: int
    person: int
    office: Terms
    today: int
    room: int


def seats(book: Book, layer: int, key: int) -> Iterator[Seat]:
    """Everybody who may lead a group of a site in the end; the many who need not be told apart are
    one, with person -1.
    """
    problem, here = book.problem, book.problem.people.groups[layer]
    for group in book.groups[layer]:
        if int(problem.layers[layer].gates.key[group]) != key or group not in book.cells_in:
            continue
        for person in here.leaders.get(group, ()):
            first = min(unit for unit in here.of(person) if person in here.leaders.get(unit, ()))
            if first != group:
                continue  # whoever leads several groups is counted with the first
            if (group, person) in book.sits:
                yield Seat(group, person, [(book.sits[group, person], 1)], 0, problem.room(person))
            else:
                replaced = [(book.appointed[group], -1)] if group in book.appointed else []
                yield Seat(group, person, replaced, 1, problem.room(person))
        if group in book.appointed:
            apart = _apart(book, group)
            yield Seat(
                group,
                -1,
                [(book.appointed[group], 1), *((column, -1) for _, column in apart)],
                0,
                problem.ask.max_liaisons,
            )
            for person, column in apart:
                yield Seat(group, person, [(column, 1)], 0, problem.room(person))


def sites(book: Book) -> dict[tuple[int, int], list[int]]:
    """(Layer, key) → the base units there that may get a liaison."""
    found: dict[tuple[int, int], list[int]] = {}
    for layer, unit in book.liaison:
        found.setdefault((layer, int(book.problem.layers[layer].gates.key[unit])), []).append(unit)
    return found


def leaders_have_room_for_their_liaison_duties(book: Book) -> None:
    """There are no more liaisons at a site than its leaders may take duties; each base unit has one
    at most, of any layer.
    """
    for (layer, key), units in sites(book).items():
        terms: Terms = [(book.liaison[layer, unit], 1) for unit in units]
        room = 0
        for seat in seats(book, layer, key):
            terms += [(column, -sign * seat.room) for column, sign in seat.office]
            room += seat.today * seat.room
        book.row(terms, most=room)
    by_unit: dict[int, Terms] = {}
    for (_, unit), column in book.liaison.items():
        by_unit.setdefault(unit, []).append((column, 1))
    for terms in by_unit.values():
        if len(terms) > 1:
            book.row(terms, most=1)


def dissolved_units_get_no_liaison_and_merged_ones_one(book: Book) -> None:
    """A unit that goes gets none; one that takes in a unit with a liaison has that one."""
    for (_, unit), column in book.liaison.items():
        if unit in book.dissolved:
            book.row([(column, 1), *book.dissolved[unit]], most=1)
        for (kept, gone), merge in book.merge.items():
            if kept == unit and not book.problem.attachable[gone]:
                book.row([(column, 1), (merge, 1)], most=1)


def no_leader_is_attached_to_the_own_unit(book: Book) -> None:
    """At sites where it matters who works where: some leader with room works elsewhere.

    With two liaisons or more at a site, whoever is barred from one is not barred from the other, so
    that the room of all leaders together is enough (Hall's condition); a single one needs a leader
    from another unit.
    """
    for (layer, key), units in sites(book).items():
        if (layer, key) not in book.watched_sites:
            continue
        mine = [seat for seat in seats(book, layer, key) if seat.room > 0]
        works = {id(seat): _workplaces(book, seat, layer) for seat in mine if seat.person < 0}
        for unit in units:
            witnesses: Terms = []
            today = 0
            for seat in mine:
                terms, constant = _elsewhere(book, seat, unit, works.get(id(seat), {}))
                witnesses += terms
                today += constant
            book.row([(book.liaison[layer, unit], -1), *witnesses], least=-today)


def _elsewhere(book: Book, seat: Seat, unit: int, works: dict[int, int]) -> tuple[Terms, int]:
    """Whether somebody leads in the end and works elsewhere than in a unit (or in what is merged
    into it).
    """
    here = {unit: 0} | {gone: column for (kept, gone), column in book.merge.items() if kept == unit}
    if seat.person < 0:
        places = {place: ([(works[place], 1)], 0) for place in here if place in works}
    else:
        places = {place: at_home(book, seat.person, place) for place in here}
        places = {place: found for place, found in places.items() if found != ([], 0)}
    if not places:
        return seat.office, seat.today
    witness = book.column(1)
    book.row([(witness, 1), *((column, -sign) for column, sign in seat.office)], most=seat.today)
    for place, (terms, today) in places.items():
        into = [(here[place], 1)] if place != unit else []
        book.row([(witness, 1), *terms, *into], most=1 - today + len(into))
    return [(witness, 1)], 0


def _workplaces(book: Book, seat: Seat, layer: int) -> dict[int, int]:
    """Base unit → whether the newly appointed leader of a group works there in the end."""
    group = seat.group
    arrivals = followed_arrivals(book, group)
    direct = [step for step in book.direct_entries.get(group, []) if step.hub is None]
    units = {
        unit
        for cell in (*book.cells_in.get(group, []), *(step.cell for step in direct))
        for unit in (cell.homes or (NOWHERE,))
    }
    found: dict[int, int] = book.workplaces.setdefault(group, {})
    for unit in sorted(units | set(arrivals)):
        column = found[unit] = book.column(1)
        terms, people = _eligible_stayers(book, group, unit)
        terms += [
            (arrival, 1)
            for hub, arrival in arrivals.get(unit, [])
            if _brings_eligible(book, hub, group)
        ]
        for step in direct:
            eligible = (
                step.cell.eligible_admitted[layer]
                if step.admitted == layer
                else step.cell.eligible[layer]
            )
            named = step.cell.people[0] if step.cell.named else -1
            if (
                eligible
                and (unit in step.cell.homes or (unit == NOWHERE and not step.cell.homes))
                and not is_apart(book, group, named)
            ):
                terms.append((step.column, 1))
        book.row([*terms, (column, -1)], least=-people)
    book.row(
        [
            *((column, 1) for column in found.values()),
            *((column, -sign) for column, sign in seat.office),
        ],
        0,
        0,
    )
    return found


def _eligible_stayers(book: Book, group: int, unit: int) -> tuple[Terms, int]:
    if unit != NOWHERE:
        return followed_stayers(book, group, unit, eligible=True)
    layer = book.layer_of[group]
    lone = [
        cell
        for cell in book.cells_in.get(group, [])
        if not cell.homes and cell.eligible[layer] and cell.leads[layer] != group
    ]
    lone = [
        cell for cell in lone if not is_apart(book, group, cell.people[0] if cell.named else -1)
    ]
    return [(column, -sign) for cell in lone for column, sign in book.leaving(cell, layer)], sum(
        cell.size for cell in lone
    )


def _brings_eligible(book: Book, hub: Hub, group: int) -> bool:
    return any(mine == group and eligible for _, mine, eligible in hub.inside) and not is_apart(
        book, group, hub.name
    )
