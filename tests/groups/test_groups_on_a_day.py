"""`balance_groups` of an organisation with dates: the plan is that of the day, on the whole table."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph import Mix, Org, Policy, Rule

DAY = "2026-06-01"
OLD = Rule("years", at_least=15)
POLICY = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", OLD),), backbone=OLD)
#: Before, across, after the day; the last is no date at all.
LIVES = [("", "2026-05-01"), ("2026-01-01", "2026-12-01"), ("2026-07-01", ""), ("", "")]


def dated(seed: int) -> Org:
    """Some people in three groups, with seats that are in force on the day, or are not."""
    dice = random.Random(seed)
    people = [f"p{number}" for number in range(dice.randint(2, 5))]
    seats = [
        (person, group, *dice.choice(LIVES))
        for person in people
        for group in dice.sample(["G", "H", "K"], dice.choice([1, 1, 2]))
    ]
    return Org(
        {"id": people, "years": [dice.choice([0, 20]) for _ in people]},
        {"id": ["G", "H", "K"], "layer": ["party"] * 3},
        dict(zip(("member", "unit", "since", "until"), zip(*seats, strict=True), strict=True)),
    )


def seats_on_the_day(org: Org) -> set[tuple[str, str]]:
    """(member, unit) of the rows that are in force, by plain comparison of the days as texts."""

    def day(cell: object, otherwise: str) -> str:
        return otherwise if pd.isna(cell) or not cell else str(cell)[:10]

    return {
        (row.member, row.unit)
        for row in org.memberships.itertuples()
        if day(row.since, "0") <= DAY < day(row.until, "9")
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_is_that_of_the_seats_in_force(seed: int) -> None:
    org = dated(seed)
    seats = sorted(seats_on_the_day(org))
    undated = Org(
        org.members,
        org.units,
        {"member": [one for one, _ in seats], "unit": [unit for _, unit in seats]},
    )
    plan, plain = (
        sg.balance_groups(one, POLICY, on=day) for one, day in ((org, DAY), (undated, None))
    )
    assert dict(plan.before) == dict(plain.before)
    assert dict(plan.objective) == dict(plain.objective)
    assert plan.status == plain.status == "optimal"
    after = seats_on_the_day(plan.apply(org))
    sizes = [sorted(unit for _, unit in some) for some in (seats, after)]
    assert sizes[0] == sizes[1]  # every group keeps its headcount, those without members too
    moved = {member for member, _ in set(seats) ^ after}
    assert len(moved) == plan.objective["people_moved"]


def test_what_stays_unmet_is_told_with_its_proof() -> None:
    """One old person for two groups: one stays without a backbone, and no plan does better."""
    org = Org(
        {"id": list("ABC"), "years": [20, 0, 0]},
        {"id": ["G", "H"], "layer": ["party"] * 2},
        {"member": list("ABC"), "unit": ["G", "G", "H"]},
    )
    plan = sg.balance_groups(org, POLICY, lang="en")
    assert plan.objective["groups_without_backbone"] == 1
    rows = plan.unmet
    assert list(rows["unit"]) == ["H"]
    assert rows["what"].str.contains("backbone").all()
    unsettled = sg.balance_groups(org, POLICY, time_limit=0, lang="en").unmet
    assert set(unsettled["unit"]) == {"H"}
    assert set(rows["why"]).isdisjoint(unsettled["why"])
