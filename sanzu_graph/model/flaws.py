"""A flaw: one kind of fault in one column, and the rows it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.errors import Fault
from sanzu_graph.model.column_values import Mask
from sanzu_graph.model.grouping import Positions

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Place:
    """Where a table came from: a file or sheet name, and each row's number there.

    Without a name the table came from a frame, and rows are counted by position from 0.
    """

    name: str = ""
    rows: Sequence[int] | NDArray[np.intp] | None = None

    def row(self, position: int) -> int:
        """The row number a person finds that row under."""
        return int(position if self.rows is None else self.rows[position])


@dataclass(frozen=True, eq=False)
class Flaw:
    """One kind of fault in one column: the rows it concerns, or None for the whole table."""

    key: str
    table: str
    column: str = ""
    rows: Positions | None = None
    fields: Callable[[int], Mapping[str, object]] = field(default=lambda _: {})


def rows_of(mask: Mask) -> Iterator[Positions]:
    """The positions of a mask, once, if it has any."""
    rows = np.flatnonzero(mask)
    if len(rows):
        yield rows


def faults_of(flaws: list[Flaw], raw: Tables, where: Mapping[str, Place]) -> list[Fault]:
    """Every flaw as faults, one a row; `raw` still holds the cells as they were given."""
    return [
        fault
        for flaw in flaws
        for fault in (
            [
                Fault(
                    flaw.key,
                    flaw.table,
                    where[flaw.table].name,
                    None,
                    flaw.column,
                    "",
                    flaw.fields(-1),
                )
            ]
            if flaw.rows is None
            else [
                fault_of(flaw, row, raw[flaw.table], where[flaw.table])
                for row in flaw.rows.tolist()
            ]
        )
    ]


def fault_of(flaw: Flaw, row: int, frame: pd.DataFrame, place: Place) -> Fault:
    """One row of a flaw as a fault."""
    headings = list(frame.columns)  # where a heading repeats, its first column is meant
    value = (
        frame.iloc[:, headings.index(flaw.column)].iloc[row]
        if flaw.column and flaw.column in headings
        else ""
    )
    shown = "" if pd.isna(value) else str(value)
    return Fault(
        flaw.key, flaw.table, place.name, place.row(row), flaw.column, shown, flaw.fields(row)
    )
