"""An organisation as the columns of a roster: one row a person, headed in one language."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.bands import has_gaps
from sanzu_graph.io.rosters.managers import MENTORS
from sanzu_graph.io.rosters.open_posts import post_cells
from sanzu_graph.io.rosters.posts import claims_of
from sanzu_graph.io.rosters.values import read_status
from sanzu_graph.io.rosters.words import LAYER, ROLE
from sanzu_graph.messages import language
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import (
    LINES,
    PLAIN,
    REPORTS_TO,
    ROLES,
    RosterField,
    columns,
    roster_fields,
    value_aliases,
)

SEPARATOR = "、"
STATUSES = columns("members")["political_status"].values
_HAN = re.compile(r"[\u4e00-\u9fff]")


def heading(field: str) -> str:
    """The heading of a field; that of a layer without one is the field itself.

    Examples
    --------
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("zh"):
    ...     heading("layer:team"), heading("layer:choir")
    ('班组', 'layer:choir')
    """
    known = roster_fields().get(field.removeprefix(LAYER))
    if known is None:
        return field
    if language() == "zh":
        return next(alias for alias in known.aliases if _HAN.search(alias))
    return _english(known)


def _english(field: RosterField) -> str:
    if field.kind == "role":
        return next(alias for alias in field.aliases if alias.isascii())
    return field.name.replace("_", " ")


def spelling(column: str, value: str) -> str:
    """A role or status in words.

    Examples
    --------
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("zh"):
    ...     spelling("role", "leader")
    '组长'
    """
    aliases = [alias for alias, meant in value_aliases(column).items() if meant == value]
    chinese = next((alias for alias in aliases if _HAN.search(alias)), value)
    return chinese if language() == "zh" else value.replace("_", " ") if aliases else value


def roster_frame(org: Org, *, base: str) -> pd.DataFrame:
    """The organisation as a roster; what a roster cannot hold is not in it."""
    members = org.members
    frame = {heading(name): members[name] for name in ("id", "name")}
    for layer in _layers(org, base):
        units, roles, implied = _belongings(org, layer)
        frame[heading(LAYER + layer)] = units
        if not implied:
            frame[heading(ROLE + layer)] = _roles(roles)
    for name, field in roster_fields().items():
        if field.kind == "member" and name in members and name not in ("id", "name"):
            frame[heading(name)] = (
                _statuses(members[name]) if name == "political_status" else members[name]
            )
    kinds = set(org.relations["kind"])
    if org.keeps("positions") and org.positions["manager"].notna().any():
        kinds.add(REPORTS_TO)
    if len(org.relations) and (MENTORS in kinds or not kinds & set(LINES)):
        frame[heading("mentor")] = _related(org, MENTORS, of="target", other="source")
    for name, kind in zip(("manager", "dotted_manager"), LINES, strict=True):
        if kind in kinds:
            frame[heading(name)] = _related(org, kind, of="source", other="target")
    known = {name for name, field in roster_fields().items() if field.kind == "member"}
    frame |= {str(name): members[name] for name in members if name not in known}
    return with_posts(org, pd.DataFrame(frame))


def with_posts(org: Org, frame: pd.DataFrame) -> pd.DataFrame:
    """The roster with a row for every open post, below all people."""
    rows = [
        {heading(name): cell for name, cell in cells.items()}
        for cells in post_cells(org, language()).values()
    ]
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True) if rows else frame


def _layers(org: Org, base: str) -> list[str]:
    """The layers to write, `base` first. One that a status would fill if it were missing is written
    even where it is empty.
    """
    by_status = {
        name
        for name, field in roster_fields().items()
        if field.members_by[0] and field.members_by[0] in org.members
    }
    filled = {layer for layer in org.layers if len(org.pairs(layer).member)}
    return sorted(
        filled | by_status,
        key=lambda layer: (layer != base, [*roster_fields(), layer].index(layer), layer),
    )


def _belongings(org: Org, layer: str) -> tuple[pd.Series, list[list[str]], bool]:
    """For each member the units in a layer and the roles there, and whether the posts tell the same
    roles.
    """
    units = org.units[org.units["layer"] == layer].set_index("id")["name"]
    rows = org.memberships[org.memberships["unit"].isin(units.index)]
    names = units.fillna(pd.Series(units.index, index=units.index)).to_dict()
    cells: dict[str, list[tuple[str, str]]] = {}
    for member, unit, role in zip(rows["member"], rows["unit"], rows["role"], strict=True):
        cells.setdefault(member, []).append((names[unit], role))
    posts = (
        org.members["position"].fillna("").tolist()
        if "position" in org.members
        else [""] * len(org.members)
    )
    lists = [cells.get(member, []) for member in org.members["id"]]
    implied = all(_told(post, layer, own) for post, own in zip(posts, lists, strict=True))
    joined = pd.Series(
        _without_gaps([SEPARATOR.join(unit for unit, _ in own) for own in lists]),
        dtype="str",
        index=org.members.index,
    )
    return joined, [[role for _, role in own] for own in lists], implied


def _without_gaps(cells: list[str]) -> list[str]:
    """The cells of a column, blank ones worded where they would be taken for gaps below a name."""
    word = "无" if language() == "zh" else "none"
    return [cell or word for cell in cells] if has_gaps(cells) else cells


def _told(post: str, layer: str, own: list[tuple[str, str]]) -> bool:
    """Whether a post is read as just the roles that somebody has in a layer."""
    claims = claims_of(post) if post else ()
    if any(claim.unit or claim.rank for claim in claims):
        return False
    roles = [claim.role for claim in claims if claim.layer == layer and claim.role != PLAIN]
    has = [role for _, role in own if role != PLAIN]
    return not (roles or has) or (len(own) == 1 and roles == has)


def _roles(roles: list[list[str]]) -> pd.Series:
    cells = [
        ""
        if set(own) <= {PLAIN}
        else SEPARATOR.join(spelling("role", role) if role in ROLES else role for role in own)
        for own in roles
    ]
    return pd.Series(cells, dtype="str")


def _statuses(column: pd.Series) -> pd.Series:
    spelt = {value: spelling("political_status", value) for value in STATUSES}
    return column.astype("str").replace(
        {value: word for value, word in spelt.items() if read_status(word) == value}
    )


def _related(org: Org, kind: str, *, of: str, other: str) -> pd.Series:
    """For each member the ids of those whom a relation of a kind joins to them."""
    related: dict[str, list[str]] = {}
    rows = org.relations[org.relations["kind"] == kind]
    for member, person in zip(rows[of], rows[other], strict=True):
        related.setdefault(member, []).append(person)
    cells = [SEPARATOR.join(dict.fromkeys(related.get(member, []))) for member in org.members["id"]]
    return pd.Series(cells, dtype="str", index=np.arange(len(cells)))


def template_frame() -> pd.DataFrame:
    """The headings of an empty roster."""
    names = (
        "id",
        "name",
        "layer:team",
        "layer:party",
        "layer:union",
        "political_status",
        "position",
        "work_type",
        "site",
    )
    more = ("seniority_years", "skill_level", "since", "until", "mentor")
    return pd.DataFrame({heading(name): pd.Series(dtype="str") for name in (*names, *more)})


def choices(frame: pd.DataFrame) -> dict[str, list[str]]:
    """What may be chosen from a list, by heading: statuses, posts, roles, and the units there are."""
    statuses = [spelling("political_status", value) for value in STATUSES]
    roles = [spelling("role", role) for role in ROLES]
    by_heading = {
        heading("political_status"): statuses,
        heading("position"): _posts(_layers_of(frame)),
    }
    for name in frame:
        if str(name).startswith((LAYER, ROLE)) or name in {
            heading(prefix) for prefix in _layers_and_roles()
        }:
            by_heading[str(name)] = roles if _is_role(str(name)) else _units(frame[name])
    return {name: listed for name, listed in by_heading.items() if name in frame and listed}


def _layers_and_roles() -> list[str]:
    return [
        LAYER + name if field.kind == "layer" else name
        for name, field in roster_fields().items()
        if field.kind in ("layer", "role")
    ]


def _is_role(name: str) -> bool:
    return name.startswith(ROLE) or name in {
        heading(field) for field in _layers_and_roles() if field.startswith(ROLE)
    }


def _units(column: pd.Series) -> list[str]:
    return list(
        dict.fromkeys(cell for cell in column.fillna("").tolist() if cell and SEPARATOR not in cell)
    )


def _layers_of(frame: pd.DataFrame) -> set[str]:
    """The layers that have a column of units or of roles."""
    named = {heading(field): field.partition(":")[2] for field in _layers_and_roles()}
    own = {str(name): str(name).partition(":")[2] for name in frame if ":" in str(name)}
    return {{**named, **own}[str(name)] for name in frame if str(name) in {**named, **own}}


def _posts(layers: Collection[str]) -> list[str]:
    """The posts that are read as roles in the base layer or in some others, one of each kind."""
    kinds: dict[str, str] = {}
    chinese = language() == "zh"
    for alias, value in value_aliases("post").items():
        if value.partition(":")[0] not in ("base", *layers):
            continue
        if bool(_HAN.search(alias)) == chinese and value != alias:
            kinds.setdefault(value, alias)
    return list(kinds.values())
