"""The goals of one model, made small stage by stage."""

from __future__ import annotations

from functools import partial

from sanzu_graph.optimize.decode import NO_BREACH, Breach, value
from sanzu_graph.optimize.goals import fewest_steps, goal_of, is_free_of_idle_steps
from sanzu_graph.optimize.hitting_sets import FewestGroups
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.part_plans import Known, Unbeaten, offer
from sanzu_graph.optimize.request import GROUPS, PEOPLE
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import Solver
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
from sanzu_graph.solving.sums import FREE, Sum, total

#: A miss is a set of groups that fractions of people allow, and whole people do not. After this
#: many misses, at first and later, the solver is asked about all groups together.
_FIRST_MISSES, _MISSES = 8, 16
#: After more misses than this the model looks closer.
_MOST_MISSES = 60
#: With at most this many columns the solver is asked about all groups first.
_SMALL = 600
#: This many plans that break something are refused by a row each; then the model looks closer.
_MOST_DOUBTS = 3
#: How many nodes the solver may look at to see what the closest model can do instead.
_NODES = 100


class Stages:
    """The stages of one model.

    Where groups are followed, the goals up to the groups that change are solved one by one. The
    groups that change are found by hitting sets. The later goals share solves. A closer model goes
    on where a looser one ended.

    Attributes
    ----------
    unbeaten : what no plan beats, where that is known. A plan that comes to the same is asked for
        first, the nearest one. At the first goal that comes to more, the stages end
    bounds : goal → what no plan can beat, given the goals before
    breach : what the model must look closer at; empty until that is known
    is_done, is_infeasible : whether nothing is left to do; whether no plan keeps all rules
    is_stuck : whether the solver ended without a proof though it had time
    """

    def __init__(
        self,
        model: PartModel,
        known: Known,
        effort: Effort,
        *,
        blend: bool = True,
        unbeaten: Unbeaten | None = None,
    ) -> None:
        self.model, self.known, self.effort = model, known, effort
        self.unbeaten = unbeaten
        self._is_equal_open = unbeaten is not None
        self.names = model.problem.ask.goals
        self.goals = [goal_of(model, name) for name in self.names]
        self.sums = (
            [*self.goals] if is_free_of_idle_steps(model) else [*self.goals, fewest_steps(model)]
        )
        self.most_weight = MOST_WEIGHT if blend else 0
        self.alone = self.names.index(GROUPS) + 1 if model.present and GROUPS in self.names else 0
        self.bounds: dict[str, int] = {}
        self.breach = NO_BREACH
        self.is_infeasible = self.is_done = self.is_proven = self.is_stuck = False
        self.solver = Solver(
            model, [goal.sum for goal in self.sums], seed=effort.seed, watch=effort.heard
        )
        idle = model.idle
        self.plan: Vector | None = idle if self.solver.keeps(idle) else None
        self.place = 0
        self.runs: list[list[Goal]] | None = None
        #: How many cores are rows of the solver.
        self._cores = 0
        #: A set of groups to be looked at closely: the plan's, which breaks something.
        self._doubtful: frozenset[int] | None = None
        self._doubts = 0
        self._has_asked = False
        if self._is_settled():
            for place, goal in enumerate(self.sums[: self.alone]):
                self._settle(place, known.values[goal.name])

    def _is_settled(self) -> bool:
        """Whether the goals up to the groups that change are proven, and a plan reaches them."""
        best, values = self.known.best, self.known.values
        names = self.names[: self.alone]
        return best is not None and all(values.get(name) == best.values[name] for name in names)

    def step(self, effort: Effort, seconds: float) -> None:
        """The next stage, for at most `seconds`."""
        self.effort = effort
        seconds = min(seconds, effort.left)
        if self._is_equal_open:
            self._reach_all(seconds)
        elif self.place < self.alone:
            if self.names[self.place] == GROUPS:
                self._fewest_groups(effort.within_at_most(seconds))
            else:
                self._goal_alone(seconds)
        elif self._doubtful is not None:
            self._look_closely(self._doubtful, effort.within_at_most(seconds))
        else:
            if self.runs is None:
                self._blend_rest()
            self._run_of_goals(seconds)
        if self.is_done or self.is_infeasible or self.breach:
            return
        if self._is_worse():
            self.is_done = True
        elif self.place >= self.alone and self.runs == []:
            self._end()

    def _end(self) -> None:
        """All runs are through."""
        self.is_done = True
        best = self.known.best
        self.is_proven = best is not None and all(
            self.bounds.get(name) == best.values[name] for name in self.names
        )

    # -- plans

    def _take(self, plan: Vector | None) -> Breach:
        """Take a plan of this model: it is turned into people, and kept where it breaks nothing."""
        if plan is None:
            return NO_BREACH
        self.plan = plan
        return offer(self.model, plan, self.known)

    # -- where it is known what no plan beats

    def _reach_all(self, seconds: float) -> None:
        """Ask for a plan that comes to what is known as best, in all goals at once.

        The nearest one to the plan that came to it: that is soon found, and says who is in whose
        place.
        """
        assert self.unbeaten is not None
        for place, name in enumerate(self.names):
            self.solver.keep(place, self.unbeaten.values[name])
        columns = self.unbeaten.columns
        distance = Sum(
            (number, -1 if columns.get(name) else 1)
            for number, name in enumerate(self.model.column_names)
            if not isinstance(name, str)  # several are called so
        )
        answer = self.solver.least_of(distance, seconds=seconds)
        if answer.plan is not None:
            self.breach = self._take(answer.plan)
            if not self.breach:
                self.bounds = dict(self.unbeaten.values)
                self.is_done = self.is_proven = True
        elif answer.status == INFEASIBLE:
            for place in range(len(self.names)):
                self.solver.keep(place, FREE)
            self._is_equal_open = False

    def _is_worse(self) -> bool:
        """Whether a goal is proven to come to more than what is known as best, and a plan has it."""
        best = self.known.best
        if self.unbeaten is None or best is None:
            return False
        for name, least in self.unbeaten.values.items():
            if self.bounds.get(name) != best.values[name]:
                return False
            if best.values[name] > least:
                return True
        return False

    def _is_equal_before(self, name: str) -> bool:
        """Whether the goals before one come to what is known as best."""
        assert self.unbeaten is not None
        before = self.names[: self.names.index(name)] if name else self.names
        return all(self.bounds.get(earlier) == self.unbeaten.values[earlier] for earlier in before)

    # -- goals one by one

    def _goal_alone(self, seconds: float) -> None:
        place, goal = self.place, self.sums[self.place]
        known = self.known.values
        if goal.name in known:
            self.solver.cut(goal.sum, known[goal.name])  # a looser model is a bound
        answer = self.solver.least_of(goal.sum, start=self.plan, seconds=seconds)
        self.is_stuck = answer.status == FEASIBLE
        if answer.status == INFEASIBLE:
            self.is_infeasible = True
            return
        self._take(answer.plan)
        if answer.bound is not None:
            self.bounds[goal.name] = max(answer.bound, goal.least)
        if answer.status == OPTIMAL and answer.value is not None:
            self._settle(place, answer.value)

    def _settle(self, place: int, least: int) -> None:
        """A goal is proven: it is kept from now on."""
        name, known = self.sums[place].name, self.known.values
        if known.get(name) != least:
            for later in self.names[place:]:
                known.pop(later, None)
        known[name] = self.bounds[name] = least
        self.solver.keep(place, least)
        self.place = place + 1

    def _fewest_groups(self, effort: Effort) -> None:
        """Search for the fewest groups that change."""
        place, known = self.place, self.known
        goals = [(name, known.values[name]) for name in self.names[:place]]
        if known.fewest is None or known.fewest.kept != tuple(goals):
            known.fewest = FewestGroups(
                partial(known.closest, self.model), self.model, goals, effort.seed
            )
            if self.unbeaten is not None and self._is_equal_before(GROUPS):
                known.fewest.least = self.unbeaten.values[GROUPS]
        fewest = known.fewest
        if not self._has_asked and len(self.model.upper) <= _SMALL:
            self._has_asked = True
            self._ask_about_all(fewest, effort)
            if self.place > place or self.is_infeasible:
                return
        if fewest.plan is None:
            if fewest.misses >= _FIRST_MISSES and fewest.found is None:
                self._keep_some_plan(fewest, effort)
            fewest.search(effort, misses=_MISSES if fewest.misses else _FIRST_MISSES)
        self.bounds[GROUPS] = max(fewest.least, self.bounds.get(GROUPS, 0))
        if fewest.is_refuted:
            self._refuted()
        elif fewest.plan is None and not effort.is_over:
            self._ask_about_all(fewest, effort)
        if fewest.plan is not None and self.place == place:
            self.plan = fewest.plan if fewest.closest is self.model else None
            self.breach = offer(fewest.closest, fewest.plan, known)
            self._cut()
            self._settle(place, fewest.least)

    def _keep_some_plan(self, fewest: FewestGroups, effort: Effort) -> None:
        """Where the search is long: a plan that reaches the goals before, with too many groups."""
        best, before = self.known.best, self.names[: self.place]
        if best is None or any(best.values[name] > self.known.values[name] for name in before):
            plan = fewest.look_for_any(effort)
            if plan is not None:
                offer(fewest.closest, plan, self.known)

    def _refuted(self) -> None:
        """The goals before were reached by a looser model only."""
        fewest = self.known.fewest
        assert fewest is not None
        if self.place == 0:
            self.is_infeasible = True
        elif self.model.followed >= fewest.closest.followed:
            self.is_stuck = True
        else:
            self.breach = Breach(fewest.closest.followed)

    def _ask_about_all(self, fewest: FewestGroups, effort: Effort) -> None:
        """The fewest groups by the solver, with all cores found so far as rows."""
        self._cut()
        goal = self.sums[self.place]
        answer = self.solver.least_of(goal.sum, start=self.plan, seconds=effort.left)
        if answer.status in (INFEASIBLE, FEASIBLE):
            self.is_infeasible = answer.status == INFEASIBLE and self.place == 0
            self.is_stuck = not self.is_infeasible
            return
        breach = self._take(answer.plan)
        if answer.bound is not None:
            fewest.least = max(fewest.least, answer.bound)
            self.bounds[GROUPS] = fewest.least
        if answer.status != OPTIMAL or answer.plan is None:
            return
        if not breach:
            self._settle(self.place, fewest.least)
        elif fewest.misses > _MOST_MISSES:
            self.breach = breach
        else:
            fewest.tries(self._changing(answer.plan), effort)

    def _changing(self, plan: Vector) -> frozenset[int]:
        return frozenset(group for group, column in self.model.changed.items() if plan[int(column)])

    def _cut(self) -> None:
        """Make rows of the cores that are none yet."""
        fewest, changed = self.known.fewest, self.model.changed
        for core in () if fewest is None else fewest.cores[self._cores :]:
            # A closer model may know that a group cannot change: then another one of them must.
            able = [changed[group] for group in sorted(core) if group in changed]
            self.solver.cut(total(able), 1)
            self._cores += 1

    # -- the others

    def _blend_rest(self) -> None:
        """Which of the other goals share solves: weights stay small if few people are moved."""
        rest = list(self.sums[self.alone :])
        best = self.known.best
        if self.alone:
            self._cut()
        if self.alone and rest and rest[0].name == PEOPLE and best is not None:
            people = best.values[PEOPLE]
            self.solver.keep(self.alone, people)
            rest = [goal_of(self.model, goal.name, people) if goal.name else goal for goal in rest]
        places = blends(list(range(len(rest))), rest, self.most_weight)
        self.runs = [[rest[at] for at in run] for run in places]

    def _run_of_goals(self, seconds: float) -> None:
        assert self.runs is not None
        if not self.runs:
            return
        some = self.runs[0]
        weights = blend_weights(some)
        blend = blend_sum(some, weights)
        if self.unbeaten is not None and self._is_equal_before(some[0].name):
            least = self.unbeaten.blended(some, weights)
            if least is not None:
                self.solver.cut(blend, least)
        answer = self.solver.least_of(blend, start=self.plan, seconds=seconds)
        self.is_stuck = answer.status == FEASIBLE
        if answer.status == INFEASIBLE:
            self.is_infeasible, self.is_stuck = not self.alone, bool(self.alone)
            return
        breach = self._take(answer.plan)
        if self.plan is None:
            return
        self.bounds |= blend_bounds(some, weights, self.plan, answer.bound)
        if answer.status != OPTIMAL:
            return
        if not self.alone:
            if len(self.runs) == 1:
                self.breach = breach
            self._next_run()
        elif self._is_reached() or not breach:
            self._next_run()
        else:
            self._doubtful = self._changing(self.plan)

    def _is_reached(self) -> bool:
        """Whether the best plan has the values that this run has proven."""
        assert self.runs is not None
        best, plan = self.known.best, self.plan
        assert plan is not None
        return best is not None and all(
            best.values[goal.name] == goal.value(plan) for goal in self.runs[0] if goal.name
        )

    def _next_run(self) -> None:
        assert self.runs is not None
        assert self.plan is not None
        places = {goal.name: place for place, goal in enumerate(self.sums)}
        for goal in self.runs[0]:
            self.solver.keep(places[goal.name], goal.value(self.plan))
        self.runs = self.runs[1:]

    def _look_closely(self, some: frozenset[int], effort: Effort) -> None:
        """See whether the closest model reaches what a plan does, with the groups that it changes."""
        fewest, plan = self.known.fewest, self.plan
        assert fewest is not None
        assert plan is not None
        assert self.runs is not None
        reached = {goal.name: goal.value(plan) for goal in self.sums[self.alone :] if goal.name}
        left = {goal.name for run in self.runs[1:] for goal in run}
        goals = [(name, most) for name, most in reached.items() if name not in left]
        closer = Breach(some & fewest.closest.followed)
        outcome = fewest.within(some, effort, goals, nodes=_NODES)
        if outcome.plan is None and outcome.status != INFEASIBLE:
            if outcome.status == FEASIBLE and closer.groups - self.model.followed:
                self.breach = closer  # it would take long
            elif outcome.status == FEASIBLE:
                self.is_stuck = True
            return
        self._doubtful = None
        if outcome.plan is not None:
            self.breach = offer(fewest.closest, outcome.plan, self.known)
            if not self.breach:
                self._next_run()
            return
        self._doubts += 1
        if self._doubts > _MOST_DOUBTS and closer.groups - self.model.followed:
            self.breach = closer
            return
        # With these groups alone a plan comes to more.
        blend = blend_sum(self.runs[0], blend_weights(self.runs[0]))
        others = total(column for group, column in self.model.changed.items() if group not in some)
        least = value(plan, blend) + 1
        self.solver.cut(blend + others, least)
        self.plan = None
