"""The roles that columns of roles and posts tell, in the units of a roster."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np

from sanzu_graph.io.rosters.belongings import Belonging
from sanzu_graph.io.rosters.members import Members, distinct, groups
from sanzu_graph.io.rosters.named_leaders import leads_named
from sanzu_graph.io.rosters.people import Cells, People
from sanzu_graph.io.rosters.posts import SURE, Claim, claims_of, parts_of, roles_of
from sanzu_graph.io.rosters.titles import Titles, may_lead, names_unit
from sanzu_graph.io.rosters.values import is_none
from sanzu_graph.io.rosters.words import BASE, LAYER, ROLE, folded
from sanzu_graph.schema import DEPUTY, LEADER, PLAIN, ROLES


def read_roles(people: People, belonging: Belonging | None, layer: str, members: Members) -> None:
    """The roles in a column of roles: one a person, or in the order of the person's units."""
    name = ROLE + layer
    cells = people.cells[name]
    for value, count in Counter(cell for cell in cells.tolist() if not is_none(cell)).items():
        roles = [role for part in _per_unit(value) for role in roles_of(part, layer)]
        members.note(name, value, "roster.as.value", count, read=", ".join(roles))
    for person in np.flatnonzero(cells != "").tolist():
        if is_none(cells[person]):
            continue
        many = int(belonging.many[person]) if belonging else 0
        parts = [cells[person]] if many == 1 else _per_unit(cells[person])
        if belonging is None or not many:
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
                units=_units_of(belonging, person),
            )
        else:
            for row, part in zip(
                range(int(belonging.start[person]), int(belonging.start[person]) + many),
                parts,
                strict=len(parts) == many,
            ):
                for role in roles_of(part, layer):
                    belonging.give(row, role)


def _per_unit(cell: str) -> list[str]:
    return [part for part in cell.replace("；", "、").replace(";", "、").split("、") if part]


def _units_of(belonging: Belonging, person: int) -> list[str]:
    start = int(belonging.start[person])
    return [
        belonging.names[unit]
        for unit in belonging.unit[start : start + int(belonging.many[person])]
    ]


def read_posts(
    people: People,
    layers: dict[str, Belonging],
    settled: set[str],
    members: Members,
    everything: dict[str, Belonging],
) -> None:
    """The roles that posts tell; a post that fits no unit of the roster stays text alone.

    Where the user says that a post leads, its bearer leads the unit that the post names. That unit
    may stand above the bearer's own one. `everything` holds all layers.
    """
    codes, values = distinct(_all_posts(people))
    titles = Titles(layers.get(BASE))
    for value, bearers in zip(values, groups(codes, len(values)), strict=True):
        meant = people.values.get(folded(value), "")
        is_led = meant in (LEADER, DEPUTY) and BASE not in settled
        persons = [
            person
            for person in bearers
            if not (is_led and leads_named(everything, person, value, meant))
        ]
        claims = _claims(value, people.values)
        fits = [_apply(people, layers, persons, claim, titles, value) for claim in claims]
        if not any(fits) and may_lead(value):
            titles.unread[value] = len(persons)
        if value:
            _note_post(members, value, len(persons), layers, settled)
    if BASE in layers:
        titles.settle(people)


def _all_posts(people: People) -> Cells:
    """The post of each row, with those in columns of further posts."""
    if not people.posts:
        return people.cells["position"]
    columns = [people.cells["position"]] if "position" in people.cells else []
    columns += [people.attributes[name] for name in people.posts]
    rows = zip(*columns, strict=True)
    return np.array(["、".join(filter(None, row)) for row in rows], dtype=object)


def _apply(
    people: People,
    layers: dict[str, Belonging],
    persons: list[int],
    claim: Claim,
    titles: Titles,
    value: str,
) -> bool:
    """Give everybody with a post the role that it claims, or note that it may lead; whether the post
    names no unit that is nobody's.
    """
    if claim.unit:
        return any([_claim_by_name(layers, person, claim, titles, value) for person in persons])  # noqa: C419 - everybody is asked
    if claim.layer in layers and claim.role != PLAIN:
        if claim.rank == SURE or claim.role == DEPUTY:
            _claim(people, layers[claim.layer], persons, claim, value)
        if claim.rank != SURE and claim.layer == BASE:
            for person in persons:
                titles.offer(person, claim, value)
    return True


def _claims(post: str, values: Mapping[str, str]) -> tuple[Claim, ...]:
    """What a post claims, by the user's word before its own parts."""
    meant = values.get(folded(post), "")
    return (Claim(BASE, meant),) if meant in ROLES else claims_of(post)


def _note_post(
    members: Members, value: str, rows: int, layers: dict[str, Belonging], settled: set[str]
) -> None:
    plain = [claim for claim in claims_of(value) if not claim.unit]
    roles = [f"{claim.role} ({claim.layer})" for claim in plain if claim.layer in layers]
    unplaced = sorted(
        {claim.layer for claim in plain if claim.role != PLAIN} - settled - set(layers)
    )
    if roles:
        members.note("position", value, "roster.as.roles", rows, roles=roles)
    if unplaced:
        members.note("position", value, "roster.as.no_column", rows, layers=unplaced)
    if any(claim.unit for claim in claims_of(value)):
        members.note("position", value, "roster.as.own_unit", rows)
    elif not roles and not unplaced:
        members.note("position", value, "roster.as.post", rows)


