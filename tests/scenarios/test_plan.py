"""A plan is taken wherever a scenario is; one without a scenario is refused with a sentence."""

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import ProblemError
from sanzu_graph.scenarios.plan import Plan

DAY = "2026-11-22"
KINDS = {
    "Proposal": sg.propose,
    "Pairing": sg.pair_mentors,
    "Balance": sg.balance_groups,
    "Leadership": sg.propose_leaders,
}
ABILITIES = [
    "scenario",
    "apply",
    "status",
    "objective",
    "bound",
    "gap",
    "before",
    "unmet",
    "reasons",
    "alternatives",
    "summary",
    "runtime",
    "solver",
]


@pytest.fixture(scope="module")
def org() -> sg.Org:
    return sg.synthetic(members=75, seed=11, faults={"blank_team": 1, "vacant_leader": 1})


@pytest.fixture(scope="module", params=KINDS)
def plan(request: pytest.FixtureRequest, org: sg.Org) -> Plan:
    return KINDS[request.param](org, on=DAY, lang="en")


@pytest.fixture(scope="module")
def impossible(org: sg.Org) -> sg.Proposal:
    """Somebody shall stay where they are, and be elsewhere."""
    rules = {"pins": {"M0001": "T0001", "M0067": "T0009"}, "together": [["M0001", "M0067"]]}
    return sg.propose(org, rules=rules, on=DAY, lang="en")


def test_every_kind_is_a_plan_with_all_of_it(plan: Plan) -> None:
    assert isinstance(plan, sg.Plan)
    assert [name for name in ABILITIES if not hasattr(plan, name)] == []
    assert set(plan.gap) == set(plan.bound) <= set(plan.objective)
    assert {"what", "why"} <= set(plan.unmet)
    assert {"step", "change", "what", "why"} <= set(plan.reasons)


def test_it_is_taken_wherever_a_scenario_is(plan: Plan, org: sg.Org) -> None:
    scenario = plan.scenario
    assert scenario is not None
    both = sg.compare(org, plan, scenario, on=DAY).table
    assert both.iloc[:, -2].equals(both.iloc[:, -1])
    assert [one.name for one in sg.compare(org, plan, on=DAY).alternatives] == [plan.name]
    assert plan.preview(org, on=DAY).lines == scenario.preview(org, on=DAY).lines
    assert plan.rebase(org).applies == scenario.rebase(org).applies == scenario
    assert plan.apply(org) == scenario.apply(org)
    audit = sg.audit(org, on=DAY)
    assert audit.after(plan).findings.equals(audit.after(scenario).findings)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_and_page_tell_every_change(plan: Plan, org: sg.Org, lang: str) -> None:
    told = plan.in_language(lang)
    assert told.scenario is not None
    steps = told.scenario.to_frame(org, lang=lang).iloc[:, 2]
    for shown in (plan.summary(lang), told._repr_html_()):
        assert [step for step in steps if step not in shown] == []
        assert told.name in shown
    assert told.in_language("en").summary() == plan.summary("en")


def test_alternatives_are_other_plans_for_the_same(plan: Plan, org: sg.Org) -> None:
    found = plan.alternatives(2)
    assert plan.scenario is not None
    assert found
    for number, other in enumerate(found, 1):
        assert type(other) is type(plan)
        assert other.scenario is not None
        assert (other.status, other.scenario.base) == ("optimal", plan.scenario.base)
        assert other.name == f"{plan.name}, alternative {number}"
        assert set(other.scenario) != set(plan.scenario)
        assert other.apply(org) == other.scenario.apply(org)
        assert f"Alternative {number} ({other.compared}):" in str(found)
        assert other.compared in found._repr_html_()


def test_it_names_itself(plan: Plan) -> None:
    assert repr(plan).startswith(f"{type(plan).__name__}(optimal, {next(iter(plan.objective))} ")


def test_without_a_scenario_it_is_refused(impossible: sg.Proposal, org: sg.Org) -> None:
    assert impossible.scenario is None
    for use in (
        lambda: impossible.apply(org),
        lambda: impossible.preview(org),
        lambda: impossible.rebase(org),
        lambda: sg.compare(org, impossible),
        lambda: sg.plot_changes(org, impossible),
        lambda: sg.plot_comparison(org, impossible),
        lambda: sg.Planner(org, None, impossible),
        lambda: sg.audit(org, on=DAY).after(impossible),
    ):
        with pytest.raises(ProblemError, match="no plan keeps all the rules given"):
            use()
