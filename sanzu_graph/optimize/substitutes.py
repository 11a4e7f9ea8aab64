"""Who else could have done what somebody does in a plan, and what that would come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sanzu_graph.changes.duties import AssignDuty
from sanzu_graph.changes.members import EditMember
from sanzu_graph.changes.memberships import JoinUnit, MoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.roles import AppointLeader
from sanzu_graph.optimize.abilities import could, layer_of
from sanzu_graph.optimize.counting import Counter, UnmakeableError, first_difference
from sanzu_graph.optimize.people import NOWHERE
from sanzu_graph.optimize.problem import Problem

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change

#: How many kinds of people are tried in somebody's place; those alike in everything the model knows
#: are one kind.
TRIED = 24
_NAMING = (MoveMember, JoinUnit, AppointLeader, AssignDuty, EditMember)


@dataclass(frozen=True)
class Others:
    """Who else could have done it.

    Attributes
    ----------
    alike : those with whom the plan would come to the same, by id
    worse : how many others could, at a higher price
    goal, more : of these the cheapest: the first goal in which the plan would be worse, and by how
        much
    is_whole : whether all who could were tried
    """

    alike: tuple[str, ...] = ()
    worse: int = 0
    goal: str = ""
    more: int = 0
    is_whole: bool = True


class Substitutes:
    """Everybody who could stand in for somebody of a plan."""

    def __init__(self, counter: Counter, changes: Sequence[Change], values: dict[str, int]) -> None:
        self.counter, self.changes, self.values = counter, list(changes), values
        self.problem: Problem = counter.problem
        self.ids = counter.problem.org.encoding.members.tolist()
        self.place = {name: place for place, name in enumerate(self.ids)}
        self.unit = {
            name: place for place, name in enumerate(counter.problem.org.encoding.units.tolist())
        }
        self.units = counter.problem.org.encoding.units.tolist()
        busy = {self.place[change.member] for change in self.changes if isinstance(change, _NAMING)}
        tied = {
            member for pair in (*self.problem.together, *self.problem.apart) for member in pair
        } | set(self.problem.targets)
        self.away = (
            busy
            | tied
            | {place for place, pinned in enumerate(self.problem.people.pinned.tolist()) if pinned}
        )
        self.known: dict[object, Others] = {}

    def of(self, change: Change) -> Others:
        """Who else could have done a change of the plan, with everything else that this person does
        in it.
        """
        if isinstance(change, MergeUnits):
            return self._tried([((change,), other) for other in self._other_mergers(change)])
        member = getattr(change, "member", None)
        if not isinstance(change, _NAMING) or member not in self.place:
            return Others()
        if member not in self.known:
            mine = tuple(
                one for one in self.changes if isinstance(one, _NAMING) and one.member == member
            )
            kinds: dict[int, list[int]] = {}
            for person in range(len(self.ids)):
                if person not in self.away and could(self.problem, self.unit, person, mine):
                    kinds.setdefault(int(self.problem.cells.of[person]), []).append(person)
            own = int(self.problem.cells.of[self.place[member]])
            self.known[member] = self._people(
                mine, sorted(kinds.items(), key=lambda kind: (kind[0] != own, kind[0])), own
            )
        return self.known[member]

    def _people(
        self, mine: tuple[Change, ...], kinds: list[tuple[int, list[int]]], own: int
    ) -> Others:
        found, loss = Others(is_whole=len(kinds) <= TRIED), self._with(mine, ())
        for kind, people in kinds[:TRIED]:
            ids = sorted(str(self.ids[person]) for person in people)
            outcome = None if kind == own else self._with(mine, self._in_place(mine, people[0]))
            if kind == own or outcome == ("", 0):
                found = replace(found, alike=(*found.alike, *ids))
            elif outcome is not None and outcome != loss:  # else it is as if nobody had done it
                found = _worse(found, outcome, len(ids), self.problem.ask.goals)
        return replace(found, alike=tuple(sorted(found.alike)))

    def _tried(self, swaps: list[tuple[tuple[Change, ...], Change]]) -> Others:
        found = Others(is_whole=len(swaps) <= TRIED)
        for mine, other in swaps[:TRIED]:
            outcome = self._with(mine, (other,))
            name = f"{other.unit} → {other.into}"  # type: ignore[attr-defined]
            if outcome == ("", 0):
                found = replace(found, alike=(*found.alike, name))
            elif outcome is not None:
                found = _worse(found, outcome, 1, self.problem.ask.goals)
        return found

    def _with(
        self, mine: tuple[Change, ...], instead: tuple[Change, ...]
    ) -> tuple[str, int] | None:
        """The first goal in which the plan differs with other changes instead of some, and by how
        much; None if it is none then.
        """
        swap = iter(instead)
        plan = []
        for one in self.changes:
            if any(one is other for other in mine):
                another = next(swap, None)
                plan += [] if another is None else [another]
            else:
                plan.append(one)
        try:
            values, kept = self.counter.values(plan)
        except UnmakeableError:
            return None
        return (
            (first_difference(self.problem.ask.goals, self.values, values) or ("", 0))
            if kept
            else None
        )

    def _in_place(self, mine: tuple[Change, ...], person: int) -> tuple[Change, ...]:
        """The changes of somebody, made by another."""
        return tuple(
            self._made_by(change, person) for change in mine if not self._is_there(change, person)
        )

    def _is_there(self, change: Change, person: int) -> bool:
        number = (
            layer_of(self.problem, self.unit.get(change.target, NOWHERE))
            if isinstance(change, MoveMember)
            else None
        )
        return number is not None and self.unit[change.target] in self.problem.people.groups[  # type: ignore[attr-defined]
            number
        ].of(person)

    def _made_by(self, change: Change, person: int) -> Change:
        name = self.ids[person]
        if not isinstance(change, MoveMember):
            return replace(change, member=name)  # type: ignore[call-arg]
        number = layer_of(self.problem, self.unit[change.target])
        here = self.problem.people.home if number is None else self.problem.people.groups[number]
        return replace(change, member=name, source=self.units[here.of(person)[0]])

    def _other_mergers(self, change: MergeUnits) -> Iterator[Change]:
        """The same unit into another, or another into the same."""
        taken = {
            name
            for one in self.changes
            if isinstance(one, MergeUnits)
            for name in (one.unit, one.into)
        }
        for other in self.problem.home_gates.beside(self.unit[change.unit]):
            name = self.units[other]
            if name not in taken:
                if (self.unit[change.unit], other) not in self.problem.barred_merges:
                    yield replace(change, into=name)
                if (
                    self.problem.dissolvable[other]
                    and (other, self.unit[change.into]) not in self.problem.barred_merges
                ):
                    yield replace(change, unit=name)


def _worse(found: Others, outcome: tuple[str, int], count: int, goals: Sequence[str]) -> Others:
    goal, more = outcome
    nearer = not found.goal or (-goals.index(goal), more) < (-goals.index(found.goal), found.more)
    return replace(
        found,
        worse=found.worse + count,
        **({"goal": goal, "more": more} if nearer else {}),  # type: ignore[arg-type]
    )


__all__ = ["Others", "Substitutes"]
