"""Units, memberships and roles from the layer columns, role columns and posts of a roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.belongings import Belonging
from sanzu_graph.io.rosters.doubts import mapped
from sanzu_graph.io.rosters.members import Members, distinct, groups
from sanzu_graph.io.rosters.near_units import near_units
from sanzu_graph.io.rosters.people import Cells, People, Positions
from sanzu_graph.io.rosters.posts import SURE, Claim, claims_of, roles_of
from sanzu_graph.io.rosters.several import lists_of
from sanzu_graph.io.rosters.titles import Titles, may_lead, names_unit
from sanzu_graph.io.rosters.unit_paths import paths_of
from sanzu_graph.io.rosters.values import is_none
from sanzu_graph.io.rosters.words import BASE, LAYER, ROLE, folded
from sanzu_graph.schema import DEPUTY, PLAIN, ROLES, roster_fields


def read_belongings(people: People, members: Members) -> list[Belonging]:
    """Every layer of a roster, in the order of its columns, with the roles that columns and posts
    tell.
    """
    found: dict[str, Belonging] = {}
    for name in people.cells:
        if name.startswith(LAYER):
            made = _layer(people, name, members)
            found |= (_along_paths(people, made) if made.layer == BASE else {}) or {
                made.layer: made
            }
    for layer, field_ in roster_fields().items():
        if field_.members_by[0] in people.cells and field_.kind == "layer" and layer not in found:
            if LAYER + "branch" in people.cells:
                option = mapped(_heading(people, LAYER + "branch"), layer)
                people.doubt("doubt.branch_only", LAYER + "branch", option)
                continue
            found[layer] = _by_status(people, members, layer, *field_.members_by)
            if found[layer].names:
                column = field_.members_by[0]
                option = mapped(_heading(people, column), "keep")
                people.doubt(
                    "doubt.invented_unit",
                    column,
                    option,
                    count=len(found[layer].person),
                    unit=found[layer].names[0],
                )
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
    layer = name.removeprefix(LAYER)
    lists, split, whole = lists_of(values)
    _tell_several(people, name, split, whole)
    first: dict[str, str] = {}
    units: dict[str, int] = {}
    sizes_of: Counter[str] = Counter()
    numbered: list[list[int]] = []
    for value, named, count in zip(values, lists, counts, strict=True):
        meant = [
            first.setdefault(alike(unit), unit)
            for unit in (people.values.get(folded(unit), unit) for unit in named)
        ]
        numbered.append([units.setdefault(unit, len(units)) for unit in dict.fromkeys(meant)])
        sizes_of.update(dict.fromkeys(meant, count))
        if meant:
            ids = [f"{layer}:{unit}" for unit in meant]
            members.note(name, value, "roster.as.units", count, units=ids)
        else:  # blank cells are told too: a CSV file saved from merged cells has them
            members.note(name, value, "roster.as.none", count)
    _tell_near(people, name, sizes_of)
    flat = np.array([unit for one in numbered for unit in one], dtype=np.intp)
    sizes = np.array([len(one) for one in numbered] or [0], dtype=np.intp)
    offsets = np.cumsum(sizes) - sizes
    many = sizes[codes]
    start = np.cumsum(many) - many
    person = np.repeat(np.arange(len(people)), many)
    within = np.arange(len(person)) - start[person]
    role = np.full(len(person), PLAIN, dtype=object)
    return Belonging(
        layer, list(units), person, flat[offsets[codes][person] + within], role, start, many
    )


def _tell_several(people: People, name: str, split: list[str], whole: list[str]) -> None:
    """Tell which cells were taken for several units, and which were not although they might be."""
    if split:
        option = f'mapping={{"values": {{"{split[0]}": "{split[0]}"}}}}'
        people.doubt("doubt.split_units", name, option, count=len(split), values=split)
    if whole:
        people.doubt("doubt.whole_units", name, count=len(whole), values=whole)


def _tell_near(people: People, name: str, sizes: Mapping[str, int]) -> None:
    """Tell units that may be one."""
    for rarer, other in near_units(sizes):
        option = f'mapping={{"values": {{"{rarer}": "{other}"}}}}'
        people.doubt("doubt.near_units", name, option, one=rarer, other=other, count=sizes[rarer])


def _heading(people: People, column: str) -> str:
    return next(filter(None, people.headings.get(column, [])), column)


def _along_paths(people: People, made: Belonging) -> dict[str, Belonging]:
    """The layers of units that are written as paths; none where they are not."""
    paths = paths_of(made.names, made.layer)
    if not paths:
        return {}
    layers: dict[str, dict[str, int]] = {made.layer: {}}
    parents: dict[str, dict[str, str]] = {}
    for steps in paths.values():
        for step in steps:
            layers.setdefault(step.layer, {}).setdefault(step.name, len(layers[step.layer]))
            if step.parent:
                parents.setdefault(step.layer, {})[step.name] = step.parent
    ends = [paths[name][-1] for name in made.names]
    of_layer = np.array([step.layer for step in ends], dtype=object)[made.unit]
    to_unit = np.array([layers[step.layer][step.name] for step in ends], dtype=np.intp)[made.unit]
    people.doubt(
        "doubt.paths",
        LAYER + made.layer,
        "",
        example=next(iter(paths)),
        count=len(layers[made.layer]),
        above=sum(len(units) for layer, units in layers.items() if layer != made.layer),
    )
    found = {}
    for layer, units in layers.items():
        rows = np.flatnonzero(of_layer == layer)
        person = made.person[rows]
        many = np.bincount(person, minlength=len(people)).astype(np.intp)
        role = np.full(len(rows), PLAIN, dtype=object)
        start = np.cumsum(many) - many
        found[layer] = Belonging(
            layer, list(units), person, to_unit[rows], role, start, many, [], parents.get(layer, {})
        )
    return found


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
    titles = Titles(layers.get(BASE))
    for value, persons in zip(values, groups(codes, len(values)), strict=True):
        claims = _claims(value, people.values)
        for claim in claims:
            _apply(people, layers, persons, claim, titles, value)
        if not claims and may_lead(value):
            titles.unread[value] = len(persons)
        if value:
            _note_post(members, value, len(persons), layers, settled)
    if BASE in layers:
        titles.settle(people)


def _apply(
    people: People,
    layers: dict[str, Belonging],
    persons: list[int],
    claim: Claim,
    titles: Titles,
    value: str,
) -> None:
    """Give everybody with a post the role that it claims, or note that it may lead."""
    if claim.unit:
        for person in persons:
            _claim_by_name(layers, person, claim, titles, value)
    elif claim.layer in layers and claim.role != PLAIN:
        if claim.rank == SURE or claim.role == DEPUTY:
            _claim(people, layers[claim.layer], persons, claim, value)
        if claim.rank != SURE and claim.layer == BASE:
            for person in persons:
                titles.offer(person, claim, value)


def _claims(post: str, values: Mapping[str, str]) -> tuple[Claim, ...]:
    """What a post claims, by the user's word before its own parts."""
    meant = values.get(folded(post), "")
    return (Claim(BASE, meant),) if meant in ROLES else claims_of(post)


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


