"""`propose` on the example and on organisations in which little or nothing can be done; every
answer is clear, in both languages.
"""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import sanzu_graph as sg
from sanzu_graph import (
    AbsentError,
    InputError,
    Layer,
    Limit,
    Org,
    Policy,
    ProblemError,
    Requirement,
    Rule,
    SanzuWarning,
    Scenario,
    propose,
)

DAY = "2026-11-22"
PLAIN = Policy.for_layers("team", ["party"])
BLANK = {"repair": "per_base_unit"}


@pytest.fixture(scope="module")
def org() -> Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture(scope="module")
def two(org: Org) -> sg.Proposal:
    return propose(org, max_groups_changed=2, on=DAY, lang="en")


@pytest.fixture(scope="module")
def one(org: Org) -> sg.Proposal:
    return propose(org, max_groups_changed=1, on=DAY, lang="en")


@pytest.fixture(scope="module")
def free(org: Org) -> sg.Proposal:
    return propose(org, on=DAY, lang="en")


@pytest.fixture(scope="module")
def counted(org: Org) -> sg.Proposal:
    return propose(org, rules={"count_layers": ["party"]}, on=DAY, lang="en")


def small(**rows: object) -> Org:
    """Team T1 with A (leads it), B and C, all of group G; team T2 with D."""
    return Org(
        {"id": ["A", "B", "C", "D"]},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "C", "D", "A", "B", "C"],
            "unit": ["T1"] * 3 + ["T2"] + ["G"] * 3,
            "role": ["leader"] + ["member"] * 3 + ["leader"] + ["member"] * 2,
        },
        **rows,
    )


# -- the example


def test_two_groups_leave_no_blank_team(org: Org, two: sg.Proposal) -> None:
    assert two.status == "optimal"
    assert two.objective["missing"] == two.bound["missing"] == 0
    assert two.objective["groups_changed"] == 2
    assert set(two.gap.values()) == {0}
    assert set(sg.blank_teams(org.at(DAY))["entity_id"]) == {"T06", "T10"}
    assert len(sg.blank_teams(two.apply(org).at(DAY))) == 0


def test_one_group_leaves_one_team_blank_proven(org: Org, one: sg.Proposal) -> None:
    plan = one
    assert plan.status == "optimal"
    assert plan.objective["missing"] == plan.bound["missing"] == 1
    blank = sg.blank_teams(plan.apply(org).at(DAY))["entity_id"].tolist()
    assert len(blank) == 1
    assert set(blank) <= {"T06", "T10"}
    assert blank[0] in plan.shortfalls["unit"].tolist()


def test_blank_teams_alone_can_be_asked_for(org: Org) -> None:
    plan = propose(org, rules=BLANK, on=DAY)
    assert dict(plan.objective) == {
        "unmet": 0,
        "groups_changed": 2,
        "people_moved": 2,
        "posts_changed": 0,
        "price": 2,
        "imbalance": 15,
    }
    assert plan.before["unmet"] == 2


def test_without_a_limit_everything_is_repaired(free: sg.Proposal) -> None:
    plan = free
    assert (plan.before["unmet"], plan.objective["unmet"]) == (6, 0)
    assert len(plan.shortfalls) == 0
    assert "missing" not in plan.objective


def test_blank_teams_go_first_where_a_limit_forces_a_choice(org: Org) -> None:
    by_number = propose(org, max_groups_changed=2, goals=["unmet", "groups_changed"], on=DAY)
    blank_first = propose(org, max_groups_changed=2, on=DAY)
    assert by_number.objective["unmet"] < blank_first.objective["unmet"]
    assert len(sg.blank_teams(by_number.apply(org).at(DAY))) == 1


