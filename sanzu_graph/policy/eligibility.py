"""Eligibility: the rules of who may sit where, lead what and mentor whom, for many at once.

People and units are factored: a mask over the members for each layer, and a key for each unit. So
100,000 people and 10,000 units need no matrix. `Eligibility.sitting`, `leading` and `mentoring`
answer many questions, with a number for each: 0, or the place of the reason in `REASONS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.policy.mentor_rules import MentorRules
from sanzu_graph.policy.objections import (
    FULL,
    INELIGIBLE,
    LEADS_ENOUGH,
    NO_LEADER,
    SEATED,
    SPLIT,
    TRANSFER,
    Codes,
    first,
)
from sanzu_graph.policy.occupancy import Mask, Occupancy, Today
from sanzu_graph.policy.rules import columns_missing, met
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy

NOWHERE = -1


class Eligibility:
    """The rules of `Placement`, as masks over the members, keys of the units, and codes.

    Parameters
    ----------
    org, policy
        As of `sanzu_graph.policy.placement.Placement`, which says what the rules are.

    Examples
    --------
    >>> from sanzu_graph import Org, Policy, Transfer
    >>> from sanzu_graph.policy.objections import REASONS
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2, "site": ["North", "South"]}, {"member": ["A"], "unit": ["T1"]})
    >>> rules = Eligibility(org, Policy.for_layers("team").replace(transfer=Transfer(move=("site",))))
    >>> [REASONS[code] for code in rules.sitting("team", np.array([0, 1]), np.array([1, 1]), np.array([0, NOWHERE]))]
    ['transfer', '']
    """

    def __init__(self, org: Org, policy: Policy) -> None:
        self.org, self.policy = org, policy.resolve(org)
        self.today = Today(org, self.policy)
        self._masks: dict[tuple[str, str], Mask] = {}
        self._admitted: dict[frozenset[str], Eligibility] = {}

    # -- masks over the members, and keys of the units

    def eligible(self, layer: str) -> Mask:
        """Who may belong to a layer; one truth value a member."""
        return self._mask(layer, "eligible")

    def candidates(self, layer: str) -> Mask:
        """Who may not belong to a layer yet, and could be admitted to it."""
        rule = self.policy.layer(layer).candidates
        if rule is None or columns_missing(self.org, rule):
            return np.zeros(self.org.encoding.member_count, dtype=bool)
        return rule.mask(self.org) & ~self.eligible(layer)

    def leaders(self, layer: str) -> Mask:
        """Who may lead in a layer: eligible for it, and allowed by its rule for leaders."""
        return self.eligible(layer) & self._mask(layer, "leader")

    def allowed_leaders(self, layer: str) -> Mask:
        """Whom the rule for leaders of a layer allows, eligible for the layer or not."""
        return self._mask(layer, "leader")

    def leaders_admitted(self, layer: str) -> Mask:
        """Which `candidates` could lead in a layer once they are admitted to it."""
        return self.candidates(layer) & self.admitted(layer)._mask(layer, "leader")

    def admitted(self, *layers: str) -> Eligibility:
        """What would hold for candidates once they are admitted to some layers.

        It is the eligibility in the organisation in which everybody has the cells that admission
        sets (`admission_cells`).
        """
        admission = frozenset(layers)
        if admission not in self._admitted:
            cells, org = self.admission_cells(*layers), self.org
            self._admitted[admission] = (
                Eligibility(org.replace(members=org.members.assign(**cells)), self.policy)
                if cells
                else self
            )
        return self._admitted[admission]

    def admission_cells(self, *layers: str) -> dict[str, str]:
        """The cells of `members` that admission to some layers sets.

        Where two layers set the same column, the later one in the policy holds.
        """
        cells: dict[str, str] = {}
        for layer in self.policy.layers:
            if layer.name in layers:
                cells |= layer.admission
        return cells

    @cached_property
    def mentor_rules(self) -> MentorRules:
        """The rules of who may mentor whom."""
        return MentorRules(self.org, self.policy)

    def is_exclusive(self, layer: str) -> bool:
        """Whether nobody may have two seats in a layer."""
        return bool(self.policy.layer(layer).exclusive)

    def key(self, layer: str) -> Positions:
        """A number for every unit: a seat of the layer goes from one unit to another only where
        both have the same.
        """
        return self.alike_key(self.transfer_columns(layer))

    def transfer_columns(self, layer: str | None = None) -> tuple[str, ...]:
        """The columns of `units` that must agree where a seat of a layer goes to another unit.

        Without a layer: those for a seat of any layer.
        """
        transfer = self.policy.transfer
        if layer is None:
            return tuple(dict.fromkeys([*transfer.move, *transfer.regroup]))
        return transfer.move if layer == self.policy.base else transfer.regroup

    @property
    def site_key(self) -> Positions:
        """The key by ``transfer.regroup`` of every unit, base units included: by it joining a
        group, and a duty for a base unit, are near.
        """
        return self.alike_key(self.policy.transfer.regroup)

    def unasked(self) -> Iterator[str]:
        """Every rule whose column the organisation does not keep, by its dotted place in the
        policy.
        """
        for layer in self.policy.layers:
            yield from self.unasked_rules(layer.name, "eligible", "leader", "candidates")
        yield from self.mentor_rules.unasked()
        yield from self.unasked_transfers("move", "regroup")

    def unasked_rules(self, layer: str, *parts: str) -> Iterator[str]:
        """The same of a layer's rules (``eligible``, ``leader``, ``candidates``) alone."""
        for part in parts:
            rule = getattr(self.policy.layer(layer), part)
            if rule is not None and columns_missing(self.org, rule):
                yield f"layers.{layer}.{part}"

    def unasked_transfers(self, *parts: str) -> Iterator[str]:
        """The same of the transfer rule (``move``, ``regroup``) alone."""
        for part in parts:
            for column in getattr(self.policy.transfer, part):
                if column not in self.org.units:
                    yield f"transfer.{part}.{column}"

    def confirm(self, layer: str, *parts: str) -> None:
        """Raise where a rule of a layer (``eligible``, ``leader``) names a column that is not kept.

        Raises
        ------
        AbsentError
            Naming the column.
        """
        for part in parts:
            rule = getattr(self.policy.layer(layer), part)
            if rule is not None:
                rule.mask(self.org)

    # -- many questions at once

    def sitting(
        self,
        layer: str,
        member: Positions,
        unit: Positions,
        source: Positions | int = NOWHERE,
        *,
        room: bool = True,
        now: Occupancy | None = None,
    ) -> Codes:
        """Why members may not sit in units of a layer; 0: they may.

        Parameters
        ----------
        layer
            The layer of the units.
        member, unit
            Positions; broadcast.
        source
            The unit whose seat is left for it; `NOWHERE`: none.
        room
            Whether a unit that is full counts as closed.
        now
            The occupancy, by default that of the organisation.

        Returns
        -------
        numpy.ndarray
            Places in `REASONS`. Without a source, who has a seat in the unit may stay.
        """
        now = self.today if now is None else now
        member, unit, source = np.broadcast_arrays(member, unit, source)
        seated, comes = now.sits(member, unit), source < 0
        split = np.zeros(member.shape, dtype=bool)
        if self.is_exclusive(layer) and comes.any():
            split = comes & (now.seats(layer, member) > 0)
        codes = first(
            member.shape,
            (INELIGIBLE, ~self.eligible(layer)[member]),
            (SPLIT, split),
            (SEATED, seated),
            (TRANSFER, ~self.is_alike(layer, source, unit)),
            (FULL, self.is_full(layer, unit, now=now) & room),
        )
        codes[seated & comes] = 0
        return codes

    def leading(
        self, layer: str, member: Positions, unit: Positions, *, now: Occupancy | None = None
    ) -> Codes:
        """Why members may not lead units of a layer; 0: they may.

        Parameters
        ----------
        layer, member, unit, now
            As of `sitting`.

        Returns
        -------
        numpy.ndarray
            Places in `REASONS`. Who has no seat in the unit must be able to come to it, leaving
            none.
        """
        now = self.today if now is None else now
        member, unit = np.broadcast_arrays(member, unit)
        leads = now.leads(member, unit)
        codes = self.sitting(layer, member, unit, now=now)
        most = self.policy.leaders.most_units
        others = now.units_led(member) - leads
        further = first(
            member.shape,
            (INELIGIBLE, ~self.eligible(layer)[member]),
            (NO_LEADER, ~self._mask(layer, "leader")[member]),
            (LEADS_ENOUGH, others + 1 > (np.inf if most is None else most.value)),
        )
        codes = np.where(codes > 0, codes, further)
        codes[leads] = 0
        return codes

    def mentoring(
        self, mentor: Positions, apprentice: Positions, *, now: Occupancy | None = None
    ) -> Codes:
        """Why members may not mentor others; 0: they may.

        Parameters
        ----------
        mentor, apprentice
            Positions; broadcast.
        now
            As of `sitting`.

        Returns
        -------
        numpy.ndarray
            Places in `REASONS`.
        """
        now = self.today if now is None else now
        mentor, apprentice = np.broadcast_arrays(mentor, apprentice)
        return self.mentor_rules.codes(mentor, apprentice, now)

    def merging(
        self,
        layer: str,
        unit: Positions,
        into: Positions,
        coming: Positions,
        *,
        now: Occupancy | None = None,
    ) -> Codes:
        """Why units of a layer may not be merged into others; 0: they may.

        Parameters
        ----------
        layer, now
            As of `sitting`.
        unit, into
            Positions of the units that go, and of those that stay.
        coming
            How many people come who have no seat in the unit that stays.

        Returns
        -------
        numpy.ndarray
            Places in `REASONS`. The merged unit is full where it has more people than ``largest``,
            than either has now.
        """
        now = self.today if now is None else now
        unit, into, coming = np.broadcast_arrays(unit, into, coming)
        largest = self.policy.layer(layer).largest
        here, there = now.headcount(layer, into), now.headcount(layer, unit)
        most = np.maximum(np.maximum(here, there), np.inf if largest is None else largest.value)
        return first(
            unit.shape,
            (TRANSFER, ~self.is_alike(layer, unit, into)),
            (FULL, here + coming > most),
        )

    def is_alike(self, layer: str, source: Positions, target: Positions) -> Mask:
        """Whether a seat of a layer may go from one unit to another by the transfer rule; from
        `NOWHERE` it may come anywhere.
        """
        if not self.org.encoding.unit_count:
            return np.ones(np.broadcast(source, target).shape, dtype=bool)
        key = self.key(layer)
        answer: Mask = (key[source] == key[target]) | (np.asarray(source) < 0)
        return answer

    def is_full(self, layer: str, unit: Positions, *, now: Occupancy | None = None) -> Mask:
        """Which units of a layer have as many people as they may."""
        largest = self.policy.layer(layer).largest
        if largest is None:
            return np.zeros(np.shape(unit), dtype=bool)
        count = (self.today if now is None else now).headcount(layer, unit)
        full: Mask = count + 1 > largest.value
        return full

    # -- inside

    def _mask(self, layer: str, part: str) -> Mask:
        """Who satisfies a rule of a layer; where nobody can tell, who sits or leads in it today."""
        if (layer, part) not in self._masks:
            role = LEADER if part == "leader" else None

            def at_it() -> Mask:
                if layer not in self.org.layers:
                    return np.zeros(self.org.encoding.member_count, dtype=bool)
                return self.org.pairs(layer, role).per_member > 0

            rule = getattr(self.policy.layer(layer), part)
            self._masks[layer, part] = met(self.org, rule, at_it)
        return self._masks[layer, part]

    def alike_key(self, columns: tuple[str, ...]) -> Positions:
        """A number for every unit, the same where units agree in the columns that are kept."""

        def number() -> Positions:
            key = np.zeros(self.org.encoding.unit_count, dtype=np.intp)
            for column in columns:
                if column in self.org.units:
                    codes, _ = self.org.codes("units", column)
                    pair = key * (int(codes.max(initial=-1)) + 2) + codes + 1
                    key = np.unique(pair, return_inverse=True)[1].astype(np.intp)
            return key

        return self.org.once(("key", columns), number)
