"""Boxes of a tree, one by one or leaves in stacks, on as small a sheet as they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import PANEL, RULE
from sanzu_graph.charts.scenes import Box, Line, Scene, box_key
from sanzu_graph.charts.tree_rows import Arrangement, Boxes, rowed
from sanzu_graph.model.grouping import Positions

#: The width of a sheet by its height, where nobody says.
ASPECT = 1.5
#: A plain tree has every box beside its sisters. It stays so up to this width, in points.
_PLAIN_WIDTH = 1000.0
_STACKS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60)
#: Another layout is taken only where its sheet is smaller by more than a trifle. Where children
#: stand in rows, it must be smaller by much.
_TRIFLE, _IN_ROWS = 0.97, 0.85
#: What a grey panel of several boxes is, beside units and members.
PANEL_KIND = "panel"


#: Left, top, width and height of a box.
Area = tuple[float, float, float, float]


def parents(above: Positions) -> NDArray[np.bool_]:
    """Which boxes have others below them, where `above` tells what each hangs on.

    Examples
    --------
    >>> parents(np.array([-1, 0, 0])).tolist()
    [True, False, False]
    """
    mask = np.zeros(len(above), dtype=bool)
    mask[above[above >= 0]] = True
    return mask


class Tree(Protocol):
    """What hangs on what, by number; a box of a leaf may stand with those of its kind."""

    @property
    def parent(self) -> Positions:
        """What each hangs on; -1: nothing."""

    @property
    def stacks(self) -> Positions:
        """Leaves of one parent stand on one panel where these numbers are equal."""

    def key(self, number: int) -> str:
        """What lines call a box."""

    def panel(self, number: int) -> str:
        """What the panel of a leaf is called."""


@dataclass(frozen=True)
class Detail:
    """How much a box tells.

    Attributes
    ----------
    units : the most units for which it is the first choice
    size : the font size; 0: no text
    lines : name, leaders and headcount under each other (3), name and headcount in one line (1),
        headcount alone (0)
    widest : the widest box
    gap, level_gap : the room between boxes, and between levels
    """

    units: float
    size: float
    lines: int
    widest: float
    gap: float
    level_gap: float


FULL = Detail(90, 8.5, 3, 128, 9, 26)
NAMES = Detail(500, 7.5, 1, 118, 7, 22)
COUNTS = Detail(4_000, 6.0, 0, 90, 4, 16)
MARKS = Detail(np.inf, 0.0, 0, 8, 2, 8)
DETAILS = (FULL, NAMES, COUNTS, MARKS)


@dataclass(frozen=True)
class Faces:
    """What each box shows.

    Attributes
    ----------
    lines, titles : its texts with their colours; its full name
    named : how many of its texts are its name
    width, height : its size
    pages : the page that it leads to, of those that lead to one
    """

    lines: list[list[tuple[str, str]]]
    titles: list[str]
    named: list[int]
    width: NDArray[np.float64]
    height: NDArray[np.float64]
    pages: dict[int, int]


@dataclass(frozen=True)
class Block:
    """Boxes that stand together: one alone, or leaves of one parent and kind in columns.

    Attributes
    ----------
    boxes : their numbers, in order
    rows : how many stand under each other
    cell : the size of a cell
    size : the size of the whole
    parent : the number of the block above; -1 for none
    """

    boxes: list[int]
    rows: int
    cell: tuple[float, float]
    size: tuple[float, float]
    parent: int


def arranged(
    tree: Tree, faces: Faces, detail: Detail, aspect: float
) -> tuple[list[Block], Arrangement]:
    """The layout that needs the smallest sheet.

    Leaves stand beside each other where that is narrow enough, else in stacks. Where a tree is
    still too wide, children stand in rows.
    """
    plain = _blocks(tree, faces, detail, 1)
    best = (plain, rowed(_boxes(plain, detail)))
    if best[1].width <= _PLAIN_WIDTH:
        return best
    least = _sheet(best[1], aspect)
    for rows in (1, *_STACKS):  # higher and narrower, until height alone needs a larger sheet
        blocks = plain if rows == 1 else _blocks(tree, faces, detail, rows)
        boxes = _boxes(blocks, detail)
        one_row = rowed(boxes)
        for share in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48):
            if share > len(blocks) or (share > 1 and one_row.width <= _PLAIN_WIDTH):
                break
            laid = one_row if share == 1 else rowed(boxes, one_row.width / share)
            gain = _IN_ROWS if laid.trunks and not best[1].trunks else _TRIFLE
            if _sheet(laid, aspect) < least * gain:
                best, least = (blocks, laid), _sheet(laid, aspect)
            if laid.height * aspect >= laid.width:
                break
        if one_row.height * aspect >= least:
            break
    return best


def _sheet(laid: Arrangement, aspect: float) -> float:
    """The width of the sheet that a layout needs."""
    return max(laid.width, laid.height * aspect)


def _boxes(blocks: list[Block], detail: Detail) -> Boxes:
    """The blocks as boxes to be placed."""
    width, height = (np.array([block.size[side] for block in blocks]) for side in (0, 1))
    parent = np.array([block.parent for block in blocks], dtype=np.intp)
    usual = max(block.cell[1] for block in blocks)
    return Boxes(parent, width, height, usual, detail.gap, detail.level_gap)


def _blocks(tree: Tree, faces: Faces, detail: Detail, rows: int) -> list[Block]:
    kinds, is_parent = tree.stacks, parents(tree.parent)
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, above in enumerate(tree.parent.tolist()):
        alone = rows == 1 or is_parent[number]
        groups.setdefault((number, -1, 0) if alone else (above, int(kinds[number])), []).append(
            number
        )
    home = {number: block for block, group in enumerate(groups.values()) for number in group}
    home[-1] = -1
    return [
        _block(group, faces, detail, rows, home[int(tree.parent[group[0]])])
        for group in groups.values()
    ]


def _block(group: list[int], faces: Faces, detail: Detail, rows: int, parent: int) -> Block:
    cell = (float(faces.width[group].max()), float(faces.height[group].max()))
    if len(group) == 1:
        return Block(group, 1, cell, cell, parent)
    rows = min(rows, len(group))
    columns = -(-len(group) // rows)
    rows = -(-len(group) // columns)
    room, gap = _panel(detail)
    size = (columns * (cell[0] + gap) - gap + 2 * room, rows * (cell[1] + gap) - gap + 2 * room)
    return Block(group, rows, cell, size, parent)


def _panel(detail: Detail) -> tuple[float, float]:
    """The room around and between the cells of a block."""
    return (5.0, 4.0) if detail.lines else (2.5, 2.0) if detail.size else (1.5, 1.0)


def draw_blocks(
    scene: Scene,
    tree: Tree,
    blocks: list[Block],
    place: Arrangement,
    detail: Detail,
    draw: Callable[[int, Area], None],
) -> None:
    """Every box where it belongs, by `draw` (number; left, top, width, height), and panels behind."""
    room, gap = _panel(detail)
    for number, block in enumerate(blocks):
        left, top = float(place.x[number]) - block.size[0] / 2, float(place.y[number])
        if len(block.boxes) == 1:
            draw(block.boxes[0], (left, top, *block.cell))
            continue
        name = tree.panel(block.boxes[0])
        scene.add(Box(left, top, *block.size, PANEL, RULE, 0.6, entity=name, kind=PANEL_KIND))
        for at, box in enumerate(block.boxes):
            column, row = divmod(at, block.rows)
            corner = (
                left + room + column * (block.cell[0] + gap),
                top + room + row * (block.cell[1] + gap),
            )
            draw(box, (*corner, *block.cell))
    _draw_lines(scene, tree, blocks, place, detail)


def _block_key(tree: Tree, block: Block) -> str:
    """What lines call a block: its box, or its panel."""
    first = block.boxes[0]
    return tree.key(first) if len(block.boxes) == 1 else box_key(tree.panel(first), PANEL_KIND)


def _draw_lines(
    scene: Scene, tree: Tree, blocks: list[Block], place: Arrangement, detail: Detail
) -> None:
    """From the lower edge of each parent down, across, and down to the upper edge of each child;
    to rows further down over the trunk on the left.
    """
    for number, block in enumerate(blocks):
        above = block.parent
        if above < 0:
            continue
        x, y = float(place.x[above]), float(place.y[above] + blocks[above].size[1])
        end = (float(place.x[number]), float(place.y[number]))
        bend = end[1] - detail.level_gap / 2
        way = [(x, y), (x, bend)]
        if above in place.trunks and bend > (first := y + detail.level_gap / 2) + 1:
            trunk = place.trunks[above]
            way = [(x, y), (x, first), (trunk, first), (trunk, bend)]
        source, target = _block_key(tree, blocks[above]), _block_key(tree, block)
        points = (*way, (end[0], bend), end)
        scene.add(Line(points, RULE, 0.9, source=source, target=target))
