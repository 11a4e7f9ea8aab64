import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, Org
from tests.changes.seen import rows, told

ACTIVITY = {"id": "A1", "unit": "P1", "kind": "safety_class", "date": "2026-10-01"}


def test_add_row_in_any_table(station: Org) -> None:
    after = sg.AddRow("activities", ACTIVITY).apply(station)
    assert rows(after, "activities") == [ACTIVITY]
    assert rows(
        sg.AddRow("memberships", {"member": "M05", "unit": "P1"}).apply(station),
        "memberships",
        member="M05",
        unit="P1",
    )


def test_the_basis_never_looks_at_dates(station: Org) -> None:
    row = {"member": "M05", "unit": "P1", "since": "2031-01-01"}
    after = sg.AddRow("memberships", row, on="2027-01-01").apply(station)
    assert rows(after, "memberships", member="M05", unit="P1") == [{**row, "role": "member"}]
    assert sg.RemoveRow("memberships", row, on="2027-01-01").apply(after) == station


def test_remove_row(station: Org) -> None:
    after = sg.RemoveRow("duties", {"member": "M01", "duty": "report"}).apply(station)
    assert len(after.duties) == 2


def test_the_row_that_holds_just_this_is_meant(station: Org) -> None:
    org = sg.AddRow("memberships", {"member": "M05", "unit": "T1", "title": "x"}).apply(station)
    values = {"member": "M05", "unit": "T1", "role": "member"}
    assert rows(
        sg.RemoveRow("memberships", values).apply(org), "memberships", member="M05", unit="T1"
    ) == [values | {"title": "x"}]
    assert sg.RemoveRow("memberships", values | {"title": "x"}).apply(org) == station
    with pytest.raises(ChangeError, match="2 rows of memberships fit"):
        sg.RemoveRow("memberships", {"member": "M05", "unit": "T1"}).apply(org)
    assert (
        sg.RemoveRow("memberships", {"member": "M05", "unit": "T1", "title": None}).apply(org)
        != station
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sg.AddRow("people", {"id": "M11"}), "no table named people"),
        (sg.AddRow("members", {"name": "x"}), "the cell is empty and must not be"),
        (sg.AddRow("members", {"id": "M01"}), "The id “M01” is taken in members"),
        (sg.AddRow("members", {"id": 1.5}), "is a number with decimals"),
        (sg.AddRow("memberships", {"member": "M01", "unit": "T9"}), "no unit with the id “T9”"),
        (sg.AddRow("participants", {"activity": "A9", "member": "M01"}), "“A9”"),
        (
            sg.AddRow("memberships", {"member": "M05", "unit": "T1", "role": ""}),
            "memberships has this row already",
        ),
        (
            sg.AddRow("tasks", {"id": "K1", "unit": "T1", "scope": "other"}),
            "is none of common, specific",
        ),
        (
            sg.AddRow("units", {"id": "T3", "layer": "team", "parent": "T3"}),
            "no unit with the id “T3”",
        ),
        (sg.RemoveRow("people", {"id": "M11"}), "no table named people"),
        (sg.RemoveRow("duties", {"member": "M09"}), "duties has no such row: member = M09"),
        (sg.RemoveRow("duties", {"member": "M01"}), "3 rows of duties fit"),
        (sg.RemoveRow("members", {"id": "M05"}), "rows of memberships still name it as member"),
        (sg.RemoveRow("units", {"id": "S1"}), "4 rows of units still name it as parent"),
    ],
)
def test_refused(station: Org, change: sg.Change, why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        change.apply(station)


def test_told() -> None:
    assert told(sg.AddRow("duties", {"member": "M01", "unit": None}), None) == [
        "Add a row to duties: member = M01, unit = (empty)",
        "在 duties 表中新增一行：member = M01、unit = （空）",
    ]
    assert (
        told(sg.RemoveRow("duties", {"member": "M01"}), None)[1]
        == "从 duties 表中删除一行：member = M01"
    )
