"""`Trials`: problems solved again with something changed; parts that the change does not touch are
solved once for all trials.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.independent_parts import Part, parts
from sanzu_graph.optimize.part_plans import Unbeaten
from sanzu_graph.optimize.part_solving import Limits, PartAnswer, PartTask, solve_part
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.sharing import Task
from sanzu_graph.optimize.sharing import within as shared
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.optimize.solving_parts import limits_of, today_by_part, worth_solving
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.statuses import OPTIMAL, weakest

Caps = Callable[[Part], Mapping[str, int]] | None
#: A part by its units, and the limits that it was solved under.
Known = tuple[tuple[int, ...], frozenset[tuple[str, int | None]]]


@dataclass(frozen=True)
class Trial:
    """What a trial came to.

    Attributes
    ----------
    status : as of a solution
    values : goal → value over all parts that were looked at; empty if there is no plan
    end : how the plan leaves things there
    parts, answers : the parts, and what each came to
    bounds : goal → what no plan can beat, given the goals before
    """

    status: str
    values: Mapping[str, int]
    end: End
    parts: tuple[Part, ...] = ()
    answers: tuple[PartAnswer, ...] = ()
    bounds: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_proven(self) -> bool:
        """Whether nothing better is possible."""
        return self.status == OPTIMAL

    def proves(self, goal: str) -> bool:
        """Whether nothing better is possible in a goal, given those before it."""
        others = [answer.values[goal] for answer in self.answers if answer.values]
        return self.bounds.get(goal) == sum(others)


@dataclass
class Trials:
    """Solving again, within a number of seconds altogether.

    Attributes
    ----------
    seconds : how long all trials together may take; None: as long as it takes
    seed, executor : as for `propose`; by default threads, one a core
    stop : set by another thread to stop at once; what is known until then is kept
    known : what parts came to that no trial touched
    """

    seconds: float | None = None
    seed: int = 0
    executor: Executor | None = None
    stop: threading.Event | None = None
    known: dict[Known, PartAnswer] = field(default_factory=dict)
    began: float = field(default_factory=time.time)

    @classmethod
    def after(
        cls,
        solution: Solution,
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> Trials:
        """Trials after a solution; where its parts shared nothing, what they came to is known."""
        limits = limits_of(solution.problem)
        trials = cls(seconds, stop=stop)
        if all(most is None for most in limits.values()):
            for answer in solution.parts:
                if answer.status == OPTIMAL:
                    trials.known[
                        solution.pieces[answer.number].units, frozenset(limits.items())
                    ] = answer
        return trials

    @property
    def is_over(self) -> bool:
        """Whether the time is used up, or somebody has stopped the trials."""
        is_late = self.seconds is not None and time.time() >= self.began + self.seconds
        return is_late or self.is_stopped

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has stopped the trials."""
        return self.stop is not None and self.stop.is_set()

    def shared(self, among: int) -> Trials:
        """The same with a part of the time: twice the share of one among all trials to come."""
        if self.seconds is None:
            return self
        left = max(0.0, self.began + self.seconds - time.time())
        return replace(self, seconds=min(left, 2 * self.seconds / among), began=time.time())

    def best(
        self,
        problem: Problem,
        *,
        touched: frozenset[int] | None = None,
        only: frozenset[int] | None = None,
        pieces: Sequence[Part] | None = None,
        spent: int = 0,
        caps: Caps = None,
        unbeaten: Mapping[int, Unbeaten | None] | None = None,
    ) -> Trial:
        """The best plan of a changed problem.

        Parameters
        ----------
        problem
            The problem, changed.
        touched
            The units that the change concerns; parts without any of them are taken from earlier
            trials. None: all.
        only
            The units whose parts are looked at; the others stay out of the sum. None: all.
        pieces
            The parts, where they are known.
        spent
            How many changed groups of the limit are used elsewhere.
        caps
            Part → goal → the most that it may be there.
        unbeaten
            Number of a part → what no plan beats there, where that is known. A trial of such a part
            ends at the first goal that comes to more.
        """
        every = parts(problem) if pieces is None else pieces
        pieces = [piece for piece in every if only is None or only & set(piece.units)]
        today = dict(
            zip([piece.number for piece in pieces], today_by_part(problem, pieces), strict=True)
        )
        worthwhile = worth_solving(problem, pieces, [today[piece.number] for piece in pieces])
        limits = limits_of(problem, spent)
        team = TrialTeam(self, problem, touched, caps, unbeaten or {})
        chosen, bounds = shared(
            problem, team, worthwhile, team.solve([(piece, limits) for piece in worthwhile]), limits
        )
        status, end = weakest([answer.status for answer in chosen]), End()
        if any(answer.end is None for answer in chosen):
            return Trial(status, {}, end, tuple(worthwhile), tuple(chosen))
        others = [today[piece.number] for piece in pieces if piece not in worthwhile]
        for answer in chosen:
            end.add(answer.end)  # type: ignore[arg-type]
        values = {
            name: sum(
                part_values[name]
                for part_values in (*others, *(answer.values for answer in chosen))
            )
            for name in problem.ask.goals
        }
        return Trial(status, values, end, tuple(worthwhile), tuple(chosen), bounds)


