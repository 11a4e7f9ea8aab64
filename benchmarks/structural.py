"""The structural audit against pandas, Polars, DuckDB and networkx, in file order and shuffled."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from benchmarks.organisations import Columns, invent
from benchmarks.ours import Answers, Ours
from benchmarks.tables import Table, seconds, times
from benchmarks.timing import median, repeats, together
from benchmarks.with_duckdb import DuckDB
from benchmarks.with_networkx import LeanLoops, PlainLoops
from benchmarks.with_pandas import Pandas
from benchmarks.with_polars import Polars


class Peer(Protocol):
    """Another way to answer the questions."""

    name: str

    def __init__(self, made: Columns) -> None: ...

    def __call__(self) -> Answers: ...


PEERS = (Pandas, Polars, DuckDB)
LOOPS = (PlainLoops, LeanLoops)


def agree(made: Columns, peers: tuple[type[Peer], ...] = (*PEERS, *LOOPS)) -> Answers:
    """Ours, after every peer has given the same answer to every question.

    Raises
    ------
    AssertionError
        Naming the peer and the question.
    """
    ours = Ours(made)()
    for peer in peers:
        theirs = peer(made)()
        assert set(theirs) == set(ours), (peer.name, set(theirs) ^ set(ours))
        for question, ids in ours.items():
            assert np.array_equal(np.sort(ids), np.sort(theirs[question])), (peer.name, question)
    return ours


def against_frames(sizes: list[int]) -> Iterator[Table]:
    headings = (
        "members",
        "order",
        "sanzu_graph",
        *(peer.name for peer in PEERS),
        "than the best of these",
    )
    rows = [_row(size, shuffled=shuffled) for size in sizes for shuffled in (False, True)]
    yield Table("Structural audit, from encoded columns to the ids at fault", headings, rows)


def against_loops(sizes: list[int]) -> Iterator[Table]:
    headings = (
        "members",
        "order",
        "sanzu_graph",
        *(name for loops in LOOPS for name in (loops.name, "its graph", "ratio")),
    )
    rows = [_loops(size, shuffled=shuffled) for size in sizes for shuffled in (False, True)]
    yield Table("The same against networkx; building the graph is not counted", headings, rows)


def _row(size: int, *, shuffled: bool) -> list[str]:
    made = invent(size, shuffled=shuffled)
    agree(made, PEERS)
    gc.collect()
    took = together({each.name: each(made) for each in (Ours, *PEERS)}, repeats(size))
    ours, best = took[Ours.name], min(took[peer.name] for peer in PEERS)
    least = 10 if size <= 10_000 else 3 if shuffled else 4
    return [
        f"{size:,}",
        "shuffled" if shuffled else "file",
        *map(seconds, took.values()),
        times(best / ours, least),
    ]


def _loops(size: int, *, shuffled: bool) -> list[str]:
    made = invent(size, shuffled=shuffled)
    ours = median(Ours(made), repeats(size))
    row = [f"{size:,}", "shuffled" if shuffled else "file", seconds(ours)]
    for loops in LOOPS:
        start = time.perf_counter()
        peer = loops(made)
        built = time.perf_counter() - start
        took = median(
            peer, 5 if size <= 20_000 else 3 if size < 1_000_000 else 1, warm=size < 1_000_000
        )  # minutes each
        figure = (
            times(took / ours, 500)
            if loops is PlainLoops and size >= 1_000_000
            else f"{took / ours:.3g} ×"
        )
        row += [seconds(took), seconds(built), figure]
        del peer
    return row
