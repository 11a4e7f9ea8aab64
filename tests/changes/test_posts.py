"""Posts: opened, filled, closed; and what they and shares are in sizes and pictures."""

from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, ClosePosition, FillPosition, OpenPosition, Org
from sanzu_graph.charts.registry import drawing
from tests.charts.conftest import assert_scene_sound, kinds
from tests.speech import in_language


@pytest.fixture
def org() -> Org:
    return Org(
        {"id": list("ABC")},
        {"id": ["T", "S"], "layer": ["team", "team"], "parent": [None, "T"]},
        {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]},
        {"source": ["B"], "target": ["A"], "kind": ["reports_to"]},
    )


OPEN = OpenPosition("P1", title="Fitter", unit="S", manager="A", attributes={"share": 0.5})


def test_a_post_is_never_a_person(org: Org) -> None:
    after = OPEN.apply(org)
    assert len(after.members) == 3
    sizes = sg.unit_sizes(after).set_index("unit")
    assert sizes["headcount"].to_dict() == {"T": 2, "S": 0}
    assert sizes["open_posts"].to_dict() == {"T": 0, "S": 1}
    assert sg.unit_sizes(after, rollup=True).set_index("unit")["open_posts"].to_dict() == {
        "T": 1,
        "S": 1,
    }
    spans = sg.span_of_control(after).set_index("member")
    assert spans.loc["A", "all_reports"] == 1


def test_filling_it_gives_the_seat_the_line_and_the_holder(org: Org) -> None:
    after = FillPosition("P1", "C").apply(OPEN.apply(org))
    assert after.positions["holder"].tolist() == ["C"]
    assert sg.reporting_chain(after).set_index("member").loc["C", "manager"] == "A"
    seat = after.memberships[after.memberships["member"] == "C"]
    assert seat[["unit", "role", "title", "share"]].to_numpy().tolist() == [
        ["S", "member", "Fitter", 0.5]
    ]
    sizes = sg.unit_sizes(after).set_index("unit")
    assert sizes["full_time"].to_dict() == {"T": 2.0, "S": 0.5}
    assert sizes["open_posts"].to_dict() == {"T": 0, "S": 0}
    with pytest.raises(ChangeError, match="held by C"):
        FillPosition("P1", "B").apply(after)
    assert ClosePosition("P1").apply(after).positions.empty


def test_the_rest_of_the_library_knows_them(org: Org, tmp_path: Path) -> None:
    after = FillPosition("P1", "C").apply(OPEN.apply(org))
    assert sg.read_tables(sg.write_tables(after, tmp_path / "tables")) == after
    assert sg.diff(org, after).apply(org) == after
    left = sg.RemoveMember("C").apply(after)
    assert left.positions["holder"].isna().all()
    scenario = sg.Scenario("x", [OPEN, FillPosition("P1", "C")])
    assert len(scenario.rebase(after).already_done) == 2


def test_a_day_has_only_its_posts(org: Org) -> None:
    after = OpenPosition("P1", manager="A", attributes={"since": "2027-01-01"}).apply(org)
    assert after.at("2026-12-31").positions.empty
    assert len(after.at("2027-01-01").positions) == 1


@pytest.mark.parametrize("share", [-0.1, 1.5, "half"])
def test_a_share_is_from_0_to_1(org: Org, share: object) -> None:
    memberships = org.memberships.assign(share=[share, None])
    with pytest.raises(sg.SchemaError, match="share"):
        org.replace(memberships=memberships)


def test_rows_of_one_seat_add_up_to_one_at_most(org: Org) -> None:
    memberships = {
        "member": ["A", "A", "B"],
        "unit": ["T", "T", "T"],
        "title": ["x", "y", None],
        "share": [0.7, 0.6, 0.25],
    }
    sizes = sg.unit_sizes(org.replace(memberships=memberships)).set_index("unit")
    assert sizes["full_time"].to_dict() == {"T": 1.25, "S": 0.0}


def test_open_posts_are_drawn_dashed(org: Org) -> None:
    after = OpenPosition("P2", attributes={"above": "P1"}).apply(OPEN.apply(org))
    for lang in ("en", "zh"):
        scene = in_language(lang, drawing, sg.plot_people, after).full()
        assert_scene_sound(scene)
        assert [(box.entity, box.dashed) for box in kinds(scene, "post")] == [
            ("P1", True),
            ("P2", True),
        ]
    assert "2" in scene.title
    assert {line.source for line in scene.lines} == {"member:A", "post:P1"}


def test_a_new_post_is_told_without_what_is_not_known() -> None:
    assert OpenPosition("P1").describe("en") == "Open the post P1"
    some = OpenPosition("P1", title="Fitter", manager="A")
    assert some.describe("en") == "Open the post P1 (title: Fitter; manager: A)"
    assert some.describe("zh") == "设立岗位P1（名称：Fitter；上级：A）"
    assert OPEN.describe("en").endswith("unit: S; manager: A; more: share = 0.5)")
