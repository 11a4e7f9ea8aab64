"""Where the headings of a sheet stand: one row or two, below any titles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sanzu_graph.io.cell_states import letter
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import (
    KEEP,
    PRIVATE,
    SERIAL,
    SKIP,
    Match,
    grouped_meaning,
    is_known,
)

#: How far down the headings may stand.
DEEPEST = 30
_LONGEST_GROUP = 24
_NOT_A_GROUP = re.compile(r"[:：\d]|花名册|名册|名单|一览表|登记表|统计表|明细表")


class Heading(NamedTuple):
    """The heading of one column: where it stands, its text, the group heading above it, and its
    meaning.
    """

    at: int
    text: str
    group: str
    match: Match | None

    @property
    def letter(self) -> str:
        """The letter of its column."""
        return letter(self.at)

    @property
    def field(self) -> str:
        """The field it means; `keep` where nobody knows it."""
        return self.match.field if self.match else KEEP

    @property
    def known(self) -> bool:
        """Whether it means anything."""
        return self.match is not None


@dataclass(frozen=True)
class Head:
    """The heading rows of a sheet, from `top` to `bottom`, and a heading per column."""

    top: int
    bottom: int
    headings: tuple[Heading, ...]

    @property
    def score(self) -> int:
        """How many headings mean something."""
        return sum(heading.known for heading in self.headings)

    def of(self, *fields: str) -> list[Heading]:
        """The headings that mean one of `fields`."""
        return [heading for heading in self.headings if heading.field in fields]


def find_head(sheet: Sheet, mapping: Mapping[str, str]) -> Head | None:
    """The rows with the most headings that mean something, if the name or the id is among them.

    Of equally good ones the topmost; two rows are taken together where the upper one groups the
    lower.
    """
    best: Head | None = None
    grouped = -1
    for at in range(min(DEEPEST, sheet.height)):
        upper = sheet.row(at)
        alone = _head(at, at, upper, [""] * len(upper), mapping)
        two = _two_rows(sheet, at, alone, mapping) if at + 1 < sheet.height else None
        for head in (alone, two):
            # A row that is the lower of two is no heading by itself: 职务 below 工会 would look like
            # anybody's post.
            if (
                head
                and head.of("name", "id")
                and head.top != grouped
                and (
                    best is None
                    or head.score > best.score
                    or (best is alone and head is two and _is_marked(sheet, at))
                )
            ):
                best = head
        grouped = at + 1 if two and two is best else grouped
    if best is None or best.score > 1:
        return best
    filled = sum(bool(heading.text) for heading in best.headings)
    return best if filled > 1 or sum(any(column) for column in sheet.columns) == 1 else None


def _head(
    top: int, bottom: int, texts: list[str], groups: list[str], mapping: Mapping[str, str]
) -> Head:
    headings = [
        Heading(at, text, group, grouped_meaning(group, text, mapping))
        for at, (text, group) in enumerate(zip(texts, groups, strict=True))
    ]
    return Head(top, bottom, tuple(headings))


def _two_rows(sheet: Sheet, at: int, alone: Head, mapping: Mapping[str, str]) -> Head | None:
    """The row with the one below it, if that one holds headings where this one holds groups or
    nothing.
    """
    upper, lower = sheet.row(at), sheet.row(at + 1)
    groups = _spread(sheet, at, upper)
    own = [
        heading
        for heading in alone.headings
        if heading.known and not _is_group(sheet, at, heading, lower[heading.at])
    ]
    others = {group for group, below in zip(groups, lower, strict=True) if group and below}
    if any(lower[heading.at] for heading in own) or any(
        _NOT_A_GROUP.search(group) or _width(group) > _LONGEST_GROUP for group in others
    ):
        return None
    if not own and len(others) < 2:  # noqa: PLR2004 - one text above all others is a title
        return None
    texts = [below or above for above, below in zip(upper, lower, strict=True)]
    above = [group if below else "" for group, below in zip(groups, lower, strict=True)]
    joined = _head(at, at + 1, texts, above, mapping)
    return (
        joined
        if _is_marked(sheet, at)
        or any(heading.known and lower[heading.at] for heading in joined.headings)
        else None
    )


def _width(text: str) -> int:
    """The columns a text takes in a fixed font: an English group heading is longer than a Chinese
    one.
    """
    return sum(1 if character.isascii() else 2 for character in text)


def _is_group(sheet: Sheet, at: int, heading: Heading, below: str) -> bool:
    """Whether a known heading groups the text below it: merged with the cells to its right, or one
    word with that text.
    """
    is_wide = any(
        top == at and left == heading.at and right > left
        for (top, left), (_, right) in sheet.merged
    )
    return bool(below) and (is_wide or is_known(heading.text + below))


def _is_marked(sheet: Sheet, at: int) -> bool:
    """Whether the file marks a cell as merged with the one below it: both rows are headings then."""
    return any(
        top == at and bottom == at + 1 and left == right
        for (top, left), (bottom, right) in sheet.merged
    )


def _spread(sheet: Sheet, at: int, upper: list[str]) -> list[str]:
    """The texts of a row, each over all the columns for which the file marks it as merged."""
    groups = list(upper)
    for (top, left), (_, right) in sheet.merged:
        if top == at and left < len(groups):
            groups[left : right + 1] = [upper[left]] * len(groups[left : right + 1])
    return groups


#: Fields that stand for no column of the organisation.
NOT_READ = (SERIAL, SKIP, PRIVATE)
