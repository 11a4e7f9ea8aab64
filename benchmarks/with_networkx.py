"""The structural audit in plain loops over networkx graphs: as one writes it, and as lean as it
gets.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.organisations import (
    ADMITTED,
    LAYERS,
    LEADER,
    PARTY,
    STATUSES,
    TEAM,
    Columns,
    tables,
)
from benchmarks.ours import Answers
from benchmarks.with_duckdb import QUESTIONS
from sanzu_graph.model.organisation import Org


class PlainLoops:
    """One loop a question over ``org.graph()``, with the graph's own words: nodes, kinds,
    relations, roles.
    """

    name = "networkx, plain loops"

    def __init__(self, made: Columns) -> None:
        self.G = Org.from_tables(tables(made)).graph()
        nodes = self.G.nodes(data=True)
        self.number = {
            id_: number
            for kind in ("member", "unit")
            for number, id_ in enumerate(n for n, data in nodes if data["kind"] == kind)
        }

    def __call__(self) -> Answers:
        everyone = [node for node, data in self.G.nodes(data=True) if data["kind"] == "member"]
        found: dict[str, list[str]] = {}
        belongs: dict[str, set[str]] = {}
        for layer in LAYERS:
            in_layer = {member: self.units_of(member, layer) for member in everyone}
            belongs[layer] = {member for member, units in in_layer.items() if units}
            asked = (
                [member for member in everyone if self.is_admitted(member)]
                if layer == LAYERS[PARTY]
                else everyone
            )
            found[f"missing_line/{layer}"] = [member for member in asked if not in_layer[member]]
            found[f"split_member/{layer}"] = [
                member for member, units in in_layer.items() if len(units) >= 2
            ]
        for layer in LAYERS[1:]:
            found[f"blank_team/{layer}"] = [
                team for team in self.units("team") if not self.members_of(team) & belongs[layer]
            ]
        found["empty_unit"] = [unit for unit in self.units() if not self.members_of(unit)]
        found["one_person_unit"] = [
            unit for unit in self.units() if len(self.members_of(unit)) == 1
        ]
        found["vacant_leader"] = [
            unit
            for unit in self.units()
            if self.members_of(unit) and not self.members_of(unit, "leader")
        ]
        found["double_leader"] = [
            unit for unit in self.units() if len(self.members_of(unit, "leader")) >= 2
        ]
        found["overextended_leader"] = [
            member for member in everyone if len(self.units_of(member, role="leader")) > 2
        ]
        found["single_point/party"] = [
            team
            for team in self.units("team")
            if len(self.members_of(team) & belongs["party"]) == 1
        ]
        return {
            question: np.array([self.number[id_] for id_ in ids], dtype=np.int64)
            for question, ids in found.items()
        }

    def units(self, layer: str | None = None) -> list[str]:
        return [
            node
            for node, data in self.G.nodes(data=True)
            if data["kind"] == "unit" and layer in (None, data["layer"])
        ]

    def members_of(self, unit: str, role: str | None = None) -> set[str]:
        edges = self.G.in_edges(unit, data=True)
        return {
            member
            for member, _, data in edges
            if data["relation"] == "member_of" and role in (None, data["role"])
        }

    def units_of(self, member: str, layer: str | None = None, role: str | None = None) -> set[str]:
        edges = self.G.out_edges(member, data=True)
        held = {
            unit
            for _, unit, data in edges
            if data["relation"] == "member_of" and role in (None, data["role"])
        }
        return {unit for unit in held if layer in (None, self.G.nodes[unit]["layer"])}

    def is_admitted(self, member: str) -> bool:
        return bool(
            self.G.nodes[member]["attributes"].get("political_status") == STATUSES[ADMITTED]
        )


class LeanLoops:
    """One sweep over the lightest equivalent: an undirected graph of integer nodes, one edge a
    pair, whether it leads.
    """

    name = "networkx, lean"

    def __init__(self, made: Columns) -> None:
        self.G = G = nx.Graph()
        self.shift = made.members
        G.add_nodes_from(
            (member, {"kind": "member", "status": status})
            for member, status in enumerate(made.status.tolist())
        )
        G.add_nodes_from(
            (self.shift + unit, {"kind": "unit", "layer": LAYERS[layer]})
            for unit, layer in enumerate(made.layer.tolist())
        )
        for member, unit, role in zip(
            made.member.tolist(), made.unit.tolist(), made.role.tolist(), strict=True
        ):
            node = self.shift + unit
            leads = role == LEADER or (G.has_edge(member, node) and G.edges[member, node]["leads"])
            G.add_edge(member, node, leads=leads)

    def __call__(self) -> Answers:
        found: defaultdict[str, list[Any]] = defaultdict(list)
        belongs: dict[str, set[Any]] = {layer: set() for layer in LAYERS}
        layer_of = nx.get_node_attributes(self.G, "layer")
        for node, attributes in self.G.nodes(data=True):
            if attributes["kind"] == "member":
                self._ask_member(node, attributes["status"], layer_of, belongs, found)
        for node, layer in layer_of.items():
            self._ask_unit(node, layer, belongs, found)
        return {question: np.array(found[question], dtype=np.int64) for question in QUESTIONS}

    def _ask_member(
        self,
        node: int,
        status: int,
        layer_of: dict[int, str],
        belongs: dict[str, set[int]],
        found: dict[str, list[int]],
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

    def _ask_unit(
        self, node: int, layer: str, belongs: dict[str, set[int]], found: dict[str, list[int]]
    ) -> None:
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
