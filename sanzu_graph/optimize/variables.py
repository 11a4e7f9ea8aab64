"""The columns of people: how many of each cell go where, by hubs that forget who came from where as
soon as no rule asks.

A cell's people may change home, and in each layer leave the group, enter one or be admitted to one;
these are separate columns, because people of one cell are alike, so that those who do both need not
be told apart from those who do one. Only `everybody_counted` has to know how many people that
makes: as few as possible, since whoever changes home and keeps no group within it can be one who
leaves the group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sanzu_graph.optimize.asking import ADMIT, JOIN, MOVE, REGROUP
from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.optimize.people import NOWHERE


@dataclass(frozen=True)
class Option:
    """What becomes of the group of one layer, for people who change home."""

    tag: str
    group: int = NOWHERE
    enters: bool = False
    admitted: bool = False


def people(book: Book) -> None:
    """The columns of all cells, then the exits of all hubs."""
    for cell in book.cells:
        if not cell.is_fixed:
            _stayers(book, cell)
            if cell.moves:
                _movers(book, cell)
    for hub in book.home_hubs.values():
        _home_exits(book, hub)
    for hub in book.group_hubs.values():
        _group_exits(book, hub)


def name_of(cell: Cell) -> int:
    """Who a cell of one is, if a rule names them; else -1."""
    return cell.people[0] if cell.named else -1


def open_groups(book: Book, cell: Cell, layer: int) -> tuple[int, ...]:
    """The groups that people of a cell could enter."""
    gates, group = book.problem.layers[layer].gates, cell.group(layer)
    anchor = group if group >= 0 else cell.homes[0] if cell.homes else NOWHERE
    beside = gates.beside(anchor) if anchor >= 0 else gates.by_key.get(0, ())
    target = book.problem.targets.get(name_of(cell), {}).get(
        book.problem.layers[layer].name, NOWHERE
    )
    return tuple(
        unit
        for unit in beside
        if unit != group
        and target in (NOWHERE, unit)
        and not (cell.named and cell.people[0] in book.problem.barred.get(unit, ()))
    )


def _stayers(book: Book, cell: Cell) -> None:
    """Those who stay at home and change something else."""
    for layer in range(len(cell.groups)):
        entered = open_groups(book, cell, layer)
        by_hub = any(group not in book.followed for group in entered)
        followed = [
            group
            for group in entered
            if group in book.followed and all(book.may_reach(group, home) for home in cell.homes)
        ]
        for leaves, admitted in (
            (cell.leaves[layer], False),
            (cell.joins[layer], False),
            (cell.admits[layer], True),
        ):
            if not leaves:
                continue
            lever = ADMIT if admitted else REGROUP if cell.leaves[layer] else JOIN
            for group in ([NOWHERE] if by_hub else []) + followed:
                _stayer(book, cell, layer, group, lever)


def _stayer(book: Book, cell: Cell, layer: int, group: int, lever: str) -> None:
    admitted = layer if lever == ADMIT else -1
    column = book.column(cell.size)
    before, after = (
        book.before(cell),
        book.after(cell, () if lever == REGROUP else (layer,), admitted),
    )
    gained = after & ~before
    enters: Hub | int = (
        group if group >= 0 else _group_hub(book, cell, layer, after, admitted=admitted >= 0)
    )
    step = Step(
        column,
        cell,
        None,
        layer if lever == REGROUP else -1,
        {layer: enters},
        admitted,
        (("", NOWHERE),) * len(cell.groups),
    )
    book.steps.append(step)
    book.uses[lever].append((column, 1))
    if isinstance(enters, Hub):
        enters.inflow.append((column, 1))
        enters.room += cell.size
    else:
        book.counts(column, 1, book.layer_bits(after, layer), group, name_of(cell))
    if lever == REGROUP:
        book.counts(column, -1, book.layer_bits(before, layer), cell.group(layer), name_of(cell))
        return
    for unit in cell.homes:
        book.counts(column, 1, book.base_bits(gained), unit, name_of(cell))
        book.counts(column, -1, book.base_bits(before & ~after), unit, name_of(cell))
    _other_groups(book, cell, column, before, after, layer)


def _other_groups(book: Book, cell: Cell, column: int, before: int, after: int, layer: int) -> None:
    """Whoever is admitted may count differently in the groups that they keep."""
    for other, groups in enumerate(cell.groups):
        for group in groups if other != layer else ():
            book.counts(column, 1, book.layer_bits(after & ~before, other), group, name_of(cell))
            book.counts(column, -1, book.layer_bits(before & ~after, other), group, name_of(cell))


def _movers(book: Book, cell: Cell) -> None:
    """Those who change home, whatever else they do."""
    for options in product(
        *(list(_options(book, cell, layer)) for layer in range(len(cell.groups)))
    ):
        admitted = [layer for layer, option in enumerate(options) if option.admitted]
        entered = [layer for layer, option in enumerate(options) if option.enters]
        if len(admitted) > 1 or (admitted and len(entered) > 1):
            continue  # whoever is admitted does nothing else in other layers
        if admitted and any(
            option.tag == "*" and option.group in book.followed for option in options
        ):
            continue  # who leaves a followed group by a hub
        _mover(book, cell, options, admitted[0] if admitted else -1)


def _options(book: Book, cell: Cell, layer: int) -> Iterator[Option]:
    group, tracked = cell.group(layer), layer in book.problem.tracked
    entered = open_groups(book, cell, layer)
    followed = [other for other in entered if other in book.followed]
    by_hub = len(followed) < len(entered)
    if len(cell.groups[layer]) == 0:
        yield Option("-")
        for may, admitted in ((cell.joins[layer], False), (cell.admits[layer], True)):
            if may and by_hub:
                yield Option("*", NOWHERE, enters=True, admitted=admitted)
            if may:
                yield from (
                    Option("enter", other, enters=True, admitted=admitted) for other in followed
                )
        return
    if group in book.followed:
        yield Option("at", group)
        if cell.leaves[layer] and by_hub:
            yield Option("*", group)
    else:
        if tracked and len(_reached_beside(book, cell, group)):
            yield Option("in", group)
        yield Option("*", group)
    if cell.leaves[layer]:
        yield from (Option("enter", other, enters=True) for other in followed)


def _reached_beside(book: Book, cell: Cell, group: int) -> list[int]:
    """Base units that somebody could move to and where the group is already."""
    reach = book.reach(group)
    return [
        unit
        for unit in book.problem.home_gates.beside(cell.home)
        if unit in reach and unit != cell.home
    ]


def _mover(book: Book, cell: Cell, options: tuple[Option, ...], admitted: int) -> None:
    joined = [
        layer for layer, option in enumerate(options) if option.enters and not cell.groups[layer]
    ]
    before, after = book.before(cell), book.after(cell, joined, admitted)
    inside = tuple(
        (
            ("in" if option.tag == "in" else "at"),
            option.group,
            option.tag != "in" and _eligible(cell, layer, admitted),
        )
        for layer, option in enumerate(options)
        if option.tag in ("in", "at", "enter")
    )
    named = name_of(cell)
    bits = book.base_bits(after)
    telling = bits or inside or named >= 0 or book.base_bits(before) or joined
    telling = telling or any(
        option.tag == "*" and layer in book.problem.tracked for layer, option in enumerate(options)
    )
    if not telling:
        return  # nobody would notice
    key = int(book.problem.home_gates.key[cell.home])
    hub = book.home_hubs.setdefault(
        (key, bits, inside, named), Hub(-1, key, bits, False, inside, named)
    )
    column = book.column(cell.size)
    enters: dict[int, Hub | int] = {}
    for layer, option in enumerate(options):
        if option.tag == "enter":
            enters[layer] = option.group
            if cell.group(layer) >= 0:
                book.counts(column, -1, book.layer_bits(before, layer), cell.group(layer), named)
                book.uses[REGROUP].append((column, 1))
            book.counts(column, 1, book.layer_bits(after, layer), option.group, named)
        elif option.enters:
            enters[layer] = into = _group_hub(book, cell, layer, after, admitted=admitted >= 0)
            into.inflow.append((column, 1))
            into.room += cell.size
        if layer in joined:
            book.uses[ADMIT if layer == admitted else JOIN].append((column, 1))
    step = Step(
        column,
        cell,
        hub,
        -1,
        enters,
        admitted,
        tuple((option.tag, option.group) for option in options),
    )
    book.steps.append(step)
    book.uses[MOVE].append((column, 1))
    hub.inflow.append((column, 1))
    hub.room += cell.size
    book.counts(column, -1, book.base_bits(before), cell.home, named)
    if admitted >= 0:
        _other_groups(book, cell, column, before, after, admitted)


def _eligible(cell: Cell, layer: int, admitted: int) -> bool:
    return cell.eligible_admitted[layer] if admitted == layer else cell.eligible[layer]


def _group_hub(book: Book, cell: Cell, layer: int, after: int, *, admitted: bool) -> Hub:
    gates, group = book.problem.layers[layer].gates, cell.group(layer)
    key = int(gates.key[group if group >= 0 else cell.homes[0]]) if group >= 0 or cell.homes else 0
    bits, eligible = (
        book.layer_bits(after, layer),
        cell.eligible_admitted[layer] if admitted else cell.eligible[layer],
    )
    return book.group_hubs.setdefault(
        (layer, key, bits, eligible, name_of(cell)),
        Hub(layer, key, bits, eligible, (), name_of(cell)),
    )


def _home_exits(book: Book, hub: Hub) -> None:
    problem = book.problem
    target = problem.targets.get(hub.name, {}).get(problem.policy.base, NOWHERE)
    for unit in problem.home_gates.by_key.get(hub.key, ()):
        if hub.name in problem.barred.get(unit, ()) or target not in (NOWHERE, unit):
            continue
        if any(
            unit not in book.reach(group) if kind == "in" else not book.may_reach(group, unit)
            for kind, group, _ in hub.inside
        ):
            continue
        hub.exits[unit] = book.column(hub.room)
        book.counts(hub.exits[unit], 1, hub.bits, unit, hub.name)


def _group_exits(book: Book, hub: Hub) -> None:
    problem = book.problem
    target = problem.targets.get(hub.name, {}).get(problem.layers[hub.layer].name, NOWHERE)
    for unit in problem.layers[hub.layer].gates.by_key.get(hub.key, ()):
        if (
            unit in book.followed
            or hub.name in problem.barred.get(unit, ())
            or target not in (NOWHERE, unit)
        ):
            continue
        hub.exits[unit] = book.column(hub.room)
        book.counts(hub.exits[unit], 1, hub.bits, unit, hub.name)
