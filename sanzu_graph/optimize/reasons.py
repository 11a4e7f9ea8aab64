"""Why each change of a plan is in it: what it repairs, why this person or group, and what the next
best would cost.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.changes.duties import AssignDuty
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.names import Named
from sanzu_graph.changes.roles import AppointLeader, RelieveLeader
from sanzu_graph.messages import listed, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.optimize.best_leaders import Equals, equality
from sanzu_graph.optimize.change_needs import barred, needs, unit_of
from sanzu_graph.optimize.counting import Counter, UnmakeableError
from sanzu_graph.optimize.part_plans import Unbeaten
from sanzu_graph.optimize.plan_values import Violations
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import MISSING, UNMET
from sanzu_graph.optimize.shortfalls import less, names, sentences
from sanzu_graph.optimize.solved_plans import SolvedPlan
from sanzu_graph.optimize.steps import changes as steps_of
from sanzu_graph.optimize.trials import Trial, Trials, first_difference, limits_of
from sanzu_graph.scenarios.plan_text import change_lines
from sanzu_graph.solving.statuses import INFEASIBLE

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org

#: How many changes are explained, and within how many seconds new solves are begun.
EXPLAINED, PATIENCE = 50, 120.0
COLUMNS = ("step", "change", "what", "repairs", "why", "next_best")


def reasons(
    proposal: SolvedPlan,
    *,
    most: int = EXPLAINED,
    seconds: float = PATIENCE,
    stop: threading.Event | None = None,
) -> pd.DataFrame:
    """One row a change: step, change (its class), what, repairs, why, next_best.

    Parameters
    ----------
    proposal
        With a plan.
    most
        How many changes are explained; of the others it is said that they are not.
    seconds
        Nothing more is tried after this time; the text says so.
    stop
        Set by another thread to stop at once; the text says so.
    """
    import pandas as pd

    rows = []
    if proposal.scenario is not None and len(proposal.scenario):
        finder = _Reasons(proposal, seconds, stop)
        for place, (change, what) in enumerate(
            zip(finder.changes, change_lines(proposal), strict=True)
        ):
            words = (
                finder.of(place)
                if place < most
                else (text("reason.not_explained", count=most), "", "")
            )
            rows.append((place + 1, type(change).__name__, what, *words))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(COLUMNS, "str") | {"step": "int64"})


@dataclass(frozen=True)
class Others:
    """Who else could do something: those who would do as well, and the best plan without it; what
    that does there instead.
    """

    alike: tuple[str, ...] = ()
    trial: Trial | None = None
    equals: Equals | None = None
    instead: tuple[str, ...] = ()


class _Reasons:
    """The reasons of one plan."""

    def __init__(
        self, proposal: SolvedPlan, seconds: float, stop: threading.Event | None = None
    ) -> None:
        assert proposal.solution is not None
        self.proposal = proposal
        self.solution, self.problem = proposal.solution, proposal.solution.problem
        self.changes: list[Change] = list(self.solution.changes)
        self.counter = Counter(self.problem, proposal.demands)
        self.trials = Trials.after(self.solution, seconds, stop)
        self._known: dict[tuple[int, ...], Violations] = {}
        self.unit = {
            name: place for place, name in enumerate(self.problem.org.encoding.units.tolist())
        }
        self.member = {
            name: place for place, name in enumerate(self.problem.org.encoding.members.tolist())
        }
        self.named = names(self.problem.org, "members")

    def of(self, place: int) -> tuple[str, str, str]:
        """What a change repairs, why this one, and what the next best costs."""
        if self.trials.is_over:
            key = "stopped" if self.trials.is_stopped else "out_of_time"
            return (text(f"reason.{key}"), "", "")
        change = self.changes[place]
        others = self._others(change)
        return self.repairs(place), self.why(change, others), self.next_best(others)

    @cached_property
    def _unbeaten(self) -> Mapping[int, Unbeaten | None]:
        """Number of a part → what no plan beats there, nor does one without some change. Parts that
        share a limit are not known one by one.
        """
        if any(most is not None for most in limits_of(self.problem).values()):
            return {}
        return {answer.number: answer.unbeaten for answer in self.solution.parts}

    @cached_property
    def _violated(self) -> Violations:
        """What is violated after the whole plan."""
        return self.counter.violated(self.counter.after(self.changes))

    # -- what it repairs

    def repairs(self, place: int) -> str:
        """What returns without it; counted with the changes of its parts alone, for those of others
        touch nothing of what returns.
        """
        near = self._near[place]
        out, after = self._left_out(place, near)
        violated = self.counter.violated(after)
        lines = sentences(self.problem, less(violated, self._violated_with(near)))
        rest = [self.changes[other] for other in near if other not in out]
        serves = listed(lines, most=5) if lines else self._serves(near, rest, after)
        companions = [other + 1 for other in sorted(out - {place})]
        return text("reason.with", what=serves, steps=listed(companions)) if companions else serves

    @cached_property
    def _near(self) -> list[tuple[int, ...]]:
        """Per change, those in parts that it touches, or of people who change there; with itself."""
        part = {unit: piece.number for piece in self.solution.pieces for unit in piece.units}
        ties: dict[object, set[int]] = {}
        for place, change in enumerate(self.changes):
            units = [
                self.unit[getattr(change, name)]
                for name in ("unit", "source", "target", "into")
                if getattr(change, name, None) in self.unit
            ]
            keys: list[object] = [part[unit] for unit in units if unit in part]
            keys += [getattr(change, "member", ())]
            together = {place}.union(*(ties.get(key, ()) for key in keys))
            for key in [*keys, *(key for key, some in ties.items() if some & together)]:
                ties[key] = together
        return [tuple(sorted(ties[getattr(change, "member", ())])) for change in self.changes]

    def _violated_with(self, near: tuple[int, ...]) -> Violations:
        """What is violated after some changes."""
        if near not in self._known:
            self._known[near] = self.counter.violated(self._after(near))
        return self._known[near]

    def _after(self, some: Iterable[int]) -> Org:
        return self.counter.after([self.changes[place] for place in some])

    def _serves(self, near: Sequence[int], rest: Sequence[Change], after: Org) -> str:
        """Where nothing returns: the goal that is worse without it."""
        own = self.counter.values(self._after(near), [self.changes[place] for place in near])
        values = self.counter.values(after, rest)
        worse = [
            (name, values[name] - own[name])
            for name in self.problem.ask.goals
            if values[name] > own[name]
        ]
        if not worse:
            return text("reason.repairs_nothing")
        (goal, more), value = worse[0], self.solution.values[worse[0][0]]
        return text(
            "reason.serves", goal=self.proposal.goal_text(goal), without=value + more, value=value
        )

    def _left_out(self, place: int, near: Sequence[int]) -> tuple[set[int], Org]:
        """The change, and those that make no sense or cannot be made without it; and what is without
        them.
        """
        out = {place}
        while True:
            more = {
                other
                for other in near
                if other not in out
                and any(needs(self.changes[other], self.changes[left_out]) for left_out in out)
            }
            rest = [other for other in near if other not in out | more]
            try:
                after = self._after(rest)
            except UnmakeableError as error:
                more.add(rest[error.place])
            if not more:
                return out, after
            out |= more

    # -- why this one

    def why(self, change: Change, others: Others) -> str:
        """How many could have done the same, and what sets this one apart."""
        if isinstance(change, RelieveLeader):
            return text("reason.one_leader")
        key = "merger" if isinstance(change, MergeUnits) else "person"
        if others.alike:
            key = "leader" if isinstance(change, AppointLeader) else key
            who = [Named(member, self.named.get(member)).describe() for member in others.alike]
            sentence = text(f"reason.any_{key}", names=listed(who), count=len(who))
            return self._equality(change, sentence, others.equals)
        if others.trial is None:
            return ""
        if not others.trial.values:
            is_settled = others.trial.status == INFEASIBLE
            return text(f"reason.only_{key}" if is_settled else "reason.none_found")
        looked = first_difference(self.problem.ask.goals, self.solution.values, others.trial.values)
        if looked is None:
            key = "instead" if others.instead else "other_way"
            return text(f"reason.{key}", what=listed(others.instead, most=3))
        return text(f"reason.only_{key}" if others.trial.proves(looked[0]) else "reason.none_found")

    # -- what the next best would cost

    def next_best(self, others: Others) -> str:
        """What the best plan without this very change comes to, more than this one."""
        if others.alike:
            return text("reason.ties", count=len(others.alike))
        trial = others.trial
        if trial is None:
            return ""
        if not trial.values:
            return text("reason.impossible" if trial.status == INFEASIBLE else "reason.open")
        looked = first_difference(self.problem.ask.goals, self.solution.values, trial.values)
        if looked is None:
            return text("reason.another")
        return self._cost(trial, *looked) if trial.proves(looked[0]) else text("reason.open")

    def _cost(self, trial: Trial, goal: str, more: int) -> str:
        """What another plan costs more, and what stays unmet in it."""
        cost = text("reason.more", goal=self.proposal.goal_text(goal), count=f"{more:+d}")
        if goal not in (MISSING, UNMET):
            return cost
        violated = self.counter.violated(self.counter.after(steps_of(self.problem, trial.end)))
        lines = sentences(
            self.problem, self.proposal.demands.repaired(less(violated, self._violated))
        )
        return text("reason.then_unmet", cost=cost, what=listed(lines, most=3)) if lines else cost

    def _others(self, change: Change) -> Others:
        """Who else could do it: those alike at once, others by solving the part again with this
        change barred, the other parts kept.
        """
        pair = barred(change)
        if pair is None:
            return Others()
        equals = self._equals(change)
        if equals is not None:
            ids = self.problem.member_ids
            return Others(tuple(str(ids[member]) for member in equals.others), equals=equals)
        mates = self._mates(change)
        if mates:
            return Others(tuple(mates))
        who, other = pair
        problem = self._without(change, who, other)
        trial = self.trials.best(
            problem,
            pieces=self.solution.pieces,
            touched=self._units((who, other)),
            unbeaten=self._unbeaten,
        )
        alike: tuple[str, ...] = ()
        instead: tuple[str, ...] = ()
        if trial.is_proven and trial.values:
            looked = first_difference(self.problem.ask.goals, self.solution.values, trial.values)
            if looked is None:
                steps = steps_of(problem, trial.end)
                alike = self._instead(change, steps)
                instead = () if alike else self._done_there(unit_of(change), steps)
        return Others(alike, trial, instead=instead)

    def _equals(self, change: Change) -> Equals | None:
        """Who else could be appointed, by everything that was asked."""
        if not isinstance(change, AppointLeader):
            return None
        return self.solution.equals.get(self.unit[change.unit])

    def _equality(self, change: Change, who: str, equals: Equals | None) -> str:
        """Who could be appointed as well, how far they are equal, and who compares them."""
        if equals is None:
            return who
        return text("reason.equals", told=who, how=equality(equals), unit=unit_of(change))

    def _mates(self, change: Change) -> list[str]:
        """Those alike in everything that the model knows, and left as they are by the plan."""
        cells = self.problem.cells
        if not isinstance(change, (MoveMember, JoinUnit)):
            return []
        member = self.member[change.member]
        if cells.persons[member]:
            return []
        number = int(cells.of[member])
        busy = {getattr(change, "member", None) for change in self.changes}
        ids = self.problem.member_ids
        people = cells.people[cells.first[number] : cells.first[number + 1]].tolist()
        return sorted(str(ids[member]) for member in people if ids[member] not in busy)

    def _instead(self, change: Change, plan: Sequence[Change]) -> tuple[str, ...]:
        """Who does the same in another plan."""
        kind, unit = type(change), unit_of(change)
        if isinstance(change, MergeUnits):
            return tuple(
                f"{other.unit} → {other.into}"
                for other in plan
                if isinstance(other, MergeUnits) and other not in self.changes
            )[:1]

        def members(changes: Iterable[Change]) -> dict[object, None]:
            return dict.fromkeys(
                getattr(other, "member", None)
                for other in changes
                if type(other) is kind and unit_of(other) == unit
            )

        here = members(self.changes)
        return tuple(str(member) for member in members(plan) if member not in here)

    def _done_there(self, unit: str, plan: Sequence[Change]) -> tuple[str, ...]:
        """What another plan does in a unit, and this one does not."""
        problem = self.problem
        return tuple(
            other.describe_on(Draft(problem.whole, on=problem.on))
            for other in plan
            if unit_of(other) == unit and other not in self.changes
        )

    def _without(self, change: Change, who: str, other: str) -> Problem:
        """The problem in which a change may not be made."""
        problem, unit = self.problem, self.unit[other]
        if isinstance(change, (AssignDuty, AppointLeader)):
            name = "barred_duties" if isinstance(change, AssignDuty) else "barred_posts"
            pairs = getattr(problem, name) | {(self.member[who], unit)}
            return replace(problem, **{name: pairs})
        if who in self.member:
            people = problem.barred.get(unit, frozenset()) | {self.member[who]}
            return replace(problem, barred={**problem.barred, unit: people})
        return replace(problem, barred_merges=problem.barred_merges | {(self.unit[who], unit)})

    def _units(self, ids: Sequence[str]) -> frozenset[int]:
        """The units of some ids, those of members with all units that they are in."""
        units = {self.unit[name] for name in ids if name in self.unit}
        for name in ids:
            if name in self.member:
                for layer in self.problem.layers:
                    units |= set(layer.seats.of(self.member[name]))
        return frozenset(units)


__all__ = ["COLUMNS", "EXPLAINED", "reasons"]
