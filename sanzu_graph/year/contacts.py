"""Whom everybody can turn to in every layer, and who stands in on a day. Structure alone: who is
responsible, nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.metrics.counts import duty_codes
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import life
from sanzu_graph.model.person_lines import keeps_lines, rows_of_kind
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Contacts
from sanzu_graph.schema import DEPUTY, LEADER, MEMBER, REPORTS_TO
from sanzu_graph.year.in_force import InForce, Mask, away, of_layer, standing
from sanzu_graph.year.periods import the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Reachable:
    """The contacts of all members in one layer; positions, -1 for nobody.

    Attributes
    ----------
    asked : who is there, not away, neither leads in the layer nor is a deputy with nobody above,
        and is in a group of it or, where
        support is recorded, in a base unit
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
    """For each unit, the first two of those in line; two, because nobody is one's own contact."""

    first: Positions
    second: Positions

    def of(self, unit: Positions, member: Positions) -> Positions:
        """The first in line for each member of a unit who is not that member."""
        values: Positions = np.where(
            self.first[unit] == member, self.second[unit], self.first[unit]
        )
        return np.where(unit >= 0, values, NOBODY)


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
            if members and not any(one == member or self.absent[one] for one in members)
            else None
        )


def reachable(
    org: Org, layer: str, base: str, duties: Sequence[str], *, on: object = None
) -> Reachable:
    """Whom everybody can turn to in a layer on a day.

    In line are: the leader of one's group, its deputies, then leaders and deputies of the units
    above it. Anybody who is in no group of the layer turns to the leader who holds one of the
    duties for their base unit, and after that one to those behind.

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
        ("contacts", layer, base, tuple(duties), day),
        lambda: _contacts(org, layer, base, duties, day),
    )


def _contacts(org: Org, layer: str, base: str, duties: Sequence[str], day: int) -> Contacted:
    mine, based, today, absent = (
        of_layer(org, layer),
        of_layer(org, base),
        standing(org, day),
        away(org, day),
    )
    total = len(org.encoding.members)
    member = np.arange(total)
    unit = _first_unit(today, mine, total)
    supporter, group = _supporters(org, today, mine, based, duties)
    home = _supported_home(today, based, supporter, total)
    outside = (unit == NOBODY) & (home >= 0)
    leader = np.full(total, NOBODY)
    responsible, present = (
        _in_line(org, today, leaders_only=True, absent=None),
        _in_line(org, today, leaders_only=False, absent=absent),
    )
    leader = responsible.of(unit, member)
    leader[outside] = supporter[home[outside]]
    unit = np.where(outside, group[home], unit)
    leader[leader == member] = NOBODY
    stand_in = present.of(unit, member)
    there = (leader >= 0) & ~absent[leader]
    leads = np.zeros(total, dtype=bool)
    leads[today.member[mine[today.unit] & (today.role == org.encoding.roles.index(LEADER))]] = True
    in_base = np.zeros(total, dtype=bool)
    in_base[today.member[based[today.unit]]] = True
    in_layer = np.zeros(total, dtype=bool)
    in_layer[today.member[mine[today.unit]]] = True
    is_recorded = bool(np.isin(org.encoding.duty, duty_codes(org, list(duties))).any())
    contact = np.where(there, leader, stand_in)
    stands_in = np.zeros(total, dtype=bool)
    stands_in[today.member[mine[today.unit] & (today.role == org.encoding.roles.index(DEPUTY))]] = (
        True
    )
    is_asked = (
        today.members
        & ~absent
        & ~leads
        & ~(stands_in & (contact == NOBODY))
        & (in_layer | (in_base & is_recorded))
    )
    return Contacted(
        Reachable(is_asked, unit, leader, contact),
        today,
        absent,
        mine,
        based,
        leads,
        responsible,
        present,
        supporter,
        is_recorded=is_recorded,
    )


def _first_unit(today: InForce, mine: Mask, total: int) -> Positions:
    """The first unit of the layer that each member is in."""
    unit = np.full(total, NOBODY)
    rows = np.flatnonzero(mine[today.unit])[::-1]
    unit[today.member[rows]] = today.unit[rows]
    return unit


def _supporters(
    org: Org, today: InForce, mine: Mask, based: Mask, duties: Sequence[str]
) -> tuple[Positions, Positions]:
    """For each base unit the first leader of a group of the layer who holds a duty for it, and that
    group; duties in their order.
    """
    supporter, group = (np.full(len(org.encoding.units), NOBODY) for _ in range(2))
    leads = np.full(len(org.encoding.members), NOBODY)
    rows = np.flatnonzero(mine[today.unit] & (today.role == org.encoding.roles.index(LEADER)))[::-1]
    leads[today.member[rows]] = today.unit[rows]
    for duty in reversed(list(duties)):
        held = np.flatnonzero(
            np.isin(today.duty, duty_codes(org, duty))
            & based[today.duty_unit]
            & (leads[today.duty_member] >= 0)
        )[::-1]
        supporter[today.duty_unit[held]] = today.duty_member[held]
        group[today.duty_unit[held]] = leads[today.duty_member[held]]
    return supporter, group


def _supported_home(today: InForce, based: Mask, supporter: Positions, total: int) -> Positions:
    """The first base unit of each member that has a supporter."""
    home = np.full(total, NOBODY)
    rows = np.flatnonzero(based[today.unit] & (supporter[today.unit] >= 0))[::-1]
    home[today.member[rows]] = today.unit[rows]
    return home


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
        held = today.role == org.encoding.roles.index(role)
        rows.append(np.flatnonzero(held if absent is None else held & ~absent[today.member]))
    row = np.concatenate(rows)
    row = row[np.argsort(today.unit[row], kind="stable")]
    unit, person = today.unit[row], today.member[row]
    first, second = (np.full(len(org.encoding.units), NOBODY) for _ in range(2))
    first[unit[::-1]] = person[::-1]
    others = np.flatnonzero(person != first[unit])[::-1]
    second[unit[others]] = person[others]
    return _Lists(first, second)


def _joined(here: _Lists, below: Positions, further: Positions) -> _Lists:
    """The first two of some units and then of others further up, nobody twice."""
    first, second = here.first.copy(), here.second.copy()
    one, two = here.first[below], here.second[below]
    next_one, next_two = here.first[further], here.second[further]
    first[below] = np.where(one >= 0, one, next_one)
    other = np.where((one < 0) | (next_one == one), next_two, next_one)
    second[below] = np.where(two >= 0, two, other)
    return _Lists(first, second)


@guarded
def support_contacts(org: Org, policy: Policy | None = None, *, on: object = None) -> pd.DataFrame:
    """Whom every member can turn to in every layer, and who stands in if that one is away on the
    day.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its layers and `contacts`; by default the shipped policy. Layers that the organisation does
        not have are left out.
    on
        The day; by default today. Absences are those of the table ``absences``.

    Returns
    -------
    pandas.DataFrame
        One row a member who is there on the day, and a layer: ``member``, ``name``, ``layer``,
        ``unit`` (whose leader is responsible), ``leader`` (responsible), ``is_away`` (the leader,
        on that day), ``stand_in`` (who takes over; empty where nobody has to, or nobody can),
        ``contact`` (who can be turned to); empty where there is nobody. In line behind the leader
        of the own group are its deputies, then leaders and deputies of the units above. Where
        people report to people, rows without layer and unit tell the solid manager (``leader``),
        and who stands in: the next manager above who is there.

    Raises
    ------
    AbsentError
        If the organisation lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B", "C"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B", "C"], "unit": ["T"] * 3, "role": ["leader", "deputy", ""]},
    ...           absences={"member": ["A"], "since": ["2026-11-20"], "until": ["2026-11-25"]})
    >>> told = support_contacts(org, Policy.for_layers("team"), on="2026-11-22")
    >>> told[["member", "leader", "stand_in"]].to_numpy().tolist()
    [['A', '', 'B'], ['B', 'A', ''], ['C', 'A', 'B']]
    """
    policy = Policy() if policy is None else policy
    duties = (policy.contacts or Contacts()).duties
    day = the_day(on)
    there, absent = standing(org, day).members, away(org, day)
    members = np.flatnonzero(there)
    ids, units = np.append(org.encoding.members, ""), np.append(org.encoding.units, "")
    of_layer(org, policy.base)
    frames = []
    for layer in (layer.name for layer in policy.layers if layer.name in org.layers):
        reach = reachable(org, layer, policy.base, duties, on=on)
        leader, contact = reach.leader[members], reach.contact[members]
        frames.append(
            pd.DataFrame(
                {
                    "member": ids[members],
                    "name": org.names(MEMBER, members),
                    "layer": layer,
                    "unit": units[reach.unit[members]],
                    "leader": ids[leader],
                    "is_away": (leader >= 0) & absent[leader],
                    "stand_in": np.where(contact == leader, "", ids[contact]),
                    "contact": ids[contact],
                }
            )
        )
    if keeps_lines(org):
        frames.append(_managers(org, day, members, absent | ~there))
    return pd.concat(frames, ignore_index=True)


def _managers(org: Org, day: int, members: Positions, absent: Mask) -> pd.DataFrame:
    """The solid manager of each member on a day, and who stands in."""
    code, rows = org.encoding, rows_of_kind(org, REPORTS_TO)
    rows = rows[life(org.relations).on(day)[rows] & (code.source[rows] != code.target[rows])]
    rows = rows[np.lexsort((code.target[rows], code.source[rows]))[::-1]]
    manager = np.full(len(code.members) + 1, NOBODY)
    manager[code.source[rows]] = code.target[rows]
    contact, away_too = manager.copy(), np.append(absent, False)
    for _ in range(len(code.members)):
        onward = away_too[contact] & (contact != NOBODY)
        if not onward.any():
            break
        contact = np.where(onward, manager[contact], contact)
    contact[away_too[contact]] = NOBODY  # a circle of people who are all away
    members = members[manager[members] != NOBODY]
    ids, own, turned = np.append(code.members, ""), manager[members], contact[members]
    turned = np.where(turned == members, NOBODY, turned)
    return pd.DataFrame(
        {
            "member": ids[members],
            "name": org.names(MEMBER, members),
            "layer": "",
            "unit": "",
            "leader": ids[own],
            "is_away": absent[own],
            "stand_in": np.where(turned == own, "", ids[turned]),
            "contact": ids[turned],
        }
    )
