"""Seats: who sits where in a layer today, who leads, and which units are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

NOWHERE, SEVERAL = -1, -2


@dataclass(frozen=True, eq=False)
class Seats:
    """The seats of one layer.

    Attributes
    ----------
    unit : member → the unit; `NOWHERE` in none, `SEVERAL` in more than one
    several : member → the units, for those in more than one
    leaders, deputies : unit → who leads it, who is deputy there and does not lead it
    people : unit → how many sit in it
    """

    unit: Positions
    several: Mapping[int, tuple[int, ...]]
    leaders: Mapping[int, tuple[int, ...]]
    deputies: Mapping[int, tuple[int, ...]]
    people: Positions

    def of(self, member: int) -> tuple[int, ...]:
        """The units of one member."""
        unit = int(self.unit[member])
        return (unit,) if unit >= 0 else self.several.get(member, ())

    def with_posts(self) -> Iterator[tuple[int, int]]:
        """(member, unit) of everybody who leads a unit or is deputy there."""
        for posts in (self.leaders, self.deputies):
            for unit, members in posts.items():
                yield from ((member, unit) for member in members)


def seats(org: Org, layer: str) -> Seats:
    """The seats of a layer."""
    pairs = org.pairs(layer)
    unit = np.full(len(pairs.per_member), NOWHERE, dtype=np.intp)
    unit[pairs.member] = pairs.unit
    unit[pairs.per_member > 1] = SEVERAL
    several: dict[int, list[int]] = {}
    for row in np.flatnonzero((pairs.per_member > 1)[pairs.member]).tolist():
        several.setdefault(int(pairs.member[row]), []).append(int(pairs.unit[row]))
    leaders = posts(org, layer, LEADER)
    deputies = {
        where: tuple(member for member in members if member not in leaders.get(where, ()))
        for where, members in posts(org, layer, DEPUTY).items()
    }
    return Seats(
        unit,
        {member: tuple(sorted(units)) for member, units in several.items()},
        leaders,
        {where: members for where, members in deputies.items() if members},
        pairs.per_unit,
    )


def posts(org: Org, layer: str, role: str) -> dict[int, tuple[int, ...]]:
    """Unit → who holds a role in it."""
    held = org.pairs(layer, role)
    members: dict[int, list[int]] = {}
    for member, unit in zip(held.member.tolist(), held.unit.tolist(), strict=True):
        members.setdefault(unit, []).append(member)
    return {unit: tuple(sorted(some)) for unit, some in members.items()}


def by_key(key: Positions, units: Positions) -> dict[int, tuple[int, ...]]:
    """Key → those of some units that have it, in table order."""
    alike: dict[int, list[int]] = {}
    for unit in units.tolist():
        alike.setdefault(int(key[unit]), []).append(unit)
    return {at: tuple(some) for at, some in alike.items()}
