"""Circles and chains that are too deep: what a plan for lines breaks, what is left without that, and
in which order it is made.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sanzu_graph.checks.reporting_lines import way_round
from sanzu_graph.model.person_lines import Hierarchy
from sanzu_graph.optimize.line_problem import LineProblem


def breaches(
    problem: LineProblem, plan: dict[int, int]
) -> Iterator[tuple[list[int], dict[int, int]]]:
    """The circles and deep chains that a plan makes: whose lines they are, and the plan."""
    end = problem.after(plan)
    label = end.labels()
    for member, manager in plan.items():
        if label[member] == label[manager]:
            yield way_round(end, label, member)[:-1], plan
    if problem.above is not None:
        deep = np.flatnonzero(end.depth > np.maximum(problem.lines.depth, problem.above))
        for member in deep.tolist():
            chain, at = [], member
            while end.manager[at] >= 0:
                chain.append(at)
                at = int(end.manager[at])
            yield chain, plan


def unbroken(problem: LineProblem, plan: dict[int, int]) -> dict[int, int]:
    """What is left of a plan without changes that break something; doing nothing breaks nothing."""
    today = problem.lines.reports
    most = today if problem.most is None else np.maximum(today, problem.most)
    while True:
        end = problem.after(plan)
        broken = [people for people, _ in breaches(problem, plan)]
        dropped = {next(member for member in reversed(some) if member in plan) for some in broken}
        crowded = end.reports - most if problem.most is not None else np.zeros_like(today)
        for manager in np.flatnonzero(crowded > 0).tolist():
            come = [member for member in _reports_of(end, manager) if member in plan]
            dropped.update(come[: int(crowded[manager])])
        for manager in np.flatnonzero(end.reports < problem.least).tolist():
            gone = [
                member
                for member in _reports_of(problem.lines, manager)
                if plan.get(member, manager) != manager
            ]
            dropped.update(gone[: int(problem.least[manager] - end.reports[manager])])
        if not dropped:
            return plan
        plan = {member: new for member, new in plan.items() if member not in dropped}


def steps_of(problem: LineProblem, plan: dict[int, int]) -> list[tuple[int, int]]:
    """The changes of a plan in an order in which none closes a circle on the way.

    There is one. The person who is above all others in the end can go first.
    """
    done: dict[int, int] = {}
    waiting = sorted(plan.items())
    while waiting:
        later = []
        for member, manager in waiting:
            if _is_above(problem, done, member, manager):
                later.append((member, manager))
            else:
                done[member] = manager
        if len(later) == len(waiting):
            return [*done.items(), *later]
        waiting = later
    return [*done.items()]


def _is_above(problem: LineProblem, done: dict[int, int], member: int, manager: int) -> bool:
    """Whether a member is above a manager, once some changes are made."""
    seen, step = {manager}, [manager]
    while step:
        at = step.pop()
        above = (done[at],) if at in done else problem.managers_of(at)
        step += [member for member in above if member not in seen]
        seen.update(above)
    return member in seen


def _reports_of(lines: Hierarchy, manager: int) -> list[int]:
    """Who reports to somebody directly."""
    rows, _ = lines.by_manager.rows_of(np.array([manager], dtype=np.intp))
    reports: list[int] = lines.lines_from[rows].tolist()
    return reports
