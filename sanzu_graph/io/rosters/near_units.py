"""Units whose names are nearly alike, so that one may be a slip of the other."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sanzu_graph.io.rosters.words import folded

_NUMERALS = str.maketrans(
    "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖ⅠⅡⅢⅣⅤ", "00123456789123456789" + "12345"
)
_SUFFIX = re.compile(r"(?:班组|小组|党小组|班|组|队|team|group)$")
#: Characters that tell units of one kind apart.
_INDEX = re.compile(r"[0-9a-z甲乙丙丁戊东西南北中上下左右早晚前后内外大小男女新老]")
_NOTE = re.compile(r"\([^()]*\)$")
_SHORTEST, _SUFFIXED, _MOST = 4, 3, 150
_RARE = 2


def near_units(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs of unit names that may be one: (the rarer, the other).

    One of these tells them apart:

    - how a numeral is written
    - a word for *unit* at the end
    - a word in front
    - a note behind one of them
    - one character that is no number or letter, where the rarer has one or two people

    Examples
    --------
    >>> near_units({"变电运维一班": 7, "变电运维1班": 1, "变电运维二班": 6, "运维一班": 1})
    [('运维一班', '变电运维一班'), ('变电运维1班', '变电运维一班')]
    """
    names = sorted(counts, key=lambda name: (-counts[name], len(name)))
    if len(names) > _MOST:
        names = names[:_MOST]
    folds = {name: folded(name).translate(_NUMERALS) for name in names}
    pairs = []
    for at, rarer in enumerate(names):
        for other in names[:at]:
            if _near(folds[rarer], folds[other], counts[rarer]):
                pairs.append((rarer, other))
                break
    return pairs


def _near(rarer: str, common: str, people: int) -> bool:
    if ("(" in rarer) != ("(" in common):
        return _NOTE.sub("", rarer) == _NOTE.sub("", common)
    if _stem(rarer) == _stem(common):
        return rarer == common or bool(_stem(rarer)[1:])
    longer, shorter = (rarer, common) if len(rarer) > len(common) else (common, rarer)
    if len(shorter) >= _SUFFIXED and longer.endswith(shorter) and not _INDEX.match(shorter):
        return people <= _RARE
    if people > _RARE or len(rarer) != len(common) or len(rarer) < _SHORTEST:
        return False
    differ = [(a, b) for a, b in zip(rarer, common, strict=True) if a != b]
    return len(differ) == 1 and not any(_INDEX.match(char) for char in differ[0])


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name)
