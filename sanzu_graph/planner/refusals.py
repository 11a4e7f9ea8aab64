"""What the board refuses before it is dropped: the transfer rule, who may belong, exclusive layers,
full units.

A change that cannot be made at all says so itself (`ChangeError`). What an audit would only report
is allowed, and previewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.dated_rows import Day
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.roles import AppointLeader
from sanzu_graph.changes.wording import named
from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import listed, plain, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.model.encoding import Positions
from sanzu_graph.planner.points import Point
from sanzu_graph.planner.seats import of_layer, people, seats, there
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Layer
from sanzu_graph.schema import fold


class Refusals:
    """Why some changes may not be made, at one point of a plan.

    Parameters
    ----------
    point
        Where the plan stands.
    policy
        What is demanded.
    lang
        The language of sentences.
    """

    def __init__(self, point: Point, policy: Policy, lang: str) -> None:
        self.point, self.policy, self.lang = point, policy, lang
        self.draft: Draft = point.draft

    def of(self, change: Change) -> str | None:
        """Why a change may not be made; None: nothing speaks against it."""
        if isinstance(change, MoveMember):
            return self.why_not(change.member, change.source, change.target)
        if isinstance(change, JoinUnit):
            return self.why_not(change.member, None, change.unit)
        if isinstance(change, AppointLeader):
            there_already = change.unit in dict(seats(self.draft, change.member, self.day))
            return None if there_already else self.why_not(change.member, None, change.unit)
        return self._merging(change) if isinstance(change, MergeUnits) else None

    def closed(self, member: str, source: str | None, layer: str) -> set[str]:
        """The units of a layer to which a member may not go from `source`; why, `why_not` says of
        each.
        """
        if self._barred(member, source, self._layer(layer)) is not None:
            return {unit for unit in self.units(layer) if unit != source}
        found = {
            unit
            for unit in self._changed_units(layer)
            if self._place_closed(source, unit, self._layer(layer)) is not None
        }
        org = self.point.ground.audit.org
        if layer in org.layers:
            units = org.pairs(layer).units
            closed = org.encoding.units[units[self._are_closed(units, source, self._layer(layer))]]
            found.update(
                unit for unit in closed.tolist() if unit not in self.point.touched_here.units
            )
        return found - {source or ""}

    def _are_closed(self, units: Positions, source: str | None, layer: Layer) -> NDArray[np.bool_]:
        """Which units of the ground nobody may go to: `_place_closed` of all at once."""
        org = self.point.ground.audit.org
        closed = np.zeros(len(units), dtype=bool)
        if layer.largest is not None:
            closed |= org.pairs().per_unit[units] + 1 > layer.largest.value
        here = {} if source is None else self._traits(source)
        for name in self._transfer(layer) if source is not None else ():
            if name in self._columns:
                codes, values = org.codes("units", name)
                alike = [
                    code
                    for code, value in enumerate(values)
                    if fold(name, plain(value)) == fold(name, here.get(name, ""))
                ]
                closed |= ~np.isin(codes[units], alike if name in here else [-1])
        return closed

    def why_not(self, member: str, source: str | None, target: str) -> str | None:
        """Why a member may not go to a unit; `source` is the unit that they leave for it."""
        layer = self.layer_of(target)
        if layer is None:
            return None
        return self._barred(member, source, layer) or self._place_closed(source, target, layer)

    def _barred(self, member: str, source: str | None, layer: Layer) -> str | None:
        """Why a member may not go to any unit of a layer."""
        return self._ineligible(member, layer) or self._split(member, source, layer)

    def _place_closed(self, source: str | None, target: str, layer: Layer) -> str | None:
        """Why nobody may go from one unit to another."""
        return self._differing(source, target, layer) or self._full(target, 1, layer)

    # -- the rules

    def _ineligible(self, member: str, layer: Layer) -> str | None:
        rule = layer.eligible
        if rule is None or self._fits(member, layer.name):
            return None
        return text(
            "planner.refused_ineligible",
            self.lang,
            layer=layer.label(self.lang),
            rule=rule.describe(self.lang),
        )

    def _split(self, member: str, source: str | None, layer: Layer) -> str | None:
        if not layer.exclusive:
            return None
        others = [
            unit
            for unit in of_layer(self.draft, seats(self.draft, member, self.day), layer.name)
            if unit != source
        ]
        if not others:
            return None
        where = listed([self.called(unit) for unit in others], self.lang)
        return text("planner.refused_split", self.lang, units=where, layer=layer.label(self.lang))

    def _differing(self, source: str | None, target: str, layer: Layer) -> str | None:
        if source is None:
            return None
        columns = self._transfer(layer)
        here, there_ = self._traits(source), self._traits(target)
        unlike = [
            name
            for name in columns
            if fold(name, here.get(name, "")) != fold(name, there_.get(name, ""))
        ]
        if not unlike:
            return None
        shown = [
            listed([traits.get(name, "") or "–" for name in unlike], self.lang)
            for traits in (here, there_)
        ]
        return text(
            "planner.refused_transfer",
            self.lang,
            columns=listed(unlike, self.lang),
            here=shown[0],
            there=shown[1],
        )

    def _transfer(self, layer: Layer) -> tuple[str, ...]:
        """The columns that must agree where somebody goes from one unit of a layer to another."""
        return (
            self.policy.transfer.move
            if layer.name == self.policy.base
            else self.policy.transfer.regroup
        )

    def _full(self, target: str, more: int, layer: Layer) -> str | None:
        if layer.largest is None:
            return None
        count, most = self.headcount(target), layer.largest.value
        return (
            text("planner.refused_full", self.lang, count=count, limit=plain(most))
            if count + more > most
            else None
        )

    def _merging(self, change: MergeUnits) -> str | None:
        layer = self.layer_of(change.into)
        if layer is None:
            return None
        coming = set(people(self.draft, change.unit, self.day)) - set(
            people(self.draft, change.into, self.day)
        )
        return self._differing(change.unit, change.into, layer) or self._full(
            change.into, len(coming), layer
        )

    # -- what they look at

    @property
    def day(self) -> Day:
        """The day looked at."""
        return self.point.day

    def units(self, layer: str) -> Iterator[str]:
        """The units of a layer by now."""
        yield from (
            unit for unit in self._of_layer(layer) if unit not in self.point.touched_here.units
        )
        yield from self._changed_units(layer)

    def _changed_units(self, layer: str) -> Iterator[str]:
        """Those of them that the edits since the ground touch."""
        for unit in sorted(self.point.touched_here.units):
            key = there(self.draft, "units", unit, self.day)
            if key is not None and self.draft.cell("units", key, "layer") == layer:
                yield unit

    def _of_layer(self, layer: str) -> list[str]:
        org = self.point.ground.audit.org
        return org.encoding.units[org.pairs(layer).units].tolist() if layer in org.layers else []

    def layer_of(self, unit: str) -> Layer | None:
        """The layer that a unit is of."""
        code = self.point.ground.audit.org.encoding
        place = None if unit in self.point.touched_here.units else code.unit_at.get(unit)
        if place is not None:
            return self._layer(code.layers[code.unit_layer[place]])
        keys = self.draft.find("units", id=unit)
        return self._layer(str(self.draft.cell("units", keys[0], "layer"))) if keys else None

    def _layer(self, name: str) -> Layer:
        return self.policy.layer(name)

    def headcount(self, unit: str) -> int:
        """How many people a unit has."""
        org = self.point.ground.audit.org
        place = None if unit in self.point.touched_here.units else org.encoding.unit_at.get(unit)
        return (
            len(people(self.draft, unit, self.day))
            if place is None
            else int(org.pairs().per_unit[place])
        )

    def _fits(self, member: str, layer: str) -> bool:
        """Whether a member may belong to a layer; where the organisation cannot tell, nobody is
        refused.
        """
        edit = self.draft.edit()
        org = self.point.audit.org if "members" in edit.tables else self.point.ground.audit.org
        rule, place = self.policy.layer(layer).eligible, org.encoding.member_at.get(member)
        try:
            return rule is None or place is None or bool(rule.mask(org)[place])
        except AbsentError:
            return True

    @cached_property
    def _columns(self) -> Mapping[str, Sequence[object]]:
        """The columns of the transfer rule that the ground has, as arrays."""
        cells = self.point.ground.audit.org.lookup.cells("units")
        names = dict.fromkeys([*self.policy.transfer.move, *self.policy.transfer.regroup])
        return {name: cells[name] for name in names if name in cells}

    def _traits(self, unit: str) -> dict[str, str]:
        """What the transfer rule looks at; empty cells are left out."""
        place = (
            None
            if unit in self.point.touched_here.units
            else self.point.ground.audit.org.encoding.unit_at.get(unit)
        )
        if place is None:
            keys = self.draft.find("units", id=unit)
            found = {
                name: self.draft.cell("units", keys[0], name) if keys else None
                for name in self._columns
            }
        else:
            found = {name: column[place] for name, column in self._columns.items()}
        return {
            name: plain(cell)
            for name, cell in found.items()
            if cell is not None and cell == cell  # noqa: PLR0124
        }

    def called(self, unit: str) -> str:
        """A unit by name."""
        return named(self.draft, "units", unit).describe(self.lang)
