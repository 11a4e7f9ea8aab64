"""A row or a column a team → one row a person, with the names that a cell lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from sanzu_graph.io.cell_states import letter
from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import DEEPEST, NOT_READ, find_head
from sanzu_graph.io.rosters.listed_names import HAN, id_of, names_in, notes_in, parts_of, people_in
from sanzu_graph.io.rosters.posts import claims_of, roles_of
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import read_name
from sanzu_graph.io.rosters.words import BASE, LAYER, ROLE, SKIP, folded, meaning
from sanzu_graph.schema import PLAIN, ROLES

#: Headings of a cell that lists the members of a team.
_MEMBERS = frozenset(
    folded(word)
    for word in (
        "成员",
        "班员",
        "组员",
        "人员",
        "人员名单",
        "成员名单",
        "班组成员",
        "小组成员",
        "班组人员",
        "组成人员",
        "职工",
        "队员",
        "党员名单",
        "小组人员",
        "名单",
        "成員",
        "班員",
        "組員",
        "members",
        "member",
        "team members",
        "people",
        "staff",
        "employees",
        "crew",
        "group members",
        "names",
    )
)
_COUNTS = frozenset(
    folded(word)
    for word in (
        "人数",
        "总人数",
        "人數",
        "headcount",
        "count",
        "size",
        "number of members",
        "members count",
    )
)
_PERSON = re.compile(
    r"[\u3400-\u9fff·]{2,4}|[\u3400-\u9fff]\s+[\u3400-\u9fff]|[A-Z][\w'’.-]+(?:,? [A-Z][\w'’.-]*)+"
)
_UNIT = re.compile(
    r".+(?:班|组|部|所|站|室|科|队|中心|支部|车间)(?:[(（].*[)）])?|.*\b(?:team|group|squad|crew|unit|shift|department)\b.*",
    re.IGNORECASE,
)
_MOSTLY = 0.8


# -- a row a team


def team_rows(sheet: Sheet, mapping: Mapping[str, str], is_asked: bool) -> Sheet | None:
    """A row a team, its members in one cell, its leaders in columns of their own."""
    head = find_head(sheet, mapping)
    if head is not None and not is_asked:
        has_lists = any(_lists_members(heading.text) for heading in head.headings)
        if not has_lists or head.of("id"):
            return None
    for at in range(min(DEEPEST, sheet.height)):
        texts = sheet.row(at)
        layers = [(c, layer) for c, text in enumerate(texts) if (layer := layer_of(text, mapping))]
        lists = [c for c, text in enumerate(texts) if _lists_members(text)]
        lists += _further_lists(sheet, at, lists)
        posts = _posts_in(sheet, at, lists, layers[-1][1], mapping) if layers else []
        if not layers or not (lists or posts):
            continue
        units = [cell for cell in sheet.columns[layers[-1][0]][at + 1 :] if cell]
        if not is_asked and not lists and len(set(units)) < len(units):
            continue  # a unit stands in several rows, which are more than its leaders
        counts = [c for c, text in enumerate(texts) if folded(text) in _COUNTS]
        # Of 部门 and 班组 the one with more units is that of the rows.
        finest = max(
            layers, key=lambda place: (len(set(sheet.columns[place[0]][at + 1 :])), place[0])
        )
        turned = _from_teams(sheet, at, finest, lists, posts, counts)
        read = {finest[0], *lists, *counts, *(c for c, _ in posts)}
        duties = [texts[c] for c, role in posts if role == texts[c]]
        if duties:
            fields = {"columns": duties}
            option = mapped(duties[0], SKIP)
            turned.doubts.append(Doubt("doubt.duty_columns", sheet.place, None, "", fields, option))
        turned.doubts.extend(_unread(sheet, at, read, mapping))
        return turned
    return None


def _posts_in(
    sheet: Sheet, at: int, lists: list[int], layer: str, mapping: Mapping[str, str]
) -> list[tuple[int, str]]:
    """The columns that name who has a post in a team, each with the role; a duty is its own role."""
    posts = []
    for c, text in enumerate(sheet.row(at)):
        if not text or c in lists or layer_of(text, mapping) or folded(text) in mapping:
            continue
        claims = [claim.role for claim in claims_of(text) if claim.layer in (layer, BASE, "")]
        claims += [role for role in roles_of(text, layer) if role in ROLES]
        if claims:
            posts.append((c, claims[0]))
        elif _DUTY.search(text) and names_people(sheet.columns[c][at + 1 :]):
            posts.append((c, text))
    return posts


def looks_like_unit(text: str) -> bool:
    """Whether a text is called like a unit: 一班, Team Red."""
    return _UNIT.fullmatch(text) is not None


def names_people(cells: Sequence[str]) -> bool:
    """Whether cells hold names of people and little else."""
    names = [name for cell in cells for name, _ in names_in(cell)]
    looks = sum(_PERSON.fullmatch(name) is not None for name in names)
    return bool(names) and looks >= _MOSTLY * len(names)


#: How the heading of a duty ends: 技术员, 组织委员, Safety officer.
_DUTY = re.compile(
    r"(?:员|員|委|长|長|师|師|干事|主席|officer|engineer|technician|secretary|treasurer|clerk|specialist|coordinator|inspector|trainer|representative|steward)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?<![\s(（])(?:[\s(（]++|(?<!\d)|(?!\d))(?:\d++|[一二三四五六七八九十]{1,3})[)）]?$"
)


def _lists_members(text: str) -> bool:
    """Whether a heading asks for the members of a team, or for one of them: 成员, 成员1."""
    return folded(text) in _MEMBERS or (bool(text) and folded(_DIGITS.sub("", text)) in _MEMBERS)


def _further_lists(sheet: Sheet, at: int, lists: list[int]) -> list[int]:
    """Columns without a heading behind those of members, with people in them."""
    places: list[int] = []
    for c in range(max(lists, default=len(sheet.columns)) + 1, len(sheet.columns)):
        cells = [cell for cell in sheet.columns[c][at + 1 :] if cell]
        if sheet.columns[c][at] or not cells or not all(map(_PERSON.fullmatch, cells)):
            break
        places.append(c)
    return places


def _unread(sheet: Sheet, at: int, read: set[int], mapping: Mapping[str, str]) -> list[Doubt]:
    """The columns of a row a team that tell something and were not read."""
    left = [
        text or letter(c)
        for c, text in enumerate(sheet.row(at))
        if c not in read
        and any(sheet.columns[c][at + 1 :])
        and not ((match := meaning(text, mapping)) and match.field in NOT_READ)
    ]
    return [Doubt("doubt.columns_unread", sheet.place, None, "", {"columns": left})] if left else []


def layer_of(text: str, mapping: Mapping[str, str] | None = None) -> str:
    """The layer that a heading means, or nothing."""
    match = meaning(text, mapping or {}) if text else None
    return match.field.removeprefix(LAYER) if match and match.field.startswith(LAYER) else ""


def _from_teams(
    sheet: Sheet,
    at: int,
    layer: tuple[int, str],
    lists: list[int],
    posts: list[tuple[int, str]],
    counts: list[int],
) -> Sheet:
    column, name = layer
    numbers, doubts, unit = [sheet.number(at)], list[Doubt](), ""
    notes: dict[str, int] = {}
    seats: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in range(at + 1, sheet.height):
        cells = sheet.row(row)
        unit = cells[column] or (unit if any(cells[c] for c in lists) else "")
        if not unit or re.match(r"合计|总计|小计|共计|total", unit, re.IGNORECASE):
            continue
        people = _people_in(cells, [*posts, *((c, "") for c in lists)])
        for c in [*lists, *(c for c, _ in posts)]:
            notes |= dict.fromkeys(notes_in(cells[c]), sheet.number(row)) | notes
        told = next((cells[c] for c in counts if cells[c].isdecimal()), "")
        if told and int(told) != len(people):
            fields = {"unit": unit, "told": told, "count": len(people)}
            doubts.append(Doubt("doubt.headcount", sheet.place, sheet.number(row), fields=fields))
        for person, roles in people.items():
            if person not in seats:
                numbers.append(sheet.number(row))
            own = seats.setdefault(person, {}).setdefault(unit, [])
            own += [role for role in roles if role not in own]
    several = {
        person[0]: numbers[1 + at]
        for at, (person, units) in enumerate(seats.items())
        if len(units) > 1
    }
    for key, told_of in (("doubt.notes_left_out", notes), ("doubt.several_rows", several)):
        if told_of:
            fields = {"count": len(told_of), "values": list(told_of)}
            doubts.append(Doubt(key, sheet.place, next(iter(told_of.values())), fields=fields))
    rows = [["姓名", LAYER + name, ROLE + name, "工号"]]
    rows += [
        [person, "、".join(units), _in_order(list(units.values())), id_]
        for (person, id_), units in seats.items()
    ]
    if not any(row[-1] for row in rows[1:]):
        rows = [row[:-1] for row in rows]
    columns = [list(cells) for cells in zip(*rows, strict=True)]
    return Sheet(
        sheet.name, sheet.place, columns, [len(columns)] * len(rows), numbers=numbers, doubts=doubts
    )


def _people_in(
    cells: Sequence[str], columns: Sequence[tuple[int, str]]
) -> dict[tuple[str, str], list[str]]:
    """The people in the cells of a team, by name and id, each with the roles.

    A role stands in the heading or beside the name.
    """
    people: dict[tuple[str, str], list[str]] = {}
    parts = [part for c, _ in columns for part in parts_of(cells[c])]
    ids = {read_name(part[: part.rindex(id_) - 1]): id_ for part in parts if (id_ := id_of(part))}
    for c, post in columns:
        for person, role, id_ in people_in(cells[c]):
            roles = people.setdefault((person, id_ or ids.get(person, "")), [])
            roles += [told for told in (post or role,) if told and told not in roles]
    return people


def _in_order(roles: Sequence[Sequence[str]]) -> str:
    """The roles of somebody, in the order of the units; empty where there are none."""
    told = [("兼" if HAN.search("".join(own)) else "+").join(own) or PLAIN for own in roles]
    return "、".join(told) if set(told) != {PLAIN} else ""


# -- a column a team


def team_columns(sheet: Sheet, mapping: Mapping[str, str], is_asked: bool) -> Sheet | None:
    """A column a team, headed by its name, the people below."""
    if not is_asked and find_head(sheet, mapping) is not None:
        return None
    for at in range(min(DEEPEST, sheet.height - 1)):
        texts = sheet.row(at)
        heads = [c for c, text in enumerate(texts) if text and not meaning(text, mapping)]
        if any(any(sheet.columns[c][at + 1 :]) for c, text in enumerate(texts) if not text):
            continue  # a heading over several columns, whose own stand below
        if len(heads) < 2 or any(meaning(text, mapping) for text in texts if text):  # noqa: PLR2004
            if is_asked and len(heads) >= 2:  # noqa: PLR2004
                pass
            else:
                continue
        below = [
            (row, c, person, role)
            for row in range(at + 1, sheet.height)
            for c in heads
            for person, role in names_in(sheet.columns[c][row])
        ]
        names = [person for _, _, person, _ in below]
        looks = sum(_PERSON.fullmatch(person) is not None for person in names)
        units = sum(_UNIT.fullmatch(texts[c]) is not None for c in heads)
        if not is_asked and (
            len(names) < len(heads)
            or looks < _MOSTLY * len(names)
            or units < _MOSTLY * len(heads)
            or len(set(names)) < _MOSTLY * len(names)
        ):
            continue
        rows = [["姓名", LAYER + "team", ROLE + "team"]]
        if len({texts[c] for c in heads}) < len(heads):
            texts = _with_groups(sheet, at, texts)
        below.sort(key=lambda column: (column[1], column[0]))
        rows += [[person, texts[c], role] for _, c, person, role in below]
        numbers = [sheet.number(at), *(sheet.number(row) for row, _, _, _ in below)]
        columns = [list(cells) for cells in zip(*rows, strict=True)]
        return Sheet(sheet.name, sheet.place, columns, [3] * len(rows), numbers=numbers)
    return None


def _with_groups(sheet: Sheet, at: int, texts: list[str]) -> list[str]:
    """Headings that repeat, each with the one that stands above it or to the left of that."""
    labels, group, counts = [], "", Counter(texts)
    for text, above in zip(texts, sheet.row(at - 1) if at else [""] * len(texts), strict=True):
        group = above or group
        labels.append(f"{group}{text}" if text and counts[text] > 1 else text)
    return labels
