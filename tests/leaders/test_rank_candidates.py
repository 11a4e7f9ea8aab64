"""`rank_candidates` against plain loops in fractions: scores, ranks, ties, what is missing, and
what would change the order.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Assessment, Layer, Leaders, Limit, Org, Policy, Rule, Weight

Row = tuple[str, str, str, str | None, float]


def org(rows: list[Row], people: list[str], **columns: list[Any]) -> Org:
    table = {
        "candidate": [r[0] for r in rows],
        "unit": ["P"] * len(rows),
        "stage": [r[1] for r in rows],
        "criterion": [r[2] for r in rows],
        "assessor_group": [r[3] for r in rows],
        "score": [r[4] for r in rows],
        "ballot": [str(number) for number in range(len(rows))],
    }
    units = {"id": ["P", "T"], "layer": ["party", "team"]}
    return Org(
        {"id": people, **columns},
        units,
        {"member": people, "unit": ["P"] * len(people)},
        assessments=table,
    )


def policy(
    stages: dict[str, float], criteria: dict[str, float], assessors: dict[str, float] | None = None
) -> Policy:
    parts = [
        tuple(Weight(*pair) for pair in some.items())
        for some in (stages, criteria, assessors or {})
    ]
    return Policy.for_layers("team", ["party"]).replace(assessment=Assessment(*parts))


class Case:
    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.stages = {name: dice.choice([0, 1, 2.5, 4]) for name in ("apply", "peer", "review")}
        self.criteria = {name: dice.choice([0.1, 1, 3]) for name in ("ability", "conduct")}
        self.people = [f"c{n}" for n in range(dice.choice([0, 1, 3, 4]))]
        cells = [
            (s, c, g)
            for s in ("apply", "peer", "review")
            for c in (*self.criteria, "charm")
            for g in (None, "peers")
        ]
        held = dice.sample(cells, dice.choice([1, 3, 5]))
        self.rows: list[Row] = []
        for one in self.people:
            for cell in held:
                if dice.random() < 0.9:
                    self.rows += [
                        (one, *cell, dice.choice([6, 7.5, 8, 8.25, 9]))
                        for _ in range(dice.choice([1, 1, 2]))
                    ]

    def totals(self) -> dict[str, Fraction]:
        def weight(stage: str, criterion: str) -> Fraction:
            return Fraction(str(self.stages.get(stage, 0))) * Fraction(
                str(self.criteria.get(criterion, 0))
            )

        held = {row[1:4] for row in self.rows if weight(row[1], row[2])}
        found = {}
        for one in self.people:
            given = {
                cell: [
                    Fraction(str(row[4])) for row in self.rows if row[0] == one and row[1:4] == cell
                ]
                for cell in held
            }
            if held and all(given.values()):
                whole = sum(weight(cell[0], cell[1]) for cell in held)
                found[one] = (
                    sum(
                        weight(cell[0], cell[1]) * sum(some) / len(some)
                        for cell, some in given.items()
                    )
                    / whole
                )
        return found


@given(st.integers(0, 2**32 - 1))
def test_scores_and_ranks_are_those_of_plain_loops(seed):
    case = Case(seed)
    found = sg.rank_candidates(
        org(case.rows, case.people), policy(case.stages, case.criteria), unit="P", lang="en"
    )
    wanted = case.totals()
    assert found.totals == wanted
    ranked = found.table[found.table["rank"].notna()]
    assert dict(zip(ranked["candidate"], ranked["rank"], strict=True)) == {
        one: 1 + sum(other > score for other in wanted.values()) for one, score in wanted.items()
    }
    assert all(
        row.tied == (list(wanted.values()).count(wanted[row.candidate]) > 1)
        for row in ranked.itertuples()
    )
    criteria = [name for name in case.criteria if name in found.table]
    assert all(
        sum(row[name] for name in criteria) == pytest.approx(row["score"])
        for row in ranked.to_dict("records")
    )
    whole = found.terms[found.terms["candidate"].isin(wanted)].groupby("candidate")["share"].sum()
    assert whole.to_dict() == pytest.approx({one: float(score) for one, score in wanted.items()})
    assert found.summary()
    assert found._repr_html_()


@given(st.integers(0, 2**32 - 1))
def test_at_the_weight_told_two_tie_and_beyond_it_they_change_places(seed):
    case = Case(seed)
    made = org(case.rows, case.people)
    found = sg.rank_candidates(made, policy(case.stages, case.criteria), unit="P", lang="en")
    for row in found.sensitivity.query("kind == 'weight'").to_dict("records"):
        part = (
            "stages"
            if row["part"] in case.stages
            else "criteria"
            if row["part"] in case.criteria
            else ""
        )
        if not part or row["at"] <= 0.01:
            continue
        orders = []
        for shift in (-0.001, 0.001):
            weights = {"stages": dict(case.stages), "criteria": dict(case.criteria)}
            weights[part][row["part"]] = row["at"] + shift
            orders.append(sg.rank_candidates(made, policy(**weights), unit="P").ranks)
        assert orders[0] != orders[1]


def test_an_order_that_hangs_on_nothing_says_so():
    rows: list[Row] = [(one, "peer", "ability", None, score) for one, score in (("A", 9), ("B", 7))]
    found = sg.rank_candidates(
        org(rows, ["A", "B"]), policy({"peer": 1}, {"ability": 1}), unit="P", lang="en"
    )
    assert not len(found.sensitivity)
    assert "No other weight" in found.summary()


def test_one_group_of_assessors_fewer():
    rows: list[Row] = [
        ("A", "peer", "ability", "team", 9),
        ("A", "peer", "ability", "office", 6),
        ("B", "peer", "ability", "team", 7),
        ("B", "peer", "ability", "office", 7),
    ]
    found = sg.rank_candidates(
        org(rows, ["A", "B"]), policy({"peer": 1}, {"ability": 1}), unit="P", lang="en"
    )
    told = found.sensitivity.query("kind == 'assessors'")
    assert told["part"].tolist() == ["team"]
    assert "B before A" in told["change"].iloc[0]


def test_one_score_fewer():
    rows: list[Row] = [
        ("A", "peer", "ability", None, 9),
        ("A", "peer", "ability", None, 6),
        ("B", "peer", "ability", None, 7),
    ]
    found = sg.rank_candidates(
        org(rows, ["A", "B"]), policy({"peer": 1}, {"ability": 1}), unit="P", lang="en"
    )
    assert found.sensitivity.query("kind == 'score'")["part"].tolist() == ["1 single scores"]


def test_nothing_is_made_up():
    rows: list[Row] = [
        ("A", "peer", "ability", None, 9),
        ("A", "review", "ability", None, 9),
        ("B", "peer", "ability", None, 10),
    ]
    found = sg.rank_candidates(
        org(rows, ["A", "B", "C"]),
        policy({"peer": 1, "review": 1}, {"ability": 1}),
        unit="P",
        lang="en",
    )
    assert found.table["rank"].astype(object).where(found.table["rank"].notna(), None).tolist() == [
        1,
        None,
    ]
    assert found.table["missing"].tolist() == ["", "review"]
    assert found.unassessed["candidate"].tolist() == ["C"]
    empty = sg.rank_candidates(
        org([], ["A"]), policy({"peer": 1}, {"ability": 1}), unit="P", lang="en"
    )
    assert "no score is made up" in empty.summary()


def test_what_has_no_weight_is_listed():
    rows: list[Row] = [
        ("A", "peer", "ability", "x", 9),
        ("A", "gossip", "ability", "x", 1),
        ("A", "peer", "ability", "y", 1),
    ]
    found = sg.rank_candidates(
        org(rows, ["A"]), policy({"peer": 1}, {"ability": 1}, {"x": 1}), unit="P", lang="en"
    )
    assert found.left_out == (("gossip", 1), ("y", 1))
    assert found.totals == {"A": 9}


def test_eligibility_comes_first():
    rows: list[Row] = [(one, "peer", "ability", None, 9) for one in "ABCD"]
    made = org(rows, list("ABCD"), status=["full", "new", "none", "full"])
    made = made.replace(
        memberships={
            "member": ["A", "B", "C", "D", "D"],
            "unit": ["P"] * 4 + ["T"],
            "role": ["member"] * 4 + ["leader"],
        }
    )
    demands = policy({"peer": 1}, {"ability": 1}).replace(
        layers=(
            Layer("team"),
            Layer(
                "party",
                eligible=Rule("status", any_of=("full", "new")),
                leader=Rule("status", any_of=("full",)),
            ),
        ),
        leaders=Leaders(Limit(1)),
    )
    found = sg.rank_candidates(made, demands, unit="P", lang="en")
    assert found.table["candidate"].tolist() == ["A"]
    assert found.ineligible[["candidate", "reason"]].to_numpy().tolist() == [
        ["B", "no_leader"],
        ["C", "ineligible"],
        ["D", "leads_enough"],
    ]


@pytest.mark.parametrize(
    ("demands", "reasons"),
    [
        (Layer("party", led=True, exclusive=False), {"A": "", "B": ""}),
        (Layer("party", led=True, exclusive=True), {"A": "", "B": "split"}),
        (Layer("party", led=True, exclusive=False, largest=1), {"A": "", "B": "full"}),
    ],
)
def test_a_candidate_must_be_able_to_come(demands, reasons):
    """A is in the unit, B is in another of its layer."""
    rows: list[Row] = [(one, "peer", "ability", None, 9) for one in "AB"]
    made = org(rows, list("AB")).replace(
        units={"id": ["P", "Q"], "layer": ["party"] * 2},
        memberships={"member": ["A", "B"], "unit": ["P", "Q"]},
    )
    rules = policy({"peer": 1}, {"ability": 1}).replace(layers=(Layer("team"), demands))
    found = sg.rank_candidates(made, rules, unit="P", lang="en")
    refused = dict(found.ineligible[["candidate", "reason"]].to_numpy().tolist())
    assert {one: refused.get(one, "") for one in "AB"} == reasons
    assert found.table["candidate"].tolist() == [one for one in "AB" if not reasons[one]]
    placement = sg.Placement(made, rules)
    for one, why in zip(found.ineligible["candidate"], found.ineligible["why"], strict=True):
        assert placement.may_lead(one, "P").describe("en") == why


def test_whoever_leads_may_go_on():
    rows: list[Row] = [("A", "peer", "ability", None, 9)]
    made = org(rows, ["A"], status=["none"]).replace(
        memberships={"member": ["A"], "unit": ["P"], "role": ["leader"]}
    )
    demands = Layer("party", eligible=Rule("status", any_of=("full",)))
    rules = policy({"peer": 1}, {"ability": 1}).replace(layers=(Layer("team"), demands))
    assert sg.rank_candidates(made, rules, unit="P").ranks == {"A": 1}


def test_an_unknown_unit_is_told():
    with pytest.raises(sg.AbsentError, match="P9"):
        sg.rank_candidates(org([], ["A"]), policy({}, {}), unit="P9", lang="en")


def test_weights_that_make_no_sense_are_refused():
    with pytest.raises(sg.PolicyError):
        policy({"peer": -1}, {})
    with pytest.raises(sg.PolicyError):
        Policy().replace(assessment=Assessment((Weight("peer"), Weight("peer"))))
