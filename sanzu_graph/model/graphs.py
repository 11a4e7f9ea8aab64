"""The graph view: tables → networkx, and the way back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import networkx as nx
import pandas as pd

from sanzu_graph.errors import GraphError
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.flaws import Tables
from sanzu_graph.model.incidence import Pairs
from sanzu_graph.schema import CORE, LINES, MANAGES, MEMBER, UNIT, columns

MEMBER_OF, PART_OF, HOLDS = "member_of", "part_of", "holds"
#: Which columns of an edge table are its ends and which names its relation.
_EDGES = {
    "memberships": ("member", "unit", None),
    "relations": ("source", "target", "kind"),
    "duties": ("member", "unit", "duty"),
}
_SIDES = {"memberships": (MEMBER, UNIT), "relations": (MEMBER, MEMBER), "duties": (MEMBER, UNIT)}


class Managed(NamedTuple):
    """Somebody who answers to a leader of a unit or reports to a manager, all by their ids."""

    leader: str
    member: str
    layer: str
    unit: str
    kind: str = MANAGES


def to_graph(
    tables: Tables, managed: Iterable[Managed], *, qualified: bool = False
) -> nx.MultiDiGraph:
    """The first five tables as one directed multigraph.

    Parameters
    ----------
    tables
        The tables of an organisation.
    managed
        Who answers to whom, from `manages`.
    qualified
        Name the nodes ``("member", id)`` and ``("unit", id)``; needed where a member and a unit
        share an id.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes carry ``id``, ``kind`` (``member`` / ``unit``), ``name``, ``bipartite`` (0 / 1),
        ``layer`` (units) and all other columns under ``attributes``. Edges, one a row, carry
        ``relation`` (``member_of``, ``part_of``, ``holds``, or the relation's own kind), ``table``
        and their columns. The derived ``manages`` edges (leader → member) carry no ``table``: those
        of a unit its ``layer`` and ``unit``, those from person to person their ``kind``.

    Raises
    ------
    GraphError
        If a member and a unit share an id and `qualified` is false.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["M1", "M2"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["M1", "M2"], "unit": ["T1", "T1"], "role": ["leader", ""]})
    >>> [(a, b, d["relation"]) for a, b, d in org.graph().edges(data=True)]
    [('M1', 'T1', 'member_of'), ('M1', 'M2', 'manages'), ('M2', 'T1', 'member_of')]
    """
    shared = sorted(set(tables["members"]["id"]) & set(tables["units"]["id"]))
    if shared and not qualified:
        raise GraphError("error.shared_ids", ids=shared)

    def node(kind: str, id_: str) -> Hashable:
        return (kind, id_) if qualified else id_

    G = nx.MultiDiGraph()
    for kind, table, side in ((MEMBER, "members", 0), (UNIT, "units", 1)):
        for row in _records(tables[table]):
            named = {
                key: row.pop(key)
                for key in ("id", "name", "layer")
                if key in row and (kind == UNIT or key != "layer")
            }
            above = row.pop("parent", None) if kind == UNIT else None
            G.add_node(node(kind, named["id"]), kind=kind, bipartite=side, **named, attributes=row)
            if above is not None:
                G.add_edge(node(UNIT, named["id"]), node(UNIT, above), relation=PART_OF)
    for table, (source, target, naming) in _EDGES.items():
        kinds, own = _SIDES[table], columns(table)
        for row in _records(tables[table]):
            ends = [
                node(kind, row.pop(end)) for kind, end in zip(kinds, (source, target), strict=True)
            ]
            known = {key: row.pop(key) for key in list(row) if key in own}
            relation = {"memberships": MEMBER_OF, "duties": HOLDS}.get(table) or known[str(naming)]
            G.add_edge(*ends, relation=relation, table=table, **known, attributes=row)
    for leader, member, layer, unit, kind in managed:
        more = {"layer": layer, "unit": unit} if kind == MANAGES else {"kind": kind}
        G.add_edge(node(MEMBER, leader), node(MEMBER, member), relation=MANAGES, **more)
    return G


def manages(code: Encoding, people: Pairs, leaders: Pairs) -> Iterator[Managed]:
    """Everybody in a unit answers to each of its leaders, and to managers; not to oneself."""
    leading: dict[int, list[int]] = {}
    for leader, unit in zip(leaders.member.tolist(), leaders.unit.tolist(), strict=True):
        leading.setdefault(unit, []).append(leader)
    for member, unit in zip(people.member.tolist(), people.unit.tolist(), strict=True):
        for leader in leading.get(unit, ()):
            if leader != member:
                yield Managed(
                    code.members[leader],
                    code.members[member],
                    code.layers[code.unit_layer[unit]],
                    code.units[unit],
                )
    rows = zip(code.source.tolist(), code.target.tolist(), code.kind.tolist(), strict=True)
    lines = dict.fromkeys(row for row in rows if code.kinds[row[2]] in LINES and row[0] != row[1])
    for member, manager, kind in lines:
        yield Managed(code.members[manager], code.members[member], "", "", code.kinds[kind])


def from_graph(G: nx.MultiDiGraph) -> dict[str, pd.DataFrame]:
    """The first five tables of a graph made by `to_graph`, or by hand with the same attributes.

    Edges without ``table`` are placed by their relation and ends; ``manages`` edges are derived and
    left out.

    Raises
    ------
    GraphError
        If a node has no ``kind``, an edge no relation that its ends allow, or a unit two parents.
    """
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in CORE}
    for name, data in G.nodes(data=True):
        if data.get("kind") not in (MEMBER, UNIT):
            raise GraphError("error.node_kind", node=str(name))
        rows[f"{data['kind']}s"].append(
            {
                **data.get("attributes", {}),
                **_without(data, "kind", "bipartite", "attributes"),
                "id": _id(name, data),
            }
        )
    at = {row["id"]: row for row in rows["units"]}
    for source, target, data in G.edges(data=True):
        ends, kinds = (
            (_id(source, G.nodes[source]), _id(target, G.nodes[target])),
            (G.nodes[source]["kind"], G.nodes[target]["kind"]),
        )
        relation, table = data.get("relation"), data.get("table")
        if table is None and relation == PART_OF and kinds == (UNIT, UNIT):
            if at[ends[0]].setdefault("parent", ends[1]) != ends[1]:
                raise GraphError(
                    "error.two_parents", unit=ends[0], parents=[at[ends[0]]["parent"], ends[1]]
                )
        elif table is None and relation == MANAGES:
            continue
        else:
            table = table or _table_of(relation, kinds) or ""
            if _SIDES.get(table) != kinds:
                raise GraphError(
                    "error.edge", source=ends[0], target=ends[1], relation=str(relation)
                )
            named = dict(zip(_EDGES[table][:2], ends, strict=True))
            extra = {"kind": relation} if table == "relations" else {}
            rows[table].append(
                {
                    **data.get("attributes", {}),
                    **extra,
                    **_without(data, "relation", "table", "attributes"),
                    **named,
                }
            )
    return {table: _frame(table_rows, list(columns(table))) for table, table_rows in rows.items()}


def _frame(rows: list[dict[str, Any]], headings: list[str]) -> pd.DataFrame:
    """Rows as a table; whole numbers beside empty cells stay whole, for as floats they would lose
    digits.
    """
    if not rows:
        return pd.DataFrame(columns=headings)
    frame = pd.DataFrame(rows, dtype=object)
    whole = [
        name for name in frame if pd.api.types.infer_dtype(frame[name], skipna=True) == "integer"
    ]
    return frame.astype(dict.fromkeys(whole, "Int64")).infer_objects()


def _table_of(relation: str | None, kinds: tuple[str, str]) -> str | None:
    if relation == MEMBER_OF:
        return "memberships"
    if relation == HOLDS:
        return "duties"
    return "relations" if relation and kinds == (MEMBER, MEMBER) else None


def _id(node: Hashable, data: Mapping[str, Any]) -> str:
    return str(data.get("id", node))


def _without(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in names}


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as mappings, without the empty cells."""
    for record in frame.to_dict("records"):
        yield {str(key): value for key, value in record.items() if not pd.isna(value)}
