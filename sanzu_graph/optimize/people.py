"""Who may end where: every member's units, and what the levers, the policy and the caller's rules
leave open to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import AbsentError
from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.encoding import Positions
from sanzu_graph.optimize.asking import ADMIT, APPOINT, JOIN, MOVE, REGROUP, Asked
from sanzu_graph.optimize.tallies import Admitted
from sanzu_graph.policy.rules import Rule
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

NOWHERE, SEVERAL = -1, -2


@dataclass(frozen=True, eq=False)
class Places:
    """The units of one layer that each member is in.

    Attributes
    ----------
    unit : the unit; `NOWHERE` in none, `SEVERAL` in more than one
    several : member → the units, for those in more than one
    leads : the unit of the layer that the member leads; `NOWHERE` none, `SEVERAL` more than one
    leaders : unit → who leads it
    """

    unit: Positions
    several: Mapping[int, tuple[int, ...]]
    leads: Positions
    leaders: Mapping[int, tuple[int, ...]]

    def of(self, member: int) -> tuple[int, ...]:
        """The units of one member."""
        unit = int(self.unit[member])
        return (unit,) if unit >= 0 else self.several.get(member, ())


@dataclass(frozen=True, eq=False)
class Freedom:
    """What one group layer leaves open to each member; one truth value a member.

    Attributes
    ----------
    leaves : may change the group
    joins : in no group, and eligible to join one
    admits : in no group, not eligible, and could be admitted
    leads : could be newly appointed
    leads_admitted : could be, once admitted
    """

    leaves: Mask
    joins: Mask
    admits: Mask
    leads: Mask
    leads_admitted: Mask


@dataclass(frozen=True, eq=False)
class People:
    """Everybody's places and freedom; `entered` holds, per layer, the units by key that somebody
    could come to.
    """

    home: Places
    groups: tuple[Places, ...]
    moves: Mask
    freedom: tuple[Freedom, ...]
    pinned: Mask
    targets: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


def places(org: Org, layer: str) -> Places:
    """Who is in which units of a layer, and leads them."""
    found, led = org.pairs(layer), org.pairs(layer, LEADER)
    unit = _one(found.member, found.unit, found.per_member)
    several: dict[int, list[int]] = {}
    for row in np.flatnonzero((found.per_member > 1)[found.member]).tolist():
        several.setdefault(int(found.member[row]), []).append(int(found.unit[row]))
    leaders: dict[int, list[int]] = {}
    for member, led_unit in zip(led.member.tolist(), led.unit.tolist(), strict=True):
        leaders.setdefault(led_unit, []).append(member)
    return Places(
        unit,
        {member: tuple(sorted(units)) for member, units in several.items()},
        _one(led.member, led.unit, led.per_member),
        {led_unit: tuple(sorted(who)) for led_unit, who in leaders.items()},
    )


def _one(member: Positions, unit: Positions, per_member: Positions) -> Positions:
    only = np.full(len(per_member), NOWHERE, dtype=np.intp)
    only[member] = unit
    only[per_member > 1] = SEVERAL
    return only


def keys(org: Org, columns: Sequence[str], left_out: list[str], place: str) -> Positions:
    """One integer a unit: units alike in the columns named have the same; columns that are not
    there count for nothing.
    """
    key = np.zeros(len(org.encoding.units), dtype=np.intp)
    for column in columns:
        try:
            codes, _ = org.codes("units", column)
        except AbsentError:
            left_out.append(f"{place}.{column}")
            continue
        _, key = np.unique(key * (int(codes.max(initial=-1)) + 2) + codes + 1, return_inverse=True)
    return key.astype(np.intp)


@dataclass(frozen=True, eq=False)
class Gates:
    """Which units alike in key somebody could come to: key → units, in table order."""

    key: Positions
    by_key: Mapping[int, tuple[int, ...]]

    def beside(self, unit: int) -> tuple[int, ...]:
        """The units that somebody of this unit could come to, itself perhaps among them."""
        return self.by_key.get(int(self.key[unit]), ())

    def sizes(self) -> NDArray[np.intp]:
        """How many such units each unit's key has."""
        count = np.zeros(int(self.key.max(initial=-1)) + 1, dtype=np.intp)
        for key, units in self.by_key.items():
            count[key] = len(units)
        return count[self.key]


