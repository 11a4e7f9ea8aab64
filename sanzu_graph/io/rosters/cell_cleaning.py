"""Cells before they are compared: names merged down, without the unseen, without what is private."""

from __future__ import annotations

import numpy as np

from sanzu_graph.io.rosters.people import People, Positions
from sanzu_graph.io.rosters.private_contents import is_code, stripped, without_private
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.sheets import has_unseen, seen
from sanzu_graph.io.rosters.words import LAYER, ROLE


def merged_down(parts: list[RosterPart]) -> Positions:
    """For each row of all sheets the row from which its name or id is merged down, or itself."""
    over, start = np.arange(sum(len(part.rows.people) for part in parts)), 0
    for part in parts:
        naming = {
            part.reading.fields[name].at for name in ("id", "name") if name in part.reading.fields
        }
        place = (
            {row: start + at for at, row in enumerate(part.rows.people)}
            if part.sheet.merged
            else {}
        )
        for (top, left), (bottom, right) in part.sheet.merged:
            if bottom > top and left == right and left in naming and top in place:
                over[[place[row] for row in range(top, bottom + 1) if row in place]] = place[top]
        start += len(part.rows.people)
    return over


def drop_unseen(people: People, name: str) -> None:
    """Drop from a field what cannot be seen, and tell it."""
    cells = people.cells[name].tolist()
    if not has_unseen(cells):
        return
    cleaned = [seen(cell) for cell in cells]
    changed = [
        at for at, (before, after) in enumerate(zip(cells, cleaned, strict=True)) if before != after
    ]
    if not changed:
        return
    people.cells[name] = np.array(cleaned, dtype=object)
    people.doubt("doubt.unseen", name, person=changed[0], count=len(changed))


def strip_private(people: People, *, keep_private: bool) -> None:
    """Take private numbers and addresses out of cells that hold more, and tell it.

    Names, units and posts lose them, and what nobody knows shows a mark in their place.
    """
    if keep_private:
        return
    columns = [(people.cells, name, stripped) for name in people.cells if name.startswith(_WORDED)]
    columns += [(people.attributes, name, without_private) for name in people.attributes]
    for cells, name, plain in columns:
        values = cells[name].tolist()
        texts = {
            cell: plain(cell)
            for cell in set(values)
            if len(cell) >= _SHORTEST and not (cells is people.attributes and is_code(name, cell))
        }
        changed = [at for at, cell in enumerate(values) if texts.get(cell, cell) != cell]
        if changed:
            cells[name] = np.array([texts.get(cell, cell) for cell in values], dtype=object)
            people.doubt("doubt.private_within", name, person=changed[0], count=len(changed))


#: Fields whose cells are words: names of people and units, roles, posts.
_WORDED = ("name", LAYER, ROLE, "position", "work_type", "site", "shift", "skill_level")
#: Nothing private is shorter.
_SHORTEST = 7
