"""The people of all sheets of a roster in one set of columns, each row with the place it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.columns import Reading, settle
from sanzu_graph.io.rosters.headings import Head, Heading, find_head
from sanzu_graph.io.rosters.rows import Rows, sort_rows
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import BASE, LAYER, folded
from sanzu_graph.schema import roster_fields

Cells = NDArray[np.object_]
Positions = NDArray[np.intp]

#: Names that spreadsheets give by themselves; they name no team.
_UNNAMED = re.compile(r"(sheet|工作表|表|table)[\s_]*\d*", re.IGNORECASE)
_EXAMPLES = 3
_SHOWN = 60


class ColumnNote(NamedTuple):
    """How a column was read, for the reader of a dry run."""

    sheet: str
    letter: str
    heading: str
    field: str
    how: str
    examples: tuple[str, ...]
    distinct: int | None


class SkipNote(NamedTuple):
    """What was not read, and why."""

    sheet: str
    row: int | None
    text: str
    why: str


class Trouble(NamedTuple):
    """A fault of one person's row, and the table that the faulty piece was meant for."""

    fault: Fault
    person: int


@dataclass(eq=False)
class People:
    """All people of a roster.

    Attributes
    ----------
    places : the sheets as faults name them
    sheet, row : for each person the position of the sheet, and the row as the sheet shows it
    cells : field → text
    attributes : heading → text
    headings : field → the heading it has in each sheet
    inexact : field → which cells may be numbers that lost digits
    from_1904 : whether serial numbers count from 1904
    """

    places: list[str] = field(default_factory=list)
    sheet: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    row: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    cells: dict[str, Cells] = field(default_factory=dict)
    attributes: dict[str, Cells] = field(default_factory=dict)
    headings: dict[str, list[str]] = field(default_factory=dict)
    inexact: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    from_1904: bool = False
    troubles: list[Trouble] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row)

    def trouble(
        self,
        key: str,
        person: int,
        column: str,
        value: str,
        *,
        table: str = "members",
        **fields: object,
    ) -> None:
        """Note a fault in one person's cell."""
        sheet = int(self.sheet[person])
        heading = self.headings[column][sheet] if column in self.headings else column
        self.troubles.append(
            Trouble(
                Fault(
                    key, table, self.places[sheet], int(self.row[person]), heading, value, fields
                ),
                person,
            )
        )

    def record(self, person: int) -> dict[str, str]:
        """The row of a person as it was read, private columns left out."""
        sheet = int(self.sheet[person])
        read = {
            self.headings[name][sheet] or name: cells[person] for name, cells in self.cells.items()
        }
        return read | {heading: cells[person] for heading, cells in self.attributes.items()}


@dataclass(eq=False)
class Gathered:
    """What was found in the sheets of a roster."""

    people: People = field(default_factory=People)
    columns: list[ColumnNote] = field(default_factory=list)
    skipped: list[SkipNote] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _Part(NamedTuple):
    """One sheet, its headings, its rows and how its columns are read."""

    sheet: Sheet
    head: Head
    rows: Rows
    reading: Reading


def gather(
    sheets: Iterable[Sheet], mapping: Mapping[str, str], *, keep_private: bool, detailed: bool
) -> Gathered:
    """Read the people of all sheets that have headings; `detailed` adds examples to the notes."""
    found, parts = Gathered(), list[_Part]()
    for sheet in sheets:
        head = find_head(sheet, mapping)
        if head is None:
            found.ignored += [sheet.name] if sheet.name else []
            found.skipped.append(
                SkipNote(sheet.name, None, sheet.name or sheet.place, "roster.why.sheet")
            )
            continue
        rows = sort_rows(sheet, head)
        reading = settle(sheet, head.headings, rows.people, keep_private=keep_private)
        parts.append(_Part(sheet, head, rows, reading))
        found.read.append(sheet.name)
        found.private += [
            heading.text for heading in reading.private if heading.text not in found.private
        ]
        found.faults += [*rows.faults, *reading.faults]
        found.columns += _column_notes(parts[-1], detailed=detailed)
        found.skipped += _skip_notes(parts[-1])
    if not parts:
        found.faults.append(
            Fault("fault.roster_no_headings", "members", ", ".join(sheet.place for sheet in sheets))
        )
    seen = {
        folded(text)
        for part in parts
        for heading in part.head.headings
        for text in (heading.text, heading.group + heading.text)
    }
    seen |= {
        folded(f"{heading.group}/{heading.text}")
        for part in parts
        for heading in part.head.headings
    }
    found.faults += [
        Fault("fault.roster_unused_mapping", "members", column=heading)
        for heading in mapping
        if parts and heading not in seen
    ]
    found.people = _together(parts, found)
    return found


