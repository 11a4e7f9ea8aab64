"""What people type first is taken where its meaning is plain; else an error says what to write."""

import datetime

import numpy as np
import pandas as pd
import pytest

import sanzu_graph as sg

ORG = sg.Org(
    {"id": ["A", "B", "C", "D"], "seniority_years": [20, 9, 1, 0], "since": ["2020-01-01"] * 4},
    {"id": ["T1", "T2", "G1", "G2"], "layer": ["team", "team", "party", "party"]},
    {"member": ["A", "B", "C", "D", "A", "B"], "unit": ["T1", "T1", "T1", "T2", "G1", "G1"]},
)
POLICY = sg.Policy.for_layers("team", ["party"]).replace(mentors=sg.Policy().mentors)
PLAN = sg.Scenario("x", [sg.JoinUnit("D", "G1")])
DAY = datetime.date(2026, 1, 5)
DATED = {
    "audit": lambda on: sg.audit(ORG, POLICY, on=on).on,
    "at": lambda on: ORG.at(on) == ORG.at(DAY) and DAY,
    "apply": lambda on: PLAN.apply(ORG, on=on) == PLAN.apply(ORG, on=DAY) and DAY,
    "compare": lambda on: sg.compare(ORG, PLAN, policy=POLICY, on=on).before.on,
    "Scenario": lambda on: sg.Scenario("x", on=on).on,
    "JoinUnit": lambda on: sg.JoinUnit("D", "G1", on=on).on,
    "survey": lambda on: sg.survey({"one": ORG}, POLICY, on=on).on,
}


@pytest.mark.parametrize("door", DATED)
def test_a_day_is_taken_in_every_form(door):
    for on in (pd.Timestamp(DAY), np.datetime64(DAY), DAY, "2026-01-05", "2026/1/5"):
        assert DATED[door](on) == DAY
    for on in ("soon", 20260105, np.int64(20260105), pd.NaT, float("nan"), True):
        with pytest.raises(sg.SanzuError, match=r"is not a day. Write it as 2026-11-22"):
            DATED[door](on)


def proposed(**choice):
    plan = sg.propose(ORG, POLICY, levers=["join"], lang="en", **choice)
    return plan.status, plan.objective, plan.scenario and plan.scenario.changes


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: proposed(max_groups_changed=one),
        lambda one: proposed(max_people_moved=one),
        lambda one: proposed(rules={"prices": {"A": one}, "limits": {"G1": one}}),
        lambda one: proposed(solve={"seed": one}),
        lambda one: proposed(solve={"time_limit": 60 * one}),
        lambda one: len(sg.best_moves(ORG, POLICY, member="D", most=one)),
        lambda one: len(sg.blank_teams(ORG, minimum=one)),
        PLAN.undo,
        lambda one: sg.pair_mentors(ORG, POLICY, keep_price=one).pairs.to_dict(),
        lambda one: sg.synthetic(members=20 * one, seed=one),
    ],
)
def test_a_number_of_numpy_is_a_number(ask):
    assert ask(np.int64(1)) == ask(np.int32(1)) == ask(1)


@pytest.mark.parametrize(
    ("ask", "one", "several"),
    [
        (lambda names: len(sg.audit(ORG, POLICY, select=names).asked), "blank_teams", None),
        (lambda names: len(sg.audit(ORG, POLICY, only=names).findings), "T1", None),
        (lambda names: sg.Policy.for_layers("team", names), "party", None),
        (lambda names: sg.balance_groups(ORG, POLICY, pins=names).pins, "A", None),
        (lambda names: proposed(rules={"pins": names}), "A", None),
        (lambda plans: sg.sweep(ORG, plans, POLICY).to_dict(), PLAN, [PLAN]),
        (lambda plans: sg.compare(ORG, plans, policy=POLICY).table.to_json(), PLAN, [PLAN]),
        (lambda changes: sg.Scenario("x", changes), sg.JoinUnit("D", "G1"), None),
    ],
)
def test_one_stands_for_a_list_of_one(ask, one, several):
    expected = ask([one])
    assert ask(one) == expected
    assert ask((one,)) == expected
    if isinstance(one, str):
        assert ask(np.array([one])) == expected
        assert ask(pd.Series([one])) == expected
        assert ask(pd.Index([one])) == expected
    elif several is not None:
        assert ask(several) == expected


@pytest.mark.parametrize(
    "ask",
    [
        lambda lang: sg.audit(ORG, POLICY, lang=lang),
        lambda lang: sg.use(lang=lang),
        lambda lang: sg.blank_teams(ORG, lang=lang),
        lambda lang: POLICY.replace(lang=lang),
        lambda lang: PLAN.to_frame(lang=lang),
    ],
)
def test_a_language_that_is_not_there_is_told_with_those_that_are(ask):
    for lang in ("fr", "中文", 1):
        with pytest.raises(sg.SanzuError, match=r"write en or zh.*请写 en 或 zh"):
            ask(lang)
    try:
        for lang in ("EN", "zh_CN.UTF-8", "en-US", None):
            ask(lang)
    finally:
        sg.use(lang=None)
