"""What a number format shows around a value: ``"A"0000`` shows ``A0012`` for 12."""

from __future__ import annotations

import re
from typing import NamedTuple


class Shown(NamedTuple):
    """What a cell shows: text before and behind its value, and how many digits at least."""

    before: str
    digits: int
    behind: str
    is_text: bool = False

    def of(self, text: str) -> str:
        """A value as it is shown.

        Examples
        --------
        >>> Shown("A", 4, "").of("12")
        'A0012'
        """
        return f"{self.before}{text.zfill(self.digits)}{self.behind}"


class Style(NamedTuple):
    """What the style of a cell adds to its value."""

    shown: Shown | None
    is_struck: bool


_PART = re.compile(r"\"([^\"]*)\"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(0+|#+0*|General|@)|([ ()-])")


def shown_by(code: str) -> Shown | None:
    """What a format shows of whole numbers or texts; None where that is their value alone.

    Formats of days, shares, fractions and thousands are none of these.

    Examples
    --------
    >>> shown_by('"A"0000'), shown_by('0"班"'), shown_by("000000").digits
    (Shown(before='A', digits=4, behind='', is_text=False), Shown(before='', digits=1, behind='班', is_text=False), 6)
    >>> shown_by("yyyy-mm-dd"), shown_by("0"), shown_by("0.0%"), shown_by('@"班"').is_text
    (None, None, None, True)
    """
    before, behind, holder, at = "", "", "", 0
    first = code.partition(";")[0]
    while at < len(first):
        part = _PART.match(first, at)
        if part is None or (part[4] and holder):
            return None
        literal = next((text for text in (part[1], part[2], part[3], part[5]) if text), "")
        before, behind = (before, behind + literal) if holder else (before + literal, behind)
        holder = holder or part[4] or ""
        at = part.end()
    digits = holder.count("0") or 1
    if not holder or (digits == 1 and not before.strip() and not behind.strip()):
        return None
    return Shown(before, 0 if holder == "@" else digits, behind, holder == "@")


def shown_beside(value: str, text: str) -> Shown | None:
    """What a cell shows that holds a whole number and its text; None where that is the number.

    Examples
    --------
    >>> shown_beside("12", "A0012"), shown_beside("12", "12"), shown_beside("0.5", "50%")
    (Shown(before='A', digits=4, behind='', is_text=False), None, None)
    """
    if not value.isdecimal() or text == value:
        return None
    before, found, behind = text.rpartition(value)
    zeros = len(before) - len(before.rstrip("0"))
    before = before[: len(before) - zeros]
    if not found or any(map(str.isdigit, before + behind)):
        return None
    return Shown(before, zeros + len(value), behind)
