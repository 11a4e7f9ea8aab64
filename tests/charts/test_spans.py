"""`plot_spans`: every leader counts in one bar of each layer, the highest layer first."""

import matplotlib.pyplot as plt
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.plot_axes import paint_plot
from sanzu_graph.charts.registry import drawing
from tests.charts.conftest import assert_scene_sound, assert_sound, texts
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def bars(scene):
    """The numbers of leaders and of reports that the bars' titles tell, from top to bottom."""
    return [tuple(box.title.split(" with ")) for box in scene.boxes if " with " in box.title]


def test_a_station(station):
    ax = sg.plot_spans(station, lang="zh")
    assert {
        "管理幅度与层级：5 层，4 名负责人或上级",
        "最多：4 人（安一、冯六）",
        "无负责人",
        "中位数：4",
    } <= set(texts(ax))
    assert_sound(ax)
    assert ("2", "4 direct reports") in bars(drawing(sg.plot_spans, station).scene())


@examples(15)
@given(organisations(dated=False))
def test_every_leader_counts_once_a_layer(org):
    scene = drawing(sg.plot_spans, org).scene()
    assert_scene_sound(scene)
    managers = int((sg.span_of_control(org)["solid"] > 0).sum())
    leaders = len(sg.span_of_control(org, by="unit"))
    assert sum(int(count) for count, _ in bars(scene)) == leaders + managers


@examples(15)
@given(organisations(dated=False))
def test_bars_are_patches_on_a_scale_of_each_layer(org):
    """Oracle: the sizes of spans, counted layer by layer with plain loops."""
    # Painted without the warning that no font has the letters of some names.
    ax = paint_plot(in_language("en", drawing, sg.plot_spans, org).plots, None)
    frame, expected = sg.span_of_control(org, by="unit"), []
    for layer in org.layers:
        reports = [row.direct_reports for row in frame.itertuples() if row.layer == layer]
        if reports:
            expected.append(sorted((n, reports.count(n)) for n in set(reports)))
    managers = [n for n in sg.span_of_control(org)["solid"] if n > 0]
    if managers:
        expected.append(sorted((n, managers.count(n)) for n in set(managers)))
    axes = ax.child_axes
    drawn = [
        sorted((round(bar.get_x() + bar.get_width() / 2), bar.get_height()) for bar in one.patches)
        for one in axes
    ]
    assert sorted(drawn) == sorted(expected)
    for one, bars in zip(axes, drawn, strict=True):
        low, high = one.get_xlim()
        assert low < bars[0][0] <= bars[-1][0] < high
        assert one.get_ylim()[1] == max(count for _, count in bars)
        (median,) = one.lines
        assert low < median.get_xdata()[0] < high
    plt.close(ax.figure)


def test_bars_can_be_restyled(station):
    ax = sg.plot_spans(station, lang="en")
    for one in ax.child_axes:
        for bar in one.patches:
            bar.set_facecolor("black")
        one.set_xlabel("reports")
    assert_sound(ax)


def test_layers_stand_from_the_top_of_the_hierarchy_down():
    ids = ["t", "s", "d"]
    org = sg.Org(
        {"id": ["A"]},
        {"id": ids, "layer": ["team", "station", "district"], "parent": ["s", "d", None]},
        {"member": [], "unit": []},
    )
    drawn = [
        label.text
        for label in drawing(sg.plot_spans, org).scene().labels
        if label.text in ("team", "station", "district")
    ]
    assert drawn == ["district", "station", "team"]


@pytest.mark.parametrize("members", [100, 10_000])
def test_sizes(members):
    org = sg.synthetic(members=members, seed=7)
    for lang in ("en", "zh"):
        assert_scene_sound(in_language(lang, drawing, sg.plot_spans, org).scene())


def test_far_reaching_spans_are_drawn_in_ranges(congress):
    scene = drawing(
        sg.plot_spans, congress, policy=sg.Policy.for_layers("state", ["party"])
    ).scene()
    assert_scene_sound(scene)
    assert any("–" in told for _, told in bars(scene))
