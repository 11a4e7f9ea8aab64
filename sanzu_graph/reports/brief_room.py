"""How much of a brief its page holds: what each part takes, and how long lists are folded.

Lines stand at fixed distances in any font, so that a page takes what is counted here.
Letters are counted wider than they are. So what fits here fits in Word, LibreOffice and browsers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sanzu_graph.messages import text

#: How wide a letter is, in parts of its size: Latin, and Chinese or as wide.
_NARROW, _BROAD = 0.54, 1.02
_FIRST_BROAD = 0x1100
_CUT = "…"


@dataclass(frozen=True)
class BriefPart:
    """A heading and its lines.

    Attributes
    ----------
    title, lines : what is said
    more : what was cut, in a sentence; empty where nothing was
    """

    title: str
    lines: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True)
class TextColumn:
    """A column of text, in points.

    Attributes
    ----------
    width, height : the room
    step : from line to line
    size : of letters
    gap : above a heading
    longest : how many steps one line of a part may take; what is longer is cut
    """

    width: float
    height: float
    step: float
    size: float
    gap: float
    longest: int = 2

    def steps(self, line: str) -> int:
        """How many lines a text takes."""
        return max(1, math.ceil(wide(line) * self.size / (self.width - 2 * self.size)))

    def cut(self, line: str, steps: int | None = None) -> str:
        """A text that takes no more than so many lines."""
        room = (steps or self.longest) * (self.width - 2 * self.size) / self.size
        return shortened(line, room)

    def taken(self, part: BriefPart) -> float:
        """How high a part is."""
        lines = [*part.lines, *filter(None, [part.more])]
        return self.gap + self.step * (1 + sum(map(self.steps, lines)))


def wide(line: str) -> float:
    """How wide a text is, in parts of the size of its letters."""
    return sum(_BROAD if ord(letter) >= _FIRST_BROAD else _NARROW for letter in line)


def shortened(line: str, room: float) -> str:
    """A text no wider than some room, in parts of the size of its letters.

    Examples
    --------
    >>> shortened("a long name", 3.0), shortened("short", 3.0)
    ('a l…', 'short')
    """
    if wide(line) <= room:
        return line
    letters, left = [], room - _BROAD
    for letter in line:
        left -= _BROAD if ord(letter) >= _FIRST_BROAD else _NARROW
        if left < 0:
            break
        letters.append(letter)
    return "".join(letters) + _CUT


def folded(parts: Sequence[BriefPart], columns: Sequence[TextColumn]) -> list[list[BriefPart]]:
    """The parts, column by column, with as many of their lines as there is room for.

    Each part keeps as many lines as the others, or all it has; then the first ones get what is
    left. What is left out is counted. A part of which no line has room stays as a heading with its
    count.
    """
    longest = [len(part.lines) for part in parts]
    for lines in range(max(longest, default=0), -1, -1):
        counts = [min(lines, length) for length in longest]
        shown = _placed(parts, counts, columns)
        if shown is not None:
            break
    else:
        return [[_cut(part, 0) for part in parts], *([] for _ in columns[1:])]
    for at, length in enumerate(longest):
        while counts[at] < length:
            more = [*counts[:at], counts[at] + 1, *counts[at + 1 :]]
            wider = _placed(parts, more, columns)
            if wider is None:
                break
            counts, shown = more, wider
    return shown


def _placed(
    parts: Sequence[BriefPart], counts: Sequence[int], columns: Sequence[TextColumn]
) -> list[list[BriefPart]] | None:
    """The parts one below the other, from column to column, so many lines of each; None where they
    do not fit.
    """
    placed: list[list[BriefPart]] = [[] for _ in columns]
    at, left = 0, columns[0].height
    for whole, lines in zip(parts, counts, strict=True):
        part = _cut(whole, lines)
        cut = BriefPart(part.title, tuple(map(columns[at].cut, part.lines)), part.more)
        while columns[at].taken(cut) > left:
            at += 1
            if at == len(columns):
                return None
            left = columns[at].height
        placed[at].append(cut)
        left -= columns[at].taken(cut)
    return placed


def _cut(part: BriefPart, lines: int) -> BriefPart:
    left = len(part.lines) - lines
    if left <= 0:
        return part
    key = "list.more" if lines else "brief.only_count"
    return BriefPart(part.title, part.lines[:lines], text(key, count=left))
