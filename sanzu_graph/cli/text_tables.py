"""Tables of text that keep the width of the screen: words are never broken, names wrap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from sanzu_graph.cli.overview import places, wrapped
from sanzu_graph.cli.reading_words import in_terminal
from sanzu_graph.cli.terminal import printable

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

#: The blanks before each column.
_GAP = 2
#: A column that may wrap is no narrower than this.
_NARROW = 14


@dataclass(frozen=True)
class TextTable:
    """A title, headings and rows of text.

    Where not all columns fit, those left over stand in further tables below, each with the first
    column again.

    Parameters
    ----------
    title, headings, rows
        What stands there.
    styles
        A style of rich for each row; none: plain.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    styles: Sequence[str] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """The lines, as rich prints them."""
        if self.title:
            for line in wrapped(self.title, options.max_width):
                yield Text(line, style="bold")
        parts = list(_parts(self.headings, self.rows, options.max_width))
        for number, (columns, widths) in enumerate(parts):
            if number:
                yield Text("")
            yield from self._lines(columns, widths)

    def _lines(self, columns: Sequence[int], widths: Sequence[int]) -> Iterator[Text]:
        if any(self.headings):
            yield from map(Text, _laid([self.headings[column] for column in columns], widths))
            yield Text("─" * (sum(widths) + _GAP * (len(widths) - 1)))
        for number, row in enumerate(self.rows):
            style = self.styles[number] if self.styles else ""
            for line in _laid([row[column] for column in columns], widths):
                yield Text(line, style=style)


def text_table(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    styles: Sequence[str] = (),
) -> TextTable:
    """A table whose cells cannot steer the terminal."""
    return TextTable(
        printable(title),
        [printable(heading) for heading in headings],
        [[printable(in_terminal(str(cell))) for cell in row] for row in rows],
        styles,
    )


def _parts(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterator[tuple[list[int], list[int]]]:
    """The columns of each table with their widths."""
    least, most = [], []
    for number, heading in enumerate(headings):
        cells = [heading, *(row[number] for row in rows)]
        widest = max(map(places, cells))
        word = max((places(piece) for cell in cells for piece in wrapped(cell, 1)), default=1)
        most.append(widest)
        least.append(max(word, min(widest, _NARROW)))
    left = list(range(len(headings)))
    while left:
        columns = [left.pop(0)] if len(left) == len(headings) else [0]
        while left and _needed(least, [*columns, left[0]]) <= width:
            columns.append(left.pop(0))
        if columns in ([0], []) and left:  # one wide word: it is broken rather than the line
            columns.append(left.pop(0))
        yield columns, _widths(least, most, columns, width)


def _needed(least: Sequence[int], columns: Sequence[int]) -> int:
    return sum(least[column] for column in columns) + _GAP * (len(columns) - 1)


def _widths(
    least: Sequence[int], most: Sequence[int], columns: Sequence[int], width: int
) -> list[int]:
    """The width of each column: what it needs, then its part of the rest, narrow columns first."""
    room = width - _GAP * (len(columns) - 1)
    widths = {column: least[column] for column in columns}
    while sum(widths.values()) > room:
        widest = max(widths, key=lambda column: widths[column])
        widths[widest] -= sum(widths.values()) - room
        widths[widest] = max(widths[widest], room // len(columns), 1)
        if all(width <= max(room // len(columns), 1) for width in widths.values()):
            break
    rest = room - sum(widths.values())
    wanting = sorted(columns, key=lambda column: most[column] - widths[column])
    for number, column in enumerate(wanting):
        more = min(most[column] - widths[column], max(rest, 0) // (len(wanting) - number))
        widths[column] += max(more, 0)
        rest -= max(more, 0)
    return [widths[column] for column in columns]


def _laid(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """The lines of a row."""
    columns = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns), default=0)):
        line = ""
        start = 0
        for column, width in zip(columns, widths, strict=True):
            piece = column[number] if number < len(column) else ""
            line += " " * (start - places(line)) + piece
            start += width + _GAP
        yield line.rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    """A cell in lines; what it is indented by stays before each."""
    lead = cell[: len(cell) - len(cell.lstrip(" "))]
    return [lead + line for line in wrapped(cell, max(width - len(lead), 1), whole=False)]
