"""The frames of an organisation's tables: as they were given, or some rows of another's.

Frames of rows are made when somebody asks for them. Most questions need integers alone, and these
are taken from the integers of the other organisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.column_values import Mask
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.word_columns import Words, folded_words
from sanzu_graph.schema import columns

#: Types of which equal cells look alike. Among objects 1 and True are equal, among floats 0.0 and
#: -0.0.
_ALIKE = "biuM"
#: Types that are numbers.
_NUMBERS = "iuf"


class ColumnSource(Protocol):
    """An organisation whose columns are there in integers and numbers."""

    _tables: TableFrames

    def codes(self, table: str, column: str) -> tuple[Positions, NDArray[np.object_]]:
        """A column as integers and its distinct values."""

    def numbers(self, table: str, column: str) -> NDArray[np.float64]:
        """A column as numbers."""


class TableFrames(Mapping[str, pd.DataFrame]):
    """The frames by table, and the words of some of their columns."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], words: Words | None = None) -> None:
        self._frames = dict(frames)
        self._words = words or {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames.keys())

    def __len__(self) -> int:
        return len(self._frames)

    def height(self, table: str) -> int:
        """How many rows a table has."""
        return len(self._frames[table])

    def headings(self, table: str) -> list[str]:
        """The columns that a table has."""
        return list(map(str, self._frames[table]))

    def column(self, table: str, name: str) -> pd.Series:
        """One column of a table."""
        return self._frames[table][name]

    def codes(self, table: str, column: str) -> tuple[Positions, NDArray[np.object_]] | None:
        """A column as integers and its values, where they are known without reading its cells."""
        known = self._words.get(table, {}).get(column)
        return None if known is None else folded_words(*known.coded(), column)

    def numbers(self, table: str, column: str) -> NDArray[np.float64] | None:  # noqa: ARG002 - for those that know
        """A column as numbers, where they are known without reading its cells."""
        return None


@dataclass(frozen=True, eq=False)
class StayingRows:
    """The rows of some tables that stay, and what is cleared in them.

    Attributes
    ----------
    stay : table → which rows stay, where not all do
    cleared : table → column → which references are cleared, among all rows
    """

    stay: Mapping[str, Mask]
    cleared: Mapping[str, Mapping[str, Mask]]

    @property
    def tables(self) -> list[str]:
        """The tables that are not as they were."""
        return [*dict.fromkeys([*self.stay, *self.cleared])]

    def rows(self, table: str) -> Positions | None:
        """The rows of a table that stay; None: all."""
        return np.flatnonzero(self.stay[table]) if table in self.stay else None

    def frame(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that stay, with their cells cleared."""
        for column, mask in self.cleared.get(table, {}).items():
            frame = frame.assign(**{column: frame[column].mask(mask)})
        rows = self.rows(table)
        return frame if rows is None else frame.take(rows)

    def places(self, table: str) -> Positions | None:
        """Where each row of a table stands among those that stay, -1 where it goes; None: all stand
        where they stood.
        """
        mask = self.stay.get(table)
        return None if mask is None else np.where(mask, np.cumsum(mask) - 1, -1)


class TakenFrames(TableFrames):
    """Rows of the tables of an organisation, which stays in memory with them.

    Parameters
    ----------
    whole
        The organisation.
    rows
        The rows that stay.
    new
        Table → columns that the organisation does not have, a cell for each of its rows.

    Notes
    -----
    A pickled one holds its frames alone.
    """

    def __init__(
        self, whole: ColumnSource, rows: StayingRows, new: Mapping[str, Mapping[str, pd.Series]]
    ) -> None:
        super().__init__({})
        self._whole, self._rows, self._new = whole, rows, new
        self._columns: dict[tuple[str, str], pd.Series] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return TableFrames, (dict(self),)

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self._frames:
            frame = self._whole._tables[table]
            if table in self._new:
                frame = frame.assign(**self._new[table])[self.headings(table)]
            self._frames[table] = self._rows.frame(table, frame).reset_index(drop=True)
        return self._frames[table]

    def __contains__(self, table: object) -> bool:
        return table in self._whole._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole._tables)

    def __len__(self) -> int:
        return len(self._whole._tables)

    def height(self, table: str) -> int:
        """How many rows a table has."""
        rows = self._rows.rows(table)
        return self._whole._tables.height(table) if rows is None else len(rows)

    def headings(self, table: str) -> list[str]:
        """The columns that a table has; a new one stands where intake puts it."""
        names = [*self._whole._tables.headings(table), *self._new.get(table, ())]
        if table not in self._new:
            return names
        schema = columns(table)
        return [*(name for name in schema if name in names), *(n for n in names if n not in schema)]

    def column(self, table: str, name: str) -> pd.Series:
        """One column of a table."""
        is_made = table in self._frames or table in self._new
        if is_made or name in self._rows.cleared.get(table, ()):
            return self[table][name]
        if (table, name) not in self._columns:
            cells, rows = self._whole._tables.column(table, name), self._rows.rows(table)
            self._columns[table, name] = (
                cells if rows is None else pd.Series(cells.array.take(rows), name=name)
            )
        return self._columns[table, name]

    def codes(self, table: str, column: str) -> tuple[Positions, NDArray[np.object_]] | None:
        """A column as integers and its values, from those of the organisation."""
        if not self._is_taken(table, column, _ALIKE):
            return None
        codes, values = self._whole.codes(table, column)
        rows = self._rows.rows(table)
        return (codes, values) if rows is None else renumbered(codes[rows], values)

    def numbers(self, table: str, column: str) -> NDArray[np.float64] | None:
        """A column as numbers, from those of the organisation."""
        if not self._is_taken(table, column, _NUMBERS):
            return None
        numbers, rows = self._whole.numbers(table, column), self._rows.rows(table)
        return numbers if rows is None else numbers[rows]

    def _is_taken(self, table: str, column: str, kinds: str) -> bool:
        """Whether the cells are the organisation's, as text or of one of some kinds of types."""
        if column in self._new.get(table, ()) or column in self._rows.cleared.get(table, ()):
            return False
        dtype = self._whole._tables.column(table, column).dtype
        return isinstance(dtype, pd.StringDtype) or dtype.kind in kinds


def renumbered(
    codes: Positions, values: NDArray[np.object_]
) -> tuple[Positions, NDArray[np.object_]]:
    """Codes of values that may not all be there any more (-1: empty), as codes of those that are, in
    order of first appearance.

    Examples
    --------
    >>> renumbered(np.array([2, -1, 0, 2]), np.array(["a", "b", "c"], dtype=object))
    (array([ 0, -1,  1,  0]), array(['c', 'a'], dtype=object))
    """
    numbers, seen = pd.factorize(codes)
    there = seen >= 0
    if there.all():
        return numbers.astype(np.intp), values[seen]
    places = np.where(there, np.cumsum(there) - 1, -1)
    return places[numbers].astype(np.intp), values[seen[there]]
