"""What goes with a member or unit that goes: nothing may name what is no longer there."""

from __future__ import annotations

import datetime

from sanzu_graph.changes.dated_rows import Day, end, not_over, settle
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import CORE, TABLES, columns


def dissolve(draft: Draft, table: str, id: str, day: Day, *, on: datetime.date | None) -> None:  # noqa: A002 - the column
    """End a member or unit on a day, with the rows that name it; without a day, or before it began,
    take it out.
    """
    (key,) = draft.find(table, id=id)
    since = draft.cell(table, key, "since")
    if day is None or (since is not None and since >= day):
        take_out(draft, table, id)
        return
    draft.set(table, key, until=day)
    for other in CORE:
        moment = draft.day(other, on=on)
        for column in (
            reference.name
            for reference in columns(other).values()
            if reference.references == table and reference.required
        ):
            for row in not_over(draft, other, moment, **{column: id}):
                end(draft, other, row, moment)


def pass_references(draft: Draft, table: str, id: str, other: str) -> None:  # noqa: A002 - the column
    """Let all rows that name a member or unit name another one, on all days."""
    for where in TABLES:
        for column in columns(where).values():
            for row in draft.find(where, {column.name: id}) if column.references == table else []:
                draft.set(where, row, {column.name: other})
                settle(draft, where, row)


def take_out(draft: Draft, table: str, id: str) -> None:  # noqa: A002 - the column
    """Remove a row by its id, and the rows that cannot be without it.

    Where a cell may be empty, the id is removed from it.
    """
    for other in TABLES:
        for column in columns(other).values():
            for row in draft.find(other, {column.name: id}) if column.references == table else []:
                if not column.required:
                    draft.set(other, row, {column.name: None})
                    settle(draft, other, row)
                elif "id" in columns(other):
                    take_out(draft, other, str(draft.cell(other, row, "id")))
                else:
                    draft.remove(other, row)
    for row in draft.find(table, id=id):
        draft.remove(table, row)
