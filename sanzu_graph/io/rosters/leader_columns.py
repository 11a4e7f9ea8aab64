"""Columns that name the leader of the row's unit: 班长, Team leader, with a name in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.belongings import Belonging
from sanzu_graph.io.rosters.column_reading import Reading
from sanzu_graph.io.rosters.contents import role_asked
from sanzu_graph.io.rosters.doubts import mapped
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.known_people import KnownPeople
from sanzu_graph.io.rosters.members import Members
from sanzu_graph.io.rosters.people import People
from sanzu_graph.io.rosters.posts import SURE
from sanzu_graph.io.rosters.values import is_none, read_list

_HALF = 0.5


def note_leaders(
    reading: Reading, keep: Sequence[Heading], cells: Mapping[int, Sequence[str]]
) -> None:
    """Note the columns whose heading is a role and whose cells name people of the sheet."""
    naming = [reading.fields[name].at for name in ("name", "id") if name in reading.fields]
    known: set[str] = set()
    for heading in keep:
        claim = None if heading.known else role_asked(heading.text)
        if claim is None or claim.rank != SURE:
            continue
        known = known or {alike(cell) for at in naming for cell in cells[at] if cell}
        words = {word for cell in set(cells[heading.at]) for word in read_list(cell)}
        if words and sum(alike(word) in known for word in words) >= _HALF * len(words):
            reading.leaders.append((claim.layer, claim.role, heading))


def read_leader_columns(
    people: People, belongings: Mapping[str, Belonging], members: Members
) -> None:
    """Give those whom a unit's rows name its role; the rest is told.

    The rows of a unit have to agree, and the name has to be of somebody in the unit.
    """
    for name, (layer, role) in people.leaders.items():
        if layer not in belongings:
            continue
        belonging, cells = belongings[layer], people.attributes[name]
        named: dict[int, set[tuple[str, ...]]] = {}
        for person in np.flatnonzero(belonging.many == 1).tolist():
            if not is_none(cells[person]):
                unit = int(belonging.unit[belonging.start[person]])
                named.setdefault(unit, set()).add(tuple(read_list(cells[person])))
        words = {word for told in named.values() for several in told for word in several}
        known = KnownPeople(members.ids, members.names, words, has_ids="id" in people.cells)
        seats = _seats(people, belonging)
        count, left = 0, list[str]()
        for unit, told in named.items():
            for word in next(iter(told)) if len(told) == 1 else ("",):
                fits = known.find_once(word, people.first, 1) if word else []
                rows = [seats[fit, unit] for fit in fits if (fit, unit) in seats]
                if len(rows) == 1:
                    belonging.give(rows[0], role)
                    count += 1
                else:
                    left.append(belonging.names[unit])
        option = mapped(name, "keep")
        if count:
            people.doubt("doubt.named_leaders", name, option, count=count, layer=layer)
        if left:
            people.doubt("doubt.named_leaders_left", name, count=len(left), units=left)


def _seats(people: People, belonging: Belonging) -> dict[tuple[int, int], int]:
    """(The first row of a person, a unit) → the row of the belonging."""
    first = people.first if len(people.first) else np.arange(len(people))
    pairs = zip(first[belonging.person].tolist(), belonging.unit.tolist(), strict=True)
    return {pair: row for row, pair in reversed(list(enumerate(pairs)))}
