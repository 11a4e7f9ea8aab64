"""Bars and lines as charts that PowerPoint itself can edit, with their numbers behind them.

A scene of bars and lines has an inset for each panel. On a slide a native chart stands in the place
of the pieces that draw the panel.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sanzu_graph.charts.colors import ALARM, FAINT, PAPER, RULE
from sanzu_graph.charts.plots import TICK, Bars, Panel, Trace
from sanzu_graph.charts.scenes import Inset, Scene
from sanzu_graph.charts.slide_shapes import CHINESE, LATIN, Frame, clean

if TYPE_CHECKING:
    from pptx.slide import Slide

#: A native chart keeps room for what is written at its ends, in points of the scene.
_MARGINS = (30.0, 14.0, 8.0, 24.0)
_SIGNS = {
    "o": "CIRCLE",
    "s": "SQUARE",
    "^": "TRIANGLE",
    "D": "DIAMOND",
    "v": "TRIANGLE",
    "P": "PLUS",
}


def whole_insets(scene: Scene) -> list[Inset]:
    """The insets of a page all of whose pieces stand on it."""
    labels, boxes = set(scene.labels), set(scene.boxes)
    lines, shapes = set(scene.lines), set(scene.shapes)
    return [
        inset
        for inset in scene.insets
        if labels >= set(inset.drawn.labels)
        and boxes >= set(inset.drawn.boxes)
        and lines >= set(inset.drawn.lines)
        and shapes >= set(inset.drawn.shapes)
    ]


def without_insets(scene: Scene) -> Scene:
    """A page without the pieces that native charts stand for."""
    insets = whole_insets(scene)
    if not insets:
        return scene
    gone: set[object] = set()
    for inset in insets:
        drawn = inset.drawn
        gone |= {*drawn.labels, *drawn.boxes, *drawn.lines, *drawn.shapes}
    return replace(
        scene,
        shapes=[piece for piece in scene.shapes if piece not in gone],
        lines=[piece for piece in scene.lines if piece not in gone],
        boxes=[piece for piece in scene.boxes if piece not in gone],
        labels=[piece for piece in scene.labels if piece not in gone],
    )


def add_charts(slide: Slide, scene: Scene, frame: Frame) -> None:
    """Put a native chart on a slide for each inset of its page."""
    from pptx.util import Emu

    for inset in whole_insets(scene):
        panel = inset.content
        assert isinstance(panel, Panel)
        left, top, width, height = inset.box
        grown = width / panel.box[2]
        before, above, behind, below = (margin * grown for margin in _margins(panel))
        kind, data = _data(panel)
        shapes: Any = slide.shapes
        place = (
            *frame.at(left - before, top - above),
            frame.size(width + before + behind),
            frame.size(height + above + below),
        )
        shape = shapes.add_chart(kind, *map(Emu, place), data)
        shape.name = clean(panel.title)
        shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(_told(panel)))
        whole = width + before + behind, height + above + below
        shares = before / whole[0], above / whole[1], width / whole[0], height / whole[1]
        _lay_out(shape.chart, shares)
        _styled(shape.chart, panel, max(TICK * grown * frame.scale, 1.0))


def _margins(panel: Panel) -> tuple[float, ...]:
    """Left, top, right and bottom; what lies across the page has its names outside."""
    if panel.across and not panel.y_ticks:
        return (0.0, 0.0, 0.0, 0.0)
    return _MARGINS


def _told(panel: Panel) -> str:
    """What a chart shows, for those who hear it."""
    titles = [title for bars in panel.bars for title in bars.titles if title]
    ends = [remark.text for remark in panel.remarks]
    return "; ".join([panel.title, *titles, *ends])


def _data(panel: Panel) -> tuple[Any, Any]:
    """The kind of a chart, and its numbers."""
    import pptx.chart.data
    from pptx.enum.chart import XL_CHART_TYPE as KINDS

    known: Any = pptx.chart.data  # python-pptx is untyped
    form = "0%" if panel.is_share else "General"
    if panel.bars:
        data = known.CategoryChartData(
            number_format="#,##0.##;#,##0.##" if panel.across else "#,##0.##"
        )
        places, data.categories = _categories(panel)
        for bars in panel.bars:
            lengths = dict(zip(map(_near, bars.places), bars.lengths, strict=True))
            data.add_series(clean(bars.label), [lengths.get(place) for place in places])
        if any(bars.starts for bars in panel.bars):
            return (KINDS.BAR_STACKED if panel.across else KINDS.COLUMN_STACKED), data
        return (KINDS.BAR_CLUSTERED if panel.across else KINDS.COLUMN_CLUSTERED), data
    if panel.is_dates:
        data = known.CategoryChartData(number_format=form)
        days = sorted({day for trace in panel.traces for day in trace.x})
        data.categories = [datetime.date(1970, 1, 1) + datetime.timedelta(int(day)) for day in days]
        for trace in panel.traces:
            values = dict(zip(trace.x, trace.y, strict=True))
            data.add_series(clean(trace.label), [values.get(day) for day in days])
        return KINDS.LINE_MARKERS, data
    plane = known.XyChartData(number_format=form)
    for trace in panel.traces:
        series = plane.add_series(clean(trace.label))
        for x, y in _corners(trace):
            series.add_data_point(x, y)
    return KINDS.XY_SCATTER_LINES, plane


def _corners(trace: Trace) -> Iterator[tuple[float, float]]:
    """The points of a trace, with the corners of stairs."""
    before = None
    for x, y in zip(trace.x, trace.y, strict=True):
        if trace.stairs and before is not None:
            yield x, before
        yield x, y
        before = y


def _near(place: float) -> float:
    return round(place, 3)


def _categories(panel: Panel) -> tuple[list[float], list[str]]:
    """The places of bars in order, and what each is called."""
    named = panel.categories or tuple((tick.at, tick.text) for tick in panel.y_ticks)
    if named:
        return [_near(place) for place, _ in named], [clean(name) for _, name in named]
    places = sorted({_near(place) for bars in panel.bars for place in bars.places})
    return places, [f"{place}" for place in places]


def _styled(chart: Any, panel: Panel, size: float) -> None:  # noqa: ANN401 - python-pptx is untyped
    """The chart's letters, axes and series as in the picture."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    chart.has_title, chart.has_legend = False, False
    chart.font.size, chart.font.name = Pt(round(size * 2) / 2), LATIN
    chart.font.color.rgb = paint(FAINT)
    letters = chart.font._rPr
    letters.append(letters.makeelement(qn("a:ea"), {"typeface": CHINESE}))
    values, names = chart.value_axis, chart.category_axis
    low, high = panel.x if panel.across else panel.y
    values.minimum_scale, values.maximum_scale = float(low), float(high)
    values.has_major_gridlines = bool(panel.y_ticks) and not panel.across
    for axis in (values, names):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        axis.format.line.color.rgb = paint(RULE)
    if values.has_major_gridlines:
        values.major_gridlines.format.line.color.rgb = paint(RULE)
        if len(panel.y_ticks) > 1:
            values.major_unit = panel.y_ticks[1].at - panel.y_ticks[0].at
        values.format.line.fill.background()
    elif not panel.across or not panel.x_ticks:
        values.visible = False
    if panel.is_share:
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "0%", False
    if panel.across:
        names.reverse_order = True
        names.visible = bool(panel.y_ticks)
        names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    elif panel.is_dates:
        names.tick_labels.number_format = "yyyy-mm"
        names.tick_labels.number_format_is_linked = False
        if len(panel.x_ticks) > 1:
            _date_scale(names, panel)
    elif not panel.bars:
        _plane_scale(names, panel)
    _series(chart, panel, size)


