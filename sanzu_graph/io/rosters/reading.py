"""`RosterReading`: what was understood of a roster, shown before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.members import ValueNote
from sanzu_graph.io.rosters.people import ColumnNote, SkipNote
from sanzu_graph.messages import language, listed, text
from sanzu_graph.model.html import paragraph, table

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: How many rows of each part are shown in a notebook.
SHOWN = 60
_MARKS = ("name", "id", "site", "shift", "work_type")


@dataclass(frozen=True, eq=False)
class RosterReading:
    """How a roster was read: every column, every value with a meaning, every row that was skipped.

    Attributes
    ----------
    path : the file
    encoding : the encoding of a CSV file, or the kind of workbook
    org : the organisation it makes; None if there are faults
    faults : everything at fault, each with sheet, row, column, value and cure
    lang : the language of the frames
    """

    path: str
    encoding: str
    org: Org | None
    faults: tuple[Fault, ...]
    lang: str
    _columns: Sequence[ColumnNote] = field(default=(), repr=False)
    _values: Sequence[ValueNote] = field(default=(), repr=False)
    _skipped: Sequence[SkipNote] = field(default=(), repr=False)
    people: int = 0

    @property
    def columns(self) -> pd.DataFrame:
        """One row a column: ``sheet``, ``letter``, ``heading``, ``field``, ``how`` it was matched
        or why it was left out, ``examples``, ``distinct``.

        A column kept as it stands has its attribute's name in ``field``; one that is not read has
        none. Of private columns that were left out no example is given.
        """
        rows = [
            (
                note.sheet,
                note.letter,
                note.heading,
                note.field,
                text(note.how, self.lang),
                listed(note.examples, self.lang),
                note.distinct,
            )
            for note in self._columns
        ]
        frame = pd.DataFrame(
            rows, columns=["sheet", "letter", "heading", "field", "how", "examples", "distinct"]
        )
        return frame.astype({"distinct": "Int64"})

    @property
    def values(self) -> pd.DataFrame:
        """One row a value that has a meaning or was changed: ``field``, ``value``, ``read_as``,
        ``count``.
        """
        rows = [
            (note.field, note.value, _read_as(note, self.lang), note.rows) for note in self._values
        ]
        return pd.DataFrame(rows, columns=["field", "value", "read_as", "count"])

    @property
    def skipped(self) -> pd.DataFrame:
        """What was not read: ``sheet``, ``row``, ``text``, ``why``; a column or sheet has no row."""
        rows = [
            (note.sheet, note.row, note.text, text(note.why, self.lang)) for note in self._skipped
        ]
        return pd.DataFrame(rows, columns=["sheet", "row", "text", "why"]).astype({"row": "Int64"})

    def describe(self, lang: str | None = None) -> str:
        """Everything as text, in `lang` or the language it was read in."""
        chosen = language(lang, self.lang)
        said = self if chosen == self.lang else self.in_language(chosen)
        lines = [self.headline(chosen)]
        for name, frame in said.frames().items():
            if len(frame):
                lines += [
                    "",
                    text(f"roster.{name}", chosen),
                    *("  " + " | ".join(map(_plain, row)) for row in frame.itertuples(index=False)),
                ]
        return "\n".join([*lines, *(["", self.faults_text(chosen)] if self.faults else [])])

    def faults_text(self, lang: str | None = None) -> str:
        """What is at fault, a line each; empty where nothing is."""
        chosen = language(lang, self.lang)
        lines = [f"- {fault.describe(chosen)}" for fault in self.faults]
        return "\n".join([text("roster.faults", chosen, count=len(lines)), *lines]) if lines else ""

    def headline(self, lang: str | None = None) -> str:
        """What the file would become, in a sentence."""
        chosen = language(lang, self.lang)
        told = {"path": self.path, "encoding": self.encoding, "people": self.people}
        if self.org is None:
            return text("roster.headline_faults", chosen, **told, count=len(self.faults))
        units = (
            ", ".join(f"{layer} {len(self.org.pairs(layer).units)}" for layer in self.org.layers)
            or "0"
        )
        rejected = (
            text("org.rejected", chosen, count=len(self.org.rejected))
            if len(self.org.rejected)
            else ""
        )
        return " ".join(
            filter(
                None,
                (
                    text(
                        "roster.headline",
                        chosen,
                        **told,
                        units=units,
                        mentors=len(self.org.relations),
                    ),
                    rejected,
                ),
            )
        )

    def frames(self) -> dict[str, pd.DataFrame]:
        """The three frames by name."""
        return {"columns": self.columns, "values": self.values, "skipped": self.skipped}

    def in_language(self, lang: str) -> RosterReading:
        """The same reading, its frames in another language."""
        return RosterReading(
            self.path,
            self.encoding,
            self.org,
            self.faults,
            language(lang),
            self._columns,
            self._values,
            self._skipped,
            self.people,
        )

    def _repr_html_(self) -> str:
        parts = [paragraph(self.headline())]
        if self.faults:
            rows = [[fault.describe(self.lang)] for fault in self.faults[:SHOWN]]
            parts.append(
                table(
                    [text("column.fault", self.lang)],
                    rows,
                    caption=text("roster.faults", self.lang, count=len(self.faults)),
                )
            )
        for name, frame in self.frames().items():
            if len(frame):
                headings = [text(f"column.{heading}", self.lang) for heading in frame]
                rows = [list(map(_plain, row)) for row in frame.head(SHOWN).itertuples(index=False)]
                parts.append(table(headings, rows, caption=text(f"roster.{name}", self.lang)))
            if len(frame) > SHOWN:
                parts.append(paragraph(text("list.more", self.lang, count=len(frame) - SHOWN)))
        return "<div>" + "".join(parts) + "</div>"


def _plain(cell: object) -> str:
    return "" if cell is pd.NA else str(cell)


def _read_as(note: ValueNote, lang: str) -> str:
    fields = {
        name: listed(value, lang) if isinstance(value, list) else value
        for name, value in note.fields.items()
    }
    return text(note.how, lang, **fields)
