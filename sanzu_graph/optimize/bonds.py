"""What the caller's rules bind: who must be where, together, or apart."""

from __future__ import annotations

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.people import NOWHERE
from sanzu_graph.optimize.tenure import at_home, in_group
from sanzu_graph.solving.sums import Terms


def pinned_members_are_where_they_must_be(book: Book) -> None:
    """In the unit of each layer that they are pinned to."""
    mine = {cell.people[0]: cell for cell in book.cells if cell.named}
    for member, targets in book.problem.targets.items():
        for layer, unit in targets.items() if member in mine else ():
            if unit in book.units and not (
                unit in mine[member].homes or any(unit in groups for groups in mine[member].groups)
            ):
                terms, today = (
                    end_at_home(book, member, unit)
                    if layer == book.problem.policy.base
                    else in_group(book, member, unit)
                )
                book.row(terms, 1 - today, 1 - today)


def they_are_together(book: Book) -> None:
    """In one base unit in the end."""
    for one, other in book.problem.together:
        if int(book.problem.people.home.unit[one]) in book.units:
            for unit in _common(book, one, other):
                (first, today), (second, now) = (
                    end_at_home(book, member, unit) for member in (one, other)
                )
                book.row(
                    [*first, *((column, -sign) for column, sign in second)],
                    now - today,
                    now - today,
                )


def they_are_apart(book: Book) -> None:
    """In different base units in the end."""
    for one, other in book.problem.apart:
        if int(book.problem.people.home.unit[one]) in book.units:
            for unit in _common(book, one, other):
                (first, today), (second, now) = (
                    end_at_home(book, member, unit) for member in (one, other)
                )
                book.row([*first, *second], most=1 - today - now)


def _common(book: Book, one: int, other: int) -> list[int]:
    home = book.problem.people.home.unit
    gates = book.problem.home_gates
    return sorted(
        {
            unit
            for member in (one, other)
            for unit in (*gates.beside(int(home[member])), int(home[member]))
            if unit != NOWHERE
        }
    )


def end_at_home(book: Book, person: int, unit: int) -> tuple[Terms, int]:
    """Whether somebody named works in a base unit in the end, after all merges."""
    terms, today = at_home(book, person, unit)
    if not book.merge or (unit not in book.merged):
        return terms, today
    found: Terms = list(terms)
    for (kept, gone), merge in sorted(book.merge.items()):
        if unit in (kept, gone):
            follows = _follows(book, person, gone, (kept, gone), merge)
            if follows is not None:
                found.append((follows, 1 if unit == kept else -1))
    return found, today


def _follows(book: Book, person: int, gone: int, pair: tuple[int, int], merge: int) -> int | None:
    """Whether somebody is taken along by a merge; None if they cannot be in the unit that goes."""
    terms, today = at_home(book, person, gone)
    if not terms and not today:
        return None
    if (person, pair) not in book.taken_along:
        column = book.column(1)
        book.row([(column, 1), (merge, -1)], most=0)
        book.row([(column, 1), *((other, -sign) for other, sign in terms)], most=today)
        book.row(
            [(column, 1), (merge, -1), *((other, -sign) for other, sign in terms)], least=today - 1
        )
        book.taken_along[person, pair] = column
    return book.taken_along[person, pair]
