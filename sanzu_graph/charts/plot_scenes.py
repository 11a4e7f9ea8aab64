"""A plot as a scene: for SVG, PDF, images, draw.io and pages."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, RULE, mixed
from sanzu_graph.charts.drawings import CALLER, CutPage, Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Paper, is_legible
from sanzu_graph.charts.plots import BELOW, TICK, Bars, Panel, Plot, Trace
from sanzu_graph.charts.scenes import Box, Inset, Label, Line, Scene, Shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARK = 2.6
_GRID = mixed(RULE, PAPER, 0.5)


Item = TypeVar("Item")


@dataclass(frozen=True)
class PlotDrawing(Drawing):
    """A drawing of bars and lines: it is painted on ordinary axes, and stays a chart on slides.

    Attributes
    ----------
    plots : each makes one, from detailed to plain; `scenes` are the same as scenes
    """

    plots: Sequence[Callable[[], Plot]] = ()

    def painted(self, ax: Axes | None) -> Axes:
        """The first plot that can be read on the axes, as bars and lines of matplotlib."""
        from sanzu_graph.charts.plot_axes import paint_plot

        self.words.warn(CALLER)
        return paint_plot(self.plots, ax)


def drawing_of(
    words: Lettering,
    plots: Sequence[Callable[[], Plot]],
    items: Sequence[Item] = (),
    some: Callable[[Sequence[Item]], Plot] | None = None,
) -> PlotDrawing:
    """A drawing of plots, from detailed to plain.

    With `items` and what makes a plot of `some` of them, it can be cut into pages: each has as many
    items as can be read on it.
    """

    def parts(sheet: Paper) -> Iterator[CutPage]:
        assert some is not None
        size = next(
            (
                count
                for count in range(len(items), 1, -1)
                if is_legible(plot_scene(some(items[:count])), sheet)
            ),
            1,
        )
        for first in range(0, len(items), size):
            scene = plot_scene(some(items[first : first + size]))
            yield CutPage(scene, [inset.title for inset in scene.insets])

    cut = parts if len(items) > 1 else None
    return PlotDrawing(words, [partial(_made, make) for make in plots], parts=cut, plots=plots)


def _made(make: Callable[[], Plot]) -> Scene:
    return plot_scene(make())


def plot_scene(plot: Plot) -> Scene:
    """The frame with everything that stands in its panels."""
    scene = plot.frame
    insets = []
    for panel in plot.panels:
        drawn = _drawn(panel)
        scene.shapes += drawn.shapes
        scene.lines += drawn.lines
        scene.boxes += drawn.boxes
        scene.labels += drawn.labels
        _told(scene, panel)
        insets.append(Inset(panel, panel.title, panel.box, drawn))
    scene.insets = tuple(insets)
    return scene


def _drawn(panel: Panel) -> Scene:
    """The pieces of a panel."""
    scene = Scene()
    _scales(scene, panel)
    for bars in panel.bars:
        scene.boxes += _boxes(panel, bars)
        scene.labels += _ends(panel, bars)
    for trace in panel.traces:
        if trace.mark != BELOW:
            _trace(scene, panel, trace)
    return scene


def _told(scene: Scene, panel: Panel) -> None:
    """What stands in a panel and in no native chart: remarks, what the scales count, marks below."""
    for trace in panel.traces:
        if trace.mark == BELOW:
            _trace(scene, panel, trace)
    left, top, width, height = panel.box
    bottom = top + height
    if panel.x_label:
        middle = left + width / 2
        scene.add(Label(middle, bottom + TICK * 2.9, panel.x_label, TICK, FAINT, "center"))
    if panel.y_label:
        middle = top + height / 2
        scene.add(Label(left - 26, middle, panel.y_label, TICK, FAINT, "center", upright=True))
    for remark in panel.remarks:
        x, y = panel.place(remark.x, remark.y)
        scene.add(
            Label(x + remark.right, y - remark.up, remark.text, TICK, remark.color, remark.anchor)
        )


def _scales(scene: Scene, panel: Panel) -> None:
    left, top, width, height = panel.box
    bottom = top + height
    for tick in panel.y_ticks:
        _, y = panel.place(panel.x[0], tick.at)
        if panel.rules:
            scene.add(Line(((left, y), (left + width, y)), _GRID, 0.5))
        scene.add(Label(left - 4, y + TICK * 0.34, tick.text, TICK, FAINT, "right"))
    if not panel.across:
        scene.add(Line(((left, bottom), (left + width, bottom)), RULE, 0.7))
    elif panel.y_ticks:
        zero, _ = panel.place(0.0, panel.y[0])
        scene.add(Line(((zero, top), (zero, bottom)), RULE, 0.7))
    for tick in panel.x_ticks:
        x, _ = panel.place(tick.at, panel.y[0])
        scene.add(Line(((x, bottom), (x, bottom + 2.5)), RULE, 0.6))
        scene.add(Label(x, bottom + TICK * 1.55, tick.text, TICK, FAINT, "center"))


def _spans(panel: Panel, bars: Bars) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Two opposite corners of each bar in the frame."""
    starts = bars.starts or (0.0,) * len(bars.places)
    for place, start, length in zip(bars.places, starts, bars.lengths, strict=True):
        ends = (place - bars.breadth / 2, place + bars.breadth / 2)
        if panel.across:
            yield panel.place(start, ends[0]), panel.place(start + length, ends[1])
        else:
            yield panel.place(ends[0], start), panel.place(ends[1], start + length)


