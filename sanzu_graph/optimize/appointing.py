"""Who is appointed among those who could be, once it is known who sits where."""

from __future__ import annotations

from collections import defaultdict

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.model import PartModel


def new_leaders(model: PartModel, end: End, wanted: dict[int, int]) -> frozenset[int]:
    """Find as many new leaders among the people alike as are wanted in each unit.

    Returns
    -------
    frozenset of int
        The cells of those who could lead where too few were found: who leads what must be told
        apart there.
    """
    if not wanted:
        return frozenset()
    able = _able(model, end, wanted)
    room = {member: _room(model, end, member) for members in able.values() for member in members}
    holds: dict[int, list[int]] = defaultdict(list)

    def place(unit: int, tried: set[int]) -> bool:
        for member in able[unit]:
            if member in tried or unit in holds[member]:
                continue
            tried.add(member)
            if len(holds[member]) < room[member]:
                holds[member].append(unit)
                return True
            for other in list(holds[member]):
                holds[member].remove(other)
                holds[member].append(unit)
                if place(other, tried):
                    return True
                holds[member].remove(unit)
                holds[member].append(other)
        return False

    short: set[int] = set()
    for unit in sorted(wanted):
        for _ in range(wanted[unit]):
            if not place(unit, set()):
                short |= {model.cell_of[member].number for member in able[unit]}
    for member, units in holds.items():
        for unit in units:
            end.leaders[unit] = (*end.leaders[unit], member)
    return frozenset(short)


def _able(model: PartModel, end: End, wanted: dict[int, int]) -> dict[int, list[int]]:
    """Unit → those alike who sit there in the end and may lead it, the best first."""
    problem = model.problem
    found: dict[int, list[int]] = {unit: [] for unit in wanted}
    into = {gone: kept for kept, gone in end.merges}
    differing = end.people()
    for cell in model.cells:
        if not any(cell.leads):
            continue
        for member in cell.people:
            seats = (
                end.seats(problem, member)
                if member in differing
                else {into.get(unit, unit) for unit in cell.seats if unit >= 0}
            )
            for unit in seats:
                if unit in found and cell.leads[problem.layer_of[unit]]:
                    found[unit].append(member)
    order = problem.appointment_order
    return {
        unit: sorted(members, key=lambda member: int(order[member]))
        for unit, members in found.items()
    }


def _room(model: PartModel, end: End, member: int) -> int:  # noqa: ARG001 - of one plan
    """How many further units somebody may lead."""
    problem = model.problem
    most = problem.led_room(member)
    return len(problem.layers) if most is None else most - int(problem.led_by[member])
