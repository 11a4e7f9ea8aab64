"""Which units a hierarchy shows, and under which of them each one hangs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.scenes import box_key
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, UNIT


@dataclass(frozen=True)
class Units:
    """The units that are shown; positions index them, `rows` the organisation's units.

    `led` are those that need a leader, `vacant` those of them that have none.
    """

    org: Org
    rows: Positions
    parent: Positions
    headcount: Positions
    below: Positions
    leaders: list[list[int]]
    vacant: NDArray[np.bool_]
    led: NDArray[np.bool_]

    @property
    def stacks(self) -> Positions:
        """Leaves of one parent stand together where they are of one layer."""
        return self.org.encoding.unit_layer[self.rows]

    def key(self, number: int) -> str:
        """What lines call a unit's box."""
        return box_key(self.org.encoding.units[self.rows[number]])

    def panel(self, number: int) -> str:
        """The parent and the layer of the units on a panel."""
        code, above = self.org.encoding, int(self.parent[number])
        layer = code.layers[int(code.unit_layer[self.rows[number]])]
        return f"{code.units[self.rows[above]] if above >= 0 else ''}/{layer}"

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers all of whose units are shown."""
        code = self.org.encoding
        shown = np.bincount(code.unit_layer[self.rows], minlength=len(code.layers))
        whole = np.bincount(code.unit_layer, minlength=len(code.layers))
        return tuple(np.array(code.layers, dtype=object)[(shown == whole) & (whole > 0)].tolist())


def chosen_units(
    org: Org, policy: Policy, layers: Collection[str] | None, root: str | None
) -> Units:
    """The units of some layers below a root; what hangs on a unit left out hangs on the next one
    above it.

    Raises
    ------
    AbsentError
        If a layer or the root does not exist.
    """
    code, policy = org.encoding, policy.resolve(org)
    shown = np.ones(code.unit_count, dtype=bool)
    if layers is not None:
        shown[:] = False
        for layer in layers:
            shown[org.pairs(layer).units] = True
    parent = code.parent.copy()
    if root is not None:
        root = id_of(org, "units", root)
        places = np.flatnonzero(code.units == root)
        if not len(places):
            raise AbsentError("error.no_ids", entity=UNIT, ids=[root])
        parent[places] = -1
        shown &= _under(parent, int(places[0]))
    while True:
        hidden = (parent >= 0) & ~shown[parent]
        if not hidden.any():
            break
        parent[hidden] = parent[parent[hidden]]
    rows = np.flatnonzero(shown)
    number = np.append(np.cumsum(shown) - 1, -1)
    found_pairs, led = org.pairs(), org.pairs(role=LEADER)
    headcount = found_pairs.per_unit[rows]
    leaders: dict[int, list[int]] = {}
    for member, unit in zip(led.member.tolist(), led.unit.tolist(), strict=True):
        leaders.setdefault(unit, []).append(member)
    demanded = np.array([policy.layer(name).least_leaders > 0 for name in code.layers] or [False])
    is_led = demanded[code.unit_layer[rows]] & (headcount > 0)
    return Units(
        org,
        rows,
        number[parent[rows]],
        headcount,
        org.pairs(rollup=True).per_unit[rows],
        [leaders.get(row, []) for row in rows.tolist()],
        is_led & (led.per_unit[rows] == 0),
        is_led,
    )


def part_of(units: Units, keep: Positions) -> Units:
    """Some of the units, in their order; what hangs on one left out is a root."""
    number = np.full(len(units.rows) + 1, -1, dtype=np.intp)
    number[keep] = np.arange(len(keep))
    return Units(
        units.org,
        units.rows[keep],
        number[units.parent[keep]],
        units.headcount[keep],
        units.below[keep],
        [units.leaders[place] for place in keep.tolist()],
        units.vacant[keep],
        units.led[keep],
    )


def _under(parent: Positions, root: int) -> NDArray[np.bool_]:
    """Which units are the root or below it."""
    link = np.where(parent < 0, np.arange(len(parent)), parent)
    while (link[link] != link).any():
        link = link[link]
    return np.equal(link, root)
