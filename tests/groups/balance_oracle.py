"""Every exchange between groups of small, odd organisations, by the words of `balance_groups` alone.

Odder than the cases of `test_balance_groups`: rows of other days, several rows a seat, units above
others, groups of unknown site, several layers, further requirements of all kinds.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from sanzu_graph import Limit, Mix, Org, Policy, Requirement, Rule, Transfer
from tests.optimize.seats import definitions
from tests.optimize.seats.definitions import Demand, View, columns_of, meets, violation
from tests.optimize.seats.instances import DAY, SHAPES, Draw

#: Ends that are looked at for one organisation.
MOST = 400
Seats = dict[str, frozenset[str]]
GOALS = ("groups_without_backbone", "imbalance_of_mix", "people_moved", "posts_changed")


@dataclass
class Case:
    """An organisation on a day, a policy, the layer that is balanced, and who stays."""

    org: Org
    policy: Policy
    layer: str
    pins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.asked = definitions.Case(self.org, self.policy, levers=["regroup"], on=DAY)
        self.today = self.asked.today
        self.groups = self.today.units_of(self.layer)
        known = [mix for mix in self.policy.mixes if columns_of(mix.who) <= self.today.columns]
        self.mixes = [mix.who for mix in known]
        backbone = self.policy.backbone
        there = backbone is not None and columns_of(backbone) <= self.today.columns
        self.backbone = backbone if there else None
        self.now: Seats = dict(self.today.seats)

    def view(self, seats: Seats) -> View:
        return View(self.asked, seats, {}, self.today.leaders)

    def alike(self, unit: str, other: str) -> bool:
        return self.asked.alike(unit, other)

    def choices(self, one: str) -> list[frozenset[str]]:
        """The seats that somebody may have in the end."""
        mine = {unit for unit in self.now[one] if unit in self.groups}
        others = self.now[one] - mine
        if one in self.pins:
            return [self.now[one]]
        stays = {unit for unit in mine if one in self.today.leaders[unit]}
        found = []
        for some in combinations(self.groups, len(mine)):
            chosen = frozenset(some)
            new, gone = chosen - mine, mine - chosen
            if stays <= chosen and self._may_exchange(one, gone, new):
                found.append(chosen | others)
        return found

    def _may_exchange(self, one: str, gone: set[str], new: frozenset[str]) -> bool:
        """Each seat goes to a group alike, where the person may sit."""
        cells = self.today.cells[one]
        eligible = self.policy.layer(self.layer).eligible
        if new and columns_of(eligible) <= self.today.columns and not meets(eligible, cells):
            return False

        def kind(unit: str) -> tuple[Any, ...]:
            names = self.policy.transfer.regroup
            return tuple(self.asked.unit_cell(unit, name) for name in names)

        return Counter(map(kind, gone)) == Counter(map(kind, new))

    def bounded(self) -> list[Demand]:
        """What the groups are asked; without what `balance_groups` says that it leaves out."""
        return [
            demand
            for demand in self.asked.demands
            if demand.layer == self.layer
            and demand.kind in ("most_base_units", "requirement")
            and (demand.kind == "most_base_units" or self._is_plain(demand.extra))
        ]

    def _is_plain(self, asked: Any) -> bool:
        is_deep = asked.rollup and asked.role is None and self.is_nested
        return not (asked.duty or asked.units or is_deep) and asked.role != "member"

    @property
    def is_nested(self) -> bool:
        return any(parent in self.groups for parent in self.today.parent.values())

    def missed(self, view: View, demand: Demand) -> float:
        """By how much a demand is missed; groups above others are asked for their own people."""
        if demand.kind == "most_base_units" and self.is_nested:
            reached = view.base_units_of(view.members(demand.unit), demand.extra.rollup)
            return max(0, len(reached) - demand.limit)
        return float(violation(view, demand))

    def fits(self, end: Seats) -> bool:
        view, before = self.view(end), self.view(self.now)
        return all(
            len(view.members(unit)) == len(before.members(unit)) for unit in self.groups
        ) and all(
            self.missed(view, demand) <= self.missed(before, demand) for demand in self.bounded()
        )

    def judged(self, end: Seats) -> tuple[int, ...]:
        view = self.view(end)
        lacking = off = lost = 0
        for group in self.groups:
            inside = view.members(group)
            if self.backbone is not None and inside:
                lacking += not any(meets(self.backbone, self.today.cells[one]) for one in inside)
            region = Counter(
                one
                for other in self.groups
                if self.alike(group, other)
                for one in view.members(other)
            )
            for who in self.mixes if region else ():
                have = sum(
                    times for one, times in region.items() if meets(who, self.today.cells[one])
                )
                share = Fraction(have * len(inside), sum(region.values()))
                count = sum(meets(who, self.today.cells[one]) for one in inside)
                off += max(math.floor(share) - count, count - math.ceil(share), 0)
            deputies = self.today.deputies[group] - self.today.leaders[group]
            lost += len({one for one in deputies if group not in end[one]})
        moved = sum(end[one] != self.now[one] for one in self.now)
        return lacking, off, moved, lost

    def size(self) -> int:
        return math.prod(len(self.choices(one)) for one in self.now)

    def best(self) -> tuple[int, ...]:
        people = list(self.now)
        ends = product(*map(self.choices, people))
        found = (dict(zip(people, end, strict=True)) for end in ends)
        return min(self.judged(end) for end in found if self.fits(end))

    def worse(self, end: Seats) -> list[tuple[str, str, str]]:
        """Demands of any kind and layer that are further from being met than today."""
        then, before = self.view(end), self.view(self.now)
        return [
            (demand.kind, demand.layer, demand.unit)
            for demand in self.asked.demands
            if violation(then, demand) > violation(before, demand)
        ]


def invented(seed: int) -> Case:
    """A small organisation with every oddity there is, in which something is amiss."""
    shape = replace(
        SHAPES["small"],
        people=(4, 7),
        base_units=(1, 3),
        groups=(2, 3),
        further_seats=0.25,
        leaderless=0.9,
    )
    for number in range(1_000):
        draw = Draw(f"balance {seed} {number}", shape)
        org = _org(draw)
        for _ in range(10):
            made = _asked(draw, org)
            if sum(made.judged(made.now)) and 20 < made.size() <= MOST:
                return made
    raise AssertionError(seed)


def _org(draw: Draw) -> Org:
    draw.draw_units()
    draw.draw_members()
    draw.draw_memberships()
    draw.draw_duties()
    draw.draw_dates()
    for row in list(draw.memberships):
        if draw.chance(0.1):  # a second row of the same seat, with another role
            draw.sit(row["member"], row["unit"], draw.random.choice(["leader", "deputy"]))
    return draw.org()


def _asked(draw: Draw, org: Org) -> Case:
    old, new = Rule("seniority_years", at_least=8), Rule("seniority_years", at_most=3)
    full = Rule("status", any_of=("full",))
    mixes = (
        Mix("old", old),
        Mix("new", new),
        Mix("full", full),
        Mix("left", Rule("grade", ("x",))),
    )
    policy = draw.draw_policy().replace(
        mixes=tuple(draw.some(mixes, 1, 3)), backbone=draw.random.choice([None, old, full])
    )
    if draw.chance(0.7):
        policy = policy.replace(transfer=Transfer(policy.transfer.move))
    if draw.chance(0.6):
        layers = (replace(layer, eligible=None) for layer in policy.layers)
        policy = policy.replace(layers=tuple(layers))
    layer = draw.random.choice(draw.group_layers)
    if draw.chance(0.5):
        kinds: list[dict[str, Any]] = [{"role": "deputy"}, {"role": "deputy", "who": full}]
        kinds += [{"who": old}, {"layer": draw.random.choice(draw.group_layers), "who": full}]
        minimum, kind = Limit(draw.random.choice([1, 2])), draw.random.choice(kinds)
        policy = policy.replace(requirements=(Requirement("more", minimum, per=layer, **kind),))
    people = [member["id"] for member in draw.members if member["id"] != "z"]
    pins = tuple(draw.some(people, 0, 2)) if draw.chance(0.3) else ()
    return Case(org, policy, layer, pins)
