"""One part solved: goal after goal, looking closer wherever the hubs forgot something that matters."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sanzu_graph.optimize.asking import IMBALANCE, PEOPLE
from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.decode import Breach, decode
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.goals import fewest_steps, goal, is_free_of_idle_steps
from sanzu_graph.optimize.model import model
from sanzu_graph.optimize.parts import Part
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import Solver
from sanzu_graph.solving.lexicographic import MOST_WEIGHT, in_order
from sanzu_graph.solving.statuses import FEASIBLE, INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT


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
    problem: Problem,
    part: Part,
    effort: Effort,
    limits: Mapping[str, int | None],
    most_weight: int = MOST_WEIGHT,
) -> PartAnswer:
    """Solve one part within its limits.

    Parameters
    ----------
    problem, part
        What, and which part of it.
    effort
        Until when, and how.
    limits
        ``groups`` and ``merges``: the most of each in this part; None: any number.
    most_weight
        Goals share a solve while their weights stay below it; 0: none do.
    """
    began = time.time()
    run = _Run(_bounded(problem, part))
    while True:
        run.rounds += 1
        book = model(problem, part, followed=run.followed, watched_sites=run.sites, limits=limits)
        goals = [goal(book, name) for name in problem.ask.goals]
        ties = [] if is_free_of_idle_steps(book) else [fewest_steps(book)]
        found = in_order(book, [*goals, *ties], effort=effort, most_weight=most_weight)
        status, plan = found.status, found.plan
        run.bounds = _better(run.bounds, found.bounds, problem.ask.goals, status)
        end, breach = (
            decode(book, plan) if plan is not None else (None, Breach(frozenset(), frozenset()))
        )
        closer = _closer(book, breach, run)
        unsettled = closer != (
            run.followed,
            run.sites,
        )  # a breach with nothing left to look closer at is for the recount to tell
        if not unsettled or effort.is_over:
            break
        run.followed, run.sites = closer
    if unsettled or (end is None and status != INFEASIBLE):
        # Out of time with a plan that breaks a bound: doing nothing breaks none, unless a rule
        # forbids it.
        status = INTERRUPTED if effort.is_stopped else TIME_LIMIT
        idle = np.array(book.start, dtype=np.int64)
        plan, end = (idle, End()) if Solver(book).keeps(idle) else (None, None)
    values = {} if plan is None else {one.name: one.value(plan) for one in goals}
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
        len(book.least),
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
