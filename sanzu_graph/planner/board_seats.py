"""Who sits where by now: what the board shows of a member or a unit, read from a draft."""

from __future__ import annotations

from typing import Any

from sanzu_graph.changes.dated_rows import Day, in_force
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LEADER, PLAIN


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


def people(draft: Draft, unit: str, day: Day) -> list[str]:
    """The members of a unit."""
    return list(
        dict.fromkeys(
            str(draft.cell("memberships", key, "member"))
            for key in in_force(draft, "memberships", day, unit=unit)
        )
    )


def there(draft: Draft, table: str, id: str, day: Day) -> int | None:  # noqa: A002 - it is what the column is called
    """The row of a member or unit that is there on the day."""
    return next(iter(in_force(draft, table, day, id=id)), None)


def shown_member(draft: Draft, member: str, kind: str, day: Day) -> list[Any] | None:
    """What a page shows of a member: name, position, seats, mentors; None: not there."""
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
