"""What an audit tells of days that are over: no plan changes it, and new records do."""

from __future__ import annotations

from itertools import combinations

import pytest

import sanzu_graph as sg
from sanzu_graph.audits.past import adds_no_records
from sanzu_graph.checks.registry import all_checks

DAY = "2026-04-20"
POLICY = sg.Policy()
#: Those whose findings are about days that are over.
PAST = {slug for slug, made in all_checks().items() if made.past}
#: Changes that rename what is recorded, or make groups that held nothing yet.
PLANS = {
    "teams": [sg.MergeUnits("T2", "T1")],
    "groups": [sg.MergeUnits("P2", "P1")],
    "new": [sg.CreateUnit("P9", layer="party"), sg.JoinUnit("M3", "P9")],
    "split": [sg.SplitUnit("P1", "P9", members=["M1"])],
    "leaver": [sg.RemoveMember("M2")],
    "move": [sg.MoveMember("M3", "T2", "T1")],
}


@pytest.fixture
def org() -> sg.Org:
    """Group P2 held nothing in February; two tasks of team T2 were never discussed."""
    people = [f"M{number}" for number in range(1, 6)]
    months = ["2026-01-10", "2026-02-10", "2026-03-10"]
    held = [("P1", day) for day in months] + [("P2", months[0]), ("P2", months[2])]
    return sg.Org(
        {"id": people, "political_status": ["party_member"] * 4 + [""]},
        {"id": ["T1", "T2", "P1", "P2"], "layer": ["team", "team", "party", "party"]},
        {
            "member": [*people, *people[:4]],
            "unit": ["T1", "T1", "T2", "T2", "T2", "P1", "P1", "P2", "P2"],
            "role": ["leader", "", "leader", "", "", "leader", "", "leader", ""],
        },
        activities={
            "id": [f"K{number}" for number in range(len(held))],
            "unit": [unit for unit, _ in held],
            "kind": ["safety_class"] * len(held),
            "date": [day for _, day in held],
        },
        participants={"activity": ["K0", "K1"], "member": ["M1", "M2"]},
        tasks={
            "id": ["J1", "J2", "J3"],
            "unit": ["T1", "T2", "T2"],
            "goal": ["safety"] * 3,
            "scope": ["common", "common", "specific"],
        },
        task_events={
            "task": ["J1", "J1", "J2", "J2", "J3", "J3"],
            "stage": ["assign", "implement"] * 3,
            "layer": ["team", "team", "team", "team", "team", "party"],
            "date": ["2026-02-03"] * 6,
        },
    )


def told(audit: sg.Audit) -> set[tuple[str, ...]]:
    """Every finding about the past: check, unit, layer, and its own keys."""
    frame = audit.findings.astype(object)
    names = ["check", "entity_id", "layer", *({"task", "stage", "period", "routine"} & {*frame})]
    return {tuple(map(str, row)) for row in frame[names].to_numpy() if row[0] in PAST}


def test_the_organisation_has_a_past_with_faults(org) -> None:
    checks = {check for check, *_ in told(sg.audit(org, POLICY, on=DAY))}
    assert {"missed_routine", "solo_task", "unconsulted_task", "overjoint_task"} <= checks


@pytest.mark.parametrize("names", [*combinations(PLANS, 1), ("leaver", "new", "teams", "groups")])
def test_no_plan_fixes_or_breaks_the_past(org, names) -> None:
    plan = sg.Scenario("plan", [change for name in names for change in PLANS[name]])
    before = sg.audit(org, POLICY, on=DAY)
    compared = sg.compare(org, plan, policy=POLICY, on=DAY)
    (found,) = compared.alternatives
    assert not PAST & {*compared.differences["check"]}
    assert told(found.audit) == told(before)
    fates = compared.findings["fate"].value_counts()
    assert len(before.findings) == fates.get("fixed", 0) + fates.get("left", 0)
    assert len(found.audit.findings) == fates.get("introduced", 0) + fates.get("left", 0)
    assert found.audit.summary()["findings"].sum() == len(found.audit.findings)
    if len(names) == 1:
        return
    assert not PAST & {*plan.preview(org, POLICY, on=DAY).table["check"]}
    # The organisation that comes of it has the same records, whatever their units are called.
    (again,) = sg.compare(org, plan.apply(org), policy=POLICY, on=DAY).alternatives
    assert told(again.audit) == told(before)


def test_what_is_recorded_anew_counts(org) -> None:
    later = org.replace(
        tasks={
            "id": ["J1", "J2", "J3", "J4"],
            "unit": ["T1", "T2", "T2", "T1"],
            "goal": ["safety"] * 4,
            "scope": ["common", "common", "specific", "common"],
        },
        task_events={
            "task": ["J1", "J1", "J2", "J2", "J3", "J3", "J4", "J4"],
            "stage": ["assign", "implement"] * 4,
            "layer": ["team", "team", "team", "team", "team", "party", "team", "team"],
            "date": ["2026-02-03"] * 6 + ["2026-03-03"] * 2,
        },
    )
    assert not adds_no_records(org, later)
    assert adds_no_records(later, org)
    frame = sg.compare(org, later, policy=POLICY, on=DAY).differences
    assert "solo_task" in set(frame["check"])


def test_a_task_is_the_same_under_another_unit(org) -> None:
    after = sg.Scenario("plan", PLANS["teams"]).apply(org)
    frame = sg.audit(after, POLICY, on=DAY).since(sg.audit(org, POLICY, on=DAY))
    tasks = frame[frame["check"].isin(["solo_task", "unconsulted_task", "overjoint_task"])]
    assert set(tasks["change"]) == {"still there"}
    assert set(tasks["entity_id"]) == {"T1"}  # its words are those of the later audit
