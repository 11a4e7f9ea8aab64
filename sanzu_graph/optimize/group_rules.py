"""Which groups change, and how many base units they reach; one function a rule."""

from __future__ import annotations

from collections.abc import Iterator

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.hubs import Hub
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.people_at_end import inside_at_end, people_counted
from sanzu_graph.optimize.persons import Person
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.optimize.truths import NO
from sanzu_graph.solving.sums import Sum, Variable, total


def a_group_that_somebody_leaves_or_enters_changes(model: PartModel) -> None:
    """Nobody leaves a group that does not change, and nobody enters it."""
    for group, change in model.changed.items():
        layer = model.layer_of[group]
        for cell in model.cells_in.get(group, []):
            leaving = model.leaving(cell, layer)
            if leaving.terms:
                model.add(leaving <= cell.size * change)
        for hub, column in model.hubs_to.get(group, []):
            model.add(column <= hub.room * change)
        for step in model.direct_entries.get(group, []):
            model.add(step.column <= step.cell.size * change)
        for person in model.persons_in.get(group, []):
            inside = person.inside[group]
            if inside.terms:
                here = group in person.seats[layer]
                model.add((1 - inside if here else inside) <= change)


def a_group_that_comes_to_a_new_base_unit_changes(model: PartModel) -> None:
    """Nobody takes a group that does not change to a base unit where it is not."""
    for group, change in model.changed.items():
        layer, reach = model.layer_of[group], model.reach(group)
        for inside in _elsewhere(model, group):
            model.add(inside <= change)
        if group in model.followed:
            for unit, arrivals in followed_arrivals(model, group).items():
                if unit not in reach:
                    for hub, column in arrivals:
                        model.add(column <= hub.room * change)
            continue
        for cell in model.cells_in.get(group, []):
            beyond = total(
                step.column
                for step in model.steps_of.get(cell.number, [])
                if step.home is not None and step.tags[layer] == ("*", group)
            )
            if beyond.terms:
                model.add(beyond <= cell.size * change)


def _elsewhere(model: PartModel, group: int) -> Iterator[Sum]:
    """Whether members told apart sit in base units in the end where a group is not today."""
    layer, reach = model.layer_of[group], model.reach(group)
    for person in model.persons_in.get(group, []):
        if group in person.seats[layer]:
            for unit, inside in person.inside.items():
                if model.problem.layer_of.get(unit) == BASE and unit not in reach:
                    yield inside


def a_group_that_loses_a_base_unit_changes(model: PartModel) -> None:
    """A group that does not change still has somebody in each of its base units."""
    for group, change in model.changed.items():
        layer = model.layer_of[group]
        arrivals = followed_arrivals(model, group)
        for unit in sorted(model.reach(group)):
            cells = [cell for cell in model.cells_in.get(group, []) if cell.seats[BASE] == unit]
            persons = _members_told_apart(model, group, unit)
            if persons is None:
                continue
            coming = total(column for _, column in arrivals.get(unit, [])) + persons
            people = sum(cell.size for cell in cells)
            if any(cell.is_fixed or not _may_go(model, cell, layer) for cell in cells):
                continue
            if group in model.followed:
                stayers = followed_stayers(model, group, unit)
                model.add(coming + stayers + change >= 1)
                continue
            # Anybody who both moves and leaves must not be taken away twice, so there are two rows.
            moving = sum((model.leaving(cell, BASE) for cell in cells), Sum())
            model.add(coming + people - moving + change >= 1)
            leaving = sum((model.leaving(cell, layer) for cell in cells), Sum())
            if leaving.terms:
                within = total(
                    step.column
                    for cell in cells
                    for step in model.steps_of.get(cell.number, [])
                    if step.home is not None and step.tags[layer][0] == "in"
                )
                model.add(coming + people - within - leaving + change >= 1)


def _may_go(model: PartModel, cell: Cell, layer: int) -> bool:
    return bool(model.leaving(cell, BASE).terms or model.leaving(cell, layer).terms)


def _members_told_apart(model: PartModel, group: int, unit: int) -> Sum | None:
    """How many of a group's members told apart sit in a base unit in the end.

    None if some surely do. If the group does not change, its members are those of today.
    """
    layer, people = model.layer_of[group], Sum()
    for person in model.persons_in.get(group, []):
        if group in person.seats[layer] and unit in person.inside:
            inside = person.inside[unit]
            if not inside.terms and inside.constant:
                return None
            people = people + inside
    return people


def a_group_with_people_in_a_dissolved_unit_changes(model: PartModel) -> None:
    """A group with people in a unit that goes has another set of base units afterwards."""
    for group, change in model.changed.items():
        for unit in model.reach(group):
            gone = model.dissolved(unit)
            if gone.terms:
                model.add(gone <= change)


# -- followed groups


