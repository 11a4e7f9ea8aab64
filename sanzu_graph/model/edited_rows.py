"""The rows of tables of pairs that an edit makes go and come, by positions."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanzu_graph.model.cleaning import clean_cell
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.deltas import PAIRED, Turnover
from sanzu_graph.model.edit_cells import demand, fitting, is_empty
from sanzu_graph.model.edited_entities import DATES, ENTITY_TABLES, EditedEntities
from sanzu_graph.model.edits import Row
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import MEMBER, columns


class _Arrival(NamedTuple):
    """A row of a table of pairs as it is afterwards, by positions in the whole organisation."""

    first: int
    second: int
    word: str
    since: datetime.datetime | None
    until: datetime.datetime | None
    cells: Row
    row: int | None


class EditedRows:
    """The rows of pairs of an organisation, as an edit leaves them.

    Parameters
    ----------
    entities
        The members and units that the edit leaves. Rows that change go and come: they join its
        `gone`.

    Attributes
    ----------
    words : table of pairs → the words behind its codes; those of the organisation come first
    """

    def __init__(self, entities: EditedEntities) -> None:
        self.entities, self.edit, self.day = entities, entities.edit, entities.day
        self.code, self.frames, self.gone = entities.code, entities.frames, entities.gone
        self.words: dict[str, list[str]] = {
            table: list(getattr(self.day.org.encoding, pairing.words))
            for table, pairing in PAIRED.items()
        }

    def turnover(self, table: str) -> Turnover:
        """The rows of a table that go and come, by positions on the day."""
        changed = {
            row: cells
            for row, cells in self.edit.changed.get(table, {}).items()
            if row not in self.gone[table]
        }
        arrivals = [self._arrival(table, cells, int(row)) for row, cells in changed.items()]
        arrivals += [self._arrival(table, cells, None) for cells in self.edit.added.get(table, ())]
        self.gone[table] |= {int(row) for row in changed}  # a row that changes goes and comes
        self._tell_apart(table, arrivals)
        second = PAIRED[table].second
        here = [
            (
                self.entities.on_day(MEMBER, row.first),
                self.entities.on_day(second, row.second),
                self._word(table, row.word),
            )
            for row in arrivals
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

    def _arrival(self, table: str, cells: Row, row: int | None) -> _Arrival:
        """A row that comes: one that is added (`row` is None), or what becomes of a row."""
        first_name, second_name, word = PAIRED[table].columns
        first, second = (self._end(table, number, cells, row) for number in (0, 1))
        since, until = (
            self.entities.date(cells[name]) if name in cells else self._date_of(table, name, row)
            for name in DATES
        )
        for name, cell in cells.items():
            if name not in (first_name, second_name, word, *DATES):
                fitting(
                    cell,
                    self.frames[table][name].dtype
                    if name in self.frames[table]
                    else pd.StringDtype(),
                )
        return _Arrival(
            first, second, self._word_of(table, word, cells, row), since, until, cells, row
        )

    def _end(self, table: str, number: int, cells: Row, row: int | None) -> int:
        """The position of who or what stands at the first (0) or second (1) end of a row."""
        name, kind = PAIRED[table].columns[number], PAIRED[table].ends[number]
        if name in cells or row is None:
            return self.entities.find(kind, cells.get(name))
        place = int(getattr(self.code, PAIRED[table].codes[number])[row])
        demand(place not in self.gone[ENTITY_TABLES[kind]])
        return place

    def _word_of(self, table: str, name: str, cells: Row, row: int | None) -> str:
        if name not in cells and row is not None:
            codes, words = (
                getattr(self.code, PAIRED[table].codes[2]),
                getattr(self.code, PAIRED[table].words),
            )
            return str(words[codes[row]])
        given = columns(table)[name].default if is_empty(cells.get(name)) else cells[name]
        demand(isinstance(given, str) and given)
        demand(given in self.words[table] or clean_cell(table, name, given)[1] is None)
        return str(given)

    def _word(self, table: str, word: str) -> int:
        if word not in self.words[table]:
            self.words[table].append(word)
        return self.words[table].index(word)

    def _date_of(self, table: str, name: str, row: int | None) -> datetime.datetime | None:
        if row is None or name not in self.frames[table]:
            return None
        cell = self.frames[table][name].array[row]
        return None if cell is pd.NaT else cell

    def _tell_apart(self, table: str, arrivals: list[_Arrival]) -> None:
        """No row may be equal to another; only rows of one pair can be."""
        code = self.code
        by_first = {
            "memberships": code.by_member,
            "relations": code.by_source,
            "duties": code.by_duty_member,
        }[table]
        seconds, known = getattr(code, PAIRED[table].codes[1]), code.member_count
        alike: dict[tuple[int, int], list[_Arrival]] = {}
        for row in arrivals:
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
                demand(len(set(texts)) == len(texts))

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
                self.entities.date(cell)
                if name in DATES
                else schema[name].default
                if name in schema and is_empty(cell)
                else cell
            )
            if not is_empty(clean):
                texts[name] = canonical(clean)
        for name, column in schema.items():
            if column.default and column.structural:
                texts.setdefault(name, column.default)
        return tuple(sorted(texts.items()))


def _zeros(length: int) -> Positions:
    return np.zeros(length, dtype=np.intp)
