"""`pair_mentors` where it matters: what other matchers get wrong, empty sides, missing values,
ties, wishes, and words that make no sense.
"""

from __future__ import annotations

import numpy as np
import pytest

import sanzu_graph as sg
from sanzu_graph import Mentors, Org, Policy, Rule, Term
from sanzu_graph.mentoring import assignment, matching, pair_search
from sanzu_graph.mentoring.market import market
from sanzu_graph.mentoring.places import Places

MAY, OWED = Rule("years", at_least=5), Rule("years", at_most=1)
SKILL = Term("skill", "ahead", column="skill")


def people(mentors: int, apprentices: int, **columns: list[object]) -> Org:
    ids = [f"m{n}" for n in range(mentors)] + [f"a{n}" for n in range(apprentices)]
    years = [9] * mentors + [0] * apprentices
    relations = columns.pop("relations", [])
    empty: dict[str, list[object]] = {"id": [], "layer": []}
    pairs = {
        "source": [r[0] for r in relations],
        "target": [r[1] for r in relations],
        "kind": [r[2] for r in relations],
    }
    return Org({"id": ids, "years": years, **columns}, empty, {"member": [], "unit": []}, pairs)


def policy(**rules: object) -> Policy:
    given = {"capacity": 1, "mentor": MAY, "apprentice": OWED, "terms": (SKILL,), **rules}
    return Policy.for_layers("team").replace(mentors=Mentors(**given))


def pairs(found: sg.Pairing) -> set[tuple[str, str]]:
    return set(zip(found.pairs["mentor"], found.pairs["apprentice"], strict=True))


@pytest.mark.parametrize("objective", ["best", "most"])
def test_a_forbidden_pair_leaves_nobody_out_who_can_be_paired(objective):
    """The greedy take (m0, a0) first and leave a1 with the forbidden m1; those who score the
    forbidden as nothing make it.
    """
    org = people(2, 2, skill=[9, 8, 0, 1])
    found = sg.pair_mentors(org, policy(), objective=objective, forbidden=[("m1", "a1")])
    assert pairs(found) == {("m0", "a1"), ("m1", "a0")}
    assert found.status == "optimal"
    assert not len(found.unmatched)


def test_best_and_most_differ_where_a_pair_costs():
    org = people(2, 2, skill=[5, 5, 0, 20])
    cost = (
        Term("skill", "apart", column="skill", weight=-1),
        Term("years", "ahead", column="years", weight=1),
    )
    best, most = (
        sg.pair_mentors(org, policy(terms=cost), objective=objective)
        for objective in ("best", "most")
    )
    assert [found.objective["unmatched"] for found in (best, most)] == [1, 0]
    assert best.unmatched[["apprentice", "reason"]].to_numpy().tolist() == [["a1", "worthless"]]
    assert best.objective["score"] > most.objective["score"]


@pytest.mark.parametrize(("mentors", "apprentices"), [(0, 0), (0, 2), (2, 0)])
def test_empty_sides(mentors, apprentices):
    org = people(mentors, apprentices, skill=[1] * (mentors + apprentices))
    found = sg.pair_mentors(org, policy(), lang="en")
    assert found.status == "optimal"
    assert not len(found.pairs)
    assert found.unmatched["reason"].tolist() == ["nobody"] * apprentices
    assert found.summary()
    assert found._repr_html_()
    assert found.apply(org) == org


def test_no_capacity_at_all():
    found = sg.pair_mentors(people(2, 1, skill=[1, 2, 0]), policy(capacity=0), lang="en")
    assert found.unmatched["reason"].tolist() == ["full"]
    assert found.unmatched["full"].tolist() == [2]


def test_everything_forbidden_or_too_little_ahead():
    org = people(2, 1, skill=[1, 2, 0], seniority_years=[4, 9, 2])
    bans = [("m0", "a0"), ("m1", "a0")]
    assert sg.pair_mentors(org, policy(), forbidden=bans).unmatched["reason"].tolist() == [
        "forbidden"
    ]
    found = sg.pair_mentors(org, policy(least_gap=3), forbidden=[("m1", "a0")], lang="en")
    assert found.unmatched[["gap", "forbidden"]].to_numpy().tolist() == [[1, 1]]
    assert "1 too little ahead" in found.unmatched["why"].iloc[0]


def test_unknown_skills_score_nothing_and_say_so():
    found = sg.pair_mentors(people(1, 1, skill=[None, 3]), policy(), objective="most")
    assert found.pairs["score"].tolist() == [0]
    assert np.isnan(found.pairs["skill"]).all()


