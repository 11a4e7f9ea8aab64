"""`LineProposal`: a proposal that changes managers too, or managers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sanzu_graph.audits.audit_run import audit
from sanzu_graph.changes.manager_lines import ChangeManager
from sanzu_graph.changes.names import Named
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.checks.reporting_lines import FAMILY
from sanzu_graph.doors import guarded, own_language
from sanzu_graph.messages import language, text
from sanzu_graph.model.readable_frames import read_easily
from sanzu_graph.optimize.line_causes import LineCauses
from sanzu_graph.optimize.part_solving import checked
from sanzu_graph.optimize.proposals import Proposal
from sanzu_graph.optimize.request import GAPS, MANAGERS, ROOTS, SPANS
from sanzu_graph.scenarios.other_plans import Alternatives
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.plan_text import change_lines
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.highs import solver_name
from sanzu_graph.solving.statuses import OPTIMAL, weakest

if TYPE_CHECKING:
    import threading

    import pandas as pd

    from sanzu_graph.optimize.line_answers import LineAnswer
    from sanzu_graph.optimize.questions import Question
    from sanzu_graph.optimize.request import Asked
    from sanzu_graph.optimize.solution import Solution

#: Demand → its place in the policy.
_PLACES = {SPANS: "reporting.most_reports", ROOTS: "reporting.most_roots", GAPS: "reporting"}
#: Demand → the check that tells it.
_CHECKS = {SPANS: "manager_span", ROOTS: "several_root", GAPS: "unmanaged_member"}
_SHORT = ("requirement", "layer", "unit", "name", "missing", "what")


@dataclass(frozen=True, eq=False, repr=False)
class LineProposal(Proposal):
    """What `propose` found where the lever ``report`` is allowed.

    Seats and lines do not touch each other, so each question is solved by itself. Values and bounds
    are added. `Proposal.parts`, `alternatives` and `equals` tell of seats.

    Attributes
    ----------
    lines
        What was found about managers.
    ask
        Levers and goals of both questions.
    """

    lines: LineAnswer = field(kw_only=True)
    ask: Asked = field(kw_only=True)

    @classmethod
    def both(
        cls, question: Question, ask: Asked, solution: Solution | None, lines: LineAnswer
    ) -> Self:
        """The proposal that both answers make; without a solution, of lines alone."""
        seats = None if solution is None else Proposal.of(question, solution)
        is_open = lines.status != OPTIMAL or (seats is not None and seats.status != OPTIMAL)
        if is_open and question.name == text("propose.name"):
            question = replace(question, name=text("propose.name_open"))
        changes = (*(() if solution is None else solution.changes), *lines.changes)
        has_plan = solution is None or solution.after is not None
        plan = Scenario(question.name, changes, on=lines.problem.day)
        return cls(
            question,
            solution,
            (),
            org=question.org,
            scenario=plan.on_base(question.org) if has_plan else None,
            proof=_proof(ask, seats, lines),
            lang=language(),
            lines=lines,
            ask=ask,
        )

    @cached_property
    @own_language
    def seats(self) -> Proposal | None:
        """The proposal about seats and posts alone."""
        return None if self.solution is None else Proposal.of(self.question, self.solution)

    @cached_property
    @own_language
    def shortfalls(self) -> pd.DataFrame:
        """What stays unmet, without why; see `Proposal.unmet`."""
        import pandas as pd

        rows = pd.DataFrame(list(self._short()), columns=list(_SHORT))
        rows = rows.astype(dict.fromkeys(_SHORT, "str") | {"missing": "int64"})
        own = None if self.seats is None else self.seats.shortfalls
        return rows if own is None else pd.concat([own, rows], ignore_index=True)

    @cached_property
    @own_language
    @read_easily
    def unmet(self) -> pd.DataFrame:
        """What stays unmet and why; of lines, ``unit`` is the member."""
        import pandas as pd

        rows = pd.DataFrame(list(self._short()), columns=list(_SHORT))
        told = self._told(rows)
        rows = rows.assign(
            why=[why for why, _ in told], would_help=[helps for _, helps in told], no_help=""
        ).astype(dict.fromkeys((*_SHORT, "why", "would_help", "no_help"), "str"))
        rows = rows.astype({"missing": "int64"})
        own = None if self.seats is None else self.seats.unmet
        return rows if own is None else pd.concat([own, rows], ignore_index=True)

    def _told(self, rows: pd.DataFrame) -> list[tuple[str, str]]:
        """Why each demand on lines stays unmet, and what would help."""
        if not len(rows):
            return []
        causes = LineCauses(self.question, self.ask, self.lines)
        kinds = {place: kind for kind, place in _PLACES.items()}
        pairs = zip(rows["requirement"], rows["unit"], strict=True)
        return [causes.told(kinds[place], member) for place, member in pairs]

    def _short(self) -> Iterator[tuple[str, str, str, str, int, str]]:
        """What is unmet about lines, row by row."""
        names = dict(zip(self.org.members["id"], self.org.members["name"], strict=True))
        for kind in self.lines.problem.counted:
            for member, count in self.lines.unmet[kind].items():
                name = names[member] if isinstance(names[member], str) else ""
                who = Named(member, name or None).describe()
                what = text(f"short.{kind}", who=who, count=count)
                yield _PLACES[kind], "", member, name, count, what

    @cached_property
    @own_language
    @read_easily
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan; of a change of managers, what it mends, and how many others
        could have gone as well.
        """
        return self._with_lines(None if self.seats is None else self.seats.reasons)

    @own_language
    @guarded
    def reasons_within(
        self, seconds: float, *, stop: threading.Event | None = None
    ) -> pd.DataFrame:
        """`reasons`, for which no trial begins after some seconds, or once another thread sets
        `stop`; the rows say what is not explained.
        """
        own = None if self.seats is None else self.seats.reasons_within(seconds, stop=stop)
        return self._with_lines(own)

    def _with_lines(self, own: pd.DataFrame | None) -> pd.DataFrame:
        """The reasons of seats, and behind them those of lines."""
        import pandas as pd

        seats = self.seats
        first = 0 if seats is None or seats.scenario is None else len(seats.scenario)
        lines = change_lines(self)[first:]
        rows = [
            (first + at + 1, type(change).__name__, what, *self._reason(change))
            for at, (change, what) in enumerate(zip(self.lines.changes, lines, strict=True))
        ]
        columns = ["step", "change", "what", "repairs", "why", "next_best"]
        frame = pd.DataFrame(rows, columns=columns)
        frame = frame.astype(dict.fromkeys(columns, "str") | {"step": "int64"})
        return frame if own is None else pd.concat([own, frame], ignore_index=True)

    def _reason(self, change: ChangeManager) -> tuple[str, str, str]:
        """What a change mends, why this person, and what else."""
        lines, problem = self.lines, self.lines.problem
        names = dict(zip(self.org.members["id"], self.org.members["name"], strict=True))
        code = problem.org.encoding

        def called(member: int) -> str:
            id_ = str(code.members[member])
            name = names[id_]
            return Named(id_, name if isinstance(name, str) else None).describe()

        member = code.member_at[change.member]
        if change.member in lines.before[GAPS]:
            return text("report.mends_gap"), "", ""
        if not problem.managers_of(member):
            return text("report.mends_top"), "", ""
        wide = [manager for manager in problem.managers_of(member) if problem.too_many[manager]]
        if not wide:
            return text("report.makes_room"), "", ""
        reports = int(problem.lines.reports[wide[0]])
        mends = text("report.mends_span", who=called(wide[0]), count=reports, most=problem.most)
        return mends, text("report.one_of", count=reports), ""

    @own_language
    def alternatives(
        self, count: int = 3, *, seconds: float = 120.0, stop: threading.Event | None = None
    ) -> Alternatives[Self]:
        """Other plans for seats, each with the same changes of managers."""
        if self.seats is None:
            return Alternatives((), exhausted=False, none_as_good=False, lang=language())
        others = self.seats.alternatives(count, seconds=seconds, stop=stop)
        plans = tuple(
            replace(
                type(self).both(plan.question, self.ask, plan.solution, self.lines),
                compared=plan.compared,
            )
            for plan in others.plans
        )
        return Alternatives(
            plans,
            others.exhausted,
            others.none_as_good,
            others.unproven,
            others.by_change,
            others.equals,
            language(),
        )

    @cached_property
    @own_language
    def need(self) -> str:
        """What must be, of seats."""
        return "" if self.seats is None else self.seats.need

    @cached_property
    @own_language
    def conflicts(self) -> tuple[str, ...]:
        """Where no plan for seats is possible: the rules that contradict each other."""
        return () if self.seats is None else self.seats.conflicts

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Demands that plans are not made for."""
        return tuple(place for place in super().left_out if place != "reporting")

    @cached_property
    def other_faults(self) -> dict[str, int]:
        """Check → how often it finds something about lines afterwards that no plan mends.

        Plans mend three things: spans that are too wide, too many people at the top, and people
        without a manager. Others stay, such as a circle or several managers.
        """
        problem = self.lines.problem
        asked = [one.slug for one in all_checks().values() if one.family == FAMILY]
        after = self.org if self.scenario is None else self.scenario.apply(self.org)
        rows = audit(after, self.question.policy, on=problem.day, select=asked).findings
        mended = rows["check"].map({check: kind for kind, check in _CHECKS.items()})
        is_mended = mended.isin(problem.counted) & ~(rows["value"] < rows["limit"])
        counts = rows.loc[~is_mended, "check"].value_counts(sort=False)
        return {str(check): int(count) for check, count in counts.items()}

    @own_language
    def goal_text(self, name: str) -> str:
        """A goal in words."""
        return text(f"goal.{name}") if name == MANAGERS else super().goal_text(name)

    @own_language
    def notes(self) -> list[str]:
        """What else must be known."""
        lines = super().notes()
        if self.other_faults:
            faults = [
                text("audit.count", title=text(f"title.{check}"), count=count)
                for check, count in self.other_faults.items()
            ]
            lines.append(text("report.other_faults", faults=text("moves.semicolon").join(faults)))
        if self.lines.problem.inside is not None and self.solution is not None:
            lines.append(text("report.seats_of_today"))
        return lines


def _proof(ask: Asked, seats: Proposal | None, lines: LineAnswer) -> Proof:
    """What is known of both together: values and bounds are added, goal by goal."""
    proof = None if seats is None else seats.proof

    def added(own: Mapping[str, float], other: Mapping[str, float] | None) -> dict[str, float]:
        sums: dict[str, float] = {}
        for goal in ask.goals:
            parts = [own] if goal in lines.values else []
            parts += [other] if other is not None and goal != MANAGERS else []
            if parts and all(goal in part for part in parts):
                sums[goal] = sum(part[goal] for part in parts)
        return sums

    if proof is None:
        values, today, bounds = (
            added(part, None) for part in (lines.values, lines.today, lines.bounds)
        )
        return Proof(lines.status, values, today, bounds, lines.seconds, solver_name())
    if not proof.objective:
        return proof
    values = added(lines.values, proof.objective)
    status, bounds = checked(
        weakest([lines.status, proof.status]), values, added(lines.bounds, proof.bound), [*values]
    )
    return Proof(
        status,
        values,
        added(lines.today, proof.before),
        bounds,
        lines.seconds + proof.runtime,
        solver_name(),
    )
