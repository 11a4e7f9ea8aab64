"""The columns of people told apart: where each of their seats is in the end."""

from __future__ import annotations

from collections.abc import Iterable

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.demand_counts import Admission, DemandCount
from sanzu_graph.optimize.model import NO, YES, PartModel
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.problem import BASE, SeatLayer
from sanzu_graph.optimize.request import ADMIT, EXTEND, JOIN
from sanzu_graph.schema import DEPUTY, LEADER
from sanzu_graph.solving.sums import Sum, Variable, total


def people_apart(model: PartModel) -> None:
    """The columns of everybody told apart."""
    for member, cell in model.singles:
        model.persons[member] = _person(model, member, cell)
    for person in model.persons.values():
        _eligible_where_they_come(model, person)


def people_moved(model: PartModel) -> None:
    """Who of them is moved: any of their seats differs, or follows a merge."""
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
    """Each seat goes by itself to a unit with the same key; and there may be one more."""
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
        model.add(total([*stay, *come]) - count == 0, ("seats", member, layer.name))
        if stay:
            model.uses[layer.lever].append(len(stay) - total(stay))
    if extra:
        model.uses[EXTEND].append(total(extra))
        person.differs.append(total(extra))
        if len(extra) > 1:
            model.add(total(extra) <= 1, ("one more seat", member, layer.name))


def _first_seat(model: PartModel, person: Person, layer: SeatLayer) -> None:
    """Who has no seat in a layer gets at most one."""
    units = model.problem.joins_at(person.number, layer)
    columns = [_place(model, person, unit, 0) for unit in units]
    if not columns:
        return
    joined = total(columns)
    if len(columns) > 1:
        model.add(joined <= 1, ("first seat", person.number, layer.name))
    is_candidate = bool(layer.candidates[person.number])
    model.uses[ADMIT if is_candidate else JOIN].append(joined)
    if is_candidate:
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
    for one in person.differs:
        model.add(column - one >= 0)
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
                model.add(inside - able <= 0, ("eligible", person.number, unit))


def admissions(model: PartModel, person: Person) -> dict[Admission, Sum]:
    """The layers that somebody may be admitted to → whether to just these."""
    names = {number: model.problem.layers[number].name for number in person.admitted}
    found: dict[Admission, Sum] = {frozenset(): Sum([], YES)}
    for number, admitted in person.admitted.items():
        found = {
            **{some: model.both(holds, 1 - admitted) for some, holds in found.items()},
            **{
                some | {names[number]}: model.both(holds, admitted) for some, holds in found.items()
            },
        }
    return found


def as_admitted(model: PartModel, person: Person, masks: object) -> Sum:
    """Whether a rule holds of somebody, as they are in the end."""
    today = masks[frozenset()]  # type: ignore[index]
    values = {
        some: bool(masks.get(some, today)[person.number])  # type: ignore[attr-defined]
        for some in ([frozenset()] if not person.admitted else admissions(model, person))
    }
    if len(set(values.values())) == 1:
        return Sum([], int(values[frozenset()]))
    holding = [holds for some, holds in admissions(model, person).items() if values[some]]
    return sum(holding, Sum())


def belongs_to(model: PartModel, person: Person, layer: str, *, rollup: bool) -> Sum:
    """Whether somebody belongs to a layer in the end."""
    number = next((one.number for one in model.problem.layers if one.name == layer), None)
    if number is None:
        return Sum([], NO)
    if not rollup:
        seats = [
            inside
            for unit, inside in person.inside.items()
            if model.problem.layer_of.get(unit) == number
        ]
        if person.seats[number]:
            return Sum([], YES)  # no seat is given up
        return sum(seats, Sum())  # at most one first seat
    if model.merges_nested:
        units = model.problem.layers[number].units.tolist()
        return model.either(*(inside_at_end(model, person, unit) for unit in units))
    seats = [
        inside for unit, inside in _all_seats(model, person) if model.problem_above(unit, layer)
    ]
    return model.either(*seats)


def inside_at_end(model: PartModel, person: Person, place: int) -> Sum:
    """Whether somebody sits in a unit or below it in the end, all mergers made."""
    return model.either(
        *(
            model.both(inside, model.leads_up(unit, place))
            for unit, inside in _all_seats(model, person)
        )
    )


