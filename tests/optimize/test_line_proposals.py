"""The lever `report`: the fewest people whose manager changes, against all end states."""

from dataclasses import replace

import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy, ProblemError, propose
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.parts import Limit
from tests.optimize.line_oracle import Case, best, invented, org_of


def policy_of(**rules: int | str | None) -> Policy:
    limits = {
        name: rule if name == "inside" or rule is None else Limit(int(rule))
        for name, rule in rules.items()
    }
    reporting = Reporting(**limits)  # type: ignore[arg-type]
    return replace(Policy.for_layers("team", []), reporting=reporting)


def company(*lines: str, people: str = "") -> Org:
    """Lines as “BA”: B reports to A."""
    ids = sorted({*"".join(lines), *people})
    return Org(
        {"id": ids},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {
            "source": [line[0] for line in lines],
            "target": [line[1] for line in lines],
            "kind": ["reports_to"] * len(lines),
        },
    )


def told(case: Case) -> None:
    plan = propose(
        org_of(case), policy_of(**case.rules), levers=["report"], rules={"pins": case.pins}
    )
    unmet, changed = best(case)
    assert (plan.objective["unmet"], plan.objective["managers_changed"]) == (unmet, changed), case
    assert plan.status == "optimal", case
    assert dict(plan.bound) == dict(plan.objective)
    assert plan.unmet["missing"].sum() == unmet
    assert len(plan.reasons) == changed
    assert plan.scenario is not None
    assert len(plan.scenario) == changed


def test_it_is_the_best_of_all_end_states() -> None:
    for seed in range(10):
        told(invented(seed))


@pytest.mark.heavy
def test_it_is_the_best_of_very_many_end_states() -> None:
    for seed in range(10, 1_000):
        told(invented(seed))


def test_a_span_a_top_and_a_gap_are_mended() -> None:
    org = company("BA", "CA", "DB", "EB", "FB", "GC", "IH", people="K")
    plan = propose(org, policy_of(most_reports=3), levers=["report"], lang="en")
    assert dict(plan.before) == {"unmet": 2, "managers_changed": 0, "price": 0}
    assert dict(plan.objective) == {"unmet": 0, "managers_changed": 2, "price": 2}
    after = plan.apply(org)
    checks = {
        name.rpartition(".")[2]
        for name in sg.audit(after, policy_of(most_reports=3)).findings["check"]
    }
    assert not checks & {"manager_span", "several_root", "unmanaged_member"}
    assert {*plan.reasons["repairs"]} == {
        "had no manager",
        "reported to nobody, beyond those who may",
    }
    assert "had no manager" in plan.summary() or plan.known_reasons is not None
    zh = plan.in_language("zh")
    assert "更换上级的人数：目前 0，调整后 2" in zh.summary()


def test_where_nobody_has_room_it_says_so() -> None:
    org = company("BA", "CA", "DA", people="K")
    plan = propose(org, policy_of(most_reports=2), levers=["report"], lang="en")
    assert plan.status == "optimal"
    assert len(plan.scenario or ()) == 0
    assert plan.unmet[["requirement", "unit", "missing"]].to_numpy().tolist() == [
        ["reporting.most_reports", "A", 1],
        ["reporting", "K", 1],
    ]
    assert set(plan.unmet["why"]) == {"no manager has room for more reports"}


def test_somebody_makes_room_where_the_way_is_barred() -> None:
    """H and its report I are apart; A is full, and everybody else with room is below H."""
    org = company("BA", "CA", "DB", "IH", "JI")
    plan = propose(org, policy_of(most_reports=2), levers=["report"])
    assert (plan.status, plan.objective["unmet"], plan.objective["managers_changed"]) == (
        "optimal",
        0,
        1,
    )


def test_seats_and_managers_in_one_plan() -> None:
    org = Org(
        {"id": list("ABCDE")},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "C", "A", "B", "D", "E"],
            "unit": ["T1", "T1", "T2", "G", "G", "T1", "T2"],
        },
        {"source": list("BCD"), "target": ["A", "A", "B"], "kind": ["reports_to"] * 3},
    )
    policy = Policy.for_layers("team", ["party"])
    plan = propose(org, policy, levers={"move": 1, "report": 3})
    alone = propose(org, policy, levers={"move": 1})
    assert plan.objective["unmet"] == alone.objective["unmet"]
    assert plan.before["unmet"] == alone.before["unmet"] + 1
    assert plan.objective["price"] == alone.objective["price"] + 3
    assert plan.objective["managers_changed"] == 1
    assert plan.status == "optimal"
    assert [*plan.reasons["change"]][-1] == "ChangeManager"
    assert plan.need == alone.need
    limited = propose(org, policy, levers={"move": 1, "report": 3}, max_groups_changed=0)
    assert limited.objective["managers_changed"] == 1
    assert next(iter(limited.objective)) == "missing"
    for other in plan.alternatives(1):
        assert other.objective["managers_changed"] == 1
    assert propose(
        org, policy, levers=["move", "report"], goals=["people_moved", "price"]
    ).objective == {
        "people_moved": 0,
        "price": 0,
    }


def test_a_plan_on_a_day_knows_the_lines_of_that_day() -> None:
    org = company("BA", "CA", people="K")
    org = org.replace(relations=org.relations.assign(since=[None, "2030-01-01"]))
    plan = propose(org, policy_of(), levers=["report"], on="2029-01-01")
    assert plan.objective["managers_changed"] == 2
    later = propose(org, policy_of(), levers=["report"], on="2030-06-01")
    assert later.objective["managers_changed"] == 1


@pytest.mark.parametrize("asking", [{"max_price": 3}, {"goals": ["managers"]}])
def test_what_cannot_be_asked_is_told(asking: dict[str, object]) -> None:
    with pytest.raises(ProblemError):
        propose(company("BA"), policy_of(), levers=["report"], **asking)  # type: ignore[arg-type]
    with pytest.raises(ProblemError):
        sg.frontier(company("BA"), policy_of(), levers=["report"])
    with pytest.raises(ProblemError):
        propose(company("BA"), policy_of(), goals=["managers_changed"])
