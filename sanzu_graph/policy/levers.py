"""Which lever of `propose` opens what: who may use it, and which units it brings them to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.policy.occupancy import Mask, among

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.policy.eligibility import Eligibility

MOVE, JOIN, REGROUP, APPOINT = "move", "join", "regroup", "appoint"
ATTACH, MERGE, ADMIT, EXTEND = "attach", "merge", "admit", "extend"
#: The levers that bring somebody to a unit.
SEATING = (MOVE, REGROUP, JOIN, EXTEND, ADMIT)


def who_may(placement: Eligibility, lever: str, layer: str) -> Mask:
    """Who may use a lever in a layer, to any unit; one truth value a member.

    Parameters
    ----------
    placement
        The organisation and what is demanded.
    lever
        One of `SEATING`, or ``appoint``.
    layer
        The layer in which a seat or a post is gained.

    Examples
    --------
    >>> from sanzu_graph import Org, Placement, Policy
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> placement = Placement(org, Policy.for_layers("team"))
    >>> who_may(placement, "move", "team").tolist(), who_may(placement, "join", "team").tolist()
    ([True, False], [False, True])
    """
    nobody: Mask = np.zeros(placement.org.encoding.member_count, dtype=bool)
    if layer not in placement.org.layers:
        return nobody
    if lever == APPOINT:
        return placement.leaders(layer)
    eligible, seats = placement.eligible(layer), placement.org.pairs(layer).per_member
    sitting: Mask = eligible & (seats > 0)
    if lever in (MOVE, REGROUP):
        is_base = layer == placement.policy.base
        return sitting if (lever == MOVE) == is_base else nobody
    if lever == EXTEND:
        return nobody if placement.is_exclusive(layer) else sitting
    if lever == ADMIT:
        admits: Mask = placement.candidates(layer) & (seats == 0)
        return admits
    joins: Mask = eligible & (seats == 0)
    return joins if lever == JOIN else nobody


def opens(
    placement: Eligibility, lever: str, layer: str, member: Positions, unit: Positions
) -> Mask:
    """Whether a lever can bring members to units of a layer in which they have no seat.

    Parameters
    ----------
    placement, lever, layer
        As in `who_may`; the lever is one of `SEATING`.
    member, unit
        Positions; broadcast.

    Notes
    -----
    ``move`` and ``regroup`` lead from one of the member's seats to a unit alike in
    `Placement.key`. ``join`` and ``admit`` lead to a group near one of their base units: alike in
    `Placement.site_key`. They lead anywhere for a member without a base seat. So does ``extend``.
    In the base layer ``extend`` leads to a unit alike to one of theirs.
    """
    member, unit = np.broadcast_arrays(member, unit)
    may: Mask = who_may(placement, lever, layer)[member] & ~placement.today.sits(member, unit)
    is_base = layer == placement.policy.base
    if lever in (MOVE, REGROUP) or (lever == EXTEND and is_base):
        may &= _reaches(placement, layer, placement.key(layer), member, unit)
        return may
    base = placement.policy.base
    if base in placement.org.layers:
        lone = placement.org.pairs(base).per_member[member] == 0
        may &= lone | _reaches(placement, base, placement.site_key, member, unit)
    return may


def _reaches(
    placement: Eligibility, layer: str, key: Positions, member: Positions, unit: Positions
) -> Mask:
    """Whether a member has a seat of a layer in some unit with the key of this one."""
    pairs, total = placement.org.pairs(layer), int(key.max(initial=0)) + 1
    near = np.unique(pairs.member * total + key[pairs.unit])
    return among(near, member * total + key[unit])
