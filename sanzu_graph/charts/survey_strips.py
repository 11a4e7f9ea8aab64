"""Many organisations side by side: a strip each, the worst first, and all of them by rank below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.charts.colors import FAINT, SEVERITIES
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of, plot_scene
from sanzu_graph.charts.plots import TICK, Bars, Panel, Plot, Tick, Trace, steps
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import Key, heading
from sanzu_graph.charts.scenes import LEADING, MARGIN, Label, Scene
from sanzu_graph.checks.finding_frames import default_label
from sanzu_graph.errors import speaking
from sanzu_graph.messages import grouped
from sanzu_graph.surveys.survey_html import SHARES, figure_text, figure_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.surveys.survey_results import Survey

_TEXT, _ROW = 8.0, 15.0
_NAME, _STRIP, _FIGURES = 150.0, 300.0, 210.0
#: Between a name and its strip.
_BESIDE = 8.0
#: Room for the headings of the figures, of three lines at most.
_HEADINGS, _LINES = 36.0, 3
_CURVE = 90.0
#: How many organisations have a strip with their name, from detailed to plain.
_STRIPS = (60, 40, 25, 12)
#: So many organisations have a bar each in the lower panel; of more, a line is drawn through all.
_BARS = 400
_NAMED = 3
_ERRORS, _WARNINGS = SEVERITIES["error"][1], SEVERITIES["warning"][1]


@dataclass(frozen=True)
class _Strips:
    """The organisations, the worst first."""

    ranked: pd.DataFrame
    by: str
    shares: list[str]
    failed: int
    #: How wide names, strips and figures are.
    widths: tuple[float, float, float] = (_NAME, _STRIP, _FIGURES)

    @property
    def width(self) -> float:
        """How wide the picture is."""
        return 2 * MARGIN + sum(self.widths)


@chart
def plot_survey(
    survey: Survey, *, by: str = "errors", ax: Axes | None = None, lang: str | None = None
) -> PlotDrawing:
    """A strip an organisation, the worst first: its figure, and how far its layers are covered.

    Where there are more than fit, the worst have a strip with their name. Below, all stand by rank,
    so that it is seen whether few or many are bad.

    Parameters
    ----------
    survey
        What `sanzu_graph.survey` found.
    by
        The figure, a column of `Survey.summary`. By errors, warnings stand behind them.
    lang
        ``"en"`` or ``"zh"``; by default the survey's, else the user's locale.

    Raises
    ------
    AbsentError
        If the survey has no such figure.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> import sanzu_graph as sg
    >>> org = sg.Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A"], "unit": ["T"]})
    >>> surveyed = sg.survey({"north": org}, sg.Policy.for_layers("team", ["party"]), lang="en")
    >>> ax = plot_survey(surveyed)
    >>> plt.close(ax.figure)
    """
    with speaking(None, survey.lang):
        words = Lettering()
    strips = _strips(survey, by)
    return drawing_of(words, [partial(_plot, strips, words, most) for most in _STRIPS])


def worst_strips(survey: Survey, most: int, width: float) -> Scene:
    """The strips of the organisations with the most errors, for a page that says the rest in words."""
    strips = replace(_strips(survey, "errors"), widths=_widths(width))
    words, frame = Lettering(), Scene(width=width)
    top = heading(frame, words, words.text("survey.worst"), keys=_keys(strips, words))
    shown = strips.ranked.head(most)
    strips = _snug(strips, words, shown)
    plot = Plot(frame, [_worst(strips, words, shown, frame, top + _HEADINGS)])
    frame.height = top + _HEADINGS + _ROW * len(shown) + TICK * 2.4
    return plot_scene(plot)


def _widths(width: float) -> tuple[float, float, float]:
    """The usual widths, made narrower."""
    share = (width - 2 * MARGIN) / (_NAME + _STRIP + _FIGURES)
    return _NAME * share, _STRIP * share, _FIGURES * share


def _snug(strips: _Strips, words: Lettering, shown: pd.DataFrame) -> _Strips:
    """Names as wide as the longest of them, and told apart where they are shortened; the strips take
    the room that is left.
    """
    names, bars, figures = strips.widths
    words.tell_apart(map(words.plain, shown["organisation"]))
    widest = max(words.width(words.plain(name), TICK) for name in shown["organisation"])
    kept = min(names, widest + _BESIDE)
    return replace(strips, widths=(kept, bars + names - kept, figures))


def _strips(survey: Survey, by: str) -> _Strips:
    summary = survey.summary
    if not len(summary):
        ranked, shares = pd.DataFrame({"organisation": [], "value": []}), []
    else:
        ranked = survey.ranks(by).merge(summary, on="organisation", suffixes=("", "_"))
        common = summary.notna().mean() >= 0.5  # noqa: PLR2004 - half of the organisations
        shares = [str(name) for name in summary if str(name).startswith("coverage.")]
        shares = [name for name in shares if common[name] and name != by][:2]
    return _Strips(ranked, by, shares, survey.count_failed)


def _keys(strips: _Strips, words: Lettering) -> list[Key]:
    return [
        Key(words.told(figure_title, name), color)
        for name, color in ((strips.by, _ERRORS), ("warnings", _WARNINGS))
        if strips.by == "errors"
    ]


def _plot(strips: _Strips, words: Lettering, most: int) -> Plot:
    frame = Scene(width=strips.width)
    notes = []
    if strips.failed:
        notes.append(words.text("survey.headline_failed", count=strips.failed).strip())
    title = words.told(figure_title, strips.by)
    technical = words.text("chart.survey", count=len(strips.ranked), figure=title)
    keys = _keys(strips, words)
    top = heading(frame, words, _told(strips, words), technical, notes=notes, keys=keys)
    plot = Plot(frame)
    if len(strips.ranked):
        shown = strips.ranked.head(most)
        strips = _snug(strips, words, shown)
        plot.panels.append(_worst(strips, words, shown, frame, top + _HEADINGS))
        top += _HEADINGS + _ROW * len(shown) + TICK * 3.4
        if len(strips.ranked) > most:
            frame.add(Label(MARGIN, top + 10, words.text("chart.survey_all"), _TEXT, FAINT))
            plot.panels.append(_all(strips, words, top + 22))
            top += 22 + _CURVE + TICK * 3.4
    frame.height = top + MARGIN
    return plot


def _told(strips: _Strips, words: Lettering) -> str:
    """The finding in words: how many have errors, and which have the most."""
    ranked = strips.ranked
    if not len(ranked):
        return words.text("chart.survey_none")
    worst = ranked[ranked["rank"] == 1]["organisation"].map(words.plain).tolist()
    value = _number(words, strips.by, ranked["value"].iloc[0])
    if strips.by == "errors":
        bad = int((ranked["value"] > 0).sum())
        if not bad:
            return words.text("chart.survey_sound", count=len(ranked))
        names = words.listed(worst, most=_NAMED)
        return words.text(
            "chart.survey_errors", bad=bad, count=len(ranked), names=names, most=int(float(value))
        )
    names = words.listed(worst, most=_NAMED)
    return words.text(
        "chart.survey_worst", figure=words.told(figure_title, strips.by), value=value, names=names
    )


def _worst(
    strips: _Strips, words: Lettering, shown: pd.DataFrame, frame: Scene, top: float
) -> Panel:
    """The strips of the worst organisations, with name and figures."""
    values = shown["value"].astype("float64").tolist()
    behind = shown["warnings"].astype("float64").fillna(0).tolist() if strips.by == "errors" else []
    ends = [value + (behind[place] if behind else 0) for place, value in enumerate(values)]
    is_share = strips.by.partition(".")[0] in SHARES
    most = max([*ends, 1.0 if strips.by == "errors" or is_share else 1e-9])
    places = tuple(float(place) for place in range(len(values)))
    label = words.told(figure_title, strips.by)
    bars = [Bars(label, places, tuple(values), _ERRORS, breadth=0.62)]
    if behind:
        bars.append(
            Bars(
                words.told(figure_title, "warnings"),
                places,
                tuple(behind),
                _WARNINGS,
                starts=tuple(values),
                breadth=0.62,
            )
        )
    _figures(strips, words, shown, frame, top)
    return Panel(
        label,
        (MARGIN + strips.widths[0], top, strips.widths[1], _ROW * len(values)),
        (0.0, most),
        (len(values) - 0.5, -0.5),
        x_ticks=tuple(Tick(value, _number(words, strips.by, value)) for value in steps(0, most)),
        y_ticks=tuple(
            Tick(place, words.fit(words.plain(name), TICK, strips.widths[0] - _BESIDE))
            for place, name in zip(places, shown["organisation"], strict=True)
        ),
        bars=tuple(bars),
        across=True,
        rules=False,
    )


def _figures(
    strips: _Strips, words: Lettering, shown: pd.DataFrame, frame: Scene, top: float
) -> None:
    """The figures behind the strips, a column each, below its heading."""
    figures = [strips.by, *strips.shares]
    wide = strips.widths[2] / len(figures)
    for number, figure in enumerate(figures):
        left = MARGIN + sum(strips.widths[:2]) + 10 + number * wide
        lines = _heading_lines(words, figure, wide - _BESIDE)
        for place, line in enumerate(reversed(lines)):
            frame.add(Label(left, top - 3 - place * _TEXT * LEADING, line, _TEXT, FAINT))
        values = shown["value"] if figure == strips.by else shown[figure]
        for place, value in enumerate(values):
            middle = top + (place + 0.5) * _ROW + _TEXT * 0.36
            text = words.fit(_number(words, figure, value), _TEXT, wide - 12)
            frame.add(Label(left, middle, text, _TEXT, FAINT))


def _heading_lines(words: Lettering, figure: str, room: float) -> list[str]:
    """What a column of figures is called: the figure, and below it the layer."""
    name, _, layer = figure.partition(".")
    lines = words.wrap(words.told(figure_title, name), _TEXT, room, 1)
    if layer:
        lines += words.wrap(words.told(default_label, layer), _TEXT, room, _LINES - 1)
    return lines


def _all(strips: _Strips, words: Lettering, top: float) -> Panel:
    """All organisations by rank."""
    values = strips.ranked["value"].astype("float64").tolist()
    most = max([*values, 1e-9])
    box = (MARGIN + 40, top, sum(strips.widths) - 60, _CURVE)
    ticks = [Tick(at, grouped(int(at))) for at in steps(0, len(values), whole=True)]
    label = words.told(figure_title, strips.by)
    bars: tuple[Bars, ...] = ()
    traces: tuple[Trace, ...] = ()
    if len(values) <= _BARS:
        places = tuple(place + 0.5 for place in range(len(values)))
        bars = (Bars(label, places, tuple(values), _ERRORS, breadth=1.0),)
    else:
        step = max(len(values) // _BARS, 1)
        ranks = [*range(0, len(values), step), len(values) - 1]
        traces = (
            Trace(label, tuple(map(float, ranks)), tuple(values[at] for at in ranks), _ERRORS),
        )
    return Panel(
        words.text("chart.survey_all"),
        box,
        (0.0, float(len(values))),
        (0.0, most),
        x_ticks=tuple(ticks),
        y_ticks=tuple(Tick(value, _number(words, strips.by, value)) for value in steps(0, most)),
        bars=bars,
        traces=traces,
        x_label=words.text("chart.survey_rank"),
    )


def _number(words: Lettering, figure: str, value: object) -> str:
    """A figure as it is read; a whole number has nothing behind it."""
    if isinstance(value, float) and value.is_integer() and not figure.startswith("coverage."):
        return grouped(int(value))
    return words.told(figure_text, figure, value)