def followed_arrivals(model: PartModel, group: int) -> dict[int, list[tuple[Hub, Variable]]]:
    """Base unit → the hubs by which people of a group arrive there, with the column.

    These are people who are in the group today, or come to be in it.

    For a group that is not followed these are only people who keep to the base units where it is
    already.
    """
    return model.arrivals.get(group, {})


def followed_stayers(model: PartModel, group: int, unit: int, *, only: Cell | None = None) -> Sum:
    """How many people alike stay both in a followed group and in a base unit."""
    layer = model.layer_of[group]
    stayers = Sum()
    for cell in model.cells_in.get(group, []) if only is None else [only]:
        if cell.seats[BASE] != unit:
            continue
        # Anybody who moves by a hub that does not follow leaves the group, too.
        gone = total(
            step.column
            for step in model.steps_of.get(cell.number, [])
            if (step.home is None and layer in step.enters)
            or (step.home is not None and step.tags[layer][0] in ("at", "enter"))
        )
        stayers = stayers + cell.size - gone
    return stayers


def followed_groups_are_present_where_somebody_is(model: PartModel) -> None:
    """In which base units a followed group is in the end."""
    for group in sorted(model.followed & model.layer_of.keys()):
        for unit in _units_of_presence(model, group):
            _present(model, group, unit)


def _units_of_presence(model: PartModel, group: int) -> list[int]:
    if model.merges_nested and _is_wide(model, group):
        return list(model.base_units)
    units = set(followed_arrivals(model, group))
    units |= {cell.seats[BASE] for cell in model.cells_in.get(group, [])}
    units |= {
        step.cell.seats[BASE] for step in model.direct_entries.get(group, []) if step.home is None
    }
    for person in _wide_members(model, group):
        units |= {place for unit in person.inside for place in _bases(model, group, unit)}
        for unit in model.problem.elsewhere.get(person.number, ()):
            units |= set(_bases(model, group, unit))
    return sorted(unit for unit in units if unit >= 0)


def _is_wide(model: PartModel, group: int) -> bool:
    layer = model.problem.layers[model.layer_of[group]]
    return bool(model.problem.nested) and model.problem.policy.layer(layer.name).rollup


def _bases(model: PartModel, group: int, unit: int) -> tuple[int, ...]:
    """The base units in which a seat in a unit counts for the reach of a group."""
    if _is_wide(model, group):
        return model.problem_above(unit, model.problem.base.name)
    return (unit,) if model.problem.layer_of.get(unit) == BASE else ()


def _wide_members(model: PartModel, group: int) -> list[Person]:
    """Those told apart who may be in a group in the end, or below it where that counts."""
    if not _is_wide(model, group):
        return model.persons_in.get(group, [])
    return [person for person in model.persons.values() if _inside(model, person, group)]


def _inside(model: PartModel, person: Person, group: int) -> list[Sum]:
    """Truth values; if any of them holds, somebody is a member of a group."""
    if not _is_wide(model, group):
        return [person.inside[group]] if group in person.inside else []
    layer = model.problem.layers[model.layer_of[group]].name
    seats = [
        inside
        for unit, inside in person.inside.items()
        if group in model.problem_above(unit, layer)
    ]
    seats += [
        Sum([], 1)
        for unit in model.problem.elsewhere.get(person.number, ())
        if group in model.problem_above(unit, layer)
    ]
    return seats


def _present(model: PartModel, group: int, unit: int) -> None:
    spread = model.problem.layers[model.layer_of[group]].spread
    start = int(unit in spread.get(group, ()))
    column = model.column(1, start, name=("present", group, unit))
    model.present[group, unit] = column + 0
    for hub, arrival in followed_arrivals(model, group).get(unit, []):
        model.add(arrival <= hub.room * column)
    for step in model.direct_entries.get(group, []):
        if step.home is None and step.cell.seats[BASE] == unit:
            model.add(step.column <= step.cell.size * column)
    for cell in model.cells_in.get(group, []):
        if cell.seats[BASE] == unit:
            model.add(followed_stayers(model, group, unit, only=cell) <= cell.size * column)
    for both in _in_both(model, group, unit):
        if both.terms or both.constant != NO:
            model.add(both <= column)


def _in_both(model: PartModel, group: int, unit: int) -> Iterator[Sum]:
    """Whether those told apart are in a group and in a base unit in the end, each."""
    if model.merges_nested and _is_wide(model, group):
        for person in model.persons.values():
            yield model.both(
                inside_at_end(model, person, group), inside_at_end(model, person, unit)
            )
        return
    for person in _wide_members(model, group):
        there = [
            inside for base, inside in person.inside.items() if unit in _bases(model, group, base)
        ]
        there += [
            Sum([], 1)
            for other in model.problem.elsewhere.get(person.number, ())
            if unit in _bases(model, group, other)
        ]
        if there:
            member = model.either(*_inside(model, person, group))
            yield model.both(member, model.either(*there))


