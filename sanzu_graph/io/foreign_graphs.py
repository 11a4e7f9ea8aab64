"""Graphs that other programs made: which nodes are members, which are units, and what edges mean."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from sanzu_graph.errors import GraphError
from sanzu_graph.model.graphs import MEMBER_OF
from sanzu_graph.schema import MEMBER, UNIT

if TYPE_CHECKING:
    import networkx as nx

#: The layer of units that name none.
LAYER = "team"
#: Where a reader puts the label that yEd shows.
YED_LABEL = "yed label"
_SIDES = {"0": MEMBER, "1": UNIT}


def at_home(G: nx.MultiDiGraph, layer: str | None = None) -> nx.MultiDiGraph:
    """The graph with the words of the graph view; one that has them already is left as it is.

    Nodes without ``kind`` are members where ``bipartite`` is 0 and units where it is 1. Without
    both they are what edges go from or to, if `layer` says that this is an affiliation network.

    Raises
    ------
    GraphError
        If a node is at both ends of edges, so that it cannot be told what it is.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph([("An", "choir")])
    >>> dict(at_home(G, "club").nodes(data="kind"))
    {'An': 'member', 'choir': 'unit'}
    """
    strange = {node: None for node, data in G.nodes(data=True) if "kind" not in data}
    for node in strange:
        data = G.nodes[node]
        kind = _SIDES.get(str(data.get("bipartite")))
        kind = kind or (_by_edges(G, node) if layer is not None else None)
        if kind is not None:
            data["kind"] = kind
    for node, data in G.nodes(data=True):
        label = data.get("attributes", {}).pop(YED_LABEL, None)
        if node in strange:
            _name(data, label)
        if data.get("kind") == UNIT and "layer" not in data:
            data["layer"] = LAYER if layer is None else layer
    for source, target, number, data in list(G.edges(keys=True, data=True)):
        ends = G.nodes[source].get("kind"), G.nodes[target].get("kind")
        if "relation" in data or "table" in data or set(ends) != {MEMBER, UNIT}:
            continue
        if ends == (UNIT, MEMBER):
            G.remove_edge(source, target, number)
            G.add_edge(target, source, **{**data, "relation": MEMBER_OF})
        else:
            data["relation"] = MEMBER_OF
    return G


def _by_edges(G: nx.MultiDiGraph, node: Hashable) -> str:
    if G.in_degree(node) and G.out_degree(node):
        raise GraphError("error.node_side", node=str(node))
    return UNIT if G.in_degree(node) else MEMBER


def _name(data: dict[str, Any], shown: object) -> None:
    """A label is the name where there is no other."""
    own = data.get("attributes", {})
    label = own.get("label", shown)
    if "name" not in data and label not in (None, ""):
        data["name"] = str(label)
        own.pop("label", None)
