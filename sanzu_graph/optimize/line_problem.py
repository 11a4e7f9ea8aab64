"""The question about lines from person to person, in integers: who may report to whom instead.

It is a question of its own. Seats and lines do not touch each other, but where the policy wants
managers inside a unit (`Reporting.inside`). There the seats of today count.

An end state says for each person: the lines of today, or one new manager alone. A new manager has
reports today. Nobody is in a new circle. Every manager keeps some reports. Nothing that the policy
demands of lines gets worse than today, person by person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.checks.reporting_limits import manager_spans
from sanzu_graph.checks.reporting_line_ends import doubled_lines, sharing
from sanzu_graph.checks.reporting_lines import (
    demanded,
    reporting_circles,
    several_roots,
    unmanaged_members,
)
from sanzu_graph.errors import ProblemError
from sanzu_graph.model.days import day_for
from sanzu_graph.model.person_lines import Hierarchy, Mask, hierarchy, person_lines
from sanzu_graph.optimize.checking import Ids, unknown_names
from sanzu_graph.optimize.request import GAPS, ROOTS, SPANS, UNMET
from sanzu_graph.schema import DOTTED_LINE

if TYPE_CHECKING:
    import datetime

    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.optimize.request import Asked
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.policy.parts import Limit

#: Member → the new manager.
NewManagers = Mapping[int, int]


@dataclass(frozen=True, eq=False)
class LineProblem:
    """What is asked about lines.

    Attributes
    ----------
    whole, org : the organisation, and as it is on the day
    day : the day; None where nothing has dates
    lines : the solid lines of today
    most, roots, above : the most reports of a manager, people at the top, managers above anybody;
        None: not demanded
    least : how many reports each member must keep at least
    inside : the layer in whose units a manager must be; None: not demanded
    fixed : who keeps all managers: pinned people, and only reports where chains of these are limited
    counted : the demands that count as unmet
    """

    whole: Org
    org: Org
    day: datetime.date | None
    lines: Hierarchy
    most: int | None
    roots: int | None
    above: int | None
    least: Positions
    inside: str | None
    is_distinct: bool
    fixed: Mask
    counted: tuple[str, ...]

    @cached_property
    def receivers(self) -> Positions:
        """Who may get reports: the managers of today."""
        return np.flatnonzero(self.lines.reports > 0)

    @cached_property
    def tops(self) -> Positions:
        """Who has reports and no manager."""
        return np.flatnonzero((self.lines.managers == 0) & (self.lines.reports > 0))

    @cached_property
    def gaps(self) -> Positions:
        """Who has neither reports nor a manager, where others have one."""
        alone = (self.lines.managers == 0) & (self.lines.reports == 0)
        return np.flatnonzero(alone) if len(self.lines.lines_to) else self.receivers[:0]

    @cached_property
    def too_many(self) -> Positions:
        """How many reports each member has too many."""
        reports = self.lines.reports
        extra: Positions = np.maximum(reports - (reports if self.most is None else self.most), 0)
        return extra

    @cached_property
    def room(self) -> Positions:
        """How many more reports each manager may have."""
        reports, total = self.lines.reports, self.lines.total
        free = total if self.most is None else np.maximum(self.most - reports, 0)
        room: Positions = np.where(reports > 0, free, 0)
        return room

    def managers_of(self, member: int) -> tuple[int, ...]:
        """Whom a member reports to today."""
        rows, _ = self.lines.by_member.rows_of(np.array([member], dtype=np.intp))
        return tuple(self.lines.lines_to[rows].tolist())

    def is_open(self, member: Positions, manager: Positions) -> Mask:
        """Which pairs may become lines, as far as the rest of the plan does not matter."""
        is_open: Mask = (member != manager) & ~self.fixed[member]
        sole = (self.lines.managers[member] == 1) & (self.lines.manager[member] == manager)
        is_open &= ~sole
        if self.inside is not None:
            known, shared = sharing(self.org, member, manager, self.inside)
            is_open &= ~(known & ~shared) | self._outside[member]
        if self.is_distinct:
            is_open &= ~np.isin(self._key(member, manager), self._dotted) | self._doubled[member]
        return is_open

    def _key(self, member: Positions, manager: Positions) -> Positions:
        key: Positions = member * max(self.lines.total, 1) + manager
        return key

    @cached_property
    def _outside(self) -> Mask:
        """Whose manager of today is outside already."""
        lines = self.lines
        known, shared = sharing(self.org, lines.lines_from, lines.lines_to, self.inside)
        outside: Mask = np.bincount(lines.lines_from[known & ~shared], minlength=lines.total) > 0
        return outside

    @cached_property
    def _dotted(self) -> Positions:
        """The dotted lines, as keys."""
        return self._key(*person_lines(self.org, DOTTED_LINE))

    @cached_property
    def _doubled(self) -> Mask:
        """Whose dotted line goes to a solid manager today."""
        lines = self.lines
        today = np.isin(self._key(lines.lines_from, lines.lines_to), self._dotted)
        doubled: Mask = np.bincount(lines.lines_from[today], minlength=lines.total) > 0
        return doubled

    def after(self, plan: NewManagers) -> Hierarchy:
        """The solid lines once a plan is made."""
        member = np.fromiter(plan, dtype=np.intp, count=len(plan))
        manager = np.fromiter(plan.values(), dtype=np.intp, count=len(plan))
        stays = ~np.isin(self.lines.lines_from, member)
        source = np.concatenate([self.lines.lines_from[stays], member])
        target = np.concatenate([self.lines.lines_to[stays], manager])
        order = np.lexsort((target, source))
        return Hierarchy(self.lines.total, source[order], target[order])

    def unmet(self, org: Org) -> dict[str, dict[str, int]]:
        """Demand → member → how far it is missed, as the checks tell it of an organisation."""
        misses: dict[str, dict[str, int]] = {kind: {} for kind in (SPANS, ROOTS, GAPS)}
        if self.most is not None:
            frame = manager_spans(org, most=self.most)
            over = (frame["value"] - frame["limit"]).astype("int64")
            misses[SPANS] = dict(zip(frame["entity_id"], over.tolist(), strict=True))
        if self.roots is not None:
            misses[ROOTS] = dict.fromkeys(several_roots(org, most=self.roots)["entity_id"], 1)
        misses[GAPS] = dict.fromkeys(unmanaged_members(org)["entity_id"], 1)
        return misses

    def sum_of(self, unmet: Mapping[str, Mapping[str, int]]) -> int:
        """What counts as unmet, in all."""
        return sum(sum(unmet[kind].values()) for kind in self.counted)

    def worse(self, before: Org, after: Org) -> list[str]:
        """Whom a plan brings into a circle, too deep, outside, or to the dotted line's target."""
        members = [
            *set(reporting_circles(after)["circle"]) - set(reporting_circles(before)["circle"])
        ]
        was, becomes = (hierarchy(org).depth for org in (before, after))
        if self.above is not None:
            deep = np.flatnonzero(becomes > np.maximum(was, self.above))
            members += after.encoding.members[deep].tolist()
        if self.is_distinct:
            members += set(doubled_lines(after)["entity_id"]) - set(
                doubled_lines(before)["entity_id"]
            )
        return sorted(map(str, members))


