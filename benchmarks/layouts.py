"""The tidy-tree layout beside igraph's Reingold–Tilford: the same trees, from parents to coordinates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import igraph
import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import Table, seconds, times
from benchmarks.timing import repeats, together
from sanzu_graph.charts.layouts import tidy_forest

SIZES = (100, 1_000, 10_000, 100_000)
#: igraph needs over a minute for a tree of 100,000; it is then measured once.
_SLOW = 50_000
#: Nodes → how many times faster than igraph.
_GOALS = {10_000: 30, 100_000: 100}
_SPAN = 7


def trees(nodes: int) -> dict[str, NDArray[np.int64]]:
    """Kind → the parent of every node: a span of control of seven throughout, and each node below any earlier one."""
    rng = np.random.default_rng(7)
    later = np.arange(1, nodes)
    return {"span of 7": np.append(-1, (later - 1) // _SPAN), "random": np.append(-1, (rng.random(nodes - 1) * later).astype(np.int64))}


def tables(igraph_up_to: int) -> Iterator[Table]:
    headings = ("nodes", "tree", "sanzu_graph", "per node", "igraph", "faster")
    rows = [
        _row(nodes, kind, parent, with_igraph=nodes <= igraph_up_to and (nodes <= _SLOW or kind == "span of 7"))
        for nodes in SIZES
        for kind, parent in trees(nodes).items()
    ]
    yield Table("Tidy-tree layout; sanzu_graph with boxes of different widths, igraph with points", headings, rows)


def _row(nodes: int, kind: str, parent: NDArray[np.int64], *, with_igraph: bool) -> list[str]:
    rng = np.random.default_rng(nodes)
    width, height = rng.integers(30, 90, nodes).astype(float), np.full(nodes, 20.0)
    graph = igraph.Graph(n=nodes, edges=list(zip(parent[1:].tolist(), range(1, nodes), strict=True)))
    work: dict[str, Callable[[], object]] = {"ours": lambda: tidy_forest(parent, width, height)}
    if with_igraph and nodes <= _SLOW:
        work["igraph"] = lambda: graph.layout_reingold_tilford(root=[0])
    took = together(work, repeats(nodes))
    ours = took["ours"]
    row = [f"{nodes:,}", kind, seconds(ours), f"{ours / nodes * 1e9:.0f} ns"]
    if not with_igraph:
        return [*row, "", ""]
    theirs = took["igraph"] if "igraph" in took else _once(graph)
    goal = _GOALS.get(nodes)
    return [*row, seconds(theirs), times(theirs / ours, goal) if goal else f"{theirs / ours:.3g} ×"]


def _once(graph: igraph.Graph) -> float:
    start = time.perf_counter()
    graph.layout_reingold_tilford(root=[0])
    return time.perf_counter() - start
