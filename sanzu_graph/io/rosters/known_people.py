"""Whom a word in a roster means: an id, a name, or both, however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sanzu_graph.io.rosters.alike import alike, all_alike
from sanzu_graph.io.rosters.managers import other_order
from sanzu_graph.io.rosters.people import Cells, Positions
from sanzu_graph.io.rosters.posts import claims_of
from sanzu_graph.io.rosters.values import read_id

#: 张三（M001）, Ana Uno [7]: a name and an id.
_BOTH = re.compile(r"([^(（\[【<]*[^(（\[【<\s])\s*+[(（\[【<](.+)[)）\]】>]")
#: What people call a mentor behind the name.
_CALLED = re.compile(r"(.{2,}?)(?:师傅|师父|老师|師傅|師父|老師)")
#: What stands between an id and a name: 1 - Ana Uno, 赵一 001.
_MARKS = " \t\u3000-–—_:：|/#"
_ID = re.compile(r"[A-Za-z0-9_.]+")
#: An id and a name with nothing between them.
_TOGETHER = (
    re.compile(r"(?P<id>[A-Za-z]*\d+)(?P<name>[\u3400-\u9fff][\u3400-\u9fff·]*)"),
    re.compile(r"(?P<name>[\u3400-\u9fff][\u3400-\u9fff·]*)(?P<id>[A-Za-z]*\d+)"),
)


class KnownPeople:
    """Those people, by id and by name, of whom some cell speaks.

    Parameters
    ----------
    ids, names
        Of each row.
    words
        What the cells hold.
    has_ids
        Whether the ids are more than the names.

    Attributes
    ----------
    cut : the cells of each number that was read as an id with zeros in front
    other_letters : words that differ from the name or id in case or accents → that name or id
    """

    def __init__(self, ids: Cells, names: Cells, words: set[str], *, has_ids: bool) -> None:
        both = {match[1] for word in words if (match := _BOTH.fullmatch(word))}
        called = {match[1] for word in words if (match := _CALLED.fullmatch(word))}
        beside = {name for word in words for name, _ in names_and_ids(word)}
        self._ids, self._names = ids, names
        self.cut: dict[str, int] = {}
        self.other_letters: dict[str, str] = {}
        swapped = {other_order(word) for word in words} - {""}
        wanted = {*map(alike, words | both | called | swapped | beside)}
        self._by_name = _places(all_alike(names.tolist()), wanted)
        texts = ids.tolist() if has_ids else []
        plain = texts if "".join(texts).isascii() else list(map(read_id, texts))
        self._by_id = _places(all_alike(plain), {*map(_id, words)})
        numbers = {word.lstrip("0") for word in words if word.isdecimal()}
        stripped = [id_.lstrip("0") if id_.isdecimal() else "" for id_ in texts] if numbers else []
        self._by_number = _places(stripped, numbers - {""})
        self._loosely: dict[str, list[int]] | None = None

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
        for name, id_ in names_and_ids(word):
            named = self._by_name.get(alike(name), [])
            if with_id := [row for row in named if alike(self._ids[row]) == _id(id_)]:
                return with_id
        both = _BOTH.fullmatch(word)
        named = self._by_name.get(alike(both[1]), []) if both else []
        # 赵志强（班长）: what stands in brackets is no id.
        return named if both and len(named) == 1 and not both[2].isascii() else []

    def has_note(self, word: str) -> bool:
        """Whether a word is somebody's name with a note behind it that is no post: 赵一（已满师）."""
        both = _BOTH.fullmatch(word)
        if both is None or both[2].isascii() or claims_of(both[2]) or _CALLED.fullmatch(both[2]):
            return False
        ids = [alike(self._ids[row]) for row in self._by_name.get(alike(both[1]), [])]
        return alike(word) not in self._by_name and _id(both[2]) not in ids

    def find_once(self, word: str, first: Positions, cells: int) -> list[int]:
        """The people that a word in so many cells may mean, each by the first of several rows.

        A number that is nobody's id may be an id without the zeros in front: 104 for 00104. A name
        or id may differ in case or accents from the one that it means: JOSE for José.
        """
        matches = _once(self.find(word), first)
        if matches:
            return matches
        if word.isdecimal():
            matches = _once(self._by_number.get(word.lstrip("0"), []), first)
            if len(matches) == 1:
                self.cut[word] = self.cut.get(word, 0) + cells
            return matches
        matches = _once(self._by_letters(word), first)
        if len(matches) == 1:
            self.other_letters[word] = str(self._names[matches[0]])
        return matches

    def _by_letters(self, word: str) -> list[int]:
        """Those whose name or id is the same but for case and accents."""
        if self._loosely is None:
            self._loosely = {}
            for texts in (self._names.tolist(), self._ids.tolist()):
                for row, text in enumerate(texts):
                    rows = self._loosely.setdefault(loosely(text), [])
                    if row not in rows[-1:]:
                        rows.append(row)
        orders = [word, other_order(word), " ".join(reversed(word.split()))]
        keys = [loosely(order) for order in orders if order]
        return next((self._loosely[key] for key in keys if key in self._loosely), [])


def loosely(text: str) -> str:
    """A name or id without case and accents.

    Examples
    --------
    >>> loosely("JOSÉ Núñez") == loosely("jose nunez"), loosely("O`Neil") == loosely("O’Neil")
    (True, True)
    """
    parts = unicodedata.normalize("NFD", alike(text).replace("`", "'").casefold())
    return "".join(part for part in parts if part in _VOICED or not unicodedata.combining(part))


#: The marks that make another sound of a Japanese sign: ダ is no タ.
_VOICED = ("\u3099", "\u309a")


def names_and_ids(word: str) -> list[tuple[str, str]]:
    """The ways in which a word may be a name and an id.

    Examples
    --------
    >>> names_and_ids("Ana Uno (1)"), names_and_ids("赵一/001"), names_and_ids("赵一/钱二")
    ([('Ana Uno', '1')], [('赵一', '001')], [])
    """
    if word.isalpha() or not any(map(str.isalnum, word)):
        return []  # most names
    if both := _BOTH.fullmatch(word):
        return [(both[1], both[2])]
    matches = [match for pattern in _TOGETHER if (match := pattern.fullmatch(word))]
    pairs = [(match["name"], match["id"]) for match in matches]
    first = min((at for mark in _MARKS if (at := word.find(mark)) > 0), default=0)
    last = max(map(word.rfind, _MARKS))
    ends = [(word[first:], word[:first])] if first else []
    ends += [(word[:last], word[last + 1 :])] if last > 0 else []
    for name, id_ in ends:
        name = name.strip(_MARKS)  # noqa: PLW2901 - the marks between belong to neither
        if _ID.fullmatch(id_) and any(map(str.isdigit, id_)) and any(map(str.isalpha, name)):
            pairs.append((name, id_))
    return pairs


def _id(word: str) -> str:
    return alike(read_id(word))


def _places(keys: Sequence[str], wanted: set[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place in [at for at, key in enumerate(keys) if key in wanted]:
        places.setdefault(keys[place], []).append(place)
    return places


def _once(places: list[int], first: Positions) -> list[int]:
    """Each person once, by the first of several rows."""
    return list(dict.fromkeys(int(first[place]) for place in places)) if len(first) else places
