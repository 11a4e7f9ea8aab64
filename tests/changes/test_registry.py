"""Changes as values: what they take, how they are written, and the way back."""

import datetime
import json
import math

import numpy as np
import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import ChangeError, InputError, Org, change_from_dict


def test_what_is_as_by_default_is_left_out() -> None:
    assert sg.MoveMember("M1", "T1", "T2").to_dict() == {
        "change": "MoveMember",
        "member": "M1",
        "source": "T1",
        "target": "T2",
    }
    assert sg.MoveMember(
        "M1", "T1", "T2", keep_role=True, on=datetime.date(2027, 1, 1)
    ).to_dict() == {
        "change": "MoveMember",
        "member": "M1",
        "source": "T1",
        "target": "T2",
        "keep_role": True,
        "on": "2027-01-01",
    }


def test_values_are_such_as_json_holds() -> None:
    given = {
        "a": np.int64(3),
        "b": pd.Timestamp("2027-01-01"),
        "c": math.nan,
        "d": "",
        "e": True,
        "f": datetime.date(2027, 1, 2),
        "g": 1.5,
    }
    change = sg.EditMember("M1", given)
    assert change.to_dict()["values"] == {
        "a": 3,
        "b": "2027-01-01",
        "c": None,
        "d": None,
        "e": True,
        "f": "2027-01-02",
        "g": 1.5,
    }
    assert json.loads(json.dumps(change.to_dict())) == change.to_dict()
    given["a"] = 4
    assert change.values["a"] == 3


def test_changes_are_values() -> None:
    one, other = sg.EditMember("M1", {"a": 1}), sg.EditMember("M1", {"a": 1})
    assert one == other
    assert len({one, other, sg.EditMember("M1", {"a": 2})}) == 2
    assert sg.SplitUnit("T", "N", ["a", "b", "a"]).members == ("a", "b")
    assert sg.LeaveUnit(7, "T").member == "7"
    with pytest.raises(AttributeError):
        one.member = "M2"


@pytest.mark.parametrize(
    "make",
    [
        sg.RemoveMember,
        lambda half: sg.SplitUnit("T", "N", [half]),
        lambda half: sg.EditMember("M1", {"name": half}),
        lambda half: sg.EditMember("M1", {half: "x"}),
        lambda half: sg.AddMember("M1", attributes={"name": half}),
        lambda half: sg.RemoveRow("members", {"id": "M1", half: "x"}),
    ],
)
def test_half_a_character_is_refused_at_once(make) -> None:
    """No table could hold it, so that no later step could even ask whether somebody has that id."""
    with pytest.raises(ChangeError, match="half a character"):
        make("\ud800")


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({}, "is no change"),
        ("MoveMember", "is no change"),
        (
            {"change": "MoveMembers"},
            "no change “MoveMembers”. There is AddMember, AddRow, .*UnpairMentor",
        ),
        ({"change": "Change"}, "no change “Change”"),
        (
            {"change": "LeaveUnit", "member": "M1", "units": "T1"},
            "has no field units. Its fields are on, member, unit",
        ),
        ({"change": "LeaveUnit", "member": "M1"}, "lacks unit"),
        ({"change": "LeaveUnit", "member": "M1", "unit": None}, "“unit” takes an id"),
        ({"change": "LeaveUnit", "member": "M1", "unit": ""}, "“unit” takes an id"),
        ({"change": "LeaveUnit", "member": "M1", "unit": ["T1"]}, "“unit” takes an id"),
        (
            {"change": "LeaveUnit", "member": "M1", "unit": "T1", "on": "2027-02-30"},
            "“2027-02-30” is not a day",
        ),
        ({"change": "LeaveUnit", "member": "M1", "unit": "T1", "on": 5}, "“5” is not a day"),
        (
            {"change": "EditMember", "member": "M1", "values": "name"},
            "“values” takes column and value",
        ),
        (
            {"change": "EditMember", "member": "M1", "values": {"name": ["x"]}},
            "cannot stand in a cell",
        ),
        (
            {"change": "EditMember", "member": "M1", "values": {"grade": math.inf}},
            "cannot stand in a cell",
        ),
        (
            {
                "change": "MoveMember",
                "member": "M1",
                "source": "a",
                "target": "b",
                "keep_role": "no",
            },
            "True or False",
        ),
        (
            {"change": "SplitUnit", "unit": "T", "new": "N", "members": [None]},
            "“members” takes an id",
        ),
        (
            {"change": "SplitUnit", "unit": "T", "new": "N", "members": {"M1": 1}},
            "“members” takes an id",
        ),
    ],
)
def test_what_is_no_change(mapping: dict[str, object], why: str) -> None:
    with pytest.raises(ChangeError, match=why) as caught:
        change_from_dict(mapping)
    assert caught.value.describe("zh") != caught.value.describe("en")


def test_the_day_of_applying_must_be_one(station: Org) -> None:
    with pytest.raises(InputError, match="“soon” is not a day"):
        sg.LeaveUnit("M05", "T1").apply(station, on="soon")


def test_errors_speak_both_languages(station: Org) -> None:
    with pytest.raises(ChangeError) as caught:
        sg.MoveMember("鄂六", "T1", "T2").apply(station)
    assert caught.value.key == "refused.not_there"
    assert (
        caught.value.describe("zh") == "没有编号为“鄂六”的成员。请改正编号，或先补进 members 表。"
    )


def test_a_change_is_shown_escaped() -> None:
    assert "&lt;b&gt;" in sg.LeaveUnit("<b>", "T1")._repr_html_()
