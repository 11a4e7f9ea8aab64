"""What a change takes for granted: that whom it names is there, and that what it is given fits its
column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanzu_graph.changes.dated_rows import Day, in_force
from sanzu_graph.changes.names import Hint, named
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LEADER, PLAIN, TABLES, columns

#: What a row of memberships says of somebody who has no role in the unit; a title is the title of a
#: role.
PLAIN_ROLE = {"role": PLAIN, "title": None}


def there(draft: Draft, table: str, id: str, day: Day = None, *, ahead: bool = False) -> int:  # noqa: A002 - what the column is called
    """The row of a member or unit that is there on the day, or will be (`ahead`)."""
    keys = draft.find(table, id=id)
    if not keys:
        raise ChangeError(
            "refused.not_there", entity=table[:-1], table=table, id=id, hint=Hint(draft, table, id)
        )
    since, until = (draft.cell(table, keys[0], name) for name in ("since", "until"))
    if day is not None and until is not None and until <= day:
        raise ChangeError(
            "refused.gone",
            who=named(draft, table, id),
            until=until.date(),
            on=day.date(),
            table=table,
        )
    if day is not None and since is not None and since > day and not ahead:
        raise ChangeError(
            "refused.to_come",
            who=named(draft, table, id),
            since=since.date(),
            on=day.date(),
            table=table,
        )
    return keys[0]


def membership(draft: Draft, member: str, unit: str, day: Day) -> list[int]:
    """The rows by which a member is in a unit on the day; there is one at least."""
    there(draft, "members", member)
    there(draft, "units", unit)
    return seat_rows(draft, member, unit, day)


def seat_rows(draft: Draft, member: str, unit: str, day: Day) -> list[int]:
    """The same for a member and a unit that are known to be there."""
    keys = in_force(draft, "memberships", day, member=member, unit=unit)
    if not keys:
        raise ChangeError("refused.not_in", **who_and_where(draft, member, unit))
    return keys


def who_and_where(draft: Draft, member: str, unit: str) -> dict[str, Any]:
    """A member and a unit, for an error."""
    return {"member": named(draft, "members", member), "unit": named(draft, "units", unit)}


def leading(draft: Draft, unit: str, day: Day) -> list[int]:
    """The rows by which a unit is led on the day."""
    return in_force(draft, "memberships", day, unit=unit, role=LEADER)


def fitting(draft: Draft, table: str, values: Mapping[str, object]) -> dict[str, object]:
    """Values as their columns have them, references checked."""
    if table not in TABLES:
        raise ChangeError("error.no_table", tables=[table], known=list(TABLES))
    cells = {}
    for name, value in values.items():
        cells[name], fault = clean_cell(table, name, value)
        if fault is not None:
            raise ChangeError("refused.cell", fault=fault)
        home = columns(table)[name].references if name in columns(table) else ""
        if home and cells[name] is not None and not draft.find(home, id=cells[name]):
            entity = home[:-1] if home in ("members", "units") else home
            raise ChangeError(
                "refused.not_there",
                entity=entity,
                table=home,
                id=value,
                hint=Hint(draft, home, str(value)),
            )
    return cells
