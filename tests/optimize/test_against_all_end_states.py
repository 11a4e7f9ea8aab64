"""The optimiser against plain enumeration of all end states, and against itself undivided and goal
by goal.
"""

from __future__ import annotations

import pytest

from sanzu_graph.errors import ProblemError
from sanzu_graph.optimize.asking import asked
from sanzu_graph.optimize.engine import solve
from sanzu_graph.optimize.posing import problem
from sanzu_graph.optimize.problem import Problem
from tests.optimize.instances import LEVERS, Instance, instance
from tests.optimize.oracle import TooManyError, best


def posed(made: Instance) -> Problem | None:
    """The instance as the optimiser sees it; None where the rules contradict each other at once."""
    ask = asked(made.levers, made.goals, made.rules, max_groups_changed=made.most_changed)
    try:
        return problem(made.org(), made.policy, ask)
    except ProblemError:
        return None


def agrees(made: Instance, most_states: int) -> bool:
    """Whether both could be asked; they must then say the same."""
    found = posed(made)
    try:
        wanted = best(made, most_states)
    except TooManyError:
        return False
    if found is None:
        return True  # what cannot be asked for is tested by example
    answer = solve(found)
    assert answer.status == ("infeasible" if wanted is None else "optimal")
    assert (tuple(answer.values[name] for name in made.goals) if answer.values else None) == wanted
    assert answer.bounds == answer.values
    return True


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_every_goal_is_the_best_of_all_end_states(first: int) -> None:
    assert sum(agrees(instance(seed), 500) for seed in range(first, first + 20)) > 8


@pytest.mark.parametrize("lever", LEVERS)
def test_each_lever_by_itself(lever: str) -> None:
    assert sum(agrees(instance(seed, levers=(lever,)), 800) for seed in range(5_000, 5_012)) > 6


@pytest.mark.parametrize("seed", [102_111])
def test_what_was_once_wrong(seed: int) -> None:
    """102111: whoever is in no base unit ties the groups that they are in to those that they could
    enter.
    """
    assert agrees(instance(seed), 4_000)


@pytest.mark.heavy
@pytest.mark.parametrize("first", range(100_000, 103_000, 250))
def test_every_goal_is_the_best_of_thousands(first: int) -> None:
    assert sum(agrees(instance(seed), 4_000) for seed in range(first, first + 250)) > 100


@pytest.mark.parametrize("first", range(0, 24, 8))
def test_parts_and_blends_change_nothing(first: int) -> None:
    """Divided and undivided, blended and goal by goal: equal in every goal, also where enumeration
    is hopeless.
    """
    for seed in range(first, first + 8):
        made = instance(20_000 + seed, people=9)
        found = posed(made)
        if found is None:
            continue
        usual = solve(found)
        for other in (solve(found, whole=True), solve(found, blend=False)):
            assert (other.status, other.values, other.bounds) == (
                usual.status,
                usual.values,
                usual.bounds,
            )
