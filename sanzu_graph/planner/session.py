"""`Session`: a plan being made by hand: where it stands, what was done before, what is suggested.
It knows nothing of any page.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace

from sanzu_graph.audits.audit_run import Audit, audit
from sanzu_graph.changes.changing import Change
from sanzu_graph.errors import ChangeError
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_or_none
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.organisation import Org
from sanzu_graph.planner.cell_index import CellIndex
from sanzu_graph.planner.keeping import Keeping
from sanzu_graph.planner.plan_shelf import PlanShelf, PlanSteps
from sanzu_graph.planner.points import Point
from sanzu_graph.planner.refusals import Refusals
from sanzu_graph.planner.suggestion_desk import SuggestionDesk
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.audit_days import day_audited
from sanzu_graph.scenarios.making import made
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import scenario_of
from sanzu_graph.scenarios.scenario import Scenario

#: What a change may say of somebody who loses something by it.
LOSSES = frozenset(
    f"change.{name}"
    for name in ("steps_down", "role_ends", "title_ends", "left_without_leader", "led_by_nobody")
)


class Session:
    """A plan being made by hand.

    Parameters
    ----------
    org, policy
        The organisation that is planned for, and what is demanded of it.
    scenario
        The plan so far.
    on
        The day to look at, and on which changes take effect that name none.
    keep
        Where the plan is kept as it is made; see `Keeping`.

    Attributes
    ----------
    first : Audit
        The audit before the first change.
    point : Point
        Where the plan stands.
    scenario : Scenario
        The plan.
    optimizer : SuggestionDesk
        What the optimiser suggests for it.
    keeping : Keeping
        Where the plans are kept.
    shelf : PlanShelf
        All plans of the board; this one is among them.
    """

    def __init__(
        self,
        org: Org,
        policy: Policy,
        scenario: Scenario | Plan | None,
        *,
        on: object = None,
        keep: bool | str | os.PathLike[str] = False,
    ) -> None:
        policy = policy.resolve(org)
        self.org, self.policy, self.lang = org, policy, language()
        named = (
            Scenario(text("planner.name"), on=day_or_none(on))
            if scenario is None
            else scenario_of(scenario).by_ids(org)
        )
        self.on = on
        self.first = audit(org, policy, on=self._day_of(named))
        self.scenario = replace(named, changes=())
        self._grounds = [Point.start(self.first, self.scenario.on, self.on)]
        self.point = self._grounds[0]
        self._said: tuple[tuple[Change, ...], tuple[str, ...], Draft | None] = ((), (), None)
        self._done: list[Scenario] = []
        self._undone: list[Scenario] = []
        self._tried: tuple[Point, Change, Point] | None = None
        self._audit: tuple[Point, Audit] = (self.point, self.first)
        self.keeping = Keeping(org, keep)
        self._index: CellIndex | None = None
        self.optimizer = SuggestionDesk(self)
        if len(named):
            self._go_to(named)
        self.scenario = named
        self.shelf = PlanShelf(self)

    @property
    def audit(self) -> Audit:
        """The audit by now, with what is over as it was before the plan."""
        if self._audit[0] is not self.point:
            self._audit = self.point, self.point.audit.keeping_past(self.first)
        return self._audit[1]

    # -- going on

    def tried(self, change: Change) -> Point:
        """The point that a change would lead to; the last one tried is remembered, for it is often
        made next.

        Raises
        ------
        ChangeError
            If it cannot be made.
        """
        if self._tried is None or self._tried[0] is not self.point or self._tried[1] != change:
            self._tried = (self.point, change, self.point.after_one(change))
        return self._tried[2]

    def refusal(self, change: Change) -> str | None:
        """Why a change is refused on the board; None: it may be made."""
        try:
            change.make(self.point.draft.copy())
        except ChangeError as error:
            return error.describe()
        return Refusals(self.point).of(change)

    def make(self, changes: Sequence[Change]) -> None:
        """Make changes, as one step that can be undone. One that takes effect on a later day than
        the one looked at moves that day.

        Raises
        ------
        ChangeError
            If one cannot be made; then none is.
        """
        scenario = self.scenario.then(*changes)
        point = self.tried(changes[0]) if len(changes) == 1 else self.point.after(changes)
        if self._day_of(scenario) != self.first.on:
            self.become(scenario)
        else:
            self._step(scenario, point)

    def become(self, scenario: Scenario) -> None:
        """Go on with another scenario, made by anybody, as one step that can be undone.

        Raises
        ------
        ChangeError
            If one of its changes cannot be made; then nothing is changed.
        """
        before, scenario = self.scenario, scenario.by_ids(self.org)
        self._go_to(scenario)
        self._remember(before)
        self.scenario = scenario

    @property
    def steps(self) -> PlanSteps:
        """The plan with its steps, to be taken up again by `take`."""
        return PlanSteps(self.scenario, tuple(self._done), tuple(self._undone))

    def take(self, steps: PlanSteps) -> None:
        """Go on with another plan and its own steps.

        Raises
        ------
        ChangeError
            If one of its changes cannot be made; then nothing is changed.
        """
        self._go_to(steps.scenario)
        self.scenario = steps.scenario
        self._done, self._undone = list(steps.done), list(steps.undone)
        self.optimizer.clear()

    def undo(self) -> None:
        """Take the last step back; nothing if there is none."""
        self._back(self._done, self._undone)

    def redo(self) -> None:
        """Take the last step taken back again; nothing if there is none."""
        self._back(self._undone, self._done)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._undone)

    def rest(self) -> None:
        """Between two edits: where the draft has grown wide, lay a new one over an organisation of
        its own.
        """
        if self.point.is_wide:
            self.point = self.point.grounded()
            self._grounds.append(self.point)

    def _step(self, scenario: Scenario, point: Point) -> None:
        self._remember(self.scenario)
        self.scenario, self.point = scenario, point

    def _remember(self, before: Scenario) -> None:
        self._done.append(before)
        self._undone.clear()

    def _back(self, source: list[Scenario], target: list[Scenario]) -> None:
        if source:
            before, scenario = self.scenario, source.pop()
            self._go_to(scenario)
            target.append(before)
            self.scenario = scenario

    def _go_to(self, scenario: Scenario) -> None:
        """To the end of a scenario, from the nearest ground on its way."""
        day = self._day_of(scenario)
        if (scenario.on, day) != (self.scenario.on, self.first.on):
            self.first = audit(self.org, self.policy, on=day)
            grounds = [Point.start(self.first, scenario.on, self.on)]
        else:
            grounds = [
                one for one in self._grounds if one.changes == scenario.changes[: len(one.changes)]
            ]
        point = grounds[-1].after(scenario.changes[len(grounds[-1].changes) :])
        self._grounds, self.point = grounds, point

    def _day_of(self, scenario: Scenario) -> datetime.date | None:
        """The day on which a scenario is looked at."""
        return day_audited(self.org, [scenario], self.on)

    # -- in words

    def found(self, words: str) -> dict[str, list[str]]:
        """The ids of members and units in which each of some words stands, in any cell."""
        org = self.point.draft.org
        if self._index is None or self._index.org is not org:
            self._index = CellIndex(org)
        return {table: self._index.found(table, words) for table in ("members", "units")}

    def sentences(self) -> tuple[str, ...]:
        """Every change of the plan in a sentence; those already said are not worked out again."""
        changes, (known, told, telling) = tuple(self.scenario.changes), self._said
        if known[: len(changes)] == changes:
            told, telling = told[: len(changes)], telling if len(known) == len(changes) else None
        else:
            common = len(known) if changes[: len(known)] == known else 0
            if telling is None or not common:
                telling = made(
                    Draft(self.org, on=self.scenario.on, today=self.first.on), changes[:common]
                )
            told = told[:common] + tuple(change.describe_on(telling) for change in changes[common:])
        self._said = (changes, told, telling)
        return told

    def sentence(self, change: Change) -> str:
        """A change in a sentence, as it would be made now."""
        return change.describe_on(self.point.draft.copy())

    def losses(self, change: Change) -> list[str]:
        """Which posts, roles and titles end if a change is made now, each in words; and which unit is
        left without a leader.
        """
        outcomes = change.outcomes_on(self.point.draft.copy())
        return [told for key, told in outcomes if key in LOSSES]