def test_the_plan_is_an_ordinary_scenario(org: Org, two: sg.Proposal) -> None:
    assert isinstance(two.scenario, Scenario)
    assert two.scenario.base == org.fingerprint
    assert two.scenario.on.isoformat() == DAY
    assert Scenario.from_json(two.scenario.to_json()).apply(org) == two.apply(org)
    columns = ["member", "unit", "role"]
    before, after = (
        one.at("2026-11-21").memberships[columns].to_numpy().tolist()
        for one in (org, two.apply(org))
    )
    assert sorted(before) == sorted(after)
    with pytest.warns(SanzuWarning):
        two.apply(org.replace(duties=org.duties.iloc[:-1]))


def test_parts_and_solver_are_named(two: sg.Proposal) -> None:
    assert re.fullmatch(r"HiGHS \d+\.\d+\.\d+", two.solver)
    assert {"part", "base_units", "groups", "members", "unmet", "status", "seconds"} <= set(
        two.parts
    )
    assert set(two.parts["status"]) == {"optimal"}
    assert two.runtime > 0


# -- told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_summary_says_what_is_proven(two: sg.Proposal, lang: str) -> None:
    told = two.summary(lang)
    assert two.solver in told
    assert ("T06" in told) == (lang in {"en", "zh"})
    assert ("已证明" in told) == (lang == "zh")
    assert ("Proven for all plans" in told) == (lang == "en")
    assert str(two) == two.summary("en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_why_so_many_groups_must_change_is_said_first(
    one: sg.Proposal, two: sg.Proposal, lang: str
) -> None:
    """Nobody else says so: with one group fewer the next line of the question leaves more unmet."""
    more = set(one.in_language(lang).shortfalls["what"]) - set(
        two.in_language(lang).shortfalls["what"]
    )
    line = two.summary(lang).splitlines()[1]
    assert sum(what in line for what in more) == 1
    assert line.startswith({"en": "2 groups must change: with 1", "zh": "须变动 2 个小组"}[lang])
    assert line in two.in_language(lang)._repr_html_()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_summary_says_how_many_groups_change_in_each_layer(
    free: sg.Proposal, counted: sg.Proposal, lang: str
) -> None:
    plan = free.in_language(lang)
    for told in (plan.summary(), plan._repr_html_()):
        assert {"en": "5 (party group 4, union group 1)", "zh": "5（党小组 4、工会小组 1）"}[
            lang
        ] in told
    assert {"en": "4 (party group 4, union group 1 not counted)", "zh": "工会小组 1 不计"}[
        lang
    ] in counted.summary(lang)


