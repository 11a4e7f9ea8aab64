"""What is still to be done: the rows in which an organisation differs from the one wanted, and
changes tried against them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.column_values import canonical
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lookups import DATES
from sanzu_graph.model.organisation import Org
from sanzu_graph.scenarios.row_differences import RowDifference, row_differences
from sanzu_graph.schema import CORE

Cells = dict[str, Any]
#: A row as its canonical text, in which equal rows are equal.
RowText = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Effect:
    """What some changes do: the rows that go (by position) and those that come, per table."""

    gone: frozenset[tuple[str, int]]
    come: frozenset[tuple[str, RowText]]


@dataclass(eq=False)
class Remainder:
    """The rows that `current` has and `wanted` has not, and the other way round; readings take rows
    out of it.

    Attributes
    ----------
    current, wanted : the organisation as it is by now, and as it shall be
    gone : table → position in `current` → cells
    come : table → canonical text → cells
    read : the changes that account for the rows taken out so far
    """

    current: Org
    wanted: Org
    found: Mapping[str, RowDifference]
    read: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, current: Org, wanted: Org) -> Remainder:
        """What is still to be done to `current`."""
        return cls(current, wanted, row_differences(current, wanted))

    def __post_init__(self) -> None:
        self.gone: dict[str, dict[int, Cells]] = {}
        self.come: dict[str, dict[RowText, Cells]] = {}
        for name, difference in self.found.items():
            self.gone[name] = dict(
                zip(
                    difference.gone.tolist(),
                    rows_of(self.current.table(name), difference.gone),
                    strict=True,
                )
            )
            self.come[name] = {
                text_of(row): row for row in rows_of(self.wanted.table(name), difference.come)
            }

    def __bool__(self) -> bool:
        return any(self.gone.values()) or any(self.come.values())

    def gone_rows(self, table: str) -> list[Cells]:
        """The rows of a table that still have to go."""
        return list(self.gone.get(table, {}).values())

    def come_rows(self, table: str) -> list[Cells]:
        """The rows of a table that still have to come."""
        return list(self.come.get(table, {}).values())

    @cached_property
    def _dated(self) -> dict[str, bool]:
        return {
            name: any(_has_dates(org.table(name)) for org in (self.current, self.wanted))
            for name in CORE
        }

    def is_dated(self, *tables: str) -> bool:
        """Whether any of these tables (default: of the first five) has dates on either side."""
        return any(self._dated[name] for name in tables or CORE)

    # -- trying

    def effect(self, changes: Sequence[Change]) -> Effect | None:
        """What changes would do to `current`, or None where one cannot be made."""
        draft = Draft(self.current)
        try:
            for change in changes:
                change.make(draft)
        except ChangeError:
            return None
        edit = draft.edit()
        gone = {(table, position) for table, rows in edit.removed.items() for position in rows}
        gone |= {(table, position) for table, rows in edit.changed.items() for position in rows}
        come = {
            (table, text_of(draft.row(table, position)))
            for table, rows in edit.changed.items()
            for position in rows
        }
        come |= {(table, text_of(row)) for table, rows in edit.added.items() for row in rows}
        return Effect(frozenset(gone), frozenset(come))

    def missed(self, effect: Effect) -> int:
        """How many rows changes would touch that shall stay, and make that shall not be."""
        astray = sum(position not in self.gone.get(table, ()) for table, position in effect.gone)
        return astray + sum(row not in self.come.get(table, ()) for table, row in effect.come)

    def take(self, *changes: Change) -> bool:
        """Read changes into the remainder if they do nothing but what is still to be done."""
        effect = self.effect(changes)
        if effect is None or not (effect.gone or effect.come) or self.missed(effect):
            return False
        for table, position in effect.gone:
            del self.gone[table][position]
        for table, row in effect.come:
            del self.come[table][row]
        self.read += changes
        return True


def rows_of(frame: pd.DataFrame, rows: Positions) -> Iterator[Cells]:
    """Some rows of a table, as values that changes can hold, without the empty cells."""
    names = [str(name) for name in frame]
    columns = [frame[name].iloc[rows].astype(object).tolist() for name in names]
    for cells in zip(*columns, strict=True):
        yield {
            name: _held(cell)
            for name, cell in zip(names, cells, strict=True)
            if isinstance(cell, str) or not pd.isna(cell)
        }


def _held(cell: object) -> object:
    """A cell's value as a change and JSON can hold it; whole numbers without “.0”."""
    if isinstance(cell, (str, bool, int)):
        return cell
    if isinstance(cell, float) and math.isfinite(cell) and not cell.is_integer():
        return cell
    written = canonical(cell)
    return int(written) if isinstance(cell, float) and written.lstrip("-").isdecimal() else written


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Cells:
    """The cells that are other afterwards; None where they are empty by then."""
    texts = [{name: canonical(cell) for name, cell in row.items()} for row in (before, after)]
    return {
        name: after.get(name)
        for name in {**before, **after}
        if texts[0].get(name) != texts[1].get(name)
    }


def text_of(row: Mapping[str, Any]) -> RowText:
    """A row's canonical text; empty cells do not count."""
    return tuple(
        sorted(
            (name, canonical(cell))
            for name, cell in row.items()
            if isinstance(cell, str) or not (cell is None or pd.isna(cell))
        )
    )


def _has_dates(frame: pd.DataFrame) -> bool:
    return any(bool(frame[name].notna().any()) for name in DATES if name in frame)
