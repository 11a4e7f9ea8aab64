"""Tables on one day: the rows in force, and nothing that hangs on others."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.model.column_values import Mask, found_in
from sanzu_graph.schema import REJECTED, columns

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables


def in_force(frame: pd.DataFrame, moment: datetime.datetime) -> pd.DataFrame:
    """The rows with ``since`` ≤ moment < ``until``; an empty end is open."""
    keep = rows_in_force(frame, moment)
    return frame if keep.all() else frame[keep]


def rows_in_force(frame: pd.DataFrame, moment: datetime.datetime) -> Mask:
    """Which rows `in_force` keeps."""
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


def without_dangling(tables: Tables) -> Tables:
    """Rows whose required reference is gone go too, optional ones are cleared; until nothing
    dangles.
    """
    tables, settled = dict(tables), False
    while not settled:
        settled = True
        for name in [name for name in tables if name != REJECTED]:
            for column in columns(name).values():
                if (
                    not column.references
                    or column.name not in tables[name]
                    or column.references not in tables
                ):
                    continue
                cells = tables[name][column.name]
                gone = cells.notna() & ~found_in(cells, tables[column.references]["id"])
                if gone.any():
                    settled = False
                    tables[name] = (
                        tables[name][~gone]
                        if column.required
                        else _cleared(tables[name], column.name, gone)
                    )
    return tables


def _cleared(frame: pd.DataFrame, column: str, gone: pd.Series) -> pd.DataFrame:
    """The table with some references cleared; rows that only these told apart are one."""
    cleared = frame.assign(**{column: frame[column].mask(gone)})
    return cleared if "id" in frame else cleared.drop_duplicates()
