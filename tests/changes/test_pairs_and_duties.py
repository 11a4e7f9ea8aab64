import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests.changes.seen import rows, told


def test_pair_mentor(station: Org) -> None:
    after = sg.PairMentor("M02", "M04").apply(station)
    assert rows(after, "relations", target="M04") == [
        {"source": "M02", "target": "M04", "kind": "mentors"}
    ]
    assert sg.UnpairMentor("M02", "M04").apply(after) == station
    assert rows(
        sg.PairMentor("M02", "M01", kind="reports_to").apply(station),
        "relations",
        kind="reports_to",
    )


def test_unpair_mentor_on_a_day(station: Org) -> None:
    after = sg.UnpairMentor("M02", "M05", on="2027-01-01").apply(station)
    assert rows(after, "relations", target="M05") == [
        {"source": "M02", "target": "M05", "kind": "mentors", "until": "2027-01-01"}
    ]
    assert sg.PairMentor("M02", "M05", on="2027-01-01").apply(after) == station


def test_assign_duty(station: Org) -> None:
    after = sg.AssignDuty("M06", "T1", "support").apply(station)
    assert rows(after, "duties", member="M06") == [
        {"member": "M06", "unit": "T1", "duty": "support"}
    ]
    assert sg.RevokeDuty("M06", "T1", "support").apply(after) == station


def test_revoke_duty(station: Org) -> None:
    after = sg.RevokeDuty("M01", "T1", "report").apply(station)
    assert [row["duty"] for row in rows(after, "duties")] == ["participate", "recommend"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.PairMentor("M02", "M05"), "stand in the relation “mentors” already"),
        (sg.PairMentor("M02", "M02"), "cannot be paired with themselves"),
        (sg.PairMentor("M99", "M02"), "no member with the id “M99”"),
        (sg.PairMentor("M02", "M04", kind="师带徒"), "another spelling of mentors"),
        (sg.UnpairMentor("M05", "M02"), "does not stand in the relation .* their order"),
        (sg.AssignDuty("M01", "T1", "report"), "has the duty “safety reporting” in .* already"),
        (sg.AssignDuty("M01", "T9", "report"), "no unit with the id “T9”"),
        (sg.AssignDuty("M01", "T2", "参与权"), "another spelling of participate"),
        (sg.RevokeDuty("M01", "T1", "support"), "held there: participate, recommend, report"),
        (sg.RevokeDuty("M02", "T1", "support"), "held there: nothing"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_told(station: Org) -> None:
    assert told(sg.PairMentor("M02", "M04"), station) == [
        "Let 柏二 (M02) mentor 丁四 (M04)",
        "由柏二（M02）担任丁四（M04）的师傅",
    ]
    assert told(sg.UnpairMentor("M02", "M04"), None) == [
        "End the mentoring of M04 by M02",
        "解除M02与M04的师徒关系",
    ]
    assert told(sg.PairMentor("M02", "M04", kind="coaches"), None) == [
        "Add the relation “coaches” from M02 to M04",
        "建立M02对M04的“coaches”关系",
    ]
    assert (
        told(sg.UnpairMentor("M02", "M04", kind="coaches"), None)[0]
        == "Remove the relation “coaches” from M02 to M04"
    )
    assert told(sg.AssignDuty("M01", "T2", "report"), station) == [
        "Give 安一 (M01) the duty “safety reporting” in 营销二班 (T2)",
        "赋予安一（M01）在营销二班（T2）的“安全报告权”",
    ]
    assert told(sg.RevokeDuty("M01", "T2", "watch"), None)[1] == "取消M01在T2的“watch”"
