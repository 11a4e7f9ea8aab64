"""What is unmet is a table of findings; the oracles are those of the checks."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import AppointLeader, JoinUnit, Limit, Org, Policy, Requirement
from sanzu_graph.audits.unmet_demands import CHECKS, KINDS, Broken, broken, demands, unmet, words
from tests import oracles
from tests.edits import random_policy
from tests.strategies import organisations

DATA = Path(__file__).parents[2] / "data"
#: (demand, place, unit, by how much)
Row = tuple[str, str, str, int]


def oracle(org: Org, policy: Policy) -> list[Row]:
    """Every demand in turn, asked of the checks' oracles."""
    found = [row for layer in policy.layers for row in _of_layer(org, policy, layer.name)]
    for one in policy.requirements:
        gaps = oracles.coverage_gaps(org, policy.replace(requirements=(one,)))
        word = f"{one.per or policy.base}.requirement"
        found += list(_rows(word, f"requirements.{one.name}", gaps, math.ceil))
    return found


def _of_layer(org: Org, policy: Policy, name: str) -> Iterator[Row]:
    layer = policy.layer(name)
    if name not in org.layers:
        return

    def told(kind: str, findings: list[oracles.Finding], whole: type[int]) -> Iterator[Row]:
        return _rows(f"{name}.{kind}", f"layers.{name}.{kind}", findings, whole)

    up, down = math.ceil, math.floor
    if layer.smallest is not None:
        asked = {"smallest": layer.smallest.value, "rollup": layer.rollup}
        yield from told("smallest", oracles.size_outliers(org, name, **asked), up)
    if layer.largest is not None:
        asked = {"largest": layer.largest.value, "rollup": layer.rollup}
        yield from told("largest", oracles.size_outliers(org, name, **asked), down)
    led = layer.led
    if led:
        least, most = (1, 1) if led is True else (led.least.value, led.most and led.most.value)
        yield from told("led", oracles.vacant_leaders(org, name, least), up)
        if most is not None:
            yield from told("led", oracles.double_leaders(org, name, most), down)
    if name == policy.base or policy.base not in org.layers:
        return
    if layer.most_base_units is not None:
        asked = {"limit": layer.most_base_units.value, "rollup": layer.rollup}
        reach = oracles.scattered_groups(org, name, policy.base, **asked)
        yield from told("most_base_units", reach, down)
    if layer.per_base_unit is not None:
        asked = {"duty": layer.counting_duties, "rollup": layer.rollup}
        least = layer.per_base_unit.value
        blank = oracles.blank_teams(org, name, policy.base, least, **asked)
        yield from told("per_base_unit", blank, up)


def _rows(
    word: str, place: str, findings: list[oracles.Finding], whole: type[int]
) -> Iterator[Row]:
    for _, unit, _, value, limit, *_ in findings:
        yield word, place, unit, abs(value - whole(limit))


def rows_of(frame: pd.DataFrame) -> list[Row]:
    return list(frame[["demand", "place", "entity_id", "short"]].itertuples(index=False, name=None))


def askable(org: Org, policy: Policy) -> Policy:
    """The policy without demands that name what the organisation does not have."""
    asked = [one for one in policy.requirements if _can_be_asked(org, policy, one)]
    return policy.replace(requirements=tuple(asked))


def _can_be_asked(org: Org, policy: Policy, one: Requirement) -> bool:
    try:
        sg.coverage_gaps(org, policy.replace(requirements=(one,)))
    except sg.AbsentError:
        return False
    return True


@given(org=organisations(dated=False), seed=st.integers(0, 2**32 - 1))
def test_unmet_equals_its_oracle(org: Org, seed: int) -> None:
    found = sg.audit(org, askable(org, random_policy(random.Random(seed))))
    policy = found.policy
    assert Counter(rows_of(unmet(found))) == Counter(oracle(org, policy))
    by_unit: Counter[tuple[str, str]] = Counter()
    for _, place, unit, short in oracle(org, policy):
        by_unit[place, unit] += short
    numbers: Counter[tuple[str, str]] = Counter()
    for key, count in broken(org, policy).items():
        numbers[key.place, key.unit] += count
    assert numbers == by_unit


@pytest.mark.parametrize(("name", "expected"), [("guanxi", 6), ("juhua", 172)])
def test_unmet_of_the_examples(name: str, expected: int) -> None:
    found = sg.audit(sg.read_tables(DATA / name), on="2026-11-29" if name == "guanxi" else None)
    table = unmet(found)
    assert table["short"].sum() == expected
    assert (table["value"] - table["limit"]).abs().sum() == expected
    whole = found.findings[found.findings["check"].isin(CHECKS)]
    assert (whole["value"] - whole["limit"]).abs().sum() == expected
    assert sum(broken(found.org, found.policy).values()) == expected


