"""`plot_org`: every unit exactly once, in a box of its own."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.shown_units import chosen_units
from sanzu_graph.charts.tree_blocks import DETAILS
from sanzu_graph.charts.unit_trees import scenes
from tests.breaking import edited, without
from tests.charts.conftest import assert_apart, assert_sound, assert_texts_in_boxes, texts
from tests.searching import examples
from tests.strategies import organisations


def all_scenes(org, policy=None, **asked):
    policy = policy or sg.Policy()
    units = chosen_units(org, policy, asked.get("layers"), asked.get("root"))
    return [make() for make in scenes(units, policy, Lettering())]


def boxes(scene):
    return {box.entity: box for box in scene.boxes if box.kind == "unit" and box.entity}


def assert_drawn_well(scene, ids):
    """Every unit once, no two boxes overlap, all within the sheet, every line from one box down to
    another.
    """
    units = [box for box in scene.boxes if box.entity and box.kind == "unit"]
    assert sorted(box.entity for box in units) == sorted(ids)
    edges = np.array(
        [(box.x, box.y, box.x + box.width, box.y + box.height) for box in units]
    ).reshape(-1, 4)
    assert_apart(edges)
    assert (edges >= 0).all()
    assert (edges[:, 2] <= scene.width).all()
    assert (edges[:, 3] <= scene.height).all()
    left, top, right, bottom = (
        np.array([(box.x, box.y, box.x + box.width, box.y + box.height) for box in scene.boxes])
        .reshape(-1, 4)
        .T
    )
    for line in scene.lines:
        for (x, y), edge in zip((line.points[0], line.points[-1]), (bottom, top), strict=True):
            assert ((left <= x) & (x <= right) & (np.abs(edge - y) < 1e-6)).any()


@examples(30)
@given(organisations(dated=False))
def test_any_organisation_in_any_detail(org):
    drawn = all_scenes(org)
    assert len(drawn) == len(DETAILS)
    for scene in drawn:
        assert_drawn_well(scene, org.units["id"].tolist())


@examples(15)
@given(organisations(dated=False))
def test_hostile_names_do_no_harm(org):
    ax = sg.plot_org(org, lang="zh")
    assert_sound(ax)
    plt.close(ax.figure)


def test_a_station(station):
    ax = sg.plot_org(station, lang="zh")
    drawn = texts(ax)
    for name in station.units["name"]:
        assert drawn.count(name) == 1
    assert {
        "单元层级：7 个单元，10 人",
        "班组 (2)",
        "党小组 (1)",
        "供电所 (1)",
        "党支部 (1)",
        "安一",
        "5 人",
        "下级共 10 人",
    } <= set(drawn)
    assert "负责人空缺" not in drawn
    assert_sound(ax)
    assert_texts_in_boxes(ax, {*station.units["name"], "安一", "5 人", "4 人"})


@pytest.fixture
def nested(station):
    """The branch below the station."""
    return edited(station, "units", {"id": "B1"}, parent="S1")


def test_parents_stand_over_their_children_also_across_layers(nested):
    found = boxes(all_scenes(nested)[0])
    assert found["S1"].y < found["B1"].y < found["P1"].y
    assert found["S1"].y < found["T1"].y
    middle = [box.x + box.width / 2 for box in (found["B1"], found["P1"])]
    assert middle[0] == pytest.approx(middle[1])


def test_a_vacant_leader_is_marked(station):
    org = without(station, "memberships", unit="T1", role="leader")
    ax = sg.plot_org(org, lang="en")
    assert texts(ax).count("no leader") == 1
    for scene in all_scenes(org):
        assert [id_ for id_, box in boxes(scene).items() if box.dashed] == ["T1"]


def test_nobody_is_missed_where_no_leader_is_demanded(station):
    org = without(station, "memberships", unit="T1", role="leader")
    assert not any(
        box.dashed
        for box in boxes(all_scenes(org, sg.Policy().with_layer("team", led=False))[0]).values()
    )


def test_several_leaders_are_all_named(station):
    org = edited(station, "memberships", {"member": "M02", "unit": "T1"}, role="leader")
    assert "安一、柏二" in texts(sg.plot_org(org, lang="zh"))


def test_layers_and_root(station, nested):
    assert set(boxes(all_scenes(nested, root="B1")[0])) == {"B1", "P1"}
    scene = all_scenes(nested, layers=["station", "party"])[0]
    assert set(boxes(scene)) == {"S1", "P1"}
    assert len(scene.lines) == 1, (
        "the group hangs on the station, as the branch between them is left out"
    )
    with pytest.raises(sg.AbsentError, match="no such"):
        sg.plot_org(station, root="no such")
    with pytest.raises(sg.AbsentError, match="no such"):
        sg.plot_org(station, layers=["no such"])


def test_nothing_and_one_unit():
    empty = sg.Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []})
    ax = sg.plot_org(empty, lang="en")
    assert texts(ax) == ["Hierarchy – units: 0, people: 0"]
    assert_sound(ax)
    one = sg.Org({"id": []}, {"id": ["T1"], "layer": ["team"]}, {"member": [], "unit": []})
    assert texts(sg.plot_org(one, lang="en"))[-2:] == ["T1", "0 people"]


def test_axes_given_are_the_axes_returned(station):
    _, axes = plt.subplots(1, 2, figsize=(16, 6), layout="none")
    assert sg.plot_org(station, ax=axes[0], lang="zh") is axes[0]
    assert sg.plot_org(station, ax=axes[1], lang="en", layers=["team"]) is axes[1]
    for ax in axes:
        assert_sound(ax)
    assert plt.get_fignums() == [1], "nothing is closed, nothing else is opened"


def test_small_axes_show_less():
    org = sg.synthetic(members=400, seed=7)
    _, ax = plt.subplots(figsize=(4, 3))
    sg.plot_org(org, ax=ax, lang="zh")
    assert "茗溪配电1班" not in texts(ax)
    assert_sound(ax)


@pytest.mark.parametrize(("members", "kind"), [(100, "full"), (1_000, "names"), (10_000, "counts")])
def test_detail_gives_way(members, kind):
    org = sg.synthetic(members=members, seed=7)
    ax = sg.plot_org(org, lang="en")
    assert sg.messages.text(f"chart.org_{kind}") in texts(ax)
    assert max(ax.figure.get_size_inches()) < 30
    if members < 10_000:
        assert_sound(ax)
    first = all_scenes(org)[0]
    assert_drawn_well(first, org.units["id"].tolist())


def test_congress_goes_in_rows(congress):
    policy = sg.Policy.for_layers("state", ["party"])
    ax = sg.plot_org(congress, policy=policy, lang="en")
    assert max(ax.figure.get_size_inches()) < 45
    assert_sound(ax)
    assert_drawn_well(all_scenes(congress, policy)[0], congress.units["id"].tolist())


def test_many_roots_are_a_block_and_deep_chains_do_not_recurse():
    total = 3_000
    ids = [f"U{number}" for number in range(total)]
    roots = sg.Org({"id": []}, {"id": ids, "layer": ["team"] * total}, {"member": [], "unit": []})
    scene = all_scenes(roots)[0]
    assert_drawn_well(scene, ids)
    assert 0.5 < scene.width / scene.height < 3
    chain = roots.replace(units={"id": ids, "layer": ["team"] * total, "parent": [None, *ids[:-1]]})
    assert_drawn_well(all_scenes(chain)[0], ids)
