"""How far solving has come, told while it lasts: a bar on a terminal, a line in a notebook, nothing
where nobody is looking.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sanzu_graph.doors import carried
from sanzu_graph.messages import seconds, text

#: Seconds before anything is shown.
PATIENCE = 1.0


@dataclass(frozen=True)
class Progress:
    """How far solving has come.

    Attributes
    ----------
    done, total : parts solved, and parts to solve
    value, bound : of the first goal over all parts: what the best plan so far comes to, and what no
        plan can beat
    running : (part, value, bound) of the sum that a part is at; None if none has told
    seconds : since the beginning
    """

    done: int
    total: int
    value: int
    bound: int
    running: tuple[int, float, float] | None
    seconds: float


Teller = Callable[[Progress], None]


class Watched:
    """A context in which progress is told.

    Parameters
    ----------
    asked
        Who is called; True, False or None: shown always, never, or where somebody is looking.
    goal
        The first goal, whose value and bound are told.
    """

    def __init__(self, teller: Teller | bool | None, goal: str) -> None:
        self.asked, self.goal = teller, goal
        self.began = time.monotonic()
        self.shown: _Bar | _Line | None = None
        self.fault: BaseException | None = None
        self.place = _place(teller)

    @property
    def told(self) -> Teller | None:
        """Who is to be told; None: nobody."""
        return carried(self._told) if callable(self.asked) or self.place else None

    def _told(self, progress: Progress) -> None:
        try:
            if callable(self.asked):
                self.asked(progress)
            elif (
                self.shown is not None
                or self.asked is True
                or time.monotonic() - self.began >= PATIENCE
            ):
                self.shown = self.shown or (_Line() if self.place == "notebook" else _Bar())
                self.shown(progress, sentence(progress, self.goal))
        except KeyboardInterrupt:
            raise
        except BaseException as fault:
            # An error of the caller's function stops the solver first, as Ctrl-C does, and goes on
            # from here.
            self.fault = fault
            raise KeyboardInterrupt from fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.shown is not None:
            self.shown.close()
        if self.fault is not None:
            raise self.fault


def sentence(progress: Progress, goal: str) -> str:
    """How far it is, in one line."""
    return text(
        "progress.line",
        done=progress.done,
        total=progress.total,
        goal=text(f"goal.{goal}"),
        value=progress.value,
        bound=progress.bound,
        seconds=seconds(progress.seconds),
    )


def _place(teller: Teller | bool | None) -> str:
    """Where progress could be shown: in a notebook, on a terminal, nowhere."""
    if callable(teller) or teller is False:
        return ""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and hasattr(shell, "kernel"):
        return "notebook"
    return "terminal" if teller is True or sys.stderr.isatty() else ""


class _Bar:
    """A bar on standard error that leaves no trace."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True, markup=False, emoji=False)
        self.bar = Bar(
            SpinnerColumn(),
            BarColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
        )
        self.task = self.bar.add_task("", total=None)
        self.bar.start()

    def __call__(self, progress: Progress, line: str) -> None:
        self.bar.update(self.task, completed=progress.done, total=progress.total, description=line)

    def close(self) -> None:
        """Take the bar away."""
        self.bar.stop()


class _Line:
    """A line of text under a notebook's cell, updated in place."""

    def __init__(self) -> None:
        self.handle: Any = None

    def __call__(self, progress: Progress, line: str) -> None:  # noqa: ARG002 - as the bar
        from IPython.display import display

        data = {"text/plain": line}
        if self.handle is None:
            self.handle = display(data, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self.handle.update(data, raw=True)

    def close(self) -> None:
        """Empty the line."""
        if self.handle is not None:
            self.handle.update({"text/plain": ""}, raw=True)
