"""The lever `report`: the fewest people whose manager changes, against all end states."""

import random
from dataclasses import replace

import networkx as nx
import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy, ProblemError, propose
from sanzu_graph.optimize.line_breaches import breaches, steps_of, unbroken
from sanzu_graph.optimize.line_problem import LineProblem, line_problem
from sanzu_graph.optimize.request_faults import asked
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.policy.parts import Limit
from tests.optimize.line_oracle import DAY, Case, State, best, invented, org_of


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
    policy = policy_of(**case.rules)
    plan = propose(org_of(case), policy, levers=["report"], rules={"pins": case.pins}, on=DAY)
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


def test_what_no_plan_mends_is_told() -> None:
    """A circle of B and C, two managers of D; H has a report too many, and A has room."""
    org = company("BC", "CB", "DA", "DE", "EA", "HE", "IH", "JH", "KH")
    plan = propose(org, policy_of(most_reports=2), levers=["report"], lang="en")
    assert plan.unmet.empty
    assert plan.other_faults == {"reporting_circle": 1, "several_manager": 1}
    assert plan.notes()[-1] == (
        "Of managers and reports this stays as it is, for no plan mends it: "
        "circles of managers: 1; people with several managers: 1"
    )


def test_a_plan_for_seats_says_that_it_does_not_look_at_lines() -> None:
    tables = {"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}
    seats = {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]}
    lines = {"source": ["B"], "target": ["A"], "kind": ["reports_to"]}
    plan = propose(Org(*tables, seats, lines), policy_of(most_reports=2), lang="en")
    assert plan.left_out == ("reporting",)
    assert "who reports to whom" in plan.notes()[-1]
    assert propose(Org(*tables, seats), policy_of(most_reports=2)).left_out == ()


def test_circles_and_several_managers_are_counted_as_a_walk_counts_them() -> None:
    for seed in range(12):
        case = invented(seed)
        org = org_of(case)
        plan = propose(org, policy_of(**case.rules), levers=["report"], on=DAY)
        after = plan.apply(org, on=DAY).at(DAY).relations
        solid = after[(after["kind"] == "reports_to") & (after["source"] != after["target"])]
        graph = nx.DiGraph(zip(solid["source"], solid["target"], strict=True))
        circles = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
        assert plan.other_faults.get("reporting_circle", 0) == len(circles), seed
        several = sum(degree > 1 for _, degree in graph.out_degree())
        assert plan.other_faults.get("several_manager", 0) == several, seed


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
    assert plan.reasons_within(60)["change"].equals(plan.reasons["change"])
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


def team(manager: str, *reports: str) -> tuple[list[str], list[str], list[str]]:
    """People in a unit of their own, sources and targets of their lines."""
    return [manager, *reports], [*reports], [manager] * len(reports)


def companies_in_teams(*teams: tuple[list[str], list[str], list[str]]) -> Org:
    people = [(one, f"U{at}") for at, (some, _, _) in enumerate(teams) for one in some]
    sources = [one for _, some, _ in teams for one in some]
    units = [f"U{at}" for at in range(len(teams))]
    return Org(
        {"id": [one for one, _ in people]},
        {"id": units, "layer": ["team"] * len(units)},
        {"member": [one for one, _ in people], "unit": [unit for _, unit in people]},
        {
            "source": sources,
            "target": [one for _, _, some in teams for one in some],
            "kind": ["reports_to"] * len(sources),
        },
    )


def test_a_bound_that_no_plan_reaches_is_told_and_is_no_error() -> None:
    """A has a report too many, and nobody else in the unit could take one."""
    org = companies_in_teams(team("A", "B", "C", "D"), team("E", "F"))
    policy = policy_of(most_reports=2, most_roots=None, inside="team")
    alone = propose(org, policy, levers=["report"])
    assert (alone.status, alone.objective["unmet"]) == ("optimal", 1)
    both = propose(org, policy, levers=["move", "report"], lang="en")
    assert (both.status, both.objective["unmet"], dict(both.bound)) == ("feasible", 1, {"unmet": 0})
    assert set(both.unmet["why"]) == {"the plan is not proven; with more time it might be met"}


def test_a_large_company_that_counts_do_not_prove_is_no_error() -> None:
    teams = [
        team(f"M{at}", *(f"R{at}.{one}" for one in range(2 + 2 * (at % 10 == 0))))
        for at in range(140)
    ]
    org = companies_in_teams(*teams)
    policy = policy_of(most_reports=3, most_roots=None, inside="team")
    plan = propose(org, policy, levers=["report"])
    assert (plan.status, plan.objective["unmet"], plan.objective["managers_changed"]) == (
        "feasible",
        14,
        0,
    )
    assert dict(plan.bound) == {"unmet": 0}


