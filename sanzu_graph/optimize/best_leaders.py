"""The best of those who could lead a unit as well, and how far they are equal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sanzu_graph.audits.audit_run import audit
from sanzu_graph.messages import text
from sanzu_graph.metrics.assessments import assessed_totals
from sanzu_graph.optimize.appointing import room_to_lead
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.plan_values import recounted
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.steps import changes
from sanzu_graph.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit

#: New findings are counted for at most `TRIED` equals, in organisations of at most `FEW` members.
TRIED, FEW = 12, 5_000


@dataclass(frozen=True)
class Equals:
    """Who could be appointed in a unit as well, by everything that was asked; and how many of them
    what decides does not tell from who is appointed.

    Attributes
    ----------
    others : the best first
    scores : how many are equal by the assessments; None: none are kept of this unit
    findings : how many of these cause as few new findings; None: they were not counted
    years : how many of these have as much seniority
    tried : for how many the new findings were counted; None: for all
    """

    others: tuple[int, ...]
    scores: int | None
    findings: int | None
    years: int
    tried: int | None = None


def equality(equals: Equals) -> str:
    """How many of those who could be appointed as well are equal, step by step, as long as any are."""
    tried = text("equal.tried", count=equals.tried) if equals.tried else ""
    steps = [
        text("equal.no_scores")
        if equals.scores is None
        else text("equal.scores", count=equals.scores)
    ]
    if equals.findings is not None and equals.scores != 0:
        steps.append(text("equal.findings", count=equals.findings, tried=tried))
    if equals.scores != 0 and equals.findings != 0:
        steps.append(text("equal.years", count=equals.years))
    return text("moves.semicolon").join(steps)


def best_of_equals(problem: Problem, end: End) -> tuple[End, dict[int, Equals]]:
    """The same end with the best of equals appointed: by the assessments where they are kept, then
    by the fewest new findings, then by seniority, then by id.

    Returns
    -------
    (End, dict)
        The end; and unit → others who would do as well, by everything that was asked.
    """
    best = replace(end, leaders=dict(end.leaders))
    others: dict[int, Equals] = {}
    counter = _Findings(problem, best)
    attached = {member for member, _, _ in end.liaisons}
    for unit in sorted(end.leaders):
        sitting = _sitting(problem, end, unit)
        new = [member for member in end.leaders[unit] if member not in sitting]
        if not new or attached & set(new):
            continue
        able = _able(problem, best, unit, sitting)
        taken = [member for member in new if member in able]
        if len(taken) < len(new) or len(able) <= len(new):
            continue
        if any(requirement.role is not None for requirement in problem.policy.requirements):
            able = [
                member
                for member in able
                if member in new or _is_as_good(problem, best, unit, member)
            ]
        order = _Order(problem, unit, able, counter)
        chosen = order.ranked[: len(new)]
        staying = [member for member in end.leaders[unit] if member in sitting]
        best.leaders[unit] = (*staying, *chosen)
        if len(able) > len(new):
            others[unit] = order.equals(len(new))
    return best, others


def _is_as_good(problem: Problem, end: End, unit: int, member: int) -> bool:
    """Whether the goals come to the same with another new leader: a requirement may ask for more of
    leaders than that they may lead.
    """
    sitting = _sitting(problem, end, unit)
    leaders = list(end.leaders[unit])
    new = next(place for place, leader in enumerate(leaders) if leader not in sitting)
    leaders[new] = member
    other = replace(end, leaders={**end.leaders, unit: tuple(leaders)})
    values = [recounted(problem, state)[2] for state in (end, other)]
    return values[0].values == values[1].values and not values[1].worse


def _sitting(problem: Problem, end: End, unit: int) -> set[int]:
    layer = problem.layers[problem.layer_of[unit]]
    leaders = set(layer.seats.leaders.get(unit, ()))
    for kept, gone in end.merges:
        if kept == unit:
            leaders |= set(layer.seats.leaders.get(gone, ()))
    return leaders


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
        and (member, unit) not in problem.barred_posts
        and layer.may_lead.get(frozenset(admitted[member]), layer.may_lead[frozenset()])[member]
        and room_to_lead(problem, member, leads[member]) > 0
    ]


def members_at_end(problem: Problem, end: End, unit: int) -> list[int]:
    """Who sits in a unit in the end, all mergers made."""
    layer = problem.layers[problem.layer_of[unit]]
    from_here = {unit} | {gone for kept, gone in end.merges if kept == unit}
    differing = end.people()
    members = {
        member
        for place in from_here
        for member in (layer.seats.unit == place).nonzero()[0].tolist()
        if member not in differing
    }
    members |= {
        member
        for member, units in layer.seats.several.items()
        if member not in differing and from_here & set(units)
    }
    members |= {member for member in differing if unit in end.seats(problem, member)}
    return sorted(members)


class _Order:
    """Those who could be appointed in a unit, the best first, and what tells them apart."""

    def __init__(self, problem: Problem, unit: int, able: list[int], findings: _Findings) -> None:
        self.problem = problem
        ids, self.place = problem.member_ids, problem.appointment_order
        name = problem.org.encoding.units.tolist()[unit]
        totals = assessed_totals(problem.org, problem.policy.assessment, name)
        self.scores = {member: totals.get(ids[member]) for member in able}
        self.has_scores = any(score is not None for score in self.scores.values())
        best = max((score for score in self.scores.values() if score is not None), default=None)
        ranked = sorted(able, key=self._by_scores)
        top = [member for member in ranked if self.scores[member] == best]
        self.findings: dict[int, int] = {}
        self.is_cut = len(top) > TRIED
        if len(top) > 1 and len(problem.member_ids) <= FEW:
            self.findings = {member: findings.new(unit, member) for member in top[:TRIED]}
            tried = sorted(
                self.findings, key=lambda member: (self.findings[member], int(self.place[member]))
            )
            top = [*tried, *top[TRIED:]]
        self.ranked = [*top, *(member for member in ranked if member not in top)]

    def _by_scores(self, member: int) -> tuple[float, int]:
        score = self.scores[member]
        return (-float(score) if score is not None else 1.0, int(self.place[member]))

    def equals(self, count: int) -> Equals:
        """The others, once `count` are appointed; they are compared with the last of these."""
        last, others = self.ranked[count - 1], self.ranked[count:]
        alike = [member for member in others if self.scores[member] == self.scores[last]]
        scores = len(alike) if self.has_scores else None
        findings = None
        if last in self.findings:
            known = self.findings
            alike = [member for member in alike if member in known and known[member] == known[last]]
            findings = len(alike)
        years = self.problem.years
        return Equals(
            tuple(others),
            scores,
            findings,
            sum(years[member] == years[last] for member in alike),
            TRIED if findings is not None and self.is_cut else None,
        )


class _Findings:
    """How many findings of an audit a plan makes, with one leader or another."""

    def __init__(self, problem: Problem, end: End) -> None:
        self.problem, self.end = problem, end
        self.known: Audit | None = None

    def new(self, unit: int, member: int) -> int:
        """How many are new if this member leads that unit."""
        problem = self.problem
        if self.known is None:
            self.known = audit(problem.whole, problem.policy, on=problem.on)
        sitting = _sitting(problem, self.end, unit)
        staying = tuple(member for member in self.end.leaders[unit] if member in sitting)
        end = replace(self.end, leaders={**self.end.leaders, unit: (*staying, member)})
        after = self.known.after(Scenario("", changes(problem, end), on=problem.on))
        differing = after.since(self.known)["change"]
        return int((differing == "new").sum())
