"""Tables on one day: the rows in force, and nothing that hangs on others."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.model.column_values import Mask, positions_in
from sanzu_graph.model.encoded_tables import EncodedTables
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.table_frames import StayingRows, TableFrames
from sanzu_graph.schema import DATED, TABLES, Column, columns

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables


def rows_in_force(frame: pd.DataFrame, moment: datetime.datetime) -> Mask:
    """Which rows have ``since`` ≤ moment < ``until``; an empty end is open."""
    keep = np.ones(len(frame), dtype=bool)
    if "since" in frame:
        keep &= ~(frame["since"] > moment).to_numpy()
    if "until" in frame:
        keep &= ~(frame["until"] <= moment).to_numpy()
    return keep


#: The column of years of service.
YEARS = "seniority_years"


def years_since(days: pd.Series, moment: datetime.datetime) -> pd.Series:
    """Whole years from each day to a moment.

    Examples
    --------
    >>> came = pd.Series(["2020-03-01", "2020-03-02", None], dtype="datetime64[us]")
    >>> years_since(came, datetime.datetime(2026, 3, 1)).tolist()
    [6.0, 5.0, nan]
    """
    is_before = (days.dt.month > moment.month) | (
        (days.dt.month == moment.month) & (days.dt.day > moment.day)
    )
    years: pd.Series = (moment.year - days.dt.year - is_before).astype("float64")
    return years.where(days.notna())


def rows_on(org: EncodedTables, moment: datetime.datetime) -> StayingRows:
    """The rows of an organisation on a day: those in force, and nothing that hangs on others."""
    frames = org._tables
    stay = {table: rows_in_force(frames[table], moment) for table in DATED if table in frames}
    stay = {table: mask for table, mask in stay.items() if not mask.all()}
    return _References(frames, stay, org.referred).followed([*stay])


def without_dangling(tables: Tables) -> Tables:
    """Rows whose required reference is gone go too, optional ones are cleared; until nothing
    dangles.
    """

    def referred(table: str, column: str) -> Positions:
        cells, home = tables[table][column], tables[columns(table)[column].references]["id"]
        places = positions_in(cells, home)
        return np.where((places < 0) & cells.notna().to_numpy(), len(home), places)

    rows = _References(TableFrames(tables), {}, referred).followed(TABLES)
    return {**tables, **{table: rows.frame(table, tables[table]) for table in rows.tables}}


class _References:
    """References between tables of which some rows go.

    Parameters
    ----------
    frames
        The tables.
    stay
        Table → which rows stay, where not all do; it is filled.
    referred
        Where each reference of a table and column stands in its home: -1 where there is none, behind
        the last row where it is nobody's.
    """

    def __init__(
        self,
        frames: TableFrames,
        stay: dict[str, Mask],
        referred: Callable[[str, str], Positions],
    ) -> None:
        self.frames, self.stay, self.referred = frames, stay, referred
        self.links = [
            (table, column)
            for table in TABLES
            if table in frames
            for column in columns(table).values()
            if column.references in frames and column.name in frames.headings(table)
        ]

    def followed(self, homes: Iterable[str]) -> StayingRows:
        """What stays, where only references to these tables, and to others that lose rows by them,
        may dangle.
        """
        asked: list[str] = []
        waiting = [*homes]
        while waiting:
            asked.append(waiting.pop(0))
            for table, column in self.links:
                if column.references == asked[-1] and column.required:
                    gone = self.gone(table, column)
                    if gone.any():
                        self.stay[table] = self.staying(table) & ~gone
                        waiting += [table] if table not in waiting else []
        cleared: dict[str, dict[str, Mask]] = {}
        for table, column in self.links:
            if column.references in asked and not column.required:
                gone = self.gone(table, column)
                if gone.any():
                    cleared.setdefault(table, {})[column.name] = gone
        for table in cleared:
            if "id" not in self.frames.headings(table):
                self.tell_apart(table, StayingRows(self.stay, cleared))
        return StayingRows(self.stay, cleared)

    def staying(self, table: str) -> Mask:
        """Which rows of a table stay."""
        known = self.stay.get(table)
        return np.ones(self.frames.height(table), dtype=bool) if known is None else known

    def gone(self, table: str, column: Column) -> Mask:
        """Which rows that stay refer to one that goes, or to nobody."""
        there = np.append(self.staying(column.references), [False, True])
        gone: Mask = ~there[self.referred(table, column.name)] & self.staying(table)
        return gone

    def tell_apart(self, table: str, rows: StayingRows) -> None:
        """Leave one of the rows that only cleared cells told apart."""
        again = rows.frame(table, self.frames[table]).duplicated().to_numpy()
        stay = self.staying(table).copy()
        stay[np.flatnonzero(stay)[again]] = False
        if again.any():
            self.stay[table] = stay
