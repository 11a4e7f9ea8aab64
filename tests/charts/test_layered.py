"""`plot_layers`: everybody once, in their team; lines from both leaders; few crossings."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.crossings import crossings
from sanzu_graph.charts.dual_bands import TAB
from sanzu_graph.charts.dual_grains import DOTS, GRAINS, MARKS, NAMED
from sanzu_graph.charts.dual_scenes import dual_scene
from sanzu_graph.charts.layered import layers_seated
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import box_key
from sanzu_graph.charts.seat_cards import seated, ties_of
from tests.breaking import added, edited, without
from tests.charts.conftest import assert_apart, assert_scene_sound, assert_sound, kinds, texts
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def scene_of(org, grain=NAMED, policy=None, **asked):
    policy = policy or sg.Policy()
    seats = layers_seated(org, policy, asked.get("base"), asked.get("layers"))
    return seats, dual_scene(seats, policy, Lettering(), grain)


def assert_drawn_well(org, seats, scene):
    """A card for each seat, inside the container of the unit; containers apart; each group of a
    person has a tab there.
    """
    assert_scene_sound(scene)
    people = {}
    for box in kinds(scene, "member"):
        people.setdefault(box.entity, []).append(box)
    homes = {box.entity: box for box in kinds(scene, "unit")}
    cards = [org.encoding.members[member] for these in seats.people for member in these]
    assert sorted(box.entity for some in people.values() for box in some) == sorted(cards)
    assert_apart(
        np.array(
            [
                (box.x, box.y, box.x + box.width, box.y + box.height)
                for some in people.values()
                for box in some
            ]
        ).reshape(-1, 4)
    )
    rooms = [homes[org.encoding.units[home]] for home in seats.homes if home >= 0]
    assert_apart(
        np.array([(box.x, box.y, box.x + box.width, box.y + box.height) for box in rooms]).reshape(
            -1, 4
        )
    )
    tabs = {box.entity for box in kinds(scene, TAB)}
    for home, these in zip(seats.homes, seats.people, strict=True):
        for member in these:
            if home >= 0:
                room = homes[org.encoding.units[home]]
                inside = [
                    chip
                    for chip in people[org.encoding.members[member]]
                    if room.x <= chip.x
                    and room.y <= chip.y
                    and chip.x + chip.width <= room.x + room.width
                    and chip.y + chip.height <= room.y + room.height
                ]
                assert len(inside) == 1
            for groups in seats.inside:
                for group in groups[member]:
                    name = org.encoding.units[home] if home >= 0 else ""
                    assert f"{name}/{org.encoding.units[group]}" in tabs


@examples(12)
@given(organisations(dated=False))
def test_any_organisation_in_any_detail(org):
    if "team" not in org.layers:
        with pytest.raises(sg.AbsentError):
            drawing(sg.plot_layers, org)
        return
    for grain in GRAINS:
        seats, scene = scene_of(org, grain)
        assert_drawn_well(org, seats, scene)
    in_any = {
        member
        for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True)
        if unit in set(org.units["id"][org.units["layer"].isin(["team", *seats.layers])])
    }
    assert {org.encoding.members[member] for these in seats.people for member in these} == in_any


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_station(station, lang):
    ax = sg.plot_layers(station, lang=lang)
    drawn = texts(ax)
    for name in [
        "安一",
        "柏二",
        "陈三",
        "丁四",
        "鄂五",
        "冯六",
        "高七",
        "何八",
        "蒋九",
        "康十",
        "运维一班",
        "营销二班",
    ]:
        assert drawn.count(name) == 1, name
    assert any(text.startswith("第一党小组 (4)") for text in drawn)
    assert_sound(ax)


def test_both_leaders_have_their_lines(station):
    _, scene = scene_of(station)
    ties = {(line.source, line.target) for line in scene.lines if line.source}
    people = {"T1": ["M02", "M03", "M04", "M05"], "T2": ["M07", "M08", "M09", "M10"]}
    for leader, these in zip(("M01", "M06"), people.values(), strict=True):
        assert {(box_key(leader, "member"), box_key(member, "member")) for member in these} <= ties
    for group, teams in {"P1": "T1 T2", "U1": "T1 T2", "U2": "T1 T2"}.items():
        assert {target for source, target in ties if source.endswith(f"unit:{group}")} == {
            f"tab:{team}/{group}" for team in teams.split()
        }
    counts = {box.entity: box.title.rsplit(" ", 1)[1] for box in kinds(scene, TAB)}
    assert counts == {
        "T1/P1": "2",
        "T2/P1": "2",
        "T1/U1": "2",
        "T2/U1": "3",
        "T1/U2": "3",
        "T2/U2": "2",
    }


def test_people_of_one_group_have_a_hull(station):
    _, scene = scene_of(station)
    hulls = [shape for shape in scene.shapes if shape.title == "第一党小组"]
    assert len(hulls) == 2, "one in each team"
    chips = {box.entity: box for box in kinds(scene, "member")}
    for member in ("M02", "M07"):
        chip = chips[member]
        middle = chip.x + chip.width / 2, chip.y + chip.height / 2
        assert any(
            min(x for x, _ in hull.points) < middle[0] < max(x for x, _ in hull.points)
            for hull in hulls
        )
        assert "第一党小组" in chip.title


def test_blank_and_vacant_units_are_marked(station):
    blank = without(
        without(station, "memberships", member="M06", unit="P1"),
        "memberships",
        member="M07",
        unit="P1",
    )
    _, scene = scene_of(blank)
    assert any(box.hatched for box in scene.boxes)
    _, scene = scene_of(without(station, "memberships", unit="T1", role="leader"))
    assert [box.entity for box in kinds(scene, "unit") if box.dashed] == ["T1"]
    assert "no leader" in [label.text for label in scene.labels]


def test_who_is_in_two_units_has_a_card_in_each(station):
    org = added(station, "memberships", {"member": "M06", "unit": "T1"})
    seats, scene = scene_of(org)
    assert_drawn_well(org, seats, scene)
    drawn = [label.text for label in scene.labels]
    assert drawn.count("冯六") == 2
    assert "10 people in 11 team seats." in drawn
    assert sorted(label.text for label in scene.labels if label.of in ("unit:T1", "unit:T2")) == [
        "5",
        "6",
        "营销二班",
        "运维一班",
    ]


def test_who_is_in_two_groups_has_a_mark_for_each(station):
    org = added(station, "memberships", {"member": "M04", "unit": "U1"})
    seats, scene = scene_of(org)
    assert_drawn_well(org, seats, scene)
    chip = next(box for box in kinds(scene, "member") if box.entity == "M04")
    bars = [
        box
        for box in scene.boxes
        if not box.entity
        and chip.x < box.x < chip.x + chip.width
        and chip.y < box.y < chip.y + chip.height
    ]
    assert len(bars) == 2
    assert "第一工会小组 (6)" in [label.text for label in scene.labels]


def test_who_is_in_no_team_has_a_place(station):
    org = without(station, "memberships", member="M10", unit="T2")
    seats, scene = scene_of(org)
    assert_drawn_well(org, seats, scene)
    assert any(label.text == "in no team" for label in scene.labels)


def test_several_leaders_and_nobody_at_all(station):
    org = edited(station, "memberships", {"member": "M02", "unit": "T1"}, role="leader")
    seats, scene = scene_of(org)
    assert_drawn_well(org, seats, scene)
    assert box_key("M02", "member") in {line.source for line in scene.lines}
    empty = sg.Org({"id": []}, {"id": ["T1"], "layer": ["team"]}, {"member": [], "unit": []})
    assert_sound(sg.plot_layers(empty, lang="en"))


def test_layers_are_chosen(station):
    seats, scene = scene_of(station, base="party", layers=["team"])
    assert [org_unit for org_unit in seats.homes if org_unit >= 0] == [4]
    assert {box.entity for box in kinds(scene, "unit")} == {"P1", "T1", "T2"}
    with pytest.raises(sg.AbsentError, match="no such"):
        sg.plot_layers(station, base="no such")
    with pytest.raises(sg.InputError, match="two sides"):
        sg.plot_layers(station, layers=["party", "union", "branch"])


def met(seats):
    found = 0
    for layer in range(len(seats.layers)):
        ties = ties_of(seats.shared[layer], seats.homes, seats.groups[layer])
        found += crossings(ties.middle, ties.other)
    return found


@pytest.mark.parametrize(("members", "most"), [(100, 0.5), (1_000, 0.05), (10_000, 0.05)])
def test_fewer_lines_cross_than_in_the_order_of_the_tables(members, most):
    org = sg.synthetic(members=members, seed=7)
    plain, ours = (
        met(seated(org, sg.Policy(), "team", ("party", "union"), plain=plain))
        for plain in (True, False)
    )
    assert ours <= most * plain + 1


@pytest.mark.parametrize(
    ("members", "grain"), [(10, NAMED), (100, NAMED), (1_000, DOTS), (10_000, MARKS)]
)
def test_detail_gives_way(members, grain):
    org = sg.synthetic(members=max(members, 15), seed=7)
    scene = in_language("zh", drawing, sg.plot_layers, org).scene()
    assert (any(label.of.startswith("member:") for label in scene.labels)) == (grain is NAMED)
    assert any(label.of.startswith("unit:") for label in scene.labels) == (grain is not MARKS)
    assert len(kinds(scene, "member")) == sum(
        map(len, seated(org, sg.Policy(), "team", ("party", "union")).people)
    )
    assert max(scene.width, scene.height) < 72 * 30
    if members <= 1_000:
        assert_scene_sound(scene)


def test_small_axes_show_less():
    org = sg.synthetic(members=200, seed=7)
    _, ax = plt.subplots(figsize=(6, 4))
    assert sg.plot_layers(org, ax=ax, lang="zh") is ax
    assert not set(org.members["name"]) & set(texts(ax))
    assert_sound(ax)


def test_congress(congress):
    policy = sg.Policy.for_layers("state", ["party"])
    seats, scene = scene_of(congress, DOTS, policy)
    assert_drawn_well(congress, seats, scene)
    assert met(seats) < 0.6 * met(seated(congress, policy, "state", ("party",), plain=True))


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Team, no groups – "), ("zh", "班组（无小组）：")]
)
def test_without_groups(station, lang, said):
    ax = sg.plot_layers(station, layers=[], lang=lang)
    assert any(text.startswith(said) for text in texts(ax))
    plt.close(ax.figure)


def everywhere(teams, committees):
    """So many teams, and in each of them somebody of each committee; a party group of three."""
    teams, many = [f"T{n}" for n in range(teams)], [f"C{n}" for n in range(committees)]
    people = {f"{team}{some}": (team, some) for team in teams for some in many}
    layers = {"team": teams, "committee": many, "party": ["P"]}
    seats = [(who, unit) for who, units in people.items() for unit in units]
    seats += [(who, "P") for who in list(people)[:3]]
    return sg.Org(
        {"id": list(people)},
        {
            "id": [unit for units in layers.values() for unit in units],
            "layer": [layer for layer, units in layers.items() for _ in units],
        },
        {"member": [who for who, _ in seats], "unit": [unit for _, unit in seats]},
    )


@pytest.mark.parametrize("grain", GRAINS)
def test_groups_with_too_many_lines_are_left_out_in_words(grain):
    _, scene = scene_of(everywhere(30, 14), grain, layers=["committee", "party"])
    assert {box.entity.split("/")[1] for box in kinds(scene, TAB)} == {"P"}
    said = " ".join(label.text for label in scene.labels)
    assert "14 groups with 420 lines" in said
    assert 'plot_overlap(org, layer="committee", base="team")' in said
    assert_scene_sound(scene)
    few = scene_of(everywhere(5, 14), grain, layers=["committee"])[1]
    assert len(kinds(few, TAB)) == 70
