"""Whom everybody can turn to in every layer, and who stands in on a day. Structure alone: who is
responsible, nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.metrics.counts import duty_codes, is_unit_of
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.incidence import taken
from sanzu_graph.schema import DEPUTY, LEADER
from sanzu_graph.year.in_force import InForce, Mask, away, standing
from sanzu_graph.year.periods import the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Reachable:
    """The contacts of all members in one layer; positions, -1 for nobody.

    Attributes
    ----------
    asked : who is there and not away. They are in a group of the layer; where support is recorded, a
        base unit suffices. Leaders in the layer are not asked about, nor deputies with nobody above
    unit : the group that is responsible for each member
    leader : who is responsible: the leader of the group, or of the unit above, or who supports the
        member's base unit
    contact : who can be turned to on the day: the leader, or who stands in
    """

    asked: Mask
    unit: Positions
    leader: Positions
    contact: Positions


@dataclass(frozen=True, eq=False)
class _Lists:
    """For each unit, the first two of those in line; two, because nobody is one's own contact.

    The last place is nobody: it answers for no unit, which is -1.
    """

    first: Positions
    second: Positions

    def of(self, unit: Positions, member: Positions) -> Positions:
        """The first in line for each member of a unit who is not that member."""
        values = self.first[unit]
        selves = np.flatnonzero(values == member)
        values[selves] = self.second[unit[selves]]
        return values


@dataclass(frozen=True, eq=False)
class Contacted:
    """What the contacts of a layer on a day are read from.

    Attributes
    ----------
    reached : the contacts
    today, absent : what is in force, and who is away
    mine, based : the units of the layer, and of the base layer
    leads : who leads a unit of the layer
    responsible, present : the leaders in line for each unit; leaders and deputies who are not away
    supporter : for each base unit the leader of the layer who supports it
    is_recorded : whether the organisation records any of the duties
    """

    reached: Reachable
    today: InForce
    absent: Mask
    mine: Mask
    based: Mask
    leads: Mask
    responsible: _Lists
    present: _Lists
    supporter: Positions
    is_recorded: bool

    def possible(self, member: int, units: Sequence[int]) -> list[int] | None:
        """Who may become the contact of a plain member who is in some units; None where there may
        be nobody, none asked for if empty.
        """
        within, based = (
            [unit for unit in units if self.mine[unit]],
            [unit for unit in units if self.based[unit]],
        )
        who = np.array([member])
        if within:
            members = []
            for unit in np.array(within)[:, None]:
                leader, stand_in = (
                    int(lists.of(unit, who)[0]) for lists in (self.responsible, self.present)
                )
                members.append(leader if leader >= 0 and not self.absent[leader] else stand_in)
            return None if NOBODY in members else members
        if not (based and self.is_recorded):
            return []
        members = [int(self.supporter[unit]) for unit in based if self.supporter[unit] >= 0]
        return (
            members
            if members and not any(contact == member or self.absent[contact] for contact in members)
            else None
        )


def reachable(
    org: Org, layer: str, base: str, duties: Sequence[str], *, on: object = None
) -> Reachable:
    """Whom everybody can turn to in a layer on a day.

    In line are: the leader of one's group, its deputies, then leaders and deputies of the units
    above it. Some people are in no group of the layer. They turn to a leader who holds one of the
    duties for their base unit. Behind that leader stand those who are in line for the leader's group.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    """
    return contacts(org, layer, base, duties, on=on).reached


def contacts(
    org: Org, layer: str, base: str, duties: Sequence[str], *, on: object = None
) -> Contacted:
    """The contacts in a layer on a day with all that they are read from, made once."""
    day = the_day(on)
    return org.once(
        ("contacts", layer, base, tuple(duties)),
        lambda: _contacts(org, layer, base, duties, day),
        day=day,
    )


def _contacts(org: Org, layer: str, base: str, duties: Sequence[str], day: int) -> Contacted:
    layer_units, based, today, absent = (
        is_unit_of(org, layer),
        is_unit_of(org, base),
        standing(org, day),
        away(org, day),
    )
    total = org.encoding.member_count
    member = np.arange(total)
    seats, base_seats = (_seats(org, name, day) for name in (layer, base))
    led = seats.of_role(org, LEADER)
    unit = _first_unit(seats, total)
    is_concerned = unit >= 0
    supporter, group = _supporters(org, today, led, based, duties)
    responsible, present = org.once(
        "in line",
        lambda: (
            _in_line(org, today, leaders_only=True, absent=None),
            _in_line(org, today, leaders_only=False, absent=absent),
        ),
        day=day,
    )
    leader = responsible.of(unit, member)
    if (supporter >= 0).any():
        home = _first_unit(base_seats.where(supporter[base_seats.unit] >= 0), total)
        outside = np.flatnonzero(~is_concerned & (home >= 0))
        unit[outside] = group[home[outside]]
        leader[outside] = supporter[home[outside]]
        leader[outside[leader[outside] == outside]] = NOBODY
    is_there = leader >= 0
    if absent.any():
        is_there &= ~absent[leader]
    contact = leader.copy()
    without = np.flatnonzero(~is_there)
    contact[without] = present.of(unit[without], without)
    leads = _are_in(led, total)
    is_recorded = bool(np.isin(org.encoding.duty, duty_codes(org, list(duties))).any())
    if is_recorded:
        is_concerned |= _are_in(base_seats, total)
    deputies = np.unique(seats.of_role(org, DEPUTY).member)
    is_asked = is_concerned & today.members & ~absent & ~leads
    is_asked[deputies[contact[deputies] == NOBODY]] = False
    return Contacted(
        Reachable(is_asked, unit, leader, contact),
        today,
        absent,
        layer_units,
        based,
        leads,
        responsible,
        present,
        supporter,
        is_recorded=is_recorded,
    )


