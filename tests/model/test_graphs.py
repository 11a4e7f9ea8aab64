"""The graph is a view, and the way back is the same organisation."""

from collections import Counter

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

from sanzu_graph import GraphError, Org
from sanzu_graph.schema import CORE
from tests import oracles
from tests.strategies import organisations


@given(org=organisations())
def test_the_way_back_is_the_same_organisation(org: Org) -> None:
    assert Org.from_graph(org.graph(qualified=True)) == org
    shared = set(org.members["id"]) & set(org.units["id"])
    if shared:
        with pytest.raises(GraphError):
            org.graph()
    else:
        assert Org.from_graph(org.graph()) == org


@given(org=organisations())
def test_nodes_and_edges_are_the_rows(org: Org) -> None:
    G = org.graph(qualified=True)
    assert {(data["kind"], data["id"], data["bipartite"]) for _, data in G.nodes(data=True)} == {
        *(("member", id_, 0) for id_ in org.members["id"]),
        *(("unit", id_, 1) for id_ in org.units["id"]),
    }
    assert all(node == (data["kind"], data["id"]) for node, data in G.nodes(data=True))
    told = Counter(
        (data["relation"], a[1], b[1])
        for a, b, data in G.edges(data=True)
        if not (data["relation"] == "manages" and "table" not in data)
    )
    rows = [("member_of", row["member"], row["unit"]) for row in oracles.rows(org, "memberships")]
    rows += [(row["kind"], row["source"], row["target"]) for row in oracles.rows(org, "relations")]
    rows += [("holds", row["member"], row["unit"]) for row in oracles.rows(org, "duties")]
    rows += [
        ("part_of", row["id"], row["parent"])
        for row in oracles.rows(org, "units")
        if row["parent"] is not None
    ]
    assert told == Counter(rows)
    managed = Counter(
        (b[1], data.get("layer", ""), data.get("unit", ""), a[1], data.get("kind", "manages"))
        for a, b, data in G.edges(data=True)
        if data["relation"] == "manages" and "table" not in data
    )
    assert managed == Counter(oracles.management_lines(org))


def test_large_whole_numbers_with_a_gap_come_back() -> None:
    badges = pd.array([2**53 + 1, None], dtype="Int64")
    org = Org(
        pd.DataFrame({"id": ["A", "B"], "badge": badges}),
        {"id": [], "layer": []},
        {"member": [], "unit": []},
    )
    assert Org.from_graph(org.graph()) == org


def test_shared_ids_are_named_with_the_cure() -> None:
    org = Org({"id": ["1"]}, {"id": ["1"], "layer": ["team"]}, {"member": ["1"], "unit": ["1"]})
    with pytest.raises(GraphError, match="qualified=True"):
        org.graph()
    assert org.graph(qualified=True).number_of_nodes() == 2


def by_hand() -> nx.MultiDiGraph:
    G = nx.MultiDiGraph()
    G.add_node("An", kind="member", name="安", grade="A")
    G.add_node(7, kind="member")
    G.add_node("T", kind="unit", layer="team")
    G.add_node("S", kind="unit", layer="station")
    return G


def test_a_graph_made_by_hand_is_an_organisation() -> None:
    G = by_hand()
    G.add_edge("An", "T", relation="member_of", role="leader", weight=3)
    G.add_edge(7, "T", relation="member_of")
    G.add_edge("T", "S", relation="part_of")
    G.add_edge("An", 7, relation="mentors", since="2026-01-01")
    G.add_edge("An", 7, relation="manages", layer="team", unit="T")
    G.add_edge("An", "T", relation="holds", duty="report")
    expected = Org(
        {"id": ["An", "7"], "name": ["安", ""], "grade": ["A", ""]},
        {"id": ["T", "S"], "layer": ["team", "station"], "parent": ["S", ""]},
        {"member": ["An", "7"], "unit": ["T", "T"], "role": ["leader", ""], "weight": ["3", ""]},
        {"source": ["An"], "target": ["7"], "kind": ["mentors"], "since": ["2026-01-01"]},
        {"member": ["An"], "unit": ["T"], "duty": ["report"]},
    )
    assert Org.from_graph(G) == expected


def test_an_empty_graph_is_an_empty_organisation() -> None:
    org = Org.from_graph(nx.MultiDiGraph())
    assert [len(org.table(name)) for name in CORE] == [0] * 5


@pytest.mark.parametrize("kind", [None, "team", "Member"])
def test_a_node_without_a_kind_is_refused(kind: str | None) -> None:
    G = nx.MultiDiGraph()
    G.add_node("A", **({} if kind is None else {"kind": kind}))
    with pytest.raises(GraphError, match="“A”"):
        Org.from_graph(G)


@pytest.mark.parametrize(
    ("source", "target", "data"),
    [
        ("An", "T", {}),
        ("An", "T", {"relation": "mentors"}),
        ("T", "An", {"relation": "member_of"}),
        ("T", "S", {"relation": "near"}),
        ("An", 7, {"relation": "holds", "duty": "report"}),
        ("An", "T", {"relation": "part_of"}),
        ("An", 7, {"relation": "mentors", "table": "no such table"}),
    ],
)
def test_an_edge_that_fits_no_table_is_refused(
    source: object, target: object, data: dict[str, str]
) -> None:
    G = by_hand()
    G.add_edge(source, target, **data)
    with pytest.raises(GraphError):
        Org.from_graph(G)


def test_two_parents_are_refused() -> None:
    G = by_hand()
    G.add_node("R", kind="unit", layer="region")
    G.add_edge("T", "S", relation="part_of")
    G.add_edge("T", "R", relation="part_of")
    with pytest.raises(GraphError, match="T"):
        Org.from_graph(G)
