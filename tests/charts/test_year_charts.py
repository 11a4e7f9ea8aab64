"""The pictures of the working year: every group, team and measure in its place, nothing
overlapping.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.calendars import _grid as calendar_grid
from sanzu_graph.charts.conformances import _grid as tasks_grid
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.trend_panels import day_ticks
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
    assert any(DAY in text for text in texts(ax)[:2])
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
    assert "party group 100%" in {text for one in ax.child_axes for text in texts(one)}
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


# -- the trend: lines on ordinary axes


def lines_of(ax):
    """Label → days and values of each line, panel by panel."""
    return [
        {line.get_label(): (line.get_xdata(), line.get_ydata()) for line in one.lines}
        for one in (ax.child_axes or [ax])
    ]


def test_the_lines_of_a_trend_are_its_values_on_their_days(working):
    metrics = ["covered_share", "routines_kept", "mean_spread"]
    ax = sg.plot_trend(working, on=WORKING_DAY, lang="en", metrics=metrics)
    days = sorted({day for panel in lines_of(ax) for x, _ in panel.values() for day in x})
    told = sg.trend(working, [str(day) for day in days])
    told = told[told["metric"].isin(metrics)].dropna(subset=["value"])
    expected = [
        sorted(
            [(str(row.date.date()), row.value) for row in part.itertuples()]
            for _, part in told[told["metric"] == metric].groupby("layer")
        )
        for metric in metrics
    ]
    drawn = [
        sorted(
            [(str(day), value) for day, value in zip(x, y, strict=True)] for x, y in panel.values()
        )
        for panel in lines_of(ax)
    ]
    assert drawn == expected


def test_all_shares_have_one_scale(working):
    ax = sg.plot_trend(working, on=WORKING_DAY, lang="en")
    scales = {one.get_ylim() for one in ax.child_axes}
    assert len(ax.child_axes) > 3
    assert len(scales) == 1
    ((low, high),) = scales
    assert low in (0.0, 0.2, 0.4, 0.6, 0.8)
    assert high == 1.0
    for one in ax.child_axes:
        assert all(low <= value <= high for line in one.lines for value in line.get_ydata())


def test_layers_and_snapshots_differ_by_more_than_colour(working):
    named = {"now": working, "then": working}
    ax = sg.plot_trend(named, on=WORKING_DAY, lang="en", metrics=["contact_share"])
    assert not ax.child_axes
    looks = {(line.get_marker(), line.get_linestyle()) for line in ax.lines}
    assert len(ax.lines) == len(looks) > 2


def test_a_single_measure_stands_on_the_axes_themselves(working):
    _, ax = plt.subplots(figsize=(7, 4))
    drawn = sg.plot_trend(working, on=WORKING_DAY, lang="en", metrics=["routines_kept"], ax=ax)
    assert drawn is ax
    assert len(ax.lines) == 1
    ax.lines[0].set_color("black")
    ax.legend()
    assert_sound(ax)


@pytest.mark.parametrize("asked", [{}, {"dates": ["2026-01-01", "2026-06-01"]}])
def test_without_dates_there_is_no_trend(asked):
    org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    for lang in ("en", "zh"):
        with pytest.raises(sg.AbsentError, match=r"memberships\.since.*activities\.date"):
            sg.plot_trend(org, lang=lang, **asked)
    with pytest.raises(sg.AbsentError):
        sg.plot_trend({"now": org, "then": org}, **asked)


def test_no_day_is_refused(working):
    with pytest.raises(sg.InputError, match="dates="):
        sg.plot_trend(working, dates=[], lang="en")


@pytest.mark.parametrize("start", ["2024-02-27", "2025-12-01", "2026-06-15"])
@pytest.mark.parametrize("reach", [1, 20, 70, 200, 400, 1_200, 9_000])
def test_ticks_of_days_lie_on_the_days_they_name(start, reach):
    first = int(np.datetime64(start).astype(int))
    days = sorted({first, first + reach // 3, first + reach // 2, first + reach})
    ticks = day_ticks(days)
    assert 2 <= len(ticks) <= 4 or reach > 400
    assert len(ticks) <= 4
    for at, text in ticks:
        assert days[0] <= at <= days[-1]
        whole = text + "-01-01"[: 10 - len(text)] if len(text) == 4 else f"{text}-01"[:10]
        assert int(np.datetime64(whole).astype(int)) == at


def test_on_small_axes_fewer_measures_are_drawn_and_the_others_counted(working):
    plots = drawing(sg.plot_trend, working, dates=[WORKING_DAY]).plots
    counts = [len(make().panels) for make in plots]
    assert counts[0] == max(counts) > counts[-1] == 1
    notes = " ".join(label.text for label in plots[-1]().frame.labels)
    assert f"Not drawn: {counts[0] - 1} more measures." in notes


def test_of_many_units_those_that_fall_shortest_are_drawn_and_all_are_summed():
    teams = [f"T{number:02}" for number in range(45)]
    acts = [(team, "consult", "party", "2026-03-01") for team in teams]
    acts += [(team, "assign", "team", "2026-03-02") for team in teams]
    acts += [(team, "consult", "union", "2026-03-01") for team in teams[:-1]]
    org = sg.Org(
        {"id": ["A"]},
        {"id": teams, "layer": ["team"] * 45},
        {"member": ["A"] * 45, "unit": teams},
        tasks={"id": teams, "unit": teams, "goal": ["safety"] * 45, "scope": ["common"] * 45},
        task_events=pd.DataFrame(acts, columns=["task", "stage", "layer", "date"]),
    )
    ax = sg.plot_tasks(org, on="2026-11-22", lang="en")
    texts = [text.get_text() for text in ax.texts]
    names = [text for text in texts if text in teams]
    assert len(names) == len({*names}) == 40
    assert names[0] == "T44"  # the one that left a layer out
    assert {"44/45", "45/45"} <= {*texts}  # the sums are over all
    plt.close(ax.figure)


@pytest.mark.parametrize("bound", ["since", "until"])
def test_a_lone_line_has_its_value_at_its_end(bound):
    """On axes of any height: the label stands where the line ends, at 100 % or at 0."""
    org = sg.Org(
        {"id": ["A"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A", "A"], "unit": ["T", "P"], bound: [None, "2026-03-01"]},
    )
    ax = sg.plot_trend(
        org,
        dates=["2026-01-01", "2026-06-01"],
        metrics=["covered_share"],
        policy=sg.Policy.for_layers("team", ["party"]),
        lang="en",
    )
    ax.figure.canvas.draw()
    (told,) = [text for text in ax.texts if text.get_text().startswith("party ")]
    box = told.get_window_extent()
    line = ax.lines[0]
    end = ax.transData.transform((0, line.get_ydata()[-1]))[1]
    assert box.y0 <= end <= box.y1
    plt.close(ax.figure)
