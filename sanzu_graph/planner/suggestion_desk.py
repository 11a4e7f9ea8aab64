"""What the optimiser suggests for a plan, and what is accepted of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Protocol

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.changes.changing import Change
from sanzu_graph.errors import ChangeError, InputError
from sanzu_graph.messages import text
from sanzu_graph.model.organisation import Org
from sanzu_graph.planner.background_work import BackgroundWork, Run
from sanzu_graph.planner.board_seats import seats
from sanzu_graph.planner.points import Point
from sanzu_graph.planner.suggestion_reasons import Suggestion, reason_line, repair_lines
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.statuses import OPTIMAL

if TYPE_CHECKING:
    from sanzu_graph.optimize.proposals import Proposal
    from sanzu_graph.optimize.request import Rules
    from sanzu_graph.scenarios.other_plans import Alternatives

#: So many seconds the optimiser has for a plan when a button asks, and for what is asked about it.
SECONDS, LATER_SECONDS = 60.0, 20.0


class _PlanHolder(Protocol):
    """What is asked of the `Session` whose plan goes on."""

    org: Org
    policy: Policy
    scenario: Scenario
    first: Audit
    point: Point
    on: object

    def make(self, changes: Sequence[Change]) -> None: ...


class SuggestionDesk:
    """The suggestions for one plan.

    Parameters
    ----------
    session
        Holds the plan.

    Attributes
    ----------
    proposal : Proposal or None
        What was proposed last.
    offers : tuple of Suggestion
        Its changes that are neither accepted nor dismissed yet.
    others : list of Proposal
        The plans to choose from, the first one proposed among them.
    work : BackgroundWork
        The optimiser beside the kernel.
    """

    def __init__(self, session: _PlanHolder) -> None:
        self.session = session
        self.proposal: Proposal | None = None
        self.offers: tuple[Suggestion, ...] = ()
        self.others: list[Proposal] = []
        self.work = BackgroundWork()

    # -- asking the optimiser

    def propose(
        self,
        rules: Rules | Mapping[str, object] | None = None,
        run: Run[Any] | None = None,
        point: Point | None = None,
        **asked: Any,  # noqa: ANN401 - passed on
    ) -> Proposal:
        """What the optimiser proposes from here. Whose seats were edited by hand stays where they
        are.

        Parameters
        ----------
        rules, **asked
            As in `sanzu_graph.optimize.proposing.propose`.
        run
            The work that this is part of: it hears of progress and may be stopped.
        point
            Where the plan stood when it was asked; by default where it stands now.
        """
        from sanzu_graph.optimize.proposing import propose

        session = self.session
        point = session.point if point is None else point
        solve: dict[str, Any] = {"progress": False}
        if run is not None:
            solve = {"time_limit": SECONDS, "progress": run.tell, "stop": run.stop}
        asked = {"on": session.on, "solve": solve, **asked}
        return propose(point.audit.whole, session.policy, rules=pinned(point, rules), **asked)

    def begin(self) -> None:
        """Let the optimiser look for a plan, beside the kernel where that can be."""
        point = self.session.point

        def work(run: Run[tuple[Proposal, list[str]]]) -> tuple[Proposal, list[str]]:
            proposal = self.propose(run=run, point=point)
            return proposal, list(repair_lines(point, proposal.scenario or ()))

        def done(result: tuple[Proposal, list[str]]) -> str:
            self.suggest(*result, asked_at=point)
            return self.summary(sum(1 for _ in result[0].scenario or ()))

        self.work.start("propose", work, done)

    def begin_others(self) -> None:
        """Look for other plans, beside the kernel where that can be."""
        proposal = self.proposal
        if proposal is None:
            return

        def work(run: Run[Alternatives[Proposal]]) -> Alternatives[Proposal]:
            return proposal.alternatives(seconds=LATER_SECONDS, stop=run.stop)

        def done(others: Alternatives[Proposal]) -> str:
            self.others = [proposal, *others]
            return " ".join(others.notes)

        self.work.start("alternatives", work, done)

    def begin_reasons(self) -> None:
        """Work out why each change is suggested, beside the kernel where that can be."""
        proposal = self.proposal
        if proposal is None:
            return

        def work(run: Run[dict[int, str]]) -> dict[int, str]:
            frame = proposal.reasons_within(LATER_SECONDS, stop=run.stop)
            columns = (frame[name].tolist() for name in ("repairs", "why", "next_best"))
            rows = zip(frame["step"].tolist(), *columns, strict=True)
            return {step: reason_line(*parts) for step, *parts in rows}

        def done(lines: dict[int, str]) -> str:
            self.offers = tuple(
                replace(one, why=lines.get(one.step, one.why)) for one in self.offers
            )
            return text("planner.reasons_there")

        self.work.start("reasons", work, done)

    # -- what is suggested

    @property
    def suggestions(self) -> tuple[Change, ...]:
        """The changes that are suggested."""
        return tuple(one.change for one in self.offers)

    def suggest(
        self, proposal: Proposal, repairs: Sequence[str] = (), *, asked_at: Point | None = None
    ) -> None:
        """Let the changes of a proposal stand as suggestions.

        Parameters
        ----------
        proposal
            What was proposed.
        repairs
            What each of its changes repairs, where that is known.
        asked_at
            Where the plan stood when it was asked. If it has gone on, what no longer fits is left
            out.
        """
        self.proposal = proposal
        changes = [] if proposal.scenario is None else list(self._as_ours(proposal.scenario))
        lines = list(repairs) or [""] * len(changes)
        offers = [
            Suggestion(change, step, line)
            for step, (change, line) in enumerate(zip(changes, lines, strict=True), 1)
        ]
        if asked_at is not None and asked_at.changes != self.session.point.changes:
            fitting = list(self._fitting(offers, asked_at))
            anew = repair_lines(self.session.point, (one.change for one in fitting))
            offers = [replace(one, repairs=line) for one, line in zip(fitting, anew, strict=True)]
        self.offers = tuple(offers)

    def summary(self, total: int) -> str:
        """How many suggestions there are, in words; of so many that were found."""
        count = len(self.offers)
        sentence = text("planner.suggested", count=count)
        if not count:
            sentence = text("planner.suggested_nothing")
        if self.proposal is not None and self.proposal.status != OPTIMAL:
            sentence += " " + text("planner.suggested_open")
        if count < total:
            sentence += " " + text("planner.left_out", count=total - count)
        return sentence

    def choose(self, number: int) -> None:
        """Let the changes of another plan be the suggestions.

        Raises
        ------
        InputError
            If there is no such plan.
        """
        if not 0 <= number < len(self.others):
            raise InputError("error.no_plan_there", number=number + 1, count=len(self.others))
        proposal = self.others[number]
        self.suggest(proposal, list(repair_lines(self.session.point, proposal.scenario or ())))

    def accept(self, numbers: Iterable[int] | None = None) -> None:
        """Make some suggestions (counted from 0; None: all), as one step.

        Raises
        ------
        InputError
            If there is no such suggestion.
        ChangeError
            If one cannot be made by now; then none is.
        """
        chosen = range(len(self.offers)) if numbers is None else sorted(set(numbers))
        wrong = [number + 1 for number in chosen if not 0 <= number < len(self.offers)]
        if wrong:
            raise InputError("error.no_suggestion", numbers=wrong, count=len(self.offers))
        if chosen:
            self.session.make([self.offers[number].change for number in chosen])
            self.offers = tuple(
                one for number, one in enumerate(self.offers) if number not in set(chosen)
            )

    def dismiss(self) -> None:
        """Let every suggestion go."""
        self.offers = ()

    def clear(self) -> None:
        """Let every suggestion go, and the work on others: the plan is another one."""
        self.work.abandon()
        self.dismiss()

    def _as_ours(self, plan: Scenario) -> Iterator[Change]:
        """The changes of another plan; the day of that one goes with each where ours has another."""
        for change in plan:
            yield (
                replace(change, on=plan.on)
                if change.on is None
                and plan.on not in (self.session.scenario.on, self.session.first.on)
                else change
            )

    def _fitting(self, offers: Sequence[Suggestion], asked_at: Point) -> Iterator[Suggestion]:
        """Those that can be made by now, about people whom nobody has edited since."""
        point = self.session.point
        edited = point.memberships - asked_at.memberships
        draft = point.draft.copy()
        for one in offers:
            trial = draft.copy()
            try:
                one.change.make(trial)
            except ChangeError:
                continue
            if getattr(one.change, "member", None) not in edited:
                draft = trial
                yield one


def pinned(point: Point, rules: Rules | Mapping[str, object] | None) -> dict[str, object]:
    """Rules with pins for everybody whose memberships were edited."""
    given: dict[str, Any] = (
        dict(rules or {})
        if isinstance(rules, Mapping | None)
        else {one.name: getattr(rules, one.name) for one in fields(rules)}
    )
    members = point.audit.whole.encoding.member_at
    edited = [member for member in sorted(point.memberships) if member in members]
    pins = given.get("pins", ())
    if isinstance(pins, Mapping):
        stay = {
            member: [unit for unit, _ in seats(point.draft, member, point.day)] for member in edited
        }
        return {**given, "pins": {**stay, **pins}}
    names = [pins] if isinstance(pins, str) else list(pins)
    return {**given, "pins": [*names, *(member for member in edited if member not in names)]}
