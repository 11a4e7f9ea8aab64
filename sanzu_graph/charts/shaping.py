"""Texts whose letters join, stack or run from the right: in which order, and in which glyphs.

HarfBuzz chooses the glyphs, as browsers do. The order follows the Unicode bidirectional algorithm
(UAX #9) as far as names need it: no embeddings, no isolates, which are taken out of names before.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

#: Scripts whose letters join or stack, or are written from the right; and marks that go on letters.
_COMPLEX = re.compile(
    "[\u0300-\u036f\u0590-\u109f\u1100-\u11ff\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: Of these the letters that have several forms: without HarfBuzz they are drawn apart.
_JOINING = re.compile("[\u0600-\u07bf\u0860-\u0df4\u0f00-\u109f\u1780-\u18af]")
#: In front of a line: it runs from the left, or from the right, not as its first letter does.
FROM_LEFT_MARK, FROM_RIGHT_MARK = "\u200e", "\u200f"
_MARKS = re.compile(f"[{FROM_LEFT_MARK}{FROM_RIGHT_MARK}]")
_FROM_RIGHT, _NUMBERS = ("R", "AL"), ("EN", "AN")
_PARTS_OF_NUMBERS = ("ES", "CS", "ET")


class Glyph(NamedTuple):
    """A glyph in its place, in ems.

    Attributes
    ----------
    key : a character, or the number of a font and that of a glyph in it
    x, y : how far it is from the pen, upwards
    advance : how far it moves the pen
    text : what it stands for
    """

    key: str | tuple[int, int]
    x: float
    y: float
    advance: float
    text: str


def is_complex(line: str) -> bool:
    """Whether a text cannot be drawn letter after letter from the left."""
    return not line.isascii() and _COMPLEX.search(line) is not None


def is_joining(line: str) -> bool:
    """Whether a text has letters that are wrong where they are drawn apart."""
    return not line.isascii() and _JOINING.search(line) is not None


def runs_from_right(line: str) -> bool:
    """Whether the first letter of a text is one that is written from the right."""
    kinds = (unicodedata.bidirectional(letter) for letter in line)
    return next((kind != "L" for kind in kinds if kind in ("L", *_FROM_RIGHT)), False)


def aimed(line: str, *, from_right: bool) -> str:
    """A line that runs from the left or from the right: with a mark in front, where it would not."""
    if not is_complex(line) or runs_from_right(line) == from_right:
        return line
    return (FROM_RIGHT_MARK if from_right else FROM_LEFT_MARK) + line


def without_marks(line: str) -> str:
    """The line without the marks of `aimed`."""
    return line if line.isascii() else _MARKS.sub("", line)


def visual_runs(line: str) -> list[tuple[str, bool]]:
    """The parts of a text from left to right as they are seen, and whether each runs from the right.

    Examples
    --------
    >>> visual_runs("T1 \N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}") == [("T1 ", False), ("\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}", True)]
    True
    """
    levels = _levels([unicodedata.bidirectional(letter) for letter in line], runs_from_right(line))
    runs: list[tuple[str, int]] = []
    at = 0
    for level, some in groupby(levels):
        many = len(list(some))
        runs.append((line[at : at + many], level))
        at += many
    for least in (2, 1):
        runs = _turned(runs, least)
    seen = ((without_marks(text), level % 2 == 1) for text, level in runs)
    return [(text, is_right) for text, is_right in seen if text]


def _turned(runs: list[tuple[str, int]], least: int) -> list[tuple[str, int]]:
    """The runs, those in a row that are so deep in the opposite order."""
    turned: list[tuple[str, int]] = []
    for is_deep, part in groupby(runs, lambda run: run[1] >= least):
        some = list(part)
        turned += some[::-1] if is_deep else some
    return turned


def _levels(kinds: list[str], is_right: bool) -> list[int]:
    """How deep each letter is: 0 from the left, 1 from the right, 2 from the left within that."""
    base = int(is_right)
    left = 2 if is_right else 0
    levels: list[int | None] = []
    strong = base
    for kind in kinds:
        if kind == "L" or kind in _FROM_RIGHT:
            strong = int(kind != "L")
            levels.append(1 if strong else left)
        elif kind in _NUMBERS:
            levels.append(2 if strong else left)
        elif kind == "NSM" and levels:
            levels.append(levels[-1])
        else:
            levels.append(None)
    for at, kind in enumerate(kinds):  # 1.5, 3-4
        if levels[at] is None and kind in _PARTS_OF_NUMBERS and 0 < at < len(kinds) - 1:
            around = kinds[at - 1], kinds[at + 1]
            if all(letter in _NUMBERS for letter in around):
                levels[at] = levels[at - 1]
    whole: list[int] = []
    for at, level in enumerate(levels):
        if level is not None:
            whole.append(level)
            continue
        before = whole[-1] if whole else base
        behind = next((letter for letter in levels[at:] if letter is not None), base)
        from_right = [_is_right(letter, left) for letter in (before, behind)]
        same = from_right[0] == from_right[1]
        whole.append((1 if from_right[0] else left) if same else base)
    return whole


def _is_right(level: int, left: int) -> bool:
    """Numbers within a text from the right count as from the right."""
    return level == 1 or (level == 2 and left == 0)  # noqa: PLR2004


def can_shape() -> bool:
    """Whether HarfBuzz is installed."""
    try:
        import uharfbuzz  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    return True


def shaped(text: str, file: str, font: int, *, from_right: bool) -> list[Glyph]:
    """The glyphs of a text that one font has, from left to right."""
    import uharfbuzz

    hb, per_em = _font(file)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if from_right else "ltr"
    uharfbuzz.shape(hb, buffer)
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    clusters: set[int] = set()
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        part = text[info.cluster : ends[info.cluster]] if info.cluster not in clusters else ""
        clusters.add(info.cluster)
        glyphs.append(
            Glyph(
                (font, info.codepoint),
                place.x_offset / per_em,
                place.y_offset / per_em,
                place.x_advance / per_em,
                part,
            )
        )
    return glyphs


@cache
def _font(file: str) -> tuple[Any, int]:
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file))
    return uharfbuzz.Font(face), face.upem
