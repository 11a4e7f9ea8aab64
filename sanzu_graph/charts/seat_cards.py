"""Who sits where in a chart of base units and groups: a card for each seat in a base unit, with all
groups of those who sit there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sanzu_graph.charts.crossings import Ties, untangled
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.reach import blank_units
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER

#: The home of those who are in no base unit.
NOWHERE = -1
#: (Home, group) → how many people are in both; positions of units.
Shared = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class SeatCards:
    """The seats of a chart, and what ties them.

    Attributes
    ----------
    org, base, layers : what is drawn: base units, and groups of these layers
    homes : base units (positions of units) in the order drawn; -1 last, where somebody is in none
    people : per home, all who are in it (positions of members), the leaders first
    leaders : per home, how many of them lead it
    first : each member's first home; who has several has a card in each
    group : per layer, each member's first group (position of a unit); -1 for none
    inside : per layer, all groups of each member, the first in front
    groups : per layer, the groups in the order drawn
    shared : per layer, how many people each home and group share
    blank, vacant : base units that a layer of the policy does not reach; units that have members
        and lack the leader they need
    """

    org: Org
    base: str
    layers: tuple[str, ...]
    homes: list[int]
    people: list[list[int]]
    leaders: list[int]
    first: Positions
    group: list[Positions]
    inside: list[list[tuple[int, ...]]]
    groups: list[list[int]]
    shared: list[Shared]
    blank: frozenset[int]
    vacant: frozenset[int]

    @property
    def cards(self) -> int:
        """How many cards there are: one a seat in a base unit, one for each who has none."""
        return sum(map(len, self.people))

    @property
    def total(self) -> int:
        """How many people there are."""
        return len({member for these in self.people for member in these})

    def size(self, place: int) -> int:
        """How many people are in a home, be they shown here or not."""
        home = self.homes[place]
        return len(self.people[place]) if home == NOWHERE else int(self.org.pairs().per_unit[home])


def several_seats(org: Org, layers: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Layers in which somebody has several seats: its name, its people, their seats."""
    for layer in layers:
        pairs = org.pairs(layer)
        people, seats = int((pairs.per_member > 0).sum()), len(pairs.member)
        if seats > people:
            yield layer, people, seats


def seat_sums(org: Org, policy: Policy, layers: tuple[str, ...], words: Lettering) -> list[str]:
    """“61 people in 69 project seats.” for each of these layers in which somebody has several."""
    return [
        words.text("chart.seats", layer=words.layer(policy, layer), people=people, seats=count)
        for layer, people, count in several_seats(org, layers)
    ]


def first_units(org: Org, layer: str) -> tuple[Positions, Positions]:
    """Each member's unit of a layer (-1: none; of several, one that the member leads, else the
    first in the table), and how many.
    """
    home = np.full(org.encoding.member_count, -1, dtype=np.intp)
    for pairs in (org.pairs(layer), org.pairs(layer, LEADER)):
        order = np.lexsort((-pairs.unit, pairs.member))
        home[pairs.member[order]] = pairs.unit[
            order
        ]  # the last one written is the first in the table
    return home, org.pairs(layer).per_member


def seated(
    org: Org, policy: Policy, base: str, layers: tuple[str, ...], *, plain: bool = False
) -> SeatCards:
    """Seat everybody in each of their base units; base units and groups in an order in which few
    lines cross, or in the tables' order if `plain`.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    """
    policy = policy.resolve(org)
    home, _ = first_units(org, base)
    group = [first_units(org, layer)[0] for layer in layers]
    inside = [
        _groups_of_members(org, layer, some) for layer, some in zip(layers, group, strict=True)
    ]
    grouped = np.zeros(len(home), dtype=bool)
    for some in group:
        grouped |= some >= 0
    without = np.flatnonzero((home < 0) & grouped)
    people = _people(org, base, without.tolist())
    homes = list(people)
    shared = [_shared(org, base, layer, without) for layer in layers]
    groups = [org.pairs(layer).units.tolist() for layer in layers]
    if not plain:
        homes, groups = _ordered(homes, groups, shared)
    led = org.pairs(base, LEADER)
    leads = set(zip(led.member.tolist(), led.unit.tolist(), strict=True))
    demanded = {
        unit
        for layer in (base, *layers)
        if policy.layer(layer).least_leaders > 0
        for unit in org.pairs(layer).units.tolist()
    }
    held, led_by = org.pairs().per_unit, org.pairs(role=LEADER).per_unit
    return SeatCards(
        org,
        base,
        layers,
        homes,
        [
            [
                member
                for _, member in sorted(
                    ((member, unit) not in leads, member) for member in people[unit]
                )
            ]
            for unit in homes
        ],
        [sum((member, unit) in leads for member in people[unit]) for unit in homes],
        home,
        group,
        inside,
        groups,
        shared,
        blank_units(org, policy, base, layers),
        frozenset(unit for unit in demanded if held[unit] and not led_by[unit]),
    )


def _people(org: Org, base: str, without: list[int]) -> dict[int, list[int]]:
    """Home → all who are in it, in table order."""
    pairs = org.pairs(base)
    people: dict[int, list[int]] = {unit: [] for unit in pairs.units.tolist()}
    for member, unit in zip(pairs.member.tolist(), pairs.unit.tolist(), strict=True):
        people[unit].append(member)
    return people | ({NOWHERE: without} if without else {})


def _groups_of_members(org: Org, layer: str, first: Positions) -> list[tuple[int, ...]]:
    """All groups of each member, the first in front, the others in table order."""
    pairs = org.pairs(layer)
    groups: list[list[int]] = [[] for _ in range(len(first))]
    order = np.lexsort((pairs.unit, pairs.member))
    for member, unit in zip(pairs.member[order].tolist(), pairs.unit[order].tolist(), strict=True):
        groups[member].append(unit)
    return [
        tuple(sorted(some, key=lambda unit, front=front: unit != front))  # type: ignore[misc]
        for some, front in zip(groups, first.tolist(), strict=True)
    ]


def _shared(org: Org, base: str, layer: str, without: Positions) -> Shared:
    """How many people each home and group share."""
    bases, groups = org.incidence(base).matrix, org.incidence(layer).matrix
    home_at, group_at = org.pairs(base).units, org.pairs(layer).units
    both = (bases.T @ groups).tocoo()
    counts = dict(
        zip(
            zip(home_at[both.row].tolist(), group_at[both.col].tolist(), strict=True),
            both.data.astype(int).tolist(),
            strict=True,
        )
    )
    apart = np.asarray(groups[without].sum(axis=0)).ravel()
    return counts | {
        (NOWHERE, int(group_at[place])): int(apart[place]) for place in np.flatnonzero(apart)
    }


def ties_of(shared: Shared, homes: list[int], groups: list[int]) -> Ties:
    """The lines between base units and groups: one a pair that shares somebody."""
    place_home = {home: place for place, home in enumerate(homes)}
    place_group = {group: place for place, group in enumerate(groups)}
    pairs = sorted((place_home[home], place_group[group]) for home, group in shared)
    ends = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return Ties(ends[:, 0], ends[:, 1], len(groups))


def _ordered(
    homes: list[int], groups: list[list[int]], shared: list[Shared]
) -> tuple[list[int], list[list[int]]]:
    ties = [ties_of(counts, homes, these) for counts, these in zip(shared, groups, strict=True)]
    if not ties:
        return homes, groups
    order, orders = untangled(len(homes), ties)
    return (
        [homes[place] for place in order.tolist()],
        [
            [these[place] for place in how.tolist()]
            for these, how in zip(groups, orders, strict=True)
        ],
    )
