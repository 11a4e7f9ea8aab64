"""Rebasing: what applies, what is done, and conflicts as a person would name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Org, Scenario
from sanzu_graph.messages import LANGUAGES
from tests.breaking import added, edited, without
from tests.changes.test_all_changes import with_later_tables
from tests.changing import KINDS_OF_CHANGE, changes, sequences
from tests.strategies import DAYS, organisations

#: What can be made twice: some rows go one by one, and a correction may put a membership out of the
#: day's sight.
TWICE = {"RemoveRow", "EditMembership"}
MOVE = sg.MoveMember("M03", "T1", "T2")


def outcomes(plan: Scenario, org: Org) -> list[str]:
    return plan.rebase(org).table["outcome"].tolist()


@given(st.data())
def test_on_the_unchanged_base_everything_applies(data: st.DataObject) -> None:
    org = with_later_tables(data.draw(organisations()))
    plan = Scenario("x", data.draw(sequences(org, most=6))).on_base(org)
    found = plan.rebase(org)
    assert found.applies == plan
    assert not found.already_done
    assert not found.conflicts
    assert set(found.table["outcome"]) <= {"applies"}


@given(st.data())
def test_after_it_was_made_a_change_is_done(data: st.DataObject) -> None:
    org = with_later_tables(data.draw(organisations()))
    kinds = tuple(kind for kind in KINDS_OF_CHANGE if kind not in TWICE)
    change = data.draw(changes(org, kinds=kinds))
    on = data.draw(st.sampled_from([None, *DAYS]))
    try:
        after = change.apply(org, on=on)
    except sg.ChangeError:
        return
    found = Scenario("x", [change], on=on).rebase(after)
    assert found.already_done == (change,)
    assert not found.conflicts


@given(st.data())
def test_what_applies_can_be_applied_to_any_organisation(data: st.DataObject) -> None:
    org, other = data.draw(organisations()), data.draw(organisations())
    plan = Scenario("<b>x</b>", data.draw(sequences(org, most=6)))
    for lang in LANGUAGES:
        found = plan.rebase(other, lang=lang)
        found.applies.apply(other)
        assert found.applies.base == other.fingerprint
        assert len(found.applies) + len(found.already_done) + len(found.conflicts) == len(plan)
        assert all(found.table["why"].ne("") == (found.table["outcome"] == "conflict"))
        assert "<b>" not in found._repr_html_()


@pytest.mark.parametrize(
    "change",
    [
        sg.MoveMember("M03", "T1", "T2"),
        sg.JoinUnit("M03", "P1"),
        sg.JoinUnit("M03", "P1", role="deputy"),
        sg.LeaveUnit("M02", "P1"),
        sg.AssignRole("M03", "T1", "deputy"),
        sg.AppointLeader("M03", "T1"),
        sg.AppointLeader("M03", "T1", joint=True),
        sg.RelieveLeader("M01", "T1"),
        sg.PairMentor("M02", "M04"),
        sg.UnpairMentor("M02", "M05"),
        sg.AddMember("M11", attributes={"name": "新"}),
        sg.RemoveMember("M05"),
        sg.CreateUnit("T3", "team", parent="S1"),
        sg.MergeUnits("U1", "U2"),
        sg.SplitUnit("T1", "T3", ["M02", "M03"]),
        sg.AssignDuty("M06", "T1", "support"),
        sg.RevokeDuty("M01", "T1", "report"),
        sg.EditMember("M01", {"seniority_years": "21"}),
        sg.EditUnit("T1", {"name": "一班"}),
        sg.EditMembership("M03", "T1", {"title": "安全员"}),
        sg.AddRow("duties", {"member": "M06", "unit": "T1", "duty": "support"}),
        sg.RemoveRow("duties", {"member": "M01", "unit": "T1", "duty": "report"}),
    ],
    ids=repr,
)
def test_each_kind_applies_and_then_is_done(station: Org, change: sg.Change) -> None:
    assert outcomes(Scenario("x", [change]), station) == ["applies"]
    if (
        change.to_dict()["change"] == "RemoveRow"
    ):  # the member still has other duties there, so that this may be the row, edited
        assert outcomes(Scenario("x", [change]), without(station, "duties", member="M01")) == [
            "done"
        ]
    else:
        assert outcomes(Scenario("x", [change]), change.apply(station)) == ["done"]


def why(plan: Scenario, org: Org, lang: str = "en") -> str:
    (conflict,) = plan.rebase(org, lang=lang).conflicts
    assert conflict.why(lang) == plan.rebase(org, lang=lang).table["why"].iloc[conflict.step - 1]
    return conflict.why(lang)


def test_somebody_else_has_moved_them_to_a_third_unit(station: Org) -> None:
    org = added(station, "units", {"id": "T3", "layer": "team", "name": "三班"})
    org = edited(org, "memberships", {"member": "M03", "unit": "T1"}, unit="T3")
    assert why(Scenario("x", [MOVE]), org).endswith("By now they are in 三班 (T3).")
    assert "目前在三班（T3）" in why(Scenario("x", [MOVE]), org, "zh")


def test_the_member_has_left(station: Org) -> None:
    assert "no member with the id “M03”" in why(
        Scenario("x", [MOVE]), sg.RemoveMember("M03").apply(station)
    )


def test_the_unit_was_merged_away(station: Org) -> None:
    assert "no unit with the id “T2”" in why(
        Scenario("x", [MOVE]), sg.MergeUnits("T2", "T1").apply(station)
    )


def test_the_unit_to_close_has_members_again(station: Org) -> None:
    plan = Scenario("x", [sg.CloseUnit("B1")])
    assert "B1" in why(plan, station)


def test_another_joined_in_another_role(station: Org) -> None:
    plan = Scenario("x", [sg.JoinUnit("M03", "P1", role="deputy")])
    assert outcomes(plan, sg.JoinUnit("M03", "P1").apply(station)) == ["conflict"]


def test_somebody_else_has_the_id(station: Org) -> None:
    plan = Scenario("x", [sg.AddMember("M11", attributes={"name": "新"})])
    assert outcomes(plan, sg.AddMember("M11", attributes={"name": "另"}).apply(station)) == [
        "conflict"
    ]


def test_a_row_that_was_edited_is_no_row_that_is_gone(station: Org) -> None:
    plan = Scenario(
        "x", [sg.RemoveRow("memberships", {"member": "M03", "unit": "T1", "role": "member"})]
    )
    assert outcomes(
        plan, edited(station, "memberships", {"member": "M03", "unit": "T1"}, role="deputy")
    ) == ["conflict"]


def test_each_is_tried_on_what_remains(station: Org) -> None:
    plan = Scenario("x", [MOVE, sg.AppointLeader("M03", "T2"), sg.MoveMember("M04", "T1", "T2")])
    org = sg.MoveMember("M04", "T1", "T2").apply(station)
    found = plan.rebase(org)
    assert found.table["outcome"].tolist() == ["applies", "applies", "done"]
    assert found.table["kind"].tolist() == ["MoveMember", "AppointLeader", "MoveMember"]
    assert found.applies.apply(org) == plan.apply(station)
    assert repr(found) == "Rebase(2 apply, 1 done, 0 in conflict)"
    gone = sg.RemoveMember("M03").apply(station)
    assert outcomes(plan, gone) == ["conflict", "conflict", "applies"]


def test_a_day_of_its_own(station: Org) -> None:
    org = station.replace(memberships=station.memberships.assign(since="2020-01-01"))
    plan = Scenario("x", [MOVE], on="2027-01-01")
    after = plan.apply(org)
    assert outcomes(plan, after) == ["done"]
    assert plan.rebase(after, on="2026-01-01").table["outcome"].tolist() == ["applies"]
