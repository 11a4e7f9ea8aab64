"""Prices and limits of single members and units, and of the whole plan."""

from __future__ import annotations

import pytest

from sanzu_graph import Org, Policy, ProblemError, propose

LEVERS = ["move"]


@pytest.fixture
def org() -> Org:
    """T2 lacks a party member; B or C of T1 can come."""
    return Org(
        {"id": ["A", "B", "C", "D"]},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "C", "D", "A", "B", "C"],
            "unit": ["T1", "T1", "T1", "T2", "G", "G", "G"],
            "role": ["leader", "member", "member", "leader", "leader", "member", "member"],
        },
    )


@pytest.fixture
def policy() -> Policy:
    return Policy.for_layers("team", ["party"])


def moved(plan: object) -> list[str]:
    return [change.member for change in plan.scenario]  # type: ignore[attr-defined]


def test_who_has_a_price_of_their_own_is_spared(org: Org, policy: Policy) -> None:
    for dear, other in (("B", "C"), ("C", "B")):
        plan = propose(org, policy, levers=LEVERS, rules={"prices": {dear: 5}})
        assert moved(plan) == [other]
        assert plan.objective["price"] == 1


def test_the_price_of_a_unit_is_paid_where_nothing_else_will_do(org: Org, policy: Policy) -> None:
    plan = propose(org, policy, levers=LEVERS, rules={"prices": {"T2": 5}})
    assert plan.objective["price"] == 6
    assert plan.bound["price"] == 6


def test_a_limit_of_nought_closes_a_unit_or_holds_a_member(org: Org, policy: Policy) -> None:
    plan = propose(org, policy, levers=LEVERS, rules={"limits": {"T2": 0}})
    assert (plan.status, moved(plan), plan.objective["unmet"]) == ("optimal", [], 1)
    plan = propose(org, policy, levers=LEVERS, rules={"limits": {"B": 0}})
    assert moved(plan) == ["C"]


def test_a_whole_plan_is_limited(org: Org, policy: Policy) -> None:
    for limit in ({"max_people_moved": 0}, {"max_price": 0}):
        plan = propose(org, policy, levers=LEVERS, **limit)  # type: ignore[arg-type]
        assert (plan.status, moved(plan)) == ("optimal", [])
        assert plan.objective["unmet"] == plan.bound["unmet"] == 1


def test_limits_and_prices_are_whole_and_name_somebody(org: Org, policy: Policy) -> None:
    for rules in ({"prices": {"B": -1}}, {"limits": {"B": 0.5}}, {"limits": {"nobody": 1}}):
        with pytest.raises(ProblemError):
            propose(org, policy, rules=rules)
