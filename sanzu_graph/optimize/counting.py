"""Plans counted change by change, on the organisation with just these changes made: what `recount` says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.optimize.asking import GROUPS, Asked
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.recount import Roll, Violations, recount
from sanzu_graph.optimize.shortfalls import Demands

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org


class UnmakeableError(Exception):
    """A change that cannot be made once others are left out: its place among those tried."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True)
class Counter:
    """Counts plans of a problem."""

    problem: Problem
    demands: Demands

    def after(self, changes: Sequence[Change]) -> Org:
        """The organisation on the day, with these changes made.

        Raises
        ------
        UnmakeableError
            If one of them cannot be made.
        """
        draft = Draft(self.problem.whole, on=self.problem.on)
        for place, change in enumerate(changes):
            try:
                change.make(draft)
            except ChangeError as error:
                raise UnmakeableError(place) from error
        return self.demands.on_the_day(self.problem.whole.edited(draft.edit()))

    def violated(self, changes: Sequence[Change]) -> tuple[Violations, Roll]:
        """What is violated after these changes."""
        roll = Roll(self.after(changes))
        return self.demands.violated(roll), roll

    def values(self, changes: Sequence[Change]) -> tuple[dict[str, int], bool]:
        """Goal → value after these changes; and whether they keep what every plan must keep, the limit on groups included."""
        problem = self.problem
        merges = {change.unit: change.into for change in changes if isinstance(change, MergeUnits)}
        found, worse = recount(
            problem.org, self.after(changes), problem.policy, self._ask, layers=self.demands.layers,
            counted=[problem.layers[number].name for number in problem.counted], merges=merges, skip=self.demands.skip,
        )  # fmt: skip
        most = problem.ask.max_groups_changed
        kept = not worse and (most is None or found[GROUPS] <= most)
        return {name: found[name] for name in problem.ask.goals}, kept

    @cached_property
    def _ask(self) -> Asked:
        goals = self.problem.ask.goals
        return self.problem.ask if GROUPS in goals else replace(self.problem.ask, goals=(*goals, GROUPS))


def first_difference(goals: Sequence[str], than: Mapping[str, int], values: Mapping[str, int]) -> tuple[str, int] | None:
    """The first goal in which some values differ from others, and by how much; None if none."""
    return next(((name, values[name] - than[name]) for name in goals if values[name] != than[name]), None)
