"""Reading a difference as rows that go and rows that come: nobody would say it so, but it is always
exact.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sanzu_graph.changes.row_changes import AddRow, RemoveRow
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.remainder import Cells, Remainder, rows_of
from sanzu_graph.scenarios.structure_readings import top_down
from sanzu_graph.schema import TABLES, columns


def read_rows(rest: Remainder) -> None:
    """All that differs, as rows: those that name others go first and come last."""
    gone, come = (
        {table: side(table) for table in TABLES} for side in (rest.gone_rows, rest.come_rows)
    )
    for table, rows in _rows_to_lift(rest).items():
        gone[table] += rows
        come[table] += rows
    for table in reversed(TABLES):
        for row in reversed(_ordered(rest.current, table, gone[table])):
            rest.read.append(RemoveRow(table, row))
    for table in TABLES:
        for row in _ordered(rest.wanted, table, come[table]):
            rest.read.append(AddRow(table, row))


def _ordered(org: Org, table: str, rows: list[Cells]) -> list[Cells]:
    return top_down(org, rows) if table == "units" else rows


def _rows_to_lift(rest: Remainder) -> dict[str, list[Cells]]:
    """Rows that stay as they are, but name one that is replaced, and so make way for a moment."""
    lifted: dict[str, set[int]] = {}
    for table in [
        table for table in TABLES if "id" in columns(table)
    ]:  # who is named stands in an earlier table, or in its own
        replaced = {row["id"] for row in rest.gone_rows(table)} & {
            row["id"] for row in rest.come_rows(table)
        }
        replaced |= {row["id"] for row in _rows(rest, table, lifted.get(table, set()))}
        while replaced:
            lifts = {
                other: _naming(rest, other, table, replaced) - lifted.get(other, set())
                for other in TABLES
            }
            for other, rows in lifts.items():
                lifted.setdefault(other, set()).update(rows)
            replaced = {row["id"] for row in _rows(rest, table, lifts[table])}
    return {table: list(_rows(rest, table, rows)) for table, rows in lifted.items()}


def _naming(rest: Remainder, table: str, home: str, ids: set[str]) -> set[int]:
    """The rows of a table that name one of these ids and do not go anyway."""
    frame, keys = rest.current.table(table), set()
    for column in columns(table).values():
        if column.references == home and column.name in frame:
            keys |= set(np.flatnonzero(frame[column.name].isin(ids)).tolist())
    return keys - set(rest.gone.get(table, ()))


def _rows(rest: Remainder, table: str, positions: set[int]) -> Iterator[Cells]:
    return rows_of(rest.current.table(table), np.array(sorted(positions), dtype=np.intp))
