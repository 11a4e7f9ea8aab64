import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from sanzu_graph.model.drafts import Draft
from tests.changes.seen import rows, told


def test_create_unit(station: Org) -> None:
    after = sg.CreateUnit(
        "T3", "team", parent="S1", attributes={"name": "抢修三班", "site": "North"}
    ).apply(station)
    assert rows(after, "units", id="T3") == [
        {"id": "T3", "name": "抢修三班", "layer": "team", "parent": "S1", "site": "North"}
    ]
    assert "choir" in sg.CreateUnit("C1", "choir").apply(station).layers
    assert (
        rows(sg.CreateUnit("T3", "team", on="2027-01-01").apply(station), "units", id="T3")[0][
            "since"
        ]
        == "2027-01-01"
    )


def test_close_unit(station: Org) -> None:
    org = sg.AssignDuty("M01", "T3", "support").apply(sg.CreateUnit("T3", "team").apply(station))
    tasks = org.replace(
        tasks={"id": ["K1"], "unit": ["T3"], "scope": ["common"]},
        task_events={"task": ["K1"], "stage": ["assign"], "layer": ["team"]},
    )
    after = sg.CloseUnit("T3").apply(tasks)
    assert after == station
    assert len(after.tasks) == len(after.task_events) == 0


def test_close_unit_on_a_day(station: Org) -> None:
    org = sg.AssignDuty("M01", "T3", "support").apply(sg.CreateUnit("T3", "team").apply(station))
    after = sg.CloseUnit("T3", on="2027-01-01").apply(org)
    assert (
        rows(after, "units", id="T3")[0]["until"]
        == rows(after, "duties", unit="T3")[0]["until"]
        == "2027-01-01"
    )
    assert after.at("2027-01-01") == station


def test_edit_unit(station: Org) -> None:
    after = sg.EditUnit("T1", {"name": "配电一班", "parent": "B1", "layer": "crew"}).apply(station)
    assert rows(after, "units", id="T1") == [
        {"id": "T1", "name": "配电一班", "layer": "crew", "parent": "B1"}
    ]
    assert (
        "parent"
        not in rows(sg.EditUnit("T1", {"parent": None}).apply(station), "units", id="T1")[0]
    )


def test_a_unit_is_renamed_in_every_table(station: Org) -> None:
    change = sg.EditUnit("S1", {"id": "S9", "name": "新所"})
    after = change.apply(station)
    assert change.describe("en", org=station).startswith("Rename the unit")
    assert "S1" not in after.units["id"].tolist() + after.units["parent"].tolist()
    assert rows(after, "units", id="S9")[0]["name"] == "新所"
    assert change.is_done(Draft(after))
    assert not change.is_done(Draft(station))
    assert (
        sg.EditUnit("S9", {"id": "S1", "name": rows(station, "units", id="S1")[0]["name"]}).apply(
            after
        )
        == station
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.CreateUnit("T1", "team"), "The id “T1” is taken in units"),
        (sg.CreateUnit("T3", "team", parent="S9"), "no unit with the id “S9”"),
        (sg.CreateUnit("T3", " team"), "has blanks around it"),
        (
            sg.CreateUnit("T3", "team", attributes={"parent": "S1"}),
            "“parent” is a field of the change",
        ),
        (sg.CloseUnit("T1"), r"in it is 安一 \(M01\), 柏二 \(M02\), .*Move these first"),
        (sg.CloseUnit("S1"), r"below it is 运维一班 \(T1\), .*Close these first"),
        (sg.CloseUnit("T9"), "no unit with the id “T9”"),
        (sg.EditUnit("S1", {"parent": "T1"}), "would be its own ancestor"),
        (sg.EditUnit("S1", {"parent": "S1"}), "would be its own ancestor"),
        (sg.EditUnit("T1", {"parent": "T9"}), "no unit with the id “T9”"),
        (sg.EditUnit("T1", {"id": "T2"}), "The id “T2” is taken in units"),
        (sg.EditUnit("T1", {"id": " T9"}), "has blanks around it"),
        (sg.EditUnit("T1", {"id": None}), "must not be"),
        (sg.EditUnit("T1", {"id": "T1"}), "has these values already"),
        (sg.EditUnit("T1", {"id": "T9", "parent": "T9"}), "no unit with the id “T9”"),
        (sg.EditUnit("T1", {"layer": None}), "must not be"),
        (sg.EditUnit("T1", {"parent": "S1"}), "has these values already"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_a_unit_with_members_to_come_stays(station: Org) -> None:
    org = sg.JoinUnit("M01", "T3", on="2031-01-01").apply(
        sg.CreateUnit("T3", "team").apply(station)
    )
    with pytest.raises(ChangeError, match="in it is 安一"):
        sg.CloseUnit("T3", on="2027-01-01").apply(org)


def test_told(station: Org) -> None:
    assert told(
        sg.CreateUnit("T3", "team", parent="S1", attributes={"name": "抢修三班"}), station
    ) == [
        "Create the unit T3 in the layer team, below 供电所 (S1) (name = 抢修三班)",
        "在 team 层新设单元T3，隶属供电所（S1）（name = 抢修三班）",
    ]
    assert told(sg.CreateUnit("T3", "team"), None)[0] == "Create the unit T3 in the layer team"
    assert told(sg.CloseUnit("T1", on="2027-01-01"), station) == [
        "Close 运维一班 (T1), on 2027-01-01",
        "自 2027-01-01 起，撤销运维一班（T1）",
    ]
    assert (
        told(sg.EditUnit("T1", {"parent": None}), station)[1]
        == "修改单元运维一班（T1）：parent = （空）"
    )
