"""Blank cells below the names of units, as merged cells leave them, and one that stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from sanzu_graph.io.rosters.alike import all_alike
from sanzu_graph.io.rosters.column_reading import Reading
from sanzu_graph.io.rosters.doubts import Doubt
from sanzu_graph.io.rosters.rows import Rows
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.values import is_none, read_status
from sanzu_graph.io.rosters.words import BASE, LAYER
from sanzu_graph.schema import roster_fields

_LEAST = 2
_TOLD = ("doubt.filled_down", "doubt.gaps_left")


def tell_cut_merges(sheet: Sheet, rows: Rows, reading: Reading, option: str) -> None:
    """Tell each column of units whose blank cells look like the rest of merged cells.

    Parameters
    ----------
    sheet, rows, reading
        The sheet, its people, and how its columns are read. The doubts go to the sheet.
    option
        What says that the blanks stand as they are; empty where that would change more.
    """
    if sheet.is_turned:
        return
    told = {doubt.column for doubt in sheet.doubts if doubt.key in _TOLD}
    for name, heading in reading.fields.items():
        if not name.startswith(LAYER) or heading.text in told:
            continue
        cells = sheet.cells(heading.at, rows.people)
        above = cut_rows(cells) if "" in cells else {}
        below = [at for at in above if _is_counted(sheet, rows, reading, name, at)]
        units = list(dict.fromkeys(cells[above[at]] for at in below))
        if len(units) < _LEAST:
            if name == LAYER + BASE and not reading.above:  # else the unit above is meant
                _tell_lone_blank(sheet, rows, reading, cells, option)
            continue
        fields = {"count": len(below), "units": units, "unit": units[0]}
        row = sheet.number(rows.people[below[0]])
        sheet.doubts.append(
            Doubt("doubt.cut_merges", sheet.place, row, heading.text, fields, option)
        )


def _tell_lone_blank(
    sheet: Sheet, rows: Rows, reading: Reading, cells: Sequence[str], option: str
) -> None:
    """Tell the one person without a team who stands directly below somebody in one."""
    blanks = [at for at, cell in enumerate(cells) if not cell]
    if len(blanks) != 1 or not blanks[0] or is_none(cells[blanks[0] - 1]):
        return
    if not _is_counted(sheet, rows, reading, LAYER + BASE, blanks[0]):
        return
    heading = reading.fields[LAYER + BASE]
    row = sheet.number(rows.people[blanks[0]])
    fields = {"unit": cells[blanks[0] - 1]}
    sheet.doubts.append(Doubt("doubt.lone_blank", sheet.place, row, heading.text, fields, option))


def cut_rows(cells: Sequence[str]) -> dict[int, int]:
    """Blank cell → the first cell of the name above, if every name stands in one run only.

    Examples
    --------
    >>> cut_rows(["一班", "", "", "二班", "二班", ""])
    {1: 0, 2: 0, 5: 3}
    >>> cut_rows(["一班", "", "二班", "", "一班"])
    {}
    """
    seen: set[str] = set()
    below: dict[int, int] = {}
    current, first = "", 0
    for at, name in enumerate(all_alike(list(cells))):
        if not name:
            if current:
                below[at] = first
        elif is_none(name):
            current = ""
        elif name != current or at - 1 in below:
            if name in seen:
                return {}
            seen.add(name)
            current, first = name, at
    return below


def _is_counted(sheet: Sheet, rows: Rows, reading: Reading, name: str, at: int) -> bool:
    """Whether somebody new stands there, whose status does not say why the cell is blank."""
    person = reading.fields.get("id") or reading.fields.get("name")
    row = rows.people[at]
    if person is not None:
        cells = sheet.columns[person.at]
        if cells[row] == cells[rows.people[at - 1]]:
            return False
    field = roster_fields().get(name.removeprefix(LAYER))
    status = reading.fields.get(field.members_by[0]) if field else None
    if field is None or status is None:
        return True
    return read_status(sheet.columns[status.at][row]) in field.members_by[1]