def test_where_no_group_changes_none_is_needed() -> None:
    plan = propose(small(), PLAIN, levers=["move"], rules={"pins": ["B", "C", "D"]}, lang="en")
    assert (plan.objective["groups_changed"], plan.need) == (0, "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_not_proven_is_never_called_smallest(org: Org, lang: str) -> None:
    plan = propose(org, solve={"time_limit": 0}, on=DAY, lang=lang)
    assert plan.scenario is not None
    for shown in (plan.name, plan.scenario.name, plan.summary(), plan._repr_html_()):
        assert "mallest" not in shown
        assert "最小" not in shown
    assert propose(small(), PLAIN, lang=lang).name in {"Smallest reorganisation", "最小调整方案"}


def test_no_price_is_told_where_none_was_given(two: sg.Proposal) -> None:
    assert "price" not in two.summary("en")
    assert "代价" not in two.summary("zh")
    paid = propose(small(), PLAIN, levers={"move": 2}, lang="en")
    assert "price: 0 today, 2 afterwards; no plan has less" in paid.summary()


def test_names_are_escaped() -> None:
    hostile = Org(
        {"id": ["A", "B", "C"], "name": ["<b>A</b>"] * 3},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"], "name": ["<i>x"] * 3},
        {
            "member": ["A", "B", "C", "A", "B"],
            "unit": ["T1", "T1", "T2", "G", "G"],
            "role": ["leader", "member", "leader", "leader", "member"],
        },
    )
    plan = propose(hostile, PLAIN, name="<script>", lang="en")
    shown = (
        plan._repr_html_()
        + propose(hostile, PLAIN, levers=["join"], lang="en")._repr_html_()
        + plan.alternatives(1)._repr_html_()
    )
    assert not re.search(r"<(b|i|script)>", shown)
    assert "&lt;b&gt;" in shown


def test_a_cell_shows_reasons_of_small_plans(org: Org) -> None:
    plan = propose(org, rules=BLANK, max_groups_changed=1, on=DAY, lang="en")
    shown = plan._repr_html_()
    assert "what returns without it" in shown
    assert "what would have to give" in shown
    assert repr(plan).startswith("Proposal(optimal, unmet 1")


def test_demands_that_plans_are_not_made_for_are_named(two: sg.Proposal) -> None:
    assert "layers.party.aligned" in two.left_out
    told = two.summary("en").splitlines()[-1]
    assert "that group leaders lead base units: party group" in told
    assert "layers." not in told
    assert "组长兼任基础单元负责人：党小组" in two.summary("zh")


# -- little or nothing can be done


def test_an_organisation_without_units_is_told_so() -> None:
    with pytest.raises(AbsentError, match="has no units"):
        propose(Org({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []}), lang="en")


def test_without_members_everything_stays() -> None:
    plan = propose(
        Org({"id": []}, {"id": ["T", "G"], "layer": ["team", "party"]}, {"member": [], "unit": []}),
        PLAIN,
        lang="en",
    )
    assert (plan.status, plan.objective["unmet"], len(plan.scenario)) == ("optimal", 1, 0)
    assert "Changes: none" in plan.summary()
    assert plan.unmet["why"].tolist() == [
        "nothing that can be lifted would help: there is nobody to do it"
    ]
    assert len(plan.reasons) == 0


def test_without_groups_there_is_nothing_to_repair_and_that_is_said() -> None:
    plan = propose(
        Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]}),
        PLAIN,
        lang="en",
    )
    assert (plan.status, plan.objective["unmet"]) == ("optimal", 0)
    assert "layers.party" in plan.left_out


def test_with_nobody_eligible_all_teams_stay_blank() -> None:
    policy = PLAIN.with_layer("party", eligible=sg.Rule("status", any_of=("yes",)))
    org = Org(
        {"id": ["A", "B"], "status": ["no", "no"]},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
        {"member": ["A", "B"], "unit": ["T1", "T2"]},
    )
    plan = propose(org, policy, lang="en")
    assert (plan.status, plan.objective["unmet"], plan.objective["people_moved"]) == (
        "optimal",
        2,
        0,
    )
    assert plan.shortfalls["unit"].tolist() == ["T1", "T2"]
    assert set(plan.unmet["would_help"]) == {
        "of the 2 unmet would be met: 1 allowing mergers of base units"
    }


def test_ties_everywhere_are_said_to_be_ties() -> None:
    people = [f"M{number}" for number in range(30)]
    org = Org(
        {"id": people},
        {"id": ["T0", "T1", "G"], "layer": ["team", "team", "party"]},
        {
            "member": people * 2,
            "unit": ["T0"] * 30 + ["G"] * 30,
            "role": (["leader"] + ["member"] * 29) * 2,
        },
    )
    plan = propose(org, PLAIN, lang="en")
    row, appointed = plan.reasons.to_dict("records")
    assert row["repairs"].startswith("T1: party members missing: 1")
    assert appointed["change"] == "AppointLeader"
    assert row["why"].startswith("others who would do as well: 28 (")
    assert row["next_best"] == "nothing; others who do as well: 28"


