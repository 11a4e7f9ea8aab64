"""The solver's presolve answers wrongly on models of this kind: the wrapper never turns it on, and small models that show the trap are kept."""

from __future__ import annotations

from pathlib import Path

import highspy
import pytest

TRAPS = Path(__file__).parents[3] / "shared" / "data" / "highs"
#: Model → its optimum.
OPTIMA = {"bug_102": 1, "bug_1136": 12, "bug_3173": 1}


@pytest.mark.parametrize("name", OPTIMA)
def test_without_presolve_the_optimum_is_found(name: str) -> None:
    path = TRAPS / f"{name}.mps"
    if not path.exists():
        pytest.skip(f"{path.name} is not there; it lies beside a checkout")
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "presolve": "off", "mip_rel_gap": 0.0, "threads": 1, "random_seed": 0}.items():
        solver.setOptionValue(option, value)
    solver.readModel(str(path))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    assert round(solver.getInfo().objective_function_value) == OPTIMA[name]
