"""`balance_groups` against every exchange in odd organisations."""

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.groups.balance_oracle import GOALS, Case, invented
from tests.optimize.seats.instances import DAY
from tests.optimize.seats.today import today
from tests.searching import examples


@examples(5)
@given(st.integers(0, 2**32 - 1))
def test_no_exchange_in_an_odd_organisation_is_better(seed: int) -> None:
    case = invented(seed)
    plan = sg.balance_groups(
        case.org, case.policy, layer=case.layer, pins=case.pins, on=DAY, lang="en"
    )
    assert plan.status == "optimal"
    assert tuple(plan.objective) == GOALS
    assert tuple(plan.objective.values()) == case.best()
    assert tuple(plan.before.values()) == case.judged(case.now)
    assert dict(plan.bound) == dict(plan.objective)
    after = plan.apply(case.org)
    end = today(after, DAY).seats
    assert all(end[one] in case.choices(one) for one in end)
    assert case.fits(end)
    assert case.judged(end) == tuple(plan.objective.values())
    mix = sg.group_mix(after.at(DAY), case.policy, layer=case.layer)
    assert mix["off"].sum() == plan.objective["imbalance_of_mix"]


def test_where_a_member_stays_the_next_best_is_that_of_all_exchanges() -> None:
    case = next(one for one in map(invented, range(40)) if one.best()[2] and one.best()[2] < 4)
    plan = sg.balance_groups(
        case.org, case.policy, layer=case.layer, pins=case.pins, on=DAY, lang="en"
    )
    for row in plan.reasons.itertuples():
        stays = Case(case.org, case.policy, case.layer, (*case.pins, row.change.member))
        assert (row.next_best == "as good") == (stays.best() == case.best())


def old_and_new(**rules: object) -> tuple[sg.Org, sg.Policy]:
    """Two old people in a group, and two new ones in another; each group has a deputy."""
    org = sg.Org(
        {"id": list("ABCD"), "years": [30, 30, 0, 0]},
        {"id": ["G", "H", "U"], "layer": ["party", "party", "union"]},
        {
            "member": list("ABCDBD"),
            "unit": list("GGHHUU"),
            "role": ["deputy", "", "deputy", "", "", ""],
        },
    )
    needed = sg.Requirement("needed", 1, per="party", **rules)  # type: ignore[arg-type]
    policy = sg.Policy.for_layers("team", ["party", "union"]).replace(
        mixes=(sg.Mix("old", sg.Rule("years", at_least=9)),), requirements=(needed,)
    )
    return org, policy


def test_no_group_loses_the_deputy_that_it_needs() -> None:
    """The plan moved A, and G was left without a deputy."""
    org, policy = old_and_new(role="deputy")
    plan = sg.balance_groups(org, policy, layer="party", pins=["B"], lang="en")
    assert not len(plan.scenario)
    free = sg.balance_groups(org, policy, layer="party", lang="en")
    assert sorted(move.member for move in free.scenario) == ["B", "D"]
    assert sg.coverage_gaps(free.apply(org), policy).empty


def test_no_group_loses_the_people_of_another_layer_that_it_needs() -> None:
    """B and D belong to the union, and one such person is needed in each group."""
    org, policy = old_and_new(layer="union")
    plan = sg.balance_groups(org, policy, layer="party", pins=["A"], lang="en")
    assert sorted(move.member for move in plan.scenario) == ["B", "D"]
    alone = sg.balance_groups(org, policy, layer="party", pins=["A", "D"], lang="en")
    assert not len(alone.scenario)
    assert alone.left_out == ()


def test_what_a_balance_does_not_look_at_is_named() -> None:
    org, policy = old_and_new(duty="liaison")
    plan = sg.balance_groups(org, policy, layer="party", lang="en")
    assert plan.left_out == ("requirements.needed",)


def test_what_other_units_need_of_certain_groups_is_named() -> None:
    org, policy = old_and_new(role="deputy")
    needed = sg.Requirement("needed", 1, per="union", units=("G",))
    plan = sg.balance_groups(org, policy.replace(requirements=(needed,)), layer="party", lang="en")
    assert plan.left_out == ("requirements.needed",)


def test_base_units_above_count_where_the_layer_rolls_up() -> None:
    """C sits in T and in R above it; who sits in T alone counts in both, as in the audit."""
    org = sg.Org(
        {"id": list("BCE"), "years": [30, 0, 30]},
        {
            "id": ["R", "T", "G", "H"],
            "layer": ["team", "team", "party", "party"],
            "parent": ["", "R", "", ""],
        },
        {"member": list("BECBECC"), "unit": list("TTTGGHR")},
    )
    party = sg.Layer("party", most_base_units=sg.Limit(1), rollup=True)
    policy = sg.Policy.for_layers("team").replace(
        layers=(sg.Layer("team"), party), backbone=sg.Rule("years", at_least=9)
    )
    plan = sg.balance_groups(org, policy, layer="party", lang="en")
    assert plan.objective["groups_without_backbone"] == 0
    before, after = (sg.audit(one, policy) for one in (org, plan.apply(org)))
    assert not (after.since(before)["change"] == "new").any()
