"""`Draft`: the workbench on which changes are made, row by row, before one new organisation is made
of them all.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.days import midnight, moment_of, today
from sanzu_graph.model.edits import OTHER, Edit, Row
from sanzu_graph.model.lookups import DATES
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import PLAIN, columns


class Draft:
    """An organisation with edits laid over it; nothing is rebuilt, and a look-up costs what it
    finds.

    Rows go by a key that stays theirs: the position in the organisation, and numbers behind it for
    rows that come. An empty cell is None.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    on
        The day on which changes take effect that name none: a date, or text such as
        ``"2026-11-22"``.

    today
        The day on which changes to dated tables take effect where no other is named; by default the
        computer's today.

    Raises
    ------
    InputError
        If `on` or `today` is no day.

    Examples
    --------
    >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1"], "unit": ["T1"]})
    >>> draft = Draft(org)
    >>> (key,) = draft.find("memberships", member="M1")
    >>> draft.set("memberships", key, unit="T2")
    >>> draft.edit().changed
    {'memberships': {0: {'unit': 'T2'}}}
    >>> draft.set("memberships", key, unit="T1")
    >>> bool(draft.edit())
    False
    """

    def __init__(self, org: Org, *, on: object = None, today: object = None) -> None:
        self.org = org
        self.on, self._today = moment_of(on), moment_of(today)
        self._pages: dict[str, _Page] = {}

    def copy(self) -> Draft:
        """A draft of its own that has come as far as this one, to try something on."""
        other = copy(self)
        other._pages = {name: page.copy() for name, page in self._pages.items()}
        return other

    # -- reading

    def find(
        self, table: str, cells: Mapping[str, object] | None = None, /, **more: object
    ) -> list[int]:
        """The keys of the rows that hold these values (not empty ones), in table order; name the
        column first that tells most.
        """
        return self._page(table).find({**(cells or {}), **more})

    def posts(self, unit: str) -> list[int]:
        """The keys of the memberships of a unit that give a title, or more than the plain role."""
        return self._page("memberships").posts(unit)

    def row(self, table: str, key: int) -> dict[str, Any]:
        """The cells of a row, the empty ones as None."""
        page = self._page(table)
        return {column: page.cell(key, column) for column in page.columns}

    def cell(self, table: str, key: int, column: str) -> Any:  # noqa: ANN401 - a cell holds anything
        """One cell of a row; None where it is empty or the table has no such column."""
        return self._page(table).cell(key, column)

    def name(self, table: str, id: str) -> Any:  # noqa: A002, ANN401 - the column; a cell holds anything
        """What a member or unit is called, or was called last where it is gone; None: nothing."""
        keys = self.find(table, id=id)
        return self.cell(table, keys[0], "name") if keys else self._page(table).last.get(id)

    def columns(self, table: str) -> list[str]:
        """The columns that a table has by now."""
        return list(self._page(table).columns)

    def twins(self, table: str, row: Row, *, but: tuple[str, ...] = ()) -> Iterator[int]:
        """The rows equal to this one in every column, or in all `but` some."""
        page = self._page(table)
        first = {name: row[name] for name in page.indexed if row.get(name) is not None}
        for key in page.find(first):
            if all(
                same(page.cell(key, name), row.get(name))
                for name in {**page.columns, **row}
                if name not in but
            ):
                yield key

    def is_dated(self, table: str) -> bool:
        """Whether any row of the table has a `since` or an `until` by now."""
        return self._page(table).dated > 0

    def day(self, *tables: str, on: datetime.date | None = None) -> datetime.datetime | None:
        """The day on which a change to these tables takes effect; None where they are edited in
        place.

        That is `on`, else the draft's own day, else today where one of the tables is dated.
        """
        if on is not None or self.on is not None:
            return self.on if on is None else midnight(on)
        return self.today if any(self.is_dated(table) for table in tables) else None

    @cached_property
    def today(self) -> datetime.datetime:
        """Today, the same day for all changes of the draft."""
        return self._today or midnight(today())

    # -- editing

    def set(self, table: str, key: int, cells: Row | None = None, /, **more: object) -> None:
        """Replace some cells of a row, which stays in its place."""
        self._page(table).put(key, _emptied({**(cells or {}), **more}))

    def remove(self, table: str, key: int) -> None:
        """Remove a row."""
        self._page(table).remove(key)

    def add(self, table: str, cells: Row) -> int:
        """Add a row behind the others and return its key; where an equal one was removed, that one
        stays instead.
        """
        return self._page(table).add(_emptied(cells))

    def pass_unit_on(self, unit: str, new: str) -> None:
        """Remove the row of a unit that another row stands for by now; `edit` tells that it is the
        same unit.
        """
        page = self._page("units")
        (key,), (successor,) = (page.find({"id": id_}) for id_ in (unit, new))
        page.origins[successor] = page.origin(key)
        page.remove(key)
        if successor >= page.length:
            page.passed.add(page.origins[successor])

    def edit(self) -> Edit:
        """What differs by now, net: what was done and undone leaves nothing."""
        pages = self._pages
        return Edit(
            removed={name: sorted(page.gone) for name, page in pages.items() if page.gone},
            changed={name: cells for name, page in pages.items() if (cells := page.changed())},
            added={name: list(page.added.values()) for name, page in pages.items() if page.added},
            renamed=pages["units"].renamed if "units" in pages else {},
            first_ids=pages["units"].first_ids if "units" in pages else {},
        )

    def _page(self, table: str) -> _Page:
        if table not in self._pages:
            self._pages[table] = _Page(self.org, table)
        return self._pages[table]


#: Whether the organisation has a row, and the id that it had at first.
_Origin = tuple[bool, str]


@dataclass
class _Page:
    """One table of a draft: the organisation's rows below, what differs from them above.

    `above` holds whole rows, of changed and of added ones alike, and `places` says under which ids
    these stand. `last` is what those who were removed were called. `origins` says of a row under
    another id now whether the organisation has it, and its id at first. `passed` holds all of these.
    """

    org: Org
    table: str
    gone: set[int] = field(default_factory=set)
    above: dict[int, dict[str, Any]] = field(default_factory=dict)
    places: dict[tuple[str, object], dict[int, None]] = field(default_factory=dict)
    removed: dict[tuple[tuple[str, str], ...], list[int]] = field(default_factory=dict)
    last: dict[object, Any] = field(default_factory=dict)
    origins: dict[int, _Origin] = field(default_factory=dict)
    passed: set[_Origin] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.below = self.org.lookup.cells(self.table)
        self.length = self.next = max(map(len, self.below.values()), default=0)
        self.columns = dict.fromkeys(self.below)
        self.indexed = tuple(
            column.name
            for column in columns(self.table).values()
            if column.references or column.name == "id"
        )
        self.dated = self.org.lookup.dated(self.table)

    def copy(self) -> _Page:
        other = copy(self)
        other.gone = {*self.gone}
        other.above = {key: {**row} for key, row in self.above.items()}
        other.places = {place: {**keys} for place, keys in self.places.items()}
        other.removed = {row: [*keys] for row, keys in self.removed.items()}
        other.columns = {**self.columns}
        other.last = {**self.last}
        other.origins = {**self.origins}
        other.passed = {*self.passed}
        return other

    @property
    def added(self) -> dict[int, dict[str, Any]]:
        return {
            key: {name: cell for name, cell in row.items() if cell is not None}
            for key, row in self.above.items()
            if key >= self.length
        }

    @property
    def renamed(self) -> dict[str, str]:
        """Old id → new id of the rows that have another one."""
        ids = {key: str(self.cell(key, "id")) for key in self.origins}
        return {
            first: ids[key]
            for key, (is_old, first) in self.origins.items()
            if is_old and first != ids[key]
        }

    @property
    def first_ids(self) -> dict[str, str]:
        """Id → the id at first of the added rows that have another one."""
        ids = {key: str(self.cell(key, "id")) for key in self.above if key >= self.length}
        firsts = {ids[key]: self.origin(key) for key in ids}
        return {
            now: first for now, (is_old, first) in firsts.items() if not is_old and first != now
        }

    def origin(self, key: int) -> _Origin:
        """Whether the organisation has a row, and its id at first; that of a new row is its own."""
        if key in self.origins:
            return self.origins[key]
        if key < self.length:
            return True, str(self.base(key, "id"))
        first = str(self.cell(key, "id"))
        while (False, first) in self.passed:
            first += OTHER
        return False, first

    def changed(self) -> dict[int, dict[str, Any]]:
        """The cells that are other than in the organisation."""
        cells = {
            key: {name: cell for name, cell in row.items() if not same(cell, self.base(key, name))}
            for key, row in self.above.items()
            if key < self.length
        }
        return {key: cells[key] for key in sorted(cells) if cells[key]}

    def base(self, key: int, column: str) -> Any:  # noqa: ANN401 - a cell holds anything
        value = self.below[column][key] if column in self.below else None
        return value if value is None or isinstance(value, str) or not pd.isna(value) else None

    def cell(self, key: int, column: str) -> Any:  # noqa: ANN401 - a cell holds anything
        return self.above[key].get(column) if key in self.above else self.base(key, column)

    def find(self, cells: Mapping[str, object]) -> list[int]:
        below = self.org.lookup.rows(self.table, cells)
        if not (self.gone or self.above):
            return below
        below = [key for key in below if key not in self.gone and key not in self.above]
        index = next((name for name in cells if name in self.indexed), None)
        above = self.above if index is None else self.places.get((index, cells[index]), {})
        return below + sorted(
            key
            for key in above
            if all(self.above[key].get(name) == value for name, value in cells.items())
        )

    def posts(self, unit: str) -> list[int]:
        below = [
            key
            for key in self.org.lookup.posts(unit)
            if key not in self.gone and key not in self.above
        ]
        return below + sorted(
            key
            for key in self.places.get(("unit", unit), {})
            if self.above[key].get("role") not in (PLAIN, None)
            or self.above[key].get("title") is not None
        )

    def put(self, key: int, cells: Row) -> None:
        self.lift(
            key,
            {
                **(self.above.get(key) or {name: self.base(key, name) for name in self.columns}),
                **cells,
            },
        )

    def lift(self, key: int, row: dict[str, Any]) -> None:
        """Lay a whole row over the organisation's, or behind its rows."""
        before = (
            self.above.get(key) or {name: self.base(key, name) for name in (*self.indexed, *DATES)}
            if self._stands(key)
            else {}
        )
        self.columns.update(dict.fromkeys(row))
        for name in self.indexed:
            self.places.get((name, before.get(name)), {}).pop(key, None)
            self.places.setdefault((name, row.get(name)), {})[key] = None
        self.dated += _is_dated(row) - _is_dated(before)
        self.above[key] = row

    def _stands(self, key: int) -> bool:
        return key in self.above or (key < self.length and key not in self.gone)

    def remove(self, key: int) -> None:
        row = self.above.pop(key, None) or {name: self.base(key, name) for name in self.columns}
        for name in self.indexed:
            self.places.get((name, row.get(name)), {}).pop(key, None)
        self.dated -= _is_dated(row)
        self.last[row.get("id")] = row.get("name")
        self.origins.pop(key, None)
        if key < self.length:
            self.gone.add(key)
            was = {name: self.base(key, name) for name in self.below}
            self.removed.setdefault(_text_of(was), []).append(key)

    def add(self, cells: Row) -> int:
        twins = self.removed.get(_text_of(cells)) if self.removed else None
        if twins:  # a row that went and comes again never went
            key = twins.pop()
            self.gone.discard(key)
            self.dated += _is_dated(cells)
            return key
        key, self.next = self.next, self.next + 1
        self.lift(key, {name: cells.get(name) for name in {**self.columns, **cells}})
        return key


def _emptied(cells: Row) -> dict[str, Any]:
    return {name: None if cell == "" else cell for name, cell in cells.items()}


def _is_dated(row: Row) -> bool:
    return any(row.get(name) is not None for name in DATES)


def same(before: object, after: object) -> bool:
    """Whether two cells are one value, in any types."""
    return before is after or (
        before is not None and after is not None and canonical(before) == canonical(after)
    )


def _text_of(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, canonical(cell)) for name, cell in row.items() if cell is not None))
