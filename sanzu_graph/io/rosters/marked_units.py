"""Columns of marks: who is in the unit of a heading, with which duty, and who has a role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sanzu_graph.io.rosters.contents import YES, folded_mark, holds_marks, is_mark, marked_roles
from sanzu_graph.io.rosters.people import Cells
from sanzu_graph.io.rosters.posts import roles_of
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.values import read_list
from sanzu_graph.io.rosters.words import LAYER, ROLE
from sanzu_graph.schema import DEPUTY, LEADER, PLAIN

_MARKS = sorted(YES, key=len, reverse=True)
#: So many ways to mark people there are at most, with all duties.
_MOST = 100
_AROUND = " \t\u3000()（）[]【】:：,，、-–—/"
#: How a duty ends that is no known role and yet one: 宣传委员, 安全员, treasurer.
_OWN_DUTY = re.compile(r"(?:员|員|委|长|長|officer|treasurer|secretary)$", re.IGNORECASE)


def marks_and_duties(cells: Sequence[str], layer: str) -> dict[str, tuple[str, str]] | None:
    """Each distinct cell → its mark, and what stands behind it; None where cells hold more.

    A role of the layer in place of a mark is a mark, too.

    Examples
    --------
    >>> marks_and_duties(["√(组长)", "√", ""], "party")
    {'√(组长)': ('√', '组长'), '√': ('√', ''), '': ('', '')}
    >>> marks_and_duties(["一班", "√"], "party") is None
    True
    """
    distinct = dict.fromkeys(cells)
    if len(distinct) > _MOST:
        return None
    read = {cell: _mark_and_rest(cell, layer) for cell in distinct}
    marks = [mark for mark, _ in read.values()]
    return read if holds_marks(marks) and any(cell in marks for cell in read if cell) else None


def duty_of(word: str, layer: str) -> str:
    """The roles that a word behind a mark tells; empty where it is a note.

    Examples
    --------
    >>> duty_of("组长", "party"), duty_of("宣传委员", "party"), duty_of("借调", "party")
    ('leader', '宣传委员', '')
    """
    roles = roles_of(word, layer) if word else ()
    is_known = bool({*roles} & {LEADER, DEPUTY, PLAIN})
    return "、".join(roles[:1]) if is_known or _OWN_DUTY.search(word) else ""


def _mark_and_rest(cell: str, layer: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", cell).strip()
    for mark in _MARKS:
        rest = plain[len(mark) :]
        if not plain.casefold().startswith(mark):
            continue
        if not rest or not (mark[-1].isascii() and mark[-1].isalnum() and rest[0].isalnum()):
            return mark, rest.strip(_AROUND)
    role = roles_of(plain, layer) if plain else ()
    return ("√", plain) if {*role} & {LEADER, DEPUTY} else (cell, "")


def mark_units(part: RosterPart, name: str, cells: Cells) -> None:
    """Add the units in whose columns people have a mark, and further units of a layer."""
    for layer, heading in part.reading.further:
        if LAYER + layer == name:
            for at, cell in enumerate(part.sheet.cells(heading.at, part.rows.people)):
                if cell:
                    cells[at] = f"{cells[at]}、{cell}" if cells[at] else cell
    for layer, heading in part.reading.marks:
        if LAYER + layer != name:
            continue
        for at, is_marked, _ in _marked(part, layer, heading.at):
            if is_marked:
                cells[at] = f"{cells[at]}、{heading.text}" if cells[at] else heading.text


def mark_roles(part: RosterPart, name: str, cells: Cells) -> None:
    """Add the roles of whom a column of marks asks, and the duties behind marks."""
    for layer, role, heading in part.reading.roles:
        if ROLE + layer == name:
            roles = marked_roles(part.sheet.cells(heading.at, part.rows.people), role) or []
            for at, told in enumerate(roles):
                cells[at] = cells[at] or told
    for layer in part.reading.duties:
        if ROLE + layer == name:
            _mark_duties(part, layer, cells)


def _mark_duties(part: RosterPart, layer: str, cells: Cells) -> None:
    """The duties behind marks, in the order of each person's units."""
    rows = part.rows.people
    fields = part.reading.fields
    before = [fields[LAYER + layer]] if LAYER + layer in fields else []
    before += [heading for further, heading in part.reading.further if further == layer]
    duties: list[list[str]] = [
        [PLAIN for heading in before for _ in read_list(part.sheet.columns[heading.at][row])]
        for row in rows
    ]
    for of, heading in part.reading.marks:
        if of == layer:
            for at, is_marked, duty in _marked(part, layer, heading.at):
                duties[at] += [duty or PLAIN] if is_marked else []
    for at, told in enumerate(duties):
        if not cells[at] and set(told) - {PLAIN}:
            cells[at] = "、".join(told)


def _marked(part: RosterPart, layer: str, column: int) -> list[tuple[int, bool, str]]:
    """The place of each filled cell of a column of marks, whether it says yes, and the duty."""
    told = part.sheet.cells(column, part.rows.people)
    read = marks_and_duties(told, layer) or {}
    words = {folded_mark(mark) for mark, _ in read.values()} - {""}
    return [
        (at, is_mark(folded_mark(read[cell][0]), words), duty_of(read[cell][1], layer))
        for at, cell in enumerate(told)
        if cell and cell in read
    ]
