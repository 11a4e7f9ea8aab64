"""Plans counted change by change, on the organisation with just these changes made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.optimize.plan_values import Violations, plan_values
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.shortfalls import Demands

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org


class UnmakeableError(Exception):
    """A change that cannot be made once others are left out: its place among those tried."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, eq=False)
class Counter:
    """Counts plans of a problem.

    Attributes
    ----------
    problem : the problem
    demands : what is demanded
    """

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

    def violated(self, after: Org) -> Violations:
        """What is violated in an organisation on the day."""
        return self.demands.violated(after)

    def values(self, after: Org, changes: Sequence[Change]) -> Mapping[str, int]:
        """Goal → value of an organisation on the day, after these changes."""
        return plan_values(self.problem, after, changes).values
