"""Whatever an organisation looks like: an answer with a proof, or a sentence that says what is
missing.
"""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given

import sanzu_graph as sg
from sanzu_graph import AbsentError, Mentors, Org, Policy, Term
from tests.searching import examples
from tests.strategies import organisations

TERMS = (
    Term("site", "same", column="site"),
    Term("team", "same_unit", layer="team", weight=-2),
    Term("wish", "wish", kind="coaches"),
)
PLAIN = Policy.for_layers("team", ["party"]).replace(mentors=Mentors(terms=TERMS, own_leader=False))
ON = "2026-01-03"


@pytest.mark.parametrize("policy", [Policy(), PLAIN], ids=["shipped", "plain"])
@examples(8)
@given(organisations())
def test_every_question_has_an_answer_or_a_sentence(policy, org):
    with contextlib.suppress(AbsentError):
        found = sg.pair_mentors(org, policy, objective="most", on=ON, lang="en")
        assert found.status == "optimal"
        assert found.summary()
        assert found._repr_html_()
        assert found.apply(org).at(ON) is not None
    with contextlib.suppress(AbsentError):
        plan = sg.propose_leaders(org, policy, on=ON, lang="zh")
        assert plan.status == "optimal"
        assert plan.summary()
    with contextlib.suppress(AbsentError):
        balance = sg.balance_groups(org, policy, on=ON, lang="en")
        assert balance.status == "optimal"
        assert balance._repr_html_()
    for unit in org.at(ON).units["id"].head(2):
        with contextlib.suppress(AbsentError):
            assert sg.rank_candidates(org, policy, unit=unit, on=ON, lang="zh").summary()


def crowd(people: int) -> Org:
    ids = [f"p{number}" for number in range(2 * people)]
    years = [9] * people + [0] * people
    return Org(
        {"id": ids, "seniority_years": years},
        {"id": ["T"], "layer": ["team"]},
        {"member": ids, "unit": ["T"] * len(ids)},
    )


@pytest.mark.parametrize(
    "terms",
    [(), (Term("years", "ahead", column="seniority_years"),)],
    ids=["no terms", "all alike"],
)
def test_a_crowd_of_people_all_alike_is_paired_at_once(terms):
    rules = replace(Policy().mentors, terms=terms, capacity=None)
    found = sg.pair_mentors(crowd(400), Policy().replace(mentors=rules), objective="most")
    assert found.status == "optimal"
    assert found.objective["unmatched"] == 0
    assert found.loads["after"].tolist() == [1] * 400
