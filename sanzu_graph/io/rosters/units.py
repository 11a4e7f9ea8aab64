"""Units, memberships and roles from the layer columns, role columns and posts of a roster."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.members import Members, distinct, groups
from sanzu_graph.io.rosters.people import Cells, People, Positions
from sanzu_graph.io.rosters.values import is_none, read_list
from sanzu_graph.io.rosters.words import LAYER, ROLE, claims_of, folded, roles_of
from sanzu_graph.schema import PLAIN, roster_fields


@dataclass(eq=False)
class Belonging:
    """Who is in which units of one layer: a row each, sorted by person, with the role there.

    Attributes
    ----------
    layer : str
    names : the names of its units
    person, unit : positions of people, and in `names`
    role : text
    start, many : for each person the first row, and how many there are
    further : rows beyond one a unit, for second roles: (person, unit, role)
    """

    layer: str
    names: list[str]
    person: Positions
    unit: Positions
    role: Cells
    start: Positions
    many: Positions
    further: list[tuple[int, int, str]] = field(default_factory=list)

    def give(self, row: int, role: str) -> None:
        """Give the person of a row one more role in its unit."""
        if self.role[row] == PLAIN:
            self.role[row] = role
        elif role not in (self.role[row], PLAIN):
            self.further.append((int(self.person[row]), int(self.unit[row]), role))


def read_belongings(people: People, members: Members) -> list[Belonging]:
    """Every layer of a roster, in the order of its columns, with the roles that columns and posts
    tell.
    """
    found = {
        name.removeprefix(LAYER): _layer(people, name, members)
        for name in people.cells
        if name.startswith(LAYER)
    }
    for layer, field_ in roster_fields().items():
        if field_.members_by[0] in people.cells and field_.kind == "layer" and layer not in found:
            found[layer] = _by_status(people, members, layer, *field_.members_by)
    settled = {name.removeprefix(ROLE) for name in people.cells if name.startswith(ROLE)}
    for layer in settled:
        _roles(people, found.get(layer), layer, members)
    if "position" in people.cells:
        written = {layer for layer in found if LAYER + layer in people.cells}
        _posts(people, {layer: found[layer] for layer in written - settled}, settled, members)
    return list(found.values())


def _layer(people: People, name: str, members: Members) -> Belonging:
    """The units in one column. Spellings that differ only in width and blanks are one unit, under
    the first of them.
    """
    codes, values = distinct(people.cells[name])
    counts = np.bincount(codes, minlength=len(values)).tolist()
    first: dict[str, str] = {}
    units: dict[str, int] = {}
    lists: list[list[int]] = []
    for value, count in zip(values, counts, strict=True):
        named = [first.setdefault(_alike(unit), unit) for unit in read_list(value)]
        lists.append([units.setdefault(unit, len(units)) for unit in named])
        if named:
            members.note(
                name,
                value,
                "roster.as.units",
                count,
                units=[f"{name.removeprefix(LAYER)}:{unit}" for unit in named],
            )
        else:  # blank cells are told too: a CSV file saved from merged cells has them
            members.note(name, value, "roster.as.none", count)
    flat = np.array([unit for one in lists for unit in one], dtype=np.intp)
    sizes = np.array([len(one) for one in lists] or [0], dtype=np.intp)
    offsets = np.cumsum(sizes) - sizes
    many = sizes[codes]
    start = np.cumsum(many) - many
    person = np.repeat(np.arange(len(people)), many)
    within = np.arange(len(person)) - start[person]
    role = np.full(len(person), PLAIN, dtype=object)
    return Belonging(
        name.removeprefix(LAYER),
        list(units),
        person,
        flat[offsets[codes][person] + within],
        role,
        start,
        many,
    )


def _alike(unit: str) -> str:
    """What two spellings of one unit have in common; letter case is kept, as ids keep it."""
    return (
        unit
        if unit.isalnum() and unicodedata.is_normalized("NFKC", unit)
        else "".join(unicodedata.normalize("NFKC", unit).split())
    )


def _by_status(
    people: People, members: Members, layer: str, column: str, values: tuple[str, ...]
) -> Belonging:
    """One unit of everybody with one of the values, where the roster has no column for the layer."""
    is_english = next(filter(None, people.headings[column])).isascii()
    many = members.columns[column].isin(values).to_numpy(dtype=bool).astype(np.intp)
    person = np.flatnonzero(many)
    units = [_EVERYBODY[0 if is_english else 1]] if len(person) else []
    plain = np.full(len(person), PLAIN, dtype=object)
    return Belonging(
        layer,
        units,
        person,
        np.zeros(len(person), dtype=np.intp),
        plain,
        np.cumsum(many) - many,
        many,
    )


#: What the one unit of party members is called, by the language of the heading: what is read
#: depends on no locale.
_EVERYBODY = ("party members", "党员")


def _roles(people: People, found: Belonging | None, layer: str, members: Members) -> None:
    """The roles in a column of roles: one a person, or in the order of the person's units."""
    name = ROLE + layer
    cells = people.cells[name]
    for value, count in Counter(cell for cell in cells.tolist() if not is_none(cell)).items():
        told = [role for part in _per_unit(value) for role in roles_of(part, layer)]
        members.note(name, value, "roster.as.value", count, read=", ".join(told))
    for person in np.flatnonzero(cells != "").tolist():
        if is_none(cells[person]):
            continue
        many = int(found.many[person]) if found else 0
        parts = [cells[person]] if many == 1 else _per_unit(cells[person])
        if found is None or not many:
            if any(role != PLAIN for part in parts for role in roles_of(part, layer)):
                people.trouble(
                    "fault.roster_no_unit",
                    person,
                    name,
                    cells[person],
                    table="memberships",
                    layer=layer,
                )
        elif len(parts) != many and set(roles_of(cells[person], layer)) != {PLAIN}:
            people.trouble(
                "fault.roster_which_unit",
                person,
                name,
                cells[person],
                table="memberships",
                layer=layer,
                units=_units_of(found, person),
            )
        else:
            for row, part in zip(
                range(int(found.start[person]), int(found.start[person]) + many),
                parts,
                strict=len(parts) == many,
            ):
                for role in roles_of(part, layer):
                    found.give(row, role)


