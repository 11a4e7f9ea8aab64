"""Up to where new findings decide among equals, what a ranking weighs, and who is not ranked."""

import itertools
import random
from collections import defaultdict
from fractions import Fraction

import pytest

import sanzu_graph as sg
from sanzu_graph import Assessment, Org, Policy, Weight
from sanzu_graph.leaders import leader_order

LED = Policy.for_layers("team", ["party"]).with_layer("team", led=True)


def vacant(teams: int = 1) -> Org:
    """Teams of three without a leader; who is first in each is led by the second elsewhere."""
    people = [f"M{team:02}{one}" for team in range(teams) for one in "abc"]
    places = [(person, f"T{person[1:3]}", "member") for person in people]
    for team in range(teams):
        places += [(f"M{team:02}a", f"P{team:02}", "member")]
        places += [(f"M{team:02}b", f"P{team:02}", "leader")]
    units = [(f"{letter}{team:02}") for letter in "TP" for team in range(teams)]
    return Org(
        {"id": people},
        {"id": units, "layer": ["team"] * teams + ["party"] * teams},
        {
            "member": [place[0] for place in places],
            "unit": [place[1] for place in places],
            "role": [place[2] for place in places],
        },
    )


def appointed(org: Org) -> list[str]:
    plan = sg.propose_leaders(org, LED, lang="en")
    return [change.member for change in plan.scenario]


