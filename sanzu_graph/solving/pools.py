"""`Pool`: parts solved in any executor, with time, interruption and progress."""

from __future__ import annotations

import contextvars
import os
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
from typing import Self, TypeVar

from sanzu_graph.doors import carried
from sanzu_graph.solving.efforts import Effort

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
        try:
            for bundle in _bundles([weigh(task) for task in tasks]):
                some = [(number, tasks[number]) for number in bundle]
                futures[self._submit(work, some, sent)] = bundle
            waiting = set(futures)
            while waiting:
                done, waiting = wait(waiting, timeout=OFTEN, return_when=FIRST_COMPLETED)
                for future in done:
                    results.update(zip(futures[future], future.result(), strict=True))
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
            return self.executor.submit(
                contextvars.copy_context().run, _solve_some, work, some, effort
            )
        # A process gets no context, but the language.
        return self.executor.submit(carried(_solve_some), work, some, effort)

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
