"""What becomes of leaders, roles and titles when a change is made: seen by making it on a draft, not
foretold.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple, Protocol

from sanzu_graph.changes.dated_rows import in_force, posts_in_force
from sanzu_graph.changes.left_managers import of_reports, reports_to
from sanzu_graph.changes.names import Post, named
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import DEPUTY, LEADER, PLAIN


class _MadeChange(Protocol):
    """What is looked at of a `Change`; its words are told there."""

    tells: ClassVar[tuple[str, ...]]
    ends: ClassVar[tuple[str, ...]]

    @property
    def on(self) -> datetime.date | None: ...
    def units(self, draft: Draft) -> list[str]: ...
    def make(self, draft: Draft) -> None: ...


class _Seat(NamedTuple):
    """The roles and titles that a member has in a unit; one of them at least is no plain member's."""

    roles: tuple[str, ...]
    titles: tuple[str, ...]


#: Member and unit → seat with a post, as it is on the day of the change.
_Seats = Mapping[tuple[str, str], _Seat]


def outcomes(change: _MadeChange, draft: Draft) -> Iterator[tuple[str, dict[str, object]]]:
    """What to say of leaders, and of roles and titles that end; nothing if the change cannot be made.

    Each is a sentence of the catalog with what fills it.
    """
    units = change.units(draft)
    before, day = _seats(change, draft, units), draft.day("relations", on=change.on)
    reports = reports_to(change, draft, day)
    try:
        change.make(draft)
    except ChangeError:
        return
    after = _seats(change, draft, units)
    yield from _of_units(change, draft, units, before, after)
    yield from _of_leaders(change, draft, before, after)
    yield from _of_posts(draft, before, after)
    yield from of_reports(draft, day, reports)


def _of_units(
    change: _MadeChange, draft: Draft, units: list[str], before: _Seats, after: _Seats
) -> Iterator[tuple[str, dict[str, object]]]:
    """Who leads a unit afterwards, where that is always told; and units left without a leader."""
    always_told = {str(getattr(change, name)) for name in change.tells}
    for unit in dict.fromkeys(units):
        leaders = _leaders(after, unit)
        if unit in always_told:
            key = "change.led_by" if leaders else "change.led_by_nobody"
            who = [named(draft, "members", member) for member in leaders]
            yield key, {"unit": named(draft, "units", unit), "leaders": who}
        elif _leaders(before, unit) and not leaders and _is_filled(change, draft, unit):
            yield "change.left_without_leader", {"unit": named(draft, "units", unit)}


def _of_leaders(
    change: _MadeChange, draft: Draft, before: _Seats, after: _Seats
) -> Iterator[tuple[str, dict[str, object]]]:
    """Who leads none of the units any longer."""
    own = getattr(change, "member", None) if LEADER in change.ends else None
    leading = set(_leaders(after))
    lost = [leader for leader in _leaders(before) if leader not in leading and leader != own]
    if lost:
        yield "change.steps_down", {"leaders": [named(draft, "members", leader) for leader in lost]}


def _of_posts(
    draft: Draft, before: _Seats, after: _Seats
) -> Iterator[tuple[str, dict[str, object]]]:
    """Whose role (but for that of a leader) or title ends; it is no loss to lead instead."""
    leading = set(_leaders(after))
    roles = {(member, role) for (member, _), seat in after.items() for role in seat.roles}
    titles = {(member, title) for (member, _), seat in after.items() for title in seat.titles}
    lost: dict[tuple[str, str, Post], list[str]] = {}
    for (member, unit), seat in before.items():
        ended = [
            role
            for role in seat.roles
            if role not in (LEADER, PLAIN)
            and (member, role) not in roles
            and not (role == DEPUTY and member in leading)
        ]
        called = tuple(title for title in seat.titles if (member, title) not in titles)
        for role in ended:
            lost.setdefault(("change.role_ends", unit, Post(role, called)), []).append(member)
        if called and not ended:
            lost.setdefault(("change.title_ends", unit, Post("", called)), []).append(member)
    for (key, unit, post), members in lost.items():
        who = [named(draft, "members", person) for person in members]
        yield key, {"post": post, "unit": named(draft, "units", unit), "members": who}


def _is_filled(change: _MadeChange, draft: Draft, unit: str) -> bool:
    day = draft.day("memberships", on=change.on)
    return bool(in_force(draft, "memberships", day, unit=unit))


def _leaders(seats: _Seats, unit: str | None = None) -> list[str]:
    """Who leads a unit, or any of them."""
    return list(
        dict.fromkeys(
            member
            for (member, where), seat in seats.items()
            if LEADER in seat.roles and unit in (None, where)
        )
    )


def _seats(change: _MadeChange, draft: Draft, units: list[str]) -> _Seats:
    """The seats with a post in some units on the day of the change."""
    day = draft.day("memberships", on=change.on)
    rows: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for unit in dict.fromkeys(units):
        for key in posts_in_force(draft, day, unit):
            member, role, title = (
                draft.cell("memberships", key, name) for name in ("member", "role", "title")
            )
            rows.setdefault((str(member), unit), []).append((str(role), title))
    return {
        seat: _Seat(
            tuple(dict.fromkeys(role for role, _ in some)),
            tuple(dict.fromkeys(str(title) for _, title in some if title is not None)),
        )
        for seat, some in rows.items()
    }
