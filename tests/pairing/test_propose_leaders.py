"""`propose_leaders` against every choice of leaders in small organisations, judged by the
definitions.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Layer, Leaders, Limit, Org, Policy, Rule


class Case:
    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.people = [f"p{n}" for n in range(dice.choice([1, 2, 4, 5]))]
        self.teams, self.groups = ["T1", "T2"], ["G1", "G2"][: dice.choice([1, 2])]
        self.full = {one for one in self.people if dice.random() < 0.7}
        self.rows: dict[tuple[str, str], str] = {}
        for one in self.people:
            self.rows[one, dice.choice(self.teams)] = dice.choice(
                ["leader", "member", "member", "deputy"]
            )
            if dice.random() < 0.7:
                self.rows[one, dice.choice(self.groups)] = dice.choice(
                    ["leader", "member", "member"]
                )
        self.limit, self.aligned = dice.choice([None, 1, 1, 2]), dice.random() < 0.7

    def org(self) -> Org:
        units = [*self.teams, *self.groups]
        return Org(
            {
                "id": self.people,
                "status": ["full" if one in self.full else "new" for one in self.people],
            },
            {"id": units, "layer": ["team" if unit in self.teams else "party" for unit in units]},
            {
                "member": [m for m, _ in self.rows],
                "unit": [u for _, u in self.rows],
                "role": list(self.rows.values()),
            },
        )

    def policy(self) -> Policy:
        party = Layer(
            "party", led=True, aligned=self.aligned, leader=Rule("status", any_of=("full",))
        )
        leaders = Leaders(None if self.limit is None else Limit(self.limit))
        return Policy.for_layers("team").replace(
            layers=(Layer("team", led=True), party), leaders=leaders
        )

    def inside(self, unit: str) -> list[str]:
        return [one for one in self.people if (one, unit) in self.rows]

    def sitting(self, unit: str) -> set[str]:
        return {one for one in self.inside(unit) if self.rows[one, unit] == "leader"}

    def judged(self, leaders: dict[str, set[str]]) -> tuple[int, ...]:
        used = [unit for unit in leaders if self.inside(unit)]
        vacant = sum(not leaders[unit] for unit in used)
        wrong = sum(one not in self.full for unit in self.groups for one in leaders[unit])
        count = Counter(one for some in leaders.values() for one in some)
        over = (
            0 if self.limit is None else sum(max(times - self.limit, 0) for times in count.values())
        )
        base = {one for unit in self.teams for one in leaders[unit]}
        apart = sum(
            bool(leaders[unit]) and not base & leaders[unit] and bool(base & set(self.inside(unit)))
            for unit in self.groups
        )
        return vacant, wrong, over, apart * self.aligned

    def may(self, unit: str) -> set[str]:
        return {one for one in self.inside(unit) if unit in self.teams or one in self.full}

    def decided(self) -> set[str]:
        """The units that may get another leader, as the notes say."""
        units = [unit for unit in [*self.teams, *self.groups] if self.inside(unit)]
        today = {unit: self.sitting(unit) for unit in units}
        load = Counter(one for some in today.values() for one in some)
        limit = math.inf if self.limit is None else self.limit
        base = {one for unit in self.teams if unit in today for one in today[unit]}
        found = {
            unit for unit in units if len(today[unit]) != 1 or not today[unit] & self.may(unit)
        }
        found |= {unit for unit in units if any(load[one] > limit for one in today[unit])}
        groups = [unit for unit in units if unit in self.groups]
        if self.aligned:
            found |= {
                unit
                for unit in groups
                if today[unit] and not today[unit] & base and base & set(self.inside(unit))
            }
        while True:
            full = {one for unit in found for one in self.may(unit) if load[one] >= limit}
            rising = (
                {one for unit in found if unit in self.teams for one in self.may(unit)}
                if self.aligned
                else set()
            )
            more = {
                unit for unit in groups if full & today[unit] or rising & set(self.inside(unit))
            }
            if more <= found:
                return found
            found |= more

    def best(self) -> tuple[int, ...]:
        units = [*self.teams, *self.groups]
        today = {unit: self.sitting(unit) for unit in units}
        load = Counter(one for some in today.values() for one in some)
        decided = self.decided()
        ways = [
            [{one} for one in {*self.may(unit), *today[unit]}] + [set()]
            if unit in decided
            else [today[unit]]
            for unit in units
        ]
        found = []
        for chosen in product(*ways):
            end = dict(zip(units, chosen, strict=True))
            count = Counter(one for some in end.values() for one in some)
            if self.limit is not None and any(
                times > max(self.limit, load[one]) for one, times in count.items()
            ):
                continue
            if any(len(some) > 1 for some in end.values()):
                continue
            found.append(
                (*self.judged(end), sum(end[unit] != today[unit] for unit in units if end[unit]))
            )
        return min(found)


@given(st.integers(0, 2**32 - 1))
def test_no_choice_is_better(seed):
    case = Case(seed)
    plan = sg.propose_leaders(case.org(), case.policy())
    assert plan.status == "optimal"
    assert dict(plan.bound) == dict(plan.objective)
    assert tuple(plan.objective.values()) == case.best()
    after = plan.apply(case.org())
    rows = after.memberships[after.memberships["role"] == "leader"]
    leaders = {
        unit: set(rows.loc[rows["unit"] == unit, "member"]) for unit in [*case.teams, *case.groups]
    }
    assert case.judged(leaders) == tuple(plan.objective.values())[:4]
    assert (
        case.judged({unit: case.sitting(unit) for unit in leaders})
        == tuple(plan.before.values())[:4]
    )
    assert all(len(some) <= 1 for some in leaders.values())
    assert plan.summary()
    assert plan._repr_html_()


def test_the_organisations_own_ranking_decides_then_the_deputy_then_people():
    units = {"id": ["T1", "T2", "T3"], "layer": ["team"] * 3}
    rows = {
        "member": ["A", "B", "C", "D", "E", "F"],
        "unit": ["T1", "T1", "T2", "T2", "T3", "T3"],
        "role": [""] * 3 + ["deputy", "", ""],
    }
    scores = {
        "candidate": ["A", "B"],
        "unit": ["T1"] * 2,
        "stage": ["peer"] * 2,
        "criterion": ["ability"] * 2,
        "score": [7, 8],
    }
    org = Org({"id": list("ABCDEF")}, units, rows, assessments=scores)
    rules = Policy.for_layers("team").with_layer("team", led=True)
    rules = rules.replace(assessment=sg.Assessment((sg.Weight("peer"),), (sg.Weight("ability"),)))
    plan = sg.propose_leaders(org, rules, lang="en")
    assert plan.reasons["leader"].tolist() == ["B", "D", "E"]
    assert plan.reasons["others"].tolist() == ["", "", "F"]
    assert "rank 1 of 2" in plan.reasons["why"].iloc[0]


def test_a_unit_in_which_nobody_may_lead_stays_without():
    org = Org(
        {"id": ["A"], "status": ["new"]},
        {"id": ["T", "G"], "layer": ["team", "party"]},
        {"member": ["A", "A"], "unit": ["T", "G"]},
    )
    demands = Policy.for_layers("team", ["party"]).with_layer("team", led=True)
    rule = Rule("status", any_of=("full",))
    plan = sg.propose_leaders(org, demands.with_layer("party", led=True, leader=rule), lang="en")
    assert plan.unfilled["unit"].tolist() == ["G"]
    assert "Nobody in it may lead" in plan.summary()


def test_nothing_to_do():
    org = Org(
        {"id": ["A"]},
        {"id": ["T"], "layer": ["team"]},
        {"member": ["A"], "unit": ["T"], "role": ["leader"]},
    )
    plan = sg.propose_leaders(org, Policy.for_layers("team"))
    assert not len(plan.scenario)
    assert plan.status == "optimal"


def test_a_base_layer_that_is_not_there_is_told():
    org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    with pytest.raises(sg.AbsentError, match="crew"):
        sg.propose_leaders(org, Policy.for_layers("crew"), lang="en")


def test_of_two_leaders_one_goes_on_and_the_other_is_named():
    rows = {"member": ["A", "B", "C"], "unit": ["T"] * 3, "role": ["member", "leader", "leader"]}
    plan = sg.propose_leaders(
        Org({"id": list("ABC")}, {"id": ["T"], "layer": ["team"]}, rows),
        Policy.for_layers("team"),
        lang="en",
    )
    assert plan.reasons[["leader", "others"]].to_numpy().tolist() == [["B", "C"]]
    assert "had 2 leaders" in plan.summary()
