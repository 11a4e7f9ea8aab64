"""`Problem`: an organisation, its policy and what is asked of them, as integers for the model.

All definitions stand in the docstring of `sanzu_graph.optimize.proposing.propose`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.cells import Cells
from sanzu_graph.optimize.demand_counts import DemandCount
from sanzu_graph.optimize.nesting import line_up
from sanzu_graph.optimize.request import (
    APPOINT,
    ATTACH,
    EXTEND,
    GROUPS,
    IMBALANCE,
    MERGE,
    MISSING,
    PER_BASE_UNIT,
    UNMET,
    Asked,
)
from sanzu_graph.optimize.seat_layers import BASE, SeatLayer

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be solved; made by `sanzu_graph.optimize.problem_building.problem`.

    Attributes
    ----------
    org : the organisation on the day asked about; None in a worker elsewhere, and so is `whole`
    whole : the organisation as given
    on : that day; None where nothing is dated
    policy, ask : what is demanded (resolved), and what is asked
    layers : the layers, the base first
    site, place : unit → its key for groups, and its site
    demands : what is counted
    cells : the people, those whom no rule tells apart together
    pinned, pinned_units : members who keep all seats, units that nobody enters or leaves
    targets : member → units where that member must sit in the end
    barred, barred_merges : unit → who must not come to it; (unit, unit it must not be merged into)
    barred_duties : (member, base unit) where the member takes no duty
    barred_posts : (member, unit) that the member does not lead newly
    together, apart : members who have a base unit in common, pairs who have none
    held : member → base units for which the member holds a counting duty
    holders : (base unit, duty) pairs that somebody holds today
    led_by : member → how many units of any layer the member leads today
    most_led : the most units that a member may lead; None: any number
    nested : units with others above or below them that count with them
    parents : unit → the unit above, or -1
    rank : member → the place in which people of one cell are taken
    years : member → years of service, -1 where none are kept
    member_ids : the members' ids
    elsewhere : member → units of other layers, where seats are rolled up
    own_prices, own_limits : ``members`` and ``units`` → position → as in `Rules`
    spare : (groups changed, base units filled) of plans to differ from: something of each is spared
    left_out : demands that the model does not know, and columns that are not kept
    """

    org: Org
    whole: Org
    on: datetime.date | None
    policy: Policy
    ask: Asked
    layers: tuple[SeatLayer, ...]
    site: Positions
    place: Positions
    demands: tuple[DemandCount, ...]
    cells: Cells
    pinned: Mask
    pinned_units: frozenset[int]
    targets: Mapping[int, frozenset[int]]
    barred: Mapping[int, frozenset[int]]
    barred_merges: frozenset[tuple[int, int]]
    together: tuple[tuple[int, ...], ...]
    apart: tuple[tuple[int, int], ...]
    held: Mapping[int, frozenset[int]]
    holders: frozenset[tuple[int, str]]
    led_by: Positions
    most_led: int | None
    nested: frozenset[int]
    parents: Positions
    rank: Positions
    years: NDArray[np.float64] = field(repr=False)
    member_ids: tuple[str, ...] = field(repr=False)
    elsewhere: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    own_prices: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    own_limits: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    without: frozenset[str] = field(default=frozenset())
    barred_duties: frozenset[tuple[int, int]] = frozenset()
    barred_posts: frozenset[tuple[int, int]] = frozenset()
    spare: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()

    def slim(self) -> Problem:
        """The problem as a worker elsewhere needs it: without the tables."""
        return replace(self, org=None, whole=None)  # type: ignore[arg-type]

    @property
    def base(self) -> SeatLayer:
        """The base layer."""
        return self.layers[BASE]

    @property
    def groups(self) -> tuple[SeatLayer, ...]:
        """The group layers."""
        return self.layers[1:]

    @cached_property
    def layer_of(self) -> Mapping[int, int]:
        """Unit → the number of its layer."""
        return {unit: layer.number for layer in self.layers for unit in layer.units.tolist()}

    @cached_property
    def layer_names(self) -> frozenset[str]:
        """The names of the layers that the model knows."""
        return frozenset(layer.name for layer in self.layers)

    def place_of(self, member: str) -> int:
        """The position of a member."""
        known: dict[str, int] | None = self.__dict__.get("_places")
        if known is None:
            known = {name: place for place, name in enumerate(self.member_ids)}
            self.__dict__["_places"] = known
        return known[member]

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """The numbers of the group layers whose units count in ``groups_changed``."""
        names = self.ask.count_layers
        return tuple(layer.number for layer in self.groups if names is None or layer.name in names)

    @cached_property
    def tracked(self) -> frozenset[int]:
        """The numbers of the group layers for whose groups the model must know if they change."""
        matters = (
            GROUPS in self.ask.goals or self.ask.max_groups_changed is not None or bool(self.spare)
        )
        return frozenset(self.counted if matters else ())

    @cached_property
    def may_leave_posts(self) -> bool:
        """Whether leaders of a group may leave it."""
        return self.ask.has(APPOINT) or "leaders" in self.without

    @cached_property
    def merges(self) -> bool:
        """Whether base units may be merged."""
        return self.ask.has(MERGE) and self.ask.max_merges != 0

    @cached_property
    def appoints(self) -> frozenset[int]:
        """The numbers of the layers in which leaders are appointed and relieved."""
        return frozenset(
            layer.number for layer in self.layers if layer.led is not None and self.ask.has(APPOINT)
        )

    @cached_property
    def duties(self) -> Mapping[str, tuple[int, ...]]:
        """Duty → the numbers of the layers that count it, where leaders may be attached by it."""
        layers: dict[str, list[int]] = {}
        for layer in self.layers if self.ask.has(ATTACH) else ():
            for duty in layer.duties:
                layers.setdefault(duty, []).append(layer.number)
        return {duty: tuple(numbers) for duty, numbers in layers.items()}

    def room(self, member: int) -> int:
        """For how many further base units somebody could take a counting duty."""
        return max(0, self.ask.max_liaisons - len(self.held.get(member, ())))

    def led_room(self, member: int) -> int | None:
        """How many units somebody may lead; None: any number."""
        return None if self.most_led is None else max(self.most_led, int(self.led_by[member]))

    def seats_of(self, member: int) -> list[int]:
        """All units in which somebody sits today."""
        return [unit for layer in self.layers for unit in layer.seats.of(member)]

    def may_go(self, member: int, layer: SeatLayer, unit: int) -> bool:
        """Whether somebody's seat in a unit may go elsewhere, as far as that is known of the seat."""
        if not self.ask.has(layer.lever) or self.pinned[member] or not layer.open[unit]:
            return False
        leads = member in layer.seats.leaders.get(unit, ())
        return not (leads and (layer.is_base or not self.may_leave_posts))

    def goes_to(self, member: int, layer: SeatLayer, unit: int) -> tuple[int, ...]:
        """The units that somebody's seat in a unit may go to, in the order of the table."""
        if not self.may_go(member, layer, unit):
            return ()
        return self._free(member, layer, layer.beside(unit))

    def joins_at(self, member: int, layer: SeatLayer) -> tuple[int, ...]:
        """The units where somebody may get a first seat of a layer."""
        if self.pinned[member] or layer.seats.of(member):
            return ()
        if not self.ask.has(layer.entry(member)):
            return ()
        return self._free(member, layer, self.alike(member, layer))

    def alike(self, member: int, layer: SeatLayer) -> tuple[int, ...]:
        """The open units of a layer alike to a base unit of somebody; all for those without one."""
        homes = self.base.seats.of(member)
        if not homes:
            return tuple(unit for units in layer.by_site.values() for unit in units)
        sites = dict.fromkeys(int(self.site[unit]) for unit in homes)
        return tuple(unit for site in sites for unit in layer.by_site.get(site, ()))

    def extends_at(self, member: int, layer: SeatLayer) -> tuple[int, ...]:
        """The units where somebody may get one more seat of a layer."""
        homes = layer.seats.of(member)
        if not self.ask.has(EXTEND) or layer.is_exclusive or self.pinned[member] or not homes:
            return ()
        if not layer.is_base:
            return self._free(member, layer, self.alike(member, layer))
        there = dict.fromkeys(unit for home in homes for unit in layer.beside(home))
        return self._free(member, layer, tuple(there))

    def _free(self, member: int, layer: SeatLayer, units: tuple[int, ...]) -> tuple[int, ...]:
        if not any(mask[member] for mask in layer.may_sit.values()):
            return ()
        homes = layer.seats.of(member)
        return tuple(
            unit
            for unit in units
            if unit not in homes and member not in self.barred.get(unit, frozenset())
        )

    @cached_property
    def appointment_order(self) -> Positions:
        """Member → the place in which equals are appointed: those of more years first, then by id."""
        order = np.lexsort((np.array(self.member_ids, dtype=str), -self.years))
        place = np.empty(len(order), dtype=np.intp)
        place[order] = np.arange(len(order))
        return place

    @cached_property
    def dissolvable(self) -> Mask:
        """Which base units could be merged into another."""
        mask = np.zeros(len(self.site), dtype=bool)
        mask[self.base.units] = True
        mask[list(self.pinned_units)] = False
        for member in np.flatnonzero(self.pinned).tolist():
            mask[list(self.base.seats.of(member))] = False
        for units in self.targets.values():
            mask[list(units)] = False
        return mask

    def pairs_to_merge(self, units: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        """(unit that stays, unit that goes) within some units of one key."""
        for kept in units:
            for gone in units:
                if (
                    kept != gone
                    and self.dissolvable[gone]
                    and (gone, kept) not in self.barred_merges
                    and not self.is_below(kept, gone)
                ):
                    yield kept, gone

    @cached_property
    def today(self) -> Mapping[str, Positions]:
        """Goal → what doing nothing comes to in each unit."""
        unmet, apart, missing = (np.zeros(len(self.site), dtype=np.int64) for _ in range(3))
        for demand in self.demands:
            unmet += demand.short * demand.repaired[0] + demand.over * demand.repaired[1]
            if demand.kinds[0] == PER_BASE_UNIT:
                missing += demand.short * demand.repaired[0]
        for layer in self.layers:
            low, high = layer.mean
            for unit in layer.units.tolist():
                if layer.counts_led:
                    unmet[unit] += layer.vacancy(unit) + layer.surplus(unit)
                if layer.counts_reach:
                    unmet[unit] += layer.scatter(unit)
            if not layer.is_base:
                size = layer.seats.people[layer.units]
                apart[layer.units] += np.maximum(np.maximum(low - size, size - high), 0)
        sums = {UNMET: unmet, IMBALANCE: apart, MISSING: missing}
        return {name: sums.get(name, np.zeros_like(unmet)) for name in self.ask.goals}

    @cached_property
    def holds_for(self) -> Mapping[int, tuple[int, ...]]:
        """Member → the units in which the member counts for a demand by a duty."""
        units_of: dict[int, list[int]] = {}
        for demand in self.demands:
            for unit, members in demand.holders.items():
                for member in members:
                    units_of.setdefault(member, []).append(unit)
        return {member: tuple(units) for member, units in units_of.items()}

    def is_below(self, unit: int, other: int) -> bool:
        """Whether a unit is below another."""
        return unit != other and other in line_up(self.parents, unit)

    @cached_property
    def watches_sizes(self) -> bool:
        """Whether a goal looks at the sizes of groups."""
        return IMBALANCE in self.ask.goals
