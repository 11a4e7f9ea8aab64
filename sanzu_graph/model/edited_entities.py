"""The members and units that an edit changes, adds and removes, by positions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.column_values import is_whole
from sanzu_graph.model.day_snapshots import Snapshot
from sanzu_graph.model.edit_cells import demand, fitting, is_empty
from sanzu_graph.model.edits import Edit, Row
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import CORE, MEMBER, REJECTED, UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

DATES = ("since", "until")
#: Entity → its table.
ENTITY_TABLES = {MEMBER: "members", UNIT: "units"}


class EditedEntities:
    """The members and units of an organisation, as an edit leaves them.

    Positions are those in the whole organisation; entities that come count on behind the others.
    `on_day` gives the position on the day that is looked at.

    Parameters
    ----------
    whole
        The organisation with all its rows.
    edit
        The edit, of the whole organisation.
    day
        The same on a day.

    Attributes
    ----------
    gone : table → positions of the rows that go
    in_force : entity → number of an added row → its place among those in force on the day
    cells : (table, column) → position → the cell now
    parents : unit → its parent now, -1 is none
    """

    def __init__(self, whole: Org, edit: Edit, day: Snapshot) -> None:
        self.whole, self.edit, self.day, self.code = whole, edit, day, whole.encoding
        demand(set(edit.tables) <= set(CORE))
        self.frames = {table: whole._tables[table] for table in edit.tables}
        self.gone = {table: self._removed(table) for table in CORE}
        self.known = {MEMBER: self.code.member_at, UNIT: self.code.unit_at}
        self.new = {
            kind: self._new_ids(table, self.known[kind]) for kind, table in ENTITY_TABLES.items()
        }
        self.in_force: dict[str, dict[int, int]] = {MEMBER: {}, UNIT: {}}
        self.cells: dict[tuple[str, str], dict[int, Any]] = {}
        self.parents: dict[int, int] = {}
        for kind, table in ENTITY_TABLES.items():
            self._change_entities(kind, table)
            self._add_entities(kind, table)

    @property
    def renames(self) -> bool:
        """Whether somebody or something that was there has another name now."""
        return any(
            row < len(self.frames[table])
            for (table, name), cells in self.cells.items()
            if name == "name"
            for row in cells
        )

    def _removed(self, table: str) -> set[int]:
        rows = {int(row) for row in self.edit.removed.get(table, ())}
        changed = self.edit.changed.get(table, {})
        demand(all(0 <= row < len(self.frames[table]) for row in (*rows, *changed)))
        return rows

    def _new_ids(self, table: str, known: Mapping[str, int]) -> dict[str, int]:
        """Id → position of those that come."""
        new: dict[str, int] = {}
        for row in self.edit.added.get(table, ()):
            name = row.get("id")
            demand(
                isinstance(name, str)
                and name
                and name == name.strip()
                and is_whole(name)
                and name not in new
            )
            name = str(name)
            demand(name not in known or known[name] in self.gone[table])
            new[name] = len(known) + len(new)
        return new

    def _change_entities(self, kind: str, table: str) -> None:
        for row, cells in self.edit.changed.get(table, {}).items():
            if row not in self.gone[table]:
                demand(not {"id", "layer", *DATES} & set(cells))
                self._set_cells(kind, table, int(row), cells)

    def _add_entities(self, kind: str, table: str) -> None:
        for number, row in enumerate(self.edit.added.get(table, ())):
            if self.day.is_within(*(self.date(row.get(name)) for name in DATES)):
                self.in_force[kind][number] = len(self.in_force[kind])
                demand(kind == MEMBER or row.get("layer") in self.day.org.layers)
            else:
                demand(kind == MEMBER or row.get("layer") in self.whole.layers)
            everything: Row = {**dict.fromkeys(map(str, self.frames[table])), **row}
            cells = {
                name: cell for name, cell in everything.items() if name not in ("layer", *DATES)
            }
            demand(
                kind == UNIT or all(is_empty(row.get(name)) for name in DATES)
            )  # a rule may ask for any column of members
            demand(all(name in self.frames[table] or name == "layer" for name in everything))
            self._set_cells(kind, table, len(self.frames[table]) + number, cells)

    def _set_cells(self, kind: str, table: str, row: int, cells: Row) -> None:
        for name, cell in cells.items():
            if kind == UNIT and name == "parent":
                self.parents[row] = -1 if is_empty(cell) else self.find(UNIT, cell)
            else:
                demand(name in self.frames[table])
                self.cells.setdefault((table, name), {})[row] = fitting(
                    cell, self.frames[table][name].dtype
                )

    def find(self, kind: str, name: object) -> int:
        """The position of an id that is there afterwards."""
        demand(isinstance(name, str))
        place = self.new[kind].get(str(name), self.known[kind].get(str(name), -1))
        demand(place >= 0 and place not in self.gone[ENTITY_TABLES[kind]])
        return int(place)

    def date(self, cell: object) -> datetime.datetime | None:
        """A cell of a date as the tables hold it.

        The first date of all is refused: it makes an organisation dated, which is audited as of
        today.
        """
        if is_empty(cell):
            return None
        demand(self.day.moment is not None and isinstance(cell, (str, datetime.date)))
        value, fault = clean_cell("memberships", "since", cell)
        demand(fault is None)
        assert isinstance(value, datetime.datetime)
        return value

    # -- what must hold afterwards

    def leave_nothing_dangling(self) -> None:
        """Refuse the edit if rows are left whose member or unit goes."""
        members, units = self.gone["members"], self.gone["units"]
        if not members and not units:
            return
        demand(
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
        demand(
            all(
                self.gone[table].issuperset(rows.tolist())
                for table, groups in hanging.items()
                for rows, _ in groups
            )
        )
        demand(
            all(
                child in units or child in self.parents
                for child in code.by_parent.rows_of(what)[0].tolist()
            )
        )
        # The first unit of a layer stands for the layer's place among the others.
        gone = np.array(sorted(self.gone["units"]), dtype=np.intp)
        demand(_keeps_layers(self.code.unit_layer, gone))
        demand(_keeps_layers(self.day.org.encoding.unit_layer, self.gone_on_day(UNIT)))

    def make_no_circle(self) -> None:
        """Refuse the edit if a unit stands above itself afterwards."""
        for unit in self.parents:
            above, passed = self.parents[unit], {unit}
            while above >= 0:
                demand(above not in passed)
                passed.add(above)
                above = (
                    self.parents[above] if above in self.parents else int(self.code.parent[above])
                )

    # -- on the day

    def on_day(self, kind: str, place: int) -> int:
        """The position on the day of an entity; -1 where it is not in force."""
        if place < 0:
            return -1
        known = len(self.known[kind])
        if place < known:
            return self.day.place(ENTITY_TABLES[kind], place)
        number = self.in_force[kind].get(place - known)
        return (
            -1
            if number is None
            else len(getattr(self.day.org.encoding, ENTITY_TABLES[kind])) + number
        )

    def gone_on_day(self, kind: str) -> Positions:
        """The positions on the day of the entities that go."""
        places = [self.on_day(kind, row) for row in sorted(self.gone[ENTITY_TABLES[kind]])]
        return np.array([place for place in places if place >= 0], dtype=np.intp)

    def cells_on_day(self) -> dict[tuple[str, str], dict[int, Any]]:
        """The cells that are other, by positions on the day; columns without any are left out."""
        kinds = {table: kind for kind, table in ENTITY_TABLES.items()}
        by_column = {
            column: {
                place: cell
                for row, cell in cells.items()
                if (place := self.on_day(kinds[column[0]], row)) >= 0
            }
            for column, cells in self.cells.items()
        }
        return {column: cells for column, cells in by_column.items() if cells}

    def parents_on_day(self) -> dict[int, int]:
        """The parents that are other, by positions on the day."""
        return {
            place: self.on_day(UNIT, parent)
            for unit, parent in self.parents.items()
            if (place := self.on_day(UNIT, unit)) >= 0
        }

    def ids_that_come(self) -> dict[str, list[str]]:
        """Entity → the ids of those that come, as far as they are in force on the day."""
        return {
            kind: [self.edit.added[table][number]["id"] for number in self.in_force[kind]]
            for kind, table in ENTITY_TABLES.items()
        }

    def layers_that_come(self) -> Positions:
        """The layer, in integers, of each unit that comes and is in force on the day."""
        layers, units = self.day.org.encoding.layers, self.edit.added.get("units", ())
        numbers = [layers.index(units[number]["layer"]) for number in self.in_force[UNIT]]
        return np.array(numbers, dtype=np.intp)


def _keeps_layers(layers: Positions, gone: Positions) -> bool:
    """Whether all layers stay, in the same order of their first units, without some units."""
    staying = np.delete(layers, gone)
    return list(dict.fromkeys(staying.tolist())) == list(dict.fromkeys(layers.tolist()))
