"""Where the boxes of a tree go: tidy trees with boxes of any size, in linear time.

After Reingold and Tilford (1981). Siblings keep their order. A parent stands over the middle between
its first and last child. Equal subtrees need not look alike, but none overlaps another. All
families of a level are placed together, in numpy.

A contour tells how far a subtree reaches to the left and right, level by level. A node and its
tallest child share one. So only the contours of shorter siblings are read. All of them together
have no more entries than the tree has nodes. Runs of only children are placed in one step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanzu_graph.model.grouping import Positions

Lengths = NDArray[np.float64]


class Layout(NamedTuple):
    """Where the boxes stand; y grows downwards.

    Attributes
    ----------
    x, y : the middle of each box's upper edge
    width, height : the size of the whole; boxes lie within 0 … width and 0 … height
    """

    x: Lengths
    y: Lengths
    width: float
    height: float


def tidy_forest(
    parent: ArrayLike,
    width: ArrayLike,
    height: ArrayLike,
    *,
    gap: float = 8.0,
    level_gap: float = 24.0,
    row_width: float = np.inf,
    row_gap: float | None = None,
) -> Layout:
    """Place the boxes of a forest: each tree tidy, the trees side by side, in rows no wider than
    `row_width`.

    Parameters
    ----------
    parent
        The position of each box's parent; negative for roots. Siblings and roots keep the order of
        their positions.
    width, height
        The size of each box.
    gap, level_gap
        The least room between neighbours, and between a level and the next.
    row_width
        Where the row of trees is full and a new one begins. A wider tree has a row of its own.
    row_gap
        The room between rows; by default twice `level_gap`.

    Returns
    -------
    Layout

    Examples
    --------
    >>> tidy_forest([-1, 0, 0], [10, 10, 10], [5, 5, 5], gap=2, level_gap=3)
    Layout(x=array([11.,  5., 17.]), y=array([0., 8., 8.]), width=22.0, height=13.0)
    """
    above = np.asarray(parent, dtype=np.intp)
    wide, tall = np.asarray(width, dtype=np.float64), np.asarray(height, dtype=np.float64)
    if not len(above):
        return Layout(wide, tall, 0.0, 0.0)
    here = np.arange(len(above))
    root, depth = link_ends(np.where(above < 0, here, above))
    x = _across(above, wide, depth, gap)
    y, deep = _down(root, depth, tall, level_gap)
    roots = np.flatnonzero(above < 0)
    left, right = np.full(len(above), np.inf), np.full(len(above), -np.inf)
    np.minimum.at(left, root, x - wide / 2)
    np.maximum.at(right, root, x + wide / 2)
    corner_x, corner_y, whole = _shelved(
        right[roots] - left[roots],
        deep[roots],
        gap,
        2 * level_gap if row_gap is None else row_gap,
        row_width,
    )
    move_x, move_y = np.zeros(len(above)), np.zeros(len(above))
    move_x[roots], move_y[roots] = corner_x - left[roots], corner_y
    return Layout(x + move_x[root], y + move_y[root], *whole)


def link_ends(link: Positions) -> tuple[Positions, Positions]:
    """Where following `link` ends (a place that links to itself), and after how many steps; in
    log(depth) rounds.
    """
    steps = (link != np.arange(len(link))).astype(np.intp)
    while True:
        further = steps[link]
        if not further.any():
            return link, steps
        steps, link = steps + further, link[link]


def _down(
    root: Positions, depth: Positions, tall: Lengths, level_gap: float
) -> tuple[Lengths, Lengths]:
    """The upper edge of every box, and the height of every root's tree: a level is as high as its
    highest box.
    """
    levels = np.zeros(len(root), dtype=np.intp)
    np.maximum.at(levels, root, depth + 1)
    start = np.cumsum(levels) - levels
    highest = np.zeros(int(levels.sum()))
    np.maximum.at(highest, start[root] + depth, tall)
    end = np.cumsum(highest + level_gap)
    begin = np.concatenate([[0.0], end])[:-1]
    origin = begin[np.minimum(start, len(begin) - 1)]
    last = np.maximum(start + levels - 1, 0)
    return begin[start[root] + depth] - origin[root], end[last] - level_gap - origin


def _shelved(
    wide: Lengths, tall: Lengths, gap: float, row_gap: float, row_width: float
) -> tuple[Lengths, Lengths, tuple[float, float]]:
    """Upper left corners of boxes in rows, and the size of the whole."""
    x, y = np.zeros(len(wide)), np.zeros(len(wide))
    end = np.cumsum(wide + gap)
    first, top, most = 0, 0.0, 0.0
    while first < len(wide):
        origin = end[first] - wide[first] - gap
        last = max(first + 1, int(np.searchsorted(end, origin + row_width + gap, side="right")))
        x[first:last] = end[first:last] - wide[first:last] - gap - origin
        y[first:last] = top
        most = max(most, float(end[last - 1] - gap - origin))
        top += float(tall[first:last].max()) + row_gap
        first = last
    return x, y, (most, top - row_gap)


class _Runs(NamedTuple):
    """The tree with every run of only children drawn together into one node, named by its lowest
    box.

    Attributes
    ----------
    lowest : box → the lowest box of its run
    length : lowest box → how many boxes its run has
    above : lowest box → the lowest box of the run above; itself at a root
    level, reach : lowest box → runs above it; levels of boxes in its subtree, its own run included
    order, start : lowest boxes by level, families together, siblings in order; where each level
        starts
    """

    lowest: Positions
    length: Positions
    above: Positions
    level: Positions
    reach: Positions
    order: Positions
    start: Positions


def _runs(parent: Positions) -> _Runs:
    total, here = len(parent), np.arange(len(parent))
    child = np.flatnonzero(parent >= 0)
    children = np.bincount(parent[child], minlength=total)
    only = here.copy()
    single = child[children[parent[child]] == 1]
    only[parent[single]] = single
    lowest, _ = link_ends(only)
    length = np.bincount(lowest, minlength=total)
    top = np.flatnonzero((parent < 0) | (children[parent] != 1))
    above = here.copy()
    above[lowest[top]] = np.where(parent[top] < 0, lowest[top], parent[top])
    _, level = link_ends(above)
    ends = lowest[top]  # in the order of their topmost boxes, which siblings keep
    order = ends[np.argsort(level[ends] * total + above[ends], kind="stable")]
    start = np.searchsorted(level[order], np.arange(int(level[order].max()) + 2))
    reach = length.copy()
    for first, last in zip(start[-2:0:-1], start[:1:-1], strict=True):
        run = order[first:last]
        np.maximum.at(reach, above[run], reach[run] + length[above[run]])
    return _Runs(lowest, length, above, level, reach, order, start)


def _across(parent: Positions, wide: Lengths, depth: Positions, gap: float) -> Lengths:
    """The middle of every box, each tree in a frame of its own."""
    runs = _runs(parent)
    families = [
        _family_rows(runs, first, last)
        for first, last in zip(runs.start[1:-1], runs.start[2:], strict=True)
    ]
    long_child = np.zeros(len(parent), dtype=bool)
    for family in families:
        long_child[family.children[family.longest]] = True
    frame, _ = link_ends(np.where(long_child, runs.above, np.arange(len(parent))))
    # One stretch of places per long path: the box at each level of it.
    heads = np.flatnonzero((frame == np.arange(len(parent))) & (runs.length > 0))
    stretch = np.zeros(len(parent), dtype=np.intp)
    stretch[heads] = np.cumsum(runs.reach[heads]) - runs.reach[heads]
    top_depth = depth[runs.order] - runs.length[runs.order] + 1
    top = np.zeros(len(parent), dtype=np.intp)
    top[runs.order] = top_depth
    path = frame[runs.lowest]
    place = stretch[path] + depth - top[path]
    left, right = np.empty(len(parent)), np.empty(len(parent))
    left[place], right[place] = -wide / 2, wide / 2
    head_place = stretch[frame] + top - top[frame]  # of the topmost box of each run
    middle, shift = np.zeros(len(parent)), np.zeros(len(parent))
    for family in reversed(families):
        _place(family, runs, head_place, (left, right), (middle, shift), gap)
    for family in families:  # from the root down: a frame stands where its parent's frame puts it
        shift[family.children] += shift[runs.above[family.children]]
    return (middle + shift)[runs.lowest]


class _Families(NamedTuple):
    """The families of one level, one after the other.

    Attributes
    ----------
    children : lowest boxes of the children's runs
    family : the number of each child's family
    first, last, longest : per family, which child is the first, the last, the (first) tallest
    depth : per child, how many levels of its contour may meet a sibling's
    """

    children: Positions
    family: Positions
    first: Positions
    last: Positions
    longest: Positions
    depth: Positions


def _family_rows(runs: _Runs, start: int, end: int) -> _Families:
    children = runs.order[start:end]
    above, reach = runs.above[children], runs.reach[children]
    begins = np.empty(len(children), dtype=bool)
    begins[0], begins[1:] = True, above[1:] != above[:-1]
    first = np.flatnonzero(begins)
    family = np.cumsum(begins) - 1
    last = np.append(first[1:], len(children)) - 1
    most = np.maximum.reduceat(reach, first)
    tallest = np.flatnonzero(reach == most[family])
    longest = tallest[np.searchsorted(tallest, first)]
    others = reach.copy()
    others[longest] = 0
    second = np.maximum.reduceat(others, first)
    return _Families(children, family, first, last, longest, np.minimum(reach, second[family]))


def _place(
    these: _Families,
    runs: _Runs,
    head_place: Positions,
    contour: tuple[Lengths, Lengths],
    positions: tuple[Lengths, Lengths],
    gap: float,
) -> None:
    """Set siblings side by side, their parents over them, and widen the tallest siblings' contours
    by the others'.
    """
    (left, right), (middle, shift) = contour, positions
    children, family, depth = these.children, these.family, these.depth
    child, step = _ragged(depth)
    place = head_place[children][child] + step
    # Neighbours: the entries of one family and level, in the order of the children.
    key = family[child] * (int(depth.max()) + 1) + step
    order = np.argsort(key, kind="stable")
    key, child, place, step = key[order], child[order], place[order], step[order]
    met = np.flatnonzero(key[1:] == key[:-1])
    one, other = child[met], child[met + 1]
    apart = right[place[met]] - left[place[met + 1]] + gap
    position = _side_by_side(these, one, other, apart)
    position -= position[these.longest][family]
    shift[children] = position
    x = middle[children] + position
    above = runs.above[children[these.first]]
    middle[above] = (x[these.first] + x[these.last]) / 2
    short = np.flatnonzero(child != these.longest[family[child]])
    entry = child[short]
    onto = head_place[children[these.longest]][family[entry]] + step[short]
    np.minimum.at(left, onto, left[place[short]] + position[entry])
    np.maximum.at(right, onto, right[place[short]] + position[entry])
    run, step = _ragged(runs.length[above])
    own = head_place[above][run] + step
    left[own] += middle[above][run]
    right[own] += middle[above][run]


def _side_by_side(these: _Families, one: Positions, other: Positions, apart: Lengths) -> Lengths:
    """The least positions that keep every pair apart; where a small child has play between tall
    ones, its middle.
    """
    total = len(these.children)
    next_to = np.zeros(total)
    adjacent = other - one == 1
    next_to[other[adjacent]] = -np.inf
    np.maximum.at(next_to, other[adjacent], apart[adjacent])
    next_to[these.first] = 0.0
    sums = np.cumsum(next_to)
    position = sums - sums[these.first][these.family]
    far = ~adjacent
    if not far.any():
        return position
    one, other, apart = one[far], other[far], apart[far]
    leftmost = _pushed(position, these.family, one, other, apart)
    if leftmost is position:
        return position
    # The same seen from the right end; between the two solutions lies a third, as all demands are
    # linear.
    width = leftmost[these.last][these.family]
    mirrored = (position[these.last][these.family] - position)[::-1]
    rightmost = (
        width
        - _pushed(mirrored, these.family[::-1], total - 1 - other, total - 1 - one, apart)[::-1]
    )
    return (leftmost + rightmost) / 2


def _pushed(
    position: Lengths, family: Positions, one: Positions, other: Positions, apart: Lengths
) -> Lengths:
    """Push children to the right, with all siblings behind them, until pairs that are not
    neighbours are apart too.
    """
    pushed = position
    rounding = 1e-9 + 1e-12 * float(np.abs(position).max() + np.abs(apart).max())
    while True:
        needed = pushed.copy()
        np.maximum.at(needed, other, pushed[one] + apart)
        push = needed - position
        if not (needed > pushed + rounding).any():
            return pushed
        reach = 1
        while reach < len(push):  # a running maximum within families
            ahead = np.where(family[reach:] == family[:-reach], push[:-reach], 0.0)
            if not (ahead > push[reach:]).any():
                break
            push[reach:] = np.maximum(push[reach:], ahead)
            reach *= 2
        pushed = position + push


def _ragged(lengths: Positions) -> tuple[Positions, Positions]:
    """For stretches of these lengths, one after the other: the stretch of each entry, and its place
    within it.
    """
    stretch = np.repeat(np.arange(len(lengths)), lengths)
    return stretch, np.arange(len(stretch)) - (np.cumsum(lengths) - lengths)[stretch]
