"""`Person`: somebody whom the model follows seat by seat."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.solving.sums import Sum


@dataclass(eq=False)
class Person:
    """Somebody told apart.

    Attributes
    ----------
    number : the member's position
    cell : the cell; several people may have one
    seats : layer → the units where they sit today
    inside : unit → whether they sit there in the end, mergers apart
    admitted : layer → whether they are admitted to it
    differs : truth values; if any of them holds, they are moved
    moved : whether they are moved
    """

    number: int
    cell: Cell
    seats: tuple[tuple[int, ...], ...]
    inside: dict[int, Sum] = field(default_factory=dict)
    admitted: dict[int, Sum] = field(default_factory=dict)
    differs: list[Sum] = field(default_factory=list)
    moved: Sum = field(default_factory=Sum)

    @property
    def gained(self) -> dict[int, Sum]:
        """Unit where they do not sit today → whether they do in the end."""
        here = {unit for units in self.seats for unit in units}
        return {unit: inside for unit, inside in self.inside.items() if unit not in here}