def _per_unit(cell: str) -> list[str]:
    return [part for part in cell.replace("；", "、").replace(";", "、").split("、") if part]


def _units_of(found: Belonging, person: int) -> list[str]:
    start = int(found.start[person])
    return [found.names[unit] for unit in found.unit[start : start + int(found.many[person])]]


def _posts(
    people: People, layers: dict[str, Belonging], settled: set[str], members: Members
) -> None:
    """The roles that posts tell; a post that fits no unit of the roster stays text alone."""
    codes, values = distinct(people.cells["position"])
    for value, persons in zip(values, groups(codes, len(values)), strict=True):
        for claim in claims_of(value):
            if claim.unit:
                for person in persons:
                    _claim_by_name(layers, person, claim.unit, claim.role)
            elif claim.layer in layers and claim.role != PLAIN:
                _claim(people, layers[claim.layer], persons, claim.role, value)
        if value:
            _note_post(members, value, len(persons), layers, settled)


def _note_post(
    members: Members, value: str, rows: int, layers: dict[str, Belonging], settled: set[str]
) -> None:
    plain = [claim for claim in claims_of(value) if not claim.unit]
    told = [f"{claim.role} ({claim.layer})" for claim in plain if claim.layer in layers]
    unplaced = sorted(
        {claim.layer for claim in plain if claim.role != PLAIN} - settled - set(layers)
    )
    if told:
        members.note("position", value, "roster.as.roles", rows, roles=told)
    if unplaced:
        members.note("position", value, "roster.as.no_column", rows, layers=unplaced)
    if any(claim.unit for claim in claims_of(value)):
        members.note("position", value, "roster.as.own_unit", rows)
    elif not told and not unplaced:
        members.note("position", value, "roster.as.post", rows)


def _claim(people: People, found: Belonging, persons: list[int], role: str, value: str) -> None:
    for person in persons:
        if found.many[person] == 1:
            found.give(int(found.start[person]), role)
        elif found.many[person] == 0:
            people.trouble(
                "fault.roster_no_unit",
                person,
                "position",
                value,
                table="memberships",
                layer=found.layer,
            )
        else:
            people.trouble(
                "fault.roster_which_unit",
                person,
                "position",
                value,
                table="memberships",
                layer=found.layer,
                units=_units_of(found, person),
            )


def _claim_by_name(layers: dict[str, Belonging], person: int, unit: str, role: str) -> None:
    """配电一班班长 leads 配电一班 if that is the person's own unit, and otherwise nothing that this roster
    tells of.
    """
    for found in layers.values():
        for row in range(int(found.start[person]), int(found.start[person] + found.many[person])):
            if folded(found.names[found.unit[row]]) == folded(unit):
                found.give(row, role)


def membership_frame(found: list[Belonging], ids: Cells) -> tuple[pd.DataFrame, Positions]:
    """All layers as the table of memberships, and the person of each row."""
    person = np.concatenate(
        [
            *(one.person for one in found),
            *([row[0] for row in one.further] for one in found),
            np.empty(0),
        ]
    ).astype(np.intp)
    units = [_ids_of(one)[one.unit] for one in found] + [
        _ids_of(one)[[row[1] for row in one.further]] for one in found if one.further
    ]
    roles = [one.role for one in found] + [
        np.array([row[2] for row in one.further], dtype=object) for one in found
    ]
    empty = np.empty(0, dtype=object)
    frame = {
        "member": ids[person],
        "unit": np.concatenate([*units, empty]),
        "role": np.concatenate([*roles, empty]),
    }
    keep = (
        ~pd.DataFrame({"person": person, **frame}).duplicated().to_numpy()
        if len(person)
        else np.empty(0, dtype=bool)
    )
    return pd.DataFrame(
        {name: pd.Series(cells[keep], dtype="str") for name, cells in frame.items()}
    ), person[keep]


def unit_frame(found: list[Belonging]) -> pd.DataFrame:
    """The units of all layers; an id is the layer and the name."""
    rows = [(f"{one.layer}:{name}", name, one.layer) for one in found for name in one.names]
    return pd.DataFrame(rows, columns=["id", "name", "layer"], dtype="str")


def _ids_of(one: Belonging) -> Cells:
    return np.array([f"{one.layer}:{name}" for name in one.names], dtype=object)
