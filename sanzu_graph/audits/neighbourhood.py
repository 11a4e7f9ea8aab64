"""How far an edit reaches: what has to be looked at so that each finding it can change is right.

A check with `Check.near` promises what a finding hangs on. It hangs on the entity that it is about:
its cells, and its rows of memberships, relations and duties. Beside this it hangs on neighbours only.

The neighbours of a unit are the people who belong to it or hold a duty for it. With `rollup` they are
also the people of units below it. Their cells count, and the units that they are in; with `rollup`
the units above these, too. Who else is in those units does not count.

The neighbours of a member are:

- people who share a unit with them, with their cells and rows
- people whom a relation joins to them, with their cells. A policy may say which unit managers are
  in. Then memberships of these people count, and the units above
- for mentors, how many people of their base units are unmentored

An edit touches members and units: it changes their cells, or their rows go or come. A unit is also
touched if it gets another parent. With `rollup` this touches all people below it.

A touched unit is affected. So is a unit to which a touched member belongs, or for which one holds a
duty. This counts before and after the edit. With `rollup` the units above it are affected, too, in the layers
that are rolled up. Only the findings of affected units can change. The findings of a member can
change only if one of these holds:

- the member is touched
- the member shares an affected unit
- a relation joins the member to a touched one

So the neighbourhood shows all who belong to an affected unit or hold a duty for it. It shows them
with all their memberships and relations. If one of them is in several base units, it shows these with
their members. Each finding that the edit can change is right in it, before and after. Others may be
wrong: a unit at the rim lacks people. But they hang on things that are the same before and after. So
they are wrong in the same way, and cancel out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.deltas import PAIRED, Delta
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Grouped, Positions, distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.views import Slices, Widths
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT


class TooWideError(Exception):
    """The neighbourhood is larger than was allowed; then the whole is as quick."""


@dataclass(frozen=True, eq=False)
class Reach:
    """What of a policy decides how far an edit reaches in one organisation.

    Attributes
    ----------
    is_rolled : whether memberships count in the units above anywhere
    rolled : the layers whose units count the members below them
    base : the base layer where mentoring is looked at, else -1
    named : units that requirements name
    names : the ids of these, whether or not there are such units
    joined : whether the units of those whom a relation joins to somebody are looked at
    rows : the membership rows of every unit that matter; None: all
    """

    is_rolled: bool
    rolled: Positions
    base: int
    named: Positions
    names: frozenset[str]
    joined: bool = False
    rows: Grouped | None = None

    @classmethod
    def of(cls, org: Org, policy: Policy) -> Reach:
        """The reach under a policy."""
        code = org.encoding
        rolled = {layer.name for layer in policy.layers if layer.rollup}
        if any(layer.rollup for layer in policy.groups):
            rolled.add(policy.base)
        rolled |= {
            requirement.per or policy.base
            for requirement in policy.requirements
            if requirement.rollup
        }
        names = frozenset(unit for requirement in policy.requirements for unit in requirement.units)
        joined = policy.reporting is not None and policy.reporting.inside is not None
        return cls(
            bool(rolled) or joined,
            np.array(
                sorted(code.layers.index(layer) for layer in rolled if layer in code.layers),
                dtype=np.intp,
            ),
            code.layers.index(policy.base)
            if policy.mentors is not None and policy.base in code.layers
            else -1,
            np.array(
                sorted(code.unit_at[unit] for unit in names if unit in code.unit_at), dtype=np.intp
            ),
            names,
            joined,
        )

    def is_enough(self, org: Org, delta: Delta) -> bool:
        """Whether the same questions can be asked afterwards: those that name a unit hang on its
        being there.
        """
        return self.names.isdisjoint([*delta.come[UNIT], *org.encoding.units[delta.gone[UNIT]]])


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """The slices to look at, and the units in them whose own findings are told rightly, as keys
    like theirs.
    """

    slices: Slices
    affected: Positions


def neighbourhood(org: Org, delta: Delta, reach: Reach, *, most: float = np.inf) -> Neighbourhood:
    """What has to be looked at, copy by copy.

    Raises
    ------
    TooWideError
        If it has more than `most` membership rows.
    """
    return _Growing(org.encoding, delta, reach, most).grown()


def people_alone(org: Org, delta: Delta, reach: Reach) -> Slices:
    """The people whom edits of rows touch, with their rows, and nobody beside them."""
    return _Growing(org.encoding, delta, reach, np.inf).alone()


class _Growing:
    """Sets of keys (copy, position) that grow step by step."""

    def __init__(self, code: Encoding, delta: Delta, reach: Reach, most: float) -> None:
        self.code, self.delta, self.reach, self.most = code, delta, reach, most
        self.width = Widths.of(code, delta)
        self.by_unit = code.by_unit if reach.rows is None else reach.rows

    def alone(self) -> Slices:
        code, width = self.code, self.width
        people, units = self._touched()
        rows, held = (
            self._rows(by, people, width.members, wide, code.member_count)
            for by, wide in (
                (code.by_member, width.memberships),
                (code.by_duty_member, width.duties),
            )
        )
        shown = self._shown(
            units,
            self._ends(rows, width.memberships, code.unit, width.units),
            self._ends(held, width.duties, code.duty_unit, width.units),
        )
        return Slices(people, shown, rows, np.empty(0, dtype=np.intp), held)

    def _shown(self, *units: Positions) -> Positions:
        """Some units and those that requirements name; if memberships count above, also all above."""
        copies = np.arange(self.delta.copies)[:, None] * self.width.units
        shown = distinct(np.concatenate([*units, (copies + self.reach.named).ravel()]))
        return self._above(shown) if self.reach.is_rolled else shown

    def grown(self) -> Neighbourhood:
        code, width = self.code, self.width
        touched, units = self._touched()
        rows = self._rows(
            code.by_member, touched, width.members, width.memberships, code.member_count
        )
        held = self._rows(
            code.by_duty_member, touched, width.members, width.duties, code.member_count
        )
        affected = distinct(
            np.concatenate(
                [
                    units,
                    self._ends(rows, width.memberships, code.unit, width.units),
                    self._ends(held, width.duties, code.duty_unit, width.units),
                ]
            )
        )
        below = affected
        if self.reach.is_rolled:
            above = self._above(affected)
            affected = distinct(np.concatenate([affected, above[self._is_rolled(above)]]))
            below = distinct(
                np.concatenate([affected, self._below(affected[self._is_rolled(affected)])])
            )
        rows = self._rows(self.by_unit, below, width.units, width.memberships, code.unit_count)
        self._check(rows)
        duties = self._rows(code.by_duty_unit, affected, width.units, width.duties, code.unit_count)
        members = distinct(
            np.concatenate(
                [
                    touched,
                    self._ends(rows, width.memberships, code.member, width.members),
                    self._ends(duties, width.duties, code.duty_member, width.members),
                ]
            )
        )
        members = self._with_base_units(members, rows, affected)
        rows = self._rows(
            code.by_member, members, width.members, width.memberships, code.member_count
        )
        self._check(rows)
        relations, partners = self._relations(members)
        if self.reach.joined:
            rows = distinct(
                np.concatenate(
                    [
                        rows,
                        self._rows(
                            code.by_member,
                            distinct(partners),
                            width.members,
                            width.memberships,
                            code.member_count,
                        ),
                    ]
                )
            )
            self._check(rows)
        shown = self._shown(below, self._ends(rows, width.memberships, code.unit, width.units))
        return Neighbourhood(
            Slices(
                distinct(np.concatenate([members, partners])),
                shown,
                distinct(rows),
                relations,
                distinct(duties),
            ),
            affected,
        )

    # -- where the edit touches

    def _touched(self) -> tuple[Positions, Positions]:
        """The members and the units that an edit touches."""
        code, delta, width = self.code, self.delta, self.width
        members: list[Positions] = []
        units: list[Positions] = []
        for table, pairing in PAIRED.items():
            other = delta.turnover(table)
            first, second = (getattr(code, name)[other.gone] for name in pairing.codes[:2])
            members += [
                other.gone_from * width.members + first,
                other.come_to * width.members + other.first,
            ]
            ends, wide = (
                (units, width.units) if pairing.second == UNIT else (members, width.members)
            )
            ends += [other.gone_from * wide + second, other.come_to * wide + other.second]
        if delta.copies == 1:
            moved = np.array(list(delta.parents), dtype=np.intp)
            for entity, table, changed in ((MEMBER, "members", members), (UNIT, "units", units)):
                known = len(getattr(code, table))
                changed += [delta.gone[entity], np.arange(known, known + len(delta.come[entity]))]
                changed += [
                    np.array(list(cells), dtype=np.intp)
                    for (of, _), cells in delta.cells.items()
                    if of == table
                ]
            units.append(moved)
            if self.reach.is_rolled and len(
                moved
            ):  # who is below a unit that gets another parent is in other units now
                rows = self._rows(
                    self.by_unit,
                    self._below(moved),
                    width.units,
                    width.memberships,
                    code.unit_count,
                )
                members.append(self._ends(rows, width.memberships, code.member, width.members))
        return distinct(np.concatenate(members)), distinct(np.concatenate(units))

    # -- steps

    def _rows(self, by: Grouped, keys: Positions, width: int, rows: int, known: int) -> Positions:
        """The rows of some entities, as keys; an entity that comes has none yet."""
        copy, place = np.divmod(keys, width)
        if len(place) and known < width and int(place.max()) >= known:
            copy, place = copy[place < known], place[place < known]
        places, which = by.rows_of(place)
        return copy[which] * rows + places

    def _ends(self, keys: Positions, width: int, end: Positions, wide: int) -> Positions:
        """The entities at one end of some rows, as keys."""
        copy, row = np.divmod(keys, width)
        return copy * wide + end[row]

    def _relations(self, members: Positions) -> tuple[Positions, Positions]:
        """The relations of some members, and all whom they join."""
        code, width = self.code, self.width
        if not len(code.source):
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        rows = [
            self._rows(by, members, width.members, width.relations, code.member_count)
            for by in (code.by_source, code.by_target)
        ]
        relations = distinct(np.concatenate(rows))
        return relations, np.concatenate(
            [
                self._ends(relations, width.relations, end, width.members)
                for end in (code.source, code.target)
            ]
        )

    def _with_base_units(
        self, members: Positions, rows: Positions, affected: Positions
    ) -> Positions:
        """These members, and those of the further base units of those who share an affected one."""
        code, width, base = self.code, self.width, self.reach.base
        if base < 0:
            return members
        based = rows[code.row_layer[rows % width.memberships] == base]
        sharing = distinct(self._ends(based, width.memberships, code.member, width.members))
        several = (
            sharing[code.rows_of_layer(base)[sharing % width.members] > 1]
            if len(sharing)
            else sharing
        )
        if not len(several):
            return members
        rows = self._rows(
            code.by_member, several, width.members, width.memberships, code.member_count
        )
        rows = rows[code.row_layer[rows % width.memberships] == base]
        units = np.setdiff1d(self._ends(rows, width.memberships, code.unit, width.units), affected)
        rows = self._rows(self.by_unit, units, width.units, width.memberships, code.unit_count)
        return distinct(
            np.concatenate(
                [members, self._ends(rows, width.memberships, code.member, width.members)]
            )
        )

    # -- up and down the hierarchy, by the parents before and after

    def _above(self, units: Positions) -> Positions:
        """Some units and all above them."""
        known, step = units, units
        while len(step):
            copy, place = np.divmod(step, self.width.units)
            old = self._parents[place]
            now = (
                np.array([self.delta.parents.get(int(unit), -1) for unit in place], dtype=np.intp)
                if self.delta.parents
                else old[:0]
            )
            parents = np.concatenate(
                [copy[old >= 0] * self.width.units + old[old >= 0], now[now >= 0]]
            )
            step = np.setdiff1d(parents, known)
            known = distinct(np.concatenate([known, step]))
        return known

    def _below(self, units: Positions) -> Positions:
        """Some units and all below them."""
        moved = list(self.delta.parents.items())
        known, step = units, units
        while len(step):
            children = self._rows(
                self.code.by_parent, step, self.width.units, self.width.units, self.code.unit_count
            )
            now = np.array(
                [unit for unit, parent in moved if parent in set(step.tolist())], dtype=np.intp
            )
            step = np.setdiff1d(np.concatenate([children, now]), known)
            known = distinct(np.concatenate([known, step]))
        return known

    @property
    def _parents(self) -> Positions:
        return np.append(self.code.parent, np.full(len(self.delta.come[UNIT]) + 1, -1))

    def _is_rolled(self, units: Positions) -> NDArray[np.bool_]:
        layers = np.concatenate([self.code.unit_layer, self.delta.layers_come])[
            units % self.width.units
        ]
        return np.isin(layers, self.reach.rolled)

    def _check(self, rows: Positions) -> None:
        if len(rows) > self.most:
            raise TooWideError
