"""`Snapshot`: an organisation on one day, beside the whole one."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sanzu_graph.model.dating import rows_on
from sanzu_graph.model.grouping import Positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sanzu_graph.model.organisation import Org


class Snapshot(NamedTuple):
    """An organisation on one day, and where the rows of the whole one stand in it.

    Attributes
    ----------
    org : those in force; the whole organisation itself where all are
    moment : the day; None: none was asked for
    places : table → position there of every row, -1 where it is not in force; where a table is
        missing, all stand where they stood
    """

    org: Org
    moment: datetime.datetime | None = None
    places: Mapping[str, Positions] = MappingProxyType({})

    @classmethod
    def of(cls, whole: Org, org: Org, moment: datetime.datetime | None) -> Snapshot:
        """The day of an organisation; `org` is what it is on that day."""
        if moment is None or org is whole:
            return cls(org, moment)
        rows = rows_on(whole, moment)
        places = {table: rows.places(table) for table in rows.stay}
        return cls(org, moment, {name: rows for name, rows in places.items() if rows is not None})

    def place(self, table: str, row: int) -> int:
        """Where a row of the whole organisation stands on that day."""
        return int(self.places[table][row]) if table in self.places else row

    def is_within(self, since: datetime.datetime | None, until: datetime.datetime | None) -> bool:
        """Whether a row with these dates is in force."""
        return self.moment is None or (
            (since is None or since <= self.moment) and (until is None or until > self.moment)
        )
