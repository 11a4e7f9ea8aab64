"""Who is in which units of one layer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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

    def only(self, rows: NDArray[np.bool_]) -> None:
        """Drop the other rows."""
        self.person, self.unit, self.role = self.person[rows], self.unit[rows], self.role[rows]
        self.many = np.bincount(self.person, minlength=len(self.many)).astype(np.intp)
        self.start = np.cumsum(self.many) - self.many

    def alone(self) -> tuple[Positions, Positions]:
        """The people with one unit alone, and that unit."""
        people = np.flatnonzero(self.many == 1)
        return people, self.unit[self.start[people]]


def hang(belongings: dict[str, Belonging], layers: list[str]) -> None:
    """Make the units of each layer parents of those in the layers before it, as people show it.

    A person of a unit belongs to no unit above it by a row of its own.

    Parameters
    ----------
    belongings
        Layer → who is in its units.
    layers
        From the lowest to the highest.
    """
    for at, lower in enumerate(layers[:-1]):
        below = belongings[lower]
        people, units = below.alone()
        for upper in layers[at + 1 :]:
            above = belongings[upper]
            single = np.full(len(above.many), -1, dtype=np.intp)
            alone, their = above.alone()
            single[alone] = their
            for person, unit in zip(people.tolist(), units.tolist(), strict=True):
                if single[person] >= 0:
                    below.parents.setdefault(
                        below.names[unit], f"{upper}:{above.names[single[person]]}"
                    )
    inside = np.zeros(len(belongings[layers[0]].many), dtype=bool)
    for layer in layers:
        has_unit = belongings[layer].many > 0
        if layer != layers[0]:
            belongings[layer].only(~inside[belongings[layer].person])
        inside |= has_unit
