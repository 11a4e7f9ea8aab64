"""Plans counted change by change, on the organisation with just these changes made: what `recount`
says of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.optimize.asking import GROUPS, IMBALANCE, Asked
from sanzu_graph.optimize.parts import Part
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


@dataclass(frozen=True, eq=False)
class Counter:
    """Counts plans of a problem, or of a part of its organisation that nothing ties to the rest.

    Attributes
    ----------
    problem : the problem
    whole : the organisation (or a part of it) on which changes are made
    demands : what is demanded of it, as it is on the day
    day : the same on the day
    most : how many groups may change in it; None: any number
    """

    problem: Problem
    whole: Org
    day: Org
    demands: Demands
    most: int | None

    @classmethod
    def of(cls, problem: Problem) -> Counter:
        """A counter of whole plans."""
        return cls(
            problem, problem.whole, problem.org, Demands(problem), problem.ask.max_groups_changed
        )

    def within(self, part: Part, spent: int) -> Counter:
        """A counter of plans within one part, where so many changed groups of the limit are used
        elsewhere.

        What other parts' units lack shows wrongly in it, but the same whatever is done in this one.
        """
        whole = restricted(self.problem, part)
        day = self.demands.on_the_day(whole)
        return Counter(
            self.problem,
            whole,
            day,
            Demands(self.problem, day),
            None if self.most is None else self.most - spent,
        )

    def after(self, changes: Sequence[Change]) -> Org:
        """The organisation on the day, with these changes made.

        Raises
        ------
        UnmakeableError
            If one of them cannot be made.
        """
        draft = Draft(self.whole, on=self.problem.on)
        for place, change in enumerate(changes):
            try:
                change.make(draft)
            except ChangeError as error:
                raise UnmakeableError(place) from error
        return self.demands.on_the_day(self.whole.edited(draft.edit()))

    def violated(self, changes: Sequence[Change]) -> tuple[Violations, Roll]:
        """What is violated after these changes."""
        roll = Roll(self.after(changes))
        return self.demands.violated(roll), roll

    def values(self, changes: Sequence[Change]) -> tuple[dict[str, int], bool]:
        """Goal → value after these changes; and whether they keep what every plan must keep, the
        limit on groups included.
        """
        problem, after = self.problem, self.after(changes)
        merges = {change.unit: change.into for change in changes if isinstance(change, MergeUnits)}
        found, worse = recount(
            self.day,
            after,
            problem.policy,
            self._ask,
            layers=self.demands.layers,
            counted=[problem.layers[number].name for number in problem.counted],
            merges=merges,
            skip=self.demands.skip,
        )
        if IMBALANCE in found and self.day is not problem.org:
            found[IMBALANCE] = _imbalance(problem, Roll(after))
        kept = not worse and (self.most is None or found[GROUPS] <= self.most)
        return {name: found[name] for name in problem.ask.goals}, kept

    @cached_property
    def _ask(self) -> Asked:
        goals = self.problem.ask.goals
        return (
            self.problem.ask
            if GROUPS in goals
            else replace(self.problem.ask, goals=(*goals, GROUPS))
        )


def _imbalance(problem: Problem, roll: Roll) -> int:
    """How far groups are from the mean size of their layer in the whole organisation."""
    found = 0
    for layer in problem.layers:
        low, high = layer.mean
        for people in roll.people(layer.name, rollup=False).values():
            found += max(low - len(people), len(people) - high, 0)
    return found


def is_divisible(problem: Problem) -> bool:
    """Whether parts can be counted by themselves: nobody counts in units above the own."""
    policy = problem.policy
    layers = [
        policy.layer(name) for name in (policy.base, *(layer.name for layer in problem.layers))
    ]
    return not any(one.rollup for one in layers) and not any(
        one.rollup for one in policy.requirements
    )


def restricted(problem: Problem, part: Part) -> Org:
    """The organisation with the people of one part, the units that they are in, and what these two
    share; of all days.
    """
    whole, code, cells = problem.whole, problem.org.encoding, problem.cells
    people = {
        person
        for number in part.cells
        for person in cells.people[cells.first[number] : cells.first[number + 1]].tolist()
    }
    people |= {
        member
        for tally in problem.tallies
        for unit in part.units
        for member in tally.holders.get(unit, ())
    }
    people |= {member for member, held in problem.held.items() if held & set(part.units)}
    members = set(code.members[sorted(people)].tolist())
    units = set(code.units[list(part.units)].tolist())
    rows = whole.memberships
    units |= set(rows["unit"][rows["member"].isin(members)])
    parents = whole.units.get("parent")
    while parents is not None:
        above = set(parents[whole.units["id"].isin(units)].dropna()) - units
        if not above:
            break
        units |= above
    tables = {
        "members": whole.members[whole.members["id"].isin(members)],
        "units": whole.units[whole.units["id"].isin(units)],
        "memberships": rows[rows["member"].isin(members) & rows["unit"].isin(units)],
        "duties": whole.duties[
            whole.duties["member"].isin(members) & whole.duties["unit"].isin(units)
        ],
    }
    return whole.from_tables({name: frame.reset_index(drop=True) for name, frame in tables.items()})


def first_difference(
    goals: Sequence[str], than: Mapping[str, int], values: Mapping[str, int]
) -> tuple[str, int] | None:
    """The first goal in which some values differ from others, and by how much; None if none."""
    return next(
        ((name, values[name] - than[name]) for name in goals if values[name] != than[name]), None
    )
