"""Solve a problem: its parts, in any executor; what they share; people for counts; and everything
counted again.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from itertools import combinations

from sanzu_graph.optimize.ends import End
from sanzu_graph.optimize.fewer_levers import SmallPlan, better, better_as_a_whole, with_levers
from sanzu_graph.optimize.fewest_moves import fewest_moves
from sanzu_graph.optimize.independent_parts import Part, parts
from sanzu_graph.optimize.part_solving import (
    PartAnswer,
    PartRun,
    PartTask,
    is_kept_by_doing_nothing,
    is_sound,
    next_runs,
    solve_part,
    today_of,
    turn,
)
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.proving import proven
from sanzu_graph.optimize.request import MOVE, PEOPLE, PRICE
from sanzu_graph.optimize.sharing import Task, within
from sanzu_graph.optimize.solution import Solution
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.highs import solver_name
from sanzu_graph.solving.pools import Pool
from sanzu_graph.solving.progress import Progress
from sanzu_graph.solving.statuses import INTERRUPTED, WITHOUT_MODEL, weakest


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    whole: bool = False,
    blend: bool = True,
) -> Solution:
    """Find the best plan and prove it.

    Parameters
    ----------
    problem
        From `sanzu_graph.optimize.problem_building.problem`.
    time_limit
        Seconds; the best plan until then is kept.
    seed
        The same seed gives the same plan, another one a plan as good.
    executor
        Where parts are solved; by default threads, one a core. It is not shut down.
    progress
        Called now and then, in the caller's thread.
    stop
        Set by somebody else to stop at once; the best plan until then is kept.
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
    worthwhile = worth_solving(problem, pieces, today)
    effort = Effort(None if time_limit is None else began + time_limit, seed)
    effort = effort if stop is None else replace(effort, stop=stop)
    limits = limits_of(problem)
    with Pool(executor) as pool:
        team = Team(
            problem, pool, effort, {piece.number: today[piece.number] for piece in worthwhile}
        )
        team.blend, team.progress, team.began, team.whole = blend, progress, began, whole
        rest = _summed(today)[problem.ask.goals[0]] - team.least if worthwhile else 0
        small = (
            _small_plans(problem, pool, effort, heard=lambda least: team.hear(least - rest))
            if time_limit is not None
            else []
        )
        answers = team.solve([(piece, limits) for piece in worthwhile])
        answers = better(problem.ask.goals, answers, worthwhile, small)
        chosen, bounds = within(problem, team, worthwhile, answers, limits)
        for plan in small:
            chosen, bounds = better_as_a_whole(problem.ask.goals, chosen, bounds, worthwhile, plan)
    looked_at = {piece.number for piece in worthwhile}
    others = _summed(today[piece.number] for piece in pieces if piece.number not in looked_at)
    solution = _solution(problem, pieces, chosen, bounds, others, today, began)
    solver = solver_name() if team.has_models else WITHOUT_MODEL
    return proven(problem, replace(solution, solver=solver))


#: Levers with their prices.
Levers = tuple[tuple[str, int], ...]
#: A turn of a part takes at least this many seconds.
_SHORTEST = 0.3
#: The first plan of fewer levers may take the first share of the time; others begin in the second.
_FOR_THE_FIRST, _FOR_ALL = 0.7, 0.5
#: The share of the time that the others may take, and the seconds if these are more.
_FURTHER, _FURTHER_SECONDS = 0.1, 1.0
#: The most plans of several levers, but not all, that are looked for.
_MOST_JOINED = 12


def _small_plans(
    problem: Problem, pool: Pool, effort: Effort, heard: Callable[[int], None]
) -> list[SmallPlan]:
    """Plans of each lever alone, moves first, then of several; as far as there is time. Told is
    what each comes to in the first goal.

    The first may take most of the time. What one does not need of its share is left to those after
    it.
    """
    prices = problem.ask.prices
    first, until = (time.time() + part * effort.left for part in (_FOR_THE_FIRST, _FOR_ALL))
    further = max(_FURTHER * effort.left, _FURTHER_SECONDS)
    plans: list[tuple[SmallPlan, Levers]] = []
    ladder: list[Levers] = [(pair,) for pair in sorted(prices, key=lambda price: price[0] != MOVE)]
    ladder = ladder if len(ladder) > 1 else []
    longest, at = 0.0, 0
    while at < len(ladder) and time.time() + longest < until and not effort.is_stopped:
        began = time.time()
        end = began + (until - began) / (len(ladder) - at) if at else first
        fewer = with_levers(problem, ladder[at])
        longest = max(longest, time.time() - began)
        if fewer is not None:
            plans.append((_small_plan(fewer, pool, replace(effort, until=end)), ladder[at]))
            if (values := plans[-1][0].values) is not None:
                heard(values[0])
        at += 1
        until = until if at > 1 else min(until, time.time() + further)
        if at == len(prices):
            ladder += _joined([(plan.values, levers) for plan, levers in plans])
    return [plan for plan, _ in plans]


