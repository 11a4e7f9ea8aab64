"""`Proposal`: a plan with its proof, and everything that can be asked of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sanzu_graph.doors import guarded, own_language, spoken
from sanzu_graph.model.readable_frames import read_easily
from sanzu_graph.optimize.alternatives import alternatives
from sanzu_graph.optimize.causes import causes
from sanzu_graph.optimize.conflicts import conflicts
from sanzu_graph.optimize.needs import need_line
from sanzu_graph.optimize.reasons import reasons
from sanzu_graph.optimize.solved_plans import SolvedPlan
from sanzu_graph.scenarios.plan_text import MOMENT

if TYPE_CHECKING:
    import threading

    import pandas as pd

    from sanzu_graph.scenarios.other_plans import Alternatives


@dataclass(frozen=True, eq=False, repr=False)
class Proposal(SolvedPlan):
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

    @cached_property
    @own_language
    @read_easily
    def unmet(self) -> pd.DataFrame:
        """What stays unmet and why: requirement (its place in the policy), layer, unit, name,
        missing, what, and

        - ``why``: which family of rules is the cause. One at a time is lifted, and the part
          concerned solved again. Families are the limit on groups, pins, leaders, headcounts,
          sizes, base units a group, the transfer rule, and more. Each lever that is not allowed is
          one. It may be that no single one is the cause;
        - ``would_help``: what would have to give, and how much of what is unmet in the part that would save; two or more where they must together;
        - ``no_help``: what was lifted without any effect.

        A trial keeps what the plan reached elsewhere; no trial begins after two minutes. Without
        reasons, at once: `shortfalls`.
        """
        return causes(self)

    @cached_property
    @own_language
    @read_easily
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, and

        - ``repairs``: what returns if this change alone is left out, counted on the organisation without it; if it cannot be left out alone,
          with which others;
        - ``why``: how many could have done the same and what sets this one apart (“any of …” where nothing does);
        - ``next_best``: what the best plan costs in which this very change is not made, solved again: the first goal that gets worse.

        The first 50 changes are explained; no trial begins after two minutes.
        """
        return reasons(self)

    @own_language
    @guarded
    def reasons_within(
        self, seconds: float, *, stop: threading.Event | None = None
    ) -> pd.DataFrame:
        """`reasons`, for which no trial begins after some seconds, or once another thread sets
        `stop`; the rows say what is not explained.
        """
        return reasons(self, seconds=seconds, stop=stop)

    @own_language
    @guarded
    def alternatives(
        self, count: int = 3, *, seconds: float = 120.0, stop: threading.Event | None = None
    ) -> Alternatives[Self]:
        """Other plans: as good ones first, by other groups changed, then by other base units
        filled; then the next best by other groups.

        Each spares something of the plan and of all before it, so that none is another with
        something added. Solved when asked for.

        Parameters
        ----------
        count
            The most plans.
        seconds
            No trial begins after this time.
        stop
            Set by another thread to stop at once; the plans found until then are kept.

        Returns
        -------
        Alternatives
            A sequence of proposals; `Proposal.compared` says what each costs more, and
            ``exhausted`` whether it is proven that there are no others.
        """
        return alternatives(self, count, seconds=seconds, stop=stop)

    @cached_property
    @own_language
    def need(self) -> str:
        """How many groups must change, and what the best plan with one fewer leaves unmet."""
        return need_line(self, seconds=MOMENT)

    @cached_property
    @own_language
    def conflicts(self) -> tuple[str, ...]:
        """Where no plan is possible: the rules that contradict each other, a smallest set of them,
        and what would resolve it; in sentences.
        """
        return tuple(conflicts(self))

    @spoken
    def told_conflicts(self, lang: str) -> list[str]:
        """The conflicts in a language."""
        return list(self.in_language(lang).conflicts)
