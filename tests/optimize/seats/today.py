"""The organisation on the day of the question, read row by row from its tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

LEADER, DEPUTY = "leader", "deputy"


def rows(frame):
    """The rows of a table as dictionaries; an empty cell is an empty text."""
    names = list(frame.columns)
    return [
        {
            name: "" if cell is None or pd.isna(cell) else cell
            for name, cell in zip(names, row, strict=True)
        }
        for row in frame.astype(object).itertuples(index=False, name=None)
    ]


def holds_on(row, day):
    """Whether a row is in force on a day: since ≤ day < until; no day asks for nothing."""
    if day is None:
        return True
    since, until = row.get("since", ""), row.get("until", "")
    return (since == "" or since <= day) and (until == "" or until > day)


def span(row):
    """The days on which a row is in force, as a pair of moments."""
    since, until = row.get("since", ""), row.get("until", "")
    return (
        pd.Timestamp.min if since == "" else since,
        pd.Timestamp.max if until == "" else until,
    )


@dataclass
class Today:
    """Who sits where, who leads what, and who holds which duty."""

    people: list = field(default_factory=list)
    cells: dict = field(default_factory=dict)
    columns: set = field(default_factory=set)
    units: list = field(default_factory=list)
    about: dict = field(default_factory=dict)
    layer: dict = field(default_factory=dict)
    parent: dict = field(default_factory=dict)
    seats: dict = field(default_factory=dict)
    leaders: dict = field(default_factory=lambda: defaultdict(set))
    deputies: dict = field(default_factory=lambda: defaultdict(set))
    duties: set = field(default_factory=set)

    def units_of(self, layer):
        return [unit for unit in self.units if self.layer[unit] == layer]

    def sitting(self, unit):
        return {person for person in self.people if unit in self.seats[person]}


def today(org, day=None):
    """What the tables say of one day; a row that names somebody or something gone is gone too."""
    day = None if day is None else pd.Timestamp(day)
    found = Today()
    found.columns = set(org.members.columns)
    for row in rows(org.members):
        if holds_on(row, day):
            found.people.append(row["id"])
            found.cells[row["id"]] = row
    for row in rows(org.units):
        if holds_on(row, day):
            found.units.append(row["id"])
            found.about[row["id"]] = row
            found.layer[row["id"]] = row["layer"]
            found.parent[row["id"]] = row.get("parent", "")
    for unit, parent in found.parent.items():
        if parent not in found.layer:
            found.parent[unit] = ""
    seats = {person: set() for person in found.people}
    for row in rows(org.memberships):
        person, unit = row["member"], row["unit"]
        if person in seats and unit in found.layer and holds_on(row, day):
            seats[person].add(unit)
            if row.get("role", "") == LEADER:
                found.leaders[unit].add(person)
            if row.get("role", "") == DEPUTY:
                found.deputies[unit].add(person)
    found.seats = {person: frozenset(units) for person, units in seats.items()}
    for row in rows(org.duties):
        if row["member"] in seats and row["unit"] in found.layer and holds_on(row, day):
            found.duties.add((row["member"], row["unit"], row["duty"]))
    return found


def several_at_once(org, layer):
    """Of the people who are ever in a layer, who has two seats in force together; and all of them.

    “Exclusive if fewer than one person in a hundred of those in it has several seats in force
    together”, by rows of any date.
    """
    spans_of_unit = {row["id"]: span(row) for row in rows(org.units) if row["layer"] == layer}
    spans_of_person = {row["id"]: span(row) for row in rows(org.members)}
    held = defaultdict(list)
    for row in rows(org.memberships):
        if row["unit"] in spans_of_unit:
            spans = (span(row), spans_of_unit[row["unit"]], spans_of_person[row["member"]])
            first, last = max(one for one, _ in spans), min(one for _, one in spans)
            if first < last:
                held[row["member"]].append((row["unit"], first, last))
    several = {
        person
        for person, some in held.items()
        for unit, first, last in some
        for other, begins, ends in some
        if unit != other and max(first, begins) < min(last, ends)
    }
    return several, set(held)


def anybody_leads(org, layer):
    """Whether somebody leads something in a layer, by rows of any date."""
    units = {row["id"] for row in rows(org.units) if row["layer"] == layer}
    return any(
        row["unit"] in units and row.get("role", "") == LEADER for row in rows(org.memberships)
    )
