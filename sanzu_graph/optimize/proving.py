"""Every plan is applied and counted again before it is handed out; one that does not stand that is
an error of ours.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

from sanzu_graph.errors import ModelError
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.optimize.best_leaders import best_of_equals
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.plan_values import recounted
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.solving.statuses import OPTIMAL


def proven(problem: Problem, solution: Solution) -> Solution:
    """The solution with its changes, recounted.

    Raises
    ------
    ModelError
        If the recount differs from an optimum, or is worse than what was found. Or if it breaks a
        bound, or beats a proven one.
    """
    if solution.end is None:
        return solution
    first = solution.end
    solution, values = _checked(problem, solution, first)
    end, others = best_of_equals(problem, first)
    if end.leaders != first.leaders:
        swapped = recounted(problem, end)
        if dict(swapped[2].values) == values and not swapped[2].worse:
            plan, after, _ = swapped
            return replace(solution, end=end, changes=plan, after=after, equals=others)
        others = {}
    return replace(solution, equals=others)


def _checked(problem: Problem, solution: Solution, end: End) -> tuple[Solution, dict[str, int]]:
    plan, after, counted = recounted(problem, end)
    goals, values = problem.ask.goals, counted.values
    here, promised = ([some[name] for name in goals] for some in (values, solution.values))
    if counted.worse:
        _fail(problem, solution, f"got worse: {'; '.join(counted.worse[:3])}")
    if here != promised if solution.status == OPTIMAL else here > promised:
        _fail(problem, solution, f"{dict(solution.values)} ≠ {values}")
    if any(bound > values[name] for name, bound in _binding(solution, values).items()):
        _fail(problem, solution, f"{dict(solution.bounds)} > {values}")
    changed = dict(counted.changed)
    return replace(solution, values=dict(values), changes=plan, after=after, changed=changed), dict(
        values
    )


def _binding(solution: Solution, values: Mapping[str, int]) -> dict[str, int]:
    """The bounds that hold for these values: a goal's holds only while those before have the values
    it was proven for.
    """
    known: dict[str, int] = {}
    for name, bound in solution.bounds.items():
        known[name] = bound
        if values[name] != solution.values[name]:
            break
    return known


def _fail(problem: Problem, solution: Solution, what: str) -> NoReturn:
    """Save the instance, and say where."""
    from sanzu_graph.io.table_files import write_tables

    folder = Path(tempfile.mkdtemp(prefix="sanzu-model-error-"))
    write_tables(problem.org, folder / "tables")
    question = {
        "ask": asdict(problem.ask),
        "without": sorted(problem.without),
        "what": what,
        "solver": solution.solver,
        "policy": whole_text(problem.policy),
    }
    (folder / "problem.json").write_text(
        json.dumps(question, ensure_ascii=False, indent=2), encoding="utf-8"
    )
    raise ModelError("error.model", what=what, path=str(folder))
