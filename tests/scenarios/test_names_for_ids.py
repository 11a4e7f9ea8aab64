"""A name that one alone bears is as good as an id; a name of several is told with their ids."""

import datetime
import random

import pandas as pd
import pytest

import sanzu_graph as sg

POLICY = sg.Policy.for_layers("team", ["party", "union"])
DAY = datetime.date(2026, 1, 3)


def named(org):
    """The organisation with a name of its own for every member and unit, and the names by id."""
    names = {
        table: {one: f"called {table} {at}" for at, one in enumerate(org.table(table)["id"])}
        for table in ("members", "units")
    }
    tables = {
        table: org.table(table).assign(name=list(names[table].values())).astype({"name": "str"})
        for table in names
    }
    return org.replace(**tables), names["members"], names["units"]


def answer(ask, *args, **choice):
    """What a call comes to: a frame, or the kind of its error."""
    try:
        found = ask(*args, POLICY, on=DAY, **choice)
        found = found.findings if isinstance(found, sg.Audit) else found
        return found.table if isinstance(found, sg.Ranking) else found
    except sg.SanzuError as error:
        return type(error)


def are_same(one, other):
    if isinstance(one, type) or isinstance(other, type):
        assert one is other
    else:
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("seed", range(2))
def test_every_call_by_names_is_the_call_by_ids(seed):
    org, people, places = named(sg.synthetic(members=20, seed=seed))
    dice = random.Random(seed)
    members = dice.sample(list(people), min(2, len(people)))
    units = dice.sample(list(places), min(3, len(places)))
    for one in members[:1]:
        are_same(
            answer(sg.best_moves, org, member=people[one]),
            answer(sg.best_moves, org, member=one),
        )
    for one in units[:1]:
        are_same(
            answer(sg.best_moves, org, unit=places[one]),
            answer(sg.best_moves, org, unit=one),
        )
        are_same(
            answer(sg.rank_candidates, org, unit=places[one]),
            answer(sg.rank_candidates, org, unit=one),
        )
    for words, ids in (
        ([places[one] for one in units], {"unit": units, "member": []}),
        (
            {"unit": [places[one] for one in units], "member": [people[one] for one in members]},
            {"unit": units, "member": members},
        ),
    ):
        are_same(
            answer(sg.audit, org, only=words),
            answer(sg.audit, org, only=ids),
        )
    rows = [
        (number, member, dice.choice([*units, ""]), dice.choice([*units, ""]))
        for number, member in enumerate(members)
    ]
    by_ids = pd.DataFrame(rows, columns=["plan", "member", "source", "target"])
    by_names = by_ids.assign(
        member=[people[one] for one in by_ids["member"]],
        source=[places.get(one, "") for one in by_ids["source"]],
        target=[places.get(one, "") for one in by_ids["target"]],
    )
    are_same(
        answer(sg.sweep, org, by_names),
        answer(sg.sweep, org, by_ids),
    )


@pytest.fixture
def org():
    """Two people and two units share a name; one unit is called as another one's id."""
    return sg.Org(
        {"id": ["A", "B", "C"], "name": ["Ada", "Ada", "Eve"]},
        {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3, "name": ["North", "North", "T1"]},
        {"member": ["A", "B", "C"], "unit": ["T1", "T1", "T2"]},
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda org: sg.best_moves(org, POLICY, unit="North", lang="en"),
        lambda org: sg.rank_candidates(org, POLICY, unit="North", lang="en"),
        lambda org: sg.audit(org, POLICY, only=["North"], lang="en"),
        lambda org: sg.audit(org, POLICY, only={"unit": "North"}, lang="en"),
        lambda org: sg.one_person_units(org, only="North", lang="en"),
        lambda org: sg.sweep(
            org,
            pd.DataFrame({"plan": [1], "member": ["Eve"], "source": ["T2"], "target": ["North"]}),
            POLICY,
            lang="en",
        ),
        lambda org: sg.MoveMember("C", "T2", "North").apply(org),
    ],
)
def test_a_name_of_several_is_told_with_their_ids(org, ask):
    with pytest.raises(sg.SanzuError, match=r"T1.*T2"):
        ask(org)


def test_people_of_one_name_are_told(org):
    with pytest.raises(sg.InputError, match=r"Ada.*A.*B"):
        sg.best_moves(org, POLICY, member="Ada", lang="en")


def test_an_id_goes_before_a_name(org):
    assert set(sg.audit(org, POLICY, only="T1").findings["entity_id"]) <= {"T1"}
    frame = pd.DataFrame({"plan": [1], "member": ["Eve"], "source": ["T2"], "target": ["T1"]})
    told = sg.sweep(org, frame, POLICY)
    pd.testing.assert_frame_equal(told, sg.sweep(org, frame.assign(member="C"), POLICY))


