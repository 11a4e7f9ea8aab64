"""Where a tree would be too wide, the children of its wide boxes stand in rows under each other.

A trunk runs down on the left of the rows, with a branch above each. What is narrow enough stays a
tidy tree, placed as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.layouts import Lengths, link_ends, tidy_forest
from sanzu_graph.model.grouping import Positions

#: The room for a trunk on the left of rows.
TRUNK = 12.0
#: Of more trees the rows are filled one after the other, not evenly.
_MOST_TREES = 400
#: How often the width of rows is halved between what is enough and what is too little.
_HALVINGS = 12


@dataclass(frozen=True)
class Arrangement:
    """Where boxes stand; y grows downwards.

    Attributes
    ----------
    x, y : the middle of each box's upper edge
    width, height : the size of the whole
    trunks : box → where the trunk to its rows runs, for those whose children stand in rows
    """

    x: Lengths
    y: Lengths
    width: float
    height: float
    trunks: Mapping[int, float] = field(default_factory=dict)

    def moved(self, right: float, down: float) -> Arrangement:
        """The same elsewhere."""
        trunks = {box: x + right for box, x in self.trunks.items()}
        return replace(self, x=self.x + right, y=self.y + down, trunks=trunks)


@dataclass(frozen=True)
class Boxes:
    """What is to be placed.

    Attributes
    ----------
    parent : what each hangs on; -1: nothing
    width, height : their sizes
    usual : the height of a level; a higher box reaches down over as many levels as it needs
    gap, level_gap : the room between neighbours, and between levels
    """

    parent: Positions
    width: Lengths
    height: Lengths
    usual: float
    gap: float
    level_gap: float

    @property
    def row_gap(self) -> float:
        """The room between rows."""
        return max(self.level_gap, 14.0)


def rowed(boxes: Boxes, row_width: float = np.inf) -> Arrangement:
    """Place boxes in trees, trees in rows, and the children of what is too wide in rows too.

    Examples
    --------
    >>> import numpy as np
    >>> six = Boxes(np.array([-1, 0, 0, 0, 0]), np.full(5, 10.0), np.full(5, 4.0), 4.0, 2.0, 6.0)
    >>> rowed(six).width, rowed(six, 36.0).width
    (46.0, 34.0)
    >>> rowed(six, 36.0).y.tolist()
    [0.0, 10.0, 10.0, 28.0, 28.0]
    """
    plain = _tidy(boxes, np.inf)
    above = boxes.parent
    if plain.width <= row_width:
        return plain
    here = np.arange(len(above))
    _, depth = link_ends(np.where(above < 0, here, above))
    wide = _extents(boxes, plain, depth) > row_width
    wide[np.setdiff1d(here, above)] = False  # a leaf has nothing to put in rows
    many = np.count_nonzero(above < 0) > _MOST_TREES and not wide.any()
    return (
        _tidy(boxes, row_width) if many else _RowedTree(boxes, wide, depth, row_width).arrangement()
    )


def _tidy(boxes: Boxes, row_width: float) -> Arrangement:
    """Tidy trees, a tall box as a run of boxes down as many levels as it is high.

    So a tall box pushes nobody's children down; they find room beside it.
    """
    total, usual, level = len(boxes.parent), boxes.usual, boxes.usual + boxes.level_gap
    more = np.ceil((boxes.height - usual) / level - 1e-9).clip(min=0).astype(np.intp)
    added = np.repeat(np.arange(total), more)
    hangs_on = total + np.arange(len(added)) - 1
    begins = np.flatnonzero(np.diff(added, prepend=-1))
    hangs_on[begins] = added[begins]
    laid = tidy_forest(
        np.append(boxes.parent, hangs_on),
        np.append(boxes.width, boxes.width[added]),
        np.append(np.minimum(boxes.height, usual), np.full(len(added), usual)),
        gap=boxes.gap,
        level_gap=boxes.level_gap,
        row_width=row_width,
        row_gap=boxes.row_gap,
    )
    x, y = laid.x[:total], laid.y[:total]
    return Arrangement(x, y, laid.width, float((y + boxes.height).max(initial=0.0)))


def _extents(boxes: Boxes, laid: Arrangement, depth: Positions) -> Lengths:
    """How wide each box is with all that is below it."""
    left, right = laid.x - boxes.width / 2, laid.x + boxes.width / 2
    order = np.argsort(-depth, kind="stable")
    for level in np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)[:-1]:
        np.minimum.at(left, boxes.parent[level], left[level])
        np.maximum.at(right, boxes.parent[level], right[level])
    return right - left


def balanced(widths: Sequence[float], limit: float, gap: float) -> list[list[int]]:
    """Things in rows no wider than a limit, in as few as possible, all about as wide.

    Examples
    --------
    >>> balanced([10, 10, 10, 10], 32, 1)
    [[0, 1], [2, 3]]
    """
    rows = _filled(widths, limit, gap)
    low, high = max([sum(widths) / max(len(rows), 1), *widths], default=0.0), limit
    for _ in range(_HALVINGS):
        if high <= low:
            break
        middle = (low + high) / 2
        narrower = _filled(widths, middle, gap)
        if len(narrower) > len(rows):
            low = middle
        else:
            high, rows = middle, narrower
    return _evened(widths, limit, gap, len(rows)) or rows


def _evened(
    widths: Sequence[float], limit: float, gap: float, count: int
) -> list[list[int]] | None:
    """So many rows, each of about the same width; None where one would be too wide."""
    rows: list[list[int]] = []
    place, rest = 0, sum(widths) + gap * len(widths)
    for left in range(count, 0, -1):
        share, wide = rest / left, 0.0
        row: list[int] = []
        while place < len(widths) - (left - 1):
            width = widths[place] + gap
            if row and left > 1 and wide + width / 2 > share:
                break
            row.append(place)
            wide, place = wide + width, place + 1
        if wide - gap > limit:
            return None
        rows.append(row)
        rest -= wide
    return rows


def _filled(widths: Sequence[float], limit: float, gap: float) -> list[list[int]]:
    rows: list[list[int]] = []
    end = np.inf
    for place, width in enumerate(widths):
        if end + gap + width > limit:
            rows.append([])
            end = -gap
        rows[-1].append(place)
        end += gap + width
    return rows


class _RowedTree:
    """The wide boxes from the lowest up, each with its children in rows; then where all of it is."""

    def __init__(
        self, boxes: Boxes, wide: NDArray[np.bool_], depth: Positions, row_width: float
    ) -> None:
        self.boxes, self.wide, self.row_width = boxes, wide, row_width
        self.x, self.y = np.zeros(len(wide)), np.zeros(len(wide))
        #: Width, height, and where its own box has its middle, of each wide box and narrow tree.
        self.size: dict[int, tuple[float, float, float]] = {}
        #: Where each of them stands within what it hangs on.
        self.offset: dict[int, tuple[float, float]] = {}
        self.trunks: dict[int, float] = {}
        self.root = self._narrow()
        children: dict[int, list[int]] = {}
        for item in sorted(self.size.keys() | set(np.flatnonzero(wide).tolist())):
            children.setdefault(int(boxes.parent[item]), []).append(item)
        order = np.flatnonzero(wide)
        self.order = order[np.argsort(depth[order], kind="stable")].tolist()
        for box in reversed(self.order):
            self._family(box, children[box])
        self.whole = self._row_by_row(children[-1], 0.0, 0.0, row_width)[:2]

    def _narrow(self) -> Positions:
        """The trees that are narrow enough, each in a frame of its own; the root of each box."""
        boxes, keep = self.boxes, np.flatnonzero(~self.wide)
        number = np.full(len(self.wide) + 1, -1, dtype=np.intp)
        number[keep] = np.arange(len(keep))
        parent = number[boxes.parent[keep]]
        some = replace(boxes, parent=parent, width=boxes.width[keep], height=boxes.height[keep])
        laid = _tidy(some, np.inf)
        root, _ = link_ends(np.where(parent < 0, np.arange(len(keep)), parent))
        left, right = np.full(len(keep), np.inf), np.full(len(keep), -np.inf)
        np.minimum.at(left, root, laid.x - some.width / 2)
        np.maximum.at(right, root, laid.x + some.width / 2)
        deep = np.zeros(len(keep))
        np.maximum.at(deep, root, laid.y + some.height)
        self.x[keep], self.y[keep] = laid.x - left[root], laid.y
        for top in np.flatnonzero(parent < 0).tolist():
            size = (float(right[top] - left[top]), float(deep[top]), float(laid.x[top] - left[top]))
            self.size[int(keep[top])] = size
        whole = np.arange(len(self.wide))
        whole[keep] = keep[root]
        return whole

    def _row_by_row(
        self, items: list[int], left: float, top: float, limit: float
    ) -> tuple[float, float, list[list[int]]]:
        """Put items in rows; how far they reach to the right and down, and the rows."""
        rows = [
            [items[place] for place in row]
            for row in balanced([self.size[item][0] for item in items], limit, self.boxes.gap)
        ]
        right = left
        for row in rows:
            x = left
            for item in row:
                self.offset[item] = (x, top)
                x += self.size[item][0] + self.boxes.gap
            right = max(right, x - self.boxes.gap)
            top += max(self.size[item][1] for item in row) + self.boxes.row_gap
        return right, top - self.boxes.row_gap, rows

    def _family(self, box: int, items: list[int]) -> None:
        """A wide box over the rows of its children."""
        under = float(self.boxes.height[box]) + self.boxes.level_gap
        half = float(self.boxes.width[box]) / 2
        right, bottom, rows = self._row_by_row(items, 0.0, under, self.row_width)
        if len(rows) > 1:
            right, bottom, rows = self._row_by_row(items, TRUNK, under, self.row_width - TRUNK)
        first, last = rows[0][0], rows[0][-1]
        middle = sum(self.offset[item][0] + self.size[item][2] for item in (first, last)) / 2
        middle = max(middle, half)
        self.size[box] = (max(right, middle + half), bottom, middle)
        if len(rows) > 1:
            self.trunks[box] = TRUNK / 2

    def arrangement(self) -> Arrangement:
        """Where everything is: from the top down, each within what it hangs on."""
        at: dict[int, tuple[float, float]] = {-1: (0.0, 0.0)}
        tops = [*self.order, *(item for item in self.size if not self.wide[item])]
        for item in tops:
            over = at[int(self.boxes.parent[item])]
            at[item] = (over[0] + self.offset[item][0], over[1] + self.offset[item][1])
        move = np.array([at[int(root)] for root in self.root])
        x, y = self.x + move[:, 0], self.y + move[:, 1]
        for box in self.order:
            x[box], y[box] = at[box][0] + self.size[box][2], at[box][1]
        trunks = {box: at[box][0] + trunk for box, trunk in self.trunks.items()}
        return Arrangement(x, y, *self.whole, trunks)
