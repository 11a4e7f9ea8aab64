"""A scene on matplotlib axes: few artists, every text plain."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.fonts import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.charts.scenes import Box, Line, Scene

_POINTS = 72.0
#: The longest side of a figure of our own, in inches; beyond it the picture is scaled down.
_LONGEST = 120.0
#: The smallest letters that can be read on paper, in points; where even the plainest scene has smaller ones, they are drawn nonetheless.
LEGIBLE = 5.0
_LARGEST = 1.6


def space(ax: Axes | None) -> tuple[float, float] | None:
    """The size of axes in points; None where a figure is still to be made."""
    if ax is None:
        return None
    box = ax.get_window_extent()
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    return box.width * _POINTS / dpi, box.height * _POINTS / dpi


def first_legible(scenes: Iterable[Callable[[], Scene]], ax: Axes | None) -> Scene:
    """The first scene, from detailed to plain, that can be read on the axes; else the last. Without axes the first."""
    room = space(ax)
    scene = None
    for make in scenes:
        scene = make()
        if room is None or scene.smallest * _scale(scene, room) >= LEGIBLE:
            break
    assert scene is not None
    return scene


def paint(scene: Scene, ax: Axes | None) -> Axes:
    """Paint a scene; without axes on a new figure of its size."""
    # Made before our settings hold: what a notebook's backend sets at the first figure must outlast them.
    ax = _new_axes(scene) if ax is None else ax
    with style():
        width, height = space(ax) or (scene.width, scene.height)
        scale = _scale(scene, (width, height))
        ax.set_axis_off()
        ax.set_aspect("auto")
        # What is left of the axes goes to both sides.
        spare_x, spare_y = (width / scale - scene.width) / 2, (height / scale - scene.height) / 2
        ax.set_xlim(-spare_x, scene.width + spare_x)
        ax.set_ylim(scene.height + spare_y, -spare_y)
        _lines(scene, ax, scale)
        _boxes(scene, ax, scale)
        for label in scene.labels:
            ax.text(
                label.x, label.y, label.text, fontsize=label.size * scale, color=label.color, ha=label.anchor, va="baseline",
                rotation=90 if label.upright else 0, rotation_mode="anchor", parse_math=False, zorder=4,
            )  # fmt: skip
    return ax


def _scale(scene: Scene, room: tuple[float, float]) -> float:
    return max(min(room[0] / max(scene.width, 1), room[1] / max(scene.height, 1), _LARGEST), 1e-3)


def _new_axes(scene: Scene) -> Axes:
    import matplotlib.pyplot as plt

    shrink = min(1.0, _LONGEST * _POINTS / max(scene.width, scene.height, 1))
    size = (max(scene.width * shrink / _POINTS, 1), max(scene.height * shrink / _POINTS, 1))
    figure = plt.figure(figsize=size, facecolor=PAPER, layout="none")
    return figure.add_axes((0, 0, 1, 1))


def _lines(scene: Scene, ax: Axes, scale: float) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    if scene.lines:
        drawn = LineCollection(
            [line.points for line in scene.lines],
            colors=[line.color for line in scene.lines],
            linewidths=[line.width * scale for line in scene.lines],
            zorder=1,
        )
        ax.add_collection(drawn, autolim=False)
    arrows = [line for line in scene.lines if line.arrow]
    if arrows:
        heads = PolyCollection([_head(line) for line in arrows], facecolors=[line.color for line in arrows], linewidths=0, zorder=1.5)
        ax.add_collection(heads, autolim=False)


def _head(line: Line) -> Sequence[tuple[float, float]]:
    """The triangle at the end of an arrow."""
    (x0, y0), (x1, y1) = line.points[-2:]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    along, size = ((x1 - x0) / length, (y1 - y0) / length), 4.0 + 1.5 * line.width
    back = (x1 - along[0] * size, y1 - along[1] * size)
    aside = (-along[1] * size * 0.45, along[0] * size * 0.45)
    return ((x1, y1), (back[0] + aside[0], back[1] + aside[1]), (back[0] - aside[0], back[1] - aside[1]))


def _boxes(scene: Scene, ax: Axes, scale: float) -> None:
    from matplotlib.collections import PolyCollection

    def kind(box: Box) -> tuple[bool, bool]:
        return box.dashed, box.hatched

    for number, ((dashed, hatched), group) in enumerate(groupby(scene.boxes, kind)):  # in order: panels lie behind what they hold
        boxes = list(group)
        drawn = PolyCollection(
            [_corners(box) for box in boxes],
            facecolors=[box.fill for box in boxes],
            edgecolors=[ALARM if hatched and box.edge == "none" else box.edge for box in boxes],
            linewidths=[box.line * scale for box in boxes],
            linestyles="--" if dashed else "-",
            hatch="////" if hatched else None,
            zorder=2 + min(number, 900) / 1000,
        )
        ax.add_collection(drawn, autolim=False)


def _corners(box: Box) -> Sequence[tuple[float, float]]:
    right, bottom = box.x + box.width, box.y + box.height
    return ((box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom))
