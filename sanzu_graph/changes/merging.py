"""Two units become one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from sanzu_graph.changes.cascade import pass_references
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import Day, go_on, in_force, not_over, settle
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import PLAIN_ROLE, leading, there
from sanzu_graph.changes.roles import appoint
from sanzu_graph.changes.states import exists, leaders
from sanzu_graph.changes.units import above
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.edits import Row
from sanzu_graph.schema import LEADER


@dataclass(frozen=True, repr=False)
class MergeUnits(Change):
    """A unit goes up in another one of its layer. With it go its members, their roles and dates,
    its duties and the units below it.

    Rows that become equal are one. Where the other unit has a leader, that one stays and the
    leaders who come become plain members; else they go on to lead. The other unit's name and
    attributes stay. On a day, what was before that day stays as it was; without dates, later tables
    name the other unit from now on.

    Parameters
    ----------
    unit, into
        Which goes up, and in which.
    leader
        Who leads afterwards, a member of either; all other leaders become plain members.
    on
        See `Change`.
    """

    unit: str
    into: str
    leader: str | None = field(default=None, kw_only=True)
    tells: ClassVar[tuple[str, ...]] = ("into",)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "merge_units" if self.leader is None else "merge_units_led"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("units", "memberships", "duties", on=self.on)
        self._check(draft)
        self._pass_memberships(draft)
        moment = draft.day("duties", on=self.on)
        for key in not_over(draft, "duties", moment, unit=self.unit):
            _pass(draft, "duties", key, moment, {"unit": self.into})
        for key in not_over(draft, "units", day, parent=self.unit):
            draft.set("units", key, parent=self.into)
        (key,) = draft.find("units", id=self.unit)
        since = draft.cell("units", key, "since")
        if day is not None and (since is None or since < day):
            draft.set("units", key, until=day)
            return
        pass_references(draft, "units", self.unit, self.into)
        draft.remove("units", key)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        # Nobody knows any longer who was in the unit that is gone.
        day = draft.day("units", on=self.on)
        if exists(draft, "units", day, self.unit) or not exists(draft, "units", day, self.into):
            return False
        return self.leader is None or leaders(
            draft, draft.day("memberships", on=self.on), self.into
        ) == {self.leader}

    def _check(self, draft: Draft) -> None:
        day = draft.day("units", "memberships", "duties", on=self.on)
        keys = there(draft, "units", self.unit, day), there(draft, "units", self.into, day)
        unit, into = (named(draft, "units", unit_id) for unit_id in (self.unit, self.into))
        if self.unit == self.into:
            raise ChangeError("refused.merge_itself", unit=unit)
        layers = [draft.cell("units", key, "layer") for key in keys]
        if layers[0] != layers[1]:
            raise ChangeError(
                "refused.other_layer",
                source=unit,
                target=into,
                from_layer=layers[0],
                to_layer=layers[1],
            )
        if self.unit in above(draft, self.into):
            raise ChangeError("refused.merge_below", unit=unit, into=into)
        if self.leader is not None:
            there(draft, "members", self.leader, day)
            moment = draft.day("memberships", on=self.on)
            if not any(
                in_force(draft, "memberships", moment, member=self.leader, unit=unit_id)
                for unit_id in (self.unit, self.into)
            ):
                raise ChangeError(
                    "refused.leader_of_merged",
                    member=named(draft, "members", self.leader),
                    unit=unit,
                    into=into,
                )

    def _pass_memberships(self, draft: Draft) -> None:
        day = draft.day("memberships", on=self.on)
        sitting = {
            draft.cell("memberships", key, "member") for key in leading(draft, self.into, day)
        }
        for key in not_over(draft, "memberships", day, unit=self.unit):
            member, role = (draft.cell("memberships", key, name) for name in ("member", "role"))
            down = PLAIN_ROLE if role == LEADER and sitting and member not in sitting else {}
            _pass(draft, "memberships", key, day, {"unit": self.into, **down})
        if self.leader is not None:
            appoint(draft, self.leader, self.into, day)


def _pass(draft: Draft, table: str, key: int, day: Day, cells: Row) -> None:
    """Let a row go on in the other unit: from that day on, or, if it is still to come, from its
    own.
    """
    since = draft.cell(table, key, "since")
    if day is None or since is None or since <= day:
        go_on(draft, table, key, day, **cells)
    else:
        draft.set(table, key, cells)
        settle(draft, table, key)
