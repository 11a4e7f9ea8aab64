"""`Org.at` against bare masks of the same columns, and the audit of a day against the audit of the
same rows without dates.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd

import sanzu_graph as sg
from benchmarks.organisations import invent
from benchmarks.organisations import tables as text_tables
from benchmarks.tables import Table, at_most, seconds

DAY = "2026-06-01"
#: Which rows are dated: the share with a `since`, the share with an `until`.
DATED = {"members": (0.5, 0.03), "units": (0.2, 0.02), "memberships": (0.95, 0.1)}
TIMES = 5


def dated_tables(members: int, seed: int = 3) -> dict[str, pd.DataFrame]:
    """Invented tables with dates; one row in ten or so does not hold on the day."""
    dice = np.random.default_rng(seed)
    made = text_tables(invent(members))
    for name, (since, until) in DATED.items():
        rows = len(made[name])
        first = np.datetime64("2015-01-01", "us") + _days(dice, 0, 4_500, rows)
        last = first + _days(dice, 200, 3_000, rows)
        made[name] = made[name].assign(
            since=pd.Series(first).where(dice.random(rows) < since),
            until=pd.Series(last).where(dice.random(rows) < until),
        )
    return made


def tables(sizes: list[int]) -> Iterator[Table]:
    yield Table(
        f"The organisation on {DAY}, processor time",
        (
            "members",
            "memberships",
            "masks",
            "with the rows taken",
            "Org.at",
            "with all tables",
            "ratio",
        ),
        [_days_row(size) for size in sizes],
    )
    yield Table(
        f"The audit on {DAY} beside the same rows without dates, processor time",
        ("members", "", "without dates", "on the day", "ratio"),
        [row for size in sizes for row in _audit_rows(size)],
    )


def _days(dice: np.random.Generator, least: int, most: int, rows: int) -> np.ndarray:
    return dice.integers(least, most, rows).astype("timedelta64[D]")


def _masks(frames: dict[str, pd.DataFrame]) -> dict[str, np.ndarray]:
    day = np.datetime64(DAY, "us")
    return {
        name: ~(frames[name]["since"].to_numpy() > day) & ~(frames[name]["until"].to_numpy() <= day)
        for name in DATED
    }


def _days_row(size: int) -> list[str]:
    given = dated_tables(size)
    org = sg.Org.from_tables(given)
    took = in_turns(
        {
            "masks": lambda: _masks(given),
            "taken": lambda: {
                name: given[name].take(np.flatnonzero(mask)) for name, mask in _masks(given).items()
            },
            "at": lambda: org.at(DAY),
            "tables": lambda: org.at(DAY).tables(),
        }
    )
    return [
        f"{size:,}",
        f"{len(given['memberships']):,}",
        *map(seconds, took.values()),
        at_most(took["at"] / took["taken"], 3),
    ]


def _audit_rows(size: int) -> Iterator[list[str]]:
    given = dated_tables(size)
    plain = {
        name: frame.drop(columns=["since", "until"], errors="ignore")
        for name, frame in sg.Org.from_tables(given).at(DAY).tables().items()
    }
    made = {"plain": (plain, None), "day": (given, DAY)}
    orgs = {name: sg.Org.from_tables(frames) for name, (frames, _) in made.items()}

    def anew(name: str) -> None:
        orgs[name] = sg.Org.from_tables(made[name][0])

    ways: dict[str, Callable[[], object]] = {
        name: partial(lambda name, on: sg.audit(orgs[name], on=on, lang="en"), name, on)
        for name, (_, on) in made.items()
    }
    for title, before in (("first", anew), ("again", lambda _: None)):
        took = in_turns(ways, before)
        yield [
            f"{size:,}",
            title,
            *map(seconds, took.values()),
            f"{took['day'] / took['plain']:.2f} ×",
        ]


def in_turns(
    ways: dict[str, Callable[[], object]], before: Callable[[str], None] = lambda _: None
) -> dict[str, float]:
    """The median processor time of each way, `before` not counted; they run in turns, so that a busy
    minute hits all.
    """
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TIMES):
        for name, run in ways.items():
            before(name)
            start = time.process_time()
            kept = run()
            took[name].append(time.process_time() - start)
            del kept
    return {name: statistics.median(values) for name, values in took.items()}