def _together(parts: list[_Part], found: Gathered) -> People:
    people = People([part.sheet.place for part in parts])
    counts = [len(part.rows.people) for part in parts]
    people.sheet = np.repeat(np.arange(len(parts)), counts)
    people.row = (
        np.concatenate([np.array(part.rows.people, dtype=np.intp) + 1 for part in parts])
        if parts
        else people.row
    )
    people.from_1904 = any(part.sheet.from_1904 for part in parts)
    by_sheet = _team_by_sheet(parts, found)
    for name in dict.fromkeys(
        name
        for part in parts
        for name in (*part.reading.fields, *([LAYER + BASE] if by_sheet else []))
    ):
        columns = [
            _cells(
                part,
                part.reading.fields.get(name),
                by_sheet.get(number, "") if name == LAYER + BASE else "",
            )
            for number, part in enumerate(parts)
        ]
        people.cells[name] = np.concatenate(columns)
        people.headings[name] = [
            part.reading.fields[name].text if name in part.reading.fields else "" for part in parts
        ]
        if (name in roster_fields() and roster_fields()[name].dtype == "date") or name == "id":
            people.inexact[name] = np.concatenate([_inexact(part, name) for part in parts])
    for name in dict.fromkeys(name for part in parts for name in part.reading.attributes):
        people.attributes[name] = np.concatenate(
            [_cells(part, part.reading.attributes.get(name), "") for part in parts]
        )
    _ragged(parts, people)
    return people


def _cells(part: _Part, heading: Heading | None, otherwise: str) -> Cells:
    found = np.full(len(part.rows.people), otherwise, dtype=object)
    if heading is not None:
        found[:] = part.sheet.cells(heading.at, part.rows.people)
    return found


def _inexact(part: _Part, name: str) -> NDArray[np.bool_]:
    heading = part.reading.fields.get(name)
    if heading is None or (name == "id" and not part.sheet.raw):
        return np.zeros(len(part.rows.people), dtype=bool)
    return np.fromiter(
        (part.sheet.is_inexact(row, heading.at) for row in part.rows.people), dtype=bool
    )


def _team_by_sheet(parts: list[_Part], found: Gathered) -> dict[int, str]:
    """The sheets that name the team of their people: several in one file, each without a column for
    it.
    """
    filled = [number for number, part in enumerate(parts) if part.rows.people]
    if len(filled) < 2:  # noqa: PLR2004 - one sheet alone is named after the file, if at all
        return {}
    by_sheet = {
        number: parts[number].sheet.name.strip()
        for number in filled
        if LAYER + BASE not in parts[number].reading.fields
        and not _UNNAMED.fullmatch(parts[number].sheet.name.strip())
    }
    found.columns += [
        ColumnNote(name, "", "", LAYER + BASE, "roster.how.sheet", (name,), 1)
        for name in by_sheet.values()
    ]
    return by_sheet


def _ragged(parts: list[_Part], people: People) -> None:
    """Rows of a CSV file that have more or fewer cells than headings: a comma is missing or too
    many.
    """
    start = 0
    for part in parts:
        width = max(part.sheet.widths[part.head.top : part.head.bottom + 1])
        for place, row in enumerate(part.rows.people):
            cells = part.sheet.widths[row]
            if cells < width or (
                cells > width and any(column[row] for column in part.sheet.columns[width:])
            ):
                people.trouble("fault.ragged", start + place, "", "", cells=cells, headings=width)
        start += len(part.rows.people)


def _column_notes(part: _Part, *, detailed: bool) -> list[ColumnNote]:
    notes = []
    for heading, how, name in part.reading.how:
        shown = detailed and heading not in part.reading.private
        values = dict.fromkeys(part.sheet.cells(heading.at, part.rows.people)) if shown else {}
        values.pop("", None)
        text = f"{heading.group}/{heading.text}" if heading.group else heading.text
        notes.append(
            ColumnNote(
                part.sheet.name,
                heading.letter,
                text,
                name,
                how,
                tuple(values)[:_EXAMPLES],
                len(values) if shown else None,
            )
        )
    return notes


def _skip_notes(part: _Part) -> list[SkipNote]:
    hidden = {heading.at for heading in part.reading.private}
    notes = [
        SkipNote(part.sheet.name, None, heading.text, "roster.why.private")
        for heading in part.reading.private
    ]
    for row, why in part.rows.skipped:
        cells = [
            cell
            for at, cell in enumerate(part.sheet.row(row))
            if cell and (at not in hidden or row < part.head.top)
        ]
        text = " ".join(dict.fromkeys(cells))
        notes.append(
            SkipNote(
                part.sheet.name,
                row + 1,
                text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…",
                why,
            )
        )
    return notes
