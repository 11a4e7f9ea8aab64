"""What `balance_groups` decides: whose seats may go where, and what is asked of every group."""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sanzu_graph.errors import AbsentError, ProblemError
from sanzu_graph.model.naming import absent_id
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.policy.parts import Requirement
    from sanzu_graph.policy.rules import Rule

LACKING, OFF, MOVED, POSTS = GOALS = (
    "groups_without_backbone",
    "imbalance_of_mix",
    "people_moved",
    "posts_changed",
)
#: What a kind is told by: as `Kind`, up to ``post``, then the person if they have several seats.
_Key = tuple[int, tuple[bool, ...], tuple[bool, ...], tuple[int, ...], tuple[int, ...], bool, int]
#: A seat that goes elsewhere: (member, source, target), by position.
Move = tuple[int, int, int]


@dataclass(frozen=True)
class Kind:
    """Seats that nothing tells apart: in one group, of people alike in all that counts.

    Attributes
    ----------
    group : the group
    bits : per mix, then per requirement, then for the backbone, whether the people count
    arriving : the same where they go to another group; a post is lost on the way
    homes : their base units, where the reach of groups is bounded
    targets : the groups that the seats may go to
    post : whether a post is lost with the seat
    people : whose seats may go; members' positions, by id
    staying : how many more such people there are whose seats stay
    """

    group: int
    bits: tuple[bool, ...]
    arriving: tuple[bool, ...]
    homes: tuple[int, ...]
    targets: tuple[int, ...]
    post: bool
    people: tuple[int, ...]
    staying: int


class Needed(NamedTuple):
    """A requirement: who counts, in which seats only (None: in any), and how many are needed."""

    who: list[bool]
    seats: set[tuple[int, int]] | None
    minimum: int

    def counts(self, member: int, group: int | None) -> bool:
        """Whether a member counts in a group of today; None: in one to come to."""
        return self.who[member] and (self.seats is None or (member, group) in self.seats)


@dataclass(frozen=True)
class BalancePart:
    """Groups that may exchange members, directly or by people with several seats.

    Attributes
    ----------
    size : group → headcount, kept
    shares : per mix, group → fewest and most
    least : per requirement, group → fewest
    reach : group → the most base units; empty where that is not bounded
    backbone : whether groups must have a backbone member
    """

    size: dict[int, int]
    kinds: tuple[Kind, ...]
    shares: tuple[dict[int, tuple[int, int]], ...]
    least: tuple[dict[int, int], ...]
    reach: dict[int, int]
    backbone: bool

    @cached_property
    def _counts(self) -> Counter[tuple[int, int]]:
        """(bit, group) → how many people of the group have it."""
        counts: Counter[tuple[int, int]] = Counter()
        for kind in self.kinds:
            for bit, has in enumerate(kind.bits):
                counts[bit, kind.group] += has * (len(kind.people) + kind.staying)
        return counts

    def count(self, bit: int, group: int) -> int:
        """How many people of a group have a bit today; -1: that of the backbone."""
        last = len(self.shares) + len(self.least)
        return self._counts[last if bit < 0 else bit, group]

    @property
    def today(self) -> dict[str, int]:
        """What the goals come to if nothing is done."""
        off = 0
        for bit, shares in enumerate(self.shares):
            for group, (low, high) in shares.items():
                count = self.count(bit, group)
                off += max(low - count, 0) + max(count - high, 0)
        bare = sum(not self.count(-1, group) for group in self.size) if self.backbone else 0
        return {LACKING: bare, OFF: off, MOVED: 0, POSTS: 0}

    def afterwards(self, moves: Iterable[Move]) -> dict[str, int]:
        """What the goals come to after some moves."""
        goes = {(member, source): target for member, source, target in moves}
        kinds, posts = [], 0
        for kind in self.kinds:
            for member in kind.people:
                target = goes.get((member, kind.group), kind.group)
                kinds.append(replace(kind, group=target, people=(member,), staying=0))
                posts += kind.post and target != kind.group
            kinds.append(replace(kind, people=()))
        moved = len({member for member, _ in goes})
        return {**replace(self, kinds=tuple(kinds)).today, MOVED: moved, POSTS: posts}


def pinned_members(
    org: Org, pins: Iterable[str], whole: Org, day: datetime.date | None
) -> set[int]:
    """The positions of members who stay, on the day; `whole` is the organisation of all days.

    Raises
    ------
    ProblemError
        Naming every id that is no member's.
    """
    places = {name: place for place, name in enumerate(org.encoding.members.tolist())}
    faults = [absent_id(whole, day, "pins", name) for name in pins if name not in places]
    if faults:
        raise ProblemError("error.problem", faults)
    return {places[name] for name in pins}


