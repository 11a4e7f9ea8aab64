"""`Lookup`: the rows in which a value stands, found without looking through a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import PLAIN, columns

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

    from sanzu_graph.model.table_frames import TableFrames

#: The columns that date a row.
DATES = ("since", "until")
#: The columns of ids and words that the encoding has in integers already: its names for the
#: integers and for the values.
ENCODED = {
    ("units", "layer"): ("unit_layer", "layers"),
    ("units", "parent"): ("parent", "units"),
    ("memberships", "member"): ("member", "members"),
    ("memberships", "unit"): ("unit", "units"),
    ("memberships", "role"): ("role", "roles"),
    ("relations", "source"): ("source", "members"),
    ("relations", "target"): ("target", "members"),
    ("relations", "kind"): ("kind", "kinds"),
    ("duties", "member"): ("duty_member", "members"),
    ("duties", "unit"): ("duty_unit", "units"),
    ("duties", "duty"): ("duty", "duties"),
}


#: The tables whose ids the encoding has in integers.
_ENTITIES = ("members", "units")
#: A column is read as a whole where one of so many cells is read.
_MANY = 50


@dataclass(frozen=True)
class _Words:
    """A column of words as integers that index them; -1 is an empty cell."""

    codes: Positions
    words: Sequence[str] | NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str | None:
        code = self.codes[row]
        return None if code < 0 else self.words[code]


class _Cells:
    """A column of which single cells are read; it becomes a list once many are."""

    def __init__(self, column: ExtensionArray) -> None:
        self._array = column
        self._column: ExtensionArray | list[Any] = column
        self._left = len(column) // _MANY + 1

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, row: int) -> Any:  # noqa: ANN401 - a cell holds anything
        self._left -= 1
        if self._left == 0:
            self._column = self._array.tolist()
        return self._column[row]


class Lookup:
    """The rows of an organisation by the values of its columns; every column is sorted once, when
    it is first asked for.
    """

    def __init__(self, tables: TableFrames, encoding: Encoding) -> None:
        self._tables = tables
        self._encoding = encoding
        self._values: dict[str | tuple[str, str], dict[Any, int]] = {}
        self._codes: dict[tuple[str, str], Positions] = {}
        self._dated: dict[str, int] = {}
        self._cells: dict[str, dict[str, Any]] = {}
        self._sorted: dict[tuple[str, str], tuple[Positions, Positions]] = {}

    def rows(self, table: str, cells: Mapping[str, object]) -> list[int]:
        """The positions of the rows that hold these values, ascending; the first column named is
        the one looked up.
        """
        if len(cells) == 1 and "id" in cells and table in _ENTITIES:
            place = self._places(table).get(cells["id"])
            return [] if place is None else [place]
        rows: Positions | None = None
        for column, value in cells.items():
            code = self._code(table, column, value)
            if code is None:
                return []
            rows = (
                self._standing(table, column, code)
                if rows is None
                else rows[self._codes[table, column][rows] == code]
            )
        return (
            np.arange(len(self._tables.get(table, ()))).tolist() if rows is None else rows.tolist()
        )

    def posts(self, unit: str) -> list[int]:
        """The membership rows of a unit with a title, or with a role other than a plain member's."""
        code = self._code("memberships", "unit", unit)
        if code is None:
            return []
        rows = self._standing("memberships", "unit", code)
        posts: list[int] = rows[self._posts[rows]].tolist()
        return posts

    @cached_property
    def _posts(self) -> NDArray[np.bool_]:
        frame = self._tables["memberships"]
        posts: NDArray[np.bool_] = self._encoding.role != self._encoding.roles.index(PLAIN)
        if "title" in frame:
            posts |= frame["title"].notna().to_numpy()
        return posts

    def cells(self, table: str) -> dict[str, Any]:
        """The columns of a table by name, to read single cells; those of a table that was not given
        are empty.
        """
        if table not in self._cells:
            frame = (
                self._tables[table]
                if table in self._tables
                else pd.DataFrame(columns=list(columns(table)), dtype="str")
            )
            self._cells[table] = {
                name: self._column(table, frame, name) for name in map(str, frame)
            }
        return self._cells[table]

    def _column(self, table: str, frame: pd.DataFrame, name: str) -> Any:  # noqa: ANN401 - a kind of sequence
        """A column of which single cells are read; a cell of text takes pandas 25 times as long."""
        if name == "id" and table in _ENTITIES:
            return getattr(self._encoding, table)
        if (table, name) in ENCODED and table in self._tables:
            codes, names = ENCODED[table, name]
            return _Words(getattr(self._encoding, codes), getattr(self._encoding, names))
        column = frame[name].array
        return _Words(np.full(len(column), -1), ()) if column.isna().all() else _Cells(column)

    def dated(self, table: str) -> int:
        """How many rows of a table have a `since` or an `until`."""
        if table not in self._dated:
            frame = self._tables.get(table, pd.DataFrame())
            marks = [frame[name].notna().to_numpy() for name in DATES if name in frame]
            self._dated[table] = int(np.logical_or.reduce(marks).sum()) if marks else 0
        return self._dated[table]

    def _code(self, table: str, column: str, value: object) -> int | None:
        """The integer of a value, or None where the column does not hold it."""
        if (table, column) not in self._codes:
            if table not in self._tables or column not in self._tables[table]:
                return None
            self._encode(table, column)
        names = ENCODED.get((table, column), ("", ""))[1] or (table, column)
        return self._values[names].get(value)

    def _encode(self, table: str, column: str) -> None:
        if (table, column) in ENCODED:
            codes, names = ENCODED[table, column]
            self._codes[table, column] = getattr(self._encoding, codes)
            if names not in self._values:
                self._values[names] = self._places(names)
        elif column == "id" and table in _ENTITIES:
            self._values[table, column] = self._places(table)
            self._codes[table, column] = np.arange(len(getattr(self._encoding, table)))
        else:
            factor, distinct = pd.factorize(self._tables[table][column])
            self._codes[table, column] = factor.astype(np.intp)
            self._values[table, column] = dict(zip(distinct, range(len(distinct)), strict=True))

    def _places(self, names: str) -> dict[Any, int]:
        """The integer of every word that the encoding has under a name."""
        if names in _ENTITIES:
            return self._encoding.member_at if names == "members" else self._encoding.unit_at
        values = getattr(self._encoding, names)
        return dict(zip(values, range(len(values)), strict=True))

    def _standing(self, table: str, column: str, code: int) -> Positions:
        if (table, column) not in self._sorted:
            codes = self._codes[table, column]
            order = np.argsort(codes, kind="stable")
            bounds = np.searchsorted(codes[order], np.arange(codes.max(initial=-1) + 2))
            self._sorted[table, column] = order, bounds
        order, bounds = self._sorted[table, column]
        return order[bounds[code] : bounds[code + 1]] if code + 1 < len(bounds) else order[:0]
