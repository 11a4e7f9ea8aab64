"""A row a person and unit, with a column that tells the type of the unit → a column a layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import Head, Heading, find_head
from sanzu_graph.io.rosters.posts import roles_of
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import BASE, KEEP, LAYER, ROLE, folded, meaning
from sanzu_graph.schema import ROLES

#: Headings that ask for the type of a unit and for nothing else, and those that may.
_TYPES = frozenset(
    map(
        folded,
        (
            "组织类型",
            "单元类型",
            "单位类型",
            "团队类型",
            "org type",
            "organisation type",
            "organization type",
            "unit type",
            "team type",
            "group type",
        ),
    )
)
_MAYBE = frozenset(map(folded, ("类型", "类别", "层级", "type", "layer", "level", "kind")))
#: Headings of units that mean one only beside a type.
_UNITS = frozenset(
    map(
        folded,
        (
            "组织名称",
            "组织",
            "单元",
            "单元名称",
            "单位",
            "单位名称",
            "名称",
            "团队",
            "团队名称",
            "unit name",
            "organisation",
            "organization",
            "org",
            "org name",
            "org unit",
        ),
    )
)
_DEPARTMENTS = frozenset(map(folded, ("部门", "科室", "department", "dept", "division")))


def by_type(sheet: Sheet, mapping: Mapping[str, str]) -> Sheet:
    """The sheet with a column of units for each type of unit; itself where no column tells types."""
    head = find_head(sheet, mapping)
    columns = _columns(head, mapping) if head else None
    if head is None or columns is None:
        return sheet
    kind, unit = columns
    below = range(head.bottom + 1, sheet.height)
    types = dict.fromkeys(cell for row in below if (cell := sheet.columns[kind.at][row]))
    layers = _layers(list(types), only=folded(kind.text) in _TYPES)
    if not layers or set(layers.values()) == {unit.field.removeprefix(LAYER)}:
        return sheet
    of_row = {row: layers.get(sheet.columns[kind.at][row], BASE) for row in below}
    posts = head.of("position")
    made: dict[str, list[str]] = {}
    rest = list(sheet.columns[posts[0].at]) if posts else []
    for row, layer in of_row.items():
        made.setdefault(LAYER + layer, [""] * sheet.height)[row] = sheet.columns[unit.at][row]
        role = _role(rest[row], layer) if rest else ""
        if role:
            made.setdefault(ROLE + layer, [""] * sheet.height)[row] = role
            rest[row] = rest[row] if layer == BASE else ""
    for name, column in made.items():
        column[head.bottom] = name
    doubt = Doubt(
        "doubt.unit_types",
        sheet.place,
        None,
        kind.text,
        {"other": unit.text, "layers": list(dict.fromkeys(of_row.values()))},
        mapped(kind.text, KEEP),
    )
    return _replaced(sheet, {kind.at, unit.at}, posts, rest, list(made.values()), doubt)


def _columns(head: Head, mapping: Mapping[str, str]) -> tuple[Heading, Heading] | None:
    """The column of types and that of units; None where there are not both."""
    free = [heading for heading in head.headings if folded(heading.text) not in mapping]
    kinds = [heading for heading in free if folded(heading.text) in _TYPES | _MAYBE]
    if len(kinds) != 1:
        return None
    others = [heading for heading in head.headings if heading is not kinds[0]]
    units = [heading for heading in others if heading.field.startswith(LAYER)]
    units = units or [heading for heading in free if folded(heading.text) in _UNITS]
    return (kinds[0], units[0]) if len(units) == 1 else None


def _layers(types: Sequence[str], *, only: bool) -> dict[str, str]:
    """Type → its layer, empty where types are none; `only` where the heading asks for nothing else.

    Examples
    --------
    >>> _layers(["班组", "党小组"], only=False), _layers(["Department", "Team"], only=False)
    ({'班组': 'team', '党小组': 'party'}, {'Department': 'department', 'Team': 'team'})
    >>> _layers(["正式工", "班组"], only=False)
    {}
    """
    known = {kind: match for kind in types if (match := meaning(kind, {}))}
    known = {kind: match for kind, match in known.items() if match.field.startswith(LAYER)}
    if not known or (len(known) < len(types) and not only):
        return {}
    layers: dict[str, str] = {}
    for kind in sorted(types, key=lambda kind: known[kind].rank if kind in known else 0):
        layer = known[kind].field.removeprefix(LAYER) if kind in known else kind
        if layer in layers.values():
            layer = "department" if folded(kind) in _DEPARTMENTS else kind
        layers[kind] = layer
    return {kind: layers[kind] for kind in types}


def _role(post: str, layer: str) -> str:
    """The role in a unit that a post tells; empty where it tells none."""
    roles = [role for role in roles_of(post, layer) if role in ROLES] if post else []
    return roles[0] if roles else ""


def _replaced(
    sheet: Sheet,
    left: set[int],
    posts: Sequence[Heading],
    rest: list[str],
    made: Sequence[list[str]],
    doubt: Doubt,
) -> Sheet:
    """The sheet without the columns of types and units, and with those of the layers."""
    blank = [""] * sheet.height
    columns = [blank if at in left else column for at, column in enumerate(sheet.columns)]
    if posts:
        columns[posts[0].at] = rest
    return replace(
        sheet,
        columns=[*columns, *made],
        widths=[width + len(made) for width in sheet.widths],
        raw=[*sheet.raw, *map(tuple, made)] if sheet.raw else (),
        is_turned=True,
        doubts=[*sheet.doubts, doubt],
    )
