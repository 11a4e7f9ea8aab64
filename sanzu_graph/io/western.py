"""Whether bytes that are no UTF-8 speak of Western letters or of Chinese characters."""

from __future__ import annotations

import re
from functools import cache

#: A rare character in GB18030: four bytes, two of them digits.
_FOUR = re.compile(rb"(?:[\x81-\xfe][0-9]){2}")
_RUN = re.compile(rb"[\x80-\xff]+")
#: What stands beside letters in Western texts: quotation marks, dashes, the euro, degrees.
_SIGNS = "’‘“”–—…€£§°©®ªº·¡¿´«»‚„•™\xa0"
#: A sign that is no letter and yet begins a word is a letter of another encoding: £ukasz.
_GLUED = re.compile(r"[£€§©®°][a-z]")
#: Shares of runs, or of characters, by which a text is taken for one or the other.
_MOSTLY, _HARDLY, _COMMON = 0.7, 0.3, 0.6


def script_of(raw: bytes) -> str:
    r"""``western``, ``chinese`` or ``unclear``.

    In cp1252 an accented letter is a single high byte between letters. Each high byte is a letter or
    a usual sign. In GB18030 a character is two bytes, both mostly high. Most of them are of everyday
    Chinese. Where both or neither holds, nobody can tell.

    Examples
    --------
    >>> script_of("Müller, García".encode("cp1252")), script_of("张三，李四".encode("gb18030"))
    ('western', 'chinese')
    >>> script_of("陳大文，張三豐".encode("big5"))
    'unclear'
    """
    plain = _FOUR.sub(b"", raw)
    runs = list(_RUN.finditer(plain))
    if not runs:
        return "chinese"
    single = sum(_is_letter(plain, *run.span()) for run in runs) / len(runs)
    if single >= _MOSTLY:
        return "western" if _is_latin(raw) else "unclear"
    if single <= _HARDLY and _is_chinese(raw):
        return "chinese"
    return "unclear"


def _is_letter(raw: bytes, start: int, end: int) -> bool:
    """Whether a run of high bytes is one letter, or two within a word (Größe, Núñez)."""
    before, behind = raw[start - 1 : start], raw[end : end + 1]
    return end - start == 1 or (
        end - start == 2  # noqa: PLR2004 - Größe, Conceição, Núñez
        and before.isalpha()
        and behind.islower()
    )


def _is_latin(raw: bytes) -> bool:
    """Whether every high byte is a letter of cp1252 or a sign that is usual beside them."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    fits = all(char.isalpha() or char in _SIGNS for char in set(text) if not char.isascii())
    return fits and _GLUED.search(text) is None


def _is_chinese(raw: bytes) -> bool:
    """Whether most characters, read in GB18030, are of everyday Chinese."""
    text = raw.decode("gb18030", "replace")
    wide = [char for char in text if not char.isascii()]
    return sum(char in everyday() for char in wide) >= _COMMON * len(wide)


@cache
def everyday() -> frozenset[str]:
    """The characters of everyday Chinese: GB2312 level 1, Big5 level 1, and full-width punctuation."""
    simplified = (
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    )
    traditional = (
        bytes((lead, trail)).decode("big5", "ignore")
        for lead in range(0xA4, 0xC7)
        for trail in range(0x40, 0xFF)
    )
    punctuation = map(chr, (*range(0x3000, 0x3040), *range(0xFF00, 0xFFF0)))
    return frozenset(
        character
        for group in (simplified, traditional, punctuation)
        for character in group
        if len(character) == 1
    )
