"""What the board refuses before it is dropped: all that `placement` does not allow at a point of a
plan.

A change that cannot be made at all says so itself (`ChangeError`). What an audit would only report
is allowed, and previewed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.mentors import PairMentor
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.post_changes import FillPosition
from sanzu_graph.changes.roles import AppointLeader, AssignRole
from sanzu_graph.planner.board_seats import below, people
from sanzu_graph.planner.points import Point
from sanzu_graph.policy.eligibility import NOWHERE
from sanzu_graph.policy.occupancy import Occupancy
from sanzu_graph.policy.permissions import (
    Permission,
    SeatQuery,
    lead_permission,
    mentor_permission,
    merge_permission,
    sit_permission,
)
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import LEADER


class Refusals:
    """Why some changes may not be made, at one point of a plan. Sentences are told in the language
    in force.

    Parameters
    ----------
    point
        Where the plan stands.
    """

    def __init__(self, point: Point) -> None:
        self.point = point
        self.placement: Placement
        self.now: Occupancy
        self.placement, self.now = point.placement

    def of(self, change: Change) -> str | None:
        """Why a change may not be made; None: nothing speaks against it."""
        answer = self._permission(change)
        return None if answer is None or answer else answer.describe()

    def why_not(self, member: str, source: str | None, target: str) -> str | None:
        """Why a member may not go to a unit; `source` is the unit that they leave for it."""
        query = self._query(member, target, source)
        answer = None if query is None else sit_permission(self.placement, query, self.now)
        return None if answer is None or answer else answer.describe()

    def closed(self, member: str, source: str | None, layer: str) -> set[str]:
        """The units of a layer to which a member may not go from `source`; why, `why_not` says of
        each.
        """
        org = self.placement.org
        person = org.encoding.member_at.get(member)
        if person is None or layer not in org.layers:
            return set()
        units, left = org.pairs(layer).units, self._unit(source)
        codes = self.placement.sitting(
            layer, np.array([person]), units, NOWHERE if left is None else left, now=self.now
        )
        return set(org.encoding.units[units[codes != 0]].tolist()) - {source or ""}

    def closed_managers(self, member: str, *, reports_follow: bool) -> set[str]:
        """Those to whom a member may not report: oneself, and all below where they follow."""
        own = below(self.point.draft, member, self.point.day) if reports_follow else set()
        return own | {member}

    def units(self, layer: str) -> Iterator[str]:
        """The units of a layer by now."""
        org = self.placement.org
        if layer in org.layers:
            yield from org.encoding.units[org.pairs(layer).units].tolist()

    # -- which question a change asks

    def _permission(self, change: Change) -> Permission | None:
        """What placement says of a change; None: nothing is asked of it."""
        if isinstance(change, MergeUnits):
            return self._merging(change)
        if isinstance(change, PairMentor):
            return self._mentoring(change)
        if isinstance(change, MoveMember):
            query = self._query(change.member, change.target, change.source)
        elif isinstance(change, FillPosition):
            query = self._post_query(change)
        elif isinstance(change, (JoinUnit, AppointLeader, AssignRole)):
            query = self._query(change.member, change.unit)
        else:
            query = None
        if query is None:
            return None
        if isinstance(change, AppointLeader):
            return lead_permission(self.placement, query, self.now)
        if isinstance(change, AssignRole):
            leads = change.role == LEADER
            return lead_permission(self.placement, query, self.now) if leads else None
        return sit_permission(self.placement, query, self.now)

    def _post_query(self, change: FillPosition) -> SeatQuery | None:
        """The seat that comes with a post; None where nobody comes to sit in its unit."""
        draft, day = self.point.draft, self.point.day
        units = change.units(draft)
        if not units or change.member in people(draft, units[0], day):
            return None
        return self._query(change.member, units[0])

    def _mentoring(self, change: PairMentor) -> Permission | None:
        places = self.placement.org.encoding.member_at
        mentor, apprentice = (places.get(one) for one in (change.mentor, change.apprentice))
        if mentor is None or apprentice is None or change.kind != self.point.ground.kind:
            return None
        return mentor_permission(self.placement, mentor, apprentice, self.now)

    def _merging(self, change: MergeUnits) -> Permission | None:
        unit, into = self._unit(change.unit), self._unit(change.into)
        if unit is None or into is None:
            return None
        draft, day, code = self.point.draft, self.point.day, self.placement.org.encoding
        coming = {*people(draft, change.unit, day)} - {*people(draft, change.into, day)}
        layer = code.layers[code.unit_layer[into]]
        return merge_permission(self.placement, layer, unit, into, len(coming), self.now)

    def _query(self, member: str, unit: str, source: str | None = None) -> SeatQuery | None:
        """A question about people and units that are there; None where one is not."""
        code = self.placement.org.encoding
        person, place, left = code.member_at.get(member), self._unit(unit), self._unit(source)
        if person is None or place is None or (source is not None and left is None):
            return None
        layer = code.layers[code.unit_layer[place]]
        return SeatQuery(layer, person, place, NOWHERE if left is None else left)

    def _unit(self, unit: str | None) -> int | None:
        return None if unit is None else self.placement.org.encoding.unit_at.get(unit)