def line_problem(org: Org, policy: Policy, ask: Asked, on: object) -> LineProblem:
    """The question about lines; the policy is resolved.

    Raises
    ------
    ProblemError
        Naming every id and layer in the caller's rules that is unknown.
    """
    day = day_for(org, on)
    here = org if day is None else org.at(day)
    groups = tuple(layer.name for layer in policy.groups if layer.name in here.layers)
    faults = list(unknown_names(ask, policy, groups, Ids(here, org, day)))
    if faults:
        raise ProblemError("error.problem", faults)
    lines, rules = hierarchy(here), demanded(policy)
    floor = 2 if rules.most_single is not None else 1
    least = max(floor, _whole(rules.least_reports) or 0)
    fixed = np.isin(here.encoding.members, [*ask.pins, *(member for member, _ in ask.targets)])
    if rules.most_single is not None:
        # With another only report a chain of single reports could become longer.
        only = lines.reports[lines.lines_to] == 1
        fixed |= np.bincount(lines.lines_from[only], minlength=lines.total) > 0
    return LineProblem(
        org,
        here,
        day,
        lines,
        _whole(rules.most_reports),
        _whole(rules.most_roots),
        _whole(rules.most_above),
        np.minimum(lines.reports, least),
        rules.inside,
        bool(rules.distinct and policy.reporting is not None),
        fixed,
        tuple(kind for kind in (SPANS, ROOTS, GAPS) if kind in ask.repair)
        if UNMET in ask.goals
        else (),
    )


def _whole(limit: Limit | None) -> int | None:
    """A limit as the greatest whole number that keeps it."""
    return None if limit is None else int(np.floor(limit.value))
