import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests.changes.seen import rows, told


def test_the_named_go_with_roles_and_duties(station: Org) -> None:
    after = sg.SplitUnit("T1", "T3", ["M01", "M04"], name="运维三班").apply(station)
    assert rows(after, "units", id="T3") == [
        {"id": "T3", "name": "运维三班", "layer": "team", "parent": "S1"}
    ]
    assert {row["member"]: row["role"] for row in rows(after, "memberships", unit="T3")} == {
        "M01": "leader",
        "M04": "member",
    }
    assert len(rows(after, "memberships", unit="T1")) == 3
    assert {row["unit"] for row in rows(after, "duties", member="M01")} == {"T3"}


def test_units_below_may_go_along(station: Org) -> None:
    org = sg.CreateUnit("T11", "crew", parent="T1").apply(station)
    assert (
        rows(sg.SplitUnit("T1", "T3", ["M04"], children=["T11"]).apply(org), "units", id="T11")[0][
            "parent"
        ]
        == "T3"
    )
    assert (
        rows(sg.SplitUnit("T1", "T3", ["M04"]).apply(org), "units", id="T11")[0]["parent"] == "T1"
    )


def test_the_leader_may_be_named(station: Org) -> None:
    after = sg.SplitUnit("T1", "T3", ["M01", "M04"], leader="M04").apply(station)
    assert {row["member"]: row["role"] for row in rows(after, "memberships", unit="T3")} == {
        "M01": "member",
        "M04": "leader",
    }


def test_on_a_day(station: Org) -> None:
    after = sg.SplitUnit("T1", "T3", "M04", on="2027-01-01").apply(station)
    assert rows(after, "units", id="T3")[0]["since"] == "2027-01-01"
    assert rows(after, "memberships", member="M04", unit="T1")[0]["until"] == "2027-01-01"
    assert rows(after, "memberships", member="M04", unit="T3")[0]["since"] == "2027-01-01"


def test_split_and_merge_back_is_the_identity(station: Org) -> None:
    assert (
        sg.MergeUnits("T3", "T1").apply(sg.SplitUnit("T1", "T3", ["M02", "M04"]).apply(station))
        == station
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.SplitUnit("T1", "T2", ["M04"]), "The id “T2” is taken in units"),
        (sg.SplitUnit("T1", "T3 ", ["M04"]), "has blanks around it"),
        (sg.SplitUnit("T1", "T3", ["M06"]), "is not in"),
        (sg.SplitUnit("T1", "T3", []), "needs somebody"),
        (sg.SplitUnit("T1", "T3", ["M01", "M02", "M03", "M04", "M05"]), "would leave nobody in it"),
        (sg.SplitUnit("T1", "T3", ["M04"], children=["T2"]), "is not directly below"),
        (sg.SplitUnit("T1", "T3", ["M04"], leader="M05"), "not being among those who go"),
        (sg.SplitUnit("T9", "T3", ["M04"]), "no unit with the id “T9”"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_told(station: Org) -> None:
    assert told(sg.SplitUnit("T1", "T3", ["M04", "M05"], name="运维三班"), station) == [
        "Split 运维一班 (T1): 丁四 (M04), 鄂五 (M05) go to the new unit 运维三班 (T3); 运维三班 (T3) has no leader",
        "拆分运维一班（T1）：丁四（M04）、鄂五（M05）编入新单元运维三班（T3）；运维三班（T3）没有负责人",
    ]
    assert told(sg.SplitUnit("T1", "T3", ["M01"]), station)[0] == (
        "Split 运维一班 (T1): 安一 (M01) go to the new unit T3; 运维一班 (T1) is left without a leader; T3 is led by 安一 (M01)"
    )
    many = [f"M{number}" for number in range(1, 9)]
    assert (
        told(sg.SplitUnit("T1", "T3", many), None)[0]
        == "Split T1: M1, M2, M3, M4, M5, M6, M7, M8 go to the new unit T3"
    )
    assert (
        told(sg.SplitUnit("T1", "T3", ["M01"], children=["T11"]), None)[1]
        == "拆分T1：M01编入新单元T3，T11改隶新单元"
    )
