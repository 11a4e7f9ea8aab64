"""`SeatLayer`: a layer as the model sees it, with everybody's seats; and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.optimize.admissions import Admission, Admissions
from sanzu_graph.optimize.request import ADMIT, JOIN, LED, MOST_BASE_UNITS, MOVE, REGROUP, Asked
from sanzu_graph.optimize.seats import NOWHERE, Seats, by_key, seats

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: The number of the base layer; the group layers follow.
BASE = 0


@dataclass(frozen=True, eq=False)
class SeatLayer:
    """A layer as the model sees it.

    Attributes
    ----------
    name, number : the layer, and its place among all layers; the base is the first
    units : its units
    key : unit → a seat goes only to units with the same key (of all units of the organisation)
    open : unit → whether somebody may come to it
    by_key : key → the open units of the layer
    by_site : key of groups → the open units of the layer
    seats : who sits where today
    is_exclusive : whether a person has one seat in it
    led : the fewest and the most leaders of a unit (None: any number); None: it is not led
    counts_led, counts_reach : whether findings about leaders, and about base units reached, count
        as unmet
    most_base_units : the most base units that a group draws members from; None: not asked
    reach : unit → the base units in which its members sit today
    spread : the same as the demand counts them, units above included where they count
    duties : the duties that count as coverage of this layer
    mean : today's mean size, rounded down and up
    may_sit, may_lead : admission → who may come to it, and newly lead in it
    admissible : who may be admitted to it
    """

    name: str
    number: int
    units: Positions
    key: Positions
    open: Mask
    by_key: Mapping[int, tuple[int, ...]]
    by_site: Mapping[int, tuple[int, ...]]
    seats: Seats
    is_exclusive: bool
    led: tuple[int, int | None] | None
    counts_led: bool
    counts_reach: bool
    most_base_units: int | None
    reach: Mapping[int, frozenset[int]]
    spread: Mapping[int, frozenset[int]]
    duties: tuple[str, ...]
    mean: tuple[int, int]
    may_sit: Mapping[Admission, Mask]
    may_lead: Mapping[Admission, Mask]
    admissible: Mask

    @property
    def is_base(self) -> bool:
        """Whether it is the base layer."""
        return self.number == BASE

    @property
    def lever(self) -> str:
        """The lever by which a seat goes to another unit of it."""
        return MOVE if self.is_base else REGROUP

    @property
    def newcomers(self) -> Mask:
        """Who may be admitted to it, and has no seat in it yet."""
        mask: Mask = self.admissible & (self.seats.unit == NOWHERE)
        return mask

    def entry(self, member: int) -> str:
        """The lever by which somebody gets a first seat in it."""
        return ADMIT if self.admissible[member] else JOIN

    def beside(self, unit: int) -> tuple[int, ...]:
        """The open units that a seat in a unit could go to, itself perhaps among them."""
        return self.by_key.get(int(self.key[unit]), ())

    def vacancy(self, unit: int) -> int:
        """How many leaders a unit lacks today; one without members lacks none."""
        if self.led is None or not self.seats.people[unit]:
            return 0
        return max(0, self.led[0] - len(self.seats.leaders.get(unit, ())))

    def surplus(self, unit: int) -> int:
        """How many leaders a unit has too many today."""
        if self.led is None or self.led[1] is None:
            return 0
        return max(0, len(self.seats.leaders.get(unit, ())) - self.led[1])

    def scatter(self, unit: int) -> int:
        """How many base units too many a group reaches today."""
        if self.most_base_units is None:
            return 0
        return max(0, len(self.spread.get(unit, ())) - self.most_base_units)


class Grounds(NamedTuple):
    """What every layer is read from.

    Attributes
    ----------
    org : the organisation on the day
    policy, ask, without : what is demanded (resolved), what is asked, and what is lifted of it
    admissions : who may be admitted, sit and lead
    move_key, site : unit → its key for seats of the base, and of groups
    pinned_units : units that nobody enters or leaves
    """

    org: Org
    policy: Policy
    ask: Asked
    without: frozenset[str]
    admissions: Admissions
    move_key: Positions
    site: Positions
    pinned_units: frozenset[int]


def seat_layer(grounds: Grounds, name: str, number: int) -> SeatLayer:
    """Read one layer; its number is its place among all, the base being the first."""
    org, ask, admissions = grounds.org, grounds.ask, grounds.admissions
    demands, pairs, is_base = grounds.policy.layer(name), org.pairs(name), number == BASE
    key = grounds.move_key if is_base else grounds.site
    open_ = np.zeros(org.encoding.unit_count, dtype=bool)
    open_[pairs.units] = True
    open_[list(grounds.pinned_units)] = False
    most = None if "most_base_units" in grounds.without else demands.most_base_units
    people, units = int(pairs.per_unit[pairs.units].sum()), max(len(pairs.units), 1)
    reach = {} if is_base else _reach(grounds, name, rollup=False)
    spread = reach if is_base or not demands.rollup else _reach(grounds, name, rollup=True)
    return SeatLayer(
        name,
        number,
        pairs.units,
        key,
        open_,
        by_key(key, np.flatnonzero(open_)),
        by_key(grounds.site, np.flatnonzero(open_)),
        seats(org, name),
        bool(demands.exclusive),
        _leader_bounds(grounds, name),
        ask.repairs(LED, name),
        ask.repairs(MOST_BASE_UNITS, name),
        None if most is None or is_base or np.isinf(most.value) else int(most.value),
        reach,
        spread,
        demands.counting_duties,
        (people // units, -(-people // units)),
        admissions.may_sit(name),
        admissions.may_lead(name),
        admissions.admissible[name],
    )


def _leader_bounds(grounds: Grounds, name: str) -> tuple[int, int | None] | None:
    """The fewest and most leaders of a unit of a layer; None where it is not led."""
    layer = grounds.policy.layer(name)
    if not layer.led or grounds.without & {LED, "leaders"}:
        return None
    bounds = layer.leader_bounds
    least = 0 if bounds.least is None else int(np.ceil(bounds.least.value))
    return least, None if bounds.most is None else int(bounds.most.value)


def _reach(grounds: Grounds, name: str, *, rollup: bool) -> dict[int, frozenset[int]]:
    """Unit → the base units in which its members sit."""
    code = grounds.org.encoding
    homes = grounds.org.pairs(grounds.policy.base, rollup=rollup)
    pairs, total = grounds.org.pairs(name, rollup=rollup), code.unit_count
    rows, which = homes.by_member.rows_of(pairs.member)
    keys = distinct(pairs.unit[which] * total + homes.unit[rows])
    units = distinct(pairs.unit)
    first, last = (np.searchsorted(keys, end * total).tolist() for end in (units, units + 1))
    bases = (keys % total).tolist()
    return {
        unit: frozenset(bases[start:end])
        for unit, start, end in zip(units.tolist(), first, last, strict=True)
    }
