"""`plot_comparison`: what each alternative fixes and breaks, by name; what it takes; alternatives
that cannot be made.
"""

from collections import Counter

import matplotlib.pyplot as plt
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.registry import drawing
from tests.breaking import added
from tests.charts.conftest import assert_scene_sound, assert_sound, texts


@pytest.fixture
def plans():
    return [
        sg.Scenario("move", [sg.MoveMember("M06", "T2", "T1")]),
        sg.Scenario("relieve", [sg.RelieveLeader("M01", "T1")]),
        sg.Scenario("impossible", [sg.MoveMember("M01", "T2", "T1")]),
    ]


def lengths(ax):
    """The bars of each alternative: how far they reach to the left and to the right, by height."""
    found = []
    for one in ax.child_axes:
        bars = Counter()
        for bar in one.patches:
            bars[round(bar.get_y() + bar.get_height() / 2, 3), bar.get_width() < 0] += abs(
                round(bar.get_width())
            )
        found.append(bars)
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bars_are_what_is_fixed_and_new(station, plans, lang):
    found = sg.compare(station, *plans, lang=lang)
    ax = sg.plot_comparison(found)
    told = found.differences.to_dict("records")
    assert len(told) > 1
    for bars, one in zip(lengths(ax), found.alternatives, strict=True):
        for is_fixed, fate in ((True, "fixed"), (False, "introduced")):
            expected = Counter(row["check"] for row in told if row[one.name] == fate)
            drawn = [count for (_, fixed), count in bars.items() if fixed == is_fixed]
            assert sorted(drawn) == sorted(expected.values()), (one.name, fate)
    assert not ax.child_axes[2].patches, "the column of what cannot be made"
    assert sum(text == "–" for text in texts(ax)) == len({row["check"] for row in told})
    assert_sound(ax)


def test_only_what_differs_is_drawn_by_name(station, plans):
    person = {"id": "M99", "name": "新人", "political_status": "non_member", "seniority_years": 3}
    station = added(station, "members", person)  # in no team, whatever is chosen
    found = sg.compare(station, *plans[:2], lang="en")
    shown = texts(sg.plot_comparison(found))
    told = found.differences
    fixes = [text for text in shown if text.startswith(("fixes: ", "breaks: "))]
    assert fixes
    names = {name for text in fixes for name in text.partition(": ")[2].split(", ")}
    assert names == set(told["name"])
    assert not [text for text in shown for id_ in told["entity_id"] if id_ in text.split()]
    titles = found.before.summary().set_index("check")["title"]
    same = set(found.before.findings["check"]) - set(told["check"])
    assert same
    assert not {titles[check].capitalize() for check in same} & set(shown)


def test_the_title_says_which_leaves_the_fewest_errors(station):
    worse = sg.RelieveLeader("M01", "T1").apply(station)
    found = sg.compare(
        worse,
        sg.Scenario("appoint", [sg.AppointLeader("M01", "T1")]),
        sg.Scenario("nothing"),
        lang="en",
    )
    counts = [int((one.audit.findings["severity"] == "error").sum()) for one in found.alternatives]
    before = int((found.before.findings["severity"] == "error").sum())
    assert counts[0] < counts[1] == before
    title = f"Appoint leaves the fewest errors: {before} → {counts[0]}"
    assert texts(sg.plot_comparison(found))[0] == title
    alone = sg.compare(worse, sg.Scenario("nothing"), lang="en")
    assert texts(sg.plot_comparison(alone))[0].startswith("No alternative lessens the")


def test_nothing_to_compare_is_a_sentence(station):
    ax = sg.plot_comparison(station, sg.Scenario("nothing"), lang="en")
    assert "No finding anywhere." in texts(ax)
    assert_sound(ax)
    worse = sg.RelieveLeader("M01", "T1").apply(station)
    shown = texts(sg.plot_comparison(worse, sg.Scenario("nothing"), lang="en"))
    assert "No alternative fixes or breaks anything." in shown


def test_many_alternatives_and_long_names(station, plans):
    named = [
        sg.Scenario(f"第{number}套方案：" + "很长的名称" * 8, plans[0].changes)
        for number in range(7)
    ]
    ax = sg.plot_comparison(station, *named, lang="zh")
    assert len(ax.child_axes) == 7
    assert_sound(ax)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_three_alternatives_are_read_at_900_pixels(lang):
    """Letters of 7 pixels at least, in every shape."""
    org = sg.read_tables("data/guanxi")
    three = [
        sg.Scenario("A", [sg.MoveMember("M032", "T05", "T06")]),
        sg.Scenario("B", [sg.RelieveLeader("M001", "T01")]),
        sg.Scenario("C", [sg.MergeUnits("T06", "T05"), sg.MergeUnits("T10", "T09")]),
    ]
    found = sg.compare(org, *three, lang=lang, on="2026-11-22")
    for make in drawing(sg.plot_comparison, found).scenes:
        scene = make()
        assert_scene_sound(scene)
        assert scene.smallest * 900 / scene.width >= 7


def test_axes_given_are_the_axes_returned(station, plans):
    _, ax = plt.subplots(figsize=(9, 5))
    assert sg.plot_comparison(station, *plans, ax=ax, lang="zh") is ax
    assert_sound(ax)


def test_what_is_no_alternative_is_refused(station):
    with pytest.raises(sg.InputError):
        sg.plot_comparison(station, "plan.json")
