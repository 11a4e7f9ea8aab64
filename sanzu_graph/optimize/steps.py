"""The end of a plan as changes: ids in, in an order in which each can be made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.seat_layers import BASE
from sanzu_graph.policy.placement import Placement

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change
    from sanzu_graph.model.organisation import Org


def changes(problem: Problem, end: End) -> tuple[Change, ...]:
    """Seats that go, first and further seats, mergers, leaders, duties; each by id."""
    return tuple(_Steps(problem, end).all())


class _Steps:
    def __init__(self, problem: Problem, end: End) -> None:
        self.problem, self.end = problem, end
        self.members = problem.org.encoding.members.tolist()
        self.units = problem.org.encoding.units.tolist()

    def all(self) -> Iterator[Change]:
        """All changes in their order."""
        yield from self._seats()
        yield from self._mergers()
        yield from self._leaders()
        yield from self._duties()

    def _seats(self) -> Iterator[Change]:
        from sanzu_graph.changes.members import EditMember
        from sanzu_graph.changes.memberships import JoinUnit, MoveMember

        problem, end = self.problem, self.end
        layer_of = problem.layer_of
        moved = sorted(
            (
                (layer_of[unit], str(self.members[member]), member, here, unit)
                for (member, here), unit in end.moved.items()
            ),
        )
        for _, _, member, here, unit in moved:
            yield MoveMember(self.members[member], self.units[here], self.units[unit])
        entered = sorted(
            (layer_of[unit], str(self.members[member]), member, unit)
            for member, unit in end.entered
        )
        written: dict[int, dict[str, object]] = {}
        for number, _, member, unit in entered:
            if (member, number) in end.admitted:
                cells = self._new_cells(member, number, written.setdefault(member, {}))
                if cells:
                    yield EditMember(self.members[member], cells)
            yield JoinUnit(self.members[member], self.units[unit])

    def _new_cells(self, member: int, layer: int, written: dict[str, object]) -> dict[str, object]:
        """What admission to a layer writes into a row of members, less what stands there already."""
        from sanzu_graph.changes.given_values import cell

        frame = self.problem.org.members
        placement = Placement(self.problem.org, self.problem.policy)
        cells: dict[str, object] = {
            name: value
            for name, value in placement.admission_cells(self.problem.layers[layer].name).items()
            if name not in frame or cell(value) != written.get(name, cell(frame[name].iloc[member]))
        }
        written.update({name: cell(value) for name, value in cells.items()})
        return cells

    def _mergers(self) -> Iterator[Change]:
        from sanzu_graph.changes.merging import MergeUnits
        from sanzu_graph.changes.roles import AssignRole
        from sanzu_graph.schema import MEMBER

        deputies = self.problem.base.seats.deputies
        for kept, gone in sorted(self.end.merges, key=lambda pair: str(self.units[pair[1]])):
            for member in deputies.get(gone, ()):
                if (member, gone) not in self.end.moved:
                    yield AssignRole(self.members[member], self.units[gone], MEMBER)
            yield MergeUnits(self.units[gone], self.units[kept])

    def _leaders(self) -> Iterator[Change]:
        from sanzu_graph.changes.roles import AppointLeader, RelieveLeader

        problem, end = self.problem, self.end
        for unit, leaders in sorted(end.leaders.items(), key=lambda item: str(self.units[item[0]])):
            seats = problem.layers[problem.layer_of[unit]].seats
            before = list(seats.leaders.get(unit, ()))
            if not before:
                before = [
                    member
                    for kept, gone in end.merges
                    if kept == unit
                    for member in problem.layers[BASE].seats.leaders.get(gone, ())
                ]
            sitting = [leader for leader in before if unit in end.seats(problem, leader)]
            staying = [leader for leader in sitting if leader in leaders]
            for member in sitting:
                if member not in leaders:
                    yield RelieveLeader(self.members[member], self.units[unit])
            joint = bool(staying)
            for member in leaders:
                if member not in before:
                    yield AppointLeader(self.members[member], self.units[unit], joint=joint)
                    joint = True

    def _duties(self) -> Iterator[Change]:
        from sanzu_graph.changes.duties import AssignDuty

        for member, unit, duty in sorted(
            self.end.liaisons, key=lambda liaison: (str(self.units[liaison[1]]), liaison[2])
        ):
            yield AssignDuty(self.members[member], self.units[unit], duty)


def applied(problem: Problem, plan: tuple[Change, ...]) -> Org:
    """The organisation with all changes made, in one go, on the problem's day."""
    from sanzu_graph.model.drafts import Draft

    draft = Draft(problem.whole, on=problem.on)
    for change in plan:
        change.make(draft)
    return problem.whole.edited(draft.edit())