def test_new_findings_decide_up_to_so_many_members_and_units(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (leader_order.FEW, leader_order.UNITS) == (5_000, 50)  # as the docstring says
    org = vacant(2)
    # If the first of a team led it, two people would lead each other.
    by_findings, by_id = ["M00b", "M01b"], ["M00a", "M01a"]
    assert appointed(org) == by_findings
    for few, units, expected in ((6, 2, by_findings), (5, 2, by_id), (6, 1, by_id)):
        monkeypatch.setattr(leader_order, "FEW", few)
        monkeypatch.setattr(leader_order, "UNITS", units)
        assert appointed(org) == expected


def test_barred_and_kept_are_obeyed_and_told() -> None:
    org = vacant()
    plan = sg.propose_leaders(org, LED, barred=[("M00b", "T00")], lang="en")
    assert [change.member for change in plan.scenario] == ["M00c"]
    assert plan.barred == (("M00b", "T00"),)
    nobody = sg.propose_leaders(org, LED, barred=[(f"M00{one}", "T00") for one in "abc"])
    assert len(nobody.scenario) == 0
    assert nobody.unfilled["unit"].tolist() == ["T00"]
    with pytest.raises(sg.ProblemError, match="M00c"):
        sg.propose_leaders(org, LED, kept=[("M00c", "T00")])
    kept = sg.propose_leaders(org, LED, kept=[("M00b", "P00")])
    assert kept.kept == (("M00b", "P00"),)


def test_a_plan_has_no_fewer_than_no_alternatives() -> None:
    plan = sg.propose_leaders(vacant(), LED, lang="en")
    everything = [other.name for other in plan.alternatives(9)]
    assert everything
    for count in (0, -1, -9):
        assert list(plan.alternatives(count)) == []
        assert not plan.alternatives(count).exhausted
    assert len(plan.alternatives(1)) == 1


# -- rankings

STAGES = {"apply": 1, "peer": 2.5}
CRITERIA = {"ability": 3, "conduct": 0.1, "charm": 0}
GROUPS = {"peers": 1, "leaders": 4}
RULES = Policy.for_layers("team", ["party"]).replace(
    assessment=Assessment(
        *(
            tuple(Weight(name, weight) for name, weight in part.items())
            for part in (STAGES, CRITERIA, GROUPS)
        )
    )
)


def assessed(rows: list[tuple[str, str, str, str, float]]) -> Org:
    """Candidates of a party group, who were given scores there."""
    people = sorted({row[0] for row in rows})
    columns = zip(*rows, strict=True)
    names = ("candidate", "stage", "criterion", "assessor_group", "score")
    table = dict(zip(names, map(list, columns), strict=True))
    return Org(
        {"id": people},
        {"id": ["P", "T"], "layer": ["party", "team"]},
        {"member": people, "unit": ["P"] * len(people)},
        assessments={
            **table,
            "unit": ["P"] * len(rows),
            "ballot": list(map(str, range(len(rows)))),
        },
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_weight_is_the_product_and_a_share_adds_up_to_the_score(seed: int) -> None:
    dice = random.Random(seed)
    cells = list(itertools.product(STAGES, CRITERIA, GROUPS))
    rows = [
        (person, *cell, dice.choice([6, 7.5, 8.25, 9]))
        for person in "ABC"
        for cell in cells
        for _ in range(dice.choice([1, 2]))
    ]
    ranking = sg.rank_candidates(assessed(rows), RULES, unit="P", lang="en")
    expected = {
        cell: Fraction(str(STAGES[cell[0]]))
        * Fraction(str(CRITERIA[cell[1]]))
        * Fraction(str(GROUPS[cell[2]]))
        for cell in cells
        if CRITERIA[cell[1]]
    }
    assert {cell: ranking.weights[cell] for cell in expected} == expected
    scores: dict[str, float] = defaultdict(float)
    for row in ranking.terms.itertuples():
        given = [one[4] for one in rows if one[:4] == (row.candidate, *row[3:6])]
        assert row.scores == len(given)
        assert row.mean == pytest.approx(sum(given) / len(given))
        assert row.weight == pytest.approx(float(expected[row[3:6]]))
        scores[row.candidate] += row.share
    table = ranking.table.set_index("candidate")
    assert {name: pytest.approx(score) for name, score in scores.items()} == table[
        "score"
    ].to_dict()
    assert table["score"].is_monotonic_decreasing
    assert {name: float(total) for name, total in ranking.totals.items()} == table[
        "score"
    ].to_dict()


def test_equal_scores_share_a_rank_and_the_next_one_is_left_out() -> None:
    rows = [(one, "peer", "ability", "peers", 9 if one in "BC" else 7) for one in "ABCD"]
    table = sg.rank_candidates(assessed(rows), RULES, unit="P").table
    assert table[["rank", "candidate", "tied"]].astype(str).to_numpy().tolist() == [
        ["1", "B", "True"],
        ["1", "C", "True"],
        ["3", "A", "True"],
        ["3", "D", "True"],
    ]


def test_who_lacks_a_part_that_others_have_stands_below_without_a_rank() -> None:
    rows = [
        ("A", "peer", "ability", "peers", 6),
        ("B", "peer", "ability", "peers", 9),
        ("A", "apply", "ability", "peers", 6),
    ]
    ranking = sg.rank_candidates(assessed(rows), RULES, unit="P", lang="en")
    table = ranking.table.set_index("candidate")
    assert list(table.index) == ["A", "B"]
    assert table.at["A", "rank"] == 1
    assert table.loc["B", ["rank", "score"]].isna().all()
    assert "apply" in table.at["B", "missing"]
    assert {*ranking.totals} == {"A"}


def test_what_weighs_nothing_is_listed_and_members_who_were_not_asked_about_too() -> None:
    rows = [("A", "peer", "ability", "peers", 6), ("A", "peer", "charm", "peers", 9)]
    org = assessed(rows)
    members = {"id": ["A", "Z"]}
    seats = {"member": ["A", "Z"], "unit": ["P", "P"]}
    ranking = sg.rank_candidates(
        org.replace(members=members, memberships=seats), RULES, unit="P", lang="en"
    )
    assert ranking.unassessed["candidate"].tolist() == ["Z"]
    assert [count for _, count in ranking.left_out] == [1]
    assert "charm" in ranking.left_out[0][0]
    assert ranking.table["score"].tolist() == [6]
    assert ranking.in_language("zh").lang == "zh"
    assert ranking.in_language("zh").summary() != ranking.summary()


def test_a_unit_goes_by_a_name_that_no_other_has() -> None:
    org = assessed([("A", "peer", "ability", "peers", 6)])
    named = org.replace(
        units={
            "id": ["P", "T", "Q"],
            "layer": ["party", "team", "party"],
            "name": ["一", "二", "二"],
        }
    )
    assert sg.rank_candidates(named, RULES, unit="一").unit == "P"
    with pytest.raises(sg.InputError, match="Q"):
        sg.rank_candidates(named, RULES, unit="二")
    with pytest.raises(sg.AbsentError):
        sg.rank_candidates(named, RULES, unit="三")
