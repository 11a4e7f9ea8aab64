"""`balance_groups` against every exchange there is in small organisations; its proof, reasons and
picture.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Layer, Mix, Org, Policy, Requirement, Rule
from sanzu_graph.policy.parts import Transfer
from sanzu_graph.policy.placement import Placement

OLD, NEW, STRONG = Rule("years", at_least=15), Rule("years", at_most=3), Rule("skill", at_least=4)


Seats = frozenset[str]
#: Ends that are looked at for one organisation.
MOST_ENDS = 4_000


class Case:
    """A few people with several seats each, in groups of two sites."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.groups = [f"G{n}" for n in range(dice.choice([1, 2, 3, 3, 4]))]
        self.site = {group: dice.choice(["n", "n", "s"]) for group in self.groups}
        self.people = [f"p{n}" for n in range(dice.choice([2, 3, 4, 5]))]
        self.years = {one: dice.choice([0, 2, 9, 20, 30, None]) for one in self.people}
        self.skill = {one: dice.choice([1, 4, 5, None]) for one in self.people}
        self.kind = {one: dice.choice(["in", "in", "in", "out"]) for one in self.people}
        self.seats = {
            one: frozenset(
                dice.sample(self.groups, dice.choice([0, 1, 1, 1, 2, 3][: len(self.groups) + 3]))
            )
            for one in self.people
        }
        teams = ["T0", "T1", "T2"]
        self.teams = {one: dice.sample(teams, dice.choice([0, 1, 1, 2])) for one in self.people}
        self.role = {
            (one, group): dice.choice(["leader", "deputy", "deputy", *["member"] * 6])
            for one in self.people
            for group in self.seats[one]
        }
        self.pins = {one for one in self.people if dice.random() < 0.1}
        self.reach = dice.choice([None, None, 1, 2])
        self.asks = dice.random() < 0.4
        while math.prod(len(self.choices(one)) for one in self.people) > MOST_ENDS:
            self.pins.add(next(one for one in self.people if one not in self.pins))

    def org(self) -> Org:
        rows = [(one, group, role) for (one, group), role in self.role.items()]
        rows += [(one, team, "member") for one in self.people for team in self.teams[one]]
        units = [*self.groups, "T0", "T1", "T2"]
        return Org(
            {
                "id": self.people,
                "years": [self.years[one] for one in self.people],
                "skill": [self.skill[one] for one in self.people],
                "kind": [self.kind[one] for one in self.people],
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
        party = Layer("party", most_base_units=self.reach, eligible=Rule("kind", any_of=("in",)))
        asked = (Requirement("strong", 1, per="party", who=STRONG),) if self.asks else ()
        return Policy.for_layers("team").replace(
            layers=(Layer("team"), party),
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

    def inside(self, end: dict[str, Seats], group: str) -> list[str]:
        return [one for one in self.people if group in end[one]]

    def judged(self, end: dict[str, Seats]) -> tuple[int, ...]:
        lacking = off = 0
        for group in self.groups:
            inside = self.inside(end, group)
            lacking += bool(inside) and not any(self.counts("strong", one) for one in inside)
            region = [
                one
                for other in self.groups
                if self.site[other] == self.site[group]
                for one in self.inside(end, other)
            ]
            for kind in ("old", "new") if region else ():
                share = Fraction(
                    sum(self.counts(kind, one) for one in region) * len(inside), len(region)
                )
                count = sum(self.counts(kind, one) for one in inside)
                off += max(math.floor(share) - count, 0) + max(count - math.ceil(share), 0)
        moved = sum(end[one] != self.seats[one] for one in self.people)
        lost = sum(
            role == "deputy" and group not in end[one] for (one, group), role in self.role.items()
        )
        return lacking, off, moved, lost

    def choices(self, one: str) -> list[Seats]:
        """The seats that somebody may have in the end."""
        today = self.seats[one]
        stays = {group for group in today if self.role[one, group] == "leader"}
        if one in self.pins or self.kind[one] == "out":
            return [today]
        return [
            frozenset(some)
            for some in combinations(self.groups, len(today))
            if stays <= {*some}
            and sorted(self.site[group] for group in some)
            == sorted(self.site[group] for group in today)
        ]

    def fits(self, end: dict[str, Seats]) -> bool:
        for group in self.groups:
            now, then = (self.inside(where, group) for where in (self.seats, end))
            if len(now) != len(then):
                return False
            if self.reach is not None:
                reached = [
                    len({t for one in some for t in self.teams[one]}) for some in (now, then)
                ]
                if reached[1] > max(self.reach, reached[0]):
                    return False
            strong = [sum(self.counts("strong", one) for one in some) for some in (now, then)]
            if self.asks and strong[1] < min(1, strong[0]):
                return False
        return True

    def best(self) -> tuple[int, ...]:
        ends = product(*(self.choices(one) for one in self.people))
        found = (dict(zip(self.people, end, strict=True)) for end in ends)
        return min(self.judged(end) for end in found if self.fits(end))


def seats_in(case: Case, org: Org) -> dict[str, Seats]:
    rows = org.memberships[org.memberships["unit"].isin(case.groups)]
    return {one: frozenset(rows.loc[rows["member"] == one, "unit"].tolist()) for one in case.people}


@given(st.integers(0, 2**32 - 1))
def test_no_exchange_is_better(seed):
    case = Case(seed)
    plan = sg.balance_groups(case.org(), case.policy(), layer="party", pins=case.pins)
    assert plan.status == "optimal"
    assert dict(plan.bound) == dict(plan.objective)
    assert tuple(plan.objective.values()) == case.best()
    assert tuple(plan.before.values()) == case.judged(case.seats)
    end = seats_in(case, plan.apply(case.org()))
    assert case.fits(end)
    assert all(end[one] in case.choices(one) for one in case.people)
    assert case.judged(end) == tuple(plan.objective.values())


@given(st.integers(0, 2**32 - 1))
def test_whoever_moves_may_sit_there(seed):
    """Placement allows each move; only the room is made by the others."""
    case = Case(seed)
    org, policy = case.org(), case.policy()
    plan = sg.balance_groups(org, policy, layer="party", pins=case.pins)
    placement = Placement(org, policy.resolve(org))
    for move in plan.scenario:
        assert placement.may_sit(move.member, move.target, leaving=move.source)


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
        "posts_changed": 0,
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
        "posts_changed": 0,
    }
    assert plan.left_out == ("mixes.old",)
    assert "mixes.old" in plan._repr_html_()
    assert ["mixes.old" in note for note in plan.notes()] == [True]


def test_what_is_not_there_is_told(mixed):
    with pytest.raises(sg.ProblemError, match="nobody"):
        sg.balance_groups(*mixed, pins=["nobody"], lang="en")
    with pytest.raises(sg.AbsentError, match="union"):
        sg.balance_groups(*mixed, layer="union", lang="en")


def test_a_person_with_seats_on_two_sites_is_moved_once():
    """A, old, sits in a group of each site; both have a share to mend."""
    rows = [("A", "N1"), ("A", "S1"), ("B", "N1"), ("C", "N2"), ("D", "N2")]
    rows += [("E", "S1"), ("F", "S2"), ("G", "S2")]
    org = Org(
        {"id": list("ABCDEFG"), "years": [30, 30, 0, 0, 30, 0, 0]},
        {"id": ["N1", "N2", "S1", "S2"], "layer": ["party"] * 4, "site": list("nnss")},
        {"member": [one for one, _ in rows], "unit": [unit for _, unit in rows]},
    )
    policy = Policy.for_layers("team", ["party"]).replace(
        mixes=(Mix("old", OLD),), transfer=Transfer(regroup=("site",))
    )
    plan = sg.balance_groups(org, policy, lang="en")
    assert plan.objective["imbalance_of_mix"] == 0
    assert plan.objective["people_moved"] == 3
    assert dict(plan.bound) == dict(plan.objective)
    assert sorted({move.member for move in plan.scenario} & {"A", "B", "E"}) == ["A"]


def test_whoever_is_not_alike_may_do_as_well():
    """A and B are of one kind, but A has a further seat."""
    org = Org(
        {"id": list("ABCDE"), "years": [20, 20, 1, 1, 1]},
        {"id": ["G", "H", "K"], "layer": ["party"] * 3},
        {"member": list("ABCDAE"), "unit": ["G", "G", "H", "H", "K", "K"]},
    )
    policy = Policy.for_layers("team", ["party"]).replace(
        mixes=(Mix("old", Rule("years", at_least=9)),)
    )
    reasons = sg.balance_groups(org, policy, lang="en").reasons
    (gone,) = (change.member for change in reasons["change"] if change.source == "G")
    instead = {"A": "B", "B": "A"}[gone]
    told = {row.change.source: (row.why, row.next_best) for row in reasons.itertuples()}
    assert told["G"] == (f"others could go instead: {instead}", "as good")
    assert told["H"][0].startswith("any of those alike would do as well")


def test_a_deputy_goes_only_where_nobody_else_would_do():
    org = Org(
        {"id": list("ABCD"), "years": [30, 30, 0, 0]},
        {"id": ["G", "H"], "layer": ["party"] * 2},
        {"member": list("ABCD"), "unit": list("GGHH"), "role": ["deputy", "", "deputy", ""]},
    )
    policy = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", OLD),))
    plan = sg.balance_groups(org, policy, lang="en")
    assert sorted(move.member for move in plan.scenario) == ["B", "D"]
    assert plan.objective["posts_changed"] == 0
    plan = sg.balance_groups(org, policy, pins=["B"], lang="en")
    assert sorted(move.member for move in plan.scenario) == ["A", "D"]
    assert plan.objective["posts_changed"] == 1


def test_two_seats_of_one_person_do_not_come_to_the_same_group():
    """A, old, sits in G and H; K needs two old people, and A would be one of them only."""
    seats = [("A", "G"), ("E", "G"), ("A", "H"), ("F", "H"), *((one, "K") for one in "BCIJ")]
    org = Org(
        {"id": list("ABCEFIJ"), "years": [30, 0, 0, 30, 30, 0, 0]},
        {"id": ["G", "H", "K"], "layer": ["party"] * 3},
        {"member": [one for one, _ in seats], "unit": [unit for _, unit in seats]},
    )
    policy = Policy.for_layers("team", ["party"]).replace(mixes=(Mix("old", OLD),))
    plan = sg.balance_groups(org, policy, lang="en")
    assert plan.objective["imbalance_of_mix"] == 0
    assert plan.objective["people_moved"] == 4
    assert dict(plan.bound) == dict(plan.objective)
