"""The one comparison of names, ids and units: what two spellings of the same have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_REMEMBERED = 1 << 16
_HAN = "\u3400-\u9fff\uf900-\ufaff"
#: Dots that stand between the parts of a name.
_DOTS = re.compile("[\u00b7\u02d9\u2022\u2027\u2219\u22c5\u2e31\u30fb\uff65\u318d]")
#: Apostrophes and hyphens, each with the one that stands for all of them.
_APOSTROPHES = re.compile("[\u00b4\u02b9\u02bb\u02bc\u02c8\u2018\u2019\u201b\u2032\u275c\uff07]")
_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_FULL_STOP = re.compile(rf"(?<=[{_HAN}])[.．](?=[{_HAN}])")
#: Selectors of a glyph; what else cannot be seen is dropped when a sheet is read.
_DROPPED = re.compile("[\u200b-\u200f\u00ad\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
#: Vowel signs of Arabic and Hebrew, and the stretched line of Arabic, which most people leave out.
_VOWELS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0640\u064b-\u0652\u0670]")
_WRITTEN_OTHERWISE = re.compile(
    "|".join(signs.pattern for signs in (_APOSTROPHES, _HYPHENS, _VOWELS))
)
#: Radicals that look like the character they are part of and that Unicode does not unite.
_RADICALS = str.maketrans(
    "⺎⺒⺟⺠⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻰⻳",
    "兀巳母民月虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐龙龟",
)

_RADICAL = re.compile("[" + "".join(map(chr, _RADICALS)) + "]")
#: Blanks within a line.
_BLANK = re.compile(r"[^\S\n]")


@lru_cache(_REMEMBERED)
def alike(text: str) -> str:
    """What spellings of one name, id or unit share: width, blanks, dots, hyphens, the unseen.

    Letter case is kept, because ids keep it.

    Examples
    --------
    >>> alike("阿依•古丽") == alike("阿依·古 丽"), alike("一\u200b班") == alike("一班")
    (True, True)
    >>> alike("Ａ组") == alike("A组"), alike("a") == alike("A"), alike("O’Neil") == alike("O'Neil")
    (True, False, True)
    """
    if text.isascii():
        return "".join(text.split()) if " " in text or "\t" in text else text
    return "".join(_plain(text).split())


def all_alike(texts: list[str]) -> list[str]:
    """`alike` of each of many texts, which are looked at together first: most have nothing to drop.

    Examples
    --------
    >>> all_alike(["Ａ组", "一 班", "B"])
    ['A组', '一班', 'B']
    """
    together = "\n".join(texts)
    plain = together if together.isascii() else _plain(together)
    parts = plain.split("\n")
    if len(parts) != len(texts):
        return list(map(alike, texts))
    return parts if _BLANK.search(plain) is None else ["".join(part.split()) for part in parts]


def _plain(text: str) -> str:
    plain = _DOTS.sub("·", _FULL_STOP.sub("·", _DROPPED.sub("", text)))
    if _WRITTEN_OTHERWISE.search(plain):
        plain = _VOWELS.sub("", _HYPHENS.sub("-", _APOSTROPHES.sub("'", plain)))
    if _RADICAL.search(plain):
        plain = plain.translate(_RADICALS)
    return unicodedata.normalize("NFKC", plain)
