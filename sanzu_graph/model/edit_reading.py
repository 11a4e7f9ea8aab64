"""An `Edit` read as a `Delta`, or refused where only the whole organisation can say what it makes.

What is read here must be what intake (`sanzu_graph.model.intake`) would make of the edited tables,
for every edit; so everything unusual is refused: faults of any kind (intake then says which), cells
that would turn a whole column into another type, columns and layers that are new, entities that
come into force or out of it. The caller then makes the organisation and asks it in full.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd

from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.day_snapshots import Snapshot
from sanzu_graph.model.deltas import PAIRED, Delta, Turnover
from sanzu_graph.model.edits import Edit, Row
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import CORE, MEMBER, REJECTED, UNIT, columns

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: Beyond this a float no longer holds every whole number.
_EXACT = 1e15
_DATES = ("since", "until")
_TABLES = {MEMBER: "members", UNIT: "units"}


class _Unfit(Exception):  # noqa: N818 - no error: it says that the slow way is to be taken
    """The edit cannot be read as a delta."""


class _Came(NamedTuple):
    """A row of a table of pairs as it is afterwards, by positions in the whole organisation."""

    first: int
    second: int
    word: str
    since: datetime.datetime | None
    until: datetime.datetime | None
    cells: Row
    row: int | None


def delta_of(whole: Org, edit: Edit, day: Snapshot) -> Delta | None:
    """The delta of the organisation on a day that an edit of the whole one makes; None where that
    takes the whole.
    """
    try:
        return _Reader(whole, edit, day).delta()
    except _Unfit:
        return None


class _Reader:
    """One edit being read; positions are those in the whole organisation until `_on_day` translates
    them.
    """

    def __init__(self, whole: Org, edit: Edit, day: Snapshot) -> None:
        self.whole, self.edit, self.day, self.code = whole, edit, day, whole.encoding
        _demand(set(edit.tables) <= set(CORE))
        self.frames = {table: whole._tables[table] for table in edit.tables}
        self.gone = {table: self._positions(table) for table in CORE}
        self.known = {MEMBER: self.code.member_at, UNIT: self.code.unit_at}
        self.new = {kind: self._new_ids(table, self.known[kind]) for kind, table in _TABLES.items()}
        self.in_force: dict[str, dict[int, int]] = {MEMBER: {}, UNIT: {}}
        self.cells: dict[tuple[str, str], dict[int, Any]] = {}
        self.parents: dict[int, int] = {}
        self.words: dict[str, list[str]] = {
            table: list(getattr(day.org.encoding, pairing.words))
            for table, pairing in PAIRED.items()
        }

    def delta(self) -> Delta:
        """The delta, if every part of the edit can be read."""
        for kind, table in _TABLES.items():
            self._change_entities(kind, table)
            self._add_entities(kind, table)
        rows = {table: self._turnover(table) for table in PAIRED}
        self._leave_nothing_dangling()
        self._make_no_circle()
        added, layers = self.edit.added, self.day.org.encoding.layers
        parents = {
            self._on_day(UNIT, unit): self._on_day(UNIT, parent)
            for unit, parent in self.parents.items()
        }
        cells = {
            column: self._cells_on_day(column[0], cells) for column, cells in self.cells.items()
        }
        return Delta(
            1,
            {table: tuple(words) for table, words in self.words.items()},
            rows,
            gone={kind: self._gone_on_day(kind) for kind in _TABLES},
            come={
                kind: [added[table][number]["id"] for number in self.in_force[kind]]
                for kind, table in _TABLES.items()
            },
            layers_come=np.array(
                [layers.index(added["units"][number]["layer"]) for number in self.in_force[UNIT]],
                dtype=np.intp,
            ),
            parents={unit: parent for unit, parent in parents.items() if unit >= 0},
            cells={column: found for column, found in cells.items() if found},
            renames=any(
                row < len(self.frames[table])
                for (table, name), cells in self.cells.items()
                if name == "name"
                for row in cells
            ),
        )

    # -- members and units

    def _positions(self, table: str) -> set[int]:
        rows = {int(row) for row in self.edit.removed.get(table, ())}
        changed = self.edit.changed.get(table, {})
        _demand(all(0 <= row < len(self.frames[table]) for row in (*rows, *changed)))
        return rows

    def _new_ids(self, table: str, known: Mapping[str, int]) -> dict[str, int]:
        """Id → position of those that come."""
        new: dict[str, int] = {}
        for row in self.edit.added.get(table, ()):
            name = row.get("id")
            _demand(
                isinstance(name, str)
                and name
                and name == name.strip()
                and _is_whole(name)
                and name not in new
            )
            name = str(name)
            _demand(name not in known or known[name] in self.gone[table])
            new[name] = len(known) + len(new)
        return new

    def _change_entities(self, kind: str, table: str) -> None:
        for row, cells in self.edit.changed.get(table, {}).items():
            if row not in self.gone[table]:
                _demand(not {"id", "layer", *_DATES} & set(cells))
                self._set_cells(kind, table, int(row), cells)

    def _add_entities(self, kind: str, table: str) -> None:
        for number, row in enumerate(self.edit.added.get(table, ())):
            if self.day.is_within(*(self._date(table, row.get(name)) for name in _DATES)):
                self.in_force[kind][number] = len(self.in_force[kind])
                _demand(kind == MEMBER or row.get("layer") in self.day.org.layers)
            else:
                _demand(kind == MEMBER or row.get("layer") in self.whole.layers)
            everything: Row = {**dict.fromkeys(map(str, self.frames[table])), **row}
            cells = {
                name: cell for name, cell in everything.items() if name not in ("layer", *_DATES)
            }
            _demand(
                kind == UNIT or all(_is_empty(row.get(name)) for name in _DATES)
            )  # a rule may ask for any column of members
            _demand(all(name in self.frames[table] or name == "layer" for name in everything))
            self._set_cells(kind, table, len(self.frames[table]) + number, cells)

    def _set_cells(self, kind: str, table: str, row: int, cells: Row) -> None:
        for name, cell in cells.items():
            if kind == UNIT and name == "parent":
                self.parents[row] = -1 if _is_empty(cell) else self._find(UNIT, cell)
            else:
                _demand(name in self.frames[table])
                self.cells.setdefault((table, name), {})[row] = _fitting(
                    cell, self.frames[table][name].dtype
                )

    def _find(self, kind: str, name: object) -> int:
        """The position of an id that is there afterwards."""
        _demand(isinstance(name, str))
        place = self.new[kind].get(str(name), self.known[kind].get(str(name), -1))
        _demand(place >= 0 and place not in self.gone[_TABLES[kind]])
        return int(place)

    # -- rows of pairs

    def _turnover(self, table: str) -> Turnover:
        changed = {
            row: cells
            for row, cells in self.edit.changed.get(table, {}).items()
            if row not in self.gone[table]
        }
        came = [self._came(table, cells, int(row)) for row, cells in changed.items()]
        came += [self._came(table, cells, None) for cells in self.edit.added.get(table, ())]
        self.gone[table] |= {int(row) for row in changed}  # a row that changes goes and comes
        self._tell_apart(table, came)
        second = PAIRED[table].second
        here = [
            (
                self._on_day(MEMBER, row.first),
                self._on_day(second, row.second),
                self._word(table, row.word),
            )
            for row in came
            if self.day.is_within(row.since, row.until)
        ]
        here = [row for row in here if row[0] >= 0 and row[1] >= 0]
        gone = [
            place for row in sorted(self.gone[table]) if (place := self.day.place(table, row)) >= 0
        ]
        first, others, code = np.array(here, dtype=np.intp).reshape(-1, 3).T
        return Turnover(
            np.array(gone, dtype=np.intp), _zeros(len(gone)), first, others, code, _zeros(len(here))
        )

    def _came(self, table: str, cells: Row, row: int | None) -> _Came:
        one, other, word = PAIRED[table].columns
        first, second = (self._end(table, number, cells, row) for number in (0, 1))
        since, until = (
            self._date(table, cells[name]) if name in cells else self._date_of(table, name, row)
            for name in _DATES
        )
        for name, cell in cells.items():
            if name not in (one, other, word, *_DATES):
                _fitting(
                    cell,
                    self.frames[table][name].dtype
                    if name in self.frames[table]
                    else pd.StringDtype(),
                )
        return _Came(
            first, second, self._word_of(table, word, cells, row), since, until, cells, row
        )

    def _end(self, table: str, number: int, cells: Row, row: int | None) -> int:
        """Who stands at the first or second end of a row."""
        name, kind = PAIRED[table].columns[number], PAIRED[table].ends[number]
        if name in cells or row is None:
            return self._find(kind, cells.get(name))
        place = int(getattr(self.code, PAIRED[table].codes[number])[row])
        _demand(place not in self.gone[_TABLES[kind]])
        return place

    def _word_of(self, table: str, name: str, cells: Row, row: int | None) -> str:
        if name not in cells and row is not None:
            codes, words = (
                getattr(self.code, PAIRED[table].codes[2]),
                getattr(self.code, PAIRED[table].words),
            )
            return str(words[codes[row]])
        given = columns(table)[name].default if _is_empty(cells.get(name)) else cells[name]
        _demand(isinstance(given, str) and given)
        _demand(given in self.words[table] or clean_cell(table, name, given)[1] is None)
        return str(given)

    def _word(self, table: str, word: str) -> int:
        if word not in self.words[table]:
            self.words[table].append(word)
        return self.words[table].index(word)

    def _date(self, table: str, cell: object) -> datetime.datetime | None:
        if _is_empty(cell):
            return None
        # The first date of all makes an organisation dated, and then it is audited as of today.
        _demand(self.day.moment is not None and isinstance(cell, (str, datetime.date)))
        value, fault = clean_cell(table, "since", cell)
        _demand(fault is None)
        assert isinstance(value, datetime.datetime)
        return value

    def _date_of(self, table: str, name: str, row: int | None) -> datetime.datetime | None:
        if row is None or name not in self.frames[table]:
            return None
        cell = self.frames[table][name].array[row]
        return None if cell is pd.NaT else cell

    def _tell_apart(self, table: str, came: list[_Came]) -> None:
        """No row may be equal to another; only rows of one pair can be."""
        code = self.code
        by_first = {
            "memberships": code.by_member,
            "relations": code.by_source,
            "duties": code.by_duty_member,
        }[table]
        seconds, known = getattr(code, PAIRED[table].codes[1]), len(code.members)
        alike: dict[tuple[int, int], list[_Came]] = {}
        for row in came:
            alike.setdefault((row.first, row.second), []).append(row)
        for (first, second), rows in alike.items():
            beside = (
                by_first.rows_of(np.array([first]))[0]
                if first < known
                else np.empty(0, dtype=np.intp)
            )
            left = [
                int(row) for row in beside[seconds[beside] == second] if row not in self.gone[table]
            ]
            if len(rows) + len(left) > 1:
                texts = [self._text(table, {}, row) for row in left] + [
                    self._text(table, row.cells, row.row) for row in rows
                ]
                _demand(len(set(texts)) == len(texts))

    def _text(self, table: str, cells: Row, row: int | None) -> tuple[tuple[str, str], ...]:
        """All that a row says, as intake compares it."""
        schema = columns(table)
        below: Row = (
            {}
            if row is None
            else {str(name): self.frames[table][name].array[row] for name in self.frames[table]}
        )
        texts = {}
        for name, cell in {**below, **cells}.items():
            clean = (
                self._date(table, cell)
                if name in _DATES
                else schema[name].default
                if name in schema and _is_empty(cell)
                else cell
            )
            if not _is_empty(clean):
                texts[name] = canonical(clean)
        for name, column in schema.items():
            if column.default and column.structural:
                texts.setdefault(name, column.default)
        return tuple(sorted(texts.items()))

    # -- what must hold afterwards

    def _leave_nothing_dangling(self) -> None:
        members, units = self.gone["members"], self.gone["units"]
        if not members and not units:
            return
        _demand(
            not any(
                len(frame)
                for table, frame in self.whole._tables.items()
                if table not in (*CORE, REJECTED)
            )
        )
        code, who, what = (
            self.code,
            np.array(sorted(members), dtype=np.intp),
            np.array(sorted(units), dtype=np.intp),
        )
        hanging = {
            "memberships": [code.by_member.rows_of(who), code.by_unit.rows_of(what)],
            "relations": [code.by_source.rows_of(who), code.by_target.rows_of(who)],
            "duties": [code.by_duty_member.rows_of(who), code.by_duty_unit.rows_of(what)],
        }
        _demand(
            all(
                self.gone[table].issuperset(rows.tolist())
                for table, found in hanging.items()
                for rows, _ in found
            )
        )
        _demand(
            all(
                child in units or child in self.parents
                for child in code.by_parent.rows_of(what)[0].tolist()
            )
        )
        # The first unit of a layer stands for the layer's place among the others.
        gone = np.array(sorted(self.gone["units"]), dtype=np.intp)
        _demand(_keeps_layers(self.code.unit_layer, gone))
        _demand(_keeps_layers(self.day.org.encoding.unit_layer, self._gone_on_day(UNIT)))

    def _make_no_circle(self) -> None:
        for unit in self.parents:
            above, passed = self.parents[unit], {unit}
            while above >= 0:
                _demand(above not in passed)
                passed.add(above)
                above = (
                    self.parents[above] if above in self.parents else int(self.code.parent[above])
                )

    # -- on the day

    def _on_day(self, kind: str, place: int) -> int:
        if place < 0:
            return -1
        known = len(self.known[kind])
        if place < known:
            return self.day.place(_TABLES[kind], place)
        number = self.in_force[kind].get(place - known)
        return -1 if number is None else len(getattr(self.day.org.encoding, _TABLES[kind])) + number

    def _gone_on_day(self, kind: str) -> Positions:
        places = [self._on_day(kind, row) for row in sorted(self.gone[_TABLES[kind]])]
        return np.array([place for place in places if place >= 0], dtype=np.intp)

    def _cells_on_day(self, table: str, cells: Mapping[int, Any]) -> dict[int, Any]:
        kind = MEMBER if table == "members" else UNIT
        return {
            place: cell for row, cell in cells.items() if (place := self._on_day(kind, row)) >= 0
        }


def _keeps_layers(layers: Positions, gone: Positions) -> bool:
    """Whether all layers stay, in the same order of their first units, without some units."""
    kept = np.delete(layers, gone)
    return list(dict.fromkeys(kept.tolist())) == list(dict.fromkeys(layers.tolist()))


def _demand(condition: object) -> None:
    if not condition:
        raise _Unfit


def _zeros(length: int) -> Positions:
    return np.zeros(length, dtype=np.intp)


def _is_empty(cell: object) -> bool:
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, str) and not cell)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fitting(cell: object, dtype: object) -> Any:  # noqa: ANN401 - a cell holds anything
    """A cell as a column of this type holds it, if it does so without becoming another."""
    if isinstance(dtype, pd.StringDtype):
        _demand(_is_empty(cell) or (isinstance(cell, str) and _is_whole(cell)))
        return None if _is_empty(cell) else cell
    if dtype == np.float64:
        _demand(
            _is_empty(cell)
            or (
                isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < _EXACT
            )
        )
        return None if _is_empty(cell) else float(cast("float", cell))
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        _demand(_is_empty(cell))
        return None
    _demand(dtype == np.int64 and type(cell) is int and abs(cell) < _EXACT)
    return cell
