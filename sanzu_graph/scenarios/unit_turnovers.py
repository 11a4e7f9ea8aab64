"""`unit_turnover`: what became of each unit between two organisations: who came, who left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.doors import guarded
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import renamed_units
from sanzu_graph.schema import UNIT

#: What became of a unit.
KEPT, RENAMED, NEW, CLOSED = "kept", "renamed", "new", "closed"


class _UnitSeats(NamedTuple):
    """Who is in which unit; members and units are numbered over both organisations."""

    member: Positions
    unit: Positions


@guarded
def unit_turnover(before: Org, after: Org) -> pd.DataFrame:
    """What became of each unit: headcount before and after, how many came and left.

    Parameters
    ----------
    before, after
        Two organisations, such as one on two days: ``org.at("2025-12-31")`` and
        ``org.at("2026-12-31")``. All rows that they have count.

    Returns
    -------
    pandas.DataFrame
        A row a unit of either: ``unit`` and ``name`` (as they are afterwards; of a closed unit, as
        they were), ``layer``, ``change``, ``unit_before`` and ``name_before`` (empty for a new
        unit), ``headcount_before``, ``headcount``, ``came``, ``new`` (of those who came: not in the
        organisation before), ``left``, ``gone`` (of those who left: no longer in it). ``change`` is
        ``kept``, ``renamed`` (another id or name), ``new`` or ``closed``. Units in the order of
        `after`, closed ones behind them.

    Notes
    -----
    Which units are the same under another id, `renamed_units` says; `diff` asks it as well.
    Headcount + left - came is the headcount before.

    Examples
    --------
    >>> before = Org({"id": list("ABC")}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": list("ABC"), "unit": ["T1", "T1", "T2"]})
    >>> after = Org({"id": list("ABCD")}, {"id": ["T9", "T2"], "layer": ["team"] * 2}, {"member": list("ABCD"), "unit": ["T9", "T9", "T2", "T2"]})
    >>> unit_turnover(before, after)[["unit", "change", "unit_before", "headcount", "came", "left"]].to_numpy().tolist()
    [['T9', 'renamed', 'T1', 2, 0, 0], ['T2', 'kept', 'T2', 2, 1, 0]]
    """
    renames = renamed_units(before, after)
    member, unit = (
        pd.Index(here).get_indexer(pd.Index(there))
        for here, there in (
            (before.encoding.members, after.encoding.members),
            (
                before.encoding.units,
                [renames.get(unit, unit) for unit in after.encoding.units.tolist()],
            ),
        )
    )
    counts = [len(getattr(before.encoding, kind)) for kind in ("members", "units")]
    member, unit = (
        np.where(places >= 0, places, count + np.arange(len(places)))
        for places, count in zip((member, unit), counts, strict=True)
    )
    old, pairs = (_UnitSeats(org.pairs().member, org.pairs().unit) for org in (before, after))
    now = _UnitSeats(member[pairs.member], unit[pairs.unit])
    layers = _layers(before, after, unit)
    is_there = np.isin(np.arange(counts[0]), member)
    frame = _counted(old, now, is_there, len(layers))
    return _told(before, after, unit, layers, frame)


def _layers(before: Org, after: Org, unit: Positions) -> np.ndarray:
    """The layer of each unit of either organisation; that of `after` where it is in both."""
    layers = np.full(before.encoding.unit_count + len(unit), "", dtype=object)
    for org, places in ((before, np.arange(before.encoding.unit_count)), (after, unit)):
        layers[places] = np.array([*org.layers, ""], dtype=object)[org.encoding.unit_layer]
    return layers


def _counted(
    old: _UnitSeats, now: _UnitSeats, is_there: NDArray[np.bool_], units: int
) -> pd.DataFrame:
    """Headcounts, and who came and left, by the number of the unit; `is_there`: which members of
    before are members afterwards.
    """
    keys = [part.member * units + part.unit for part in (old, now)]
    left, came = ~np.isin(keys[0], keys[1]), ~np.isin(keys[1], keys[0])
    columns = {
        "headcount_before": old.unit,
        "headcount": now.unit,
        "came": now.unit[came],
        "new": now.unit[came & (now.member >= len(is_there))],
        "left": old.unit[left],
        "gone": old.unit[left & ~is_there[old.member]],
    }
    return pd.DataFrame(
        {name: np.bincount(rows, minlength=units) for name, rows in columns.items()}
    )


def _told(
    before: Org, after: Org, unit: Positions, layers: np.ndarray, frame: pd.DataFrame
) -> pd.DataFrame:
    """The rows with ids and names."""
    count = before.encoding.unit_count
    closed = np.setdiff1d(np.arange(count), unit)
    places = np.concatenate([unit, closed])
    old = [
        np.append(values, [""])[np.where(places < count, places, count)]
        for values in (before.encoding.units, before.names(UNIT, np.arange(count)))
    ]
    now = [
        np.concatenate([values, column[len(unit) :]])
        for values, column in zip(
            (after.encoding.units, after.names(UNIT, np.arange(len(unit)))), old, strict=True
        )
    ]
    is_other = (old[0] != now[0]) | (old[1] != now[1])
    change = np.where(is_other, RENAMED, KEPT)
    change[places >= count] = NEW
    change[len(unit) :] = CLOSED
    texts = {
        "unit": now[0],
        "name": now[1],
        "layer": layers[places],
        "change": change,
        "unit_before": old[0],
        "name_before": old[1],
    }
    told = pd.DataFrame(texts).astype("str")
    return told.join(frame.iloc[places].reset_index(drop=True))
