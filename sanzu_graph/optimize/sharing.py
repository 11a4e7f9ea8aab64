"""What the parts share: limits on all of them together, and the bounds of their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from sanzu_graph.optimize.independent_parts import Part, Use, Values, combine
from sanzu_graph.optimize.part_solving import Limits, PartAnswer
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL, TIME_LIMIT, weakest

Task = tuple[Part, Limits]


class Solves(Protocol):
    """What solves parts."""

    def solve(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers, in the order of the tasks."""


def within(
    problem: Problem,
    team: Solves,
    pieces: Sequence[Part],
    answers: Sequence[PartAnswer],
    limits: Limits,
) -> tuple[list[PartAnswer], dict[str, int]]:
    """An answer of each part such that all together stay within the limits, and bounds for their
    sum.
    """
    goals = problem.ask.goals
    names = [name for name, most in limits.items() if most is not None]
    over = [
        name
        for name in names
        if sum(_used(answer, name) for answer in answers) > (limits[name] or 0)
    ]
    if not over or any(answer.status == INFEASIBLE for answer in answers):
        return list(answers), _sum_of_bounds(goals, answers)
    by_part = _curves(team, pieces, answers, limits, names)
    most = tuple(limits[name] or 0 for name in names)
    curves: list[dict[Use, Values]] = []
    by_use: list[dict[Use, PartAnswer]] = []
    for options in by_part:
        curve: dict[Use, PartAnswer] = {}
        for answer in options:
            use = tuple(_used(answer, name) for name in names)
            if answer.values and (
                use not in curve or _vector(goals, answer) < _vector(goals, curve[use])
            ):
                curve[use] = answer
        by_use.append(curve)
        curves.append({use: _vector(goals, answer) for use, answer in curve.items()})
    best = combine(curves, most)
    if best is None:
        proof = all(
            answer.status in (OPTIMAL, INFEASIBLE) for options in by_part for answer in options
        )
        nothing = PartAnswer(-1, INFEASIBLE if proof else TIME_LIMIT, {}, {}, None)
        return [replace(nothing, number=part.number) for part in pieces], {}
    chosen = [curve[use] for curve, use in zip(by_use, best[1], strict=True)]
    if all(answer.status in (OPTIMAL, INFEASIBLE) for options in by_part for answer in options):
        return chosen, {name: sum(answer.values[name] for answer in chosen) for name in goals}
    status = weakest(
        [answer.status for options in by_part for answer in options if answer.status != INFEASIBLE]
    )
    # An unlimited part is a bound for a limited one; a better one would need the bound of every
    # limit.
    first = (
        {goals[0]: sum(answer.bounds[goals[0]] for answer in answers)}
        if all(goals[0] in answer.bounds for answer in answers)
        else {}
    )
    return [replace(answer, status=weakest([status, answer.status])) for answer in chosen], first


def _used(answer: PartAnswer, name: str) -> int:
    return answer.used.get(name, 0)


def _vector(goals: Sequence[str], answer: PartAnswer) -> Values:
    return tuple(answer.values[name] for name in goals)


def _curves(
    team: Solves,
    pieces: Sequence[Part],
    answers: Sequence[PartAnswer],
    limits: Limits,
    names: Sequence[str],
) -> list[list[PartAnswer]]:
    """Per part, its answers under every limit that may matter.

    An answer is the best under all limits between what it uses and what it was allowed; so what
    remains are limits just below its use of one thing, with all of the others.
    """
    ranked = [[answer] for answer in answers]
    seen: list[set[tuple[int | None, ...]]] = [set() for _ in answers]
    fresh = [(place, dict(limits), answer) for place, answer in enumerate(answers)]
    while fresh:
        tasks: list[Task] = []
        owners: list[tuple[int, dict[str, int | None]]] = []
        for place, cap, answer in fresh:
            for name in names:
                below = {**cap, name: _used(answer, name) - 1}
                key = tuple(below[each] for each in names)
                if _used(answer, name) and answer.values and key not in seen[place]:
                    seen[place].add(key)
                    owners.append((place, below))
                    tasks.append((pieces[place], below))
        solved = team.solve(tasks) if tasks else []
        fresh = [(place, cap, answer) for (place, cap), answer in zip(owners, solved, strict=True)]
        for place, _, answer in fresh:
            ranked[place].append(answer)
    return ranked


def _sum_of_bounds(goals: Sequence[str], answers: Sequence[PartAnswer]) -> dict[str, int]:
    """The sum of the parts' bounds, goal by goal as long as the goals before are proven everywhere."""
    bounds: dict[str, int] = {}
    first = goals[0]
    if any(answer.status == INFEASIBLE for answer in answers):
        return bounds
    if any(first in answer.bounds for answer in answers):
        # No goal is below nothing, also where a part was not reached.
        bounds[first] = sum(answer.bounds.get(first, 0) for answer in answers)
    for name in goals:
        if not all(name in answer.bounds for answer in answers):
            break
        bounds[name] = sum(answer.bounds[name] for answer in answers)
        if any(answer.values.get(name) != answer.bounds[name] for answer in answers):
            break
    return bounds
