"""What a search finds: members and units in whose cells some words stand."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import value_aliases


class CellIndex:
    """The cells of members and units as text, read once.

    Parameters
    ----------
    org
        The organisation that is searched.
    """

    def __init__(self, org: Org) -> None:
        self.org = org

    def found(self, table: str, words: str) -> list[str]:
        """The ids of those rows in which each word stands, as part of a cell; no words find nothing.

        Cells with values of the schema are found by their aliases too: “党员” finds
        ``party_member``.
        """
        ids, texts = self.members if table == "members" else self.units
        parts = words.lower().split()
        if not parts:
            return []
        holds = np.ones(len(texts), dtype=bool)
        for part in parts:
            holds &= np.array([part in one for one in texts], dtype=bool)
        return [ids[place] for place in np.flatnonzero(holds)]

    @cached_property
    def members(self) -> tuple[list[str], list[str]]:
        """Ids, and the text of all cells of each member."""
        return _texts(self.org.members)

    @cached_property
    def units(self) -> tuple[list[str], list[str]]:
        """The same of units."""
        return _texts(self.org.units)


def _texts(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The ids of a table's rows and the text of each, in small letters."""
    columns = []
    for name in frame:
        told: dict[str, list[str]] = {}
        for alias, value in value_aliases(str(name)).items():
            told.setdefault(value, []).append(alias)
        cells = frame[name].astype(str).where(frame[name].notna(), "")
        columns.append(
            cells.map({cell: " ".join([cell, *told.get(cell, ())]).lower() for cell in set(cells)})
        )
    texts = ["\n".join(row) for row in zip(*columns, strict=True)] if columns else []
    return frame["id"].tolist(), texts