def test_a_term_without_its_column_is_left_out_and_named():
    found = sg.pair_mentors(
        people(1, 1, skill=[2, 1]),
        policy(terms=(SKILL, Term("shoe", "same", column="shoe_size"))),
        lang="en",
    )
    assert found.left_out == ("shoe",)
    assert "shoe" in found.summary()
    assert "shoe" not in found.pairs


def test_ties_everywhere_spread_the_load_and_are_the_same_each_time():
    org = people(3, 6, skill=[1] * 9)
    found = [sg.pair_mentors(org, policy(capacity=6), objective="most") for _ in range(2)]
    assert found[0].loads["after"].tolist() == [2, 2, 2]
    assert pairs(found[0]) == pairs(found[1])


def test_today_stays_where_nothing_is_better():
    org = people(3, 1, skill=[5, 5, 5, 1], relations=[("m2", "a0", "mentors")])
    found = sg.pair_mentors(org, policy())
    assert not len(found.scenario)
    assert found.pairs["kept"].tolist() == [True]


def test_a_wish_stated_twice_is_one_wish():
    wishes = [("a0", "m1", "prefers"), ("a0", "m1", "prefers"), ("m1", "a0", "prefers")]
    org = people(2, 1, skill=[5, 5, 1], relations=list(dict.fromkeys(wishes)))
    found = sg.pair_mentors(org, policy(terms=(Term("wish", "wish", kind="prefers", weight=3),)))
    assert found.pairs[["mentor", "score"]].to_numpy().tolist() == [["m1", 6.0]]


def test_own_capacities_go_before_the_limit():
    org = people(2, 3, skill=[9, 1, 0, 0, 0], places=[None, 3, None, None, None])
    found = sg.pair_mentors(org, policy(capacity=0, capacity_column="places"), objective="most")
    assert found.loads["after"].tolist() == [0, 3]


def test_old_pairs_stand_and_take_up_capacity():
    org = people(1, 2, skill=[5, 0, 0], relations=[("m0", "a1", "mentors")])
    grown = org.replace(members=org.members.assign(years=[9, 0, 3]))
    found = sg.pair_mentors(grown, policy(), lang="en")
    assert found.standing.to_numpy().tolist() == [["m0", "a1"]]
    assert found.unmatched["reason"].tolist() == ["full"]
    assert "stand" in found.summary()


def test_the_least_repairing_cures_an_overload():
    org = people(
        2, 3, skill=[9, 1, 0, 0, 0], relations=[("m0", f"a{n}", "mentors") for n in range(3)]
    )
    found = sg.pair_mentors(org, policy(capacity=2), objective="most", keep_price=1000)
    assert len(found.scenario) == 2
    assert found.objective["given_up"] == 1


def test_dated_rows_end_and_begin():
    org = people(2, 1, skill=[1, 5, 0], relations=[("m0", "a0", "mentors")])
    dated = org.replace(relations=org.relations.assign(since=["2020-01-01"]))
    after = sg.pair_mentors(dated, policy(), on="2026-11-22").apply(dated)
    assert after.at("2026-11-21").relations["source"].tolist() == ["m0"]
    assert after.at("2026-11-22").relations["source"].tolist() == ["m1"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"objective": "fair"}, "fair"),
        ({"forbidden": [("m0", "nobody")]}, "nobody"),
        ({"forbidden": ["m0"]}, "no pair"),
        ({"required": [("m0", "m0")]}, "themselves"),
        ({"required": [("m0", "a0")], "forbidden": [("m0", "a0")]}, "both required and forbidden"),
        ({"required": [("m0", "a0"), ("m1", "a0")]}, "several mentors"),
        ({"required": [("m0", "a0"), ("m0", "a1")]}, "may have 1"),
        ({"keep_price": -1}, "keep_price"),
    ],
)
def test_what_makes_no_sense_is_refused_in_both_languages(asked, told):
    with pytest.raises(sg.ProblemError, match=told) as caught:
        sg.pair_mentors(people(2, 2, skill=[1] * 4), policy(), lang="en", **asked)
    assert any("一" <= character <= "鿿" for character in caught.value.describe("zh"))


def test_a_policy_without_mentors_is_told():
    with pytest.raises(sg.InputError, match="says nothing about mentors"):
        sg.pair_mentors(people(1, 1, skill=[1, 1]), Policy.for_layers("team"), lang="en")


