"""Who is in which units of one layer."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.io.rosters.people import Cells, Positions
from sanzu_graph.schema import PLAIN


@dataclass(eq=False)
class Belonging:
    """Who is in which units of one layer: a row each, sorted by person, with the role there.

    Attributes
    ----------
    layer : str
    names : the names of its units
    person, unit : positions of people, and in `names`
    role : text
    start, many : for each person the first row, and how many there are
    further : rows beyond one a unit, for second roles: (person, unit, role)
    parents : the name of a unit → the id of the one above it
    """

    layer: str
    names: list[str]
    person: Positions
    unit: Positions
    role: Cells
    start: Positions
    many: Positions
    further: list[tuple[int, int, str]] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)

    def give(self, row: int, role: str) -> None:
        """Give the person of a row one more role in its unit."""
        if self.role[row] == PLAIN:
            self.role[row] = role
        elif role not in (self.role[row], PLAIN):
            self.further.append((int(self.person[row]), int(self.unit[row]), role))
