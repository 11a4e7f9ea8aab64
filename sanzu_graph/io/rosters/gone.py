"""Rows and sheets of people who no longer belong: hidden, left, or listed as leavers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sanzu_graph.io.cell_states import letter
from sanzu_graph.io.rosters.column_reading import Reading
from sanzu_graph.io.rosters.contents import HINTS
from sanzu_graph.io.rosters.doubts import Doubt, mapped
from sanzu_graph.io.rosters.headings import Head, Heading
from sanzu_graph.io.rosters.rows import Rows
from sanzu_graph.io.rosters.sheet_months import earlier_months
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import folded
from sanzu_graph.schema import value_aliases

#: What names a sheet of people who are gone, or an old or example copy.
_LEAVERS = re.compile(
    r"离职|离退|退休|离岗|离任|调出|调离|调走|辞职|辞退|减员|停用|已故|離職|退職|退社|leaver|leavers"
    r"|terminat|former|resigned|resignation|retire|separat|inactive|alumni|deactivated|offboard"
    r"|^ex[-_\s]?(?:employee|staff|member|worker)s?|ausgeschieden|anciens|bajas"
)
_OLD = re.compile(
    r"(?:^|[\s_\-(（])(?:旧|老|历史|备份|作废|存档|副本|old|archive|archived|backup|copy)|备份|作废|旧花名册|旧版|(?:old|backup|archive)$|(?:样表|样例|示例|模板|example|sample|template)"
)
_STAYS = re.compile(r"在职|在岗|非离职|未离职|current|active ?staff")
#: What a remark says of somebody who is gone.
_REMARK = re.compile(
    r"已?(?:离职|调出|调离|退休|辞职|离岗|病退|内退|去世|已故|调(?:至|到|往|去)|调(?=[一二三四五六七八九十\d][^，。,]{0,4}[班组])|病故|死亡|逝世|辞退|开除|除名|借调(?:外单位|至|到)?|外借)|left|resigned|terminated|retired|transferred out|deceased|dismissed"
)
#: How a name ends that holds a note, and with what one begins or ends that is marked.
_NOTES, _SIGNS = ")）】]★☆*＊●▲◆※△", "★☆*＊●▲◆※△"
_NAMED = 3


def left_out(sheets: Sequence[Sheet], *, hidden: bool | None, is_named: bool) -> dict[int, Doubt]:
    """The sheets that are hidden, or of leavers or old by their name, each with its doubt.

    Nothing is left out where the user named the sheets, or where no other sheet would be left.
    """
    doubts: dict[int, Doubt] = {}
    earlier = set() if is_named else earlier_months(sheets)
    for at, sheet in enumerate(sheets):
        name = folded(sheet.name)
        key = (
            "doubt.hidden_sheet"
            if sheet.is_hidden and not hidden
            else "doubt.leavers_sheet"
            if _LEAVERS.search(name) and not _STAYS.search(name)
            else "doubt.old_sheet"
            if _OLD.search(sheet.name.lower()) or at in earlier
            else ""
        )
        if key and not is_named:
            doubts[at] = Doubt(
                key, sheet.place, fields={"sheet": sheet.name}, option=f'sheet="{sheet.name}"'
            )
    return doubts if len(doubts) < len(sheets) else {}


def tells_changes(sheet: Sheet) -> bool:
    """Whether a sheet lists what `write_roster(like=)` changed, to be signed."""
    return (
        _CHANGES.fullmatch(sheet.name) is not None
        and sheet.height > 0
        and any(
            {"before", "after"} <= {*row} or {"原内容", "新内容"} <= {*row}
            for row in [sheet.row(0)]
        )
    )


_CHANGES = re.compile(r"(?:变动|Changes)(?: \d+)?")


def without_hidden(sheet: Sheet, head: Head, rows: Rows, hidden: bool | None) -> None:
    """Leave out the people in hidden rows, unless a filter hides them; either is told."""
    at = [row for row in rows.people if row in sheet.states.hidden_rows]
    if at:
        naming = [heading.at for heading in head.of("name", "id")]
        names = [
            next(
                (
                    sheet.columns[column][row]
                    for column in naming[::-1]
                    if sheet.columns[column][row]
                ),
                "",
            )
            for row in at
        ]
        keeps = sheet.states.is_filtered if hidden is None else hidden
        key = (
            "doubt.filtered_rows"
            if sheet.states.is_filtered and hidden is None
            else "doubt.hidden_rows"
        )
        if hidden is None or not hidden:
            sheet.doubts.append(
                Doubt(
                    key,
                    sheet.place,
                    sheet.number(at[0]),
                    fields={"count": len(at), "who": names},
                    option=f"hidden={not keeps}",
                )
            )
        if not keeps:
            _drop(rows, at, "roster.why.hidden")
    for heading in head.headings:
        if heading.at in sheet.states.hidden_columns and (
            heading.text or any(sheet.columns[heading.at])
        ):
            sheet.doubts.append(
                Doubt(
                    "doubt.hidden_column",
                    sheet.place,
                    column=heading.text or letter(heading.at),
                    option=mapped(heading.text, "skip"),
                )
            )


def without_sections(sheet: Sheet, rows: Rows) -> None:
    """Leave out the people below a row that says 离职人员 and nothing else; told."""
    starts = sorted(rows.lone)
    for row in starts:
        end = next((at for at in starts if at > row), sheet.height)
        text = rows.lone[row]
        word = folded(text)
        if len(word) > _LONGEST_SECTION or _STAYS.search(word) or not _SECTION.fullmatch(word):
            continue
        gone = [at for at in rows.people if row < at < end]
        rows.people = [at for at in rows.people if at != row]
        rows.skipped = sorted({**dict(rows.skipped), row: "roster.why.title"}.items())
        if gone:
            fields = {"value": text, "count": len(gone)}
            sheet.doubts.append(
                Doubt("doubt.leavers_section", sheet.place, sheet.number(row), fields=fields)
            )
            _drop(rows, gone, "roster.why.gone")


#: What a row says above those who left.
_SECTION = re.compile(
    rf"(?:[一二三四五六七八九十\d][、.．)）])?(?:以下|附|本年度?)?:?.{{0,4}}(?:{_LEAVERS.pattern})(?:人员|员工|职工|名单|者|为|s|ed|e[sd]|employees|staff|people)*"
    r"(?:[(（].{0,12}[)）])?:?"
)
_LONGEST_SECTION = 24


def without_gone(sheet: Sheet, rows: Rows, reading: Reading, values: Mapping[str, str]) -> None:
    """Leave out people whose status says that they are gone; told, by status."""
    for heading in reading.status:
        gone: dict[str, list[int]] = {}
        unclear: dict[str, int] = {}
        for row in rows.people:
            cell = sheet.columns[heading.at][row]
            meant = meaning_of(cell, values) if cell else "present"
            if meant == "gone" or (meant == "no" and _asks(heading)):
                gone.setdefault(cell, []).append(row)
            elif not meant:
                unclear[cell] = unclear.get(cell, 0) + 1
        for cell, at in gone.items():
            sheet.doubts.append(
                Doubt(
                    "doubt.gone",
                    sheet.place,
                    sheet.number(at[0]),
                    heading.text,
                    {"count": len(at), "value": cell},
                    f'mapping={{"values": {{"{cell}": "present"}}}}',
                )
            )
            _drop(rows, at, "roster.why.gone")
        if unclear and len(unclear) <= _MOST_UNCLEAR:
            sheet.doubts += [
                Doubt(
                    "doubt.status_unclear",
                    sheet.place,
                    column=heading.text,
                    fields={"count": count, "value": cell},
                    option=f'mapping={{"values": {{"{cell}": "gone"}}}}',
                )
                for cell, count in unclear.items()
            ]


_MOST_UNCLEAR = 10


def _tell_struck(sheet: Sheet, rows: Rows, reading: Reading) -> None:
    """Tell who is struck through."""
    naming = [heading for name, heading in reading.fields.items() if name in ("name", "id")]
    struck = [
        row
        for row in rows.people
        if any((row, column.at) in sheet.states.struck for column in naming)
    ]
    if struck:
        who = [sheet.columns[naming[-1].at][row] for row in struck]
        told = {"count": len(struck), "who": who}
        first, column = sheet.number(struck[0]), naming[-1].text
        sheet.doubts.append(Doubt("doubt.struck_out", sheet.place, first, column, told))


def tell_remarks(sheet: Sheet, rows: Rows, reading: Reading) -> None:
    """Tell what remarks and names say of people who may be gone, and who are read as staff."""
    _tell_struck(sheet, rows, reading)
    for heading in [
        *reading.attributes.values(),
        *(h for f, h in reading.fields.items() if f == "name"),
    ]:
        is_name = heading in reading.fields.values()
        if not is_name and not HINTS.search(heading.text):
            continue
        column = sheet.columns[heading.at]
        remarks: dict[str, list[int]] = {}
        noted: list[int] = []
        for row in rows.people:
            cell = column[row]
            if not cell or (is_name and cell[-1] not in _NOTES and cell[0] not in _SIGNS):
                continue
            if is_name:
                noted.append(row)
            if said := _REMARK.search(cell):
                remarks.setdefault(said[0], []).append(row)
        if noted and not remarks:
            sheet.doubts.append(
                Doubt(
                    "doubt.name_note",
                    sheet.place,
                    sheet.number(noted[0]),
                    heading.text,
                    {"count": len(noted), "values": [column[row] for row in noted]},
                )
            )
        for word, at in remarks.items():
            sheet.doubts.append(
                Doubt(
                    "doubt.remark",
                    sheet.place,
                    sheet.number(at[0]),
                    heading.text,
                    {"count": len(at), "value": word},
                )
            )


def meaning_of(cell: str, values: Mapping[str, str]) -> str:
    """What a status says: ``gone``, ``present``, ``yes``, ``no``, or nothing that is known.

    Examples
    --------
    >>> meaning_of("已离职", {}), meaning_of("Active", {}), meaning_of("长期病假", {})
    ('gone', 'present', '')
    """
    word = folded(cell)
    if word in values:
        return values[word]
    known = {folded(alias): value for alias, value in value_aliases("employment").items()}
    if word in known:
        return known[word]
    bare = _ASIDE.sub("", word)
    if bare in known:
        return known[bare]
    if _REMARK.match(word) and not re.search(r"未|非|拟|预", word):
        return "gone"
    return "yes" if word in _YES else "no" if word in _NO else ""


#: A remark in brackets; a bracket that nobody closed goes to the end.
_ASIDE = re.compile(r"[(（][^)）]*+(?:[)）]|\Z)")
_YES = ("是", "y", "yes", "1", "true")
_NO = ("否", "n", "no", "0", "false")


def _asks(heading: Heading) -> bool:
    """Whether a heading asks for yes or no: 是否在职, active."""
    word = heading.text.lower()
    return "是否" in word or "active" in word or word in ("在职", "在岗")


def _drop(rows: Rows, at: Sequence[int], why: str) -> None:
    gone = set(at)
    rows.people = [row for row in rows.people if row not in gone]
    rows.skipped = sorted([*rows.skipped, *((row, why) for row in at)])
