"""Goals one before another, against enumeration."""

from __future__ import annotations

import threading
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.lexicographic import Goal, Lexicographic, in_order
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.statuses import FEASIBLE, INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT
from sanzu_graph.solving.sums import FREE, Sum
from tests.solving.test_highs import knapsacks

TERMS = st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 3)), max_size=4)
ROWS = st.lists(st.tuples(TERMS, st.integers(-4, 3), st.integers(0, 6)), max_size=3)
GOALS = st.lists(st.tuples(TERMS, st.integers(-5, 5)), min_size=1, max_size=4)


def value(terms: list[tuple[int, int]], plan: tuple[int, ...]) -> int:
    return sum(times * plan[column] for column, times in terms)


def posed(
    upper: list[int],
    rows: list[tuple[list[tuple[int, int]], int, int]],
    goals: list[tuple[list[tuple[int, int]], int]],
) -> tuple[Model, list[Goal]]:
    model = Model()
    for most in upper:
        model.column(most)
    for terms, least, span in rows:
        model.row(terms, least, least + span)
    made = []
    for number, (terms, constant) in enumerate(goals):
        ends = [
            constant + sum(turn(0, times * upper[column]) for column, times in terms)
            for turn in (min, max)
        ]
        made.append(Goal(f"goal {number}", Sum(terms, constant), *ends))
    return model, made


@given(
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    ROWS,
    GOALS,
    st.sampled_from([0, 40, 10**6]),
)
def test_each_goal_is_the_least_given_those_before(
    upper: list[int],
    rows: list[tuple[list[tuple[int, int]], int, int]],
    goals: list[tuple[list[tuple[int, int]], int]],
    most_weight: int,
) -> None:
    wanted = min(
        (
            [value(terms, plan) + constant for terms, constant in goals]
            for plan in product(*(range(most + 1) for most in upper))
            if all(least <= value(terms, plan) <= least + span for terms, least, span in rows)
        ),
        default=None,
    )
    model, made = posed(upper, rows, goals)
    found = in_order(model, made, most_weight=most_weight)
    if wanted is None:
        assert (found.status, found.plan, found.values) == (INFEASIBLE, None, {})
        return
    assert found.status == OPTIMAL
    assert [*found.values.values()] == wanted
    assert found.bounds == found.values == found.proven
    assert found.plan is not None
    assert model.broken(found.plan) == []


def test_goals_without_a_name_choose_and_are_not_told() -> None:
    model, goals = posed([3, 3], [([(0, 1), (1, 1)], 3, 0)], [([], 0)])
    x = Goal("", Sum([(0, 1)]))
    found = in_order(model, [*goals, x])
    assert (found.status, dict(found.values)) == (OPTIMAL, {"goal 0": 0})
    assert found.plan is not None
    assert found.plan.tolist() == [0, 3]


def sacks() -> tuple[Model, list[Goal]]:
    """Much to do for any solver; the first 24 columns are a plan."""
    made, terms = knapsacks()
    model = Model()
    for number, most in enumerate(made.upper):
        model.column(most, 1 if number < 24 else 0)
    model.start[-1] = 3_000
    for some, least, most in made.rows:
        model.row(some, least, most)
    return model, [Goal("longest", Sum(terms)), Goal("first", Sum([(0, 1)]))]


def test_out_of_time_the_plan_at_hand_is_kept_and_no_later_goal_has_a_bound() -> None:
    model, goals = sacks()
    found = in_order(model, goals, effort=Effort.within(0))
    assert (found.status, found.values) == (TIME_LIMIT, {"longest": 3_000, "first": 1})
    assert found.bounds == {}


def test_a_plan_that_breaks_a_row_is_no_plan() -> None:
    model, goals = sacks()
    found = in_order(
        model, goals, start=np.zeros(len(model.upper), dtype=np.int64), effort=Effort.within(0)
    )
    assert (found.status, found.plan, found.values) == (TIME_LIMIT, None, {})


def test_somebody_may_stop_it() -> None:
    model, goals = sacks()
    stop = threading.Event()
    told: list[tuple[int, float, float]] = []

    def hear(part: int, best: float, bound: float) -> None:
        told.append((part, best, bound))
        stop.set()

    found = in_order(model, goals, effort=Effort(stop=stop, told=hear, part=7))
    assert found.status == INTERRUPTED
    assert found.values["longest"] <= 3_000
    assert {part for part, _, _ in told} == {7}
    assert in_order(model, goals, effort=Effort(stop=stop)).status == INTERRUPTED


def test_a_step_that_ran_out_of_its_time_is_taken_again() -> None:
    model, goals = posed([3, 3], [([(0, 2), (1, 2)], 3, 3)], [([(0, 1), (1, 1)], 0), ([(0, 1)], 0)])
    order = Lexicographic(model, goals)
    order.step(seconds=0)
    assert (order.status, order.is_done) == (TIME_LIMIT, True)
    while order.waiting:
        order.step()
    assert dict(order.outcome().values) == {"goal 0": 2, "goal 1": 0}


def test_what_is_told_before_the_end_is_not_called_proven() -> None:
    model, goals = posed([3, 3], [([(0, 1), (1, 1)], 3, 0)], [([(0, 1)], 0), ([(1, 1)], 0)])
    order = Lexicographic(model, goals)
    order.step()
    found = order.outcome()
    assert (found.status, found.bounds) == (FEASIBLE, {"goal 0": 0})
    assert found.proven == {"goal 0": 0}


@pytest.mark.parametrize("most_weight", [0, 10**6])
def test_goals_may_reach_below_nought(most_weight: int) -> None:
    model, goals = posed([2, 2], [], [([(0, -1)], 1), ([(0, 1), (1, -2)], -FREE // 2)])
    found = in_order(model, goals, most_weight=most_weight)
    assert dict(found.values) == {"goal 0": -1, "goal 1": -FREE // 2 - 2}
