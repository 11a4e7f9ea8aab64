"""The columns of units: which groups change, who leads, which leaders are attached where, which
base units are merged, what stays unmet.
"""

from __future__ import annotations

from itertools import permutations

from sanzu_graph.optimize.asking import APPOINT, ATTACH, IMBALANCE, MERGE
from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.problem import GroupLayer


def unmet(book: Book) -> None:
    """What may stay unmet: no more than is unmet today; where nothing can change it, all of that."""
    for number, tally in enumerate(book.problem.tallies):
        for violation, slacks, kind in ((tally.short, book.short, 0), (tally.over, book.over, 1)):
            for unit in book.part.units:
                most = int(violation[unit])
                if most and (book.merged.get(unit) or book.tallied(number, [unit])[0]):
                    slacks[number, unit] = book.column(most, most)
                elif most:
                    book.stays_unmet[tally.kinds[kind]] += most
    for layer in book.problem.layers:
        for group in book.groups[layer.number]:
            if layer.reach.over(group):
                book.scattered[group] = book.column(
                    layer.reach.over(group), layer.reach.over(group)
                )


def changes(book: Book) -> None:
    """Which groups change."""
    for number in sorted(book.problem.tracked):
        for group in book.groups[number]:
            if group in book.cells_in:
                book.changed[group] = book.column(1)


def leaders(book: Book) -> None:
    """Which groups get another leader, and which of several sitting leaders stay."""
    if not book.problem.ask.has(APPOINT):
        return
    for layer in book.problem.layers:
        if not layer.led:
            continue
        for group in book.groups[layer.number]:
            if (
                group in book.cells_in
                and group not in book.problem.pinned_units
                and _may_differ(book, layer, group)
            ):
                _leader(book, layer, group)


def sitting(book: Book, group: int) -> list[Cell]:
    """The cells of a group's leaders; each holds one person where the model may change the leader."""
    layer = book.layer_of[group]
    members = book.problem.people.groups[layer].leaders.get(group, ())
    return [
        cell
        for cell in book.cells_in.get(group, [])
        if any(person in members for person in cell.people)
    ]


def _may_differ(book: Book, layer: GroupLayer, group: int) -> bool:
    """Whether another leader could help: the seat is vacant or shared, or the leader may leave, or
    leaders are attached.
    """
    cells = sitting(book, group)
    return (
        bool(layer.vacancy[group])
        or book.problem.attaches(layer)
        or any(book.leaving(cell, layer.number) for cell in cells)
    )


def _leader(book: Book, layer: GroupLayer, group: int) -> None:
    cells = sitting(book, group)
    book.appointed[group] = book.column(1)
    if len(cells) > 1:
        for cell in cells:
            book.sits[group, cell.people[0]] = book.column(1, 1)
        book.surplus[group] = book.column(len(cells) - 1, len(cells) - 1)
        book.regime[group] = book.column(1)
    else:
        book.regime[group] = book.appointed[group]
    if book.problem.attaches(layer):
        for person in sorted(_told_apart(book, layer, group)):
            book.appointed_one[group, person] = book.column(1)
    book.uses[APPOINT].append((book.regime[group], 1))


def _told_apart(book: Book, layer: GroupLayer, group: int) -> set[int]:
    """Who could take fewer liaison duties than others, could be appointed, and could be in the
    group in the end.
    """
    number, problem = layer.number, book.problem
    found = {
        cell.people[0]
        for cell in book.cells_in.get(group, [])
        if cell.named
        and problem.is_told_apart(cell.people[0])
        and cell.eligible[number]
        and cell.leads[number] != group
    }
    found |= {
        hub.name
        for hub, _ in book.entries.get(group, [])
        if hub.name >= 0 and problem.is_told_apart(hub.name) and hub.eligible
    }
    for step in book.direct_entries.get(group, []):
        eligible = (
            step.cell.eligible_admitted[number]
            if step.admitted == number
            else step.cell.eligible[number]
        )
        if step.cell.named and problem.is_told_apart(step.cell.people[0]) and eligible:
            found.add(step.cell.people[0])
    return found - problem.barred.get(group, frozenset())


def liaisons(book: Book) -> None:
    """Which base units get a liaison, per layer whose leaders may be attached."""
    for layer in book.problem.layers:
        if not book.problem.attaches(layer):
            continue
        sites = {
            int(layer.gates.key[group])
            for group in book.groups[layer.number]
            if group in book.cells_in
        }
        for unit in book.base_units:
            if book.problem.attachable[unit] and int(layer.gates.key[unit]) in sites:
                column = book.column(1)
                book.liaison[layer.number, unit] = column
                book.uses[ATTACH].append((column, 1))
                for number, tally in enumerate(book.problem.tallies):
                    if layer.duty in tally.duties:
                        book.counts(column, 1, 1 << number, unit)


def merges(book: Book) -> None:
    """Which base unit dissolves into which, and how many follow who stay otherwise as they are."""
    problem = book.problem
    if not problem.merges:
        return
    mine = set(book.base_units)
    targets = {
        unit
        for member in problem.targets.values()
        for layer, unit in member.items()
        if layer == problem.policy.base
    }
    for units in problem.home_gates.by_key.values():
        if units[0] not in mine:
            continue
        for kept, gone in permutations(units, 2):
            if (
                problem.dissolvable[gone]
                and gone not in targets
                and kept not in problem.nested
                and (gone, kept) not in problem.barred_merges
            ):
                column = book.merge[kept, gone] = book.column(1)
                book.uses[MERGE].append((column, 1))
                book.dissolved[gone].append((column, 1))
                book.merged[kept].append((column, 1))
                book.merged[gone].append((column, 1))
    if problem.ask.count_followers:
        for gone in sorted(book.dissolved):
            people = headcount(book, gone)
            if people:
                book.follow[gone] = book.column(people)


def headcount(book: Book, unit: int) -> int:
    """How many people work in a base unit today."""
    return sum(cell.size for cell in book.cells_at.get(unit, []))


def distances(book: Book) -> None:
    """How far each group is from today's mean size of its layer."""
    if IMBALANCE not in book.problem.ask.goals:
        return
    for number, tally in enumerate(book.problem.tallies):
        layer = next(
            (layer for layer in book.problem.layers if tally.name == f"layers.{layer.name}.size"),
            None,
        )
        for group in book.groups[layer.number] if layer is not None else ():
            if book.count.get((number, group)) or book.held.get((number, group)):
                size, (low, high) = int(tally.today[group]), layer.mean  # type: ignore[union-attr]
                book.distance[group] = book.column(
                    max(2 * size, high) + len(book.problem.member_ids),
                    max(low - size, size - high, 0),
                )
