"""`balance_groups` against every exchange there is in small organisations; its proof, reasons and
picture.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Layer, Mix, Org, Policy, Requirement, Rule
from sanzu_graph.policy.parts import Transfer

OLD, NEW, STRONG = Rule("years", at_least=15), Rule("years", at_most=3), Rule("skill", at_least=4)


class Case:
    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.groups = [f"G{n}" for n in range(dice.choice([1, 2, 2, 3]))]
        self.site = {group: dice.choice(["n", "n", "s"]) for group in self.groups}
        self.people = [f"p{n}" for n in range(dice.choice([2, 4, 6, 6]))]
        self.years = {one: dice.choice([0, 2, 9, 20, 30, None]) for one in self.people}
        self.skill = {one: dice.choice([1, 4, 5, None]) for one in self.people}
        self.group = {one: dice.choice(self.groups) for one in self.people}
        self.team = {one: dice.choice(["T0", "T1", "T2"]) for one in self.people}
        self.leaders = {one for one in self.people if dice.random() < 0.15}
        self.pins = {one for one in self.people if dice.random() < 0.1}
        self.reach = dice.choice([None, None, 1, 2])
        self.asks = dice.random() < 0.4

    def org(self) -> Org:
        rows = [
            (one, self.group[one], "leader" if one in self.leaders else "member")
            for one in self.people
        ]
        rows += [(one, self.team[one], "member") for one in self.people]
        units = [*self.groups, "T0", "T1", "T2"]
        return Org(
            {
                "id": self.people,
                "years": [self.years[one] for one in self.people],
                "skill": [self.skill[one] for one in self.people],
            },
            {
                "id": units,
                "layer": ["party"] * len(self.groups) + ["team"] * 3,
                "site": [*self.site.values(), "n", "n", "n"],
            },
            {
                "member": [r[0] for r in rows],
                "unit": [r[1] for r in rows],
                "role": [r[2] for r in rows],
            },
        )

    def policy(self) -> Policy:
        layers = (Layer("team"), Layer("party", most_base_units=self.reach))
        asked = (Requirement("strong", 1, per="party", who=STRONG),) if self.asks else ()
        return Policy.for_layers("team").replace(
            layers=layers,
            mixes=(Mix("old", OLD), Mix("new", NEW)),
            backbone=STRONG,
            requirements=asked,
            transfer=Transfer(regroup=("site",)),
        )

    def counts(self, kind: str, one: str) -> bool:
        years, skill = self.years[one], self.skill[one]
        return {
            "old": years is not None and years >= 15,
            "new": years is not None and years <= 3,
            "strong": skill is not None and skill >= 4,
        }[kind]

    def judged(self, end: dict[str, str]) -> tuple[int, int, int]:
        lacking = off = 0
        for group in self.groups:
            inside = [one for one in self.people if end[one] == group]
            region = [one for one in self.people if self.site[end[one]] == self.site[group]]
            lacking += bool(inside) and not any(self.counts("strong", one) for one in inside)
            for kind in ("old", "new"):
                if region:
                    share = Fraction(
                        sum(self.counts(kind, one) for one in region) * len(inside), len(region)
                    )
                    count = sum(self.counts(kind, one) for one in inside)
                    low, high = math.floor(share), math.ceil(share)
                    off += max(low - count, 0) + max(count - high, 0)
        return lacking, off, sum(end[one] != self.group[one] for one in self.people)

    def fits(self, end: dict[str, str]) -> bool:
        for one in self.people:
            stays = (
                one in self.leaders | self.pins or self.site[end[one]] != self.site[self.group[one]]
            )
            if stays and end[one] != self.group[one]:
                return False
        for group in self.groups:
            now, then = (
                [one for one in self.people if where[one] == group] for where in (self.group, end)
            )
            if self.reach is not None:
                reached = [len({self.team[one] for one in some}) for some in (now, then)]
                if reached[1] > max(self.reach, reached[0]):
                    return False
            strong = [sum(self.counts("strong", one) for one in some) for some in (now, then)]
            if self.asks and strong[1] < min(1, strong[0]):
                return False
        return True

    def best(self) -> tuple[int, int, int]:
        ends = {tuple(order) for order in permutations([self.group[one] for one in self.people])}
        found = (dict(zip(self.people, order, strict=True)) for order in ends)
        return min(self.judged(end) for end in found if self.fits(end))


@given(st.integers(0, 2**32 - 1))
def test_no_exchange_is_better(seed):
    case = Case(seed)
    plan = sg.balance_groups(case.org(), case.policy(), layer="party", pins=case.pins)
    assert plan.status == "optimal"
    assert dict(plan.bound) == dict(plan.objective)
    assert tuple(plan.objective.values()) == case.best()
    assert tuple(plan.before.values()) == case.judged(case.group)
    after = plan.apply(case.org())
    rows = after.memberships[after.memberships["unit"].isin(case.groups)]
    assert case.fits(dict(zip(rows["member"], rows["unit"], strict=True)))


@pytest.fixture
def mixed() -> tuple[Org, Policy]:
    made: dict[str, Any] = {
        "id": list("ABCDEF"),
        "years": [20, 25, 30, 1, 2, 3],
        "name": ["<b>安</b>", *"BCDEF"],
    }
    org = Org(
        made,
        {"id": ["G", "H"], "layer": ["party"] * 2},
        {"member": list("ABCDEF"), "unit": ["G"] * 3 + ["H"] * 3},
    )
    return org, Policy.for_layers("party").replace(
        mixes=(Mix("old", OLD, {"zh": "老职工"}),), backbone=OLD
    )


def test_the_plan_is_told_with_reasons_and_drawn(mixed):
    import matplotlib.pyplot as plt

    org, policy = mixed
    plan = sg.balance_groups(org, policy, lang="zh")
    assert dict(plan.objective) == {
        "groups_without_backbone": 0,
        "imbalance_of_mix": 0,
        "people_moved": 2,
    }
    assert plan.mix[["old", "old_after"]].to_numpy().tolist() == [[3, 2], [0, 1]]
    assert "没有骨干的小组" in plan.reasons["repairs"].iloc[0]
    assert "条件相同" in plan.reasons["why"].iloc[0]
    assert set(plan.reasons["next_best"]) == {"同样好"}
    assert "<b>" not in plan._repr_html_()
    assert "老职工" in plan._repr_html_()
    ax = sg.plot_changes(org, plan, lang="zh")
    plt.close(ax.figure)


def test_everybody_pinned_leaves_all_as_it_is(mixed):
    org, policy = mixed
    plan = sg.balance_groups(org, policy, pins=list("ABC"), lang="en")
    assert not len(plan.scenario)
    assert plan.objective == plan.before
    assert plan.status == "optimal"


def test_no_time_is_no_proof(mixed):
    plan = sg.balance_groups(*mixed, time_limit=0)
    assert plan.status == "time_limit"
    assert plan.gap == {}


def test_no_groups_and_no_people():
    empty: dict[str, list[str]] = {"member": [], "unit": []}
    org = Org({"id": []}, {"id": ["G"], "layer": ["party"]}, empty)
    plan = sg.balance_groups(
        org, Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", OLD),))
    )
    assert dict(plan.objective) == {
        "groups_without_backbone": 0,
        "imbalance_of_mix": 0,
        "people_moved": 0,
    }
    assert plan.left_out == ("mixes.old",)


def test_what_is_not_there_is_told(mixed):
    with pytest.raises(sg.ProblemError, match="nobody"):
        sg.balance_groups(*mixed, pins=["nobody"], lang="en")
    with pytest.raises(sg.AbsentError, match="union"):
        sg.balance_groups(*mixed, layer="union", lang="en")
