"""Which units are the same under another id: they keep their people, or the units below them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanzu_graph.model.edits import OTHER, Edit
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import TABLES, UNIT, columns


def renamed_units(before: Org, after: Org) -> dict[str, str]:
    """The units that have another id afterwards: new id → old id.

    Notes
    -----
    A unit that is gone and a new unit of its layer are one, renamed, if the people are kept. That
    means more than half of those before, and more than half of those after. A unit without
    people keeps the units below it, by the same measure. Among several, most
    shared parts decide, then an equal name.

    Examples
    --------
    >>> before = Org({"id": list("AB")}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T1", "T1"]})
    >>> after = Org({"id": list("ABC")}, {"id": ["X"], "layer": ["team"]}, {"member": list("ABC"), "unit": ["X"] * 3})
    >>> renamed_units(before, after)
    {'X': 'T1'}
    """
    ids = [set(org.encoding.units.tolist()) for org in (before, after)]
    gone, come = ids[0] - ids[1], ids[1] - ids[0]
    if not gone or not come:
        return {}
    people = _people(before, gone), _people(after, come)
    same = _alike(*people)
    old, new = (
        below[~below["unit"].isin(side["unit"])]
        for below, side in zip((_below(before, gone), _below(after, come)), people, strict=True)
    )
    while True:  # from the bottom up, a rank at a time
        parts = new.assign(part=new["part"].map(lambda unit, names=same: names.get(unit, unit)))
        more = _alike(old[~old["unit"].isin([*same.values()])], parts[~parts["unit"].isin([*same])])
        if not more:
            return same
        same |= more


def distinct_ids(renamed: Mapping[str, str]) -> dict[str, str]:
    """Ids → other ids, such that no other unit is taken for one that gets its id.

    Examples
    --------
    >>> distinct_ids({"T1": "T2"})["T2"] == "T2"
    False
    >>> distinct_ids({"T1": "T2", "T2": "T1"})
    {'T1': 'T2', 'T2': 'T1'}
    """
    taken = [new for new in renamed.values() if new not in renamed]
    return {**renamed, **{unit: f"{unit}{OTHER}" for unit in taken}}


def under_new_ids(org: Org, renamed: Mapping[str, str]) -> Org:
    """The organisation with units under the ids that they have afterwards (old id → new id).

    A unit that has the new id of another, and is not there afterwards, gets an id of its own.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A"], "unit": ["T2"]})
    >>> under_new_ids(org, {"T1": "T2", "T2": "T1"}).memberships["unit"].tolist()
    ['T1']
    """
    if not renamed:
        return org
    ids = distinct_ids(renamed)
    changed: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for table, frame in org.tables().items():
        for column in columns(table).values() if table in TABLES else ():
            named = column.references == "units" or (table, column.name) == ("units", "id")
            if named and column.name in frame:
                cells = frame[column.name]
                for row in np.flatnonzero(cells.isin(ids.keys())).tolist():
                    changed[table][row][column.name] = ids[cells.iloc[row]]
    return org.edited(Edit(changed=changed))


def _people(org: Org, units: set[str]) -> pd.DataFrame:
    """Who is in some units."""
    code, pairs = org.encoding, org.pairs()
    rows = np.isin(pairs.unit, _places(org, units))
    return _parts(org, code.members[pairs.member[rows]], pairs.unit[rows])


def _below(org: Org, units: set[str]) -> pd.DataFrame:
    """Which units are directly below some others."""
    code = org.encoding
    rows = np.flatnonzero(np.isin(code.parent, _places(org, units)))
    return _parts(org, code.units[rows], code.parent[rows])


def _places(org: Org, units: set[str]) -> Positions:
    return np.flatnonzero([unit in units for unit in org.encoding.units.tolist()])


def _parts(org: Org, parts: np.ndarray, units: Positions) -> pd.DataFrame:
    """Ids of people or units with the unit that they are in, its layer and name."""
    code = org.encoding
    layers = np.array([*code.layers, ""], dtype=object)[code.unit_layer[units]]
    return pd.DataFrame(
        {
            "part": parts,
            "unit": code.units[units],
            "layer": layers,
            "name": org.names(UNIT, units),
        },
        dtype=object,
    )


def _alike(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """The units of one layer that share more than half of their parts, as new → old: those that
    share most first, and of these the ones with one name.
    """
    pairs = old.merge(new, on=["part", "layer"], suffixes=("_old", "_new"))
    pairs["is_named"] = pairs["name_old"] == pairs["name_new"]
    shared = pairs.groupby(["unit_old", "unit_new", "is_named"]).size().reset_index(name="shared")
    most = np.maximum(
        shared["unit_old"].map(old["unit"].value_counts()),
        shared["unit_new"].map(new["unit"].value_counts()),
    )
    likely = shared[2 * shared["shared"] > most].sort_values(
        ["shared", "is_named"], ascending=False, kind="stable"
    )
    same: dict[str, str] = {}
    taken: set[str] = set()
    for before, after in zip(likely["unit_old"], likely["unit_new"], strict=True):
        if after not in same and before not in taken:
            same[after] = before
            taken.add(before)
    return same
