"""The structural audit against pandas, Polars, DuckDB and networkx, in file order and shuffled."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.organisations import Columns, invent
from benchmarks.ours import Answers, Ours
from benchmarks.tables import Table, seconds, times
from benchmarks.timing import repeats, together
from benchmarks.with_duckdb import DuckDB
from benchmarks.with_networkx import NetworkX
from benchmarks.with_pandas import Pandas
from benchmarks.with_polars import Polars

PEERS = (Pandas, Polars, DuckDB)


def agree(made: Columns, peers: tuple[type, ...] = (*PEERS, NetworkX)) -> Answers:
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


def tables(sizes: list[int], networkx_up_to: int) -> Iterator[Table]:
    headings = ("members", "order", "sanzu_graph", *(peer.name for peer in PEERS), "faster than the best of these", "networkx", "faster")
    rows = [_row(size, shuffled=shuffled, networkx=size <= networkx_up_to) for size in sizes for shuffled in (False, True)]
    yield Table("Structural audit, from encoded columns to the ids at fault", headings, rows)


def _row(size: int, *, shuffled: bool, networkx: bool) -> list[str]:
    made = invent(size, shuffled=shuffled)
    agree(made, PEERS)
    gc.collect()
    took = together({each.name: each(made) for each in (Ours, *PEERS)}, repeats(size))
    ours, best = took[Ours.name], min(took[peer.name] for peer in PEERS)
    least = 10 if size <= 10_000 else 3 if shuffled else 4
    row = [f"{size:,}", "shuffled" if shuffled else "file", *map(seconds, took.values()), times(best / ours, least)]
    return row + (_loops(made, ours) if networkx else ["", ""])


def _loops(made: Columns, ours: float) -> list[str]:
    start = time.perf_counter()
    loops = NetworkX(made)
    built = time.perf_counter() - start
    took = together({loops.name: loops}, 5 if made.members <= 20_000 else 3 if made.members <= 200_000 else 1)[loops.name]
    ratio = times(took / ours, 500) if made.members >= 1_000_000 else f"{took / ours:.3g} ×"
    return [f"{seconds(took)} (graph {seconds(built)})", ratio]
