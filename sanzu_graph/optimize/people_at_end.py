"""What holds of people in the end: where they sit, what they lead, which demands they count for.

Each answer is a truth value of a part's model, or a sum of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.optimize.admissions import Admission
from sanzu_graph.optimize.demand_counts import DemandCount
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.nesting import line_up
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.truths import NO, YES
from sanzu_graph.schema import DEPUTY, LEADER
from sanzu_graph.solving.sums import Sum

# -- how many count


def people_counted(model: PartModel, number: int, units: Sequence[int]) -> Sum:
    """How many count for a demand in one unit in the end, or in two that are merged."""
    people = Sum()
    demand = model.problem.demands[number]
    for unit in units:
        alike = sum(
            cell.size
            for cell in model.cells_counting(number, unit)
            if model.before(cell) >> number & 1
        )
        people = people + Sum(model.count.get((number, unit), []), alike)
    tellers = {
        person.number: person
        for unit in units
        for place in model.below(unit, demand)
        for person in model.persons_in.get(place, [])
    }
    if demand.rollup and model.problem.nested:
        tellers = dict(model.persons)
    for unit in units:
        for member in demand.holders.get(unit, ()):
            if member in model.persons:
                tellers[member] = model.persons[member]
    for key in model.attached:
        if key[0] == "member" and key[3] in units:
            tellers[key[1]] = model.persons[key[1]]
    for person in tellers.values():
        people = people + somebody_counts(model, person, number, tuple(units))
    return people


def somebody_counts(model: PartModel, person: Person, number: int, units: tuple[int, ...]) -> Sum:
    """Whether somebody told apart counts for a demand in one of some units in the end."""
    key = ("counts", person.number, number, units)
    if key not in model.known:
        model.known[key] = counts_for(model, person, model.problem.demands[number], units)
    return model.known[key]


# -- who leads


def sitting(model: PartModel, unit: int) -> tuple[int, ...]:
    """Who leads a unit today."""
    return model.problem.layers[model.layer_of[unit]].seats.leaders.get(unit, ())


def leads_at_end(model: PartModel, person: Person, unit: int) -> Sum:
    """Whether somebody told apart leads a unit in the end."""
    ways: list[Sum] = []
    number = person.number
    if (unit, number) in model.stays_leader:
        ways.append(model.both(model.stays_leader[unit, number], 1 - model.dissolved(unit)))
    elif not sitting(model, unit):
        ways += [
            model.both(model.stays_leader[gone, number], merge + 0)
            for gone, merge in model.into(unit)
            if (gone, number) in model.stays_leader
        ]
    if (unit, number) in model.new_leader:
        ways.append(model.new_leader[unit, number] + 0)
    return sum(ways, Sum())


# -- who is where


def admissions(model: PartModel, person: Person) -> dict[Admission, Sum]:
    """The layers that somebody may be admitted to → whether to just these."""
    names = {number: model.problem.layers[number].name for number in person.admitted}
    truths: dict[Admission, Sum] = {frozenset(): Sum([], YES)}
    for number, admitted in person.admitted.items():
        truths = {
            **{some: model.both(holds, 1 - admitted) for some, holds in truths.items()},
            **{
                some | {names[number]}: model.both(holds, admitted)
                for some, holds in truths.items()
            },
        }
    return truths


def as_admitted(model: PartModel, person: Person, masks: Mapping[Admission, Mask]) -> Sum:
    """Whether a rule holds of somebody, as they are in the end."""
    today = masks[frozenset()]
    values = {
        some: bool(masks.get(some, today)[person.number])
        for some in ([frozenset()] if not person.admitted else admissions(model, person))
    }
    if len(set(values.values())) == 1:
        return Sum([], int(values[frozenset()]))
    holding = [holds for some, holds in admissions(model, person).items() if values[some]]
    return sum(holding, Sum())


def belongs_to(model: PartModel, person: Person, layer: str, *, rollup: bool) -> Sum:
    """Whether somebody belongs to a layer in the end."""
    number = next((other.number for other in model.problem.layers if other.name == layer), None)
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
            model.both(inside, _is_below(model, unit, place))
            for unit, inside in _all_seats(model, person)
        )
    )


def _is_below(model: PartModel, unit: int, place: int, seen: frozenset[int] = frozenset()) -> Sum:
    """Whether a unit, or the one it is merged into, is another one or below it in the end.

    `seen` holds the units from which the question came: parents may form a circle.
    """
    key = ("below", unit, place)
    if key in model.known and not seen:
        return model.known[key]
    if unit < 0 or unit in seen:
        return Sum([], NO)

    def ends(here: int) -> Sum:
        if here == place:
            return Sum([], YES)
        return _is_below(model, int(model.problem.parents[here]), place, seen | {unit})

    ways = [model.both(1 - model.dissolved(unit), ends(unit))]
    ways += [
        model.both(merge + 0, ends(kept))
        for (kept, gone), merge in model.merge.items()
        if gone == unit and kept not in seen
    ]
    below = model.either(*ways)
    if not seen:
        model.known[key] = below
    return below


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
    """Truth values; if any holds, somebody is in one of some units, as a demand counts."""
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
    duties = [Sum([], YES) for unit in units if person.number in demand.holders.get(unit, ())]
    if demand.rollup and model.merges_nested:
        duties += [
            merge + 0
            for unit in units
            for gone, merge in model.into(unit)
            if person.number in demand.holders.get(gone, ())
        ]
    return duties


def _line(model: PartModel, unit: int, demand: DemandCount) -> list[int]:
    """A unit, and those above it where that counts."""
    return list(line_up(model.problem.parents, unit)) if demand.belongs_rollup else [unit]


def _holds_post(model: PartModel, person: Person, unit: int, role: str) -> Sum:
    """Whether somebody leads a unit in the end, or is deputy there."""
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
