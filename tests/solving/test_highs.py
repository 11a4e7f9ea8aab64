"""The solver's wrapper: nothing is called proven that is not, rows are checked in whole numbers,
and stopping keeps the best plan.
"""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import product
from textwrap import dedent

import highspy
import numpy as np
import pytest

from sanzu_graph.solving.highs import Relaxation, Solver, whole_bound
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.statuses import INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT
from sanzu_graph.solving.sums import FREE, Sum


def small(upper: list[int], rows: list[tuple[list[tuple[int, int]], int, int]]) -> Model:
    made = Model()
    for most in upper:
        made.column(most)
    for row in rows:
        made.row(*row)
    return made


def enumerated(made: Model, terms: list[tuple[int, int]]) -> int | None:
    values = [
        sum(times * plan[column] for column, times in terms)
        for plan in product(*(range(most + 1) for most in made.upper))
        if all(
            least <= sum(times * plan[column] for column, times in row) <= most
            for row, least, most in made.rows
        )
    ]
    return min(values, default=None)


def fixed_charges(seed: int) -> tuple[Model, list[tuple[int, int]]]:
    """A small model of the optimiser's kind: people from cells through a hub to units, charges for
    the groups that change.
    """
    chance = random.Random(seed)
    cells, units = chance.randint(1, 3), chance.randint(1, 3)
    size = [chance.randint(1, 2) for _ in range(cells)]
    out, into, change, short = (
        list(range(first, last))
        for first, last in (
            (0, cells),
            (cells, cells + units),
            (cells + units, 2 * cells + units),
            (2 * cells + units, 2 * cells + 2 * units),
        )
    )
    lack = [chance.randint(0, 2) for _ in range(units)]
    rows = [([*((column, 1) for column in out), *((column, -1) for column in into)], 0, 0)]
    rows += [([(out[n], 1), (change[n], -size[n])], -FREE, 0) for n in range(cells)]
    rows += [([(into[n], 1), (short[n], 1)], lack[n], FREE) for n in range(units)]
    if chance.random() < 0.3:
        rows.append(([(column, 1) for column in change], -FREE, chance.randint(0, 1)))
    if chance.random() < 0.3:
        rows.append(([(column, 1) for column in short], -FREE, chance.randint(0, 2)))
    upper = [*size, *([sum(size)] * units), *([1] * cells), *lack]
    weights = [chance.choice([1, 1, 50])] * units
    return small(upper, rows), [
        *((short[n], weights[n]) for n in range(units)),
        *((column, chance.choice([1, 3])) for column in change),
    ]


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_small_models_have_their_enumerated_optimum(first: int) -> None:
    for seed in range(first, first + 20):
        made, terms = fixed_charges(seed)
        answer, wanted = Solver(made).least_of(terms), enumerated(made, terms)
        assert (answer.status, answer.value) == (
            (INFEASIBLE, None) if wanted is None else (OPTIMAL, wanted)
        )
        assert answer.bound == answer.value


def test_presolve_is_off_and_stays_off() -> None:
    """With presolve HiGHS 1.14 and 1.15 call feasible models of this kind infeasible, or name a
    wrong optimum.
    """
    solver = Solver(small([1], []))
    solver.least_of([(0, 1)], start=np.array([1]))
    assert solver.highs.getOptionValue("presolve") == (highspy.HighsStatus.kOk, "off")
    assert solver.highs.getOptionValue("threads")[1] == 1
    assert solver.highs.getOptionValue("mip_rel_gap")[1] == 0


def test_a_plan_that_breaks_a_row_is_no_start() -> None:
    made = small([3, 3], [([(0, 1), (1, 1)], 2, FREE)])
    solver = Solver(made)
    assert not solver.keeps(np.array([0, 0]))
    assert not solver.keeps(np.array([4, 0]))
    assert solver.least_of([(0, 2), (1, 3)], start=np.array([0, 0])).value == 4


def test_without_columns_a_model_is_kept_or_not() -> None:
    assert Solver(small([], [([], 0, 0)])).least_of([]).status == OPTIMAL
    assert Solver(small([], [([], 1, FREE)])).least_of([]).status == INFEASIBLE


def test_a_sum_may_be_bounded_afterwards() -> None:
    made = small([3, 3], [([(0, 1), (1, 1)], 3, FREE)])
    solver = Solver(made, [[(0, 1)]])
    assert solver.least_of([(1, 1)]).value == 0
    solver.keep(0, 1)
    assert solver.least_of([(1, 1)]).value == 2
    solver.keep(0, -1)
    assert solver.least_of([(1, 1)]).status == INFEASIBLE


def test_out_of_time_the_start_is_kept_and_nothing_is_proven() -> None:
    made = small([3, 3], [([(0, 2), (1, 2)], 3, FREE)])
    answer = Solver(made).least_of([(0, 1), (1, 1)], start=np.array([3, 0]), seconds=0)
    assert (answer.status, answer.value, answer.bound) == (TIME_LIMIT, 3, None)
    assert Solver(made).least_of([(0, 1), (1, 1)], seconds=0).plan is None


def knapsacks() -> tuple[Model, list[tuple[int, int]]]:
    """Equal knapsacks: much to do for any solver."""
    chance = random.Random(3)
    things, sacks = 24, 6
    rows = [
        ([(sack * things + thing, 1) for sack in range(sacks)], 1, 1) for thing in range(things)
    ]
    weigh = [chance.randint(11, 97) for _ in range(things)]
    longest = sacks * things
    rows += [
        (
            [*((sack * things + thing, weigh[thing]) for thing in range(things)), (longest, -1)],
            -FREE,
            0,
        )
        for sack in range(sacks)
    ]
    return small([1] * (sacks * things) + [3_000], rows), [(longest, 1)]


