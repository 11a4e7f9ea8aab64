"""What an audit promises of its frames: their order, what is equal, what is left out, what a day does."""

import pandas as pd
import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy
from sanzu_graph.checks.found import SEVERITIES
from tests.searching import examples
from tests.strategies import organisations

POLICY = Policy.for_layers("team", ["party"]).with_layer("team", led=True)


@pytest.fixture
def org() -> Org:
    """T1 is led and reached; T2 has one person and no leader; T3 is empty."""
    return Org(
        {"id": list("ABC"), "name": ["An", "Bo", "Ci"]},
        {"id": ["T1", "T2", "T3", "P"], "layer": ["team"] * 3 + ["party"]},
        {
            "member": ["A", "B", "C", "A", "B"],
            "unit": ["T1", "T1", "T2", "P", "P"],
            "role": ["leader", "", "", "leader", ""],
        },
    )


def test_the_gravest_come_first_then_as_asked_then_as_in_the_table(org: Org) -> None:
    audit = sg.audit(org, POLICY)
    ranks = audit.findings["severity"].map(SEVERITIES.index).tolist()
    assert ranks == sorted(ranks)
    order = [*dict.fromkeys(audit.asked["check"])]
    for _, rows in audit.findings.groupby("severity"):
        places = [order.index(check) for check in rows["check"]]
        assert places == sorted(places)
    blank = audit.findings[audit.findings["check"] == "blank_team"]
    assert blank["entity_id"].tolist() == ["T2", "T3"]
    assert list(audit.findings)[:9] == [
        *("check", "severity", "entity", "entity_id", "name", "layer", "value", "limit", "message")
    ]


def test_the_summary_counts_sound_checks_too(org: Org) -> None:
    audit = sg.audit(org, POLICY)
    summary = audit.summary().set_index("check")["findings"]
    counts = audit.findings["check"].value_counts()
    assert {*summary.index} == {*audit.asked["check"]}
    assert {check: count for check, count in summary.items() if count} == counts.to_dict()
    assert (summary == 0).any()
    per_question = audit.asked.groupby("check")["findings"].sum()
    assert per_question.to_dict() == summary.to_dict()


def test_it_is_sound_or_not_or_nobody_can_tell(org: Org) -> None:
    assert sg.audit(org, POLICY).is_sound is False
    whole = org.replace(
        units={"id": ["T1", "P"], "layer": ["team", "party"]},
        memberships={
            "member": ["A", "B", "A", "B"],
            "unit": ["T1", "T1", "P", "P"],
            "role": ["leader", "", "leader", ""],
        },
    )
    assert sg.audit(whole, POLICY).is_sound is True
    assert sg.audit(whole, POLICY).unreached_layers == ()
    without = whole.replace(
        units={"id": ["T1"], "layer": ["team"]},
        memberships={"member": ["A", "B"], "unit": ["T1", "T1"], "role": ["leader", ""]},
    )
    unasked = sg.audit(without, POLICY)
    assert unasked.is_sound is None
    assert unasked.unreached_layers == ("party",)
    empty = Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []})
    assert sg.audit(empty, Policy.for_layers("team")).is_sound is True
    assert sg.audit(empty, POLICY).is_sound is None


def test_only_a_few_are_looked_at_by_id_or_name(org: Org) -> None:
    whole = sg.audit(org, POLICY).findings
    for only in (["T2"], {"unit": ["T2"]}):
        part = sg.audit(org, POLICY, only=only).findings
        expected = whole[whole["entity_id"] == "T2"].reset_index(drop=True)
        assert part["check"].tolist() == expected["check"].tolist()
    by_name, by_id = (sg.audit(org, POLICY, only=[word]).findings for word in ("An", "A"))
    pd.testing.assert_frame_equal(by_name, by_id)
    with pytest.raises(sg.AbsentError, match="T9"):
        sg.audit(org, POLICY, only=["T9"])


def test_checks_are_chosen_and_left_out(org: Org) -> None:
    both = sg.audit(org, POLICY, select=["blank_teams", "vacant_leader"])
    assert {*both.asked["check"]} == {"blank_team", "vacant_leader"}
    one = sg.audit(org, POLICY, select="coverage", ignore="single_points")
    assert "blank_team" in {*one.asked["check"]}
    assert "single_point" not in {*one.asked["check"]}
    with pytest.raises(sg.AbsentError, match="blnk"):
        sg.audit(org, POLICY, select="blnk")


def test_a_frame_handed_out_is_no_door_to_the_audit(org: Org) -> None:
    audit = sg.audit(org, POLICY)
    findings = audit.findings
    findings["check"] = "mine"
    assert {*findings["check"]} == {"mine"}
    assert "mine" not in {*audit.findings["check"]}


