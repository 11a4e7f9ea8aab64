"""A table of coloured cells as a scene: row labels, headings, counts, what is said in the margin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, RULE, ink_on, mixed
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, heading
from sanzu_graph.messages import grouped

_CELL_HEIGHT = 16.0
_TEXT = 7.5
#: Columns with headings written across; with more they are written upwards.
_ACROSS = 12
_ACROSS_WIDTH, _UPWARDS_WIDTH = 58.0, 25.0
_LEADING = _TEXT * 1.35
_UPRIGHT_ROOM = 104.0
_LABEL_ROOM, _SIDE_ROOM = 150.0, 84.0
#: A note below takes no more lines than this.
_MOST_LINES = 30
#: Between a table and what stands beside it.
_GUTTER = 18.0


@dataclass(frozen=True)
class GridRow:
    """A row's label, a word beside it, what stands in its margin, whether it is marked (hatched, in
    red), and its full name.
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

    `draw` is given the scene, the left and upper ends of its place, its width and the height of the
    table, and says where it ends.
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
    _tell_apart(grid, words)
    scene = Scene()
    upwards = len(grid.columns) > _ACROSS
    wide = _UPWARDS_WIDTH if upwards else _ACROSS_WIDTH
    label_room = min(
        max(
            [words.width(row.label, _TEXT) for row in grid.rows]
            + [words.width(grid.corner, _TEXT), 30.0]
        ),
        _LABEL_ROOM,
    )
    side_room = min(
        max([words.width(row.side, _TEXT) for row in grid.rows], default=0.0), _SIDE_ROOM
    )
    margin_room = (
        max(
            [words.width(row.margin, _TEXT) for row in grid.rows]
            + [words.width(grid.margin, _TEXT)]
        )
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
        scene.height = _footnotes(scene, words, grid.footnotes, top) + MARGIN
        return scene
    above = top
    top = _headings(scene, words, grid.columns, (left, top, wide), upwards=upwards)
    scene.add(Label(MARGIN, top - 4, words.fit(grid.corner, _TEXT, label_room), _TEXT, FAINT))
    if grid.margin:
        scene.add(Label(right + 8, top - 4, grid.margin, _TEXT, FAINT))
    for number, row in enumerate(grid.rows):
        y = top + number * _CELL_HEIGHT
        base = y + _CELL_HEIGHT / 2 + _TEXT * 0.36
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
        shown = words.fit(row.label, _TEXT, label_room)
        scene.add(
            Label(
                MARGIN,
                base,
                shown,
                _TEXT,
                ink,
                title=words.full(row.title or row.label) if shown != row.label else "",
            )
        )
        if row.side:
            scene.add(
                Label(
                    MARGIN + label_room + 8,
                    base,
                    words.fit(row.side, _TEXT, side_room),
                    _TEXT,
                    FAINT,
                )
            )
        if row.margin:
            scene.add(Label(right + 8, base, row.margin, _TEXT, ink))
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
            _TEXT,
            wide - 2,
        )
        scene.add(
            Label(
                x + wide / 2,
                y + _CELL_HEIGHT / 2 + _TEXT * 0.36,
                shown,
                _TEXT,
                ink_on(color),
                "center",
            )
        )
    bottom = top + _CELL_HEIGHT * len(grid.rows)
    scene.lines += [
        Line(((x, top), (x, bottom)), mixed(RULE, PAPER, 0.5), 0.4)
        for x in np.arange(1, len(grid.columns)) * wide + left
    ]
    end = _footnotes(scene, words, grid.footnotes, bottom, scene.width - beside)
    if grid.aside is not None:
        place = (scene.width - MARGIN - grid.aside.width, above, grid.aside.width)
        end = max(end, grid.aside.draw(scene, place, end - above))
    scene.height = end + MARGIN
    return scene


