"""`Proposal`: a plan with its proof, and everything that can be asked of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.doors import spoken
from sanzu_graph.errors import Fault, ProblemError
from sanzu_graph.messages import language, text
from sanzu_graph.optimize.questions import Question
from sanzu_graph.optimize.plan_values import Roll
from sanzu_graph.optimize.shortfalls import Demands, table
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.solving.statuses import INFEASIBLE
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.organisation import Org
    from sanzu_graph.optimize.alternatives import Alternatives


@dataclass(frozen=True, eq=False)
class Proposal:
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
    compared
        Of an alternative: what it costs more than the plan that it is one to.
    """

    question: Question
    solution: Solution | None = field(repr=False)
    refused: tuple[Fault, ...] = ()
    compared: str = ""

    # -- the plan

    @property
    def status(self) -> str:
        """How far the plan is proven.

        ``optimal``: every goal, given those before it. ``feasible``, ``time_limit``,
        ``interrupted``: the best plan until then. ``infeasible``: proven that the rules given
        cannot be kept together; see `conflicts`.
        """
        return INFEASIBLE if self.solution is None else self.solution.status

    @cached_property
    def scenario(self) -> Scenario | None:
        """The plan, with the fingerprint of the organisation that it was made for; None if there is
        none.
        """
        if self.solution is None or self.solution.after is None:
            return None
        return Scenario(
            self.question.name, self.solution.changes, on=self.solution.problem.on
        ).on_base(self.question.org)

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan; one that changes nothing is one."""
        return self.scenario is not None

    @spoken
    def apply(self, org: Org, *, on: object = None, lang: str | None = None) -> Org:
        """The organisation after the plan; see `Scenario.apply`.

        Raises
        ------
        ProblemError
            If there is no plan.
        """
        if self.scenario is None:
            raise ProblemError("error.no_plan", self.refused, lang=language(lang, self.lang))
        return self.scenario.apply(org, on=on, lang=language(lang, self.lang))

    # -- the proof

    @property
    def objective(self) -> Mapping[str, int]:
        """Goal → what the plan comes to, counted on the changed organisation; empty if there is no
        plan.
        """
        return {} if self.solution is None else dict(self.solution.values)

    @property
    def before(self) -> Mapping[str, int]:
        """Goal → what doing nothing comes to."""
        return {} if self.solution is None else dict(self.solution.today)

    @property
    def bound(self) -> Mapping[str, int]:
        """Goal → what no plan can beat, given the values of the goals before it; a goal that was
        not reached is not in it.
        """
        return {} if self.solution is None else dict(self.solution.bounds)

    @property
    def gap(self) -> Mapping[str, int]:
        """Goal → objective less bound; 0 is proven. A goal that was not reached is not in it."""
        return {} if self.solution is None else dict(self.solution.gap)

    @property
    def runtime(self) -> float:
        """Seconds that solving took."""
        return 0.0 if self.solution is None else self.solution.runtime

    @property
    def solver(self) -> str:
        """Who solved it, with the version."""
        return "" if self.solution is None else self.solution.solver

    @cached_property
    def parts(self) -> pd.DataFrame:
        """One row a part that was solved by itself: part, base_units, groups, members, each goal's
        value and bound, status, seconds.
        """
        import pandas as pd

        return pd.DataFrame() if self.solution is None else self.solution.part_table()

    @property
    def lang(self) -> str:
        """The language of sentences."""
        return self.question.lang

    # -- what stays unmet

    @property
    def left_out(self) -> tuple[str, ...]:
        """Demands of the policy that plans are not made for, by their dotted places.

        The optimiser does not know them, or the organisation has no such layer or column.
        """
        return () if self.solution is None else self.solution.problem.left_out

    @cached_property
    def shortfalls(self) -> pd.DataFrame:
        """What stays unmet, without why: requirement, layer, unit, name, missing, what. No solving."""
        import pandas as pd

        if self.solution is None or self.solution.after is None:
            return pd.DataFrame(columns=["requirement", "layer", "unit", "name", "missing", "what"])
        demands = self.demands
        after = Roll(demands.on_the_day(self.solution.after))
        return table(
            self.solution.problem, demands.repaired(demands.violated(after)), after, self.lang
        )

    @cached_property
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

    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives:
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

    def in_language(self, lang: str) -> Proposal:
        """The same proposal, told in another language."""
        if lang == self.lang:
            return self
        name = (
            text("propose.name", lang)
            if self.question.name == text("propose.name", self.lang)
            else self.question.name
        )
        return replace(self, question=replace(self.question, lang=lang, name=name))

    @property
    def known_reasons(self) -> pd.DataFrame | None:
        """The reasons, if they were asked for already."""
        return self.__dict__.get("reasons")

    @property
    def known_causes(self) -> pd.DataFrame | None:
        """What stays unmet and why, if it was asked for already."""
        return self.__dict__.get("unmet")

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """Where no plan is possible: the rules that contradict each other, a smallest set of them,
        and what would resolve it; in sentences.
        """
        return tuple(self.told_conflicts(self.lang))

    def told_conflicts(self, lang: str) -> list[str]:
        """The conflicts in a language."""
        from sanzu_graph.optimize.conflicts import conflicts

        return conflicts(self, lang)

    def summary(self, lang: str | None = None) -> str:
        """The proposal as text: status, goals before and after, proof, changes, what stays unmet.

        Parameters
        ----------
        lang
            The language; by default the proposal's.
        """
        from sanzu_graph.optimize.summaries import summary

        lang = language(lang, self.lang)
        return summary(self.in_language(lang), lang)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        told = "".join(f", {name} {value}" for name, value in self.objective.items())
        return f"Proposal({self.status}{told})"

    def _repr_html_(self) -> str:
        from sanzu_graph.optimize.html import proposal_html

        return proposal_html(self)
