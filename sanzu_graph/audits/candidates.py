"""Who may go where: the candidates that `best_moves` ranks, and the rows that each of them would
change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.deltas import Turnover
from sanzu_graph.model.encoding import Encoding, Positions
from sanzu_graph.model.grouping import distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.rules import everybody
from sanzu_graph.schema import LEADER, PLAIN

Mask = NDArray[np.bool_]


class Candidates(NamedTuple):
    """One entry a candidate, in positions.

    Attributes
    ----------
    member, unit : who, and where to
    source : the unit that they leave; -1: none
    leads : whether they are to lead the unit rather than to belong to it
    """

    member: Positions
    unit: Positions
    source: Positions
    leads: bool

    def part(self, first: int, last: int) -> Candidates:
        """Some of them."""
        return Candidates(
            self.member[first:last], self.unit[first:last], self.source[first:last], self.leads
        )

    def turnover(self, code: Encoding) -> Turnover:
        """The membership rows that go and come, each candidate in a copy of its own.

        Whoever moves leaves with every row and arrives without a role. Whoever is to lead does so
        on every row, and whoever led before becomes a plain member.
        """
        leader, plain = code.roles.index(LEADER), code.roles.index(PLAIN)
        if not self.leads:
            rows, which = code.by_member.rows_of(self.member)
            mine = code.unit[rows] == self.source[which]
            everyone = np.arange(len(self.member))
            return Turnover(
                rows[mine],
                which[mine],
                self.member,
                self.unit,
                np.full(len(everyone), plain),
                everyone,
            )
        rows, which = code.by_unit.rows_of(self.unit)
        own = code.member[rows] == self.member[which]
        touched = own | (code.role[rows] == leader)
        rows, which, own = rows[touched], which[touched], own[touched]
        return Turnover(
            rows, which, code.member[rows], code.unit[rows], np.where(own, leader, plain), which
        )


def places_for(
    org: Org, policy: Policy, member: int, layer: str, *, everywhere: bool
) -> Candidates:
    """Every unit of a layer that a member may go to, from each one that they are in (or from none,
    where they are in none).
    """
    code, number = org.encoding, org.layers.index(layer)
    units = np.flatnonzero(code.unit_layer == number)
    mine = distinct(code.unit[code.by_member.rows_of(np.array([member]))[0]])
    mine = mine[code.unit_layer[mine] == number]
    if not everywhere and not everybody(org, policy.layer(layer).eligible)[member]:
        units = units[:0]
    sources = mine if len(mine) else np.array([-1])
    targets = np.setdiff1d(units, mine)
    source, target = (part.ravel() for part in np.meshgrid(sources, targets, indexing="ij"))
    found = Candidates(np.full(len(source), member), target, source, leads=False)
    return found if everywhere else _transferable(org, policy, layer, found)


def members_for(
    org: Org, policy: Policy, unit: int, layer: str | None, *, everywhere: bool
) -> Candidates:
    """Every member of the other units of the unit's layer who may move into it; `layer`: only who
    belongs to that layer.
    """
    code = org.encoding
    own = code.layers[code.unit_layer[unit]]
    based = org.pairs(own)
    there = np.zeros(len(code.members), dtype=bool)
    there[based.member[based.unit == unit]] = True
    wanted = ~there
    if layer is not None:
        wanted &= org.pairs(layer).per_member > 0
    if not everywhere:
        wanted &= everybody(org, policy.layer(own).eligible)
    rows = np.flatnonzero(wanted[based.member])
    found = Candidates(based.member[rows], np.full(len(rows), unit), based.unit[rows], leads=False)
    return found if everywhere else _transferable(org, policy, own, found)


def leaders_for(org: Org, policy: Policy, unit: int, *, everywhere: bool) -> Candidates:
    """Everybody in a unit who may lead it and does not, or not alone."""
    code = org.encoding
    layer = code.layers[code.unit_layer[unit]]
    rows = code.by_unit.rows_of(np.array([unit]))[0]
    members = distinct(code.member[rows])
    leading = distinct(code.member[rows[code.role[rows] == code.roles.index(LEADER)]])
    if len(leading) == 1:
        members = np.setdiff1d(members, leading)
    if not everywhere:
        members = members[everybody(org, policy.layer(layer).leader)[members]]
    return Candidates(members, np.full(len(members), unit), np.full(len(members), -1), leads=True)


def _transferable(org: Org, policy: Policy, layer: str, found: Candidates) -> Candidates:
    """Those whose old and new unit agree in the columns of the transfer rule, as far as the
    organisation has them.
    """
    columns = policy.transfer.move if layer == policy.base else policy.transfer.regroup
    keep = np.ones(len(found.member), dtype=bool)
    for column in columns:
        if column in org.units:
            codes, _ = org.codes("units", column)
            keep &= (codes[found.unit] == codes[found.source]) | (found.source < 0)
    return Candidates(found.member[keep], found.unit[keep], found.source[keep], found.leads)
