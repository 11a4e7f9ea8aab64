"""The panels of a trend: a line for each layer and snapshot, on scales of days and values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.charts.colors import INK, layer_color
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plots import MARKS, TICK, Panel, Remark, Tick, Trace, steps
from sanzu_graph.messages import amount, percent
from sanzu_graph.policy.demands import Policy

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
WIDE, HIGH, GAP = 150.0, 80.0, 16.0
#: The room beside a panel for what its lines are called, and below the title.
BESIDE, ABOVE, UNDER, BEFORE = (60.0, 190.0), 20.0, 14.0, 30.0
_APART = TICK * 1.45


@dataclass(frozen=True)
class TrendLine:
    """One line: its layer and snapshot, and its values by date."""

    layer: str
    snapshot: str
    values: pd.Series


def trend_panel(
    words: Lettering,
    policy: Policy,
    measures: pd.DataFrame,
    metric: str,
    at: tuple[float, float],
    beside: float,
    scale: tuple[float, ...],
    *,
    is_alone: bool,
) -> Panel:
    """One measure: its lines, their last values at the ends, and its scales."""
    lines, title = trend_lines(measures), words.text(f"metric.{metric}")
    layers = list(dict.fromkeys(series.layer for series in lines))
    days = sorted(set(_days(measures["date"])))
    air = (days[-1] - days[0]) * 0.01 or 1.0
    traces, ends = [], []
    low, high = scale[0], scale[-1]
    for series in lines:
        known = series.values.dropna()
        place, color = layers.index(series.layer), _color(series.layer, policy)
        is_first = series.snapshot in ("", lines[0].snapshot)
        label = line_label(series.layer, series.snapshot, "", policy, words)
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
        shown = line_label(series.layer, series.snapshot, _told(last, metric), policy, words)
        # Counted downwards from the upper end of the panel, in points.
        ends.append((HIGH * (high - last) / (high - low), shown, color, last))
    remarks = [
        Remark(
            days[-1] + air,
            last,
            words.fit(text, TICK, beside - 10),
            color,
            right=6.0,
            up=end - y - TICK * 0.34,
        )
        for y, (end, text, color, last) in _dodged(ends, 0.0, HIGH)
    ]
    # Alone on axes of any size, what stands at the ends of lines stands within the scales.
    within = beside if is_alone else 0.0
    return Panel(
        title,
        (*at, WIDE + within, HIGH),
        (days[0] - air, days[-1] + air + within / WIDE * (days[-1] - days[0] + 2 * air)),
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
    days: list[int] = dates.to_numpy().astype("datetime64[D]").astype(np.int64).tolist()
    return days


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
        is_step = number % step == 0
        if is_step.sum() <= _TICKS:
            return _firsts(months[is_step], 7)
    years = months[number % 12 == 0]
    step = -(-len(years) // _TICKS)
    return _firsts(years[::step], 4)


def _firsts(months: NDArray[np.datetime64], letters: int) -> list[tuple[int, str]]:
    return [
        (int(month.astype("datetime64[D]").astype(np.int64)), str(month)[:letters])
        for month in months
    ]


def line_label(layer: str, snapshot: str, value: str, policy: Policy, words: Lettering) -> str:
    """What stands at the end of a line."""
    who = [words.layer(policy, layer) if layer else "", words.plain(snapshot), value]
    return " ".join(part for part in who if part)


def trend_lines(measures: pd.DataFrame) -> list[TrendLine]:
    """The lines of a measure: one for each layer and snapshot that has a value."""
    keys = list(dict.fromkeys(zip(measures["layer"], measures["snapshot"], strict=True)))
    lines = [
        TrendLine(
            layer,
            snapshot,
            measures[(measures["layer"] == layer) & (measures["snapshot"] == snapshot)].set_index(
                "date"
            )["value"],
        )
        for layer, snapshot in keys
    ]
    return [line for line in lines if line.values.notna().any()]


def share_scale(measures: pd.DataFrame) -> tuple[float, ...]:
    """The one scale of all shares that are drawn: from a round share below them all to 100 %."""
    values = measures.loc[measures["metric"].isin(SHARES), "value"].dropna()
    low = max(float(np.floor(values.min() * 5 - 1e-9)) / 5, 0.0) if len(values) else 0.0
    low = min(low, 0.8)
    return (low, (low + 1) / 2, 1.0)


def value_scale(values: pd.Series) -> tuple[float, ...]:
    """From a round number below the values to one above."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - abs(low) * 0.1 - 0.5, high + abs(high) * 0.1 + 0.5
    reach = steps(low - (high - low) * 0.5, high + (high - low) * 0.5, 6)
    below = [tick for tick in reach if tick <= low] or [low]
    above = [tick for tick in reach if tick >= high] or [high]
    return (below[-1], (below[-1] + above[0]) / 2, above[0])


def _told(value: float, metric: str) -> str:
    return percent(value) if metric in SHARES else amount(value)


def _color(layer: str, policy: Policy) -> str:
    names = [layer_demands.name for layer_demands in policy.layers]
    return layer_color(names.index(layer)) if layer in names else INK


def _dodged(
    ends: list[tuple[float, str, str, float]], top: float, bottom: float
) -> list[tuple[float, tuple[float, str, str, float]]]:
    """The heights of texts at the lines' ends, pushed apart where they would touch; what there is
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
    return list(zip(heights, chosen, strict=True))
