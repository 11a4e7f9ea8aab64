"""`plot_changes`: the units touched on both sides, one arrow a way, blank units hatched."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from matplotlib.collections import LineCollection

import sanzu_graph as sg
from sanzu_graph.charts.movements import Movement, reorganisation
from sanzu_graph.charts.registry import drawing
from tests.breaking import added, edited, without
from tests.charts.conftest import assert_sound, assert_texts_in_boxes, texts
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def moved(org, member, source, target):
    return edited(org, "memberships", {"member": member, "unit": source}, unit=target)


def arrows(ax):
    return [
        line
        for drawn in ax.collections
        if isinstance(drawn, LineCollection)
        for line in drawn.get_segments()
    ]


def hatched(ax):
    return sum(len(drawn.get_paths()) for drawn in ax.collections if drawn.get_hatch())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_move_is_an_arrow_between_two_rows(station, lang):
    ax = sg.plot_changes(station, moved(station, "M06", "T2", "T1"), lang=lang)
    name = station.members.set_index("id")["name"]["M06"]
    assert texts(ax).count(name) == 2
    assert len(arrows(ax)) == 1
    (x0, _), (x1, _) = arrows(ax)[0]
    assert x0 < x1
    assert_sound(ax)
    assert_texts_in_boxes(ax, {name})


def test_blank_units_are_hatched_where_they_are_blank(station):
    blank = without(
        without(station, "memberships", member="M06", unit="P1"),
        "memberships",
        member="M07",
        unit="P1",
    )
    ax = sg.plot_changes(blank, station, lang="en")
    assert hatched(ax) == 2, "the unit before, and the key"
    assert "blank: party group" in texts(ax)
    assert len(arrows(ax)) == 2, "two who join: stubs"
    assert hatched(sg.plot_changes(station, station, lang="en")) == 0


def test_leaders_duties_new_and_closed_units_are_said(station):
    other = edited(station, "memberships", {"unit": "T2", "role": "leader"}, role="member")
    assert "no leader" in texts(sg.plot_changes(station, other, lang="en"))
    duty = added(station, "duties", {"member": "M01", "unit": "T2", "duty": "liaison"})
    assert any(
        text.startswith("liaison: ") for text in texts(sg.plot_changes(station, duty, lang="en"))
    )
    new = added(station, "units", {"id": "T9", "name": "T9", "layer": "team"})
    assert "new" in texts(sg.plot_changes(station, new, lang="en"))
    assert "closed" in texts(sg.plot_changes(new, station, lang="en"))


def test_other_differences_are_counted(station):
    other = edited(station, "members", {"id": "M06"}, work_type="别的")
    other = added(other, "relations", {"source": "M01", "target": "M06", "kind": "mentors"})
    told = texts(sg.plot_changes(station, other, lang="en"))
    assert "Also: 1 pairing or reporting line made or ended." in told
    assert "Also: 1 member or unit with other attributes." in told


def test_nothing_differs(station):
    ax = sg.plot_changes(station, station, lang="zh")
    assert "人员与单元没有变化。" in texts(ax)
    assert_sound(ax)


def test_a_day_is_drawn(station):
    dated = station.replace(memberships=station.memberships.assign(until="2027-01-01"))
    ax = sg.plot_changes(dated, station, on="2026-06-01", lang="en")
    assert "Nothing differs in who is where." in texts(ax)
    with pytest.raises(sg.InputError):
        sg.plot_changes(dated, station, on="soon")


def test_a_scenario_is_drawn_on_the_day_it_takes_effect(station):
    plan = sg.Scenario("later", [sg.MoveMember("M06", "T2", "T1", on="2999-01-01")])
    assert len(arrows(sg.plot_changes(station, plan, lang="en"))) == 1
    assert (
        len(arrows(sg.plot_changes(station, plan.apply(station), lang="en", on="2998-12-31"))) == 0
    )


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["renamed: Team 1 → North", "new id: T2 → T8"]),
        ("zh", ["更名：Team 1 → North", "编号变更：T2 → T8"]),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_unit_under_another_id_is_one_that_says_so(station, lang, told, known):
    org = edited(station, "units", {"id": "T1"}, name="Team 1")
    plan = sg.Scenario(
        "x",
        [sg.EditUnit("T1", {"id": "T9", "name": "North"}), sg.EditUnit("T2", {"id": "T8"})],
    )
    ax = sg.plot_changes(org, plan if known else plan.apply(org), lang=lang)
    assert [text for text in texts(ax) if text in told] == told
    assert not arrows(ax)
    found = reorganisation(org, plan.apply(org), sg.Policy(), {"T1": "T9", "T2": "T8"})
    assert (found.people, found.attributes, set(found.layer_of)) == (0, 0, {"T9", "T8"})
    assert [found.before["T9"].name, found.after["T9"].name] == ["Team 1", "North"]


def test_rows_say_the_other_id(station):
    plan = sg.Scenario("x", [sg.EditUnit("T1", {"id": "T9"}), sg.EditUnit("T2", {"id": "T1"})])
    found = reorganisation(station, plan.apply(station), sg.Policy(), plan.edit(station).renamed)
    assert found.renamed == {"T9": ("T1", "T9"), "T1": ("T2", "T1")}
    assert found.people == 0


@examples(25)
@given(organisations(dated=False), organisations(dated=False))
def test_movements_are_the_difference_of_memberships(before, after):
    found = reorganisation(before, after, sg.Policy())
    for layer in {*before.layers, *after.layers}:
        then, now = (_memberships(org, layer) for org in (before, after))
        moves = found.moves[layer]
        assert {(move.member, move.source) for move in moves if move.source} == then - now
        assert {(move.member, move.target) for move in moves if move.target} == now - then
        sources, targets = (
            [end for move in moves if (end := getattr(move, side))] for side in ("source", "target")
        )
        assert (len(sources), len(targets)) == (len(then - now), len(now - then)), "each once"
        assert not [move for move in moves if move == Movement(move.member, None, None)]


def _memberships(org, layer):
    units = set(org.units["id"][org.units["layer"] == layer])
    return {
        (member, unit)
        for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True)
        if unit in units
    }


@examples(10)
@given(organisations(dated=False), organisations(dated=False))
def test_any_two_organisations(before, after):
    ax = sg.plot_changes(before, after, lang="zh")
    assert_sound(ax)
    plt.close(ax.figure)


def test_large_reorganisations_are_summed_up(monkeypatch):
    org = sg.synthetic(members=2_000, seed=7)
    random, rows = np.random.default_rng(1), org.memberships
    teams = org.units["id"][org.units["layer"] == "team"].to_numpy()
    homes = np.flatnonzero(rows["unit"].isin(teams))
    rows.loc[homes, "unit"] = random.choice(teams, len(homes))
    after = org.replace(memberships=rows.drop_duplicates(["member", "unit", "role"]))
    ax = sg.plot_changes(org, after, lang="zh")
    assert max(ax.figure.get_size_inches()) < 25
    assert sum(" → " in text for text in texts(ax)) > 200
    monkeypatch.setattr("sanzu_graph.charts.reorganisation_rows._MOST_UNITS", 30)
    ax = sg.plot_changes(org, after, lang="zh")
    assert any("未画出" in text for text in texts(ax))
    assert max(ax.figure.get_size_inches()) < 60
    assert_sound(ax)


def test_the_legend_says_what_is_drawn_and_who_leaves_is_told_where_they_stay() -> None:
    org = sg.Org(
        {"id": list("AB")},
        {"id": ["T1", "T2"], "layer": ["team", "team"]},
        {"member": ["A", "B", "B"], "unit": ["T1", "T1", "T2"]},
    )
    plan = sg.Scenario("merge", [sg.MergeUnits("T1", "T2")])
    scene = in_language("en", lambda: drawing(sg.plot_changes, org, plan).scene())
    words = {label.text for label in scene.labels}
    assert "closed" in words
    assert "new" not in words
    assert "B (in T2)" in words
