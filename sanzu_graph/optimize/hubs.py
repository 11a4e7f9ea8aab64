"""What people do in the model: they pass hubs, by steps that stand for some of a cell each."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.optimize.cells import Cell
from sanzu_graph.solving.sums import Terms


@dataclass
class Hub:
    """Where people alike pass on their way: whoever goes in comes out at one of its exits.

    Attributes
    ----------
    layer : the group layer entered, or -1 for homes
    key : of the units that it leads to
    bits : the tallies that its people count in there
    eligible : whether they could be appointed in the layer
    inside : for homes, the groups that they bring: (``in`` or ``at``, group, whether they could be
        appointed in it); see `Step`
    name : who it is, if a rule names them; else -1
    inflow, room : what goes in, and how many people that can be
    exits : unit → the column of those who come to it
    """

    layer: int
    key: int
    bits: int
    eligible: bool
    inside: tuple[tuple[str, int, bool], ...]
    name: int
    inflow: Terms = field(default_factory=list)
    room: int = 0
    exits: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What one column of people does: some of a cell leave home, a group, or enter a layer.

    Attributes
    ----------
    column, cell : the column, and whose people they are
    hub : the hub by which they change home; None: they stay at home
    leaves : layer whose group they leave; -1: none
    enters : layer → the hub, or the group where the model tells that apart
    admitted : the layer to which they are admitted, or -1
    tags : per layer what becomes of their group: ``in`` (they keep it, and go where it already is),
        ``at`` (they keep it, followed
        unit by unit), ``*`` (they keep it or leave it), ``enter`` (they enter one that is
        followed), ``-`` none
    """

    column: int
    cell: Cell
    hub: Hub | None
    leaves: int
    enters: dict[int, Hub | int]
    admitted: int
    tags: tuple[tuple[str, int], ...]
