"""`Snapshot`: an organisation on one day, beside the whole one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.dating import in_force
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import CORE

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


class Snapshot(NamedTuple):
    """An organisation on one day, and where the rows of the whole one stand in it.

    Attributes
    ----------
    org : those in force; the whole organisation itself where all are
    moment : the day; None: none was asked for
    places : table → position there of every row, -1 where it is not in force; None: all stand where
        they stood
    """

    org: Org
    moment: datetime.datetime | None = None
    places: Mapping[str, Positions] | None = None

    @classmethod
    def of(cls, whole: Org, org: Org, moment: datetime.datetime | None) -> Snapshot:
        """The day of an organisation; `org` is what it is on that day."""
        if moment is None or org is whole:
            return cls(org, moment)
        rows = {table: _in_force(whole.table(table), moment) for table in CORE}
        code = whole.encoding
        rows["memberships"] &= rows["members"][code.member] & rows["units"][code.unit]
        rows["relations"] &= rows["members"][code.source] & rows["members"][code.target]
        rows["duties"] &= rows["members"][code.duty_member] & rows["units"][code.duty_unit]
        return cls(
            org,
            moment,
            {table: np.where(mask, np.cumsum(mask) - 1, -1) for table, mask in rows.items()},
        )

    def place(self, table: str, row: int) -> int:
        """Where a row of the whole organisation stands on that day."""
        return row if self.places is None else int(self.places[table][row])

    def is_within(self, since: datetime.datetime | None, until: datetime.datetime | None) -> bool:
        """Whether a row with these dates is in force."""
        return self.moment is None or (
            (since is None or since <= self.moment) and (until is None or until > self.moment)
        )


def _in_force(frame: pd.DataFrame, moment: datetime.datetime) -> NDArray[np.bool_]:
    mask = np.zeros(len(frame), dtype=bool)
    mask[in_force(frame, moment).index] = True
    return mask
