"""Which groups must change: sets of groups of which at least one does, found one by one (implicit
hitting sets).

A *core* is a set of groups of which one must change: if none does, the goals before cannot be
reached. The fewest groups that change are the smallest set that hits every core. The question is
always about the smallest set that hits all cores so far. Relaxations answer it in milliseconds: if
fractions of people cannot do it, nobody can. A set that they do not refuse is tried with whole
people. That is done in the closest model, where only these groups may change. This model is small,
and follows each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from sanzu_graph.optimize.goals import fewest_steps, goal_of
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.request import GROUPS
from sanzu_graph.solving.closing import Closed
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import Relaxation, Solver
from sanzu_graph.solving.lexicographic import MOST_WEIGHT, Goal, Outcome, in_order
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL
from sanzu_graph.solving.sums import total

Core = frozenset[int]


class FewestGroups:
    """The fewest groups that change while the goals before keep their values.

    Parameters
    ----------
    closest
        Makes the model that follows all groups which may reach too far.
    loose
        One that follows fewer: it refuses less, but sooner.
    kept
        The goals before, with their values.
    seed
        The solver's.

    Attributes
    ----------
    cores : those that were found
    found : groups whose change is enough, perhaps more than are needed; None: not found
    least : no plan changes fewer groups
    plan : a plan of the closest model that changes as few; None: not found. Among plans that
        change groups of the same set it is the best in all later goals
    """

    def __init__(
        self,
        closest: Callable[[], PartModel],
        loose: PartModel,
        goals: Sequence[tuple[str, int]],
        seed: int,
    ) -> None:
        self._closest, self.loose = closest, loose
        self.kept, self.seed = tuple(goals), seed
        self._relaxed: dict[int, Relaxation] = {}
        self.cores: list[Core] = []
        self.found: Core | None = None
        self.least = 0
        self.plan: Vector | None = None
        #: Sets that hit all cores and were refused by whole people only.
        self.misses = 0

    @cached_property
    def closest(self) -> PartModel:
        """The model that follows all groups which may reach too far."""
        return self._closest()

    @cached_property
    def groups(self) -> list[int]:
        """All groups that may change."""
        return sorted(self.closest.changed.keys() | self.loose.changed.keys())

    @cached_property
    def later(self) -> list[Goal]:
        """The goals from the groups that change on, and what breaks ties."""
        names = self.closest.problem.ask.goals
        goals = [goal_of(self.closest, name) for name in names[names.index(GROUPS) :]]
        return [*goals, fewest_steps(self.closest)]

    @property
    def is_refuted(self) -> bool:
        """Whether the goals before cannot be kept, for any groups that change."""
        return any(not core for core in self.cores)

    def search(self, effort: Effort, *, misses: int) -> None:
        """Find cores until the smallest set that hits them all is enough, and a plan for it.

        Parameters
        ----------
        effort
            Until when.
        misses
            It ends, too, after this many sets that only whole people refuse.
        """
        most = self.misses + misses
        while not (effort.is_over or self.is_refuted or self.misses >= most):
            some = self._smallest()
            if some is None or self.plan is not None:
                return
            self.least = len(some)
            if self.found is not None and len(self.found) <= self.least:
                self.tries(self.found, effort)
                return
            core = self._core_without(some, effort)
            if core is not None:
                self.cores.append(core)
            elif not effort.is_over and not self.tries(some, effort):
                return

    def look_for_any(self, effort: Effort) -> Vector | None:
        """Look for some plan that keeps the goals before, for any groups that change; then for one
        that changes fewer of the same groups. Nothing is proven by it.
        """
        some, best = frozenset(self.groups), None
        while (plan := self.within(some, effort, nodes=1).plan) is not None:
            changed = self.closest.changed
            self.found = frozenset(group for group in some & changed.keys() if plan[changed[group]])
            best = plan
            if self.found == some or effort.is_over:
                break
            some = self.found
        return best

    def tries(self, some: frozenset[int], effort: Effort) -> bool:
        """Look for a plan in which only some groups change; whether that is settled."""
        outcome = self.within(some, effort)
        if outcome.status == INFEASIBLE:
            self.refuse(some)
            return True
        if outcome.plan is None:
            return False
        if len(some) <= self.least:
            self.plan = outcome.plan
        return True

    def refuse(self, some: frozenset[int]) -> None:
        """Another group than some must change."""
        self.misses += 1
        self.cores.append(frozenset(self.groups) - some)

    def within(
        self,
        some: frozenset[int],
        effort: Effort,
        bounds: Sequence[tuple[str, int]] = (),
        nodes: int | None = None,
    ) -> Outcome:
        """The best plan in which only some groups change, in the closest model.

        Parameters
        ----------
        some, effort
            The groups; and how long it may take.
        bounds
            Further goals, with the most that each may come to.
        nodes
            As for `in_order`.
        """
        others = [column for group, column in self.closest.changed.items() if group not in some]
        sums = [(goal_of(self.closest, name).sum, most) for name, most in (*self.kept, *bounds)]
        closed = Closed(self.closest, [int(column) for column in others], sums)
        goals = [closed.goal(goal) for goal in self.later]
        outcome = in_order(closed.model, goals, effort=effort, most_weight=MOST_WEIGHT, nodes=nodes)
        return (
            outcome if outcome.plan is None else replace(outcome, plan=closed.whole(outcome.plan))
        )

    # -- cores

    def _core_without(self, some: frozenset[int], effort: Effort) -> Core | None:
        """Groups of which another one must change, as far as fractions of people tell."""
        for place, model in enumerate((self.loose, self.closest)):
            if place and (not self.misses or model is self.loose):
                break
            relaxed = self._relaxation(place, model)
            if _is_refuted(model, relaxed, some, effort):
                grown = some
                for group in self.groups:
                    further = grown | {group}
                    if group not in grown and _is_refuted(model, relaxed, further, effort):
                        grown = further
                return frozenset(self.groups) - grown
        return None

    def _relaxation(self, place: int, model: PartModel) -> Relaxation:
        if place not in self._relaxed:
            sums = [goal_of(model, name).sum for name, _ in self.kept]
            relaxed = self._relaxed[place] = Relaxation(model, sums, seed=self.seed)
            for number, (_, value) in enumerate(self.kept):
                relaxed.keep(number, value)
        return self._relaxed[place]

    def _smallest(self) -> frozenset[int] | None:
        """The smallest set of groups that hits all cores; None if it is not found."""
        cover = Model()
        columns = {group: cover.column(name=group) for group in self.groups}
        for core in self.cores:
            cover.add(total(columns[group] for group in sorted(core)) >= 1)
        if self.least:
            cover.add(total(columns.values()) >= self.least)
        answer = Solver(cover).least_of(total(columns.values()))
        if answer.status != OPTIMAL or answer.plan is None:
            return None
        return frozenset(group for group, column in columns.items() if answer.plan[int(column)])


def _is_refuted(
    model: PartModel, relaxed: Relaxation, some: frozenset[int], effort: Effort
) -> bool:
    """Whether fractions of people cannot do it if only some groups change."""
    if effort.is_over:
        return False
    for group, column in model.changed.items():
        relaxed.limit(int(column), int(group in some))
    return relaxed.is_refuted(effort.left)
