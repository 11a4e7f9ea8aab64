"""Cells that name people with more than the name: two managers, or one with a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sanzu_graph.io.rosters.known_people import KnownPeople
from sanzu_graph.io.rosters.people import Positions
from sanzu_graph.io.rosters.values import aside_of

#: What stands between two people in one cell; that of each line is tried alone.
_BETWEEN = (
    re.compile(r"[/／&＆+＋|]|(?<=\s)(?:and|und|et|y|e|en)(?=\s)", re.IGNORECASE),
    re.compile(r"[,，]"),
    re.compile(r"[和与及與]"),
)
_NOTES = (
    "acting|interim|ad interim|a\\.i\\.|temporary|temp|deputising|covering|on leave|former|tbc"
    "|暂代|临时|代理|代管|代|兼任|兼|主持|原|拟|暂|臨時|暫代"
)
#: A note in front of a name, and one behind it.
_FRONT = re.compile(rf"(?:(?:{_NOTES})[:：\s]|代理|暂代|代|原)(.+)", re.IGNORECASE)
_BEHIND = re.compile(rf"[\s,，:：(（\[-](?:{_NOTES})|代理|暂代|代", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")
_STOPS = " \t\u3000:：,，;；-–—"


class NamedPerson(NamedTuple):
    """A word of a cell, the rows of people that it fits, and whether a note stood beside it."""

    word: str
    fits: list[int]
    is_noted: bool = False


def words_of(word: str) -> set[str]:
    """All names that a word may hold, to be looked for.

    Examples
    --------
    >>> sorted(words_of("Ana Uno / Ben Dos (acting)"))
    ['Ana Uno', 'Ana Uno / Ben Dos', 'Ana Uno / Ben Dos (acting)', 'Ben Dos', 'Ben Dos (acting)']
    """
    parts = {word, *(part for parts in _split(word) for part in parts)}
    return parts | {bare for part in parts if (bare := _without_note(part))}


def people_of(known: KnownPeople, word: str, first: Positions, cells: int) -> list[NamedPerson]:
    """The people that a word means: one, or several where each part of it is somebody.

    Parameters
    ----------
    known
        Who is looked for, with all `words_of` the cells.
    word
        What a cell holds.
    first
        The first row of each person, where people have several.
    cells
        How many cells hold it.
    """
    whole = _named(known, word, first, cells)
    if whole.fits:
        return [whole]
    partly: list[NamedPerson] = []
    for parts in _split(word):
        told = [_named(known, part, first, cells) for part in parts]
        if all(len(one.fits) == 1 for one in told):
            return told
        if not partly and any(len(one.fits) == 1 for one in told):
            partly = told
    return partly or [whole]


def _named(known: KnownPeople, word: str, first: Positions, cells: int) -> NamedPerson:
    if fits := known.find_once(word, first, cells):
        return NamedPerson(word, fits, known.has_note(word))
    bare = _without_note(word)
    fits = known.find_once(bare, first, cells) if bare else []
    return NamedPerson(word, fits, is_noted=bool(fits))


def _split(word: str) -> Iterator[list[str]]:
    """The ways in which a word may be several names."""
    for between in _BETWEEN:
        parts = [part.strip() for part in between.split(word) if part.strip()]
        if len(parts) > 1:
            yield parts


def _without_note(word: str) -> str:
    """A name without what stands in front or behind and is no part of it; empty where nothing does.

    Examples
    --------
    >>> _without_note("Ana Uno (acting)"), _without_note("Ana Uno, interim"), _without_note("代：赵一")
    ('Ana Uno', 'Ana Uno', '赵一')
    >>> _without_note("赵一代"), _without_note("Ana Uno (7)"), _without_note("Ana Uno")
    ('赵一', '', '')
    """
    if aside := aside_of(word):
        name, note = aside
        has_digits = any(map(str.isdigit, note))
        return "" if has_digits and not _HAN.search(note) and " " not in note.strip() else name
    if front := _FRONT.fullmatch(word):
        return front[1].strip(_STOPS)
    ends = [match.start() for match in _BEHIND.finditer(word) if match.end() == len(word)]
    return word[: ends[0]].strip(_STOPS) if ends else ""
