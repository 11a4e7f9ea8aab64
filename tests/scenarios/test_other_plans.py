"""Alternatives change by change, against every assignment of mentors there is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg

SCORES = st.lists(st.integers(1, 9), min_size=6, max_size=6)


def asked(skills: list[int]) -> tuple[sg.Org, sg.Policy]:
    """Three mentors, three apprentices; a pair is worth by how much the mentor is ahead."""
    ids = ["A", "B", "C", "x", "y", "z"]
    years = [9, 8, 7, 0, 0, 0]
    skill = [one + 10 for one in skills[:3]] + skills[3:]
    org = sg.Org(
        {"id": ids, "years": years, "skill": skill},
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    rules = sg.Mentors(
        capacity=1,
        mentor=sg.Rule("years", at_least=5),
        apprentice=sg.Rule("years", at_most=1),
        terms=(sg.Term("skill", "ahead", column="skill", most=12),),
    )
    return org, sg.Policy(mentors=rules)


def best_without(skills: list[int], pair: tuple[str, str] | None) -> int:
    """The highest total of any assignment that does not make a pair, in plain loops."""
    ahead = {
        (mentor, apprentice): min(12, max(0, skills[m] + 10 - skills[3 + a]))
        for m, mentor in enumerate("ABC")
        for a, apprentice in enumerate("xyz")
        if (mentor, apprentice) != pair
    }
    best = 0
    for chosen in product(("", "x", "y", "z"), repeat=3):
        taken = [one for one in chosen if one]
        pairs = [(mentor, one) for mentor, one in zip("ABC", chosen, strict=True) if one]
        if len(set(taken)) == len(taken) and all(one in ahead for one in pairs):
            best = max(best, sum(ahead[one] for one in pairs))
    return best


@given(SCORES)
def test_each_is_the_best_without_a_change(skills: list[int]) -> None:
    org, policy = asked(skills)
    plan = sg.pair_mentors(org, policy, lang="en")
    assert plan.objective["score"] == best_without(skills, None)
    found = plan.alternatives(9)
    assert plan.scenario is not None
    best = {
        (change.mentor, change.apprentice): best_without(skills, (change.mentor, change.apprentice))
        for change in plan.scenario
    }
    assert {other.objective["score"] for other in found} == set(best.values())
    totals = [other.objective["score"] for other in found]
    assert totals == sorted(totals, reverse=True)
    for other in found:
        pairs = set(zip(other.pairs["mentor"], other.pairs["apprentice"], strict=True))
        lacking = [pair for pair in best if pair not in pairs]
        assert other.objective["score"] in {best[pair] for pair in lacking}
        less = plan.objective["score"] - other.objective["score"]
        assert (f"−{less:g}" in other.compared) == (less > 0)
    assert found.exhausted
    assert found.none_as_good == all(other.compared != "as good" for other in found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_proven_of_the_others_is_said(lang: str) -> None:
    org, policy = asked([9, 5, 1, 1, 5, 9])
    plan = sg.pair_mentors(org, policy, lang=lang)
    one, every = plan.alternatives(1), plan.alternatives(9)
    words = {
        "en": ("there may be others", f"is no better than one of these ({len(every)})"),
        "zh": ("可能还有其他", f"都不优于上列 {len(every)} 个备选之一"),
    }[lang]
    assert [word in one.summary() for word in words] == [True, False]
    assert [word in every.summary() for word in words] == [False, True]
