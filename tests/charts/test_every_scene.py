"""What holds for every chart's scenes: glyphs exist, nothing is outside, no texts overlap, names
are unique, lines end at boxes.
"""

import matplotlib.pyplot as plt
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.registry import all_charts, drawing
from sanzu_graph.charts.scenes import Box, Line, Scene, arrow_head
from tests.breaking import added, without
from tests.charts.conftest import assert_scene_sound, assert_sound, kinds
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations

NEEDS = {
    "layers": ["team"],
    "overlap": ["team", "party"],
    "flow": ["team", "party"],
    "findings": [],
    "org": [],
    "people": [],
    "spans": [],
}


@examples(6)
@given(organisations(dated=False))
@pytest.mark.parametrize("chart", NEEDS)
def test_any_organisation(chart, org):
    if set(NEEDS[chart]) <= set(org.layers):
        for lang in ("en", "zh"):
            made = in_language(lang, all_charts()[chart].drawing, org)
            for make in made.scenes:
                assert_scene_sound(make())
            assert_scene_sound(made.full())


@examples(6)
@given(organisations(dated=False))
def test_any_mentors(org):
    policy = sg.Policy(mentors=sg.Mentors(capacity=1))  # no rule names a column
    for lang in ("en", "zh"):
        for make in in_language(lang, all_charts()["mentors"].drawing, org, policy=policy).scenes:
            assert_scene_sound(make())


@pytest.mark.parametrize("members", [20, 100, 1_000])
def test_sizes_of_mentors(members):
    org = sg.synthetic(members=members, seed=5)
    for lang in ("en", "zh"):
        assert_scene_sound(in_language(lang, all_charts()["mentors"].drawing, org).scene())


@examples(8)
@given(organisations(dated=False), organisations(dated=False))
def test_any_reorganisation(before, after):
    assert_scene_sound(in_language("zh", drawing, sg.plot_changes, before, after).full())


@pytest.mark.parametrize("chart", [sg.plot_layers, sg.plot_flow, sg.plot_spans])
def test_axes_given_are_the_axes_returned(chart, station):
    _, axes = plt.subplots(1, 2, figsize=(18, 7), layout="none")
    for ax, lang in zip(axes, ("en", "zh"), strict=True):
        assert chart(station, ax=ax, lang=lang) is ax
        assert_sound(ax)
    assert plt.get_fignums() == [1], "nothing is closed, nothing else is opened"


@pytest.mark.parametrize("members", [20, 100, 1_000])
@pytest.mark.parametrize("chart", NEEDS)
def test_sizes(chart, members):
    org = sg.synthetic(members=members, seed=5)
    for lang in ("en", "zh"):
        assert_scene_sound(in_language(lang, all_charts()[chart].drawing, org).scene())


@pytest.mark.heavy
@pytest.mark.parametrize("chart", NEEDS)
def test_ten_thousand(chart):
    assert_scene_sound(
        in_language("zh", all_charts()[chart].drawing, sg.synthetic(members=10_000, seed=5)).scene()
    )


@pytest.mark.parametrize("chart", ["calendar", "tasks", "trend"])
def test_charts_of_the_year(chart):
    org = sg.synthetic(members=300, seed=5, on="2026-11-22")
    for lang in ("en", "zh"):
        for make in in_language(lang, all_charts()[chart].drawing, org, on="2026-11-22").scenes:
            assert_scene_sound(make())


def test_moves_tie_the_cards_they_leave_and_reach(station):
    scene = in_language(
        "zh", drawing, sg.plot_changes, station, sg.MoveMember("M10", "T2", "T1").apply(station)
    ).scene()
    assert_scene_sound(scene)
    (arrow,) = scene.lines
    assert (arrow.source, arrow.target, arrow.title) == ("before:unit:T2", "after:unit:T1", "康十")


def test_new_and_closed_units_are_marked(station):
    later = without(without(station, "memberships", unit="U2"), "units", id="U2")
    later = added(later, "units", {"id": "T9", "name": "新班", "layer": "team"})
    scene = drawing(sg.plot_changes, station, later).scene()
    assert_scene_sound(scene)
    cards = {box.key: box for box in kinds(scene, "unit")}
    assert cards["before:unit:U2"].dashed
    assert cards["after:unit:T9"].line > cards["before:unit:U2"].line
    assert {"new", "closed"} <= {label.text for label in scene.labels}


def test_an_arrow_ends_where_its_line_does():
    head = arrow_head(Line(((0, 0), (10, 0)), "#000000", 1.0))
    assert head[0] == (10, 0)
    assert all(x < 10 for x, _ in head[1:])
    assert head[1][1] == -head[2][1]
    assert Scene().smallest > 0
    assert not Box(0, 0, 1, 1, "none").key
