"""Freedoms: what a plan leaves open to everybody, and so who is alike and who is told apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.optimize.admissions import Admission
from sanzu_graph.optimize.cells import Cells, Freedom, cells, demand_bits
from sanzu_graph.optimize.demand_counts import DemandCount
from sanzu_graph.optimize.nesting import crosses_layers
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import APPOINT, EXTEND, JOIN
from sanzu_graph.optimize.seat_layers import SeatLayer
from sanzu_graph.optimize.seats import NOWHERE
from sanzu_graph.schema import LEADER


def cells_of(problem: Problem) -> Cells:
    """Everybody in cells: those whom no rule tells apart together.

    Parameters
    ----------
    problem
        The question, whose own cells are not there yet.
    """
    return _Freedoms(problem).cells()


class _Freedoms:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.ask, self.layers = problem, problem.ask, problem.layers
        self.nobody = np.zeros(len(problem.member_ids), dtype=bool)
        self.goes = [self._going(layer) for layer in self.layers]

    def cells(self) -> Cells:
        """Everybody, sorted."""
        freedom = [
            Freedom(goes, self._joining(layer), self._leading(layer))
            for layer, goes in zip(self.layers, self.goes, strict=True)
        ]
        bits = demand_bits(
            (
                (
                    self._belongs(demand),
                    # Those who hold duties are told apart.
                    demand.satisfying[frozenset()] & (not demand.duty),
                )
                for demand in self.problem.demands
            ),
            len(self.nobody),
        )
        seats = [layer.seats for layer in self.layers]
        return cells(seats, freedom, bits, self._told_apart(), self.problem.rank)

    # -- what is open to whom

    def _going(self, layer: SeatLayer) -> Mask:
        """Who could let a seat of a layer go elsewhere; of those with several, any of them."""
        if not self.ask.has(layer.lever):
            return self.nobody
        unit = layer.seats.unit
        targets = np.zeros(int(layer.key.max(initial=-1)) + 1, dtype=np.intp)
        for key, units in layer.by_key.items():
            targets[key] = len(units)
        home = np.maximum(unit, 0)
        goes: Mask = (
            (unit >= 0)
            & ~self.problem.pinned
            & layer.open[home]
            & (targets[layer.key[home]] > 1)
            & _any_admission(layer.may_sit)
        )
        if layer.is_base or not self.problem.may_leave_posts:
            for led, leaders in layer.seats.leaders.items():
                for member in leaders:
                    if unit[member] == led:
                        goes[member] = False
        for member, units in layer.seats.several.items():
            goes[member] = any(self.problem.goes_to(member, layer, here) for here in units)
        return goes

    def _joining(self, layer: SeatLayer) -> Mask:
        """Who could get a first seat of a layer, without being admitted."""
        if not self.ask.has(JOIN) or not layer.by_site:
            return self.nobody
        site, base = self.problem.site, self.problem.base.seats
        has_units = np.zeros(int(site.max(initial=-1)) + 2, dtype=bool)
        has_units[list(layer.by_site)] = True
        near = np.where(base.unit >= 0, has_units[site[np.maximum(base.unit, 0)]], True)
        for member in base.several:
            near[member] = bool(self.problem.alike(member, layer))
        joins: Mask = (
            near
            & (layer.seats.unit == NOWHERE)
            & ~self.problem.pinned
            & ~layer.admissible
            & _any_admission(layer.may_sit)
        )
        return joins

    def _leading(self, layer: SeatLayer) -> Mask:
        """Who could be newly appointed in a layer, as they are."""
        if layer.led is None or not self.ask.has(APPOINT):
            return self.nobody
        problem = self.problem
        limit = None if "most_units" in problem.without else problem.policy.leaders.most_units
        has_room = np.inf if limit is None else limit.value
        units_led = problem.org.pairs(None, LEADER).per_member
        leads: Mask = layer.may_lead[frozenset()] & (units_led + 1 <= has_room)
        return leads

    # -- who is told apart

    def _told_apart(self) -> Mask:
        """All whom a rule names, and whose posts or duties may matter."""
        problem = self.problem
        if self._asks_everybody or (problem.nested and problem.merges):
            return ~self.nobody
        apart = self.nobody.copy()
        named = {member for some in (*problem.together, *problem.apart) for member in some}
        named |= set(problem.targets) | set(problem.held) | set(problem.own_prices["members"])
        named |= set(problem.own_limits["members"])
        named |= {member for members in problem.barred.values() for member in members}
        for demand in problem.demands:
            named |= {member for members in demand.holders.values() for member in members}
        for layer, goes in zip(self.layers, self.goes, strict=True):
            attaches = bool(set(layer.duties) & set(problem.duties))
            is_dissolvable = layer.is_base and problem.merges
            for member, unit in layer.seats.with_posts():
                is_at_stake = unit in self._contested or is_dissolvable or goes[member]
                leads = member in layer.seats.leaders.get(unit, ())
                if is_at_stake or (attaches and leads):
                    named.add(member)
            if attaches and layer.number in problem.appoints:  # any of them may be attached
                apart |= _any_admission(layer.may_lead)
            apart |= layer.newcomers
            if self.ask.has(EXTEND) and not layer.is_exclusive:
                apart |= layer.seats.unit != NOWHERE
        apart[list(named)] = True
        return apart

    @cached_property
    def _contested(self) -> set[int]:
        """Units whose leaders may differ in a plan."""
        contested = set[int]()
        for layer, goes in zip(self.layers, self.goes, strict=True):
            appoints = layer.led is not None and self.ask.has(APPOINT)
            for unit in layer.units.tolist():
                leaders = layer.seats.leaders.get(unit, ())
                leaves = any(goes[member] for member in leaders)
                lacks = appoints and len(leaders) < layer.led[0]  # type: ignore[index]
                if leaves or lacks or (appoints and layer.surplus(unit)):
                    contested.add(unit)
        return contested

    @property
    def _asks_everybody(self) -> bool:
        """Whether demands look at people in a way that only the model of single persons knows."""
        problem, base = self.problem, self.problem.base.name
        return (
            any(
                demand.role
                or demand.among
                or (demand.layer != base and demand.belongs not in (None, demand.layer))
                for demand in problem.demands
            )
            or any(self._reaches_below(layer) for layer in self.layers)
            or any(crosses_layers(problem.org, problem.nested, unit) for unit in problem.nested)
        )

    def _reaches_below(self, layer: SeatLayer) -> bool:
        """Whether a group of a layer is bounded in where those of the groups below it work."""
        is_rolled = self.problem.policy.layer(layer.name).rollup
        is_bounded = layer.most_base_units is not None and is_rolled
        return is_bounded and not self.problem.nested.isdisjoint(layer.units.tolist())

    def _belongs(self, demand: DemandCount) -> Mask:
        """Who belongs to the layer that a demand asks for."""
        org = self.problem.org
        if demand.belongs is None or demand.belongs == demand.layer:
            return ~self.nobody
        if demand.belongs not in org.layers:
            return self.nobody
        pairs = org.pairs(demand.belongs, rollup=demand.belongs_rollup)
        mask: Mask = pairs.per_member > 0
        return mask


def _any_admission(masks: Mapping[Admission, Mask]) -> Mask:
    """Who is meant as they are, or admitted to some layers."""
    mask: Mask = np.logical_or.reduce(list(masks.values()))
    return mask
