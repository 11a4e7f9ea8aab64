"""Nesting: units above and below each other, where seats in one count in the other too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.demand_counts import DemandCount
from sanzu_graph.optimize.seat_layers import SeatLayer

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


def line_up(parents: Positions, unit: int) -> Iterator[int]:
    """A unit and those above it, upwards; in a circle each unit comes once.

    Parameters
    ----------
    parents
        Unit → the unit above it, or -1.
    unit
        Where the line begins; -1: there is none.

    Examples
    --------
    >>> list(line_up(np.array([-1, 0, 1]), 2)), list(line_up(np.array([1, 0]), 0))
    ([2, 1, 0], [0, 1])
    """
    above = set[int]()
    while unit >= 0 and unit not in above:
        yield unit
        above.add(unit)
        unit = int(parents[unit])


def nested_units(
    org: Org, policy: Policy, layers: Sequence[SeatLayer], demands: Iterable[DemandCount]
) -> frozenset[int]:
    """Units of the layers with units above or below them, where seats are rolled up."""
    is_rolled = any(policy.layer(layer.name).rollup for layer in layers)
    if not is_rolled and not any(demand.rollup for demand in demands):
        return frozenset()
    code = org.encoding
    inside = np.zeros(code.unit_count, dtype=bool)
    for layer in layers:
        inside[layer.units] = True
    nested = set[int]()
    for unit in range(code.unit_count):
        for above in line_up(code.parent, unit):
            if above != unit and inside[above]:
                nested |= {unit, above}
    return frozenset(nested)


def seats_elsewhere(org: Org, layers: Iterable[SeatLayer]) -> dict[int, tuple[int, ...]]:
    """Member → units of layers that the model does not know."""
    units: dict[int, list[int]] = {}
    known = {unit for layer in layers for unit in layer.units.tolist()}
    pairs = org.pairs(None)
    for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True):
        if unit not in known:
            units.setdefault(member, []).append(unit)
    return {member: tuple(some) for member, some in units.items()}


def crosses_layers(org: Org, nested: frozenset[int], unit: int) -> bool:
    """Whether a nested unit is below another nested one of another layer."""
    code = org.encoding
    return any(
        above in nested and code.unit_layer[above] != code.unit_layer[unit]
        for above in line_up(code.parent, unit)
    )
