"""Where two organisations differ in seats and posts: counted on their tables, not by the model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.schema import DEPUTY, LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: Which post a role is: a leader's is higher than a deputy's.
_POSTS = {DEPUTY: 1, LEADER: 2}


class _NumberedSeats:
    """Who sits where in one organisation; members and units are numbered as in `SeatDifference`."""

    def __init__(self, org: Org, members: Positions, units: Positions, width: int) -> None:
        code = org.encoding
        self.member, self.unit, self.width = members[code.member], units[code.unit], width
        self.post = np.array([_POSTS.get(role, 0) for role in code.roles], dtype=np.intp)[code.role]

    def pairs(self, into: Positions | None = None) -> Positions:
        """Each (member, unit) pair once, as a number; units are first put into others."""
        unit = self.unit if into is None else into[self.unit]
        return distinct(self.member * self.width + unit)

    def posts(self, into: Positions, counted: Mask) -> Positions:
        """Each (member, unit, post) of the units counted, as a number; of several posts in one unit
        the highest.
        """
        holds = (self.post > 0) & counted[self.unit]
        seat = self.member[holds] * self.width + into[self.unit[holds]]
        posts = distinct(seat * 3 + self.post[holds])
        return posts[np.append(posts[1:] // 3 != posts[:-1] // 3, True)] if len(posts) else posts

    def led(self) -> Positions:
        """Each (member, unit) pair of a leader."""
        leads = self.post == _POSTS[LEADER]
        return distinct(self.member[leads] * self.width + self.unit[leads])

    def reach(self, groups: Mask, base: Mask) -> Positions:
        """Each pair of a base unit and a group that has a member in it, as a number."""
        home = np.flatnonzero(base[self.unit])
        home = home[np.argsort(self.member[home], kind="stable")]
        sits = np.flatnonzero(groups[self.unit])
        first, end = (
            np.searchsorted(self.member[home], self.member[sits], side)
            for side in ("left", "right")
        )
        times = end - first
        start = np.repeat(first - np.cumsum(times) + times, times)
        unit = self.unit[home[start + np.arange(len(start))]]
        return distinct(unit * self.width + np.repeat(self.unit[sits], times))


class SeatDifference:
    """What differs between an organisation and what a plan makes of it.

    Parameters
    ----------
    then, now
        The organisation without and with the plan.
    merges
        Unit that goes → the unit into which it is merged, by id.
    """

    def __init__(self, then: Org, now: Org, merges: Mapping[str, str]) -> None:
        self.then_code, self.now_code = then.encoding, now.encoding
        members = _places(self.then_code.members, self.now_code.members)
        units = _places(self.then_code.units, self.now_code.units)
        self.count = max(self.then_code.member_count, int(members.max(initial=-1)) + 1)
        self.width = max(self.then_code.unit_count, int(units.max(initial=-1)) + 1)
        self.then = _NumberedSeats(then, np.arange(self.count), np.arange(self.width), self.width)
        self.now = _NumberedSeats(now, members, units, self.width)
        self.into = np.arange(self.width)
        at = self.then_code.unit_at if merges else {}
        for gone, kept in merges.items():
            self.into[at[gone]] = at[kept]

    def people(self, *, followers: bool) -> int:
        """How many people sit elsewhere; with those who follow a merge, where they count."""
        differs = np.zeros(self.count, dtype=bool)
        differs[_other(self.then.pairs(self.into), self.now.pairs()) // self.width] = True
        if followers and (self.into != np.arange(self.width)).any():
            seats = self.then.pairs()
            follows = seats[self.into[seats % self.width] != seats % self.width]
            member, unit = follows // self.width, self.into[follows % self.width]
            differs[member[~np.isin(member * self.width + unit, seats)]] = True
        return int(differs.sum())

    def changed(self, base: str, layers: Collection[str]) -> dict[str, int]:
        """Layer of groups → how many change: by their people, leaders, or base units reached."""
        changed = np.zeros(self.width, dtype=bool)
        for pairs in (self._other_seats, _other(self.then.led(), self.now.led())):
            changed[pairs % self.width] = True
        # Only who sits elsewhere brings a group to other base units.
        differs = np.zeros(self.count, dtype=bool)
        differs[self._other_seats // self.width] = True
        groups = np.zeros(self.width, dtype=bool)
        for seats in (self.then, self.now):
            groups[seats.unit[differs[seats.member]]] = True
        groups &= self._in_layers(layers) & ~changed
        homes = self._in_layers([base])
        reached = _other(*(seats.reach(groups, homes) for seats in (self.then, self.now)))
        changed[reached % self.width] = True
        return {name: int(np.sum(changed & self._in_layers([name]))) for name in layers}

    def posts(self, layers: Collection[str]) -> int:
        """How many people have another post in a unit of some layers, or none any more."""
        counted, stays = self._in_layers(layers), np.arange(self.width)
        posts = _other(self.then.posts(self.into, counted), self.now.posts(stays, counted))
        return len(distinct(posts // 3))

    @cached_property
    def _other_seats(self) -> Positions:
        return _other(self.then.pairs(), self.now.pairs())

    def _in_layers(self, layers: Collection[str]) -> Mask:
        """Which units are in some layers, before the plan."""
        is_one = np.array([name in layers for name in self.then_code.layers], dtype=bool)
        mask = np.zeros(self.width, dtype=bool)
        mask[: len(self.then_code.unit_layer)] = is_one[self.then_code.unit_layer]
        return mask


def _places(then: NDArray[np.object_], now: NDArray[np.object_]) -> Positions:
    """The number of each id of now: its place then, or a further number."""
    if len(then) == len(now) and bool(np.all(then == now)):
        return np.arange(len(now))
    place = {name: number for number, name in enumerate(then.tolist())}
    return np.array([place.setdefault(name, len(place)) for name in now.tolist()], dtype=np.intp)


def _other(then: Positions, now: Positions) -> Positions:
    """The numbers that stand in one of two, each of them once."""
    return np.setxor1d(then, now, assume_unique=True)
