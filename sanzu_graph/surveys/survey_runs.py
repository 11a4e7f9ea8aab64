"""Answers from an executor, as they come: workers that die, Ctrl-C, and who is asked at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from typing import TypeVar

from sanzu_graph.doors import carried
from sanzu_graph.errors import SanzuWarning
from sanzu_graph.messages import text
from sanzu_graph.surveys.survey_sources import SurveySource
from sanzu_graph.surveys.survey_store import SurveyQuestion

#: How many sources wait in an executor that was handed over. Its size is not known.
_WAITING = 256
#: So many bytes of files are read here; for more, processes are begun.
_FEW_BYTES = 4_000_000


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
    for source, future in _finished(left, question, executor, work, _WAITING):
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
    if not _can_begin():
        warnings.warn(SanzuWarning("survey.no_processes"), stacklevel=2)
        yield from (work(source, question) for source in sources)
        return
    while left or suspects:
        alone = not left
        batch = deque([suspects.popleft()]) if alone else left
        with processes(1 if alone else workers) as pool:
            for source, future in _finished(batch, question, pool, work, 2 * workers):
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    if alone:
                        yield lost(source.name, _lost(error))
                    else:
                        suspects.append(source)
                except Exception as error:  # noqa: BLE001 - what cannot travel, for example
                    yield lost(source.name, _lost(error))


def _can_begin() -> bool:
    """Whether a new process can begin: not where a script asks without ``if __name__ == ...``."""
    try:
        with processes(1) as pool:
            return pool.submit(os.getpid).result() > 0
    except (BrokenExecutor, OSError):
        return False


def processes(workers: int) -> ProcessPoolExecutor:
    """So many processes, begun anew, which finish their source when Ctrl-C is pressed."""
    # Forked processes inherit the locks of threads that do not run in them; new ones do not.
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupts
    )


def _ignore_interrupts() -> None:
    """Ctrl-C is for the process that was asked; workers finish their source."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _finished(
    left: deque[SurveySource],
    question: SurveyQuestion,
    executor: Executor,
    work: Work[Result],
    most: int,
) -> Iterator[tuple[SurveySource, Future[Result]]]:
    """Each source with its future, when that is done; so many wait at a time, at most.

    Sources are taken from `left`. When the executor breaks, the others stay there.
    """
    waiting: dict[Future[Result], SurveySource] = {}
    told: Work[Result] = carried(work)
    is_broken = False
    try:
        while waiting or (left and not is_broken):
            while left and len(waiting) < most and not is_broken:
                source = left.popleft()
                waiting[_submitted(executor, told, source, question)] = source
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                is_broken = is_broken or isinstance(future.exception(), RuntimeError)
                yield waiting.pop(future), future
    finally:
        for future in waiting:
            future.cancel()


def _submitted(
    executor: Executor,
    work: Work[Result],
    source: SurveySource,
    question: SurveyQuestion,
) -> Future[Result]:
    """A future; one that has failed already where the executor takes nothing any more."""
    try:
        return executor.submit(work, source, question)
    except RuntimeError as error:  # broken, or shut down
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _lost(error: Exception) -> str:
    """Why a worker gave no answer."""
    said = f"{type(error).__name__}: {error}".strip().rstrip(":")
    return text("survey.worker_lost", error=said)


def _bytes(sources: Sequence[SurveySource]) -> int:
    """About how much there is to read; an organisation that was handed over counts for nothing."""
    return sum(file.stat().st_size for source in sources for file in source.files if file.exists())
