import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests.changes.seen import rows, told


def full(station: Org) -> Org:
    """The station with later tables that name M05."""
    return station.replace(
        activities={"id": ["A1"], "unit": ["P1"], "kind": ["safety_class"], "date": ["2026-10-01"]},
        participants={"activity": ["A1", "A1"], "member": ["M05", "M06"]},
        remedies={"activity": ["A1", "A1"], "problem": ["x", "x"], "owner": ["M05", None]},
    )


def test_add_member(station: Org) -> None:
    after = sg.AddMember(
        "M11", attributes={"name": "新人", "seniority_years": 0, "own": True}
    ).apply(station)
    assert rows(after, "members", id="M11") == [
        {"id": "M11", "name": "新人", "seniority_years": "0", "own": "True"}
    ]


def test_who_is_added_on_a_day_begins_then(station: Org) -> None:
    assert rows(sg.AddMember("M11", on="2027-01-01").apply(station), "members", id="M11") == [
        {"id": "M11", "since": "2027-01-01"}
    ]
    dated = {"attributes": {"since": "2026-12-01"}, "on": "2027-01-01"}
    assert (
        rows(sg.AddMember("M11", **dated).apply(station), "members", id="M11")[0]["since"]
        == "2026-12-01"
    )


def test_remove_member_with_every_row(station: Org) -> None:
    after = sg.RemoveMember("M05").apply(full(station))
    for table, column in [
        ("members", "id"),
        ("memberships", "member"),
        ("relations", "target"),
        ("participants", "member"),
    ]:
        assert rows(after, table, **{column: "M05"}) == []
    assert rows(after, "remedies") == [
        {"activity": "A1", "problem": "x"}
    ]  # the two rows have become one
    assert len(after.members) == 9


def test_remove_member_on_a_day(station: Org) -> None:
    org = full(station).replace(remedies={"activity": ["A1"], "problem": ["x"], "owner": ["M05"]})
    after = sg.RemoveMember("M05", on="2027-01-01").apply(org)
    assert rows(after, "members", id="M05")[0]["until"] == "2027-01-01"
    assert {row["until"] for row in rows(after, "memberships", member="M05")} == {"2027-01-01"}
    assert rows(after, "relations", target="M05")[0]["until"] == "2027-01-01"
    assert (
        len(rows(after, "participants", member="M05"))
        == len(rows(after, "remedies", owner="M05"))
        == 1
    )
    assert "M05" in set(after.at("2026-12-31").members["id"])
    assert "M05" not in set(after.at("2027-01-01").members["id"])


def test_who_was_to_come_never_was(station: Org) -> None:
    org = sg.JoinUnit("M11", "T1", on="2027-01-01").apply(
        sg.AddMember("M11", on="2027-01-01").apply(station)
    )
    assert sg.RemoveMember("M11", on="2026-12-01").apply(org) == station


def test_edit_member(station: Org) -> None:
    after = sg.EditMember(
        "M05", {"name": None, "seniority_years": "1.5", "until": "2030/5/1"}
    ).apply(station)
    (row,) = rows(after, "members", id="M05")
    assert (row.get("name"), row["seniority_years"], row["until"]) == (None, "1.5", "2030-05-01")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.AddMember("M05"), "The id “M05” is taken in members"),
        (sg.AddMember(" M11"), "has blanks around it"),
        (sg.AddMember("M11", attributes={"id": "M12"}), "cannot be edited"),
        (sg.AddMember("M11", attributes={"seniority_years": "many"}), "“many” is not a number"),
        (sg.RemoveMember("M99"), "no member with the id “M99”"),
        (sg.EditMember("M99", {"name": "x"}), "no member with the id “M99”"),
        (sg.EditMember("M05", {"id": "M55"}), r"The id of 鄂五 \(M05\) cannot be edited"),
        (
            sg.EditMember("M05", {"name": "鄂五", "site": "North"}),
            "has these values already: name = 鄂五, site = North",
        ),
        (sg.EditMember("M05", {"until": "2026-02-30"}), "“2026-02-30” is not a day"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_who_has_left_cannot_leave_again(station: Org) -> None:
    org = sg.RemoveMember("M05", on="2026-06-01").apply(station)
    with pytest.raises(ChangeError, match="no longer there on 2027-01-01"):
        sg.RemoveMember("M05", on="2027-01-01").apply(org)


def test_told(station: Org) -> None:
    assert told(sg.AddMember("M11", attributes={"name": "新人", "site": None}), station) == [
        "Add the member M11 (name = 新人, site = (empty))",
        "新增成员M11（name = 新人、site = （空））",
    ]
    assert told(sg.AddMember("M11"), None) == ["Add the member M11", "新增成员M11"]
    assert told(sg.RemoveMember("M01"), station) == [
        "Remove the member 安一 (M01); 运维一班 (T1) is left without a leader; 第一党小组 (P1) is left without a leader; no longer leading: 安一 (M01)",
        "移除成员安一（M01）；运维一班（T1）负责人空缺；第一党小组（P1）负责人空缺；不再担任负责人：安一（M01）",
    ]
    assert (
        told(sg.EditMember("M05", {"site": "South"}), station)[1]
        == "修改成员鄂五（M05）：site = South"
    )