def _joined(plans: Sequence[tuple[list[int] | None, Levers]]) -> list[Levers]:
    """Two levers, three and so on, but not all: those first that come to most alone."""
    known = [(values, levers) for values, levers in plans if values is not None]
    order = [lever for _, (lever,) in sorted(known, key=lambda plan: plan[0])]
    some = [
        places
        for count in range(2, len(order))
        for places in sorted(combinations(range(len(order)), count), key=sum)
    ]
    return [tuple(order[place] for place in places) for places in some[:_MOST_JOINED]]


def _small_plan(fewer: Problem, pool: Pool, effort: Effort) -> SmallPlan:
    """What a question with fewer levers comes to."""
    pieces = parts(fewer)
    todo = worth_solving(fewer, pieces, today_by_part(fewer, pieces))
    team = Team(fewer, pool, effort, {})
    limits = limits_of(fewer)
    answers = team.solve([(piece, limits) for piece in todo])
    chosen, _ = within(fewer, team, todo, answers, limits)
    return SmallPlan(
        fewer,
        tuple(pieces),
        {piece.number: answer for piece, answer in zip(todo, chosen, strict=True)},
    )


def limits_of(problem: Problem, spent: int = 0) -> dict[str, int | None]:
    """What all parts share; `spent` changed groups are used elsewhere."""
    ask = problem.ask
    most = ask.max_groups_changed
    limits = {
        "groups": None if most is None else max(0, most - spent),
        "merges": ask.max_merges if problem.merges else None,
        PEOPLE: ask.max_people_moved,
        PRICE: ask.max_price,
    }
    return {
        name: most
        for name, most in limits.items()
        if name in ("groups", "merges") or most is not None
    }


