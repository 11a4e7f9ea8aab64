"""The one comparison of names, ids and units: what two spellings of the same have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_REMEMBERED = 1 << 16
_HAN = "\u3400-\u9fff\uf900-\ufaff"
#: Dots that stand between the parts of a name.
_DOTS = re.compile("[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u318d]")
_FULL_STOP = re.compile(rf"(?<=[{_HAN}])[.．](?=[{_HAN}])")
#: Selectors of a glyph; what else cannot be seen is dropped when a sheet is read.
_DROPPED = re.compile("[\u200b-\u200f\u00ad\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
#: Radicals that look like the character they are part of and that Unicode does not unite.
_RADICALS = str.maketrans(
    "⺎⺒⺟⺠⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻰⻳",
    "兀巳母民月虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐龙龟",
)


@lru_cache(_REMEMBERED)
def alike(text: str) -> str:
    """What spellings of one name, id or unit share: width, blanks, dots, radicals, the unseen.

    Letter case is kept, because ids keep it.

    Examples
    --------
    >>> alike("阿依•古丽") == alike("阿依·古 丽"), alike("一\u200b班") == alike("一班")
    (True, True)
    >>> alike("Ａ组") == alike("A组"), alike("a") == alike("A")
    (True, False)
    """
    if text.isascii():
        return "".join(text.split()) if " " in text or "\t" in text else text
    plain = _DOTS.sub("·", _FULL_STOP.sub("·", _DROPPED.sub("", text))).translate(_RADICALS)
    return "".join(unicodedata.normalize("NFKC", plain).split())
