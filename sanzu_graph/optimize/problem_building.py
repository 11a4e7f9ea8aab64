"""Building the problem: from an organisation, a policy and what is asked to a `Problem`. What cannot
be asked is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import POLICY, AbsentError, Fault, ProblemError
from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.days import day_for
from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.cells import Cells, Freedom, cells, demand_bits
from sanzu_graph.optimize.checking import Ids, contradictions, unknown_names
from sanzu_graph.optimize.demand_counts import (
    Admission,
    DemandCount,
    demand_counts,
    holders,
)
from sanzu_graph.optimize.problem import Problem, SeatLayer
from sanzu_graph.optimize.request import ADMIT, APPOINT, ATTACH, LED, MOST_BASE_UNITS, Asked, pairs
from sanzu_graph.optimize.seats import by_key, keys, seats
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

#: Demands on a layer that no lever can meet, or that are no bound the model knows.
_OTHER_DEMANDS = ("everyone", "aligned", "most_work_types")


def problem(
    org: Org, policy: Policy, ask: Asked, *, on: object = None, without: Iterable[str] = ()
) -> Problem:
    """Build the problem.

    Parameters
    ----------
    org, policy
        The organisation, and what it demands of itself.
    ask
        What is asked; see `sanzu_graph.optimize.request.asked`.
    on
        The day; where the organisation has dates, today by default.
    without
        Families of rules to be lifted, to learn what they cost: kinds of `DEMANDS` (they bind
        nobody and are not counted), ``pins``, ``leaders`` (who leads a group may leave it) or
        ``transfer`` (everything is alike).

    Raises
    ------
    AbsentError
        If the organisation has no base layer.
    ProblemError
        Naming every unknown id and layer, and rules that contradict each other.
    """
    return _Building(org, policy, ask, on, frozenset(without)).problem()


class _Building:
    """A problem in the making."""

    def __init__(
        self,
        org: Org,
        policy: Policy,
        ask: Asked,
        on: object,
        without: frozenset[str],
    ) -> None:
        self.policy, self.ask, self.without = policy.resolve(org), ask, without
        self.day = day_for(org, on)
        self.whole, self.org = org, org if self.day is None else org.at(self.day)
        self.left_out: list[str] = []
        self.org.pairs(policy.base)
        named = [layer.name for layer in policy.groups]
        self.names = (policy.base, *(name for name in named if name in self.org.layers))
        self.left_out += [f"layers.{name}" for name in named if name not in self.names]
        self.ids = Ids(self.org)
        self.members = len(self.org.encoding.members)
        self.units = len(self.org.encoding.units)

    def problem(self) -> Problem:
        """The problem."""
        faults = [
            *unknown_names(self.ask, self.policy, self.names[1:], self.ids),
            *_repeated_requirements(self.policy),
        ]
        if faults:
            raise ProblemError("error.problem", faults)
        pins = () if "pins" in self.without else self.ask.pins
        self.pinned_units = frozenset(
            self.ids.units[name] for name in pins if name in self.ids.units
        )
        self.pinned = np.zeros(self.members, dtype=bool)
        self.pinned[[self.ids.members[name] for name in pins if name in self.ids.members]] = True
        self._read_admissions()
        lifted = "transfer" in self.without
        alike = np.zeros(self.units, dtype=np.intp)
        self.move_key = alike if lifted else self.placement.key(self.policy.base)
        self.site = alike if lifted else self.placement.site_key
        self.place = keys(self.org, ("site",), [], "")
        self.layers = tuple(self._layer(name, number) for number, name in enumerate(self.names))
        self.demands = tuple(
            self._lifted(demand)
            for demand in demand_counts(
                self.org, self.policy, self.ask, self.names, self.admitted, self.left_out
            )
        )
        self.nested = self._nested()
        made = self._assembled()
        faults = list(contradictions(made))
        if faults:
            raise ProblemError("error.problem", faults)
        return made

    def _lifted(self, demand: DemandCount) -> DemandCount:
        """A demand without the bounds that are lifted."""
        least = None if demand.kinds[0] in self.without else demand.least
        most = None if demand.kinds[1] in self.without else demand.most
        return replace(demand, least=least, most=most)

    # -- placement

    def _read_admissions(self) -> None:
        """Who may be admitted where, and how everybody would look then."""
        self.placement = Placement(self.org, self.policy)
        nobody = np.zeros(self.members, dtype=bool)
        self.candidates = {
            name: self.placement.candidates(name) if self.ask.has(ADMIT) else nobody
            for name in self.names
        }
        open_ = [name for name, mask in self.candidates.items() if mask.any()]
        admissions = tuple(
            frozenset(some)
            for size in range(1, len(open_) + 1)
            for some in combinations(open_, size)
        )
        self.admitted = {
            admission: self.placement.admitted(*admission)
            for admission in (frozenset[str](), *admissions)
        }
        for layer in self.policy.layers:
            if layer.name in self.names:
                self.left_out += self.placement.unasked_rules(layer.name, "eligible", "leader")

    def _placement(self, name: str) -> tuple[dict[Admission, Mask], dict[Admission, Mask]]:
        """Admission → who of those that can be so admitted may sit in a layer, and may lead in it."""
        may_sit, may_lead = {}, {}
        for admission, placement in self.admitted.items():
            sit = placement.eligible(name)
            if name in admission:
                sit = sit | self.candidates[name]
            for layer in admission:
                sit = sit & self.candidates[layer]
            may_sit[admission] = sit
            may_lead[admission] = sit & placement.allowed_leaders(name)
        return may_sit, may_lead

    # -- layers

    def _layer(self, name: str, number: int) -> SeatLayer:
        demands, here = self.policy.layer(name), seats(self.org, name)
        found = self.org.pairs(name)
        is_base = number == 0
        key = self.move_key if is_base else self.site
        open_ = np.zeros(self.units, dtype=bool)
        open_[found.units] = True
        open_[list(self.pinned_units)] = False
        may_sit, may_lead = self._placement(name)
        most = demands.most_base_units if "most_base_units" not in self.without else None
        total, units = int(found.per_unit[found.units].sum()), max(len(found.units), 1)
        return SeatLayer(
            name,
            number,
            found.units,
            key,
            open_,
            by_key(key, np.flatnonzero(open_)),
            by_key(self.site, np.flatnonzero(open_)),
            here,
            bool(demands.exclusive),
            self._led(name),
            self.ask.repairs(LED, name),
            self.ask.repairs(MOST_BASE_UNITS, name),
            None if most is None or is_base or np.isinf(most.value) else int(most.value),
            {} if is_base else self._reach(name, rollup=False),
            {} if is_base else self._reach(name, rollup=demands.rollup),
            demands.counting_duties,
            (total // units, -(-total // units)),
            may_sit,
            may_lead,
            self.candidates[name],
        )

    def _led(self, name: str) -> tuple[int, int | None] | None:
        """The fewest and most leaders of a unit of a layer; None where it is not led."""
        layer = self.policy.layer(name)
        if not layer.led or self.without & {LED, "leaders"}:
            return None
        bounds = layer.leader_bounds
        least = 0 if bounds.least is None else int(np.ceil(bounds.least.value))
        return least, None if bounds.most is None else int(bounds.most.value)

    def _reach(self, name: str, *, rollup: bool) -> dict[int, frozenset[int]]:
        """Unit → the base units in which its members sit."""
        homes: dict[int, list[int]] = {}
        based = self.org.pairs(self.policy.base, rollup=rollup)
        for member, unit in zip(based.member.tolist(), based.unit.tolist(), strict=True):
            homes.setdefault(member, []).append(unit)
        reach: dict[int, set[int]] = {}
        found = self.org.pairs(name, rollup=rollup)
        for member, unit in zip(found.member.tolist(), found.unit.tolist(), strict=True):
            reach.setdefault(unit, set()).update(homes.get(member, ()))
        return {unit: frozenset(some) for unit, some in reach.items()}

    def _nested(self) -> frozenset[int]:
        """Units of the layers with units above or below them, where seats are rolled up."""
        rolled = any(self.policy.layer(name).rollup for name in self.names) or any(
            demand.rollup for demand in self.demands
        )
        if not rolled:
            return frozenset()
        code = self.org.encoding
        inside = np.zeros(self.units, dtype=bool)
        for layer in self.layers:
            inside[layer.units] = True
        nested: set[int] = set()
        for unit in range(self.units):
            above, seen = int(code.parent[unit]), {unit}
            while above >= 0 and above not in seen:
                seen.add(above)
                if inside[above]:
                    nested |= {unit, above}
                above = int(code.parent[above])
        return frozenset(nested)

    # -- people

    def _assembled(self) -> Problem:
        ids, ask, code = self.ids, self.ask, self.org.encoding
        together = tuple(tuple(ids.members[one] for one in some) for some in ask.together)
        apart = tuple((ids.members[one], ids.members[other]) for one, other in pairs(ask.apart))
        barred, barred_merges = self._barred()
        held, held_duties = self._held()
        most = None if "most_units" in self.without else self.policy.leaders.most_units
        targets: dict[int, set[int]] = {}
        for member, unit in ask.targets if "pins" not in self.without else ():
            targets.setdefault(ids.members[member], set()).add(ids.units[unit])
        own_prices, own_limits = (self._own(some) for some in (ask.own_prices, ask.own_limits))
        bare = Problem(
            self.org,
            self.whole,
            self.day,
            self.policy,
            ask,
            self.layers,
            self.site,
            self.place,
            self.demands,
            None,  # type: ignore[arg-type]
            self.pinned,
            self.pinned_units,
            {member: frozenset(units) for member, units in targets.items()},
            barred,
            barred_merges,
            together,
            apart,
            held,
            held_duties,
            self.org.pairs(None, LEADER).per_member,
            None if most is None or np.isinf(most.value) else int(most.value),
            self.nested,
            code.parent,
            _rank(self.org),
            _years(self.org),
            tuple(code.members.tolist()),
            self._elsewhere(),
            own_prices,
            own_limits,
            (),
            self.without,
        )
        left_out = tuple(dict.fromkeys([*self.left_out, *self._other_demands()]))
        return replace(bare, cells=self._cells(bare), left_out=left_out)

    def _elsewhere(self) -> dict[int, tuple[int, ...]]:
        """Member → units of layers that the model does not know, where seats are rolled up."""
        if not self.nested:
            return {}
        found: dict[int, list[int]] = {}
        known = {unit for layer in self.layers for unit in layer.units.tolist()}
        pairs_ = self.org.pairs(None)
        for member, unit in zip(pairs_.member.tolist(), pairs_.unit.tolist(), strict=True):
            if unit not in known:
                found.setdefault(member, []).append(unit)
        return {member: tuple(units) for member, units in found.items()}

    def _own(self, some: Iterable[tuple[str, int]]) -> dict[str, dict[int, int]]:
        """Prices or limits of members and units by position; an id may be that of both."""
        found: dict[str, dict[int, int]] = {"members": {}, "units": {}}
        for name, value in some:
            if name in self.ids.members:
                found["members"][self.ids.members[name]] = value
            if name in self.ids.units:
                found["units"][self.ids.units[name]] = value
        return found

    def _barred(self) -> tuple[dict[int, frozenset[int]], frozenset[tuple[int, int]]]:
        found: dict[int, set[int]] = {}
        merges = set()
        ids = self.ids
        for one, other in self.ask.barred:
            if one in ids.members:
                found.setdefault(ids.units[other], set()).add(ids.members[one])
            if one in ids.units:
                merges.add((ids.units[one], ids.units[other]))
        return {unit: frozenset(some) for unit, some in found.items()}, frozenset(merges)

    def _held(self) -> tuple[dict[int, frozenset[int]], frozenset[tuple[int, str]]]:
        """Who holds counting duties where, and which duties are held there."""
        if not self.ask.has(ATTACH):
            return {}, frozenset()
        held: dict[int, set[int]] = {}
        taken: set[tuple[int, str]] = set()
        for duty in dict.fromkeys(duty for layer in self.layers for duty in layer.duties):
            for unit, members in holders(self.org, self.policy.base, (duty,)).items():
                taken.add((unit, duty))
                for member in members:
                    held.setdefault(member, set()).add(unit)
        return {member: frozenset(units) for member, units in held.items()}, frozenset(taken)

    def _cells(self, bare: Problem) -> Cells:
        goes = [self._going(bare, layer) for layer in self.layers]
        joins = [self._joining(bare, layer) for layer in self.layers]
        contested = self._contested(goes)
        persons = self._persons(bare, goes, contested)
        freedom = [
            Freedom(going, joining, self._leading(layer))
            for layer, going, joining in zip(self.layers, goes, joins, strict=True)
        ]
        bits = demand_bits(
            (
                (
                    self._belongs(demand),
                    # Those who hold duties are told apart.
                    demand.satisfying[frozenset()] & (not demand.duty),
                )
                for demand in self.demands
            ),
            self.members,
        )
        return cells([layer.seats for layer in self.layers], freedom, bits, persons, bare.rank)

    def _going(self, bare: Problem, layer: SeatLayer) -> Mask:
        """Who could let a seat of a layer go elsewhere; of those with several, any of them."""
        found = np.zeros(self.members, dtype=bool)
        if not self.ask.has(layer.lever):
            return found
        unit = layer.seats.unit
        sizes = np.zeros(int(layer.key.max(initial=-1)) + 1, dtype=np.intp)
        for key, units in layer.by_key.items():
            sizes[key] = len(units)
        inside = unit >= 0
        at = np.maximum(unit, 0)
        found = inside & ~self.pinned & layer.open[at] & (sizes[layer.key[at]] > 1)
        found &= np.logical_or.reduce(list(layer.may_sit.values()))
        if layer.is_base or not bare.may_leave_posts:
            for where, members in layer.seats.leaders.items():
                for member in members:
                    if unit[member] == where:
                        found[member] = False
        for member, units in layer.seats.several.items():
            found[member] = any(bare.goes_to(member, layer, one) for one in units)
        return found

    def _joining(self, bare: Problem, layer: SeatLayer) -> Mask:
        """Who could get a first seat of a layer, without being admitted."""
        if not self.ask.has("join") or not layer.by_site:
            return np.zeros(self.members, dtype=bool)
        able = (layer.seats.unit == -1) & ~self.pinned & ~layer.admissible
        able &= np.logical_or.reduce(list(layer.may_sit.values()))
        room = np.zeros(int(self.site.max(initial=-1)) + 2, dtype=bool)
        room[list(layer.by_site)] = True
        home = self.layers[0].seats.unit
        there = np.where(home >= 0, room[self.site[np.maximum(home, 0)]], True)
        for member in self.layers[0].seats.several:
            there[member] = bool(bare.alike(member, layer))
        joins: Mask = able & there
        return joins

    def _leading(self, layer: SeatLayer) -> Mask:
        """Who could be newly appointed in a layer, as they are."""
        if layer.led is None or not self.ask.has(APPOINT):
            return np.zeros(self.members, dtype=bool)
        most = None if "most_units" in self.without else self.policy.leaders.most_units
        led = self.org.pairs(None, LEADER).per_member
        room = np.ones(self.members, dtype=bool) if most is None else led + 1 <= most.value
        able: Mask = layer.may_lead[frozenset()] & room
        return able

    def _contested(self, goes: list[Mask]) -> set[int]:
        """Units whose leaders may differ in a plan."""
        found: set[int] = set()
        for layer, going in zip(self.layers, goes, strict=True):
            for unit in layer.units.tolist():
                leaders = layer.seats.leaders.get(unit, ())
                leaves = any(going[member] for member in leaders)
                appoints = layer.led is not None and self.ask.has(APPOINT)
                lacks = appoints and len(leaders) < layer.led[0]  # type: ignore[index]
                if leaves or lacks or (appoints and layer.surplus(unit)):
                    found.add(unit)
        return found

    def _persons(self, bare: Problem, goes: list[Mask], contested: set[int]) -> Mask:
        """Who is told apart: all whom a rule names, and whose posts or duties may matter."""
        found = self.pinned & False
        if self._asks_everybody() or (self.nested and bare.merges):
            return ~found
        named = {member for some in (*bare.together, *bare.apart) for member in some}
        named |= set(bare.targets) | set(bare.held) | set(bare.own_prices["members"])
        named |= set(bare.own_limits["members"])
        named |= {member for members in bare.barred.values() for member in members}
        for demand in self.demands:
            named |= {member for members in demand.holders.values() for member in members}
        for layer, going in zip(self.layers, goes, strict=True):
            attaches = bool(set(layer.duties) & set(bare.duties))
            stakes = layer.is_base and bare.merges
            for member, unit in layer.seats.with_posts():
                at_stake = unit in contested or stakes or going[member]
                leads = member in layer.seats.leaders.get(unit, ())
                if at_stake or (attaches and leads):
                    named.add(member)
            if attaches and layer.number in bare.appoints:  # any of them may be attached
                found |= np.logical_or.reduce(list(layer.may_lead.values()))
            found |= layer.newcomers
            if self.ask.has("extend") and not layer.is_exclusive:
                found |= layer.seats.unit != -1
        found[list(named)] = True
        return found

    def _asks_everybody(self) -> bool:
        """Whether demands look at people in a way that only the model of single persons knows."""
        base = self.names[0]
        if any(
            demand.role
            or demand.among
            or (demand.layer != base and demand.belongs not in (None, demand.layer))
            for demand in self.demands
        ):
            return True
        if any(self._reaches_below(layer) for layer in self.layers):
            return True
        code = self.org.encoding
        layer_of = code.unit_layer
        return any(
            int(code.parent[unit]) >= 0 and self._crosses(unit, layer_of) for unit in self.nested
        )

    def _reaches_below(self, layer: SeatLayer) -> bool:
        """Whether a group of a layer is bounded in where those of the groups below it work."""
        bounded = layer.most_base_units is not None and self.policy.layer(layer.name).rollup
        return bounded and not self.nested.isdisjoint(layer.units.tolist())

    def _crosses(self, unit: int, layer_of: Positions) -> bool:
        above, seen = int(self.org.encoding.parent[unit]), {unit}
        while above >= 0 and above not in seen:
            seen.add(above)
            if above in self.nested and layer_of[above] != layer_of[unit]:
                return True
            above = int(self.org.encoding.parent[above])
        return False

    def _belongs(self, demand: DemandCount) -> Mask:
        if demand.belongs is None or demand.belongs == demand.layer:
            return np.ones(self.members, dtype=bool)
        if demand.belongs not in self.org.layers:
            return np.zeros(self.members, dtype=bool)
        mask: Mask = self.org.pairs(demand.belongs, rollup=demand.belongs_rollup).per_member > 0
        return mask

    def _other_demands(self) -> Iterator[str]:
        """Demands that the model does not know."""
        for layer in (self.policy.layer(name) for name in self.names):
            yield from (
                f"layers.{layer.name}.{part}" for part in _OTHER_DEMANDS if getattr(layer, part)
            )
        if self.policy.mentors is not None:
            yield "mentors"


def _rank(org: Org) -> Positions:
    """In which order people of one cell are taken: those without post first, then by id."""
    code = org.encoding
    post = np.zeros(len(code.members), dtype=np.intp)
    for role in (DEPUTY, LEADER):
        post[org.pairs(None, role).member] = 1
    order = np.lexsort((code.members.astype(str), post))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    return rank


def _years(org: Org) -> NDArray[np.float64]:
    """How long each member has served; -1 where that is not kept."""
    try:
        return np.nan_to_num(org.numbers("members", "seniority_years"), nan=-1.0)
    except AbsentError:
        return np.zeros(len(org.encoding.members))


__all__ = ["problem"]


def _repeated_requirements(policy: Policy) -> Iterator[Fault]:
    """Requirements of one name: their findings are one, so nobody could count them apart."""
    names = [requirement.name for requirement in policy.requirements]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Fault("fault.repeated_name", POLICY, column=f"requirements.{name}", value=name)
