"""All end states of a small question, one by one, and the best of them."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations, product

from tests.optimize.seats.definitions import (
    ATTACH,
    GOALS,
    MERGE,
    SEAT_RULES,
    End,
    View,
    counting_duties,
    duties_are_allowed,
    imbalance,
    is_changed,
    limits_hold,
    may_attach,
    may_merge,
    merges_are_allowed,
    nobody_leads_more,
    posts,
    posts_changed_in,
    price_of_posts,
    price_of_rest,
    seats_change,
    violation,
)

#: No more end states than these are looked at.
MOST = 1_000_000


class TooLargeError(Exception):
    """A question has more end states than may be looked at."""


def all_merges(case):
    """All ways to merge base units, as a mapping from what dissolves to what it dissolves into."""
    pairs = [
        (unit, into)
        for unit in case.base_units
        for into in case.base_units
        if case.has(MERGE) and may_merge(case, unit, into)
    ]
    most = len(case.base_units) // 2
    for size in range(most + 1):
        for some in combinations(pairs, size):
            merges = dict(some)
            if len(merges) == size and merges_are_allowed(case, merges):
                yield merges


def seat_states(case):
    """How many ways there are to seat everybody, over all merges."""
    return sum(
        math.prod(len(case.ways(person, merges)) for person in case.today.people)
        for merges in all_merges(case)
    )


def is_too_large(case, most=MOST):
    """Whether a question has more than so many end states; its leaders are not yet counted."""
    return seat_states(case) > most


class Reached:
    """All value vectors that can be reached, each with one end state."""

    def __init__(self, found):
        self.found = found

    def best(self, goals, caps=()):
        """The values of the goals in their order, each the least given those before; None: no way.

        `caps` are goals that must not be above a value.
        """
        vectors = [dict(zip(GOALS, vector, strict=True)) for vector in self.found]
        caps = dict(caps)
        vectors = [one for one in vectors if all(one[goal] <= cap for goal, cap in caps.items())]
        return min((tuple(one[goal] for goal in goals) for one in vectors), default=None)

    def end(self, goals):
        """One of the best end states."""
        best = self.best(goals)
        return next(
            end
            for vector, end in self.found.items()
            if tuple(dict(zip(GOALS, vector, strict=True))[goal] for goal in goals) == best
        )


def enumerate_all(case, most=MOST):
    """Look at all end states; fails with `TooLargeError` where there are too many."""
    if is_too_large(case, most):
        raise TooLargeError
    found, left = {}, [most]
    for merges in all_merges(case):
        people = list(case.today.people)
        caps = {demand: case.cap(demand, merges) for demand in case.demands}
        for ways in product(*(case.ways(person, merges).values() for person in people)):
            left[0] -= 1
            view = View(case, {p: way.seats for p, way in zip(people, ways, strict=True)}, merges)
            if all(rule(case, view) for rule in SEAT_RULES):
                _look_at_posts(case, view, ways, caps, found, left)
            if left[0] < 0:
                raise TooLargeError
    return Reached(found)


def broken_by(view, demands, caps):
    """(missing, unmet) of some demands; None if one of them gets worse than it may."""
    missing = unmet = 0
    for demand in demands:
        much = violation(view, demand)
        if much and much > caps[demand] and not view.is_dissolved(demand.unit):
            return None
        if much and view.case.counts(demand):
            unmet += much
            missing += much if demand.kind == "per_base_unit" else 0
    return missing, unmet


def by_stage(case):
    """Demands that seats settle; that posts settle, by unit; that duties settle."""
    stages = getattr(case, "_stages", None)
    if stages is None:
        seats, duties, posts_of = [], [], defaultdict(list)
        for demand in case.demands:
            if demand.asks_duties and case.has(ATTACH):
                duties.append(demand)
            elif demand.asks_posts:
                posts_of[demand.unit].append(demand)
            else:
                seats.append(demand)
        stages = case._stages = seats, posts_of, duties
    return stages


def _look_at_posts(case, view, ways, caps, found, left):
    """All ways to lead the units of one seating."""
    by_seats, by_posts, by_duties = by_stage(case)
    first = broken_by(view, by_seats, caps)
    if first is None:
        return
    counted = {unit for name in case.counted for unit in case.today.units_of(name)}
    changed = sum(seats_change(case, view, group) for group in counted)
    alone = case.most_units == math.inf and not case.has(ATTACH)
    view.leaders = defaultdict(set)
    choices = []
    for unit in case.today.units:
        if view.is_dissolved(unit):
            continue
        options = {}
        for post in posts(case, view, unit):
            view.leaders[unit] = set(post.leaders)
            broken = broken_by(view, by_posts[unit], caps)
            if broken is not None:
                by_leaders = unit in counted and not seats_change(case, view, unit)
                option = (
                    *broken,
                    int(by_leaders and is_changed(case, view, unit)),
                    posts_changed_in(case, view, unit),
                    price_of_posts(case, post),
                )
                # Who leads matters beyond the unit only for the cap of a leader and for duties.
                options.setdefault(option if alone else (option, post.leaders), (option, post))
        if not options:
            return
        choices.append((unit, list(options.values())))
    least = (*first, changed, 0, sum(way.price for way in ways))
    rest = sum(way.moved for way in ways), imbalance(case, view)
    single = [(unit, some[0]) for unit, some in choices if len(some) == 1]
    several = [(unit, some) for unit, some in choices if len(some) > 1]
    for unit, (option, post) in single:
        view.leaders[unit] = set(post.leaders)
        least = tuple(map(sum, zip(least, option, strict=True)))
    for chosen in product(*(some for _, some in several)):
        left[0] -= 1
        if left[0] < 0:
            raise TooLargeError
        total = least
        for (unit, _), (option, post) in zip(several, chosen, strict=True):
            view.leaders[unit] = post.leaders
            total = tuple(map(sum, zip(total, option, strict=True)))
        if not alone and not nobody_leads_more(case, view):
            continue
        _look_at_duties(case, view, total, rest, caps, by_duties, found, left)


def _look_at_duties(case, view, total, rest, caps, by_duties, found, left):
    for attached in attachments(case, view):
        view.attached = attached
        view.__dict__.pop("duties", None)
        if attached:
            left[0] -= 1
            if not duties_are_allowed(case, view):
                continue
        last = broken_by(view, by_duties, caps)
        if last is None:
            continue
        values = {
            "missing": total[0] + last[0],
            "unmet": total[1] + last[1],
            "groups_changed": total[2],
            "people_moved": rest[0],
            "posts_changed": total[3],
            "price": total[4] + price_of_rest(case, view.merges, attached),
            "imbalance": rest[1],
        }
        vector = tuple(values[goal] for goal in GOALS)
        if vector not in found and limits_hold(case, values):
            leaders = {unit: frozenset(some) for unit, some in view.leaders.items() if some}
            found[vector] = End(dict(view.seats), leaders, attached, dict(view.merges))


def attachments(case, view):
    """All sets of duties that may be attached; one holder a unit and duty."""
    if not case.has(ATTACH):
        yield frozenset()
        return
    places = [
        [
            None,
            *(
                (person, unit, duty)
                for person in case.today.people
                if may_attach(case, view, person, unit, duty)
            ),
        ]
        for unit in case.base_units
        for duty in sorted(counting_duties(case))
    ]
    for some in product(*(place for place in places if len(place) > 1)):
        yield frozenset(one for one in some if one is not None)
