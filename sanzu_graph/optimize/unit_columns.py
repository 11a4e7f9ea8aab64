"""The columns of units: which groups change, which base units are merged, which leaders take duties
where, what stays unmet.
"""

from __future__ import annotations

from collections.abc import Mapping

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import people_counted, sitting
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.request import ATTACH, MERGE, PER_BASE_UNIT
from sanzu_graph.solving.sums import Sum, Variable


def changed_groups(model: PartModel) -> None:
    """Which groups change."""
    for number in sorted(model.problem.tracked):
        for group in model.units_of[number]:
            if _may_change(model, group):
                model.changed[group] = model.column(1, name=("changes", group))


def _may_change(model: PartModel, group: int) -> bool:
    return bool(
        model.cells_in.get(group)
        or model.persons_in.get(group)
        or model.hubs_to.get(group)
        or model.direct_entries.get(group)
    )


def merges(model: PartModel) -> None:
    """Which base unit dissolves into which, and how many follow who stay otherwise as they are."""
    problem = model.problem
    if not problem.merges:
        return
    own_units = set(model.base_units)
    for units in problem.base.by_key.values():
        if units[0] not in own_units:
            continue
        for kept, gone in problem.pairs_to_merge(units):
            column = model.merge[kept, gone] = model.column(1, name=("merges", kept, gone))
            model.uses[MERGE].append(column + 0)
    if not problem.ask.count_followers:
        return
    for gone in sorted({gone for _, gone in model.merge}):
        people = sum(cell.size for cell in model.cells_in.get(gone, []))
        if people:
            model.follow[gone] = model.column(people, name=("follow", gone))
            model.moved.append(model.follow[gone] + 0)


def liaisons(model: PartModel) -> None:
    """Which leaders take which duty in which base unit."""
    problem = model.problem
    useful = {duty for demand in problem.demands for duty in (*demand.duties, *demand.duty)}
    for duty, numbers in problem.duties.items():
        if duty not in useful:
            continue
        for person in list(model.persons.values()):
            places = _places_led(model, person, numbers)
            for unit in model.base_units:
                if (person.number, unit) in problem.barred_duties:
                    continue
                if int(problem.place[unit]) in places and (unit, duty) not in problem.holders:
                    column = model.column(1, name=("attached", person.number, duty, unit))
                    model.attached["member", person.number, duty, unit] = column
                    model.uses[ATTACH].append(column + 0)


def _places_led(model: PartModel, person: Person, numbers: tuple[int, ...]) -> set[int]:
    """The sites where somebody may lead a unit of some layers in the end."""
    problem = model.problem
    units = [unit for unit, member in model.stays_leader if member == person.number]
    units += [unit for unit, member in model.new_leader if member == person.number]
    units += [kept for kept, gone in model.merge if gone in units and not sitting(model, kept)]
    return {int(problem.place[unit]) for unit in units if problem.layer_of[unit] in numbers}


def unmet(model: PartModel) -> None:
    """What may stay unmet: no more than is unmet today; where nothing can change it, all of that."""
    numbers = {layer.name: layer.number for layer in model.problem.layers}
    for number, demand in enumerate(model.problem.demands):
        for unit in model.units_of[numbers[demand.layer]]:
            _unmet_in(model, number, unit)
    for layer in model.problem.groups:
        for group in model.units_of[layer.number]:
            over = layer.scatter(group)
            if over and group in model.followed:
                model.scattered[group] = model.column(over, over, name=("scattered", group))
            elif over and layer.counts_reach:
                model.stays_unmet += over


def _unmet_in(model: PartModel, number: int, unit: int) -> None:
    """What may stay unmet of one demand in one unit."""
    demand = model.problem.demands[number]
    merging = bool(model.merged(unit).terms)
    wide = demand.rollup and model.merges_nested
    open_ = merging or wide or bool(people_counted(model, number, [unit]).terms)
    sides = ((demand.short, model.short, 0), (demand.over, model.over, 1))
    for today, slacks, kind in sides:
        here = int(today[unit])
        if open_:
            caps = {at: int(today[at]) for at in unit_with_merged(model, unit)}
            slack = slack_in(model, unit, caps, "unmet")
            if slack is not None:
                slacks[number, unit] = slack
        elif here and demand.repaired[kind]:
            model.stays_unmet += here
            model.stays_missing += here * (demand.kinds[kind] == PER_BASE_UNIT)


def unit_with_merged(model: PartModel, unit: int) -> list[int]:
    """A unit and those that may be merged into it."""
    return [unit, *(gone for gone, _ in model.into(unit))]


def slack_in(
    model: PartModel, unit: int, caps: Mapping[int, int], name: str, start: int | None = None
) -> Variable | None:
    """A column for what is broken in a unit; None where nothing may be.

    Parameters
    ----------
    model, unit
        The model, and the unit.
    caps
        The unit and those that may be merged into it → how much may be broken there.
    name
        What the column is called.
    start
        How much is broken if nothing is done; by default as much as may be.
    """
    most, here = max(caps.values()), caps[unit]
    if not most:
        return None
    slack = model.column(most, here if start is None else start, name=(name, unit))
    if most > here:
        raised = Sum([], here)
        for gone, merge in model.into(unit):
            if caps[gone] > here:
                raised = raised + (caps[gone] - here) * merge
        model.add(slack <= raised)
    dissolved = model.dissolved(unit)
    if dissolved.terms:
        model.add(slack <= most * (1 - dissolved))
    return slack


def distances(model: PartModel) -> None:
    """How far each group is from today's mean size of its layer."""
    if not model.problem.watches_sizes:
        return
    for layer in model.problem.groups:
        low, high = layer.mean
        for group in model.units_of[layer.number]:
            people = model.people(group)
            if not people.terms:
                continue
            size = int(layer.seats.people[group])
            farthest = max(model.ceiling(people), high)
            today = max(low - size, size - high, 0)
            model.distance[group] = model.column(farthest, today, name=("distance", group))
