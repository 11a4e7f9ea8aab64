"""`End`: how a plan leaves things, in positions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanzu_graph.optimize.problem import Problem


@dataclass
class End:
    """How a plan leaves things, as far as that differs from today; positions of members and units.

    Attributes
    ----------
    moved : (member, unit) → the unit where this seat goes, mergers apart
    entered : (member, unit) of further seats
    admitted : (member, number of the layer) of those who are admitted
    leaders : unit → who leads it, all mergers made, where that differs
    liaisons : (member, base unit, duty)
    merges : (unit that stays, unit that goes)
    """

    moved: dict[tuple[int, int], int] = field(default_factory=dict)
    entered: set[tuple[int, int]] = field(default_factory=set)
    admitted: set[tuple[int, int]] = field(default_factory=set)
    leaders: dict[int, tuple[int, ...]] = field(default_factory=dict)
    liaisons: list[tuple[int, int, str]] = field(default_factory=list)
    merges: list[tuple[int, int]] = field(default_factory=list)

    @property
    def into(self) -> dict[int, int]:
        """Unit that goes → the unit into which it is merged."""
        return {gone: kept for kept, gone in self.merges}

    def add(self, other: End) -> None:
        """Take in what another part ends like."""
        self.moved |= other.moved
        self.entered |= other.entered
        self.admitted |= other.admitted
        self.leaders |= other.leaders
        self.liaisons += other.liaisons
        self.merges += other.merges

    def people(self) -> set[int]:
        """Whose seats differ, followers of merged units apart."""
        return {member for member, _ in self.moved} | {member for member, _ in self.entered}

    def seats(self, problem: Problem, member: int) -> frozenset[int]:
        """Where somebody sits in the end, all mergers made."""
        into = self.into
        units = {unit for layer in problem.layers for unit in layer.seats.of(member)}
        ended = {self.moved.get((member, unit), unit) for unit in units}
        ended |= {unit for _, unit in self._entered_by.get(member, ())}
        return frozenset(into.get(unit, unit) for unit in ended)

    @property
    def _entered_by(self) -> dict[int, list[tuple[int, int]]]:
        known: tuple[int, dict[int, list[tuple[int, int]]]] | None = self.__dict__.get("_by")
        if known is None or known[0] != len(self.entered):
            pairs: dict[int, list[tuple[int, int]]] = {}
            for pair in self.entered:
                pairs.setdefault(pair[0], []).append(pair)
            self.__dict__["_by"] = known = (len(self.entered), pairs)
        return known[1]
