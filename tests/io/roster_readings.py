"""What tests ask of a reading: units, leaders, faults, the kinds of doubts."""

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import sanzu_graph as sg
from sanzu_graph.io.rosters.reading import RosterReading

Rows = Sequence[Sequence[object]]
ZH, EN = "zh", "en"


def reading(source: Any, **options: Any) -> RosterReading:
    found = sg.read_roster(source, dry_run=True, lang=EN, **options)
    assert isinstance(found, RosterReading)
    return found


def units(source: Any, layer: str = "team", **options: Any) -> Mapping[str, set[str]]:
    """Name → the units of a layer; the roster must be readable."""
    found = reading(source, **options)
    assert found.org is not None, found.faults_text()
    org = found.org
    names = dict(zip(org.members["id"], org.members["name"].fillna(org.members["id"]), strict=True))
    told = org.units.set_index("id")
    members: dict[str, set[str]] = {name: set() for name in names.values()}
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        if told.loc[unit, "layer"] == layer:
            members[names[member]].add(told.loc[unit, "name"])
    return members


def leaders(source: Any, **options: Any) -> set[str]:
    org = reading(source, **options).org
    assert org is not None
    return set(org.memberships.loc[org.memberships["role"] == "leader", "member"])


def faults(source: Any, **options: Any) -> list[tuple[str, int | None]]:
    return [(fault.key, fault.row) for fault in reading(source, **options).faults]


def told(source: Any, **options: Any) -> set[str]:
    """The kinds of doubts."""
    return {doubt.key.removeprefix("doubt.") for doubt in reading(source, **options)._doubts}


def text(folder: pathlib.Path, name: str, content: str, encoding: str = "utf-8") -> pathlib.Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(list(rows[1:]), columns=list(rows[0]))
