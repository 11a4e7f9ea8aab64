"""The largest table of a web page, its cells where they are shown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html.parser import HTMLParser

from sanzu_graph.io.rosters.ods_merges import Range

#: A cell of a page stands over so many rows or columns at most.
_MOST_SPANNED = 10_000


def largest_table(text: str) -> tuple[list[list[str]], list[Range]]:
    """The rows of the largest table of a page, and the ranges over which one cell stands.

    Examples
    --------
    >>> largest_table("<table><tr><td rowspan=2>A<td>1<tr><td>2</table>")
    ([['A', '1'], ['', '2']], [((0, 0), (1, 0))])
    """
    page = _Tables()
    page.feed(text)
    at = max(range(len(page.tables)), key=lambda at: len(page.tables[at]), default=-1)
    return _spread(page.tables[at], page.spans.get(at, [])) if at >= 0 else ([], [])


class _Tables(HTMLParser):
    """The largest table of a page, as rows of text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.spans: dict[int, list[tuple[int, int, int, int]]] = {}
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append("")
            self._is_cell = True
            spans = [dict(attrs).get(name) or "1" for name in ("rowspan", "colspan")]
            down, across = (int(span) if span.isdecimal() else 1 for span in spans)
            self.spans.setdefault(len(self.tables) - 1, []).append(
                (
                    len(self.tables[-1]) - 1,
                    len(self.tables[-1][-1]) - 1,
                    max(down, 1),
                    max(across, 1),
                )
            )
        elif tag == "br" and self._is_cell:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._is_cell:
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self.tables[-1][-1][-1] += data


def _spread(
    rows: Sequence[Sequence[str]], spans: Sequence[tuple[int, int, int, int]]
) -> tuple[list[list[str]], list[Range]]:
    """The cells of a page where they are shown, and the ranges over which one stands.

    Parameters
    ----------
    rows
        The cells of each row, as the page lists them.
    spans
        For each cell its row, its place in that row, and over how many rows and columns it stands.
    """
    shown: list[dict[int, str]] = [{} for _ in rows]
    merged: list[Range] = []
    for row, place, down, across in spans:
        left = next(at for at in itertools.count() if at not in shown[row])
        bottom = min(row + down, len(rows), row + _MOST_SPANNED)
        right = left + min(across, _MOST_SPANNED)
        for line in shown[row:bottom]:
            line.update(dict.fromkeys(range(left, right), ""))
        shown[row][left] = rows[row][place]
        if (bottom - row, right - left) != (1, 1):
            merged.append(((row, left), (bottom - 1, right - 1)))
    return [[line.get(at, "") for at in range(max(line, default=-1) + 1)] for line in shown], merged
