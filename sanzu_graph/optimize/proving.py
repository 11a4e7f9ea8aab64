"""Every plan is applied and counted again before it is handed out; one that does not stand that is
an error of ours.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

from sanzu_graph.errors import ModelError
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.recount import recount
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.steps import applied, changes
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
    made = changes(problem, found.end)
    after = applied(problem, made)
    ids = problem.org.encoding.units
    values, worse = recount(
        problem.org,
        after if problem.on is None else after.at(problem.on),
        problem.policy,
        problem.ask,
        layers=[layer.name for layer in problem.layers],
        counted=[problem.layers[number].name for number in problem.counted],
        merges={ids[gone]: ids[kept] for kept, gone in found.end.merges},
        skip={
            *problem.left_out,
            *problem.without,
            *(("led",) if "leaders" in problem.without else ()),
        },
    )
    goals = problem.ask.goals
    counted, told = ([some[name] for name in goals] for some in (values, found.values))
    if worse:
        _fail(problem, found, f"got worse: {'; '.join(worse[:3])}")
    if counted != told if found.status == OPTIMAL else counted > told:
        _fail(problem, found, f"{dict(found.values)} ≠ {values}")
    if any(bound > values[name] for name, bound in _binding(found, values).items()):
        _fail(problem, found, f"{dict(found.bounds)} > {values}")
    return replace(found, values=values, changes=made, after=after)


def _binding(found: Solution, values: dict[str, int]) -> dict[str, int]:
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
        "policy": repr(problem.policy),
    }
    (folder / "problem.json").write_text(
        json.dumps(asked, ensure_ascii=False, indent=2), encoding="utf-8"
    )
    raise ModelError("error.model", what=what, path=str(folder))
