"""What a little more change would buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, RULE, layer_color, tint
from sanzu_graph.charts.drawings import CALLER
from sanzu_graph.charts.fonts import families, style
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.errors import InputError
from sanzu_graph.messages import amount, catalog

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_SIZE = (7.2, 4.2)
_TEXT, _TITLE = 8.5, 12.0
#: So many points are written beside their marks.
_NAMED = 25
PROVEN = "optimal"


@chart
def plot_frontier(
    frontier: pd.DataFrame, *, ax: Axes | None = None, lang: str | None = None
) -> Stairs:
    """A frontier as stairs: the least of one goal (upwards) that so much of the other (to the
    right) can reach.

    Proven points are filled, others hollow: below these something better may exist.

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
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('people moved', 'demands unmet')
    >>> plt.close(ax.figure)
    """
    goals = [str(name) for name in frontier if name != "status" and f"goal.{name}" in catalog()]
    if len(goals) < 2 or "status" not in frontier:  # noqa: PLR2004 - a plane
        raise InputError("error.no_frontier", columns=list(map(str, frontier)))
    words = Lettering()
    lines = [words.text(f"goal.{name}") for name in goals]
    title = words.text("chart.frontier", x=lines[0], y=lines[1])
    notes = words.text("chart.frontier_note")
    return Stairs(frontier, goals, (title, notes, *lines), words)


@dataclass(frozen=True)
class Stairs:
    """A frontier with its words: it has axes with ticks, and so is no scene.

    Attributes
    ----------
    frontier, goals : the points, and the columns of the goals
    told : the title, the note, and the labels of both axes
    words : what they are written in
    """

    frontier: pd.DataFrame
    goals: list[str]
    told: tuple[str, ...]
    words: Lettering

    def painted(self, ax: Axes | None) -> Axes:
        """The stairs on the axes, or on a figure of their own."""
        self.words.warn(CALLER)
        return _drawn(self.frontier, self.goals, self.told, ax)


def _drawn(
    frontier: pd.DataFrame, goals: list[str], told: tuple[str, ...], ax: Axes | None
) -> Axes:
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    title, note, x_label, y_label = told
    x, y = (frontier[name].to_numpy(float) for name in goals[:2])
    proven = (frontier["status"] == PROVEN).to_numpy()
    ax = (
        plt.figure(figsize=_SIZE, facecolor=PAPER, layout="constrained").add_subplot()
        if ax is None
        else ax
    )
    color, size = layer_color(0), 26 if len(x) <= _NAMED else 7
    with style():
        ax.fill_between(x, y, step="post", color=tint(color), linewidth=0, zorder=1)
        ax.step(x, y, where="post", color=color, linewidth=1.2, zorder=2)
        ax.scatter(x[proven], y[proven], s=size, color=color, zorder=3)
        ax.scatter(
            x[~proven],
            y[~proven],
            s=size,
            facecolors=PAPER,
            edgecolors=ALARM,
            linewidths=1.2,
            zorder=3,
        )
        if len(x) <= _NAMED:
            for at, value in zip(x, y, strict=True):
                ax.annotate(
                    amount(value),
                    (at, value),
                    (3, 4),
                    textcoords="offset points",
                    fontsize=_TEXT,
                    color=INK,
                )
        ax.set_title(
            title[:1].upper() + title[1:] + "\n",
            loc="left",
            fontsize=_TITLE,
            fontfamily=list(families()),
            parse_math=False,
        )
        ax.text(0, 1.02, note, transform=ax.transAxes, fontsize=_TEXT, color=FAINT, va="bottom")
        for axis, label in (
            (ax.xaxis, x_label),
            (ax.yaxis, y_label),
        ):  # made with the figure, before the fonts were chosen
            axis.set_label_text(label, fontsize=_TEXT + 1, fontfamily=list(families()))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axis.set_tick_params(labelsize=_TEXT, color=RULE)
    ax.set_ylim(0, max(float(y.max(initial=0)), 1.0) * 1.12)
    ax.set_xlim(min(float(x.min(initial=0)), 0.0), max(float(x.max(initial=0)), 1.0) * 1.05)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
