"""Who is appointed among those who could be, once it is known who sits where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sanzu_graph.audits.audit_run import audit
from sanzu_graph.metrics.assessments import assessed_totals
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.steps import changes
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit

#: Of so many equals the new findings are counted, in organisations of so many members.
TRIED, FEW = 12, 5_000


@dataclass
class _Places:
    """Units that want leaders, shared out among those who may lead them, by augmenting paths."""

    able: Mapping[int, Sequence[int]]
    room: Mapping[int, int]
    holds: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def place(self, unit: int, tried: set[int]) -> bool:
        """Find somebody for a unit; others may change over to other units for it."""
        for member in self.able[unit]:
            if member in tried or unit in self.holds[member]:
                continue
            tried.add(member)
            if len(self.holds[member]) < self.room[member]:
                self.holds[member].append(unit)
                return True
            if self._gives_way(member, unit, tried):
                return True
        return False

    def _gives_way(self, member: int, unit: int, tried: set[int]) -> bool:
        for other in list(self.holds[member]):
            self.holds[member][self.holds[member].index(other)] = unit
            if self.place(other, tried):
                return True
            self.holds[member][self.holds[member].index(unit)] = other
        return False


def new_leaders(model: PartModel, end: End, wanted: dict[int, int]) -> frozenset[int]:
    """Find as many new leaders among the people alike as are wanted in each unit.

    Returns
    -------
    frozenset of int
        The cells of those who could lead where too few were found: who leads what must be told
        apart there.
    """
    if not wanted:
        return frozenset()
    able = _able_alike(model, end, wanted)
    problem = model.problem
    room = {member: _room(problem, member, 0) for some in able.values() for member in some}
    places = _Places(able, room)
    short: set[int] = set()
    for unit in sorted(wanted):
        for _ in range(wanted[unit]):
            if not places.place(unit, set()):
                short |= {model.cell_of[member].number for member in able[unit]}
    for member, units in places.holds.items():
        for unit in units:
            end.leaders[unit] = (*end.leaders[unit], member)
    return frozenset(short)


def _able_alike(model: PartModel, end: End, wanted: dict[int, int]) -> dict[int, list[int]]:
    """Unit → those alike who sit there in the end and may lead it, the best first."""
    problem = model.problem
    found: dict[int, list[int]] = {unit: [] for unit in wanted}
    into = {gone: kept for kept, gone in end.merges}
    differing = end.people()
    for cell in model.cells if any(wanted.values()) else ():
        if not any(cell.leads):
            continue
        plain = {into.get(unit, unit) for unit in cell.seats if unit >= 0}
        for member in cell.people:
            seats = end.seats(problem, member) if member in differing else plain
            for unit in seats:
                if unit in found and cell.leads[problem.layer_of[unit]]:
                    found[unit].append(member)
    order = problem.appointment_order
    return {
        unit: sorted(members, key=lambda member: int(order[member]))
        for unit, members in found.items()
    }


def _room(problem: Problem, member: int, more: int) -> int:
    """How many further units somebody may lead, beyond so many that are new."""
    most = problem.led_room(member)
    return len(problem.layer_of) if most is None else most - int(problem.led_by[member]) - more


# -- the best of equals


def best_of_equals(problem: Problem, end: End) -> tuple[End, dict[int, tuple[int, ...]]]:
    """The same end with the best of equals appointed: by the assessments where they are kept, then
    by the fewest new findings, then by seniority, then by id.

    Returns
    -------
    (End, dict)
        The end; and unit → others who would do as well, by everything that was asked.
    """
    found = replace(end, leaders=dict(end.leaders))
    others: dict[int, tuple[int, ...]] = {}
    counter = _Findings(problem, found)
    attached = {member for member, _, _ in end.liaisons}
    for unit in sorted(end.leaders):
        sitting = _sitting(problem, end, unit)
        new = [member for member in end.leaders[unit] if member not in sitting]
        if not new or attached & set(new):
            continue
        able = _able(problem, found, unit, sitting)
        taken = [member for member in new if member in able]
        if len(taken) < len(new) or len(able) <= len(new):
            continue
        ranked = _ranked(problem, unit, able, counter)
        chosen = ranked[: len(new)]
        staying = [member for member in end.leaders[unit] if member in sitting]
        found.leaders[unit] = (*staying, *chosen)
        others[unit] = tuple(ranked[len(new) :])
    return found, others


def _sitting(problem: Problem, end: End, unit: int) -> set[int]:
    layer = problem.layers[problem.layer_of[unit]]
    found = set(layer.seats.leaders.get(unit, ()))
    for kept, gone in end.merges:
        if kept == unit:
            found |= set(layer.seats.leaders.get(gone, ()))
    return found


def _able(problem: Problem, end: End, unit: int, sitting: set[int]) -> list[int]:
    """Who could be appointed in a unit, given who sits where and leads what in the end."""
    layer = problem.layers[problem.layer_of[unit]]
    barred = problem.barred.get(unit, frozenset())
    leads: dict[int, int] = defaultdict(int)
    for other, members in end.leaders.items():
        for member in members if other != unit else ():
            leads[member] += member not in _sitting(problem, end, other)
    admitted: dict[int, set[str]] = defaultdict(set)
    for member, number in end.admitted:
        admitted[member].add(problem.layers[number].name)
    return [
        member
        for member in members_at_end(problem, end, unit)
        if member not in sitting
        and member not in barred
        and layer.may_lead.get(frozenset(admitted[member]), layer.may_lead[frozenset()])[member]
        and _room(problem, member, leads[member]) > 0
    ]


def members_at_end(problem: Problem, end: End, unit: int) -> list[int]:
    """Who sits in a unit in the end, all mergers made."""
    layer = problem.layers[problem.layer_of[unit]]
    from_here = {unit} | {gone for kept, gone in end.merges if kept == unit}
    differing = end.people()
    found = {
        member
        for place in from_here
        for member in (layer.seats.unit == place).nonzero()[0].tolist()
        if member not in differing
    }
    found |= {
        member
        for member, units in layer.seats.several.items()
        if member not in differing and from_here & set(units)
    }
    found |= {member for member in differing if unit in end.seats(problem, member)}
    return sorted(found)


def _ranked(problem: Problem, unit: int, able: list[int], findings: _Findings) -> list[int]:
    """Those who could be appointed, the best first."""
    ids, order = problem.member_ids, problem.appointment_order
    name = problem.org.encoding.units.tolist()[unit]
    totals = assessed_totals(problem.org, problem.policy.assessment, name)
    best = max((totals[ids[one]] for one in able if ids[one] in totals), default=None)

    def key(member: int) -> tuple[float, int]:
        total = totals.get(ids[member])
        return (-float(total) if total is not None else 1.0, int(order[member]))

    ranked = sorted(able, key=key)
    top = [one for one in ranked if totals.get(ids[one]) == best]
    if len(top) > 1:
        count = {one: findings.new(unit, one) for one in top[:TRIED]}
        top = sorted(count, key=lambda one: (count[one], int(order[one]))) + top[TRIED:]
    return [*top, *(one for one in ranked if one not in top)]


class _Findings:
    """How many findings of an audit a plan makes, with one leader or another."""

    def __init__(self, problem: Problem, end: End) -> None:
        self.problem, self.end = problem, end
        self.known: Audit | None = None

    def new(self, unit: int, member: int) -> int:
        """How many are new if this member leads that unit."""
        problem = self.problem
        if len(problem.member_ids) > FEW:
            return 0
        if self.known is None:
            self.known = audit(problem.whole, problem.policy, on=problem.on)
        sitting = _sitting(problem, self.end, unit)
        staying = tuple(one for one in self.end.leaders[unit] if one in sitting)
        end = replace(self.end, leaders={**self.end.leaders, unit: (*staying, member)})
        after = self.known.after(Scenario("", changes(problem, end), on=problem.on))
        differing = after.since(self.known)["change"]
        return int((differing == "new").sum())
