"""A progress bar for work longer than a second; nothing at all where nobody is looking."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sanzu_graph.cli.terminal import printable

PATIENCE = 1.0


class Waiting:
    """A context whose bar appears after a second, on a terminal only, and leaves no trace.

    Parameters
    ----------
    title
        What is being waited for at first.
    console
        Where to draw; by default standard error.
    """

    def __init__(self, title: str, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, markup=False, emoji=False)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._task = self._progress.add_task(printable(title), total=None)
        self._timer = threading.Timer(PATIENCE, self._progress.start)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._progress.live.is_started:
            self._progress.stop()

    def __call__(self, done: int, total: int, title: str) -> None:
        """Tell how far the work is."""
        self._progress.update(self._task, completed=done, total=total, description=printable(title))
