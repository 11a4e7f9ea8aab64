"""A model with closed columns has the same best plan as the whole one in which they are nought."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.solving.closing import Closed
from sanzu_graph.solving.lexicographic import Goal, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.sums import FREE, Sum

COLUMNS = 4
sums = st.lists(
    st.tuples(st.integers(0, COLUMNS - 1), st.integers(-2, 2)), min_size=1, max_size=3
).map(Sum)
rows = st.tuples(sums, st.sampled_from([-FREE, -1, 0, 1]), st.sampled_from([FREE, 0, 1, 2]))


@given(
    st.lists(st.integers(0, 2), min_size=COLUMNS, max_size=COLUMNS),
    st.lists(rows, max_size=5),
    st.sets(st.integers(0, COLUMNS - 1)),
    st.lists(st.tuples(sums, st.integers(-1, 2)), max_size=2),
    sums,
)
def test_what_is_left_has_the_same_plans(upper, rows, columns, kept, wanted):  # type: ignore[no-untyped-def]
    model = Model()
    for most in upper:
        model.column(most)
    for some, least, most in rows:
        model.row(some, least, most)

    def value(some: Sum, plan: tuple[int, ...]) -> int:
        return some.constant + sum(times * plan[column] for column, times in some.terms)

    plans = [
        plan
        for plan in product(*(range(most + 1) for most in upper))
        if not any(plan[column] for column in columns)
        and all(least <= value(some, plan) <= most for some, least, most in rows)
        and all(value(some, plan) <= most for some, most in kept)
    ]
    closed = Closed(model, sorted(columns), kept)
    found = in_order(closed.model, [closed.goal(Goal("wanted", wanted))])
    if not plans:
        assert (found.status, found.plan) == ("infeasible", None)
        return
    assert found.status == "optimal"
    assert found.plan is not None
    whole = tuple(closed.whole(found.plan).tolist())
    assert whole in plans
    assert value(wanted, whole) == min(value(wanted, plan) for plan in plans)
    assert found.values["wanted"] == value(wanted, whole)
