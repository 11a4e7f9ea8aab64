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
