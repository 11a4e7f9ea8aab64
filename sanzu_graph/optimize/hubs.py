"""How people who are alike go from unit to unit in the model: by steps that lead to hubs.

A step is a column: how many of a cell do the same. A hub is where people of several cells meet on
their way to a unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.solving.sums import Terms, Variable


@dataclass
class Hub:
    """Where people alike pass on their way: as many as go in come out at its exits.

    Attributes
    ----------
    layer : the layer entered
    bits : the demands that its people count for in there
    leads : whether they could be appointed in the layer
    inside : for the base layer, the groups that they bring: (``in`` or ``at``, group); see `Step`
    somebody : somebody who may take it, to ask about all of them
    inflow, room : what goes in, and how many people that can be
    exits : unit → the column of those who come to it
    """

    layer: int
    bits: int
    leads: bool
    inside: tuple[tuple[str, int], ...]
    somebody: int
    inflow: Terms = field(default_factory=list)
    room: int = 0
    exits: dict[int, Variable] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What one column of people does.

    Some people of a cell get another base unit, another group, or a first seat.

    Attributes
    ----------
    column, cell : the column, and whose people they are
    home : the hub by which they come to a base unit; None: they do not
    enters : group layer → the hub, or the group where the model tells that apart
    tags : layer → what becomes of their group: ``in`` (they keep it, and come where it already is),
        ``at`` (they keep it, followed unit by unit), ``*`` (they keep it or leave it), ``enter``
        (they enter one that is followed), ``-`` none
    """

    column: Variable
    cell: Cell
    home: Hub | None
    enters: dict[int, Hub | int]
    tags: tuple[tuple[str, int], ...]

    def leaves(self, layer: int) -> bool:
        """Whether they leave their unit of a layer by this step."""
        if self.cell.seats[layer] < 0:
            return False
        if layer == BASE:
            return self.home is not None
        return layer in self.enters
