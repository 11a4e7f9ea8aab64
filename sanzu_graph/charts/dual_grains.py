"""How much the dual-management chart tells: of each person and unit, from names to bare marks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Grain:
    """How much is told of each person and unit.

    Attributes
    ----------
    people : the most people for which it is the first choice
    size : the font size of people's names; 0: dots
    chip : how wide and high a person's box is at least
    widest : how wide at most
    gap : between people
    head : how high a container's heading is
    units : the font size of units' names; 0: none
    band : how high the room for the lines to groups is
    between : the room between containers
    """

    people: float
    size: float
    chip: tuple[float, float]
    widest: float
    gap: float
    head: float
    units: float
    band: float
    between: float

    @property
    def pad(self) -> float:
        """Between the edge of a container and its people."""
        return 4.0 if self.size else 2.5 if self.units else 1.5

    @property
    def line_gap(self) -> float:
        """Between lines of groups, where they stand in several."""
        return 7.0 if self.units else 2.0

    @property
    def gutter(self) -> float:
        """The room beside a column where the lines of the unit's leader run."""
        return 5.0 if self.size else 0.0

    @property
    def count(self) -> float:
        """The font size of the numbers on tabs."""
        return self.size or 6.5

    @property
    def band_height(self) -> float:
        """How high the boxes of groups are."""
        return 28.0 if self.size else 13.0 if self.units else 5.0

    @property
    def apart(self) -> float:
        """Between the boxes of groups."""
        return 8.0 if self.units else 2.0


NAMED = Grain(260, 8.0, (32.0, 13.5), 80.0, 3.0, 43.0, 8.5, 36.0, 10.0)
DOTS = Grain(1_200, 0.0, (6.5, 6.5), 6.5, 1.5, 29.0, 6.5, 34.0, 8.0)
MARKS = Grain(np.inf, 0.0, (3.2, 3.2), 3.2, 0.8, 2.0, 0.0, 16.0, 4.0)
GRAINS = (NAMED, DOTS, MARKS)
