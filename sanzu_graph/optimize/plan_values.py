"""What a plan comes to, counted on the changed organisation.

The checks count findings. The rest is counted by who sits and leads where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
from sanzu_graph.optimize.seat_differences import SeatDifference

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.optimize.ends import End
    from sanzu_graph.optimize.problem import Problem

#: Demand of a unit → by how much it is broken.
Violations = dict[Broken, int]


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
) -> PlanValues:
    """The values of a plan.

    Parameters
    ----------
    problem
        What was asked.
    after
        The organisation on the day, with the plan.
    changes
        The plan.
    """
    org = problem.org
    was, still = violations(problem, org), violations(problem, after)
    merges = {change.unit: change.into for change in changes if isinstance(change, MergeUnits)}
    counted = {problem.layers[number].name for number in problem.counted}
    difference = SeatDifference(org, after, merges)
    changed = difference.changed(problem.policy.base, [layer.name for layer in problem.groups])
    counting = repaired(problem, still)
    values = {
        MISSING: sum(count for key, count in counting.items() if key.kind == PER_BASE_UNIT),
        UNMET: sum(counting.values()),
        GROUPS: sum(many for name, many in changed.items() if name in counted),
        PEOPLE: difference.people(followers=problem.ask.count_followers),
        POSTS: difference.posts(problem.layer_names),
        PRICE: _price(problem, org, changes),
        IMBALANCE: sum(_imbalance(problem, after, layer.number) for layer in problem.groups),
    }
    return PlanValues(
        {name: values[name] for name in problem.ask.goals},
        tuple(_worse(problem, org, was, still, merges)),
        changed,
    )


def _worse(
    problem: Problem,
    org: Org,
    was: Violations,
    still: Violations,
    merges: Mapping[str, str],
) -> Iterator[str]:
    into: dict[str, list[str]] = defaultdict(list)
    for gone, kept in merges.items():
        into[kept].append(gone)
    led = {layer.name: layer.led for layer in problem.layers}
    code, seated = org.encoding, org.pairs(None).per_unit
    for key, amount in still.items():
        caps = []
        for unit in (key.unit, *into.get(key.unit, ())):
            if key.kind == LED and not key.is_most and not seated[code.unit_at[unit]]:
                caps.append(led[key.layer][0])  # type: ignore[index]
            else:
                caps.append(was.get(key._replace(unit=unit), 0))
        if amount > max(caps):
            yield f"{key.place} {key.unit}: {max(caps)} → {amount}"


def _price(problem: Problem, org: Org, changes: Sequence[Change]) -> int:
    uses: Counter[str] = Counter()
    gained: list[tuple[str, str]] = []
    base = problem.policy.base
    for change in changes:
        if isinstance(change, MoveMember):
            uses[MOVE if _layer_of(org, change.source) == base else REGROUP] += 1
            gained.append((change.member, change.target))
        elif isinstance(change, JoinUnit):
            uses[_lever(problem, org, change)] += 1
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


def _lever(problem: Problem, org: Org, change: JoinUnit) -> str:
    """By which lever somebody gets a further seat."""
    name, code = _layer_of(org, change.unit), org.encoding
    number = code.layers.index(name)
    if code.rows_of_layer(number)[code.member_at[change.member]]:
        return EXTEND
    layer = next(layer for layer in problem.layers if layer.name == name)
    return layer.entry(problem.place_of(change.member))


def _layer_of(org: Org, unit: str) -> str:
    code = org.encoding
    name: str = code.layers[code.unit_layer[code.unit_at[unit]]]
    return name


def recounted(problem: Problem, end: End) -> tuple[tuple[Change, ...], Org, PlanValues]:
    """The changes of an end, the organisation after them, and what they come to."""
    plan = steps.changes(problem, end)
    after = steps.applied(problem, plan)
    day = after if problem.on is None else after.at(problem.on)
    return plan, after, plan_values(problem, day, plan)


def _imbalance(problem: Problem, org: Org, number: int) -> int:
    layer = problem.layers[number]
    low, high = layer.mean
    pairs = org.pairs(layer.name)
    size = pairs.per_unit[pairs.units]
    return int(np.maximum(np.maximum(low - size, size - high), 0).sum())


__all__ = ["PlanValues", "Violations", "plan_values", "recounted", "violations"]