def gates(key: Positions, units: Positions) -> Gates:
    """The gates of those units."""
    found: dict[int, list[int]] = {}
    for unit in units.tolist():
        found.setdefault(int(key[unit]), []).append(unit)
    return Gates(key, {at: tuple(some) for at, some in found.items()})


def mask(rule: Rule | None, org: Org, left_out: list[str], place: str, *, absent: bool) -> Mask:
    """Who satisfies a rule, everybody without one; where its column is not there, everybody or
    nobody.
    """
    if rule is None:
        return np.ones(len(org.encoding.members), dtype=bool)
    try:
        return rule.mask(org)
    except AbsentError:
        left_out.append(place)
        return np.full(len(org.encoding.members), absent, dtype=bool)


def freedom(
    org: Org,
    policy: Policy,
    ask: Asked,
    name: str,
    home: Places,
    here: Places,
    group_gates: Gates,
    fixed: Mask,
    admitted: Admitted,
    led: Positions,
    left_out: list[str],
) -> Freedom:
    """What a group layer leaves open; `fixed` are those who keep their group anyway, `led` how many
    units each member leads.
    """
    demands, everywhere = policy.layer(name), len(org.encoding.members)
    room = group_gates.sizes()
    inside = here.unit >= 0
    leaves = inside & ~fixed & (room[np.maximum(here.unit, 0)] > 1) & ask.has(REGROUP)
    leads_here = here.leads != NOWHERE
    if not (ask.has(APPOINT) and demands.is_led):
        leaves &= ~leads_here
    # Whoever belongs by a unit below (rollup) belongs already.
    outside = (
        (org.pairs(name, rollup=demands.rollup).per_member == 0)
        & ~fixed
        & (_room_at_home(home, group_gates) > 0)
    )
    eligible = mask(demands.eligible, org, left_out, f"layers.{name}.eligible", absent=False)
    candidate = np.zeros(everywhere, dtype=bool)
    if demands.candidates is not None and ask.has(ADMIT):
        candidate = (
            mask(demands.candidates, org, left_out, f"layers.{name}.candidates", absent=False)
            & ~eligible
        )
    leader, later = leading(org, policy, name, admitted, left_out)
    elsewhere = led - leads_here.astype(np.intp)
    most = policy.leaders.most_units
    free = (elsewhere + 1 <= most.value) if most is not None else np.ones(everywhere, dtype=bool)
    single = here.unit != SEVERAL
    return Freedom(
        leaves,
        outside & eligible & ask.has(JOIN),
        outside & candidate & ask.has(ADMIT),
        leader & free & single & demands.is_led & ask.has(APPOINT),
        later & free & single & demands.is_led & ask.has(APPOINT),
    )


def leading(
    org: Org, policy: Policy, name: str, admitted: Admitted, left_out: list[str]
) -> tuple[Mask, Mask]:
    """Who could lead in a layer, and who could once admitted."""
    rule = policy.layer(name).leader
    now = mask(rule, org, left_out, f"layers.{name}.leader", absent=False)
    if rule is None or name not in admitted.as_admitted:
        return now, now
    return now, mask(
        rule, admitted.as_admitted[name], left_out, f"layers.{name}.leader", absent=False
    )


def _room_at_home(home: Places, group_gates: Gates) -> NDArray[np.intp]:
    """How many groups each member could join from home; whoever works in units of several keys
    could join none.
    """
    room, key = group_gates.sizes(), group_gates.key
    found = np.where(home.unit >= 0, room[np.maximum(home.unit, 0)], 0)
    for member, units in home.several.items():
        found[member] = room[units[0]] if len({int(key[unit]) for unit in units}) == 1 else 0
    if not key.any():  # all units are alike: no site tells where somebody without a home belongs
        found[home.unit == NOWHERE] = len(group_gates.by_key.get(0, ()))
    return found


def movable(
    home: Places, groups: Sequence[Places], home_gates: Gates, fixed: Mask, ask: Asked
) -> Mask:
    """Who may change the base unit: one home, leading none, in at most one group of each layer."""
    found: Mask = (
        (home.unit >= 0)
        & ~fixed
        & (home.leads == NOWHERE)
        & (home_gates.sizes()[np.maximum(home.unit, 0)] > 1)
        & ask.has(MOVE)
    )
    for here in groups:
        found &= here.unit != SEVERAL
    return found
