"""Who sits where by now: what the board shows of a member or a unit, read from a draft."""

from __future__ import annotations

from typing import Any

from sanzu_graph.changes.dated_rows import Day, in_force
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.vacancies import held_above
from sanzu_graph.schema import DOTTED_LINE, LEADER, PLAIN, REPORTS_TO


def seats(draft: Draft, member: str, day: Day) -> list[tuple[str, str]]:
    """The units that a member is in, each with the role there; the first of several roles is the
    gravest.
    """
    roles: dict[str, str] = {}
    for key in in_force(draft, "memberships", day, member=member):
        unit, role = (
            str(draft.cell("memberships", key, name) or PLAIN) for name in ("unit", "role")
        )
        if unit not in roles or role == LEADER or roles[unit] == PLAIN:
            roles[unit] = role
    return [
        (unit, role) for unit, role in roles.items() if there(draft, "units", unit, day) is not None
    ]


def mentors(draft: Draft, member: str, kind: str, day: Day) -> list[str]:
    """Who mentors a member."""
    keys = in_force(draft, "relations", day, target=member, kind=kind)
    return list(dict.fromkeys(str(draft.cell("relations", key, "source")) for key in keys))


def apprentices(draft: Draft, member: str, kind: str, day: Day) -> list[str]:
    """Whom a member mentors; nobody counts as their own mentor."""
    keys = in_force(draft, "relations", day, source=member, kind=kind)
    members = dict.fromkeys(str(draft.cell("relations", key, "target")) for key in keys)
    return [one for one in members if one != member]


def managers(draft: Draft, member: str, day: Day, kind: str = REPORTS_TO) -> list[str]:
    """To whom a member reports by a kind of line; nobody reports to oneself here."""
    keys = in_force(draft, "relations", day, source=member, kind=kind)
    targets = dict.fromkeys(str(draft.cell("relations", key, "target")) for key in keys)
    return [
        one for one in targets if one != member and there(draft, "members", one, day) is not None
    ]


def reports(draft: Draft, member: str, day: Day) -> list[str]:
    """Who reports to a member by solid lines."""
    keys = in_force(draft, "relations", day, target=member, kind=REPORTS_TO)
    sources = dict.fromkeys(str(draft.cell("relations", key, "source")) for key in keys)
    return [
        one for one in sources if one != member and there(draft, "members", one, day) is not None
    ]


def below(draft: Draft, member: str, day: Day) -> set[str]:
    """All who are below a member by solid lines."""
    found: set[str] = set()
    step = {member}
    while step:
        step = {one for manager in step for one in reports(draft, manager, day)} - found
        found |= step
    return found


def open_posts(draft: Draft, day: Day) -> dict[str, list[str]]:
    """The posts that nobody holds: id → title, unit, and the member under whom it stands.

    That member is the manager of the post, or of the open post above it.
    """
    rows = {
        str(draft.cell("positions", key, "id")): draft.row("positions", key)
        for key in in_force(draft, "positions", day)
    }
    open_rows = {id_: row for id_, row in rows.items() if row.get("holder") is None}
    above = {id_: str(row["above"]) for id_, row in open_rows.items() if row.get("above")}
    known = {
        id_: str(row.get("holder") or row.get("manager"))
        for id_, row in rows.items()
        if row.get("holder") or row.get("manager")
    }
    return {
        id_: [
            str(row.get("title") or id_),
            str(row.get("unit") or ""),
            held_above(id_, above, known),
        ]
        for id_, row in open_rows.items()
    }


def people(draft: Draft, unit: str, day: Day) -> list[str]:
    """The members of a unit."""
    return list(
        dict.fromkeys(
            str(draft.cell("memberships", key, "member"))
            for key in in_force(draft, "memberships", day, unit=unit)
        )
    )


def lined(draft: Draft, member: str) -> set[str]:
    """Who has, on any day, a line to or from a member."""
    return {
        str(draft.cell("relations", key, end))
        for mine, end in (("source", "target"), ("target", "source"))
        for key in in_force(draft, "relations", None, **{mine: member})
    }


def there(draft: Draft, table: str, id: str, day: Day) -> int | None:  # noqa: A002 - it is what the column is called
    """The row of a member or unit that is there on the day."""
    return next(iter(in_force(draft, table, day, id=id)), None)


def shown_member(draft: Draft, member: str, kind: str, day: Day) -> list[Any] | None:
    """What a page shows of a member: name, position, seats, mentors, managers, to whom dotted lines
    go; None: not there.
    """
    key = there(draft, "members", member, day)
    if key is None:
        return None
    name, position = (draft.cell("members", key, column) for column in ("name", "position"))
    member_seats = [list(seat) for seat in seats(draft, member, day)]
    return [
        str(name or member),
        str(position or ""),
        member_seats,
        mentors(draft, member, kind, day),
        managers(draft, member, day),
        managers(draft, member, day, DOTTED_LINE),
    ]


def shown_unit(draft: Draft, unit: str, day: Day) -> list[Any] | None:
    """What a page shows of a unit: name, layer, parent; None: not there."""
    key = there(draft, "units", unit, day)
    if key is None:
        return None
    name, layer, parent = (
        draft.cell("units", key, column) for column in ("name", "layer", "parent")
    )
    return [str(name or unit), str(layer), str(parent or "")]
