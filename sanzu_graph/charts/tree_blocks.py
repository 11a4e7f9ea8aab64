"""Boxes of a tree, one by one or leaves in stacks, on as small a sheet as they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import PANEL, RULE
from sanzu_graph.charts.layouts import Layout, tidy_forest
from sanzu_graph.charts.scenes import Box, Line, Scene, box_key
from sanzu_graph.model.grouping import Positions

#: The width of a sheet by its height, where nobody says.
ASPECT = 1.5
#: A plain tree, every box beside its sisters, is kept as long as it is no wider than this, in
#: points.
_PLAIN_WIDTH = 1000.0
_STACKS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60)
#: What a grey panel of several boxes is, beside units and members.
PANEL_KIND = "panel"


class Tree(Protocol):
    """What hangs on what, by number; a box of a leaf may stand with those of its kind."""

    @property
    def parent(self) -> Positions:
        """What each hangs on; -1: nothing."""

    @property
    def is_parent(self) -> NDArray[np.bool_]:
        """On which others hang."""

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
    """What each box shows (of that, how many lines are its name), its full name, how large it is,
    and the page it leads to.
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


def arranged(tree: Tree, faces: Faces, detail: Detail, aspect: float) -> tuple[list[Block], Layout]:
    """Leaves beside each other where that is narrow enough, else in stacks: what needs the
    smallest sheet.
    """
    plain = _blocks(tree, faces, detail, 1)
    best = (plain, _laid(plain, detail, np.inf))
    if best[1].width <= _PLAIN_WIDTH:
        return best
    least = _sheet(best[1], aspect)
    for rows in (1, *_STACKS):
        blocks = plain if rows == 1 else _blocks(tree, faces, detail, rows)
        one_row = _laid(blocks, detail, np.inf)
        trees = sum(block.parent < 0 for block in blocks)
        for share in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48):
            if share > 1 and share > trees:
                break
            laid = one_row if share == 1 else _laid(blocks, detail, one_row.width / share)
            if _sheet(laid, aspect) < least * 0.97:  # not for a trifle
                best, least = (blocks, laid), _sheet(laid, aspect)
    return best


def _sheet(laid: Layout, aspect: float) -> float:
    """The width of the sheet that a layout needs."""
    return max(laid.width, laid.height * aspect)


def _laid(blocks: list[Block], detail: Detail, row_width: float) -> Layout:
    """The blocks in a tidy forest, a tall one as a run of boxes down as many levels as it is high.

    So a tall block pushes nobody's children down; they find room beside it.
    """
    width, height = (np.array([block.size[side] for block in blocks]) for side in (0, 1))
    parent = np.array([block.parent for block in blocks])
    usual = max(block.cell[1] for block in blocks)
    more = np.ceil((height - usual) / (usual + detail.level_gap) - 1e-9).clip(min=0).astype(np.intp)
    added = np.repeat(np.arange(len(blocks)), more)
    hangs_on = len(blocks) + np.arange(len(added)) - 1
    begins = np.flatnonzero(np.diff(added, prepend=-1))
    hangs_on[begins] = added[begins]
    whole = tidy_forest(
        np.append(parent, hangs_on),
        np.append(width, width[added]),
        np.append(np.minimum(height, usual), np.full(len(added), usual)),
        gap=detail.gap,
        level_gap=detail.level_gap,
        row_width=row_width,
        row_gap=max(detail.level_gap, 14),
    )
    x, y = whole.x[: len(blocks)], whole.y[: len(blocks)]
    return Layout(x, y, whole.width, float((y + height).max()))


def _blocks(tree: Tree, faces: Faces, detail: Detail, rows: int) -> list[Block]:
    kinds, is_parent = tree.stacks, tree.is_parent
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
    place: Layout,
    detail: Detail,
    draw: Callable[[int, tuple[float, float, float, float]], None],
) -> None:
    """Every box where it belongs, by `draw` (number; left, top, width, height), and panels behind."""
    room, gap = _panel(detail)
    for number, block in enumerate(blocks):
        left, top = float(place.x[number]) - block.size[0] / 2, float(place.y[number])
        if len(block.boxes) == 1:
            draw(block.boxes[0], (left, top, *block.cell))
            continue
        name = tree.panel(block.boxes[0])
        scene.boxes.append(
            Box(left, top, *block.size, PANEL, RULE, 0.6, entity=name, kind=PANEL_KIND)
        )
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
    scene: Scene, tree: Tree, blocks: list[Block], place: Layout, detail: Detail
) -> None:
    """From the lower edge of each parent down, across, and down to the upper edge of each child."""
    below = {
        block.parent: float(place.y[number]) for number, block in enumerate(blocks)
    }  # children stand on one level
    for number, block in enumerate(blocks):
        if block.parent >= 0:
            x, y = (
                float(place.x[block.parent]),
                float(place.y[block.parent] + blocks[block.parent].size[1]),
            )
            bend = below[block.parent] - detail.level_gap / 2
            end = (float(place.x[number]), float(place.y[number]))
            source, target = _block_key(tree, blocks[block.parent]), _block_key(tree, block)
            scene.lines.append(
                Line(
                    ((x, y), (x, bend), (end[0], bend), end),
                    RULE,
                    0.9,
                    source=source,
                    target=target,
                )
            )
