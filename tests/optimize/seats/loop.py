"""Hold `propose` against the oracle for a while, and print each mismatch on a few lines.

Run `python -m tests.optimize.seats.loop --seconds 60 --seed N`. `--only SEED` shows one instance.
"""

# ruff: noqa: T201 - this is a command line
from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from itertools import count

from tests.optimize.seats.answers import answer
from tests.optimize.seats.comparing import compared, in_known_words
from tests.optimize.seats.congress import congress_instance
from tests.optimize.seats.instances import SHAPES, drawn


def made(seed, shape):
    """The instance of a seed; the shape `congress` cuts one out of real tables."""
    return congress_instance(seed) if shape == "congress" else drawn(seed, shape)


def shown(instance):
    """One instance in full, as tables."""
    print(f"== {instance.name}: {dict(instance.ask)}")
    for layer in instance.policy.layers:
        print("  ", layer)
    print("  ", instance.policy.transfer, instance.policy.leaders)
    for requirement in instance.policy.requirements:
        print("  ", requirement)
    for table in ("members", "units", "memberships", "duties"):
        frame = getattr(instance.org, table)
        if len(frame):
            print(frame.to_string())


def tried(instance, *, verbose):
    """The mismatches of one instance, printed; how many there are."""
    case, best = answer(instance)
    found = list(compared(instance, best, case))
    if found:
        print(f"{instance.name}  {dict(instance.ask)}")
        for mismatch in found:
            print(f"    {mismatch}")
        if verbose:
            shown(instance)
        sys.stdout.flush()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="where the seeds begin")
    parser.add_argument("--shape", choices=["congress", *sorted(SHAPES)], default="small")
    parser.add_argument("--only", help="one instance, by the name that is printed; shown in full")
    parser.add_argument(
        "--known-words", action="store_true", help="leave out words that the engine does not know"
    )
    parser.add_argument(
        "--stop", type=int, default=10**9, help="stop after so many instances with mismatches"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="show the instances with mismatches in full"
    )
    asked = parser.parse_args()
    if asked.only is not None:
        instance = made(asked.only, asked.shape)
        shown(instance)
        print("expected", answer(instance)[1])
        tried(instance, verbose=False)
        return
    first = int.from_bytes(os.urandom(4)) if asked.seed is None else asked.seed
    print(f"seeds from {first}", flush=True)
    kinds, wrong, done = Counter(), 0, 0
    end = time.monotonic() + asked.seconds
    for seed in count(first):
        if time.monotonic() > end or wrong >= asked.stop:
            break
        instance = made(seed, asked.shape)
        if asked.known_words:
            instance = in_known_words(instance)
            if instance is None:
                continue
        found = tried(instance, verbose=asked.verbose)
        done += 1
        wrong += bool(found)
        kinds.update(mismatch.kind.split(" of ")[0] for mismatch in found)
    print(f"{done} instances from seed {first}, {wrong} with mismatches: {dict(kinds)}")


if __name__ == "__main__":
    main()
