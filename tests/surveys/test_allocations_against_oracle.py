"""`Survey.allocate` against every split of the budget over all end states of odd organisations."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.optimize.seats.comparing import end_of
from tests.optimize.seats.definitions import broken_rules, values
from tests.optimize.seats.instances import DAY
from tests.searching import examples
from tests.surveys.allocation_oracle import equal_shares, greedy, invented, least


@examples(6)
@given(st.integers(0, 2**32 - 1))
def test_no_split_of_true_curves_leaves_less(seed: int) -> None:
    made = invented(seed)
    curves, budget = made.curves(), made.budget
    with ThreadPoolExecutor(1) as executor:
        surveyed = sg.survey(made.orgs, made.policy, on=DAY, executor=executor)
        told = surveyed.allocate(budget, made.lever, executor=executor)
    best = least(curves, budget)
    assert (told.unmet, told.status) == (best, "optimal")
    assert told.one_more == best - least(curves, budget + 1)
    assert told.equal in equal_shares(curves, budget)
    assert told.greedy in greedy(curves, budget)
    assert told.curve["unmet"].tolist() == [least(curves, uses) for uses in range(len(told.curve))]
    shares = told.shares.set_index("organisation")
    assert shares["unmet"].sum() == best
    assert shares["spent"].sum() == told.spent <= budget
    for name, org in made.orgs.items():
        row = shares.loc[name]
        assert row["unmet_before"] == curves[name][0]
        if name not in told.plans:
            assert row["spent"] == 0
            continue
        case, plan = made.case(name), told.plans[name]
        end, _ = end_of(case, plan.apply(org), plan, DAY)
        assert not broken_rules(case, end)
        found = values(case, end)
        assert (found["unmet"], found["price"]) == (row["unmet"], row["spent"])
