"""A table of coloured cells as a scene: row labels, headings, counts, what is said in the margin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, RULE, ink_on, mixed
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene
from sanzu_graph.messages import grouped

_CELL_HEIGHT = 16.0
TEXT = 7.5
#: Columns with headings written across; with more they are written upwards.
_ACROSS = 12
_ACROSS_WIDTH, _UPWARDS_WIDTH = 58.0, 25.0
LEADING = TEXT * 1.35
_UPRIGHT_ROOM = 104.0
_LABEL_ROOM, _SIDE_ROOM = 150.0, 84.0
#: A note below takes no more lines than this.
_MOST_LINES = 30
#: Between a table and what stands beside it.
_GUTTER = 18.0


@dataclass(frozen=True)
class GridRow:
    """A row.

    Attributes
    ----------
    label, side, margin : its name, a word beside it, what stands in its margin
    marked : whether it is hatched and red
    entity, title : the id of its unit; its full name
    """

    label: str
    side: str = ""
    margin: str = ""
    marked: bool = False
    entity: str = ""
    title: str = ""


@dataclass(frozen=True)
class GridColumn:
    """A column's heading and the band above it: a word and a colour, shared by neighbours."""

    label: str
    band: str = ""
    color: str = ""


@dataclass(frozen=True)
class Aside:
    """What stands to the right of a table: how wide it is, and what draws it.

    `draw` takes the scene, its place (left, top, width), and the height of the table. It returns
    where it ends.
    """

    width: float
    draw: Callable[[Scene, tuple[float, float, float], float], float]


@dataclass(frozen=True)
class Grid:
    """A table of counts to be drawn.

    Attributes
    ----------
    title, subtitle, notes, keys : what stands above it: the finding, the technical line, how to
        read it, the legend
    rows, columns : its labels
    counts : rows × columns
    color : (count, column) → the colour of a cell that is not 0
    margin : the heading of the rows' margin; empty for none
    corner : what the rows are
    share : the heading of a summary's margin, which shows the share of marked rows
    footnotes : what stands below it
    aside : what stands to the right of it
    texts : rows × columns: what is written in the cells; by default the counts
    """

    title: str
    notes: list[str]
    keys: list[Key]
    rows: Sequence[GridRow]
    columns: Sequence[GridColumn]
    counts: NDArray[np.int64]
    color: Callable[[int, int], str]
    margin: str = ""
    corner: str = ""
    share: str = ""
    footnotes: list[str] = field(default_factory=list)
    texts: Sequence[Sequence[str]] | None = None
    subtitle: str = ""
    aside: Aside | None = None


def grid_scene(grid: Grid, words: Lettering) -> Scene:
    """Every row and column with its label, every count in its cell."""
    tell_labels_apart(grid, words)
    scene = Scene()
    upwards = len(grid.columns) > _ACROSS
    wide = _UPWARDS_WIDTH if upwards else _ACROSS_WIDTH
    label_room = min(
        max(
            [words.width(row.label, TEXT) for row in grid.rows]
            + [words.width(grid.corner, TEXT), 30.0]
        ),
        _LABEL_ROOM,
    )
    side_room = min(
        max([words.width(row.side, TEXT) for row in grid.rows], default=0.0), _SIDE_ROOM
    )
    margin_room = (
        max([words.width(row.margin, TEXT) for row in grid.rows] + [words.width(grid.margin, TEXT)])
        if grid.margin
        else 0.0
    )
    left = MARGIN + label_room + (side_room + 8 if side_room else 0) + 6
    right = left + wide * len(grid.columns)
    beside = grid.aside.width + _GUTTER if grid.aside is not None else 0.0
    scene.width = max(
        right + (margin_room + 8 if margin_room else 0) + MARGIN + beside,
        min(words.width(grid.title, 12.0) + 2 * MARGIN, 420.0),
        300.0,
    )
    top = heading(scene, words, grid.title, grid.subtitle, notes=grid.notes, keys=grid.keys)
    if not grid.rows or not grid.columns:
        scene.height = grid_footnotes(scene, words, grid.footnotes, top) + MARGIN
        return scene
    above = top
    top = _headings(scene, words, grid.columns, (left, top, wide), upwards=upwards)
    scene.add(Label(MARGIN, top - 4, words.fit(grid.corner, TEXT, label_room), TEXT, FAINT))
    if grid.margin:
        scene.add(Label(right + 8, top - 4, grid.margin, TEXT, FAINT))
    for number, row in enumerate(grid.rows):
        y = top + number * _CELL_HEIGHT
        base = y + _CELL_HEIGHT / 2 + TEXT * 0.36
        scene.add(
            Box(
                left,
                y,
                right - left,
                _CELL_HEIGHT,
                PAPER if row.marked else "none",
                ALARM if row.marked else RULE,
                0.5,
                hatched=row.marked,
                entity=row.entity,
                title=words.full(row.title or row.label) if row.entity else "",
            )
        )
        ink = ALARM if row.marked else INK
        shown = words.fit(row.label, TEXT, label_room)
        scene.add(
            Label(
                MARGIN,
                base,
                shown,
                TEXT,
                ink,
                title=words.full(row.title or row.label) if shown != row.label else "",
            )
        )
        if row.side:
            scene.add(
                Label(
                    MARGIN + label_room + 8,
                    base,
                    words.fit(row.side, TEXT, side_room),
                    TEXT,
                    FAINT,
                )
            )
        if row.margin:
            scene.add(Label(right + 8, base, row.margin, TEXT, ink))
    for number, place in zip(*np.nonzero(grid.counts), strict=True):
        count, x, y = (
            int(grid.counts[number, place]),
            left + place * wide,
            top + number * _CELL_HEIGHT,
        )
        color = grid.color(count, int(place))
        scene.add(Box(x, y, wide, _CELL_HEIGHT, color, PAPER, 0.8))
        shown = words.fit(
            grouped(count) if grid.texts is None else grid.texts[int(number)][int(place)],
            TEXT,
            wide - 2,
        )
        scene.add(
            Label(
                x + wide / 2,
                y + _CELL_HEIGHT / 2 + TEXT * 0.36,
                shown,
                TEXT,
                ink_on(color),
                "center",
            )
        )
    bottom = top + _CELL_HEIGHT * len(grid.rows)
    scene.lines += [
        Line(((x, top), (x, bottom)), mixed(RULE, PAPER, 0.5), 0.4)
        for x in np.arange(1, len(grid.columns)) * wide + left
    ]
    end = grid_footnotes(scene, words, grid.footnotes, bottom, scene.width - beside)
    if grid.aside is not None:
        place = (scene.width - MARGIN - grid.aside.width, above, grid.aside.width)
        end = max(end, grid.aside.draw(scene, place, end - above))
    scene.height = end + MARGIN
    return scene


