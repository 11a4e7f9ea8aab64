"""What is known of a plan of any kind."""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Self

from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import Fault, InputError, ProblemError, speaking
from sanzu_graph.messages import language, plain, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.rebasing import Rebase
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.scenarios.waves import Waves

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.model.edits import Edit
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.scenarios.previews import Preview

#: Goals of which more is better.
MAXIMIZED = frozenset({"score"})


@dataclass(frozen=True)
class Proof:
    """What is known of a plan, goal by goal; the most important goal stands first.

    Attributes
    ----------
    status : ``optimal``, ``feasible``, ``time_limit``, ``interrupted`` or ``infeasible``
    objective : goal → what the plan comes to; empty if there is no plan
    before : goal → what doing nothing comes to
    bound : goal → what no plan can beat, given the goals before it; a goal that was not reached is
        not in it
    runtime : seconds that solving took
    solver : who solved it, with the version
    """

    status: str
    objective: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)
    bound: Mapping[str, float] = field(default_factory=dict)
    runtime: float = 0.0
    solver: str = ""

    @property
    def gap(self) -> dict[str, float]:
        """Goal → how far objective and bound are apart, where both are known."""
        return {
            name: abs(self.objective[name] - value)
            for name, value in self.bound.items()
            if name in self.objective
        }


