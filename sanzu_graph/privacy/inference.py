"""Columns from which what was taken out can still be told: by conditional entropy over rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.schema import REJECTED, columns

if TYPE_CHECKING:
    from sanzu_graph.model.flaws import Tables

Codes = NDArray[np.intp]

#: A column that leaves less than a tenth open still tells, unless chance could have done so: it has
#: to save so many bits beyond a list that says what each of its values stands for. Who is named at
#: all in a small table is more often alike by chance.
_TOLD, _BEYOND_CHANCE, _BEYOND_CHANCE_NAMED = 0.9, 5.0, 10.0


def telling_columns(
    before: Tables, after: Tables, layers: Collection[str], attributes: Collection[str] = ()
) -> dict[str, float]:
    """The columns that still tell what was taken out, each with the share that it tells.

    Parameters
    ----------
    before, after
        The tables with it and without it.
    layers, attributes
        The layers, and the columns of members, that were taken out.

    Returns
    -------
    dict
        ``table.column`` → share from 0.9 to 1: 1 - H(secret | column) / H(secret). A secret is
        whether somebody was in the layer, in which of its units, and what a column said. It is
        asked over the rows of every table that names somebody: over all rows, and over those in
        which the column is filled; the same of the same person counts once. H(secret) is what is
        expected of all who are named in the table; for the column that names them, of everybody.
        Ids, names and other references are structure and are not looked at.

    Examples
    --------
    >>> people = [f"M{at}" for at in range(8)]
    >>> before = {"members": pd.DataFrame({"id": people, "status": list("ppnnppnn"), "side": list("llrrllrr")})}
    >>> telling_columns(before, {"members": before["members"].drop(columns="status")}, (), ["status"])
    {'members.side': 1.0}
    """
    people = after["members"]["id"]
    people = pd.Index(after["members"]["id"])
    coded = [
        pd.factorize(column.reindex(people)) for column in _secrets(before, layers, attributes)
    ]
    secrets = [codes for codes, values in coded if len(values) > 1]
    per_column: dict[str, float] = {}
    for name, who, cells, known, bits in _columns(after, people) if secrets else ():
        rows = np.unique(np.stack([who, cells], axis=1), axis=0)
        for some in (rows, rows[rows[:, 1] > 0]):
            for secret in secrets:
                spread = np.bincount(secret[known]) / len(known)
                share = _share(some[:, 1], secret[some[:, 0]], spread, bits)
                if share >= _TOLD:
                    per_column[name] = max(share, per_column.get(name, 0.0))
    return per_column


def _secrets(
    tables: Tables, layers: Collection[str], attributes: Collection[str]
) -> Iterator[pd.Series]:
    """What each member, by id, does not show any more."""
    members, people = tables["members"], pd.Index(tables["members"]["id"])
    for layer in layers:
        units, pairs = tables["units"], tables["memberships"]
        inside = pairs[pairs["unit"].isin(units.loc[units["layer"] == layer, "id"])]
        seats = inside.sort_values("unit").groupby("member")["unit"]
        held = seats.agg(lambda some: "\0".join(dict.fromkeys(some))).reindex(people)
        yield held.notna()
        yield held.fillna("")
    for name in attributes:
        yield canonical_column(members[name]).set_axis(people)


def _columns(
    tables: Tables, people: pd.Index[str]
) -> Iterator[tuple[str, Codes, Codes, Codes, float]]:
    """Each column: its name, the member of each row, its cells by code (0: empty).

    Then the members of whom something could be expected, and the bits beyond chance that are needed.
    """
    for table, frame in tables.items():
        if table == REJECTED or frame.empty:
            continue
        schema = columns(table)
        naming = [name for name, own in schema.items() if own.references == "members"]
        for reference in ["id"] if table == "members" else naming:
            if reference not in frame:
                continue
            places = people.get_indexer(pd.Index(frame[reference]))
            is_known = places >= 0
            who = places[is_known]
            named = np.unique(who)
            yield (
                f"{table}.{reference}",
                who,
                np.ones_like(who),
                np.arange(len(people)),
                _BEYOND_CHANCE_NAMED,
            )
            for name in frame:
                own = schema.get(str(name))
                if name in ("id", "name") or (own is not None and own.references):
                    continue
                codes, values = pd.factorize(canonical_column(frame[name]))
                order = np.array([0 if value == "" else at + 1 for at, value in enumerate(values)])
                yield f"{table}.{name}", who, order[codes][is_known], named, _BEYOND_CHANCE


def _share(said: Codes, secret: Codes, spread: NDArray[np.float64], beyond: float) -> float:
    """How much of a secret a column tells, 0 to 1; 0 where chance may have done it."""
    if not len(said):
        return 0.0
    both, counts = np.unique(np.stack([said, secret], axis=1), axis=0, return_counts=True)
    _, place = np.unique(both[:, 0], return_inverse=True)
    of_value = np.bincount(place, counts)[place]
    left = float(-(counts * np.log2(counts / of_value)).sum())
    bits = -np.log2(spread[both[:, 1]])
    whole, listed = float((counts * bits).sum()), float(bits.sum())
    return 1 - left / whole if whole - left - listed >= beyond else 0.0