def station() -> Org:
    """Two teams, two groups; the second team has nobody in a group, the second group no leader."""
    return Org(
        {"id": list("ABCD")},
        {"id": ["T1", "T2", "P", "Q"], "layer": ["team", "team", "party", "party"]},
        {
            "member": ["A", "B", "C", "D", "A", "B"],
            "unit": ["T1", "T1", "T2", "T2", "P", "Q"],
            "role": ["leader", "", "leader", "", "leader", ""],
        },
    )


PLAIN = Policy.for_layers("team", ["party"])


@pytest.mark.parametrize(
    ("repair", "expected"),
    [
        (KINDS, ["party.per_base_unit", "party.led"]),
        (["led"], ["party.led"]),
        (["party.led"], ["party.led"]),
        (["team.led", "party.per_base_unit"], ["party.per_base_unit"]),
        (["team.led"], []),
        ([], []),
    ],
)
def test_repairs_are_named_by_kind_or_by_layer(repair: list[str], expected: list[str]) -> None:
    assert unmet(sg.audit(station(), PLAIN), repair)["demand"].tolist() == expected


def test_a_plan_is_counted_again_by_the_audit_after_it() -> None:
    before = sg.audit(station(), PLAIN, select=CHECKS)
    after = before.after(AppointLeader("B", "Q"))
    assert rows_of(unmet(after)) == [("party.per_base_unit", "layers.party.per_base_unit", "T2", 1)]
    assert not len(unmet(before.after(JoinUnit("D", "P")), ["per_base_unit"]))


def test_half_a_person_is_a_whole_one() -> None:
    policy = PLAIN.with_layer("party", per_base_unit=Limit(1.5), largest=Limit(0.5))
    found = unmet(sg.audit(station(), policy), ["per_base_unit", "largest"])
    assert rows_of(found) == [
        ("party.per_base_unit", "layers.party.per_base_unit", "T2", 2),
        ("party.largest", "layers.party.largest", "P", 1),
        ("party.largest", "layers.party.largest", "Q", 1),
    ]


def test_every_demand_has_a_word() -> None:
    policy = Policy()
    assert {demand.kind for demand in demands(policy)} == set(KINDS)
    assert {demand.word for demand in demands(policy)} | set(KINDS) == set(words(policy))
    assert "party.per_base_unit" in words(policy)


def grouped(**rows: object) -> Org:
    """Two teams and a party group; nobody's political status is kept."""
    return Org(
        {"id": list("ABC"), **rows},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {"member": ["A", "B", "C", "A"], "unit": ["T1", "T1", "T2", "P"]},
    )


def test_who_sits_in_a_group_counts_where_no_status_is_kept() -> None:
    found = sg.audit(grouped(), lang="en")
    blank = found.findings[found.findings["check"] == "blank_team"]
    assert blank["message"].tolist() == [
        "T2 has 0 of 1 needed from party group; 1 of its 1 member is in none of these."
    ]
    assert ("party.per_base_unit", "layers.party.per_base_unit", "T2", 1) in rows_of(unmet(found))
    assert broken(found.org, found.policy)[found_of("T2")] == 1
    assert found.unreached_layers == ()
    # what needs the record is still told as not asked
    assert {"ineligible_member", "missing_line"} <= set(
        found.skipped.loc[found.skipped["layer"] == "party", "check"]
    )
    with pytest.raises(sg.AbsentError):
        sg.blank_teams(grouped(), eligible=Policy().layer("party").eligible)


def found_of(unit: str) -> Broken:
    return Broken("per_base_unit", "party", "layers.party.per_base_unit", False, unit)


def test_changes_are_followed_where_no_status_is_kept() -> None:
    found = sg.audit(grouped(), lang="en", select=["blank_team", "vacant_leader"])
    for change, blank in (
        (sg.JoinUnit("C", "P"), []),
        (sg.LeaveUnit("A", "P"), ["T1", "T2"]),
        (sg.MoveMember("A", "T1", "T2"), ["T1"]),
        (sg.EditMember("B", {"political_status": "party_member"}), ["T2"]),
    ):
        after = found.after(change)
        whole = sg.audit(after.org, found.policy, lang="en", select=["blank_team", "vacant_leader"])
        pd.testing.assert_frame_equal(after.findings, whole.findings)
        told = after.findings[after.findings["check"] == "blank_team"]
        assert told["entity_id"].tolist() == blank


def test_a_plan_reaches_blank_teams_where_no_status_is_kept() -> None:
    org = Org(
        {"id": list("ABCD")},
        {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
        {"member": ["A", "B", "C", "D", "A", "B"], "unit": ["T1", "T1", "T2", "T2", "P", "P"]},
    )
    policy = Policy().with_layer("party", largest=None, leader=None)
    plan = sg.propose(org, policy, rules={"repair": ["per_base_unit"]})
    assert plan.status == "optimal"
    after = sg.audit(plan.apply(org), policy)
    assert not (after.findings["check"] == "blank_team").any()
    # nobody new comes into the group: who may belong to it, nobody can tell
    assert set(after.org.pairs("party").member.tolist()) == {0, 1}
