"""Plans of fewer levers, soon found: where time is short they are what a better plan must beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sanzu_graph.errors import ProblemError
from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part
from sanzu_graph.optimize.part_solving import PartAnswer, checked, today_of
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.problem_building import problem as built
from sanzu_graph.optimize.rule_families import priced
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

    @property
    def values(self) -> list[int] | None:
        """What it comes to, goal by goal; None where there is no plan."""
        answers = [self.answers.get(piece.number) for piece in self.pieces]
        if any(answer is not None and answer.end is None for answer in answers):
            return None
        sums = [
            today_of(self.problem, piece) if answer is None else answer.values
            for piece, answer in zip(self.pieces, answers, strict=True)
        ]
        return [sum(values[name] for values in sums) for name in self.problem.ask.goals]

    def within(self, part: Part) -> PartAnswer | None:
        """What it comes to in a part of the whole question."""
        units = set(part.units)
        sums = dict.fromkeys(self.problem.ask.goals, 0)
        used: dict[str, int] = {}
        end = End()
        for piece in self.pieces:
            if not units & set(piece.units):
                continue
            answer = self.answers.get(piece.number)
            if answer is None:
                values: Mapping[str, int] = today_of(self.problem, piece)
            elif answer.end is None:
                return None
            else:
                end.add(answer.end)
                values = answer.values
                for name, many in answer.used.items():
                    used[name] = used.get(name, 0) + many
            for name in sums:
                sums[name] += values[name]
        return PartAnswer(part.number, "", sums, {}, end, used)


def with_levers(problem: Problem, prices: Sequence[tuple[str, int]]) -> Problem | None:
    """The same question with some of its levers alone; None where rules need others."""
    try:
        return built(
            problem.whole,
            problem.policy,
            replace(problem.ask, prices=priced(prices)),
            on=problem.on,
            without=problem.without,
        )
    except ProblemError:
        return None


def best_of(
    goals: Sequence[str], pieces: Sequence[Part], plans: Sequence[SmallPlan]
) -> list[list[PartAnswer]]:
    """Per part of the whole question, what the plans come to there, the best first."""
    ranked = []
    for part in pieces:
        answers = [answer for answer in (plan.within(part) for plan in plans) if answer is not None]
        ranked.append(sorted(answers, key=lambda answer: [answer.values[name] for name in goals]))
    return ranked


def better(
    goals: Sequence[str],
    answers: Sequence[PartAnswer],
    pieces: Sequence[Part],
    plans: Sequence[SmallPlan],
) -> list[PartAnswer]:
    """The answers, with the best plan of fewer levers where that is better."""
    best = []
    for answer, others in zip(answers, best_of(goals, pieces, plans), strict=True):
        other = others[0] if others else None
        if answer.end is not None and other is not None and answer.status not in ("optimal", ""):
            own, its = ([plan.values[name] for name in goals] for plan in (answer, other))
            if its < own:
                status, bounds = checked(answer.status, other.values, answer.bounds, goals)
                answer = replace(  # noqa: PLW2901 - the better of two
                    answer,
                    status=status,
                    values=other.values,
                    bounds=bounds,
                    end=other.end,
                    used=other.used,
                )
        best.append(answer)
    return best


def better_as_a_whole(
    goals: Sequence[str],
    chosen: Sequence[PartAnswer],
    bounds: Mapping[str, int],
    pieces: Sequence[Part],
    small: SmallPlan,
) -> tuple[list[PartAnswer], dict[str, int]]:
    """The plan of fewer levers, where all parts together are worse: it keeps what they share."""
    others = [small.within(part) for part in pieces]
    proven = all(answer.status in (OPTIMAL, INFEASIBLE) for answer in chosen)
    if proven or any(other is None for other in others):
        return list(chosen), dict(bounds)
    its = [sum(other.values[name] for other in others if other) for name in goals]
    if all(answer.end is not None for answer in chosen):
        own = [sum(answer.values[name] for answer in chosen) for name in goals]
        if own <= its:
            return list(chosen), dict(bounds)
    status = weakest([answer.status for answer in chosen if answer.status != INFEASIBLE])
    answers = [replace(other, status=status) for other in others if other is not None]
    first = goals[0]
    return answers, {first: bounds[first]} if first in bounds else {}
