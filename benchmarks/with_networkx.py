"""The structural audit in plain loops over a bipartite networkx graph."""

from __future__ import annotations

import networkx as nx
import numpy as np

from benchmarks.organisations import ADMITTED, LAYERS, LEADER, PARTY, TEAM, Columns
from benchmarks.ours import Answers


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
        G, found = self.G, {f"missing_line/{layer}": [] for layer in LAYERS}
        found |= {f"split_member/{layer}": [] for layer in LAYERS} | {f"blank_team/{layer}": [] for layer in LAYERS[1:]}
        found |= {name: [] for name in ("empty_unit", "one_person_unit", "vacant_leader", "double_leader", "overextended_leader", "single_point/party")}
        layer_of, belongs = nx.get_node_attributes(G, "layer"), {layer: set() for layer in LAYERS}
        for node, attributes in G.nodes(data=True):
            if attributes["kind"] == "unit":
                continue
            counts, led = dict.fromkeys(LAYERS, 0), 0
            for unit, edge in G.adj[node].items():
                counts[layer_of[unit]] += 1
                led += edge["leads"]
            for layer, count in counts.items():
                if count:
                    belongs[layer].add(node)
                elif layer != LAYERS[PARTY] or attributes["status"] == ADMITTED:
                    found[f"missing_line/{layer}"].append(node)
                if count >= 2:
                    found[f"split_member/{layer}"].append(node)
            if led > 2:
                found["overextended_leader"].append(node)
        for node, layer in layer_of.items():
            members, unit = G.adj[node], node - self.shift
            leaders = sum(edge["leads"] for edge in members.values())
            for name, holds in (
                ("empty_unit", not members), ("one_person_unit", len(members) == 1),
                ("vacant_leader", members and not leaders), ("double_leader", leaders >= 2),
            ):  # fmt: skip
                if holds:
                    found[name].append(unit)
            if layer == LAYERS[TEAM]:
                for group in LAYERS[1:]:
                    if belongs[group].isdisjoint(members):
                        found[f"blank_team/{group}"].append(unit)
                if sum(member in belongs[LAYERS[PARTY]] for member in members) == 1:
                    found["single_point/party"].append(unit)
        return {name: np.array(ids, dtype=np.int64) for name, ids in found.items()}