def first_difference(
    goals: Sequence[str], than: Mapping[str, int], values: Mapping[str, int]
) -> tuple[str, int] | None:
    """The first goal in which some values differ from others, and by how much; None if none."""
    return next(
        ((name, values[name] - than[name]) for name in goals if values[name] != than[name]), None
    )


class TrialTeam:
    """Parts solved again; what is known is not."""

    def __init__(
        self,
        trials: Trials,
        problem: Problem,
        touched: frozenset[int] | None,
        caps: Caps,
        unbeaten: Mapping[int, Unbeaten | None],
    ) -> None:
        self.trials, self.problem, self.touched, self.caps = trials, problem, touched, caps
        self.unbeaten = unbeaten

    def solve(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers, in the order of the tasks."""
        capped = [
            PartTask(
                self.problem,
                part,
                {**limits, **(self.caps(part) if self.caps else {})},
                unbeaten=self.unbeaten.get(part.number),
            )
            for part, limits in tasks
        ]
        return solved(capped, self.trials, [self._key(*task) for task in tasks])

    def _key(self, part: Part, limits: Limits) -> Known | None:
        if self.touched is None or self.touched & set(part.units):
            return None
        return part.units, frozenset(limits.items())


def solved(
    tasks: Sequence[PartTask],
    trials: Trials,
    keys: Sequence[Known | None] | None = None,
) -> list[PartAnswer]:
    """The answers, in the order of the tasks; what is known already (by its key) is not solved
    again.

    Raises
    ------
    KeyboardInterrupt
        If it was interrupted before every part was done.
    """
    keys = [None] * len(tasks) if keys is None else keys
    answers: dict[int, PartAnswer] = {}
    for number, (task, key) in enumerate(zip(tasks, keys, strict=True)):
        if key in trials.known:
            answers[number] = replace(trials.known[key], number=task.part.number)
    until = None if trials.seconds is None else trials.began + trials.seconds
    effort = Effort(until, trials.seed, threading.Event() if trials.stop is None else trials.stop)
    waiting = [number for number in range(len(tasks)) if number not in answers]
    with Pool(trials.executor) as pool:
        work = [tasks[number] for number in waiting]
        if not pool.shares_memory:
            work = [replace(task, problem=task.problem.slim()) for task in work]
        solutions = pool.solve(solve_part, work, effort, weigh=lambda task: len(task.part.cells))
    for number, answer in zip(waiting, solutions, strict=True):
        if answer is None or (effort.is_stopped and not trials.is_stopped):
            raise KeyboardInterrupt
        answers[number] = answer
    for number, key in enumerate(keys):
        if key is not None and answers[number].status == OPTIMAL:
            trials.known[key] = answers[number]
    return [answers[number] for number in range(len(tasks))]


__all__ = ["Limits", "Task", "Trial", "TrialTeam", "Trials", "limits_of", "solved"]
