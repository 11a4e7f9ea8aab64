"""An organisation written back into the user's own roster: only the cells that changed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from sanzu_graph.errors import Fault, FaultsError, InputError
from sanzu_graph.io.csv_tables import disarmed
from sanzu_graph.io.rosters.losses import differences
from sanzu_graph.io.rosters.managers import MANAGERS, MENTORS, is_of_ids
from sanzu_graph.io.rosters.open_posts import post_cells
from sanzu_graph.io.rosters.roster_columns import SEPARATOR, spelling
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.understanding import Understood
from sanzu_graph.io.rosters.words import LAYER, ROLE
from sanzu_graph.io.workbook_edits import edited
from sanzu_graph.messages import language, text
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import LINES, PLAIN, ROLES

#: Workbooks whose cells can be rewritten one by one.
_BOOKS = (".xlsx", ".xlsm")


class CellChange(NamedTuple):
    """One cell that differs: where, of whom, what was there, what is to be there."""

    sheet: int
    row: int
    column: int
    heading: str
    who: str
    before: str
    after: str


def written_back(org: Org, read: Understood) -> tuple[bytes, list[CellChange]]:
    """The bytes of the roster with the cells that changed, and these cells.

    Raises
    ------
    InputError
        If the file or its shape cannot be written back into.
    """
    suffix = read.book.path.suffix.lower()
    parts = read.gathered.parts
    if len(read.gathered.people.first) or any(part.sheet.is_turned for part in parts):
        raise InputError("error.like_shape", path=read.book.path)
    changes = list(_changes(org, read))
    if suffix in _BOOKS:
        edits: dict[str, dict[tuple[int, int], str]] = {}
        for change in changes:
            edits.setdefault(parts[change.sheet].sheet.name, {})[change.row, change.column] = (
                change.after
            )
        raw = read.book.path.read_bytes()
        return edited(raw, edits, (_free_name(read), _signing(changes, read))), changes
    if suffix in (".csv", ".txt", ".tsv", ".tab"):
        return _text(read, changes), changes
    raise InputError("error.like_format", path=read.book.path)


def confirm_same(org: Org, back: Org) -> None:
    """Raise `FaultsError` with everything that reading the written file gives differently."""
    faults = [
        fault
        for table in ("members", "units", "memberships", "relations", "positions")
        for fault in differences(table, org.table(table), back.table(table))
    ]
    if faults:
        raise FaultsError("error.like_losses", faults)


# -- the cells


def _changes(org: Org, read: Understood) -> Iterator[CellChange]:
    before = read.org
    now, then = _cells(before), _cells(org)
    words = _names_or_ids(org)
    parts = read.gathered.parts
    by_id = dict(zip(read.ids, range(len(read.ids)), strict=True))
    roles = _roles_to_tell(before, org, parts)
    offset = 0
    for number, part in enumerate(parts):
        headings = {**part.reading.fields, **part.reading.attributes}
        extra = {
            field: len(part.sheet.columns) + at
            for at, field in enumerate(field for field in roles if field not in part.reading.fields)
        }
        for field, column in extra.items():
            yield CellChange(number, part.head.bottom, column, field, "", "", field)
        rows = part.rows.people
        for place, row in enumerate(rows):
            who = read.ids[offset + place]
            for name, heading in headings.items():
                was, becomes = (cells.get(who, {}).get(name, "") for cells in (now, then))
                shown = part.sheet.columns[heading.at][row]
                if (was != becomes or who not in then) and (shown or becomes):
                    cell = _worded(name, heading.text, becomes, words)
                    yield CellChange(number, row, heading.at, heading.text, who, shown, cell)
            if who not in then:
                yield from _emptied(
                    number, part, row, who, {cells.at for cells in headings.values()}
                )
                continue
            for field, column in extra.items():
                if cell := then[who].get(field, ""):
                    yield CellChange(number, row, column, field, who, "", cell)
        offset += len(rows)
    yield from _added([who for who in then if who not in by_id], then, parts, roles, words)


def _worded(field: str, heading: str, cell: str, words: Callable[[str], str]) -> str:
    """The ids of managers as names, under a heading that asks for names."""
    if field not in MANAGERS or is_of_ids(heading):
        return cell
    return SEPARATOR.join(map(words, cell.split(SEPARATOR)))


def _emptied(
    number: int, part: RosterPart, row: int, who: str, columns: set[int]
) -> Iterator[CellChange]:
    """The other cells of somebody who is in the organisation no longer."""
    for column, cells in enumerate(part.sheet.columns):
        if cells[row] and column not in columns:
            yield CellChange(number, row, column, "", who, cells[row], "")


def _added(
    ids: list[str],
    then: dict[str, dict[str, str]],
    parts: list[RosterPart],
    roles: list[str],
    words: Callable[[str], str],
) -> Iterator[CellChange]:
    """New people, below all rows of the first sheet."""
    part = parts[0]
    headings = {**part.reading.fields, **part.reading.attributes}
    extra = [field for field in roles if field not in part.reading.fields]
    for at, who in enumerate(ids):
        row = part.sheet.height + at
        for name, heading in headings.items():
            if cell := then[who].get(name, ""):
                cell = _worded(name, heading.text, cell, words)
                yield CellChange(0, row, heading.at, heading.text, who, "", cell)
        for column, field in enumerate(extra, len(part.sheet.columns)):
            if cell := then[who].get(field, ""):
                yield CellChange(0, row, column, field, who, "", cell)


def _cells(org: Org) -> dict[str, dict[str, str]]:
    """Member → field → the text that a roster has for it."""
    members = org.members
    columns = {str(name): canonical_column(members[name]).tolist() for name in members}
    by_member = {
        who: {name: cells[at] for name, cells in columns.items()}
        for at, who in enumerate(columns["id"])
    }
    for who, own in by_member.items():
        if not own.get("name"):
            own["name"] = who
        status = own.get("political_status", "")
        if status:
            own["political_status"] = spelling("political_status", status)
    _add_seats(org, by_member)
    _add_lines(org, by_member)
    for post, cells in post_cells(org, language()).items():
        by_member[post] = {
            name: str(canonical_column(pd.Series([cell])).iloc[0]) for name, cell in cells.items()
        }
    return by_member


def _add_seats(org: Org, cells: dict[str, dict[str, str]]) -> None:
    """Add to what is told of each member the units and roles."""
    layers = dict(zip(org.units["id"], org.units["layer"], strict=True))
    names = dict(zip(org.units["id"], org.units["name"].fillna(org.units["id"]), strict=True))
    held: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for member, unit, role in zip(
        org.memberships["member"], org.memberships["unit"], org.memberships["role"], strict=True
    ):
        held.setdefault((member, layers[unit]), []).append((names[unit], role))
    for (member, layer), seats in held.items():
        cells[member][LAYER + layer] = SEPARATOR.join(dict.fromkeys(unit for unit, _ in seats))
        if any(role != PLAIN for _, role in seats):
            cells[member][ROLE + layer] = SEPARATOR.join(
                spelling("role", role) if role in ROLES else role for _, role in seats
            )
    if "parent" in org.units:
        _add_above(org, cells, layers, names)


def _add_above(
    org: Org,
    cells: dict[str, dict[str, str]],
    layers: Mapping[str, str],
    names: Mapping[str, str],
) -> None:
    """Add the units above those of each member, which columns of their own may hold."""
    parents = dict(zip(org.units["id"], org.units["parent"].fillna(""), strict=True))
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        above, seen = parents[unit], {unit}
        while above and above not in seen:
            seen.add(above)
            cells[member].setdefault(LAYER + layers[above], names[above])
            above = parents[above]


def _add_lines(org: Org, cells: dict[str, dict[str, str]]) -> None:
    """Add to what is told of each member the mentors, apprentices and managers."""
    words = _names_or_ids(org)
    for source, target, kind in zip(
        org.relations["source"], org.relations["target"], org.relations["kind"], strict=True
    ):
        pairs = [("mentor", target, source), ("apprentice", source, target)]
        if kind in LINES:
            pairs = [(MANAGERS[LINES.index(kind)], source, target)]
        elif kind != MENTORS:
            continue
        for field, who, other in pairs:
            word = words(other) if kind == MENTORS else other
            own = cells[who]
            own[field] = f"{own[field]}{SEPARATOR}{word}" if own.get(field) else word


def _names_or_ids(org: Org) -> Callable[[str], str]:
    """How somebody is called in a cell: by the name, or by the id where several have that name."""
    members = org.members
    names = dict(zip(members["id"], members["name"].fillna(members["id"]), strict=True))
    times = Counter(names.values())
    return lambda id_: names[id_] if times[names.get(id_, "")] == 1 else id_


def _roles_to_tell(before: Org, after: Org, parts: list[RosterPart]) -> list[str]:
    """The columns of roles that are needed: those whose roles changed and that posts tell today."""

    def roles(org: Org) -> dict[str, set[tuple[str, str, str]]]:
        layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
        roles_of: dict[str, set[tuple[str, str, str]]] = {}
        for member, unit, role in zip(
            org.memberships["member"], org.memberships["unit"], org.memberships["role"], strict=True
        ):
            if role != PLAIN:
                roles_of.setdefault(layer[unit], set()).add((member, unit, role))
        return roles_of

    earlier, later = roles(before), roles(after)
    fields = {name for part in parts for name in part.reading.fields}
    return [
        ROLE + layer
        for layer in dict.fromkeys([*earlier, *later])
        if earlier.get(layer, set()) != later.get(layer, set()) and ROLE + layer not in fields
    ]


# -- the files


def _free_name(read: Understood) -> str:
    taken = {sheet.name for sheet in read.book.sheets} | set(read.book.others)
    name, number = text("sheet.edits"), 2
    while name in taken:
        name, number = f"{text('sheet.edits')} {number}", number + 1
    return name


def _signing(changes: list[CellChange], read: Understood) -> list[list[str]]:
    """The rows of the sheet of changes, to be signed."""
    head = [
        text(f"column.{name}")
        for name in ("sheet", "row", "who", "column", "cell_before", "cell_after")
    ]
    rows = [
        [
            read.gathered.parts[change.sheet].sheet.name,
            str(change.row + 1),
            change.who,
            change.heading,
            change.before,
            change.after,
        ]
        for change in changes
    ]
    return [head, *rows, [], [text("sheet.signature"), "", "", text("sheet.day")]]


def _text(read: Understood, changes: list[CellChange]) -> bytes:
    """A text file in its own encoding and with its own separator."""
    sheet, book = read.gathered.parts[0].sheet, read.book
    rows = [
        [sheet.columns[column][row] for column in range(width)]
        for row, width in enumerate(sheet.widths)
    ]
    for change in changes:
        while len(rows) <= change.row:
            rows.append([])
        cells = rows[change.row]
        cells += [""] * (change.column + 1 - len(cells))
        cells[change.column] = disarmed(change.after)
    width = max(map(len, rows))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=book.separator, lineterminator="\r\n")
    writer.writerows([row + [""] * (width - len(row)) if any(row) else row for row in rows])
    encoding = {"utf-8": "utf-8-sig"}.get(book.encoding, book.encoding)
    try:
        return stream.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        fault = Fault(
            "fault.not_in_encoding",
            "members",
            book.path.name,
            fields={"encoding": encoding, "line": error.start},
        )
        raise FaultsError("error.cells", [fault]) from None
