"""Solve a problem: its parts, in any executor; what they share; people for counts; and everything counted again."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from sanzu_graph.optimize.asking import GROUPS, IMBALANCE, LED, MISSING, MOST_BASE_UNITS, PER_BASE_UNIT, UNMET
from sanzu_graph.optimize.decode import End
from sanzu_graph.optimize.parts import Part, Use, Values, combine, parts
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.proving import proven
from sanzu_graph.optimize.solution import Solution, weakest
from sanzu_graph.optimize.solver import INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT
from sanzu_graph.optimize.solving import How, PartAnswer, is_sound, solve_part

#: How often the caller hears about progress, in seconds.
_OFTEN = 0.2
Limits = Mapping[str, int | None]
Task = tuple[Part, Limits]


@dataclass(frozen=True)
class Progress:
    """How far solving has come.

    Attributes
    ----------
    done, total : parts solved, and parts to solve
    value, bound : of the first goal over all parts: what the best plan so far comes to, and what no plan can beat
    running : (part, value, bound) of the sum that a part is at; None if none has told
    seconds : since the beginning
    """

    done: int
    total: int
    value: int
    bound: int
    running: tuple[int, float, float] | None
    seconds: float


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
    bound = {member for pair in (*problem.together, *problem.apart) for member in pair} | set(problem.targets)
    tied = {int(unit) for member in bound for unit in (*problem.people.home.of(member), *(u for here in problem.people.groups for u in here.of(member)))}
    asked = [piece for piece in pieces if tied & set(piece.units) or ((piece.cells or problem.merges) and not is_sound(problem, today[piece.number]))]
    how = How(None if time_limit is None else began + time_limit, seed, blend)
    with _executor(executor) as place:
        team = _Team(problem, how, place, progress, began, {piece.number: today[piece.number] for piece in asked})
        limits = {"groups": problem.ask.max_groups_changed, "merges": problem.ask.max_merges if problem.merges else None}
        answers = team.solve([(piece, limits) for piece in asked])
        chosen, bounds = _within(problem, team, asked, answers, limits)
    others = _summed(today[piece.number] for piece in pieces if piece not in asked)
    return proven(problem, _solution(problem, pieces, chosen, bounds, others, today, began))


def today_by_part(problem: Problem, pieces: Sequence[Part]) -> list[dict[str, int]]:
    """Per part, what doing nothing comes to in each goal."""
    total = len(problem.base) + sum(len(layer.units) for layer in problem.layers)
    units = len(next(iter(problem.tallies)).today) if problem.tallies else total
    unmet, apart, missing = (np.zeros(units, dtype=np.int64) for _ in range(3))
    for tally in problem.tallies:
        unmet += tally.short * problem.repairs(tally.kinds[0]) + tally.over * problem.repairs(tally.kinds[1])
        missing += tally.short * (tally.kinds[0] == PER_BASE_UNIT and problem.repairs(PER_BASE_UNIT))
    for layer in problem.layers:
        unmet += layer.vacancy * problem.repairs(LED)
        for group in layer.reach.today if problem.repairs(MOST_BASE_UNITS) else ():
            unmet[group] += layer.reach.over(group)
        size = next(tally.today for tally in problem.tallies if tally.name == f"layers.{layer.name}.size")[layer.units]
        low, high = layer.mean
        apart[layer.units] += np.maximum(np.maximum(low - size, size - high), 0)
    found = []
    for piece in pieces:
        sums = {UNMET: int(unmet[list(piece.units)].sum()), IMBALANCE: int(apart[list(piece.units)].sum()), MISSING: int(missing[list(piece.units)].sum())}
        found.append({name: sums.get(name, 0) for name in problem.ask.goals})
    return found


def _summed(values: Iterator[Mapping[str, int]] | Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in values:
        for name, value in one.items():
            total[name] = total.get(name, 0) + value
    return total


@contextmanager
def _executor(given: Executor | None) -> Iterator[Executor]:
    if given is not None:
        yield given
        return
    with ThreadPoolExecutor(os.cpu_count() or 1) as own:
        yield own


def _solve_some(problem: Problem, some: Sequence[Task], how: How) -> list[PartAnswer]:
    """Several parts after another, in a worker."""
    return [solve_part(problem, part, how, limits) for part, limits in some]


class _Team:
    """Parts handed out to an executor, with time, interruption and progress."""

    def __init__(
        self, problem: Problem, how: How, executor: Executor, progress: Callable[[Progress], None] | None, began: float, today: Mapping[int, dict[str, int]]
    ) -> None:
        self.problem, self.executor, self.progress, self.began, self.today = problem, executor, progress, began, today
        self.stop = threading.Event()
        self.running: tuple[int, float, float] | None = None
        self.shares_memory = isinstance(executor, ThreadPoolExecutor)
        self.how = replace(how, stop=self.stop, told=self._told if progress is not None else None) if self.shares_memory else how
        self.sent = problem if self.shares_memory else problem.slim()

    def _told(self, part: int, value: float, bound: float) -> None:
        self.running = (part, value, bound)

    def solve(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers, in the order of the tasks; what was interrupted or never begun answers with doing nothing."""
        futures: dict[Future[list[PartAnswer]], list[int]] = {}
        answers: dict[int, PartAnswer] = {}
        try:
            for some in _chunks(tasks):
                futures[self.executor.submit(_solve_some, self.sent, [tasks[number] for number in some], self.how)] = some
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
                answers[number] = replace(solve_part(self.problem, part, idle, limits), status=INTERRUPTED)
        return [answers[number] for number in range(len(tasks))]

    def _gather(self, futures: Mapping[Future[list[PartAnswer]], list[int]], answers: dict[int, PartAnswer]) -> None:
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
            answers[number].values.get(first, 0) if number in answers else self.today[part.number][first] for number, (part, _) in enumerate(tasks)
        )
        bound = sum(answer.bounds.get(first, 0) for answer in answers.values())
        self.progress(Progress(len(answers), len(tasks), value, bound, self.running, time.time() - self.began))


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


