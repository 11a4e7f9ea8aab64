"""Whom an edit touches: the members and units of every row that it removes, changes or adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sanzu_graph.model.edits import Edit
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import columns

_ENDS = {
    "members": (("id", "members"),),
    "units": (("id", "units"), ("parent", "units")),
    "memberships": (("member", "members"), ("unit", "units")),
    "relations": (("source", "members"), ("target", "members")),
}


class Touched(NamedTuple):
    """Ids of members and units."""

    members: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def __or__(self, other: object) -> Touched:
        return (
            Touched(self.members | other.members, self.units | other.units)
            if isinstance(other, Touched)
            else NotImplemented
        )


def touched(org: Org, edit: Edit, tables: tuple[str, ...] = tuple(_ENDS)) -> Touched:
    """Whom an edit of an organisation touches in some tables."""
    ids: dict[str, set[str]] = {"members": set(), "units": set()}
    for table in tables:
        for column, home in _ENDS[table]:
            ids[home].update(_named(org, edit, table, column))
    return Touched(frozenset(ids["members"]), frozenset(ids["units"]))


def _named(org: Org, edit: Edit, table: str, column: str) -> Iterator[str]:
    below = org.lookup.cells(table).get(column)
    assert column in columns(table)
    for row in (*edit.removed.get(table, ()), *edit.changed.get(table, ())):
        if below is not None and isinstance(below[row], str):
            yield below[row]
    for cells in (*edit.changed.get(table, {}).values(), *edit.added.get(table, ())):
        if isinstance(cells.get(column), str):
            yield cells[column]
