"""A large table on pages: cut between rows, each page with the columns that its rows need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sanzu_graph.charts.drawings import CutPage
from sanzu_graph.charts.grids import Grid, grid_scene
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Paper, scale_on

#: The size of a table's letters, and the smallest that they are made on paper.
_TEXT, _READ = 7.5, 6.5
#: The room for title, legend and headings; for labels and margin; for a row; for a column.
_ABOVE, _BESIDE, _ROW, _COLUMN = 216.0, 262.0, 16.0, 25.0
#: A table of more cells does not fit a page: that is not tried.
_MOST = 4_000


def grid_parts(grid: Grid, words: Lettering, sheet: Paper) -> Iterator[CutPage]:
    """The table on one page where it can be read there; else every row on the page of its own."""
    least = max(_READ, sheet.smallest)
    if grid.counts.size <= _MOST:
        scene = grid_scene(grid, words)
        if scene.smallest * scale_on(scene, sheet) >= least:
            yield CutPage(scene, [row.title or row.label for row in grid.rows])
            return
    width, height = (length * _TEXT / least for length in sheet.inner)
    high = max(int((height - _ABOVE) // _ROW), 1)
    wide = max(int((width - _BESIDE) // _COLUMN), 1)
    for first in range(0, len(grid.rows), high):
        rows = list(range(first, min(first + high, len(grid.rows))))
        used = np.flatnonzero(grid.counts[rows].any(axis=0)).tolist() or [0]
        for start in range(0, len(used), wide):
            part = _part(grid, rows, used[start : start + wide], is_first=not first + start)
            names = [] if start else [grid.rows[row].title or grid.rows[row].label for row in rows]
            yield CutPage(grid_scene(part, words), names)


def _part(grid: Grid, rows: list[int], columns: list[int], *, is_first: bool) -> Grid:
    """Some rows and columns; how to read it is told on the first page alone."""

    def color(count: int, place: int) -> str:
        return grid.color(count, columns[place] if place >= 0 else place)

    return replace(
        grid,
        notes=grid.notes if is_first else [],
        rows=[grid.rows[row] for row in rows],
        columns=[grid.columns[column] for column in columns],
        counts=grid.counts[np.ix_(rows, columns)],
        color=color,
        footnotes=[],
        texts=None
        if grid.texts is None
        else [[grid.texts[row][column] for column in columns] for row in rows],
        aside=None,
    )
