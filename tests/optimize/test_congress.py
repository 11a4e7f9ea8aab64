"""A question to a real organisation: no committee of the House without a member of each of the
largest delegations.

Each seat may go to another committee by itself, unless it is the leader's; so the seats of one state
that are to spare are counted, and never help another state.
"""

from __future__ import annotations

from collections import Counter

import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy, Requirement, Rule

#: Leaders that are missing are not looked at.
ASKED = {"repair": ["requirement"]}
FEW, MANY = 4, 10
FEW_AND_MANY = [FEW, pytest.param(MANY, marks=pytest.mark.heavy)]


@pytest.fixture(scope="module")
def house(congress: Org) -> Org:
    members, units, seats = congress.members, congress.units, congress.memberships
    members = members[members["chamber"] == "house"]
    committees = units[(units["layer"] == "committee") & (units["type"] == "house")].drop(
        columns="parent"
    )
    return Org(
        members,
        committees,
        seats[seats["member"].isin(members["id"]) & seats["unit"].isin(committees["id"])],
    )


def question(house: Org, delegations: int) -> tuple[list[str], Policy]:
    states = house.members["state"].value_counts().index[:delegations].tolist()
    demands = tuple(
        Requirement(state, Limit(1), who=Rule("state", any_of=(state,))) for state in states
    )
    return states, Policy.for_layers("committee").replace(requirements=demands)


def fewest(house: Org, states: list[str]) -> int:
    """What must stay missing, by counting."""
    seats = house.memberships.drop_duplicates(["member", "unit"])
    state = dict(zip(house.members["id"], house.members["state"], strict=True))
    rows = house.memberships
    led = rows[rows["role"] == "leader"]
    leads = set(zip(led["member"], led["unit"], strict=True))
    missing = 0
    for name in states:
        mine = [
            (member, unit)
            for member, unit in zip(seats["member"], seats["unit"], strict=True)
            if state[member] == name
        ]
        here = Counter(unit for _, unit in mine)
        free = Counter(unit for member, unit in mine if (member, unit) not in leads)
        spare = sum(min(free[unit], here[unit] - 1) for unit in here)
        missing += max(0, len(house.units) - len(here) - spare)
    return missing


@pytest.mark.parametrize("delegations", FEW_AND_MANY)
def test_no_committee_without_the_largest_delegations(house: Org, delegations: int) -> None:
    states, policy = question(house, delegations)
    plan = sg.propose(house, policy, levers=["move"], rules=ASKED, lang="en")
    assert plan.status == "optimal"
    assert plan.objective["unmet"] == fewest(house, states)
    assert plan.bound == plan.objective
    assert len(sg.coverage_gaps(plan.apply(house), policy)) == plan.objective["unmet"]
    assert len(sg.coverage_gaps(house, policy)) == plan.before["unmet"] > plan.objective["unmet"]


@pytest.mark.parametrize("delegations", FEW_AND_MANY)
def test_keeping_the_size_of_each_committee_may_cost_more(house: Org, delegations: int) -> None:
    _, policy = question(house, delegations)
    free, kept = (
        sg.propose(house, policy, levers=["move"], rules=rules)
        for rules in (ASKED, {**ASKED, "keep_headcounts": True})
    )
    sizes = [
        org.memberships.drop_duplicates(["member", "unit"])["unit"].value_counts().to_dict()
        for org in (house, kept.apply(house))
    ]
    assert sizes[0] == sizes[1]
    assert kept.status == "optimal"
    assert kept.objective["unmet"] >= free.objective["unmet"]
    assert (kept.objective["unmet"] > free.objective["unmet"]) == (delegations == MANY)
