"""What a plan comes to, counted again on the changed organisation by plain loops that share nothing
with the model.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sanzu_graph.errors import AbsentError
from sanzu_graph.optimize.asking import (
    ADMIT,
    APPOINT,
    ATTACH,
    DEMANDS,
    GROUPS,
    IMBALANCE,
    JOIN,
    LARGEST,
    LED,
    MERGE,
    MISSING,
    MOST_BASE_UNITS,
    MOVE,
    PEOPLE,
    PER_BASE_UNIT,
    PRICE,
    REGROUP,
    REQUIREMENT,
    SMALLEST,
    UNMET,
    Asked,
)
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.policy.parts import Requirement
    from sanzu_graph.policy.rules import Rule

#: (kind of demand, its place in the policy, unit id) → by how many it is broken.
Violations = dict[tuple[str, str, str], int]


class Roll:
    """Who is where in an organisation, by id."""

    def __init__(self, org: Org) -> None:
        units, rows, duties = org.units, org.memberships, org.duties
        self.org = org
        self.members = org.members["id"].tolist()
        self.layer = dict(zip(units["id"].tolist(), units["layer"].tolist(), strict=True))
        parents = units["parent"] if "parent" in units else units["id"].map(lambda _: None)
        self.parent = {
            unit: up
            for unit, up in zip(units["id"].tolist(), parents.tolist(), strict=True)
            if isinstance(up, str)
        }
        self.inside: dict[str, set[str]] = {unit: set() for unit in self.layer}
        self.leaders: dict[str, set[str]] = {unit: set() for unit in self.layer}
        self.of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for member, unit, role in zip(
            rows["member"].tolist(), rows["unit"].tolist(), rows["role"].tolist(), strict=True
        ):
            self.inside[unit].add(member)
            self.of[self.layer[unit]][member].add(unit)
            if role == LEADER:
                self.leaders[unit].add(member)
        self.duties = set(
            zip(
                duties["member"].tolist(),
                duties["unit"].tolist(),
                duties["duty"].tolist(),
                strict=True,
            )
        )
        self.holding: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for member, unit, duty in self.duties:
            self.holding[unit].append((member, duty))

    def units(self, layer: str) -> list[str]:
        """The units of a layer."""
        return [unit for unit, its in self.layer.items() if its == layer]

    def people(self, layer: str, *, rollup: bool) -> dict[str, set[str]]:
        """Unit of a layer → who is in it, or in a unit below it."""
        found = {unit: set(self.inside[unit]) for unit in self.units(layer)}
        for unit in self.layer if rollup else ():
            above = self.parent.get(unit)
            while above is not None:
                if above in found:
                    found[above] |= self.inside[unit]
                above = self.parent.get(above)
        return found

    def satisfying(self, rule: Rule | None) -> set[str]:
        """Who satisfies a rule; nobody where its column is not there."""
        if rule is None:
            return set(self.members)
        try:
            return {
                member
                for member, holds in zip(self.members, rule.mask(self.org).tolist(), strict=True)
                if holds
            }
        except AbsentError:
            return set()


def violations(
    before: Roll, now: Roll, policy: Policy, layers: Iterable[str], *, skip: Iterable[str] = ()
) -> Violations:
    """How far every demand that the model knows is broken; `skip`: places in the policy that it
    does not know, and kinds lifted.
    """
    skip = set(skip)
    all_of_them = _violations(before, now, policy, list(layers), skip)
    return {
        key: violation
        for key, violation in all_of_them
        if violation > 0 and skip.isdisjoint(key[:2])
    }


def _violations(
    before: Roll, now: Roll, policy: Policy, layers: list[str], skip: set[str]
) -> Iterator[tuple[tuple[str, str, str], int]]:
    for name in (policy.base, *layers):
        yield from _sizes(now, policy, name)
    for name in layers:
        yield from _coverage(now, policy, name)
        yield from _groups(before, now, policy, name)
    for requirement in policy.requirements:
        if f"requirements.{requirement.name}" not in skip:
            yield from _required(now, requirement, policy.base)


def _sizes(now: Roll, policy: Policy, name: str) -> Iterator[tuple[tuple[str, str, str], int]]:
    demands = policy.layer(name)
    for unit, people in now.people(name, rollup=demands.rollup).items():
        if demands.smallest is not None:
            yield (
                (SMALLEST, f"layers.{name}.smallest", unit),
                math.ceil(demands.smallest.value) - len(people),
            )
        if demands.largest is not None and not math.isinf(demands.largest.value):
            yield (
                (LARGEST, f"layers.{name}.largest", unit),
                len(people) - math.floor(demands.largest.value),
            )


def _coverage(now: Roll, policy: Policy, name: str) -> Iterator[tuple[tuple[str, str, str], int]]:
    demands = policy.layer(name)
    if demands.per_base_unit is None:
        return
    within = set().union(set(), *now.people(name, rollup=demands.rollup).values())
    for unit, people in now.people(policy.base, rollup=demands.rollup).items():
        holding = {
            member for member, duty in now.holding.get(unit, ()) if duty in demands.counting_duties
        }
        yield (
            (PER_BASE_UNIT, f"layers.{name}.per_base_unit", unit),
            math.ceil(demands.per_base_unit.value) - len(people & within | holding),
        )


def _groups(
    before: Roll, now: Roll, policy: Policy, name: str
) -> Iterator[tuple[tuple[str, str, str], int]]:
    demands = policy.layer(name)
    for unit in now.units(name):
        if demands.most_base_units is not None:
            reach = {home for member in now.inside[unit] for home in now.of[policy.base][member]}
            yield (
                (MOST_BASE_UNITS, f"layers.{name}.most_base_units", unit),
                len(reach) - math.floor(demands.most_base_units.value),
            )
        if demands.is_led and before.inside[unit]:
            yield (LED, f"layers.{name}.led", unit), abs(len(now.leaders[unit]) - 1)


def _required(
    now: Roll, requirement: Requirement, base: str
) -> Iterator[tuple[tuple[str, str, str], int]]:
    meets = now.satisfying(requirement.who)
    if requirement.layer is not None:
        meets &= set().union(
            set(), *now.people(requirement.layer, rollup=requirement.rollup).values()
        )
    for unit, people in now.people(requirement.per or base, rollup=requirement.rollup).items():
        yield (
            (REQUIREMENT, f"requirements.{requirement.name}", unit),
            math.ceil(requirement.minimum.value) - len(people & meets),
        )


def recount(
    before: Org,
    after: Org,
    policy: Policy,
    ask: Asked,
    *,
    layers: Iterable[str],
    counted: Iterable[str],
    merges: Mapping[str, str],
    skip: Iterable[str] = (),
) -> tuple[dict[str, int], list[str]]:
    """The value of every goal, and what should not be.

    Parameters
    ----------
    before, after
        The organisation on the day, without and with the plan.
    policy, ask
        What is demanded, and what was asked.
    layers, counted
        The group layers, and those whose groups count as changed.
    merges
        Base unit that went → the one it went up in.
    skip
        Demands that the model does not know, and kinds that were lifted.

    Returns
    -------
    (dict, list of str)
        Goal → value; and a line for each violation that became greater.
    """
    layers, skip = list(layers), set(skip)
    then, now = Roll(before), Roll(after)
    was, still = (violations(then, roll, policy, layers, skip=skip) for roll in (then, now))
    worse = [
        f"{' '.join(key)}: {was.get(key, 0)} → {count}"
        for key, count in still.items()
        if count > was.get(key, 0)
    ]
    homes_then, homes_now = then.of[policy.base], now.of[policy.base]
    follows = {
        member
        for member in then.members
        if homes_now[member] != homes_then[member]
        and homes_now[member] == {merges.get(u, u) for u in homes_then[member]}
    }
    moved = {member for member in then.members if homes_now[member] != homes_then[member]}
    regrouped = {
        layer: {
            member for member in then.members if now.of[layer][member] != then.of[layer][member]
        }
        for layer in layers
    }
    people = set().union(moved if ask.count_followers else moved - follows, *regrouped.values())
    values = {
        MISSING: sum(
            count
            for (kind, _, _), count in still.items()
            if kind == PER_BASE_UNIT and kind in ask.repair
        ),
        UNMET: sum(count for (kind, _, _), count in still.items() if kind in ask.repair),
        GROUPS: sum(
            _differs(then, now, policy.base, unit)
            for layer in counted
            for unit in then.units(layer)
        ),
        PEOPLE: len(people),
        PRICE: _price(then, now, policy, ask, layers, len(moved - follows), regrouped, merges),
        IMBALANCE: sum(
            _imbalance(then, now, layer, rollup=policy.layer(layer).rollup) for layer in layers
        ),
    }
    assert set(DEMANDS) >= {kind for kind, _, _ in still}
    return {goal: values[goal] for goal in ask.goals}, worse


def _differs(then: Roll, now: Roll, base: str, group: str) -> bool:
    """Whether somebody entered or left, the leaders differ, or the set of base units."""
    reach = [
        {unit for member in roll.inside[group] for unit in roll.of[base][member]}
        for roll in (then, now)
    ]
    return (
        then.inside[group] != now.inside[group]
        or then.leaders[group] != now.leaders[group]
        or reach[0] != reach[1]
    )


def _price(
    then: Roll,
    now: Roll,
    policy: Policy,
    ask: Asked,
    layers: list[str],
    moves: int,
    regrouped: Mapping[str, set[str]],
    merges: Mapping[str, str],
) -> int:
    uses: Counter[str] = Counter({MOVE: moves, MERGE: len(merges)})
    for layer in layers:
        entered = {member for member in regrouped[layer] if not then.of[layer][member]}
        uses[REGROUP] += len(regrouped[layer]) - len(entered)
        if entered:
            eligible = then.satisfying(policy.layer(layer).eligible)
            uses[JOIN] += len(entered & eligible)
            uses[ADMIT] += len(entered - eligible)
        uses[APPOINT] += sum(then.leaders[unit] != now.leaders[unit] for unit in then.units(layer))
    passed = {(member, merges.get(unit, unit), duty) for member, unit, duty in then.duties}
    uses[ATTACH] = len(now.duties - passed)
    return sum(ask.levers.get(lever, 0) * count for lever, count in uses.items())


def _imbalance(then: Roll, now: Roll, layer: str, *, rollup: bool) -> int:
    sizes = [
        [len(people) for people in roll.people(layer, rollup=rollup).values()]
        for roll in (then, now)
    ]
    mean = sum(sizes[0]) / len(sizes[0]) if sizes[0] else 0.0
    return sum(max(math.floor(mean) - size, size - math.ceil(mean), 0) for size in sizes[1])
