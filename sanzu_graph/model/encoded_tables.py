"""`EncodedTables`: the tables of an organisation, and the integers behind them.

All that computes reads these. What is asked for once is kept: the tables never change.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, Self, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.doors import guarded
from sanzu_graph.errors import AbsentError
from sanzu_graph.model import incidence
from sanzu_graph.model.column_values import positions_in
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.flaws import Tables
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lookups import ENCODED, Lookup
from sanzu_graph.model.table_frames import TableFrames
from sanzu_graph.model.word_columns import folded_words
from sanzu_graph.schema import MEMBER, REJECTED, TABLES, UNIT, columns
from sanzu_graph.schema.labels import layer_headed

T = TypeVar("T")


class Table:
    """A table of an organisation, handed out as a shallow copy: changing it cannot reach the value."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, org: None, owner: type) -> Self: ...
    @overload
    def __get__(self, org: EncodedTables, owner: type) -> pd.DataFrame: ...
    def __get__(self, org: EncodedTables | None, owner: type) -> Self | pd.DataFrame:
        return self if org is None else org.table(self.name)


class EncodedTables:
    """Tables by name, with their columns as integers, numbers and sparse matrices."""

    members = Table()
    units = Table()
    memberships = Table()
    relations = Table()
    duties = Table()
    activities = Table()
    participants = Table()
    remedies = Table()
    tasks = Table()
    task_events = Table()
    assessments = Table()
    absences = Table()
    positions = Table()
    rejected = Table()

    def _hold(self, tables: TableFrames, encoding: Encoding) -> None:
        """Take tables and their encoding; nothing is known of them yet."""
        self._tables, self._encoding = tables, encoding
        self._pairs: dict[tuple[str | None, str | None, bool], incidence.Pairs] = {}
        self._codes: dict[tuple[str, str], tuple[Positions, NDArray[np.object_]]] = {}
        self._numbers: dict[tuple[str, str], NDArray[np.float64]] = {}
        self._positions: dict[tuple[str, str], Positions] = {}
        self._made: dict[object, Any] = {}
        self._made_on: tuple[int | None, dict[object, Any]] = None, {}

    # -- tables

    @guarded
    def table(self, name: str) -> pd.DataFrame:
        """A table by its name; an optional table that was not given is empty."""
        if name not in (*TABLES, REJECTED):
            raise AbsentError("error.no_table", tables=[name], known=[*TABLES, REJECTED])
        return (
            self._tables[name].copy(deep=False)
            if name in self._tables
            else pd.DataFrame(columns=list(columns(name)), dtype="str")
        )

    @guarded
    def keeps(self, table: str, column: str | None = None) -> bool:
        """Whether a table was given, and has a column; the first five always count as given.

        Examples
        --------
        >>> from sanzu_graph import Org
        >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
        >>> org.keeps("duties"), org.keeps("tasks"), org.keeps("members", "site")
        (True, False, False)
        """
        return table in self._tables and (column is None or column in self._tables.headings(table))

    def tables(self) -> Tables:
        """The first five tables and every other one that was given, by name."""
        return {
            name: self.table(name)
            for name in (*TABLES, REJECTED)
            if name in self._tables and (name != REJECTED or self._tables.height(name))
        }

    @cached_property
    def is_dated(self) -> bool:
        """Whether any row has a date: a `since` or an `until`, or the day of a record."""
        return any(
            bool(self._tables.column(table, name).notna().any())
            for table in TABLES
            if table in self._tables
            for name in self._tables.headings(table)
            if name in columns(table) and columns(table)[name].dtype in ("date", "period")
        )

    # -- the kernel

    @property
    def encoding(self) -> Encoding:
        """The tables in integers, made once."""
        return self._encoding

    @cached_property
    def lookup(self) -> Lookup:
        """Where the rows of an id or a word stand; sorted once per column that is asked for."""
        return Lookup(self._tables, self._encoding)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layer names, in order of first appearance."""
        return self._encoding.layers

    @guarded
    def pairs(
        self, layer: str | None = None, role: str | None = None, *, rollup: bool = False
    ) -> incidence.Pairs:
        """Who is in which unit of `layer` (None: any layer), in integers; made once per question.

        Raises
        ------
        AbsentError
            If the organisation has no such layer.
        """
        key = (layer, role, rollup)
        if key not in self._pairs:
            code, number = self._encoding, self._layer(layer)
            if role is None:
                self._pairs[key] = incidence.pairs(code, number, rollup=rollup)
            elif number is None:
                self._pairs[key] = incidence.holders(
                    code, code.roles.index(role) if role in code.roles else len(code.roles)
                )
            else:
                self._pairs[key] = incidence.within(self.pairs(None, role), code, number)
        return self._pairs[key]

    @guarded
    def incidence(
        self, layer: str, role: str | None = None, *, rollup: bool = False
    ) -> incidence.Incidence:
        """Members × units of a layer, as a sparse matrix of ones with its labels.

        Parameters
        ----------
        layer
            The layer of the columns.
        role
            Count only rows with this role.
        rollup
            Count a member of a unit as a member of every unit above it. A role is held where it is
            written, so with `role` nothing is rolled up.

        Returns
        -------
        Incidence
            ``matrix`` (scipy.sparse.csr_array, int32), ``members`` and ``units`` (ids of rows and
            columns).

        Raises
        ------
        AbsentError
            If the organisation has no such layer.

        Notes
        -----
        ``B_team.T @ B_party`` counts the people every team shares with every group (Breiger 1974).

        Examples
        --------
        >>> from sanzu_graph import Org
        >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1"], "unit": ["T2"]})
        >>> matrix, members, units = org.incidence("team")
        >>> matrix.toarray().tolist(), list(units)
        ([[0, 1]], ['T1', 'T2'])
        """
        pairs = self.pairs(layer, role, rollup=rollup)
        code = self._encoding
        return incidence.Incidence(
            incidence.matrix(pairs, code.member_count), code.members, code.units[pairs.units]
        )

    @guarded
    def codes(self, table: str, column: str) -> tuple[Positions, NDArray[np.object_]]:
        """A column as integers and its distinct values (-1: empty), made once; spellings of one
        value are one.

        Raises
        ------
        AbsentError
            If the table was not given, or has no such column.
        """
        if (table, column) not in self._codes:
            self.confirm(table, column)
            self._codes[table, column] = self._tables.codes(table, column) or _coded(
                self._tables.column(table, column), column
            )
        return self._codes[table, column]

    @guarded
    def referred(self, table: str, column: str) -> Positions:
        """A column of ids as positions in the table that they refer to (-1: empty), made once.

        Raises
        ------
        AbsentError
            If the table was not given.
        """
        if (table, column) not in self._positions:
            self.confirm(table, column)
            home = columns(table)[column].references
            self._positions[table, column] = (
                getattr(self._encoding, ENCODED[table, column][0])
                if (table, column) in ENCODED
                else positions_in(
                    self._tables.column(table, column), self._tables.column(home, "id")
                )
            )
        return self._positions[table, column]

    def once(self, key: object, make: Callable[[], T], *, day: int | None = None) -> T:
        """What was made of this organisation before under a key, or is made now: it is a value, so
        it cannot go stale.

        What is made for a day is kept until another day is asked about. A trend asks about many, and
        each would keep as much as the tables.
        """
        made = self._made
        if day is not None:
            kept = self._made_on
            if kept[0] != day:
                kept = self._made_on = day, {}
            made = kept[1]
        if key not in made:
            made[key] = make()
        value: T = made[key]
        return value

    def mask_of(self, key: Hashable, make: Callable[[Any], NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """A truth value of every member that their cells alone decide; made once, for reading."""

        def made() -> NDArray[np.bool_]:
            mask = make(self)
            mask.flags.writeable = False
            return mask

        return self.once(("mask", key), made)

    @guarded
    def confirm(self, table: str, column: str) -> None:
        """Raise unless there is such a column.

        Raises
        ------
        AbsentError
            If the table was not given, or has no such column.
        """
        if table not in self._tables:
            raise AbsentError("error.table_not_kept", table=table)
        known = self._tables.headings(table)
        if column not in known:
            raise AbsentError("error.no_column", table=table, column=column, known=known)

    @guarded
    def numbers(self, table: str, column: str) -> NDArray[np.float64]:
        """A column as numbers, made once; NaN where a cell is empty or no number.

        Raises
        ------
        AbsentError
            If the table has no such column.
        """
        if (table, column) not in self._numbers:
            self.confirm(table, column)
            known = self._tables.numbers(table, column)
            self._numbers[table, column] = (
                self._read_numbers(table, column) if known is None else known
            )
        return self._numbers[table, column]

    def _read_numbers(self, table: str, column: str) -> NDArray[np.float64]:
        cells = self._tables.column(table, column)
        if pd.api.types.is_numeric_dtype(cells.dtype):
            numbers: NDArray[np.float64] = cells.to_numpy(dtype="float64", na_value=np.nan)
        else:
            codes, values = self.codes(table, column)
            known = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce")
            numbers = np.append(known.to_numpy(dtype="float64"), np.nan)[codes]
        return numbers

    def names(self, entity: str, positions: Positions) -> NDArray[np.object_]:
        """The names of members or units at `positions`; the id where a name is empty."""
        code, table = self._encoding, {MEMBER: "members", UNIT: "units"}[entity]
        given = self._tables.column(table, "name").array.take(positions)
        names: NDArray[np.object_] = given.to_numpy(object)
        nameless = np.flatnonzero(np.asarray(given.isna(), dtype=bool))
        if len(nameless):
            some = np.asarray(positions)[nameless]
            names[nameless] = code.labels_of(some) if entity == MEMBER else code.units[some]
        return names

    def _layer(self, layer: str | None) -> int | None:
        if layer is None:
            return None
        if layer not in self._encoding.layers:
            known = list(self._encoding.layers)
            called = layer_headed(str(layer), known)
            if called:
                raise AbsentError("error.layer_called", layer=layer, called=called)
            raise AbsentError(
                "error.no_layer" if known else "error.no_units", layer=layer, known=known
            )
        return self._encoding.layers.index(layer)


def _coded(cells: pd.Series, heading: str) -> tuple[Positions, NDArray[np.object_]]:
    """A column as integers and its distinct values; spellings of one value are one."""
    codes, values = pd.factorize(cells)
    if isinstance(cells.dtype, pd.StringDtype):
        return folded_words(codes, values, heading)
    return codes.astype(np.intp, copy=False), np.asarray(values, dtype=object)
