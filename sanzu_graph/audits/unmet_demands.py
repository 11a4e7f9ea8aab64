"""What can be short or too much: each demand of a policy with the check that tells it.

One table serves what is repaired (`Rules.repair`), what stays unmet, and its reasons. How far a
demand is broken is |value − limit| of the check's finding, in whole people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sanzu_graph.audits.answers import CheckQuestion
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.errors import AbsentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

PER_BASE_UNIT, REQUIREMENT, SMALLEST, LARGEST, MOST_BASE_UNITS, LED = KINDS = (
    "per_base_unit",
    "requirement",
    "smallest",
    "largest",
    "most_base_units",
    "led",
)


class _Bound(NamedTuple):
    """A kind of demand, the check that tells it, and the argument that holds the limit."""

    kind: str
    check: str
    argument: str
    is_most: bool = False


#: Kind of demand ↔ check.
_BOUNDS = (
    _Bound(PER_BASE_UNIT, "blank_team", "minimum"),
    _Bound(REQUIREMENT, "coverage_gap", "policy"),
    _Bound(SMALLEST, "size_outlier", "smallest"),
    _Bound(LARGEST, "size_outlier", "largest", is_most=True),
    _Bound(MOST_BASE_UNITS, "scattered_group", "limit", is_most=True),
    _Bound(LED, "vacant_leader", "least"),
    _Bound(LED, "double_leader", "most", is_most=True),
)
#: The checks that tell a demand; `audit` takes them as ``select``.
CHECKS = tuple(dict.fromkeys(bound.check for bound in _BOUNDS))


class Demand(NamedTuple):
    """One demand of a policy.

    Attributes
    ----------
    kind : one of `KINDS`
    layer : the layer that it names: for ``per_base_unit`` the group layer that must reach base
        units, for ``requirement`` the layer whose units owe it
    place : its dotted place in the policy, such as ``layers.party.per_base_unit``
    is_most : whether the limit is the most, not the least
    question : how the audit asks it
    """

    kind: str
    layer: str
    place: str
    is_most: bool
    question: CheckQuestion

    @property
    def word(self) -> str:
        """Its name where repairs are told by layer, such as ``party.per_base_unit``."""
        return f"{self.layer}.{self.kind}"

    def is_among(self, repair: Collection[str]) -> bool:
        """Whether it is named: by its kind, for all layers, or by layer and kind."""
        return self.kind in repair or self.word in repair


class Broken(NamedTuple):
    """A demand that a unit does not meet."""

    kind: str
    layer: str
    place: str
    is_most: bool
    unit: str


def demands(policy: Policy) -> list[Demand]:
    """Every demand of a resolved policy that can be short or too much, in the order of `KINDS`.

    Examples
    --------
    >>> from sanzu_graph import Policy
    >>> [demand.word for demand in demands(Policy()) if demand.kind == "led" and not demand.is_most]
    ['team.led', 'party.led', 'union.led']
    """
    return [
        Demand(bound.kind, *_layer_and_place(question, bound, policy), bound.is_most, question)
        for bound in _BOUNDS
        for question in _questions(policy, bound)
    ]


def words(policy: Policy) -> list[str]:
    """Every word by which a demand can be named: the kinds, then those of single layers."""
    return list(dict.fromkeys([*KINDS, *(demand.word for demand in demands(policy))]))


def unmet(audit: Audit, repair: Collection[str] = KINDS) -> pd.DataFrame:
    """The findings of the demands to be repaired: what an organisation or a plan leaves unmet.

    Parameters
    ----------
    audit
        An audit in which `CHECKS` were asked. A plan is counted by ``audit.after``.
    repair
        Kinds (``"led"``), for all layers, or kinds by layer (``"party.led"``).

    Returns
    -------
    pandas.DataFrame
        The findings with ``demand`` (``party.per_base_unit``), ``place`` (where the policy says it)
        and ``short`` behind: by how many people (units for ``most_base_units``) the demand is
        broken, a whole number. The sum of ``short`` is what is unmet. In the order of `KINDS`.

    Examples
    --------
    >>> from sanzu_graph import Org, Policy, audit
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A"], "unit": ["T"]})
    >>> unmet(audit(org, Policy.for_layers("team", ["party"])))[["demand", "entity_id", "short"]].to_numpy().tolist()
    [['party.per_base_unit', 'T', 1]]
    """
    findings = audit.findings
    spans = [one for one in audit.spans() if one[0].check.slug in CHECKS]
    parts = []
    for demand in demands(audit.policy):
        place = next((at for at, (one, _) in enumerate(spans) if one == demand.question), None)
        if place is None:
            continue
        _, span = spans.pop(place)
        if span.start < span.stop and demand.is_among(repair):
            frame = findings.iloc[span]
            parts.append(
                frame.assign(
                    demand=demand.word,
                    place=demand.place,
                    short=_short(frame["value"].to_numpy(), frame["limit"].to_numpy(), demand),
                )
            )
    if parts:
        return pd.concat(parts, ignore_index=True)
    empty = findings.iloc[:0].assign(demand="", place="", short=0)
    return empty.astype({"demand": "str", "place": "str", "short": "int64"})


def broken(org: Org, policy: Policy) -> dict[Broken, int]:
    """By how much each demand is broken in each unit: the numbers of `unmet`, without its sentences.

    Demands that the organisation cannot be asked are left out.

    Parameters
    ----------
    org
        The organisation on the day.
    policy
        A resolved policy.
    """
    units = org.encoding.units
    counts: dict[Broken, int] = {}
    for demand in demands(policy):
        try:
            answer = demand.question.answer(org)
        except AbsentError:
            continue
        size = len(answer.rows)
        value, limit = (np.broadcast_to(part, size) for part in (answer.value, answer.limit))
        short = _short(value, limit, demand)
        for unit, count in zip(units[answer.rows].tolist(), short.tolist(), strict=True):
            key = Broken(*demand[:-1], unit)
            counts[key] = counts.get(key, 0) + count
    return counts


def _questions(policy: Policy, bound: _Bound) -> Iterator[CheckQuestion]:
    check = all_checks()[bound.check]
    for call in check.calls(policy):
        if bound.argument in call.arguments:
            yield CheckQuestion(check, call)


def _layer_and_place(question: CheckQuestion, bound: _Bound, policy: Policy) -> tuple[str, str]:
    if bound.kind == REQUIREMENT:
        (requirement,) = question.call.arguments["policy"].requirements
        return requirement.per or policy.base, f"requirements.{requirement.name}"
    return question.layer, f"layers.{question.layer}.{bound.kind}"


def _short(
    value: NDArray[np.float64], limit: NDArray[np.float64], demand: Demand
) -> NDArray[np.int64]:
    """|value − limit| in whole people: a limit of 1.5 asks for two, or lets one be."""
    whole = np.floor(limit) if demand.is_most else np.ceil(limit)
    return np.abs(value - whole).astype(np.int64)