def _tell_apart(grid: Grid, words: Lettering) -> None:
    """Labels are shortened where they are alike."""
    for labels in (grid.rows, grid.columns):
        words.tell_apart(one.label for one in labels)


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
        words.wrap(column.label, _TEXT, _UPRIGHT_ROOM if upwards else wide - 6, 2 if upwards else 4)
        for column in columns
    ]
    if upwards:
        bottom = (
            top + max(words.width(line, _TEXT) for line_text in lines for line in line_text) + 8
        )
    else:
        bottom = top + max(map(len, lines)) * _LEADING + 8
    for number, line_text in enumerate(lines):
        middle = left + (number + 0.5) * wide
        for place, line in enumerate(line_text):
            if upwards:
                x = middle + _TEXT * 0.36 + (place - (len(line_text) - 1) / 2) * _LEADING
                scene.add(Label(x, bottom - 4, line, _TEXT, upright=True))
            else:
                y = bottom - 5 - (len(line_text) - 1 - place) * _LEADING
                scene.add(Label(middle, y, line, _TEXT, anchor="center"))
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
            line = words.fit(columns[first].band, _TEXT, room - 4)
            scene.add(
                Label(
                    x + room / 2,
                    top + _CELL_HEIGHT * 0.43 + _TEXT * 0.36,
                    line,
                    _TEXT,
                    ink_on(color),
                    "center",
                )
            )
            first = last
    return top + _CELL_HEIGHT


def _footnotes(
    scene: Scene, words: Lettering, notes: list[str], y: float, width: float | None = None
) -> float:
    y += 4
    for note in notes:
        room = (scene.width if width is None else width) - 2 * MARGIN
        for line in words.wrap(note, _TEXT, room, _MOST_LINES):
            y += _LEADING
            scene.add(Label(MARGIN, y, line, _TEXT, FAINT))
    return y


#: The summary of a large table: no more rows and columns than this are told apart, on so much
#: paper.
_BINS = (110, 150)
_FIELD = (640.0, 480.0)
_TICK = 14.0


def summary_scene(
    grid: Grid, words: Lettering, together: str, *, bins: tuple[int, int] = _BINS
) -> Scene:
    """A large table as a map: neighbours drawn together, some labels, in the margin how many rows
    are marked.

    `together` is the note that tells how many rows and columns are one cell; its places are filled
    here.
    """
    _tell_apart(grid, words)
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
    left, margin = MARGIN + 118.0, 60.0
    scene.width = left + field_width + 10 + margin + MARGIN
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
        (place, words.fit(grid.columns[place * per_column].label, _TEXT, room)) for place in ticks
    ]
    top += max(words.width(name, _TEXT) for _, name in names) + 6
    for place, name in names:
        x = left + (place + 0.5) * wide
        scene.add(Label(x + _TEXT * 0.36, top - 5, name, _TEXT, upright=True))
        scene.add(Line(((x, top - 3), (x, top)), RULE))
    scene.add(Box(left, top, field_width, field_height, PAPER, RULE, 0.8))
    for place in range(0, rows, max(1, int(np.ceil(_TICK / high)))):
        y = top + (place + 0.5) * high
        label = words.fit(grid.rows[place * per_row].label, _TEXT, 110.0)
        scene.add(Label(left - 6, y + _TEXT * 0.36, label, _TEXT, anchor="right"))
        scene.add(Line(((left - 4, y), (left, y)), RULE))
    most = int(cells.max(initial=0))
    for row, column in zip(*np.nonzero(cells), strict=True):
        color = _shade(int(cells[row, column]), most, grid)
        scene.add(Box(left + column * wide, top + row * high, wide, high, color))
    start = left + field_width + 10
    scene.add(Box(start, top, margin, field_height, PAPER, RULE, 0.8))
    for row in np.flatnonzero(marked):
        share = marked[row] / min(per_row, len(grid.rows) - row * per_row)
        scene.add(Box(start, top + row * high, margin * share, max(high, 1.2), ALARM))
    shown_text = words.wrap(grid.share, _TEXT, margin + MARGIN - 2, 4)
    for place, line in enumerate(shown_text):
        scene.add(
            Label(start, top - 5 - (len(shown_text) - 1 - place) * _LEADING, line, _TEXT, ALARM)
        )
    scene.height = _footnotes(scene, words, grid.footnotes, top + field_height) + MARGIN
    return scene


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
