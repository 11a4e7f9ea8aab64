"""Who else could be appointed: held against plans in which they are, and counted by hand."""

from __future__ import annotations

import pytest

from sanzu_graph import (
    AppointLeader,
    Assessment,
    Limit,
    Org,
    Policy,
    Requirement,
    Rule,
    Scenario,
    Weight,
    propose,
)
from sanzu_graph.optimize.plan_values import plan_values
from tests.optimize.seats.instances import drawn

#: A few always, the others in the heavy searches.
SEEDS = [*range(6), *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(6, 300))]
LED = Policy.for_layers("team", ["party"]).with_layer("party", led=True)


def _group(years: list[int], **columns: list[str]) -> Org:
    """One group without a leader, in one team."""
    ids = [chr(ord("A") + place) for place in range(len(years))]
    return Org(
        {"id": ids, "seniority_years": years, **columns},
        {"id": ["T", "G"], "layer": ["team", "party"]},
        {
            "member": ids * 2,
            "unit": ["T"] * len(ids) + ["G"] * len(ids),
            "role": ["leader"] + ["member"] * (2 * len(ids) - 1),
        },
    )


def test_without_assessments_new_findings_and_seniority_decide() -> None:
    plan = propose(_group([1, 9, 9, 9, 2]), LED, levers=["appoint"], lang="en")
    (why,) = plan.reasons["why"]
    assert "others who could be appointed as well: 4 (" in why
    assert "no assessments are kept of them; with as few new findings: " in why
    assert why.endswith('rank_candidates(org, unit="G") compares them')


def test_equals_are_told_step_by_step() -> None:
    """Two have the best score; neither leads the team; they differ in years."""
    org = _group([1, 8, 9, 9, 2])
    scored = Org(
        org.members,
        org.units,
        org.memberships,
        assessments={
            "candidate": ["A", "B", "C", "D"],
            "unit": ["G"] * 4,
            "stage": ["s"] * 4,
            "criterion": ["c"] * 4,
            "assessor_group": ["g"] * 4,
            "score": [5, 9, 9, 7],
        },
    )
    rules = Assessment((Weight("s", 1),), (Weight("c", 1),))
    plan = propose(scored, LED.replace(assessment=rules), levers=["appoint"], lang="en")
    assert list(plan.scenario) == [AppointLeader("C", "G")]
    (line,) = plan.equals_lines()
    assert line == (
        "G: 4 others could lead it with the goals as good; equal by the assessments: 1; with as few "
        "new findings: 1; with as much seniority as well: 0. "
        'rank_candidates(org, unit="G") compares them.'
    )
    assert line in plan.alternatives().notes
    (told,) = plan.in_language("zh").equals_lines()
    assert told.startswith("G：另有 4 人担任负责人，各项目标同样好；其中评议同分 1 人；")
    assert "新引起的问题也同样少的 1 人；工龄也相同的 0 人。" in told


def test_whom_a_requirement_tells_apart_is_no_equal() -> None:
    """Of three who may lead, one alone is what is asked of leaders."""
    policy = LED.replace(
        requirements=(
            Requirement(
                "full", Limit(1), per="party", role="leader", who=Rule("status", any_of=("full",))
            ),
        )
    )
    org = _group([1, 2, 3], status=["new", "full", "new"])
    plan = propose(org, policy, levers=["appoint"], lang="en")
    assert list(plan.scenario) == [AppointLeader("B", "G")]
    assert not plan.equals
    assert plan.reasons["why"].tolist() == ["nobody else does as well"]


@pytest.mark.parametrize("seed", SEEDS)
def test_with_any_of_the_equals_the_goals_come_to_the_same(seed: int) -> None:
    made = drawn(f"equals {seed}")
    plan = propose(made.org, made.policy, **made.ask, lang="en")
    for unit, others in plan.equals.items():
        problem = plan.solution.problem
        for member in others:
            steps = list(plan.scenario)
            place = next(
                at
                for at, one in enumerate(steps)
                if isinstance(one, AppointLeader) and one.unit == unit
            )
            steps[place] = AppointLeader(member, unit, joint=steps[place].joint)
            after = Scenario("other", steps, on=problem.on).apply(problem.whole)
            day = after if problem.on is None else after.at(problem.on)
            assert dict(plan_values(problem, day, steps).values) == dict(plan.objective)
