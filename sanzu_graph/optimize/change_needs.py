"""What a change brings somebody to, what it needs, and what must not be if it is not made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.changes.duties import AssignDuty
from sanzu_graph.changes.members import EditMember
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.roles import AppointLeader

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change


def barred(change: Change) -> tuple[str, str] | None:
    """What must not be, if a change is not to be made."""
    if isinstance(change, MergeUnits):
        return change.unit, change.into
    if isinstance(change, (MoveMember, JoinUnit, AppointLeader, AssignDuty)):
        return change.member, unit_of(change)
    return None


def unit_of(change: Change) -> str:
    """The unit that a change brings somebody to."""
    return str(getattr(change, "target", getattr(change, "unit", "")))


def needs(change: Change, other: Change) -> bool:
    """Whether a change makes no sense without another: who leads or takes a duty must have come to
    the group, or been appointed, first.
    """
    if getattr(change, "member", 0) != getattr(other, "member", 1):
        return False
    if isinstance(change, AppointLeader):
        return change.unit == getattr(other, "target", getattr(other, "unit", None)) and isinstance(
            other, (MoveMember, JoinUnit)
        )
    if isinstance(change, AssignDuty):
        return isinstance(other, AppointLeader)
    return (isinstance(change, JoinUnit) and isinstance(other, EditMember)) or (
        isinstance(change, EditMember) and isinstance(other, JoinUnit)
    )
