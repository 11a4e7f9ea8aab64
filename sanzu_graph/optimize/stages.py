"""The goals of one model, made small stage by stage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from sanzu_graph.optimize.goals import fewest_steps, goal, is_free_of_idle_steps
from sanzu_graph.optimize.hitting_sets import Core, hit
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.request import GROUPS, PEOPLE
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import Relaxation, Solver
from sanzu_graph.solving.lexicographic import (
    MOST_WEIGHT,
    Goal,
    blend_bounds,
    blend_sum,
    blend_weights,
    blends,
)
from sanzu_graph.solving.models import Vector
from sanzu_graph.solving.statuses import FEASIBLE, INFEASIBLE, OPTIMAL
from sanzu_graph.solving.sums import total

#: So many seconds a closer model tries to reach what a looser one has proven; then it goes goal by
#: goal.
_FOR_A_TRIAL = 3.0


@dataclass
class Known:
    """What earlier, looser models of a part have proven.

    Attributes
    ----------
    values : goal → value, of the goals that were solved one by one
    people : how many are moved
    cores : sets of groups of which one must change, while the goals before have `cores_for`
    """

    values: dict[str, int] = field(default_factory=dict)
    people: int = 0
    cores: tuple[Core, ...] | None = None
    cores_for: tuple[int, ...] = ()


class Stages:
    """The stages of one model.

    Where groups are followed, the goals up to the groups that change are solved one by one, and
    that one by hitting sets. The others share solves. A closer model begins with what a looser one
    has proven, and tries whether that holds for it too.
    """

    def __init__(
        self, model: PartModel, known: Known, effort: Effort, *, blend: bool = True
    ) -> None:
        self.model, self.known, self.effort = model, known, effort
        names = model.problem.ask.goals
        self.goals = [goal(model, name) for name in names]
        self.sums = (
            [*self.goals] if is_free_of_idle_steps(model) else [*self.goals, fewest_steps(model)]
        )
        self.most_weight = MOST_WEIGHT if blend else 0
        apart = names.index(GROUPS) + 1 if model.present and GROUPS in names else 0
        self.alone = apart
        self.bounds: dict[str, int] = {}
        self.plan: Vector | None = None
        self.is_infeasible = self.is_done = self.is_proven = self.has_new_plan = False
        #: Whether the solver ended without a proof though it had time.
        self.is_stuck = False
        self._reset()
        #: Whether the values of a looser model are being tried.
        self.tries_known = 0 < apart == len(known.values) < len(self.sums)
        if self.tries_known:
            for place, one in enumerate(self.sums[:apart]):
                self.solver.keep(place, known.values[one.name])
                self.bounds[one.name] = known.values[one.name]
            self._cut()
            self.plan = None
            self.place = apart
            self._blend_rest(2 * known.people + 10)

    def _reset(self) -> None:
        self.solver = Solver(
            self.model,
            [one.sum for one in self.sums],
            seed=self.effort.seed,
            watch=self.effort.heard,
        )
        idle = self.model.idle
        self.plan = idle if self.solver.keeps(idle) else None
        self.place = 0
        self.runs: list[list[Goal]] | None = None

    def values(self) -> dict[str, int]:
        """Goal → value of the plan."""
        assert self.plan is not None
        return {one.name: one.value(self.plan) for one in self.goals}

    def step(self, effort: Effort, seconds: float) -> None:
        """The next stage, for so long at most."""
        self.effort, self.has_new_plan = effort, False
        seconds = min(seconds, effort.left)
        if self.place < self.alone:
            self._goal_alone(seconds)
        else:
            if self.runs is None:
                self._blend_rest(None)
            self._run_of_goals(seconds)
        if not self.is_infeasible and self.place >= self.alone and self.runs == []:
            self.is_done = True
            self.is_proven = self.plan is not None and all(
                self.bounds.get(one.name) == one.value(self.plan) for one in self.goals
            )

    # -- one goal

    def _goal_alone(self, seconds: float) -> None:
        place, one = self.place, self.sums[self.place]
        if one.name == GROUPS and place and self.plan is not None:
            self._find_cores(seconds)
            self._cut()
            # The fewest groups that hit all cores are a bound, in any case.
        known = self.known.values
        if one.name in known and all(
            known.get(other.name) == self.bounds.get(other.name) for other in self.sums[:place]
        ):
            self.solver.cut(one.sum, known[one.name])
        answer = self.solver.least_of(one.sum, start=self.plan, seconds=seconds)
        self.is_stuck = answer.status == FEASIBLE
        if answer.status == INFEASIBLE:
            self.is_infeasible = True
            return
        self._take(answer.plan)
        if self.plan is None:
            return
        value = one.value(self.plan)
        if answer.bound is not None:
            self.bounds[one.name] = min(value, max(answer.bound, one.least))
        if answer.status == OPTIMAL:
            for later in self.sums[place:]:
                known.pop(later.name, None)
            known[one.name] = value
            self.solver.keep(place, value)
            self.place += 1

    def _find_cores(self, seconds: float) -> None:
        place, plan = self.place, self.plan
        assert plan is not None
        kept = tuple(other.value(plan) for other in self.sums[:place])
        if self.known.cores is not None and self.known.cores_for == kept:
            return
        relaxed = Relaxation(self.model, [other.sum for other in self.sums], seed=self.effort.seed)
        for before, value in enumerate(kept):
            relaxed.keep(before, value)
        until = self.effort.left - seconds

        def left() -> float:
            return -math.inf if self.effort.is_stopped else self.effort.left - max(0.0, until)

        found = hit(self.model, relaxed, self.solver, left)
        self.known.cores, self.known.cores_for = found.cores, kept
        self.bounds[GROUPS] = max(found.least, self.bounds.get(GROUPS, 0))
        if found.plan is not None and self.solver.keeps(found.plan):
            self._take(found.plan)

    def _cut(self) -> None:
        changed = self.model.changed
        for core in self.known.cores or ():
            # A closer model may know that a group cannot change: then another one of them must.
            able = [changed[group] for group in sorted(core) if group in changed]
            self.solver.cut(total(able), 1)

    # -- the others

    def _blend_rest(self, people: int | None) -> None:
        """Which of the other goals share solves: weights stay small if few people are moved."""
        rest = list(self.sums[self.alone :])
        if self.alone and rest and rest[0].name == PEOPLE:
            if people is None and self.plan is not None:
                people = rest[0].value(self.plan)
            if people is not None:
                self.solver.keep(self.alone, people)
                rest = [goal(self.model, one.name, people) if one.name else one for one in rest]
        self.runs = [[rest[at] for at in run] for run in _runs(rest, self.most_weight)]

    def _run_of_goals(self, seconds: float) -> None:
        assert self.runs is not None
        if not self.runs:
            return
        some = self.runs[0]
        is_trial = self.tries_known and self.plan is None
        if is_trial:
            seconds = min(seconds, _FOR_A_TRIAL)
        weights = blend_weights(some)
        answer = self.solver.least_of(blend_sum(some, weights), start=self.plan, seconds=seconds)
        self.is_stuck = answer.status == FEASIBLE and not is_trial
        if answer.status == INFEASIBLE or (is_trial and answer.plan is None):
            self._refused()
            return
        self._take(answer.plan)
        if self.plan is None:
            return
        self.bounds |= blend_bounds(some, weights, self.plan, answer.bound)
        if answer.status == OPTIMAL:
            places = {one.name: place for place, one in enumerate(self.sums)}
            for one in some:
                value = one.value(self.plan)
                self.solver.keep(places[one.name], value)
                if one.name == PEOPLE:
                    self.known.people = value
            self.runs = self.runs[1:]

    def _refused(self) -> None:
        """No plan: of the values of a looser model, or at all."""
        if not self.tries_known:
            self.is_infeasible = True
            return
        self.tries_known = False
        self.bounds = {}
        self._reset()

    def _take(self, plan: Vector | None) -> None:
        if plan is not None:
            self.plan = plan
            self.has_new_plan = True


def _runs(rest: Sequence[Goal], most_weight: int) -> list[list[int]]:
    return blends(list(range(len(rest))), rest, most_weight)