def _boxes(panel: Panel, bars: Bars) -> list[Box]:
    titles = bars.titles or ("",) * len(bars.places)
    return [
        Box(
            min(one[0], other[0]),
            min(one[1], other[1]),
            max(abs(other[0] - one[0]), 0.1),
            max(abs(other[1] - one[1]), 0.1),
            PAPER if bars.hatched else bars.color,
            ALARM if bars.hatched else bars.edge,
            0.7,
            hatched=bars.hatched,
            title=title,
        )
        for (one, other), title in zip(_spans(panel, bars), titles, strict=True)
    ]


def _ends(panel: Panel, bars: Bars) -> list[Label]:
    """What is written above upright bars, or behind lying ones."""
    labels = []
    for (one, other), text, length in zip(
        _spans(panel, bars), bars.told or ("",) * len(bars.places), bars.lengths, strict=True
    ):
        if not text:
            continue
        if panel.across:
            y, side = (one[1] + other[1]) / 2 + TICK * 0.36, 3 if length >= 0 else -3
            anchor = "left" if length >= 0 else "right"
            labels.append(Label(other[0] + side, y, text, TICK, INK, anchor))
        else:
            x, y = (one[0] + other[0]) / 2, min(one[1], other[1]) - 2
            labels.append(Label(x, y, text, TICK, FAINT, "center"))
    return labels


def _trace(scene: Scene, panel: Panel, trace: Trace) -> None:
    points = [panel.place(x, y) for x, y in zip(trace.x, trace.y, strict=True)]
    if trace.drawn:
        path = stairs(points) if trace.stairs else points
        scene.lines += [
            Line(pair, trace.color, trace.width, dashed=trace.dashed)
            for pair in itertools.pairwise(path)
        ]
    if trace.mark == BELOW:
        scene.lines += [Line(((x, y), (x, y + 3)), trace.color, 2.4) for x, y in points]
    elif trace.mark:
        fill = PAPER if trace.hollow else trace.color
        if trace.mark == "o":  # boxes lie above lines, shapes below
            scene.boxes += [_circle(x, y, fill, trace.color) for x, y in points]
            return
        scene.shapes += [Shape(_mark(x, y, trace.mark), fill, trace.color, 1.0) for x, y in points]


def _circle(x: float, y: float, fill: str, color: str) -> Box:
    return Box(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK, fill, color, 1.0, rounded=_MARK)


def stairs(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points with a corner before each change of height.

    Examples
    --------
    >>> stairs([(0, 2), (3, 1)])
    [(0, 2), (3, 2), (3, 1)]
    """
    path = list(points[:1])
    for (_, before), (x, y) in itertools.pairwise(points):
        path += [(x, before), (x, y)]
    return path


def _mark(x: float, y: float, mark: str) -> tuple[tuple[float, float], ...]:
    """A mark as a polygon."""
    corners, turned = {
        "s": (4, 45.0),
        "^": (3, 0.0),
        "D": (4, 0.0),
        "v": (3, 180.0),
        "P": (6, 0.0),
    }[mark]
    angles = [math.radians(turned + 360 * corner / corners) for corner in range(corners)]
    return tuple((x + _MARK * math.sin(angle), y - _MARK * math.cos(angle)) for angle in angles)
