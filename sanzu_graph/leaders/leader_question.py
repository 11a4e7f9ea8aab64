"""Which units may get other leaders, who could lead them, and what depends on that."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.errors import ASKED, Fault, ProblemError
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.policy.parts import Layer

Members = frozenset[int]
#: A member id and a unit id.
Post = tuple[str, str]
_NOBODY: Members = frozenset()


@dataclass(frozen=True)
class LeaderQuestion:
    """The units that are decided, who could lead each, and how things stand; all by position.

    Attributes
    ----------
    candidates : decided unit → who could lead it: its members who may, and those who lead it
    sitting, deputies : unit → who leads it, who is its deputy
    may : unit of a led layer that has members → who of them may lead it
    least, most : unit of a led layer → how many leaders it needs, and how many it may have (None:
        any number)
    load : member → how many units they lead, over all layers
    limit : the most units that anybody may lead; None: any number
    base : units of the base layer
    aligned : group of an aligned layer → its members; those that a decision could concern
    apart : how many other groups of aligned layers stand apart
    kept : (unit, leader) who go on
    """

    candidates: Mapping[int, tuple[int, ...]]
    sitting: Mapping[int, Members]
    deputies: Mapping[int, Members]
    may: Mapping[int, Members]
    least: Mapping[int, int]
    most: Mapping[int, int | None]
    load: Mapping[int, int]
    limit: int | None
    base: frozenset[int]
    aligned: Mapping[int, Members]
    apart: int
    kept: frozenset[tuple[int, int]]

    def leaders(self, unit: int) -> Members:
        """Who leads a unit today."""
        return self.sitting.get(unit, _NOBODY)

    @cached_property
    def firm_base(self) -> Members:
        """Who leads a base unit that is not decided."""
        return _union(self.leaders(unit) for unit in self.base if unit not in self.candidates)


def leader_question(
    org: Org, policy: Policy, *, barred: Iterable[Post] = (), kept: Iterable[Post] = ()
) -> LeaderQuestion:
    """Everything that must be decided, and what depends on it.

    Parameters
    ----------
    org
        The organisation, on the day that is asked about.
    policy
        What is demanded, resolved.
    barred, kept
        Posts to which nobody is appointed, and from which nobody is relieved.

    Raises
    ------
    ProblemError
        If somebody to be kept leads no such unit, or more are to be kept than may lead.
    """
    inside, sitting, deputies = _by_unit(org), _by_unit(org, LEADER), _by_unit(org, DEPUTY)
    placement = Placement(org, policy)
    may: dict[int, Members] = {}
    least: dict[int, int] = {}
    most: dict[int, int | None] = {}
    for layer in _led(org, policy):
        placement.confirm(layer.name, "eligible", "leader")
        allowed = placement.leaders(layer.name)
        bound = layer.most_leaders
        for unit in org.pairs(layer.name).units.tolist():
            if inside.get(unit):
                may[unit] = frozenset(member for member in inside[unit] if allowed[member])
                least[unit] = math.ceil(layer.least_leaders)
                most[unit] = None if bound is None else math.floor(bound)
    base = frozenset(org.pairs(policy.base).units.tolist())
    count = org.pairs(role=LEADER).per_member
    limit = None if policy.leaders.most_units is None else int(policy.leaders.most_units.value)
    aligned = {
        unit: inside[unit]
        for layer in policy.groups
        if layer.aligned and layer.name in org.layers
        for unit in org.pairs(layer.name).units.tolist()
        if inside.get(unit)
    }
    leads_base = _union(sitting.get(unit, _NOBODY) for unit in base)
    apart = {
        unit
        for unit, people in aligned.items()
        if (leaders := sitting.get(unit)) and not leads_base & leaders and leads_base & people
    }
    busy, over = (
        frozenset() if limit is None else frozenset(np.flatnonzero(count >= some).tolist())
        for some in (limit or 0, (limit or 0) + 1)
    )
    wrong = {
        unit
        for unit, fit in may.items()
        if _is_wrong(sitting.get(unit, _NOBODY), fit, least[unit], most[unit], over)
    }
    decided = _with_dependents(wrong | (apart & may.keys()), may, sitting, base, aligned, busy)
    firm = _kept(org, kept, sitting, most)
    shut = _posts(org, barred)
    may = {
        unit: frozenset(
            member
            for member in fit
            if (unit, member) not in shut or member in sitting.get(unit, _NOBODY)
        )
        for unit, fit in may.items()
    }
    candidates = {
        unit: tuple(sorted(may[unit] | sitting.get(unit, _NOBODY))) for unit in sorted(decided)
    }
    rising = _union(candidates[unit] for unit in candidates if unit in base)
    concerned = {
        unit: people
        for unit, people in aligned.items()
        if unit in candidates or rising & (people | sitting.get(unit, _NOBODY))
    }
    return LeaderQuestion(
        candidates,
        sitting,
        deputies,
        may,
        least,
        most,
        {member: int(count[member]) for member in np.flatnonzero(count).tolist()},
        limit,
        base,
        concerned,
        len(apart - concerned.keys()),
        firm,
    )


def _posts(org: Org, posts: Iterable[Post]) -> frozenset[tuple[int, int]]:
    """Posts as (unit, member) by position; -1 for what does not exist."""
    code = org.encoding
    members, units = (
        {name: place for place, name in enumerate(ids.tolist())}
        for ids in (code.members, code.units)
    )
    return frozenset((units.get(unit, -1), members.get(member, -1)) for member, unit in posts)


def _kept(
    org: Org,
    kept: Iterable[Post],
    sitting: Mapping[int, Members],
    most: Mapping[int, int | None],
) -> frozenset[tuple[int, int]]:
    """The posts that are kept; every fault is told at once."""
    kept = list(kept)
    faults = [
        Fault("fault.leads_not", ASKED, column="kept", value=member, fields={"unit": unit})
        for member, unit in kept
        if not any(who in sitting.get(at, _NOBODY) for at, who in _posts(org, [(member, unit)]))
    ]
    posts = _posts(org, kept)
    leading = [unit for unit, member in posts if member in sitting.get(unit, _NOBODY)]
    for unit, count in Counter(leading).items():
        limit = most.get(unit)
        if limit is not None and count > limit:
            name = str(org.encoding.units[unit])
            words = {"count": count, "limit": limit}
            faults.append(
                Fault("fault.too_many_kept", ASKED, column="kept", value=name, fields=words)
            )
    if faults:
        raise ProblemError("error.problem", faults)
    return posts


def _led(org: Org, policy: Policy) -> list[Layer]:
    """The layers that are led and that the organisation has."""
    return [layer for layer in policy.layers if layer.is_led and layer.name in org.layers]


def _is_wrong(leaders: Members, fit: Members, least: int, most: int | None, over: Members) -> bool:
    """Whether a unit has too few or too many leaders, or one who may not lead or leads too much."""
    is_bounded = len(leaders) >= least and (most is None or len(leaders) <= most)
    return not is_bounded or bool(leaders - fit) or bool(leaders & over)


def _with_dependents(
    decided: set[int],
    may: Mapping[int, Members],
    sitting: Mapping[int, Members],
    base: frozenset[int],
    aligned: Mapping[int, Members],
    busy: Members,
) -> set[int]:
    """The units, and the groups that depend on them.

    Somebody who leads enough would have to give up a group for one of the units: such groups
    depend on it. So do aligned groups of people who could come to lead a base unit. Leaders of a
    base unit go on leading it, unless something is wrong there.
    """
    led: dict[int, list[int]] = defaultdict(list)
    for unit in may.keys() - base:
        for member in sitting.get(unit, _NOBODY) & busy:
            led[member].append(unit)
    groups: dict[int, list[int]] = defaultdict(list)
    for unit in aligned.keys() & may.keys():
        for member in aligned[unit]:
            groups[member].append(unit)
    units, wave = set(decided), set(decided)
    while wave:
        more = {unit for here in wave for member in may[here] for unit in led.get(member, ())}
        more |= {
            unit for here in wave & base for member in may[here] for unit in groups.get(member, ())
        }
        wave = more - units
        units |= wave
    return units


def _by_unit(org: Org, role: str | None = None) -> dict[int, Members]:
    members: dict[int, set[int]] = defaultdict(set)
    pairs = org.pairs(None, role)
    for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True):
        members[unit].add(member)
    return {unit: frozenset(some) for unit, some in members.items()}


def _union(some: Iterable[Iterable[int]]) -> Members:
    return frozenset(member for members in some for member in members)
