"""Mentors from the names or ids in a roster: each has to fit one person, or it is a fault."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.members import Members, distinct, groups
from sanzu_graph.io.rosters.people import Cells, People, Positions
from sanzu_graph.io.rosters.values import read_id, read_list

#: 张三（M001): a name and an id.
_BOTH = re.compile(r"(.+?)\s*[(（](.+?)[)）]")


def read_mentors(people: People, members: Members) -> tuple[pd.DataFrame, Positions]:
    """The relations that the column of mentors tells, and the person (the apprentice) of each row."""
    pairs: dict[tuple[int, int], None] = {}
    if "mentor" in people.cells:
        codes, values = distinct(people.cells["mentor"])
        lists = list(map(read_list, values))
        known = _Known(
            members, {word for words in lists for word in words}, has_ids="id" in people.cells
        )
        for value, words, apprentices in zip(
            values, lists, groups(codes, len(values)), strict=True
        ):
            if not words:
                members.note("mentor", value, "roster.as.none", len(apprentices))
                continue
            found = {word: known.find(word) for word in words}
            for word, fits in found.items():
                for person in apprentices:
                    if len(fits) == 1:
                        pairs[fits[0], person] = None
                    else:
                        _fault(people, person, word, fits, members.ids)
            ids = [str(members.ids[fits[0]]) for fits in found.values() if len(fits) == 1]
            members.note("mentor", value, "roster.as.mentors", len(apprentices), ids=ids)
    source, target = (np.array([pair[end] for pair in pairs], dtype=np.intp) for end in (0, 1))
    frame = {
        "source": pd.Series(members.ids[source], dtype="str"),
        "target": pd.Series(members.ids[target], dtype="str"),
    }
    return pd.DataFrame(
        {**frame, "kind": pd.Series(["mentors"] * len(source), dtype="str")}
    ), target


class _Known:
    """Those people, by id and by name, of whom some mentor's cell speaks."""

    def __init__(self, members: Members, words: set[str], *, has_ids: bool) -> None:
        both = {match[1] for word in words if (match := _BOTH.fullmatch(word))}
        self._ids = members.ids
        self._by_name = _places(members.names, words | both)
        self._by_id = _places(members.ids, set(map(read_id, words))) if has_ids else {}

    def find(self, word: str) -> list[int]:
        """The people that a word may mean; where it is one's id and another's name, both."""
        by_name = self._by_name.get(word, [])
        found = list(dict.fromkeys([*self._by_id.get(read_id(word), []), *by_name]))
        both = _BOTH.fullmatch(word)
        if found or both is None:
            return found
        named = self._by_name.get(both[1], [])
        return [person for person in named if self._ids[person] == read_id(both[2])]


def _places(keys: Cells, wanted: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, key in enumerate(keys.tolist()):
        if key in wanted:
            found.setdefault(key, []).append(place)
    return found


def _fault(people: People, person: int, word: str, fits: list[int], ids: Cells) -> None:
    if fits:
        places = [
            f"{ids[fit]} ({people.row[fit]})"
            if people.sheet[fit] == people.sheet[person]
            else str(ids[fit])
            for fit in fits
        ]
        people.trouble(
            "fault.roster_mentor_many", person, "mentor", word, table="relations", who=places
        )
    else:
        people.trouble("fault.roster_mentor_nobody", person, "mentor", word, table="relations")
