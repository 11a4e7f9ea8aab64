"""Reading a difference as changes of units and people: which came, went, were merged or split, and
which were edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sanzu_graph.changes.changing import Change
from sanzu_graph.changes.members import AddMember, EditMember, RemoveMember
from sanzu_graph.changes.merging import MergeUnits
from sanzu_graph.changes.splitting import SplitUnit
from sanzu_graph.changes.units import CloseUnit, CreateUnit, EditUnit
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.unit_renames import renamed_units
from sanzu_graph.scenarios.remainder import Cells, Remainder, differing
from sanzu_graph.schema import LEADER

#: A day as cells and changes have it.
Day = Any


def read_renames(rest: Remainder) -> None:
    """Units that are the same under another id; what hangs on them is read afterwards."""
    same = renamed_units(rest.current, rest.wanted)
    before, after = (
        {row["id"]: row for row in rows}
        for rows in (rest.gone_rows("units"), rest.come_rows("units"))
    )
    for new, old in same.items():
        values = differing(before[old], after[new])
        values.pop("parent", None)  # it may have another id itself
        rest.read.append(EditUnit(old, values))


def read_arrivals(rest: Remainder) -> None:
    """Units and members that are new; a unit made of people of one other is split from it."""
    arrived = _by(rest.come_rows("memberships"), "unit")
    for row in top_down(rest.wanted, _new(rest, "units")):
        split = _best(rest, _splits(rest, row, {other["member"] for other in arrived[row["id"]]}))
        on, begun = _begun(rest, "units", row)
        more = {**_but(row, "id", "layer", "parent", "since"), **begun}
        rest.read.append(
            split
            or CreateUnit(row["id"], row["layer"], parent=row.get("parent"), attributes=more, on=on)
        )
    for row in _new(rest, "members"):
        on, begun = _begun(rest, "members", row)
        rest.read.append(
            AddMember(row["id"], attributes={**_but(row, "id", "since"), **begun}, on=on)
        )


def read_departures(rest: Remainder) -> None:
    """Members that are there no longer, units that were merged into others."""
    staying, days = set(rest.wanted.encoding.members), _ended(rest, "members")
    for row in rest.gone_rows("members"):
        if row["id"] not in staying and not rest.is_dated(
            "members", "memberships", "relations", "duties"
        ):
            rest.read.append(RemoveMember(row["id"]))
        elif row["id"] in days:
            rest.take(RemoveMember(row["id"], on=days[row["id"]]))
    staying, days, left = (
        set(rest.wanted.encoding.units),
        _ended(rest, "units"),
        _by(rest.gone_rows("memberships"), "unit"),
    )
    for row in rest.gone_rows("units"):
        if row["id"] in days or (
            row["id"] not in staying and not rest.is_dated("units", "memberships", "duties")
        ):
            merger = _best(
                rest,
                _mergers(
                    rest, row, {other["member"] for other in left[row["id"]]}, days.get(row["id"])
                ),
            )
            rest.read += [] if merger is None else [merger]


def read_edits(rest: Remainder, *, ends: bool = False) -> None:
    """Members and units that have other attributes or another parent.

    They are read from the top down, so that no circle arises. A row that only came to its end is
    left to the reading of ends. `ends`: that reading is done.
    """
    for table in ("units", "members"):
        before = {row["id"]: row for row in rest.gone_rows(table)}
        rows = [row for row in rest.come_rows(table) if row["id"] in before]
        days = {} if ends else _ended(rest, table)
        for row in top_down(rest.wanted, rows) if table == "units" else rows:
            if row["id"] not in days:
                kind = EditUnit if table == "units" else EditMember
                rest.read.append(kind(row["id"], differing(before[row["id"]], row)))


def read_closings(rest: Remainder) -> None:
    """Units that are there no longer, the lowest first."""
    staying, days = set(rest.wanted.encoding.units), _ended(rest, "units")
    for row in reversed(top_down(rest.current, rest.gone_rows("units"))):
        if row["id"] not in staying and not rest.is_dated("units", "memberships", "duties"):
            rest.read.append(CloseUnit(row["id"]))
        elif row["id"] in days:
            rest.take(CloseUnit(row["id"], on=days[row["id"]]))


def _splits(rest: Remainder, row: Cells, who: set[str]) -> Iterator[Change]:
    """The ways in which a new unit may come of one that there was: all its people come from there,
    and some stay behind.
    """
    new = row["id"]
    sources = [set(_homes(rest.current, member, row["layer"])) for member in who]
    for unit in sorted(set.intersection(*sources)) if sources else ():
        if unit in rest.wanted.encoding.units and set(_people(rest.wanted, unit)) - who:
            below = [other["id"] for other in rest.come_rows("units") if other.get("parent") == new]
            children = [child for child in below if child in _children(rest.current, unit)]
            for leader in (None, *_leaders(rest.wanted, new)):
                yield SplitUnit(
                    unit,
                    new,
                    sorted(who),
                    children=children,
                    name=row.get("name"),
                    leader=leader,
                    on=_begun(rest, "units", row)[0],
                )


def _mergers(rest: Remainder, row: Cells, who: set[str], day: Day) -> Iterator[Change]:
    """The ways in which a unit may have gone up in another: all its people are there."""
    staying = who & set(rest.wanted.encoding.members)
    targets = [set(_homes(rest.wanted, member, row["layer"])) - {row["id"]} for member in staying]
    for into in sorted(set.intersection(*targets)) if targets else ():
        if into in rest.current.encoding.units:
            for leader in (None, *_leaders(rest.wanted, into)):
                yield MergeUnits(row["id"], into, leader=leader, on=day)


def _best(rest: Remainder, candidates: Iterable[Change]) -> Change | None:
    """The change that accounts for most of what is still to be done, and for little else."""
    best, most = None, 0
    for change in candidates:
        effect = rest.effect([change])
        score = (
            0 if effect is None else len(effect.gone) + len(effect.come) - 3 * rest.missed(effect)
        )
        if score > most:
            best, most = change, score
    return best


def _begun(rest: Remainder, table: str, row: Cells) -> tuple[Any, Cells]:
    """The day on which an arrival takes effect, and its attributes.

    Without a day, the attributes say what is known of it.
    """
    if "since" in row or not rest.is_dated(table):
        return row.get("since"), {}
    return None, {"since": None}


def _ended(rest: Remainder, table: str) -> dict[str, Any]:
    """The members or units that only came to their end, and the day."""
    before = {row["id"]: row for row in rest.gone_rows(table)}
    rows = [
        row
        for row in rest.come_rows(table)
        if row["id"] in before and list(differing(before[row["id"]], row)) == ["until"]
    ]
    return {row["id"]: row["until"] for row in rows if "until" in row}


def _new(rest: Remainder, table: str) -> list[Cells]:
    rows = rest.come_rows(table)
    known = set(getattr(rest.current.encoding, table)) if rows else set()
    return [row for row in rows if row["id"] not in known]


def _but(row: Cells, *names: str) -> Cells:
    return {name: cell for name, cell in row.items() if name not in names}


def _by(rows: Iterable[Cells], column: str) -> dict[str, list[Cells]]:
    groups: dict[str, list[Cells]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def top_down(org: Org, rows: list[Cells]) -> list[Cells]:
    """Rows of units, each behind the unit above it."""
    code = org.encoding
    place = dict(zip(code.units, range(code.unit_count), strict=True)) if rows else {}

    def depth(row: Cells) -> int:
        steps, at = 0, place.get(row["id"], -1)
        while at >= 0:
            steps, at = steps + 1, int(code.parent[at])
        return steps

    return sorted(rows, key=depth)


def _people(org: Org, unit: str) -> list[str]:
    code = org.encoding
    return [
        str(member)
        for member in code.members[code.member[org.lookup.rows("memberships", {"unit": unit})]]
    ]


def _leaders(org: Org, unit: str) -> list[str]:
    """Who leads a unit, if it is one person."""
    code = org.encoding
    rows = org.lookup.rows("memberships", {"unit": unit, "role": LEADER})
    leaders = list(dict.fromkeys(code.members[code.member[rows]].tolist()))
    return leaders if len(leaders) == 1 else []


def _homes(org: Org, member: str, layer: str) -> list[str]:
    """The units of a layer that somebody is in."""
    code = org.encoding
    units = code.unit[org.lookup.rows("memberships", {"member": member})]
    return [str(code.units[unit]) for unit in units if code.layers[code.unit_layer[unit]] == layer]


def _children(org: Org, unit: str) -> set[str]:
    return set(org.encoding.units[org.lookup.rows("units", {"parent": unit})].tolist())
