"""Texts as a picture can show them: plain, in glyphs that exist, shortened to their room."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Protocol

from sanzu_graph.charts.fonts import UNKNOWN, chinese_family, typeface
from sanzu_graph.charts.headlines import noun
from sanzu_graph.charts.shaping import (
    FROM_LEFT_MARK,
    aimed,
    can_shape,
    is_complex,
    is_joining,
    runs_from_right,
    without_marks,
)
from sanzu_graph.doors import own_language
from sanzu_graph.errors import SanzuWarning
from sanzu_graph.messages import language, listed, text
from sanzu_graph.policy.demands import Policy

#: Hinting and kerning make a text a little wider or narrower than its advances.
SLACK = 1.04
ELLIPSIS = "…"
_CHINESE = (
    (0x2E80, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
#: What begins no line; a line may end behind it.
_CLOSING = "，。、；：）”"
#: The variation selectors, which have no width and no shape.
_VARIANTS = range(0xFE00, 0xFE10)
#: Whether the program that opens the picture brings the letters.
_LEFT: ContextVar[bool] = ContextVar("letters_left", default=False)
#: From `Lettering.warn` to the line of the user's that asked for the picture.
_CALLER = 4


@contextmanager
def letters_left() -> Iterator[None]:
    """Within it pictures are for programs that bring the letters: names stay, with any fonts here."""
    token = _LEFT.set(True)
    try:
        yield
    finally:
        _LEFT.reset(token)


class Labelled(Protocol):
    """A part of a policy that has a label in several languages."""

    def label(self) -> str:
        """Its label in the language in force."""


class Lettering:
    """The words of one picture. Where no font can write Chinese it says so once, and makes do:
    English words, ids for names.
    """

    def __init__(self) -> None:
        lang = language()
        self._asked = lang
        self._face = typeface()
        self._is_left = _LEFT.get()
        self._is_poor = chinese_family() is None and not self._is_left
        #: Names for which their ids stand, and whether letters that join are drawn apart.
        self._replaced: dict[str, None] = {}
        self._apart = False
        self._plain: dict[str, str] = {}
        self._alike: dict[str, int] = {}
        self._lacks = self._is_poor and lang == "zh"
        #: The language written: Chinese only where it can be.
        self.lang = "en" if self._lacks else lang

    @own_language
    def text(self, key: str, **fields: object) -> str:
        """A sentence of the catalog, fit to be drawn; it runs from the left."""
        return aimed(self.plain(text(key, **fields)), from_right=False)

    @own_language
    def listed(self, items: Iterable[object], *, most: int = 5) -> str:
        """A list of names in one line, cut at `most` with “and 37 more”."""
        return listed(items, most=most)

    @own_language
    def label(self, part: Labelled) -> str:
        """What a part of a policy is called, fit to be drawn."""
        return self.plain(part.label())

    @own_language
    def told(self, sentence: Callable[..., str], *args: object, **fields: object) -> str:
        """What a function of `headlines` says, fit to be drawn; names as `name` gives them."""
        return aimed(self.plain(sentence(*args, **fields)), from_right=False)

    def people(self, count: int, *, below: bool = False) -> str:
        """So many people, or so many in the units below."""
        many = ("chart.people", "chart.people_below")[below]
        singular = ("chart.person", "chart.person_below")[below]
        return self.text(singular if count == 1 else many, count=count)

    def name(self, name: object, id_: object = "") -> str:
        """A name as plain text; its id where the name cannot be written, or only without its
        Chinese.
        """
        shown = self.plain(without_marks(str(name)))
        is_lost = not shown.strip(f"{UNKNOWN} ") or (self._is_poor and UNKNOWN in shown)
        if is_lost and id_ != "" and (instead := self.plain(id_)) and UNKNOWN not in instead:
            if UNKNOWN in shown:
                self._replaced[self.full(name)] = None
            return instead
        return shown or UNKNOWN

    @own_language
    def layer(self, policy: Policy, layer: str) -> str:
        """What a layer is called, fit to be drawn."""
        return self.name(noun(policy, layer), layer)

    def names(self, names: Iterable[object], ids: Iterable[object]) -> list[str]:
        """Names as `name` gives them, each with its id.

        Examples
        --------
        >>> Lettering().names(["An", ""], ["M1", "M2"])
        ['An', 'M2']
        """
        return [self.name(name, id_) for name, id_ in zip(names, ids, strict=True)]

    def plain(self, value: object) -> str:
        """One line without control characters; what no font has is shown as “�”."""
        value = str(value)
        if value not in self._plain:
            self._plain[value] = self._written(value)
        return self._plain[value]

    def _written(self, value: str) -> str:
        drawn: list[str] = []
        for character in value:
            category = unicodedata.category(character)
            if category in ("Cc", "Zl", "Zp", "Zs"):
                drawn.append(" ")
            elif category == "Cf" or ord(character) in _VARIANTS:  # joiners, directions
                continue
            elif (self._is_left and category != "Cs") or self._face.advance(character) is not None:
                drawn.append(character)
            else:
                self._lacks |= self._is_poor and any(
                    low <= ord(character) <= high for low, high in _CHINESE
                )
                if not drawn or drawn[-1] != UNKNOWN:
                    drawn.append(UNKNOWN)
        line = " ".join("".join(drawn).split())
        self._apart |= not self._is_left and is_joining(line) and not can_shape()
        return FROM_LEFT_MARK + line if value.startswith(FROM_LEFT_MARK) else line

    def full(self, value: object) -> str:
        """One line without control and direction characters, for those who ask for the whole: with
        any fonts.
        """
        return " ".join(
            "".join(
                " "
                if (kind := unicodedata.category(letter)) in ("Cc", "Zl", "Zp", "Zs")
                else ""
                if kind in ("Cf", "Cs")
                else letter
                for letter in str(value)
            ).split()
        )

    def width(self, line: str, size: float) -> float:
        """How wide a plain text is at a font size, in points."""
        return self._face.width(without_marks(line)) * size * SLACK

    def tell_apart(self, names: Iterable[str]) -> None:
        """Names among which readers look for one: shortened where they are alike, not where they
        differ.

        Examples
        --------
        >>> words = Lettering()
        >>> words.tell_apart(["North Plant, shift 1", "North Plant, shift 2"])
        >>> words.fit("North Plant, shift 2", 8.0, 45.0)
        'North Pl…2'
        """
        known = sorted(set(names))
        for one, other in pairwise(known):
            shared = _shared_beginning(one, other)
            self._alike[one] = max(self._alike.get(one, 0), shared)
            self._alike[other] = max(self._alike.get(other, 0), shared)

    def fit(self, line: str, size: float, room: float) -> str:
        """The text, shortened with “…” where it is wider than its room; a name that `tell_apart`
        knows where it is like the others.
        """
        if self.width(line, size) <= room:
            return line
        cut = self._cut(line, size, room)
        alike = self._alike.get(line, 0)
        if len(cut) - 1 > alike:
            return cut
        return self._cut_within(line, alike, lambda told: self.width(told, size) <= room) or cut

    @staticmethod
    def _cut_within(line: str, alike: int, fits: Callable[[str], bool]) -> str:
        """The text without the end of what it shares with others; empty where that is too little.
        A number stays whole where there is room.
        """
        number = len(line[:alike].rstrip("0123456789"))
        for end in (number, alike):
            for length in range(end - 1, 0, -1):
                candidate = line[:length].rstrip() + ELLIPSIS + line[end:]
                if fits(candidate):
                    return candidate
        return ""

    def _cut(self, line: str, size: float, room: float) -> str:
        """The beginning of a text that is wider than its room."""
        left = room - self.width(ELLIPSIS, size)
        for place, character in enumerate(line):
            left -= self.width(character, size)
            if left < 0:
                cut = line[:place].rstrip() + ELLIPSIS
                while is_complex(cut) and len(cut) > 1 and self.width(cut, size) > room:
                    cut = cut[:-2].rstrip() + ELLIPSIS
                return cut
        return line

    def wrap(self, line: str, size: float, room: float, most: int) -> list[str]:
        """The text in at most so many lines, broken at blanks or between Chinese characters, the
        last one shortened.
        """
        lines = self._wrapped(line, size, room, most)
        alike = self._alike.get(line, 0)
        if alike and lines[-1].endswith(ELLIPSIS) and len("".join(lines)) - 1 <= alike:

            def fits(candidate: str) -> bool:
                return not self._wrapped(candidate, size, room, most)[-1].endswith(ELLIPSIS)

            shorter = self._cut_within(line, alike, fits)
            lines = self._wrapped(shorter, size, room, most) if shorter else lines
        return [aimed(part, from_right=runs_from_right(line)) for part in lines]

    def _wrapped(self, line: str, size: float, room: float, most: int) -> list[str]:
        lines: list[str] = []
        rest = line
        while rest:
            fitting = self.width(rest, size) <= room
            if len(lines) == most - 1 or fitting:
                return [*lines, rest if fitting else self._cut(rest, size, room)]
            place = self._break(rest, size, room)
            lines.append(rest[:place].rstrip())
            rest = rest[place:].lstrip()
        return lines or [""]

    def _break(self, line: str, size: float, room: float) -> int:
        """How many characters the first line takes: up to a blank or a Chinese character if
        possible, at least one.
        """
        left, fitting = room, 0
        while fitting < len(line) and (left := left - self.width(line[fitting], size)) >= 0:
            fitting += 1
        for place in range(fitting, 0, -1):
            before, behind = line[place - 1], line[place] if place < len(line) else " "
            is_between = _is_wide(before) and (_is_wide(behind) or before in _CLOSING)
            if before in " -/" or behind == " " or (is_between and behind not in _CLOSING):
                return place
        return max(fitting, 1)

    def warn(self, caller: int = _CALLER) -> None:
        """Say once, with the cure, what could not be drawn: Chinese, other names, joined letters."""
        if self._lacks:
            warnings.warn(SanzuWarning("warning.no_font", lang=self._asked), stacklevel=caller)
        elif self._replaced:
            names = list(self._replaced)
            warnings.warn(SanzuWarning("warning.no_letters", names=names), stacklevel=caller)
        elif self._apart:
            warnings.warn(SanzuWarning("warning.no_shaping"), stacklevel=caller)


def _shared_beginning(one: str, other: str) -> int:
    """How many letters two texts have in common from the first on."""
    for place, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return place
    return min(len(one), len(other))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
