"""How a graph looks in other programs: where its nodes stand, and in which colours.

Units of the layer with most seats stand in a row, their people below them. Units of the other
layers stand above, each near its people.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.hues import HUES
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER, UNIT

#: The sizes of a card and of the gaps between cards, in points.
_HIGH, _GAP = 30.0, 14.0
_LATIN, _WIDE, _LEAST = 7.5, 13.0, 44.0
_FIRST_WIDE = 0x2E80
_LONGEST = 40
_PAPER, _LINE = "#ffffff", "#5f6670"
Node = tuple[str, str]


@dataclass(frozen=True)
class Look:
    """How a node is shown.

    Attributes
    ----------
    label : its name, else its id
    x, y : its middle; y grows downwards
    width, height : its size
    color, ink : what it is filled with, and its letters
    """

    label: str
    x: float
    y: float
    width: float
    height: float
    color: str
    ink: str


def looks(org: Org) -> Mapping[Node, Look]:
    """How each member and unit is shown.

    Examples
    --------
    >>> org = Org({"id": ["A"], "name": ["An"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> {node: (look.label, look.y) for node, look in looks(org).items()}
    {('unit', 'T'): ('T', 15.0), ('member', 'A'): ('An', 59.0)}
    """
    code, pairs = org.encoding, org.pairs(rollup=True)
    names = [
        _named(org.names(kind, np.arange(len(ids))), ids)
        for kind, ids in ((MEMBER, code.members), (UNIT, code.units))
    ]
    wide = [max(map(_width, some), default=_LEAST) for some in names]
    home, base = _homes(org)
    x = np.zeros(code.unit_count)
    people = np.zeros((code.member_count, 2))
    left, blocks = 0.0, [*np.flatnonzero(code.unit_layer == base).tolist(), -1]
    for unit in blocks:
        own = np.flatnonzero(home == unit)
        columns = max(math.ceil(math.sqrt(len(own) / 3)), 1)
        block = max(columns * (wide[0] + _GAP), wide[1] + _GAP if unit >= 0 else 0.0)
        if unit >= 0:
            x[unit] = left + block / 2
        place = np.arange(len(own))
        people[own, 0] = left + block / 2 + (place % columns - (columns - 1) / 2) * (wide[0] + _GAP)
        people[own, 1] = (place // columns + 1) * (_HIGH + _GAP)
        left += block + _GAP if unit >= 0 or len(own) else 0.0
    by_node: dict[Node, Look] = {}
    above = 0
    for layer in range(len(code.layers)):
        rows = np.flatnonzero(code.unit_layer == layer)
        if layer != base:
            above += 1
            x[rows] = _spread(rows, pairs.member, pairs.unit, people[:, 0], wide[1] + _GAP)
        hue = HUES[layer % len(HUES)]
        for unit in rows.tolist():
            y = _HIGH / 2 - (0 if layer == base else above * 4 * _HIGH)
            by_node[UNIT, code.units[unit]] = Look(
                names[1][unit], float(x[unit]), y, wide[1], _HIGH, hue, _PAPER
            )
    for member, (across, down) in enumerate(people.tolist()):
        by_node[MEMBER, code.members[member]] = Look(
            names[0][member], across, _HIGH / 2 + down, wide[0], _HIGH, _PAPER, "#1a1a1a"
        )
    return by_node


def _homes(org: Org) -> tuple[Positions, int]:
    """The unit below which each member stands (-1: none), and the layer of these units."""
    code, pairs = org.encoding, org.pairs()
    home = np.full(code.member_count, -1)
    if not len(code.layers):
        return home, 0
    base = int(np.bincount(code.unit_layer[pairs.unit], minlength=len(code.layers)).argmax())
    own = code.unit_layer[pairs.unit] == base
    home[pairs.member[own][::-1]] = pairs.unit[own][::-1]
    return home, base


def _spread(
    rows: Positions, member: Positions, unit: Positions, at: NDArray[np.float64], step: float
) -> NDArray[np.float64]:
    """Where units stand so that each is near its people and none covers another."""
    place: NDArray[np.float64] = np.zeros(len(rows))
    if not len(rows):
        return place
    number = np.full(max(int(unit.max(initial=0)), int(rows.max())) + 1, -1)
    number[rows] = np.arange(len(rows))
    own = number[unit]
    inside = own >= 0
    count = np.bincount(own[inside], minlength=len(rows))
    whole = np.bincount(own[inside], weights=at[member[inside]], minlength=len(rows))
    middle = whole / np.maximum(count, 1)
    order = np.argsort(middle, kind="stable")
    last = -math.inf
    for row in order.tolist():
        place[row] = last = max(float(middle[row]), last + step)
    return place


def _named(names: Iterable[object], ids: Iterable[str]) -> list[str]:
    """Names in one line; the id where a name is empty."""
    texts = (" ".join(str(name).split()) for name in names)
    return [name or id_ for name, id_ in zip(texts, ids, strict=True)]


def _width(label: str) -> float:
    wide = sum(_WIDE if ord(letter) > _FIRST_WIDE else _LATIN for letter in label[:_LONGEST])
    return max(wide + _GAP, _LEAST)


def edge_color(relation: str) -> str:
    """The colour of an edge: by what it stands for."""
    known = ("member_of", "part_of", "manages", "reports_to", "dotted_line", "mentors", "holds")
    return HUES[known.index(relation)] if relation in known[2:] else _LINE