def _claim(people: People, found: Belonging, persons: list[int], claim: Claim, value: str) -> None:
    for person in persons:
        if found.many[person] == 1:
            found.give(int(found.start[person]), claim.role)
        elif claim.rank != SURE:
            continue  # a title that may lead, of somebody in no unit or in several
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


def _claim_by_name(
    layers: dict[str, Belonging], person: int, claim: Claim, titles: Titles, value: str
) -> None:
    """配电一班班长 leads 配电一班 if that is the person's own unit, and otherwise nothing that this roster
    tells of.
    """
    for found in layers.values():
        for row in range(int(found.start[person]), int(found.start[person] + found.many[person])):
            if not names_unit(claim.unit, found.names[found.unit[row]]):
                continue
            if claim.rank == SURE or claim.role == DEPUTY:
                found.give(row, claim.role)
            elif found.layer == BASE:
                titles.offer(person, claim, value, row)


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
    rows = [
        (f"{one.layer}:{name}", name, one.layer, one.parents.get(name))
        for one in found
        for name in one.names
    ]
    frame = pd.DataFrame(rows, columns=["id", "name", "layer", "parent"], dtype="str")
    return frame if any(one.parents for one in found) else frame.drop(columns="parent")


def _ids_of(one: Belonging) -> Cells:
    return np.array([f"{one.layer}:{name}" for name in one.names], dtype=object)
