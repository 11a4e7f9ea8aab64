"""How the measures of an organisation develop."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.audits.trends import trend
from sanzu_graph.charts.colors import INK
from sanzu_graph.charts.headlines import moved_measure
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of
from sanzu_graph.charts.plots import TICK, Plot
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import MARGIN, SMALL, Label, Scene
from sanzu_graph.charts.trend_panels import (
    ABOVE,
    BEFORE,
    BESIDE,
    GAP,
    HIGH,
    SHARES,
    UNDER,
    WIDE,
    line_label,
    share_scale,
    trend_lines,
    trend_panel,
    value_scale,
)
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.messages import catalog
from sanzu_graph.model.days import day_or_today
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import columns
from sanzu_graph.year.periods import date_of, first_day, period_of, the_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Those of them that are drawn unasked.
USUAL = tuple(
    name for name in SHARES if name not in ("led_share", "leads_both_share", "routines_on_time")
)
_MONTHS = 12
#: Panels side by side, and the most panels: fewer where the axes are small.
_SHAPES = ((3, 99), (2, 99), (2, 6), (2, 4), (1, 2), (1, 1))


@chart
def plot_trend(
    org: Org | Mapping[str, Org],
    *,
    dates: Iterable[object] | None = None,
    metrics: Sequence[str] | None = None,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    on: object = None,
) -> PlotDrawing:
    """The measures over time, a panel each, a line for every layer and snapshot.

    All shares have one scale, so that panels can be compared; other measures have their own. The
    last values stand at the lines' ends. Each layer has its colour and its mark, and all snapshots
    but the first are dashed. The lines of a panel are the ``lines`` of axes of its own,
    ``ax.child_axes``; those of a single measure stand on the axes themselves. On small axes fewer
    measures are drawn.

    Parameters
    ----------
    org
        The organisation with its history, or several by name, as in `trend`.
    dates
        The days to look at; by default the firsts of the twelve months before `on`, and `on`.
    metrics
        The measures to draw, see `trend`; by default the shares that the organisation has records
        for.
    policy
        What is asked; by default ``Policy()``.
    on
        The last day, where `dates` are not given; by default today.

    Raises
    ------
    AbsentError
        If no row has a date, so that there is no history; or if one of `metrics` is none that there
        is.
    InputError
        If one of the dates is no day.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]},
    ...           {"member": ["A", "A"], "unit": ["T", "P"], "since": [None, "2026-03-01"]})
    >>> ax = plot_trend(org, dates=["2026-01-01", "2026-06-01"], metrics=["covered_share"], policy=Policy.for_layers("team", ["party"]), lang="en")
    >>> [line.get_ydata().tolist() for line in ax.lines], [text.get_text() for text in ax.texts]
    ([[0.0, 1.0]], ['party 100%', 'Measures from 2026-01-01 to 2026-06-01...'])
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
    if not any(history.is_dated for history in ([org] if isinstance(org, Org) else org.values())):
        raise AbsentError("error.no_history", columns=_dated_columns())
    days = [day_or_today(date) for date in dates] if dates is not None else _usual_days(on)
    measures = trend(org, sorted(set(days)), policy)
    unknown = [name for name in metrics or () if f"metric.{name}" not in catalog()]
    if unknown:
        raise AbsentError("error.no_metric", metrics=unknown, known=sorted(set(measures["metric"])))
    wanted = [
        name
        for name in (metrics if metrics is not None else USUAL)
        if measures.loc[measures["metric"] == name, "value"].notna().any()
    ]
    if not len(measures):
        raise InputError("error.no_dates")
    return drawing_of(
        words,
        [partial(_plot, measures, wanted, policy, words, *shape) for shape in _SHAPES],
        wanted,
        lambda some: _plot(measures, some, policy, words, *_SHAPES[1], whole=wanted),
    )


def _dated_columns() -> list[str]:
    """The columns that would give an organisation a history."""
    return [
        f"{table}.{name}"
        for table in ("memberships", "members", "activities", "task_events")
        for name, column in columns(table).items()
        if column.dtype in ("date", "period")
    ]


def _usual_days(on: object) -> list[datetime.date]:
    last = the_day(on)
    month = int(period_of(last, "month"))
    return [
        *(
            date_of(int(first_day(number, "month")))
            for number in range(month - _MONTHS + 1, month + 1)
        ),
        date_of(last),
    ]


def _plot(
    measures: pd.DataFrame,
    wanted: Sequence[str],
    policy: Policy,
    words: Lettering,
    columns: int,
    most: int,
    *,
    whole: Sequence[str] = (),
) -> Plot:
    """Panels of the measures wanted; `whole` are those of all pages, which the title is about."""
    frame = Scene()
    headline = _headline(measures, whole or wanted, policy, words)
    is_alone = len(whole or wanted) == 1
    wanted, rest = wanted[:most], len(wanted[most:])
    across = min(columns, max(len(wanted), 1))
    shown = measures[measures["metric"].isin(wanted)]
    called = [
        line_label(series.layer, series.snapshot, ">99%", policy, words)
        for series in trend_lines(shown)
    ]
    beside = min(max([BESIDE[0], *(words.width(text, TICK) + 10 for text in called)]), BESIDE[1])
    panel = BEFORE + WIDE + beside
    frame.width = max(2 * MARGIN + across * panel + (across - 1) * GAP, 360.0)
    dates = sorted(set(measures["date"]))
    ends = {
        name: day.date() for name, day in zip(("first", "last"), (dates[0], dates[-1]), strict=True)
    }
    more = [words.text("chart.more_metrics", count=rest)] if rest else []
    top = heading(
        frame,
        words,
        headline,
        words.text("chart.trend", **ends),
        notes=[words.text("chart.trend_note"), *more] if wanted else [],
    )
    plot = Plot(frame, alone=is_alone)
    high = ABOVE + HIGH + UNDER + GAP
    shares = share_scale(measures[measures["metric"].isin([*wanted, *whole])])
    for number, metric in enumerate(wanted):
        left = MARGIN + number % across * (panel + GAP) + BEFORE
        above = top + number // across * high + ABOVE
        part = shown[shown["metric"] == metric]
        if not plot.alone:
            title = words.fit(words.text(f"metric.{metric}"), SMALL + 1, WIDE + beside - 4)
            frame.add(Label(left, above - 9, title, SMALL + 1, INK))
        scale = shares if metric in SHARES else value_scale(part["value"].dropna())
        plot.panels.append(
            trend_panel(
                words, policy, part, metric, (left, above), beside, scale, is_alone=is_alone
            )
        )
    frame.height = top + -(-len(wanted) // across) * high + MARGIN
    return plot


def _headline(
    measures: pd.DataFrame, wanted: Sequence[str], policy: Policy, words: Lettering
) -> str:
    """Which share changed most from the first day to the last."""
    changes: list[tuple[float, str, str, float, float]] = []
    for metric in wanted:
        for series in trend_lines(measures[measures["metric"] == metric]):
            known = series.values.dropna()
            if metric in SHARES and not series.snapshot:
                first, last = float(known.iloc[0]), float(known.iloc[-1])
                changes.append((last - first, metric, series.layer, first, last))
    if not changes:
        return ""
    change, metric, layer, first, last = max(changes, key=lambda series: abs(series[0]))
    name = words.text(f"metric.{metric}")
    if layer:
        label = words.layer(policy, layer)
        name = words.text("compare.in_layer", title=name, layer=label)
    begun = words.plain(min(measures["date"]).date())
    return words.told(moved_measure, name, (first, last), change, len(changes), begun)
