"""Every choice of leaders of small, odd organisations, by the words of `propose_leaders` alone.

Odder than the cases of `test_propose_leaders`: rows of other days, several rows a seat, units with
nobody, units above others, any rule for members and leaders, and posts that are barred or kept.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from sanzu_graph import Leaders, Limit, Org, Policy
from tests.optimize.seats.definitions import columns_of, meets, resolved
from tests.optimize.seats.instances import DAY, SHAPES, Draw
from tests.optimize.seats.today import today

#: Choices of leaders that are looked at for one organisation.
MOST = 3_000
Post = tuple[str, str]
Ends = dict[str, frozenset[str]]
GOALS = ("vacant", "surplus", "ineligible", "overload", "unaligned", "appointments", "relieved")


@dataclass
class Case:
    """An organisation on a day, a policy, and posts that are barred or kept."""

    org: Org
    policy: Policy
    barred: tuple[Post, ...] = ()
    kept: tuple[Post, ...] = ()

    def __post_init__(self) -> None:
        self.today = today(self.org, DAY)
        self.layers = {layer.name: layer for layer in self.policy.layers}
        self.led = {name: led for name, (_, led) in resolved(self.org, self.policy).items()}
        most = self.policy.leaders.most_units
        self.limit = math.inf if most is None else most.value
        self.inside = {unit: self.today.sitting(unit) for unit in self.today.units}
        self.now: Ends = {unit: frozenset(self.today.leaders[unit]) for unit in self.today.units}
        self.load = Counter(one for some in self.now.values() for one in some)

    def units_of(self, layer: str) -> list[str]:
        return self.today.units_of(layer)

    def bounds(self, unit: str) -> tuple[float, float] | None:
        """The least and the most leaders of a unit; None: nothing is asked of it."""
        led = self.led.get(self.today.layer[unit])
        if led is None or not self.inside[unit]:
            return None
        return led[0], math.inf if led[1] is None else led[1]

    def may(self, unit: str) -> set[str]:
        """Who sits there and is allowed to lead by both rules, whoever leads today."""
        layer = self.layers[self.today.layer[unit]]
        cells = self.today.cells
        return {
            one
            for one in self.inside[unit]
            if meets(layer.eligible, cells[one]) and meets(layer.leader, cells[one])
        }

    def new(self, unit: str) -> set[str]:
        """Who may be appointed there."""
        return {one for one in self.may(unit) - self.now[unit] if (one, unit) not in self.barred}

    def leading_base(self, ends: Ends) -> set[str]:
        return {one for unit in self.units_of(self.policy.base) for one in ends[unit]}

    def apart(self, ends: Ends) -> set[str]:
        """Groups of aligned layers whose leaders lead no base unit, though somebody in them does."""
        base = self.leading_base(ends)
        return {
            unit
            for layer in self.policy.groups
            if layer.aligned
            for unit in self.units_of(layer.name)
            if ends[unit] and not base & ends[unit] and base & self.inside[unit]
        }

    def judged(self, ends: Ends) -> tuple[int, ...]:
        vacant = surplus = wrong = 0.0
        for unit, some in ends.items():
            bounds = self.bounds(unit)
            if bounds is not None:
                vacant += max(bounds[0] - len(some), 0)
                surplus += len(some) - min(bounds[1], len(some))
                wrong += len(some - self.may(unit))
        count = Counter(one for some in ends.values() for one in some)
        over = sum(max(times - self.limit, 0) for times in count.values())
        new = sum(len(ends[unit] - self.now[unit]) for unit in ends)
        gone = sum(len(self.now[unit] - ends[unit]) for unit in ends)
        found = (vacant, surplus, wrong, over, len(self.apart(ends)), new, gone)
        return tuple(int(value) for value in found)

    def decided(self) -> set[str]:
        """The units that may get other leaders, with those that hang together with them."""
        asked = [unit for unit in self.today.units if self.bounds(unit)]
        base = set(self.units_of(self.policy.base))
        found = {
            unit
            for unit in asked
            if not self.bounds(unit)[0] <= len(self.now[unit]) <= self.bounds(unit)[1]  # type: ignore[index]
            or self.now[unit] - self.may(unit)
            or any(self.load[one] > self.limit for one in self.now[unit])
        }
        found |= self.apart(self.now) & set(asked)
        while True:
            full = {one for u in found for one in self.new(u) if self.load[one] >= self.limit}
            full |= {one for u in found for one in self.may(u) if self.load[one] >= self.limit}
            rising = {one for unit in found & base for one in self.may(unit)}
            more = {
                unit
                for unit in asked
                if unit not in base
                and (
                    full & self.now[unit]
                    or (self.layers[self.today.layer[unit]].aligned and rising & self.inside[unit])
                )
            }
            if more <= found:
                return found
            found |= more

    def choices(self, unit: str, decided: set[str]) -> list[frozenset[str]]:
        if unit not in decided:
            return [self.now[unit]]
        most = self.bounds(unit)[1]  # type: ignore[index]
        stay = {one for one, where in self.kept if where == unit}
        some = sorted(self.new(unit) | self.now[unit])
        sizes = range(int(min(most, len(some))) + 1)
        ways = (frozenset(way) for size in sizes for way in combinations(some, size))
        return [way for way in ways if stay <= way]

    def fits(self, ends: Ends) -> bool:
        """Nobody leads more than the limit or than today; who is newly appointed keeps to it."""
        count = Counter(one for some in ends.values() for one in some)
        new = {one for unit in ends for one in ends[unit] - self.now[unit]}
        return all(
            times <= (self.limit if one in new else max(self.limit, self.load[one]))
            for one, times in count.items()
        )

    def size(self) -> int:
        decided = self.decided()
        return math.prod(len(self.choices(unit, decided)) for unit in self.today.units)

    def best(self) -> tuple[int, ...]:
        decided, units = self.decided(), self.today.units
        every = product(*(self.choices(unit, decided) for unit in units))
        ends = (dict(zip(units, way, strict=True)) for way in every)
        return min(self.judged(end) for end in ends if self.fits(end))


def invented(seed: int) -> Case:
    """A small organisation with every oddity there is, of which all choices can be looked at."""
    for number in range(1_000):
        made = _drawn(Draw(f"leaders {seed} {number}", replace(SHAPES["small"], co_leaders=0.35)))
        if made is not None and made.size() <= MOST:
            return made
    raise AssertionError(seed)


def _drawn(draw: Draw) -> Case | None:
    draw.draw_units()
    draw.draw_members()
    draw.draw_memberships()
    draw.draw_duties()
    draw.draw_dates()
    for row in list(draw.memberships):
        if draw.chance(0.1):  # a second row of the same seat, with another role
            draw.sit(row["member"], row["unit"], draw.random.choice(["leader", "deputy"]))
    policy = draw.draw_policy()
    layers = tuple(
        replace(layer, aligned=layer.name != "team" and draw.chance(0.6)) for layer in policy.layers
    )
    most = draw.random.choice([None, 1, 1, 2, 3])
    policy = policy.replace(
        layers=layers, leaders=Leaders(None if most is None else Limit(most)), requirements=()
    )
    made: dict[str, Any] = {"org": draw.org(), "policy": policy}
    case = Case(**made)
    columns = {
        column
        for layer in policy.layers
        for rule in (layer.eligible, layer.leader)
        for column in columns_of(rule)
    }
    if not columns <= case.today.columns:
        return None
    sits = [(one, unit) for unit in case.today.units for one in sorted(case.inside[unit])]
    barred = tuple(draw.some(sits, 0, 2)) if draw.chance(0.3) else ()
    leads = [(one, unit) for unit in case.today.units for one in sorted(case.now[unit])]
    kept: tuple[Post, ...] = ()
    if leads and draw.chance(0.3):
        kept = (draw.random.choice(leads),)
    return Case(**made, barred=barred, kept=kept)
