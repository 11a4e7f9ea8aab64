"""What a plan comes to, counted on the changed organisation.

The checks count findings. The rest is counted by who sits and leads where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.audits.unmet_demands import Broken, broken
from sanzu_graph.changes.duties import AssignDuty
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.roles import AppointLeader, RelieveLeader
from sanzu_graph.optimize import steps
from sanzu_graph.optimize.request import (
    APPOINT,
    ATTACH,
    EXTEND,
    GROUPS,
    IMBALANCE,
    LED,
    MERGE,
    MISSING,
    MOVE,
    PEOPLE,
    PER_BASE_UNIT,
    POSTS,
    PRICE,
    REGROUP,
    UNMET,
)
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.optimize.ends import End
    from sanzu_graph.optimize.problem import Problem

#: Demand of a unit → by how much it is broken.
Violations = dict[Broken, int]


class Roll:
    """Who sits and leads where in an organisation, by id."""

    def __init__(self, org: Org) -> None:
        self.org = org
        units, rows = org.units, org.memberships
        self.layer = dict(zip(units["id"].tolist(), units["layer"].tolist(), strict=True))
        self.inside: defaultdict[str, set[str]] = defaultdict(set)
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        self.leaders: defaultdict[str, set[str]] = defaultdict(set)
        self.deputies: defaultdict[str, set[str]] = defaultdict(set)
        for member, unit, role in zip(
            rows["member"].tolist(), rows["unit"].tolist(), rows["role"].tolist(), strict=True
        ):
            self.inside[unit].add(member)
            self.of[member].add(unit)
            if role == LEADER:
                self.leaders[unit].add(member)
            elif role == DEPUTY:
                self.deputies[unit].add(member)

    @cached_property
    def units(self) -> dict[str, list[str]]:
        """Layer → its units."""
        units: dict[str, list[str]] = defaultdict(list)
        for unit, layer in self.layer.items():
            units[layer].append(unit)
        return units

    def post(self, member: str, unit: str) -> int:
        """0: none, 1: deputy, 2: leader."""
        if member in self.leaders[unit]:
            return 2
        return int(member in self.deputies[unit])

    def reach(self, group: str, base: str) -> set[str]:
        """The base units in which the members of a group sit."""
        return {
            unit
            for member in self.inside[group]
            for unit in self.of[member]
            if self.layer[unit] == base
        }


def violations(problem: Problem, org: Org) -> Violations:
    """How far every demand is broken in an organisation on the day, as the checks tell."""
    return {
        key: amount
        for key, amount in broken(org, problem.policy).items()
        if key.kind not in problem.without
        and key.place not in problem.left_out
        and not (key.kind == LED and "leaders" in problem.without)
    }


def repaired(problem: Problem, violations: Mapping[Broken, int]) -> Violations:
    """Those violations that count as unmet."""
    return {
        key: amount
        for key, amount in violations.items()
        if problem.ask.repairs(key.kind, key.layer)
    }


@dataclass(frozen=True, eq=False)
class PlanValues:
    """What a plan comes to.

    Attributes
    ----------
    values : goal → value
    worse : a line for each demand that got worse than it may
    changed : group layer → how many of its groups change
    """

    values: Mapping[str, int]
    worse: tuple[str, ...]
    changed: Mapping[str, int]


def plan_values(
    problem: Problem,
    after: Org,
    changes: Sequence[Change],
    *,
    before: Org | None = None,
) -> PlanValues:
    """The values of a plan.

    Parameters
    ----------
    problem
        What was asked.
    after, before
        The organisation on the day, with and without the plan.
    changes
        The plan.
    """
    org = problem.org if before is None else before
    then, now = Roll(org), Roll(after)
    was, still = violations(problem, org), violations(problem, after)
    merges = {change.unit: change.into for change in changes if isinstance(change, MergeUnits)}
    counted = {problem.layers[number].name for number in problem.counted}
    changed = {
        layer.name: sum(
            _is_changed(then, now, problem.policy.base, unit)
            for unit in then.units.get(layer.name, [])
        )
        for layer in problem.groups
    }
    counting = repaired(problem, still)
    values = {
        MISSING: sum(count for key, count in counting.items() if key.kind == PER_BASE_UNIT),
        UNMET: sum(counting.values()),
        GROUPS: sum(many for name, many in changed.items() if name in counted),
        PEOPLE: _people(problem, then, now, merges),
        POSTS: _posts(then, now, merges, known=problem.layer_names),
        PRICE: _price(problem, then, changes),
        IMBALANCE: sum(_imbalance(problem, now, layer.number) for layer in problem.groups),
    }
    return PlanValues(
        {name: values[name] for name in problem.ask.goals},
        tuple(_worse(problem, then, was, still, merges)),
        changed,
    )


def _worse(
    problem: Problem,
    then: Roll,
    was: Violations,
    still: Violations,
    merges: Mapping[str, str],
) -> Iterator[str]:
    into: dict[str, list[str]] = defaultdict(list)
    for gone, kept in merges.items():
        into[kept].append(gone)
    led = {layer.name: layer.led for layer in problem.layers}
    for key, amount in still.items():
        caps = []
        for unit in (key.unit, *into.get(key.unit, ())):
            if key.kind == LED and not key.is_most and not then.inside[unit]:
                caps.append(led[key.layer][0])  # type: ignore[index]
            else:
                caps.append(was.get(key._replace(unit=unit), 0))
        if amount > max(caps):
            yield f"{key.place} {key.unit}: {max(caps)} → {amount}"


def _is_changed(then: Roll, now: Roll, base: str, group: str) -> bool:
    return (
        then.inside[group] != now.inside[group]
        or then.leaders[group] != now.leaders[group]
        or then.reach(group, base) != now.reach(group, base)
    )


def _people(problem: Problem, then: Roll, now: Roll, merges: Mapping[str, str]) -> int:
    count = 0
    for member, units in then.of.items():
        followed = {merges.get(unit, unit) for unit in units}
        differs = followed != now.of[member]
        follows = problem.ask.count_followers and any(
            unit in merges and merges[unit] not in units for unit in units
        )
        count += differs or follows
    return count + sum(bool(units) for member, units in now.of.items() if member not in then.of)


def _posts(then: Roll, now: Roll, merges: Mapping[str, str], *, known: Iterable[str]) -> int:
    sources: dict[str, list[str]] = defaultdict(list)
    layers = set(known)
    for unit, layer in then.layer.items():
        if layer in layers:
            sources[merges.get(unit, unit)].append(unit)
    count = 0
    for unit, some in sources.items():
        holders = {*now.leaders[unit], *now.deputies[unit]}
        holders.update(*(then.leaders[source] | then.deputies[source] for source in some))
        count += sum(
            now.post(member, unit) != max(then.post(member, source) for source in some)
            for member in holders
        )
    return count


def _price(problem: Problem, then: Roll, changes: Sequence[Change]) -> int:
    uses: Counter[str] = Counter()
    gained: list[tuple[str, str]] = []
    base = problem.policy.base
    for change in changes:
        if isinstance(change, MoveMember):
            uses[MOVE if then.layer[change.source] == base else REGROUP] += 1
            gained.append((change.member, change.target))
        elif isinstance(change, JoinUnit):
            uses[_lever(problem, then, change)] += 1
            gained.append((change.member, change.unit))
        elif isinstance(change, (AppointLeader, RelieveLeader)):
            uses[APPOINT] += 1
        elif isinstance(change, AssignDuty):
            uses[ATTACH] += 1
        elif isinstance(change, MergeUnits):
            uses[MERGE] += 1
    prices = dict(problem.ask.own_prices)
    own = sum(prices.get(member, 0) + prices.get(unit, 0) for member, unit in gained)
    return own + sum(problem.ask.levers.get(lever, 0) * count for lever, count in uses.items())


def _lever(problem: Problem, then: Roll, change: JoinUnit) -> str:
    """By which lever somebody gets a further seat."""
    name = then.layer[change.unit]
    if any(then.layer[unit] == name for unit in then.of[change.member]):
        return EXTEND
    layer = next(layer for layer in problem.layers if layer.name == name)
    return layer.entry(problem.place_of(change.member))


def recounted(problem: Problem, end: End) -> tuple[tuple[Change, ...], Org, PlanValues]:
    """The changes of an end, the organisation after them, and what they come to."""
    plan = steps.changes(problem, end)
    after = steps.applied(problem, plan)
    day = after if problem.on is None else after.at(problem.on)
    return plan, after, plan_values(problem, day, plan)


def _imbalance(problem: Problem, now: Roll, number: int) -> int:
    layer = problem.layers[number]
    low, high = layer.mean
    sizes = [len(now.inside[unit]) for unit in now.units.get(layer.name, [])]
    return sum(max(low - size, size - high, 0) for size in sizes)


__all__ = ["PlanValues", "Roll", "Violations", "plan_values", "recounted", "violations"]