@pytest.mark.parametrize("stops", [True, "breaks"])
def test_a_watcher_stops_it(stops: object) -> None:
    """Also one that breaks: an exception must not leave the solver through C++."""

    def watch(*_: float) -> bool:
        if stops == "breaks":
            raise KeyboardInterrupt
        return True

    made, terms = knapsacks()
    start = np.zeros(len(made.upper), dtype=np.int64)
    start[:24] = 1
    start[-1] = 3_000
    answer = Solver(made, watch=watch).least_of(terms, start=start)
    assert answer.status == INTERRUPTED
    assert answer.plan is not None
    assert answer.value is not None
    assert answer.bound is None or answer.bound <= answer.value


@pytest.mark.parametrize(
    ("bound", "whole"),
    [
        (2.0, 2),
        (2.0004, 2),
        (1.9996, 2),
        (2.1, 3),
        (-0.2, 0),
        (float("-inf"), None),
        (float("inf"), None),
    ],
)
def test_a_bound_is_rounded_to_what_no_plan_can_beat(bound: float, whole: int | None) -> None:
    assert whole_bound(bound) == whole


def test_a_bound_after_a_stop_is_below_the_optimum() -> None:
    """Two sacks of equal things: the optimum is known, and the bound of the fractions is close."""
    things = 11
    rows = [([(thing, 1), (things + thing, 1)], 1, 1) for thing in range(things)]
    longest = 2 * things
    rows += [
        ([*((sack * things + thing, 10) for thing in range(things)), (longest, -1)], -FREE, 0)
        for sack in range(2)
    ]
    made = small([1] * (2 * things) + [1_000], rows)
    start = np.array([1] * things + [0] * things + [10 * things])
    seen: list[float] = []

    def watch(_: float, bound: float) -> bool:
        seen.append(bound)
        return bound > 0

    answer = Solver(made, watch=watch).least_of([(longest, 1)], start=start)
    assert answer.bound is not None
    assert answer.value is not None
    assert answer.bound <= 60 <= answer.value
    assert answer.bound >= max(seen) - 1


def test_a_constant_is_part_of_value_and_bound() -> None:
    made = small([3, 3], [([(0, 1), (1, 1)], 2, FREE)])
    solver = Solver(made, [Sum([(0, 1)], 10)])
    answer = solver.least_of(Sum([(0, 1), (1, 2)], 10))
    assert (answer.status, answer.value, answer.bound) == (OPTIMAL, 12, 12)
    solver.keep(0, 11)
    answer = solver.least_of(Sum([(0, 1), (1, 2)], 10))
    assert (answer.status, answer.value, answer.bound) == (OPTIMAL, 13, 13)


def test_a_column_may_be_limited_and_freed() -> None:
    solver = Solver(small([3, 3], [([(0, 1), (1, 1)], 4, FREE)]))
    for most, wanted in ((1, 7), (0, None), (3, 5)):
        solver.limit(1, most)
        assert solver.least_of([(0, 2), (1, 1)]).value == wanted


def test_a_cut_helps_to_prove_and_changes_no_value() -> None:
    solver = Solver(small([3, 3], [([(0, 1), (1, 1)], 2, FREE)]))
    solver.cut(Sum([(0, 1), (1, 1)], 1), 3)
    assert solver.least_of([(0, 2), (1, 1)]).value == 2


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_what_fractions_cannot_do_no_plan_can(first: int) -> None:
    refuted = 0
    for seed in range(first, first + 20):
        made, terms = fixed_charges(seed)
        best = enumerated(made, terms)
        relaxed = Relaxation(made, [terms])
        for most in range(4):
            relaxed.keep(0, most)
            if relaxed.is_refuted():
                refuted += 1
                assert best is None or best > most
    assert refuted


def test_threads_that_others_set_up_do_not_matter() -> None:
    """A process has one number of threads: whoever runs first says how many."""
    told = in_a_process(
        """
        import highspy
        other = highspy.Highs()
        other.setOptionValue("output_flag", False)
        other.setOptionValue("threads", 2)
        other.addVar(0.0, 1.0)
        other.run()
        from sanzu_graph.solving.highs import Solver
        from sanzu_graph.solving.models import Model
        model = Model()
        x, y = model.column(3), model.column(3)
        model.add(2 * x + 2 * y >= 3)
        answer = Solver(model).least_of(x + 2 * y)
        print(answer.status, answer.value)
        """
    )
    assert told.splitlines()[-1] == "optimal 2"


def test_nothing_but_the_answer_reaches_standard_output() -> None:
    """HiGHS 1.16 prints its name with the first solver of a process."""
    told = in_a_process(
        """
        from sanzu_graph.solving.highs import Solver, solver_name
        from sanzu_graph.solving.models import Model
        solver_name()
        model = Model()
        x = model.column(3)
        model.add(2 * x >= 3)
        print(Solver(model).least_of(x + 0).value, flush=True)
        """
    )
    assert told == "2\n"


def in_a_process(lines: str) -> str:
    """What Python prints that runs some lines."""
    return subprocess.run(
        [sys.executable, "-c", dedent(lines)], capture_output=True, text=True, check=True
    ).stdout
