"""Why something about managers stays unmet: lines are solved again with one limit lifted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from sanzu_graph.messages import text
from sanzu_graph.optimize.line_answers import LineAnswer
from sanzu_graph.optimize.line_model import LinePlan, best_lines
from sanzu_graph.optimize.line_problem import LineProblem, line_problem
from sanzu_graph.optimize.questions import Question
from sanzu_graph.optimize.request import GAPS, ROOTS, SPANS, UNMET, Asked
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.statuses import OPTIMAL

#: All trials together end after so many seconds.
PATIENCE = 60.0
#: Limits on managers that may be lifted; no new line goes past them.
_MOST = "most_reports"
_LIMITS = (_MOST, "most_above", "least_reports", "most_single", "inside", "distinct")
_PINS = "pins"
#: What is said of it: (why, would_help).
Told = tuple[str, str]


class LineTrial(NamedTuple):
    """The best plan with some limits lifted, and how far it is proven."""

    problem: LineProblem
    plan: LinePlan

    def unmet(self, kinds: tuple[str, ...]) -> int:
        """How much of some demands stays unmet, of a limit that is lifted nothing."""
        lines, end = self.problem, self.problem.after(self.plan.plan)
        tops = int(((end.managers == 0) & (end.reports > 0)).sum())
        most = lines.most
        counts = {
            SPANS: 0 if most is None else int((end.reports - most).clip(min=0).sum()),
            ROOTS: 0 if lines.roots is None else max(tops - lines.roots, 0),
            GAPS: sum(member not in self.plan.plan for member in lines.gaps.tolist()),
        }
        return sum(counts[kind] for kind in kinds if kind in lines.counted)


class LineCauses:
    """Asks what would help, one limit after another, and then all together."""

    def __init__(self, question: Question, ask: Asked, lines: LineAnswer) -> None:
        self.question, self.ask, self.lines = question, ask, lines
        self.effort = Effort.within(PATIENCE, question.solving.seed)
        self.singles = {name: self._without(name) for name in self._limits()}

    def _limits(self) -> Iterator[str]:
        reporting = self.question.policy.reporting
        yield from (name for name in _LIMITS if reporting and getattr(reporting, name))
        if self.ask.pins or self.ask.targets:
            yield _PINS

    def _without(self, *names: str) -> LineTrial:
        """The best plan with some limits lifted."""
        policy, ask = self.question.policy, self.ask
        if _PINS in names:
            ask = replace(ask, pins=(), targets=())
        if policy.reporting is not None:
            lifted = {
                name: False if name == "distinct" else None for name in names if name != _PINS
            }
            policy = policy.replace(reporting=replace(policy.reporting, **lifted))  # type: ignore[arg-type]
        problem = line_problem(self.question.org, policy, ask, self.question.on)
        problem = replace(problem, counted=self.lines.problem.counted)
        return LineTrial(problem, best_lines(problem, self.effort))

    def told(self, kind: str, member: str) -> Told:
        """Why a demand stays unmet for somebody, and what would help."""
        lines, problem = self.lines, self.lines.problem
        if lines.bounds.get(UNMET) != lines.values[UNMET]:
            return text("cause.not_proven"), ""
        helps = [name for name, trial in self.singles.items() if self._is_less(trial, kind, name)]
        reports = problem.after(lines.plan).reports[problem.receivers]
        has_room = problem.most is None or bool((reports < problem.most).any())
        if not has_room and _MOST in helps:
            return text("report.no_room"), text("report.no_room_help")
        who = "fixed" if self._is_fixed(kind, member) else "no_way"
        if helps:
            why = "no_way" if has_room else "no_room"
            return text(f"report.{why}"), text(f"report.{who}_help")
        if any(trial.plan.status != OPTIMAL for trial in self.singles.values()):
            return text("cause.unsettled"), ""
        if self._is_less(self.together, kind, _MOST):
            return text("cause.no_single"), text(f"report.{who}_together_help")
        return text("cause.nothing"), ""

    @cached_property
    def together(self) -> LineTrial:
        """The best plan without any of the limits."""
        return self._without(*self.singles)

    def _is_less(self, trial: LineTrial, kind: str, name: str) -> bool:
        """Whether less is unmet in a trial. A higher limit on reports is no help for others if only
        the spans are then fewer.
        """
        kinds = (ROOTS, GAPS) if name == _MOST and kind != SPANS else (SPANS, ROOTS, GAPS)
        counted = [each for each in kinds if each in self.lines.problem.counted]
        return trial.unmet(kinds) < sum(sum(self.lines.unmet[each].values()) for each in counted)

    def _is_fixed(self, kind: str, member: str) -> bool:
        """Whether somebody keeps all managers, so that no further manager helps."""
        at: Mapping[str, int] = self.lines.problem.org.encoding.member_at
        return kind != SPANS and bool(self.lines.problem.fixed[at[member]])