def test_who_is_gone_is_not_taken_for_somebody_of_that_name():
    org = sg.Org(
        {"id": ["A", "B"], "name": ["Eve", "A"], "until": ["2025-01-01", None]},
        {"id": ["T1", "T2"], "layer": ["team"] * 2},
        {"member": ["B"], "unit": ["T1"]},
    )
    frame = pd.DataFrame({"plan": [1], "member": ["A"], "source": ["T1"], "target": ["T2"]})
    for ask in (
        lambda: sg.best_moves(org, POLICY, member="A", on=DAY),
        lambda: sg.audit(org, POLICY, only=["A"], on=DAY),
    ):
        with pytest.raises(sg.AbsentError):
            ask()
    with pytest.raises(sg.ScenarioError):
        sg.sweep(org, frame, POLICY, on=DAY)


def test_an_audit_of_names_follows_a_name_to_another():
    org = sg.Org(
        {"id": ["A"]},
        {"id": ["T1", "T2"], "layer": ["team"] * 2, "name": ["North", "South"]},
        {"member": ["A"], "unit": ["T1"]},
    )
    plan = sg.Scenario(
        "swap", [sg.EditUnit("T1", {"name": "x"}), sg.EditUnit("T2", {"name": "North"})]
    )
    after = sg.audit(org, POLICY, only=["North"], lang="en").after(plan)
    pd.testing.assert_frame_equal(
        after.findings, sg.audit(plan.apply(org), POLICY, only=["North"], lang="en").findings
    )
    assert set(after.findings["entity_id"]) == {"T2"}


@pytest.fixture
def company():
    """Four people and four units, each with a name of its own."""
    return sg.Org(
        {"id": ["A", "B", "C", "D"], "name": ["Ada", "Bo", "Cleo", "Dan"]},
        {
            "id": ["T1", "T2", "G1", "G2"],
            "layer": ["team", "team", "party", "party"],
            "name": ["North", "South", "One", "Two"],
        },
        {"member": ["A", "B", "C", "D", "A", "B"], "unit": ["T1", "T1", "T1", "T2", "G1", "G1"]},
    )


def plan_of(org, rules):
    plan = sg.propose(org, sg.Policy.for_layers("team", ["party"]), rules=rules)
    return plan.status, plan.scenario and plan.scenario.changes, plan.objective


@pytest.mark.parametrize(
    ("by_names", "by_ids"),
    [
        ({"pins": ["Ada", "South"]}, {"pins": ["A", "T2"]}),
        ({"pins": {"Dan": "North"}}, {"pins": {"D": "T1"}}),
        ({"together": [["Bo", "Dan"]]}, {"together": [["B", "D"]]}),
        ({"apart": [["Ada", "Bo"]]}, {"apart": [["A", "B"]]}),
        ({"barred": [("Ada", "South")]}, {"barred": [("A", "T2")]}),
        ({"prices": {"Ada": 9}}, {"prices": {"A": 9}}),
        ({"limits": {"South": 0}}, {"limits": {"T2": 0}}),
    ],
)
def test_rules_of_a_plan_take_names(company, by_names, by_ids):
    assert plan_of(company, by_names) == plan_of(company, by_ids)


def test_pictures_begin_at_a_name(company, tmp_path):
    under = company.replace(
        units=company.units.assign(parent=[None, "T1", None, None]),
        relations={"source": ["B"], "target": ["A"], "kind": ["reports_to"]},
    )
    for chart, name, id_ in (("org", "North", "T1"), ("people", "Ada", "A")):
        one, other = (
            sg.save_chart(under, tmp_path / f"{root}.svg", chart=chart, root=root).read_bytes()
            for root in (name, id_)
        )
        assert one == other
    with pytest.raises(sg.AbsentError):
        sg.save_chart(under, tmp_path / "none.svg", chart="org", root="Ada")


def test_who_may_is_asked_by_names(company):
    asked = sg.Placement(company, POLICY)
    assert asked.may_sit("Dan", "North").reason == asked.may_sit("D", "T1").reason
    assert asked.may_lead("Dan", "North").reason == asked.may_lead("D", "T1").reason
    assert asked.may_mentor("Dan", "Ada").reason == asked.may_mentor("D", "A").reason


def test_pairs_and_pins_take_names(company):
    years = company.replace(members=company.members.assign(seniority_years=[20, 9, 1, 0]))
    one, other = (
        sg.pair_mentors(years, forbidden=[pair]).pairs for pair in (("Ada", "Dan"), ("A", "D"))
    )
    pd.testing.assert_frame_equal(one, other)
    one, other = (sg.balance_groups(company, pins=pin) for pin in (["Ada"], ["A"]))
    assert one.pins == other.pins == {"A"}
