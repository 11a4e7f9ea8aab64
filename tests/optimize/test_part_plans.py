"""What no plan of a part beats, blended into one number, against all values that there could be."""

from __future__ import annotations

import random
from itertools import product

import pytest

from sanzu_graph.optimize.part_plans import Unbeaten
from sanzu_graph.solving.lexicographic import Goal, blend_weights
from sanzu_graph.solving.sums import Sum


def blend(values: tuple[int, ...], weights: list[int]) -> int:
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


@pytest.mark.parametrize("seed", range(60))
def test_no_values_that_do_not_beat_it_have_a_smaller_blend(seed: int) -> None:
    """Values are compared goal by goal; the blend keeps that order within the goals' spans."""
    dice = random.Random(seed)
    goals = []
    for place in range(dice.randint(1, 3)):
        least = dice.randint(-1, 1)
        goals.append(Goal(f"g{place}", Sum(), least, least + dice.randint(0, 3)))
    weights = blend_weights(goals)
    known = tuple(dice.randint(goal.least - 1, goal.most + 1) for goal in goals)
    unbeaten = Unbeaten({goal.name: value for goal, value in zip(goals, known, strict=True)}, {})
    blended = unbeaten.blended(goals, weights)
    spans = [range(goal.least, goal.most + 1) for goal in goals]
    if all(value in span for value, span in zip(known, spans, strict=True)):
        assert blended == blend(known, weights)
        assert all(
            (blend(values, weights) >= blended) == (values >= known) for values in product(*spans)
        )
    else:
        assert blended is None


def test_a_goal_of_which_nothing_is_known_has_no_blend() -> None:
    goals = [Goal("first", Sum(), 0, 2), Goal("second", Sum(), 0, 2)]
    assert Unbeaten({"first": 1}, {}).blended(goals, blend_weights(goals)) is None
