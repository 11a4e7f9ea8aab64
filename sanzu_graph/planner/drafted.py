"""The occupancy of a draft: that of the organisation below it, mended where the draft touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.planner.board_seats import apprentices, mentors, people, seats
from sanzu_graph.policy.occupancy import Mask, Today
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from sanzu_graph.changes.dated_rows import Day
    from sanzu_graph.model.drafts import Draft
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.planner.touching import Touched
    from sanzu_graph.policy.placement import Placement


class DraftOccupancy:
    """Who sits, leads and mentors where at a point of a plan; see `Occupancy`.

    Parameters
    ----------
    placement
        That of the organisation below the draft; its positions are used.
    draft
        The draft. It edits no row of members or units.
    day
        The day looked at.
    touched
        Whom the draft touches.
    kind
        The relation that counts as mentoring.
    by_now
        Makes the organisation by now, as it is on the day.
    """

    def __init__(
        self,
        placement: Placement,
        draft: Draft,
        day: Day,
        touched: Touched,
        kind: str,
        by_now: Callable[[], Org],
    ) -> None:
        self.placement, self.below = placement, placement.today
        self.draft, self.day, self.touched, self.kind = draft, day, touched, kind
        self.by_now = by_now

    def seats(self, layer: str, member: Positions) -> Positions:
        """See `Occupancy.seats`."""
        answers = np.array(self.below.seats(layer, member))
        for place, _ in self._touched(member):
            answers[member == place] = len(self.units_of(layer, place))
        return answers

    def headcount(self, layer: str, unit: Positions) -> Positions:
        """See `Occupancy.headcount`."""
        if self.placement.policy.layer(layer).rollup:  # people of units below count too
            return Today(self.by_now(), self.placement.policy).headcount(layer, unit)
        answers = np.array(self.below.headcount(layer, unit))
        at = self.placement.org.encoding.unit_at
        groups = {*np.unique(unit).tolist()}
        for id_ in self.touched.units:
            if at.get(id_) in groups:
                answers[unit == at[id_]] = len(people(self.draft, id_, self.day))
        return answers

    def sits(self, member: Positions, unit: Positions) -> Mask:
        """See `Occupancy.sits`."""
        answers = np.array(self.below.sits(member, unit))
        for place, id_ in self._touched(member):
            is_in = np.isin(unit, list(self._roles(id_)))
            answers = np.where(member == place, is_in, answers)
        return answers

    def leads(self, member: Positions, unit: Positions) -> Mask:
        """See `Occupancy.leads`."""
        answers = np.array(self.below.leads(member, unit))
        for place, id_ in self._touched(member):
            is_led = np.isin(unit, self._led(id_))
            answers = np.where(member == place, is_led, answers)
        return answers

    def units_led(self, member: Positions) -> Positions:
        """See `Occupancy.units_led`."""
        answers = np.array(self.below.units_led(member))
        for place, id_ in self._touched(member):
            answers[member == place] = len(self._led(id_))
        return answers

    def units_of(self, layer: str, member: int) -> list[int]:
        """See `Occupancy.units_of`."""
        code = self.placement.org.encoding
        number = code.layers.index(layer)
        return [
            unit
            for unit in self._roles(str(code.members[member]))
            if code.unit_layer[unit] == number
        ]

    def commands(self, leader: Positions, member: Positions) -> Mask:
        """See `Occupancy.commands`."""
        names = self.placement.org.encoding.members
        pairs = zip(names[leader].tolist(), names[member].tolist(), strict=True)
        answers = [
            one != other and bool({*self._led(one)} & {*self._roles(other)}) for one, other in pairs
        ]
        return np.array(answers, dtype=bool)

    def mentors(self, mentor: Positions, apprentice: Positions) -> Mask:
        """See `Occupancy.mentors`."""
        names = self.placement.org.encoding.members
        pairs = zip(names[mentor].tolist(), names[apprentice].tolist(), strict=True)
        answers = [
            one != other and one in mentors(self.draft, other, self.kind, self.day)
            for one, other in pairs
        ]
        return np.array(answers, dtype=bool)

    def apprentices(self, mentor: Positions) -> Positions:
        """See `Occupancy.apprentices`."""
        names = self.placement.org.encoding.members[mentor].tolist()
        return np.array(
            [len(apprentices(self.draft, one, self.kind, self.day)) for one in names], dtype=np.intp
        )

    # -- read from the draft

    def _touched(self, member: Positions) -> list[tuple[int, str]]:
        """Position and id of those of some members whom the draft touches."""
        names = self.placement.org.encoding.members
        members = np.unique(member).tolist()
        return [(place, names[place]) for place in members if names[place] in self.touched.members]

    def _roles(self, member: str) -> dict[int, str]:
        """The units that a member is in by now, each with the role there."""
        at = self.placement.org.encoding.unit_at
        roles = seats(self.draft, member, self.day)
        return {at[unit]: role for unit, role in roles if unit in at}

    def _led(self, member: str) -> list[int]:
        return [unit for unit, role in self._roles(member).items() if role == LEADER]