def groups_reach_no_more_base_units_than_they_may(model: PartModel) -> None:
    """A followed group is in no more base units than its layer allows.

    Two base units that are merged count once.
    """
    for group in sorted(model.followed & model.layer_of.keys()):
        most = model.problem.layers[model.layer_of[group]].most_base_units
        if most is None:
            continue
        units = [unit for other, unit in model.present if other == group]
        present = sum((model.present[group, unit] for unit in units), Sum())
        for (kept, gone), merge in model.merge.items():
            if kept in units and gone in units and not _is_wide(model, group):
                present = present - model.both(
                    model.present[group, kept], model.present[group, gone], merge + 0
                )
        slack = model.scattered[group] + 0 if group in model.scattered else Sum()
        model.add(present <= most + slack, ("reach", group))


def at_most_so_many_groups_change(model: PartModel) -> None:
    """The caller limits how many groups change."""
    most = model.limits.get("groups")
    if most is not None and model.changed:
        model.add(total(model.changed.values()) <= most, "groups")


def something_of_each_earlier_plan_is_spared(model: PartModel) -> None:
    """The plan spares something of each earlier plan.

    One of the groups that it changes does not change, or one of the base units that it fills gets
    nobody.
    """
    for groups, filled in model.problem.spare:
        differing = total(
            model.changed[group] for group in sorted(groups) if group in model.changed
        )
        for unit in sorted(filled):
            coming = [(column + 0, hub.room) for hub, column in model.hubs_to.get(unit, [])]
            coming += [
                (person.gained[unit], 1)
                for person in model.persons_in.get(unit, [])
                if unit in person.gained
            ]
            if coming:
                filling = model.column(1, name=("fills", unit))
                differing = differing + filling
                for column, room in coming:
                    model.add(column <= room * filling)
        model.add(differing <= len(groups) + len(filled) - 1, "spared")


# -- rows that no plan breaks: they refuse fractions of groups for fractions of people


def a_group_that_is_elsewhere_changes(model: PartModel) -> None:
    """A followed group changes where the base units change in which it is present."""
    for (group, unit), present in model.present.items():
        if group in model.changed and not _is_wide(model, group):
            if unit in model.reach(group):
                model.add(present + model.changed[group] >= 1)
            else:
                model.add(present <= model.changed[group])


def a_followed_group_helps_a_base_unit_only_by_being_there(model: PartModel) -> None:
    """What a followed group brings to a unit that lacks people of its layer is bounded.

    It counts at most as much as the demand asks for, and only where the group is present.
    """
    numbers = {layer.name: layer.number for layer in model.problem.layers}
    for number, demand in enumerate(model.problem.demands):
        if not demand.least or demand.kinds[0] != "per_base_unit" or demand.rollup:
            continue
        layer = numbers[demand.belongs]  # type: ignore[index]
        with_people = [
            group
            for group in model.units_of[layer]
            if model.cells_in.get(group)
            or model.hubs_to.get(group)
            or model.direct_entries.get(group)
        ]
        if any(group not in model.followed for group in with_people):
            continue  # people of a group that is not followed would count nowhere
        for unit in model.base_units:
            groups = [group for group in model.units_of[layer] if (group, unit) in model.present]
            stays = bool(demand.short[unit]) and (number, unit) not in model.short
            if not groups or stays or model.merged(unit).terms or demand.holders.get(unit):
                continue
            if any(key[3] == unit for key in model.attached):
                continue
            rest = _others(model, number, unit, layer, frozenset(groups))
            there = sum((demand.least * model.present[group, unit] for group in groups), Sum())
            slack = model.short[number, unit] + 0 if (number, unit) in model.short else Sum()
            model.add(rest + there + slack >= demand.least, ("helps", unit))


def _others(model: PartModel, number: int, unit: int, layer: int, groups: frozenset[int]) -> Sum:
    """A demand in a base unit without what followed groups of a layer bring or have there."""
    own: set[int] = set()
    counted = people_counted(model, number, [unit])
    constant = counted.constant
    for cell in model.cells_in.get(unit, []):
        steps = model.steps_of.get(cell.number, [])
        if cell.seats[layer] in groups:
            constant -= cell.size if model.before(cell) >> number & 1 else 0
            own |= {int(step.column) for step in steps}
        else:
            own |= {
                int(step.column)
                for step in steps
                if isinstance(step.enters.get(layer), int) and step.enters[layer] in groups
            }
    for hub, column in model.hubs_to.get(unit, []):
        if any(group in groups for _, group in hub.inside):
            own.add(int(column))
    terms = [(column, times) for column, times in counted.terms if int(column) not in own]
    return Sum(terms, constant)
