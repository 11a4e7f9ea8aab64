import datetime

import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests import clock
from tests.changes.seen import rows, told


def test_move_member(station: Org) -> None:
    after = sg.MoveMember("M02", "T1", "T2").apply(station)
    assert rows(after, "memberships", member="M02", unit="T2") == [
        {"member": "M02", "unit": "T2", "role": "member"}
    ]
    assert rows(after, "memberships", member="M02", unit="T1") == []
    assert rows(station, "memberships", member="M02", unit="T1")


def test_move_member_with_role(station: Org) -> None:
    after = sg.MoveMember("M02", "T1", "T2", keep_role=True).apply(station)
    assert rows(after, "memberships", member="M02", unit="T2")[0]["role"] == "deputy"


def test_a_move_on_a_day_ends_one_row_and_begins_another(station: Org) -> None:
    move = sg.MoveMember("M05", "T1", "T2", on="2027-01-01")
    after = move.apply(station)
    assert move.on == datetime.date(2027, 1, 1)
    assert rows(after, "memberships", member="M05", unit="T1")[0]["until"] == "2027-01-01"
    assert rows(after, "memberships", member="M05", unit="T2")[0]["since"] == "2027-01-01"
    assert (
        after.at("2026-12-31").incidence("team").matrix.sum()
        == after.at("2027-01-01").incidence("team").matrix.sum()
        == 10
    )
    assert sg.MoveMember("M05", "T2", "T1", on="2027-01-01").apply(after) == station


@pytest.mark.parametrize("on", ["2027-01-01", datetime.date(2027, 1, 1), "2027年1月1日"])
def test_the_day_may_be_given_when_it_is_applied(station: Org, on: object) -> None:
    move = sg.MoveMember("M05", "T1", "T2")
    assert move.apply(station, on=on) == sg.MoveMember("M05", "T1", "T2", on="2027-01-01").apply(
        station
    )


def test_dated_tables_change_today(station: Org) -> None:
    dated = sg.EditMembership("M05", "T1", {"since": "2020-01-01"}).apply(station)
    after = sg.MoveMember("M05", "T1", "T2").apply(dated)
    today = clock.today().isoformat()
    assert rows(after, "memberships", member="M05", unit="T1") == [
        {"member": "M05", "unit": "T1", "role": "member", "since": "2020-01-01", "until": today}
    ]
    assert rows(after, "memberships", member="M05", unit="T2")[0]["since"] == today


