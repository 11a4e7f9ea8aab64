"""One part solved: goal after goal, looking closer wherever the hubs forgot something that matters."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sanzu_graph.optimize.asking import IMBALANCE, PEOPLE
from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.decode import Breach, decode
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.goals import Goal, blends, fewest_steps, goal, is_free_of_idle_steps
from sanzu_graph.optimize.model import model
from sanzu_graph.optimize.parts import Part
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.solver import (
    FEASIBLE,
    INFEASIBLE,
    INTERRUPTED,
    OPTIMAL,
    TIME_LIMIT,
    Plan,
    Solver,
)

#: Told (part, value, bound) of the sum that is being made small, now and then.
Told = Callable[[int, float, float], None]
#: The greatest weight of a goal within a blend; beyond, a solver's tolerances could hide a unit of
#: the last one.
MOST_WEIGHT = 200_000


@dataclass(frozen=True)
class How:
    """How to solve: until when, with which seed, and how to stop.

    Attributes
    ----------
    until : the moment (of `time.time`) to stop at; None: whenever it is done
    seed : the solver's
    blend : whether goals share solves
    stop : set by somebody else to stop at once
    told : who hears about progress
    """

    until: float | None = None
    seed: int = 0
    blend: bool = True
    stop: threading.Event | None = None
    told: Told | None = None

    def left(self) -> float:
        """Seconds left."""
        return float("inf") if self.until is None else self.until - time.time()

    def is_over(self) -> bool:
        """Whether to stop."""
        return (self.stop is not None and self.stop.is_set()) or self.left() <= 0


@dataclass(frozen=True)
class PartAnswer:
    """What one part came to.

    Attributes
    ----------
    number : the part
    status : `OPTIMAL` only if every goal is proven
    values : goal → value; empty if there is no plan
    bounds : goal → a bound that no plan can beat, given the goals before it; a goal not reached is
        not in it
    end : how the plan leaves things
    changed, merged : groups changed (of those counted) and base units dissolved
    columns, rows, rounds, seconds : the size of the last model, how often it was made, and how long
        all took
    """

    number: int
    status: str
    values: Mapping[str, int]
    bounds: Mapping[str, int]
    end: End | None
    changed: int = 0
    merged: int = 0
    columns: int = 0
    rows: int = 0
    rounds: int = 0
    seconds: float = 0.0


@dataclass
class _Run:
    """What is known while a part is being solved."""

    followed: frozenset[int]
    sites: frozenset[tuple[int, int]] = frozenset()
    bounds: dict[str, int] = field(default_factory=dict)
    rounds: int = 0


def solve_part(
    problem: Problem, part: Part, how: How, limits: Mapping[str, int | None]
) -> PartAnswer:
    """Solve one part within its limits.

    Parameters
    ----------
    problem, part
        What, and which part of it.
    how
        How to solve.
    limits
        ``groups`` and ``merges``: the most of each in this part; None: any number.
    """
    began = time.time()
    run = _Run(_bounded(problem, part))
    while True:
        run.rounds += 1
        book = model(problem, part, followed=run.followed, watched_sites=run.sites, limits=limits)
        goals = [goal(book, name) for name in problem.ask.goals]
        status, plan, bounds = _goal_by_goal(book, goals, how, part.number)
        run.bounds = _better(run.bounds, bounds, problem.ask.goals, status)
        end, breach = (
            decode(book, plan) if plan is not None else (None, Breach(frozenset(), frozenset()))
        )
        closer = _closer(book, breach, run)
        unsettled = closer != (
            run.followed,
            run.sites,
        )  # a breach with nothing left to look closer at is for the recount to tell
        if not unsettled or how.is_over():
            break
        run.followed, run.sites = closer
    if unsettled or (end is None and status != INFEASIBLE):
        # Out of time with a plan that breaks a bound: doing nothing breaks none, unless a rule
        # forbids it.
        status = INTERRUPTED if how.stop is not None and how.stop.is_set() else TIME_LIMIT
        idle = np.array(book.start, dtype=np.int64)
        plan, end = (idle, End()) if Solver(book).keeps(idle) else (None, None)
    values = {} if plan is None else {one.name: _value(one, plan) for one in goals}
    status, bounds = _checked(status, values, run.bounds, problem.ask.goals)
    return PartAnswer(
        part.number,
        status,
        values,
        bounds,
        end,
        sum(int(plan[column]) for column in book.changed.values()) if plan is not None else 0,
        len(end.merges) if end is not None else 0,
        len(book.upper),
        len(book.rows),
        run.rounds,
        time.time() - began,
    )


def _closer(
    book: Book, breach: Breach, run: _Run
) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Which groups to follow and which sites to watch, now that a plan has broken a bound there."""
    followed = run.followed | breach.groups
    for layer, key in breach.sites:
        gates = book.problem.layers[layer].gates
        followed |= frozenset(
            group
            for group in book.groups[layer]
            if int(gates.key[group]) == key and group in book.cells_in
        )
    return followed, run.sites | breach.sites


