"""In which rows two organisations differ: whole columns in integers, so that size costs little and
likeness nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER, TABLES, UNIT, columns

#: Beyond this, the product of two columns' codes is numbered afresh.
_ROOM = 2**62


@dataclass(frozen=True, eq=False)
class RowDifference:
    """The rows of one table that only one of two organisations has; positions from 0.

    Attributes
    ----------
    gone : positions in the table before
    come : positions in the table after
    """

    gone: Positions
    come: Positions


def row_differences(
    before: Org, after: Org, names: Iterable[str] = TABLES
) -> dict[str, RowDifference]:
    """The tables in which two organisations differ, and in which rows; equal organisations have
    none.

    Parameters
    ----------
    before, after
        The organisations.
    names
        Which tables are compared.

    Notes
    -----
    Rows are equal as organisations are. The order of rows and columns does not count. A column
    without values counts like a missing one. Cells are equal when their canonical texts are.

    Examples
    --------
    >>> before = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> after = before.replace(memberships={"member": ["B", "A"], "unit": ["T", "T"], "role": ["leader", ""]})
    >>> {table: (found.gone.tolist(), found.come.tolist()) for table, found in row_differences(before, after).items()}
    {'memberships': ([1], [0])}
    """
    tables = {name: (before.table(name), after.table(name)) for name in names}
    differences = {
        name: _between(*both) for name, both in tables.items() if len(both[0]) or len(both[1])
    }
    return {
        name: difference
        for name, difference in differences.items()
        if len(difference.gone) or len(difference.come)
    }


def _between(before: pd.DataFrame, after: pd.DataFrame) -> RowDifference:
    total = len(before)
    key = np.zeros(total + len(after), dtype=np.int64)
    distinct = 1
    for name in dict.fromkeys([*before, *after]):
        codes, most = _codes(before.get(name), after.get(name), total, len(after))
        if distinct * (most + 1) > _ROOM:
            key, known = pd.factorize(key)
            distinct = len(known)
        key = key * (most + 1) + codes + 1
        distinct *= most + 1
    key, known = pd.factorize(key)
    here, there = np.zeros(len(known), dtype=bool), np.zeros(len(known), dtype=bool)
    here[key[:total]] = there[key[total:]] = True
    return RowDifference(np.flatnonzero(~there[key[:total]]), np.flatnonzero(~here[key[total:]]))


def _codes(
    old: pd.Series | None, new: pd.Series | None, before: int, after: int
) -> tuple[NDArray[np.int64], int]:
    """A column of both tables in integers (-1: empty) and how many values it has."""
    old = pd.Series(None, index=range(before), dtype="str") if old is None else old
    new = pd.Series(None, index=range(after), dtype="str") if new is None else new
    if old.dtype != new.dtype:  # 7 and "7" are one cell
        old, new = (
            canonical_column(old).replace("", np.nan),
            canonical_column(new).replace("", np.nan),
        )
    codes, values = pd.factorize(pd.concat([old, new], ignore_index=True))
    return codes.astype(np.int64), len(values)


def touched(
    before: Org, after: Org, differences: Mapping[str, RowDifference] | None = None
) -> dict[str, set[str]]:
    """Which members and which units stand in a row that only one of two organisations has.

    Parameters
    ----------
    before, after
        The organisations.
    found
        Their `row_differences`, where they are known already.

    Returns
    -------
    dict of str to set of str
        ``member`` and ``unit`` → ids. A unit does not count because it is another's parent.

    Examples
    --------
    >>> before = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> after = before.replace(memberships={"member": ["B", "A"], "unit": ["T", "T"], "role": ["leader", ""]})
    >>> touched(before, after)
    {'member': {'B'}, 'unit': {'T'}}
    """
    ids: dict[str, set[str]] = {MEMBER: set(), UNIT: set()}
    for name, difference in (
        row_differences(before, after) if differences is None else differences
    ).items():
        for entity, column in _naming(name):
            for frame, rows in (
                (before.table(name), difference.gone),
                (after.table(name), difference.come),
            ):
                ids[entity].update(frame[column].iloc[rows].dropna().tolist())
    return ids


def _naming(table: str) -> list[tuple[str, str]]:
    """The columns of a table that say whom its rows are about."""
    homes = {"members": MEMBER, "units": UNIT}
    if table in homes:
        return [(homes[table], "id")]
    return [
        (homes[column.references], column.name)
        for column in columns(table).values()
        if column.references in homes
    ]