def test_rows_not_in_force_stay(station: Org) -> None:
    past = {"member": "M05", "unit": "T1", "role": "deputy", "until": "2019-01-01"}
    to_come = {"member": "M05", "unit": "T1", "role": "deputy", "since": "2031-01-01"}
    org = sg.AddRow("memberships", to_come).apply(sg.AddRow("memberships", past).apply(station))
    after = sg.LeaveUnit("M05", "T1", on="2027-01-01").apply(org)
    assert rows(after, "memberships", member="M05", unit="T1") == [
        {"member": "M05", "unit": "T1", "role": "member", "until": "2027-01-01"},
        past,
        to_come,
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            sg.MoveMember("M99", "T1", "T2"),
            "no member with the id “M99”. Correct the id, or add it to members first",
        ),
        (sg.MoveMember("m5", "T1", "T2"), "no member with the id “m5”. "),
        (sg.MoveMember("m05", "T1", "T2"), "did you mean “M05”"),
        (sg.MoveMember("M05", "T9", "T2"), "no unit with the id “T9”"),
        (sg.MoveMember("M05", "T1", "T9"), "no unit with the id “T9”"),
        (sg.MoveMember("M05", "T1", "T1"), "source and target are the same"),
        (sg.MoveMember("M05", "T2", "T1"), r"鄂五 \(M05\) is not in 营销二班 \(T2\)"),
        (sg.MoveMember("M01", "T1", "P1"), "layer team, .* in party"),
        (sg.JoinUnit("M05", "T1"), "is in 运维一班 .* already"),
        (sg.JoinUnit("M05", "P1", role="组长"), "another spelling of leader"),
        (sg.LeaveUnit("M05", "T2"), "is not in"),
        (sg.EditMembership("M05", "T1", {"unit": "T2"}), "Use MoveMember"),
        (sg.EditMembership("M05", "T1", {"role": "member"}), "these values already: role = member"),
        (sg.EditMembership("M05", "T1", {"since": "soon"}), "“soon” is not a day"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    before = station.fingerprint
    with pytest.raises(ChangeError, match=why):
        change.apply(station)
    assert station.fingerprint == before


def test_who_is_in_both_cannot_move(station: Org) -> None:
    org = sg.JoinUnit("M05", "T2").apply(station)
    with pytest.raises(ChangeError, match=r"Let them leave .*T1.* instead"):
        sg.MoveMember("M05", "T1", "T2").apply(org)


def test_who_is_gone_cannot_move(station: Org) -> None:
    org = sg.EditMember("M05", {"since": "2020-01-01", "until": "2026-06-01"}).apply(station)
    with pytest.raises(ChangeError, match=r"no longer there on 2027-01-01 .until 2026-06-01"):
        sg.MoveMember("M05", "T1", "T2", on="2027-01-01").apply(org)
    with pytest.raises(ChangeError, match=r"not there yet on 2019-01-01 .since 2020-01-01"):
        sg.MoveMember("M05", "T1", "T2", on="2019-01-01").apply(org)


def test_join_unit(station: Org) -> None:
    after = sg.JoinUnit("M05", "P1", role="deputy", title="副组长").apply(station)
    assert rows(after, "memberships", member="M05", unit="P1") == [
        {"member": "M05", "unit": "P1", "role": "deputy", "title": "副组长"}
    ]


def test_leave_unit(station: Org) -> None:
    after = sg.LeaveUnit("M02", "P1").apply(station)
    assert rows(after, "memberships", member="M02", unit="P1") == []
    assert len(after.memberships) == len(station.memberships) - 1


def test_edit_membership(station: Org) -> None:
    after = sg.EditMembership("M02", "T1", {"title": "技术员", "own": 3}).apply(station)
    assert rows(after, "memberships", member="M02", unit="T1") == [
        {"member": "M02", "unit": "T1", "role": "deputy", "title": "技术员", "own": "3"}
    ]
    assert sg.EditMembership("M02", "T1", {"title": None, "own": ""}).apply(after) == station


def test_told(station: Org) -> None:
    assert told(sg.MoveMember("M02", "T1", "T2"), station) == [
        "Move 柏二 (M02) from 运维一班 (T1) to 营销二班 (T2); no longer deputy of 运维一班 (T1): 柏二 (M02)",
        "将柏二（M02）由运维一班（T1）调入营销二班（T2）；不再担任运维一班（T1）的副职：柏二（M02）",
    ]
    assert told(sg.MoveMember("M01", "T1", "T2", keep_role=True, on="2027-01-01"), station) == [
        "Move 安一 (M01) from 运维一班 (T1) to 营销二班 (T2) in the same role, on 2027-01-01; 运维一班 (T1) is left without a leader",
        "自 2027-01-01 起，将安一（M01）由运维一班（T1）调入营销二班（T2），角色不变；运维一班（T1）负责人空缺",
    ]
    assert told(sg.JoinUnit("M05", "P1", role="deputy"), station) == [
        "Let 鄂五 (M05) join 第一党小组 (P1) in the role “deputy”",
        "将鄂五（M05）编入第一党小组（P1），角色为“副职”",
    ]
    assert told(sg.LeaveUnit("M05", "T1"), None) == ["Let M05 leave T1", "将M05调离T1"]
    assert (
        told(sg.EditMembership("M05", "T1", {"title": None}), None)[0]
        == "Edit the membership of M05 in T1: title = (empty)"
    )
