"""From which day to which rows hold, as integers: days since 1970-01-01."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Days = NDArray[np.int64]

#: Before and after every day that a table can hold.
NEVER, ALWAYS = -(10**7), 10**7


class Life(NamedTuple):
    """From which day to which each row holds: the first day, and the first day no longer."""

    since: Days
    until: Days

    def on(self, day: int) -> NDArray[np.bool_]:
        """Which rows hold on a day."""
        return (self.since <= day) & (day < self.until)


def life(frame: pd.DataFrame) -> Life:
    """The days on which each row of a table holds; without dates, all of them."""
    ends = [
        as_days(frame[name], empty) if name in frame else np.full(len(frame), empty, dtype=np.int64)
        for name, empty in (("since", NEVER), ("until", ALWAYS))
    ]
    return Life(*ends)


def as_days(column: pd.Series, empty: int) -> Days:
    """A column of dates as integers; `empty` where a cell is."""
    days = column.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(column.isna().to_numpy(), empty, days)
