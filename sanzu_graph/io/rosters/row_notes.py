"""What rows that are no people say of people: examples, and posts in titles and signatures."""

from __future__ import annotations

import re

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.rows import Rows
from sanzu_graph.io.rosters.sheets import Sheet


def tell_rows(sheet: Sheet, rows: Rows, names: Heading | None) -> None:
    """Tell what rows that are no people say."""
    at = [row for row, why in rows.skipped if why == "roster.why.example"]
    if at:
        sheet.doubts.append(
            Doubt("doubt.example", sheet.place, sheet.number(at[0]), fields={"count": len(at)})
        )
    if names is not None:
        _tell_titles(sheet, rows, names)


#: A post and who holds it, in a title, a note or a signature: 班长：张三.
_HOLDER = re.compile(
    r"((?:副|代)?(?:班长|组长|站长|所长|队长|主任|书记|负责人)|(?:team )?(?:lead|leader|manager|supervisor))\s*[:：]\s*([\u3400-\u9fff·]{2,4}|[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*)+)",
    re.IGNORECASE,
)


def _tell_titles(sheet: Sheet, rows: Rows, names: Heading) -> None:
    """Tell posts that rows which are no people give to somebody."""
    holders = [
        (match, row)
        for row, _ in rows.skipped
        for match in _HOLDER.finditer(" ".join(sheet.row(row)))
    ]
    known = set(map(alike, sheet.cells(names.at, rows.people))) if holders else set()
    counts: dict[str, int] = {}
    for match, row in holders:
        if alike(match[2]) in known:
            counts.setdefault(match[0], row)
    for value, row in counts.items():
        sheet.doubts.append(
            Doubt("doubt.title_names", sheet.place, sheet.number(row), fields={"value": value})
        )
