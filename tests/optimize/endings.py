"""All end states of a small organisation with their goals and the groups that differ; built on the
oracle.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from sanzu_graph import Org
from tests.optimize.instances import GOALS, Instance
from tests.optimize.oracle import Judge, TooManyError, Vector, World, violations

State = tuple[Vector, frozenset[str], frozenset[str]]


class _Telling(Judge):
    """A judge that tells the groups changed and the base units moved to, beside the vector."""

    def vector(self, moved, homes, groups, admitted, leaders, liaisons, mergers) -> Any:
        found = super().vector(moved, homes, groups, admitted, leaders, liaisons, mergers)
        if found is None:
            return None
        world = self.world
        changed = {
            u
            for layer in self.counted
            for u in world.unit
            if world.layer[u] == layer and self.differs(layer, u, homes, groups, leaders)
        }
        filled = {unit for name in world.names for unit in moved[name] - world.homes[name]}
        return found, frozenset(changed), frozenset(filled)


def states(made: Instance, most_states: int = 6_000) -> list[State]:
    """(Values of the goals asked, groups changed, base units moved to) of every end state that
    keeps the rules; each once.
    """
    world = World(made)
    ends = [world.ends(name) for name in world.names]
    size = math.prod(len(some) for some in ends) * len(world.merges())
    if size > most_states:
        raise TooManyError(size)
    judge = _Telling(
        world, violations(world, world.homes, world.groups, {}, world.leaders, set(), {})
    )
    return list(
        dict.fromkeys(
            one
            for mergers in world.merges()
            for state in product(*ends)
            for one in judge.vectors(state, mergers)
        )
    )


def changed(made: Instance, before: Org, after: Org, counted: set[str]) -> frozenset[str]:
    """The groups of some layers that differ between two organisations: members, leaders, or base
    units.
    """
    looks = []
    for org in (before, after):
        rows = org.memberships[["member", "unit", "role"]].to_numpy().tolist()
        layer = dict(org.units[["id", "layer"]].to_numpy().tolist())
        look = {}
        for unit in layer:
            people = {member for member, where, _ in rows if where == unit}
            reach = {
                where for member, where, _ in rows if member in people and layer[where] == "team"
            }
            look[unit] = (
                people,
                {member for member, where, role in rows if where == unit and role == "leader"},
                reach,
            )
        looks.append(look)
    groups = [row["id"] for row in made.units if row["layer"] in counted]
    return frozenset(unit for unit in groups if looks[0][unit] != looks[1].get(unit))


__all__ = ["GOALS", "changed", "states"]
