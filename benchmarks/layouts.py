"""The tidy-tree layout beside igraph's Reingold–Tilford, Graphviz, networkx and d3: the same trees,
from parents to coordinates.
"""

from __future__ import annotations

import shutil
import subprocess
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
_MOST_DOT = 10_000
_D3 = """
const d3 = require('d3-hierarchy');
const parent = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);
const times = [];
for (let run = 0; run < 7; run++) {
  const nodes = parent.map(() => ({children: []}));
  parent.forEach((above, node) => { if (above >= 0) nodes[above].children.push(nodes[node]); });
  const root = d3.hierarchy(nodes[0]);
  const start = performance.now();
  d3.tree().nodeSize([68, 44])(root);
  times.push(performance.now() - start);
}
console.log(times.sort((a, b) => a - b)[3]);
"""


def trees(nodes: int) -> dict[str, NDArray[np.int64]]:
    """Kind → the parent of every node: a span of control of seven throughout, and each node below
    any earlier one.
    """
    rng = np.random.default_rng(7)
    later = np.arange(1, nodes)
    return {
        "span of 7": np.append(-1, (later - 1) // _SPAN),
        "random": np.append(-1, (rng.random(nodes - 1) * later).astype(np.int64)),
    }


def tables(igraph_up_to: int) -> Iterator[Table]:
    headings = ("nodes", "tree", "sanzu_graph", "per node", "igraph", "faster")
    rows = [
        _row(
            nodes,
            kind,
            parent,
            with_igraph=nodes <= igraph_up_to and (nodes <= _SLOW or kind == "span of 7"),
        )
        for nodes in SIZES
        for kind, parent in trees(nodes).items()
    ]
    yield Table(
        "Tidy-tree layout; sanzu_graph with boxes of different widths, igraph with points",
        headings,
        rows,
    )
    others = [_others(nodes) for nodes in SIZES]
    title = "The same with a span of 7: Graphviz (whole process), networkx (levels only, no tree), d3-hierarchy (its layout alone)"
    yield Table(title, ("nodes", "sanzu_graph", "dot", "networkx", "d3-hierarchy"), others)


def _others(nodes: int) -> list[str]:
    """One row a size; a peer that is not installed, or would take minutes, has a word instead."""
    parent = trees(nodes)["span of 7"]
    width, height = np.full(nodes, 60.0), np.full(nodes, 20.0)
    ours = together({"ours": lambda: tidy_forest(parent, width, height)}, repeats(nodes))["ours"]
    return [f"{nodes:,}", seconds(ours), _dot(parent), _networkx(parent), _d3(parent)]


def _dot(parent: NDArray[np.int64]) -> str:
    if shutil.which("dot") is None:
        return "not installed"
    if len(parent) > _MOST_DOT:
        return "not tried"
    lines = "\n".join(
        f"{above} -> {node};" for node, above in enumerate(parent.tolist()) if above >= 0
    )
    start = time.perf_counter()
    subprocess.run(
        [shutil.which("dot") or "", "-Tplain"],
        input=f"digraph {{ node [shape=box];\n{lines}\n}}",
        text=True,
        capture_output=True,
        check=True,
    )
    return seconds(time.perf_counter() - start)


def _networkx(parent: NDArray[np.int64]) -> str:
    import networkx as nx

    if len(parent) > _SLOW:
        return "not tried"
    graph = nx.DiGraph(list(zip(parent[1:].tolist(), range(1, len(parent)), strict=True)))
    start = time.perf_counter()
    nx.bfs_layout(graph, 0)
    return seconds(time.perf_counter() - start)


def _d3(parent: NDArray[np.int64]) -> str:
    """The median of seven runs of `d3.tree` in node, where `npm install d3-hierarchy` was done and
    NODE_PATH points to it.
    """
    if shutil.which("node") is None:
        return "no node"
    done = subprocess.run(
        [shutil.which("node") or "", "-e", _D3],
        input=" ".join(map(str, parent.tolist())),
        text=True,
        capture_output=True,
        check=False,
    )
    return seconds(float(done.stdout) / 1e3) if done.returncode == 0 else "not installed"


def _row(nodes: int, kind: str, parent: NDArray[np.int64], *, with_igraph: bool) -> list[str]:
    rng = np.random.default_rng(nodes)
    width, height = rng.integers(30, 90, nodes).astype(float), np.full(nodes, 20.0)
    graph = igraph.Graph(
        n=nodes, edges=list(zip(parent[1:].tolist(), range(1, nodes), strict=True))
    )
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
