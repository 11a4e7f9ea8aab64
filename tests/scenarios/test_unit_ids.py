"""Units under other ids are the same units: each scenario against itself without the renames."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph.checks.found import UNIT_KEYS
from sanzu_graph.checks.registry import all_checks
from tests.changing import Maker
from tests.searching import examples

POLICY = (
    sg.Policy.for_layers("team", ["party"])
    .with_layer("team", led=True)
    .with_layer("party", led=True, exclusive=True)
)
#: The keys of checks that are no ids of units.
OTHER_KEYS = {
    *("apprentice", "column", "fault", "kind", "manager", "other", "period", "power"),
    *("requirement", "routine", "row", "stage", "table", "task", "remedy", "activity", "problem"),
}
KINDS = [
    *["move_member"] * 4,
    *["appoint_leader"] * 2,
    *["merge_units"] * 2,
    *["split_unit"] * 2,
    *("join_unit", "leave_unit", "relieve_leader", "assign_duty", "close_unit", "create_unit"),
    *("remove_member", "pair_mentor", "edit_unit"),
]


def drawn(draw: random.Random) -> sg.Org:
    """An organisation of a few people; no unit has the id of a member."""
    people = [f"m{number}" for number in range(draw.randint(2, 7))]
    layers = ["team"] * 3 + ["party"] * 2 + ["branch"]
    units = [f"u{number}" for number in range(len(layers))]
    rows = [(one, draw.choice(units[:3]), draw.choice(["leader", "", ""])) for one in people]
    rows += [
        (one, unit, draw.choice(["leader", "", ""]))
        for one in people
        for unit in units[3:]
        if draw.random() < 0.3
    ]
    member, unit, role = zip(*rows, strict=True)
    tables: dict[str, Any] = {
        "members": {"id": people, "seniority_years": [draw.randint(0, 9) for _ in people]},
        "units": {
            "id": units,
            "layer": layers,
            "name": [draw.choice([None, "甲", "乙"]) for _ in units],
            "parent": [draw.choice([None, units[-1]]) for _ in units[:-1]] + [None],
        },
        "memberships": {"member": member, "unit": unit, "role": role},
        "relations": {
            "source": [draw.choice(people) for _ in range(3)],
            "target": [draw.choice(people) for _ in range(3)],
            "kind": ["mentors", "coaches", "reports_to"],
        },
        "duties": {
            "member": [draw.choice(people)],
            "unit": [draw.choice(units)],
            "duty": ["participate"],
        },
    }
    if draw.random() < 0.4:
        tables |= {
            "tasks": {
                "id": ["k"],
                "unit": [draw.choice(units)],
                "goal": ["g"],
                "scope": ["common"],
            },
            "task_events": {
                "task": ["k", "k"],
                "stage": ["assign", "implement"],
                "layer": ["team", "party"],
            },
        }
    return sg.Org(**tables)


def other_ids(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {key: other_ids(cell, ids) for key, cell in value.items()}
    return [other_ids(cell, ids) for cell in value] if isinstance(value, list) else value


def with_and_without(seed: int) -> tuple[sg.Org, sg.Scenario, sg.Scenario, dict[str, str]]:
    """A plan for a small organisation without renames, and with them; new id → old id."""
    draw = random.Random(seed)
    org = now = drawn(draw)
    plain: list[sg.Change] = []
    renamed: list[sg.Change] = []
    ids: dict[str, str] = {}
    number = 0
    for _ in range(draw.randint(1, 6)):
        if draw.random() < 0.5:
            unit = draw.choice(now.units["id"].tolist())
            number += 1
            renamed.append(sg.EditUnit(ids.get(unit, unit), {"id": f"x{number}"}))
            ids[unit] = f"x{number}"
        change = getattr(Maker(now, draw), draw.choice(KINDS))()
        if isinstance(change, sg.EditUnit) and "id" in change.values:
            continue
        try:
            now = change.apply(now)
        except sg.SanzuError:
            continue
        plain.append(change)
        renamed.append(sg.change_from_dict(other_ids(change.to_dict(), ids)))
    back = {new: old for old, new in ids.items()}
    return org, sg.Scenario("plain", plain), sg.Scenario("renamed", renamed), back


def told(frame: Any, back: dict[str, str]) -> Counter[tuple[Any, ...]]:
    """What is told of findings, by the ids before."""
    keys = [name for name in ("unit", "group", "apprentice", "fault", "task") if name in frame]
    return Counter(
        (
            row["check"],
            back.get(row["entity_id"], row["entity_id"]),
            row["layer"],
            *(back.get(str(row[key]), str(row[key])) for key in keys if str(row[key]) != "nan"),
            row["change"],
        )
        for row in frame.to_dict("records")
    )


def agrees(seed: int) -> None:
    """That two audits tell what a plan does, whatever the ids."""
    org, plain, renamed, back = with_and_without(seed)
    before = sg.audit(org, POLICY)
    one, other = (before.after(plan) for plan in (plain, renamed))
    want = told(one.since(before), {})
    assert told(other.since(before), back) == want
    kept = [found.keeping_past(before).since(before) for found in (one, other)]
    assert told(kept[1], back) == told(kept[0], {})
    assert set(other.since(one)["change"]) <= {"still there"}
    assert set(one.since(other)["change"]) <= {"still there"}
    swept = sg.sweep(org, [renamed], POLICY)
    changes = other.since(before)
    for part, change in (("fixes", "gone"), ("breaks", "new")):
        counts = changes.loc[changes["change"] == change, "check"].value_counts().to_dict()
        assert {k: n for k, n in zip(swept["check"], swept[part], strict=True) if n} == counts


def agrees_in_steps(seed: int) -> None:
    """That comparisons and previews do so."""
    org, plain, renamed, _ = with_and_without(seed)
    found = sg.compare(org, plain, renamed, policy=POLICY)
    for fate in ("fixed", "introduced", "left"):
        rows = found.table[found.table["part"] == fate]
        assert rows["plain"].tolist() == rows["renamed"].tolist()
    people = found.table[found.table["item"] == "people"]
    assert people["plain"].tolist() == people["renamed"].tolist()
    assert (found.differences["plain"] == found.differences["renamed"]).all()
    steps, kept = (
        plan.preview(org, POLICY).steps[["fixes", "introduces", "errors"]].to_numpy().tolist()
        for plan in (renamed, plain)
    )
    assert kept == [
        step for step, change in zip(steps, renamed, strict=True) if not is_rename(change)
    ]
    assert not any(
        sum(step[:2]) for step, change in zip(steps, renamed, strict=True) if is_rename(change)
    )


def test_a_rename_is_a_wave_before_what_names_the_new_id() -> None:
    org = sg.Org(
        {"id": list("ABC")},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {"member": [*"ABC", "A"], "unit": ["T1", "T1", "T2", "P"]},
    )
    plan = sg.Scenario(
        "x", [sg.EditUnit("T2", {"id": "X"}), sg.MoveMember("B", "T1", "X"), sg.JoinUnit("C", "P")]
    )
    found = plan.waves(org, POLICY)
    assert [wave.steps for wave in found] == [(1,), (2,), (3,)]
    assert not len(found.exposed), "T2 was blank before, under its old id"


def test_a_closed_unit_and_one_that_gets_its_id_are_two() -> None:
    org = sg.Org(
        {"id": list("AB")},
        {"id": ["T1", "T2"], "layer": ["team", "team"]},
        {"member": ["A", "B"], "unit": ["T1", "T1"]},
    )
    plan = sg.Scenario("x", [sg.CloseUnit("T2"), sg.EditUnit("T1", {"id": "T2"})])
    before = sg.audit(org, POLICY, select=["empty_units", "vacant_leaders"])
    found = before.after(plan).since(before)
    assert found[["change", "check", "entity_id"]].to_numpy().tolist() == [
        ["still there", "vacant_leader", "T2"],
        ["gone", "empty_unit", "T2"],
    ]
    back = before.after(plan).after(sg.EditUnit("T2", {"id": "T1"}))
    assert back.renamed_since(before) == {}
    assert before.since(before.after(plan))["change"].tolist() == ["still there", "new"]


def test_the_page_counts_a_renamed_unit_once() -> None:
    plan = sg.Scenario("x", [sg.EditUnit("T1", {"id": "X"}), sg.JoinUnit("A", "X")])
    assert any(word in plan._repr_html_() for word in ("units named: 1", "1 个单元"))


def is_rename(change: sg.Change) -> bool:
    return isinstance(change, sg.EditUnit) and "id" in change.values


@examples(6)
@given(st.integers(0, 2**32 - 1))
def test_a_rename_fixes_and_introduces_nothing(seed: int) -> None:
    agrees(seed)


@examples(2)
@given(st.integers(0, 2**32 - 1))
def test_a_rename_is_told_as_one_side_by_side_and_step_by_step(seed: int) -> None:
    agrees_in_steps(seed)


def test_each_key_of_a_check_is_known_to_be_an_id_of_a_unit_or_not() -> None:
    keys = {key for check in all_checks().values() for key in check.keys}
    assert keys <= {*UNIT_KEYS, *OTHER_KEYS}
    assert {*UNIT_KEYS} <= keys


def test_a_unit_that_a_plan_makes_is_one_under_another_id_too() -> None:
    org = sg.Org(
        {"id": ["A"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"]}
    )
    made = [sg.CreateUnit("N1", "team")]
    renames = [sg.EditUnit("N1", {"id": "N2"}), sg.EditUnit("N2", {"id": "N3"})]
    plan, sibling = sg.Scenario("renamed", [*made, *renames]), sg.Scenario("plain", made)
    steps = plan.preview(org, POLICY).steps[["fixes", "introduces"]].to_numpy().tolist()
    assert steps == [[0, steps[0][1]], [0, 0], [0, 0]]
    assert steps[0][1] > 0
    before = sg.audit(org, POLICY)
    one, other = before.after(plan), before.after(sibling)
    assert one.renamed_since(other) == {"N1": "N3"}
    assert set(one.since(other)["change"]) == {"still there"}
    again = other.after(renames[0]).after(sg.CreateUnit("N1", "team"))
    assert again.renamed_since(other) == {"N1": "N2"}
    assert set(again.findings["entity_id"]) >= {"N1", "N2"}
    new = again.since(other)
    assert set(new.loc[new["change"] == "new", "entity_id"]) == {"N1"}
