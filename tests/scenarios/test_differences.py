"""What alternatives fix and break, side by side, against the findings of whole audits."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.scenarios.test_waves import POLICY, small
from tests.searching import examples


def told(audit) -> set[tuple[str, ...]]:
    frame = audit.findings
    return {*zip(frame["check"], frame["entity_id"], frame["layer"], strict=True)}


@examples(20)
@given(st.integers(0, 2**32))
def test_each_difference_is_one_of_whole_audits(seed: int) -> None:
    org, plan = small(seed)
    half = sg.Scenario("half", plan.changes[: random.Random(seed).randint(0, len(plan))])
    select = ["blank_teams", "vacant_leaders", "one_person_units"]
    compared = sg.compare(org, plan, half, policy=POLICY, lang="en")
    frame = compared.differences
    frame = frame[frame["check"].isin(["blank_team", "vacant_leader", "one_person_unit"])]
    before = told(sg.audit(org, POLICY, select=select))
    for one in (plan, half):
        after = told(sg.audit(one.apply(org), POLICY, select=select))
        for fate, expected in (("fixed", before - after), ("introduced", after - before)):
            rows = frame[frame[one.name] == fate]
            found = {*zip(rows["check"], rows["entity_id"], rows["layer"], strict=True)}
            assert found == expected
    assert not frame.duplicated(["check", "entity_id", "layer"]).any()


def test_an_alternative_that_cannot_be_made_has_no_word() -> None:
    org, _ = small(1)
    member = org.memberships["member"][0]
    wrong = sg.Scenario("wrong", [sg.LeaveUnit(member, "T9")])
    right = sg.Scenario("right", [sg.LeaveUnit(member, org.memberships["unit"][0])])
    frame = sg.compare(org, wrong, right, policy=POLICY).differences
    assert {*frame["wrong"]} == {""}
    assert {*frame["right"]} <= {"fixed", "introduced"}


def test_nothing_differs_where_nothing_is_changed() -> None:
    org, _ = small(1)
    frame = sg.compare(org, sg.Scenario("none"), policy=POLICY).differences
    assert frame.empty
    assert [*frame][-1] == "none"
