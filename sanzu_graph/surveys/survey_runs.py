"""Answers from an executor, as they come: workers that die, Ctrl-C, and who is asked at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from itertools import chain
from typing import TypeVar

from sanzu_graph.errors import SanzuWarning
from sanzu_graph.messages import text
from sanzu_graph.solving.pools import finished, handed
from sanzu_graph.surveys.survey_sources import SurveySource
from sanzu_graph.surveys.survey_store import SurveyQuestion

#: How many sources wait in an executor that was handed over. Its size is not known.
_WAITING = 256
#: So many bytes of files are read here; for more, processes are begun. A source takes as long as so
#: many bytes, however small it is.
_FEW_BYTES, _BYTES_A_SOURCE = 8_000_000, 200_000


Result = TypeVar("Result")
#: What is asked of each source, in a worker: a function of a module, which travels by its name.
Work = Callable[[SurveySource, SurveyQuestion], Result]
#: The result of a source that gave none, from its name and the reason.
Lost = Callable[[str, str], Result]


def answers(
    sources: Sequence[SurveySource],
    question: SurveyQuestion,
    executor: Executor | None,
    work: Work[Result],
    lost: Lost[Result],
) -> Iterator[Result]:
    """One answer a source, in the order in which they come.

    Without an executor, processes are begun, one a core, where there is much to read. A process
    that dies (out of memory) is begun again. The sources that it may have worked on are asked
    again, one at a time; the one at which it dies again is answered with that.
    """
    if executor is not None:
        yield from _asked(sources, question, executor, work, lost)
    elif len(sources) < 2 or (os.cpu_count() or 1) < 2 or _bytes(sources) < _FEW_BYTES:  # noqa: PLR2004
        yield from (work(source, question) for source in sources)
    else:
        yield from _by_processes(sources, question, work, lost)


def _asked(
    sources: Sequence[SurveySource],
    question: SurveyQuestion,
    executor: Executor,
    work: Work[Result],
    lost: Lost[Result],
) -> Iterator[Result]:
    """Ask in an executor that was handed over; what it cannot do is the answer of that source."""
    left = deque(sources)
    why: Exception | None = None
    submit = _handing(executor, work, question)
    for source, future in chain.from_iterable(finished(submit, left, most=_WAITING)):
        try:
            yield future.result()
        except Exception as error:  # noqa: BLE001 - an executor may raise anything
            why = error
            yield lost(source.name, _lost(error))
    for source in left:  # the executor broke, and takes no more
        assert why is not None
        yield lost(source.name, _lost(why))


def _by_processes(
    sources: Sequence[SurveySource],
    question: SurveyQuestion,
    work: Work[Result],
    lost: Lost[Result],
) -> Iterator[Result]:
    """Ask in processes of our own, begun again where one dies."""
    workers = min(os.cpu_count() or 1, len(sources))
    left = deque(sources)
    suspects: deque[SurveySource] = deque()
    begun = _begun(workers)
    if begun is None:
        warnings.warn(SanzuWarning("survey.no_processes"), stacklevel=2)
        yield from (work(source, question) for source in sources)
        return
    while left or suspects:
        alone = not left
        batch = deque([suspects.popleft()]) if alone else left
        with begun or processes(1 if alone else workers) as pool:
            begun = None
            submit = _handing(pool, work, question)
            for source, future in chain.from_iterable(finished(submit, batch, most=2 * workers)):
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    if alone:
                        yield lost(source.name, _lost(error))
                    else:
                        suspects.append(source)
                except Exception as error:  # noqa: BLE001 - what cannot travel, for example
                    yield lost(source.name, _lost(error))


def _handing(
    executor: Executor, work: Work[Result], question: SurveyQuestion
) -> Callable[[SurveySource], Future[Result]]:
    """What hands a source to an executor."""
    return lambda source: handed(executor, work, source, question)


def _begun(workers: int) -> Executor | None:
    """Processes, the first of which answers. None where none can begin: in a script that asks
    without ``if __name__ == ...``.
    """
    try:
        pool = processes(workers)
    except OSError:
        return None
    try:
        next(pool.map(abs, [1]))
    except (BrokenExecutor, OSError):
        pool.shutdown()
        return None
    return pool


def processes(workers: int) -> ProcessPoolExecutor:
    """So many processes, beginning at once, which finish their source when Ctrl-C is pressed."""
    # Forked processes inherit the locks of threads that do not run in them; new ones do not.
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupts
    )
    is_main = threading.current_thread() is threading.main_thread()
    # They inherit that Ctrl-C is ignored, so that it does not stop them while they begin, either.
    usual = signal.getsignal(signal.SIGINT) if is_main else None
    if usual is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pool.map(abs, range(workers))
    finally:
        if usual is not None:
            signal.signal(signal.SIGINT, usual)
    return pool


def _ignore_interrupts() -> None:
    """Ctrl-C is for the process that was asked; workers finish their source."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _lost(error: Exception) -> str:
    """Why a worker gave no answer."""
    said = f"{type(error).__name__}: {error}".strip().rstrip(":")
    return text("survey.worker_lost", error=said)


def _bytes(sources: Sequence[SurveySource]) -> int:
    """About how much there is to read; an organisation that was handed over counts for nothing."""
    return sum(
        _BYTES_A_SOURCE + sum(file.stat().st_size for file in source.files if file.exists())
        for source in sources
        if source.path
    )
