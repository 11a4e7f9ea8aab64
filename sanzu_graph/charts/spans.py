"""Spans and layers: how many people answer to each leader, layer by layer from the top of the
hierarchy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import FAINT, INK, RULE, layer_color, tint
from sanzu_graph.charts.headlines import widest_spans
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.plot_scenes import PlotDrawing, drawing_of
from sanzu_graph.charts.plots import BELOW, TICK, Bars, Panel, Plot, Tick, Trace, steps
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene
from sanzu_graph.messages import amount, grouped
from sanzu_graph.metrics.lines import span_of_control
from sanzu_graph.model.person_lines import hierarchy
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

_TEXT, _STRIP, _ROW, _EMPTY = 8.0, 330.0, 72.0, 46.0
_LABEL, _FIGURES, _MOST_ROOM = 92.0, 120.0, 150.0
#: How high the highest bar is, and how broad bars are in their places.
_HIGH, _BROAD = 36.0, 0.86
#: A scale is at least so many bars long, and has about so many ticks.
_FEWEST, _TICKS = 12, 10
#: The most bars of a row, from detailed to plain.
_BARS = (40, 20, 10)
_NAMED = 3


@dataclass(frozen=True)
class _Span:
    """A layer's leaders.

    Attributes
    ----------
    layer, number, level : its name, its number, how deep its units lie in the hierarchy (1: the
        top)
    units, unled : how many units it has, and how many of those with members have no leader
    reports : direct reports per leader
    most : names of those who have the most
    label : what the row is called where it is of managers and no layer
    """

    layer: str
    number: int
    level: float
    units: int
    unled: int
    reports: NDArray[np.intp]
    most: list[str]
    label: str = ""


@chart
def plot_spans(
    org: Org, *, ax: Axes | None = None, policy: Policy | None = None, lang: str | None = None
) -> PlotDrawing:
    """Spans and layers: a row for managers with solid lines, then a row a layer, from the top of
    the hierarchy; how many leaders have how many direct reports.

    Direct reports are counted as in `span_of_control`. Each row has a scale of its own. A bar is a
    number of reports, or a range of them where they reach far. It is as high as there are leaders
    who have so many; a thick mark on the scale shows the median. Layers without leaders say so. The bars
    of each row are the ``patches`` of axes of their own, ``ax.child_axes``.

    Parameters
    ----------
    org
        The organisation.
    policy
        Labels of layers; by default ``Policy()``.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"], "name": ["An", "Bo"]}, {"id": ["T"], "layer": ["team"]},
    ...           {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]})
    >>> ax = plot_spans(org, lang="en")
    >>> [text.get_text() for text in ax.texts if "An" in text.get_text()]
    ['most: 1 (An)']
    >>> plt.close(ax.figure)
    """
    policy = Policy() if policy is None else policy
    words = Lettering()
    spans = _spans(org, words)
    return drawing_of(
        words,
        [partial(_plot, org, spans, policy, words, bars) for bars in _BARS],
        spans,
        lambda some: _plot(org, some, policy, words, _BARS[0]),
    )


def _spans(org: Org, words: Lettering) -> list[_Span]:
    """The layers, the highest in the hierarchy first."""
    code = org.encoding
    depth, above = np.ones(code.unit_count), code.parent.copy()
    while (above >= 0).any():
        depth[above >= 0] += 1
        above = np.where(above >= 0, np.append(code.parent, -1)[above], -1)
    spans = []
    held, led = org.pairs().per_unit, org.pairs(role=LEADER).per_unit
    for number, layer in enumerate(code.layers):
        in_layer = code.unit_layer == number
        leaders = span_of_control(org, layer)
        reports = leaders["direct_reports"].to_numpy(dtype=np.intp)
        largest = leaders[reports == reports.max()] if len(leaders) else leaders
        names = words.names(largest["name"], largest["member"])
        spans.append(
            _Span(
                layer,
                number,
                float(depth[in_layer].mean()),
                int(in_layer.sum()),
                int((in_layer & (held > 0) & (led == 0)).sum()),
                reports,
                names,
            )
        )
    return [*_managers(org, words), *sorted(spans, key=lambda span: span.level)]


def _managers(org: Org, words: Lettering) -> list[_Span]:
    """The people who have reports by solid lines, if there are any."""
    lines = hierarchy(org)
    rows = np.flatnonzero(lines.reports > 0)
    if not len(rows):
        return []
    most = rows[lines.reports[rows] == lines.reports.max()]
    names = words.names(org.names(MEMBER, most), org.encoding.members[most])
    people = int(((lines.managers > 0) | (lines.reports > 0)).sum())
    number, label = len(org.encoding.layers), words.text("chart.spans_managers")
    return [_Span("", number, 0.0, people, 0, lines.reports[rows], names, label)]


def _plot(org: Org, spans: Sequence[_Span], policy: Policy, words: Lettering, bars: int) -> Plot:
    frame = Scene(width=2 * MARGIN + _LABEL + _FIGURES + _STRIP + 12 + _MOST_ROOM)
    managers = np.flatnonzero(hierarchy(org).reports > 0)
    leaders = len(np.union1d(org.pairs(role=LEADER).member, managers))
    layers = sum(not span.label for span in spans)
    top = heading(
        frame,
        words,
        words.told(widest_spans, *_most(spans), leaders),
        words.text("chart.spans", layers=layers, leaders=leaders),
        notes=[words.text("chart.spans_note")] if spans else [],
    )
    plot = Plot(frame)
    for span in spans:
        _facts(frame, words, policy, span, top)
        if len(span.reports):
            plot.panels.append(_panel(span, words, policy, bars, top))
            top += _ROW
        else:
            top += _EMPTY
    if plot.panels:
        last = replace(plot.panels[-1], x_label=words.text("chart.spans_axis"))
        plot.panels[-1] = last
        top = max(top, last.box[1] + last.box[3] + TICK * 3.2)
    frame.height = top + MARGIN
    return plot


def _most(spans: Sequence[_Span]) -> tuple[list[str], int]:
    """Who has the most direct reports in any row, each once, and how many."""
    most = max([int(span.reports.max(initial=0)) for span in spans], default=0)
    rows = [span.most for span in spans if span.reports.max(initial=0) == most]
    return list(dict.fromkeys(name for names in rows for name in names)), most


def _facts(scene: Scene, words: Lettering, policy: Policy, span: _Span, top: float) -> None:
    """What is said of a layer in words, beside its bars."""
    high = _ROW if len(span.reports) else _EMPTY
    scene.add(Line(((MARGIN, top), (scene.width - MARGIN, top)), RULE, 0.4))
    scene.add(Box(MARGIN, top + 8, 5, high - 16, layer_color(span.number)))
    units = words.text("chart.spans_units", units=span.units)
    key = "chart.spans_leaders" if len(span.reports) else "chart.spans_none"
    facts = [
        words.people(span.units) if span.label else units,
        words.text(key, leaders=len(span.reports)),
    ]
    if span.unled and len(span.reports):
        facts.append(words.text("chart.vacant_key", count=span.unled))
    lines = words.wrap(_called(span, words, policy), _TEXT, _LABEL - 16, 2)
    for number, line in enumerate(lines):
        scene.add(Label(MARGIN + 11, top + 19 + number * 11, line, _TEXT))
    key = "chart.spans_solid" if span.label else "chart.spans_level"
    level = words.text(key, level=amount(span.level, 1))
    at = top + (high - 14 if len(span.reports) or len(lines) == 1 else 19 + len(lines) * 11)
    scene.add(Label(MARGIN + 11, at, level, TICK, FAINT))
    for number, fact in enumerate(facts):
        shown = words.fit(fact, _TEXT - 0.5, _FIGURES - 14)
        ink = INK if number == 0 else FAINT
        scene.add(Label(MARGIN + _LABEL, top + 19 + number * 11, shown, _TEXT - 0.5, ink))
    if not len(span.reports):
        return
    x = MARGIN + _LABEL + _FIGURES + _STRIP + 12
    median = words.text("chart.spans_median", median=amount(float(np.median(span.reports)), 1))
    scene.add(Label(x, top + 19, median, _TEXT - 0.5))
    names = words.listed(span.most, most=_NAMED)
    whole = words.text("chart.spans_most", most=int(span.reports.max()), names=names)
    for number, line in enumerate(words.wrap(whole, _TEXT - 0.5, _MOST_ROOM - 4, 3)):
        scene.add(Label(x, top + 31 + number * 11, line, _TEXT - 0.5, FAINT))


def _called(span: _Span, words: Lettering, policy: Policy) -> str:
    return span.label or words.layer(policy, span.layer)


def _panel(span: _Span, words: Lettering, policy: Policy, bars: int, top: float) -> Panel:
    """A layer's bars on a scale of their own: it begins at the fewest reports and ends at the
    most.
    """
    first, last = int(span.reports.min()), int(span.reports.max())
    step = max(-(-(last - first + 1) // bars), 1)
    first = first // step * step
    counts = np.bincount((span.reports - first) // step)
    places = np.flatnonzero(counts).tolist()
    values = [first + place * step for place in places]
    every = [first + place * step for place in range(len(counts))]
    named = _ranges(values, step)
    # A bar of a range stands between its ends; a scale holds a whole number of bars.
    shift = (step - 1) / 2
    pad = max(-(-(_FEWEST - len(counts)) // 2), 0)
    low = first + shift - (pad + 0.5) * step
    high = low + (len(counts) + 2 * pad) * step
    room = (_STRIP - 4) / ((high - low) / step)
    figures = tuple(grouped(int(counts[place])) for place in places)
    most = float(counts.max())
    color = layer_color(span.number)
    median = float(np.median(span.reports))
    return Panel(
        _called(span, words, policy),
        (MARGIN + _LABEL + _FIGURES, top + 16, _STRIP, _HIGH),
        (low, high),
        (0.0, most),
        x_ticks=tuple(
            Tick(value, grouped(int(value))) for value in steps(first, last, _TICKS, whole=True)
        ),
        bars=(
            Bars(
                words.text("chart.spans_bars"),
                tuple(value + shift for value in values),
                tuple(float(counts[place]) for place in places),
                tint(color),
                color,
                breadth=_BROAD * step,
                told=figures
                if max(words.width(text, TICK) for text in figures) <= room - 1
                else (),
                titles=tuple(
                    words.text("chart.spans_bar", leaders=int(counts[place]), reports=name)
                    for place, name in zip(places, named, strict=True)
                ),
            ),
        ),
        traces=(
            Trace(
                words.text("chart.spans_median", median=amount(median, 1)),
                (median,),
                (0.0,),
                INK,
                mark=BELOW,
                drawn=False,
            ),
        ),
        rules=False,
        categories=tuple(
            (low + (place + 0.5) * step, name)
            for place, name in enumerate([*[""] * pad, *_ranges(every, step), *[""] * pad])
        ),
    )


def _ranges(values: list[int], step: int) -> list[str]:
    """Numbers, or the ranges that begin with them."""
    return [str(value) if step == 1 else f"{value}–{value + step - 1}" for value in values]
