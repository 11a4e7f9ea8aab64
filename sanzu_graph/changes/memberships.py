"""Changes of who is in what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import begin, end, go_on, in_force, settle
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import (
    PLAIN_ROLE,
    fitting,
    membership,
    seat_rows,
    there,
    who_and_where,
)
from sanzu_graph.changes.states import all_hold, is_in
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft, same
from sanzu_graph.model.lookups import DATES
from sanzu_graph.schema import PLAIN


@dataclass(frozen=True, repr=False)
class MoveMember(Change):
    """A member leaves a unit for another one of its layer.

    Parameters
    ----------
    member, source, target
        Who, from where, to where.
    keep_role
        Whether role and title go along; otherwise the member arrives without one.
    on
        See `Change`.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1"], "unit": ["T1"], "role": ["leader"]})
    >>> move = MoveMember("M1", "T1", "T2")
    >>> move.apply(org).memberships[["unit", "role"]].to_numpy().tolist()
    [['T2', 'member']]
    >>> move.describe("en"), move.describe("en", org=org)
    ('Move M1 from T1 to T2', 'Move M1 from T1 to T2; no longer leading: M1')
    """

    member: str
    source: str
    target: str
    keep_role: bool = field(default=False, kw_only=True)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "move_member_with_role" if self.keep_role else "move_member"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        there(draft, "members", self.member, day)
        source, target = there(draft, "units", self.source), there(draft, "units", self.target, day)
        keys = seat_rows(draft, self.member, self.source, day)
        if self.source == self.target:
            raise ChangeError(
                "refused.moved_already", **who_and_where(draft, self.member, self.target)
            )
        layers = [draft.cell("units", key, "layer") for key in (source, target)]
        if layers[0] != layers[1]:
            units = [named(draft, "units", unit) for unit in (self.source, self.target)]
            raise ChangeError(
                "refused.other_layer",
                source=units[0],
                target=units[1],
                from_layer=layers[0],
                to_layer=layers[1],
            )
        if in_force(draft, "memberships", day, member=self.member, unit=self.target):
            raise ChangeError(
                "refused.in_both",
                **who_and_where(draft, self.member, self.target),
                source=named(draft, "units", self.source),
            )
        for key in keys:
            go_on(
                draft,
                "memberships",
                key,
                day,
                unit=self.target,
                **({} if self.keep_role else PLAIN_ROLE),
            )

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        day = draft.day("memberships", on=self.on)
        there = is_in(draft, day, self.member, self.target)
        return there and not is_in(draft, day, self.member, self.source)


@dataclass(frozen=True, repr=False)
class JoinUnit(Change):
    """A member joins a unit, and stays in all others.

    Parameters
    ----------
    member, unit
        Who, and what.
    role, title
        The role there, and what the organisation calls it.
    on
        See `Change`.
    """

    member: str
    unit: str
    role: str = field(default=PLAIN, kw_only=True)
    title: str | None = field(default=None, kw_only=True)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "join_unit" if self.role == PLAIN else "join_unit_as"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        there(draft, "members", self.member, day)
        there(draft, "units", self.unit, day)
        cells = fitting(draft, "memberships", {"role": self.role, "title": self.title})
        if in_force(draft, "memberships", day, member=self.member, unit=self.unit):
            raise ChangeError("refused.in_already", **who_and_where(draft, self.member, self.unit))
        begin(draft, "memberships", {"member": self.member, "unit": self.unit, **cells}, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        cells = {"role": self.role, **({} if self.title is None else {"title": self.title})}
        return is_in(draft, draft.day("memberships", on=self.on), self.member, self.unit, **cells)


@dataclass(frozen=True, repr=False)
class LeaveUnit(Change):
    """A member leaves a unit, with every role there.

    Parameters
    ----------
    member, unit
        Who, and what.
    on
        See `Change`.
    """

    member: str
    unit: str

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        for key in membership(draft, self.member, self.unit, day):
            end(draft, "memberships", key, day)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return not is_in(draft, draft.day("memberships", on=self.on), self.member, self.unit)


@dataclass(frozen=True, repr=False)
class EditMembership(Change):
    """Columns of a membership get other values: in every row of it that is in force.

    Parameters
    ----------
    member, unit
        Whose membership in what; these two cannot be edited.
    values
        Column → value; None empties. With `since` or `until` among them the record is corrected, on
        all days.
    on
        See `Change`.
    """

    member: str
    unit: str
    values: Mapping[str, object]

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("memberships", on=self.on)
        keys = membership(draft, self.member, self.unit, day)
        for name in ("member", "unit"):
            if name in self.values:
                raise ChangeError("refused.membership_ids", column=name)
        cells = fitting(draft, "memberships", self.values)
        other = differing(draft, "memberships", keys, cells)
        if not other:
            raise ChangeError(
                "refused.same_membership",
                **who_and_where(draft, self.member, self.unit),
                values=self.values,
            )
        for key in other:
            if set(DATES) & set(cells):
                draft.set("memberships", key, cells)
                settle(draft, "memberships", key)
            else:
                go_on(draft, "memberships", key, day, **cells)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return all_hold(
            draft, draft.day("memberships", on=self.on), self.member, self.unit, self.values
        )


def differing(draft: Draft, table: str, keys: list[int], cells: Mapping[str, object]) -> list[int]:
    """Those rows in which one of the cells is another."""
    return [
        key
        for key in keys
        if not all(same(draft.cell(table, key, name), cell) for name, cell in cells.items())
    ]