def _claim(
    people: People, belonging: Belonging, persons: list[int], claim: Claim, value: str
) -> None:
    for person in persons:
        if belonging.many[person] == 1:
            belonging.give(int(belonging.start[person]), claim.role)
        elif claim.rank != SURE:
            continue  # a title that may lead, of somebody in no unit or in several
        elif belonging.many[person] == 0:
            people.trouble(
                "fault.roster_no_unit",
                person,
                "position",
                value,
                table="memberships",
                layer=belonging.layer,
            )
        elif (row := _row_of_kind(belonging, person, value)) >= 0:
            belonging.give(row, claim.role)
            unit = belonging.names[belonging.unit[row]]
            people.doubt("doubt.post_unit", "position", person=person, value=value, unit=unit)
        else:
            people.trouble(
                "fault.roster_which_unit",
                person,
                "position",
                value,
                table="memberships",
                layer=belonging.layer,
                units=_units_of(belonging, person),
            )


#: How a post ends → how the units end that it leads: 班长 a 班, 党小组长 a 小组.
_KINDS = {"班长": "班", "班長": "班", "组长": "组", "組長": "組", "支部书记": "支部"}


def _row_of_kind(belonging: Belonging, person: int, post: str) -> int:
    """The one unit of a person that is of the kind that a post leads, or -1: 班长 of 一班 and 安监部."""
    kind = next((unit for end, unit in _KINDS.items() if post.endswith(end)), "")
    start = int(belonging.start[person])
    rows = [
        row
        for row in range(start, start + int(belonging.many[person]))
        if kind and belonging.names[belonging.unit[row]].endswith(kind)
    ]
    return rows[0] if len(rows) == 1 else -1


def _claim_by_name(
    layers: dict[str, Belonging], person: int, claim: Claim, titles: Titles, value: str
) -> bool:
    """配电一班班长 leads 配电一班 if that is the person's own unit, and otherwise nothing that this roster
    tells of; whether it is.
    """
    fits = False
    for belonging in layers.values():
        for row in range(
            int(belonging.start[person]), int(belonging.start[person] + belonging.many[person])
        ):
            if not names_unit(claim.unit, belonging.names[belonging.unit[row]]):
                continue
            fits = True
            if claim.rank == SURE or claim.role == DEPUTY:
                belonging.give(row, claim.role)
            elif belonging.layer == BASE:
                titles.offer(person, claim, value, row)
    return fits


#: What separates a branch from its group: 运维党支部/第一党小组.
_STEPS = re.compile(r"[>›»→＞/／\\-]")


def _branch_and_group(cell: str) -> tuple[str, str] | None:
    """A branch and a group of it that stand in one cell; None where they do not."""
    parts = [part.strip() for part in _STEPS.split(cell) if part.strip()]
    if len(parts) == 1:
        end = cell.rfind("支部") + len("支部")
        parts = [cell[:end].strip(), cell[end:].strip()]
    branch, group = parts[-2:] if len(parts) > 1 else ("", "")
    return (branch, group) if branch.endswith("支部") and group.endswith("组") else None


def part_branches(people: People) -> None:
    """Read party groups that stand behind their branch in one cell as groups, with the branches."""
    branch, party = LAYER + "branch", LAYER + "party"
    if branch not in people.cells or party in people.cells:
        return
    cells = people.cells[branch]
    pairs = {cell: _branch_and_group(cell) for cell in set(cells.tolist())}
    example = next((cell for cell in cells.tolist() if pairs[cell]), "")
    if not example:
        return
    parts = [pairs[cell] or (cell, "") for cell in cells.tolist()]
    for name, at in ((branch, 0), (party, 1)):
        people.cells[name] = np.array([part[at] for part in parts], dtype=object)
    people.headings[party] = people.headings[branch]
    people.doubt("doubt.branch_paths", branch, example=example)


def share_roles(people: People) -> None:
    """Let 党内职务 tell the roles of party branches, too, and those alone where there are no groups."""
    party, branch = ROLE + "party", ROLE + "branch"
    if party not in people.cells or branch in people.cells or LAYER + "branch" not in people.cells:
        return
    cells = people.cells[party]
    people.headings[branch] = people.headings[party]
    if LAYER + "party" not in people.cells:
        people.cells[branch] = cells
        del people.cells[party]
        return
    codes, values = distinct(cells)
    pairs = [*map(_of_branch_and_group, values), ("", "")]
    for name, at in ((branch, 0), (party, 1)):
        told = np.array([pair[at] for pair in pairs], dtype=object)
        people.cells[name] = told[codes]


def _of_branch_and_group(cell: str) -> tuple[str, str]:
    """The roles of a cell in the party branch, and those in the group: 支部书记、党小组长 are both."""
    parts = parts_of(cell)
    of_branch = [part for part in parts if any(one.layer == "branch" for one in claims_of(part))]
    if not of_branch:
        return "", cell
    others = [part for part in parts if part not in of_branch]
    return ("兼".join(of_branch), "兼".join(others)) if others else (cell, "")
