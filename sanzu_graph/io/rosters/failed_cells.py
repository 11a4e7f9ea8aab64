"""Cells whose formula failed or was never calculated: faults where they are read, else doubts."""

from __future__ import annotations

from sanzu_graph.io.failed_formulas import FAILURE_SIGNS, is_failure
from sanzu_graph.io.rosters.members import is_needed
from sanzu_graph.io.rosters.people import Cells, Gathered, People
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.words import LAYER

#: The table that a faulty cell was meant for, by the beginning of its field.
_TABLES = {
    LAYER: "memberships",
    "role:": "memberships",
    "position": "memberships",
    "mentor": "relations",
    "apprentice": "relations",
    "manager": "relations",
    "dotted_manager": "relations",
}


def fail_cells(parts: list[RosterPart], gathered: Gathered) -> None:
    """A fault for every cell that is read and whose formula failed or was never calculated."""
    people = gathered.people
    for name, cells in people.cells.items():
        table = next((t for start, t in _TABLES.items() if name.startswith(start)), "members")
        for person in _failed(cells):
            is_cell = table == "members" and not is_needed(people, name)
            people.trouble(
                "fault.failed_formula", person, name, cells[person], table=table, is_cell=is_cell
            )
            if name not in ("id", "name"):
                cells[person] = ""
    for heading, column in people.attributes.items():
        failed = _failed(column)
        if failed:
            people.doubt("doubt.failed_formula", heading, person=failed[0], count=len(failed))
    start = 0
    for part in parts:
        if part.sheet.states.uncalculated:
            _uncalculated(part, people, start)
        start += len(part.rows.people)


def _failed(cells: Cells) -> list[int]:
    """The places of failed cells."""
    texts = cells.tolist()
    together = "".join(texts)
    if not any(sign in together for sign in FAILURE_SIGNS):  # most columns
        return []
    return [at for at, cell in enumerate(texts) if is_failure(cell)]


def _uncalculated(part: RosterPart, people: People, start: int) -> None:
    missing = part.sheet.states.uncalculated
    for name, heading in part.reading.fields.items():
        table = next((t for begin, t in _TABLES.items() if name.startswith(begin)), "members")
        for place, row in enumerate(part.rows.people):
            if (row, heading.at) in missing and not part.sheet.columns[heading.at][row]:
                is_cell = table == "members" and not is_needed(people, name)
                people.trouble(
                    "fault.uncalculated", start + place, name, "", table=table, is_cell=is_cell
                )
    for name, heading in part.reading.attributes.items():
        count = sum((row, heading.at) in missing for row in part.rows.people)
        if count:
            people.doubt("doubt.uncalculated", name, count=count)
