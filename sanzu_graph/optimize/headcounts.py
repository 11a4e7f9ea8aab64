"""How many people the columns come to: no more than there are, and as few as the columns allow."""

from __future__ import annotations

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.hubs import Hub, Step
from sanzu_graph.solving.sums import Terms


def everybody_counted(book: Book) -> None:
    """How many of each cell differ in the end: they are no more than the cell has, and as few as
    the columns allow.

    Those who change home, and those who are admitted, count one by one. Those who stay at home are
    shared by all layers; and whoever changes home with a group that is not followed (``*``) may be
    one of those who leave that group.
    """
    for cell in book.cells:
        steps = book.steps_of.get(cell.number, [])
        if not steps:
            continue
        moving = book.moving(cell)
        admitted = [(step.column, 1) for step in steps if step.hub is None and step.admitted >= 0]
        further, bounds = _stay_at_home(book, cell, steps)
        alone = [terms for terms, shares in bounds if not shares]
        if len(bounds) == 1 and len(alone) == 1:
            further = alone[0]
        elif bounds:
            column = book.column(cell.size)
            further = [(column, 1)]
            for terms, _ in bounds:
                book.row([(column, 1), *((other, -sign) for other, sign in terms)], least=0)
        total = [*moving, *admitted, *further]
        book.moved[cell.number] = total
        if len(total) > 1:
            book.row(total, most=cell.size)


def _stay_at_home(
    book: Book, cell: Cell, steps: list[Step]
) -> tuple[Terms, list[tuple[Terms, bool]]]:
    """Per layer, how many of those who stay at home must change group or join; and whether others
    may take their part.
    """
    bounds: list[tuple[Terms, bool]] = []
    for layer in range(len(cell.groups)):
        mine = [
            step
            for step in steps
            if step.hub is None and layer in step.enters and step.admitted < 0
        ]
        by_hub: Terms = [(step.column, 1) for step in mine if isinstance(step.enters[layer], Hub)]
        direct: Terms = [
            (step.column, 1) for step in mine if not isinstance(step.enters[layer], Hub)
        ]
        both: Terms = [
            (step.column, -1)
            for step in steps
            if step.hub is not None
            and step.admitted < 0
            and step.tags[layer][0] == "*"
            and cell.group(layer) >= 0
        ]
        if by_hub and both:
            bounds.append(([*direct, *by_hub, *both], True))
            if direct:
                bounds.append((direct, True))
        elif mine:
            bounds.append(([*direct, *by_hub], False))
        if (
            cell.group(layer) in book.followed and both
        ):  # who moves and is not followed leaves the group
            book.row([*by_hub, *both], least=0)
    return [], bounds