def test_a_rule_about_a_missing_column_is_told():
    with pytest.raises(sg.AbsentError, match="seniority_years"):
        sg.pair_mentors(people(1, 1, skill=[1, 1]))


@pytest.mark.parametrize(
    "term",
    [
        {"measure": "distance"},
        {"measure": "ahead"},
        {"measure": "same", "column": "x", "weight": float("nan")},
        {"measure": "apart", "column": "x", "most": -1},
    ],
)
def test_terms_that_make_no_sense_are_refused(term):
    with pytest.raises(sg.PolicyError):
        policy(terms=(Term("t", **term),))


def test_names_are_escaped():
    org = people(1, 1, skill=[2, 1], name=["<script>alert(1)</script>", "b"])
    assert "<script>" not in sg.pair_mentors(org, policy())._repr_html_()


def test_the_recount_catches_a_wrong_answer(monkeypatch):
    monkeypatch.setattr(matching, "score", lambda *_: 10**6)
    with pytest.raises(sg.SanzuError, match="error of ours"):
        sg.pair_mentors(people(1, 1, skill=[2, 1]), policy(), lang="en")


def test_out_of_time_is_no_proof(monkeypatch):
    monkeypatch.setattr(assignment, "DENSE", 0)
    monkeypatch.setattr(pair_search, "OFFERED", 1)
    monkeypatch.setattr(pair_search, "ADDED", 2)
    dice = np.random.default_rng(3)
    org = people(
        60,
        60,
        skill=dice.integers(0, 9, 120).tolist(),
        site=dice.integers(0, 3, 120).astype(str).tolist(),
    )
    rules = policy(
        terms=(
            Term("skill", "apart", column="skill", weight=2),
            Term("site", "same", column="site", weight=3),
        )
    )
    told: list[object] = []
    whole = sg.pair_mentors(org, rules, progress=told.append)
    cut = sg.pair_mentors(org, rules, time_limit=0)
    assert whole.status == "optimal"
    assert len(told) >= 2
    assert told[-1].value == whole.objective["score"] == told[-1].bound
    assert cut.status == "time_limit"
    assert cut.objective["score"] <= whole.objective["score"] <= cut.bound["score"]


@pytest.mark.parametrize("objective", ["best", "most"])
def test_where_rounds_do_not_prove_the_matrix_does(monkeypatch, objective):
    monkeypatch.setattr(assignment, "DENSE", 0)
    monkeypatch.setattr(pair_search, "OFFERED", 1)
    monkeypatch.setattr(pair_search, "ADDED", 2)
    monkeypatch.setattr(assignment, "TRIED", 1)
    dice = np.random.default_rng(7)
    org = people(50, 70, skill=dice.integers(0, 30, 120).tolist())
    made = market(
        org,
        policy(
            capacity=2,
            terms=(
                Term("skill", "apart", column="skill", weight=-2),
                Term("y", "ahead", column="years", most=3),
            ),
        ),
    )
    found = assignment.assign(made, objective)
    assert found.pairs_looked_at >= 70 * 50
    assert found.value == found.bound
    monkeypatch.setattr(assignment, "MATRIX", 0)
    assert assignment.assign(made, objective).value == found.value


def test_a_price_proves_every_pair():
    """The proof, read as a user could: no pair is worth more than the apprentice's surplus and the
    place's price.
    """
    dice = np.random.default_rng(5)
    org = people(
        30,
        40,
        skill=dice.integers(0, 9, 70).tolist(),
        site=dice.integers(0, 3, 70).astype(str).tolist(),
    )
    made = market(
        org, policy(capacity=2, terms=(SKILL, Term("site", "same", column="site", weight=3)))
    )
    found = assignment.assign(made, "best")
    offered = Places(made, "best", 100)
    first = np.searchsorted(offered.mentor, np.arange(30))
    for row in range(40):
        worth = offered.value(np.full(30, row), first)
        # The price is that of the mentor's cheapest place; the first one is worth most.
        assert (worth <= found.surplus[row] + found.price + found.worth.point).all()
    assert found.value == found.bound


