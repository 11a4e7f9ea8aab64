"""`Proposal`: a plan with its proof, and everything that can be asked of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import Fault
from sanzu_graph.messages import language, listed, text
from sanzu_graph.optimize.plan_values import Roll
from sanzu_graph.optimize.questions import Question
from sanzu_graph.optimize.request import GROUPS, PRICE
from sanzu_graph.optimize.shortfalls import Demands, table
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.plan_text import MOMENT, SHOWN
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.scenarios.other_plans import Alternatives


@dataclass(frozen=True, eq=False, repr=False)
class Proposal(Plan):
    """What `propose` found: the plan as a scenario, what is proven about it, what stays unmet and
    why, reasons and alternatives.

    Reasons, causes and alternatives are worked out when they are first asked for, by solving again;
    that takes time of its own.

    Attributes
    ----------
    question
        What was asked: organisation, policy, levers, goals, rules, day.
    solution
        What solving came to; None if the rules contradict each other so plainly that nothing was
        solved.
    refused
        The contradictions, in that case.
    """

    question: Question
    solution: Solution | None = field(repr=False)
    refused: tuple[Fault, ...] = ()

    name_keys: ClassVar[tuple[str, ...]] = ("propose.name", "propose.name_open")
    met_key: ClassVar[str] = "propose.nothing_left"

    @classmethod
    def of(
        cls,
        question: Question,
        solution: Solution | None,
        refused: tuple[Fault, ...] = (),
    ) -> Proposal:
        """The proposal that a question and what solving came to make.

        What is not proven is not called smallest.
        """
        scenario, proof = None, Proof(INFEASIBLE)
        if (solution is None or solution.status != OPTIMAL) and question.name == text(
            "propose.name"
        ):
            question = replace(question, name=text("propose.name_open"))
        if solution is not None:
            proof = Proof(
                solution.status,
                dict(solution.values),
                dict(solution.today),
                dict(solution.bounds),
                solution.runtime,
                solution.solver,
            )
            if solution.after is not None:
                plan = Scenario(question.name, solution.changes, on=solution.problem.on)
                scenario = plan.on_base(question.org)
        return cls(
            question,
            solution,
            refused,
            org=question.org,
            scenario=scenario,
            proof=proof,
            lang=language(),
        )

    @property
    def name(self) -> str:
        """What the plan is called."""
        return self.question.name

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The contradictions that were seen without solving."""
        return self.refused

    @cached_property
    def parts(self) -> pd.DataFrame:
        """One row a part that was solved by itself: part, base_units, groups, members, each goal's
        value and bound, status, seconds.
        """
        import pandas as pd

        return pd.DataFrame() if self.solution is None else self.solution.part_table()

    # -- what stays unmet

    @property
    def left_out(self) -> tuple[str, ...]:
        """Demands of the policy that plans are not made for, by their dotted places.

        The optimiser does not know them, or the organisation has no such layer or column.
        """
        return () if self.solution is None else self.solution.problem.left_out

    @cached_property
    @own_language
    def shortfalls(self) -> pd.DataFrame:
        """What stays unmet, without why: requirement, layer, unit, name, missing, what. No solving."""
        import pandas as pd

        if self.solution is None or self.solution.after is None:
            return pd.DataFrame(columns=["requirement", "layer", "unit", "name", "missing", "what"])
        demands = self.demands
        after = Roll(demands.on_the_day(self.solution.after))
        return table(self.solution.problem, demands.repaired(demands.violated(after)))

    @cached_property
    @own_language
    def unmet(self) -> pd.DataFrame:
        """What stays unmet and why: requirement (its place in the policy), layer, unit, name,
        missing, what, and

        - ``why``: which family of rules is the cause, found by lifting one at a time and solving again for the part concerned: the limit on groups,
          pins, leaders, headcounts, sizes, base units a group, the transfer rule, each lever that
          is not allowed, …; or that no single one is;
        - ``would_help``: what would have to give, and how much of what is unmet in the part that would save; two or more where they must together;
        - ``no_help``: what was lifted in vain.

        A trial keeps what the plan reached elsewhere; no trial begins after two minutes. Without
        reasons, at once: `shortfalls`.
        """
        from sanzu_graph.optimize.causes import causes

        return causes(self)

    @cached_property
    @own_language
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, and

        - ``repairs``: what returns if this change alone is left out, counted on the organisation without it; if it cannot be left out alone,
          with which others;
        - ``why``: how many could have done the same and what sets this one apart (“any of …” where nothing does);
        - ``next_best``: what the best plan costs in which this very change is not made, solved again: the first goal that gets worse.

        The first 50 changes are explained; no trial begins after two minutes.
        """
        from sanzu_graph.optimize.reasons import reasons

        return reasons(self)

    @own_language
    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Proposal]:
        """Other plans: as good ones first, by other groups changed, then by other base units
        filled; then the next best by other groups.

        Each spares something of the plan and of all before it, so that none is another with
        something added. Solved when asked for.

        Parameters
        ----------
        count
            The most plans.
        seconds
            After so long no trial begins.

        Returns
        -------
        Alternatives
            A sequence of proposals; `Proposal.compared` says what each costs more, and
            ``exhausted`` whether it is proven that there are no others.
        """
        from sanzu_graph.optimize.alternatives import alternatives

        return alternatives(self, count, seconds=seconds)

    @cached_property
    def demands(self) -> Demands:
        """The demands that plans are held to."""
        assert self.solution is not None
        return Demands(self.solution.problem)

    # -- told

    @spoken
    def in_language(self, lang: str) -> Proposal:
        """The same proposal, told in another language."""
        if language() == self.lang:
            return self
        question = replace(self.question, name=self._name_in_force())
        return replace(super().in_language(lang), question=question)

    @own_language
    def goal_text(self, name: str) -> str:
        """A goal in words; where nobody gave prices, the price counts what is done."""
        ask = self.question.ask
        free = not ask.own_prices and {price for _, price in ask.prices} <= {1}
        if name == PRICE and free:
            return text("goal.measures")
        return super().goal_text(name)

    @property
    @own_language
    def goal_notes(self) -> dict[str, str]:
        """How many groups change in each layer."""
        if self.solution is None or not any(self.solution.changed.values()):
            return {}
        counted = self.question.ask.count_layers
        told = []
        for layer, count in self.solution.changed.items():
            key = "group_count" if counted is None or layer in counted else "group_uncounted"
            label = self.question.policy.layer(layer).label()
            told.append(text(f"propose.{key}", layer=label, count=count))
        return {GROUPS: listed(told, most=len(told))}

    @cached_property
    @own_language
    def need(self) -> str:
        """That so many groups must change, and what the best plan with one fewer leaves unmet."""
        from sanzu_graph.optimize.needs import need_line

        return need_line(self, seconds=MOMENT)

    @property
    def changed_by_layer(self) -> dict[str, int]:
        """Group layer → how many of its groups change, whether they count or not."""
        return {} if self.solution is None else dict(self.solution.changed)

    @cached_property
    def equals(self) -> dict[str, tuple[str, ...]]:
        """Unit that gets another leader → who else could lead it, by everything that was asked.

        `rank_candidates` compares them.
        """
        if self.solution is None:
            return {}
        org = self.solution.problem.org
        units, members = org.encoding.units.tolist(), org.encoding.members.tolist()
        return {
            units[unit]: tuple(members[one] for one in others)
            for unit, others in self.solution.equals.items()
            if others
        }

    @own_language
    def notes(self) -> list[str]:
        """How many groups change in each layer, who else could lead, and what the policy demands
        and no plan is made for.
        """
        lines = []
        if any(self.changed_by_layer.values()):
            layers = [
                text(
                    "propose.layer_count",
                    layer=self.question.policy.layer(name).label(),
                    count=count,
                )
                for name, count in self.changed_by_layer.items()
                if count
            ]
            lines.append(text("propose.changed_by_layer", layers=listed(layers, most=20)))
        lines += [
            text("propose.equals", unit=unit, count=len(others))
            for unit, others in list(self.equals.items())[:SHOWN]
        ]
        names = self.left_out
        return [
            *lines,
            *([text("propose.left_out", names=listed(names, most=20))] if names else []),
        ]

    @cached_property
    @own_language
    def conflicts(self) -> tuple[str, ...]:
        """Where no plan is possible: the rules that contradict each other, a smallest set of them,
        and what would resolve it; in sentences.
        """
        from sanzu_graph.optimize.conflicts import conflicts

        return tuple(conflicts(self))

    @spoken
    def told_conflicts(self, lang: str) -> list[str]:
        """The conflicts in a language."""
        return list(self.in_language(lang).conflicts)
