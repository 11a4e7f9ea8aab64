"""Goals one before another: each made as small as can be, without giving up those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import Solver
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.statuses import (
    FEASIBLE,
    INFEASIBLE,
    INTERRUPTED,
    OPTIMAL,
    TIME_LIMIT,
)
from sanzu_graph.solving.sums import FREE, Sum

#: The greatest weight of a goal within a blend. Beyond it, a solver's tolerances could hide a unit
#: of the last goal.
MOST_WEIGHT = 200_000


@dataclass(frozen=True)
class Goal:
    """A sum to make small.

    Attributes
    ----------
    name : what it is called; a goal without a name only chooses among equals and is not told
    sum : the sum
    least, most : values that the sum cannot pass; they decide which goals share a solve
    """

    name: str
    sum: Sum
    least: int = -FREE
    most: int = FREE

    @property
    def span(self) -> int:
        """How many values it can have."""
        return self.most - self.least + 1

    def value(self, plan: Vector) -> int:
        """What it comes to."""
        return self.sum.constant + sum(times * int(plan[at]) for at, times in self.sum.terms)


@dataclass(frozen=True)
class Outcome:
    """What goals in order came to.

    Attributes
    ----------
    status : `OPTIMAL` only if each goal is proven, given those before it
    plan : the best plan that was found; None if there is none
    values : goal → value; empty without a plan
    bounds : goal → what no plan can beat, given the goals before it. A goal that was not reached is
        not in it
    """

    status: str
    plan: Vector | None
    values: Mapping[str, int] = field(default_factory=dict)
    bounds: Mapping[str, int] = field(default_factory=dict)

    @property
    def proven(self) -> dict[str, int]:
        """Goal → value, of those that are proven."""
        return {
            name: value for name, value in self.values.items() if self.bounds.get(name) == value
        }


class Lexicographic:
    """Goals that are made small one after another, step by step.

    Parameters
    ----------
    model
        What every plan keeps to.
    goals
        First things first.
    start
        A plan to begin with; by default the one that does nothing, if it keeps every row.
    effort
        Until when, with which seed; it can stop a step.
    most_weight
        Goals share a solve while their weights stay below it; 0: none do.
    nodes
        A step ends without a proof after this many nodes of its search; None: never.
    """

    def __init__(
        self,
        model: Model,
        goals: Sequence[Goal],
        *,
        start: Vector | None = None,
        effort: Effort | None = None,
        most_weight: int = 0,
        nodes: int | None = None,
    ) -> None:
        self.effort = Effort() if effort is None else effort
        self.goals = goals
        self.solver = Solver(
            model,
            [goal.sum for goal in goals],
            seed=self.effort.seed,
            watch=self.effort.heard,
        )
        self.nodes = nodes
        start = model.idle if start is None else start
        self.plan: Vector | None = start if self.solver.keeps(start) else None
        self.bounds: dict[str, int] = {}
        self.status = OPTIMAL
        self.waiting = blends(list(range(len(goals))), goals, most_weight)

    @property
    def is_done(self) -> bool:
        """Whether no step is left, or the last one ended without a proof; it may be taken again."""
        return not self.waiting or self.status != OPTIMAL

    def step(self, seconds: float | None = None) -> None:
        """Make the next goal small, or those that share a solve with it.

        Parameters
        ----------
        seconds
            How long it may take; by default all that is left.
        """
        if self.effort.is_stopped:
            self.status = INTERRUPTED
            return
        places = self.waiting[0]
        some = [self.goals[place] for place in places]
        weights = blend_weights(some)
        whole = blend_sum(some, weights)
        left = self.effort.left if seconds is None else min(seconds, self.effort.left)
        answer = self.solver.least_of(whole, start=self.plan, seconds=left, nodes=self.nodes)
        if answer.status == INFEASIBLE:
            self.status, self.plan = INFEASIBLE, None
            return
        self.plan = self.plan if answer.plan is None else answer.plan
        self.status = answer.status
        if answer.status == INTERRUPTED and not self.effort.is_stopped:
            self.status = TIME_LIMIT
        if self.plan is None:
            return
        self.bounds |= blend_bounds(some, weights, self.plan, answer.bound)
        if answer.status == OPTIMAL:
            self.waiting = self.waiting[1:]
            for place, goal in zip(places, some, strict=True):
                self.solver.keep(place, goal.value(self.plan))

    def outcome(self) -> Outcome:
        """What it has come to."""
        if self.plan is None:
            return Outcome(self.status, None, {}, dict(self.bounds))
        values = {goal.name: goal.value(self.plan) for goal in self.goals if goal.name}
        done = all(self.bounds.get(name) == value for name, value in values.items())
        status = FEASIBLE if self.status == OPTIMAL else self.status
        return Outcome(OPTIMAL if done else status, self.plan, values, dict(self.bounds))


def in_order(
    model: Model,
    goals: Sequence[Goal],
    *,
    start: Vector | None = None,
    effort: Effort | None = None,
    most_weight: int = 0,
    nodes: int | None = None,
) -> Outcome:
    """Make one goal small after another, each without giving up those before.

    Parameters
    ----------
    model, goals, start, effort, most_weight, nodes
        As for `Lexicographic`.

    Examples
    --------
    >>> model = Model()
    >>> x, y = model.column(3, name="x"), model.column(3, name="y")
    >>> model.add(x + y >= 3)
    >>> found = in_order(model, [Goal("all", x + y), Goal("first", 2 * x + 0)])
    >>> found.status, found.values, found.plan.tolist()
    ('optimal', {'all': 3, 'first': 0}, [0, 3])
    """
    order = Lexicographic(
        model, goals, start=start, effort=effort, most_weight=most_weight, nodes=nodes
    )
    while not order.is_done:
        order.step()
    return order.outcome()


def blends(places: Sequence[int], goals: Sequence[Goal], most: int) -> list[list[int]]:
    """Runs of goals that one sum can stand for, by their places.

    A unit of each goal weighs more than all that come after it can, and the weights stay small.
    """
    groups: list[list[int]] = []
    weight = 1  # of the first of the run, if this one is its last
    for place in places:
        if groups and weight * goals[place].span <= most:
            groups[-1].append(place)
            weight *= goals[place].span
        else:
            groups.append([place])
            weight = 1
    return groups


def blend_weights(some: Sequence[Goal]) -> list[int]:
    """How much a unit of each goal weighs in a blend."""
    weights = [1]
    for goal in reversed(some[1:]):
        weights.append(weights[-1] * goal.span)
    return weights[::-1]


def blend_sum(some: Sequence[Goal], weights: Sequence[int]) -> Sum:
    """The one sum that some goals are blended into."""
    if len(some) == 1:
        return some[0].sum
    return Sum(
        (
            (column, weight * times)
            for goal, weight in zip(some, weights, strict=True)
            for column, times in goal.sum.terms
        ),
        sum(weight * goal.sum.constant for goal, weight in zip(some, weights, strict=True)),
    )


def blend_bounds(
    some: Sequence[Goal], weights: Sequence[int], plan: Vector, bound: int | None
) -> dict[str, int]:
    """What the bound of a blend says about its goals.

    It bounds the first goal, and each further one while those before are proven.
    """
    bounds: dict[str, int] = {}
    if bound is None:
        return bounds
    for place, (goal, weight) in enumerate(zip(some, weights, strict=True)):
        rest = sum(
            w * other.most for other, w in zip(some[place + 1 :], weights[place + 1 :], strict=True)
        )
        least = -(-(bound - rest) // weight)
        value = goal.value(plan)
        if goal.name:
            bounds[goal.name] = min(value, max(least, goal.least))
        if least < value:
            break
        bound -= weight * value
    return bounds
