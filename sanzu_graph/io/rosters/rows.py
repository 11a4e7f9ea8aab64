"""Which rows of a sheet are people; titles, totals, signatures and second headings are named and
skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.headings import Head
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import folded, squeezed
from sanzu_graph.model.vacancies import is_vacancy
from sanzu_graph.schema import roster_fields

_TOTAL = re.compile(
    r"(?:合计|总计|共计|小计|累计|总人数|人数合计|合计人数|(?:grand|sub)?totals?)(?:[:(\d共].*)?|共\d+[人名].*|.*(?:合计|总计|共计|小计)"
    r"|(?:其中[:：]?)?[男女](?:性|职工|员工|工)?(?:人数|合计)?|(?:fe)?males?",
    re.DOTALL,
)
#: A total that stands alone in its row, behind or before a name.
_SUMS = re.compile(r"\b(?:sub)?total\b", re.IGNORECASE)
_RULE = re.compile(r"[:|]?[-=_—–─*+~]{2,}[:|]?")
#: What asks for a signature or a day; before a colon or line nothing else can be meant, alone it
#: may be a post.
_SIGNATURE = re.compile(
    r"((?:填表|填报|制表|审核|审批|复核|校核|编制|批准|报送|单位负责|部门负责|负责|经办|经手|联系|统计)(?:人|者|员|单位|部门|日期|时间|意见)?(?:签字|签名|签章|\(.*?\))?"
    r"|(?:主管|分管)领导(?:签字|签名)?|(?:单位)?(?:盖章|公章|签字|签名|签章)|\((?:盖章|公章|签字)\)|(?:填表|制表|填报|审核)?(?:日期|时间)"
    r"|(?:prepared|checked|approved|reviewed|signed|compiled)by|signatures?|date)([:(＿_].*)?",
    re.DOTALL,
)
_NOTE = re.compile(
    r"(?:备注|注|说明|附注|填表说明|notes?|remarks?)\d*(?:[:：.、].*)?|[(\[【].*[)\]】]|#\s.*|以下(?:空白|无).*|第\s*\d+\s*页.*",
    re.DOTALL,
)
_TITLE = re.compile(r"花名册|名册|名单|一览表|登记表|统计表|汇总表|明细表|情况表|roster$|list$")
_CLOSED = re.compile(r"[）)】\]]$", re.MULTILINE)
#: A row that shows how to fill in the others.
_EXAMPLE = re.compile(
    r"(?:填写)?(?:示例|样例|例子|举例|范例|例)(?:\d*|[:：].*)|.+[(【\[](?:示例|样例|例|example|sample)[)】\]]"
    r"|(?:example|sample)(?:row|name|person)?\d*"
)
_SENTENCE = re.compile(r"[:：。；;]|^\d+[、.．]")
_UNIT = re.compile(r".+(?:班|组|队|中心)|.{2,}(?:班|组|部|室|所|站|科|队|中心|公司|支部)")
#: With what a title, heading, total, signature or note may begin; nearly every row is done with
#: after this one look.
_INITIALS = frozenset(
    "#男女其=+~:─合总共小累人填制审复校编批报单部负经联统主分盖公签日时备注说附(（[【花姓總計審複報單負經聯統蓋簽時備註說編空暂缺待拟岗暫擬崗招示样例-–—_?/.？—－"
)
_ENDINGS = frozenset(
    (
        "合计",
        "总计",
        "共计",
        "小计",
        "合計",
        "總計",
        "共計",
        "小計",
        "空缺",
        "暂缺",
        "暫缺",
        "缺员",
        "缺編",
        "缺编",
        "待招",
        "招聘",
        "待聘",
    )
)
_LAST_SIGNS = frozenset(word[-1] for word in _ENDINGS)
_PREFIXES = frozenset(
    (
        "tot",
        "sub",
        "gra",
        "pre",
        "che",
        "app",
        "rev",
        "sig",
        "com",
        "dat",
        "not",
        "rem",
        "vac",
        "tbd",
        "tba",
        "tbc",
        "tbh",
        "vak",
        "n.n",
        "n n",
        "nn",
        "n/a",
        "new",
        "to ",
        "ope",
        "unf",
        "pos",
        "rol",
        "exa",
        "sam",
        "mal",
        "fem",
    )
)
_HEADINGS = frozenset(
    alias.casefold() for name in ("name", "id") for alias in (name, *roster_fields()[name].aliases)
)
_FOLDED = frozenset(map(folded, _HEADINGS))
_HEADING_STARTS = frozenset(heading[:3] for heading in _HEADINGS)
_LONGEST_NAME = 15
#: Why a row is skipped that stands for an open post.
VACANT = "roster.why.vacant"
_ENDS = ("roster.why.total", "roster.why.signature", "roster.why.note")


@dataclass(eq=False)
class Rows:
    """What the rows below the headings are, each counted from 0 in its sheet.

    Attributes
    ----------
    people, skipped : rows, and why they are none
    posts : those of `people` that are open posts
    faults : rows that may be people or not
    lone : the rows below the headings that hold one text alone, and that text
    """

    people: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lone: dict[int, str] = field(default_factory=dict)


def sort_rows(sheet: Sheet, head: Head) -> Rows:
    """Tell people from everything else, then fill the merged ranges among them."""
    rows = Rows(skipped=[(at, "roster.why.title") for at in range(head.top) if any(sheet.row(at))])
    naming = [heading.at for heading in head.of("name", "id")]
    given = np.array([_true(map(bool, column)) for column in sheet.columns])
    count, leading = given.sum(axis=0), given.argmax(axis=0)
    wide = _wide_rows(sheet)
    sheet.fill_merged(head.bottom + 1)
    named, odd = np.zeros(sheet.height, dtype=bool), np.zeros(sheet.height, dtype=bool)
    if sheet.merged:  # a name that is merged down is a cell of each of its rows
        narrow = [row for row in range(head.bottom + 1, sheet.height) if row not in wide]
        for at in naming:
            cells = sheet.columns[at]
            count[[row for row in narrow if cells[row] and not given[at, row]]] += 1
    for at in {*naming, *np.unique(leading).tolist()}:
        begins = _odd_cells(sheet.columns[at])
        odd |= begins & ((leading == at) | (at in naming))
        named |= _true(map(bool, sheet.columns[at])) & (at in naming)
    last_row = int(np.flatnonzero(count).max(initial=-1))
    for at in naming:  # 张三（示例）: the end shows it
        if _CLOSED.search("\n".join(sheet.columns[at])):
            odd |= _true(_CLOSED.search(cell) is not None for cell in sheet.columns[at])
    plain = named & ~odd & (count > 1)
    plain[: head.bottom + 1] = False
    rows.people = np.flatnonzero(plain).tolist()
    below = ~plain[head.bottom + 1 : last_row + 1]
    for row in (head.bottom + 1 + np.flatnonzero(below)).tolist():
        if count[row] == 1:
            rows.lone[row] = sheet.columns[leading[row]][row]
        why = _why_skipped(
            sheet,
            head,
            row,
            _Look(naming, int(count[row]), int(leading[row]), row in wide, bool(named[row])),
        )
        if why.startswith("fault."):
            rows.faults.append(
                Fault(
                    why,
                    "members",
                    sheet.place,
                    sheet.number(row),
                    value=sheet.columns[leading[row]][row],
                )
            )
        elif why:
            rows.skipped.append((row, why))
        else:
            rows.people.append(row)
    has_more = len(naming) < int(given[:, head.bottom + 1 :].any(axis=1).sum())
    return _with_single_names(sheet, rows, count, has_more)


def _true(truths: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(truths, dtype=bool)


def _odd_cells(column: Sequence[str]) -> NDArray[np.bool_]:
    """Which cells may begin or end a row that is no person; in most columns none does."""
    odd = np.zeros(len(column), dtype=bool)
    starts = {cell[:3] for cell in column}
    lower = {start.lower() for start in starts}
    if not _INITIALS.isdisjoint({start[:1] for start in starts}):
        odd |= _true(cell[:1] in _INITIALS for cell in column)
    if not lower.isdisjoint(_PREFIXES):
        odd |= _true(cell[:3].lower() in _PREFIXES for cell in column)
    if not lower.isdisjoint(_HEADING_STARTS):
        odd |= _true(cell.lower() in _HEADINGS for cell in column)
    together = "".join(column)
    if any(sign in together for sign in _LAST_SIGNS):
        odd |= _true(cell[-2:] in _ENDINGS for cell in column)
    return odd


class _Look(NamedTuple):
    """A row at a glance: the columns of names and ids, how many cells it has, the first of them,
    merged across or not.
    """

    naming: list[int]
    filled: int
    leading: int
    is_wide: bool
    is_named: bool


def _wide_rows(sheet: Sheet) -> set[int]:
    """The rows in which a range is merged across columns."""
    return {
        row
        for (top, left), (bottom, right) in sheet.merged
        if right > left
        for row in range(top, bottom + 1)
    }


def _why_skipped(sheet: Sheet, head: Head, row: int, look: _Look) -> str:
    """The reason why a row is no person, a fault, or ``""``."""
    cells = {at: sheet.columns[at][row] for at in (look.leading, *look.naming)}
    first, names = cells[look.leading], [cells[at] for at in look.naming if cells[at]]
    is_alone = look.filled == 1 and (look.is_wide or look.leading not in look.naming)
    reasons: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("roster.why.blank", lambda: not look.filled or _is_rule(sheet, row)),
        (
            "roster.why.total",
            lambda: any(_TOTAL.fullmatch(squeezed(cell)) for cell in cells.values()),
        ),
        (
            "roster.why.signature",
            lambda: (
                _signs(first, alone=not set(names) - {first})
                or any(_signs(name, alone=True) for name in names)
            ),
        ),
        ("roster.why.heading", lambda: _is_head(sheet, head, row)),
        (
            "fault.roster_other_headings",
            lambda: look.filled > 1 and any(folded(name) in _FOLDED for name in names),
        ),
        (
            "roster.why.example",
            lambda: any(_EXAMPLE.fullmatch(squeezed(cell)) for cell in cells.values()),
        ),
        (VACANT, lambda: _is_vacant(head, cells)),
        ("roster.why.note", lambda: any(_NOTE.fullmatch(text) for text in names or [first])),
        ("roster.why.title", lambda: look.filled == 1 and look.is_wide),
        ("roster.why.total", lambda: look.filled == 1 and _SUMS.search(first) is not None),
        ("roster.why.nameless", lambda: is_alone or not look.is_named),
    )
    return next((why for why, holds in reasons if holds()), "")


def _is_rule(sheet: Sheet, row: int) -> bool:
    """Whether a row is a line: every cell of it is made of dashes and the like."""
    return all(_RULE.fullmatch(cell) for cell in sheet.row(row) if cell)


def _is_vacant(head: Head, cells: Mapping[int, str]) -> bool:
    """Whether a name says that nobody holds the post; the id says it only where there is no name."""
    names = [cells[heading.at] for heading in head.of("name") if cells[heading.at]]
    return any(map(is_vacancy, names or [cells[heading.at] for heading in head.of("id")]))


def _signs(text: str, *, alone: bool) -> bool:
    """Whether a cell asks for a signature or a date: 审核：…, and 审核人 too if it stands `alone`."""
    match = _SIGNATURE.fullmatch(squeezed(text))
    return match is not None and (alone or match[2] is not None)


def _is_head(sheet: Sheet, head: Head, row: int) -> bool:
    """Whether every cell of a row repeats the heading of its column, or the group heading above it."""
    cells = [
        (heading, folded(cell))
        for heading in head.headings
        if (cell := sheet.columns[heading.at][row])
    ]
    same = all(
        word and word in (folded(heading.text), folded(heading.group)) for heading, word in cells
    )
    return same and any(heading.known or heading.group for heading, _ in cells)


def _with_single_names(sheet: Sheet, rows: Rows, count: NDArray[np.intp], has_more: bool) -> Rows:
    """The rows, those that hold a name alone looked at once more: it may be a title, a note below,
    or unclear.
    """
    full = max((row for row in rows.people if count[row] > 1), default=-1)
    ends = min(
        (row for row, why in rows.skipped if why in _ENDS and row > full), default=sheet.height
    )
    reasons = dict(rows.skipped)
    skipped, unclear = dict[int, str](), dict[int, str]()
    for row in rows.people:
        if count[row] != 1:
            continue
        # What is filled down from a merged range says nothing of the row.
        text = rows.lone.get(row) or next(c[row] for c in sheet.columns if c[row])
        below = next((at for at in range(row + 1, sheet.height) if count[at]), row)
        if reasons.get(below) == "roster.why.heading" or _TITLE.search(folded(text)):
            skipped[row] = "roster.why.title"
        elif row > ends or _SENTENCE.search(text) or len(text) > _LONGEST_NAME:
            skipped[row] = "roster.why.note"
        elif has_more and _UNIT.fullmatch(text):
            unclear[row] = text
    rows.faults += [
        Fault("fault.roster_unclear_row", "members", sheet.place, sheet.number(row), value=text)
        for row, text in unclear.items()
    ]
    rows.people = sorted(row for row in rows.people if row not in skipped and row not in unclear)
    rows.skipped = sorted([*rows.skipped, *skipped.items()])
    return rows
