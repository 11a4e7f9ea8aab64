"""`Edit`: the rows in which one organisation differs from the one made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sanzu_graph.model.cleaning import is_clean
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.schema import columns

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables

#: Behind the id of a unit whose id another unit has, on the other side or earlier.
OTHER = "\x1f"
#: A row, or some of its cells, by column; a column left out is empty, and so is None.
Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Edit:
    """A difference between two organisations, row by row; positions are those of the organisation
    it is made on.

    Attributes
    ----------
    removed : table → positions of the rows that go
    changed : table → position → the cells that are other; the row stays in its place
    added : table → rows that come, behind the others
    renamed : old id → new id of the units that are the same afterwards; their rows go and come
    first_ids : id → the id at first of the units that come and had another in between
    """

    removed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    changed: Mapping[str, Mapping[int, Row]] = field(default_factory=dict)
    added: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    first_ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def created(self) -> dict[str, str]:
        """The units that come: id at first → id."""
        ids = {str(row["id"]) for row in self.added.get("units", ())} - {*self.renamed.values()}
        return {self.first_ids.get(unit, unit): unit for unit in sorted(ids)}

    @property
    def tables(self) -> list[str]:
        """The tables that differ."""
        named = {
            name: None
            for part in (self.removed, self.changed, self.added)
            for name, rows in part.items()
            if len(rows)
        }
        return list(named)

    def __bool__(self) -> bool:
        return bool(self.tables)


def edited(tables: Mapping[str, pd.DataFrame], edit: Edit) -> Tables:
    """The tables with an edit made; those it does not touch are the same objects."""
    result = dict(tables)
    for name in edit.tables:
        frame = tables.get(name)
        frame = pd.DataFrame(columns=list(columns(name)), dtype="str") if frame is None else frame
        frame = _with_cells(frame, edit.changed.get(name, {}))
        gone = np.asarray(edit.removed.get(name, ()), dtype=np.intp)
        if len(gone):
            frame = frame.iloc[np.setdiff1d(np.arange(len(frame)), gone)]
        result[name] = _with_rows(frame, edit.added.get(name, ())).reset_index(drop=True)
    return result


def sound_tables(before: Mapping[str, pd.DataFrame], after: Tables, edit: Edit) -> list[str]:
    """The tables after an edit that no intake would alter.

    The edit does not touch them. Or it writes cells just as an intake gives them, and no column
    gets another type.
    """
    return [
        name
        for name, frame in after.items()
        if name not in edit.tables
        or (
            name in before
            and frame.dtypes.equals(before[name].dtypes)
            and all(
                is_clean(name, column, value) for column, value in _new_cells(name, frame, edit)
            )
        )
    ]


def _new_cells(name: str, frame: pd.DataFrame, edit: Edit) -> Iterator[tuple[str, Any]]:
    """The cells that an edit writes into a table; a row that comes has one in every column."""
    for row in edit.changed.get(name, {}).values():
        yield from row.items()
    headings = [str(heading) for heading in frame]
    for row in edit.added.get(name, ()):
        yield from ((heading, row.get(heading)) for heading in headings)


def _with_cells(frame: pd.DataFrame, cells: Mapping[int, Row]) -> pd.DataFrame:
    """The frame with some cells replaced; a column that cannot hold a value becomes one of objects,
    which intake reads again.
    """
    by_column: dict[str, dict[int, Any]] = {}
    for position, row in cells.items():
        for column, value in row.items():
            by_column.setdefault(column, {})[position] = value
    columns_made = {column: _placed(frame, column, values) for column, values in by_column.items()}
    return frame.assign(**columns_made) if columns_made else frame


def _placed(frame: pd.DataFrame, column: str, values: Mapping[int, Any]) -> pd.Series:
    before = frame[column] if column in frame else pd.Series(None, index=frame.index, dtype="str")
    after = pd.Series(list(values.values()), dtype=object)
    fitting = _fitting(after, before)
    if fitting is None:
        cells = before.to_numpy(object, copy=True)
        cells[list(values)] = after.to_numpy(object)
        return pd.Series(cells, index=frame.index)
    array = before.array.copy()
    array[list(values)] = fitting.array
    return pd.Series(array, index=frame.index)


def _with_rows(frame: pd.DataFrame, rows: Sequence[Row]) -> pd.DataFrame:
    if not rows:
        return frame
    names = [
        *frame.columns,
        *dict.fromkeys(name for row in rows for name in row if name not in frame),
    ]
    joined: dict[str, pd.Series] = {}
    for name in names:
        more = [row.get(name) for row in rows]
        before = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype="str")
        joined[name] = _extended(before, more)
    return pd.DataFrame(joined)


def _extended(before: pd.Series, more: Sequence[Any]) -> pd.Series:
    """A column with cells behind it, in its own dtype where they fit."""
    given = pd.Series(more, dtype=object)
    fitting = _fitting(given, before)
    return pd.concat(
        [before.astype(object), given] if fitting is None else [before, fitting], ignore_index=True
    )


def _fitting(given: pd.Series, column: pd.Series) -> pd.Series | None:
    """Cells in the dtype of a column, if none becomes another by it: “007” is no number, and empty
    is not False.
    """
    try:
        fitting = given.astype(column.dtype)
    except (OverflowError, TypeError, ValueError):
        return None
    return fitting if canonical_column(fitting).equals(canonical_column(given)) else None
