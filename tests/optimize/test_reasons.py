"""Reasons and causes: counted on the example, and held against recounts and solves of their own on
random organisations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy, propose
from sanzu_graph.optimize.change_needs import barred
from sanzu_graph.optimize.counting import Counter, UnmakeableError
from sanzu_graph.optimize.reasons import _Reasons, reasons
from sanzu_graph.optimize.trials import first_difference
from tests.optimize.seats.instances import drawn

DAY = "2026-11-22"
BLANK = {"repair": "per_base_unit"}
#: A few always, the others in the heavy searches.
SEEDS = [*range(6), *(pytest.param(seed, marks=pytest.mark.heavy) for seed in range(6, 300))]


@pytest.fixture(scope="module")
def org() -> Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture(scope="module")
def two(org: Org) -> sg.Proposal:
    return propose(org, max_groups_changed=2, rules=BLANK, on=DAY, lang="en")


@pytest.fixture(scope="module")
def one(org: Org) -> sg.Proposal:
    return propose(org, max_groups_changed=1, rules=BLANK, on=DAY, lang="en")


# -- reasons


def test_each_change_says_which_team_would_be_blank(org: Org, two: sg.Proposal) -> None:
    assert two.reasons.columns.tolist() == ["step", "change", "what", "repairs", "why", "next_best"]
    for row, change in zip(two.reasons.itertuples(), two.scenario, strict=True):
        rest = [other for other in two.scenario if other is not change]
        blank = sg.blank_teams(sg.Scenario("rest", rest, on=DAY).apply(org).at(DAY))[
            "entity_id"
        ].tolist()
        assert [change.target] == blank
        assert f"({change.target}): party group members missing: 1" in row.repairs


def test_those_who_would_do_as_well_are_named(org: Org, two: sg.Proposal) -> None:
    for row, change in zip(two.reasons.itertuples(), two.scenario, strict=True):
        party = {"T06": "P3", "T10": "P4"}[change.target]
        rows = org.at(DAY).memberships
        of_group = set(rows.loc[rows["unit"] == party, "member"])
        of_team = rows[rows["unit"] == change.source]
        able = of_group & set(of_team.loc[of_team["role"] == "member", "member"]) - {change.member}
        assert f"others who would do as well: {len(able)} (" in row.why
        assert all(name in row.why for name in able)
        assert row.next_best == f"nothing; others who do as well: {len(able)}"


def test_the_only_one_who_can_is_said_to_be(org: Org) -> None:
    plan = propose(
        org,
        max_groups_changed=2,
        rules={**BLANK, "pins": ["M032", "M034", "M060", "M062"]},
        on=DAY,
        lang="en",
    )
    assert set(plan.reasons["why"]) == {"nobody else does as well"}
    assert all(
        line.startswith("demands unmet +1; then unmet: ") for line in plan.reasons["next_best"]
    )


def test_reasons_are_told_in_chinese(two: sg.Proposal) -> None:
    told = two.in_language("zh").reasons
    assert all("缺党小组成员 1 名" in line for line in told["repairs"])
    assert all("任选其一" in line for line in told["why"])


def test_what_carries_another_is_left_out_with_it() -> None:
    policy = Policy.for_layers("team", ["party"]).with_layer(
        "party",
        admission={"status": "new"},
        candidates=sg.Rule("status", any_of=("asks",)),
        eligible=sg.Rule("status", any_of=("in",)),
    )
    org = Org(
        {"id": ["A", "B"], "status": ["in", "asks"]},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "A"],
            "unit": ["T1", "T2", "G"],
            "role": ["leader", "leader", "leader"],
        },
    )
    plan = propose(org, policy, levers=["admit"], lang="en")
    assert plan.reasons["change"].tolist() == ["EditMember", "JoinUnit"]
    assert plan.reasons["repairs"].tolist() == [
        "T2: party members missing: 1 (left out together with step 2, which it carries)",
        "T2: party members missing: 1 (left out together with step 1, which it carries)",
    ]


def test_long_plans_are_explained_in_part(two: sg.Proposal) -> None:
    assert (
        reasons(two, most=1)["repairs"].tolist()[1] == "not explained: only the first 1 change is"
    )
    assert set(reasons(two, seconds=0)["repairs"]) == {"not explained: time is up"}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_of_the_next_best_plan_is_what_asking_again_gives(seed: int) -> None:
    """Those alike cost nothing more; elsewhere the first goal that is worse is as much worse."""
    made = drawn(f"reasons {seed}")
    plan = propose(made.org, made.policy, **made.ask, lang="en")
    if not plan.has_plan or not len(plan.scenario):
        return
    told = plan.reasons
    assert len(told) == len(plan.scenario)
    assert (told["repairs"] != "").all()
    asked = _Reasons(plan, 60.0)
    for change in plan.scenario:
        others, pair = asked._others(change), barred(change)
        if pair is None or isinstance(change, sg.AssignDuty):
            continue
        if isinstance(change, sg.AppointLeader) and not _sits(made.org, made.ask, *pair):
            continue  # barred from a unit is more than not to lead it
        rules = {**made.ask.get("rules", {})}
        rules["barred"] = [*rules.get("barred", ()), pair]
        again = propose(made.org, made.policy, **{**made.ask, "rules": rules})
        if others.alike:
            assert again.objective == plan.objective
        elif others.trial is not None and others.trial.values:
            found = first_difference(list(plan.objective), plan.objective, others.trial.values)
            truth = first_difference(list(plan.objective), plan.objective, again.objective)
            assert found == truth
            assert others.trial.proves(list(plan.objective)[-1] if found is None else found[0])
        elif others.trial is not None:
            assert not again.has_plan


def _sits(org: Org, ask: Mapping[str, Any], member: str, unit: str) -> bool:
    """Whether somebody sits in a unit on the day, and no merge brings others there."""
    rows = (org.at(ask["on"]) if ask.get("on") else org).memberships
    return "merge" not in ask.get("levers", ()) and bool(
        ((rows["member"] == member) & (rows["unit"] == unit)).any()
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_what_returns_without_a_change_is_what_counting_everything_tells(seed: int) -> None:
    """The changes of other parts do not matter."""
    made = drawn(f"returns {seed}")
    plan = propose(made.org, made.policy, **made.ask, lang="en")
    if not plan.has_plan or not len(plan.scenario):
        return
    asked, whole = _Reasons(plan, 60.0), _Reasons(plan, 60.0)
    everything = tuple(range(len(plan.scenario)))
    whole._near = [everything for _ in everything]
    assert [asked.repairs(at) for at in everything] == [whole.repairs(at) for at in everything]


def test_a_change_that_cannot_be_made_is_placed(two: sg.Proposal) -> None:
    counter = Counter(two.solution.problem, two.demands)
    with pytest.raises(UnmakeableError) as error:
        counter.after([two.scenario.changes[0]] * 2)
    assert error.value.place == 1


# -- causes


def test_the_limit_on_groups_holds_it(one: sg.Proposal) -> None:
    (row,) = one.unmet.to_dict("records")
    assert row["unit"] in {"T06", "T10"}
    assert row["missing"] == 1
    assert row["requirement"] == "layers.party.per_base_unit"
    assert "the limit of 1 changed group" in row["why"]
    assert "1 without the limit of 1 changed group" in row["would_help"]
    assert "without the smallest sizes" in row["no_help"]


def test_what_is_said_to_help_does(org: Org) -> None:
    """Of the party groups alone: a merger changes union groups, too."""
    rules = {**BLANK, "count_layers": ["party"]}
    ask = {"max_groups_changed": 1, "rules": rules, "on": DAY}
    plan = propose(org, **ask, lang="en")
    (row,) = plan.unmet.to_dict("records")
    assert "allowing mergers of base units" in row["would_help"]
    levers = ["move", "join", "regroup", "appoint"]
    assert propose(org, levers=[*levers, "merge"], **ask).objective["unmet"] == 0
    assert "allowing liaison duties for leaders" in row["no_help"]
    assert propose(org, levers=[*levers, "attach"], **ask).objective["unmet"] == 1


def test_pins_that_hold_it_are_named(org: Org) -> None:
    plan = propose(org, rules={**BLANK, "pins": ["M032", "M033", "M034"]}, on=DAY, lang="en")
    (row,) = plan.unmet.to_dict("records")
    assert row["unit"] == "T06"
    assert "1 without the pins" in row["would_help"]
    harmless = propose(
        org, max_groups_changed=1, rules={**BLANK, "pins": ["M001"]}, on=DAY, lang="en"
    )
    assert "without the pins" in harmless.unmet["no_help"][0]


def test_where_two_must_give_no_single_one_is_the_cause() -> None:
    org = Org(
        {"id": ["A", "B", "C"]},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"], "site": ["N", "S", "N"]},
        {
            "member": ["A", "B", "C", "A", "B"],
            "unit": ["T1", "T1", "T2", "G", "G"],
            "role": ["leader", "member", "leader", "leader", "member"],
        },
    )
    policy = Policy.for_layers("team", ["party"]).replace(
        transfer=sg.Transfer(("site",), ("site",))
    )
    plan = propose(org, policy, levers=["move"], rules={"pins": ["B"]}, lang="en")
    (row,) = plan.unmet.to_dict("records")
    assert row["why"] == "no single rule is the cause: several hold together"
    assert " and " in row["would_help"]
    assert row["would_help"].startswith("of the 1 unmet would be met: 1 ")


def test_an_order_of_goals_can_be_the_cause(org: Org) -> None:
    plan = propose(org, goals=["groups_changed", "unmet"], rules=BLANK, on=DAY, lang="en")
    assert plan.objective["unmet"] == 2
    assert all("that other goals come first" in why for why in plan.unmet["why"])
    assert set(
        propose(org, goals=["people_moved"], rules=BLANK, on=DAY, lang="en").unmet["why"]
    ) == {"what is unmet is not among the goals"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_is_worded_in_both_languages(org: Org, lang: str) -> None:
    plan = propose(org, max_groups_changed=1, on=DAY, lang=lang)
    told = "".join(
        "".join(map(str, row))
        for row in plan.unmet[["why", "would_help", "no_help"]].itertuples(index=False)
    )
    assert ("放宽" in told) == (lang == "zh")
    assert ("without" in told) == (lang == "en")


def test_the_limit_of_units_that_one_may_lead_is_a_cause() -> None:
    """Whoever could lead the second group leads the first."""
    policy = Policy.for_layers("team", ["party"]).replace(leaders=sg.Leaders(sg.Limit(1)))
    org = Org(
        {"id": ["A"]},
        {"id": ["T", "G"], "layer": ["team", "party"]},
        {"member": ["A", "A"], "unit": ["T", "G"], "role": ["leader", "member"]},
    )
    plan = propose(org, policy.with_layer("party", led=True), levers=["appoint"], lang="en")
    (row,) = plan.unmet.to_dict("records")
    assert row["why"] == "only because of: the limit of 1 unit that one person may lead"
    assert row["would_help"] == (
        "of the 1 unmet would be met: 1 without the limit of 1 unit that one person may lead"
    )


def test_what_meets_something_else_is_no_cause() -> None:
    """Of a group of one without a leader: appointing makes it no larger, joining gives no leader."""
    policy = Policy.for_layers("team", ["party"]).with_layer(
        "party", led=True, smallest=sg.Limit(2), per_base_unit=None
    )
    org = Org(
        {"id": ["A", "B"]},
        {"id": ["T", "G"], "layer": ["team", "party"]},
        {"member": ["A", "B", "A"], "unit": ["T", "T", "G"], "role": ["leader", None, "member"]},
    )
    plan = propose(org, policy, levers=["move"], lang="en")
    why = dict(zip(plan.unmet["what"], plan.unmet["why"], strict=True))
    assert why == {
        "G: too few members, by 1": "only because of: the ban on joining a group",
        "G: no leader": "only because of: the ban on appointing other leaders",
    }
