"""One unit becomes two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import go_on, in_force
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import fitting, membership, there
from sanzu_graph.changes.roles import appoint
from sanzu_graph.changes.states import exists, is_in, leaders
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft


@dataclass(frozen=True, repr=False)
class SplitUnit(Change):
    """Some members of a unit leave it for a new one, with their roles, duties and dates.

    The new unit has the layer, the parent and the attributes of the old one, but not its name. Who
    led the old unit and goes along leads the new one.

    Parameters
    ----------
    unit, new, members
        Which is split, the id of the new unit, and who goes there: somebody, not all.
    children
        Those units below it that go along.
    name
        The name of the new unit.
    leader
        Who leads the new unit, one of those who go there.
    on
        See `Change`.
    """

    unit: str
    new: str
    members: Sequence[str]
    children: Sequence[str] = field(default=(), kw_only=True)
    name: str | None = field(default=None, kw_only=True)
    leader: str | None = field(default=None, kw_only=True)
    tells: ClassVar[tuple[str, ...]] = ("new",)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return (
            "split_unit"
            + ("" if self.name is None else "_named")
            + ("_with_units" if self.children else "")
        )

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        self._check(draft)
        (key,) = draft.find("units", id=self.unit)
        days = {table: draft.day(table, on=self.on) for table in ("units", "memberships", "duties")}
        begun = days["units"]
        dates = {} if begun is None else {"since": begun}
        draft.add("units", {**draft.row("units", key), "id": self.new, "name": self.name, **dates})
        for table in ("memberships", "duties"):
            for member in self.members:
                for row in in_force(draft, table, days[table], member=member, unit=self.unit):
                    go_on(draft, table, row, days[table], unit=self.new)
        for child in self.children:
            (key,) = draft.find("units", id=child)
            draft.set("units", key, parent=self.new)
        if self.leader is not None:
            appoint(draft, self.leader, self.new, days["memberships"])

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        if not exists(draft, "units", draft.day("units", on=self.on), self.new):
            return False
        day = draft.day("memberships", on=self.on)
        are_moved = all(
            is_in(draft, day, member, self.new) and not is_in(draft, day, member, self.unit)
            for member in self.members
        )
        are_below = all(draft.find("units", id=child, parent=self.new) for child in self.children)
        is_led = self.leader is None or leaders(draft, day, self.new) == {self.leader}
        return are_moved and are_below and is_led

    def _check(self, draft: Draft) -> None:
        day = draft.day("memberships", on=self.on)
        there(draft, "units", self.unit, draft.day("units", "memberships", on=self.on))
        fitting(draft, "units", {"id": self.new, "name": self.name})
        unit = named(draft, "units", self.unit)
        if draft.find("units", id=self.new):
            raise ChangeError("refused.id_taken", table="units", id=self.new)
        for member in self.members:
            membership(draft, member, self.unit, day)
        people = {
            draft.cell("memberships", key, "member")
            for key in in_force(draft, "memberships", day, unit=self.unit)
        }
        if not self.members or people <= set(self.members):
            raise ChangeError(
                "refused.split_all" if self.members else "refused.split_nobody", unit=unit
            )
        for child in self.children:
            if draft.cell("units", there(draft, "units", child), "parent") != self.unit:
                raise ChangeError("refused.no_child", unit=unit, child=named(draft, "units", child))
        if self.leader is not None and self.leader not in self.members:
            there(draft, "members", self.leader)
            raise ChangeError(
                "refused.leader_of_split", member=named(draft, "members", self.leader), new=self.new
            )
