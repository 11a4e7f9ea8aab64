"""The goals as sums of columns."""

from __future__ import annotations

from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.request import (
    GROUPS,
    IMBALANCE,
    MISSING,
    PEOPLE,
    PER_BASE_UNIT,
    POSTS,
    PRICE,
    UNMET,
)
from sanzu_graph.solving.lexicographic import Goal
from sanzu_graph.solving.sums import Sum, total


def goal_of(model: PartModel, name: str, people: int | None = None) -> Goal:
    """One goal of a part.

    Parameters
    ----------
    model, name
        The model, and the goal.
    people
        The most people who are moved, where that is known: then other goals have less room.
    """
    return _goal(model, name, _SUMS[name](model), people)


def fewest_steps(model: PartModel) -> Goal:
    """What breaks ties: the fewest uses of levers and the fewest people moved."""
    return _goal(model, "", _steps(model) + the_people_moved(model), None)


def is_free_of_idle_steps(model: PartModel) -> bool:
    """Whether the goals themselves leave no room for steps that do nothing: each costs."""
    ask = model.problem.ask
    return PRICE in ask.goals and all(price > 0 for price in ask.levers.values())


def _goal(model: PartModel, name: str, some: Sum, people: int | None) -> Goal:
    terms: dict[int, int] = {}
    for column, times in some.terms:
        terms[column] = terms.get(column, 0) + times
    clean = Sum([(column, times) for column, times in terms.items() if times], some.constant)
    low, high = (bound - clean.constant for bound in (model.floor(clean), model.ceiling(clean)))
    most = min(high, _most(model, name, people, high))
    return Goal(name, clean, low + clean.constant, max(low, most) + clean.constant)


def _most(model: PartModel, name: str, people: int | None, otherwise: int) -> int:
    """What a goal cannot exceed, since nobody is counted twice: columns alone would allow far more."""
    everybody = sum(cell.size for cell in model.cells) + len(model.persons)
    many = everybody if people is None else min(people, everybody)
    if name == PEOPLE:
        return many
    if name == IMBALANCE and not model.merge:
        # Each seat that goes takes two groups one further away, a further seat one.
        most = max(
            [
                2 * len(model.problem.groups),
                *(
                    sum(2 * len(units) + 1 for units in person.seats[1:])
                    for person in model.persons.values()
                ),
            ]
        )
        return sum(model.start[column] for column in model.distance.values()) + many * most
    return otherwise


def the_unmet(model: PartModel) -> Sum:
    """People missing or too many, base units too many, leaders missing or too many; of the demands
    that count.
    """
    problem = model.problem
    unmet = Sum([], model.stays_unmet)
    terms: list[tuple[int, int]] = []
    for slacks, kind in ((model.short, 0), (model.over, 1)):
        terms += [
            (int(column), 1)
            for (number, _), column in slacks.items()
            if problem.demands[number].repaired[kind]
        ]
    for group, column in model.scattered.items():
        if problem.layers[model.layer_of[group]].counts_reach:
            terms.append((int(column), 1))
    for slacks_ in (model.vacant, model.double):
        for unit, slack in slacks_.items():
            if problem.layers[model.layer_of[unit]].counts_led:
                terms += slack.terms
                unmet = unmet + slack.constant
    return unmet + Sum(terms)


def the_missing(model: PartModel) -> Sum:
    """People missing in base units, as far as that counts as unmet."""
    demands = model.problem.demands
    return Sum(
        [
            (int(column), 1)
            for (number, _), column in model.short.items()
            if demands[number].kinds[0] == PER_BASE_UNIT and demands[number].repaired[0]
        ],
        model.stays_missing,
    )


def the_groups_changed(model: PartModel) -> Sum:
    """Groups that change."""
    return total(model.changed.values())


def the_people_moved(model: PartModel) -> Sum:
    """People who differ in a seat, followers of merged units included where they count."""
    return sum(model.moved, Sum())


def the_posts_changed(model: PartModel) -> Sum:
    """Posts that differ."""
    return sum(model.posts, Sum())


def the_price(model: PartModel) -> Sum:
    """All uses of levers, at their prices."""
    levers = model.problem.ask.levers
    terms: list[tuple[int, int]] = []
    constant = 0
    for lever, uses in model.uses.items():
        for use in uses if levers[lever] else ():
            terms += [(column, levers[lever] * times) for column, times in use.terms]
            constant += levers[lever] * use.constant
    return Sum(terms, constant) + sum(model.extra_price, Sum())


def _steps(model: PartModel) -> Sum:
    terms = [term for uses in model.uses.values() for use in uses for term in use.terms]
    return Sum(terms, sum(use.constant for uses in model.uses.values() for use in uses))


def the_imbalance(model: PartModel) -> Sum:
    """How far group sizes are from today's means."""
    constant = 0
    for layer in model.problem.groups if model.problem.watches_sizes else ():
        low, high = layer.mean
        for group in model.units_of[layer.number]:
            if group not in model.distance:
                size = int(layer.seats.people[group])
                constant += max(low - size, size - high, 0)
    return total(model.distance.values()) + constant


def goals_keep_within_their_limits(model: PartModel) -> None:
    """A goal keeps within its limit in this part."""
    for name, most in model.limits.items():
        if name in _SUMS and most is not None:
            model.add(_SUMS[name](model) <= most, ("at most", name))


_SUMS = {
    MISSING: the_missing,
    UNMET: the_unmet,
    GROUPS: the_groups_changed,
    PEOPLE: the_people_moved,
    POSTS: the_posts_changed,
    PRICE: the_price,
    IMBALANCE: the_imbalance,
}