class _Seats(NamedTuple):
    """Rows of memberships in force."""

    member: Positions
    unit: Positions
    role: Positions

    def where(self, mask: Mask) -> _Seats:
        """Some of the rows."""
        rows = np.flatnonzero(mask)  # integers take rows several times as fast as a mask does
        return _Seats(*(column[rows] for column in self))

    def of_role(self, org: Org, role: str) -> _Seats:
        """The rows with a role."""
        return self.where(self.role == org.encoding.roles.index(role))


def _seats(org: Org, layer: str, day: int) -> _Seats:
    """The memberships in units of a layer on a day, made once."""

    def made() -> _Seats:
        today = standing(org, day)
        is_seat = is_unit_of(org, layer)[today.unit]
        return _Seats(*taken(is_seat, today.member, today.unit, today.role))

    return org.once(("seats", layer), made, day=day)


def _are_in(seats: _Seats, total: int) -> Mask:
    """Which members have one of the rows."""
    mask = np.zeros(total, dtype=bool)
    mask[seats.member] = True
    return mask


def _first_unit(seats: _Seats, total: int) -> Positions:
    """The first of some units that each member is in."""
    unit = np.full(total, NOBODY)
    unit[seats.member[::-1]] = seats.unit[::-1]
    return unit


def _supporters(
    org: Org, today: InForce, led: _Seats, based: Mask, duties: Sequence[str]
) -> tuple[Positions, Positions]:
    """Who supports each base unit, and the group that they lead.

    It is the first leader of a group of the layer who holds a duty for the unit. Duties are looked
    at in their order.
    """
    supporter, group = (np.full(org.encoding.unit_count, NOBODY) for _ in range(2))
    leads = _first_unit(led, org.encoding.member_count)
    for duty in reversed(list(duties)):
        held = np.flatnonzero(
            np.isin(today.duty, duty_codes(org, duty))
            & based[today.duty_unit]
            & (leads[today.duty_member] >= 0)
        )[::-1]
        supporter[today.duty_unit[held]] = today.duty_member[held]
        group[today.duty_unit[held]] = leads[today.duty_member[held]]
    return supporter, group


def _in_line(org: Org, today: InForce, *, leaders_only: bool, absent: Mask | None) -> _Lists:
    """Who is first and second in line in every unit: leaders, then deputies, then those of the unit
    above, and so on up.

    Each round looks twice as far up as the one before. So a chain of a hundred thousand units takes
    seventeen.
    """
    here = _own(org, today, leaders_only=leaders_only, absent=absent)
    above = today.parent.copy()
    while (above >= 0).any():
        below = np.flatnonzero(above >= 0)
        further = above[below]
        here = _joined(here, below, further)
        above[below] = above[further]
    return here


def _own(org: Org, today: InForce, *, leaders_only: bool, absent: Mask | None) -> _Lists:
    """The first two people of each unit itself, in table order."""
    rows = []
    for role in (LEADER,) if leaders_only else (LEADER, DEPUTY):
        held = np.flatnonzero(today.role == org.encoding.roles.index(role))
        rows.append(held if absent is None else held[~absent[today.member[held]]])
    row = np.concatenate(rows)
    row = row[np.argsort(today.unit[row], kind="stable")]
    unit, person = today.unit[row], today.member[row]
    first, second = (np.full(org.encoding.unit_count + 1, NOBODY) for _ in range(2))
    first[unit[::-1]] = person[::-1]
    others = np.flatnonzero(person != first[unit])[::-1]
    second[unit[others]] = person[others]
    return _Lists(first, second)


def _joined(here: _Lists, below: Positions, further: Positions) -> _Lists:
    """The first two of some units and then of others further up, nobody twice."""
    first, second = here.first.copy(), here.second.copy()
    ahead, behind = here.first[below], here.second[below]
    next_one, next_two = here.first[further], here.second[further]
    first[below] = np.where(ahead >= 0, ahead, next_one)
    other = np.where((ahead < 0) | (next_one == ahead), next_two, next_one)
    second[below] = np.where(behind >= 0, behind, other)
    return _Lists(first, second)


def turning(
    org: Org, layers: Sequence[str] | None, base: str, duties: Sequence[str], on: object
) -> NDArray[np.intp]:
    """How many people turn to each member, over some layers, each counted once."""
    total = org.encoding.member_count
    count = np.zeros(total, dtype=np.intp)
    before: list[tuple[Mask, Positions]] = []
    for layer in org.layers if layers is None else [name for name in layers if name in org.layers]:
        reach = reachable(org, layer, base, duties, on=on)
        turns = reach.asked & (reach.contact >= 0)
        is_new = turns.copy()
        for turned, contact in before:
            is_new &= ~(turned & (contact == reach.contact))
        count += np.bincount(reach.contact[is_new], minlength=total)
        before.append((turns, reach.contact))
    return count
