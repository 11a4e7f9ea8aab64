"""The columns of people told apart: where each of their seats is in the end."""

from __future__ import annotations

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import as_admitted
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.request import ADMIT, EXTEND
from sanzu_graph.optimize.seat_layers import BASE, SeatLayer
from sanzu_graph.optimize.truths import YES
from sanzu_graph.solving.sums import Sum, Variable, total


def people_apart(model: PartModel) -> None:
    """The columns of everybody told apart."""
    for member, cell in model.singles:
        model.persons[member] = _person(model, member, cell)
    for person in model.persons.values():
        _eligible_where_they_come(model, person)


def people_moved(model: PartModel) -> None:
    """Somebody told apart is moved if any of their seats differs, or follows a merge."""
    for person in model.persons.values():
        if model.problem.ask.count_followers:
            for unit in person.seats[BASE]:
                merging = total(
                    column
                    for (kept, gone), column in model.merge.items()
                    if gone == unit and kept not in person.seats[BASE]
                )
                if merging.terms:
                    person.differs.append(model.both(person.inside[unit], merging))
        _moved(model, person)


def _person(model: PartModel, member: int, cell: Cell) -> Person:
    layers = model.problem.layers
    person = Person(member, cell, tuple(layer.seats.of(member) for layer in layers))
    for layer in layers:
        for unit in person.seats[layer.number]:
            person.inside[unit] = Sum([], YES)
        if person.seats[layer.number]:
            _seats_go(model, person, layer)
        else:
            _first_seat(model, person, layer)
    return person


def _seats_go(model: PartModel, person: Person, layer: SeatLayer) -> None:
    """Each seat goes by itself to a unit with the same key; one further seat may come."""
    problem, member = model.problem, person.number
    going: dict[int, list[int]] = {}
    aims: dict[int, list[int]] = {}
    for unit in person.seats[layer.number]:
        open_ = problem.goes_to(member, layer, unit)
        if open_:
            key = int(layer.key[unit])
            going.setdefault(key, []).append(unit)
            aims[key] = list(open_)
    more = problem.extends_at(member, layer)
    extra: list[Variable] = []
    for unit in more:
        key = int(layer.key[unit])
        if unit not in aims.setdefault(key, []):
            aims[key].append(unit)
    extending = {int(layer.key[unit]) for unit in more}
    for key, targets in aims.items():
        stay = [_place(model, person, unit, 1) for unit in going.get(key, [])]
        come = [_place(model, person, unit, 0) for unit in targets]
        count = Sum([], len(stay))
        if key in extending:
            extra.append(model.column(1, name=("extends", member, layer.name, key)))
            count = count + extra[-1]
        model.add(total([*stay, *come]) == count, ("seats", member, layer.name))
        if stay:
            model.uses[layer.lever].append(len(stay) - total(stay))
    if extra:
        model.uses[EXTEND].append(total(extra))
        person.differs.append(total(extra))
        if len(extra) > 1:
            model.add(total(extra) <= 1, ("one more seat", member, layer.name))


def _first_seat(model: PartModel, person: Person, layer: SeatLayer) -> None:
    """Somebody without a seat in a layer gets at most one."""
    units = model.problem.joins_at(person.number, layer)
    columns = [_place(model, person, unit, 0) for unit in units]
    if not columns:
        return
    joined = total(columns)
    if len(columns) > 1:
        model.add(joined <= 1, ("first seat", person.number, layer.name))
    lever = layer.entry(person.number)
    model.uses[lever].append(joined)
    if lever == ADMIT:
        person.admitted[layer.number] = joined


def _place(model: PartModel, person: Person, unit: int, start: int) -> Variable:
    column = model.column(1, start, name=("sits", person.number, unit))
    person.inside[unit] = column + 0
    return column


def _moved(model: PartModel, person: Person) -> None:
    """Whether any seat differs."""
    here = {unit for units in person.seats for unit in units}
    for unit, inside in person.inside.items():
        if inside.terms:
            person.differs.append(1 - inside if unit in here else inside)
    if not person.differs:
        return
    column = model.column(1, name=("moved", person.number))
    for differs in person.differs:
        model.add(column >= differs)
    person.moved = column + 0
    model.moved.append(person.moved)


def _eligible_where_they_come(model: PartModel, person: Person) -> None:
    """Nobody new comes where placement does not let them sit, admitted as they are."""
    here = {unit for units in person.seats for unit in units}
    for unit, inside in person.inside.items():
        if unit not in here and inside.terms:
            layer = model.problem.layers[model.problem.layer_of[unit]]
            able = as_admitted(model, person, layer.may_sit)
            if able.terms or able.constant != YES:
                model.add(inside <= able, ("eligible", person.number, unit))
