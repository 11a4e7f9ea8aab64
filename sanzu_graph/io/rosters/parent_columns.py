"""Columns of the units above: 公司/部门/班组, Company/Department/Team, by what their cells show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import is_none
from sanzu_graph.io.rosters.words import folded

#: What a heading says of a unit above the teams → the layer.
_ABOVE = (
    (re.compile(r"集团|^group company"), "group_company"),
    (re.compile(r"公司|company|legal ?entity|^entity"), "company"),
    (re.compile(r"事业部|division|business ?unit"), "division"),
    (re.compile(r"中心|cent(?:er|re)$"), "center"),
    (re.compile(r"车间|workshop"), "workshop"),
    (re.compile(r"部门|^部$|department|^dept|abteilung"), "department"),
    (re.compile(r"科室|处室|^科$|section"), "section"),
    (re.compile(r"工区|工段|^area$"), "area"),
    (re.compile(r"单位|机构|组织|organi[sz]ation|^org"), "organization"),
)
#: Teams that bear a number and no name: there is one in every department.
_NUMBERED = re.compile(
    r"第?[一二三四五六七八九十\d]{1,3}[班组队值]?|[甲乙丙丁a-d][班组队值]|(?:team|squad|shift|crew|group)[a-z\d]{1,2}"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST = 2


def layer_above(heading: str) -> str:
    """The layer of units above the teams that a heading names, or nothing.

    Examples
    --------
    >>> layer_above("所属部门"), layer_above("分公司"), layer_above("爱好")
    ('department', 'company', '')
    """
    word = folded(heading)
    return next((layer for pattern, layer in _ABOVE if pattern.search(word)), "")


#: 一级部门, Level 2: units by how far they are from the top.
_LEVEL = re.compile(
    r"(?:level|lv|l|部门|组织|单位)(\d)|(?:department|dept|org|unit)?level(\d)|([一二三四五六])级(?:部门|组织|单位|机构|团队)?"
)
_COUNTED = "一二三四五六"


def levels_in(candidates: Sequence[Heading]) -> list[Heading]:
    """Columns of units by their level, the highest first; none where there is only one."""
    found: dict[int, Heading] = {}
    for heading in candidates:
        if told := _LEVEL.fullmatch(folded(heading.text)):
            number = told[1] or told[2] or str(_COUNTED.index(told[3]) + 1)
            found.setdefault(int(number), heading)
    return [found[number] for number in sorted(found)] if len(found) > 1 else []


def parents_in(
    sheet: Sheet,
    candidates: Sequence[Heading],
    team: Sequence[str],
    cells: Mapping[int, list[str]],
    levels: Sequence[Heading] = (),
) -> list[tuple[str, Heading]]:
    """The columns of the units above the teams, the lowest first, with their layers.

    A column is one of them where every team, or every unit of the column below, stands with one
    unit of it alone, and with fewer units than there are below. A whole file of one department
    says nothing of its teams.
    """
    found: list[tuple[str, Heading]] = []
    below: Sequence[str] = team
    for heading in sorted(candidates, key=lambda one: -len(set(cells[one.at]))):
        layer = layer_above(heading.text)
        if heading in levels:
            layer = f"level_{levels.index(heading) + 1}"
        if (
            layer
            and layer not in dict(found)
            and _hold(below, cells[heading.at])
            and _hold(team, cells[heading.at])
        ):
            found.append((layer, heading))
            below = cells[heading.at]
    if all(
        len({alike(cell) for cell in cells[one.at] if not is_none(cell)}) == 1 for _, one in found
    ):
        return []
    for layer, heading in found:
        fields = {"layer": layer, "count": len(set(filter(None, cells[heading.at])))}
        sheet.doubts.append(
            Doubt(
                "doubt.above", sheet.place, None, heading.text, fields, mapped(heading.text, "keep")
            )
        )
    return found


def _hold(below: Sequence[str], above: Sequence[str]) -> bool:
    """Whether every unit below stands with one unit above alone, and these are fewer."""
    pairs = {
        (alike(one), alike(other))
        for one, other in zip(below, above, strict=True)
        if not is_none(one) and not is_none(other)
    }
    units, uppers = {one for one, _ in pairs}, {other for _, other in pairs}
    return len(units) >= _LEAST and len(pairs) == len(units) > len(uppers) > 0


def told_apart_by(
    candidates: Sequence[Heading], team: Sequence[str], cells: Mapping[int, list[str]]
) -> Heading | None:
    """The column without which teams of one number are one: 一班 of two departments."""
    for heading in candidates:
        if not layer_above(heading.text):
            continue
        uppers: dict[str, set[str]] = {}
        for one, other in zip(team, cells[heading.at], strict=True):
            if not is_none(one) and not is_none(other):
                uppers.setdefault(alike(one), set()).add(alike(other))
        shared = [unit for unit, several in uppers.items() if len(several) > 1]
        if shared and all(_NUMBERED.fullmatch(folded(unit)) for unit in shared):
            return heading
    return None


def blank_above(team: Sequence[str], above: Sequence[str]) -> int:
    """How many people of teams with a number name no unit above.

    Examples
    --------
    >>> blank_above(["一班", "一班", "检修班"], ["输电部", "", ""])
    1
    """
    return sum(
        is_none(other) and not is_none(one) and _NUMBERED.fullmatch(folded(one)) is not None
        for one, other in zip(team, above, strict=True)
    )


def told_apart(team: str, above: str) -> str:
    """The name of a numbered team with the unit above it.

    Examples
    --------
    >>> told_apart("一班", "输电部"), told_apart("Team 1", "Grid"), told_apart("检修班", "输电部")
    ('输电部一班', 'Grid Team 1', '检修班')
    """
    if is_none(team) or is_none(above) or not _NUMBERED.fullmatch(folded(team)):
        return team
    return f"{above}{team}" if _HAN.search(team) else f"{above} {team}"
