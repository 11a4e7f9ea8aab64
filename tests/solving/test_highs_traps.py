"""The solver's presolve answers wrongly on models of this kind: the wrapper never turns it on, and
small models that show the trap are kept.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import highspy
import numpy as np
import pytest

from sanzu_graph.solving.highs import Solver
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.statuses import OPTIMAL
from sanzu_graph.solving.sums import FREE

TRAPS = Path(__file__).parents[3] / "shared" / "data" / "highs"
#: Model → its optimum.
OPTIMA = {"bug_102": 1, "bug_1136": 12, "bug_3173": 1}


@pytest.mark.parametrize("name", OPTIMA)
def test_without_presolve_the_optimum_is_found(name: str) -> None:
    path = TRAPS / f"{name}.mps"
    if not path.exists():
        pytest.skip(f"{path.name} is not there; it lies beside a checkout")
    solver = highspy.Highs()
    for option, value in {
        "output_flag": False,
        "presolve": "off",
        "mip_rel_gap": 0.0,
        "threads": 1,
        "random_seed": 0,
    }.items():
        solver.setOptionValue(option, value)
    solver.readModel(str(path))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    assert round(solver.getInfo().objective_function_value) == OPTIMA[name]


#: Models of the optimiser's kind, cut down while they showed the trap: all columns are 0 or 1, and
#: nothing is to be made small. With presolve HiGHS 1.15.1 ends the first with a solve error and
#: calls the second infeasible; the columns named are 1 in a plan that keeps every row.
SMALL = {
    "solve error": (
        """
        - x0 + x1 <= 0; - x2 + x3 <= 0; - x4 + x5 <= 0; - x6 + x7 <= 0; x0 + x2 + x4 + x6 = 1; - x8 + x9 <= 0; - x10 + x11 <= 0; x8 + x10 = 1;
        x1 + x5 + x12 = 1; x3 + x7 + x9 + x11 = 1; x3 + x7 + x13 = 1; x0 + x2 + x8 + x14 >= 1; x4 + x6 + x10 + x15 >= 2; x12 + x14 + x15 <= 1
        """,
        {0, 1, 10, 11, 13, 15},
    ),
    "infeasible": (
        """
        - x4 + x5 <= 0; - x8 + x9 <= 0; x2 + x3 + x4 + x6 + x7 + x8 = 1; - x10 + x11 <= 0; - x1 + x4 <= 0; - x1 + x8 <= 0; x11 + x13 + x17 = 1;
        - x0 + x17 <= 0; x5 + x9 + x14 + x16 = 1; x14 + x16 + x18 = 1; x3 + x10 - 3 x19 <= 0; - x0 + x19 <= 0; x4 + x8 >= 1; x13 + x20 + x22 <= 2;
        x9 + x16 + x21 + x22 <= 2; - 4 x23 + x24 <= 0; x5 + x14 + x23 <= 2; x21 + x23 <= 1; x3 + x4 + x6 + x7 + x8 + x15 - 3 x23 + x25 >= 0;
        x6 + x7 + x8 + x15 + 4 x22 <= 4; x3 + x4 + x10 + x20 + x21 + x23 >= 1; x2 + x3 + x4 + x10 + x23 >= 1;
        x2 + x3 + x4 + x10 - 4 x22 - 4 x23 <= 2; x7 + x8 + x12 + x15 + x22 + x24 >= 1; x6 + x7 + x8 + x12 + x15 - 4 x22 - 4 x23 <= 2; x0 + x1 <= 1
        """,
        {1, 4, 13, 14, 15},
    ),
}


def read(rows: str) -> Model:
    """Rows of text as a model."""
    made = Model()
    for _ in range(1 + max(int(column) for column in re.findall(r"x(\d+)", rows))):
        made.column()
    for row in rows.split(";"):
        left, sign, right = re.split(r"(<=|>=|=)", row)
        terms = [
            (int(column), int(f"{plus}{times or 1}"))
            for plus, times, column in re.findall(r"([+-]?) ?(\d*) ?x(\d+)", left)
        ]
        made.row(terms, -FREE if sign == "<=" else int(right), FREE if sign == ">=" else int(right))
    return made


@pytest.mark.parametrize("name", SMALL)
def test_the_wrapper_does_not_fall_into_small_traps(name: str) -> None:
    rows, ones = SMALL[name]
    made = read(rows)
    plan = np.array([int(column in ones) for column in range(len(made.upper))])
    answer = Solver(made).least_of([(0, 1), (1, 1)])
    assert all(
        least <= sum(times * plan[column] for column, times in terms) <= most
        for terms, least, most in made.rows
    )
    assert answer.status == OPTIMAL
    assert answer.plan is not None
    assert Solver(made).keeps(answer.plan)


def test_the_smaller_trap_has_its_enumerated_optimum() -> None:
    made = read(SMALL["solve error"][0])
    kept = [
        plan
        for plan in product((0, 1), repeat=len(made.upper))
        if all(
            least <= sum(times * plan[column] for column, times in terms) <= most
            for terms, least, most in made.rows
        )
    ]
    for column in range(len(made.upper)):
        assert Solver(made).least_of([(column, 1)]).value == min(plan[column] for plan in kept)
        assert Solver(made).least_of([(column, -1)]).value == -max(plan[column] for plan in kept)
