"""Mentors and managers from the names or ids in a roster: each has to fit one person, or it is a
fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.known_people import KnownPeople, names_and_ids
from sanzu_graph.io.rosters.managers import RELATED, TOLD, fault_of
from sanzu_graph.io.rosters.members import WAS_NUMBER, Members, distinct, groups
from sanzu_graph.io.rosters.named_together import people_of, words_of
from sanzu_graph.io.rosters.people import People, Positions
from sanzu_graph.io.rosters.values import read_list
from sanzu_graph.io.rosters.words import meaning
from sanzu_graph.model.vacancies import is_vacancy

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
    noted: dict[str, int] = {}
    lists = list(map(_names, values))
    known = _known(people, members, lists)
    for value, words, persons in zip(values, lists, groups(codes, len(values)), strict=True):
        if not words:
            members.note(column, value, "roster.as.none", len(persons))
            continue
        named = [
            one for word in words for one in people_of(known, word, people.first, len(persons))
        ]
        noted |= {one.word: persons[0] for one in named if one.is_noted}
        matches = {one.word: one.fits for one in named}
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
    _tell_read(people, column, vacant, known)
    _tell_notes(people, column, noted)
    return [*pairs, *_beside(people, members, column, pairs)]


def _beside(
    people: People, members: Members, column: str, pairs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Whom a second column of the same meaning names where the first is blank; both are told.

    That column is kept as an attribute: names of managers beside their ids. Where it names somebody
    else than the first, that is told, too.
    """
    told: dict[int, set[int]] = {}
    for person, other in pairs:
        told.setdefault(person, set()).add(other)
    added: list[tuple[int, int]] = []
    for heading, cells in people.attributes.items():
        match = meaning(heading, {})
        if match is None or match.field != column:
            continue
        lists = list(map(_names, cells.tolist()))
        known = _known(people, members, lists)
        fits = {
            word: [
                one.fits[0] for one in people_of(known, word, people.first, 1) if len(one.fits) == 1
            ]
            for names in lists
            for word in names
        }
        meant = [{fit for word in names for fit in fits[word]} for names in lists]
        differ = [
            at for at, others in enumerate(meant) if others and told.get(at, others) != others
        ]
        if differ:
            people.doubt(
                "doubt.two_managers", column, person=differ[0], count=len(differ), other=heading
            )
        blank = [
            at
            for at, others in enumerate(meant)
            if others and at not in told and not people.cells[column][at]
        ]
        if blank:
            people.doubt(
                "doubt.managers_beside", column, person=blank[0], count=len(blank), other=heading
            )
            added += [(at, other) for at in blank for other in sorted(meant[at])]
    return added


def _known(people: People, members: Members, lists: Sequence[Sequence[str]]) -> KnownPeople:
    """The people of whom the words of some cells may speak."""
    words = {part for words in lists for word in words for part in words_of(word)}
    return KnownPeople(members.ids, members.names, words, has_ids="id" in people.cells)


def _tell_read(people: People, column: str, vacant: dict[str, int], known: KnownPeople) -> None:
    """Tell what was read of words that are nobody's id or name as they stand."""
    if vacant:
        people.doubt("doubt.nobody_named", column, count=sum(vacant.values()), values=list(vacant))
    if cut := known.cut:
        people.doubt("doubt.zeros_lost", column, count=sum(cut.values()), values=list(cut))
    if other := known.other_letters:
        people.doubt("doubt.other_letters", column, count=len(other), values=list(other))


def _tell_notes(people: People, column: str, noted: dict[str, int]) -> None:
    """Tell the names with a note, of which each has the person of its first row."""
    if noted:
        person = next(iter(noted.values()))
        people.doubt(
            "doubt.notes_left_out", column, person=person, count=len(noted), values=list(noted)
        )


def _names(cell: str) -> tuple[str, ...]:
    """The names in a cell; a Chinese comma, slash or line separates them too."""
    return tuple(
        name
        for part in read_list(cell)
        for name in (
            re.split(r"[，,/／]\s*", part)
            if _HAN.search(part) and not names_and_ids(part)
            else [part]
        )
        if name
    )


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
