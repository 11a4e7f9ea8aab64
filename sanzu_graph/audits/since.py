"""What changed between the findings of two audits."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sanzu_graph.checks.finding_frames import together
from sanzu_graph.checks.registry import all_checks

NEW, GONE, STILL = "new", "gone", "still there"


def changes(
    now: pd.DataFrame, then: pd.DataFrame, about: Collection[str] | None = None
) -> pd.DataFrame:
    """The findings of now with how they compare to then, and behind them those that are gone; see
    `Audit.since`.

    Parameters
    ----------
    now, then
        Findings.
    about
        The ids of all about whom findings can differ, where that is known.
    """
    rows = [
        np.flatnonzero(
            np.ones(len(frame), dtype=bool) if about is None else frame["entity_id"].isin(about)
        )
        for frame in (now, then)
    ]
    after, before = (
        identities(frame.iloc[place]) for frame, place in zip((now, then), rows, strict=True)
    )
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
    checks, slugs = pd.factorize(frame["check"])
    for number, slug in enumerate(slugs):
        rows = np.flatnonzero(checks == number)
        keys = [
            frame[name].iloc[rows].map(repr).tolist()
            for name in all_checks()[slug].identity
            if name in frame
        ]
        parts[rows] = list(map("\x1f".join, zip(*keys, strict=True)))
    return pd.Series(parts, dtype=object)