class Team:
    """Parts handed out to a pool, with time, interruption and progress."""

    blend = True
    #: Whether all is one model, and no part is answered without it.
    whole = False
    #: Whether any part was handed to a model by now.
    has_models = False
    progress: Callable[[Progress], None] | None = None

    def __init__(
        self,
        problem: Problem,
        pool: Pool,
        effort: Effort,
        today: Mapping[int, dict[str, int]],
    ) -> None:
        self.problem, self.pool, self.today = problem, pool, today
        self.began = time.time()
        #: Number of a part → its answer, where it needs no model.
        self.known: dict[int, PartAnswer] = {}
        #: What the best plan of fewer levers comes to in the first goal; at first, doing nothing.
        self.least = sum(values[problem.ask.goals[0]] for values in today.values())
        self.running: tuple[int, float, float] | None = None
        self.effort = replace(effort, told=self._told) if pool.shares_memory else effort
        self.sent = problem if pool.shares_memory else problem.slim()

    def _told(self, part: int, value: float, bound: float) -> None:
        self.running = (part, value, bound)

    def hear(self, value: int) -> None:
        """A plan of fewer levers comes to so much in the first goal."""
        self.least = min(self.least, value)
        if self.progress is not None:
            self._progress(0, len(self.today), self.least, 0)

    def solve(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers, in the order of the tasks; what was interrupted or never begun answers with
        doing nothing.
        """
        free = [part for part, limits in tasks if set(limits.values()) <= {None}]
        known = self.known = {} if self.whole else fewest_moves(self.problem, free)
        left = [task for task in tasks if task[0].number not in known]
        if known and self.progress is not None:
            self._tell([], {}, 0, 0)
        solved = iter(self._by_models(left) if left else ())
        return [known[part.number] if part.number in known else next(solved) for part, _ in tasks]

    def _by_models(self, tasks: Sequence[Task]) -> list[PartAnswer]:
        """The answers of parts that need a model."""
        self.has_models = True
        work = [PartTask(self.sent, part, limits, self.blend) for part, limits in tasks]
        if self.effort.until is not None and self.pool.shares_memory:
            return self._in_turns(tasks, work)
        answers = self.pool.solve(
            solve_part,
            work,
            self.effort,
            weigh=lambda task: len(task.part.cells),
            heard=None if self.progress is None else lambda done: self._report(tasks, done),
        )
        return [
            self._idle(task[0]) if answer is None else answer
            for task, answer in zip(tasks, answers, strict=True)
        ]

    def _in_turns(self, tasks: Sequence[Task], work: Sequence[PartTask]) -> list[PartAnswer]:
        """All parts reach the first goal, then go from stage to stage; the hardest go on last."""
        runs = [PartRun(task) for task in work]
        open_ = list(runs)
        while open_ and not self.effort.is_over:
            # A turn takes half of what is left at most, so that every part has further turns.
            share = self.effort.left * (os.cpu_count() or 1) / (2 * len(open_))
            fair = max(share, _SHORTEST)
            self.pool.solve(
                partial(turn, seconds=fair),
                next_runs(open_, fair),
                self.effort,
                weigh=lambda run: len(run.part.cells),
                heard=None if self.progress is None else lambda _: self._report_runs(tasks, runs),
            )
            open_ = [run for run in runs if not run.is_done]
        return [run.answer(self.effort) for run in runs]

    def _idle(self, part: Part) -> PartAnswer:
        """Doing nothing, for a part that was never begun."""
        if not is_kept_by_doing_nothing(self.problem, part):
            return PartAnswer(part.number, INTERRUPTED, {}, {}, None)
        values = today_of(self.problem, part)
        return PartAnswer(part.number, INTERRUPTED, values, {}, End())

    def _report(self, tasks: Sequence[Task], done: Mapping[int, PartAnswer]) -> None:
        first = self.problem.ask.goals[0]
        known = {number: answer.values.get(first, 0) for number, answer in done.items()}
        bound = sum(answer.bounds.get(first, 0) for answer in done.values())
        self._tell(tasks, known, bound, len(done))

    def _report_runs(self, tasks: Sequence[Task], runs: Sequence[PartRun]) -> None:
        """Tell what the best plans until now come to; parts may be at work."""
        first = self.problem.ask.goals[0]
        plans = {number: run.known.best for number, run in enumerate(runs)}
        known = {number: best.values[first] for number, best in plans.items() if best is not None}
        bound = sum(run.bounds.get(first, 0) for run in runs)
        self._tell(tasks, known, bound, sum(run.is_done for run in runs))

    def _tell(self, tasks: Sequence[Task], known: Mapping[int, int], bound: int, done: int) -> None:
        """Tell the first goal over all parts; those of which nothing is known stay as today."""
        first = self.problem.ask.goals[0]
        value = sum(
            known[number] if number in known else self.today[part.number][first]
            for number, (part, _) in enumerate(tasks)
        )
        without = sum(answer.values[first] for answer in self.known.values())
        done, total = (many + len(self.known) for many in (done, len(tasks)))
        self._progress(done, total, min(value + without, self.least), bound + without)

    def _progress(self, done: int, total: int, value: int, bound: int) -> None:
        assert self.progress is not None
        self.progress(Progress(done, total, value, bound, self.running, time.time() - self.began))


def worth_solving(
    problem: Problem, pieces: Sequence[Part], today: Sequence[Mapping[str, int]]
) -> list[Part]:
    """The parts where doing nothing is not best beyond doubt, or that a rule puts somebody of
    somewhere.
    """
    bound = {member for some in (*problem.together, *problem.apart) for member in some} | set(
        problem.targets
    )
    tied = {
        unit for member in bound for layer in problem.layers for unit in layer.seats.of(member)
    } | {unit for units in problem.targets.values() for unit in units}
    return [
        piece
        for piece, now in zip(pieces, today, strict=True)
        if tied & set(piece.units)
        or ((piece.cells or problem.merges) and not is_sound(problem, now))
    ]


def today_by_part(problem: Problem, pieces: Sequence[Part]) -> list[dict[str, int]]:
    """Per part, what doing nothing comes to in each goal."""
    return [today_of(problem, piece) for piece in pieces]


def _summed(values: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part_values in values:
        for name, value in part_values.items():
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
    )
