"""Rows that no plan breaks anyway, but without which fractions of people would make fractions of
groups do.
"""

from __future__ import annotations

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.hubs import Hub
from sanzu_graph.solving.sums import Terms


def a_followed_group_helps_a_base_unit_only_by_being_there(book: Book) -> None:
    """However many a followed group brings to a unit that lacks people of its layer, it counts as
    what is demanded, and only where it is present.
    """
    problem = book.problem
    numbers = {layer.name: layer.number for layer in problem.layers}
    for number, tally in enumerate(problem.tallies):
        if not tally.least or tally.layer != problem.policy.base or tally.belongs is None:
            continue
        layer = numbers[tally.belongs]
        if any(
            group in book.cells_in and group not in book.followed for group in book.groups[layer]
        ):
            continue  # whoever changes over to a group that is not followed would count nowhere
        for unit in book.base_units:
            groups = [group for group in book.groups[layer] if (group, unit) in book.present]
            stays = bool(tally.short[unit]) and (number, unit) not in book.short  # whatever is done
            if not groups or stays or tally.above or unit in book.merged or tally.holders.get(unit):
                continue
            terms, today = _others(book, number, unit, layer, frozenset(groups))
            present = [(book.present[group, unit], tally.least) for group in groups]
            slack = [(book.short[number, unit], 1)] if (number, unit) in book.short else []
            book.row([*terms, *present, *slack], least=tally.least - today)


def _others(
    book: Book, number: int, unit: int, layer: int, groups: frozenset[int]
) -> tuple[Terms, int]:
    """A tally in a base unit without what followed groups of a layer bring or have there."""
    tally, bit = book.problem.tallies[number], 1 << number
    mine: set[int] = set()
    today = int(tally.today[unit])
    for cell in book.cells_at.get(unit, []):
        if any(group in groups for group in cell.groups[layer]):
            today -= cell.size if book.before(cell) & bit else 0
            mine |= {step.column for step in book.steps_of.get(cell.number, [])}
        else:
            mine |= {
                step.column
                for step in book.steps_of.get(cell.number, [])
                if _enters(step.enters.get(layer), groups)
            }
    for hub, column in book.exits_at.get(unit, []):
        if any(group in groups for _, group, _ in hub.inside):
            mine.add(column)
    terms, _ = book.tallied(number, [unit])
    return [(column, times) for column, times in terms if column not in mine], today


def _enters(into: Hub | int | None, groups: frozenset[int]) -> bool:
    return isinstance(into, int) and into in groups


def a_group_that_is_elsewhere_changes(book: Book) -> None:
    """A followed group that is present in a new base unit, or absent from one of its own, is a
    changed one.
    """
    for (group, unit), present in book.present.items():
        if group in book.changed:
            if unit in book.reach(group):
                book.row([(present, 1), (book.changed[group], 1)], least=1)
            else:
                book.row([(present, 1), (book.changed[group], -1)], most=0)
