"""`Pack`: everything a decision needs, worked out once; pages, workbooks and decks only set it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from sanzu_graph.errors import ChangeError, InputError
from sanzu_graph.messages import language, text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.reports.breakdowns import Breakdown, counted
from sanzu_graph.scenarios.compared_alternatives import Alternative
from sanzu_graph.scenarios.comparison import Comparison, compare
from sanzu_graph.scenarios.differences import diff
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.plan_facts import no_alternative, policy_of
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.scenarios.waves import Waves

#: What may be shown of an organisation: any function that makes one of it, such as `redact` and
#: `pseudonymize` in one.
Disguise = Callable[[Org], Org]
#: What can be laid before a meeting.
Laid = Scenario | Plan | Org
#: So many changes are ordered into waves.
WAVED = 60


@dataclass(frozen=True, eq=False)
class PackOption:
    """One of the alternatives: its name, its changes, and what comes of them.

    Attributes
    ----------
    name : unlike every other's
    scenario : the changes, as they may be shown; None where it cannot be made
    outcome : the alternative as it was compared
    plan : with its proof, where there is one and nothing is disguised
    why : why it cannot be made
    """

    name: str
    scenario: Scenario | None
    outcome: Alternative | None
    plan: Plan | None = None
    why: str = ""

    @property
    def audit(self) -> Audit | None:
        """The audit of what it comes to."""
        return None if self.outcome is None else self.outcome.audit


@dataclass(frozen=True, eq=False)
class Pack:
    """A decision pack before it is set.

    Attributes
    ----------
    title : what it is called
    org, policy : as they may be shown
    comparison : the organisation and the alternatives that can be made, measured alike
    options : all alternatives, in the order given
    chosen : the plan that is laid before the meeting; None without alternatives
    min_group : people are told apart by what they are in groups of so many only
    disguised : whether something is kept back
    """

    title: str
    org: Org
    policy: Policy
    comparison: Comparison
    options: tuple[PackOption, ...]
    chosen: PackOption | None
    min_group: int
    disguised: bool

    @property
    def before(self) -> Audit:
        """The audit of the organisation as it is."""
        return self.comparison.before

    @cached_property
    def _known_waves(self) -> dict[str, Waves | None]:
        return {}

    def waves(self, option: PackOption) -> Waves | None:
        """The changes of an alternative in waves; None of so many that this takes long."""
        assert option.scenario is not None
        if option.name not in self._known_waves:
            few = 0 < len(option.scenario) <= WAVED
            waves = option.scenario.waves(self.org, self.policy) if few else None
            self._known_waves[option.name] = waves
        return self._known_waves[option.name]

    @cached_property
    def counted(self) -> tuple[list[Breakdown], list[Breakdown]]:
        """Who the people are: in the whole and by layer, and by base unit."""
        return counted(self.before.org, self.policy, self.min_group)

    @property
    def breakdowns(self) -> list[Breakdown]:
        """Who the people are, in the whole and by layer."""
        return self.counted[0]

    @property
    def by_base_unit(self) -> list[Breakdown]:
        """Who the people are, by base unit."""
        return self.counted[1]


def pack_of(
    org: Org,
    policy: Policy | None,
    scenarios: Laid | Iterable[Laid],
    *,
    chosen: str | int | None = None,
    on: object = None,
    title: str | None = None,
    min_group: int = 5,
    disguise: Disguise | None = None,
) -> Pack:
    """Work everything out; see `sanzu_graph.reports.reporting.report` for what it is given.

    Raises
    ------
    InputError
        If something among the scenarios is none of these. If no plan bears the name chosen. If
        `min_group` is no number of people.
    """
    if isinstance(scenarios, (str, os.PathLike)):
        raise no_alternative(scenarios)
    laid = [scenarios] if isinstance(scenarios, (Scenario, Plan, Org)) else list(scenarios)
    policy = (policy or policy_of(laid) or Policy()).resolve(org)
    if isinstance(min_group, bool) or not isinstance(min_group, int) or min_group < 0:
        raise InputError("error.min_group", value=repr(min_group))
    for subject in laid:
        if not isinstance(subject, (Scenario, Plan, Org)):
            raise no_alternative(subject)
    names = _names(laid)
    at = _chosen(chosen, names)
    shown = org if disguise is None else _disguised(disguise, org)
    demands = policy if disguise is None else _narrowed(policy, org, shown)
    prepared = [
        _made(one, name, org, shown, disguise) for one, name in zip(laid, names, strict=True)
    ]
    possible = [one.scenario for one in prepared if one.scenario is not None]
    comparison = compare(shown, *possible, policy=demands, on=on)
    columns = iter(comparison.alternatives)
    options = tuple(
        _compared(option, next(columns)) if option.scenario is not None else option
        for option in prepared
    )
    heading = title or text("report.title" if options else "report.title_alone")
    return Pack(
        heading,
        shown,
        demands,
        comparison,
        options,
        None if at is None else options[at],
        min_group,
        disguise is not None,
    )


def _made(subject: Laid, name: str, org: Org, shown: Org, disguise: Disguise | None) -> PackOption:
    """An alternative with its changes as they may be shown: under a disguise, those between both
    sides of it.
    """
    plan = subject.in_language(language()) if isinstance(subject, Plan) else None
    laid = subject.scenario if isinstance(subject, Plan) else subject
    if laid is None:
        return PackOption(
            name, None, None, plan if disguise is None else None, text("report.no_plan")
        )
    if disguise is None:
        scenario = (
            replace(laid, name=name) if isinstance(laid, Scenario) else diff(org, laid, name=name)
        )
        return PackOption(name, scenario, None, plan)
    try:
        after = laid.made_on(org) if isinstance(laid, Scenario) else laid
    except ChangeError:
        return PackOption(
            name, None, None, None, text("report.not_applicable_hidden")
        )  # the reason would name people
    scenario = diff(shown, _disguised(disguise, after), name=name)
    return PackOption(
        name, replace(scenario, on=laid.on if isinstance(laid, Scenario) else None), None
    )


def _disguised(disguise: Disguise, org: Org) -> Org:
    shown = disguise(org)
    if not isinstance(shown, Org):
        raise InputError("error.disguise", value=repr(shown))
    return shown


def _compared(option: PackOption, alternative: Alternative) -> PackOption:
    if alternative.error is None:
        return replace(option, outcome=alternative)
    return replace(option, scenario=None, outcome=alternative, why=alternative.error.describe())


def _narrowed(policy: Policy, org: Org, shown: Org) -> Policy:
    """The policy without a word about layers that the disguise takes out."""
    hidden = {
        layer
        for layer in (*org.layers, *(demands.name for demands in policy.layers))
        if layer not in shown.layers
    }
    if all(layer.name in hidden for layer in policy.layers):
        return Policy.for_layers(next(iter(shown.layers), "unit"))
    return policy.without_layers(*hidden)


def _names(laid: Sequence[Laid]) -> list[str]:
    """A name for each, unlike every other and every heading of a comparison."""
    taken = {"part", "item", "layer", "before"}
    names: list[str] = []
    for subject in laid:
        own = (
            subject.name
            if isinstance(subject, Scenario)
            else subject.in_language(language()).name
            if isinstance(subject, Plan)
            else ""
        )
        own = own or text("compare.after")
        names.append(
            own
            if own not in taken
            else next(name for n in count(2) if (name := f"{own} ({n})") not in taken)
        )
        taken.add(names[-1])
    return names


def _chosen(chosen: str | int | None, names: Sequence[str]) -> int | None:
    if chosen is None:
        return 0 if names else None
    if isinstance(chosen, str) and chosen in names:
        return names.index(chosen)
    if isinstance(chosen, int) and not isinstance(chosen, bool) and 0 <= chosen < len(names):
        return chosen
    raise InputError("error.no_such_plan", value=repr(chosen), known=list(names))
