"""Parts handed out to an executor, with time, interruption and progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, replace

from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.sharing import Task
from sanzu_graph.optimize.solver import INTERRUPTED
from sanzu_graph.optimize.solving import How, PartAnswer, solve_part

#: How often the caller hears about progress, in seconds.
_OFTEN = 0.2


@dataclass(frozen=True)
class Progress:
    """How far solving has come.

    Attributes
    ----------
    done, total : parts solved, and parts to solve
    value, bound : of the first goal over all parts: what the best plan so far comes to, and what no
        plan can beat
    running : (part, value, bound) of the sum that a part is at; None if none has told
    seconds : since the beginning
    """

    done: int
    total: int
    value: int
    bound: int
    running: tuple[int, float, float] | None
    seconds: float


def _solve_some(problem: Problem, some: Sequence[Task], how: How) -> list[PartAnswer]:
    """Several parts after another, in a worker."""
    return [solve_part(problem, part, how, limits) for part, limits in some]


class Team:
    """Parts handed out to an executor, with time, interruption and progress."""

    def __init__(
        self,
        problem: Problem,
        how: How,
        executor: Executor,
        progress: Callable[[Progress], None] | None,
        began: float,
        today: Mapping[int, dict[str, int]],
    ) -> None:
        self.problem, self.executor, self.progress, self.began, self.today = (
            problem,
            executor,
            progress,
            began,
            today,
        )
        self.stop = threading.Event()
        self.running: tuple[int, float, float] | None = None
        self.shares_memory = isinstance(executor, ThreadPoolExecutor)
        self.how = (
            replace(how, stop=self.stop, told=self._told if progress is not None else None)
            if self.shares_memory
            else how
        )
        self.sent = problem if self.shares_memory else problem.slim()

    def _told(self, part: int, value: float, bound: float) -> None:
        self.running = (part, value, bound)

    def solve(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers, in the order of the tasks; what was interrupted or never begun answers with
        doing nothing.
        """
        futures: dict[Future[list[PartAnswer]], list[int]] = {}
        answers: dict[int, PartAnswer] = {}
        try:
            for some in _chunks(tasks):
                futures[
                    self.executor.submit(
                        _solve_some, self.sent, [tasks[number] for number in some], self.how
                    )
                ] = some
            waiting = set(futures)
            while waiting:
                done, waiting = wait(waiting, timeout=_OFTEN, return_when=FIRST_COMPLETED)
                for one in done:
                    answers.update(zip(futures[one], one.result(), strict=True))
                self._report(tasks, answers)
        except KeyboardInterrupt:
            self.stop.set()
            self._gather(futures, answers)
        idle = replace(self.how, until=0.0, told=None)
        for number, (part, limits) in enumerate(tasks):
            if number not in answers:
                answers[number] = replace(
                    solve_part(self.problem, part, idle, limits), status=INTERRUPTED
                )
        return [answers[number] for number in range(len(tasks))]

    def _gather(
        self, futures: Mapping[Future[list[PartAnswer]], list[int]], answers: dict[int, PartAnswer]
    ) -> None:
        """What is done, and what running threads come to now that they are told to stop."""
        for one, some in futures.items():
            one.cancel()
            if one.done() or self.shares_memory:
                try:
                    answers.update(zip(some, one.result(), strict=True))
                except (CancelledError, KeyboardInterrupt):
                    continue

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


def _chunks(tasks: Sequence[Task]) -> Iterator[list[int]]:
    """Tasks for one worker at a time: large parts alone and first, small ones together."""
    order = sorted(range(len(tasks)), key=lambda number: (-len(tasks[number][0].cells), number))
    some: list[int] = []
    weight, most = 0, max(200, sum(len(part.cells) for part, _ in tasks) // 64)
    for number in order:
        some.append(number)
        weight += len(tasks[number][0].cells) + 1
        if weight >= most:
            yield some
            some, weight = [], 0
    if some:
        yield some
