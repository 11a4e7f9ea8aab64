"""The people of all sheets of a roster in one set of columns. Each row knows where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.private_contents import without_private
from sanzu_graph.io.rosters.roster_parts import RosterPart

Cells = NDArray[np.object_]
Positions = NDArray[np.intp]


class ColumnNote(NamedTuple):
    """How a column was read, for the reader of a dry run."""

    sheet: str
    letter: str
    heading: str
    field: str
    how: str
    examples: tuple[str, ...]
    distinct: int | None


class SkipNote(NamedTuple):
    """What was not read, and why."""

    sheet: str
    row: int | None
    text: str
    why: str


class Trouble(NamedTuple):
    """A fault of one person's row, and the table that the faulty piece was meant for.

    `is_cell`: the cell alone is of no use, and the row is sound without it.
    """

    fault: Fault
    person: int
    is_cell: bool = False


@dataclass(eq=False)
class People:
    """All people of a roster.

    Attributes
    ----------
    places : the sheets as faults name them
    sheet, row : for each person the position of the sheet, and the row as the sheet shows it
    cells : field → text
    attributes : heading → text
    headings : field → the heading it has in each sheet
    inexact : field → which cells may be numbers that lost digits
    open : which rows are open posts, and no people
    over : for each row the row from which its name or id is merged down; else the row itself
    from_1904 : whether serial numbers count from 1904
    doubts : what was understood that nobody said
    values : folded value → what the user says that it means
    dates : the order of days that the user says, or empty
    posts : attributes that hold further posts of people
    leaders : attributes that name who has a role in the unit of the row: its layer and role
    above : layers of units above the teams, the lowest first
    is_apart : whether teams of one number were told apart by the units above them
    first : for each row the first row of the same person; empty where everybody has one row
    since, until : for each row the days between which it holds; empty where rows are not dated
    """

    places: list[str] = field(default_factory=list)
    sheet: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    row: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    cells: dict[str, Cells] = field(default_factory=dict)
    attributes: dict[str, Cells] = field(default_factory=dict)
    headings: dict[str, list[str]] = field(default_factory=dict)
    inexact: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    open: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    over: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    from_1904: bool = False
    troubles: list[Trouble] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    values: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    posts: list[str] = field(default_factory=list)
    leaders: dict[str, tuple[str, str]] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    is_apart: bool = False
    first: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    since: Cells = field(default_factory=lambda: np.empty(0, dtype=object))
    until: Cells = field(default_factory=lambda: np.empty(0, dtype=object))

    def __len__(self) -> int:
        return len(self.row)

    def trouble(
        self,
        key: str,
        person: int,
        column: str,
        value: str,
        *,
        table: str = "members",
        is_cell: bool = False,
        **fields: object,
    ) -> None:
        """Note a fault in one person's cell; `is_cell` where the row is sound without it."""
        sheet = int(self.sheet[person])
        heading = self.headings[column][sheet] if column in self.headings else column
        value = value if column == "id" else without_private(value)
        self.troubles.append(
            Trouble(
                Fault(
                    key, table, self.places[sheet], int(self.row[person]), heading, value, fields
                ),
                person,
                is_cell,
            )
        )

    def doubt(
        self,
        key: str,
        column: str,
        option: str = "",
        *,
        person: int | None = None,
        **fields: object,
    ) -> None:
        """Note a doubt about a column of these people, or about one person's cell of it."""
        sheet = 0 if person is None else int(self.sheet[person])
        heading = next(filter(None, self.headings.get(column, [])), column)
        place = self.places[sheet] if self.places else ""
        row = None if person is None else int(self.row[person])
        self.doubts.append(Doubt(key, place, row, heading, fields, option))

    def record(self, person: int) -> dict[str, str]:
        """The row of a person as it was read, private columns left out."""
        sheet = int(self.sheet[person])
        read = {
            self.headings[name][sheet] or name: cells[person]
            if name == "id"
            else without_private(cells[person])
            for name, cells in self.cells.items()
        }
        return read | {
            heading: without_private(cells[person]) for heading, cells in self.attributes.items()
        }


@dataclass(eq=False)
class Gathered:
    """What was found in the sheets of a roster."""

    people: People = field(default_factory=People)
    columns: list[ColumnNote] = field(default_factory=list)
    skipped: list[SkipNote] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    parts: list[RosterPart] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
