"""What comparing, previewing, ordering and sweeping promise of names, order, days and what is empty."""

import math

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy, Scenario

POLICY = Policy.for_layers("team", ["party"]).with_layer("team", led=True)


@pytest.fixture
def org() -> Org:
    """T1 is reached and led; T2 is neither."""
    return Org(
        {"id": list("ABCD"), "name": ["An", "Bo", "Ci", "Di"]},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "C", "D", "A"],
            "unit": ["T1", "T1", "T2", "T2", "P"],
            "role": ["leader", "", "", "", "leader"],
        },
    )


LEAD = Scenario("lead", [sg.AppointLeader("C", "T2")])
JOIN = Scenario("join", [sg.JoinUnit("C", "P")])
BREAK = Scenario("break", [sg.LeaveUnit("A", "P")])
WRONG = Scenario("wrong", [sg.LeaveUnit("Z", "P")])


# -- compare


def test_columns_stand_in_the_order_given_under_their_names(org: Org) -> None:
    table = sg.compare(org, LEAD, [JOIN, BREAK], policy=POLICY).table
    assert list(table) == ["part", "item", "layer", "before", "lead", "join", "break"]
    parts = table["part"].drop_duplicates().tolist()
    assert parts == ["effort", "findings", "measures", "checks", "fixed", "introduced", "left"]


def test_fixed_introduced_and_left_add_up_to_the_checks(org: Org) -> None:
    table = sg.compare(org, LEAD, JOIN, BREAK, policy=POLICY).table
    counts = {part: rows.set_index(["item", "layer"]) for part, rows in table.groupby("part")}
    for name in ("lead", "join", "break"):
        for key, before in counts["checks"]["before"].items():
            fixed, new, left = (
                counts[part][name].get(key, 0) for part in ("fixed", "introduced", "left")
            )
            assert fixed + left == before
            assert new + left == counts["checks"][name][key]
    severities = counts["findings"].loc[:, ["before", "lead", "join", "break"]]
    assert severities.sum().tolist() == [
        len(sg.audit(one, POLICY).findings)
        for one in (org, LEAD.apply(org), JOIN.apply(org), BREAK.apply(org))
    ]


def test_effort_counts_steps_people_and_units(org: Org) -> None:
    plan = Scenario("both", [sg.AppointLeader("C", "T2"), sg.JoinUnit("C", "P")])
    table = sg.compare(org, plan, policy=POLICY).table
    effort = table[table["part"] == "effort"].set_index("item")
    assert effort["both"].to_dict() == {"changes": 2, "people": 1, "units": 2}
    assert effort["before"].isna().all()


def test_what_cannot_be_made_has_a_column_without_numbers_and_a_reason(org: Org) -> None:
    comparison = sg.compare(org, JOIN, WRONG, policy=POLICY, lang="en")
    known = comparison.table[comparison.table["wrong"].notna()]
    assert known[["item", "wrong"]].to_numpy().tolist() == [["changes", 1]]
    assert comparison.table["join"].notna().any()
    assert list(comparison.reasons) == ["wrong"]
    assert "Z" in comparison.reasons["wrong"]
    assert comparison.metrics["wrong"].isna().all()
    assert {*comparison.differences["wrong"]} <= {""}


def test_what_is_as_before_is_left_beside_what_differs(org: Org) -> None:
    rows = sg.compare(org, LEAD, BREAK, policy=POLICY, lang="en").differences
    rows = rows.set_index(["check", "entity_id"])
    assert rows.loc[("vacant_leader", "T2"), ["lead", "break"]].tolist() == ["fixed", "left"]
    assert rows.loc[("blank_team", "T1"), ["lead", "break"]].tolist() == ["left", "introduced"]
    assert ("blank_team", "T2") not in rows.index
    severities = rows["severity"].map({"error": 0, "warning": 1, "info": 2})
    assert severities.is_monotonic_increasing


def test_organisations_may_be_alternatives_and_other_things_may_not(org: Org) -> None:
    table = sg.compare(org, JOIN.apply(org), policy=POLICY).table
    by_plan = sg.compare(org, JOIN, policy=POLICY).table
    same = table["part"] != "effort"
    assert table[same].iloc[:, 4].tolist() == pytest.approx(
        by_plan[same]["join"].tolist(), nan_ok=True
    )
    with pytest.raises(sg.InputError):
        sg.compare(org, "plan.json", policy=POLICY)  # type: ignore[arg-type]


