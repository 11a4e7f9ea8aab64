"""How the measures of an organisation develop."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.audits.trends import trend
from sanzu_graph.charts.colors import FAINT, INK, RULE, layer_color, mixed
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, SMALL, Box, Label, Line, Scene, heading
from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import amount, catalog, percent
from sanzu_graph.model.days import day_or_today
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
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
_WIDE, _HIGH, _GAP = 190.0, 92.0, 16.0
#: The room beside a panel for what its lines are called, and below the title.
_BESIDE, _ABOVE, _BELOW, _BEFORE = (60.0, 190.0), 16.0, 14.0, 30.0
_APART = SMALL * 1.5


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
) -> Drawing:
    """The measures over time, a panel each, a line for every layer and snapshot.

    Each panel has a scale of its own, which is written beside it; the last values stand at the
    lines' ends. On small axes fewer measures are drawn.

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
        If one of `metrics` is none that there is.
    InputError
        If one of the dates is no day.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "A"], "unit": ["T", "P"], "role": ["leader", "leader"]})
    >>> ax = plot_trend(org, dates=["2026-01-01", "2026-06-01"], metrics=["covered_share"], policy=Policy.for_layers("team", ["party"]), lang="en")
    >>> [text.get_text() for text in ax.texts][-5:]
    ['80%', '100%', '2026-01-01', '2026-06-01', 'party 100%']
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
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
    return Drawing(
        words, [partial(_scene, measures, wanted, policy, words, *shape) for shape in _SHAPES]
    )


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


def _scene(
    told: pd.DataFrame,
    wanted: Sequence[str],
    policy: Policy,
    words: Lettering,
    columns: int,
    most: int,
) -> Scene:
    scene = Scene()
    wanted, rest = wanted[:most], len(wanted[most:])
    across = min(columns, max(len(wanted), 1))
    called = [
        _called(one.layer, one.snapshot, ">99%", policy, words)
        for one in _lines(told[told["metric"].isin(wanted)])
    ]
    beside = min(max([_BESIDE[0], *(words.width(text, SMALL) + 10 for text in called)]), _BESIDE[1])
    panel = _BEFORE + _WIDE + beside
    scene.width = max(2 * MARGIN + across * panel + (across - 1) * _GAP, 320.0)
    dates = sorted(set(told["date"]))
    span = (
        {"first": dates[0].date(), "last": dates[-1].date()} if dates else {"first": "", "last": ""}
    )
    top = heading(
        scene,
        words,
        words.text("chart.trend", **span),
        [
            words.text("chart.trend_note"),
            *([words.text("chart.more_metrics", count=rest)] if rest else []),
        ]
        if wanted
        else [],
        [],
        scene.width,
    )
    high = _ABOVE + _HIGH + _BELOW + _GAP
    for number, metric in enumerate(wanted):
        at = (MARGIN + number % across * (panel + _GAP), top + number // across * high)
        _panel(scene, words, policy, told[told["metric"] == metric], metric, at, beside)
    scene.height = top + -(-len(wanted) // across) * high + MARGIN
    return scene


def _panel(
    scene: Scene,
    words: Lettering,
    policy: Policy,
    told: pd.DataFrame,
    metric: str,
    at: tuple[float, float],
    beside: float,
) -> None:
    left, top = at[0] + _BEFORE, at[1] + _ABOVE
    scene.labels.append(
        Label(
            left,
            top - 6,
            words.fit(words.text(f"metric.{metric}"), SMALL + 1, _WIDE + beside - 4),
            SMALL + 1,
            INK,
        )
    )
    lines = _lines(told)
    low, high = _scale(
        np.concatenate([one.values.to_numpy() for one in lines]), is_share=metric in SHARES
    )
    first, last = told["date"].min(), told["date"].max()

    def place(date: pd.Timestamp, value: float) -> tuple[float, float]:
        along = (date - first) / (last - first) if last > first else 0.5
        return left + along * _WIDE, top + _HIGH * (1 - (value - low) / (high - low))

    for value in (low, (low + high) / 2, high):
        y = place(first, value)[1]
        scene.lines.append(Line(((left, y), (left + _WIDE, y)), mixed(RULE, "#ffffff", 0.5), 0.5))
        if value != (low + high) / 2:
            scene.labels.append(
                Label(left - 4, y + SMALL * 0.34, _told(value, metric), SMALL, FAINT, "right")
            )
    for date, anchor in (
        ((first, "left"), (last, "right")) if last > first else ((first, "center"),)
    ):
        x = place(date, low)[0]
        scene.labels.append(
            Label(x, top + _HIGH + SMALL * 1.3, date.date().isoformat(), SMALL, FAINT, anchor)
        )
    ends = []
    for one in lines:
        color = _color(one.layer, policy)
        known = one.values.dropna()
        points = [
            place(pd.Timestamp(date), value) for date, value in zip(known.index, known, strict=True)
        ]
        width = 1.6 if one.snapshot in ("", lines[0].snapshot) else 0.9
        scene.lines += [Line(pair, color, width) for pair in itertools.pairwise(points)]
        if len(points) == 1:
            scene.boxes.append(Box(points[0][0] - 2, points[0][1] - 2, 4, 4, color))
        ends.append(
            (
                points[-1][1],
                _called(
                    one.layer, one.snapshot, _told(float(known.iloc[-1]), metric), policy, words
                ),
                color,
            )
        )
    for y, text, color in _dodged(ends, top, top + _HIGH):
        scene.labels.append(
            Label(
                left + _WIDE + 6, y + SMALL * 0.34, words.fit(text, SMALL, beside - 8), SMALL, color
            )
        )


def _called(layer: str, snapshot: str, value: str, policy: Policy, words: Lettering) -> str:
    """What stands at the end of a line."""
    who = [words.layer(policy, layer) if layer else "", words.plain(snapshot)]
    return " ".join([*(part for part in who if part), value])


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


def _scale(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], *, is_share: bool
) -> tuple[float, float]:
    """From a round number below the values to one above; shares end at 100 %."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if is_share:
        return max(min(np.floor(low * 10 - 0.2) / 10, 0.8), 0.0), 1.0
    step = 10.0 ** np.floor(np.log10(max(high - low, abs(high), 1e-9)))
    return float(np.floor(low / step) * step), float(
        max(np.ceil(high / step) * step, np.floor(low / step) * step + step)
    )


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
