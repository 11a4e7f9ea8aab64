"""Solve a problem: its parts, in any executor; what they share; people for counts; and everything
counted again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np

from sanzu_graph.optimize.asking import (
    IMBALANCE,
    LED,
    MISSING,
    MOST_BASE_UNITS,
    PER_BASE_UNIT,
    UNMET,
)
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.parts import Part, parts
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.proving import proven
from sanzu_graph.optimize.sharing import within
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solving import PartAnswer, is_sound
from sanzu_graph.optimize.workers import Team
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import solver_name
from sanzu_graph.solving.lexicographic import MOST_WEIGHT
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.progress import Progress
from sanzu_graph.solving.statuses import weakest


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    whole: bool = False,
    blend: bool = True,
) -> Solution:
    """Find the best plan and prove it.

    Parameters
    ----------
    problem
        From `sanzu_graph.optimize.posing.problem`.
    time_limit
        Seconds; the best plan until then is kept.
    seed
        The same seed gives the same plan, another one a plan as good.
    executor
        Where parts are solved; by default threads, one a core. It is not shut down.
    progress
        Called now and then, in the caller's thread.
    whole
        Do not divide the problem into parts.
    blend
        Let goals share solves where their weights stay small.

    Returns
    -------
    Solution
        The plan, with `Solution.status`; Ctrl-C keeps the best one, too.

    Raises
    ------
    ModelError
        If the plan does not stand the recount: an error of ours.
    """
    began = time.time()
    pieces = parts(problem, whole=whole)
    today = today_by_part(problem, pieces)
    asked = worth_solving(problem, pieces, today)
    with Pool(executor) as pool:
        team = Team(
            problem,
            Effort.within(time_limit, seed),
            pool,
            progress,
            began,
            {piece.number: today[piece.number] for piece in asked},
            MOST_WEIGHT if blend else 0,
        )
        limits = {
            "groups": problem.ask.max_groups_changed,
            "merges": problem.ask.max_merges if problem.merges else None,
        }
        answers = team.solve([(piece, limits) for piece in asked])
        chosen, bounds = within(problem, team, asked, answers, limits)
    looked_at = {piece.number for piece in asked}
    others = _summed(today[piece.number] for piece in pieces if piece.number not in looked_at)
    return proven(problem, _solution(problem, pieces, chosen, bounds, others, today, began))


def worth_solving(
    problem: Problem, pieces: Sequence[Part], today: Sequence[Mapping[str, int]]
) -> list[Part]:
    """The parts where doing nothing is not best beyond doubt, or that a rule puts somebody of
    somewhere.
    """
    folk = problem.people
    bound = {member for pair in (*problem.together, *problem.apart) for member in pair} | set(
        problem.targets
    )
    tied = {
        unit for member in bound for here in (folk.home, *folk.groups) for unit in here.of(member)
    }
    return [
        piece
        for piece, now in zip(pieces, today, strict=True)
        if tied & set(piece.units)
        or ((piece.cells or problem.merges) and not is_sound(problem, now))
    ]


def today_by_part(problem: Problem, pieces: Sequence[Part]) -> list[dict[str, int]]:
    """Per part, what doing nothing comes to in each goal."""
    total = len(problem.base) + sum(len(layer.units) for layer in problem.layers)
    units = len(next(iter(problem.tallies)).today) if problem.tallies else total
    unmet, apart, missing = (np.zeros(units, dtype=np.int64) for _ in range(3))
    for tally in problem.tallies:
        unmet += tally.short * problem.repairs(tally.kinds[0]) + tally.over * problem.repairs(
            tally.kinds[1]
        )
        missing += tally.short * (
            tally.kinds[0] == PER_BASE_UNIT and problem.repairs(PER_BASE_UNIT)
        )
    for layer in problem.layers:
        unmet += layer.vacancy * problem.repairs(LED)
        for group in layer.reach.today if problem.repairs(MOST_BASE_UNITS) else ():
            unmet[group] += layer.reach.over(group)
        size = next(
            tally.today for tally in problem.tallies if tally.name == f"layers.{layer.name}.size"
        )[layer.units]
        low, high = layer.mean
        apart[layer.units] += np.maximum(np.maximum(low - size, size - high), 0)
    found = []
    for piece in pieces:
        sums = {
            UNMET: int(unmet[list(piece.units)].sum()),
            IMBALANCE: int(apart[list(piece.units)].sum()),
            MISSING: int(missing[list(piece.units)].sum()),
        }
        found.append({name: sums.get(name, 0) for name in problem.ask.goals})
    return found


def _summed(values: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in values:
        for name, value in one.items():
            total[name] = total.get(name, 0) + value
    return total


def _solution(
    problem: Problem,
    pieces: Sequence[Part],
    chosen: Sequence[PartAnswer],
    bounds: Mapping[str, int],
    others: Mapping[str, int],
    today: Sequence[Mapping[str, int]],
    began: float,
) -> Solution:
    status, end = weakest([answer.status for answer in chosen]), End()
    has_plan = all(answer.end is not None for answer in chosen)
    for answer in chosen:
        if answer.end is not None:
            end.add(answer.end)
    values = (
        {
            name: others.get(name, 0) + sum(answer.values[name] for answer in chosen)
            for name in problem.ask.goals
        }
        if has_plan
        else {}
    )
    return Solution(
        problem,
        status,
        values,
        {name: bound + others.get(name, 0) for name, bound in bounds.items()},
        _summed(today) or dict.fromkeys(problem.ask.goals, 0),
        (),
        None,
        end if has_plan else None,
        tuple(chosen),
        tuple(pieces),
        time.time() - began,
        solver_name(),
    )
