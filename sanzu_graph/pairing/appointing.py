"""Who leads what: the units to be decided, the model of their leaders, and its solution."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.policy.rules import everybody
from sanzu_graph.schema import DEPUTY, LEADER
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.statuses import OPTIMAL
from sanzu_graph.solving.sums import Sum, Terms

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: What shall be small, first things first; the last three only choose among equals and are not
#: told.
VACANT, INELIGIBLE, OVERLOAD, UNALIGNED, CHANGED = (
    "vacant",
    "ineligible",
    "overload",
    "unaligned",
    "appointments",
)
GOALS = (VACANT, INELIGIBLE, OVERLOAD, UNALIGNED, CHANGED)
RANK, DEPUTIES, BY_ID = "rank", "deputies", "by_id"


@dataclass(frozen=True)
class Offices:
    """The units that are decided, who could lead each, and how things stand; members and units by
    position.

    Attributes
    ----------
    decided : unit → who could lead it: its members who may, and whoever leads it
    sitting : unit → who leads it
    may : unit → who of its members may lead it
    deputies : unit → its deputies
    firm : member → how many other units they lead
    limit : the most units that anybody may lead; None: any number
    base : units of the base layer
    firm_base : who leads a base unit that is not decided
    aligned : group of an aligned layer → its members; those that a decision could concern
    """

    decided: dict[int, list[int]]
    sitting: dict[int, list[int]]
    may: dict[int, frozenset[int]]
    deputies: dict[int, frozenset[int]]
    firm: dict[int, int]
    limit: int | None
    base: frozenset[int]
    firm_base: frozenset[int]
    aligned: dict[int, list[int]]


def offices(org: Org, policy: Policy) -> Offices:
    """Everything that must be decided, and what hangs on it."""
    code = org.encoding
    names = [layer.name for layer in policy.layers if layer.led and layer.name in org.layers]
    inside, sitting, deputies = _by_unit(org), _by_unit(org, LEADER), _by_unit(org, DEPUTY)
    may: dict[int, frozenset[int]] = {}
    for name in names:
        layer = policy.layer(name)
        fit = everybody(org, layer.eligible) & everybody(org, layer.leader)
        for unit in org.pairs(name).units.tolist():
            if inside.get(unit):
                may[unit] = frozenset(one for one in inside[unit] if fit[one])
    base = frozenset(org.pairs(policy.base).units.tolist())
    count = org.pairs(role=LEADER).per_member
    limit = None if policy.leaders.most_units is None else int(policy.leaders.most_units.value)
    leads_base = {one for unit in base for one in sitting.get(unit, ())}
    aligned = {
        unit: inside[unit]
        for layer in policy.groups
        if layer.aligned and layer.name in org.layers
        for unit in org.pairs(layer.name).units.tolist()
        if inside.get(unit)
    }
    apart = [
        unit
        for unit, people in aligned.items()
        if unit in may
        and sitting.get(unit)
        and not leads_base & set(sitting[unit])
        and leads_base & set(people)
    ]
    over = set() if limit is None else set(np.flatnonzero(count > limit).tolist())
    decided = {
        unit
        for unit in may
        if len(sitting.get(unit, ())) != 1 or not may[unit] & set(sitting[unit])
    } | set(apart)
    decided |= {unit for unit in may if over & set(sitting.get(unit, ()))}
    decided = _with_what_hangs_on_it(
        decided,
        may,
        sitting,
        base,
        aligned,
        set() if limit is None else set(np.flatnonzero(count >= limit).tolist()),
    )
    candidates = {unit: sorted(may[unit] | set(sitting.get(unit, ()))) for unit in sorted(decided)}
    firm = {one: int(count[one]) for one in range(len(code.members)) if count[one]}
    for unit in candidates:
        for one in sitting.get(unit, ()):
            firm[one] -= 1
    shifting = {one for unit in candidates if unit in base for one in candidates[unit]}
    concerned = {
        unit: people
        for unit, people in aligned.items()
        if unit in candidates or shifting & set(people)
    }
    firm_base = frozenset(
        one for unit in base if unit not in candidates for one in sitting.get(unit, ())
    )
    return Offices(
        candidates,
        sitting,
        may,
        {unit: frozenset(some) for unit, some in deputies.items()},
        firm,
        limit,
        base,
        firm_base,
        concerned,
    )


def _with_what_hangs_on_it(
    decided: set[int],
    may: Mapping[int, frozenset[int]],
    sitting: Mapping[int, list[int]],
    base: frozenset[int],
    aligned: Mapping[int, list[int]],
    full: set[int],
) -> set[int]:
    """The units, those that people who lead enough would have to give up for them, and groups of
    people who could come to lead a base unit.

    Who leads a base unit goes on leading it, unless something is wrong there.
    """
    led: dict[int, list[int]] = defaultdict(list)
    for unit in may.keys() - base:
        for one in sitting.get(unit, ()):
            if one in full:
                led[one].append(unit)
    groups: dict[int, list[int]] = defaultdict(list)
    for unit, people in aligned.items():
        for one in people if unit in may else ():
            groups[one].append(unit)
    found, wave = set(decided), set(decided)
    while wave:
        more = {unit for here in wave for one in may[here] for unit in led.get(one, ())}
        more |= {unit for here in wave & base for one in may[here] for unit in groups.get(one, ())}
        wave = more - found
        found |= wave
    return found


def _by_unit(org: Org, role: str | None = None) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    pairs = org.pairs(None, role)
    for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True):
        found[unit].append(member)
    return dict(found)


@dataclass(frozen=True)
class Decided:
    """Unit → who leads it (-1: nobody), what the goals come to, and what is proven of each."""

    leader: dict[int, int]
    values: dict[str, int]
    bounds: dict[str, int]
    status: str


def decide(made: Offices, ranks: Mapping[int, Mapping[int, int]]) -> Decided:
    """The best leaders for every unit that is decided; parts that nothing ties together apart."""
    answers = [_part(made, units, ranks) for units in _parts(made)]
    leader = {unit: one for answer in answers for unit, one in answer.leader.items()}
    over = _untouched_overload(made)
    values = {
        goal: sum(answer.values[goal] for answer in answers) + (over if goal == OVERLOAD else 0)
        for goal in GOALS
    }
    proven = all(answer.status == OPTIMAL for answer in answers)
    bounds = {
        goal: sum(answer.bounds[goal] for answer in answers) + (over if goal == OVERLOAD else 0)
        for goal in GOALS
        if all(goal in answer.bounds for answer in answers)
    }
    status = (
        OPTIMAL if proven else next(answer.status for answer in answers if answer.status != OPTIMAL)
    )
    return Decided(leader, values, bounds, status)


def _untouched_overload(made: Offices) -> int:
    """What people lead too much whom no decision concerns."""
    if made.limit is None:
        return 0
    concerned = {one for people in made.decided.values() for one in people}
    return sum(
        max(count - made.limit, 0) for one, count in made.firm.items() if one not in concerned
    )


def _parts(made: Offices) -> list[list[int]]:
    """Units that share candidates, or an aligned group, belong together."""
    top: dict[object, object] = {}

    def find(one: object) -> object:
        while top.setdefault(one, one) != one:
            top[one] = top[top[one]]
            one = top[one]
        return one

    for unit, people in made.decided.items():
        for one in people:
            top[find(("member", one))] = find(unit)
    for unit, people in made.aligned.items():
        for one in people:
            if ("member", one) in top:
                top[find(("member", one))] = find(("group", unit))
        if unit in made.decided:
            top[find(unit)] = find(("group", unit))
    found: dict[object, list[int]] = defaultdict(list)
    for unit in made.decided:
        found[find(unit)].append(unit)
    return list(found.values())


def _part(made: Offices, units: Iterable[int], ranks: Mapping[int, Mapping[int, int]]) -> Decided:
    units = list(units)
    model = Model()
    chosen: dict[tuple[int, int], int] = {}
    goals: dict[str, Terms] = {goal: [] for goal in (*GOALS, RANK, DEPUTIES, BY_ID)}
    vacant: dict[int, int] = {}
    for unit in units:
        sitting = made.sitting.get(unit, [])
        vacant[unit] = model.column().number
        goals[VACANT].append((vacant[unit], 1))
        for one in made.decided[unit]:
            column = chosen[unit, one] = model.column().number
            if one not in made.may[unit]:
                goals[INELIGIBLE].append((column, 1))
            if sitting != [one]:
                goals[CHANGED].append((column, 1))
            if one not in sitting:
                rank = ranks.get(unit, {})
                goals[RANK].append((column, rank.get(one, len(rank) + 1)))
                goals[DEPUTIES].append((column, int(one not in made.deputies.get(unit, ()))))
            goals[BY_ID].append((column, one + 1))
        model.row(
            [(vacant[unit], 1), *((chosen[unit, one], 1) for one in made.decided[unit])], 1, 1
        )
    by_member: dict[int, Terms] = defaultdict(list)
    for (_, one), number in chosen.items():
        by_member[one].append((number, 1))
    for one, terms in by_member.items():
        _load(
            made, model, goals, one, terms, sum(one in made.sitting.get(unit, ()) for unit in units)
        )
    concerned = set(by_member)
    for group, people in made.aligned.items():
        if group in vacant or (group not in made.decided and concerned & set(people)):
            _alignment(made, model, goals, group, people, chosen, vacant)
    return _solved(model, goals, units, chosen)


def _load(
    made: Offices, model: Model, goals: dict[str, Terms], one: int, terms: Terms, here: int
) -> None:
    """Nobody leads more than is allowed, or than today where that is more already."""
    if made.limit is None:
        return
    firm = made.firm.get(one, 0)
    most = max(made.limit, firm + here)
    model.row(terms, most=most - firm)
    if most > made.limit:
        over = model.column(most).number
        goals[OVERLOAD].append((over, 1))
        model.row([*terms, (over, -1)], most=made.limit - firm)


def _alignment(
    made: Offices,
    model: Model,
    goals: dict[str, Terms],
    group: int,
    people: list[int],
    chosen: Mapping[tuple[int, int], int],
    vacant: Mapping[int, int],
) -> None:
    """The group's leader leads a base unit, if anybody in the group does."""
    # Who leads a base unit: None for sure, else the decisions by which they would.
    leads = {
        one: None
        if one in made.firm_base
        else [(chosen[unit, one], 1) for unit in made.base if (unit, one) in chosen]
        for one in {*people, *made.decided.get(group, ())}
    }
    is_decided = group in vacant
    leaders = made.decided[group] if is_decided else made.sitting.get(group, [])
    if not is_decided and (not leaders or any(leads.get(one, []) is None for one in leaders)):
        return
    apart = model.column().number
    goals[UNALIGNED].append((apart, 1))
    met: Terms = [(vacant[group], 1)] if is_decided else []
    for one in leaders:
        its = leads.get(one, [])
        if its == []:
            continue
        both = model.column().number
        met.append((both, 1))
        if its is not None:
            model.row([(both, 1), *((column, -1) for column, _ in its)], most=0)
        if is_decided:
            model.row([(both, 1), (chosen[group, one], -1)], most=0)
    for one in people:
        its = leads[one]
        if its is None:
            model.row([(apart, 1), *met], least=1)
        for column, _ in its or ():
            model.row([(apart, 1), *met, (column, -1)], least=0)


def _solved(
    model: Model, goals: dict[str, Terms], units: list[int], chosen: Mapping[tuple[int, int], int]
) -> Decided:
    outcome = in_order(
        model,
        [Goal(goal if goal in GOALS else "", Sum(terms)) for goal, terms in goals.items()],
    )
    plan = outcome.plan
    assert plan is not None  # who leads today may go on
    leader = dict.fromkeys(units, -1)
    for (unit, one), column in chosen.items():
        if plan[column]:
            leader[unit] = one
    return Decided(leader, dict(outcome.values), dict(outcome.bounds), outcome.status)
