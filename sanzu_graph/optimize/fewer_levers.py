"""A plan of fewer levers, soon found: where time is short it is what a better plan must beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sanzu_graph.errors import ProblemError
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part, parts
from sanzu_graph.optimize.part_solving import PartAnswer, checked, today_of
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.problem_building import problem as built
from sanzu_graph.optimize.request import MOVE
from sanzu_graph.solving.statuses import INFEASIBLE, OPTIMAL, weakest


@dataclass(frozen=True)
class SmallPlan:
    """A plan of fewer levers.

    Attributes
    ----------
    pieces : the parts of the question with fewer levers, each within one of the whole question
    answers : part → what it came to; a part that is not in it stays as it is
    """

    problem: Problem
    pieces: tuple[Part, ...]
    answers: Mapping[int, PartAnswer]

    def within(self, part: Part) -> PartAnswer | None:
        """What it comes to in a part of the whole question."""
        units = set(part.units)
        values = dict.fromkeys(self.problem.ask.goals, 0)
        used: dict[str, int] = {}
        end = End()
        for piece in self.pieces:
            if not units & set(piece.units):
                continue
            answer = self.answers.get(piece.number)
            if answer is None:
                found: Mapping[str, int] = today_of(self.problem, piece)
            elif answer.end is None:
                return None
            else:
                end.add(answer.end)
                found = answer.values
                for name, many in answer.used.items():
                    used[name] = used.get(name, 0) + many
            for name in values:
                values[name] += found[name]
        return PartAnswer(part.number, "", values, {}, end, used)


def fewer_levers(problem: Problem) -> tuple[Problem, list[Part]] | None:
    """The same question with moves alone, or with its first lever, and its parts; None where there
    are no further levers.
    """
    first = next((pair for pair in problem.ask.prices if pair[0] == MOVE), None)
    prices = (first,) if first is not None else problem.ask.prices[:1]
    if len(problem.ask.prices) <= 1:
        return None
    try:
        fewer = built(
            problem.whole,
            problem.policy,
            replace(problem.ask, prices=prices),
            on=problem.on,
            without=problem.without,
        )
    except ProblemError:
        return None
    return fewer, parts(fewer)


def better(
    goals: Sequence[str], answers: Sequence[PartAnswer], asked: Sequence[Part], small: SmallPlan
) -> list[PartAnswer]:
    """The answers, with the plan of fewer levers wherever that is better."""
    found = []
    for answer, part in zip(answers, asked, strict=True):
        other = small.within(part)
        if answer.end is not None and other is not None and answer.status not in ("optimal", ""):
            mine, its = ([one.values[name] for name in goals] for one in (answer, other))
            if its < mine:
                status, bounds = checked(answer.status, other.values, answer.bounds, goals)
                answer = replace(  # noqa: PLW2901 - the better of two
                    answer,
                    status=status,
                    values=other.values,
                    bounds=bounds,
                    end=other.end,
                    used=other.used,
                )
        found.append(answer)
    return found


def better_as_a_whole(
    goals: Sequence[str],
    chosen: Sequence[PartAnswer],
    bounds: Mapping[str, int],
    asked: Sequence[Part],
    small: SmallPlan,
) -> tuple[list[PartAnswer], dict[str, int]]:
    """The plan of fewer levers, where all parts together are worse: it keeps what they share."""
    others = [small.within(part) for part in asked]
    proven = all(answer.status in (OPTIMAL, INFEASIBLE) for answer in chosen)
    if proven or any(other is None for other in others):
        return list(chosen), dict(bounds)
    its = [sum(other.values[name] for other in others if other) for name in goals]
    if all(answer.end is not None for answer in chosen):
        mine = [sum(answer.values[name] for answer in chosen) for name in goals]
        if mine <= its:
            return list(chosen), dict(bounds)
    status = weakest([answer.status for answer in chosen if answer.status != INFEASIBLE])
    found = [replace(other, status=status) for other in others if other is not None]
    first = goals[0]
    return found, {first: bounds[first]} if first in bounds else {}
