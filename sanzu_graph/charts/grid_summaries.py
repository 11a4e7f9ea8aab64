"""A large table as a map: neighbours are drawn together, and some rows and columns have labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import ALARM, PAPER, RULE, mixed
from sanzu_graph.charts.grids import LEADING, TEXT, Grid, grid_footnotes, tell_labels_apart
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene

#: The summary of a large table: no more rows and columns than this are told apart, on so much
#: paper.
_BINS = (110, 150)
_FIELD = (640.0, 480.0)
_TICK = 14.0


def summary_scene(
    grid: Grid, words: Lettering, together: str, *, bins: tuple[int, int] = _BINS
) -> Scene:
    """A large table as a map: neighbours drawn together, some labels; where rows are marked, a
    margin shows how many.

    `together` is the note that tells how many rows and columns are one cell; its places are filled
    here.
    """
    tell_labels_apart(grid, words)
    scene = Scene()
    per_row, per_column = (
        max(-(-size // most), 1) for size, most in zip(grid.counts.shape, bins, strict=True)
    )
    cells = _binned(_binned(grid.counts, per_row, 0), per_column, 1)
    marked = _binned(np.array([[row.marked] for row in grid.rows], dtype=np.int64), per_row, 0)[
        :, 0
    ]
    rows, columns = cells.shape
    field_width, field_height = (
        min(most, 14.0 * count) for most, count in zip(_FIELD, (columns, rows), strict=True)
    )
    field_width, field_height = max(field_width, 120.0), max(field_height, 60.0)
    wide, high = field_width / columns, field_height / rows
    left = MARGIN + 118.0
    gap, margin = (10.0, 60.0) if marked.any() else (0.0, 0.0)
    scene.width = left + field_width + gap + margin + MARGIN
    notes = [
        *grid.notes,
        *(
            [words.text(together, rows=per_row, columns=per_column)]
            if per_row * per_column > 1
            else []
        ),
    ]
    keys = _scale_keys(int(cells.max(initial=0)), grid) + [
        replace(key, fill=key.edge, hatched=False) for key in grid.keys
    ]
    top = heading(scene, words, grid.title, grid.subtitle, notes=notes, keys=keys)
    ticks = range(0, columns, max(1, int(np.ceil(_TICK / wide))))
    room = 90.0
    names = [
        (place, words.fit(grid.columns[place * per_column].label, TEXT, room)) for place in ticks
    ]
    top += max(words.width(name, TEXT) for _, name in names) + 6
    for place, name in names:
        x = left + (place + 0.5) * wide
        scene.add(Label(x + TEXT * 0.36, top - 5, name, TEXT, upright=True))
        scene.add(Line(((x, top - 3), (x, top)), RULE))
    scene.add(Box(left, top, field_width, field_height, PAPER, RULE, 0.8))
    for place in range(0, rows, max(1, int(np.ceil(_TICK / high)))):
        y = top + (place + 0.5) * high
        label = words.fit(grid.rows[place * per_row].label, TEXT, 110.0)
        scene.add(Label(left - 6, y + TEXT * 0.36, label, TEXT, anchor="right"))
        scene.add(Line(((left - 4, y), (left, y)), RULE))
    most = int(cells.max(initial=0))
    for row, column in zip(*np.nonzero(cells), strict=True):
        color = _shade(int(cells[row, column]), most, grid)
        scene.add(Box(left + column * wide, top + row * high, wide, high, color))
    if marked.any():
        field = left + field_width + gap, top, margin, field_height
        _margin(scene, words, grid.share, field, marked / _sizes(len(grid.rows), per_row))
    scene.height = grid_footnotes(scene, words, grid.footnotes, top + field_height) + MARGIN
    return scene


def _margin(
    scene: Scene,
    words: Lettering,
    title: str,
    field: tuple[float, float, float, float],
    shares: NDArray[np.float64],
) -> None:
    """Beside each row of a map which share of it is marked."""
    start, top, wide, deep = field
    high = deep / len(shares)
    scene.add(Box(start, top, wide, deep, PAPER, RULE, 0.8))
    for row in np.flatnonzero(shares):
        scene.add(Box(start, top + row * high, wide * shares[row], max(high, 1.2), ALARM))
    lines = words.wrap(title, TEXT, wide + MARGIN - 2, 4)
    for place, line in enumerate(lines):
        y = top - 5 - (len(lines) - 1 - place) * LEADING
        scene.add(Label(start, y, line, TEXT, ALARM))


def _sizes(rows: int, size: int) -> NDArray[np.intp]:
    """How many rows there are in each bin."""
    return np.minimum(size, rows - np.arange(0, rows, size))


def _binned(counts: NDArray[np.int64], size: int, axis: int) -> NDArray[np.int64]:
    """Neighbours added up, so many at a time."""
    return (
        np.add.reduceat(counts, np.arange(0, counts.shape[axis], size), axis=axis)
        if counts.shape[axis]
        else counts
    )


def _shade(count: int, most: int, grid: Grid) -> str:
    """By logarithm: a cell with one person is seen beside one with a hundred."""
    one, many = grid.color(1, -1), grid.color(-1, -1)
    return mixed(one, many, np.log(count) / np.log(most) if most > 1 else 1.0)


def _scale_keys(most: int, grid: Grid) -> list[Key]:
    steps = sorted({1, round(most**0.5), most}) if most else []
    return [Key(str(step), _shade(step, most, grid)) for step in steps]