def test_many_tops_come_under_one_without_circles() -> None:
    lines = [(f"{top}.{one}", f"{top}") for top in range(120) for one in range(2 + top % 3)]
    ids = sorted({one for line in lines for one in line})
    org = Org(
        {"id": ids},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {
            "source": [one for one, _ in lines],
            "target": [other for _, other in lines],
            "kind": ["reports_to"] * len(lines),
        },
    )
    plan = propose(org, policy_of(most_reports=5, most_roots=1), levers=["report"])
    assert (plan.status, plan.objective["managers_changed"]) == ("optimal", 119)


def test_without_time_nothing_changes_and_nothing_is_claimed() -> None:
    org = companies_in_teams(team("A", "B", "C", "D"), team("E", "F"))
    for levers in (["report"], ["move", "report"]):
        plan = propose(org, policy_of(most_reports=2), levers=levers, solve={"time_limit": 0})
        assert plan.status == "time_limit", levers
        assert plan.scenario is not None
        assert len(plan.scenario) == 0
        assert plan.bound.get("unmet", 0) == 0


def test_ids_that_are_not_there_are_told() -> None:
    for rules in ({"pins": ["X"]}, {"together": [["A", "X"]]}, {"count_layers": ["X"]}):
        with pytest.raises(ProblemError, match="X"):
            propose(company("BA"), policy_of(), levers=["report"], rules=rules)
    crossed = {"together": [["A", "B"]], "apart": [["A", "B"]]}
    assert propose(company("BA"), policy_of(), levers=["report"], rules=crossed).scenario is None


def test_a_price_of_nothing_holds_nothing_back() -> None:
    org = company("BA", people="K")
    goals = ["price", "unmet"]
    free = propose(org, policy_of(), levers={"report": 0}, goals=goals)
    assert dict(free.objective) == dict(free.bound) == {"price": 0, "unmet": 0}
    dear = propose(org, policy_of(), levers={"report": 1}, goals=goals)
    assert dict(dear.objective) == dict(dear.bound) == {"price": 0, "unmet": 1}


def test_no_chain_of_single_reports_becomes_longer() -> None:
    """B leads one person. In that person's place C could come, who leads one too."""
    org = company("BA", "CA", "DA", "EB", "FC", "GC", "HG", "IA")
    policy = policy_of(most_reports=3, most_roots=None, most_single=1)
    plan = propose(org, policy, levers=["report"])
    after = plan.apply(org)
    before = sg.single_report_chains(org, most=1)["value"].max()
    assert not sg.single_report_chains(after, most=1)["value"].max() > before


def problem_of(case: Case) -> LineProblem:
    policy = policy_of(**case.rules)
    ask = asked(["report"], rules={"pins": case.pins})
    return line_problem(org_of(case), policy, ask, DAY)


def stays_in_order(case: Case, today: State, end: State, plan: dict[str, str]) -> bool:
    """Whether a plan makes nothing worse, by the oracle's counts."""
    floor = max(1, int(case.rules["least_reports"] or 0))
    floor = max(floor, 2) if case.rules["most_single"] is not None else floor
    most = case.rules["most_above"]
    return (
        all(end.over[one] <= today.over[one] for one in case.ids)
        and all(end.reports[one] >= min(today.reports[one], floor) for one in case.ids)
        and not any(one in end.above(manager) for one, manager in plan.items())
        and (
            most is None
            or all(end.depth(one) <= max(today.depth(one), int(most)) for one in case.ids)
        )
    )


def check_what_is_kept(seed: int) -> None:
    """What is left of plans at random breaks nothing, and no change bars another on the way."""
    case, rng = invented(seed), random.Random(seed)
    problem = problem_of(case)
    ids = problem.org.encoding.members.tolist()
    everybody = range(len(ids))
    today = State(case, case.solid)
    for _ in range(10):
        wild = {
            member: rng.choice([one for one in everybody if one != member])
            for member in everybody
            if rng.random() < 0.5
        }
        kept = unbroken(problem, wild)
        assert kept.items() <= wild.items()
        assert not [*breaches(problem, kept)]
        named = {ids[one]: ids[other] for one, other in kept.items()}
        lines = {pair for pair in case.solid if pair[0] not in named} | set(named.items())
        assert stays_in_order(case, today, State(case, lines), named), case
        now = {one: set(managers) for one, managers in today.managers.items()}
        for member, manager in steps_of(problem, kept):
            now[ids[member]] = {ids[manager]}
            step = State(case, {(one, other) for one, others in now.items() for other in others})
            assert ids[member] not in step.above(ids[member])


def test_what_is_left_of_a_plan_breaks_nothing() -> None:
    for seed in range(8):
        check_what_is_kept(seed)


def test_changes_come_in_an_order_that_closes_no_circle() -> None:
    """C is below B today. B can come below C once C is elsewhere."""
    org = company("BA", "CB", "DA")
    problem = line_problem(org, policy_of(), asked(["report"]), None)
    b, c, d = (problem.org.encoding.member_at[one] for one in "BCD")
    assert steps_of(problem, {b: c, c: d}) == [(c, d), (b, c)]