def two_mentors(capacity: int, **policy: object) -> sg.Pairing:
    """赵一 and 钱二 both mentor 孙三; 李四 has nobody."""
    org = Org(
        {
            "id": ["001", "002", "003", "004"],
            "name": ["赵一", "钱二", "孙三", "李四"],
            "seniority_years": [20, 18, 1, 1],
        },
        {"id": ["T"], "layer": ["team"]},
        {"member": ["001", "002", "003", "004"], "unit": ["T"] * 4},
        {"source": ["001", "002"], "target": ["003", "003"], "kind": ["mentors"] * 2},
    )
    rules = Mentors(
        capacity=capacity,
        mentor=Rule("seniority_years", at_least=10),
        apprentice=Rule("seniority_years", at_most=3),
        terms=(Term("ahead", "ahead", column="seniority_years"),),
    )
    return sg.pair_mentors(org, Policy(mentors=rules), lang="en", **policy)  # type: ignore[arg-type]


def test_a_second_mentor_stays_where_there_is_room():
    plan = two_mentors(3, keep_price=1000)
    assert [change.describe("en") for change in plan.scenario] == ["Let 001 mentor 004"]
    assert plan.status == "optimal"
    assert plan.objective["given_up"] == 0
    assert plan.further.to_numpy().tolist() == [["002", "钱二", "003", "孙三", True, ""]]
    assert plan.loads["after"].tolist() == [2, 1]
    assert (
        "Further mentors of today who stay, as they have room (1): 钱二 → 孙三." in plan.summary()
    )
    assert "另有 1 名现任师傅尚有名额" in plan.summary("zh")


def test_a_second_mentor_without_room_is_given_up_and_that_is_said():
    plan = two_mentors(1, objective="most")
    assert plan.objective["unmatched"] == 0
    gone = plan.further[~plan.further["stays"]]
    assert gone["why"].tolist() == ["the mentor has no room left"]
    (ends,) = [change for change in plan.scenario if isinstance(change, sg.UnpairMentor)]
    assert (ends.mentor, ends.apprentice) == tuple(gone[["mentor", "apprentice"]].iloc[0])
    assert "(the mentor has no room left)" in plan.summary()
    assert "师傅名额已满" in plan.summary("zh")
    assert plan.reasons.set_index("change").loc[ends, "why"] == "the mentor has no room left"


def test_a_second_mentor_who_is_forbidden_goes():
    plan = two_mentors(3, forbidden=[("002", "003")])
    assert plan.further["why"].tolist() == ["the pair is forbidden"]
    assert sg.UnpairMentor("002", "003") in plan.scenario.changes


def further(pairs: list[tuple[str, str]], places: dict[str, int]) -> sg.Pairing:
    """Mentors m…, the later the better; apprentices a…; today's pairs, and places for each."""
    mentors = sorted(places)
    apprentices = sorted({other for _, other in pairs})
    ids = [*mentors, *apprentices]
    org = Org(
        {
            "id": ids,
            "years": [9] * len(mentors) + [0] * len(apprentices),
            "skill": [*range(1, len(mentors) + 1), *[0] * len(apprentices)],
            "places": [places.get(one) for one in ids],
        },
        {"id": [], "layer": []},
        {"member": [], "unit": []},
        {
            "source": [p[0] for p in pairs],
            "target": [p[1] for p in pairs],
            "kind": ["mentors"] * len(pairs),
        },
    )
    rules = Mentors(mentor=MAY, apprentice=OWED, terms=(SKILL,), capacity_column="places")
    return sg.pair_mentors(org, Policy(mentors=rules), lang="en")


def test_a_place_is_taken_by_one_further_pair_only():
    """m1 has one place besides those that are decided, and two apprentices would keep it."""
    today = [("m1", "a1"), ("m2", "a1"), ("m1", "a2"), ("m2", "a2")]
    plan = further(today, {"m1": 1, "m2": 2})
    assert plan.pairs["mentor"].tolist() == ["m2", "m2"]
    assert plan.further[["mentor", "apprentice", "stays"]].to_numpy().tolist() == [
        ["m1", "a1", True],
        ["m1", "a2", False],
    ]
    assert plan.further["why"].tolist() == ["", "the mentor has no room left"]


def test_nobody_has_more_mentors_than_today():
    """a1 gets m3, the best; of m1 and m2 one stays, the better."""
    plan = further([("m1", "a1"), ("m2", "a1")], {"m1": 3, "m2": 3, "m3": 3})
    assert plan.pairs["mentor"].tolist() == ["m3"]
    assert plan.further[["mentor", "stays"]].to_numpy().tolist() == [["m1", False], ["m2", True]]
    assert plan.further["why"].tolist()[0].startswith("the apprentice has a new mentor")
