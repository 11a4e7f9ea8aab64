"""Truth values of a model against every plan of it."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from sanzu_graph.optimize.nesting import line_up
from sanzu_graph.optimize.truths import NO, YES, TruthModel
from sanzu_graph.solving.sums import Sum


def value(some: Sum, plan: tuple[int, ...]) -> int:
    return some.constant + sum(times * plan[column] for column, times in some.terms)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("word", ["both", "either"])
def test_every_plan_that_keeps_the_rows_joins_truths_rightly(seed: int, word: str) -> None:
    """Each plan of the first columns has just one plan of all columns, and it is the right one."""
    dice = random.Random(seed)
    model = TruthModel()
    columns = [model.column(1, dice.randint(0, 1)) for _ in range(dice.randint(1, 3))]
    sure = [Sum([], NO), Sum([], YES)]
    some = dice.choices(
        [*(column + 0 for column in columns), *(1 - c for c in columns), *sure], k=3
    )
    joined = getattr(model, word)(*some)
    wanted = all if word == "both" else any
    for first in product((0, 1), repeat=len(columns)):
        further = product((0, 1), repeat=len(model.upper) - len(columns))
        plans = [(*first, *rest) for rest in further]
        kept = [plan for plan in plans if not model.broken(np.array(plan, dtype=np.int64))]
        assert len({value(joined, plan) for plan in kept}) == 1
        assert value(joined, kept[0]) == wanted(value(truth, first) for truth in some)
    idle = model.at_start(joined)
    assert idle == wanted(model.at_start(truth) for truth in some)
    assert model.broken(model.idle) == []


@pytest.mark.parametrize("word", ["both", "either"])
def test_the_same_truths_in_another_order_are_joined_once(word: str) -> None:
    model = TruthModel()
    first, second = model.column(1) + 0, model.column(1) + 0
    join = getattr(model, word)
    assert join(first, second) is join(second, first)
    assert len(model.upper) == 3
    assert join(first) is first
    assert join().constant == (word == "both")


@pytest.mark.parametrize(
    ("parents", "unit", "line"),
    [
        ([-1, 0, 1], 2, [2, 1, 0]),
        ([-1, 0, 1], 0, [0]),
        ([1, 2, 0], 1, [1, 2, 0]),
        ([0], 0, [0]),
        ([-1], -1, []),
    ],
    ids=["a tree", "its top", "a circle", "its own parent", "no unit"],
)
def test_a_line_upwards_ends_also_in_a_circle(
    parents: list[int], unit: int, line: list[int]
) -> None:
    assert list(line_up(np.array(parents), unit)) == line
