"""Text files without separators of their own: whole lines in quotes, cells apart by blanks."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence

from sanzu_graph.io.separators import SEPARATORS, separator_of

#: A line that stands in quotes as a whole.
_WHOLE = re.compile(r'"((?:[^"]|"")*)"[,;\t ]*')
_LINES = re.compile(r"\r\n|\r|\n")
#: A line of dashes below headings.
_RULED = re.compile(r"[-=+\s]+")
_BLANKS = re.compile(r"[ \t\xa0]{2,}|\u3000+[ \t\xa0\u3000]*")
_BLANK = re.compile(r"[ \t\xa0\u3000]+")
_MOSTLY = 0.8
_DEEPEST = 30
#: How many characters tell whether a file is of this kind.
_LOOKED_AT = 1 << 14

IsHeading = Callable[[str], bool]


def without_line_quotes(text: str, is_heading: IsHeading) -> str:
    r"""The text with its lines as they were before each was put in quotes as a whole.

    A text whose lines hold no row of headings then stays as it is.

    Examples
    --------
    >>> known = {"id", "name", "team"}.__contains__
    >>> without_line_quotes('"id,name"\n"1,Ana Uno"\n', known)
    'id,name\n1,Ana Uno\n'
    >>> without_line_quotes('name\n"Uno, Ana"\n', known)
    'name\n"Uno, Ana"\n'
    """
    first = _LINES.split(text[:_LOOKED_AT])[1:_DEEPEST]
    if '"' not in text or sum(map(_is_whole, first)) < _MOSTLY * len(
        list(filter(None, first[:-1]))
    ):
        return text  # most files
    lines = _LINES.split(text)
    whole = [_WHOLE.fullmatch(line) for line in lines]
    filled = sum(bool(line.strip()) for line in lines)
    if sum(match is not None for match in whole) < max(_MOSTLY * (filled - 1), 1):
        return text
    inner = [
        match[1].replace('""', '"') if match else line
        for line, match in zip(lines, whole, strict=True)
    ]
    plain = "\n".join(inner)
    rows = list(csv.reader(inner, delimiter=separator_of(plain, is_heading)))
    at = _head(rows, is_heading)
    if at < 0 or sum(len(row) == len(rows[at]) for row in rows) < _MOSTLY * filled:
        return text
    return plain


def between_blanks(text: str, is_heading: IsHeading) -> list[list[str]] | None:
    r"""The rows of a text whose cells stand apart by blanks; None where they do not.

    Cells stand at the same place as their heading, or each line has as many as there are headings.

    Examples
    --------
    >>> known = {"id", "name", "team"}.__contains__
    >>> between_blanks("id  name     team\n1   Ana Uno  Grid\n2            Yard\n", known)
    [['id', 'name', 'team'], ['1', 'Ana Uno', 'Grid'], ['2', '', 'Yard']]
    >>> between_blanks("id,name\n1,Ana Uno\n", known) is None
    True
    """
    first = _LINES.split(text[:_LOOKED_AT])
    if any(
        _head(list(csv.reader(first, delimiter=mark)), is_heading) >= 0
        for mark in SEPARATORS
        if mark in text
    ):
        return None  # most files
    lines = [line.rstrip() for line in _LINES.split(text.rstrip("\r\n"))]
    for blanks in (_BLANKS, _BLANK):
        rows = [[cell for cell in blanks.split(line.strip()) if cell] for line in lines]
        at = _head(rows, is_heading)
        if at < 0:
            continue
        below = [row for row in range(at + 1, len(lines)) if not _RULED.fullmatch(lines[row])]
        told = [row for row in below if rows[row]]
        for width in (_display_width, len):
            placed = _by_place(lines, at, told, rows[at], width)
            if placed is not None:
                return [placed.get(row, cells) for row, cells in enumerate(rows)]
        if blanks is _BLANKS or all(_is_plain(rows[row], len(rows[at])) for row in told):
            return rows
    return None


def _is_whole(line: str) -> bool:
    return _WHOLE.fullmatch(line) is not None


def _head(rows: Sequence[Sequence[str]], is_heading: IsHeading) -> int:
    """The first row with most known headings, two at least; -1 where there is none."""
    known = [sum(map(is_heading, row)) for row in rows[:_DEEPEST]]
    best = max(known, default=0)
    return known.index(best) if best > 1 else -1


def _is_plain(cells: Sequence[str], count: int) -> bool:
    """Whether words apart by one blank are cells for sure: as many as headings, no name in parts."""
    return len(cells) == count and all(len(cell) > 1 or cell.isascii() for cell in cells)


def _by_place(
    lines: Sequence[str],
    at: int,
    rows: Sequence[int],
    headings: Sequence[str],
    width: Callable[[str], int],
) -> dict[int, list[str]] | None:
    """The cells that stand below the headings; None where lines are not in columns.

    No cell may begin in front of its heading and reach into its column.
    """
    starts, place = [], 0
    for heading in headings:
        place = lines[at].index(heading, place)
        starts.append(width(lines[at][:place]))
        place += len(heading)
    cells: dict[int, list[str]] = {}
    aligned = filled = 0
    for row in rows:
        parts = _cut(lines[row], starts, width)
        if parts is None:
            return None
        filled += sum(bool(part.strip()) for part in parts)
        aligned += sum(bool(part[:1].strip()) for part in parts)
        cells[row] = [part.strip() for part in parts]
    return cells if filled and aligned >= _MOSTLY * filled else None


def _cut(line: str, starts: Sequence[int], width: Callable[[str], int]) -> list[str] | None:
    """A line cut where columns start; None where a cell stands across a start."""
    ends, place, at = [], 0, 0
    for start in starts:
        while at < len(line) and place < start:
            place += width(line[at])
            at += 1
        if place > start or (0 < at < len(line) and line[at - 1].strip() and line[at].strip()):
            return None
        ends.append(at)
    return [line[start:end] for start, end in zip(ends, [*ends[1:], len(line)], strict=True)]


def _display_width(text: str) -> int:
    """How many columns a text takes where signs of Chinese take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