# -- out of time, interrupted


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_time_the_answer_is_today(org: Org, lang: str) -> None:
    plan = propose(org, solve={"time_limit": 0}, on=DAY, lang=lang)
    assert plan.status == "time_limit"
    assert (dict(plan.bound), dict(plan.gap)) == ({}, {})
    assert plan.objective == plan.before
    assert plan.apply(org) == org
    open_ends = ("; not reached, so nothing is proven of it", "；未及求解，无任何证明")
    told = [line for line in plan.summary().splitlines() if line.endswith(open_ends)]
    assert len(told) == sum(value > 0 for value in plan.objective.values())
    assert set(plan.unmet["why"]) <= {
        "the plan is not proven; with more time it might be met",
        "方案未经证明；若有更多时间，或可满足",
    }
    assert plan.alternatives().unproven
    assert not plan.alternatives().exhausted


def test_an_interrupted_plan_is_kept(org: Org) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    class Slow(ThreadPoolExecutor):
        def submit(self, *_: object, **__: object):
            from concurrent.futures import Future

            return Future()  # which is never done

    plan = propose(org, solve={"progress": stop, "executor": Slow()}, on=DAY, lang="en")
    assert plan.status == "interrupted"
    assert plan.apply(org) == org
    assert "interrupted" in plan.summary()


@pytest.mark.parametrize("time_limit", [None, 60])
def test_another_thread_may_stop_it(org: Org, time_limit: float | None) -> None:
    event = threading.Event()
    event.set()
    plan = propose(org, solve={"stop": event, "time_limit": time_limit}, on=DAY, lang="en")
    assert plan.status == "interrupted"
    assert plan.objective == plan.before
    assert plan.apply(org) == org


def test_a_stop_in_the_middle_keeps_what_is_found(org: Org) -> None:
    event = threading.Event()

    class Stopping(ThreadPoolExecutor):
        def submit(self, *work: Any, **words: Any):
            done = super().submit(*work, **words)
            done.add_done_callback(lambda _: event.set())  # after the first part, or turn
            return done

    with Stopping(1) as pool:
        plan = propose(org, solve={"stop": event, "executor": pool}, on=DAY, lang="en")
    assert plan.has_plan
    assert plan.objective["unmet"] <= plan.before["unmet"]
    assert plan.scenario.apply(org) == plan.apply(org)


def test_what_the_callers_function_raises_reaches_the_caller(org: Org) -> None:
    def fail(_: object) -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        propose(org, solve={"progress": fail}, on=DAY)


def test_progress_is_told(org: Org) -> None:
    told = []
    propose(org, solve={"progress": told.append}, on=DAY)
    assert told[-1].done == told[-1].total
    assert told[-1].bound <= told[-1].value


def test_progress_is_shown_where_asked_for(org: Org, capsys: pytest.CaptureFixture[str]) -> None:
    propose(org, solve={"progress": True}, on=DAY, lang="en")
    propose(org, solve={"progress": False}, on=DAY, lang="en")
    assert capsys.readouterr().out == ""


def test_any_executor_will_do(org: Org) -> None:
    with ThreadPoolExecutor(1) as pool:
        plan = propose(org, solve={"executor": pool, "seed": 3}, on=DAY)
        assert pool.submit(int).result() == 0  # still open
    assert plan.objective == propose(org, on=DAY).objective


# -- rules that contradict each other


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_contradictions_that_show_at_once_are_named(lang: str) -> None:
    plan = propose(
        small(), PLAIN, rules={"pins": {"B": "T1", "C": "T2"}, "together": [["B", "C"]]}, lang=lang
    )
    assert (plan.status, plan.scenario, dict(plan.objective)) == ("infeasible", None, {})
    assert len(plan.conflicts) == 1
    assert "B" in plan.conflicts[0]
    assert plan.conflicts[0] in plan.summary()
    assert not plan.has_plan
    with pytest.raises(ProblemError, match=r"no plan|没有可执行"):
        plan.apply(small())


