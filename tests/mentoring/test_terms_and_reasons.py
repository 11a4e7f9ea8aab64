"""Each measure of a term, each reason for being without a mentor, each goal: on pairs one can count."""

import itertools
from typing import Any

import pytest

import sanzu_graph as sg
from sanzu_graph import Mentors, Org, Policy, Rule, Term

MAY, OWED = Rule("years", at_least=5), Rule("years", at_most=1)
SKILL = Term("skill", "ahead", column="skill")


def org(
    relations: list[tuple[str, str, str]] | None = None,
    seats: list[tuple[str, str, str]] | None = None,
    **columns: list[Any],
) -> Org:
    """Two who may mentor, A and B, and two apprentices, x and y; all in one team."""
    seats = seats or [(one, "T", "member") for one in "ABxy"]
    relations = relations or []
    return Org(
        {"id": list("ABxy"), "years": [9, 7, 1, 0], **columns},
        {"id": ["T", "U"], "layer": ["team", "team"]},
        {name: [seat[at] for seat in seats] for at, name in enumerate(("member", "unit", "role"))},
        {
            name: [line[at] for line in relations]
            for at, name in enumerate(("source", "target", "kind"))
        },
    )


def policy(**rules: Any) -> Policy:
    given = {"mentor": MAY, "apprentice": OWED, "terms": (SKILL,), **rules}
    return Policy.for_layers("team").replace(mentors=Mentors(**given))


def pairs(found: sg.Pairing) -> set[str]:
    return {f"{row.mentor}{row.apprentice}" for row in found.pairs.itertuples()}


# -- what a term measures


@pytest.mark.parametrize(
    ("term", "columns", "expected"),
    [
        (Term("t", "ahead", column="n"), {"n": [5, 1, 3, None]}, {"Ax": 2, "Bx": 0, "Ay": None}),
        (Term("t", "ahead", column="n", most=1), {"n": [5, 1, 3, 3]}, {"Ax": 1, "By": 0}),
        (Term("t", "apart", column="n"), {"n": [5, 1, 3, 9]}, {"Ax": 2, "Bx": 2, "By": 8}),
        (Term("t", "apart", column="n", most=3), {"n": [5, 1, 3, 9]}, {"Ay": 3}),
        (Term("t", "same", column="w"), {"w": ["a", "b", "a", None]}, {"Ax": 1, "Bx": 0}),
        (Term("t", "other", column="w"), {"w": ["a", "b", "a", None]}, {"Ax": 0, "Bx": 1}),
        (Term("t", "same", column="w", weight=2.5), {"w": ["a"] * 4}, {"Ax": 2.5, "By": 2.5}),
        (Term("t", "same_unit", layer="team"), {}, {"Ax": 1, "By": 1}),
    ],
    ids=["ahead", "ahead at most", "apart", "apart at most", "same", "other", "weight", "unit"],
)
def test_a_measure_is_what_it_says(
    term: Term, columns: dict[str, list[Any]], expected: dict[str, float | None]
) -> None:
    for pair, points in expected.items():
        found = sg.pair_mentors(
            org(**columns), policy(terms=(term,)), required=[tuple(pair)], objective="most"
        )
        row = found.pairs.set_index(["mentor", "apprentice"]).loc[tuple(pair)]
        assert row["score"] == (points or 0)  # what is unknown counts 0
        assert row["t"] == pytest.approx(points, nan_ok=True) or points is None
        assert row["required"]


@pytest.mark.parametrize(
    ("wishes", "points"),
    [([], 0), ([("x", "A")], 1), ([("A", "x")], 1), ([("x", "A"), ("A", "x")], 2)],
)
def test_a_wish_counts_for_each_who_states_it(wishes: list[tuple[str, str]], points: int) -> None:
    wished = org([(one, other, "prefers") for one, other in wishes])
    term = Term("wish", "wish", kind="prefers")
    found = sg.pair_mentors(wished, policy(terms=(term,)), required=[("A", "x")])
    assert found.pairs.set_index("apprentice")["score"]["x"] == points
    assert found.left_out == (() if wishes else ("wish",))


def test_the_score_is_the_sum_of_its_terms_and_the_best_of_all_pairings() -> None:
    columns = {"skill": [9, 4, 1, 3], "w": ["a", "b", "b", "a"]}
    terms = (SKILL, Term("same", "same", column="w", weight=3))
    found = sg.pair_mentors(org(**columns), policy(terms=terms, capacity=1))
    people = dict(zip("ABxy", zip(*columns.values(), strict=True), strict=True))

    def worth(mentor: str, apprentice: str) -> float:
        (skill, trade), (less, other) = people[mentor], people[apprentice]
        return max(skill - less, 0) + 3 * (trade == other)

    best = max(worth("A", one) + worth("B", other) for one, other in itertools.permutations("xy"))
    assert found.objective["score"] == best == found.pairs["score"].sum()
    sums = found.pairs[["skill", "same"]].sum(axis="columns")
    assert sums.tolist() == found.pairs["score"].tolist()
    assert found.status == "optimal"


# -- who is without, and why


