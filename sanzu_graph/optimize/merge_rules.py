"""What holds where base units are merged; one function a rule."""

from __future__ import annotations

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.solving.sums import Sum, total


def a_base_unit_is_merged_once_at_most(model: PartModel) -> None:
    """A base unit takes one unit in, or goes into another, or neither."""
    for unit in model.base_units:
        merged = model.merged(unit)
        if len(merged.terms) > 1:
            model.add(merged <= 1, ("merged once", unit))


def nobody_enters_a_dissolved_unit(model: PartModel) -> None:
    """Nobody comes to a unit that goes, to get into the unit that takes it in."""
    for unit in sorted({gone for _, gone in model.merge}):
        gone = model.dissolved(unit)
        for hub, column in model.hubs_to.get(unit, []):
            model.add(column + hub.room * gone <= hub.room, ("dissolved", unit))
        for person in model.persons_in.get(unit, []):
            if unit in person.gained and person.inside[unit].terms:
                model.add(person.inside[unit] + gone <= 1, ("dissolved", unit))


def nobody_gains_the_seat_that_another_seat_follows_to(model: PartModel) -> None:
    """A merge makes two seats one only where somebody sits in both units today."""
    for (kept, gone), merge in model.merge.items():
        for person in model.persons_in.get(gone, []):
            if kept in person.gained and person.inside[kept].terms:
                model.add(person.gained[kept] + person.inside[gone] <= 1 + (1 - merge))


def people_left_in_a_dissolved_unit_follow(model: PartModel) -> None:
    """People who follow count as moved, unless they count for another reason."""
    for unit, column in model.follow.items():
        cells = model.cells_in.get(unit, [])
        moved = sum((model.moved_of.get(cell.number, Sum()) for cell in cells), Sum())
        people = sum(cell.size for cell in cells)
        model.add(column + moved >= people * model.dissolved(unit), ("follow", unit))


def at_most_so_many_units_are_dissolved(model: PartModel) -> None:
    """The caller limits how many base units are dissolved."""
    most = model.limits.get("merges")
    if most is not None and model.merge:
        model.add(total(model.merge.values()) <= most, "merges")
