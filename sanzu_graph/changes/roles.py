"""Changes of who leads, and of other roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import Day, begin, go_on, in_force
from sanzu_graph.changes.memberships import differing
from sanzu_graph.changes.names import Word
from sanzu_graph.changes.presence import (
    PLAIN_ROLE,
    fitting,
    leading,
    membership,
    there,
    who_and_where,
)
from sanzu_graph.changes.states import all_hold, leaders
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LEADER


@dataclass(frozen=True, repr=False)
class AssignRole(Change):
    """A member of a unit gets a role there, in place of those they have.

    Parameters
    ----------
    member, unit, role
        Who, where, what: ``leader``, ``deputy``, ``member`` or a role of your own.
    title
        What the organisation calls it; the title of the role before does not stay.
    on
        See `Change`.
    """

    member: str
    unit: str
    role: str
    title: str | None = field(default=None, kw_only=True)

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        keys = membership(draft, self.member, self.unit, day)
        cells = fitting(
            draft,
            "memberships",
            {"role": self.role, **({} if self.title is None else {"title": self.title})},
        )
        other = differing(draft, "memberships", keys, cells)
        if not other:
            raise ChangeError(
                "refused.role_already",
                **who_and_where(draft, self.member, self.unit),
                role=Word("role", self.role),
            )
        for key in other:
            go_on(draft, "memberships", key, day, **{"title": None, **cells})

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        cells = {"role": self.role, **({} if self.title is None else {"title": self.title})}
        return all_hold(draft, draft.day("memberships", on=self.on), self.member, self.unit, cells)


@dataclass(frozen=True, repr=False)
class AppointLeader(Change):
    """A member leads a unit from now on; who has led it becomes a plain member of it.

    Parameters
    ----------
    member, unit
        Who, and what. The member joins the unit if not in it.
    joint
        Whether the sitting leaders go on to lead beside the new one.
    on
        See `Change`.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> tables = {"id": ["M1", "M2"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["M1"], "unit": ["T1"], "role": ["leader"]}
    >>> AppointLeader("M2", "T1").describe("en", org=Org(*tables))
    'Appoint M2 leader of T1; no longer leading: M1'
    """

    member: str
    unit: str
    joint: bool = field(default=False, kw_only=True)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "appoint_joint_leader" if self.joint else "appoint_leader"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        there(draft, "members", self.member, day)
        there(draft, "units", self.unit, day)
        leaders = {
            draft.cell("memberships", key, "member") for key in leading(draft, self.unit, day)
        }
        if self.member in leaders and (self.joint or len(leaders) == 1):
            raise ChangeError(
                "refused.leads_already", **who_and_where(draft, self.member, self.unit)
            )
        appoint(draft, self.member, self.unit, day, joint=self.joint)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        leading = leaders(draft, draft.day("memberships", on=self.on), self.unit)
        return self.member in leading and (self.joint or len(leading) == 1)


@dataclass(frozen=True, repr=False)
class RelieveLeader(Change):
    """A leader of a unit becomes a plain member of it.

    Parameters
    ----------
    member, unit
        Who, and what.
    on
        See `Change`.
    """

    member: str
    unit: str
    ends: ClassVar[tuple[str, ...]] = (LEADER,)

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        membership(draft, self.member, self.unit, day)
        keys = in_force(draft, "memberships", day, member=self.member, unit=self.unit, role=LEADER)
        if not keys:
            raise ChangeError("refused.leads_not", **who_and_where(draft, self.member, self.unit))
        for key in keys:
            go_on(draft, "memberships", key, day, **PLAIN_ROLE)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return self.member not in leaders(draft, draft.day("memberships", on=self.on), self.unit)


def appoint(draft: Draft, member: str, unit: str, day: Day, *, joint: bool = False) -> None:
    """Let a member lead a unit, alone or beside those who do."""
    sitting = leading(draft, unit, day)
    if not joint:
        for key in sitting:
            if draft.cell("memberships", key, "member") != member:
                go_on(draft, "memberships", key, day, **PLAIN_ROLE)
    own = in_force(draft, "memberships", day, member=member, unit=unit)
    if not any(draft.cell("memberships", key, "role") == LEADER for key in own):
        for key in own:
            go_on(draft, "memberships", key, day, role=LEADER, title=None)
    if not own:
        begin(draft, "memberships", {"member": member, "unit": unit, "role": LEADER}, day)