@pytest.mark.parametrize(
    ("rules", "asked", "relations", "seats", "reason"),
    [
        ({"mentor": Rule("years", at_least=50)}, {}, [], None, "nobody"),
        ({"least_gap": 50}, {}, [], None, "gap"),
        ({}, {"forbidden": [("A", "x"), ("B", "x")]}, [], None, "forbidden"),
        ({"capacity": 0}, {}, [], None, "full"),
        ({}, {}, [("x", "A", "mentors"), ("x", "B", "mentors")], None, "mutual"),
        (
            {},
            {},
            [],
            [("A", "T", ""), ("B", "T", ""), ("x", "T", "leader"), ("y", "U", "")],
            "crossed",
        ),
        (
            {"own_leader": False},
            {},
            [],
            [("A", "T", "leader"), ("B", "T", "leader"), ("x", "T", ""), ("y", "T", "")],
            "own_leader",
        ),
        (
            {"terms": (Term("cost", "apart", column="seniority_years", weight=-1),)},
            {},
            [],
            None,
            "worthless",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_reason_for_being_without_a_mentor(
    rules: dict[str, Any],
    asked: dict[str, Any],
    relations: list[tuple[str, str, str]],
    seats: list[tuple[str, str, str]] | None,
    reason: str,
) -> None:
    given = org(relations, seats, skill=[1] * 4, seniority_years=[9, 7, 1, 0])
    found = sg.pair_mentors(given, policy(**rules), lang="en", **asked)
    rows = found.unmatched.set_index("apprentice")
    assert rows.at["x", "reason"] == reason
    assert rows.at["x", "why"]
    assert rows.at["x", "name"] == "x"
    assert found.objective["unmatched"] == len(rows) if "unmatched" in found.objective else True


# -- capacity, today's pairs


def test_capacity_of_ones_own_goes_before_that_of_the_policy() -> None:
    rules = policy(capacity=1, capacity_column="room")
    found = sg.pair_mentors(org(skill=[1] * 4, room=[2, None, None, None]), rules)
    loads = found.loads.set_index("mentor")
    assert loads["capacity"].to_dict() == {"A": 2, "B": 1}
    assert (loads["after"] <= loads["capacity"]).all()


def test_pairs_of_today_that_are_owed_no_longer_stand_and_take_up_room() -> None:
    today = org([("A", "B", "mentors")], skill=[9, 1, 1, 1])
    found = sg.pair_mentors(today, policy(capacity=1), objective="most")
    assert found.standing.to_numpy().tolist() == [["A", "B"]]
    assert pairs(found) <= {"Bx", "By"}
    assert len(found.unmatched) == 1
    assert found.loads.set_index("mentor")["before"].to_dict() == {"A": 1, "B": 0}


def test_a_high_price_keeps_todays_pairs_and_none_lets_them_go() -> None:
    today = org([("B", "x", "mentors")], skill=[9, 2, 1, 1])
    free = sg.pair_mentors(today, policy(capacity=2))
    assert pairs(free) == {"Ax", "Ay"}
    kept = sg.pair_mentors(today, policy(capacity=2), keep_price=100)
    assert pairs(kept) == {"Bx", "Ay"}
    assert kept.pairs.set_index("apprentice")["kept"].to_dict() == {"x": True, "y": False}
    assert [change.describe("en") for change in kept.scenario] == ["Let A mentor y"]


def test_required_pairs_keep_only_to_capacity() -> None:
    rules = policy(capacity=1, least_gap=50)
    given = org(skill=[1] * 4, seniority_years=[9, 7, 1, 0])
    found = sg.pair_mentors(given, rules, required=[("A", "x")])
    assert pairs(found) == {"Ax"}
    with pytest.raises(sg.ProblemError):
        sg.pair_mentors(given, rules, required=[("A", "x"), ("A", "y")])
    with pytest.raises(sg.ProblemError, match="Zed") as caught:
        sg.pair_mentors(given, rules, forbidden=[("Zed", "x")], required=[("A", "Yan")])
    assert "Yan" in str(caught.value)


def test_the_load_is_spread_where_all_is_equal() -> None:
    found = sg.pair_mentors(org(skill=[1] * 4), policy(capacity=2), objective="most")
    assert found.loads["after"].tolist() == [1, 1]
    assert found.objective["load"] == 2


def test_a_team_gets_a_backbone_mentor_where_that_is_asked() -> None:
    rules = policy(capacity=2, backbone_per="team").replace(backbone=Rule("years", at_least=9))
    given = org(
        seats=[("A", "T", ""), ("B", "T", ""), ("x", "T", ""), ("y", "U", "")],
        skill=[1, 9, 1, 1],
    )
    found = sg.pair_mentors(given, rules, objective="most")
    assert found.objective["without_backbone"] == 0
    assert found.pairs["mentor"].tolist() == ["A", "A"]
    without = sg.pair_mentors(given, policy(capacity=2), objective="most")
    assert without.pairs["mentor"].tolist() == ["B", "B"]


def test_the_plan_makes_the_pairs_and_other_plans_are_no_better() -> None:
    given = org(skill=[9, 4, 1, 3])
    plan = sg.pair_mentors(given, policy(capacity=1), lang="en", name="pairs")
    after = plan.apply(given)
    lines = {*zip(after.relations["source"], after.relations["target"], strict=True)}
    assert {"".join(line) for line in lines} == pairs(plan)
    assert plan.scenario.name == "pairs"
    assert len(plan.reasons) == len(plan.scenario) == 2
    for other in plan.alternatives(5):
        assert other.objective["score"] <= plan.objective["score"]
        assert pairs(other) != pairs(plan)
        assert other.compared
    assert list(plan.alternatives(-1)) == []


def test_the_day_decides_who_is_there() -> None:
    dated = org(skill=[9, 4, 1, 3], until=["2026-06-01", None, None, None])
    early = sg.pair_mentors(dated, policy(capacity=2), on="2026-05-31")
    late = sg.pair_mentors(dated, policy(capacity=2), on="2026-06-01")
    assert pairs(early) == {"Ax", "Ay"}
    assert pairs(late) == {"Bx", "By"}
    with pytest.raises(sg.InputError):
        sg.pair_mentors(dated, policy(), on="soon")
