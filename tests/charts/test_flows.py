"""`plot_flow`: bars and bands add up to the people, whoever is drawn together."""

import re
from collections import Counter

import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.colors import RULE
from sanzu_graph.charts.flow_bars import TOGETHER
from sanzu_graph.charts.registry import drawing
from tests.breaking import added, without
from tests.charts.conftest import areas, assert_scene_sound, assert_sound, kinds, texts
from tests.searching import examples
from tests.strategies import organisations


def bands(scene):
    """(from, to) → people, as the bands' titles tell; and each is as high as that."""
    found = {}
    for shape in scene.shapes:
        ends, count = shape.title.rsplit(": ", 1)
        found[tuple(ends.split(" → "))] = int(count)
    return found


def heights(scene):
    return {shape.title: abs(shape.points[0][1] - shape.points[-1][1]) for shape in scene.shapes}


def test_bands_are_the_people_of_both_ends(station):
    scene = drawing(sg.plot_flow, station).scene()
    assert_scene_sound(scene)
    assert bands(scene) == {
        ("第一党小组", "运维一班"): 2,
        ("第一党小组", "营销二班"): 2,
        ("in no party group", "运维一班"): 3,
        ("in no party group", "营销二班"): 3,
        ("运维一班", "第一工会小组"): 2,
        ("运维一班", "第二工会小组"): 3,
        ("营销二班", "第一工会小组"): 3,
        ("营销二班", "第二工会小组"): 2,
    }
    per_person = {height / int(title.rsplit(" ", 1)[1]) for title, height in heights(scene).items()}
    assert max(per_person) - min(per_person) < 1e-6
    assert_sound(sg.plot_flow(station, lang="zh"))


@examples(15)
@given(organisations(dated=False))
def test_a_band_holds_those_who_are_at_both_ends(org):
    if not {"team", "party"} <= set(org.layers):
        with pytest.raises((sg.AbsentError, sg.InputError)):
            drawing(sg.plot_flow, org, layers=["party", "team"])
        return
    scene = drawing(sg.plot_flow, org, layers=["party", "team"]).scene()
    assert_scene_sound(scene)
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    inside = {unit: set() for unit in org.units["id"]}
    for row in org.memberships.itertuples():
        inside[row.unit].add(row.member)
    bars = {
        name: [people for unit, people in inside.items() if layer[unit] == name]
        for name in ("party", "team")
    }
    everybody = set().union(*bars["party"], *bars["team"])
    for these in bars.values():
        these.append(everybody.difference(*these))
    assert sorted(int(shape.title.rsplit(": ", 1)[1]) for shape in scene.shapes) == sorted(
        len(one & other) for one in bars["party"] for other in bars["team"] if one & other
    )


def test_blank_teams_are_hatched(station):
    blank = without(
        without(station, "memberships", member="M06", unit="P1"),
        "memberships",
        member="M07",
        unit="P1",
    )
    boxes = drawing(sg.plot_flow, blank).scene().boxes
    strips = [box for box in boxes if box.hatched and box.kind == "unit" and box.y > 100]
    holding = [
        box.entity
        for box in boxes
        for strip in strips
        if box.entity and (box.x, box.y) == (strip.x, strip.y)
    ]
    assert holding == ["T2"]


def test_who_is_in_two_units_has_a_band_for_each(station):
    scene = drawing(
        sg.plot_flow, added(station, "memberships", {"member": "M06", "unit": "T1"})
    ).scene()
    assert (
        sum(count for (_, to), count in bands(scene).items() if to in ("运维一班", "营销二班"))
        == 11
    )
    assert any("10 people in 11 team seats" in label.text for label in scene.labels)


@pytest.mark.parametrize("members", [1_000, 10_000])
def test_many_units_are_rolled_up_or_drawn_together(members):
    org = sg.synthetic(members=members, seed=7)
    scene = drawing(sg.plot_flow, org).scene()
    assert_scene_sound(scene)
    bars = Counter(round(box.x) for box in scene.boxes if box.entity)
    assert max(bars.values()) <= 38
    assert any("those above them" in label.text for label in scene.labels)
    total = sum(
        int(re.sub(r".*: ", "", box.title))
        for box in [*kinds(scene, "unit"), *kinds(scene, TOGETHER)]
    )
    assert total == 3 * members, "each column counts everybody"


def test_layers_are_chosen(station):
    drawn = texts(sg.plot_flow(station, layers=["union", "team"], lang="zh"))
    assert "第一党小组" not in drawn
    assert "第一工会小组" in drawn
    for wrong in (["team"], ["team", "party", "union", "branch"]):
        with pytest.raises(sg.InputError, match="two or three"):
            sg.plot_flow(station, layers=wrong)
    with pytest.raises(sg.AbsentError):
        sg.plot_flow(station, layers=["team", "no such"])
    with pytest.raises(sg.InputError):
        sg.plot_flow(station, policy=sg.Policy.for_layers("team"))


@pytest.mark.parametrize("members", [20, 300])
def test_no_band_runs_behind_a_label(members):
    scene = drawing(sg.plot_flow, sg.synthetic(members=members, seed=5)).full()
    bands = [
        (min(x for x, _ in shape.points), max(x for x, _ in shape.points)) for shape in scene.shapes
    ]
    top = min(y for shape in scene.shapes for _, y in shape.points)
    for label, (left, _, right, bottom) in zip(scene.labels, areas(scene), strict=True):
        if bottom > top + 12:
            assert not any(left < end and start < right for start, end in set(bands)), label


def test_a_layer_has_one_colour(station):
    scene = drawing(sg.plot_flow, station).scene()
    fills = {shape.points[0][0]: set() for shape in scene.shapes}
    for shape in scene.shapes:
        fills[shape.points[0][0]].add(shape.fill)
    sides = list(fills.values())
    assert len(sides) == 2
    assert not sides[0] & sides[1] - {RULE}
    assert all(len(side - {RULE}) <= 2 for side in sides), "a colour and its lighter shade"


def test_unasked_it_names_what_the_organisation_lacks(station):
    from sanzu_graph.errors import AbsentError, InputError

    with pytest.raises(AbsentError, match="no layer “company”"):
        drawing(sg.plot_flow, station, policy=sg.Policy.for_layers("company", ["party"]))
    with pytest.raises(InputError, match=r"group.* beside “team”.*party.*layers="):
        drawing(sg.plot_flow, station, policy=sg.Policy.for_layers("team", ["choir"]))