def test_contradictions_that_only_solving_shows_are_cut_to_a_smallest_set() -> None:
    rules = {"pins": {"B": "T2", "D": "T2"}, "together": [["B", "C"]], "apart": [["C", "D"]]}
    plan = propose(small(), PLAIN, rules=rules, lang="en")
    assert plan.status == "infeasible"
    (line, *_) = plan.conflicts
    assert (
        line == "these cannot all hold: B pinned to T2; D pinned to T2; B, C together; C, D apart"
    )
    without = propose(small(), PLAIN, rules={**rules, "apart": []}, lang="en")
    assert without.status == "optimal"
    for told in (plan, plan.in_language("zh")):
        assert told.conflicts[0] in told._repr_html_()


def test_a_bound_of_the_policy_can_be_what_contradicts() -> None:
    policy = PLAIN.with_layer("team", largest=sg.Limit(1))
    plan = propose(
        small(), policy, rules={"pins": {"B": "T2"}, "together": [["B", "D"]]}, lang="en"
    )
    assert plan.status == "infeasible"
    assert plan.conflicts[0].startswith("these cannot all hold: B pinned to T2")
    assert "without the largest sizes" in plan.conflicts[1]


# -- mistakes


def test_every_mistake_is_told_at_once(org: Org) -> None:
    with pytest.raises(ProblemError) as error:
        propose(
            org,
            levers=["moove"],
            goals=["unmett"],
            solve={"time": 3, "seed": -1, "executor": 3, "progress": "x", "stop": 1},
            lang="en",
        )
    told = str(error.value)
    assert all(
        word in told
        for word in ("moove", "unmett", "solve", "seed", "executor", "progress", "stop")
    )
    with pytest.raises(ProblemError, match="time_limit"):
        propose(org, solve={"time_limit": "x"})
    with pytest.raises(ProblemError, match="nobody"):
        propose(org, rules={"pins": ["nobody"]})
    with pytest.raises(InputError):
        propose(org, on="some day")


# -- people missing in base units, as a goal


def test_a_plan_is_json_once_written(two: sg.Proposal) -> None:
    assert json.loads(two.scenario.to_json())["changes"]


def test_requirements_of_one_name_are_refused() -> None:
    twice = tuple(Requirement("one", layer="party", minimum=Limit(number)) for number in (1, 2))
    policy = Policy.for_layers("team", ["party"]).replace(requirements=twice)
    org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    with pytest.raises(ProblemError, match=r"requirements\.one"):
        propose(org, policy, lang="en")


def test_whoever_has_what_admission_writes_is_not_edited() -> None:
    party = Layer(
        "party",
        eligible=Rule("status", any_of=("in",)),
        candidates=Rule("applied", any_of=("yes",)),
        admission={"status": "in", "grade": "new"},
        per_base_unit=Limit(1),
    )
    policy = Policy.for_layers("team").replace(layers=(Layer("team"), party))
    org = Org(
        {"id": ["A"], "applied": ["yes"], "status": ["out"], "grade": ["new"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A"], "unit": ["T"]},
    )
    plan = propose(org, policy, levers=["admit"], lang="en")
    assert plan.apply(org).members.loc[0, "status"] == "in"
    assert [dict(change.values) for change in plan.scenario if hasattr(change, "values")] == [
        {"status": "in"}
    ]


def test_a_group_reaches_where_those_below_it_work() -> None:
    """P is over G, whose people work in both teams; each of them may be in one."""
    org = sg.Org(
        {"id": ["A", "B", "c", "d"]},
        {
            "id": ["1", "2", "P", "G"],
            "layer": ["team", "team", "party", "party"],
            "parent": ["", "", "", "P"],
        },
        {"member": ["A", "B", "c", "d", "A", "B"], "unit": ["1", "2", "1", "2", "G", "G"]},
    )
    policy = sg.Policy.for_layers("team", ["party"]).with_layer("team", led=False)
    policy = policy.with_layer(
        "party", led=False, rollup=True, most_base_units=sg.Limit(1), per_base_unit=None
    )
    plan = sg.propose(org, policy, levers=["move"], rules={"repair": ["most_base_units"]})
    assert plan.before["unmet"] == 2
    assert plan.objective["unmet"] == 0
