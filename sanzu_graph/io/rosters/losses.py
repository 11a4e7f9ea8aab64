"""What a roster cannot hold of an organisation, said before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanzu_graph.errors import Fault
from sanzu_graph.io.csv_tables import all_lines, to_csv
from sanzu_graph.io.rosters.building import build
from sanzu_graph.io.rosters.gathering import gather
from sanzu_graph.io.rosters.mapping import RosterMapping
from sanzu_graph.io.rosters.sheets import csv_sheet
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import LINES, REJECTED, TABLES

_HELD = ("members", "units", "memberships", "relations", "positions")


def losses(org: Org, frame: pd.DataFrame, file: str) -> list[Fault]:
    """Everything that would not come back from a roster with these columns.

    `file` is what the roster will be called. First what no roster holds; if there is nothing of
    that, what would come back different, found by reading the roster as it will be.
    """
    return list(_without_room(org)) or list(_changes(org, frame, file))


def _without_room(org: Org) -> Iterator[Fault]:
    for name in (*TABLES, REJECTED):
        if name not in _HELD and len(org.table(name)):
            yield Fault("fault.roster_no_table", name, fields={"count": len(org.table(name))})
    units, memberships, relations = org.units, org.memberships, org.relations
    yield from _filled(units, "units", set(map(str, units)) - {"id", "name", "layer"})
    yield from _filled(
        memberships, "memberships", set(map(str, memberships)) - {"member", "unit", "role"}
    )
    yield from _filled(
        relations, "relations", set(map(str, relations)) - {"source", "target", "kind"}
    )
    for kind in relations.loc[~relations["kind"].isin(("mentors", *LINES)), "kind"].unique():
        yield Fault("fault.roster_no_kind", "relations", column="kind", value=kind)
    posts = org.positions
    used = {*memberships["unit"], *posts.loc[posts["holder"].isna(), "unit"]}
    empty = units.loc[~units["id"].isin(used), "id"]
    for unit in empty:
        yield Fault("fault.roster_empty_unit", "units", column="id", value=unit)
    odd = units[
        (units["id"] != units["layer"] + ":" + units["name"].fillna("")) & ~units["id"].isin(empty)
    ]
    for unit, layer, name in zip(
        odd["id"], odd["layer"], odd["name"].fillna(odd["id"]), strict=True
    ):
        yield Fault(
            "fault.roster_unit_id",
            "units",
            column="id",
            value=unit,
            fields={"becomes": f"{layer}:{name}"},
        )


def _filled(frame: pd.DataFrame, table: str, names: set[str]) -> Iterator[Fault]:
    for name in sorted(names):
        if count := int(canonical_column(frame[name]).ne("").sum()):
            yield Fault("fault.roster_no_column", table, column=name, fields={"count": count})


def _changes(org: Org, frame: pd.DataFrame, file: str) -> Iterator[Fault]:
    """What reading gives back differently: a name in blanks, a unit called 无, an attribute headed
    like a field.
    """
    sheet = csv_sheet(all_lines(to_csv(frame)), file)
    gathered = gather([sheet], RosterMapping(), keep_private=True, detailed=False)
    built = build(gathered.people)
    if faults := [*gathered.faults, *built.faults]:
        yield from faults
        return
    back = Org.from_tables(built.tables)
    for table in _HELD:
        yield from differences(table, org.table(table), back.table(table))


def differences(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Fault]:
    """Every row of a table that is lost, changed or gained, as a fault."""
    key = ("id",) if "id" in before else tuple(map(str, before.columns[:3]))
    own, other = (
        {tuple(row[name] for name in key): row for row in _rows(frame)} for frame in (before, after)
    )
    for at, row in own.items():
        if at not in other:
            yield Fault("fault.roster_lost", table, value=", ".join(at))
            continue
        for column in dict.fromkeys((*row, *other[at])):
            was, becomes = row.get(column, ""), other[at].get(column, "")
            if was != becomes:
                yield Fault(
                    "fault.roster_changed",
                    table,
                    column=column,
                    value=was,
                    fields={"becomes": becomes, "id": ", ".join(at)},
                )
    if set(other) - set(own):
        yield Fault("fault.roster_gained", table, fields={"count": len(set(other) - set(own))})


def _rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    columns = [canonical_column(frame[name]).tolist() for name in frame]
    return [dict(zip(map(str, frame), cells, strict=True)) for cells in zip(*columns, strict=True)]
