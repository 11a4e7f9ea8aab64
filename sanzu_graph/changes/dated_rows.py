"""How rows begin and end: every change says what becomes of which rows, here alone it says when.

Everywhere `day` is what `Draft.day` answers: None where the table is edited in place.
"""

from __future__ import annotations

import datetime

from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.edits import Row
from sanzu_graph.model.lookups import DATES

Day = datetime.datetime | None


def in_force(draft: Draft, table: str, day: Day, /, **cells: object) -> list[int]:
    """The rows with these cells that hold on the day: `since` ≤ day < `until`."""
    return _begun(draft, table, day, not_over(draft, table, day, **cells))


def not_over(draft: Draft, table: str, day: Day, /, **cells: object) -> list[int]:
    """The rows with these cells that hold on the day or will hold later."""
    return _not_over(draft, table, day, draft.find(table, cells))


def posts_in_force(draft: Draft, day: Day, unit: str) -> list[int]:
    """The posts of a unit (`Draft.posts`) that somebody has on the day."""
    keys = _not_over(draft, "memberships", day, draft.posts(unit))
    return _begun(draft, "memberships", day, keys)


def _not_over(draft: Draft, table: str, day: Day, keys: list[int]) -> list[int]:
    return (
        keys
        if day is None
        else [
            key for key in keys if (until := draft.cell(table, key, "until")) is None or until > day
        ]
    )


def _begun(draft: Draft, table: str, day: Day, keys: list[int]) -> list[int]:
    return (
        keys
        if day is None
        else [key for key in keys if not _begins(draft, table, key, day, after=True)]
    )


def end(draft: Draft, table: str, key: int, day: Day) -> None:
    """A row holds no longer from that day on; one that would then never have held goes."""
    if day is None or _begins(draft, table, key, day):
        draft.remove(table, key)
    else:
        draft.set(table, key, until=day)
        settle(draft, table, key)


def begin(draft: Draft, table: str, cells: Row, day: Day) -> None:
    """A row holds from that day on; it is one with equal ones that hold by then, or begin later."""
    row = {**cells} if day is None else {**cells, "since": day}
    equal: list[int] = []
    for key in list(draft.twins(table, row, but=() if day is None else DATES)):
        if day is None:
            return
        since, until = (draft.cell(table, key, name) for name in DATES)
        last = row.get("until")
        if (until is None or until >= day) and (since is None or last is None or since <= last):
            row["since"] = since and min(since, row["since"])
            row["until"] = until and last and max(until, last)
            equal.append(key)
    if not equal:
        draft.add(table, row)
        return
    for key in equal[1:]:
        draft.remove(table, key)
    draft.set(table, equal[0], since=row["since"], until=row["until"])


def go_on(draft: Draft, table: str, key: int, day: Day, /, **cells: object) -> None:
    """A row goes on with some cells changed: in place, or by ending it and beginning another until
    the same day.
    """
    if day is None:
        draft.set(table, key, cells)
        settle(draft, table, key)
    else:
        row = {**draft.row(table, key), **cells}
        end(draft, table, key, day)
        begin(draft, table, row, day)


def settle(draft: Draft, table: str, key: int) -> None:
    """A row that has come to equal another in every column is one with it."""
    if any(twin != key for twin in draft.twins(table, draft.row(table, key))):
        draft.remove(table, key)


def _begins(draft: Draft, table: str, key: int, day: Day, *, after: bool = False) -> bool:
    """Whether a row begins on the day or after it, or only after it."""
    since = draft.cell(table, key, "since")
    return day is not None and since is not None and bool(since > day if after else since >= day)
