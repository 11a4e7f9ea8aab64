import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests.changes.seen import rows, told


def leaders(org: Org, unit: str) -> list[str]:
    return [row["member"] for row in rows(org, "memberships", unit=unit, role="leader")]


def test_assign_role(station: Org) -> None:
    after = sg.AssignRole("M05", "T1", "secretary", title="书记员").apply(station)
    assert rows(after, "memberships", member="M05", unit="T1")[0] | {"member": "", "unit": ""} == {
        "member": "",
        "unit": "",
        "role": "secretary",
        "title": "书记员",
    }


def test_a_role_takes_the_place_of_several(station: Org) -> None:
    org = sg.AddRow(
        "memberships", {"member": "M02", "unit": "T1", "role": "secretary", "title": "x"}
    ).apply(station)
    after = sg.AssignRole("M02", "T1", "member").apply(org)
    assert rows(after, "memberships", member="M02", unit="T1") == [
        {"member": "M02", "unit": "T1", "role": "member"}
    ]


def test_appoint_leader_relieves_the_sitting_one(station: Org) -> None:
    after = sg.AppointLeader("M02", "T1").apply(station)
    assert leaders(after, "T1") == ["M02"]
    assert rows(after, "memberships", member="M01", unit="T1")[0]["role"] == "member"
    assert leaders(after, "P1") == ["M01"]


def test_appoint_leader_lets_the_person_join(station: Org) -> None:
    assert leaders(sg.AppointLeader("M09", "T1").apply(station), "T1") == ["M09"]


def test_appoint_joint_leader(station: Org) -> None:
    joint = sg.AppointLeader("M02", "T1", joint=True).apply(station)
    assert leaders(joint, "T1") == ["M01", "M02"]
    assert leaders(sg.AppointLeader("M02", "T1").apply(joint), "T1") == ["M02"]


def test_appointed_on_a_day(station: Org) -> None:
    after = sg.AppointLeader("M02", "T1", on="2027-01-01").apply(station)
    assert [leaders(after.at(day), "T1") for day in ("2026-12-31", "2027-01-01")] == [
        ["M01"],
        ["M02"],
    ]


def test_relieve_leader(station: Org) -> None:
    after = sg.RelieveLeader("M01", "P1").apply(station)
    assert leaders(after, "P1") == []
    assert rows(after, "memberships", member="M01", unit="P1")[0]["role"] == "member"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.AssignRole("M02", "T1", "deputy"), "has the role “deputy” in .* already"),
        (sg.AssignRole("M02", "T1", "Leader"), "another spelling of leader"),
        (sg.AssignRole("M02", "T2", "leader"), "is not in"),
        (sg.AppointLeader("M01", "T1"), "leads .* already"),
        (sg.AppointLeader("M01", "T1", joint=True), "leads .* already"),
        (sg.AppointLeader("M99", "T1"), "no member"),
        (sg.RelieveLeader("M02", "T1"), "does not lead"),
        (sg.RelieveLeader("M06", "T1"), "is not in"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_told(station: Org) -> None:
    assert told(sg.AssignRole("M05", "T1", "deputy"), station) == [
        "Give 鄂五 (M05) the role “deputy” in 运维一班 (T1)",
        "将鄂五（M05）在运维一班（T1）的角色定为“副职”",
    ]
    assert told(sg.AppointLeader("M02", "T1"), station) == [
        "Appoint 柏二 (M02) leader of 运维一班 (T1); no longer leading: 安一 (M01)",
        "任命柏二（M02）为运维一班（T1）负责人；不再担任负责人：安一（M01）",
    ]
    assert (
        told(sg.AppointLeader("M02", "T1", joint=True), station)[0]
        == "Appoint 柏二 (M02) a further leader of 运维一班 (T1)"
    )
    assert told(sg.RelieveLeader("M01", "T1"), station) == [
        "Relieve 安一 (M01) as leader of 运维一班 (T1); 运维一班 (T1) is left without a leader",
        "免去安一（M01）的运维一班（T1）负责人职务；运维一班（T1）负责人空缺",
    ]
