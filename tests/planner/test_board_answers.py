"""What the board answers beside findings: posts that end, totals of a unit, what a search finds,
and short names that tell units apart.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.planner.shortening import short_names, short_names_by_layer
from tests.planner.test_widget import asked

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture
def planner(guanxi: sg.Org) -> sg.Planner:
    return sg.Planner(guanxi, on=DAY, lang="en")


# -- posts that end


def test_a_preview_an_edit_the_list_and_the_signing_sheet_say_which_post_ends(planner, guanxi):
    move = sg.MoveMember("M032", "T05", "T06")
    lost = ["no longer deputy (“副班长”) of 柳湾配电一班 (T05): 侯方正 (M032)"]
    assert asked(planner, do="preview", change=move.to_dict())["lost"] == lost
    assert asked(planner, do="edit", change=move.to_dict())["lost"] == lost
    assert lost[0] in planner.patch["sentences"][0]
    assert lost[0] in planner.scenario.to_frame(org=guanxi, lang="en").iloc[0, 2]


def test_a_unit_left_without_a_leader_is_said(planner):
    lost = asked(planner, do="preview", change=sg.MoveMember("M001", "T01", "T02").to_dict())[
        "lost"
    ]
    assert any("程志远" in told and "leading" in told for told in lost)
    assert any("T01" in told for told in lost)


def test_who_has_no_post_loses_none(planner):
    assert (
        asked(planner, do="preview", change=sg.MoveMember("M008", "T01", "T02").to_dict())["lost"]
        == []
    )


# -- totals


def test_totals_are_people_and_their_status(planner, guanxi):
    today = guanxi.at(DAY)
    inside = today.memberships.query("unit == 'T01'")["member"]
    status = today.members.set_index("id")["political_status"]
    counts = Counter(status[member] for member in set(inside))
    told = asked(planner, do="totals", unit="T01")["totals"]
    assert told[0] == f"{len(set(inside))} people"
    assert sorted(told[1:]) == sorted(
        f"{name.replace('_', ' ')}: {count}" for name, count in counts.items()
    )
    assert asked(planner, do="totals", unit="nowhere")["totals"] == []


def test_full_time_equivalents_are_those_of_unit_sizes():
    org = sg.Org(
        {"id": ["A", "B", "C"]},
        {"id": ["U", "V"], "layer": ["team"] * 2},
        {
            "member": ["A", "A", "B", "C"],
            "unit": ["U", "U", "U", "V"],
            "role": ["leader", "member", "member", "member"],
            "share": [0.5, 0.25, None, 0.2],
        },
    )
    planner = sg.Planner(org, sg.Policy.for_layers("team"), lang="en")
    sizes = sg.unit_sizes(org).set_index("unit")["full_time"]
    for unit in ("U", "V"):
        told = asked(planner, do="totals", unit=unit)["totals"]
        assert told[1] == f"{sizes[unit]:g} full-time equivalents"
    asked(planner, do="edit", change=sg.MoveMember("C", "V", "U").to_dict())
    after = sg.unit_sizes(planner.scenario.apply(org)).set_index("unit")["full_time"]
    told = asked(planner, do="totals", unit="U")["totals"]
    assert told[:2] == ["3 people", f"{after['U']:g} full-time equivalents"]


# -- the search


def test_a_search_finds_any_cell_by_all_words(planner, guanxi):
    members = guanxi.members
    found = asked(planner, do="find", words="  预备党员 ")["members"]
    assert found == members["id"][members["political_status"] == "probationary_member"].tolist()
    site, post = members["site"].iloc[0], members["position"].iloc[0]
    both = members["id"][(members["site"] == site) & (members["position"] == post)].tolist()
    assert set(both) <= set(asked(planner, do="find", words=f"{site} {post}")["members"])
    assert asked(planner, do="find", words="t05")["units"] == ["T05"]
    assert asked(planner, do="find", words="")["members"] == []
    assert asked(planner, do="find", words="没有这个词") | {"id": 0} == {
        "members": [],
        "units": [],
        "id": 0,
    }


def test_a_search_sees_edited_cells(planner):
    asked(planner, do="edit", change=sg.EditMember("M001", {"position": "总工程师"}).to_dict())
    assert asked(planner, do="find", words="总工程师")["members"] == ["M001"]


# -- short names

NAMES = st.lists(st.text(alphabet="ab 第一二组·…", min_size=1, max_size=12), max_size=12)


@given(NAMES)
def test_no_two_short_names_read_alike(names: list[str]) -> None:
    shorts = short_names(names)
    assert len(shorts) == len(names)
    assert len(set(shorts)) == len(shorts)
    assert all(shorts)


@given(st.lists(NAMES, min_size=1, max_size=3), st.integers(0, 1_000))
def test_nor_do_those_of_two_layers(lists: list[list[str]], seed: int) -> None:
    dice = random.Random(seed)
    names = {f"layer{number}": some for number, some in enumerate(lists)}
    labels = {layer: dice.choice(["group", "party group", "组", layer]) for layer in names}
    shorts = short_names_by_layer(names, labels)
    flat = [short for some in shorts.values() for short in some]
    assert {layer: len(some) for layer, some in shorts.items()} == {
        layer: len(some) for layer, some in names.items()
    }
    assert len(set(flat)) == len(flat)