@dataclass(frozen=True)
class Section:
    """A table that only one kind of plan has.

    Attributes
    ----------
    title : what it is about
    headings, rows : the table, as a page shows it
    lines : the same rows as a console shows them
    total : how many rows there are in all
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    lines: Sequence[str]
    total: int


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PlanFacts(ABC):
    """What is known of a plan, and what can be done with it; its words are told in `Plan`."""

    org: Org = field(repr=False)
    scenario: Scenario | None = field(repr=False)
    proof: Proof = field(repr=False)
    lang: str = field(repr=False)
    compared: str = ""

    #: Whether `reasons` and `unmet` take solving again.
    solves_reasons: ClassVar[bool] = True
    #: The sentences that name such a plan, unless the caller does, and that say that nothing is
    #: unmet.
    name_keys: ClassVar[tuple[str, ...]]
    met_key: ClassVar[str]

    # -- the plan

    @property
    @own_language
    def name(self) -> str:
        """What the plan is called."""
        return text(self.name_keys[0]) if self.scenario is None else self.scenario.name

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan; one that changes nothing is one."""
        return self.scenario is not None

    @own_language
    @spoken
    def apply(self, org: Org, *, on: object = None, lang: str | None = None) -> Org:
        """The organisation after the plan; see `Scenario.apply`.

        Raises
        ------
        ProblemError
            If there is no plan.
        """
        return scenario_of(self).apply(org, on=on)

    @own_language
    def edit(self, org: Org, *, on: object = None, today: object = None) -> Edit:
        """What differs after the plan, net, so that `Audit.after` takes it; see `Scenario.edit`.

        Raises
        ------
        ProblemError
            If there is no plan.
        """
        return scenario_of(self).edit(org, on=on, today=today)

    @own_language
    @spoken
    def preview(
        self, org: Org, policy: Policy | None = None, *, on: object = None, lang: str | None = None
    ) -> Preview:
        """What each change fixes and what it breaks; see `Scenario.preview`.

        Raises
        ------
        ProblemError
            If there is no plan.
        """
        return scenario_of(self).preview(org, policy, on=on)

    @own_language
    @spoken
    def waves(
        self, org: Org, policy: Policy | None = None, *, on: object = None, lang: str | None = None
    ) -> Waves:
        """The changes so ordered that no unit is blank or without a leader on the way; see
        `Scenario.waves`.

        Raises
        ------
        ProblemError
            If there is no plan.
        """
        return scenario_of(self).waves(org, policy, on=on)

    @own_language
    @spoken
    def rebase(
        self, new_base: Org, *, on: object = None, lang: str | None = None
    ) -> Rebase[Scenario]:
        """Which changes still apply to another organisation; see `Scenario.rebase`.

        Raises
        ------
        ProblemError
            If there is no plan.
        """
        return scenario_of(self).rebase(new_base, on=on)

    # -- the proof

    @property
    def status(self) -> str:
        """How far the plan is proven.

        ``optimal``: every goal, given those before it. ``feasible``, ``time_limit``,
        ``interrupted``: the best plan until then. ``infeasible``: proven that the rules given
        cannot be kept together; see `conflicts`.
        """
        return self.proof.status

    @property
    def objective(self) -> Mapping[str, float]:
        """Goal → what the plan comes to, counted on the changed organisation; empty if there is no
        plan.
        """
        return self.proof.objective

    @property
    def before(self) -> Mapping[str, float]:
        """Goal → what doing nothing comes to."""
        return self.proof.before

    @property
    def bound(self) -> Mapping[str, float]:
        """Goal → what no plan can beat, given the values of the goals before it; a goal that was
        not reached is not in it.
        """
        return self.proof.bound

    @property
    def gap(self) -> Mapping[str, float]:
        """Goal → how far objective and bound are apart; 0 is proven. A goal that was not reached is
        not in it.
        """
        return self.proof.gap

    @property
    def runtime(self) -> float:
        """Seconds that solving took."""
        return self.proof.runtime

    @property
    def solver(self) -> str:
        """Who solved it, with the version; ``without_model`` where counting was enough."""
        return self.proof.solver

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The contradictions that were seen without solving, where there is no plan."""
        return ()

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Where no plan is possible: the rules that contradict each other, in sentences."""
        return ()

    # -- what else is known of it

    @property
    @abstractmethod
    def unmet(self) -> pd.DataFrame:
        """What stays unmet, with ``what`` and ``why`` in sentences."""

    @property
    def shortfalls(self) -> pd.DataFrame:
        """What stays unmet, with ``what`` in a sentence; nothing is solved again for it."""
        return self.unmet

    @property
    @abstractmethod
    def reasons(self) -> pd.DataFrame:
        """Why each change is in the plan: step, change, what, why."""

    @property
    def known_reasons(self) -> pd.DataFrame | None:
        """The reasons, if they were asked for already."""
        return self.__dict__.get("reasons")

    @property
    def known_causes(self) -> pd.DataFrame | None:
        """What stays unmet and why, if it was asked for already."""
        return self.__dict__.get("unmet")

    @property
    def need(self) -> str:
        """What must be, and why less will not do, in a sentence; empty where nothing is known."""
        return ""

    @own_language
    def goal_text(self, name: str) -> str:
        """A goal in words."""
        return text(f"goal.{name}")

    @property
    def preference(self) -> Mapping[str, float]:
        """What decides among plans that reach the same goals, first things first; less is better."""
        return {}

    @property
    def goal_notes(self) -> Mapping[str, str]:
        """Goal → what is to be said of its value."""
        return {}

    def sections(self) -> Sequence[Section]:
        """Further tables, below the changes and what stays unmet."""
        return ()

    def notes(self) -> Sequence[str]:
        """What else must be known, in sentences."""
        return ()

    # -- told

    @spoken
    def in_language(self, lang: str) -> Self:
        """The same plan, told in another language."""
        if language() == self.lang:
            return self
        name, scenario = self._name_in_force(), self.scenario
        scenario = None if scenario is None else replace(scenario, name=name)
        return replace(self, lang=language(), scenario=scenario)

    def _name_in_force(self) -> str:
        """The name in the language in force, as far as the caller did not give it; of an
        alternative, its number too.
        """
        name, numbers = self.name, []
        with speaking(self.lang):
            alternative = re.escape(text("alternative.name", name="\0", number="\1"))
            numbered = re.compile(alternative.replace("\0", "(.+)").replace("\1", r"(\d+)"))
            while (match := numbered.fullmatch(name)) is not None:
                name = match[1]
                numbers.append(match[2])
            key = next((key for key in self.name_keys if name == text(key)), None)
        name = name if key is None else text(key)
        for number in reversed(numbers):
            name = text("alternative.name", name=name, number=number)
        return name

    def __repr__(self) -> str:
        goals = "".join(f", {name} {plain(value)}" for name, value in self.objective.items())
        return f"{type(self).__name__}({self.status}{goals})"


def policy_of(plans: Iterable[object]) -> Policy | None:
    """What the first plan was asked under that keeps it."""
    for plan in plans:
        policy: Policy | None = (
            getattr(plan, "policy", None) if isinstance(plan, PlanFacts) else None
        )
        if policy is not None:
            return policy
    return None


def no_alternative(given: object) -> InputError:
    """What is said of something that is neither a scenario, a plan nor an organisation."""
    if isinstance(given, (str, os.PathLike)):
        return InputError("error.path_alternative", value=repr(os.fspath(given)))
    return InputError("error.no_alternative", value=repr(given))


def scenario_of(given: Scenario | PlanFacts) -> Scenario:
    """The scenario of a plan, or the scenario itself, for everybody who cannot go on without one.

    Raises
    ------
    InputError
        If it is neither.
    ProblemError
        If the plan has none; it says why, and what to do.
    """
    if isinstance(given, Scenario):
        return given
    if not isinstance(given, PlanFacts):
        raise no_alternative(given)
    if given.scenario is None:
        with speaking(given.lang):
            raise ProblemError("error.no_plan", given.faults, name=given.name)
    return given.scenario
