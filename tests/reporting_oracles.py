"""Brute force for lines from person to person: networkx and plain loops over rows.

A finding is a tuple, as in `tests.oracles`.
"""

from typing import Any

import networkx as nx
import pandas as pd

from sanzu_graph import Org
from tests import clock

Finding = tuple[Any, ...]
NAN = float("nan")


def _rows(org: Org, table: str) -> list[dict[str, Any]]:
    return [
        {name: None if pd.isna(cell) else cell for name, cell in row.items()}
        for row in org.table(table).to_dict("records")
    ]


def _ids(org: Org) -> list[str]:
    return org.members["id"].tolist()


def _pairs(org: Org, kind: str = "reports_to") -> set[tuple[str, str]]:
    """Who reports to whom; nobody to oneself."""
    return {
        (row["source"], row["target"])
        for row in _rows(org, "relations")
        if row["kind"] == kind and row["source"] != row["target"]
    }


def above_to_below(org: Org) -> nx.DiGraph:
    """Manager → report, over all solid lines."""
    G = nx.DiGraph()
    G.add_nodes_from(_ids(org))
    G.add_edges_from((manager, member) for member, manager in _pairs(org))
    return G


def first_managers(org: Org) -> dict[str, str]:
    """The manager of each member who stands first in the table of members."""
    place = {name: number for number, name in enumerate(_ids(org))}
    found: dict[str, str] = {}
    for member, manager in sorted(_pairs(org), key=lambda pair: place[pair[1]]):
        found.setdefault(member, manager)
    return found


def chain_of(org: Org, member: str) -> list[str] | None:
    """The managers above, up to the top; None where that never ends."""
    managers, found = first_managers(org), []
    while member in managers:
        member = managers[member]
        if member in found:
            return None
        found.append(member)
    return found


def _led(org: Org) -> tuple[set[tuple[str, str]], dict[str, int]]:
    """Leader and member, and how many units everybody leads."""
    rows = _rows(org, "memberships")
    led = {(row["unit"], row["member"]) for row in rows if row["role"] == "leader"}
    pairs = {
        (leader, row["member"])
        for unit, leader in led
        for row in rows
        if row["unit"] == unit and row["member"] != leader
    }
    return pairs, {member: sum(leader == member for _, leader in led) for member in _ids(org)}


def spans_by_member(org: Org) -> list[tuple]:
    """`span_of_control` by member."""
    pairs, units = _led(org)
    G, dotted = above_to_below(org), _pairs(org, "dotted_line")
    found = []
    for member in _ids(org):
        led = {other for leader, other in pairs if leader == member}
        solid = set(G.successors(member))
        lines = sum(manager == member for _, manager in dotted)
        if units[member] or solid or lines:
            every = led | set(nx.descendants(G, member))
            found.append((member, len(led | solid), len(every), len(solid), lines, units[member]))
    return found


def person_lines(org: Org) -> list[tuple]:
    """The lines of `management_lines` from person to person."""
    return [
        (member, "", "", manager, kind)
        for kind in ("reports_to", "dotted_line")
        for member, manager in _pairs(org, kind)
    ]


def reporting_chain(org: Org) -> list[tuple]:
    managers = first_managers(org)
    found = []
    for member in _ids(org):
        chain = chain_of(org, member)
        depth = None if chain is None else len(chain)
        top = None if chain is None else [member, *chain][-1]
        found.append((member, managers.get(member), depth, top))
    return found


def management_levels(org: Org) -> list[tuple]:
    G = above_to_below(org)
    chains = {member: chain_of(org, member) for member in _ids(org) if G.degree(member)}
    depths = {member: len(chain) for member, chain in chains.items() if chain is not None}
    found = []
    for depth in range(max(depths.values(), default=-1) + 1):
        here = [member for member, at in depths.items() if at == depth]
        leading = [member for member in here if G.out_degree(member)]
        spans = [G.out_degree(member) for member in leading]
        mean = sum(spans) / len(spans) if spans else NAN
        found.append((depth, len(here), len(leading), len(leading) / max(len(here), 1), mean))
    return found


def reporting_overlap(org: Org) -> list[tuple]:
    rows, solid = _rows(org, "memberships"), _pairs(org)
    dotted = _pairs(org, "dotted_line")
    layers = {row["id"]: row["layer"] for row in _rows(org, "units")}
    found = []
    for layer in dict.fromkeys(layers.values()):
        mine = [row for row in rows if layers[row["unit"]] == layer]
        asked, agreeing, others = 0, 0, 0
        for member in _ids(org):
            units = {row["unit"] for row in mine if row["member"] == member}
            leaders = {
                row["member"] for row in mine if row["unit"] in units and row["role"] == "leader"
            } - {member}
            if leaders and any(source == member for source, _ in solid):
                asked += 1
                agrees = any((member, leader) in solid for leader in leaders)
                agreeing += agrees
                others += not agrees and any((member, leader) in dotted for leader in leaders)
        found.append((layer, asked, agreeing, others, agreeing / asked if asked else NAN))
    return found


