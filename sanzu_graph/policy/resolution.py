"""What a policy leaves to the organisation: whether a layer is exclusive, and whether it is led.

Both are read from the rows of all days, once. So the answer is the same for every question that is
asked afterwards, about any day and after any change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import ALWAYS, NEVER, Days, life
from sanzu_graph.model.lookups import DATES
from sanzu_graph.policy.parts import Layer, LeaderBounds, Resolution
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

EXCLUSIVE, LED = "exclusive", "led"
#: A layer is exclusive where fewer than one person in this many has several units together.
ONE_IN = 100


def resolved(
    layers: tuple[Layer, ...], org: Org
) -> tuple[tuple[Layer, ...], tuple[Resolution, ...]]:
    """The layers with `exclusive` and `led` said for each, and what the organisation said; see
    `Policy.resolve`.
    """
    open_layers = [layer for layer in layers if None in (layer.exclusive, layer.led)]
    readings = [reading for layer in open_layers for reading in _readings(layer, org)]
    said = {(reading.layer, reading.part): reading.value for reading in readings}
    whole = tuple(
        replace(
            layer,
            exclusive=said.get((layer.name, EXCLUSIVE), layer.exclusive),
            led=(said[layer.name, LED] and LeaderBounds()) if layer.led is None else layer.led,
        )
        for layer in layers
    )
    return whole, tuple(reading for reading in readings if reading.layer in org.layers)


def _readings(layer: Layer, org: Org) -> list[Resolution]:
    """What the organisation says of a layer where the policy says nothing."""
    people, several, is_led = _counts(layer.name, org)
    values = {EXCLUSIVE: several * ONE_IN < people or not several, LED: is_led}
    return [
        Resolution(layer.name, part, value, people, several)
        for part, value in values.items()
        if getattr(layer, part) is None
    ]


def _counts(layer: str, org: Org) -> tuple[int, int, bool]:
    """The people of a layer, those with several units at once, and whether anybody leads one."""
    if layer not in org.layers:
        return 0, 0, False
    if _has_dates(org):
        rows = _Rows.of(org, layer)
        return rows.people(), rows.people_with_several_units(), rows.has_leader()
    per_member = org.pairs(layer).per_member
    several = int((per_member > 1).sum())
    return int((per_member > 0).sum()), several, bool(len(org.pairs(layer, LEADER).member))


def _has_dates(org: Org) -> bool:
    """Whether a seat may hold on some days only."""
    frames = (org.memberships, org.members, org.units)
    return any(
        name in frame and bool(frame[name].notna().any()) for frame in frames for name in DATES
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """The memberships of a layer that are in force on some day, and the days of each."""

    member: Positions
    unit: Positions
    is_leader: NDArray[np.bool_]
    since: Days
    until: Days

    @classmethod
    def of(cls, org: Org, layer: str) -> _Rows:
        """Each row with the days on which it, its member and its unit are all there."""
        code = org.encoding
        rows = np.flatnonzero(code.row_layer == code.layers.index(layer))
        member, unit = code.member[rows], code.unit[rows]
        lives = [
            (life(org.memberships), rows),
            (life(org.members), member),
            (life(org.units), unit),
        ]
        since = np.maximum.reduce([life.since[place] for life, place in lives])
        until = np.minimum.reduce([life.until[place] for life, place in lives])
        is_leader = code.role[rows] == code.roles.index(LEADER)
        return cls(*(part[since < until] for part in (member, unit, is_leader, since, until)))

    def people(self) -> int:
        """How many people are in the layer."""
        return int((np.bincount(self.member) > 0).sum())

    def has_leader(self) -> bool:
        """Whether anybody leads a unit of the layer."""
        return bool(self.is_leader.any())

    def people_with_several_units(self) -> int:
        """How many people are in two units on the same day."""
        rows = self._of_people_with_several_units_ever()
        rows = rows[np.lexsort((self.since[rows], self.unit[rows], self.member[rows]))]
        member, unit, since, until = (
            part[rows] for part in (self.member, self.unit, self.since, self.until)
        )
        # Rows of one person and unit that meet or overlap are one stay.
        is_first = np.ones(len(member), dtype=bool)
        is_first[1:] = (member[1:] != member[:-1]) | (unit[1:] != unit[:-1])
        latest = _running_latest(np.cumsum(is_first), until)
        is_first[1:] |= since[1:] > latest[:-1]
        starts = np.flatnonzero(is_first)
        ends = np.append(starts[1:], len(member))[: len(starts)] - 1
        member, since, until = member[starts], since[starts], latest[ends]
        # Stays in one unit lie apart. So two that overlap are in two units.
        order = np.lexsort((since, member))
        member, since, until = member[order], since[order], until[order]
        latest = _running_latest(member, until)
        overlaps = (member[1:] == member[:-1]) & (since[1:] < latest[:-1])
        return len(np.unique(member[1:][overlaps]))

    def _of_people_with_several_units_ever(self) -> Positions:
        """The rows of those who are in two units, be it one after the other: few, most times."""
        some_unit = np.zeros(int(self.member.max(initial=-1)) + 1, dtype=np.intp)
        some_unit[self.member] = self.unit
        several = np.zeros(len(some_unit), dtype=bool)
        several[self.member[self.unit != some_unit[self.member]]] = True
        return np.flatnonzero(several[self.member])


def _running_latest(group: Positions, until: Days) -> Days:
    """The latest end so far within each group; the groups stand in ascending order."""
    step = np.asarray(group, dtype=np.int64) * (ALWAYS - NEVER + 1)
    return np.asarray(np.maximum.accumulate(step + until) - step)
