"""The columns of people who are alike: how many of each cell go where.

People go by hubs. A hub forgets who came from where, unless a rule asks for it. People of a cell
may change the base unit, and in each layer the group: these are separate columns. People of one
cell are alike. So those who change both need not be told apart from those who change one. Only
`as_few_people_as_the_columns_allow` has to know how many people that makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.request import JOIN, MOVE, REGROUP
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.optimize.seats import NOWHERE
from sanzu_graph.solving.sums import Sum, Variable, total


@dataclass(frozen=True)
class Option:
    """What becomes of the group of one layer, for people who come to another base unit."""

    tag: str
    group: int = NOWHERE
    enters: bool = False


def people_alike(model: PartModel) -> None:
    """The columns of all cells, then the exits of all hubs."""
    for cell in model.cells:
        if not cell.is_fixed:
            _stayers(model, cell)
            if cell.goes[BASE] or cell.joins[BASE]:
                _movers(model, cell)
    for hub in model.hubs.values():
        _exits(model, hub)


def _aims(model: PartModel, cell: Cell, layer: int) -> tuple[object, tuple[int, ...]]:
    """The units of a layer that people of a cell could come to, and what these have in common."""
    problem, here = model.problem, model.problem.layers[layer]
    first, unit = cell.people[0], cell.seats[layer]
    if unit >= 0:
        return ("key", int(here.key[unit])), here.beside(unit)
    home = cell.seats[BASE]
    key: object = ("key", int(problem.site[home])) if home >= 0 and layer != BASE else "any"
    return key, problem.alike(first, here)


def _open_units(model: PartModel, cell: Cell, layer: int) -> list[int]:
    if not (cell.goes[layer] or cell.joins[layer]):
        return []
    return [unit for unit in _aims(model, cell, layer)[1] if unit != cell.seats[layer]]


def _stayers(model: PartModel, cell: Cell) -> None:
    """Those who keep the base unit and change something else."""
    for layer in range(1, len(cell.seats)):
        entered = _open_units(model, cell, layer)
        if not entered:
            continue
        home = cell.seats[BASE]
        followed = [
            group
            for group in entered
            if group in model.followed and (home < 0 or model.may_reach(group, home))
        ]
        by_hub = any(group not in model.followed for group in entered)
        for group in ([NOWHERE] if by_hub else []) + followed:
            _stayer(model, cell, layer, group)


def _stayer(model: PartModel, cell: Cell, layer: int, group: int) -> None:
    old = cell.seats[layer]
    column = model.column(cell.size, name=("goes", cell.number, layer, group))
    before, after = model.before(cell), model.after(cell, () if old >= 0 else (layer,))
    enters: Hub | int = group if group >= 0 else _hub(model, cell, layer, after)
    tags = (("", NOWHERE),) * len(cell.seats)
    model.steps.append(Step(column, cell, None, {layer: enters}, tags))
    model.uses[REGROUP if old >= 0 else JOIN].append(column + 0)
    _enter(model, cell, column, layer, enters, after)
    if old >= 0:
        model.counts(column, -1, model.bits_in[layer] & before, old)
        model.sits(column, -1, old)
    elif cell.seats[BASE] >= 0:
        gained = model.bits_in[BASE] & after & ~before
        model.counts(column, 1, gained, cell.seats[BASE])


def _enter(
    model: PartModel, cell: Cell, column: Variable, layer: int, enters: Hub | int, after: int
) -> None:
    if isinstance(enters, Hub):
        enters.inflow.append((int(column), 1))
        enters.room += cell.size
        return
    model.counts(column, 1, model.bits_in[layer] & after, enters)
    model.sits(column, 1, enters)


def _hub(
    model: PartModel, cell: Cell, layer: int, after: int, inside: tuple[tuple[str, int], ...] = ()
) -> Hub:
    """The hub by which people of a cell come to units of a layer; alike people share it."""
    aim, _ = _aims(model, cell, layer)
    bits = model.bits_in[layer] & after
    key = (layer, aim, bits, cell.leads[layer], inside)
    if key not in model.hubs:
        model.hubs[key] = Hub(layer, bits, cell.leads[layer], inside, cell.people[0])
    return model.hubs[key]


def _movers(model: PartModel, cell: Cell) -> None:
    """Those who come to another base unit, and may do more."""
    options = [list(_options(model, cell, layer)) for layer in range(1, len(cell.seats))]
    for some in product(*options):
        _mover(model, cell, (Option(""), *some))


def _options(model: PartModel, cell: Cell, layer: int) -> Iterator[Option]:
    group, tracked = cell.seats[layer], layer in model.problem.tracked
    entered = _open_units(model, cell, layer)
    followed = [other for other in entered if other in model.followed]
    by_hub = len(followed) < len(entered)
    if group < 0:
        yield Option("-")
        if by_hub:
            yield Option("*", NOWHERE, enters=True)
        yield from (Option("enter", other, enters=True) for other in followed)
        return
    if group in model.followed:
        yield Option("at", group)
        if cell.goes[layer] and by_hub:
            yield Option("*", group)
    else:
        if tracked and _reached_beside(model, cell, group):
            yield Option("in", group)
        yield Option("*", group)
    if cell.goes[layer]:
        yield from (Option("enter", other, enters=True) for other in followed)


def _reached_beside(model: PartModel, cell: Cell, group: int) -> bool:
    """Whether somebody could come to a base unit where the group is already."""
    reach = model.reach(group)
    return any(unit in reach for unit in _open_units(model, cell, BASE))


def _mover(model: PartModel, cell: Cell, options: tuple[Option, ...]) -> None:
    joined = [
        layer for layer, option in enumerate(options) if option.enters and cell.seats[layer] < 0
    ]
    old = cell.seats[BASE]
    if old < 0:
        joined.append(BASE)
    before, after = model.before(cell), model.after(cell, joined)
    inside = tuple(
        ("in" if option.tag == "in" else "at", option.group)
        for option in options
        if option.tag in ("in", "at", "enter")
    )
    hub = _hub(model, cell, BASE, after, inside)
    column = model.column(cell.size, name=("moves", cell.number))
    enters: dict[int, Hub | int] = {}
    for layer, option in enumerate(options):
        if not option.enters:
            continue
        group = cell.seats[layer]
        into = option.group if option.tag == "enter" else _hub(model, cell, layer, after)
        enters[layer] = into
        _enter(model, cell, column, layer, into, after)
        model.uses[REGROUP if group >= 0 else JOIN].append(column + 0)
        if group >= 0:
            model.counts(column, -1, model.bits_in[layer] & before, group)
            model.sits(column, -1, group)
    tags = tuple((option.tag, option.group) for option in options)
    model.steps.append(Step(column, cell, hub, enters, tags))
    model.uses[MOVE if old >= 0 else JOIN].append(column + 0)
    hub.inflow.append((int(column), 1))
    hub.room += cell.size
    if old >= 0:
        model.counts(column, -1, model.bits_in[BASE] & before, old)
        model.sits(column, -1, old)


def _exits(model: PartModel, hub: Hub) -> None:
    """The units to which people come by a hub: those that one of its people could come to."""
    _, units = _aims(model, model.cell_of[hub.somebody], hub.layer)
    for unit in units:
        if hub.layer != BASE and unit in model.followed:
            continue
        if any(
            unit not in model.reach(group) if kind == "in" else not model.may_reach(group, unit)
            for kind, group in hub.inside
        ):
            continue
        column = hub.exits[unit] = model.column(hub.room, name=("enters", unit))
        model.counts(column, 1, hub.bits, unit)
        model.sits(column, 1, unit)


# -- rules


def as_many_come_out_of_a_hub_as_go_in(model: PartModel) -> None:
    """As many people come out of a hub as go in."""
    for hub in model.hubs.values():
        model.add(Sum(hub.inflow) == total(hub.exits.values()), "hub")


def as_few_people_as_the_columns_allow(model: PartModel) -> None:
    """How many of each cell differ in the end: at most all, and as few as the columns allow.

    People who come to another base unit count one by one. People who keep it are shared by all
    layers. Somebody may change the base unit with a group that is not followed (``*``). They may be
    among those who leave that group.
    """
    for cell in model.cells:
        steps = model.steps_of.get(cell.number, [])
        if not steps:
            continue
        moved = total(step.column for step in steps if step.home is not None)
        bounds = _differing_at_home(model, cell, steps)
        if len(bounds) == 1 and not bounds[0][1]:
            moved = moved + bounds[0][0]
        elif bounds:
            differing = model.column(cell.size, name=("stays and differs", cell.number))
            for least, _ in bounds:
                model.add(differing >= least)
            moved = moved + differing
        model.moved_of[cell.number] = moved
        model.moved.append(moved)
        if len(moved.terms) > 1:
            model.add(moved <= cell.size, "people of a cell")


def _differing_at_home(model: PartModel, cell: Cell, steps: list[Step]) -> list[tuple[Sum, bool]]:
    """How many of those who keep the base unit must change group or join, layer by layer.

    Each comes with whether people who change the base unit may be among them.
    """
    bounds: list[tuple[Sum, bool]] = []
    for layer in range(1, len(cell.seats)):
        stepping = [step for step in steps if step.home is None and layer in step.enters]
        by_hub = total(step.column for step in stepping if isinstance(step.enters[layer], Hub))
        direct = total(step.column for step in stepping if not isinstance(step.enters[layer], Hub))
        both = total(
            step.column
            for step in steps
            if step.home is not None and step.tags[layer][0] == "*" and cell.seats[layer] >= 0
        )
        if by_hub.terms and both.terms:
            bounds.append((direct + by_hub - both, True))
            if direct.terms:
                bounds.append((direct, True))
        elif stepping:
            bounds.append((direct + by_hub, False))
        if cell.seats[layer] in model.followed and both.terms:
            # Anybody who moves and is not followed leaves the group.
            model.add(by_hub >= both)
    return bounds
