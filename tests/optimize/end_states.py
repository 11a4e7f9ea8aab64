"""All end states of an instance with the groups that change in each, by the oracle of seats."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from tests.optimize.seats.definitions import (
    GOALS,
    SEAT_RULES,
    Case,
    End,
    View,
    is_changed,
    view_of,
)
from tests.optimize.seats.enumeration import TooLargeError, _look_at_posts, all_merges, is_too_large

#: So many end states are looked at.
MOST = 20_000
#: (Goal → value, the groups that change.)
State = tuple[dict[str, int], frozenset[str]]


class _Each(dict[Any, End]):
    """Takes every end state, not only the first with some values."""

    def __init__(self) -> None:
        self.all: list[tuple[tuple[int, ...], End]] = []

    def __contains__(self, key: object) -> bool:
        return False

    def __setitem__(self, vector: tuple[int, ...], end: End) -> None:
        self.all.append((vector, end))


def states(case: Case) -> list[State]:
    """Every end state; fails with `TooLargeError` where there are too many."""
    if is_too_large(case, MOST):
        raise TooLargeError
    found, left = _Each(), [MOST]
    for merges in all_merges(case):
        people = list(case.today.people)
        caps = {demand: case.cap(demand, merges) for demand in case.demands}
        for ways in product(*(case.ways(person, merges).values() for person in people)):
            view = View(case, {p: way.seats for p, way in zip(people, ways, strict=True)}, merges)
            if all(rule(case, view) for rule in SEAT_RULES):
                _look_at_posts(case, view, ways, caps, found, left)
    return [
        (dict(zip(GOALS, vector, strict=True)), frozenset(changed(case, end)))
        for vector, end in found.all
    ]


def changed(case: Case, end: End) -> Iterator[str]:
    """The groups that change in an end state, of the layers that count."""
    view = view_of(case, end)
    for name in case.counted:
        for unit in case.today.units_of(name):
            if is_changed(case, view, unit):
                yield unit
