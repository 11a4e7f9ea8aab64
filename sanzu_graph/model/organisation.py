"""`Org`: an organisation as a frozen value whose tables are the truth."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.doors import spoken
from sanzu_graph.errors import AbsentError
from sanzu_graph.model import incidence
from sanzu_graph.model.canon import canonical_lines
from sanzu_graph.model.dating import YEARS, in_force, without_dangling, years_since
from sanzu_graph.model.days import day_of, midnight
from sanzu_graph.model.edits import Edit, edited
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.flaws import Place, Tables
from sanzu_graph.model.glances import LayerSizes, org_html
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.intake import take_in
from sanzu_graph.model.lookups import Lookup
from sanzu_graph.model.source import Source
from sanzu_graph.schema import (
    CORE,
    DATED,
    LATER_TABLES,
    LEADER,
    MEMBER,
    REJECTED,
    TABLES,
    UNIT,
    columns,
    fold,
)

if TYPE_CHECKING:
    import networkx as nx


T = TypeVar("T")


class Table:
    """A table of an organisation, handed out as a shallow copy: changing it cannot reach the value."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, org: None, owner: type) -> Self: ...
    @overload
    def __get__(self, org: Org, owner: type) -> pd.DataFrame: ...
    def __get__(self, org: Org | None, owner: type) -> Self | pd.DataFrame:
        return self if org is None else org.table(self.name)


