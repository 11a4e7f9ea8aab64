"""`Pool`: parts solved in any executor, with time, interruption and progress."""

from __future__ import annotations

import contextvars
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import replace
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from sanzu_graph.doors import carried
from sanzu_graph.solving.efforts import Effort

P = ParamSpec("P")
Task = TypeVar("Task")
Result = TypeVar("Result")

#: How often the caller hears about progress, in seconds.
OFTEN = 0.2
#: Parts of at most `_SMALL` are handed out together, in about `_BUNDLES` bundles.
_BUNDLES, _SMALL = 64, 200


class Pool:
    """An executor for parts.

    Parameters
    ----------
    executor
        Where parts are solved; by default threads, one a core. One that is given is not shut down.
    """

    def __init__(self, executor: Executor | None = None) -> None:
        self._own = ThreadPoolExecutor(os.cpu_count() or 1) if executor is None else None
        self.executor: Executor = self._own if executor is None else executor  # type: ignore[assignment]
        #: Whether parts see what happens here: they can be stopped, and tell how far they are.
        self.shares_memory = isinstance(self.executor, ThreadPoolExecutor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._own is not None:
            self._own.shutdown()

    def solve(
        self,
        work: Callable[[Task, Effort], Result],
        tasks: Sequence[Task],
        effort: Effort,
        *,
        weigh: Callable[[Task], int] = lambda _: 1,
        heard: Callable[[Mapping[int, Result]], None] | None = None,
    ) -> list[Result | None]:
        """The results, in the order of the tasks; None: interrupted before it was done.

        After Ctrl-C `Effort.is_stopped` holds: running parts in threads give what they have, others
        are not begun.

        Parameters
        ----------
        work
            Solves one task; where memory is not shared, it and the tasks are sent.
        tasks
            What is to be solved.
        effort
            Until when and how; each part is told its number.
        weigh
            About how much work a task is: large ones begin first and alone, small ones together.
        heard
            Is told the results until now, some times a second.
        """
        futures: dict[Future[list[Result]], list[int]] = {}
        results: dict[int, Result] = {}
        sent = effort if self.shares_memory else effort.apart()

        def submit(bundle: list[int]) -> Future[list[Result]]:
            future = self._submit(work, [(number, tasks[number]) for number in bundle], sent)
            futures[future] = bundle
            return future

        try:
            bundles = deque(_bundles([weigh(task) for task in tasks]))
            for done in finished(submit, bundles, every=OFTEN):
                for bundle, future in done:
                    results.update(zip(bundle, future.result(), strict=True))
                if heard is not None:
                    heard(results)
        except KeyboardInterrupt:
            self._stop(effort, futures)
            results.update(self._gathered(futures))
        except BaseException:
            self._stop(effort, futures)
            raise
        return [results.get(number) for number in range(len(tasks))]

    def _submit(
        self, work: Callable[[Task, Effort], Result], some: list[tuple[int, Task]], effort: Effort
    ) -> Future[list[Result]]:
        if self.shares_memory:
            run = contextvars.copy_context().run
            return self.executor.submit(run, _solve_some, work, some, effort)
        return handed(self.executor, _solve_some, work, some, effort)

    def _stop(self, effort: Effort, futures: Mapping[Future[list[Result]], list[int]]) -> None:
        if effort.stop is not None:
            effort.stop.set()
        for future in futures:
            future.cancel()

    def _gathered(
        self, futures: Mapping[Future[list[Result]], list[int]]
    ) -> Iterator[tuple[int, Result]]:
        """What is done, and what running threads come to now that they are told to stop."""
        for future, bundle in futures.items():
            if future.done() or self.shares_memory:
                try:
                    yield from zip(bundle, future.result(), strict=True)
                except (CancelledError, KeyboardInterrupt):
                    continue


def handed(
    executor: Executor, work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
) -> Future[Result]:
    """A call handed to an executor whose workers have no context; the language goes along."""
    call: Callable[P, Result] = carried(work)
    return executor.submit(call, *args, **kwargs)


def finished(
    submit: Callable[[Task], Future[Result]],
    left: deque[Task],
    *,
    most: int | None = None,
    every: float | None = None,
) -> Iterator[list[tuple[Task, Future[Result]]]]:
    """Tasks with their futures, as they get done.

    When the executor breaks, the tasks that it was not given stay in `left`. Futures that nobody
    waits for any more are cancelled.

    Parameters
    ----------
    submit
        Hands one task to the executor.
    left
        The tasks; they are taken from its front.
    most
        How many tasks the executor holds at a time; by default all.
    every
        After so many seconds an empty list is given, where nothing is done until then.
    """
    waiting: dict[Future[Result], Task] = {}
    is_broken = False
    try:
        while waiting or (left and not is_broken):
            while left and len(waiting) != most and not is_broken:
                task = left.popleft()
                waiting[_submitted(submit, task)] = task
            done, _ = wait(waiting, timeout=every, return_when=FIRST_COMPLETED)
            is_broken = is_broken or any(
                isinstance(future.exception(), RuntimeError) for future in done
            )
            yield [(waiting.pop(future), future) for future in done]
    finally:
        for future in waiting:
            future.cancel()


def _submitted(submit: Callable[[Task], Future[Result]], task: Task) -> Future[Result]:
    """A future; one that has failed already where the executor takes nothing any more."""
    try:
        return submit(task)
    except RuntimeError as error:  # broken, or shut down
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _solve_some(
    work: Callable[[Task, Effort], Result], some: list[tuple[int, Task]], effort: Effort
) -> list[Result]:
    """Several tasks after another, in a worker."""
    return [work(task, replace(effort, part=number)) for number, task in some]


def _bundles(weights: Sequence[int]) -> Iterator[list[int]]:
    """Tasks for one worker at a time: large ones alone and first, small ones together."""
    order = sorted(range(len(weights)), key=lambda number: (-weights[number], number))
    bundle: list[int] = []
    weight, most = 0, max(_SMALL, sum(weights) // _BUNDLES)
    for number in order:
        bundle.append(number)
        weight += weights[number] + 1
        if weight >= most:
            yield bundle
            bundle, weight = [], 0
    if bundle:
        yield bundle
