"""The pictures of the working year: every group, team and measure in its place, nothing
overlapping.
"""

import matplotlib.pyplot as plt
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.calendars import _grid as calendar_grid
from sanzu_graph.charts.conformances import _grid as tasks_grid
from sanzu_graph.charts.lettering import Lettering
from tests.breaking import edited, without
from tests.charts.conftest import assert_sound, texts
from tests.conftest import WORKING_DAY
from tests.searching import examples
from tests.speech import in_language
from tests.year_strategies import years

CHARTS = [sg.plot_calendar, sg.plot_tasks, sg.plot_trend]
DAY = "2026-11-22"


@pytest.fixture(scope="module")
def large():
    return sg.synthetic(4_000, on=DAY)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_station_is_drawn_whole(chart, lang):
    org = sg.read_tables("data/guanxi")
    ax = chart(org, lang=lang, on=DAY)
    assert DAY in texts(ax)[0]
    assert_sound(ax)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("size", [None, (7, 5), (4, 3)])
def test_large_organisations_and_small_axes(chart, size, large):
    ax = None if size is None else plt.subplots(figsize=size)[1]
    drawn = chart(large, ax=ax, on=DAY, lang="zh")
    assert drawn is ax or ax is None
    assert_sound(drawn)


def test_the_calendar_counts_what_was_held(working):
    org = edited(
        without(working, "activities", id="safety_class-4"),
        "activities",
        {"id": "safety_class-5"},
        date="2026-05-30",
    )
    calendar = sg.routine_calendar(org, on=WORKING_DAY)
    grid = calendar_grid(org, calendar, sg.Policy(), Lettering(), WORKING_DAY, 40)
    assert [column.label for column in grid.columns][-4:] == [
        "2026-04",
        "2026-05",
        "2026-06",
        "2026-07",
    ]
    assert grid.texts[0][-4:] == ["2/3", "3/3~", "3/3", "3/3"]
    assert grid.rows[0].margin == "95%"
    assert grid.texts[0][0] == "?"
    ax = sg.plot_calendar(org, kind="safety_class", on=WORKING_DAY, lang="en")
    assert "0/1" in texts(ax)


def test_open_months_are_marked(working):
    org = without(
        without(working, "participants", activity="heart_to_heart-7"),
        "activities",
        id="heart_to_heart-7",
    )
    ax = sg.plot_calendar(org, on=WORKING_DAY, lang="zh")
    assert "2/3…" in texts(ax)
    assert "本月未完" in texts(ax)


def test_the_tasks_are_counted_by_stage_and_layer(working):
    org = without(working, "task_events", stage="inspect", layer="party")
    told = sg.task_stages(org, on=WORKING_DAY)
    grid = tasks_grid(
        told[told["scope"] == "common"], sg.Policy(), in_language("zh", Lettering), WORKING_DAY, 40
    )
    assert [(column.band, column.label) for column in grid.columns][:3] == [
        ("会商", "党小组"),
        ("会商", "工会小组"),
        ("部署", "班组"),
    ]
    assert grid.texts == [["1/1"] * 7 + ["0/1"] + ["1/1"] * 4]
    assert [row.margin for row in grid.rows] == ["92%"]


def test_the_worst_come_first_and_sums_last(large):
    ax = sg.plot_calendar(large, on=DAY, lang="en")
    shown = texts(ax)
    assert "all groups" in shown
    assert "Not drawn: 94 more groups." in shown
    assert not any(text.endswith("…") and "/" in text for text in shown)


def test_a_trend_has_a_panel_for_each_measure(working):
    ax = sg.plot_trend(working, on=WORKING_DAY, lang="en", metrics=["routines_kept", "mean_spread"])
    shown = texts(ax)
    assert "share of routines held" in shown
    assert "mean spread of seniority" in shown
    assert "party group 100%" in shown
    both = sg.plot_trend(
        {"now": working, "then": working}, on=WORKING_DAY, lang="en", metrics=["routines_kept"]
    )
    assert {"party group now 100%", "party group then 100%"} <= set(texts(both))
    assert_sound(both)


def test_an_unknown_measure_is_refused(working):
    with pytest.raises(sg.AbsentError, match="happiness"):
        sg.plot_trend(working, on=WORKING_DAY, metrics=["happiness"])


@pytest.mark.parametrize("chart", CHARTS[:2])
def test_who_keeps_no_records_is_told(station, chart):
    with pytest.raises(sg.AbsentError, match="没有提供表"):
        chart(station, lang="zh")


@examples(5)
@given(org=years())
def test_any_year_can_be_drawn(org):
    for chart in CHARTS:
        try:
            ax = chart(org, on="2026-01-05", lang="zh")
        except sg.AbsentError:
            continue
        assert_sound(ax)
        plt.close(ax.figure)
