"""The structural audit in plain loops over a bipartite networkx graph."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import numpy as np

from benchmarks.organisations import ADMITTED, LAYERS, LEADER, PARTY, TEAM, Columns
from benchmarks.ours import Answers
from benchmarks.with_duckdb import QUESTIONS


class NetworkX:
    """The lightest equivalent of ``org.graph()``: an undirected graph of integer nodes, one edge a pair, whether it leads."""

    name = "networkx"

    def __init__(self, made: Columns) -> None:
        self.G = G = nx.Graph()
        self.shift = made.members
        G.add_nodes_from((member, {"kind": "member", "status": status}) for member, status in enumerate(made.status.tolist()))
        G.add_nodes_from((self.shift + unit, {"kind": "unit", "layer": LAYERS[layer]}) for unit, layer in enumerate(made.layer.tolist()))
        for member, unit, role in zip(made.member.tolist(), made.unit.tolist(), made.role.tolist(), strict=True):
            node = self.shift + unit
            leads = role == LEADER or (G.has_edge(member, node) and G.edges[member, node]["leads"])
            G.add_edge(member, node, leads=leads)

    def __call__(self) -> Answers:
        found, belongs = defaultdict(list), {layer: set() for layer in LAYERS}
        layer_of = nx.get_node_attributes(self.G, "layer")
        for node, attributes in self.G.nodes(data=True):
            if attributes["kind"] == "member":
                self._ask_member(node, attributes["status"], layer_of, belongs, found)
        for node, layer in layer_of.items():
            self._ask_unit(node, layer, belongs, found)
        return {question: np.array(found[question], dtype=np.int64) for question in QUESTIONS}

    def _ask_member(
        self, node: int, status: int, layer_of: dict[int, str], belongs: dict[str, set[int]], found: dict[str, list[int]]
    ) -> None:
        counts, led = dict.fromkeys(LAYERS, 0), 0
        for unit, edge in self.G.adj[node].items():
            counts[layer_of[unit]] += 1
            led += edge["leads"]
        for layer, count in counts.items():
            if count:
                belongs[layer].add(node)
            elif layer != LAYERS[PARTY] or status == ADMITTED:
                found[f"missing_line/{layer}"].append(node)
            if count >= 2:
                found[f"split_member/{layer}"].append(node)
        if led > 2:
            found["overextended_leader"].append(node)

    def _ask_unit(self, node: int, layer: str, belongs: dict[str, set[int]], found: dict[str, list[int]]) -> None:
        members, unit = self.G.adj[node], node - self.shift
        leaders = sum(edge["leads"] for edge in members.values())
        if len(members) <= 1:
            found["one_person_unit" if members else "empty_unit"].append(unit)
        if leaders >= 2 or (members and not leaders):
            found["double_leader" if leaders else "vacant_leader"].append(unit)
        if layer == LAYERS[TEAM]:
            for group in LAYERS[1:]:
                if belongs[group].isdisjoint(members):
                    found[f"blank_team/{group}"].append(unit)
            if sum(member in belongs[LAYERS[PARTY]] for member in members) == 1:
                found["single_point/party"].append(unit)
