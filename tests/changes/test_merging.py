import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests.changes.seen import rows, told


def roles(org: Org, unit: str) -> dict[str, str]:
    return {row["member"]: row["role"] for row in rows(org, "memberships", unit=unit)}


def test_everything_passes_to_the_other_unit(station: Org) -> None:
    org = sg.CreateUnit("T11", "crew", parent="T1").apply(station)
    org = org.replace(tasks={"id": ["K1"], "unit": ["T1"], "scope": ["common"]})
    after = sg.MergeUnits("T1", "T2").apply(org)
    assert rows(after, "units", id="T1") == []
    assert sorted(roles(after, "T2")) == sorted(org.members["id"])
    assert rows(after, "units", id="T11")[0]["parent"] == "T2"
    assert [row["unit"] for row in rows(after, "duties")] == ["T2"] * 3
    assert rows(after, "tasks", id="K1")[0]["unit"] == "T2"
    assert rows(after, "units", id="T2") == rows(station, "units", id="T2")


def test_the_sitting_leader_stays(station: Org) -> None:
    after = roles(sg.MergeUnits("T1", "T2").apply(station), "T2")
    assert (after["M01"], after["M02"], after["M06"]) == ("member", "deputy", "leader")


def test_who_comes_leads_where_nobody_does(station: Org) -> None:
    after = roles(
        sg.MergeUnits("T1", "T2").apply(sg.RelieveLeader("M06", "T2").apply(station)), "T2"
    )
    assert (after["M01"], after["M06"]) == ("leader", "member")


def test_the_leader_may_be_named(station: Org) -> None:
    after = roles(sg.MergeUnits("T1", "T2", leader="M02").apply(station), "T2")
    assert [member for member, role in after.items() if role == "leader"] == ["M02"]


def test_equal_rows_become_one(station: Org) -> None:
    org = sg.JoinUnit("M05", "T2").apply(station)
    assert (
        len(rows(sg.MergeUnits("T1", "T2").apply(org), "memberships", member="M05", unit="T2")) == 1
    )


def test_who_leads_both_goes_on_leading(station: Org) -> None:
    org = sg.AppointLeader("M01", "T2").apply(station)
    after = sg.MergeUnits("T1", "T2").apply(org)
    assert rows(after, "memberships", member="M01", unit="T2") == [
        {"member": "M01", "unit": "T2", "role": "leader"}
    ]


def test_on_a_day_what_was_before_stays(station: Org) -> None:
    after = sg.MergeUnits("T1", "T2", on="2027-01-01").apply(station)
    assert rows(after, "units", id="T1")[0]["until"] == "2027-01-01"
    assert sorted(roles(after.at("2027-01-01"), "T2")) == sorted(station.members["id"])
    assert {row["since"] for row in rows(after, "duties", unit="T2")} == {"2027-01-01"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.MergeUnits("T1", "T1"), "cannot be merged into itself"),
        (sg.MergeUnits("T1", "P1"), "layer team, .* in party"),
        (sg.MergeUnits("T9", "T1"), "no unit with the id “T9”"),
        (sg.MergeUnits("T1", "T2", leader="M99"), "no member with the id “M99”"),
        (sg.MergeUnits("U1", "U2", leader="M99"), "no member"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_not_into_what_is_below(station: Org) -> None:
    org = sg.EditUnit("T2", {"parent": "T1"}).apply(station)
    with pytest.raises(ChangeError, match="which is below it"):
        sg.MergeUnits("T1", "T2").apply(org)
    assert rows(sg.MergeUnits("T2", "T1").apply(org), "units", id="T2") == []


def test_the_leader_must_be_of_either(station: Org) -> None:
    org = sg.LeaveUnit("M05", "T1").apply(station)
    with pytest.raises(ChangeError, match="being neither in"):
        sg.MergeUnits("T1", "T2", leader="M05").apply(org)


def test_told(station: Org) -> None:
    assert told(sg.MergeUnits("T1", "T2"), station) == [
        "Merge 运维一班 (T1) into 营销二班 (T2); 营销二班 (T2) is led by 冯六 (M06); no longer leading: 安一 (M01)",
        "将运维一班（T1）并入营销二班（T2）；营销二班（T2）由冯六（M06）负责；不再担任负责人：安一（M01）",
    ]
    assert told(sg.MergeUnits("T1", "T2", leader="M02"), None) == [
        "Merge T1 into T2, with M02 as leader",
        "将T1并入T2，由M02负责",
    ]
