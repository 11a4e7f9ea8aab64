"""All sheets of a roster → the people in one set of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.alike import alike
from sanzu_graph.io.rosters.bands import read_bands, read_gaps, without_count
from sanzu_graph.io.rosters.cell_cleaning import drop_unseen, merged_down, strip_private
from sanzu_graph.io.rosters.column_reading import Reading
from sanzu_graph.io.rosters.columns import settle
from sanzu_graph.io.rosters.contact_columns import name_by_contacts
from sanzu_graph.io.rosters.contents import tell_looks
from sanzu_graph.io.rosters.cut_merges import tell_cut_merges
from sanzu_graph.io.rosters.failed_cells import fail_cells
from sanzu_graph.io.rosters.gone import (
    left_out,
    meaning_of,
    tell_remarks,
    tells_changes,
    without_gone,
    without_hidden,
    without_sections,
)
from sanzu_graph.io.rosters.headings import DEEPEST, Heading, find_head
from sanzu_graph.io.rosters.managers import RELATED
from sanzu_graph.io.rosters.mapping import RosterMapping
from sanzu_graph.io.rosters.marked_units import mark_roles, mark_units
from sanzu_graph.io.rosters.open_posts import set_apart
from sanzu_graph.io.rosters.part_notes import column_notes, skip_notes
from sanzu_graph.io.rosters.people import (
    Cells,
    ColumnNote,
    Gathered,
    People,
    SkipNote,
)
from sanzu_graph.io.rosters.remarks import tell_indents, tell_rows
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.rows import Rows, sort_rows
from sanzu_graph.io.rosters.shapes import reshaped, shape_of
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import BASE, LAYER, ROLE, folded
from sanzu_graph.schema import roster_fields

#: Names that spreadsheets give by themselves; they name no team.
_UNNAMED = re.compile(r"(sheet|工作表|表|table)[\s_]*\d*", re.IGNORECASE)


def gather(
    sheets: Sequence[Sheet],
    wishes: RosterMapping,
    *,
    keep_private: bool,
    detailed: bool,
) -> Gathered:
    """Read the people of all sheets that have headings; `detailed` adds examples to the notes."""
    gathered = Gathered()
    parts: list[RosterPart] = gathered.parts
    mapping, turned = wishes.fields(), list[Sheet]()
    left = left_out(sheets, hidden=wishes.hidden, is_named=bool(wishes.sheet))
    for at, given in enumerate(sheets):
        if tells_changes(given) and not wishes.sheet:
            gathered.ignored.append(given.name)
            gathered.skipped.append(SkipNote(given.name, None, given.name, "roster.why.changes"))
            continue
        if at in left:
            if find_head(given, mapping):  # lists to choose from are nobody's loss
                gathered.doubts.append(left[at])
            gathered.ignored.append(given.name)
            gathered.skipped.append(
                SkipNote(given.name, None, given.name, f"roster.why.{left[at].key[6:]}")
            )
            continue
        sheet = reshaped(given, mapping, wishes.shape)
        turned += [given] if sheet is not given else []
        head = find_head(sheet, mapping)
        if head is None:
            gathered.ignored += [sheet.name] if sheet.name else []
            gathered.skipped.append(
                SkipNote(sheet.name, None, sheet.name or sheet.place, "roster.why.sheet")
            )
            continue
        rows = sort_rows(sheet, head)
        set_apart(sheet, head, rows, wishes.meanings())
        without_sections(sheet, rows)
        without_hidden(sheet, head, rows, wishes.hidden)
        bands = read_bands(sheet, head, rows, wishes.shape)
        if wishes.shape != "row":
            read_gaps(sheet, head, rows)
        posts = {*rows.posts} & {*rows.people}
        rows.people = [row for row in rows.people if row not in posts]
        reading = settle(sheet, head.headings, rows.people, keep_private=keep_private)
        without_gone(sheet, rows, reading, wishes.meanings())
        _tell(sheet, rows, reading, "bands" if bands else wishes.shape)
        rows.people, rows.posts = sorted([*rows.people, *posts]), sorted(posts)
        parts.append(RosterPart(sheet, head, rows, reading, bands))
        gathered.doubts += [*sheet.doubts, *reading.doubts]
        gathered.read.append(sheet.name)
        gathered.private += [
            heading.text for heading in reading.private if heading.text not in gathered.private
        ]
        gathered.faults += [*rows.faults, *reading.faults]
        gathered.columns += column_notes(parts[-1], detailed=detailed)
        gathered.skipped += skip_notes(parts[-1])
    if not parts:
        gathered.faults.append(
            Fault(
                f"fault.roster_{shape_of(sheets)}",
                "members",
                ", ".join(sheet.place for sheet in sheets),
            )
        )
    gathered.faults += _unused(mapping, parts, turned)
    gathered.people = _together(parts, gathered)
    strip_private(gathered.people, keep_private=keep_private)
    gathered.people.values, gathered.people.dates = wishes.meanings(), wishes.dates
    fail_cells(parts, gathered)
    return gathered


def _unused(
    mapping: Mapping[str, str], parts: Sequence[RosterPart], turned: Sequence[Sheet]
) -> list[Fault]:
    """The headings of the mapping that no sheet has; sheets that were turned may have lost theirs."""
    headings = [heading for part in parts for heading in part.head.headings]
    texts = {text for sheet in turned for column in sheet.columns for text in column[:DEEPEST]}
    for heading in headings:
        texts |= {
            heading.text,
            heading.group + heading.text,
            f"{heading.group}/{heading.text}",
        }
    known = set(map(folded, texts))
    return [
        Fault("fault.roster_unused_mapping", "members", column=heading)
        for heading in mapping
        if parts and heading not in known
    ]


def _tell(sheet: Sheet, rows: Rows, reading: Reading, shape: str) -> None:
    """Tell what the cells may mean that nobody reads."""
    if shape != "row":
        tell_cut_merges(sheet, rows, reading, "" if shape else 'shape="row"')
    tell_remarks(sheet, rows, reading)
    tell_indents(sheet, rows, reading)
    known = [heading for _, _, heading in reading.leaders]
    unknown = [heading for heading in reading.attributes.values() if heading not in known]
    tell_looks(sheet, rows.people, unknown)
    tell_rows(sheet, rows, reading.fields.get("name"))


def _together(parts: list[RosterPart], gathered: Gathered) -> People:
    people = People([part.sheet.place for part in parts])
    counts = [len(part.rows.people) for part in parts]
    people.sheet = np.repeat(np.arange(len(parts)), counts)
    people.row = (
        np.concatenate(
            [np.fromiter(map(part.sheet.number, part.rows.people), dtype=np.intp) for part in parts]
        )
        if parts
        else people.row
    )
    people.open = np.concatenate(
        [np.isin(part.rows.people, part.rows.posts) for part in parts] or [people.open]
    )
    people.over = merged_down(parts)
    people.from_1904 = any(part.sheet.from_1904 for part in parts)
    people.doubts = gathered.doubts
    by_sheet = _team_by_sheet(parts, gathered)
    has_base = by_sheet or any(part.bands for part in parts)
    for name in dict.fromkeys(
        name
        for part in parts
        for name in (
            *part.reading.fields,
            *(LAYER + layer for layer, _ in part.reading.marks),
            *(LAYER + layer for layer, _ in part.reading.further),
            *(ROLE + layer for layer, _, _ in part.reading.roles),
            *(ROLE + layer for layer in part.reading.duties),
            *([LAYER + BASE] if has_base else []),
        )
    ):
        columns = [
            _cells(
                part,
                part.reading.fields.get(name),
                by_sheet.get(number, "") if name == LAYER + BASE else "",
            )
            for number, part in enumerate(parts)
        ]
        for part, cells in zip(parts, columns, strict=True):
            if name == LAYER + BASE and part.bands:
                cells[:] = [part.bands.get(row, "") for row in part.rows.people]
            if name == LAYER + BASE and (apart := part.reading.apart).columns:
                above = [_cells(part, heading, "") for heading in apart.columns]
                cells[:] = [
                    apart.names(unit, uppers) for unit, *uppers in zip(cells, *above, strict=True)
                ]
            mark_units(part, name, cells)
            mark_roles(part, name, cells)
        people.cells[name] = np.concatenate(columns)
        people.headings[name] = [
            part.reading.fields[name].text if name in part.reading.fields else "" for part in parts
        ]
        if name.startswith(_COMPARED):
            drop_unseen(people, name)
        if (name in roster_fields() and roster_fields()[name].dtype == "date") or name == "id":
            people.inexact[name] = np.concatenate([_inexact(part, name) for part in parts])
    people.is_apart = any(part.reading.apart.columns for part in parts)
    people.above = list(dict.fromkeys(layer for part in parts for layer in part.reading.above))
    _party_asked(parts, people)
    for name in dict.fromkeys(name for part in parts for name in part.reading.attributes):
        people.attributes[name] = np.concatenate(
            [_cells(part, part.reading.attributes.get(name), "") for part in parts]
        )
    people.posts = list(
        dict.fromkeys(
            name
            for part in parts
            for name, heading in part.reading.attributes.items()
            if heading in part.reading.posts
        )
    )
    people.leaders = {
        name: (layer, role)
        for part in parts
        for layer, role, column in part.reading.leaders
        for name, heading in part.reading.attributes.items()
        if heading is column
    }
    name_by_contacts(parts, people)
    _ragged(parts, people)
    return people


def _cells(part: RosterPart, heading: Heading | None, otherwise: str) -> Cells:
    column = np.full(len(part.rows.people), otherwise, dtype=object)
    if heading is not None:
        column[:] = part.sheet.cells(heading.at, part.rows.people)
    return column


#: Fields whose cells are compared with each other.
_COMPARED = ("id", "name", LAYER, "role:", *RELATED)


def _party_asked(parts: list[RosterPart], people: People) -> None:
    """是否党员 and 是否预备党员 as a political status, where no column tells that."""
    if "political_status" in people.cells or not any(part.reading.party for part in parts):
        return
    columns = []
    for part in parts:
        asked = [
            (_cells(part, column, ""), _PROBATION.search(column.text))
            for column in part.reading.party
        ]
        status = _cells(part, None, "")
        for cells, is_probation in sorted(asked, key=lambda column: column[1] is not None):
            yes = "probationary_member" if is_probation else "party_member"
            for at, cell in enumerate(cells):
                answer = meaning_of(cell, {})
                if answer == "yes":
                    status[at] = yes
                elif cell and not status[at]:
                    status[at] = "non_member" if answer == "no" else cell
        columns.append(status)
    people.cells["political_status"] = np.concatenate(columns)
    people.headings["political_status"] = [
        next((column.text for column in part.reading.party), "") for part in parts
    ]


#: What a heading says that asks for members on probation.
_PROBATION = re.compile("预备|預備|probation", re.IGNORECASE)


def _inexact(part: RosterPart, name: str) -> NDArray[np.bool_]:
    heading, sheet = part.reading.fields.get(name), part.sheet
    if heading is None or (name == "id" and not sheet.raw):
        return np.zeros(len(part.rows.people), dtype=bool)
    if sheet.raw and float not in set(map(type, sheet.raw[heading.at])):
        return np.zeros(len(part.rows.people), dtype=bool)
    return np.fromiter((sheet.is_inexact(row, heading.at) for row in part.rows.people), dtype=bool)


def _team_by_sheet(parts: list[RosterPart], gathered: Gathered) -> dict[int, str]:
    """The sheets that name the team of their people: several in one file, each without a column for
    it.
    """
    filled = [number for number, part in enumerate(parts) if part.rows.people]
    if len(filled) < 2:  # noqa: PLR2004 - one sheet alone is named after the file, if at all
        return {}
    by_sheet = {
        number: without_count(parts[number].sheet.name.strip())
        for number in filled
        if LAYER + BASE not in parts[number].reading.fields
        and not parts[number].bands
        and not _is_known_elsewhere(parts, number)
        and not _UNNAMED.fullmatch(parts[number].sheet.name.strip())
    }
    gathered.columns += [
        ColumnNote(name, "", "", LAYER + BASE, "roster.how.sheet", (name,), 1)
        for name in by_sheet.values()
    ]
    return by_sheet


def _is_known_elsewhere(parts: list[RosterPart], number: int) -> bool:
    """Whether all people of a sheet stand in another one that tells their teams."""
    part = parts[number]
    for name in ("id", "name"):
        others = [other for other in parts if other is not part and name in other.reading.fields]
        if name not in part.reading.fields:
            continue
        own_values = set(map(alike, _cells(part, part.reading.fields[name], "").tolist()))
        for other in others:
            if LAYER + BASE in other.reading.fields and own_values <= set(
                map(alike, _cells(other, other.reading.fields[name], "").tolist())
            ):
                return True
    return False


def _ragged(parts: list[RosterPart], people: People) -> None:
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
