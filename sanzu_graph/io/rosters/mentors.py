"""Mentors and managers from the names or ids in a roster: each has to fit one person, or it is a
fault.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.alike import alike, all_alike
from sanzu_graph.io.rosters.managers import RELATED, TOLD, fault_of, other_order
from sanzu_graph.io.rosters.members import WAS_NUMBER, Members, distinct, groups
from sanzu_graph.io.rosters.people import People, Positions
from sanzu_graph.io.rosters.values import read_id, read_list
from sanzu_graph.model.vacancies import is_vacancy

#: 张三（M001): a name and an id.
_BOTH = re.compile(r"([^(（]*[^(（\s])\s*+[(（](.+)[)）]")
#: What people call a mentor behind the name.
_CALLED = re.compile(r"(.{2,}?)(?:师傅|师父|老师|師傅|師父|老師)")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: How alike a name must be to be a hint. Hints are searched among so many people at most.
_LIKENESS, _MOST_SEARCHED = 0.65, 2_000


def read_mentors(people: People, members: Members) -> tuple[pd.DataFrame, Positions]:
    """The relations that the columns of mentors, apprentices and managers tell, and the person whose
    row tells each.
    """
    pairs: dict[tuple[int, int, str], int] = {}
    for column, (kind, starts) in RELATED.items():
        for person, other in _told(people, members, column):
            pairs.setdefault((person, other, kind) if starts else (other, person, kind), person)
    source, target = (np.array([pair[end] for pair in pairs], dtype=np.intp) for end in (0, 1))
    frame = {
        "source": pd.Series(members.ids[source], dtype="str"),
        "target": pd.Series(members.ids[target], dtype="str"),
        "kind": pd.Series([kind for _, _, kind in pairs], dtype="str"),
    }
    return pd.DataFrame(frame), np.fromiter(pairs.values(), dtype=np.intp, count=len(pairs))


def _told(people: People, members: Members, column: str) -> list[tuple[int, int]]:
    """(The person of a row, somebody whom the row's cell names)."""
    if column not in people.cells:
        return []
    pairs: list[tuple[int, int]] = []
    codes, values = distinct(people.cells[column])
    vacant: dict[str, int] = {}
    lists = list(map(_names, values))
    known = _Known(
        members, {word for words in lists for word in words}, has_ids="id" in people.cells
    )
    for value, words, persons in zip(values, lists, groups(codes, len(values)), strict=True):
        if not words:
            members.note(column, value, "roster.as.none", len(persons))
            continue
        matches = {word: known.find_once(word, people.first, len(persons)) for word in words}
        for word, fits in matches.items():
            if len(fits) != 1 and is_vacancy(word):
                vacant[word] = vacant.get(word, 0) + len(persons)
                continue
            for person in persons:
                if len(fits) == 1:
                    pairs.append((person, fits[0]))
                else:
                    _fault(people, person, word, fits, members, column)
        ids = [str(members.ids[fits[0]]) for fits in matches.values() if len(fits) == 1]
        members.note(column, value, TOLD[column], len(persons), ids=ids)
    if vacant:
        people.doubt("doubt.nobody_named", column, count=sum(vacant.values()), values=list(vacant))
    if cut := known.cut:
        people.doubt("doubt.zeros_lost", column, count=sum(cut.values()), values=list(cut))
    return pairs


def _names(cell: str) -> tuple[str, ...]:
    """The names in a cell; a Chinese comma, slash or line separates them too."""
    return tuple(
        name
        for part in read_list(cell)
        for name in (re.split(r"[，,/]\s*", part) if _HAN.search(part) else [part])
        if name
    )


def _once(places: list[int], first: Positions) -> list[int]:
    """Each person once, by the first of several rows."""
    return list(dict.fromkeys(int(first[place]) for place in places)) if len(first) else places


class _Known:
    """Those people, by id and by name, of whom some mentor's cell speaks.

    `cut` counts the cells of each number that was read as an id with zeros in front.
    """

    def __init__(self, members: Members, words: set[str], *, has_ids: bool) -> None:
        both = {match[1] for word in words if (match := _BOTH.fullmatch(word))}
        called = {match[1] for word in words if (match := _CALLED.fullmatch(word))}
        self._ids = members.ids
        self.cut: dict[str, int] = {}
        swapped = {other_order(word) for word in words} - {""}
        wanted = {*map(alike, words | both | called | swapped)}
        self._by_name = _places(all_alike(members.names.tolist()), wanted)
        ids = members.ids.tolist() if has_ids else []
        plain = ids if "".join(ids).isascii() else list(map(read_id, ids))
        self._by_id = _places(all_alike(plain), {*map(_id, words)})
        numbers = {word.lstrip("0") for word in words if word.isdecimal()}
        stripped = [id_.lstrip("0") if id_.startswith("0") else "" for id_ in ids]
        self._by_number = _places(stripped, numbers - {""})

    def find(self, word: str) -> list[int]:
        """The people that a word may mean; where it is one's id and another's name, both."""
        by_name = self._by_name.get(alike(word), [])
        matches = list(dict.fromkeys([*self._by_id.get(_id(word), []), *by_name]))
        if matches:
            return matches
        if called := _CALLED.fullmatch(word):
            return self._by_name.get(alike(called[1]), [])
        if (swapped := other_order(word)) and (matches := self._by_name.get(alike(swapped), [])):
            return matches
        both = _BOTH.fullmatch(word)
        if both is None:
            return []
        named = self._by_name.get(alike(both[1]), [])
        with_id = [person for person in named if alike(self._ids[person]) == _id(both[2])]
        # 赵志强（班长）: what stands in brackets is no id.
        return with_id or (named if len(named) == 1 and not both[2].isascii() else [])

    def find_once(self, word: str, first: Positions, cells: int) -> list[int]:
        """The people that a word in so many cells may mean, each by the first of several rows.

        A number that is nobody's id may be an id without the zeros in front: 104 for 00104.
        """
        matches = _once(self.find(word), first)
        if matches or not word.isdecimal():
            return matches
        matches = _once(self._by_number.get(word.lstrip("0"), []), first)
        if len(matches) == 1:
            self.cut[word] = self.cut.get(word, 0) + cells
        return matches


def _id(word: str) -> str:
    return alike(read_id(word))


def _places(keys: list[str], wanted: set[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place in [at for at, key in enumerate(keys) if key in wanted]:
        places.setdefault(keys[place], []).append(place)
    return places


def _fault(
    people: People, person: int, word: str, fits: list[int], members: Members, column: str
) -> None:
    if fits:
        ids = members.ids
        places = [
            f"{ids[fit]} ({people.row[fit]})"
            if people.sheet[fit] == people.sheet[person]
            else str(ids[fit])
            for fit in fits
        ]
        people.trouble(
            fault_of(column, several=True), person, column, word, table="relations", who=places
        )
    elif WAS_NUMBER.fullmatch(word):
        people.trouble("fault.id_was_number", person, column, word, table="relations")
    else:
        key = fault_of(column, several=False)
        people.trouble(key, person, column, word, table="relations", hint=_nearest(word, members))


def _nearest(word: str, members: Members) -> str:
    """The name most like a word, or nothing."""
    if len(members.names) > _MOST_SEARCHED or word.isdecimal():
        return ""
    return next(iter(get_close_matches(word, members.names.tolist(), 1, _LIKENESS)), "")
