"""What a little more change would buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.charts.colors import ALARM, INK, layer_color
from sanzu_graph.charts.headlines import least_reached
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of
from sanzu_graph.charts.plots import Panel, Plot, Remark, Tick, Trace, steps
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import MARGIN, Scene
from sanzu_graph.errors import InputError
from sanzu_graph.messages import amount, catalog

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_WIDE, _HIGH, _BEFORE, _BELOW = 430.0, 210.0, 44.0, 36.0
#: So many points are written beside their marks.
_NAMED = 25
_TICKS = 8
PROVEN = "optimal"


@chart
def plot_frontier(
    frontier: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None
) -> PlotDrawing:
    """A frontier as stairs: the least of one goal (upwards) that so much of the other (to the
    right) can reach.

    Proven points are filled, others hollow: below these something better may exist. The stairs and
    both kinds of points are the ``lines`` of the axes, with a legend.

    Parameters
    ----------
    frontier
        What `frontier` returned: two goals and the ``status`` of each point.
    lang
        ``"en"`` or ``"zh"``; by default the user's locale.

    Raises
    ------
    InputError
        If the table has not two goals and a status.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> import pandas as pd
    >>> table = pd.DataFrame({"people_moved": [0, 1, 2], "unmet": [2, 1, 0], "status": ["optimal"] * 3})
    >>> ax = plot_frontier(table, lang="en")
    >>> ax.get_xlabel(), ax.get_ylabel(), ax.lines[0].get_ydata().tolist()
    ('people moved', 'demands unmet', [2.0, 1.0, 0.0])
    >>> plt.close(ax.figure)
    """
    goals = [str(name) for name in frontier if name != "status" and f"goal.{name}" in catalog()]
    if len(goals) < 2 or "status" not in frontier:  # noqa: PLR2004 - a plane
        raise InputError("error.no_frontier", columns=list(map(str, frontier)))
    words = Lettering()
    labels = (words.text(f"goal.{goals[0]}"), words.text(f"goal.{goals[1]}"))
    return drawing_of(words, [lambda: _plot(frontier, goals, labels, words)])


def _plot(
    frontier: pd.DataFrame, goals: list[str], labels: tuple[str, str], words: Lettering
) -> Plot:
    x, y = (frontier[name].to_numpy(dtype="float64") for name in goals[:2])
    proven = (frontier["status"] == PROVEN).to_numpy()
    color, few = layer_color(0), len(x) <= _NAMED
    meanings = (words.text("chart.frontier_proven"), words.text("chart.frontier_open"))
    frame = Scene(width=2 * MARGIN + _BEFORE + _WIDE)
    keys = [
        Key(meanings[0], color),
        *([] if proven.all() else [Key(meanings[1], "#ffffff", ALARM)]),
    ]
    title = words.told(least_reached, labels, list(zip(x.tolist(), y.tolist(), strict=True)))
    technical = words.text("chart.frontier", x=labels[0], y=labels[1])
    note = words.text("chart.frontier_note")
    top = heading(frame, words, title, technical, notes=[note], keys=keys)
    traces = [
        Trace(technical, tuple(x.tolist()), tuple(y.tolist()), color, 1.2, stairs=True),
        *(
            Trace(
                label,
                tuple(x[chosen].tolist()),
                tuple(y[chosen].tolist()),
                ink,
                mark="o",
                drawn=False,
                hollow=hollow,
            )
            for label, chosen, ink, hollow in zip(
                meanings, (proven, ~proven), (color, ALARM), (False, True), strict=True
            )
            if chosen.any()
        ),
    ]
    remarks = [
        Remark(at, value, amount(value), INK, right=4, up=4)
        for at, value in zip(x.tolist(), y.tolist(), strict=True)
        if few
    ]
    ends = (
        (min(float(x.min(initial=0)), 0.0), max(float(x.max(initial=0)), 1.0) * 1.05),
        (min(float(y.min(initial=0)), 0.0), max(float(y.max(initial=0)), 1.0) * 1.12),
    )
    ticks = [
        tuple(Tick(value, amount(value)) for value in steps(low, high, _TICKS, whole=True))
        for low, high in ends
    ]
    frame.height = top + 12 + _HIGH + _BELOW + MARGIN
    panel = Panel(
        technical,
        (MARGIN + _BEFORE, top + 12, _WIDE, _HIGH),
        *ends,
        x_ticks=ticks[0],
        y_ticks=ticks[1],
        traces=tuple(traces),
        remarks=tuple(remarks),
        x_label=labels[0],
        y_label=labels[1],
    )
    return Plot(frame, [panel], legend=True, alone=True)
