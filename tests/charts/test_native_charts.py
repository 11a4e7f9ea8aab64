"""Bars and lines stay charts on slides: their numbers, scales and places."""

import datetime
import io
import zipfile

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.native_charts import whole_insets, without_insets
from sanzu_graph.charts.powerpoint import to_pptx
from sanzu_graph.charts.registry import drawing
from tests.conftest import WORKING_DAY

pptx = pytest.importorskip("pptx")


def slides_of(path):
    return list(pptx.Presentation(path).slides)


def charts_of(slides):
    return [shape for slide in slides for shape in slide.shapes if shape.has_chart]


def numbers(shape):
    """Series by name: what stands at each category, nothing left out."""
    plot = shape.chart.plots[0]
    names = [str(name) for name in plot.categories]
    return {
        series.name: {
            name: value
            for name, value in zip(names, series.values, strict=True)
            if value is not None
        }
        for series in plot.series
    }


def day_of(serial):
    """A day as a workbook numbers it."""
    return str(datetime.date(1899, 12, 30) + datetime.timedelta(float(serial)))


def assert_sound(slides):
    for slide in slides:
        ids = [int(value) for value in slide.shapes._spTree.xpath(".//p:cNvPr/@id")]
        assert len(ids) == len(set(ids))
        width, height = 960 * 12_700, 540 * 12_700
        for shape in slide.shapes:
            assert shape.left >= -1
            assert shape.top >= -1
            assert shape.left + shape.width <= width + 1
            assert shape.top + shape.height <= height + 1
            if shape.has_chart:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]
                assert shape.chart.font.size.pt >= 9


def test_spans_are_charts_of_columns(station, tmp_path):
    """Oracle: leaders with so many direct reports, counted layer by layer."""
    slides = slides_of(sg.save_chart(station, tmp_path / "spans.pptx", chart="spans", lang="en"))
    assert_sound(slides)
    spans = sg.span_of_control(station, by="unit")
    expected = []
    for layer in station.layers:
        reports = [row.direct_reports for row in spans.itertuples() if row.layer == layer]
        if reports:
            expected.append({str(n): reports.count(n) for n in set(reports)})
    drawn = []
    for shape in charts_of(slides):
        (series,) = numbers(shape).values()
        drawn.append(dict(series))
        axis = shape.chart.value_axis
        assert axis.minimum_scale == 0
        assert axis.maximum_scale == max(series.values())
    assert sorted(map(sorted, (one.items() for one in drawn))) == sorted(
        map(sorted, (one.items() for one in expected))
    )


def test_trends_are_charts_of_lines(working, tmp_path):
    path = tmp_path / "trend.pptx"
    metrics = ["covered_share", "routines_kept"]
    slides = slides_of(
        sg.save_chart(working, path, chart="trend", on=WORKING_DAY, metrics=metrics, lang="en")
    )
    assert_sound(slides)
    shown = charts_of(slides)
    assert [shape.name for shape in shown] == [
        "share of base units covered",
        "share of routines held",
    ]
    for shape, metric in zip(shown, metrics, strict=True):
        lines = {
            name: {day_of(serial): value for serial, value in line.items()}
            for name, line in numbers(shape).items()
        }
        days = sorted({day for line in lines.values() for day in line})
        told = sg.trend(working, days)
        told = told[(told["metric"] == metric)].dropna(subset=["value"])
        expected = sorted(
            sorted((str(row.date.date()), row.value) for row in part.itertuples())
            for _, part in told.groupby("layer")
        )
        assert sorted(sorted(line.items()) for line in lines.values()) == expected
        assert shape.chart.value_axis.maximum_scale == 1.0


def test_what_is_a_chart_is_not_drawn_twice(station):
    scene = drawing(sg.plot_spans, station).scene()
    bare = without_insets(scene)
    bars = [box for box in scene.boxes if " with " in box.title]
    assert len(whole_insets(scene)) > 1
    assert len(bare.boxes) == len(scene.boxes) - len(bars)
    assert not [box for box in bare.boxes if " with " in box.title]
    # A page that lacks some pieces of a panel keeps the others.
    scene.boxes.remove(bars[0])
    assert len(whole_insets(scene)) == len(scene.insets) - 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_comparisons_are_charts_of_bars(station, lang):
    plans = [
        sg.Scenario("move", [sg.MoveMember("M06", "T2", "T1")]),
        sg.Scenario("relieve", [sg.RelieveLeader("M01", "T1")]),
    ]
    found = sg.compare(station, *plans, lang=lang)
    scene = drawing(sg.plot_comparison, found).scene()
    shown = charts_of(slides_of(io.BytesIO(to_pptx([scene]))))
    titles = {
        check: title[:1].upper() + title[1:]
        for check, title in found.before.summary().set_index("check")["title"].items()
    }
    assert [shape.name for shape in shown] == ["move", "relieve"]
    for shape, one in zip(shown, found.alternatives, strict=True):
        drawn = {}
        for line in numbers(shape).values():
            for name, value in line.items():
                drawn[name, value < 0] = abs(value)
        expected = {}
        for row in found.differences.to_dict("records"):
            if row[one.name] != "left":
                key = titles[row["check"]], row[one.name] == "fixed"
                expected[key] = expected.get(key, 0) + 1
        assert drawn == expected


def test_comparisons_and_frontiers_can_be_saved(station, tmp_path):
    found = sg.compare(station, sg.Scenario("move", [sg.MoveMember("M06", "T2", "T1")]), lang="en")
    table = pd.DataFrame({"people_moved": [0, 1], "unmet": [2, 0], "status": ["optimal"] * 2})
    for chart, subject in (("comparison", found), ("frontier", table)):
        for ending in ("pptx", "svg", "png", "drawio"):
            path = sg.save_chart(subject, tmp_path / f"{chart}.{ending}", chart=chart, lang="en")
            assert path.stat().st_size > 0
        slides = slides_of(tmp_path / f"{chart}.pptx")
        assert_sound(slides)
        shown = charts_of(slides)
        assert shown
        if chart == "frontier":
            assert shown[0].chart.category_axis.major_unit == 1, "people are moved whole"
        sg.save_chart(subject, tmp_path / "page.pdf", chart=chart, pages="A4", lang="en")
        with pytest.raises(sg.InputError, match=chart):
            sg.save_chart(station, tmp_path / "x.svg", chart=chart, lang="en")
        with pytest.raises(sg.InputError, match="layer"):
            sg.save_chart(subject, tmp_path / "x.svg", chart=chart, layer="party", lang="en")
    with pytest.raises(sg.InputError):
        sg.save_chart(table, tmp_path / "x.svg", lang="en")


def test_the_same_slides_have_the_same_bytes_at_any_time(station, monkeypatch):
    def written():
        return to_pptx([drawing(sg.plot_spans, station).scene()])

    first = written()
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert written() == first
    times, created = set(), []
    files = [first]
    for file in files:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            times |= {entry.date_time[0] for entry in archive.infolist()}
            created.append(archive.read("docProps/core.xml"))
            files += [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")]
    assert len(files) > 1, "a chart has its numbers behind it"
    assert times == {1980}
    assert all(b"1980-01-01T00:00:00Z" in properties for properties in created)
