"""What a finding about a unit hangs on, where that is how many of its people are something.

Each person counts by their own rows and cells alone. So after an edit of one person the numbers
differ by what this person counts now and counted before. A sweep asks the counts of single people
(`sanzu_graph.audits.counted_units`). It never counts the whole again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions, distinct

#: The numbers of some units → which of these are at fault.
Amiss = Callable[..., NDArray[np.bool_]]


class Kinds(NamedTuple):
    """What is told apart in each unit: an entry a person and kind.

    Attributes
    ----------
    unit, kind : a unit, and what somebody of it brings; a kind stands once for each who brings it
    values : the words behind kinds; None: kinds are units
    """

    unit: Positions
    kind: Positions
    values: NDArray[np.object_] | None


@dataclass(frozen=True, eq=False)
class UnitCounts:
    """The numbers on which the findings of a check about units hang.

    Attributes
    ----------
    units : the units asked about
    numbers : of every unit, how many of its people count; one array a number
    amiss : the numbers of some units → which of these are at fault
    kinds : where the one number is how many kinds there are: these
    key : what tells apart findings about one unit, beside the layer asked about
    """

    units: Positions
    numbers: tuple[Positions, ...]
    amiss: Amiss
    kinds: Kinds | None = None
    key: str = ""

    @classmethod
    def of_kinds(cls, units: Positions, kinds: Kinds, total: int, amiss: Amiss) -> UnitCounts:
        """The counts of different kinds, of so many units in all."""
        width = int(kinds.kind.max(initial=0)) + 1
        unit = distinct(kinds.unit * width + kinds.kind) // width
        return cls(units, (np.bincount(unit, minlength=total),), amiss, kinds)

    @property
    def rows(self) -> Positions:
        """The units at fault, in the order of `units`."""
        return self.units[self.amiss(*(number[self.units] for number in self.numbers))]
