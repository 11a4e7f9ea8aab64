"""Which rules contradict each other where no plan keeps them all: a smallest set, found by leaving
out one after another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sanzu_graph.errors import ProblemError
from sanzu_graph.messages import listed, text
from sanzu_graph.optimize.problem_building import problem
from sanzu_graph.optimize.request import PEOPLE, Asked
from sanzu_graph.optimize.rule_families import LIMITS, families, lifted
from sanzu_graph.optimize.solved_plans import SolvedPlan
from sanzu_graph.optimize.trials import Trials
from sanzu_graph.solving.statuses import INFEASIBLE

#: Within how many seconds new trials are begun.
PATIENCE = 60.0


@dataclass(frozen=True)
class ConflictRule:
    """One of the caller's own rules: the field of `Asked` that holds it, its entry there (None: the
    field is a switch), and its words.
    """

    field: str
    entry: Any
    key: str
    words: tuple[tuple[str, object], ...] = ()

    def told(self) -> str:
        """The rule in words."""
        return text(
            f"held.{self.key}",
            **{
                name: listed(value) if isinstance(value, tuple) else value
                for name, value in self.words
            },
        )


def conflicts(proposal: SolvedPlan) -> list[str]:
    """The rules that contradict each other, and what would resolve it, in sentences; none where
    there is a plan.
    """
    if proposal.has_plan or proposal.status != INFEASIBLE:
        return []
    if proposal.refused:
        return [fault.describe() for fault in proposal.refused]
    finder = _Conflicts(proposal, Trials(PATIENCE))
    rules = finder.smallest()
    if not rules:
        return [text("conflict.unsettled")]
    lines = [text("conflict.line", rules=text("cause.or").join(rule.told() for rule in rules))]
    helps = finder.helping(rules)
    return (
        [
            *lines,
            text("conflict.help", rules=listed([name.lifted() for name in helps], most=20)),
        ]
        if helps
        else lines
    )


class _Conflicts:
    def __init__(self, proposal: SolvedPlan, trials: Trials) -> None:
        assert proposal.solution is not None
        self.question, self.trials = proposal.question, trials
        self.problem = proposal.solution.problem
        self.ask = replace(self.question.ask, goals=(PEOPLE,))

    def smallest(self) -> list[ConflictRule]:
        """Rules of which none can be left out without the others' being possible; empty if time
        runs out before anything is known.
        """
        rules = list(_rules(self.ask))
        if self._is_possible(rules) is not False:
            return []
        size = max(1, len(rules) // 2)
        while size:  # first by halves, so that a long list of pins is soon short
            for start in range(0, len(rules), size)[::-1]:
                fewer = rules[:start] + rules[start + size :]
                if self._is_possible(fewer) is False:
                    rules = fewer
            size = 0 if size == 1 else size // 2
        return rules

    def helping(self, rules: Sequence[ConflictRule]) -> list[Any]:
        """The policy's families and levers not allowed, any one of which makes these rules possible
        once it is lifted.
        """
        known = {
            "pins",
            "together",
            "apart",
            "barred",
            "headcounts",
            "groups",
            "people",
            "price",
            "limits",
            "merges",
            "order",
            "liaisons",
        }
        return [
            family
            for family in families(self.problem)
            if family.name not in known and self._is_possible(rules, family) is True
        ]

    def _is_possible(self, rules: Sequence[ConflictRule], *more: Any) -> bool | None:  # noqa: ANN401 - families
        """Whether a plan keeps these rules; None if that is not settled in time."""
        if self.trials.is_over:
            return None
        words, without = lifted(self.problem, more)
        ask = replace(_with_only(self.ask, rules), prices=words["prices"])
        try:
            posed = problem(
                self.question.org, self.question.policy, ask, on=self.question.on, without=without
            )
        except ProblemError:
            return False
        trial = self.trials.best(posed)
        return True if trial.values else False if trial.status == INFEASIBLE else None


def _rules(ask: Asked) -> Iterator[ConflictRule]:
    yield from _switches(ask)
    for name in ask.pins:
        yield ConflictRule("pins", name, "stay", (("name", name),))
    for member, unit in ask.targets:
        yield ConflictRule("targets", (member, unit), "pin", (("member", member), ("unit", unit)))
    for some in ask.together:
        yield ConflictRule("together", some, "pair_together", (("names", some),))
    for some in ask.apart:
        yield ConflictRule("apart", some, "pair_apart", (("names", some),))
    for name, other in ask.barred:
        yield ConflictRule("barred", (name, other), "bar", (("one", name), ("other", other)))
    for key, name in LIMITS.items():
        most = getattr(ask, name)
        if most is not None:
            yield ConflictRule(name, None, key, (("count", most),))
    for name, most in ask.own_limits:
        yield ConflictRule("own_limits", (name, most), "limit", (("name", name), ("count", most)))


def _switches(ask: Asked) -> Iterator[ConflictRule]:
    """Rules that hold or do not, without naming anybody."""
    if ask.keep_headcounts:
        yield ConflictRule("keep_headcounts", None, "headcounts")
    if ask.max_merges is not None and ask.has("merge"):
        yield ConflictRule("max_merges", None, "merges", (("count", ask.max_merges),))


def _with_only(ask: Asked, rules: Sequence[ConflictRule]) -> Asked:
    """What is asked with these rules alone."""
    fields: dict[str, Any] = {
        name: tuple(rule.entry for rule in rules if rule.field == name)
        for name in ("pins", "targets", "together", "apart", "barred", "own_limits")
    }
    named = {rule.field for rule in rules}
    fields["keep_headcounts"] = "keep_headcounts" in named
    for name in ("max_groups_changed", "max_people_moved", "max_price", "max_merges"):
        fields[name] = getattr(ask, name) if name in named else None
    return replace(ask, **fields)
