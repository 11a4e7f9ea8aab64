"""A scene on matplotlib axes: few artists, every text plain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.fonts import style
from sanzu_graph.charts.outlines import Stamp, grouped, stamped
from sanzu_graph.charts.scenes import arrow_head
from sanzu_graph.charts.shaping import is_complex

if TYPE_CHECKING:
    from matplotlib.axes import Axes

from sanzu_graph.charts.scenes import Box, Label, Scene

_POINTS = 72.0
#: The longest side of a figure of our own, in inches; beyond it the picture is scaled down.
_LONGEST = 120.0
#: The smallest letters that can be read on paper, in points; where even the plainest scene has
#: smaller ones, they are drawn nonetheless.
LEGIBLE = 5.0
_LARGEST = 1.6
#: With more texts than this they are drawn as outlines.
_MANY = 1_500


#: A quarter of a circle at each corner, from the upper right one around: sines and cosines.
_ANGLES = np.radians(np.array([90 * corner + np.arange(0, 91, 30) for corner in range(4)]).ravel())
_OUT, _UP = np.sin(_ANGLES), np.cos(_ANGLES)
#: Whether each of these points is on the right and at the bottom.
_RIGHT, _BOTTOM = np.repeat([1, 1, 0, 0], 4), np.repeat([0, 1, 1, 0], 4)


def space(ax: Axes | None) -> tuple[float, float] | None:
    """The size of axes in points; None where a figure is still to be made."""
    if ax is None:
        return None
    box = ax.get_window_extent()
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    return box.width * _POINTS / dpi, box.height * _POINTS / dpi


def aspect_of(ax: Axes | None) -> float | None:
    """Width by height of axes; None where a figure is still to be made."""
    room = space(ax)
    return None if room is None else room[0] / max(room[1], 1)


def first_legible(scenes: Iterable[Callable[[], Scene]], ax: Axes | None) -> Scene:
    """The first scene, from detailed to plain, that can be read on the axes; else the last. Without
    axes the first.
    """
    room = space(ax)
    scene = None
    for make in scenes:
        scene = make()
        if room is None or scene.smallest * scale_of(scene, room) >= LEGIBLE:
            break
    assert scene is not None
    return scene


def paint(scene: Scene, ax: Axes | None, *, outlined: bool | None = None) -> Axes:
    """Paint a scene; without axes on a new figure of its size. Texts are texts, or `outlined`; by
    default that where they are very many.
    """
    # Made before our settings hold: what a notebook's backend sets at the first figure must outlast
    # them.
    ax = new_axes(scene) if ax is None else ax
    with style():
        width, height = space(ax) or (scene.width, scene.height)
        scale = scale_of(scene, (width, height))
        ax.set_axis_off()
        ax.set_aspect("auto")
        # What is left of the axes goes to both sides.
        spare_x, spare_y = (width / scale - scene.width) / 2, (height / scale - scene.height) / 2
        ax.set_xlim(-spare_x, scene.width + spare_x)
        ax.set_ylim(scene.height + spare_y, -spare_y)
        _shapes(scene, ax, scale)
        _lines(scene, ax, scale)
        _boxes(scene, ax, scale)
        many = len(scene.labels) > _MANY
        # The title and all that stands in no box stays text, unless all of it shall be outlines.
        as_outlines = [
            is_complex(label.text) or (bool(label.of) and many if outlined is None else outlined)
            for label in scene.labels
        ]
        _letters(
            [
                label
                for label, is_outline in zip(scene.labels, as_outlines, strict=True)
                if is_outline
            ],
            ax,
        )
        _texts(
            [
                label
                for label, is_outline in zip(scene.labels, as_outlines, strict=True)
                if not is_outline
            ],
            ax,
            scale,
        )
    return ax


def _texts(labels: Iterable[Label], ax: Axes, scale: float) -> None:
    for label in labels:
        ax.text(
            label.x,
            label.y,
            label.text,
            fontsize=label.size * scale,
            color=label.color,
            ha=label.anchor,
            va="baseline",
            rotation=90 if label.upright else 0,
            rotation_mode="anchor",
            parse_math=False,
            zorder=4,
        )


def _letters(labels: Iterable[Label], ax: Axes) -> None:
    """The texts as outlines, one collection a colour: thousands of text artists would take a
    minute. Each glyph is made once and drawn at all its places.
    """
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path
    from matplotlib.transforms import AffineDeltaTransform

    paths: dict[Stamp, Path] = {}
    for color, some in grouped(labels).items():
        stamps, places = stamped(some)
        if not stamps:
            continue
        paths |= {
            stamp: Path(*stamp.outline()) for stamp in dict.fromkeys(stamps) if stamp not in paths
        }
        drawn = PathCollection(
            [paths[stamp] for stamp in stamps],
            offsets=places,
            offset_transform=ax.transData,
            facecolors=color,
            linewidths=0,
            snap=False,
            zorder=4,
        )
        drawn.set_transform(AffineDeltaTransform(ax.transData))  # type: ignore[arg-type]
        ax.add_collection(drawn, autolim=False)


def scale_of(scene: Scene, room: tuple[float, float]) -> float:
    """By how much a scene is made smaller or larger to fill a place in points."""
    return max(min(room[0] / max(scene.width, 1), room[1] / max(scene.height, 1), _LARGEST), 1e-3)


def new_axes(scene: Scene) -> Axes:
    """Axes that fill a new figure of a scene's size."""
    import matplotlib.pyplot as plt

    shrink = min(1.0, _LONGEST * _POINTS / max(scene.width, scene.height, 1))
    size = (max(scene.width * shrink / _POINTS, 1), max(scene.height * shrink / _POINTS, 1))
    figure = plt.figure(figsize=size, facecolor=PAPER, layout="none")
    return figure.add_axes((0, 0, 1, 1))


