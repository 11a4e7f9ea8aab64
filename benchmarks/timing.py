"""Medians of repeated runs, and peak memory of a run in a process of its own."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

SMALL = 20_000


def repeats(size: int) -> int:
    """How often to measure: often while it is cheap, thrice and more where it is not."""
    return 31 if size <= SMALL else 9 if size <= 200_000 else 12 if size <= 2_000_000 else 3


def median(
    work: Callable[[], object],
    times: int,
    *,
    before: Callable[[], object] | None = None,
    warm: bool = True,
) -> float:
    """The median seconds of one run, `before` not counted; one run beforehand warms up, unless a
    run takes minutes.
    """
    seconds = []
    for number in range(0 if warm else 1, times + 1):
        if before is not None:
            before()
        gc.collect()
        start = time.perf_counter()
        kept = work()
        if number:
            seconds.append(time.perf_counter() - start)
        del kept
    return statistics.median(seconds)


def together(work: dict[str, Callable[[], object]], times: int) -> dict[str, float]:
    """Medians of several ways to do one thing, taken in turns so that a busy minute hits all alike.

    A turn is some runs in a row, of which the first warms up, or else each would begin with the
    caches that another left.
    """
    seconds: dict[str, list[float]] = {name: [] for name in work}
    turns = max(min(times // 3, 7), 1)
    for _ in range(turns):
        for name, run in work.items():
            gc.collect()
            for number in range(-(-times // turns) + 1):
                start = time.perf_counter()
                kept = run()
                if number:
                    seconds[name].append(time.perf_counter() - start)
                del kept
    return {name: statistics.median(values) for name, values in seconds.items()}


def command_median(commands: dict[str, list[str]], times: int) -> dict[str, float]:
    """Medians of whole processes, from start to end."""
    return together(
        {
            name: partial(subprocess.run, command, check=True, capture_output=True)
            for name, command in commands.items()
        },
        times,
    )


#: Linux's VmHWM and not getrusage's ru_maxrss, which a child takes over from the process that
#: started it.
_PROBE = """
{work}
with open("/proc/self/status") as status:
    print("PEAK", next(line for line in status if line.startswith("VmHWM")).split()[1])
"""


def peak(work: str) -> float:
    """Peak resident megabytes of Python statements in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(work=work)], check=True, capture_output=True, text=True
    )
    return float(done.stdout.rsplit("PEAK", 1)[1]) / 1024
