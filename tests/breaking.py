"""One thing broken at a time: an organisation with some rows edited, left out or added."""

from typing import Any

import numpy as np
import pandas as pd

from sanzu_graph import Org


def edited(org: Org, table: str, where: dict[str, str], **cells: Any) -> Org:
    """The organisation with some cells of the rows that match `where` replaced."""
    frame = org.table(table).astype(object)
    mine = _matching(frame, where)
    for column, value in cells.items():
        frame.loc[mine, column] = value
    return org.replace(**{table: frame})


def without(org: Org, table: str, **where: str) -> Org:
    """The organisation without the rows that match `where`."""
    frame = org.table(table)
    return org.replace(**{table: frame[~_matching(frame, where)]})


def added(org: Org, table: str, *rows: dict[str, Any]) -> Org:
    """The organisation with more rows."""
    frame = org.table(table).astype(object)
    return org.replace(**{table: pd.DataFrame([*frame.to_dict("records"), *rows])})


def _matching(frame: pd.DataFrame, where: dict[str, str]) -> pd.Series:
    mine = pd.Series(
        np.logical_and.reduce([frame[column] == value for column, value in where.items()]),
        index=frame.index,
    )
    assert mine.any(), f"nothing to break: no row with {where}"
    return mine