def _shapes(scene: Scene, ax: Axes, scale: float) -> None:
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba

    if scene.shapes:
        drawn = PolyCollection(
            [shape.points for shape in scene.shapes],
            facecolors=[
                to_rgba(shape.fill, 0.0 if shape.fill == "none" else shape.opacity)
                for shape in scene.shapes
            ],
            edgecolors=[shape.edge for shape in scene.shapes],
            linewidths=[
                0.0 if shape.edge == "none" else shape.line * scale for shape in scene.shapes
            ],
            zorder=0.5,
        )
        ax.add_collection(drawn, autolim=False)


def _lines(scene: Scene, ax: Axes, scale: float) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    if scene.lines:
        drawn = LineCollection(
            [line.points for line in scene.lines],
            colors=_colors(line.color for line in scene.lines),
            linewidths=[line.width * scale for line in scene.lines],
            linestyles=["--" if line.dashed else "-" for line in scene.lines],
            zorder=1,
        )
        ax.add_collection(drawn, autolim=False)
    arrows = [line for line in scene.lines if line.arrow]
    if arrows:
        heads = PolyCollection(
            [arrow_head(line) for line in arrows],
            facecolors=[line.color for line in arrows],
            linewidths=0,
            zorder=1.5,
        )
        ax.add_collection(heads, autolim=False)


def _boxes(scene: Scene, ax: Axes, scale: float) -> None:
    from matplotlib.collections import PolyCollection

    def kind(box: Box) -> tuple[bool, bool]:
        return box.dashed, box.hatched

    for number, ((dashed, hatched), group) in enumerate(
        groupby(scene.boxes, kind)
    ):  # in order: panels lie behind what they hold
        boxes = list(group)
        drawn = PolyCollection(
            _corners(boxes),  # type: ignore[arg-type]
            facecolors=_colors(box.fill for box in boxes),
            edgecolors=_colors(
                ALARM if hatched and box.edge == "none" else box.edge for box in boxes
            ),
            linewidths=[box.line * scale for box in boxes],
            linestyles="--" if dashed else "-",
            hatch="////" if hatched else None,
            zorder=2 + min(number, 900) / 1000,
        )
        ax.add_collection(drawn, autolim=False)


@cache
def _color(name: str) -> tuple[float, float, float, float]:
    from matplotlib.colors import to_rgba

    return to_rgba(name)


def _colors(names: Iterable[str]) -> NDArray[np.float64]:
    """Colours as matplotlib keeps them; it would look each of thousands up anew."""
    return np.array([_color(name) for name in names]).reshape(-1, 4)


def _corners(boxes: Sequence[Box]) -> NDArray[np.float64]:
    """The points around each box: four, or sixteen where one of them is rounded."""
    sides = np.array([(box.x, box.y, box.width, box.height, box.rounded) for box in boxes])
    x, y, width, height, rounded = sides.T[:, :, None]
    if not rounded.any():
        return np.stack([x + width * [0, 1, 1, 0], y + height * [0, 0, 1, 1]], axis=-1)
    radius = np.minimum(rounded, np.minimum(width, height) / 2)
    return np.stack(
        [
            x + width * _RIGHT + radius * (_OUT + 1 - 2 * _RIGHT),
            y + height * _BOTTOM + radius * (1 - 2 * _BOTTOM - _UP),
        ],
        axis=-1,
    )
