"""How the measures of an organisation develop."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.trends import trend
from sanzu_graph.charts.colors import INK, layer_color
from sanzu_graph.charts.headlines import moved_measure
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of
from sanzu_graph.charts.plots import MARKS, TICK, Panel, Plot, Remark, Tick, Trace, steps
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, SMALL, Label, Scene, heading
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.messages import amount, catalog, percent
from sanzu_graph.model.days import day_or_today
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import columns
from sanzu_graph.year.periods import date_of, first_day, period_of, the_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What is drawn unasked, as far as the organisation has it: shares, of which more is better.
SHARES = (
    "covered_share",
    "aligned_share",
    "mentored_share",
    "routines_kept",
    "routines_on_time",
    "members_reached",
    "remedies_on_time",
    "tasks_joint",
    "stages_kept",
    "powers_held",
    "supported_share",
    "contact_share",
    "led_share",
    "leads_both_share",
)
#: Those of them that are drawn unasked.
USUAL = tuple(
    name for name in SHARES if name not in ("led_share", "leads_both_share", "routines_on_time")
)
_MONTHS = 12
#: Panels side by side, and the most panels: fewer where the axes are small.
_SHAPES = ((3, 99), (2, 99), (2, 6), (2, 4), (1, 2), (1, 1))
_WIDE, _HIGH, _GAP = 150.0, 80.0, 16.0
#: The room beside a panel for what its lines are called, and below the title.
_BESIDE, _ABOVE, _BELOW, _BEFORE = (60.0, 190.0), 20.0, 14.0, 30.0
_APART = TICK * 1.45


@dataclass(frozen=True)
class _Series:
    """One line: its layer and snapshot, and its values by date."""

    layer: str
    snapshot: str
    values: pd.Series


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
    if not any(one.is_dated for one in ([org] if isinstance(org, Org) else org.values())):
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
    told: pd.DataFrame,
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
    headline = _headline(told, whole or wanted, policy, words)
    is_alone = len(whole or wanted) == 1
    wanted, rest = wanted[:most], len(wanted[most:])
    across = min(columns, max(len(wanted), 1))
    shown = told[told["metric"].isin(wanted)]
    called = [_called(one.layer, one.snapshot, ">99%", policy, words) for one in _lines(shown)]
    beside = min(max([_BESIDE[0], *(words.width(text, TICK) + 10 for text in called)]), _BESIDE[1])
    panel = _BEFORE + _WIDE + beside
    frame.width = max(2 * MARGIN + across * panel + (across - 1) * _GAP, 360.0)
    dates = sorted(set(told["date"]))
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
    high = _ABOVE + _HIGH + _BELOW + _GAP
    shares = _shares(told[told["metric"].isin([*wanted, *whole])])
    for number, metric in enumerate(wanted):
        left = MARGIN + number % across * (panel + _GAP) + _BEFORE
        above = top + number // across * high + _ABOVE
        part = shown[shown["metric"] == metric]
        if not plot.alone:
            title = words.fit(words.text(f"metric.{metric}"), SMALL + 1, _WIDE + beside - 4)
            frame.add(Label(left, above - 9, title, SMALL + 1, INK))
        scale = shares if metric in SHARES else _scale(part["value"].dropna())
        plot.panels.append(
            _panel(words, policy, part, metric, (left, above), beside, scale, is_alone=is_alone)
        )
    frame.height = top + -(-len(wanted) // across) * high + MARGIN
    return plot


def _panel(
    words: Lettering,
    policy: Policy,
    told: pd.DataFrame,
    metric: str,
    at: tuple[float, float],
    beside: float,
    scale: tuple[float, ...],
    *,
    is_alone: bool,
) -> Panel:
    lines, title = _lines(told), words.text(f"metric.{metric}")
    layers = list(dict.fromkeys(one.layer for one in lines))
    days = sorted(set(_days(told["date"])))
    air = (days[-1] - days[0]) * 0.01 or 1.0
    traces, ends = [], []
    low, high = scale[0], scale[-1]
    for one in lines:
        known = one.values.dropna()
        place, color = layers.index(one.layer), _color(one.layer, policy)
        is_first = one.snapshot in ("", lines[0].snapshot)
        label = _called(one.layer, one.snapshot, "", policy, words)
        traces.append(
            Trace(
                label or title,
                tuple(_days(known.index)),
                tuple(map(float, known)),
                color,
                1.6 if is_first else 1.0,
                MARKS[place % len(MARKS)],
                dashed=not is_first,
                hollow=not is_first,
            )
        )
        last = float(known.iloc[-1])
        shown = _called(one.layer, one.snapshot, _told(last, metric), policy, words)
        # Counted downwards from the upper end of the panel, in points.
        ends.append((_HIGH * (high - last) / (high - low), shown, color))
    remarks = [
        Remark(
            days[-1] + air,
            high,
            words.fit(text, TICK, beside - 10),
            color,
            right=6.0,
            up=-y - TICK * 0.34,
        )
        for y, text, color in _dodged(ends, 0.0, _HIGH)
    ]
    # Alone on axes of any size, what stands at the ends of lines stands within the scales.
    within = beside if is_alone else 0.0
    return Panel(
        title,
        (*at, _WIDE + within, _HIGH),
        (days[0] - air, days[-1] + air + within / _WIDE * (days[-1] - days[0] + 2 * air)),
        (low, high),
        x_ticks=tuple(Tick(day, text) for day, text in day_ticks(days)),
        y_ticks=tuple(Tick(value, _told(value, metric)) for value in scale),
        traces=tuple(traces),
        remarks=tuple(remarks),
        is_dates=True,
        is_share=metric in SHARES,
    )


def _days(dates: pd.Series | pd.Index) -> list[int]:
    """Days since 1970-01-01."""
    found: list[int] = dates.to_numpy().astype("datetime64[D]").astype(np.int64).tolist()
    return found


#: So few days are written as they are; of more the first days of months or years are, so many.
_FEW_DAYS, _TICKS = 2, 4
_MONTH_STEPS = (1, 2, 3, 6)


def day_ticks(days: Sequence[int]) -> list[tuple[int, str]]:
    """What is written at a scale of days: a few days as they are, else the first days of months or
    years, where they lie.

    Examples
    --------
    >>> day_ticks([20_454, 20_605])
    [(20454, '2026-01-01'), (20605, '2026-06-01')]
    >>> [text for _, text in day_ticks(list(range(20_410, 20_700, 30)))]
    ['2026-01', '2026-03', '2026-05', '2026-07']
    """
    whole = np.array(days, dtype="datetime64[D]")
    if len(days) <= _FEW_DAYS:
        return [(int(day), str(date)) for day, date in zip(days, whole, strict=True)]
    first, last = (whole[at].astype("datetime64[M]") for at in (0, -1))
    months = np.arange(first, last + np.timedelta64(1, "M"))
    months = months[months.astype("datetime64[D]") >= whole[0]]
    if len(months) < _FEW_DAYS:
        return [(int(days[at]), str(whole[at])) for at in (0, -1)]
    number = months.astype(np.int64)
    for step in _MONTH_STEPS:
        kept = number % step == 0
        if kept.sum() <= _TICKS:
            return _firsts(months[kept], 7)
    years = months[number % 12 == 0]
    step = -(-len(years) // _TICKS)
    return _firsts(years[::step], 4)


def _firsts(months: NDArray[np.datetime64], letters: int) -> list[tuple[int, str]]:
    return [
        (int(month.astype("datetime64[D]").astype(np.int64)), str(month)[:letters])
        for month in months
    ]


def _headline(told: pd.DataFrame, wanted: Sequence[str], policy: Policy, words: Lettering) -> str:
    """Which share changed most from the first day to the last."""
    changes: list[tuple[float, str, str, float, float]] = []
    for metric in wanted:
        for one in _lines(told[told["metric"] == metric]):
            known = one.values.dropna()
            if metric in SHARES and not one.snapshot:
                first, last = float(known.iloc[0]), float(known.iloc[-1])
                changes.append((last - first, metric, one.layer, first, last))
    if not changes:
        return ""
    change, metric, layer, first, last = max(changes, key=lambda one: abs(one[0]))
    name = words.text(f"metric.{metric}")
    if layer:
        label = words.layer(policy, layer)
        name = words.text("compare.in_layer", title=name, layer=label)
    begun = words.plain(min(told["date"]).date())
    return words.told(moved_measure, name, (first, last), change, len(changes), begun)


def _called(layer: str, snapshot: str, value: str, policy: Policy, words: Lettering) -> str:
    """What stands at the end of a line."""
    who = [words.layer(policy, layer) if layer else "", words.plain(snapshot), value]
    return " ".join(part for part in who if part)


def _lines(told: pd.DataFrame) -> list[_Series]:
    keys = list(dict.fromkeys(zip(told["layer"], told["snapshot"], strict=True)))
    series = [
        _Series(
            layer,
            snapshot,
            told[(told["layer"] == layer) & (told["snapshot"] == snapshot)].set_index("date")[
                "value"
            ],
        )
        for layer, snapshot in keys
    ]
    return [one for one in series if one.values.notna().any()]


def _shares(told: pd.DataFrame) -> tuple[float, ...]:
    """The one scale of all shares that are drawn: from a round share below them all to 100 %."""
    values = told.loc[told["metric"].isin(SHARES), "value"].dropna()
    low = max(float(np.floor(values.min() * 5 - 1e-9)) / 5, 0.0) if len(values) else 0.0
    low = min(low, 0.8)
    return (low, (low + 1) / 2, 1.0)


def _scale(values: pd.Series) -> tuple[float, ...]:
    """From a round number below the values to one above."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - abs(low) * 0.1 - 0.5, high + abs(high) * 0.1 + 0.5
    reach = steps(low - (high - low) * 0.5, high + (high - low) * 0.5, 6)
    below = [one for one in reach if one <= low] or [low]
    above = [one for one in reach if one >= high] or [high]
    return (below[-1], (below[-1] + above[0]) / 2, above[0])


def _told(value: float, metric: str) -> str:
    return percent(value) if metric in SHARES else amount(value)


def _color(layer: str, policy: Policy) -> str:
    names = [one.name for one in policy.layers]
    return layer_color(names.index(layer)) if layer in names else INK


def _dodged(
    ends: list[tuple[float, str, str]], top: float, bottom: float
) -> list[tuple[float, str, str]]:
    """Texts at the heights of the lines' ends, pushed apart where they would touch; what there is
    no room for is left out.
    """
    chosen = sorted(ends)[: max(int((bottom - top) / _APART) + 1, 1)]
    heights = [y for y, *_ in chosen]
    for place in range(1, len(heights)):
        heights[place] = max(heights[place], heights[place - 1] + _APART)
    over = max(heights[-1] - bottom, 0.0) if heights else 0.0
    for place in range(len(heights) - 1, -1, -1):
        ceiling = bottom if place == len(heights) - 1 else heights[place + 1] - _APART
        heights[place] = min(heights[place], ceiling) if over else heights[place]
    return [(y, text, color) for y, (_, text, color) in zip(heights, chosen, strict=True)]