# -- what the parts share


def _within(
    problem: Problem, team: _Team, asked: Sequence[Part], answers: Sequence[PartAnswer], limits: Limits
) -> tuple[list[PartAnswer], dict[str, int]]:
    """An answer of each part such that all together stay within the limits, and bounds for their sum."""
    goals = problem.ask.goals
    names = [name for name, most in limits.items() if most is not None]
    over = [name for name in names if sum(_used(answer, name) for answer in answers) > (limits[name] or 0)]
    if not over or any(answer.status == INFEASIBLE for answer in answers):
        return list(answers), _sum_of_bounds(goals, answers)
    found = _curves(team, asked, answers, limits, names)
    most = tuple(limits[name] or 0 for name in names)
    curves: list[dict[Use, Values]] = []
    by_use: list[dict[Use, PartAnswer]] = []
    for options in found:
        curve: dict[Use, PartAnswer] = {}
        for answer in options:
            use = tuple(_used(answer, name) for name in names)
            if answer.values and (use not in curve or _vector(goals, answer) < _vector(goals, curve[use])):
                curve[use] = answer
        by_use.append(curve)
        curves.append({use: _vector(goals, answer) for use, answer in curve.items()})
    best = combine(curves, most)
    if best is None:
        proof = all(answer.status in (OPTIMAL, INFEASIBLE) for options in found for answer in options)
        nothing = PartAnswer(-1, INFEASIBLE if proof else TIME_LIMIT, {}, {}, None)
        return [replace(nothing, number=part.number) for part in asked], {}
    chosen = [curve[use] for curve, use in zip(by_use, best[1], strict=True)]
    if all(answer.status in (OPTIMAL, INFEASIBLE) for options in found for answer in options):
        return chosen, {name: sum(answer.values[name] for answer in chosen) for name in goals}
    status = weakest([answer.status for options in found for answer in options if answer.status != INFEASIBLE])
    # An unlimited part is a bound for a limited one; a better one would need the bound of every limit.
    first = {goals[0]: sum(answer.bounds[goals[0]] for answer in answers)} if all(goals[0] in answer.bounds for answer in answers) else {}
    return [replace(answer, status=weakest([status, answer.status])) for answer in chosen], first


def _used(answer: PartAnswer, name: str) -> int:
    return answer.changed if name == "groups" else answer.merged


def _vector(goals: Sequence[str], answer: PartAnswer) -> Values:
    return tuple(answer.values[name] for name in goals)


def _curves(
    team: _Team, asked: Sequence[Part], answers: Sequence[PartAnswer], limits: Limits, names: Sequence[str]
) -> list[list[PartAnswer]]:
    """Per part, its answers under every limit that may matter: one limited thing after another, each from what was used down to none."""
    found = [[answer] for answer in answers]
    caps: list[list[dict[str, int | None]]] = [[dict(limits)] for _ in answers]
    for name in names:
        tasks: list[Task] = []
        owners: list[tuple[int, dict[str, int | None]]] = []
        for place, piece in enumerate(asked):
            for cap, answer in zip(list(caps[place]), list(found[place]), strict=True):
                for most in range(_used(answer, name)):
                    owners.append((place, {**cap, name: most}))
                    tasks.append((piece, owners[-1][1]))
        for (place, cap), answer in zip(owners, team.solve(tasks), strict=True):
            found[place].append(answer)
            caps[place].append(cap)
    return found


def _sum_of_bounds(goals: Sequence[str], answers: Sequence[PartAnswer]) -> dict[str, int]:
    """The sum of the parts' bounds, goal by goal as long as the goals before are proven everywhere."""
    found: dict[str, int] = {}
    for name in goals:
        if not all(name in answer.bounds for answer in answers):
            break
        found[name] = sum(answer.bounds[name] for answer in answers)
        if any(answer.values.get(name) != answer.bounds[name] for answer in answers):
            break
    return found


def _solution(
    problem: Problem, pieces: Sequence[Part], chosen: Sequence[PartAnswer], bounds: Mapping[str, int], others: Mapping[str, int],
    today: Sequence[Mapping[str, int]], began: float,
) -> Solution:  # fmt: skip
    import highspy

    status, end = weakest([answer.status for answer in chosen]), End()
    has_plan = all(answer.end is not None for answer in chosen)
    for answer in chosen:
        if answer.end is not None:
            end.add(answer.end)
    values = {name: others.get(name, 0) + sum(answer.values[name] for answer in chosen) for name in problem.ask.goals} if has_plan else {}
    return Solution(
        problem, status, values, {name: bound + others.get(name, 0) for name, bound in bounds.items()}, _summed(today) or dict.fromkeys(problem.ask.goals, 0),
        (), None, end if has_plan else None, tuple(chosen), tuple(pieces), time.time() - began, f"HiGHS {highspy.Highs().version()}",
    )  # fmt: skip


__all__ = ["GROUPS", "Progress", "solve"]
