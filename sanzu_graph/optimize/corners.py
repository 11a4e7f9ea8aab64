"""`Corner`: one part of a plan with everything needed to count it by itself, so that a long plan is
explained change by change in little time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.optimize.counting import Counter, is_divisible
from sanzu_graph.optimize.recount import Violations
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.substitutes import Substitutes

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change

#: Organisations of so many members are counted whole.
FEW = 300


@dataclass(frozen=True, eq=False)
class Corner:
    """Changes of a plan that may depend on each other, and who counts them.

    Attributes
    ----------
    counter : who counts
    steps : the places of the changes in the plan
    changes : the changes
    """

    counter: Counter
    steps: tuple[int, ...]
    changes: tuple[Change, ...]

    @cached_property
    def values(self) -> Mapping[str, int]:
        """Goal → what the changes come to here."""
        return self.counter.values(self.changes)[0]

    @cached_property
    def violated(self) -> Violations:
        """What is violated after them."""
        return self.counter.violated(self.changes)[0]

    @cached_property
    def substitutes(self) -> Substitutes:
        """Who could stand in for whom."""
        return Substitutes(self.counter, self.changes, dict(self.values))


class Corners:
    """The corners of a plan, made as they are asked for."""

    def __init__(self, solution: Solution) -> None:
        self.solution, self.problem = solution, solution.problem
        self.whole = Counter.of(solution.problem)
        self.is_divided = len(self.problem.org.members) > FEW and is_divisible(self.problem)
        self.known: dict[int, Corner] = {}
        self.part_of = (
            [self._part(change) for change in solution.changes]
            if self.is_divided
            else [-1] * len(solution.changes)
        )

    def at(self, place: int) -> Corner:
        """The corner of a change."""
        number = self.part_of[place]
        if number not in self.known:
            steps = tuple(other for other, part in enumerate(self.part_of) if part == number)
            counter = self.whole
            if number >= 0:
                spent = sum(
                    answer.changed for answer in self.solution.parts if answer.number != number
                )
                counter = self.whole.within(self.solution.pieces[number], spent)
            self.known[number] = Corner(
                counter, steps, tuple(self.solution.changes[step] for step in steps)
            )
        return self.known[number]

    @cached_property
    def _number(self) -> dict[str, int]:
        """Unit id → the number of its part."""
        ids = self.problem.org.encoding.units.tolist()
        return {ids[unit]: piece.number for piece in self.solution.pieces for unit in piece.units}

    def _part(self, change: Change) -> int:
        """The number of a change's part; that of an admission is where the member enters."""
        for name in ("target", "into", "unit"):
            if name in change.__dict__:
                return self._number[getattr(change, name)]
        member = getattr(change, "member", None)
        return next(
            self._part(one)
            for one in self.solution.changes
            if "unit" in one.__dict__ and getattr(one, "member", None) == member
        )
