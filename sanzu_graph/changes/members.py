"""Changes of who is in the organisation, and of what it keeps about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sanzu_graph.changes.cascade import dissolve
from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import in_force
from sanzu_graph.changes.left_managers import END, FALL, hand_over
from sanzu_graph.changes.memberships import differing
from sanzu_graph.changes.names import named
from sanzu_graph.changes.presence import fitting, there
from sanzu_graph.changes.row_changes import add_row
from sanzu_graph.changes.states import exists, has_cells
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft


@dataclass(frozen=True, repr=False)
class AddMember(Change):
    """A member comes into the organisation, in no unit yet.

    Parameters
    ----------
    member
        The id, which nobody has yet.
    attributes
        Column → value, the name among them.
    on
        See `Change`; where members have dates it becomes their `since`, unless the attributes name
        one.
    """

    member: str
    attributes: Mapping[str, object] = field(default_factory=dict, kw_only=True)
    creates: ClassVar[tuple[str, ...]] = ("member",)

    @property
    def phrase(self) -> str:
        """Which sentence tells it."""
        return "add_member_with" if self.attributes else "add_member"

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        add_entity(draft, "members", self.member, self.attributes, self)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return has_cells(draft, "members", self.member, self.attributes)


@dataclass(frozen=True, repr=False)
class RemoveMember(Change):
    """A member leaves the organisation, with every row that names them.

    On a day, the member and these rows end; without dates they go, in later tables too, where only
    a cell that need not be filled is emptied instead.

    Parameters
    ----------
    member
        Who.
    reports
        What becomes of those who report to the member by solid lines: they ``fall`` to the member's
        own manager, or their line ends (``end``). Where the member has no manager it ends as well.
    on
        See `Change`.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2})
    >>> RemoveMember("B").apply(org).relations.to_numpy().tolist()
    [['C', 'A', 'reports_to']]
    """

    member: str
    reports: str = field(default=FALL, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.reports not in (FALL, END):
            raise ChangeError("refused.reports_left", value=self.reports)

    def units(self, draft: Draft) -> list[str]:
        """Those that the member is in."""
        day = draft.day("memberships", on=self.on)
        keys = in_force(draft, "memberships", day, member=self.member)
        return list(dict.fromkeys(str(draft.cell("memberships", key, "unit")) for key in keys))

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        day = draft.day("members", "memberships", "relations", "duties", on=self.on)
        there(draft, "members", self.member, day, ahead=True)
        if self.reports == FALL:
            hand_over(draft, draft.day("relations", on=self.on), self.member)
        dissolve(draft, "members", self.member, day, on=self.on)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return not exists(draft, "members", draft.day("members", on=self.on), self.member)


@dataclass(frozen=True, repr=False)
class EditMember(Change):
    """Columns of a member get other values, on all days.

    Parameters
    ----------
    member
        Who; the id cannot be edited.
    values
        Column → value; None empties.
    on
        Without meaning here: a member has one row, which is corrected.
    """

    member: str
    values: Mapping[str, object]

    def make(self, draft: Draft) -> None:
        """See `Change.make`."""
        there(draft, "members", self.member)
        if "id" in self.values:
            raise ChangeError("refused.id", who=named(draft, "members", self.member))
        edit_entity(draft, "members", self.member, self.values)

    def is_done(self, draft: Draft) -> bool:
        """See `Change.is_done`."""
        return has_cells(draft, "members", self.member, self.values)


def add_entity(
    draft: Draft,
    table: str,
    id: str,  # noqa: A002
    attributes: Mapping[str, object],
    change: Change,
) -> None:
    """Add a member or unit, who begins that day where the table has dates."""
    if "id" in attributes:
        raise ChangeError("refused.id", who=named(draft, table, id))
    day = draft.day(table, on=change.on)
    add_row(
        draft,
        table,
        {**({} if day is None else {"since": day.date().isoformat()}), **attributes, "id": id},
    )


def edit_entity(draft: Draft, table: str, id: str, values: Mapping[str, object]) -> None:  # noqa: A002 - the column
    """Edit the row of a member or unit."""
    key = there(draft, table, id)
    cells = fitting(draft, table, values)
    if not differing(draft, table, [key], cells):
        raise ChangeError("refused.same", who=named(draft, table, id), values=values)
    draft.set(table, key, cells)