def _all_seats(model: PartModel, person: Person) -> Iterable[tuple[int, Sum]]:
    yield from person.inside.items()
    for unit in model.problem.elsewhere.get(person.number, ()):
        yield unit, Sum([], YES)


def counts_for(
    model: PartModel, person: Person, demand: DemandCount, units: tuple[int, ...]
) -> Sum:
    """Whether somebody counts for a demand in one of some units in the end."""
    seats = _seats_for(model, person, demand, units)
    if demand.role:
        seats = [_holds_post(model, person, unit, demand.role) for unit in units]
    conditions: list[Sum] = []
    if demand.duty:
        held = [Sum([], YES) for unit in units if person.number in demand.holders.get(unit, ())]
        held += _attached(model, person, demand.duty, units)
        conditions += [model.either(*held)]
        if demand.role:
            conditions += [model.either(*seats)]
    else:
        held = _held(model, person, demand, units)
        belongs = (
            belongs_to(model, person, demand.belongs, rollup=demand.belongs_rollup)
            if demand.belongs is not None and demand.kinds[0] == "per_base_unit"
            else Sum([], YES)
        )
        here = [model.both(model.either(*seats), belongs)]
        held += _attached(model, person, demand.duties, units)
        conditions += [model.either(*held, *here)]
    if demand.belongs is not None and demand.kinds[0] != "per_base_unit":
        conditions.append(belongs_to(model, person, demand.belongs, rollup=demand.belongs_rollup))
    if demand.among:
        if model.merges_nested and demand.belongs_rollup:
            among = [inside_at_end(model, person, place) for place in demand.among]
        else:
            among = [
                inside
                for unit, inside in _all_seats(model, person)
                if any(place in demand.among for place in _line(model, unit, demand))
            ]
        conditions.append(model.either(*among))
    conditions.append(as_admitted(model, person, demand.satisfying))
    return model.both(*conditions)


def _seats_for(
    model: PartModel, person: Person, demand: DemandCount, units: tuple[int, ...]
) -> list[Sum]:
    """The truth values of which any puts somebody in one of some units, as a demand counts."""
    if demand.rollup and model.merges_nested:
        return [inside_at_end(model, person, unit) for unit in units]
    return [
        inside
        for unit, inside in _all_seats(model, person)
        if any(place in units for place in model.above(unit, demand))
    ]


def _held(
    model: PartModel, person: Person, demand: DemandCount, units: tuple[int, ...]
) -> list[Sum]:
    """Whether somebody counts by a duty held today in one of some units."""
    if not demand.duties:
        return []
    found = [Sum([], YES) for unit in units if person.number in demand.holders.get(unit, ())]
    if demand.rollup and model.merges_nested:
        found += [
            merge + 0
            for unit in units
            for gone, merge in model.into(unit)
            if person.number in demand.holders.get(gone, ())
        ]
    return found


def _line(model: PartModel, unit: int, demand: DemandCount) -> list[int]:
    """A unit, and those above it where that counts."""
    line, at = [unit], int(model.problem.parents[unit])
    while demand.belongs_rollup and at >= 0 and at not in line:
        line.append(at)
        at = int(model.problem.parents[at])
    return line


def _holds_post(model: PartModel, person: Person, unit: int, role: str) -> Sum:
    """Whether somebody leads a unit in the end, or is deputy there."""
    from sanzu_graph.optimize.leader_rules import leads_at_end

    leads = leads_at_end(model, person, unit)
    if role == LEADER:
        return leads
    assert role == DEPUTY
    layer = model.problem.layers[model.problem.layer_of[unit]]
    if person.number not in layer.seats.deputies.get(unit, ()):
        return Sum([], NO)
    return model.both(model.at_end(person, unit), 1 - leads)


def _attached(
    model: PartModel, person: Person, duties: tuple[str, ...], units: tuple[int, ...]
) -> list[Sum]:
    return [
        model.attached["member", person.number, duty, unit] + 0
        for duty in duties
        for unit in units
        if ("member", person.number, duty, unit) in model.attached
    ]
