"""The names that one cell lists, each with the role or id beside it."""

from __future__ import annotations

import re

from sanzu_graph.io.rosters.posts import claims_of
from sanzu_graph.io.rosters.values import aside_of, is_none, read_name

HAN = re.compile("[\u3400-\u9fff]")
_NAMES = re.compile(r"[、，,;；/|\n\t]+")
_TITLED = re.compile(r"(\S{2,6})[:：]\s*(.+)")


def people_in(cell: str) -> list[tuple[str, str, str]]:
    """The people in a cell with their roles and ids."""
    return [(person, role, id_of(part)) for part in parts_of(cell) for person, role in _named(part)]


def names_in(cell: str) -> list[tuple[str, str]]:
    """The people in a cell, each with the role that stands behind or before the name.

    Examples
    --------
    >>> names_in("赵一（班长）、钱二，孙三"), names_in("王 芳 李四"), names_in("Ana Uno, Ben Dos")
    ([('赵一', 'leader'), ('钱二', ''), ('孙三', '')], [('王芳', ''), ('李四', '')], [('Ana Uno', ''), ('Ben Dos', '')])
    """
    return [named for part in parts_of(cell) for named in _named(part)]


def _named(part: str) -> list[tuple[str, str]]:
    """The people in a part of a cell, with the role beside each name."""
    names = []
    for name in _spaced(part):
        plain, role = name, ""
        if aside := aside_of(name):
            plain, role = aside[0], role_of(aside[1])
        elif titled := _TITLED.fullmatch(name):
            plain, role = titled[2], role_of(titled[1])
        plain = read_name(_AND_MORE.sub("", plain))
        if plain and not is_none(plain):
            names.append((plain, role))
    return names


#: What tells that more people are meant than are named: 周五等3人.
_AND_MORE = re.compile(
    r"(?<=[\u3400-\u9fff])等(?:共?\d{1,3}|[一二三四五六七八九十]{1,2})?(?:[名位]?人|名|位)?$|(?<=\w) (?:et al\.?|and \d{1,3} (?:others|more))$"
)


def notes_in(cell: str) -> list[str]:
    """The names in a cell with a note behind them that is no role.

    Examples
    --------
    >>> notes_in("赵一（班长）、钱二（借调）")
    ['钱二（借调）']
    """
    asides = [(part, aside_of(part)) for part in parts_of(cell)]
    return [
        part
        for part, aside in asides
        if (aside and aside[1] and not role_of(aside[1]) and not _ID.fullmatch(aside[1]))
        or _AND_MORE.search(part)
    ]


def parts_of(cell: str) -> list[str]:
    """What stands between the marks of a cell: a comma parts no names where another mark does.

    Examples
    --------
    >>> parts_of("Dos, Ben; Tres, Cy"), parts_of("赵一,钱二；孙三")
    (['Dos, Ben', 'Tres, Cy'], ['赵一', '钱二', '孙三'])
    """
    is_by_others = not HAN.search(cell) and _STRONG.search(cell) is not None
    parts = (_STRONG if is_by_others else _NAMES).split(cell)
    return [part.strip() for part in parts if part.strip()]


#: Marks that part names in which a comma may stand.
_STRONG = re.compile(r"[;；|\n]+")
#: An id behind a name: 钱二（002）.
_ID = re.compile(r"[A-Za-z]{0,4}\d[\w-]{0,18}")


def id_of(part: str) -> str:
    """The id in brackets behind a name, or nothing."""
    aside = aside_of(part)
    return aside[1] if aside and _ID.fullmatch(aside[1]) else ""


def _spaced(part: str) -> list[str]:
    """Chinese names that only blanks separate; a blank within a name of two characters is none."""
    words = part.split()
    if len(words) < 2 or not all(re.match(r"[\u3400-\u9fff]", word) for word in words):  # noqa: PLR2004
        return [part]
    names, at = [], 0
    while at < len(words):
        if len(words[at]) == 1 and at + 1 < len(words) and len(words[at + 1]) == 1:
            names.append(words[at] + words[at + 1])
            at += 2
        else:
            names.append(words[at])
            at += 1
    return names


def role_of(text: str) -> str:
    """The role that a note beside a name tells, or nothing."""
    claims = claims_of(text)
    return claims[0].role if claims else ""
