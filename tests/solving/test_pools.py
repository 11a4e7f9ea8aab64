"""Parts in executors: order, interruption, errors."""

from __future__ import annotations

import contextvars
import pickle
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from sanzu_graph.errors import speaking
from sanzu_graph.messages import language
from sanzu_graph.solving import pools
from sanzu_graph.solving.efforts import Effort
from sanzu_graph.solving.pools import Pool

WORD = contextvars.ContextVar("WORD", default="none")


class Now(Executor):
    """Does everything at once, in the caller's thread; interrupted at one of the bundles."""

    def __init__(self, fail_at: int | None = None) -> None:
        self.count, self.fail_at = 0, fail_at

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        if self.count == self.fail_at:
            raise KeyboardInterrupt
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def square(task: int, effort: Effort) -> tuple[int, int, int]:
    return task * task, effort.part, effort.seed


WANTED: list[tuple[int, int, int] | None] = [(number**2, number, 5) for number in range(300)]


def test_results_come_in_the_order_of_the_tasks() -> None:
    with (
        ThreadPoolExecutor(3) as threads,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart,
    ):
        for executor in (None, threads, apart, Now()):
            with Pool(executor) as pool:
                found = pool.solve(square, range(300), Effort(seed=5), weigh=lambda task: task)
            assert found == WANTED
        assert threads.submit(pow, 2, 3).result() == 8  # one that is given is not shut down


def test_no_task_is_no_work() -> None:
    with Pool() as pool:
        assert pool.solve(square, [], Effort()) == []


def test_large_tasks_begin_first_and_small_ones_go_together() -> None:
    begun: list[int] = []

    def work(task: int, _: Effort) -> None:
        begun.append(task)

    weights = {0: 1, 1: 5_000, 2: 1, 3: 9_000}
    executor = Now()
    Pool(executor).solve(work, [0, 1, 2, 3], Effort(), weigh=weights.__getitem__)
    assert begun == [3, 1, 0, 2]
    assert executor.count == 3


def test_ctrl_c_keeps_what_is_done() -> None:
    effort = Effort(seed=5)
    found = Pool(Now(fail_at=2)).solve(square, range(3), effort, weigh=lambda _: 1_000)
    assert found == [WANTED[0], None, None]
    assert effort.is_stopped


def test_ctrl_c_reaches_running_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def interrupted(*_: object, **__: object) -> Any:
        begun.wait()
        raise KeyboardInterrupt

    def work(_: int, effort: Effort) -> str:
        begun.set()
        assert effort.stop is not None
        effort.stop.wait()
        return "stopped"

    monkeypatch.setattr(pools, "wait", interrupted)
    with ThreadPoolExecutor(1) as one, Pool(one) as pool:
        found = pool.solve(work, range(2), Effort(), weigh=lambda _: 1_000)
    assert found == ["stopped", None]


def test_an_error_stops_the_others_and_goes_on() -> None:
    begun, stopped = threading.Event(), threading.Event()

    def work(task: int, effort: Effort) -> None:
        if not task:
            begun.wait()
            raise ZeroDivisionError
        begun.set()
        assert effort.stop is not None
        effort.stop.wait()
        stopped.set()

    with ThreadPoolExecutor(2) as two, pytest.raises(ZeroDivisionError), Pool(two) as pool:
        pool.solve(work, range(2), Effort(), weigh=lambda _: 1_000)
    assert stopped.is_set()


def test_the_caller_hears_until_all_is_done() -> None:
    heard: list[int] = []

    def hear(results: Mapping[int, object]) -> None:
        heard.append(len(results))

    with Pool() as pool:
        pool.solve(square, range(5), Effort(), heard=hear)
    assert heard[-1] == 5


def test_threads_carry_the_context() -> None:
    token = WORD.set("said")
    try:
        with Pool() as pool:
            assert pool.solve(lambda _, __: WORD.get(), range(2), Effort()) == ["said", "said"]
    finally:
        WORD.reset(token)


class Elsewhere(Executor):
    """Does everything in a context of its own, from a copy, as another process does."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        work = pickle.loads(pickle.dumps((fn, args, kwargs)))  # noqa: S301 - our own
        future.set_result(contextvars.Context().run(work[0], *work[1], **work[2]))
        return future


def spoken_of(_task: int, _effort: Effort) -> str:
    return language()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_another_process_speaks_the_language_of_the_door(lang: str) -> None:
    with speaking(lang), Pool(Elsewhere()) as pool:
        assert pool.solve(spoken_of, range(2), Effort()) == [lang, lang]


def test_an_effort_for_another_process_hears_no_call() -> None:
    apart = Effort(until=time.time() - 1, told=print).apart()
    assert (apart.stop, apart.told, apart.is_stopped) == (None, None, False)
    assert apart.is_over
    assert not Effort.within(None).is_over
    assert Effort.within(1_000).left > 900
