"""What holds on a draft by now: who is where, who leads, which rows there are.

A change asks here whether what it wants is so already (`Change.is_done`). `day` is what `Draft.day`
answers: None where the table is edited in place.
"""

from __future__ import annotations

from collections.abc import Mapping

from sanzu_graph.changes.dated_rows import Day, in_force
from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LEADER, columns


def is_in(draft: Draft, day: Day, member: str, unit: str, **cells: object) -> bool:
    """Whether a member is in a unit on the day, in a row with these cells."""
    keys = in_force(draft, "memberships", day, member=member, unit=unit)
    return any(holds(draft, "memberships", key, cells) for key in keys)


def all_hold(draft: Draft, day: Day, member: str, unit: str, cells: Mapping[str, object]) -> bool:
    """Whether a member is in a unit on the day, and every row of it has these cells."""
    keys = in_force(draft, "memberships", day, member=member, unit=unit)
    return bool(keys) and all(holds(draft, "memberships", key, cells) for key in keys)


def leaders(draft: Draft, day: Day, unit: str) -> set[object]:
    """Who leads a unit on the day."""
    keys = in_force(draft, "memberships", day, unit=unit, role=LEADER)
    return {draft.cell("memberships", key, "member") for key in keys}


def exists(draft: Draft, table: str, day: Day, id: str) -> bool:  # noqa: A002 - what the column is called
    """Whether a member or unit is there on the day, or will be."""
    keys = draft.find(table, id=id)
    return bool(keys) and (day is None or (draft.cell(table, keys[0], "until") or day.max) > day)


def has_cells(draft: Draft, table: str, id: str, cells: Mapping[str, object]) -> bool:  # noqa: A002 - what the column is called
    """Whether a member or unit has these cells."""
    return any(holds(draft, table, key, cells) for key in draft.find(table, id=id))


def holds(draft: Draft, table: str, key: int, cells: Mapping[str, object]) -> bool:
    """Whether a row has these cells, in the spelling of a change or of the table."""
    return all(
        _text(draft.cell(table, key, name)) == _text(clean_cell(table, name, value)[0])
        for name, value in cells.items()
    )


def ids_of(table: str, values: Mapping[str, object]) -> dict[str, object]:
    """The cells of a row that name somebody or something."""
    known = columns(table)
    return {
        name: cell
        for name, cell in values.items()
        if name == "id" or (name in known and known[name].references)
    }


def _text(cell: object) -> str:
    return "" if cell is None else canonical(cell)