# -- checks


def reporting_circles(org: Org) -> list[Finding]:
    """Without the way round, of which any will do."""
    place = {name: number for number, name in enumerate(_ids(org))}
    return [
        ("member", min(circle, key=lambda name: place[name]), "", len(circle), 0)
        for circle in nx.strongly_connected_components(above_to_below(org))
        if len(circle) > 1
    ]


def self_reports(org: Org) -> list[Finding]:
    own = [
        row["source"]
        for row in _rows(org, "relations")
        if row["kind"] in ("reports_to", "dotted_line") and row["source"] == row["target"]
    ]
    return [("member", member, "", own.count(member), 0) for member in set(own)]


def several_managers(org: Org, most: float = 1) -> list[Finding]:
    G = above_to_below(org)
    return [("member", member, "", count, most) for member, count in G.in_degree() if count > most]


def several_roots(org: Org, most: float = 1) -> list[Finding]:
    G = above_to_below(org)
    below = {
        member: len(nx.descendants(G, member))
        for member in _ids(org)
        if G.out_degree(member) and not G.in_degree(member)
    }
    if len(below) <= most:
        return []
    ranked = sorted(below, key=lambda member: -below[member])
    return [
        ("member", member, "", len(below), most, below[member]) for member in ranked[int(most) :]
    ]


def unmanaged_members(org: Org) -> list[Finding]:
    G = above_to_below(org)
    alone = [member for member, degree in G.degree() if not degree]
    return [("member", member, "", 0, 1) for member in alone if G.number_of_edges()]


def manager_spans(org: Org, least: float | None = None, most: float | None = None) -> list[Finding]:
    found = []
    for member, count in above_to_below(org).out_degree():
        if count and least is not None and count < least:
            found.append(("member", member, "", count, least, "narrow"))
        if count and most is not None and count > most:
            found.append(("member", member, "", count, most, "wide"))
    return found


def deep_chains(org: Org, most: float = 7) -> list[Finding]:
    chains = {member: chain_of(org, member) for member in _ids(org)}
    return [
        ("member", member, "", len(chain), most)
        for member, chain in chains.items()
        if chain is not None and len(chain) > most
    ]


def single_report_chains(org: Org, most: float = 1) -> list[Finding]:
    G = above_to_below(org)
    single = {member for member, count in G.out_degree() if count == 1}
    found = []
    for head in single:
        if any(manager in single for manager in G.predecessors(head)):
            continue
        row, seen = [head], {head}
        while (following := next(iter(G.successors(row[-1])))) in single:
            if following in seen:
                row = []
                break
            row.append(following)
            seen.add(following)
        if len(row) > most:
            found.append(("member", head, "", len(row), most))
    return found


def outside_managers(org: Org, layer: str | None = None) -> list[Finding]:
    units = {row["id"]: row for row in _rows(org, "units")}
    if layer is not None and layer not in {row["layer"] for row in units.values()}:
        raise LookupError(layer)
    rows, found = _rows(org, "memberships"), []
    for member, manager in _pairs(org):
        inside = set()
        for row in rows:
            unit = row["unit"] if row["member"] == member else None
            if unit is not None and layer in (None, units[unit]["layer"]):
                while unit is not None:
                    inside.add(unit)
                    unit = units[unit]["parent"]
        theirs = {row["unit"] for row in rows if row["member"] == manager}
        if inside and not inside & theirs:
            found.append(("member", member, layer or "", 0, 1, manager))
    return found


def doubled_lines(org: Org) -> list[Finding]:
    both = _pairs(org) & _pairs(org, "dotted_line")
    return [("member", member, "", 2, 1, manager) for member, manager in both]


def absent_managers(org: Org, on: Any = None) -> list[Finding]:
    day = pd.Timestamp(clock.today() if on is None else on)

    def there(row: dict[str, Any]) -> bool:
        since, until = row.get("since"), row.get("until")
        return (since is None or since <= day) and (until is None or day < until)

    present = {row["id"] for row in _rows(org, "members") if there(row)}
    return [
        ("member", member, "", 1, 0, manager, kind)
        for member, manager, kind in {
            (row["source"], row["target"], row["kind"])
            for row in _rows(org, "relations")
            if row["kind"] in ("reports_to", "dotted_line") and there(row)
        }
        if member in present and manager not in present
    ]
