"""What is known of a proposal without solving again: what was asked, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from sanzu_graph.changes.names import Named
from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import Fault
from sanzu_graph.messages import language, listed, text
from sanzu_graph.optimize.best_leaders import equality
from sanzu_graph.optimize.questions import Question
from sanzu_graph.optimize.request import GROUPS, PRICE
from sanzu_graph.optimize.shortfalls import Demands, names, table
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.policy.demand_text import demand_texts
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import Proof
from sanzu_graph.scenarios.plan_text import SHOWN
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.policy.demands import Policy


@dataclass(frozen=True, eq=False, repr=False)
class SolvedPlan(Plan):
    """What solving came to, and what is known of it without solving again."""

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
    ) -> Self:
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
    def policy(self) -> Policy:
        """What was demanded."""
        return self.question.policy

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
        after = demands.on_the_day(self.solution.after)
        return table(self.solution.problem, demands.repaired(demands.violated(after)))

    @cached_property
    def demands(self) -> Demands:
        """The demands that plans are held to."""
        assert self.solution is not None
        return Demands(self.solution.problem)

    # -- told

    @spoken
    def in_language(self, lang: str) -> Self:
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
        lines = []
        for layer, count in self.solution.changed.items():
            key = "group_count" if counted is None or layer in counted else "group_uncounted"
            label = self.question.policy.layer(layer).label()
            lines.append(text(f"propose.{key}", layer=label, count=count))
        return {GROUPS: listed(lines, most=len(lines))}

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
            units[unit]: tuple(members[member] for member in equals.others)
            for unit, equals in self.solution.equals.items()
        }

    @own_language
    def equals_lines(self) -> list[str]:
        """Per unit that gets another leader: how many others could lead it as well, how far they are
        equal, and who compares them.
        """
        if self.solution is None:
            return []
        org = self.solution.problem.org
        units, named = org.encoding.units.tolist(), names(org)
        return [
            text(
                "propose.equals",
                who=Named(units[unit], named.get(units[unit])).describe(),
                unit=units[unit],
                count=len(equals.others),
                how=equality(equals),
            )
            for unit, equals in self.solution.equals.items()
        ]

    @own_language
    def notes(self) -> list[str]:
        """How many groups change in each layer, and who else could lead.

        Also what the policy demands and the plan does not look at.
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
        lines += self.equals_lines()[:SHOWN]
        others = demand_texts(self.question.policy, self.left_out)
        if others:
            lines.append(text("propose.left_out", names=text("moves.semicolon").join(others)))
        return lines
