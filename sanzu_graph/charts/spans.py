"""Spans and layers: how many people answer to each leader, layer by layer from the top of the
hierarchy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import FAINT, INK, RULE, layer_color, tint
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene, Shape, heading
from sanzu_graph.messages import amount
from sanzu_graph.metrics.lines import span_of_control
from sanzu_graph.model.person_lines import hierarchy
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

_TEXT, _SMALL, _STRIP, _ROW = 8.0, 6.5, 330.0, 64.0
_LABEL, _FIGURES, _MOST_ROOM = 92.0, 150.0, 132.0
#: The most bars of a row, from detailed to plain.
_BARS = (40, 20, 10)
_NAMED = 2


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
) -> Drawing:
    """Spans and layers: a row for managers with solid lines, then a row a layer, from the top of
    the hierarchy; how many leaders have how many direct reports.

    Direct reports are counted as in `span_of_control`. A bar is a number of reports, or a range of
    them where they reach far. It is as high as there are leaders who have so many; a mark below
    shows the median. Layers without leaders say so.

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
    return Drawing(words, [partial(_scene, org, spans, policy, words, bars) for bars in _BARS])


def _spans(org: Org, words: Lettering) -> list[_Span]:
    """The layers, the highest in the hierarchy first."""
    code = org.encoding
    depth, above = np.ones(len(code.units)), code.parent.copy()
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
        names = [
            words.name(name, id_)
            for name, id_ in zip(largest["name"], largest["member"], strict=True)
        ]
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
    found = hierarchy(org)
    rows = np.flatnonzero(found.reports > 0)
    if not len(rows):
        return []
    most = rows[found.reports[rows] == found.reports.max()]
    named = zip(org.names(MEMBER, most), org.encoding.members[most], strict=True)
    people = int(((found.managers > 0) | (found.reports > 0)).sum())
    return [
        _Span(
            "",
            len(org.encoding.layers),
            0.0,
            people,
            0,
            found.reports[rows],
            [words.name(name, id_) for name, id_ in named],
            words.text("chart.spans_managers"),
        )
    ]


def _scene(org: Org, found: list[_Span], policy: Policy, words: Lettering, bars: int) -> Scene:
    scene = Scene(width=2 * MARGIN + _LABEL + _FIGURES + _STRIP + 12 + _MOST_ROOM)
    managers = np.flatnonzero(hierarchy(org).reports > 0)
    leaders = np.union1d(org.pairs(role=LEADER).member, managers)
    layers = sum(not span.label for span in found)
    title = words.text("chart.spans", layers=layers, leaders=len(leaders))
    top = heading(
        scene, words, title, [words.text("chart.spans_note")] if found else [], [], scene.width
    )
    most = max([int(span.reports.max(initial=0)) for span in found], default=0)
    step = max(-(-(most + 1) // bars), 1)
    for span in found:
        top = _row(scene, words, policy, span, step, most, top)
    if found:
        _axis(scene, words, step, most, top)
        top += 26
    scene.height = top + MARGIN
    return scene


def _row(
    scene: Scene, words: Lettering, policy: Policy, span: _Span, step: int, most: int, top: float
) -> float:
    color, tall_row = layer_color(span.number), _ROW if len(span.reports) else _ROW * 0.65
    base = top + tall_row - 14
    scene.lines.append(Line(((MARGIN, top), (scene.width - MARGIN, top)), RULE, 0.4))
    scene.boxes.append(Box(MARGIN, top + 8, 5, tall_row - 16, color))
    units = words.text("chart.spans_units", units=span.units)
    facts = [words.people(span.units) if span.label else units]
    facts.append(
        words.text("chart.spans_leaders", leaders=len(span.reports))
        if len(span.reports)
        else words.text("chart.spans_none")
    )
    if span.unled and len(span.reports):
        facts.append(words.text("chart.vacant_key", count=span.unled))
    x = MARGIN + _LABEL
    for number, line in enumerate(
        words.wrap(span.label or words.layer(policy, span.layer), _TEXT, _LABEL - 16, 2)
    ):
        scene.labels.append(Label(MARGIN + 11, top + 19 + number * 11, line, _TEXT))
    scene.labels.append(
        Label(
            MARGIN + 11,
            base,
            words.text("chart.spans_level", level=amount(span.level, 1))
            if not span.label
            else words.text("chart.spans_solid"),
            _SMALL,
            FAINT,
        )
    )
    for number, fact in enumerate(facts):
        scene.labels.append(
            Label(
                x,
                top + 19 + number * 11,
                words.fit(fact, _TEXT - 0.5, _FIGURES - 10),
                _TEXT - 0.5,
                INK if number == 0 else FAINT,
            )
        )
    if not len(span.reports):
        return top + tall_row
    left = x + _FIGURES
    wide = _STRIP / (most // step + 1)
    counts = np.bincount(span.reports // step, minlength=most // step + 1)
    high = _ROW - 32
    room = wide - 1.5
    for place in np.flatnonzero(counts).tolist():
        count = int(counts[place])
        tall = max(high * count / counts.max(), 1.2)
        label = f"{place * step}" if step == 1 else f"{place * step}–{place * step + step - 1}"
        title = words.text("chart.spans_bar", leaders=count, reports=label)
        scene.boxes.append(
            Box(
                left + place * wide,
                base - tall,
                max(room, 1.0),
                tall,
                tint(color),
                color,
                0.7,
                title=title,
            )
        )
        if words.width(str(count), _SMALL) <= wide - 1:
            scene.labels.append(
                Label(
                    left + place * wide + room / 2,
                    base - tall - 2,
                    str(count),
                    _SMALL,
                    FAINT,
                    "center",
                )
            )
    scene.lines.append(Line(((left, base), (left + _STRIP, base)), RULE, 0.7))
    median = float(np.median(span.reports))
    at = left + (median / step + (0.5 if step == 1 else 0.0)) * wide
    # Below the line, where no number stands.
    scene.shapes.append(
        Shape(
            ((at, base + 1), (at + 3.5, base + 7), (at - 3.5, base + 7)),
            INK,
            title=words.text("chart.spans_median", median=amount(median, 1)),
        )
    )
    x = left + _STRIP + 12
    scene.labels.append(
        Label(x, top + 19, words.text("chart.spans_median", median=amount(median, 1)), _TEXT - 0.5)
    )
    label = words.listed(span.most, most=_NAMED)
    whole = words.text("chart.spans_most", most=int(span.reports.max()), names=label)
    for number, line in enumerate(words.wrap(whole, _TEXT - 0.5, _MOST_ROOM - 4, 3)):
        scene.labels.append(Label(x, top + 31 + number * 11, line, _TEXT - 0.5, FAINT))
    return top + _ROW


def _axis(scene: Scene, words: Lettering, step: int, most: int, top: float) -> None:
    """What the bars stand for."""
    left = MARGIN + _LABEL + _FIGURES
    wide = _STRIP / (most // step + 1)
    every = max(int(np.ceil(18 / wide)), 1)
    for place in range(0, most // step + 1, every):
        middle = left + place * wide + (wide - 1.5) / 2
        scene.labels.append(Label(middle, top + 2, str(place * step), _SMALL, FAINT, "center"))
    scene.labels.append(
        Label(
            left + _STRIP / 2,
            top + 14,
            words.text("chart.spans_axis"),
            _TEXT - 0.5,
            FAINT,
            "center",
        )
    )
