"""Bars and lines before they are painted: panels with scales, ticks and what stands in them.

A plot is painted three ways: on ordinary matplotlib axes (`plot_axes`), as a scene for files
(`plot_scenes`), and as native charts on slides (`native_charts`). All three read what is here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sanzu_graph.charts.colors import INK
from sanzu_graph.charts.scenes import Scene

#: The size of ticks and of what stands beside bars and lines.
TICK = 7.5
#: Marks by which lines are told apart without their colours.
MARKS = ("o", "s", "^", "D", "v", "P")
#: A thick mark below the scale.
BELOW = "|"
#: Steps between ticks, before a power of ten.
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bars:
    """Bars of one meaning.

    Attributes
    ----------
    label : what they mean; stands in the legend
    places, lengths : where each stands, and how long it is
    starts : where each begins; empty: at 0
    breadth : how broad they are, in steps of the places
    told : what is written at the end of each; empty: nothing
    titles : what each stands for, in words
    """

    label: str
    places: tuple[float, ...]
    lengths: tuple[float, ...]
    color: str
    edge: str = "none"
    hatched: bool = False
    starts: tuple[float, ...] = ()
    breadth: float = 0.8
    told: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """A line through points, or the points alone.

    Attributes
    ----------
    label : what it means; stands in the legend
    mark : one of `MARKS`, or `BELOW`; empty for none
    drawn : whether the line itself is, or only its marks
    dashed, hollow, stairs : how line and marks look, and whether it goes in stairs
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    color: str
    width: float = 1.6
    mark: str = ""
    drawn: bool = True
    dashed: bool = False
    hollow: bool = False
    stairs: bool = False


@dataclass(frozen=True)
class Tick:
    """A place on a scale, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class Remark:
    """A text at a place in the panel's own numbers, moved by some points."""

    x: float
    y: float
    text: str
    color: str = INK
    anchor: str = "left"
    right: float = 0.0
    up: float = 0.0


@dataclass(frozen=True)
class Panel:
    """A field with two scales.

    Attributes
    ----------
    title : what it shows; the native chart is called so
    box : left, top, width and height of the field in the frame, in points
    x, y : the ends of both scales; where y ends below where it begins, it grows downwards
    x_ticks, y_ticks : what is written at the scales
    bars, traces, remarks : what stands in it
    x_label, y_label : what the scales count
    across : whether the bars lie
    is_dates : whether x counts days since 1970-01-01
    is_share : whether y counts shares of 1
    rules : whether light lines run through the ticks of y
    categories : places of bars, and what each is called where its name stands outside the panel
    """

    title: str
    box: tuple[float, float, float, float]
    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    bars: tuple[Bars, ...] = ()
    traces: tuple[Trace, ...] = ()
    remarks: tuple[Remark, ...] = ()
    x_label: str = ""
    y_label: str = ""
    across: bool = False
    is_dates: bool = False
    is_share: bool = False
    rules: bool = True
    categories: tuple[tuple[float, str], ...] = ()

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the panel lies in the frame."""
        left, top, width, height = self.box
        along = (x - self.x[0]) / ((self.x[1] - self.x[0]) or 1.0)
        up = (y - self.y[0]) / ((self.y[1] - self.y[0]) or 1.0)
        return left + along * width, top + height * (1 - up)


@dataclass
class Plot:
    """Panels in a frame, which holds the title, the notes and all that stands beside the panels.

    Attributes
    ----------
    legend : whether what the colours mean is told in a legend
    alone : whether the only panel stands on the axes themselves; nothing stands beside it then
    """

    frame: Scene
    panels: list[Panel] = field(default_factory=list)
    legend: bool = False
    alone: bool = False


def steps(low: float, high: float, most: int = 5, *, whole: bool = False) -> list[float]:
    """Round numbers from `low` to `high`, at most about so many.

    Examples
    --------
    >>> steps(0, 43), steps(0, 3, whole=True), steps(0, 0)
    ([0, 10, 20, 30, 40], [0, 1, 2, 3], [0])
    """
    reach = high - low
    if reach <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(reach / most))
    step = next(
        power * first_digit
        for first_digit in _STEPS
        if power * first_digit * most >= reach * (1 - 1e-9)
    )
    step = max(step, 1.0) if whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = [round(place * step, 9) for place in range(first, last + 1)]
    return [int(value) if value == int(value) else value for value in ticks]
