"""`plot_comparison`: bars for what stays, is fixed and is new; what it takes; alternatives that
cannot be made.
"""

import matplotlib.pyplot as plt
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.comparisons import _fates
from tests.charts.conftest import assert_sound, texts


@pytest.fixture
def plans():
    return [
        sg.Scenario("move", [sg.MoveMember("M06", "T2", "T1")]),
        sg.Scenario("relieve", [sg.RelieveLeader("M01", "T1")]),
        sg.Scenario("impossible", [sg.MoveMember("M01", "T2", "T1")]),
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_numbers_are_those_of_the_comparison(station, plans, lang):
    found = sg.compare(station, *plans, lang=lang)
    ax = sg.plot_comparison(found)
    fates = _fates(found)
    assert len(fates) > 1
    for slug, row in fates.items():
        numbers = found.table.set_index(["part", "item"])
        assert [None if fate is None else fate.now for fate in row][:3] == numbers.loc[
            ("checks", slug)
        ].iloc[1:4].tolist()
        assert row[3] is None
    shown = texts(ax)
    assert sum(text == "–" for text in shown) >= len(fates), "the column of what cannot be made"
    assert any(text.startswith("+") for text in shown)
    assert_sound(ax)


def test_nothing_to_compare_is_a_sentence(station):
    ax = sg.plot_comparison(station, sg.Scenario("nothing"), lang="en")
    assert "No finding anywhere." in texts(ax)
    assert_sound(ax)


def test_many_alternatives_and_long_names(station, plans):
    named = [
        sg.Scenario(f"第{number}套方案：" + "很长的名称" * 8, plans[0].changes)
        for number in range(7)
    ]
    ax = sg.plot_comparison(station, *named, lang="zh")
    assert_sound(ax)


def test_axes_given_are_the_axes_returned(station, plans):
    _, ax = plt.subplots(figsize=(9, 5))
    assert sg.plot_comparison(station, *plans, ax=ax, lang="zh") is ax
    assert_sound(ax)


def test_what_is_no_alternative_is_refused(station):
    with pytest.raises(sg.InputError):
        sg.plot_comparison(station, "plan.json")
