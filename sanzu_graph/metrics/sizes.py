"""Measures of units: how large, how experienced, how alike in their work."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.doors import guarded
from sanzu_graph.metrics.counts import kinds_within
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org


T = TypeVar("T", bound=np.generic)


@guarded
def unit_sizes(org: Org, layer: str | None = None, *, rollup: bool = False) -> pd.DataFrame:
    """The headcount of every unit: how many people belong to it, each once.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only units of this layer.
    rollup
        Count the members of a unit in every unit above it too.

    Returns
    -------
    pandas.DataFrame
        One row a unit, in table order: ``unit``, ``name``, ``layer``, ``headcount``. Where shares
        are kept, also ``full_time`` (full-time equivalents: the shares of everybody's rows; an
        empty one is 1); where posts are kept, ``open_posts`` (posts without a holder), which are
        never people. Both are counted in the unit itself, and with `rollup` in those above.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["M1"], "unit": ["T1"]})
    >>> unit_sizes(org)[["unit", "headcount"]].to_numpy().tolist()
    [['T1', 1], ['T2', 0]]
    """
    pairs = org.pairs(layer, rollup=rollup)
    frame = _unit_frame(org, pairs.units).assign(headcount=pairs.per_unit[pairs.units])
    shares: NDArray[np.float64] | None = full_time(org)
    posts = open_posts(org)
    if shares is not None:
        frame["full_time"] = (rolled_up(org, shares) if rollup else shares)[pairs.units]
    if posts is not None:
        frame["open_posts"] = (rolled_up(org, posts) if rollup else posts)[pairs.units]
    return frame


def full_time(org: Org) -> NDArray[np.float64] | None:
    """Full-time equivalents of every unit; None where no shares are kept. Rows of one seat add up,
    to 1 at most.
    """
    code = org.encoding
    if not org.keeps("memberships", "share"):
        return None
    total = max(code.unit_count, 1)
    share = org.numbers("memberships", "share")
    key = code.member * total + code.unit
    seats, place = np.unique(key, return_inverse=True)
    known = np.bincount(place, weights=np.nan_to_num(share), minlength=len(seats))
    is_told = np.bincount(place, weights=~np.isnan(share), minlength=len(seats)) > 0
    seat = np.where(is_told, np.minimum(known, 1), 1.0)
    counts = np.bincount(seats % total, weights=seat, minlength=code.unit_count)
    return counts.astype(np.float64)


def open_posts(org: Org) -> Positions | None:
    """Posts without a holder of every unit; None where no posts are kept."""
    if not org.keeps("positions"):
        return None
    unit, holder = org.referred("positions", "unit"), org.referred("positions", "holder")
    return np.bincount(unit[(unit >= 0) & (holder < 0)], minlength=org.encoding.unit_count)


def rolled_up(org: Org, counts: NDArray[T]) -> NDArray[T]:
    """Counts of every unit, with those of all units below it."""
    sums, at = counts.copy(), org.encoding.parent
    while (at >= 0).any():
        inside = at >= 0
        np.add.at(sums, at[inside], counts[inside])
        at = np.where(inside, org.encoding.parent[at], -1)
    return sums


@guarded
def seniority_mix(
    org: Org, layer: str = "team", *, column: str = "seniority_years", rollup: bool = False
) -> pd.DataFrame:
    """How old and new mix in every unit: the spread of seniority among its members.

    Parameters
    ----------
    org, layer, rollup
        As in `unit_sizes`.
    column
        The column of `members` that holds the years.

    Returns
    -------
    pandas.DataFrame
        One row a unit: ``unit``, ``name``, ``layer``, ``headcount``, ``known`` (members whose years
        are known), and of these ``least``, ``median``, ``mean``, ``most`` and ``spread``
        (population standard deviation), in years; NaN where nobody's years are known.

    Raises
    ------
    AbsentError
        If the layer or column does not exist.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"], "seniority_years": [1, 9]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> seniority_mix(org)[["least", "median", "mean", "most", "spread"]].iloc[0].tolist()
    [1.0, 5.0, 5.0, 9.0, 4.0]
    """
    pairs, years = org.pairs(layer, rollup=rollup), org.numbers("members", column)
    grouped = pd.Series(years[pairs.member]).groupby(pairs.unit)
    measures: dict[str, pd.Series] = {
        "known": grouped.count(),
        "least": grouped.min(),
        "median": grouped.median(),
        "mean": grouped.mean(),
        "most": grouped.max(),
        "spread": grouped.std(ddof=0),
    }
    frame = unit_sizes(org, layer, rollup=rollup)
    measured = {name: series.reindex(pairs.units).to_numpy() for name, series in measures.items()}
    return frame.assign(**measured).assign(known=np.nan_to_num(measured["known"]).astype(np.intp))


@guarded
def work_homogeneity(
    org: Org, layer: str = "team", *, column: str = "work_type", rollup: bool = False
) -> pd.DataFrame:
    """How alike the work within every unit is: the share of its most common work type.

    Parameters
    ----------
    org, layer, rollup
        As in `unit_sizes`.
    column
        The column of `members` that holds the work type.

    Returns
    -------
    pandas.DataFrame
        One row a unit: ``unit``, ``name``, ``layer``, ``headcount``, ``known``, ``types`` (how many
        different), ``commonest`` (the most common type; of equals the one that comes first in the
        table) and ``homogeneity`` = members of that type / members whose type is known, 0 … 1; NaN
        where none is known.

    Raises
    ------
    AbsentError
        If the layer or column does not exist.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": list("ABC"), "work_type": ["x", "x", "y"]}, {"id": ["T"], "layer": ["team"]}, {"member": list("ABC"), "unit": ["T"] * 3})
    >>> work_homogeneity(org)[["types", "commonest", "homogeneity"]].round(3).to_numpy().tolist()
    [[2, 'x', 0.667]]
    """
    pairs, (codes, names) = org.pairs(layer, rollup=rollup), org.codes("members", column)
    total = org.encoding.unit_count
    unit, kind, count = kinds_within(pairs, codes)
    order = np.lexsort((kind, -count, unit))
    first = order[np.unique(unit[order], return_index=True)[1]]
    known, types = (
        np.bincount(unit, weights=count, minlength=total),
        np.bincount(unit, minlength=total),
    )
    commonest, most = np.full(total, None, dtype=object), np.zeros(total)
    commonest[unit[first]], most[unit[first]] = names[kind[first]], count[first]
    with np.errstate(invalid="ignore"):
        share = most / known
    frame = unit_sizes(org, layer, rollup=rollup)
    units = pairs.units
    return frame.assign(
        known=known[units].astype(np.intp),
        types=types[units],
        commonest=commonest[units],
        homogeneity=share[units],
    )


def _unit_frame(org: Org, units: Positions) -> pd.DataFrame:
    code = org.encoding
    layers = np.array([*code.layers, ""], dtype=object)[code.unit_layer[units]]
    return pd.DataFrame(
        {"unit": code.units[units], "name": org.names(UNIT, units), "layer": layers}
    )
