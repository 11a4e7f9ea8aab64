"""What a roster says beside its rows of people: it is told, and not read.

Blanks in front of names tell what is below what. Titles, notes and signatures name posts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.column_reading import Reading
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.rows import Rows
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import LAYER

_LEAST = 2


def tell_indents(sheet: Sheet, rows: Rows, reading: Reading) -> None:
    """Tell columns of units or names, and lone rows, that are written like an outline."""
    for name, heading in reading.fields.items():
        if name != "name" and not name.startswith(LAYER):
            continue
        widths = sheet.indented(heading.at, rows.people)
        if not any(widths):
            continue  # nearly all
        cells = sheet.cells(heading.at, rows.people)
        if is_outline(cells, widths) if name == "name" else are_levels(cells, widths):
            _tell(sheet, heading.text, cells, widths)
    lone = sorted(rows.lone)
    at = {row: next(c for c, cells in enumerate(sheet.columns) if cells[row]) for row in lone}
    widths = [sheet.indented(at[row], [row])[0] for row in lone]
    if are_levels([rows.lone[row] for row in lone], widths):
        _tell(sheet, "", [rows.lone[row] for row in lone], widths)


def _tell(sheet: Sheet, column: str, cells: Sequence[str], widths: Sequence[int]) -> None:
    indented = dict.fromkeys(cell for cell, width in zip(cells, widths, strict=True) if width)
    fields = {"count": len(indented), "values": list(indented)}
    sheet.doubts.append(Doubt("doubt.indented", sheet.place, None, column, fields))


def are_levels(cells: Sequence[str], widths: Sequence[int]) -> bool:
    """Whether blanks in front of units tell levels: several widths, and each unit has one.

    Examples
    --------
    >>> are_levels(["公司", "输电部", "一班", "一班"], [0, 2, 4, 4])
    True
    >>> are_levels(["一班", "一班", "二班"], [0, 1, 0])
    False
    """
    pairs = {pair for pair in zip(cells, widths, strict=True) if pair[0]}
    indented = sum(width > 0 for _, width in pairs)
    return (
        len({width for _, width in pairs}) > 1
        and len({cell for cell, _ in pairs}) == len(pairs)
        and indented >= _LEAST
    )


def is_outline(cells: Sequence[str], widths: Sequence[int]) -> bool:
    """Whether blanks in front of names tell who is below whom.

    Then the first name has the fewest blanks, and at least half are deeper. No name is deeper by
    two levels than the one before.

    Examples
    --------
    >>> is_outline(["Ann", "Bo", "Cy", "Di"], [0, 2, 4, 2]), is_outline(["Ann", "Bo", "Cy"], [0, 1, 0])
    (True, False)
    """
    own = [width for cell, width in zip(cells, widths, strict=True) if cell]
    levels = {width: level for level, width in enumerate(sorted(set(own)))}
    steps = [levels[width] for width in own]
    deeper = sum(map(bool, steps))
    return (
        len(levels) > 1
        and steps[0] == 0
        and deeper >= max(_LEAST, len(steps) - deeper)
        and all(after <= before + 1 for before, after in itertools.pairwise(steps))
    )


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
