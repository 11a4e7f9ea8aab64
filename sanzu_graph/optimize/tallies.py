"""Tallies: what the policy wants counted in every unit of a layer, within which bounds, and how the
count stands today.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import AbsentError
from sanzu_graph.metrics.counts import cover, duty_codes, is_unit_of
from sanzu_graph.model.encoding import Positions
from sanzu_graph.optimize.asking import LARGEST, PER_BASE_UNIT, REQUIREMENT, SMALLEST
from sanzu_graph.policy.parts import Limit, Requirement
from sanzu_graph.policy.rules import Rule

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Tally:
    """People of a kind, counted in every unit of a layer.

    Attributes
    ----------
    name : the demand's dotted place in the policy
    layer, units : the layer whose units are counted in, and these units
    belongs : the layer that the people must belong to; None: no matter
    least, most : the bounds, in whole people
    kinds : the kind of demand (`DEMANDS`) behind `least` and behind `most`
    duties : duties whose holders count too
    today : how many there are today, one entry a unit of the organisation
    belonging, willing : who belongs today, and who satisfies the rule; one entry a member
    admitted : group layer → who would satisfy the rule once admitted there
    above : unit → the units in which its people count, where that is not itself alone
    holders : unit → members who count by their duty
    """

    name: str
    layer: str
    units: Positions
    belongs: str | None
    least: int | None
    most: int | None
    kinds: tuple[str, str]
    duties: tuple[str, ...]
    today: Positions
    belonging: Mask
    willing: Mask
    admitted: Mapping[str, Mask]
    above: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    holders: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def short(self) -> Positions:
        """How many are missing in each unit today."""
        found = np.zeros_like(self.today)
        found[self.units] = np.maximum(0, (self.least or 0) - self.today[self.units])
        return found

    @cached_property
    def over(self) -> Positions:
        """How many are too many in each unit today."""
        found = np.zeros_like(self.today)
        if self.most is not None:
            found[self.units] = np.maximum(0, self.today[self.units] - self.most)
        return found


class Admitted:
    """The organisation as it would look to a rule if every candidate of a layer were admitted."""

    def __init__(self, org: Org, policy: Policy, layers: tuple[str, ...]) -> None:
        self.org = org
        self.as_admitted: dict[str, Org] = {}
        for name in layers:
            cells = policy.layer(name).admission
            if policy.layer(name).candidates is not None and cells:
                members = org.members
                self.as_admitted[name] = org.replace(members=members.assign(**cells))

    def masks(self, rule: Rule | None) -> tuple[Mask, dict[str, Mask]]:
        """Who satisfies a rule, and who would, admitted."""
        everybody = np.ones(len(self.org.encoding.members), dtype=bool)
        if rule is None:
            return everybody, {}
        return rule.mask(self.org), {name: rule.mask(org) for name, org in self.as_admitted.items()}


def tallies(
    org: Org, policy: Policy, layers: tuple[str, ...], admitted: Admitted, left_out: list[str]
) -> Iterator[Tally]:
    """Every count that the policy bounds; demands that no tally can express go to `left_out`."""
    for name in (policy.base, *layers):
        demands = policy.layer(name)
        least, most = _whole(demands.smallest, math.ceil), _whole(demands.largest, math.floor)
        found = org.pairs(name, rollup=demands.rollup)
        everybody = np.ones(len(org.encoding.members), dtype=bool)
        yield Tally(
            f"layers.{name}.size",
            name,
            found.units,
            None,
            least,
            most,
            (SMALLEST, LARGEST),
            (),
            found.per_unit,
            everybody,
            everybody,
            {},
            above(org, name) if demands.rollup else {},
        )
    for name in layers:
        demands = policy.layer(name)
        least = _whole(demands.per_base_unit, math.ceil)
        if least is not None:
            yield _coverage(org, policy, name, least)
    for requirement in policy.requirements:
        place = f"requirements.{requirement.name}"
        per = requirement.per or policy.base
        if not _is_countable(requirement, per, policy.base, layers):
            left_out.append(place)
            continue
        try:
            yield _required(org, requirement, per, admitted, place)
        except AbsentError:
            left_out.append(place)


def _is_countable(requirement: Requirement, per: str, base: str, layers: tuple[str, ...]) -> bool:
    """Roles, duties and named units are not in the optimiser's hands, nor a second layer within a
    group.
    """
    if requirement.role or requirement.duty or requirement.units or per not in (base, *layers):
        return False
    return requirement.layer in (None, per) or (per == base and requirement.layer in layers)


def _coverage(org: Org, policy: Policy, name: str, least: int) -> Tally:
    demands, base = policy.layer(name), policy.base
    reached = cover(org, name, base, rollup=demands.rollup, duty=demands.counting_duties or None)
    members, units = len(org.encoding.members), len(org.encoding.units)
    return Tally(
        f"layers.{name}.per_base_unit",
        base,
        org.pairs(base).units,
        name,
        least,
        None,
        (PER_BASE_UNIT, ""),
        demands.counting_duties,
        np.bincount(reached.unit, minlength=units),
        org.pairs(name, rollup=demands.rollup).per_member > 0,
        np.ones(members, dtype=bool),
        {},
        above(org, base) if demands.rollup else {},
        holders(org, base, demands.counting_duties),
    )


def _required(
    org: Org, requirement: Requirement, per: str, admitted: Admitted, place: str
) -> Tally:
    willing, later = admitted.masks(requirement.who)
    belongs = requirement.layer if requirement.layer != per else None
    belonging = (
        np.ones(len(willing), dtype=bool)
        if belongs is None
        else org.pairs(belongs, rollup=requirement.rollup).per_member > 0
    )
    found = org.pairs(per, rollup=requirement.rollup)
    meets = (willing & belonging)[found.member]
    least = _whole(requirement.minimum, math.ceil)
    return Tally(
        place,
        per,
        found.units,
        belongs,
        least,
        None,
        (REQUIREMENT, ""),
        (),
        np.bincount(found.unit[meets], minlength=len(org.encoding.units)),
        belonging,
        willing,
        later,
        above(org, per) if requirement.rollup else {},
    )


def holders(org: Org, base: str, duties: tuple[str, ...]) -> dict[int, frozenset[int]]:
    """Base unit → who holds one of the duties for it."""
    code = org.encoding
    held = np.isin(code.duty, duty_codes(org, duties)) & is_unit_of(org, base)[code.duty_unit]
    found: dict[int, set[int]] = {}
    for unit, member in zip(
        code.duty_unit[held].tolist(), code.duty_member[held].tolist(), strict=True
    ):
        found.setdefault(unit, set()).add(member)
    return {unit: frozenset(members) for unit, members in found.items()}


def above(org: Org, layer: str) -> dict[int, tuple[int, ...]]:
    """Units of a layer that have units of the same layer above them, with themselves and those."""
    code, mine = org.encoding, is_unit_of(org, layer)
    found: dict[int, tuple[int, ...]] = {}
    for unit in org.pairs(layer).units.tolist():
        line, parent = [unit], int(code.parent[unit])
        while parent >= 0:
            line += [parent] if mine[parent] else []
            parent = int(code.parent[parent])
        if len(line) > 1:
            found[unit] = tuple(line)
    return found


def _whole(limit: Limit | None, rounded: object) -> int | None:
    """A limit in whole people; none where it bounds nobody."""
    if limit is None or math.isinf(limit.value):
        return None
    return int(rounded(limit.value))  # type: ignore[operator]
