"""`plot_overlap`: every count in its cell, blank units marked and named."""

from collections import Counter

import matplotlib.pyplot as plt
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.overlaps import _grid
from sanzu_graph.charts.paper import scale_on, sheet_of
from sanzu_graph.charts.registry import drawing
from tests.breaking import added, without
from tests.charts.conftest import assert_scene_sound, assert_sound, kinds, texts
from tests.searching import examples
from tests.speech import in_language
from tests.strategies import organisations


def blank_station(station):
    return without(
        without(station, "memberships", member="M06", unit="P1"),
        "memberships",
        member="M07",
        unit="P1",
    )


def hatched(ax):
    return sum(len(drawn.get_paths()) for drawn in ax.collections if drawn.get_hatch())


def test_counts_stand_in_the_cells(station):
    ax = sg.plot_overlap(station, layer="union", lang="zh")
    assert sum(text in ("2", "3") for text in texts(ax)) == 4
    assert {"运维一班", "营销二班", "第一工会小组", "第二工会小组"} <= set(texts(ax))
    assert hatched(ax) == 0
    assert_sound(ax)


@pytest.mark.parametrize(("lang", "said"), [("en", "0 blank"), ("zh", "0 空白")])
def test_blank_rows_are_marked(station, lang, said):
    ax = sg.plot_overlap(blank_station(station), lang=lang)
    assert texts(ax).count(said) == 1
    assert hatched(ax) == 2, "the row and its key"
    assert_sound(ax)


def test_the_policy_says_what_is_blank(station):
    few = sg.Policy().with_layer("party", per_base_unit=sg.Limit(3))
    assert texts(sg.plot_overlap(station, policy=few, lang="en")).count("2 blank") == 2
    duty = sg.Policy().with_layer("party", counting_duties=("watch",))
    org = added(blank_station(station), "duties", {"member": "M01", "unit": "T2", "duty": "watch"})
    assert hatched(sg.plot_overlap(org, policy=duty, lang="en")) == 0


def test_rollup(station):
    ax = sg.plot_overlap(station, layer="party", base="station", rollup=True, lang="en")
    assert "4" in texts(ax)
    assert hatched(ax) == 0


@examples(12)
@given(organisations(dated=False))
def test_any_organisation(org):
    for name in org.layers[:2]:
        ax = sg.plot_overlap(org, layer=org.layers[0], base=name, lang="zh")
        assert_sound(ax)
        plt.close(ax.figure)


def test_blank_rows_are_those_of_the_check():
    org = sg.synthetic(members=1_000, seed=7)
    grid = _grid(org, "party", "team", sg.Policy(), Lettering(), rollup=False)
    assert [row.entity for row in grid.rows if row.marked] == sg.blank_teams(org)[
        "entity_id"
    ].tolist()
    assert grid.counts.tolist() == sg.overlap(org).to_numpy().tolist()


def test_an_empty_layer_is_a_sentence():
    org = sg.Org(
        {"id": []}, {"id": ["T1", "P1"], "layer": ["team", "party"]}, {"member": [], "unit": []}
    )
    assert_sound(sg.plot_overlap(org, lang="en"))
    with pytest.raises(sg.AbsentError):
        sg.plot_overlap(org, layer="union")


@pytest.mark.parametrize("members", [1_000, 10_000])
def test_large_tables_are_maps(members):
    org = sg.synthetic(members=members, seed=7)
    ax = sg.plot_overlap(org, lang="zh")
    assert len(ax.texts) < 130
    assert max(ax.figure.get_size_inches()) < 14
    blank = sg.blank_teams(org)
    assert any(name[:6] in text for text in texts(ax) for name in blank["name"][:1]), (
        "the blank ones are named below"
    )
    assert_sound(ax)


def test_axes_given_are_the_axes_returned(station):
    org = sg.synthetic(members=1_000, seed=7)
    _, axes = plt.subplots(1, 2, figsize=(14, 6))
    assert sg.plot_overlap(station, ax=axes[0], lang="zh") is axes[0]
    assert sg.plot_overlap(org, ax=axes[1], lang="zh") is axes[1]
    for ax in axes:
        assert_sound(ax)


@pytest.mark.parametrize("base", ["state", "committee"])
def test_congress(congress, base):
    ax = sg.plot_overlap(
        congress, base=base, policy=sg.Policy.for_layers(base, ["party"]), lang="en"
    )
    assert_sound(ax)
    assert hatched(ax) == 0


@pytest.mark.parametrize(("members", "pages"), [(60, 1), (1_200, 3)])
def test_on_paper_every_row_and_every_count_stands_once(members, pages):
    org = sg.synthetic(members=members, seed=5)
    made = in_language("en", drawing, sg.plot_overlap, org)
    sheet = sheet_of("A4")
    parts = list(made.parts(sheet))
    assert (len(parts) == 1) == (pages == 1)
    told = Counter()
    for part in parts:
        assert_scene_sound(part.scene)
        assert part.scene.smallest * scale_on(part.scene, sheet) >= 6.5
        told.update(label.text for label in part.scene.labels if label.text.isdigit())
    rows = [box.entity for part in parts for box in kinds(part.scene, "unit")]
    assert set(rows) == set(org.units["id"][org.units["layer"] == "team"])
    named = [name for part in parts for name in part.names]
    assert len(named) == len(set(rows))
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    inside = {}
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        inside.setdefault(unit, set()).add(member)
    cells = Counter(
        str(len(inside.get(team, set()) & inside.get(group, set())))
        for team in rows
        for group in layer
        if layer[group] == "party" and layer[team] == "team"
    )
    margins = Counter(
        str(
            len(
                {m for g in layer if layer[g] == "party" for m in inside.get(g, ())}
                & inside.get(t, set())
            )
        )
        for t in rows
    )
    for count in ("2", "3", "4", "5"):
        assert told[count] == cells[count] + margins[count]


@pytest.mark.parametrize("is_blank", [False, True])
def test_a_map_has_a_margin_only_where_something_is_blank(is_blank):
    count = 90
    org = sg.Org(
        {"id": [f"M{number}" for number in range(count)]},
        {
            "id": [*(f"T{number}" for number in range(count)), "P"],
            "layer": ["team"] * count + ["party"],
        },
        {
            "member": [f"M{number}" for number in range(count)] * 2,
            "unit": [f"T{number}" for number in range(count)] + ["P"] * count,
        },
    )
    if is_blank:
        org = without(org, "memberships", member="M3", unit="P")
    ax = sg.plot_overlap(org, lang="en")
    assert ("share of blank" in " ".join(texts(ax))) is is_blank
    assert_sound(ax)
    plt.close(ax.figure)