def test_two_alternatives_of_one_name_keep_a_column_each(org: Org) -> None:
    other = Scenario("join", [sg.JoinUnit("D", "P"), sg.AppointLeader("D", "T2")])
    comparison = sg.compare(org, JOIN, other, policy=POLICY)
    names = list(comparison.table)[4:]
    assert len({*names}) == 2
    assert all("join" in name for name in names)


# -- preview


def test_a_step_that_does_neither_has_no_row_but_a_line(org: Org) -> None:
    plan = Scenario("x", [sg.EditMember("B", {"name": "Bob"}), *JOIN.changes, *BREAK.changes])
    preview = plan.preview(org, POLICY, lang="en")
    assert preview.steps["step"].tolist() == [1, 2, 3]
    assert {*preview.table["step"]} <= {2, 3}
    heads = [line for line in preview.lines if not line.startswith(" ")]
    assert [head.split(":")[0] for head in heads] == ["Step 1", "Step 2", "Step 3"]
    assert len(preview.audits) == 4
    for step, row in enumerate(preview.steps.itertuples(), 1):
        effects = preview.table[preview.table["step"] == step]["effect"].value_counts()
        assert row.fixes == effects.get("fixes", 0)
        assert row.introduces == effects.get("introduces", 0)
        errors = (preview.audits[step].findings["severity"] == "error").sum()
        assert row.errors == errors


# -- scenarios as values


def test_then_undo_and_sum_make_new_ones(org: Org) -> None:
    plan = JOIN.then(*LEAD.changes)
    assert (len(JOIN), len(plan), len(JOIN + LEAD)) == (1, 2, 2)
    assert [*plan] == [*JOIN.changes, *LEAD.changes]
    assert plan.undo() == JOIN
    assert plan.undo(2).changes == ()
    with pytest.raises(sg.SanzuError):
        plan.undo(3)
    assert plan.on_base(org).base == org.fingerprint
    assert plan.base is None


def test_a_plan_for_another_organisation_is_applied_with_a_warning(org: Org) -> None:
    plan = JOIN.on_base(org)
    other = org.replace(members={"id": list("ABCDE"), "name": ["An", "Bo", "Ci", "Di", "Ed"]})
    with pytest.warns(sg.SanzuWarning):
        after = plan.apply(other)
    assert after == plan.made_on(other)
    assert plan.is_for_another(other)
    assert not plan.is_for_another(org)
    assert not JOIN.is_for_another(other)


def test_names_become_ids_when_their_turn_comes(org: Org) -> None:
    plan = Scenario("x", [sg.EditMember("Bo", {"name": "Ada"}), sg.JoinUnit("Ada", "P")])
    assert plan.by_ids(org).changes == (
        sg.EditMember("B", {"name": "Ada"}),
        sg.JoinUnit("B", "P"),
    )
    assert plan.by_ids(org).apply(org) == plan.apply(org)


def test_an_error_names_the_step_and_the_file_the_fault(org: Org, tmp_path) -> None:
    plan = Scenario("x", [*JOIN.changes, *WRONG.changes])
    with pytest.raises(sg.ChangeError, match="2") as caught:
        plan.apply(org)
    assert "Z" in str(caught.value)
    file = tmp_path / "plan.json"
    plan.write(file)
    assert Scenario.read(file) == plan
    file.write_text(plan.to_json().replace("LeaveUnit", "Fly"), encoding="utf-8")
    with pytest.raises(sg.ScenarioError, match="Fly"):
        Scenario.read(file)
    with pytest.raises(sg.InputError):
        plan.write(tmp_path / "no folder" / "plan.json")
    with pytest.raises(sg.InputError):
        Scenario.read(tmp_path / "other.json")