def _bounded(problem: Problem, part: Part) -> frozenset[int]:
    """Groups that may reach so many base units and no more: they are followed from the start, since
    most reach as many as they may.
    """
    units = set(part.units)
    return frozenset(
        group
        for layer in problem.layers
        if layer.reach.most is not None
        for group in layer.reach.today
        if group in units
    )


def _goal_by_goal(
    book: Book, goals: Sequence[Goal], how: How, number: int
) -> tuple[str, Plan | None, dict[str, int]]:
    """Make one goal small after another, each without giving up those before."""
    sums = [*goals] if is_free_of_idle_steps(book) else [*goals, fewest_steps(book)]
    heard = None if how.told is None else lambda value, bound: how.told(number, value, bound)  # type: ignore[misc]

    def watch(value: float, bound: float) -> bool:
        if heard is not None:
            heard(value, bound)
        return how.stop is not None and how.stop.is_set()

    solver = Solver(
        book,
        [one.terms for one in sums],
        seed=how.seed,
        watch=watch if how.told is not None or how.stop is not None else None,
    )
    idle = np.array(book.start, dtype=np.int64)
    plan: Plan | None = idle if solver.keeps(idle) else None
    bounds: dict[str, int] = {}
    for some in blends(sums, MOST_WEIGHT if how.blend else 0):
        if how.stop is not None and how.stop.is_set():
            return INTERRUPTED, plan, bounds
        weights = _weights(some)
        terms = [
            (column, weight * times)
            for one, weight in zip(some, weights, strict=True)
            for column, times in one.terms
        ]
        answer = solver.least_of(terms, start=plan, seconds=how.left())
        plan = plan if answer.plan is None else answer.plan
        if answer.status == INFEASIBLE:
            return INFEASIBLE, None, bounds
        if plan is None:
            return answer.status, None, bounds
        bounds |= _bounds(some, weights, plan, answer.bound)
        if answer.status != OPTIMAL:
            asked = [one.name for one in goals]
            done = all(
                name in bounds and bounds[name] == _value(one, plan)
                for name, one in zip(asked, goals, strict=True)
            )
            return (OPTIMAL if done else answer.status), plan, bounds
        for one in some:
            solver.keep(sums.index(one), _value(one, plan) - one.today)
    return OPTIMAL, plan, bounds


def _weights(some: Sequence[Goal]) -> list[int]:
    weights = [1]
    for one in reversed(some[1:]):
        weights.append(weights[-1] * one.span)
    return weights[::-1]


def _value(one: Goal, plan: Plan) -> int:
    return one.today + sum(times * int(plan[column]) for column, times in one.terms)


def _bounds(
    some: Sequence[Goal], weights: Sequence[int], plan: Plan, bound: int | None
) -> dict[str, int]:
    """What the bound of a blend says about its goals: about the first, and about each further one
    while those before are proven.
    """
    found: dict[str, int] = {}
    if bound is None:
        return found
    for place, (one, weight) in enumerate(zip(some, weights, strict=True)):
        rest = sum(
            w * other.most for other, w in zip(some[place + 1 :], weights[place + 1 :], strict=True)
        )
        least = -(-(bound - rest) // weight)
        value = sum(times * int(plan[column]) for column, times in one.terms)
        if one.name:
            found[one.name] = one.today + min(value, max(least, one.least))
        if least < value:
            break
        bound -= weight * value
    return found


def _better(
    old: Mapping[str, int], new: Mapping[str, int], goals: Sequence[str], status: str
) -> dict[str, int]:
    """The higher bound of each goal; a closer model only ever adds rows, so bounds of earlier
    rounds hold for the first goal.
    """
    found = dict(new)
    first = goals[0]
    if first in old and (first not in found or old[first] > found[first]) and status != OPTIMAL:
        found[first] = old[first]
    return found


def _checked(
    status: str, values: Mapping[str, int], bounds: Mapping[str, int], goals: Sequence[str]
) -> tuple[str, dict[str, int]]:
    """Bounds of goals as far as those before are proven, never above the values; optimal only if
    all are proven.
    """
    kept: dict[str, int] = {}
    for name in goals:
        if name not in bounds:
            break
        kept[name] = min(bounds[name], values[name]) if name in values else bounds[name]
        if name not in values or kept[name] < values[name]:
            break
    proven = bool(values) and all(name in kept and kept[name] == values[name] for name in goals)
    if status == OPTIMAL and not proven:
        status = FEASIBLE
    return status, kept


def is_sound(problem: Problem, today: Mapping[str, int]) -> bool:
    """Whether doing nothing is best beyond doubt: each goal is nought, or cannot differ where
    nobody may be moved.
    """
    still = False
    for name in problem.ask.goals:
        if name == IMBALANCE and still:
            continue
        if today[name]:
            return False
        still |= name == PEOPLE
    return True
