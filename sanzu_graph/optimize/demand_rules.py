"""What the policy demands of every unit; one function a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import people_counted
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.solving.sums import Sum, Variable


def _units(model: PartModel, number: int) -> Iterator[tuple[int, Sum, bool]]:
    """The units of a demand: how many count there in the end, whether the unit may be merged."""
    demand = model.problem.demands[number]
    layer = next(other.number for other in model.problem.layers if other.name == demand.layer)
    for unit in model.units_of[layer]:
        counted = people_counted(model, number, [unit])
        merging = layer == BASE and bool(model.merged(unit).terms)
        if counted.terms or merging or (_is_wide(model, number) and model.merge):
            yield unit, counted, merging


def _is_wide(model: PartModel, number: int) -> bool:
    """Whether units above count too, so that each is looked at with all mergers made."""
    return model.merges_nested and model.problem.demands[number].rollup


def every_minimum_is_met_or_missing(model: PartModel) -> None:
    """A unit has as many people of a kind as demanded, or some count as missing.

    For units that merge, `merged_units_meet_each_demand_as_one` asks it.
    """
    for number, demand in enumerate(model.problem.demands):
        least = demand.least or 0
        for unit, counted, merging in _units(model, number) if least else ():
            slack = _slack(model.short, number, unit)
            spared = model.dissolved(unit) if _is_wide(model, number) else model.merged(unit)
            relief = least * spared if merging else Sum()
            model.add(counted + slack + relief >= least, (demand.name, unit))


def no_maximum_is_exceeded(model: PartModel) -> None:
    """A unit has at most as many people of a kind as allowed, or some count as too many."""
    for number, demand in enumerate(model.problem.demands):
        if demand.most is None:
            continue
        for unit, counted, merging in _units(model, number):
            slack = _slack(model.over, number, unit)
            spared = model.dissolved(unit) if _is_wide(model, number) else model.merged(unit)
            relief = model.ceiling(counted) * spared if merging else Sum()
            model.add(counted <= demand.most + slack + relief, (demand.name, unit))


def merged_units_meet_each_demand_as_one(model: PartModel) -> None:
    """The minimum and the maximum hold for the people of both units, each counted once."""
    for number, demand in enumerate(model.problem.demands):
        if demand.layer != model.problem.base.name or _is_wide(model, number):
            continue
        for (kept, gone), merge in model.merge.items():
            if demand.least:
                counted = people_counted(model, number, [kept, gone])
                slack = _slack(model.short, number, kept)
                model.add(counted + slack >= demand.least * merge, (demand.name, kept, gone))
            if demand.most is not None:
                counted = people_counted(model, number, [kept, gone])
                slack, room = _slack(model.over, number, kept), model.ceiling(counted)
                most = demand.most + slack + room * (1 - merge)
                model.add(counted <= most, (demand.name, kept, gone))


def no_unit_is_emptied(model: PartModel) -> None:
    """A unit that has members has some in the end, unless it is merged away."""
    for layer in model.problem.layers:
        for unit in model.units_of[layer.number]:
            people = model.people(unit)
            if not layer.seats.people[unit] or not people.terms:
                continue
            model.add(people + model.merged(unit) >= 1, ("not emptied", unit))
            for gone, merge in model.into(unit):
                model.add(people + model.people(gone) >= merge, ("not emptied", unit))


def headcounts_stay_as_they_are(model: PartModel) -> None:
    """Every base unit keeps its headcount; in a merged unit, people who sat in both count once."""
    if not model.problem.ask.keep_headcounts:
        return
    base = model.problem.base
    for unit in model.base_units:
        people, today = model.people(unit), int(base.seats.people[unit])
        merging = model.merged(unit)
        room = model.ceiling(people) + today if merging.terms else 0
        model.add(people <= today + room * merging, ("headcount", unit))
        model.add(people >= today - room * merging, ("headcount", unit))
    for (kept, gone), merge in model.merge.items():
        people = model.people(kept) + model.people(gone) - _twice(model, kept, gone)
        before = int(base.seats.people[kept]) + int(base.seats.people[gone])
        before -= sum(kept in units and gone in units for units in base.seats.several.values())
        room = model.ceiling(people) + before
        model.add(people <= before + room * (1 - merge), ("headcount", kept, gone))
        model.add(people >= before - room * (1 - merge), ("headcount", kept, gone))


def _twice(model: PartModel, kept: int, gone: int) -> Sum:
    """How many people sit in both of two units in the end, mergers apart."""
    both = Sum()
    for person in model.persons_in.get(kept, []):
        if gone in person.inside:
            both = both + model.both(person.inside[kept], person.inside[gone])
    return both


def distances_are_measured(model: PartModel) -> None:
    """The distance of a group is how far its size is from today's mean."""
    for group, distance in model.distance.items():
        low, high = model.problem.layers[model.layer_of[group]].mean
        people = model.people(group)
        model.add(distance >= people - high, ("distance", group))
        model.add(distance >= low - people, ("distance", group))


def _slack(slacks: Mapping[tuple[int, int], Variable], number: int, unit: int) -> Sum:
    """What a demand misses in a unit, as far as it may."""
    column = slacks.get((number, unit))
    return Sum() if column is None else column + 0
