"""Without any one rule of the model some question is answered wrongly: no rule is there for
nothing, and the oracle would see if one were gone.

The rules are those of the model, whatever they are called. A rule without a known question is
looked for one, among the first seeds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest

import sanzu_graph as sg
from sanzu_graph.optimize import model_rules
from sanzu_graph.optimize.alternatives import alternatives
from tests.optimize.seats.answers import answer
from tests.optimize.seats.comparing import compared
from tests.optimize.seats.enumeration import TooLargeError, enumerate_all
from tests.optimize.seats.instances import Instance, drawn

#: Seeds of each shape that are tried for a rule without a known question.
SEEDS = 40
#: So many end states at most has a question that is tried for one.
FEW = 2_000


def a_group_is_left_behind() -> Instance:
    """Only A can bring to T2 what it lacks; then nobody of A's group is in T1, though it goes on
    in T2.
    """
    return Instance(
        "a group is left behind",
        sg.Org(
            {"id": ["A", "B", "C"], "skill": ["x", "", "x"]},
            {"id": ["T1", "T2", "P", "Q"], "layer": ["team", "team", "party", "party"]},
            {"member": ["A", "B", "C", "A", "B", "C"], "unit": ["T1", "T2", "T1", "P", "P", "Q"]},
        ),
        sg.Policy.for_layers("team", ["party"]).replace(
            requirements=(
                sg.Requirement("skilled", sg.Limit(1), who=sg.Rule("skill", any_of=("x",))),
            )
        ),
        {"levers": ["move"], "rules": {"pins": ["B", "C"]}},
    )


def both_leaders_would_go() -> Instance:
    """One of P's two leaders is too many. If both went, C could lead, who alone is skilled."""
    members = ["A", "B", "C"]
    return Instance(
        "both leaders would go",
        sg.Org(
            {"id": members, "skill": ["", "", "x"]},
            {"id": ["T", "P"], "layer": ["team", "party"]},
            {
                "member": members * 2,
                "unit": ["T"] * 3 + ["P"] * 3,
                "role": ["", "", "", "leader", "leader", ""],
            },
        ),
        sg.Policy.for_layers("team", ["party"])
        .with_layer("team", led=False)
        .with_layer("party", led={"least": 1, "most": 1})
        .replace(
            requirements=(
                sg.Requirement(
                    "skilled leader",
                    sg.Limit(1),
                    per="party",
                    role="leader",
                    who=sg.Rule("skill", any_of=("x",)),
                ),
            )
        ),
        {"levers": ["appoint"]},
    )


def skilled(*, people: str, teams: str) -> tuple[sg.Org, sg.Policy]:
    """Each team must have somebody skilled; capitals are skilled people."""
    named = sorted(set(people))
    org = sg.Org(
        {"id": named, "skill": ["x" if name.isupper() else "" for name in named]},
        {"id": sorted(set(teams)), "layer": ["team"] * len(set(teams))},
        {"member": list(people), "unit": list(teams)},
    )
    demand = sg.Requirement("skilled", sg.Limit(1), who=sg.Rule("skill", any_of=("x",)))
    return org, sg.Policy.for_layers("team").replace(requirements=(demand,))


def a_back_door_is_open() -> Instance:
    """Nobody skilled may enter team 1. Who enters team 2 would come there if 2 is merged into 1."""
    org, policy = skilled(people="abCD", teams="1233")
    barred = [("C", "1"), ("D", "1"), ("1", "2"), *[("3", "1"), ("3", "2"), ("1", "3"), ("2", "3")]]
    asked = {"levers": ["move", "merge"], "rules": {"barred": barred}}
    return Instance("a back door is open", org, policy, asked)


def more_would_be_merged() -> Instance:
    """Two teams of unskilled people could dissolve, each into one with somebody skilled."""
    org, policy = skilled(people="aBcD", teams="1234")
    asked = {"levers": ["merge"], "rules": {"max_merges": 1}}
    return Instance("more would be merged", org, policy, asked)


def somebody_comes_who_must_not() -> bool:
    """B could go to team 2, which lacks somebody skilled, but nobody may."""
    org, policy = skilled(people="aBC", teams="211")
    plan = sg.propose(org, policy, levers=["move"], rules={"limits": {"2": 0}}, lang="en")
    return len(plan.scenario or ()) > 0


def a_second_leader_would_come() -> Instance:
    """A leads P, which may have two. Another is appointed only where A leaves."""
    members = ["A", "C", "D"]
    return replace(
        both_leaders_would_go(),
        name="a second leader would come",
        org=sg.Org(
            {"id": members, "skill": ["", "x", "x"]},
            {"id": ["T", "P", "Q"], "layer": ["team", "party", "party"]},
            {
                "member": members * 2,
                "unit": ["T", "T", "T", "P", "P", "Q"],
                "role": ["", "", "", "leader", "", "leader"],
            },
        ),
        policy=both_leaders_would_go().policy.with_layer("party", led={"least": 1, "most": 2}),
        ask={"levers": ["appoint", "regroup"]},
    )


def two_would_hold_one_duty() -> Instance:
    """Both groups' leaders could support team 2, which wants two who stand for the party."""
    return Instance(
        "two would hold one duty",
        sg.Org(
            {"id": ["A", "B", "c"]},
            {"id": ["1", "2", "P", "Q"], "layer": ["team", "team", "party", "party"]},
            {
                "member": ["A", "B", "c", "A", "B"],
                "unit": ["1", "1", "2", "P", "Q"],
                "role": ["", "", "", "leader", "leader"],
            },
        ),
        sg.Policy.for_layers("team", ["party"]).with_layer(
            "party", per_base_unit=sg.Limit(2), counting_duties=("support",), led=True
        ),
        {"levers": ["attach"]},
    )


