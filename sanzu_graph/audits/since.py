"""What changed between the findings of two audits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from sanzu_graph.audits.unit_lineage import under_other_ids
from sanzu_graph.checks.finding_frames import together
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.model.unit_renames import distinct_ids

NEW, GONE, STILL = "new", "gone", "still there"


def changes(
    now: pd.DataFrame,
    then: pd.DataFrame,
    about: Collection[str] | None = None,
    *,
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """The findings of now with how they compare to then, and behind them those that are gone; see
    `Audit.since`.

    Parameters
    ----------
    now, then
        Findings.
    about
        The ids of all about whom findings can differ, where that is known.
    renamed
        Old id → new id of units that are the same.
    """
    rows = [
        np.flatnonzero(
            np.ones(len(frame), dtype=bool) if about is None else frame["entity_id"].isin(about)
        )
        for frame in (now, then)
    ]
    after = identities(now.iloc[rows[0]])
    before = identities(under_other_ids(then.iloc[rows[1]], distinct_ids(renamed)))
    change = np.full(len(now), STILL, dtype=object)
    change[rows[0]] = np.where(after.isin(before), STILL, NEW)
    gone = then.iloc[rows[1][~before.isin(after).to_numpy(dtype=bool)]]
    both = together(
        [
            now.assign(change=pd.Series(change, index=now.index, dtype="str")),
            gone.assign(change=GONE),
        ]
    )
    both = both if "change" in both else both.assign(change=pd.Series(dtype="str"))
    return both[["change", *(name for name in both if name != "change")]]


def identities(frame: pd.DataFrame) -> pd.Series:
    """One text a finding that says whether it is the same as another."""
    parts = np.full(len(frame), "", dtype=object)
    columns: dict[str, np.ndarray] = {}
    checks, slugs = pd.factorize(frame["check"])
    for number, slug in enumerate(slugs):
        rows = np.flatnonzero(checks == number)
        names = [name for name in all_checks()[slug].identity if name in frame]
        columns |= {name: frame[name].to_numpy(object) for name in names if name not in columns}
        keys = [map(repr, columns[name][rows].tolist()) for name in names]
        parts[rows] = list(map("\x1f".join, zip(*keys, strict=True)))
    return pd.Series(parts, dtype=object)
