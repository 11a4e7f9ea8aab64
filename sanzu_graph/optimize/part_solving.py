"""One part solved: goal after goal, and closer where the hubs forgot something that matters."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from sanzu_graph.optimize.decode import Breach
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.model_rules import part_model
from sanzu_graph.optimize.part_plans import Known, Unbeaten
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import IMBALANCE, PEOPLE, PER_BASE_UNIT
from sanzu_graph.optimize.stages import Stages
from sanzu_graph.solving.efforts import Effort, OutOfTimeError
from sanzu_graph.solving.statuses import FEASIBLE, INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT

#: What is limited (``groups``, ``merges``, or a goal by its name) → the most of it.
Limits = Mapping[str, int | None]
Number = TypeVar("Number", int, float)
#: A turn that takes at least this share of its time was cut short.
_ALL_OF_IT = 0.9
#: A part that needs this many fair turns for its first goal waits for the others.
_FAR = 8


@dataclass(frozen=True)
class PartTask:
    """A part to be solved within its limits.

    Attributes
    ----------
    unbeaten : what no plan beats, where that is known; see `Stages`
    """

    problem: Problem
    part: Part
    limits: Limits
    blend: bool = True
    unbeaten: Unbeaten | None = None


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
    columns_of_plan : name of a column of that model → value, where that is not 0
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
    columns_of_plan: Mapping[object, int] = field(default_factory=dict)

    @property
    def unbeaten(self) -> Unbeaten | None:
        """What no plan beats, also where more is forbidden; None where it is not proven."""
        return Unbeaten(self.values, self.columns_of_plan) if self.status == OPTIMAL else None

    @property
    def changed(self) -> int:
        """How many of the groups that count change."""
        return self.used.get("groups", 0)

    @property
    def merged(self) -> int:
        """How many base units are dissolved."""
        return self.used.get("merges", 0)


class PartRun:
    """A part being solved, stage by stage: goals that are proven one by one first, the others
    together; then again where a plan shows that the model must look closer.

    Parameters
    ----------
    task
        What, which part of it, and the most of what is limited in it.
    """

    def __init__(self, task: PartTask) -> None:
        self.task, self.problem, self.part = task, task.problem, task.part
        self.followed = _followed(task.problem, task.part)
        self.apart = _barred(task.problem, task.part)
        self.known = Known(self._closest)
        if task.unbeaten is not None:
            self.known.values |= task.unbeaten.values
        self.stages: Stages | None = None
        self.effort: Effort | None = None
        self.size = (0, 0)
        self.rounds = 0
        self.seconds = 0.0
        #: How many seconds a stage takes at least, as far as is known.
        self.needs = 0.0
        self.outcome = ""
        self.bounds: dict[str, int] = {}

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.outcome)

    @property
    def has_reached_a_goal(self) -> bool:
        """Whether the first goal is proven."""
        first, best = self.problem.ask.goals[0], self.known.best
        reached = None if best is None else best.values[first]
        return first in self.known.values or self.bounds.get(first, -1) == reached

    def step(self, effort: Effort, seconds: float = math.inf) -> None:
        """Go through one stage, for at most `seconds`; no model is built once time is over."""
        began, self.effort = time.time(), effort
        with suppress(OutOfTimeError):
            if self.stages is None:
                self.stages = self._begin(effort)
            self.stages.step(effort, seconds)
        if self.stages is not None:
            self._learn_from(self.stages, effort)
        self.seconds += time.time() - began

    def _learn_from(self, stages: Stages, effort: Effort) -> None:
        """Take over what a stage has proven, and what is to be looked at closer."""
        for name, bound in stages.bounds.items():
            self._learn(name, bound, stages)
        if stages.is_infeasible:
            self.outcome, self.bounds = INFEASIBLE, {}
        elif stages.breach:
            self._look_closer(stages.breach)
        elif stages.is_done:
            self.bounds = dict(stages.bounds)
            self.outcome = OPTIMAL if stages.is_proven else FEASIBLE
        elif stages.is_stuck and not effort.is_over:
            self.outcome = FEASIBLE

    def _begin(self, effort: Effort) -> Stages:
        model = self._model(self.followed)
        self.rounds += 1
        self.size = len(model.upper), len(model.rows)
        return Stages(model, self.known, effort, blend=self.task.blend, unbeaten=self.task.unbeaten)

    def _model(self, followed: frozenset[int]) -> PartModel:
        return part_model(
            self.problem,
            self.part,
            followed=followed,
            apart=self.apart,
            limits=self.task.limits,
            effort=self.effort,
        )

    def _closest(self, model: PartModel) -> PartModel:
        """The model that follows all groups which may reach too far; perhaps there is one already."""
        layers, layer_of = self.problem.layers, self.problem.layer_of
        bounded = frozenset(
            unit for unit in self.part.units if layers[layer_of[unit]].most_base_units is not None
        )
        return model if bounded <= model.followed else self._model(bounded)

    def _learn(self, name: str, bound: int, stages: Stages) -> None:
        """A bound of the first goal holds for good; of later ones, as long as those before stay."""
        goals = self.problem.ask.goals
        before = goals[: goals.index(name)]
        if all(self.bounds.get(other) == stages.bounds.get(other) for other in before):
            self.bounds[name] = max(bound, self.bounds.get(name, bound))
        else:
            earlier = {other: self.bounds[other] for other in before if other in self.bounds}
            self.bounds = {
                **earlier,
                **{other: stages.bounds[other] for other in before},
                name: bound,
            }

    def _look_closer(self, breach: Breach) -> None:
        """A plan shows what the model must look closer at."""
        closer = self.followed | breach.groups, self.apart | breach.cells
        if closer == (self.followed, self.apart):
            self.outcome = FEASIBLE  # there is nothing left to look closer at
        if breach.cells - self.apart:
            self.known.fewest = None
        self.followed, self.apart = closer
        self.stages = None

    def answer(self, effort: Effort) -> PartAnswer:
        """What it has come to."""
        status = self.outcome or (INTERRUPTED if effort.is_stopped else TIME_LIMIT)
        if status == INFEASIBLE:
            return PartAnswer(self.part.number, status, {}, {}, None, {}, *self._told())
        best = self.known.best
        values: Mapping[str, int] = {} if best is None else best.values
        end = None if best is None else best.end
        used = {} if best is None else best.used
        if best is None and is_kept_by_doing_nothing(self.problem, self.part):
            values, end = today_of(self.problem, self.part), End()
        status, bounds = checked(status, values, self.bounds, self.problem.ask.goals)
        columns = {} if best is None else best.columns
        facts = (*self._told(), columns)
        return PartAnswer(self.part.number, status, values, bounds, end, used, *facts)

    def _told(self) -> tuple[int, int, int, float]:
        return (*self.size, self.rounds, self.seconds)


def solve_part(task: PartTask, effort: Effort) -> PartAnswer:
    """Solve one part within its limits.

    Parameters
    ----------
    task
        What, which part of it, and the most of what is limited in it.
    effort
        How long, and how.
    """
    run = PartRun(task)
    while not run.is_done and not effort.is_over:
        run.step(effort, effort.left)
    return run.answer(effort)


def turn(run: PartRun, effort: Effort, *, seconds: float) -> None:
    """One stage of a part. What is not done by then begins anew, with twice the time."""
    seconds = max(seconds, run.needs)
    began = time.time()
    run.step(effort, seconds)
    if time.time() - began >= _ALL_OF_IT * seconds:
        run.needs = 2 * seconds


def next_runs(runs: Sequence[PartRun], fair: float) -> list[PartRun]:
    """The parts whose turn it is: those that have not reached the first goal, unless they need far
    more than a fair turn; then those that need the least time.
    """
    early = [run for run in runs if not run.has_reached_a_goal and run.needs <= _FAR * fair]
    first = early or list(runs)
    least = min(run.needs for run in first)
    return [run for run in first if run.needs <= 2 * least]


def _followed(problem: Problem, part: Part) -> frozenset[int]:
    """Groups followed from the start: of layers that lack people somewhere, and those that reach too
    many base units already. Others are followed once a plan takes one too far.
    """
    short = {
        demand.belongs
        for demand in problem.demands
        if demand.kinds[0] == PER_BASE_UNIT and demand.least and demand.short.any()
    }
    return frozenset(
        unit
        for unit in part.units
        if (layer := problem.layers[problem.layer_of[unit]]).most_base_units is not None
        and (
            (layer.name in short and layer.number in problem.counted)
            or bool(layer.scatter(unit))
            or bool(problem.nested)
        )
    )


def _barred(problem: Problem, part: Part) -> frozenset[int]:
    """Cells with somebody who is barred from a unit though no rule told them apart."""
    members = {member for members in problem.barred.values() for member in members}
    members |= {member for member, _ in problem.barred_posts}
    cells = {
        int(problem.cells.of[member]) for member in members if not problem.cells.persons[member]
    }
    return frozenset(cells & set(part.cells)) if cells else frozenset()


def checked(
    status: str, values: Mapping[str, Number], bounds: Mapping[str, Number], goals: Sequence[str]
) -> tuple[str, dict[str, Number]]:
    """Bounds of goals as far as those before are proven, never above the values; optimal only if
    all are proven.
    """
    known: dict[str, Number] = {}
    if status == INFEASIBLE:
        return status, known
    for name in goals:
        if name not in bounds:
            break
        known[name] = min(bounds[name], values[name]) if name in values else bounds[name]
        if name not in values or known[name] < values[name]:
            break
    proven = bool(values) and all(name in known and known[name] == values[name] for name in goals)
    if status == OPTIMAL and not proven:
        status = FEASIBLE
    return status, known


def today_of(problem: Problem, part: Part) -> dict[str, int]:
    """What doing nothing comes to in a part, goal by goal."""
    units = list(part.units)
    return {name: int(many[units].sum()) for name, many in problem.today.items()}


def is_kept_by_doing_nothing(problem: Problem, part: Part) -> bool:
    """Whether doing nothing keeps the caller's own rules in a part; it keeps all others."""
    units, base = set(part.units), problem.base.seats
    for member, wanted in problem.targets.items():
        here = {unit for layer in problem.layers for unit in layer.seats.of(member)}
        if any(unit in units and unit not in here for unit in wanted):
            return False
    for some in problem.together:
        homes = [set(base.of(member)) for member in some]
        if units & set().union(*homes) and not set.intersection(*homes):
            return False
    return not any(
        units & set(base.of(member)) & set(base.of(mate)) for member, mate in problem.apart
    )


def is_sound(problem: Problem, today: Mapping[str, int]) -> bool:
    """Whether doing nothing is best beyond doubt: each goal is 0, or cannot differ where
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


__all__ = [
    "Limits",
    "PartAnswer",
    "PartRun",
    "PartTask",
    "checked",
    "is_sound",
    "next_runs",
    "solve_part",
    "turn",
]
