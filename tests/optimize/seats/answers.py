"""The true answer to a question: by enumeration, or by the CP-SAT model where that is too long.

OR-Tools and highspy carry two versions of one library and cannot live in one process. The CP-SAT
model therefore has a process of its own, which this module starts and asks.
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.optimize.seats.enumeration import TooLargeError, enumerate_all

#: Up to so many end states are enumerated; beyond, the CP-SAT model is asked.
ENOUGH = 10_000
ROOT = Path(__file__).parents[3]


@cache
def _worker():
    """The process that knows OR-Tools; one for each process that asks."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.optimize.seats.answers"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, worker)
    return worker


def _end(worker):
    worker.stdin.close()
    worker.stdout.close()
    worker.wait()


def solved(instance, goals=None):
    """The values of the goals by the CP-SAT model; None: nothing can be reached."""
    worker = _worker()
    pickle.dump((instance, goals), worker.stdin)
    worker.stdin.flush()
    found = pickle.load(worker.stdout)  # noqa: S301 - from a process of ours
    if isinstance(found, Exception):
        raise found
    return found


def _serve():
    """Answer questions from the standard input until it ends."""
    from tests.optimize.seats.cp_model import Model

    out = sys.stdout.buffer
    while True:
        try:
            instance, goals = pickle.load(sys.stdin.buffer)  # noqa: S301 - from a process of ours
        except EOFError:
            return
        try:
            case = instance.case()
            found = Model(case).best(case.goals if goals is None else goals)
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked
            found = RuntimeError(repr(error))
        pickle.dump(found, out)
        out.flush()


def answer(instance, most=ENOUGH):
    """(the question, the values of its goals in their order; None if nothing can be reached)."""
    case = instance.case()
    try:
        return case, enumerate_all(case, most).best(case.goals)
    except TooLargeError:
        return case, solved(instance)


if __name__ == "__main__":
    _serve()
