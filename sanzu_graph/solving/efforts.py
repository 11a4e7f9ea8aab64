"""`Effort`: until when to solve, with which seed, who may stop it, and who hears about it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

#: Told (part, value, bound) of the sum that is being made small, now and then.
Told = Callable[[int, float, float], None]


class OutOfTimeError(Exception):
    """Something was not begun or not finished, since time is over."""


@dataclass(frozen=True)
class Effort:
    """How long to solve, and how.

    Attributes
    ----------
    until : the moment (of `time.time`) to stop at; None: when it is done
    seed : the solver's
    stop : set by somebody else to stop at once; None in another process
    told : who hears about progress; None: nobody
    part : the part that is being solved
    """

    until: float | None = None
    seed: int = 0
    stop: threading.Event | None = field(default_factory=threading.Event)
    told: Told | None = None
    part: int = 0

    @classmethod
    def within(cls, seconds: float | None, seed: int = 0) -> Effort:
        """From now on, for `seconds`; None: without a limit."""
        return cls(None if seconds is None else time.time() + seconds, seed)

    @property
    def left(self) -> float:
        """Seconds left."""
        return math.inf if self.until is None else self.until - time.time()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has stopped it."""
        return self.stop is not None and self.stop.is_set()

    @property
    def is_over(self) -> bool:
        """Whether it is stopped or out of time."""
        return self.is_stopped or self.left <= 0

    def check(self) -> None:
        """Go on only while there is time.

        Raises
        ------
        OutOfTimeError
            If it is stopped or out of time.
        """
        if self.is_over:
            raise OutOfTimeError

    def within_at_most(self, seconds: float) -> Effort:
        """The same, for at most `seconds`."""
        return self if seconds >= self.left else replace(self, until=time.time() + seconds)

    def heard(self, value: float, bound: float) -> bool:
        """Tell how far a sum has come; whether to stop."""
        if self.told is not None:
            self.told(self.part, value, bound)
        return self.is_over

    def apart(self) -> Effort:
        """The same for another process, which hears no call."""
        return replace(self, stop=None, told=None)
