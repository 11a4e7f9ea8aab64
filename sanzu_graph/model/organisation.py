"""`Org`: an organisation as a frozen value whose tables are the truth."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Self
from weakref import WeakValueDictionary

import numpy as np

from sanzu_graph.doors import guarded, spoken
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.canon import fingerprint
from sanzu_graph.model.dating import YEARS, rows_on, years_since
from sanzu_graph.model.day_encodings import encoding_on
from sanzu_graph.model.days import day_of, midnight
from sanzu_graph.model.edits import Edit, edited, sound_tables
from sanzu_graph.model.encoded_tables import EncodedTables
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.flaws import Place
from sanzu_graph.model.glances import LayerSizes, org_html, org_text
from sanzu_graph.model.intake import take_in
from sanzu_graph.model.source import Source
from sanzu_graph.model.table_frames import TableFrames, TakenFrames
from sanzu_graph.model.word_columns import ReadTables
from sanzu_graph.schema import (
    LEADER,
    REJECTED,
    TABLES,
)

if TYPE_CHECKING:
    import networkx as nx


class _Days(WeakValueDictionary[datetime.datetime, "Org"]):
    """The days of an organisation, as long as somebody has them."""

    def __reduce__(self) -> tuple[type[_Days], tuple[()]]:
        return _Days, ()


class Org(EncodedTables):
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

    def _hold(self, tables: TableFrames, encoding: Encoding) -> None:
        super()._hold(tables, encoding)
        self._days = _Days()

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
        words = tables.words if isinstance(tables, ReadTables) else None
        taken = take_in(tables, places=places, strict=strict, sound=sound, words=words)
        frames = {**taken.tables, REJECTED: taken.rejected}
        self._hold(TableFrames(frames, taken.words), taken.encoding)
        self._source = source

    @property
    def source(self) -> Source | None:
        """Where it was read from, with the encodings used and what was left alone; None if from
        frames.
        """
        return self._source

    @spoken
    def replace(self, **tables: object) -> Org:
        """A new organisation with some tables replaced, checked like any other."""
        org, others = Org.__new__(Org), self._tables.keys() - tables.keys()
        org._fill({**self._tables, **tables}, {}, None, strict=True, sound=others)
        return self._passed_on(org)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The layers that were taken out of it (`redact`), of which no policy says a word."""
        return self._withheld

    @guarded
    def withholding(self, layers: Iterable[str]) -> Org:
        """The same organisation, knowing that layers were taken out of it."""
        org = self._copy()
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
        org = self._copy()
        org._counts_years = True
        return org

    @guarded
    def edited(self, edit: Edit) -> Org:
        """A new organisation with an edit made, checked like any other."""
        if not edit:
            return self
        org = Org.__new__(Org)
        tables = edited(self._tables, edit)
        sound = sound_tables(self._tables, tables, edit)
        org._fill(tables, {}, self._source, strict=True, sound=sound)
        return self._passed_on(org)

    def at(self, date: object) -> Org:
        """The organisation on one day: rows in force (``since`` ≤ day < ``until``), and nothing
        that hangs on others.

        A row whose required reference is not in force goes with it; an optional one (a unit's
        parent) is cleared. The undated tables follow the same rule. Where `counts_years`, members
        get ``seniority_years``: whole years since they came. A table is taken from the whole
        organisation when somebody asks for it; so the whole stays in memory.

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
        known = self._days.get(moment)
        if known is not None:
            return known
        rows = rows_on(self, moment)
        headings = self._tables.headings("members")
        counts = self._counts_years and "since" in headings and YEARS not in headings
        if not rows.tables and not counts:
            return self
        came = self._tables.column("members", "since") if counts else None
        org = Org.__new__(Org)
        frames = TakenFrames(
            self, rows, {} if came is None else {"members": {YEARS: years_since(came, moment)}}
        )
        org._hold(frames, encoding_on(self._encoding, rows))
        org._source = self._source
        self._days[moment] = self._passed_on(org)
        return org

    def _copy(self) -> Org:
        """The same organisation, whose days may become others."""
        org = copy(self)
        org._days = _Days()
        return org

    def _passed_on(self, org: Org) -> Org:
        """An organisation made of this one, with what is known of it beside its tables."""
        org._withheld, org._counts_years = self._withheld, self._counts_years
        return org

    # -- the graph view

    @guarded
    def graph(self, *, qualified: bool = False) -> nx.MultiDiGraph:
        """The organisation as a networkx graph; see `sanzu_graph.model.graphs.to_graph`."""
        from sanzu_graph.model.graphs import manages, to_graph

        people, leaders = self.pairs(), self.pairs(role=LEADER)
        return to_graph(
            self.tables(), manages(self._encoding, people, leaders), qualified=qualified
        )

    @classmethod
    @guarded
    def from_graph(cls, G: nx.MultiDiGraph) -> Self:
        """The organisation that a graph shows; see `sanzu_graph.model.graphs.from_graph`."""
        from sanzu_graph.model.graphs import from_graph

        return cls.from_tables(from_graph(G))

    # -- a value

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical tables, in hexadecimal; equal organisations have equal ones."""
        return fingerprint(self._tables)

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, Org) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return org_text(self._tables, len(self.layers))

    def _repr_html_(self) -> str:
        layers = []
        for layer in self.layers:
            pairs, led = self.pairs(layer), self.pairs(layer, LEADER)
            people, led_units = np.sum(pairs.per_member > 0), np.sum(led.per_unit > 0)
            layers.append(LayerSizes(layer, len(pairs.units), int(people), int(led_units)))
        rows = {
            name: self._tables.height(name) for name in (*TABLES, REJECTED) if name in self._tables
        }
        return org_html(layers, rows, self.source)