def balance_parts(
    org: Org, policy: Policy, layer: str, pinned: set[int], left_out: list[str]
) -> Iterator[BalancePart]:
    """The groups that may exchange members, with everything that counts there.

    Parameters
    ----------
    org, policy, layer
        What is asked, on the day; the policy is resolved.
    pinned
        Members whose seats stay.
    left_out
        Receives what the organisation has no column for.
    """
    yield from _Balance(org, policy, layer, pinned, left_out).parts()


class _Balance:
    def __init__(
        self, org: Org, policy: Policy, layer: str, pinned: set[int], left_out: list[str]
    ) -> None:
        self.org, self.policy, self.layer, self.left_out = org, policy, layer, left_out
        self.demands = policy.layer(layer)
        self.placement = Placement(org, policy)
        self.seats = org.pairs(layer)
        self.inside = _by_unit(self.seats.unit, self.seats.member)
        self.groups_of = _by_unit(self.seats.member, self.seats.unit)
        deputies = org.pairs(layer, DEPUTY)
        self.posts = set(zip(deputies.member.tolist(), deputies.unit.tolist(), strict=True))
        self.mixes = list(self._masks((f"mixes.{mix.name}", mix.who) for mix in policy.mixes))
        self.requirements = list(self._requirements())
        self.anchor = self._mask("backbone", policy.backbone)
        self.asks_backbone = self.anchor is not None
        most = self.demands.most_base_units
        is_bounded = most is not None and policy.base in org.layers and layer != policy.base
        self.most_base_units = math.floor(most.value) if most is not None and is_bounded else None
        self.homes: dict[int, list[int]] = {}
        if is_bounded:
            based = org.pairs(policy.base, rollup=self.demands.rollup)
            self.homes = _by_unit(based.member, based.unit)
        self.firm = self._firm_seats(pinned)
        self._note_rules()

    @cached_property
    def is_nested(self) -> bool:
        """Whether some unit is below one of the groups."""
        groups = self.org.encoding.units[self.seats.units]
        return bool(self.org.units["parent"].isin(groups.tolist()).any())

    def _note_rules(self) -> None:
        """Note what is not looked at: rules of placement whose column the organisation lacks, and the
        base units of people in units below a group.
        """
        if self.most_base_units is not None and self.demands.rollup and self.is_nested:
            self.left_out.append(f"layers.{self.layer}.most_base_units")
        parts = ("move", "regroup") if self.layer == self.policy.base else ("regroup",)
        self.left_out += self.placement.unasked_rules(self.layer, "eligible")
        self.left_out += self.placement.unasked_transfers(*parts)

    def _masks(self, rules: Iterable[tuple[str, Rule | None]]) -> Iterator[list[bool]]:
        for place, rule in rules:
            who = self._mask(place, rule)
            if who is not None:
                yield who

    def _mask(self, place: str, rule: Rule | None) -> list[bool] | None:
        if rule is None:
            return None
        try:
            return [bool(member) for member in rule.mask(self.org).tolist()]
        except AbsentError:
            self.left_out.append(place)
            return None

    def _requirements(self) -> Iterator[Needed]:
        """The people that every group needs, and how many of them. What would need more than this
        is noted as left out.
        """
        groups = set(self.org.encoding.units[self.seats.units].tolist())
        for requirement in self.policy.requirements:
            place = f"requirements.{requirement.name}"
            if (requirement.per or self.policy.base) != self.layer:
                if groups.intersection(requirement.units):
                    self.left_out.append(place)  # other units need people of these groups
                continue
            if requirement.role == LEADER:
                continue  # leaders stay
            if not self._is_plain(requirement):
                self.left_out.append(place)
                continue
            everybody = [True] * self.org.encoding.member_count
            rule = requirement.who
            who = everybody if rule is None else self._mask(place, rule)
            if who is not None and requirement.layer not in (None, self.layer):
                belong = self._belong(requirement)
                who = [fits and member in belong for member, fits in enumerate(who)]
            if who is not None:
                posts = self.posts if requirement.role == DEPUTY else None
                yield Needed(who, posts, math.ceil(requirement.minimum.value))

    def _is_plain(self, requirement: Requirement) -> bool:
        """Whether it asks for people alone, or for deputies: no duty, unit or units below."""
        is_deep = requirement.rollup and requirement.role is None and self.is_nested
        return not (requirement.duty or requirement.units or is_deep) and (
            requirement.role in (None, DEPUTY)
        )

    def _belong(self, requirement: Requirement) -> set[int]:
        """Who belongs to the layer of a requirement; nobody where there is none."""
        layer = requirement.layer
        if layer is None or layer not in self.org.layers:
            return set()
        return set(self.org.pairs(layer, rollup=requirement.rollup).member.tolist())

    def _firm_seats(self, pinned: set[int]) -> set[tuple[int, int]]:
        """The seats that stay: of those who are pinned, lead the group, or may not come to
        another.
        """
        led = self.org.pairs(self.layer, LEADER)
        eligible = self.placement.eligible(self.layer)
        return {
            (member, unit)
            for member, unit in zip(
                self.seats.member.tolist(), self.seats.unit.tolist(), strict=True
            )
            if member in pinned or not eligible[member]
        } | set(zip(led.member.tolist(), led.unit.tolist(), strict=True))

    def parts(self) -> Iterator[BalancePart]:
        """The parts, each with all groups of its regions."""
        region = self.placement.site_key
        regions: dict[int, list[int]] = defaultdict(list)
        for unit in self.seats.units.tolist():
            if self.inside.get(unit):
                regions[int(region[unit])].append(unit)
        for keys in _joined(regions, self._shared(regions)):
            yield self._part([regions[key] for key in keys])

    def _shared(self, regions: Mapping[int, list[int]]) -> Iterator[list[int]]:
        """Per person with seats that may go in several regions, these regions."""
        of = {unit: key for key, units in regions.items() for unit in units}
        for member, units in self.groups_of.items():
            if len(units) > 1:
                yield list({of[unit] for unit in units if (member, unit) not in self.firm})

    def _part(self, regions: list[list[int]]) -> BalancePart:
        groups = [group for region in regions for group in region]
        shares: list[dict[int, tuple[int, int]]] = [{} for _ in self.mixes]
        for region in regions:
            whole = sum(len(self.inside[group]) for group in region)
            for column, share in zip(self.mixes, shares, strict=True):
                count = sum(column[member] for group in region for member in self.inside[group])
                for group in region:
                    part = count * len(self.inside[group])
                    share[group] = (part // whole, -(-part // whole))
        least = tuple(
            {
                group: min(
                    need.minimum, sum(need.counts(member, group) for member in self.inside[group])
                )
                for group in groups
            }
            for need in self.requirements
        )
        return BalancePart(
            {group: len(self.inside[group]) for group in groups},
            tuple(kind for region in regions for kind in self._kinds(region)),
            tuple(shares),
            least,
            {} if self.most_base_units is None else {group: self._reach(group) for group in groups},
            self.asks_backbone,
        )

    def _reach(self, group: int) -> int:
        """The most base units of a group: as many as allowed, or as today."""
        today = {home for member in self.inside[group] for home in self.homes.get(member, ())}
        return max(self.most_base_units or 0, len(today))

    def _kinds(self, region: list[int]) -> Iterator[Kind]:
        names = self.org.encoding.members
        alike: dict[_Key, list[list[int]]] = defaultdict(lambda: [[], []])
        for group in region:
            others = self._alike(group, region)
            for member in sorted(self.inside[group], key=lambda person: str(names[person])):
                seats = self.groups_of[member]
                key = (
                    group,
                    self._bits(member, group),
                    self._bits(member, None),
                    tuple(sorted(self.homes.get(member, ()))),
                    tuple(unit for unit in others if unit not in seats),
                    (member, group) in self.posts,
                    member if len(seats) > 1 else -1,
                )
                alike[key][(member, group) in self.firm].append(member)
        for (group, bits, arriving, homes, targets, post, _), (free, stay) in alike.items():
            yield Kind(group, bits, arriving, homes, targets, post, tuple(free), len(stay))

    def _bits(self, member: int, group: int | None) -> tuple[bool, ...]:
        """For what a member counts in the group of today, or in another (None)."""
        return (
            *(mix[member] for mix in self.mixes),
            *(need.counts(member, group) for need in self.requirements),
            *([] if self.anchor is None else [self.anchor[member]]),
        )

    def _alike(self, group: int, region: list[int]) -> list[int]:
        """The groups of a region to which a seat of the group may go."""
        units = np.array(region, dtype=np.intp)
        alike: list[int] = units[
            self.placement.is_alike(self.layer, np.array(group), units)
        ].tolist()
        return alike


def _by_unit(place: Positions, what: Positions) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for here, member in zip(place.tolist(), what.tolist(), strict=True):
        members[here].append(member)
    return members


def _joined(keys: Iterable[int], ties: Iterable[list[int]]) -> list[list[int]]:
    """Keys in sets: those that are tied are in one."""
    top = {key: key for key in keys}

    def find(key: int) -> int:
        while top[key] != key:
            top[key] = top[top[key]]
            key = top[key]
        return key

    for some in ties:
        for key in some[1:]:
            top[find(key)] = find(some[0])
    units: dict[int, list[int]] = defaultdict(list)
    for key in top:
        units[find(key)].append(key)
    return list(units.values())