def test_after_a_change_it_is_the_audit_of_the_changed_organisation(org: Org) -> None:
    before = sg.audit(org, POLICY, lang="en")
    for change in (
        sg.MoveMember("B", "T1", "T2"),
        sg.AppointLeader("C", "T2"),
        sg.JoinUnit("C", "P"),
        sg.CloseUnit("T3"),
        sg.Scenario("x", [sg.JoinUnit("C", "P"), sg.AppointLeader("C", "T2")]),
    ):
        after = before.after(change)
        whole = sg.audit(change.apply(org), before.policy, lang="en")
        pd.testing.assert_frame_equal(after.findings, whole.findings)
        assert after.is_sound == whole.is_sound
        fates = after.since(before)["change"].value_counts()
        assert fates.get("gone", 0) + fates.get("still there", 0) == len(before.findings)
        assert fates.get("new", 0) + fates.get("still there", 0) == len(after.findings)
    # The audit before is as it was.
    pd.testing.assert_frame_equal(before.findings, sg.audit(org, POLICY, lang="en").findings)


def test_a_finding_is_the_same_where_only_its_numbers_differ(org: Org) -> None:
    policy = POLICY.with_layer("team", smallest=Limit(4))
    before = sg.audit(org, policy, select="size_outlier")
    later = sg.audit(sg.MoveMember("B", "T1", "T2").apply(org), policy, select="size_outlier")
    rows = later.since(before).set_index("entity_id")
    assert {*rows["change"]} == {"still there"}
    assert rows["value"].to_dict() == {"T1": 1, "T2": 2, "T3": 0}  # those of the later audit


def test_where_rows_carry_dates_the_day_decides(org: Org) -> None:
    dated = org.replace(
        memberships=org.memberships.assign(until=["2026-06-01", None, None, None, None])
    )
    vacant = {
        day: sg.audit(dated, POLICY, on=day, select="vacant_leader").findings["entity_id"].tolist()
        for day in ("2026-05-31", "2026-06-01")
    }
    assert vacant == {"2026-05-31": ["T2"], "2026-06-01": ["T1", "T2"]}
    audit = sg.audit(dated, POLICY, on="2026-06-01")
    assert str(audit.on) == "2026-06-01"
    assert len(audit.org.memberships) == 4
    assert len(audit.whole.memberships) == 5
    assert sg.audit(org, POLICY).on is None


def test_progress_is_told_before_each_question(org: Org) -> None:
    calls: list[tuple[int, int, str]] = []
    audit = sg.audit(
        org, POLICY, progress=lambda done, total, title: calls.append((done, total, title))
    )
    assert [done for done, _, _ in calls] == list(range(len(calls)))
    assert {total for _, total, _ in calls} == {len(calls)}
    assert len(calls) >= len(audit.asked)
    assert all(title for _, _, title in calls)


def test_best_moves_are_told_the_best_first_and_no_more_than_asked(org: Org) -> None:
    rows = sg.best_moves(org, POLICY, unit="T2", role="leader")
    net = rows["errors_fixed"] - rows["errors_broken"]
    assert net.is_monotonic_decreasing
    first = rows.iloc[0]
    after = sg.AppointLeader(first["member"], "T2").apply(org)
    change = sg.audit(after, POLICY).since(sg.audit(org, POLICY))["change"].value_counts()
    assert (first["fixes"], first["breaks"]) == (change.get("gone", 0), change.get("new", 0))
    assert len(sg.best_moves(org, POLICY, unit="T2", role="leader", most=1)) == 1
    for asked in ({}, {"member": "A", "unit": "T2"}, {"unit": "T2", "role": "clerk"}):
        with pytest.raises(sg.InputError):
            sg.best_moves(org, POLICY, **asked)
    with pytest.raises(sg.AbsentError):
        sg.best_moves(org, POLICY, member="Zed")


def test_a_trend_tells_each_day_and_each_snapshot(org: Org) -> None:
    dated = org.replace(
        memberships=org.memberships.assign(until=["2026-06-01", None, None, None, None])
    )
    days = ["2026-06-01", "2026-05-31"]
    rows = sg.trend(dated, days, POLICY)
    assert list(rows) == ["snapshot", "date", "metric", "layer", "value"]
    assert [f"{day:%Y-%m-%d}" for day in rows["date"].drop_duplicates()] == days
    assert {*rows["snapshot"]} == {""}
    named = sg.trend({"before": dated, "after": org}, days[:1], POLICY)
    assert named["snapshot"].drop_duplicates().tolist() == ["before", "after"]
    with pytest.raises(sg.InputError):
        sg.trend(org, ["soon"], POLICY)


@examples(30)
@given(organisations())
def test_columns_that_are_told_before_the_frame_are_those_of_it(org: Org) -> None:
    audit = sg.audit(org, Policy())
    columns = pd.DataFrame(audit.finding_columns)
    pd.testing.assert_frame_equal(columns, audit.findings)
    after = audit.after(sg.AddMember("new member"))
    pd.testing.assert_frame_equal(pd.DataFrame(after.finding_columns), after.findings)
