"""Occupancy: who sits, leads and mentors where, as `placement` asks it of an organisation or of a
draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.ties import lines, mentorship
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

Mask = NDArray[np.bool_]


class Occupancy(Protocol):
    """What `Placement` asks of a state. Everything is in positions; arguments are broadcast."""

    def seats(self, layer: str, member: Positions) -> Positions:
        """How many seats each member has in a layer."""

    def headcount(self, layer: str, unit: Positions) -> Positions:
        """How many people each unit of a layer has."""

    def sits(self, member: Positions, unit: Positions) -> Mask:
        """Which members have a seat in which units."""

    def leads(self, member: Positions, unit: Positions) -> Mask:
        """Which members lead which units."""

    def units_led(self, member: Positions) -> Positions:
        """How many units each member leads, over all layers."""

    def units_of(self, layer: str, member: int) -> list[int]:
        """The units of a layer in which a member has a seat."""

    def commands(self, leader: Positions, member: Positions) -> Mask:
        """Which leaders lead a unit in which the member has a seat."""

    def mentors(self, mentor: Positions, apprentice: Positions) -> Mask:
        """Which members mentor which others."""

    def apprentices(self, mentor: Positions) -> Positions:
        """How many apprentices each member has."""


class Today:
    """The occupancy of an organisation as it is given.

    Parameters
    ----------
    org, policy
        The organisation, and what it demands of itself.
    """

    def __init__(self, org: Org, policy: Policy) -> None:
        self.org, self.policy = org, policy

    def seats(self, layer: str, member: Positions) -> Positions:
        """See `Occupancy.seats`."""
        return self.org.pairs(layer).per_member[member]

    def headcount(self, layer: str, unit: Positions) -> Positions:
        """See `Occupancy.headcount`; rolled up where the policy rolls the layer up."""
        rollup = self.policy.layer(layer).rollup
        return self.org.pairs(layer, rollup=rollup).per_unit[unit]

    def sits(self, member: Positions, unit: Positions) -> Mask:
        """See `Occupancy.sits`."""
        if np.size(unit) > 1 and np.ptp(unit) == 0:  # many are asked about one unit: no search
            code = self.org.encoding
            there = np.zeros(code.member_count, dtype=bool)
            there[code.member[code.by_unit.rows_of(np.ravel(unit)[:1])[0]]] = True
            answer: Mask = there[np.broadcast_arrays(member, unit)[0]]
            return answer
        return among(self._sorted(None), member * self.org.encoding.unit_count + unit)

    def leads(self, member: Positions, unit: Positions) -> Mask:
        """See `Occupancy.leads`."""
        return among(self._sorted(LEADER), member * self.org.encoding.unit_count + unit)

    def units_led(self, member: Positions) -> Positions:
        """See `Occupancy.units_led`."""
        return self.org.pairs(role=LEADER).per_member[member]

    def units_of(self, layer: str, member: int) -> list[int]:
        """See `Occupancy.units_of`."""
        pairs = self.org.pairs(layer)
        units: list[int] = pairs.unit[pairs.member == member].tolist()
        return units

    def commands(self, leader: Positions, member: Positions) -> Mask:
        """See `Occupancy.commands`."""
        return among(self.lines, leader * self.org.encoding.member_count + member)

    def mentors(self, mentor: Positions, apprentice: Positions) -> Mask:
        """See `Occupancy.mentors`."""
        return among(self._pairs, mentor * self.org.encoding.member_count + apprentice)

    def apprentices(self, mentor: Positions) -> Positions:
        """See `Occupancy.apprentices`."""
        return mentorship(self.org, self._kind).apprentice_count[mentor]

    # -- sorted once for the organisation, for all that is asked of it

    @property
    def lines(self) -> Positions:
        """Who leads a unit in which whom has a seat: leader × members + member, ascending."""

        def sort() -> Positions:
            member, _, leader = lines(self.org)
            return np.unique(leader * self.org.encoding.member_count + member)

        return self.org.once(("occupancy", "lines"), sort)

    @property
    def _kind(self) -> str:
        return "mentors" if self.policy.mentors is None else self.policy.mentors.kind

    def _sorted(self, role: str | None) -> Positions:
        """Who has a seat or a post in which unit: member × units + unit, ascending."""
        pairs, total = self.org.pairs(role=role), self.org.encoding.unit_count
        return self.org.once(
            ("occupancy", role), lambda: np.sort(pairs.member * total + pairs.unit)
        )

    @property
    def _pairs(self) -> Positions:
        pairs, total = mentorship(self.org, self._kind), self.org.encoding.member_count
        return np.sort(pairs.mentor * total + pairs.apprentice)


def among(keys: Positions, places: Positions) -> Mask:
    """Which places are among some keys that ascend."""
    if not len(keys):
        return np.zeros(np.shape(places), dtype=bool)
    answer: Mask = keys[np.minimum(np.searchsorted(keys, places), len(keys) - 1)] == places
    return answer
