"""Who may go where: the candidates that `best_moves` ranks, and the rows that each of them would
change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.deltas import Turnover
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.policy.eligibility import NOWHERE
from sanzu_graph.policy.placement import Placement
from sanzu_graph.schema import LEADER, PLAIN

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Candidates:
    """One entry a candidate, in positions.

    Attributes
    ----------
    member, unit : who, and where to
    source : the unit that they leave; -1: none
    leads : whether they are to lead the unit rather than to belong to it
    joint : whether those who lead it stay leaders
    """

    member: Positions
    unit: Positions
    source: Positions
    leads: bool
    joint: bool = False

    def __len__(self) -> int:
        return len(self.member)

    def only(self, some: Mask) -> Candidates:
        """Those of a mask."""
        return replace(
            self, member=self.member[some], unit=self.unit[some], source=self.source[some]
        )

    def turnover(self, code: Encoding) -> Turnover:
        """The membership rows that go and come, each candidate in a copy of its own.

        Anybody who moves leaves with every row and arrives without a role. The new leader leads on
        every row. Leaders of before become plain members, unless the new one leads beside them.
        """
        leader, plain = code.roles.index(LEADER), code.roles.index(PLAIN)
        if not self.leads:
            rows, which = code.by_member.rows_of(self.member)
            is_left = code.unit[rows] == self.source[which]
            everyone = np.arange(len(self.member))
            return Turnover(
                rows[is_left],
                which[is_left],
                self.member,
                self.unit,
                np.full(len(everyone), plain),
                everyone,
            )
        rows, which = code.by_unit.rows_of(self.unit)
        own = code.member[rows] == self.member[which]
        touched = own if self.joint else own | (code.role[rows] == leader)
        rows, which, own = rows[touched], which[touched], own[touched]
        return Turnover(
            rows, which, code.member[rows], code.unit[rows], np.where(own, leader, plain), which
        )


def places_for(placement: Placement, member: int, layer: str, *, everywhere: bool) -> Candidates:
    """Every unit of a layer in which a member may sit.

    They leave one of the units that they are in. Who is in none joins.
    """
    org = placement.org
    units, own_units = org.pairs(layer).units, placement.today.units_of(layer, member)
    sources = np.array(sorted(own_units) or [NOWHERE], dtype=np.intp)
    targets = np.setdiff1d(units, own_units)
    source, target = (part.ravel() for part in np.meshgrid(sources, targets, indexing="ij"))
    candidates = Candidates(np.full(len(source), member), target, source, leads=False)
    return candidates if everywhere else _allowed(placement, layer, candidates)


def members_for(
    placement: Placement, unit: int, layer: str | None, *, everywhere: bool
) -> Candidates:
    """Everybody who may move into a unit from another one of its layer, or who may join it.

    Who is in no unit of that layer joins. `layer`: only people who belong to that layer.
    """
    org, own = placement.org, _layer_of(placement, unit)
    based = org.pairs(own)
    wanted = np.ones(org.encoding.member_count, dtype=bool)
    if layer is not None:
        wanted = org.pairs(layer).per_member > 0
    free = np.flatnonzero(wanted & (based.per_member == 0))
    wanted[based.member[based.unit == unit]] = False
    rows = np.flatnonzero(wanted[based.member])
    member = np.concatenate([based.member[rows], free])
    source = np.concatenate([based.unit[rows], np.full(len(free), NOWHERE)])
    candidates = Candidates(member, np.full(len(member), unit), source, leads=False)
    return candidates if everywhere else _allowed(placement, own, candidates)


def lacks_leaders(placement: Placement, unit: int) -> bool:
    """Whether a unit with members has no leader, or fewer than it needs."""
    people, leading = _people_of(placement, unit)
    return len(people) > 0 and (not len(leading) or _is_short(placement, unit, leading))


def leaders_for(placement: Placement, unit: int, *, everywhere: bool) -> Candidates:
    """Everybody in a unit who may lead it and does not, or not alone; beside those who lead it where
    they are too few.
    """
    members, leading = _people_of(placement, unit)
    joint = len(leading) > 0 and _is_short(placement, unit, leading)
    if joint or len(leading) == 1:
        members = np.setdiff1d(members, leading)
    candidates = Candidates(
        members, np.full(len(members), unit), np.full(len(members), -1), leads=True, joint=joint
    )
    return candidates if everywhere else _allowed(placement, _layer_of(placement, unit), candidates)


def _people_of(placement: Placement, unit: int) -> tuple[Positions, Positions]:
    """Who is in a unit, and who leads it."""
    code = placement.org.encoding
    rows = code.by_unit.rows_of(np.array([unit]))[0]
    leads = code.role[rows] == code.roles.index(LEADER)
    return distinct(code.member[rows]), distinct(code.member[rows[leads]])


def _is_short(placement: Placement, unit: int, leading: Positions) -> bool:
    """Whether these leaders of a unit are fewer than it needs."""
    layer = placement.policy.layer(_layer_of(placement, unit))
    return len(leading) < layer.least_leaders


def _layer_of(placement: Placement, unit: int) -> str:
    code = placement.org.encoding
    return str(code.layers[code.unit_layer[unit]])


def _allowed(placement: Placement, layer: str, candidates: Candidates) -> Candidates:
    """Those candidates whom placement allows."""
    if candidates.leads:
        placement.confirm(layer, "eligible", "leader")
        codes = placement.leading(layer, candidates.member, candidates.unit)
    else:
        placement.confirm(layer, "eligible")
        codes = placement.sitting(layer, candidates.member, candidates.unit, candidates.source)
    return candidates.only(codes == 0)