def test_what_is_done_applies_or_conflicts_is_told_step_by_step(org: Org) -> None:
    plan = Scenario("x", [*LEAD.changes, *JOIN.changes, sg.MoveMember("D", "T2", "T1")])
    later = org.replace(
        memberships={
            "member": ["A", "B", "C", "A"],
            "unit": ["T1", "T1", "T2", "P"],
            "role": ["leader", "", "leader", "leader"],
        }
    )
    rebase = plan.rebase(later, lang="en")
    assert rebase.table[["step", "outcome"]].to_numpy().tolist() == [
        [1, "done"],
        [2, "applies"],
        [3, "conflict"],
    ]
    assert rebase.already_done == LEAD.changes
    assert rebase.applies.changes == JOIN.changes
    assert rebase.applies.base == later.fingerprint
    assert [conflict.step for conflict in rebase.conflicts] == [3]
    assert rebase.table["why"].iloc[2] == rebase.conflicts[0].why() != ""
    assert rebase.table["why"].iloc[:2].tolist() == ["", ""]


# -- waves


def test_nothing_is_left_on_the_way_that_was_led_before(org: Org) -> None:
    changes = [sg.MoveMember("A", "T1", "T2"), sg.AppointLeader("B", "T1"), sg.JoinUnit("B", "P")]
    plan = Scenario("x", changes)
    waves = plan.waves(org, POLICY)
    now = org
    for wave in waves:
        for change in wave:
            now = change.apply(now)
        assert "T1" not in sg.vacant_leaders(now, "team")["entity_id"].tolist()
        assert "T1" not in sg.blank_teams(now)["entity_id"].tolist()
    assert sorted(step for wave in waves for step in wave.steps) == [1, 2, 3]
    assert now == plan.apply(org)
    assert len(waves) > 1


# -- sweep


def test_a_sweep_counts_what_the_audit_tells(org: Org) -> None:
    moves = pd.DataFrame(
        {
            "plan": ["in", "out", "swap", "swap", "idle"],
            "member": ["C", "A", "An", "D", "B"],
            "source": [None, "P", "T1", "T2", "T1"],
            "target": ["P", None, "T2", "T1", "T1"],
        }
    ).iloc[:4]
    rows = sg.sweep(org, moves, POLICY)
    assert rows["plan"].drop_duplicates().tolist() == ["in", "out", "swap"]
    plans = {
        "in": JOIN,
        "out": BREAK,
        "swap": Scenario("", [sg.MoveMember("A", "T1", "T2"), sg.MoveMember("D", "T2", "T1")]),
    }
    before = sg.audit(org, POLICY)
    for name, plan in plans.items():
        change = sg.audit(plan.apply(org), POLICY).since(before)
        mine = rows[rows["plan"] == name].set_index("check")
        for effect, fate in (("fixes", "gone"), ("breaks", "new")):
            counts = change[change["change"] == fate]["check"].value_counts().to_dict()
            told = {check: count for check, count in mine[effect].items() if count}
            assert told == counts
    assert sg.sweep(org, moves.iloc[:0], POLICY).empty
    faults = moves.assign(member=["Z", "A", "Y", "D"])
    with pytest.raises(sg.ScenarioError, match="Z") as caught:
        sg.sweep(org, faults, POLICY)
    assert "Y" in str(caught.value)


# -- turnover


def test_a_unit_that_keeps_more_than_half_is_renamed_and_half_is_new() -> None:
    def crew(unit: str, people: str) -> Org:
        return Org(
            {"id": list("ABCDEF")},
            {"id": [unit], "layer": ["team"]},
            {"member": list(people), "unit": [unit] * len(people)},
        )

    kept = sg.unit_turnover(crew("T1", "ABC"), crew("T9", "ABD"))
    assert kept[["unit", "change", "unit_before"]].to_numpy().tolist() == [["T9", "renamed", "T1"]]
    assert kept[["headcount_before", "headcount", "came", "left"]].to_numpy().tolist() == [
        [3, 3, 1, 1]
    ]
    half = sg.unit_turnover(crew("T1", "ABCD"), crew("T9", "ABEF"))
    assert half[["unit", "change"]].to_numpy().tolist() == [["T9", "new"], ["T1", "closed"]]
    assert math.isnan(half["headcount_before"].iloc[0]) or half["headcount_before"].iloc[0] == 0


def test_a_difference_there_is_the_inverse_back(org: Org) -> None:
    after = Scenario("x", [*LEAD.changes, *JOIN.changes, *BREAK.changes]).apply(org)
    there, back = sg.diff(org, after), sg.diff(after, org)
    assert there.apply(org) == after
    assert back.apply(after) == org
    assert len(sg.diff(org, org)) == 0
    assert sg.diff(org, after, name="mine").name == "mine"
