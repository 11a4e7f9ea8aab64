"""Demand counts: people of a kind who are counted in every unit of a layer.

The policy says the bounds. A count says how many there are today, and who would count.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.errors import AbsentError
from sanzu_graph.metrics.counts import Mask, cover, duty_codes, is_unit_of
from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.admissions import Admission
from sanzu_graph.optimize.request import LARGEST, PER_BASE_UNIT, REQUIREMENT, SMALLEST, Asked
from sanzu_graph.policy.parts import Limit, Requirement
from sanzu_graph.policy.rules import Rule
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.policy.eligibility import Eligibility


@dataclass(frozen=True, eq=False)
class DemandCount:
    """People of a kind, counted in every unit of a layer.

    Attributes
    ----------
    name : the demand's dotted place in the policy
    layer, units : the layer whose units are counted in, and these units
    about : the layer that the demand is about
    belongs : the layer that the people must belong to; None: no matter
    least, most : the bounds, in whole people
    kinds : the kind of demand (`DEMANDS`) behind `least` and behind `most`
    repaired : whether either counts as unmet
    duties : duties whose holders count too, without a seat in the unit
    role : only leaders or deputies of the unit count; empty: all
    duty : only holders of this duty in the unit count, with or without a seat; empty: no matter
    among : only people with a seat in one of these units count; empty: no matter
    rollup : a seat in a unit counts in the units above it, too
    belongs_rollup : the same for the layer that people must belong to
    today : how many there are today, one entry a unit of the organisation
    satisfying : admission → who satisfies the rule, one entry a member; the empty one is today's
    holders : unit → members who count by their duty
    """

    name: str
    layer: str
    units: Positions
    about: str
    belongs: str | None
    least: int | None
    most: int | None
    kinds: tuple[str, str]
    repaired: tuple[bool, bool]
    today: Positions
    satisfying: Mapping[Admission, Mask]
    duties: tuple[str, ...] = ()
    role: str = ""
    duty: tuple[str, ...] = ()
    among: tuple[int, ...] = ()
    rollup: bool = False
    belongs_rollup: bool = False
    holders: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def short(self) -> Positions:
        """How many are missing in each unit today."""
        missing = np.zeros_like(self.today)
        missing[self.units] = np.maximum(0, (self.least or 0) - self.today[self.units])
        return missing

    @cached_property
    def over(self) -> Positions:
        """How many are too many in each unit today."""
        extra = np.zeros_like(self.today)
        if self.most is not None:
            extra[self.units] = np.maximum(0, self.today[self.units] - self.most)
        return extra

    @property
    def is_plain(self) -> bool:
        """Whether it counts members by what they are, not by posts, duties or named units."""
        return not (self.role or self.duty or self.among)

    def satisfies(self, member: int, admitted: Admission = frozenset()) -> bool:
        """Whether somebody satisfies the rule, admitted to some layers."""
        masks = self.satisfying
        return bool(masks.get(admitted, masks[frozenset()])[member])


def demand_counts(
    org: Org,
    policy: Policy,
    ask: Asked,
    layers: tuple[str, ...],
    admitted: Mapping[Admission, Eligibility],
    left_out: list[str],
) -> Iterator[DemandCount]:
    """Every count that the policy bounds; demands that no count can express go to `left_out`.

    `admitted` holds, for each admission, who may sit and lead once everybody is admitted so.
    """
    for name in layers:
        yield _size(org, policy, ask, name)
    for name in layers:
        least = _whole(policy.layer(name).per_base_unit, math.ceil)
        if least is not None and name != policy.base:
            yield _coverage(org, policy, ask, name, least)
    for requirement in policy.requirements:
        place = f"requirements.{requirement.name}"
        if (requirement.per or policy.base) not in layers or requirement.role not in (
            None,
            LEADER,
            DEPUTY,
        ):
            left_out.append(place)
            continue
        try:
            yield _required(org, policy, ask, requirement, admitted)
        except AbsentError:
            left_out.append(place)


def _size(org: Org, policy: Policy, ask: Asked, name: str) -> DemandCount:
    demands = policy.layer(name)
    pairs = org.pairs(name, rollup=demands.rollup)
    return DemandCount(
        f"layers.{name}.size",
        name,
        pairs.units,
        name,
        None,
        _whole(demands.smallest, math.ceil),
        _whole(demands.largest, math.floor),
        (SMALLEST, LARGEST),
        (ask.repairs(SMALLEST, name), ask.repairs(LARGEST, name)),
        pairs.per_unit,
        {frozenset(): np.ones(org.encoding.member_count, dtype=bool)},
        rollup=demands.rollup,
    )


def _coverage(org: Org, policy: Policy, ask: Asked, name: str, least: int) -> DemandCount:
    demands, base = policy.layer(name), policy.base
    reached = cover(org, name, base, rollup=demands.rollup, duty=demands.counting_duties or None)
    return DemandCount(
        f"layers.{name}.per_base_unit",
        base,
        org.pairs(base).units,
        name,
        name,
        least,
        None,
        (PER_BASE_UNIT, ""),
        (ask.repairs(PER_BASE_UNIT, name), False),
        np.bincount(reached.unit, minlength=org.encoding.unit_count),
        {frozenset(): np.ones(org.encoding.member_count, dtype=bool)},
        duties=demands.counting_duties,
        rollup=demands.rollup,
        belongs_rollup=demands.rollup,
        holders=holders(org, base, demands.counting_duties),
    )


def _required(
    org: Org,
    policy: Policy,
    ask: Asked,
    requirement: Requirement,
    admitted: Mapping[Admission, Eligibility],
) -> DemandCount:
    from sanzu_graph.checks.covering import requirement_holders

    per = requirement.per or policy.base
    duty = () if requirement.duty is None else (requirement.duty,)
    units = org.encoding.units.tolist()
    among = tuple(units.index(name) for name in requirement.units if name in units)
    if len(among) < len(requirement.units):
        raise AbsentError("error.no_ids", entity="unit", ids=list(requirement.units))
    return DemandCount(
        f"requirements.{requirement.name}",
        per,
        org.pairs(per).units,
        per,
        requirement.layer,
        _whole(requirement.minimum, math.ceil),
        None,
        (REQUIREMENT, ""),
        (ask.repairs(REQUIREMENT, per), False),
        np.bincount(requirement_holders(org, requirement, per), minlength=len(units)),
        _satisfying(requirement.who, admitted),
        role=requirement.role or "",
        duty=duty,
        among=among,
        rollup=requirement.rollup and requirement.role is None and not duty,
        belongs_rollup=requirement.rollup,
        holders=holders(org, per, duty),
    )


def _satisfying(
    rule: Rule | None, admitted: Mapping[Admission, Eligibility]
) -> dict[Admission, Mask]:
    """Admission → who satisfies a rule.

    Raises
    ------
    AbsentError
        If the rule's column is not there.
    """
    if rule is None:
        today: Admission = frozenset()
        return {today: np.ones(admitted[today].org.encoding.member_count, dtype=bool)}
    return {admission: rule.mask(placement.org) for admission, placement in admitted.items()}


def holders(org: Org, layer: str, duties: tuple[str, ...]) -> dict[int, frozenset[int]]:
    """Unit of a layer → who holds one of the duties for it."""
    code = org.encoding
    held = np.isin(code.duty, duty_codes(org, duties)) & is_unit_of(org, layer)[code.duty_unit]
    members: dict[int, set[int]] = {}
    for unit, member in zip(
        code.duty_unit[held].tolist(), code.duty_member[held].tolist(), strict=True
    ):
        members.setdefault(unit, set()).add(member)
    return {unit: frozenset(some) for unit, some in members.items()}


def _whole(limit: Limit | None, rounded: object) -> int | None:
    """A limit in whole people; none where it bounds nobody."""
    if limit is None or math.isinf(limit.value):
        return None
    return int(rounded(limit.value))  # type: ignore[operator]
