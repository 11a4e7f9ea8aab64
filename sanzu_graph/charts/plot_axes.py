"""A plot on ordinary matplotlib axes: bars in `ax.patches`, lines in `ax.lines`, ticks, a legend.

A panel that is alone stands on the axes themselves. Others stand on axes of their own within them,
which are `ax.child_axes`; the axes around them hold the title and what stands beside the panels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, RULE, mixed
from sanzu_graph.charts.fonts import families, style
from sanzu_graph.charts.painting import LEGIBLE, new_axes, paint, scale_of, space
from sanzu_graph.charts.plots import BELOW, TICK, Bars, Panel, Plot, Trace
from sanzu_graph.charts.scenes import MARGIN, SMALL, TITLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARK = 4.5
_HATCH = "////"
_POINTS = 72.0


def paint_plot(plots: Sequence[Callable[[], Plot]], ax: Axes | None) -> Axes:
    """The first plot that can be read on the axes; without axes the first, on a new figure."""
    plot = _legible(plots, ax)
    if plot.alone:
        return _alone(plot, ax)
    ax = new_axes(plot.frame) if ax is None else ax
    scale = scale_of(plot.frame, space(ax) or (plot.frame.width, plot.frame.height))
    paint(plot.frame, ax)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    for panel in plot.panels:
        left, top, width, height = panel.box
        across, high = x1 - x0, y0 - y1
        box = ((left - x0) / across, (y0 - top - height) / high, width / across, height / high)
        child = ax.inset_axes(box, zorder=6)
        child.patch.set_alpha(0)
        _panel(child, panel, scale)
    if plot.legend and plot.panels:
        _legend(plot.panels, ax, scale)
    return ax


def _legible(plots: Sequence[Callable[[], Plot]], ax: Axes | None) -> Plot:
    room = space(ax)
    for make in plots:
        plot = make()
        smallest = min(plot.frame.smallest, TICK)
        if room is None or smallest * scale_of(plot.frame, room) >= LEGIBLE:
            break
    return plot


def _alone(plot: Plot, ax: Axes | None) -> Axes:
    """One panel on the axes themselves, its title above them."""
    import matplotlib.pyplot as plt

    frame, (panel,) = plot.frame, plot.panels
    if ax is None:
        size = (frame.width / _POINTS, frame.height / _POINTS)
        ax = plt.figure(figsize=size, facecolor=PAPER, layout="constrained").add_subplot()
    _panel(ax, panel, 1.0)
    above = [label for label in frame.labels if label.y < panel.box[1] and label.x == MARGIN]
    titles = [label.text for label in above if label.size >= TITLE]
    notes = [label.text for label in above if label.size < TITLE]
    name = list(families())
    ax.set_title(
        "\n".join(titles),
        loc="left",
        fontsize=TITLE,
        fontfamily=name,
        parse_math=False,
        pad=6 + len(notes) * SMALL * 1.5,
    )
    with style():
        ax.annotate(
            "\n".join(notes),
            (0, 1),
            (0, 5),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=SMALL,
            color=FAINT,
            va="bottom",
            linespacing=1.3,
            parse_math=False,
        )
    if plot.legend:
        _legend(plot.panels, ax, 1.0, alone=True)
    return ax


def _panel(ax: Axes, panel: Panel, scale: float) -> None:
    """Everything of a panel as artists of its axes."""
    size, name = TICK * scale, list(families())
    # A line at 0 belongs to names at the scale; what is named elsewhere is read across panels.
    axis = "bottom" if not panel.across else "left" if panel.y_ticks else ""
    if axis == "left":
        ax.spines["left"].set_position(("data", 0.0))  # it makes all ticks of the axis anew
    with style():
        for bars in panel.bars:
            _bars(ax, panel, bars, size)
        for trace in panel.traces:
            _trace(ax, panel, trace, scale)
        for remark in panel.remarks:
            ax.annotate(
                remark.text,
                (_x(panel, [remark.x])[0], remark.y),
                (remark.right * scale, remark.up * scale),
                textcoords="offset points",
                fontsize=size,
                color=remark.color,
                ha=remark.anchor,
                va="baseline",
                annotation_clip=False,
                parse_math=False,
            )
        ax.set_xlim(*_x(panel, panel.x))
        ax.set_ylim(*panel.y)
        ax.set_xticks(
            _x(panel, [tick.at for tick in panel.x_ticks]),
            [tick.text for tick in panel.x_ticks],
            fontsize=size,
            fontfamily=name,
            color=FAINT,
        )
        ax.set_yticks(
            [tick.at for tick in panel.y_ticks],
            [tick.text for tick in panel.y_ticks],
            fontsize=size,
            fontfamily=name,
            color=FAINT,
        )
        for scaled, label in ((ax.xaxis, panel.x_label), (ax.yaxis, panel.y_label)):
            scaled.set_label_text(label, fontsize=size, color=FAINT, fontfamily=name)
    ax.tick_params(length=2.5 * scale, width=0.6 * scale, color=RULE, pad=3 * scale)
    ax.tick_params(axis="y", length=0)
    for side, spine in ax.spines.items():
        spine.set_visible(side == axis)
        spine.set_color(RULE)
        spine.set_linewidth(0.7 * scale)
    if panel.rules:
        ax.grid(axis="y", color=mixed(RULE, PAPER, 0.5), linewidth=0.5 * scale)
        ax.set_axisbelow(True)


def _bars(ax: Axes, panel: Panel, bars: Bars, size: float) -> None:
    look: dict[str, Any] = {
        "color": PAPER if bars.hatched else bars.color,
        "edgecolor": ALARM if bars.hatched else bars.edge,
        "hatch": _HATCH if bars.hatched else None,
        "linewidth": 0.7,
        "label": bars.label,
    }
    starts = bars.starts or 0.0
    drawn = (
        ax.barh(bars.places, bars.lengths, bars.breadth, left=starts, **look)
        if panel.across
        else ax.bar(_x(panel, bars.places), bars.lengths, bars.breadth, bottom=starts, **look)
    )
    for patch, title in zip(drawn.patches, bars.titles, strict=False):
        patch.set_gid(title)
    if any(bars.told):
        color = INK if panel.across else FAINT
        ax.bar_label(drawn, bars.told, padding=2, fontsize=size, color=color)


def _trace(ax: Axes, panel: Panel, trace: Trace, scale: float) -> None:
    (line,) = ax.plot(
        _x(panel, trace.x),
        trace.y,
        color=trace.color,
        linewidth=trace.width * scale,
        linestyle="none" if not trace.drawn else "--" if trace.dashed else "-",
        drawstyle="steps-post" if trace.stairs else "default",
        marker=3 if trace.mark == BELOW else trace.mark or "none",
        markersize=(3.0 if trace.mark == BELOW else _MARK) * scale,
        markeredgewidth=2.2 * scale if trace.mark == BELOW else 1.0 * scale,
        markerfacecolor=PAPER if trace.hollow else trace.color,
        label=trace.label,
        clip_on=False,
        zorder=3,
    )
    line.set_gid(trace.label)


def _legend(panels: Sequence[Panel], ax: Axes, scale: float, *, alone: bool = False) -> None:
    """One legend for all panels, each meaning once."""
    axes: list[Any] = [ax] if alone else ax.child_axes
    known: dict[str, Any] = {}
    for child in axes:
        for handle, label in zip(*child.get_legend_handles_labels(), strict=True):
            known.setdefault(label, handle)
    if not known:
        return
    with style():
        look: dict[str, Any] = {"fontsize": TICK * scale, "frameon": False, "ncols": len(known)}
        if alone:
            ax.legend(list(known.values()), list(known), loc="upper right", **look | {"ncols": 1})
            return
        top = max(panel.box[1] + panel.box[3] for panel in panels)
        ax.legend(
            list(known.values()),
            list(known),
            loc="upper left",
            bbox_to_anchor=(MARGIN, top),
            bbox_transform=ax.transData,
            borderaxespad=0,
            **look,
        )


def _x(panel: Panel, values: Sequence[float]) -> Any:  # noqa: ANN401 - days or numbers
    """Numbers of the x scale as matplotlib takes them: days as dates."""
    if not panel.is_dates:
        return list(values)
    return np.array([round(value) for value in values], dtype="datetime64[D]")