def tell_labels_apart(grid: Grid, words: Lettering) -> None:
    """Labels are shortened where they are alike."""
    for labels in (grid.rows, grid.columns):
        words.tell_apart(heading.label for heading in labels)


def _headings(
    scene: Scene,
    words: Lettering,
    columns: Sequence[GridColumn],
    at: tuple[float, float, float],
    *,
    upwards: bool,
) -> float:
    """The headings of the columns and the bands above them; where the cells begin."""
    left, top, wide = at
    above = top
    if any(column.band for column in columns):
        top = _bands(scene, words, columns, at)
    lines = [
        words.wrap(column.label, TEXT, _UPRIGHT_ROOM if upwards else wide - 6, 2 if upwards else 4)
        for column in columns
    ]
    if upwards:
        bottom = top + max(words.width(line, TEXT) for line_text in lines for line in line_text) + 8
    else:
        bottom = top + max(map(len, lines)) * LEADING + 8
    for number, line_text in enumerate(lines):
        middle = left + (number + 0.5) * wide
        for place, line in enumerate(line_text):
            if upwards:
                x = middle + TEXT * 0.36 + (place - (len(line_text) - 1) / 2) * LEADING
                scene.add(Label(x, bottom - 4, line, TEXT, upright=True))
            else:
                y = bottom - 5 - (len(line_text) - 1 - place) * LEADING
                scene.add(Label(middle, y, line, TEXT, anchor="center"))
    scene.pane = left, above, bottom
    return bottom


def _bands(
    scene: Scene, words: Lettering, columns: Sequence[GridColumn], at: tuple[float, float, float]
) -> float:
    left, top, wide = at
    first = 0
    for last in range(1, len(columns) + 1):
        if last == len(columns) or columns[last].band != columns[first].band:
            x, room, color = left + first * wide, (last - first) * wide, columns[first].color
            scene.add(Box(x, top, room, _CELL_HEIGHT * 0.85, color, PAPER, 1.0))
            line = words.fit(columns[first].band, TEXT, room - 4)
            scene.add(
                Label(
                    x + room / 2,
                    top + _CELL_HEIGHT * 0.43 + TEXT * 0.36,
                    line,
                    TEXT,
                    ink_on(color),
                    "center",
                )
            )
            first = last
    return top + _CELL_HEIGHT


def grid_footnotes(
    scene: Scene, words: Lettering, notes: list[str], y: float, width: float | None = None
) -> float:
    """Notes below a table; where they end."""
    y += 4
    for note in notes:
        room = (scene.width if width is None else width) - 2 * MARGIN
        for line in words.wrap(note, TEXT, room, _MOST_LINES):
            y += LEADING
            scene.add(Label(MARGIN, y, line, TEXT, FAINT))
    return y
