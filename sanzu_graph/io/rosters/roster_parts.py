"""One sheet of a roster with all that was understood of it before its people are joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sanzu_graph.io.rosters.column_reading import Reading
from sanzu_graph.io.rosters.headings import Head
from sanzu_graph.io.rosters.rows import Rows
from sanzu_graph.io.rosters.sheets import Sheet


class RosterPart(NamedTuple):
    """One sheet, its headings, its rows and how its columns are read."""

    sheet: Sheet
    head: Head
    rows: Rows
    reading: Reading
    bands: Mapping[int, str]
