"""A question to a real organisation: no committee of the House without a member of each of the
largest delegations.

Whoever sits on one committee, and does not lead it, may change to another one; most sit on several,
and keep their seats.
"""

from __future__ import annotations

from collections import Counter

import pytest

import sanzu_graph as sg
from sanzu_graph import Limit, Org, Policy, Requirement, Rule


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


def fewest(house: Org, states: list[str]) -> tuple[int, int]:
    """What must stay missing and how many must move, by counting: seats of one state never help
    another.
    """
    seats = house.memberships.drop_duplicates(["member", "unit"])
    state = dict(zip(house.members["id"], house.members["state"], strict=True))
    several = Counter(seats["member"])
    leaders = set(house.memberships.loc[house.memberships["role"] == "leader", "member"])
    missing = moved = 0
    for name in states:
        here = Counter(
            unit
            for member, unit in zip(seats["member"], seats["unit"], strict=True)
            if state[member] == name
        )
        free = Counter(
            unit
            for member, unit in zip(seats["member"], seats["unit"], strict=True)
            if state[member] == name and several[member] == 1 and member not in leaders
        )
        spare = sum(min(free[unit], here[unit] - 1) for unit in here)
        wanted = len(house.units) - len(here)
        missing, moved = missing + max(0, wanted - spare), moved + min(wanted, spare)
    return missing, moved


@pytest.mark.parametrize("delegations", [4, 10])
def test_no_committee_without_the_largest_delegations(house: Org, delegations: int) -> None:
    states, policy = question(house, delegations)
    plan = sg.propose(house, policy, levers=["move"], lang="en")
    assert plan.status == "optimal"
    assert (plan.objective["unmet"], plan.objective["people_moved"]) == fewest(house, states)
    assert plan.bound == plan.objective
    assert len(sg.coverage_gaps(plan.apply(house), policy)) == plan.objective["unmet"]
    assert len(sg.coverage_gaps(house, policy)) == plan.before["unmet"] > plan.objective["unmet"]


def test_keeping_the_size_of_each_committee_costs_more(house: Org) -> None:
    _, policy = question(house, 10)
    free, kept = (
        sg.propose(house, policy, levers=["move"], rules=rules)
        for rules in ({}, {"keep_headcounts": True})
    )
    sizes = [
        org.memberships.drop_duplicates(["member", "unit"])["unit"].value_counts().to_dict()
        for org in (house, kept.apply(house))
    ]
    assert sizes[0] == sizes[1]
    assert kept.status == "optimal"
    assert kept.objective["unmet"] > free.objective["unmet"]
