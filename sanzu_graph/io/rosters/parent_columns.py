"""Columns of the units above: 公司/部门/班组, Company/Department/Team, by what their cells show."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import is_none
from sanzu_graph.io.rosters.words import BASE, LAYER, folded

#: What a heading says of a unit above the teams → the layer.
_ABOVE = (
    (re.compile(r"集团|^group company"), "group_company"),
    (re.compile(r"公司|company|legal ?entity|^entity"), "company"),
    (re.compile(r"事业部|division|business ?unit"), "division"),
    (
        re.compile(
            r"(?<!成本)(?<!利润)中心|(?<!cost)(?<!cost )(?<!profit)(?<!profit )cent(?:er|re)$"
        ),
        "center",
    ),
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
    levels: dict[int, Heading] = {}
    for heading in candidates:
        if match := _LEVEL.fullmatch(folded(heading.text)):
            number = match[1] or match[2] or str(_COUNTED.index(match[3]) + 1)
            levels.setdefault(int(number), heading)
    return [levels[number] for number in sorted(levels)] if len(levels) > 1 else []


def parents_in(
    sheet: Sheet,
    candidates: Sequence[Heading],
    team: Sequence[str],
    cells: Mapping[int, list[str]],
    levels: Sequence[Heading] = (),
    sure: Collection[Heading] = (),
) -> list[tuple[str, Heading]]:
    """The columns of the units above the teams, the lowest first, with their layers.

    In such a column each team, or each unit of the column below, stands with one unit only. The
    column has fewer units than the one below; a `sure` one may have as many. A whole file of one
    department says nothing of its teams.
    """
    parents: list[tuple[str, Heading]] = []
    below: Sequence[str] = team
    # Of two columns with as many units, 部门 is nearer to the teams than 组织关系所在单位.
    for heading in sorted(
        candidates, key=lambda column: (-len(set(cells[column.at])), column.field != LAYER + BASE)
    ):
        layer = layer_above(heading.text)
        if heading in levels:
            layer = f"level_{levels.index(heading) + 1}"
        if (
            layer
            and layer not in dict(parents)
            and _hold(below, cells[heading.at], fewer=heading not in sure)
            and _hold(team, cells[heading.at], fewer=heading not in sure)
        ):
            parents.append((layer, heading))
            below = cells[heading.at]
    if all(
        len({alike(cell) for cell in cells[column.at] if not is_none(cell)}) == 1
        for _, column in parents
    ):
        return []
    for layer, heading in parents:
        fields = {"layer": layer, "count": len(set(filter(None, cells[heading.at])))}
        sheet.doubts.append(
            Doubt(
                "doubt.above", sheet.place, None, heading.text, fields, mapped(heading.text, "keep")
            )
        )
    return parents


def _hold(below: Sequence[str], above: Sequence[str], *, fewer: bool) -> bool:
    """Whether every unit below stands with one unit above alone, and these are fewer, if asked."""
    pairs = {
        (alike(unit), alike(upper))
        for unit, upper in zip(below, above, strict=True)
        if not is_none(unit) and not is_none(upper)
    }
    units, uppers = {unit for unit, _ in pairs}, {upper for _, upper in pairs}
    is_one = len(units) >= _LEAST and len(pairs) == len(units)
    return is_one and 0 < len(uppers) <= len(units) - fewer


@dataclass(frozen=True)
class Apart:
    """How teams that share a name are told apart.

    Attributes
    ----------
    columns : those of the units above, the highest first; none where no name is shared
    shared : the names that teams share, as `alike` has them
    """

    columns: tuple[Heading, ...] = ()
    shared: frozenset[str] = frozenset()

    def names(self, team: str, above: Sequence[str]) -> str:
        """The name of a team with those of the units above it, if it is shared or a number.

        Examples
        --------
        >>> Apart().names("一班", ["输电部"]), Apart().names("Team 1", ["HQ", "", "Grid"])
        ('输电部一班', 'HQ Grid Team 1')
        >>> Apart().names("检修班", ["输电部"])
        '检修班'
        """
        if is_none(team) or not (_is_numbered(team) or alike(team) in self.shared):
            return team
        between = "" if _HAN.search(team) else " "
        return between.join([*(unit for unit in above if not is_none(unit)), team])


def told_apart_by(
    candidates: Sequence[Heading],
    team: Heading,
    cells: Mapping[int, list[str]],
    levels: Sequence[Heading] = (),
) -> Apart:
    """The columns without which teams of one number, or of one name below levels, are one: 一班 of
    two departments.

    The nearest column to the left of the teams is asked first, then those to the left of it. Columns
    to the right of the teams are asked only if none of these tells anything.
    """
    columns = [column for column in candidates if layer_above(column.text) or column in levels]
    columns.sort(key=lambda column: (column.at > team.at, abs(column.at - team.at)))
    apart = Apart()
    for heading in columns:
        if apart.columns and heading.at > min(apart.columns[0].at, team.at):
            continue
        uppers: dict[str, set[str]] = {}
        bare: dict[str, str] = {}
        above = [cells[column.at] for column in apart.columns]
        for unit, other, *rest in zip(cells[team.at], cells[heading.at], *above, strict=True):
            if not is_none(unit) and not is_none(other):
                name = alike(apart.names(unit, rest) if rest else unit)
                bare[name] = unit
                uppers.setdefault(name, set()).add(alike(other))
        shared = {bare[name] for name, several in uppers.items() if len(several) > 1}
        if shared and (heading in levels or all(map(_is_numbered, shared))):
            shared_before = apart.shared | {alike(unit) for unit in shared}
            apart = Apart((heading, *apart.columns), shared_before)
    return apart


def _is_numbered(team: str) -> bool:
    return _NUMBERED.fullmatch(folded(team)) is not None


def shared_units(below: Sequence[str], above: Sequence[str]) -> list[str]:
    """The units that stand with several units above them, as they are first written.

    Examples
    --------
    >>> shared_units(["运维班", "运维班", "检修班"], ["输电部", "变电部", "变电部"])
    ['运维班']
    """
    first: dict[str, str] = {}
    uppers: dict[str, set[str]] = {}
    for lower, upper in zip(below, above, strict=True):
        if not is_none(lower) and not is_none(upper):
            uppers.setdefault(alike(first.setdefault(alike(lower), lower)), set()).add(alike(upper))
    return [first[unit] for unit, several in uppers.items() if len(several) > 1]


def blank_above(team: Sequence[str], above: Sequence[str]) -> int:
    """How many people of teams with a number name no unit above.

    Examples
    --------
    >>> blank_above(["一班", "一班", "检修班"], ["输电部", "", ""])
    1
    """
    return sum(
        is_none(upper) and not is_none(unit) and _is_numbered(unit)
        for unit, upper in zip(team, above, strict=True)
    )
