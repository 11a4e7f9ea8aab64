"""The columns of units: which groups change, which base units are merged, which leaders take duties
where, what stays unmet.
"""

from __future__ import annotations

from sanzu_graph.optimize.leader_rules import sitting
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.problem import BASE
from sanzu_graph.optimize.request import ATTACH, MERGE, PER_BASE_UNIT
from sanzu_graph.solving.sums import Sum


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
    mine = set(model.base_units)
    for units in problem.base.by_key.values():
        if units[0] not in mine:
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
    for number, demand in enumerate(model.problem.demands):
        layer = next(one.number for one in model.problem.layers if one.name == demand.layer)
        for unit in model.units_of[layer]:
            merging = layer == BASE and bool(model.merged(unit).terms)
            wide = demand.rollup and model.merges_nested
            open_ = merging or wide or bool(model.counted(number, [unit]).terms)
            for today, slacks, kind in (
                (demand.short, model.short, 0),
                (demand.over, model.over, 1),
            ):
                here = int(today[unit])
                most = max([here, *(int(today[gone]) for gone, _ in model.into(unit))])
                if most and open_:
                    column = slacks[number, unit] = model.column(most, here, name=("unmet", unit))
                    if most > here:
                        raised = Sum([], here)
                        for gone, merge in model.into(unit):
                            raised = raised + max(0, int(today[gone]) - here) * merge
                        model.add(column - raised <= 0)
                    gone_ = model.dissolved(unit)
                    if gone_.terms:
                        model.add(column + most * gone_ <= most)
                elif here and demand.repaired[kind]:
                    model.stays_unmet += here
                    if demand.kinds[kind] == PER_BASE_UNIT:
                        model.stays_missing += here
    for layer_ in model.problem.groups:
        for group in model.units_of[layer_.number]:
            over = layer_.scatter(group)
            if over and group in model.followed:
                model.scattered[group] = model.column(over, over, name=("scattered", group))
            elif over and layer_.counts_reach:
                model.stays_unmet += over


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
            room = people.constant + sum(model.upper[at] for at, times in people.terms if times > 0)
            model.distance[group] = model.column(
                max(room, high), max(low - size, size - high, 0), name=("distance", group)
            )
