"""What is told of a sheet in a dry run: how each column was read, and what was skipped."""

from __future__ import annotations

from sanzu_graph.io.rosters.managers import RELATED
from sanzu_graph.io.rosters.people import ColumnNote, SkipNote
from sanzu_graph.io.rosters.private_contents import without_private
from sanzu_graph.io.rosters.roster_parts import RosterPart
from sanzu_graph.io.rosters.words import speaks_of_private

_EXAMPLES = 3
_SHOWN = 60


def column_notes(part: RosterPart, *, detailed: bool) -> list[ColumnNote]:
    """How each column of a sheet was read; `detailed` adds examples."""
    notes = []
    for heading, how, name in part.reading.how:
        shown = (
            detailed
            and heading not in part.reading.private
            and not (name in RELATED and speaks_of_private(heading.text))
        )
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
                tuple(map(without_private, tuple(values)[:_EXAMPLES])),
                len(values) if shown else None,
            )
        )
    return notes


def skip_notes(part: RosterPart) -> list[SkipNote]:
    """What of a sheet was not read, private contents covered."""
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
        text = without_private(" ".join(dict.fromkeys(cells)))
        notes.append(
            SkipNote(
                part.sheet.name,
                part.sheet.number(row),
                text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…",
                why,
            )
        )
    return notes
