"""Parts handed out to a pool, with what the caller hears, and what is not done at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.sharing import Task
from sanzu_graph.optimize.solving import PartAnswer, solve_part
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.progress import Progress
from sanzu_graph.solving.statuses import INTERRUPTED


def solve_task(problem: Problem, most_weight: int, task: Task, effort: Effort) -> PartAnswer:
    """One task, in a worker."""
    part, limits = task
    return solve_part(problem, part, effort, limits, most_weight)


class Team:
    """Parts handed out to a pool, with time, interruption and progress."""

    def __init__(
        self,
        problem: Problem,
        effort: Effort,
        pool: Pool,
        progress: Callable[[Progress], None] | None,
        began: float,
        today: Mapping[int, dict[str, int]],
        most_weight: int,
    ) -> None:
        self.problem, self.pool, self.progress, self.began, self.today = (
            problem,
            pool,
            progress,
            began,
            today,
        )
        self.running: tuple[int, float, float] | None = None
        self.effort = replace(effort, told=self._told if progress is not None else None)
        self.most_weight = most_weight
        self.sent = problem if pool.shares_memory else problem.slim()

    def _told(self, part: int, value: float, bound: float) -> None:
        self.running = (part, value, bound)

    def solve(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers, in the order of the tasks; what was interrupted or never begun answers with
        doing nothing.
        """
        found = self.pool.solve(
            partial(solve_task, self.sent, self.most_weight),
            tasks,
            self.effort,
            weigh=lambda task: len(task[0].cells),
            heard=None if self.progress is None else partial(self._report, tasks),
        )
        idle = replace(self.effort, until=0.0, told=None)
        return [
            replace(solve_part(self.problem, task[0], idle, task[1]), status=INTERRUPTED)
            if answer is None
            else answer
            for answer, task in zip(found, tasks, strict=True)
        ]

    def _report(self, tasks: Sequence[Task], answers: Mapping[int, PartAnswer]) -> None:
        if self.progress is None:
            return
        first = self.problem.ask.goals[0]
        value = sum(
            answers[number].values.get(first, 0)
            if number in answers
            else self.today[part.number][first]
            for number, (part, _) in enumerate(tasks)
        )
        bound = sum(answer.bounds.get(first, 0) for answer in answers.values())
        self.progress(
            Progress(len(answers), len(tasks), value, bound, self.running, time.time() - self.began)
        )
