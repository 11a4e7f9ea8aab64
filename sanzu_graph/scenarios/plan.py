"""`Plan`: a scenario with its proof, told in words."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Self

from sanzu_graph.doors import own_language, spoken
from sanzu_graph.messages import language
from sanzu_graph.scenarios import plan_text
from sanzu_graph.scenarios.other_plans import Alternatives
from sanzu_graph.scenarios.plan_facts import PlanFacts


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Plan(PlanFacts):
    """A scenario with its proof: what `propose`, `pair_mentors`, `balance_groups` and
    `propose_leaders` answer.

    It is taken wherever a scenario is: by `compare`, `report`, `plot_changes`, `plot_comparison`,
    `Audit.after` and `Planner`.

    Attributes
    ----------
    org
        The organisation that the plan was made for.
    scenario
        The changes, with the fingerprint of the organisation; None if there is no plan.
    proof
        What is known of it, goal by goal.
    lang
        The language of sentences.
    compared
        Of an alternative: what it costs more than the plan that it is one to.
    """

    @abstractmethod
    def alternatives(self, count: int = 3, *, seconds: float = 120.0) -> Alternatives[Self]:
        """Other plans, the best first, solved when asked for.

        Parameters
        ----------
        count
            The most plans.
        seconds
            After so long nothing more is tried.

        Returns
        -------
        Alternatives
            A sequence of plans; `Plan.compared` says what each costs more.
        """

    @own_language
    @spoken
    def summary(self, lang: str | None = None) -> str:
        """The plan as text: how far it is proven, goals before and after, changes, what stays
        unmet.

        Parameters
        ----------
        lang
            The language; by default the plan's.
        """
        return plan_text.summary(self.in_language(language()))

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return plan_text.plan_html(self)