class Org:
    """Members, units and who is in what, in any number of layers.

    Parameters
    ----------
    members, units, memberships
        Tables (pandas, or anything with ``to_pandas``) with the columns of ``schema/*.csv``.
    relations, duties, activities, participants, remedies, tasks, task_events, assessments, absences,
    positions
        Optional tables.
    rejected
        Rows that an earlier lenient reading set aside.
    strict
        Raise on any fault (default), or set faulty rows aside in `rejected`.
    lang
        The language of errors.

    Raises
    ------
    SchemaError
        Naming every fault: table, row (position from 0), column, value and cure.

    Notes
    -----
    A value: nothing changes it, `replace` makes a new one. Two are equal when their tables hold the
    same rows, in any order of rows and columns; empty and missing are the same. What was set aside
    and where tables were read from do not count.

    Examples
    --------
    >>> org = Org(
    ...     members={"id": ["M1", "M2"], "name": ["An", "Bo"]},
    ...     units={"id": ["T1", "P1"], "layer": ["team", "party"]},
    ...     memberships={"member": ["M1", "M2", "M1"], "unit": ["T1", "T1", "P1"], "role": ["leader", "", ""]},
    ... )
    >>> org
    Org(2 members, 2 units in 2 layers, 3 memberships)
    >>> org.memberships["role"].tolist()
    ['leader', 'member', 'member']
    """

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

    @spoken
    def __init__(
        self,
        members: object,
        units: object,
        memberships: object,
        relations: object = None,
        duties: object = None,
        *,
        strict: bool = True,
        lang: str | None = None,
        **later: object,
    ) -> None:
        given = {
            "members": members,
            "units": units,
            "memberships": memberships,
            "relations": relations,
            "duties": duties,
        }
        self._fill({**given, **later}, {}, None, strict=strict)

    @classmethod
    @spoken
    def from_tables(
        cls,
        tables: Mapping[str, object],
        *,
        places: Mapping[str, Place] | None = None,
        source: Source | None = None,
        strict: bool = True,
        lang: str | None = None,
    ) -> Self:
        """An organisation from a mapping of tables; `places` and `source` tell where they were
        read.
        """
        org = cls.__new__(cls)
        org._fill(tables, places or {}, source, strict=strict)
        return org

    @classmethod
    @spoken
    def from_hierarchy(
        cls,
        frame: object,
        *,
        id: str,  # noqa: A002 - what the column is
        manager: str,
        unit: str | None = None,
        name: str | None = None,
        title: str | None = None,
        dotted: str | None = None,
        layer: str = "department",
        strict: bool = True,
        lang: str | None = None,
    ) -> Self:
        """An organisation from a frame with one row a person and the id of each manager.

        Parameters
        ----------
        frame
            A pandas frame, or anything with ``to_pandas``.
        id, manager
            The columns of ids, and of the managers' ids (solid lines); empty: nobody.
        unit, name, title, dotted
            The columns of unit names, of names, of titles, and of ids to whom a dotted line goes.
            Titles become the attribute `position`. Other columns are kept as attributes.
        layer
            What the units are.
        strict, lang
            As for `Org`.

        Returns
        -------
        Org
            A vacancy in place of a name (VACANT, TBH, “Open – Req 1234”, 空缺) makes an open post
            in `positions`. It is never a person. Who reports to it reports to its manager until
            somebody holds it; a warning counts them.

        Raises
        ------
        AbsentError
            If there is no such column.
        InputError
            If ids are numbers with a fraction (100234.0), as pandas makes of gaps.
        SchemaError
            As for `Org`: repeated ids, managers who are nobody.

        Examples
        --------
        >>> org = Org.from_hierarchy({"id": ["1", "2"], "boss": ["", "1"]}, id="id", manager="boss")
        >>> org.relations.to_numpy().tolist()
        [['2', '1', 'reports_to']]
        """
        from sanzu_graph.model.hierarchy_frames import tables_of_hierarchy

        columns = {"id": id, "manager": manager, "unit": unit, "name": name, "dotted": dotted}
        columns["title"] = title
        tables = tables_of_hierarchy(frame, layer=layer, **columns)
        return cls.from_tables(tables, strict=strict)

    _withheld: tuple[str, ...] = ()
    _counts_years: bool = False

    def _fill(
        self,
        tables: Mapping[str, object],
        places: Mapping[str, Place],
        source: Source | None,
        *,
        strict: bool,
        sound: Collection[str] = (),
    ) -> None:
        unknown = [name for name in tables if name not in (*TABLES, REJECTED)]
        if unknown:
            raise AbsentError("error.no_table", tables=unknown, known=[*TABLES, REJECTED])
        taken = take_in(tables, places=places, strict=strict, sound=sound)
        self._tables: Tables = {**taken.tables, REJECTED: taken.rejected}
        self._source = source
        self._encoding = taken.encoding
        for ids in (taken.encoding.members, taken.encoding.units):
            ids.flags.writeable = False  # they are handed out as labels
        self._pairs: dict[tuple[str | None, str | None, bool], incidence.Pairs] = {}
        self._codes: dict[tuple[str, str], tuple[Positions, NDArray[np.object_]]] = {}
        self._numbers: dict[tuple[str, str], NDArray[np.float64]] = {}
        self._positions: dict[tuple[str, str], Positions] = {}
        self._made: dict[object, Any] = {}

    # -- tables

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name; an optional table that was not given is empty."""
        if name not in (*TABLES, REJECTED):
            raise AbsentError("error.no_table", tables=[name], known=[*TABLES, REJECTED])
        return (
            self._tables[name].copy(deep=False)
            if name in self._tables
            else pd.DataFrame(columns=list(columns(name)), dtype="str")
        )

    def tables(self) -> Tables:
        """The first five tables and every other one that was given, by name."""
        return {
            name: self.table(name)
            for name in (*TABLES, REJECTED)
            if name in self._tables and (name != REJECTED or len(self._tables[name]))
        }

    @property
    def source(self) -> Source | None:
        """Where it was read from, with the encodings used and what was left alone; None if from
        frames.
        """
        return self._source

    def replace(self, **tables: object) -> Org:
        """A new organisation with some tables replaced, checked like any other."""
        return self._passed_on(Org.from_tables({**self._tables, **tables}))

    @property
    def withheld(self) -> tuple[str, ...]:
        """The layers that were taken out of it (`redact`), of which no policy says a word."""
        return self._withheld

    def withholding(self, layers: Iterable[str]) -> Org:
        """The same organisation, knowing that layers were taken out of it."""
        org = copy(self)
        org._withheld = tuple(dict.fromkeys(layers))
        return org

    @property
    def counts_years(self) -> bool:
        """Whether `at` counts ``seniority_years`` from the day on which somebody came: a roster told
        that day, and no years.
        """
        return self._counts_years

    def counting_years(self) -> Org:
        """The same organisation, in which `at` counts years of service."""
        org = copy(self)
        org._counts_years = True
        return org

    def edited(self, edit: Edit) -> Org:
        """A new organisation with an edit made, checked like any other."""
        if not edit:
            return self
        org = Org.__new__(Org)
        sound = [name for name in self._tables if name not in edit.tables]
        org._fill(edited(self._tables, edit), {}, self._source, strict=True, sound=sound)
        return self._passed_on(org)

    def at(self, date: object) -> Org:
        """The organisation on one day: rows in force (``since`` ≤ day < ``until``), and nothing
        that hangs on others.

        A row whose required reference is not in force goes with it; an optional one (a unit's
        parent) is cleared. The undated tables follow the same rule. Where `counts_years`, members
        get ``seniority_years``: whole years since they came.

        Parameters
        ----------
        date
            A date, or text such as ``"2026-11-22"``.

        Raises
        ------
        InputError
            If `date` is no day.

        Examples
        --------
        >>> org = Org({"id": ["M1"], "until": ["2027-01-01"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["M1"], "unit": ["T1"]})
        >>> org.at("2026-12-31"), org.at("2027-01-01")
        (Org(1 member, 1 unit in 1 layer, 1 membership), Org(0 members, 1 unit in 1 layer, 0 memberships))
        """
        moment = midnight(day_of(date))
        kept = {
            name: in_force(frame, moment) if name in DATED else frame
            for name, frame in self._tables.items()
        }
        counts = self._counts_years and {"since"} == {"since", YEARS} & set(kept["members"])
        if not counts and all(
            len(kept[name]) == len(frame) for name, frame in self._tables.items()
        ):
            return self
        if counts:
            came = kept["members"]["since"]
            kept["members"] = kept["members"].assign(**{YEARS: years_since(came, moment)})
        return self._passed_on(Org.from_tables(without_dangling(kept), source=self._source))

    def _passed_on(self, org: Org) -> Org:
        """An organisation made of this one, with what is known of it beside its tables."""
        org._withheld, org._counts_years = self._withheld, self._counts_years
        return org

    @cached_property
    def is_dated(self) -> bool:
        """Whether any row has a date: a `since` or an `until`, or the day of a record."""
        dates = [
            self._tables[table][column.name]
            for table in TABLES
            if table in self._tables
            for column in columns(table).values()
            if column.dtype in ("date", "period") and column.name in self._tables[table]
        ]
        return any(bool(column.notna().any()) for column in dates)

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
        >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1"], "unit": ["T2"]})
        >>> matrix, members, units = org.incidence("team")
        >>> matrix.toarray().tolist(), list(units)
        ([[0, 1]], ['T1', 'T2'])
        """
        found = self.pairs(layer, role, rollup=rollup)
        code = self._encoding
        return incidence.Incidence(
            incidence.matrix(found, len(code.members)), code.members, code.units[found.units]
        )

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
            cells = self._tables[table][column]
            codes, values = pd.factorize(cells)
            names = np.asarray(values, dtype=object)
            if isinstance(cells.dtype, pd.StringDtype):
                again, names = pd.factorize(
                    np.array([fold(column, name) for name in names], dtype=object)
                )
                codes = np.append(again, -1)[codes]
            self._codes[table, column] = codes.astype(np.intp), names
        return self._codes[table, column]

    def referred(self, table: str, column: str) -> Positions:
        """A column of ids as positions in the table that they refer to (-1: empty), made once.

        Raises
        ------
        AbsentError
            If the table was not given.
        """
        if (table, column) not in self._positions:
            self.confirm(table, column)
            codes, ids = pd.factorize(self._tables[table][column])
            home = pd.Index(self._tables[columns(table)[column].references]["id"])
            self._positions[table, column] = np.append(home.get_indexer(pd.Index(ids)), -1)[
                codes
            ].astype(np.intp)
        return self._positions[table, column]

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What was made of this organisation before under a key, or is made now: it is a value, so
        it cannot go stale.
        """
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def confirm(self, table: str, column: str) -> None:
        """Raise unless there is such a column.

        Raises
        ------
        AbsentError
            If the table was not given, or has no such column.
        """
        if table not in self._tables:
            raise AbsentError("error.table_not_kept", table=table)
        if column not in self._tables[table]:
            raise AbsentError(
                "error.no_column", table=table, column=column, known=list(self._tables[table])
            )

    def numbers(self, table: str, column: str) -> NDArray[np.float64]:
        """A column as numbers, made once; NaN where a cell is empty or no number.

        Raises
        ------
        AbsentError
            If the table has no such column.
        """
        if (table, column) not in self._numbers:
            codes, values = self.codes(table, column)
            if pd.api.types.is_numeric_dtype(self._tables[table][column].dtype):
                numbers = self._tables[table][column].to_numpy(dtype="float64", na_value=np.nan)
            else:
                numbers = np.append(
                    pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").to_numpy(
                        dtype="float64"
                    ),
                    np.nan,
                )[codes]
            self._numbers[table, column] = numbers
        return self._numbers[table, column]

    def names(self, entity: str, positions: Positions) -> NDArray[np.object_]:
        """The names of members or units at `positions`; the id where a name is empty."""
        table, ids = {
            MEMBER: ("members", self._encoding.members),
            UNIT: ("units", self._encoding.units),
        }[entity]
        given = self._tables[table]["name"].array.take(positions)
        return np.where(
            np.asarray(given.isna(), dtype=bool), ids[positions], given.to_numpy(object)
        )

    def _layer(self, layer: str | None) -> int | None:
        if layer is None:
            return None
        if layer not in self._encoding.layers:
            known = list(self._encoding.layers)
            raise AbsentError(
                "error.no_layer" if known else "error.no_units", layer=layer, known=known
            )
        return self._encoding.layers.index(layer)

    # -- the graph view

    def graph(self, *, qualified: bool = False) -> nx.MultiDiGraph:
        """The organisation as a networkx graph; see `sanzu_graph.model.graphs.to_graph`."""
        from sanzu_graph.model.graphs import manages, to_graph

        people, leaders = self.pairs(), self.pairs(role=LEADER)
        return to_graph(
            self.tables(), manages(self._encoding, people, leaders), qualified=qualified
        )

    @classmethod
    def from_graph(cls, G: nx.MultiDiGraph) -> Self:
        """The organisation that a graph shows; see `sanzu_graph.model.graphs.from_graph`."""
        from sanzu_graph.model.graphs import from_graph

        return cls.from_tables(from_graph(G))

    # -- a value

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical tables, in hexadecimal; equal organisations have equal ones."""
        digest = hashlib.sha256()
        for name in TABLES:
            lines = canonical_lines(self._tables.get(name))
            if not lines and name in LATER_TABLES:
                continue
            digest.update(f"{name}:{len(lines)}\n".encode())
            digest.update("\n".join(lines).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, Org) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        def counted(number: int, noun: str) -> str:
            return f"{number} {noun}{'' if number == 1 else 's'}"

        sizes = [counted(len(self._tables[name]), name[:-1]) for name in CORE]
        sizes[1] += " in " + counted(len(self.layers), "layer")
        tail = [
            size
            for size, name in zip(sizes, CORE, strict=True)
            if name in CORE[:3] or len(self._tables[name])
        ]
        tail += (
            [f"{len(self._tables[REJECTED])} rows set aside"] if len(self._tables[REJECTED]) else []
        )
        return f"Org({', '.join(tail)})"

    def _repr_html_(self) -> str:
        layers = []
        for layer in self.layers:
            pairs, led = self.pairs(layer), self.pairs(layer, LEADER)
            people, led_units = np.sum(pairs.per_member > 0), np.sum(led.per_unit > 0)
            layers.append(LayerSizes(layer, len(pairs.units), int(people), int(led_units)))
        rows = {name: len(frame) for name, frame in self.tables().items()}
        return org_html(layers, rows, self.source)
