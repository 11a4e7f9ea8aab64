"""Alternatives against all end states, and those of the example."""

from __future__ import annotations

import threading

import pytest

import sanzu_graph as sg
from sanzu_graph import propose
from sanzu_graph.messages import catalog
from sanzu_graph.optimize import trials
from tests.optimize.end_states import changed, states
from tests.optimize.seats.comparing import end_of
from tests.optimize.seats.definitions import Case
from tests.optimize.seats.enumeration import TooLargeError
from tests.optimize.seats.instances import Instance, drawn

COUNT = 4


@pytest.mark.parametrize("seed", range(24))
def test_each_is_the_best_that_spares_something_of_all_before(seed: int) -> None:
    made = drawn(f"alternatives {seed}", "tiny" if seed % 2 else "small")
    case = made.case()
    try:
        every = states(case)
    except TooLargeError:
        pytest.skip("too many end states")
    plan = propose(made.org, made.policy, **made.ask, lang="en")
    if not plan.has_plan:
        assert not every
        return
    others = plan.alternatives(COUNT)
    vector = [tuple(one.objective[name] for name in case.goals) for one in (plan, *others)]
    looks = [look(made, case, one) for one in (plan, *others)]
    as_good = [one == vector[0] for one in vector]
    assert as_good == sorted(as_good, reverse=True)
    ranked = [(tuple(values[name] for name in case.goals), groups) for values, groups in every]
    for number in range(1, len(vector)):
        before = looks[:number]
        left = [one for one, groups in ranked if not any(groups >= other for other in before)]
        if not as_good[number]:
            assert vector[number] == min(left)
        elif not any(looks[number] >= other for other in before):
            assert min(left) == vector[0]  # another as good by other groups
        else:
            # Those by other groups are told; this one fills other base units.
            assert not left or min(left) > vector[0]
    left = [one for one, groups in ranked if not any(groups >= other for other in looks)]
    if others.exhausted:
        assert not left
    if others.none_as_good:
        assert not left or min(left) > vector[0]
    elif len(others) < COUNT:
        raise AssertionError("neither all found nor proven that there are no others")


def look(made: Instance, case: Case, plan: sg.Proposal) -> frozenset[str]:
    """The groups that a plan changes."""
    after = plan.apply(made.org)
    end, _ = end_of(case, after, plan.scenario, made.ask.get("on"))
    return frozenset(changed(case, end))


@pytest.fixture(scope="module")
def org() -> sg.Org:
    return sg.read_tables("data/guanxi")


def test_with_one_group_either_team_can_be_filled(org: sg.Org) -> None:
    plan = propose(
        org, max_groups_changed=1, rules={"repair": "per_base_unit"}, on="2026-11-22", lang="en"
    )
    (other, nothing) = plan.alternatives(5)
    filled = [[change.target for change in one.scenario] for one in (plan, other, nothing)]
    assert sorted(filled[:2]) == [["T06"], ["T10"]]
    assert filled[2] == []
    assert [other.compared, nothing.compared] == ["as good", "demands unmet +1"]


def test_when_there_are_no_others_that_is_proven(org: sg.Org) -> None:
    plan = propose(
        org, max_groups_changed=1, rules={"repair": "per_base_unit"}, on="2026-11-22", lang="en"
    )
    found = plan.alternatives(5)
    assert found.exhausted
    assert "There are no others, proven" in found.summary()
    few = plan.alternatives(1)
    assert not few.exhausted
    assert "there may be others" in str(few)
    assert few[0].objective == found[0].objective


def test_both_teams_need_both_groups(org: sg.Org) -> None:
    plan = propose(
        org, max_groups_changed=2, rules={"repair": "per_base_unit"}, on="2026-11-22", lang="en"
    )
    found = plan.alternatives(2)
    assert found.none_as_good
    assert [one.objective["unmet"] for one in found] == [1, 1]
    assert all(one.apply(org) == one.scenario.apply(org) for one in found)
    assert all(one.question.name != plan.question.name for one in found)


def test_where_nothing_changes_there_is_no_other() -> None:
    org = sg.Org(
        {"id": ["A"]},
        {"id": ["T", "G"], "layer": ["team", "party"]},
        {"member": ["A", "A"], "unit": ["T", "G"], "role": ["leader", "leader"]},
    )
    plan = propose(org, sg.Policy.for_layers("team", ["party"]), lang="en")
    found = plan.alternatives()
    assert (len(found), found.exhausted) == (0, True)


def test_a_notebook_shows_them_in_both_languages(org: sg.Org) -> None:
    for lang, word in (("en", "as good"), ("zh", "同样好")):
        plan = propose(
            org, max_groups_changed=1, rules={"repair": "per_base_unit"}, on="2026-11-22", lang=lang
        )
        assert word in plan.alternatives(1)._repr_html_()


def test_another_thread_may_stop_the_search_and_the_reasons(org: sg.Org) -> None:
    plan = propose(org, max_groups_changed=1, on="2026-11-22", lang="en")
    assert len(plan.alternatives()) > 0
    stopped = threading.Event()
    stopped.set()
    others = plan.alternatives(stop=stopped)
    assert (len(others), others.exhausted, others.none_as_good) == (0, False, False)
    told = plan.reasons_within(60, stop=stopped)
    assert told["repairs"].tolist() == [catalog()["reason.stopped"]["en"]] * len(plan.scenario)
    assert plan.reasons_within(60).equals(plan.reasons)


def test_what_is_found_until_a_stop_is_kept(org: sg.Org, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stop comes while the second round of solving is at work."""
    plan = propose(org, max_groups_changed=1, on="2026-11-22", lang="en")
    every, stop, rounds = plan.alternatives(), threading.Event(), []
    real = trials.solve_part

    def solving(*asked):
        rounds.append(1)
        if len(rounds) == len(plan.solution.pieces) + 1:
            stop.set()
        return real(*asked)

    monkeypatch.setattr(trials, "solve_part", solving)
    others = plan.alternatives(stop=stop)
    assert stop.is_set()
    assert len(others) < len(every)
    assert not others.exhausted
    assert not others.none_as_good
    proven = [one.scenario for one in others if one.status == "optimal"]
    assert proven == [one.scenario for one in every][: len(proven)]
    assert {one.status for one in others} <= {"optimal", "interrupted"}
    assert all(one.apply(org) == one.scenario.apply(org) for one in others)
