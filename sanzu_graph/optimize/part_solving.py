"""One part solved: goal after goal, looking closer wherever the hubs forgot something that matters."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanzu_graph.optimize.decode import Breach, decode, value
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.goals import fewest_steps, goal, is_free_of_idle_steps
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.parts import Part
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import GROUPS, IMBALANCE, PEOPLE, PRICE
from sanzu_graph.optimize.rules import part_model
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import Solver
from sanzu_graph.solving.lexicographic import MOST_WEIGHT, in_order
from sanzu_graph.solving.statuses import FEASIBLE, INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT

#: What is limited (``groups``, ``merges``, or a goal by its name) → the most of it.
Limits = Mapping[str, int | None]


@dataclass(frozen=True)
class PartTask:
    """A part to be solved within its limits."""

    problem: Problem
    part: Part
    limits: Limits
    blend: bool = True


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
    used : what is limited → how much of it the plan uses
    columns, rows, rounds, seconds : the size of the last model, how often it was made, and how long
        all took
    """

    number: int
    status: str
    values: Mapping[str, int]
    bounds: Mapping[str, int]
    end: End | None
    used: Mapping[str, int] = field(default_factory=dict)
    columns: int = 0
    rows: int = 0
    rounds: int = 0
    seconds: float = 0.0

    @property
    def changed(self) -> int:
        """How many of the groups that count change."""
        return self.used.get("groups", 0)

    @property
    def merged(self) -> int:
        """How many base units are dissolved."""
        return self.used.get("merges", 0)


@dataclass
class _Run:
    """What is known while a part is being solved."""

    followed: frozenset[int]
    apart: frozenset[int] = frozenset()
    bounds: dict[str, int] = field(default_factory=dict)
    rounds: int = 0


def solve_part(task: PartTask, effort: Effort) -> PartAnswer:
    """Solve one part within its limits.

    Parameters
    ----------
    task
        What, which part of it, and the most of what is limited in it.
    effort
        How long, and how.
    """
    problem, part, began = task.problem, task.part, time.time()
    run = _Run(_bounded(problem, part), _barred(problem, part))
    while True:
        run.rounds += 1
        model = part_model(
            problem, part, followed=run.followed, apart=run.apart, limits=task.limits
        )
        goals = [goal(model, name) for name in problem.ask.goals]
        sums = goals if is_free_of_idle_steps(model) else [*goals, fewest_steps(model)]
        found = in_order(
            model, sums, effort=effort, most_weight=MOST_WEIGHT if task.blend else 0
        )
        run.bounds = _better(run.bounds, found.bounds, problem.ask.goals, found.status)
        plan, status = found.plan, found.status
        end, breach = decode(model, plan) if plan is not None else (None, Breach())
        if not breach or effort.is_over:
            break
        run.followed, run.apart = run.followed | breach.groups, run.apart | breach.cells
    if breach or (end is None and status != INFEASIBLE):
        # Out of time with a plan that breaks a bound: doing nothing breaks none, unless a rule
        # forbids it.
        status = INTERRUPTED if effort.is_stopped else TIME_LIMIT
        plan = model.idle if Solver(model).keeps(model.idle) else None
        end = None if plan is None else End()
    values = {} if plan is None else {one.name: one.value(plan) for one in goals}
    status, bounds = _checked(status, values, run.bounds, problem.ask.goals)
    return PartAnswer(
        part.number,
        status,
        values,
        bounds,
        end,
        {} if plan is None else _used(model, plan, values),
        len(model.upper),
        len(model.rows),
        run.rounds,
        time.time() - began,
    )


def _used(model: PartModel, plan: object, values: Mapping[str, int]) -> dict[str, int]:
    """How much a plan uses of what may be limited."""
    used = {
        "groups": sum(int(plan[column]) for column in model.changed.values()),  # type: ignore[index]
        "merges": sum(int(plan[column]) for column in model.merge.values()),  # type: ignore[index]
    }
    for name in (PEOPLE, PRICE):
        used[name] = values.get(name, value(plan, goal(model, name).sum))  # type: ignore[arg-type]
    return used


def _bounded(problem: Problem, part: Part) -> frozenset[int]:
    """Groups followed from the start: of layers whose changes count, and those that reach too many
    base units already. Others are followed once a plan takes one too far.
    """
    units = set(part.units)
    return frozenset(
        group
        for layer in problem.groups
        if layer.most_base_units is not None
        for group in layer.units.tolist()
        if group in units
        and (
            layer.number in problem.counted
            or layer.scatter(group)
            or bool(problem.nested)
        )
    )


def _barred(problem: Problem, part: Part) -> frozenset[int]:
    """Cells with somebody who is barred from a unit though no rule told them apart."""
    members = {member for members in problem.barred.values() for member in members}
    cells = {
        int(problem.cells.of[member]) for member in members if not problem.cells.persons[member]
    }
    return frozenset(cells & set(part.cells)) if cells else frozenset()


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
    if status == INFEASIBLE:
        return status, kept
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


__all__ = ["GROUPS", "Limits", "PartAnswer", "PartTask", "is_sound", "solve_part"]
