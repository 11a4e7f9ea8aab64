"""Units, memberships and roles from the layer columns, role columns and posts of a roster."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.alike import all_alike
from sanzu_graph.io.rosters.belongings import Belonging, hang
from sanzu_graph.io.rosters.contents import says_yes_or_no
from sanzu_graph.io.rosters.doubts import mapped
from sanzu_graph.io.rosters.leader_columns import read_leader_columns
from sanzu_graph.io.rosters.members import Members, distinct
from sanzu_graph.io.rosters.people import Cells, People, Positions
from sanzu_graph.io.rosters.posts import claims_of
from sanzu_graph.io.rosters.unit_names import lists_of, near_units, paths_of, without_fractions
from sanzu_graph.io.rosters.unit_roles import part_branches, read_posts, read_roles, share_roles
from sanzu_graph.io.rosters.values import aside_of, read_status
from sanzu_graph.io.rosters.words import BASE, LAYER, ROLE, folded
from sanzu_graph.schema import PLAIN, columns, roster_fields


def read_belongings(people: People, members: Members) -> list[Belonging]:
    """Every layer of a roster, in the order of its columns, with the roles that columns and posts
    tell.
    """
    belongings: dict[str, Belonging] = {}
    part_branches(people)
    for name in people.cells:
        if name.startswith(LAYER):
            belonging = _layer(people, name, members)
            belongings |= (_along_paths(people, belonging) if belonging.layer == BASE else {}) or {
                belonging.layer: belonging
            }
    if people.above and BASE in belongings:
        hang(belongings, [BASE, *people.above])
    for layer, field_ in roster_fields().items():
        if (
            field_.members_by[0] in people.cells
            and field_.kind == "layer"
            and layer not in belongings
        ):
            if LAYER + "branch" in people.cells:
                option = mapped(_heading(people, LAYER + "branch"), layer)
                people.doubt("doubt.branch_only", LAYER + "branch", option)
                continue
            belongings[layer] = _by_status(people, members, layer, *field_.members_by)
            if belongings[layer].names:
                column = field_.members_by[0]
                option = mapped(_heading(people, column), "keep")
                people.doubt(
                    "doubt.invented_unit",
                    column,
                    option,
                    count=len(belongings[layer].person),
                    unit=belongings[layer].names[0],
                )
    read_leader_columns(people, belongings, members)
    share_roles(people)
    settled = {name.removeprefix(ROLE) for name in people.cells if name.startswith(ROLE)}
    for layer in settled:
        read_roles(people, belongings.get(layer), layer, members)
    if "position" in people.cells or people.posts:
        written = {layer for layer in belongings if LAYER + layer in people.cells} - set(
            people.above
        )
        read_posts(
            people,
            {layer: belongings[layer] for layer in written - settled},
            settled,
            members,
            belongings,
        )
    return list(belongings.values())


def _layer(people: People, name: str, members: Members) -> Belonging:
    """The units in one column. Spellings that differ only in width and blanks are one unit, under
    the first of them.
    """
    codes, values = distinct(people.cells[name])
    counts = np.bincount(codes, minlength=len(values)).tolist()
    layer = name.removeprefix(LAYER)
    lists, written, noted = _units_told(people, name, values)
    flat_keys = iter(all_alike([unit for named in lists for unit in named]))
    first: dict[str, str] = {}
    units: dict[str, int] = {}
    sizes_of: Counter[str] = Counter()
    numbered: list[list[int]] = []
    for value, named, count in zip(values, lists, counts, strict=True):
        meant = [first.setdefault(next(flat_keys), unit) for unit in named]
        once = list(dict.fromkeys(meant)) if len(meant) > 1 else meant
        numbered.append([units.setdefault(unit, len(units)) for unit in once])
        for unit in once:
            sizes_of[unit] += count
        if members.detailed:
            ids = [f"{layer}:{unit}" for unit in meant]
            # Blank cells are told too: a CSV file saved from merged cells has them.
            how = "roster.as.units" if meant else "roster.as.none"
            members.note(name, value, how, count, **({"units": ids} if meant else {}))
    if not people.is_apart:
        _tell_near(people, name, sizes_of)
    flat = np.array([unit for numbers in numbered for unit in numbers], dtype=np.intp)
    sizes = np.array([len(numbers) for numbers in numbered] or [0], dtype=np.intp)
    offsets = np.cumsum(sizes) - sizes
    many = sizes[codes]
    start = np.cumsum(many) - many
    person = np.repeat(np.arange(len(people)), many)
    within = np.arange(len(person)) - start[person]
    role = np.full(len(person), PLAIN, dtype=object)
    belonging = Belonging(
        layer, list(units), person, flat[offsets[codes][person] + within], role, start, many
    )
    for code, named in enumerate(written if noted else ()):
        for at, unit in enumerate(dict.fromkeys(named)):
            for row in np.flatnonzero(codes == code).tolist() if unit in noted else ():
                belonging.give(int(start[row]) + min(at, int(many[row]) - 1), noted[unit][1])
    return belonging


def _units_told(
    people: People, name: str, values: list[str]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], dict[str, tuple[str, str]]]:
    """The units that each distinct cell of a column names, and the same as they are written.

    The third part are units with a role written behind them. What was understood is told.
    """
    layer = name.removeprefix(LAYER)
    lists, split, whole = lists_of(values, people.values)
    _tell_several(people, name, split, whole)
    plain = without_fractions(lists, people.values)
    if plain:
        lists = [tuple(plain.get(unit, unit) for unit in named) for named in lists]
        people.doubt("doubt.float_units", name, count=len(plain), values=sorted(plain))
    if people.values:
        lists = [tuple(people.values.get(folded(unit), unit) for unit in named) for named in lists]
    outside = {unit for named in lists for unit in named if _is_outside(unit, layer)}
    if outside:
        lists = [tuple(unit for unit in named if unit not in outside) for named in lists]
        people.doubt("doubt.no_unit_told", name, count=len(outside), values=sorted(outside))
    odd = sorted({unit for named in lists for unit in named if _is_odd(unit, layer)})
    if odd:
        people.doubt("doubt.odd_units", name, count=len(odd), values=odd)
    days = sorted({unit for named in lists for unit in named if _DAY.fullmatch(unit)})
    if days:
        people.doubt("doubt.units_of_days", name, count=len(days), values=days)
    noted = _with_notes(lists, layer)
    if not noted:
        return lists, lists, noted
    people.doubt("doubt.unit_note", name, count=len(noted), values=list(noted))
    bare = [tuple(noted[unit][0] if unit in noted else unit for unit in named) for named in lists]
    return bare, lists, noted


#: What people write where somebody is in no unit.
_OUTSIDE = re.compile(
    r"(?:未|暂未|尚未|没有|待)(?:编入|加入|参加|分配|分组|划分|编组|定)|不适用|不在组|(?:非|不是)(?:党员|会员|成员|工会会员)|unassigned|notassigned|notapplicable|nonmember|notamember|tb[acdh]|vacant|空缺"
)
_OUTSIDE_SIGNS = re.compile(r"[未没沒待不非群团團无無空]|un|not|non|tb|vac", re.IGNORECASE)


def _is_outside(unit: str, layer: str) -> bool:
    """Whether a cell says that somebody is in no unit: 未编入, and 群众 where party groups stand."""
    if _OUTSIDE_SIGNS.search(unit) is None:
        return False  # nearly all
    if _OUTSIDE.fullmatch(folded(unit)):
        return True
    return layer in _PARTY and read_status(unit) in ("non_member", "league_member")


_PARTY = ("party", "branch")


#: A day in place of a unit: spreadsheets take 1-2 for one.
_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}月\d{1,2}日|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)


def _is_odd(unit: str, layer: str) -> bool:
    """Whether a unit is called by a mark (√, 是), or by a political status where party groups
    stand.
    """
    if says_yes_or_no(unit):
        return True
    return layer in _PARTY and read_status(unit) in columns("members")["political_status"].values


def _with_notes(lists: Sequence[tuple[str, ...]], layer: str) -> dict[str, tuple[str, str]]:
    """Units as written with a role behind them → the unit and the role: 一班（班长）."""
    notes: dict[str, tuple[str, str]] = {}
    for unit in {unit for named in lists for unit in named}:
        noted = aside_of(unit)
        claims = [claim for claim in claims_of(noted[1]) if not claim.unit] if noted else []
        if noted and claims and claims[0].layer in (BASE, layer) and claims[0].role != PLAIN:
            notes[unit] = noted[0], claims[0].role
    return dict(sorted(notes.items()))


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


def _along_paths(people: People, belonging: Belonging) -> dict[str, Belonging]:
    """The layers of units that are written as paths; none where they are not."""
    if any(map(_DAY.fullmatch, belonging.names)):
        return {}
    paths = paths_of(belonging.names, belonging.layer)
    if not paths:
        return {}
    layers: dict[str, dict[str, int]] = {belonging.layer: {}}
    parents: dict[str, dict[str, str]] = {}
    for steps in paths.values():
        for step in steps:
            layers.setdefault(step.layer, {}).setdefault(step.name, len(layers[step.layer]))
            if step.parent:
                parents.setdefault(step.layer, {})[step.name] = step.parent
    ends = [paths[name][-1] for name in belonging.names]
    of_layer = np.array([step.layer for step in ends], dtype=object)[belonging.unit]
    to_unit = np.array([layers[step.layer][step.name] for step in ends], dtype=np.intp)[
        belonging.unit
    ]
    people.doubt(
        "doubt.paths",
        LAYER + belonging.layer,
        "",
        example=next(iter(paths)),
        count=len(layers[belonging.layer]),
        above=sum(len(units) for layer, units in layers.items() if layer != belonging.layer),
    )
    is_above = of_layer != belonging.layer
    if is_above.any():
        people.doubt(
            "doubt.path_above",
            LAYER + belonging.layer,
            "",
            count=len(np.unique(belonging.person[is_above])),
            values=sorted({ends[place].name for place in np.unique(belonging.unit[is_above])}),
        )
    belongings = {}
    for layer, units in layers.items():
        rows = np.flatnonzero(of_layer == layer)
        person = belonging.person[rows]
        many = np.bincount(person, minlength=len(people)).astype(np.intp)
        role = np.full(len(rows), PLAIN, dtype=object)
        start = np.cumsum(many) - many
        belongings[layer] = Belonging(
            layer, list(units), person, to_unit[rows], role, start, many, [], parents.get(layer, {})
        )
    return belongings


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


def membership_frame(belongings: list[Belonging], ids: Cells) -> tuple[pd.DataFrame, Positions]:
    """All layers as the table of memberships, and the person of each row."""
    person = np.concatenate(
        [
            *(belonging.person for belonging in belongings),
            *([row[0] for row in belonging.further] for belonging in belongings),
            np.empty(0),
        ]
    ).astype(np.intp)
    units = [_ids_of(belonging)[belonging.unit] for belonging in belongings] + [
        _ids_of(belonging)[[row[1] for row in belonging.further]]
        for belonging in belongings
        if belonging.further
    ]
    roles = [belonging.role for belonging in belongings] + [
        np.array([row[2] for row in belonging.further], dtype=object) for belonging in belongings
    ]
    empty = np.empty(0, dtype=object)
    frame = {
        "member": ids[person],
        "unit": np.concatenate([*units, empty]),
        "role": np.concatenate([*roles, empty]),
    }
    keep = np.ones(len(person), dtype=bool)
    if any(belonging.further for belonging in belongings):  # else nobody is told twice in one unit
        keep = ~pd.DataFrame({"person": person, **frame}).duplicated().to_numpy()
    return pd.DataFrame(
        {name: pd.Series(cells[keep], dtype="str") for name, cells in frame.items()}
    ), person[keep]


def unit_frame(belongings: list[Belonging]) -> pd.DataFrame:
    """The units of all layers; an id is the layer and the name."""
    rows = [
        (f"{belonging.layer}:{name}", name, belonging.layer, belonging.parents.get(name))
        for belonging in belongings
        for name in belonging.names
    ]
    frame = pd.DataFrame(rows, columns=["id", "name", "layer", "parent"], dtype="str")
    return (
        frame
        if any(belonging.parents for belonging in belongings)
        else frame.drop(columns="parent")
    )


def _ids_of(belonging: Belonging) -> Cells:
    return np.array([f"{belonging.layer}:{name}" for name in belonging.names], dtype=object)
