"""Rows by the values of a column, as looking through the column finds them."""

from hypothesis import given

from sanzu_graph import Org
from tests.strategies import IDS, LAYERS, ROLES, organisations


@given(organisations())
def test_a_lookup_equals_looking_through(org: Org) -> None:
    asked = [
        *(("memberships", {name: cell}) for name in ("member", "unit") for cell in IDS),
        *(("memberships", {"unit": cell, "role": role}) for cell in IDS for role in ROLES if role),
        *(("units", {"parent": cell}) for cell in IDS),
        *(("units", {"layer": layer}) for layer in LAYERS),
        *(("members", {"id": cell}) for cell in IDS),
        *(("relations", {"source": cell, "target": "A", "kind": "mentors"}) for cell in IDS),
        ("duties", {"duty": "watch"}),
        ("tasks", {"id": "A"}),
        ("members", {"no such column": "A"}),
    ]
    for table, cells in asked:
        frame = org.table(table)
        rows = [
            row
            for row in range(len(frame))
            if all(
                name in frame and isinstance(cell := frame[name].iloc[row], str) and cell == value
                for name, value in cells.items()
            )
        ]
        assert org.lookup.rows(table, cells) == rows


@given(organisations())
def test_dated_rows_are_counted(org: Org) -> None:
    for table in ("members", "units", "memberships", "relations", "duties", "tasks"):
        frame = org.table(table)
        dates = frame[[name for name in ("since", "until") if name in frame]]
        assert org.lookup.dated(table) == int(dates.notna().any(axis="columns").sum())
