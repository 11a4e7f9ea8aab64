"""Letters that were lost or read in a wrong encoding before the file was saved: 锟斤拷, JÃ¤ger."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_WORD = re.compile(r"[^\s,;]+")
_LOST = re.compile("锟斤拷|\ufffd")
#: A letter with an accent in UTF-8, as it looks when it is read as cp1252.
_TWICE = re.compile(r"[ÃÂÄÅ][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
_LOOKED_AT = 1 << 14


class BrokenText(NamedTuple):
    """What is wrong with the letters of a text: the end of its messages, and what fills them."""

    key: str
    fields: dict[str, object]


def broken_letters(text: str, headings_in: Callable[[str], int]) -> BrokenText | None:
    r"""What is wrong with the letters of a text, if anything.

    Parameters
    ----------
    text
        The text.
    headings_in
        Counts the headings that are known in a text.

    Examples
    --------
    >>> broken_letters("Name,Team\nJÃ¤ger,Rot", lambda text: 2)
    BrokenText(key='read_twice', fields={'word': 'JÃ¤ger', 'other': 'Jäger'})
    >>> broken_letters("姓名,班组\n锟斤拷,一班", lambda text: 2).key, broken_letters("SÃO", lambda text: 2)
    ('letters_lost', None)
    """
    if text.isascii():
        return None
    if _LOST.search(text):
        lost = [word for word in _WORD.findall(text) if _LOST.search(word)]
        return BrokenText("letters_lost", {"count": len(lost), "word": lost[0][:20]})
    if _TWICE.search(text):
        for word in filter(_TWICE.search, _WORD.findall(text)):
            if cured := _again(word, "cp1252"):
                return BrokenText("read_twice", {"word": word, "other": cured})
    first = text[:_LOOKED_AT]
    if not headings_in(first):
        cured = first.encode("gb18030", "ignore").decode("utf-8", "ignore")
        if headings_in(cured):
            lines = first.splitlines(), cured.splitlines()
            word, other = (next(line for line in part if line.strip())[:20] for part in lines)
            return BrokenText("read_twice", {"word": word, "other": other})
    return None


def _again(word: str, encoding: str) -> str:
    """The word as it was before its UTF-8 was read in an encoding; empty where it was not."""
    try:
        return word.encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""
