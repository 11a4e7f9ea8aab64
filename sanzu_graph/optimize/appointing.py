"""Who is appointed among those who could be, once it is known who sits where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.model import PartModel
from sanzu_graph.optimize.problem import Problem


@dataclass
class _Places:
    """Units that want leaders, shared out among those who may lead them, by augmenting paths."""

    able: Mapping[int, Sequence[int]]
    room: Mapping[int, int]
    holds: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def place(self, unit: int, tried: set[int]) -> bool:
        """Find somebody for a unit; others may change over to other units for it."""
        for member in self.able[unit]:
            if member in tried or unit in self.holds[member]:
                continue
            tried.add(member)
            if len(self.holds[member]) < self.room[member]:
                self.holds[member].append(unit)
                return True
            if self._gives_way(member, unit, tried):
                return True
        return False

    def _gives_way(self, member: int, unit: int, tried: set[int]) -> bool:
        for other in list(self.holds[member]):
            self.holds[member][self.holds[member].index(other)] = unit
            if self.place(other, tried):
                return True
            self.holds[member][self.holds[member].index(unit)] = other
        return False


def new_leaders(model: PartModel, end: End, wanted: dict[int, int]) -> frozenset[int]:
    """Find as many new leaders among the people alike as are wanted in each unit.

    Returns
    -------
    frozenset of int
        The cells of those who could lead where too few were found. There the model must tell apart
        who leads what.
    """
    if not wanted:
        return frozenset()
    able = _able_alike(model, end, wanted)
    problem = model.problem
    room = {member: room_to_lead(problem, member, 0) for some in able.values() for member in some}
    places = _Places(able, room)
    short: set[int] = set()
    for unit in sorted(wanted):
        for _ in range(wanted[unit]):
            if not places.place(unit, set()):
                short |= {model.cell_of[member].number for member in able[unit]}
    for member, units in places.holds.items():
        for unit in units:
            end.leaders[unit] = (*end.leaders[unit], member)
    return frozenset(short)


def _able_alike(model: PartModel, end: End, wanted: dict[int, int]) -> dict[int, list[int]]:
    """Unit → those alike who sit there in the end and may lead it, the best first."""
    problem = model.problem
    able: dict[int, list[int]] = {unit: [] for unit in wanted}
    into = end.into
    differing = end.people()
    for cell in model.cells if any(wanted.values()) else ():
        if not any(cell.leads):
            continue
        plain = {into.get(unit, unit) for unit in cell.seats if unit >= 0}
        for member in cell.people:
            seats = end.seats(problem, member) if member in differing else plain
            for unit in seats:
                if unit in able and cell.leads[problem.layer_of[unit]]:
                    able[unit].append(member)
    order = problem.appointment_order
    return {
        unit: sorted(members, key=lambda member: int(order[member]))
        for unit, members in able.items()
    }


def room_to_lead(problem: Problem, member: int, more: int) -> int:
    """How many further units somebody may lead, besides `more` that are new."""
    most = problem.led_room(member)
    return len(problem.layer_of) if most is None else most - int(problem.led_by[member]) - more
