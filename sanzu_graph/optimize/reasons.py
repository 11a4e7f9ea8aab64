"""Why each change of a plan is in it: what it repairs, why this person or group, and what the next
best would cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.changes.duties import AssignDuty
from sanzu_graph.changes.members import EditMember
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.roles import AppointLeader, RelieveLeader
from sanzu_graph.changes.wording import Named
from sanzu_graph.messages import listed, text
from sanzu_graph.optimize.asking import MISSING, UNMET
from sanzu_graph.optimize.corners import Corner, Corners
from sanzu_graph.optimize.counting import UnmakeableError, first_difference
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.recount import Violations
from sanzu_graph.optimize.shortfalls import less, names, sentences
from sanzu_graph.optimize.steps import changes as steps_of
from sanzu_graph.optimize.substitutes import Others
from sanzu_graph.optimize.trials import Trials
from sanzu_graph.scenarios.plan_text import change_lines
from sanzu_graph.solving.statuses import INFEASIBLE

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.changes.changing import Change
    from sanzu_graph.optimize.proposals import Proposal

#: How many changes are explained, and within how many seconds new solves are begun.
EXPLAINED, PATIENCE = 50, 120.0
COLUMNS = ("step", "change", "what", "repairs", "why", "next_best")


def reasons(
    proposal: Proposal, *, most: int = EXPLAINED, seconds: float = PATIENCE
) -> pd.DataFrame:
    """One row a change: step, change (its class), what, repairs, why, next_best.

    Parameters
    ----------
    proposal
        With a plan.
    most
        How many changes are explained; of the others it is said that they are not.
    seconds
        After so long nothing more is tried; that is said, too.
    """
    import pandas as pd

    rows = []
    if proposal.scenario is not None and len(proposal.scenario):
        asked = _Reasons(proposal, seconds)
        for place, (change, what) in enumerate(
            zip(asked.changes, change_lines(proposal), strict=True)
        ):
            told = (
                asked.of(place)
                if place < most
                else (text("reason.not_explained", proposal.lang, count=most), "", "")
            )
            rows.append((place + 1, type(change).__name__, what, *told))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(COLUMNS, "str") | {"step": "int64"})


class _Reasons:
    """The reasons of one plan."""

    def __init__(self, proposal: Proposal, seconds: float) -> None:
        assert proposal.solution is not None
        self.proposal, self.lang = proposal, proposal.lang
        self.solution, self.problem = proposal.solution, proposal.solution.problem
        self.changes: list[Change] = list(self.solution.changes)
        self.corners = Corners(self.solution)
        self.trials = Trials.after(self.solution, seconds)
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
            return (text("reason.out_of_time", self.lang), "", "")
        change = self.changes[place]
        others = self.corners.at(place).substitutes.of(change)
        return self.repairs(place), self.why(change, others), self.next_best(change, others)

    @cached_property
    def _violated(self) -> Violations:
        """What is violated after the whole plan."""
        return self.corners.whole.violated(self.changes)[0]

    # -- what it repairs

    def repairs(self, place: int) -> str:
        """What returns without it."""
        out = self._left_out(place)
        corner = self.corners.at(place)
        rest = [self.changes[other] for other in corner.steps if other not in out]
        violated, roll = corner.counter.violated(rest)
        lines = sentences(self.problem, less(violated, corner.violated), roll, self.lang)
        told = listed(lines, self.lang, most=5) if lines else self._serves(corner, rest)
        companions = [other + 1 for other in sorted(out - {place})]
        return (
            text("reason.with", self.lang, what=told, steps=listed(companions, self.lang))
            if companions
            else told
        )

    def _serves(self, corner: Corner, rest: Sequence[Change]) -> str:
        """Where nothing returns: the goal that is worse without it."""
        values, _ = corner.counter.values(rest)
        worse = [
            (name, values[name] - corner.values[name])
            for name in self.problem.ask.goals
            if values[name] > corner.values[name]
        ]
        if not worse:
            return text("reason.repairs_nothing", self.lang)
        (goal, more), value = worse[0], self.solution.values[worse[0][0]]
        return text(
            "reason.serves",
            self.lang,
            goal=text(f"goal.{goal}", self.lang),
            without=value + more,
            value=value,
        )

    def _left_out(self, place: int) -> set[int]:
        """The change, and those that make no sense or cannot be made without it."""
        out, corner = {place}, self.corners.at(place)
        while True:
            more = {
                other
                for other in corner.steps
                if other not in out
                and any(_needs(self.changes[other], self.changes[one]) for one in out)
            }
            rest = [other for other in corner.steps if other not in out | more]
            try:
                corner.counter.after([self.changes[other] for other in rest])
            except UnmakeableError as error:
                more.add(rest[error.place])
            if not more:
                return out
            out |= more

    # -- why this one

    def why(self, change: Change, others: Others) -> str:
        """How many could have done the same, and what sets this one apart."""
        if isinstance(change, RelieveLeader):
            return text("reason.one_leader", self.lang)
        key = "merger" if isinstance(change, MergeUnits) else "person"
        if others.alike:
            who = [Named(one, self.named.get(one)).describe(self.lang) for one in others.alike]
            return text(
                f"reason.any_{key}", self.lang, names=listed(who, self.lang), count=len(who)
            )
        if not others.worse:
            return text(f"reason.only_{key}" if others.is_whole else "reason.none_found", self.lang)
        cost = text(
            "reason.more",
            self.lang,
            goal=text(f"goal.{others.goal}", self.lang),
            count=f"{others.more:+d}",
        )
        return text(f"reason.best_{key}", self.lang, count=others.worse, cost=cost)

    # -- what the next best would cost

    def next_best(self, change: Change, others: Others) -> str:
        """What the best plan without this very change comes to, more than this one."""
        posed = self._without(change)
        if posed is None:
            return ""
        problem, touched = posed
        trial = self.trials.best(problem, touched=touched)
        if not trial.values:
            return text(
                "reason.impossible" if trial.status == INFEASIBLE else "reason.open", self.lang
            )
        looked = first_difference(self.problem.ask.goals, self.solution.values, trial.values)
        if not trial.is_proven:
            return text("reason.open", self.lang)
        if looked is None:
            count = len(others.alike)
            return (
                text("reason.ties", self.lang, count=count)
                if count
                else text("reason.another", self.lang)
            )
        goal, more = looked
        cost = text(
            "reason.more", self.lang, goal=text(f"goal.{goal}", self.lang), count=f"{more:+d}"
        )
        if goal not in (MISSING, UNMET):
            return cost
        violated, roll = self.corners.whole.violated(steps_of(problem, trial.end))
        lines = sentences(
            self.problem,
            self.proposal.demands.repaired(less(violated, self._violated)),
            roll,
            self.lang,
        )
        return (
            text("reason.then_unmet", self.lang, cost=cost, what=listed(lines, self.lang, most=3))
            if lines
            else cost
        )

    def _without(self, change: Change) -> tuple[Problem, frozenset[int]] | None:
        """The problem in which this very change may not be made, and the units that this concerns."""
        barred = {
            MoveMember: lambda: (change.member, change.target),  # type: ignore[attr-defined]
            JoinUnit: lambda: (change.member, change.unit),  # type: ignore[attr-defined]
            AppointLeader: lambda: (change.member, change.unit),  # type: ignore[attr-defined]
            MergeUnits: lambda: (change.unit, change.into),  # type: ignore[attr-defined]
        }.get(type(change))
        if barred is not None:
            pair = barred()
            posed = self.proposal.question.posed(barred=(*self.problem.ask.barred, pair))
            return posed, self._units(pair)
        if isinstance(change, AssignDuty):
            attachable = np.array(self.problem.attachable)
            attachable[self.unit[change.unit]] = False
            return replace(self.problem, attachable=attachable), self._units(
                (change.member, change.unit)
            )
        return None

    def _units(self, ids: Sequence[str]) -> frozenset[int]:
        """The units of some ids, those of members with all units that they are in."""
        found = {self.unit[name] for name in ids if name in self.unit}
        for name in ids:
            if name in self.member:
                for here in (self.problem.people.home, *self.problem.people.groups):
                    found |= set(here.of(self.member[name]))
        return frozenset(found)


def _needs(change: Change, other: Change) -> bool:
    """Whether a change makes no sense without another: who leads or takes a duty must have come to
    the group, or been appointed, first.
    """
    if getattr(change, "member", 0) != getattr(other, "member", 1):
        return False
    if isinstance(change, AppointLeader):
        return change.unit == getattr(other, "target", getattr(other, "unit", None)) and isinstance(
            other, (MoveMember, JoinUnit)
        )
    if isinstance(change, AssignDuty):
        return isinstance(other, AppointLeader)
    return (isinstance(change, JoinUnit) and isinstance(other, EditMember)) or (
        isinstance(change, EditMember) and isinstance(other, JoinUnit)
    )


__all__ = ["COLUMNS", "EXPLAINED", "reasons"]
