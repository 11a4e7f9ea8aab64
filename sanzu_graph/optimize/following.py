"""Groups that the model follows unit by unit: who of them is where in the end."""

from __future__ import annotations

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.hubs import Hub
from sanzu_graph.solving.sums import Terms


def followed_arrivals(book: Book, group: int) -> dict[int, list[tuple[Hub, int]]]:
    """Base unit → the hubs by which people who are (or come to be) in a group arrive there, with
    the column.

    For a group that is not followed these are only people who keep to the base units where it is
    already.
    """
    if not book.arrivals_of:
        for hub in book.home_hubs.values():
            for _, mine, _ in hub.inside:
                for unit, column in hub.exits.items():
                    book.arrivals_of.setdefault(mine, {}).setdefault(unit, []).append((hub, column))
    return book.arrivals_of.get(group, {})


def followed_stayers(
    book: Book, group: int, unit: int, *, only: Cell | None = None, eligible: bool = False
) -> tuple[Terms, int]:
    """How many people of a followed group are in a base unit in the end who were in both before: a
    sum, and its constant.
    """
    layer = book.layer_of[group]
    terms: Terms = []
    people = 0
    for cell in book.cells_in.get(group, []) if only is None else [only]:
        if unit not in cell.homes or (
            eligible and not _counts_as_eligible(book, cell, layer, group)
        ):
            continue
        people += cell.size
        for step in book.steps_of.get(cell.number, []):
            keeps_following = step.hub is not None and step.tags[layer][0] in ("at", "enter")
            if (
                step.leaves == layer or keeps_following
            ):  # whoever moves by a hub that does not follow leaves the group, too
                terms.append((step.column, -1))
    return terms, people


def _counts_as_eligible(book: Book, cell: Cell, layer: int, group: int) -> bool:
    return (
        cell.eligible[layer]
        and cell.leads[layer] != group
        and not is_apart(book, group, cell.people[0] if cell.named else -1)
    )


def is_apart(book: Book, group: int, person: int) -> bool:
    """Whether somebody is not among those of whom the model need not know who is appointed."""
    return (group, person) in book.appointed_one or person in book.problem.barred.get(group, ())
