"""Work beside the kernel: one thread at a time. The kernel answers meanwhile."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sanzu_graph.doors import carried
from sanzu_graph.errors import SanzuError
from sanzu_graph.messages import text

if TYPE_CHECKING:
    from sanzu_graph.solving.progress import Progress

Result = TypeVar("Result")

#: What the thread is called.
THREAD = "sanzu board"
#: The page hears about progress once in so many seconds at most.
OFTEN = 0.3


class Run(Generic[Result]):
    """One piece of work.

    Parameters
    ----------
    name
        What is done, for the page.
    done
        Takes the result in the thread of the kernel; it answers with a sentence.
    heard
        Is called in the thread of the work when there is progress.

    Attributes
    ----------
    stop : threading.Event
        Set: the work ends soon, with the best that it has.
    progress : Progress or None
        What was told last.
    """

    def __init__(
        self, name: str, done: Callable[[Result], str], heard: Callable[[], None] = lambda: None
    ) -> None:
        self.name, self.done, self.heard = name, done, heard
        self.stop = threading.Event()
        self.progress: Progress | None = None
        self._told = time.monotonic()

    def tell(self, progress: Progress) -> None:
        """Remember how far the work is; the page hears of it now and then."""
        self.progress = progress
        if time.monotonic() - self._told >= OFTEN:
            self._told = time.monotonic()
            self.heard()


class BackgroundWork:
    """The work of one board. Where no event loop runs, work is done at once.

    Attributes
    ----------
    heard : callable
        Is called in the thread of the kernel when there is something new to tell.
    sentence : str
        What came of the last work.
    """

    def __init__(self) -> None:
        self.heard: Callable[[], None] = lambda: None
        self.sentence = ""
        self._run: Run[Any] | None = None

    @property
    def is_on(self) -> bool:
        """Whether something is being worked out."""
        return self._run is not None

    def start(
        self, name: str, work: Callable[[Run[Result]], Result], done: Callable[[Result], str]
    ) -> None:
        """Begin a piece of work; the one before is abandoned.

        Raises
        ------
        SanzuError
            If the work is done at once and fails.
        """
        self.abandon()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.sentence = done(work(Run(name, done)))
            return
        run = Run(name, done, lambda: _call_in(loop, self._hear, run))
        self._run, self.sentence = run, ""
        threading.Thread(
            target=carried(self._work), args=(run, work, loop), name=THREAD, daemon=True
        ).start()

    def stop(self) -> None:
        """Let the work end with the best that it has."""
        if self._run is not None:
            self._run.stop.set()

    def abandon(self) -> None:
        """Let the work end; nobody waits for what comes of it."""
        self.stop()
        self._run = None

    def told(self) -> dict[str, Any]:
        """What a page is told: ``on``, ``name``, ``stopping``, ``sentence``, and how far it is:
        ``value``, ``bound``, ``done``, ``total``, ``seconds``.
        """
        run = self._run
        if run is None:
            return {"on": False, "sentence": self.sentence}
        told = {"on": True, "name": run.name, "stopping": run.stop.is_set(), "sentence": ""}
        if run.progress is None:
            return told
        names = ("value", "bound", "done", "total")
        counts = {name: getattr(run.progress, name) for name in names}
        return {**told, **counts, "seconds": round(run.progress.seconds)}

    # -- in the thread of the work

    def _work(
        self,
        run: Run[Result],
        work: Callable[[Run[Result]], Result],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        try:
            result = work(run)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the kernel logs it
            _call_in(loop, self._fail, run, error)
        else:
            _call_in(loop, self._finish, run, result)

    # -- in the thread of the kernel

    def _hear(self, run: Run[Any]) -> None:
        if self._run is run:
            self.heard()

    def _finish(self, run: Run[Result], result: Result) -> None:
        if self._run is not run:
            return
        self._run, self.sentence = None, text("planner.failed")
        try:
            self.sentence = run.done(result)
        finally:
            self.heard()

    def _fail(self, run: Run[Any], error: BaseException) -> None:
        is_told = isinstance(error, SanzuError)
        if self._run is run:
            self._run = None
            self.sentence = error.describe() if is_told else text("planner.failed")  # type: ignore[attr-defined] # of ours
            self.heard()
        if not is_told:
            raise error


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *values: object) -> None:
    """Call something in the thread of a loop, in the language in force here."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(carried(call), *values)