def no_other_plan_is_found() -> bool:
    """C may join P as well as Q; who looks at the same plan again and again finds no other."""
    org = sg.Org(
        {"id": ["A", "B", "C", "D"]},
        {"id": ["1", "2", "P", "Q"], "layer": ["team", "team", "party", "party"]},
        {"member": ["A", "B", "C", "D", "A", "B"], "unit": ["1", "1", "2", "2", "P", "Q"]},
    )
    policy = sg.Policy.for_layers("team", ["party"]).with_layer("party", led=False)
    plan = sg.propose(org, policy, levers=["join"], lang="en")
    return len(alternatives(plan, 1, seconds=1)) == 0


#: Rule → what is answered wrongly without it: (shape, seed), a question made by hand, or whether
#: something is wrong.
KNOWN: dict[str, tuple[str, int] | Instance | Callable[[], bool]] = {
    "as_many_come_out_of_a_hub_as_go_in": ("tiny", 100),
    "as_few_people_as_the_columns_allow": ("small", 56),
    "every_minimum_is_met_or_missing": ("tiny", 85),
    "no_maximum_is_exceeded": ("groups", 27),
    "merged_units_meet_each_demand_as_one": ("tiny", 100),
    "no_unit_is_emptied": ("groups", 80),
    "headcounts_stay_as_they_are": ("groups", 1038),
    "distances_are_measured": ("small", 35),
    "followed_groups_are_present_where_somebody_is": ("tiny", 50),
    "groups_reach_no_more_base_units_than_they_may": ("tiny", 50),
    "a_group_that_somebody_leaves_or_enters_changes": ("tiny", 61),
    "a_group_that_comes_to_a_new_base_unit_changes": ("tiny", 89),
    "a_group_that_loses_a_base_unit_changes": a_group_is_left_behind(),
    "a_group_with_people_in_a_dissolved_unit_changes": ("tiny", 43),
    "nobody_new_is_appointed_where_enough_go_on": a_second_leader_would_come(),
    "only_a_surplus_is_relieved": both_leaders_would_go(),
    "a_group_whose_leaders_differ_changes": ("tiny", 4),
    "units_have_leaders_enough_and_not_too_many": ("tiny", 4),
    "nobody_leads_more_units_than_they_may": ("tiny", 35),
    "posts_that_differ_are_counted": ("tiny", 32),
    "appointing_has_its_price": ("tiny", 4),
    "only_leaders_of_the_site_are_attached": ("small", 81),
    "nobody_is_attached_to_the_own_unit": ("small", 11),
    "a_unit_has_one_holder_a_duty": two_would_hold_one_duty(),
    "leaders_have_room_for_their_duties": ("tiny", 49),
    "a_base_unit_is_merged_once_at_most": ("tiny", 30),
    "nobody_enters_a_dissolved_unit": a_back_door_is_open(),
    "nobody_gains_the_seat_that_another_seat_follows_to": ("small", 204),
    "people_left_in_a_dissolved_unit_follow": ("small", 1076),
    "at_most_so_many_units_are_dissolved": more_would_be_merged(),
    "pinned_members_sit_where_they_must": ("small", 26),
    "they_are_together": ("groups", 60),
    "they_are_apart": ("small", 39),
    "members_and_units_gain_no_more_seats_than_they_may": somebody_comes_who_must_not,
    "at_most_so_many_groups_change": ("groups", 0),
    "goals_keep_within_their_limits": ("groups", 42),
    "something_of_each_earlier_plan_is_spared": no_other_plan_is_found,
}
#: Rules that no plan breaks anyway: with them the solver is done sooner, that is all.
ONLY_HELP = {
    "a_followed_group_helps_a_base_unit_only_by_being_there",
    "a_group_that_is_elsewhere_changes",
}


def is_wrong(instance: Instance) -> bool:
    """Whether `propose` answers otherwise than the oracle."""
    case, best = answer(instance)
    return any(True for _ in compared(instance, best, case))


def questions() -> Iterator[Instance]:
    """The first small questions of each shape."""
    for seed, shape in itertools.product(range(SEEDS), ("tiny", "small", "groups")):
        instance = drawn(seed, shape)
        try:
            enumerate_all(instance.case(), FEW)
        except TooLargeError:
            continue
        yield instance


def ways_to_tell(name: str) -> Iterator[Callable[[], bool]]:
    """What may be wrong without a rule."""
    known = KNOWN.get(name)
    if known is None:
        yield from (partial(is_wrong, question) for question in questions())
    elif callable(known):
        yield known
    else:
        yield partial(is_wrong, known if isinstance(known, Instance) else drawn(known[1], known[0]))


@pytest.mark.parametrize(
    "name", [rule.__name__ for rule in model_rules.RULES if rule.__name__ not in ONLY_HELP]
)
def test_without_a_rule_an_answer_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(rule for rule in model_rules.RULES if rule.__name__ != name)
    for wrong in ways_to_tell(name):
        with monkeypatch.context() as patch:
            patch.setattr(model_rules, "RULES", without)
            is_missed = wrong()
        if is_missed and not wrong():
            return
    pytest.fail("No question needs this rule. Make one by hand, and add it to KNOWN.")


def test_every_name_is_one_of_a_rule() -> None:
    assert {*KNOWN, *ONLY_HELP} <= {rule.__name__ for rule in model_rules.RULES}
