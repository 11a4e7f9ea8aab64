"""The caller's rules in positions: who and what is pinned, bound, barred, priced and bounded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.optimize.checking import Ids
from sanzu_graph.optimize.request import Asked, pairs


class CallerRules:
    """What the caller asks of single members and units.

    Parameters
    ----------
    ask
        What is asked, by id.
    ids
        Positions by id.
    without
        Families of rules that are lifted.
    """

    def __init__(self, ask: Asked, ids: Ids, without: frozenset[str]) -> None:
        self.ask, self.ids = ask, ids
        self.are_pins_lifted = "pins" in without

    @cached_property
    def pins(self) -> tuple[str, ...]:
        """The ids that are pinned."""
        return () if self.are_pins_lifted else tuple(self.ask.pins)

    @cached_property
    def pinned(self) -> Mask:
        """Who keeps all seats."""
        members = self.ids.members
        mask = np.zeros(len(members), dtype=bool)
        mask[[members[name] for name in self.pins if name in members]] = True
        return mask

    @cached_property
    def pinned_units(self) -> frozenset[int]:
        """Units that nobody enters or leaves."""
        units = self.ids.units
        return frozenset(units[name] for name in self.pins if name in units)

    @property
    def targets(self) -> dict[int, frozenset[int]]:
        """Member → units where that member must sit in the end."""
        targets: dict[int, set[int]] = {}
        for member, unit in () if self.are_pins_lifted else self.ask.targets:
            targets.setdefault(self.ids.members[member], set()).add(self.ids.units[unit])
        return {member: frozenset(units) for member, units in targets.items()}

    @property
    def together(self) -> tuple[tuple[int, ...], ...]:
        """Members who have a base unit in common."""
        return tuple(tuple(self.ids.members[name] for name in some) for some in self.ask.together)

    @property
    def apart(self) -> tuple[tuple[int, int], ...]:
        """Pairs of members who have no base unit in common."""
        members = self.ids.members
        return tuple((members[name], members[other]) for name, other in pairs(self.ask.apart))

    @property
    def barred(self) -> dict[int, frozenset[int]]:
        """Unit → who must not come to it."""
        barred: dict[int, set[int]] = {}
        for name, unit in self.ask.barred:
            if name in self.ids.members:
                barred.setdefault(self.ids.units[unit], set()).add(self.ids.members[name])
        return {unit: frozenset(members) for unit, members in barred.items()}

    @property
    def barred_merges(self) -> frozenset[tuple[int, int]]:
        """(unit, unit that it must not be merged into)."""
        units = self.ids.units
        return frozenset(
            (units[name], units[into]) for name, into in self.ask.barred if name in units
        )

    @property
    def own_prices(self) -> dict[str, dict[int, int]]:
        """``members`` and ``units`` → position → the price of a seat gained."""
        return self._own(self.ask.own_prices)

    @property
    def own_limits(self) -> dict[str, dict[int, int]]:
        """``members`` and ``units`` → position → the most that is asked."""
        return self._own(self.ask.own_limits)

    def _own(self, values: Iterable[tuple[str, int]]) -> dict[str, dict[int, int]]:
        """Values of members and units by position; an id may be that of both."""
        own: dict[str, dict[int, int]] = {"members": {}, "units": {}}
        for name, value in values:
            if name in self.ids.members:
                own["members"][self.ids.members[name]] = value
            if name in self.ids.units:
                own["units"][self.ids.units[name]] = value
        return own
