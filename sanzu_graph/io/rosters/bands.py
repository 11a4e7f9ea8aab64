"""Teams that stand as rows of their own above their people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.headings import Head
from sanzu_graph.io.rosters.ods_merges import Range
from sanzu_graph.io.rosters.parent_columns import layer_above
from sanzu_graph.io.rosters.rows import Rows
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import BASE, LAYER

#: What stands before and behind the name of a unit: numbering, headcounts, colons.
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．)]\s*)\s*"
)
_COUNTED = re.compile(
    r"(?<!\s)(?:\s++|(?<!\d)|(?!\d))"
    r"(?:[(（\[]?+\s*+(?:共|计|合计)?+\s*+\d++\s*+(?:人|名|people|persons)?+\s*+[)）\]]?+|[:：])\s*+$"
)
#: A unit that has a name or number of its own, so that a number behind it counts its people.
_NAMED = re.compile(r"(?!班组|小组|部门|科室).+[班组部室所站科队]")
_BRACKETED = re.compile(r"^[【\[《<〖](.+)[】\]》>〗]$")
#: A word that a Western band begins with.
_LABEL = re.compile(r"^(?:班组|部门|team|department|dept|group|unit)\s*[:：]\s*", re.IGNORECASE)
_UNIT = re.compile(
    r".*(?:班|组|部|室|所|站|科|队|中心|公司|支部|车间|处|厂|team|group|crew|squad|department|unit|shift|section)"
    r"|(?:team|group|crew|squad|department|dept|section|unit|shift)\b.*",
    re.IGNORECASE,
)
_EXAMPLES = 3
_UNCLEAR = "fault.roster_unclear_row"
_READABLE = ("roster.why.title", "roster.why.nameless")


def read_bands(sheet: Sheet, head: Head, rows: Rows, shape: str) -> dict[int, str]:
    """Row → the team that stands above it, where no column tells the team.

    The rows taken for teams are noted as such in `rows`, and told as a doubt. Nothing is taken with
    the shape ``row``, or where a column tells the team.
    """
    told = any(
        sheet.columns[column.at][row] for column in head.of(LAYER + BASE) for row in rows.people
    )
    if shape == "row" or (told and shape != "bands"):
        return {}
    unclear = {fault.row: fault for fault in rows.faults if fault.key == _UNCLEAR}
    why = dict(rows.skipped)
    people = set(rows.people)
    taken = {
        row: name
        for row, text in rows.lone.items()
        if (
            why.get(row) in _READABLE
            or sheet.number(row) in unclear
            or (
                (row in people or why.get(row) == "roster.why.note")
                and _UNIT.fullmatch(band_name(text))
            )
        )
        and (name := band_name(text))
        and _is_followed(row, rows)
    }
    by_word = {row: name for row, name in taken.items() if _UNIT.fullmatch(name)}
    if len(by_word) < len(taken) and not (shape == "bands" or len(taken) > len(by_word) > 1):
        taken = by_word
    if not taken:
        return {}
    taken |= _above_head(sheet, head, rows, min(taken)) | _empty(rows, taken)
    rows.people = [row for row in rows.people if row not in taken]
    rows.faults = [
        fault for fault in rows.faults if not any(sheet.number(row) == fault.row for row in taken)
    ]
    rows.skipped = sorted(
        [*((row, reason) for row, reason in rows.skipped if row not in taken)]
        + [(row, "roster.why.band") for row in taken]
    )
    if shape != "bands":
        fields = {"count": len(taken), "units": list(dict.fromkeys(taken.values()))}
        sheet.doubts.append(Doubt("doubt.bands", sheet.place, fields=fields, option='shape="row"'))
    teams, current, starts = {}, "", iter(sorted(taken))
    upcoming = next(starts, None)
    for row in rows.people:
        while upcoming is not None and upcoming < row:
            current = taken[upcoming]
            upcoming = next(starts, None)
        if current:
            teams[row] = current
    return teams


_PEOPLE = re.compile(
    r"(?<!\s)\s*+[(（\[【]?\s*+[共计]?(?<!\d)\d++\s*+(?:人|名|people|persons|staff)\s*+[)）\]】]?$"
)


def without_count(name: str) -> str:
    """The name of a sheet without how many people are on it.

    Examples
    --------
    >>> without_count("运维一班(5人)"), without_count("Team 1")
    ('运维一班', 'Team 1')
    """
    return _PEOPLE.sub("", name.strip()) or name


def band_name(text: str) -> str:
    """The unit that a lone text names.

    Examples
    --------
    >>> band_name("一、变电运维一班（7人）"), band_name("Team: North"), band_name("Team 1")
    ('变电运维一班', 'North', 'Team 1')
    >>> band_name("运维一班 7"), band_name("班组 1")
    ('运维一班', '班组 1')
    """
    bare = _BRACKETED.sub(r"\1", text.strip())
    plain = _NUMBERED.sub("", _LABEL.sub("", bare))
    name = _COUNTED.sub("", plain).strip()
    if plain[-1:].isdigit() and not _NAMED.fullmatch(name):
        return plain.strip()  # the number may be that of the team
    return name


def _above_head(sheet: Sheet, head: Head, rows: Rows, first: int) -> dict[int, str]:
    """The band above the headings, if people stand between these and the first band below."""
    above = head.top - 1
    texts = list(dict.fromkeys(filter(None, sheet.row(above)))) if above >= 0 else []
    if len(texts) != 1 or not any(row < first for row in rows.people):
        return {}
    name = band_name(texts[0])
    return {above: name} if _UNIT.fullmatch(name) and not _OF_SHEET.search(name) else {}


#: What a title of the whole sheet speaks of.
_OF_SHEET = re.compile(
    r"名册|名单|一览|登记|统计|汇总|明细|情况|roster|list|directory", re.IGNORECASE
)


def _empty(rows: Rows, taken: Mapping[int, str]) -> dict[int, str]:
    """Bands without people: numbered or counted as the others are."""
    return {
        row: name
        for row, text in rows.lone.items()
        if row in rows.people
        and row not in taken
        and (name := band_name(text)) != text
        and _UNIT.fullmatch(name)
    }


#: What may stand between a band and its people.
_BETWEEN = ("roster.why.heading", "roster.why.blank")


def _is_followed(row: int, rows: Rows) -> bool:
    """Whether the next row that holds anything but headings is a person."""
    skipped = {at for at, why in rows.skipped if why not in _BETWEEN} | set(rows.lone)
    after = [at for at in rows.people if at > row]
    return bool(after) and not any(row < at < after[0] for at in skipped if at != row)


def read_gaps(sheet: Sheet, head: Head, rows: Rows) -> None:
    """Fill a team's name down where it stands in the first row of its people only.

    The evidence: the first person has a team, every name stands once, and more cells are blank than
    filled. Of 部门 and 班组 one column has to be so. The other may repeat names, each once below a
    department. This is told as a doubt. A column that only may be so is told, too.
    """
    bases = {heading.at: heading for heading in head.of(LAYER + BASE)}
    if any(left <= at <= right for at in bases for (_, left), (_, right) in _below(sheet, head)):
        return
    cells = {at: [sheet.columns[at][row] for row in rows.people] for at in bases}
    order = sorted(
        bases, key=lambda at: (not layer_above(bases[at].text), -cells[at].count(""), at)
    )
    once = [at for at in order if _stand_once(cells[at])]
    is_shown = any(has_gaps(cells[at]) for at in once)
    if order:
        above = filled_down(cells[(once or order)[0]])
        once += [
            at
            for at in order[1:]
            if at not in once and _stand_once_within(cells[at], above, least=2 - is_shown)
        ]
    others = [cells[at] for at in bases if at not in once]
    starts = [
        any(row and other[row - 1] != other[row] for other in others)
        for row in range(len(rows.people))
    ]
    for at in once:
        filled = [cell for cell in cells[at] if cell]
        if not is_shown and 2 * (len(cells[at]) - len(filled)) < len(filled):
            continue
        if is_shown:
            _tell_beside(sheet, head, rows, {r for r in rows.people if sheet.columns[at][r]})
            new_cells = filled_down(cells[at], starts)
            starts = [start or cell != "" for start, cell in zip(starts, cells[at], strict=True)]
            for row, cell in zip(rows.people, new_cells, strict=True):
                sheet.columns[at][row] = cell
        else:
            new_cells = cells[at]
        count = (
            len(new_cells) - new_cells.count("") - len(filled) if is_shown else new_cells.count("")
        )
        key, option = ("doubt.filled_down", 'shape="row"') if is_shown else ("doubt.gaps_left", "")
        fields = {"count": count, "units": list(dict.fromkeys(filled))}
        sheet.doubts.append(
            Doubt(key, sheet.place, column=bases[at].text, fields=fields, option=option)
        )


def _below(sheet: Sheet, head: Head) -> list[Range]:
    """The merged ranges below the headings."""
    return [merged for merged in sheet.merged if merged[0][0] > head.bottom]


def filled_down(cells: Sequence[str], starts: Sequence[bool] = ()) -> list[str]:
    """Cells with the last one above in place of blanks, but not beyond a start of something else.

    Examples
    --------
    >>> filled_down(["一班", "", "", "二班"], [True, False, True, False])
    ['一班', '一班', '', '二班']
    """
    filled, current = [], ""
    for cell, is_start in zip(cells, starts or [False] * len(cells), strict=True):
        current = cell or ("" if is_start else current)
        filled.append(current)
    return filled


def _tell_beside(sheet: Sheet, head: Head, rows: Rows, filled: set[int]) -> None:
    """Tell columns of other layers that are filled in the same rows as that of the teams, and
    nowhere else.
    """
    for heading in head.headings:
        cells = {row: sheet.columns[heading.at][row] for row in rows.people}
        if not heading.field.startswith(LAYER) or heading.field == LAYER + BASE:
            continue
        if {row for row, cell in cells.items() if cell} == filled:
            units = list(dict.fromkeys(filter(None, cells.values())))
            fields = {"count": len(cells) - len(filled), "units": units}
            sheet.doubts.append(
                Doubt("doubt.gaps_left", sheet.place, column=heading.text, fields=fields)
            )


def _stand_once_within(cells: Sequence[str], above: Sequence[str], *, least: int) -> bool:
    """Whether some cells are blank, and at least some others stand once below the unit above."""
    pairs = [(name, upper) for name, upper in zip(cells, above, strict=True) if name]
    return least <= len(pairs) < len(cells) and len(pairs) == len(set(pairs))


def has_gaps(cells: Sequence[str]) -> bool:
    """Whether a column of teams looks as if each name stood in the first of its rows only.

    Examples
    --------
    >>> has_gaps(["一班", "", "", "二班", ""]), has_gaps(["一班", "", "一班", "二班"])
    (True, False)
    """
    return _stand_once(cells) and 2 * sum(map(bool, cells)) <= len(cells)


def _stand_once(cells: Sequence[str]) -> bool:
    """Whether the first cell and some others are filled, and no two of them alike."""
    filled = [cell for cell in cells if cell]
    return (
        len(cells) >= _LEAST
        and cells[0] != ""
        and 1 < len(filled) < len(cells)
        and len(filled) == len(set(filled))
    )


_LEAST = 4
