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


def proven(problem: Problem, found: Solution) -> Solution:
    """The solution with its changes, recounted.

    Raises
    ------
    ModelError
        If the recount differs from an optimum, is worse than what was found, breaks a bound, or
        beats a proven one.
    """
    if found.end is None:
        return found
    first = found.end
    found, values = _checked(problem, found, first)
    end, others = best_of_equals(problem, first)
    if end.leaders != first.leaders:
        swapped = recounted(problem, end)
        if dict(swapped[2].values) == values and not swapped[2].worse:
            made, after, _ = swapped
            return replace(found, end=end, changes=made, after=after, equals=others)
        others = {}
    return replace(found, equals=others)


def _checked(problem: Problem, found: Solution, end: End) -> tuple[Solution, dict[str, int]]:
    made, after, counted = recounted(problem, end)
    goals, values = problem.ask.goals, counted.values
    here, told = ([some[name] for name in goals] for some in (values, found.values))
    if counted.worse:
        _fail(problem, found, f"got worse: {'; '.join(counted.worse[:3])}")
    if here != told if found.status == OPTIMAL else here > told:
        _fail(problem, found, f"{dict(found.values)} ≠ {values}")
    if any(bound > values[name] for name, bound in _binding(found, values).items()):
        _fail(problem, found, f"{dict(found.bounds)} > {values}")
    changed = dict(counted.changed)
    return replace(found, values=dict(values), changes=made, after=after, changed=changed), dict(
        values
    )


def _binding(found: Solution, values: Mapping[str, int]) -> dict[str, int]:
    """The bounds that hold for these values: a goal's holds only while those before have the values
    it was proven for.
    """
    kept: dict[str, int] = {}
    for name, bound in found.bounds.items():
        kept[name] = bound
        if values[name] != found.values[name]:
            break
    return kept


def _fail(problem: Problem, found: Solution, what: str) -> NoReturn:
    """Save the instance, and say where."""
    from sanzu_graph.io.table_files import write_tables

    folder = Path(tempfile.mkdtemp(prefix="sanzu-model-error-"))
    write_tables(problem.org, folder / "tables")
    asked = {
        "ask": asdict(problem.ask),
        "without": sorted(problem.without),
        "what": what,
        "solver": found.solver,
        "policy": whole_text(problem.policy),
    }
    (folder / "problem.json").write_text(
        json.dumps(asked, ensure_ascii=False, indent=2), encoding="utf-8"
    )
    raise ModelError("error.model", what=what, path=str(folder))
