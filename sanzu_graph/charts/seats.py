"""Who sits where in a chart of base units and groups: each person in one base unit, and in at most
one group of each layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sanzu_graph.charts.crossings import Ties, untangled
from sanzu_graph.checks.covering import blank_teams
from sanzu_graph.model.encoding import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER


@dataclass(frozen=True)
class Seats:
    """The people of a chart, each once, and what ties them.

    Attributes
    ----------
    org, base, layers : what is drawn: base units, and groups of these layers
    homes : base units (positions of units) in the order drawn; -1 last, where somebody is in none
    people : per home, the people in it (positions of members), the leaders first
    leaders : per home, how many of them lead it
    group : per layer, each member's group (position of a unit); -1 for none
    groups : per layer, the groups in the order drawn
    more : how many further units of these layers each member is in
    blank, vacant : base units that a layer of the policy does not reach; units that have members
        and lack the leader they need
    """

    org: Org
    base: str
    layers: tuple[str, ...]
    homes: list[int]
    people: list[list[int]]
    leaders: list[int]
    group: list[Positions]
    groups: list[list[int]]
    more: Positions
    blank: frozenset[int]
    vacant: frozenset[int]

    @property
    def total(self) -> int:
        """How many people there are."""
        return sum(map(len, self.people))


def first_units(org: Org, layer: str) -> tuple[Positions, Positions]:
    """Each member's unit of a layer (-1: none; of several, one that the member leads, else the
    first in the table), and how many.
    """
    home = np.full(len(org.encoding.members), -1, dtype=np.intp)
    for found in (org.pairs(layer), org.pairs(layer, LEADER)):
        order = np.lexsort((-found.unit, found.member))
        home[found.member[order]] = found.unit[
            order
        ]  # the last one written is the first in the table
    return home, org.pairs(layer).per_member


def seated(
    org: Org, policy: Policy, base: str, layers: tuple[str, ...], *, plain: bool = False
) -> Seats:
    """Seat everybody; base units and groups in an order in which few lines cross, or in the tables'
    order if `plain`.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    """
    policy = policy.resolve(org)
    home, many = first_units(org, base)
    firsts = [first_units(org, layer) for layer in layers]
    group = [unit for unit, _ in firsts]
    belongs = (home >= 0) | np.any(
        [unit >= 0 for unit in group] or [np.zeros(len(home), dtype=bool)], axis=0
    )
    more = np.maximum(many - 1, 0) + sum(
        (np.maximum(count - 1, 0) for _, count in firsts), np.zeros(len(home), dtype=np.intp)
    )
    homes = [*org.pairs(base).units.tolist(), *([-1] if (belongs & (home < 0)).any() else [])]
    number = {unit: place for place, unit in enumerate(homes)}
    groups = [org.pairs(layer).units.tolist() for layer in layers]
    order, orders = (
        _ordered(home, group, homes, groups)
        if not plain
        else (list(range(len(homes))), [list(range(len(these))) for these in groups])
    )
    led = org.pairs(base, LEADER)
    leads = set(zip(led.member.tolist(), led.unit.tolist(), strict=True))
    people: list[list[int]] = [[] for _ in homes]
    for member in np.flatnonzero(belongs).tolist():
        people[number[int(home[member])]].append(member)
    for unit, these in zip(homes, people, strict=True):
        these.sort(key=lambda member: (member, unit) not in leads)
    leaders = [
        sum((member, unit) in leads for member in these)
        for unit, these in zip(homes, people, strict=True)
    ]
    demanded = {
        unit
        for layer in (base, *layers)
        if policy.layer(layer).least_leaders > 0
        for unit in org.pairs(layer).units.tolist()
    }
    held, led_by = org.pairs().per_unit, org.pairs(role=LEADER).per_unit
    return Seats(
        org,
        base,
        layers,
        [homes[place] for place in order],
        [people[place] for place in order],
        [leaders[place] for place in order],
        group,
        [[these[place] for place in how] for these, how in zip(groups, orders, strict=True)],
        more,
        blank_units(org, policy, base, layers),
        frozenset(unit for unit in demanded if held[unit] and not led_by[unit]),
    )


def ties_of(
    home: Positions, group: Positions, homes: list[int], groups: list[int], units: int
) -> Ties:
    """The lines between base units and groups: one a pair that shares somebody. The home of whoever
    has none is the last.
    """
    place_home, place_group = (
        np.full(units + 1, -1, dtype=np.intp),
        np.full(units, -1, dtype=np.intp),
    )
    place_home[homes] = np.arange(len(homes))
    place_group[groups] = np.arange(len(groups))
    members = np.flatnonzero(group >= 0)
    keys = np.unique(place_home[home[members]] * max(len(groups), 1) + place_group[group[members]])
    return Ties(keys // max(len(groups), 1), keys % max(len(groups), 1), len(groups))


def _ordered(
    home: Positions, group: list[Positions], homes: list[int], groups: list[list[int]]
) -> tuple[list[int], list[list[int]]]:
    units = max([*homes, *(unit for these in groups for unit in these), 0]) + 1
    ties = [
        ties_of(home, mine, homes, these, units) for mine, these in zip(group, groups, strict=True)
    ]
    if not ties:
        return list(range(len(homes))), []
    order, orders = untangled(len(homes), ties)
    return order.tolist(), [found.tolist() for found in orders]


def blank_units(org: Org, policy: Policy, base: str, layers: tuple[str, ...]) -> frozenset[int]:
    """The base units that one of these layers does not reach, by the policy; positions."""
    found: set[str] = set()
    for name in layers:
        layer = policy.layer(name)
        if layer.per_base_unit is not None:
            asked = {
                "minimum": layer.per_base_unit.value,
                "rollup": layer.rollup,
                "duty": layer.counting_duties or None,
            }
            found |= set(blank_teams(org, name, base, **asked)["entity_id"])
    return frozenset(
        np.flatnonzero(np.isin(org.encoding.units.astype(str), sorted(found))).tolist()
        if found
        else ()
    )