def _lay_out(chart: Any, shares: tuple[float, ...]) -> None:  # noqa: ANN401
    """Put the field of a chart where the field of the panel is, in shares of the whole."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    area = chart._chartSpace.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    ends = "".join(
        f'<c:{name} val="{share:.5f}"/>' for name, share in zip("xywh", shares, strict=True)
    )
    area.insert(
        0,
        parse_xml(
            f"<c:layout {nsdecls('c')}><c:manualLayout>"
            '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f"{ends}</c:manualLayout></c:layout>"
        ),
    )


def _plane_scale(axis: Any, panel: Panel) -> None:  # noqa: ANN401
    """The ends of the scale below a plane, and ticks as far from each other as in the panel."""
    axis.minimum_scale, axis.maximum_scale = map(float, panel.x)
    axis.has_major_gridlines = False
    if len(panel.x_ticks) > 1:
        axis.major_unit = panel.x_ticks[1].at - panel.x_ticks[0].at


def _date_scale(axis: Any, panel: Panel) -> None:  # noqa: ANN401
    """Ticks as far from each other as in the panel, their letters level."""
    from pptx.oxml.ns import qn

    ticks = [datetime.date(1970, 1, 1) + datetime.timedelta(int(tick.at)) for tick in panel.x_ticks]
    months = max((ticks[1].year - ticks[0].year) * 12 + ticks[1].month - ticks[0].month, 1)
    element = axis._element
    letters = axis.tick_labels.font._element.getparent().getparent().getparent()
    letters.find(qn("a:bodyPr")).set("rot", "0")
    for name, value in (("majorUnit", months), ("majorTimeUnit", "months")):
        for old in element.findall(qn(f"c:{name}")):
            element.remove(old)
        element.append(element.makeelement(qn(f"c:{name}"), {"val": str(value)}))


def _series(chart: Any, panel: Panel, size: float) -> None:  # noqa: ANN401
    plot = chart.plots[0]
    if panel.bars:
        step = abs(panel.categories[1][0] - panel.categories[0][0]) if panel.categories[1:] else 1.0
        plot.gap_width = round(100 * max(step / panel.bars[0].breadth - 1, 0))
        plot.overlap = 100
        for series, bars in zip(plot.series, panel.bars, strict=True):
            _bar(series, bars, panel, size)
        return
    for series, trace in zip(plot.series, panel.traces, strict=True):
        _line(series, trace)


def _bar(series: Any, bars: Bars, panel: Panel, size: float) -> None:  # noqa: ANN401
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.enum.dml import MSO_PATTERN
    from pptx.util import Pt

    fill = series.format.fill
    if bars.hatched:
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb = paint(ALARM)
        fill.back_color.rgb = paint(PAPER)
    else:
        fill.solid()
        fill.fore_color.rgb = paint(bars.color)
    edge = ALARM if bars.hatched else bars.edge
    if edge != "none":
        series.format.line.color.rgb = paint(edge)
    series.invert_if_negative = False
    if any(bars.told):
        labels = series.data_labels
        if not bars.starts:
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.show_value, labels.font.size = True, Pt(round(size * 2) / 2)
        labels.number_format_is_linked = False
        labels.number_format = '+#,##0;"−"#,##0' if panel.across and not panel.y_ticks else "#,##0"


def _line(series: Any, trace: Trace) -> None:  # noqa: ANN401
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    color = paint(trace.color)
    series.smooth = False
    if trace.drawn:
        series.format.line.color.rgb, series.format.line.width = color, Pt(trace.width)
        if trace.dashed:
            series.format.line.dash_style = MSO_LINE.DASH
    else:
        series.format.line.fill.background()
    marker = series.marker
    marker.style = (
        getattr(XL_MARKER_STYLE, _SIGNS[trace.mark])
        if trace.mark in _SIGNS
        else XL_MARKER_STYLE.NONE
    )
    if trace.mark in _SIGNS:
        marker.size = 5
        marker.format.line.color.rgb = color
        marker.format.fill.solid()
        paper = paint(PAPER)
        marker.format.fill.fore_color.rgb = paper if trace.hollow else color


def paint(color: str) -> Any:  # noqa: ANN401
    """A color as python-pptx has it."""
    from pptx.dml.color import RGBColor

    value: Any = RGBColor.from_string(color.removeprefix("#"))  # type: ignore[no-untyped-call]
    return value
