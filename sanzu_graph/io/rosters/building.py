"""An organisation from the people of a roster, or every fault that stands in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.members import ValueNote, read_members
from sanzu_graph.io.rosters.mentors import read_mentors
from sanzu_graph.io.rosters.open_posts import prepare, taken_out
from sanzu_graph.io.rosters.people import People, Positions
from sanzu_graph.io.rosters.repeats import join_rows, merged_times
from sanzu_graph.io.rosters.row_shares import row_roles, summed, with_shares
from sanzu_graph.io.rosters.units import membership_frame, read_belongings, unit_frame
from sanzu_graph.model.flaws import Place
from sanzu_graph.schema import REJECTED, columns


@dataclass(eq=False)
class Built:
    """What was built of a roster: its tables, where their rows come from, and what is at fault."""

    people: People
    tables: dict[str, pd.DataFrame]
    persons: dict[str, Positions]
    notes: list[ValueNote]
    ids: list[str]

    @property
    def faults(self) -> list[Fault]:
        """The faults of all rows, sheet by sheet from the top."""
        order = sorted(self.people.troubles, key=lambda trouble: trouble.person)
        return [trouble.fault for trouble in order]

    def without_faulty(self) -> dict[str, pd.DataFrame]:
        """The tables without the rows at fault, which go to `rejected`.

        A person whose own row is at fault goes, with memberships and as an apprentice; of a day,
        number, role or mentor at fault only that. A unit that nobody else is in goes too, unless a unit below it
        stays. Relations to people who went are for the intake to set aside.
        """
        gone = np.zeros(len(self.people), dtype=bool)
        for trouble in self.people.troubles:
            gone[trouble.person] |= trouble.fault.table == "members" and not trouble.is_cell
        tables = {
            name: frame[~gone[self.persons[name]]] if name in self.persons else frame
            for name, frame in self.tables.items()
        }
        lost = _needed(self.tables) - _needed(tables)
        rows = [
            (
                f.table,
                f.place,
                str(f.row),
                f.column,
                f.value,
                f.key.removeprefix("fault."),
                f.reason(),
                json.dumps(self.people.record(person), ensure_ascii=False),
            )
            for f, person, _ in sorted(self.people.troubles, key=lambda trouble: trouble.person)
        ]
        rejected = pd.DataFrame(rows, columns=list(columns(REJECTED)), dtype="str")
        units = tables["units"]
        return {**tables, "units": units[~units["id"].isin(lost)], REJECTED: rejected}

    def places(self, tables: dict[str, pd.DataFrame]) -> dict[str, Place]:
        """Where the rows of each table came from, for the faults that only all tables together
        show.
        """
        name = ", ".join(self.people.places)
        return {
            table: Place(name, self.people.row[self.persons[table][tables[table].index]])
            for table in self.persons
        }


def build(people: People, *, detailed: bool = False, shape: str = "") -> Built:
    """The tables that the people of a roster make; faults are noted in `people`, and how values
    were read if `detailed`.
    """
    posts = prepare(people)
    join_rows(people, shape)
    row_roles(people)
    members = read_members(people, detailed=detailed)
    belongings = read_belongings(people, members)
    memberships, member_of = membership_frame(belongings, members.ids)
    memberships = with_shares(people, memberships, member_of)
    relations, apprentice = read_mentors(people, members)
    if len(people) and not any(belonging.names for belonging in belongings):
        people.doubt("doubt.no_units", "name")
    everybody = np.arange(len(people))
    frame = pd.DataFrame(members.columns)
    if len(people.first):
        everybody = np.flatnonzero(people.first == everybody)
        frame = frame.iloc[everybody].reset_index(drop=True)
        is_first = ~relations.duplicated().to_numpy()
        relations, apprentice = relations[is_first].reset_index(drop=True), apprentice[is_first]
        if len(people.since):
            memberships = merged_times(memberships, people, member_of)
            member_of = np.full(len(memberships), everybody[0] if len(everybody) else 0)
        else:
            memberships, member_of = summed(people, memberships, member_of)
    tables = {
        "members": frame,
        "units": unit_frame(belongings),
        "memberships": memberships,
        "relations": relations,
    }
    persons = {"members": everybody, "memberships": member_of, "relations": apprentice}
    taken_out(posts, people, tables, persons)
    return Built(people, tables, persons, members.notes, members.ids.tolist())


def _needed(tables: dict[str, pd.DataFrame]) -> set[str]:
    """The units that have people or open posts, and all units above them."""
    above = dict(zip(tables["units"]["id"], tables["units"].get("parent", ()), strict=False))
    needed: set[str] = set()
    for name in ("memberships", "positions"):
        units = set(tables[name]["unit"]) if name in tables else set()
        while units := {unit for unit in units - needed if isinstance(unit, str)}:
            needed |= units
            units = {above.get(unit) for unit in units}
    return needed
