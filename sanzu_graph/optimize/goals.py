"""The goals as sums of columns, and in how few solves they can be reached one after another."""

from __future__ import annotations

from sanzu_graph.optimize.asking import (
    ADMIT,
    APPOINT,
    ATTACH,
    GROUPS,
    IMBALANCE,
    JOIN,
    LED,
    MERGE,
    MISSING,
    MOST_BASE_UNITS,
    MOVE,
    PEOPLE,
    PER_BASE_UNIT,
    PRICE,
    REGROUP,
    UNMET,
)
from sanzu_graph.optimize.book import Book
from sanzu_graph.solving.lexicographic import Goal
from sanzu_graph.solving.sums import FREE, Sum, Terms


def _goal(book: Book, name: str, terms: Terms, today: int) -> Goal:
    total: dict[int, int] = {}
    for column, times in terms:
        total[column] = total.get(column, 0) + times
    clean = [(column, times) for column, times in total.items() if times]
    ends = [
        sum(turn(0, times) * book.upper[column] for column, times in clean) for turn in (min, max)
    ]
    most = min(ends[1], _most(book, name))
    return Goal(name, Sum(clean, today), today + ends[0], today + most)


def _most(book: Book, name: str) -> int:
    """What a goal cannot exceed, since nobody is counted twice: columns alone would allow far more."""
    people = sum(cell.size for cell in book.cells if book.follow or cell.number in book.steps_of)
    layers, levers = len(book.problem.layers), book.problem.ask.levers
    times = {MOVE: 1, REGROUP: layers, JOIN: layers, ADMIT: 1}
    uses = {lever: times[lever] * people for lever in times}
    uses |= {APPOINT: len(book.regime), ATTACH: len(book.liaison), MERGE: len(book.dissolved)}
    if name == PEOPLE:
        return people
    if name == PRICE:
        return sum(levers.get(lever, 0) * most for lever, most in uses.items())
    if name == IMBALANCE:
        # Each entry or exit takes one group one further away.
        return sum(book.start[column] for column in book.distance.values()) + 2 * layers * people
    return people + sum(uses.values()) if not name else FREE


def goal(book: Book, name: str) -> Goal:
    """One goal of a part."""
    terms, today = _SUMS[name](book)
    return _goal(book, name, terms, today)


def the_unmet(book: Book) -> tuple[Terms, int]:
    """People missing or too many, base units too many, vacant and shared seats; of the kinds of
    demand that count.
    """
    problem = book.problem
    terms: Terms = []
    for slacks, kind in ((book.short, 0), (book.over, 1)):
        terms += [
            (column, 1)
            for (number, _), column in slacks.items()
            if problem.repairs(problem.tallies[number].kinds[kind])
        ]
    if problem.repairs(MOST_BASE_UNITS):
        terms += [(column, 1) for column in book.scattered.values()]
    today = sum(count for kind, count in book.stays_unmet.items() if problem.repairs(kind))
    for layer in problem.layers if problem.repairs(LED) else ():
        for group in book.groups[layer.number]:
            today += int(layer.vacancy[group])
            if group in book.surplus:
                terms.append((book.surplus[group], 1))
                today -= int(layer.vacancy[group])
            elif layer.vacancy[group] and group in book.appointed:
                terms.append((book.appointed[group], -1))
    return terms, today


def the_missing(book: Book) -> tuple[Terms, int]:
    """People missing in base units, as far as that counts as unmet."""
    if not book.problem.repairs(PER_BASE_UNIT):
        return [], 0
    terms = [
        (column, 1)
        for (number, _), column in book.short.items()
        if book.problem.tallies[number].kinds[0] == PER_BASE_UNIT
    ]
    return terms, book.stays_unmet[PER_BASE_UNIT]


def the_groups_changed(book: Book) -> tuple[Terms, int]:
    """Groups that change."""
    return [(column, 1) for column in book.changed.values()], 0


def the_people_moved(book: Book) -> tuple[Terms, int]:
    """People who differ in a unit, followers of merged ones included where they count."""
    terms = [term for moved in book.moved.values() for term in moved]
    return terms + [(column, 1) for column in book.follow.values()], 0


def the_price(book: Book) -> tuple[Terms, int]:
    """All uses of levers, at their prices."""
    levers = book.problem.ask.levers
    return [
        (column, times * levers[lever])
        for lever, uses in book.uses.items()
        for column, times in uses
        if levers[lever]
    ], 0


def the_imbalance(book: Book) -> tuple[Terms, int]:
    """How far group sizes are from today's means."""
    today = 0
    for layer in book.problem.layers:
        tally = next(
            tally for tally in book.problem.tallies if tally.name == f"layers.{layer.name}.size"
        )
        low, high = layer.mean
        for group in book.groups[layer.number]:
            if group not in book.distance:
                size = int(tally.today[group])
                today += max(low - size, size - high, 0)
    return [(column, 1) for column in book.distance.values()], today


def is_free_of_idle_steps(book: Book) -> bool:
    """Whether the goals themselves leave no room for steps that do nothing: each costs."""
    ask = book.problem.ask
    return PRICE in ask.goals and all(price > 0 for price in ask.levers.values())


def fewest_steps(book: Book) -> Goal:
    """What breaks ties: as few uses of levers and people moved as will do."""
    terms = [term for uses in book.uses.values() for term in uses]
    terms += [term for moved in book.moved.values() for term in moved] + [
        (column, 1) for column in book.follow.values()
    ]
    return _goal(book, "", terms, 0)


def distances_are_measured(book: Book) -> None:
    """How far a group's size is from today's mean, rounded down and up."""
    for number, tally in enumerate(book.problem.tallies):
        for layer in book.problem.layers:
            if tally.name != f"layers.{layer.name}.size":
                continue
            for group in book.groups[layer.number]:
                if group in book.distance:
                    terms, today = book.tallied(number, [group])
                    low, high = layer.mean
                    book.row(
                        [(book.distance[group], 1), *((column, -sign) for column, sign in terms)],
                        least=today - high,
                    )
                    book.row([(book.distance[group], 1), *terms], least=low - today)


def goals_keep_within_their_limits(book: Book) -> None:
    """Where a goal is limited, by its name, it is at most so much in this part."""
    for name, most in book.limits.items():
        if name in _SUMS and most is not None:
            terms, today = _SUMS[name](book)
            book.row(terms, most=most - today)


_SUMS = {
    MISSING: the_missing,
    UNMET: the_unmet,
    GROUPS: the_groups_changed,
    PEOPLE: the_people_moved,
    PRICE: the_price,
    IMBALANCE: the_imbalance,
}
