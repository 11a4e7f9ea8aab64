"""`RosterReading`: what was understood of a roster, shown before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.doors import own_language, spoken
from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.doubts import Doubt, doubt_frame
from sanzu_graph.io.rosters.mapping import DATES, SHAPES, RosterMapping
from sanzu_graph.io.rosters.members import ValueNote
from sanzu_graph.io.rosters.people import ColumnNote, SkipNote
from sanzu_graph.io.rosters.private_contents import without_private
from sanzu_graph.io.rosters.words import meaning
from sanzu_graph.messages import language, listed, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.model.object_texts import cut

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: How many rows of each part are shown in a notebook.
SHOWN = 60
#: How a column became a field, or was kept as text.
_FIELDS = (
    "roster.how.alias",
    "roster.how.mapping",
    "roster.how.marks",
    "roster.how.content",
)
_KEPT = ("roster.how.keep", "roster.how.weaker")


@dataclass(frozen=True, eq=False, repr=False)
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
    _doubts: Sequence[Doubt] = field(default=(), repr=False)
    mapping: RosterMapping = field(default_factory=RosterMapping, repr=False)

    @property
    @own_language
    def doubts(self) -> pd.DataFrame:
        """What was taken for granted: ``where``, ``what`` was understood, what ``would_change`` with
        the ``option`` of `read_roster` that decides otherwise.
        """
        return doubt_frame(self._doubts)

    @property
    @own_language
    def columns(self) -> pd.DataFrame:
        """One row a column: ``sheet``, ``letter``, ``heading``, ``field``, ``how`` it was matched
        or why it was left out, ``examples``, ``distinct``.

        A column kept as it stands has its attribute's name in ``field``; one that is not read has
        none. Examples of private columns that were left out are not shown.
        """
        rows = [
            (
                note.sheet,
                note.letter,
                note.heading,
                note.field,
                text(note.how),
                text("roster.not_shown") if note.distinct is None else listed(note.examples),
                note.distinct,
            )
            for note in self._columns
        ]
        frame = pd.DataFrame(
            rows, columns=["sheet", "letter", "heading", "field", "how", "examples", "distinct"]
        )
        return frame.astype({"distinct": "Int64"})

    @property
    @own_language
    def values(self) -> pd.DataFrame:
        """One row a value that has a meaning or was changed: ``field``, ``value``, ``read_as``,
        ``count``.
        """
        rows = [
            (note.field, without_private(note.value), without_private(_read_as(note)), note.rows)
            if note.field != "id"
            else (note.field, note.value, _read_as(note), note.rows)
            for note in self._values
        ]
        return pd.DataFrame(rows, columns=["field", "value", "read_as", "count"])

    @property
    @own_language
    def skipped(self) -> pd.DataFrame:
        """What was not read: ``sheet``, ``row``, ``text``, ``why``; a column or sheet has no row."""
        rows = [(note.sheet, note.row, note.text, text(note.why)) for note in self._skipped]
        return pd.DataFrame(rows, columns=["sheet", "row", "text", "why"]).astype({"row": "Int64"})

    def settled(self) -> RosterMapping:
        """The mapping by which the roster reads the same, with nothing left to be guessed."""
        columns: dict[str, str] = {}
        for note in self._columns:
            heading = note.heading.rpartition("/")[2]
            known = meaning(heading, {})
            if note.how in _FIELDS and note.heading:
                columns[note.heading] = note.field
            elif note.how == "roster.how.status" and known:
                columns[note.heading] = known.field
            elif note.how in _KEPT and note.heading:
                columns[note.heading] = "keep"
        keys = {doubt.key for doubt in self._doubts}
        shape = next((shape for shape in SHAPES if f"doubt.shape_{shape}" in keys), "")
        left = any(key.endswith("_sheet") for key in keys)
        read = tuple(dict.fromkeys(note.sheet for note in self._columns if note.sheet))
        days = next((order for order in DATES if f"doubt.days_{order}" in keys), "")
        mapping = replace(
            self.mapping,
            columns={**columns, **self.mapping.columns},
            shape=self.mapping.shape or shape or ("bands" if "doubt.bands" in keys else ""),
            sheet=self.mapping.sheet or (read if left else ()),
            dates=self.mapping.dates or days,
        )
        return replace(mapping, encoding="cp1252") if "doubt.western" in keys else mapping

    @own_language
    @spoken
    def describe(self, lang: str | None = None) -> str:
        """Everything as text, in `lang` or the language it was read in."""
        said = self.in_language(language())
        lines = [said.headline()]
        for name, frame in said.frames().items():
            if len(frame):
                lines += [
                    "",
                    text(f"roster.{name}"),
                    *("  " + " | ".join(map(_plain, row)) for row in frame.itertuples(index=False)),
                ]
        return "\n".join([*lines, *(["", said.faults_text()] if self.faults else [])])

    @own_language
    @spoken
    def faults_text(self, lang: str | None = None) -> str:
        """What is at fault, a line each; empty where nothing is."""
        lines = [f"- {fault.describe()}" for fault in self.faults]
        return "\n".join([text("roster.faults", count=len(lines)), *lines]) if lines else ""

    @own_language
    @spoken
    def headline(self, lang: str | None = None) -> str:
        """What the file would become, in a sentence."""
        words = {"path": self.path, "encoding": self.encoding, "people": self.people}
        if self.org is None:
            return text("roster.headline_faults", **words, count=len(self.faults))
        units = (
            ", ".join(f"{layer} {len(self.org.pairs(layer).units)}" for layer in self.org.layers)
            or "0"
        )
        read = text(
            "roster.headline",
            **words,
            units=units,
            mentors=int((self.org.relations["kind"] == "mentors").sum()),
        )
        if posts := len(self.org.positions):
            read = f"{read} {text('roster.headline_posts', count=posts)}"
        rejected = len(self.org.rejected)
        return f"{read} {text('org.rejected', count=rejected)}" if rejected else read

    def frames(self) -> dict[str, pd.DataFrame]:
        """The four frames by name, what is to be looked at first."""
        return {
            "doubts": self.doubts,
            "columns": self.columns,
            "values": self.values,
            "skipped": self.skipped,
        }

    @spoken
    def in_language(self, lang: str) -> RosterReading:
        """The same reading, its frames in another language."""
        return replace(self, lang=language())

    def __repr__(self) -> str:
        return cut(f"RosterReading({self.in_language(self.lang).headline()})")

    @own_language
    def _repr_html_(self) -> str:
        parts = [paragraph(self.headline())]
        if self.faults:
            rows = [[fault.describe()] for fault in self.faults[:SHOWN]]
            parts.append(
                table(
                    [text("column.fault")],
                    rows,
                    caption=text("roster.faults", count=len(self.faults)),
                )
            )
        for name, frame in self.frames().items():
            if len(frame):
                headings = [text(f"column.{heading}") for heading in frame]
                rows = [list(map(_plain, row)) for row in frame.head(SHOWN).itertuples(index=False)]
                parts.append(table(headings, rows, caption=text(f"roster.{name}")))
            if len(frame) > SHOWN:
                parts.append(paragraph(text("list.more", count=len(frame) - SHOWN)))
        return "<div>" + "".join(parts) + "</div>"


def _plain(cell: object) -> str:
    return "" if cell is pd.NA else str(cell)


def _read_as(note: ValueNote) -> str:
    fields = {
        name: listed(value) if isinstance(value, list) else value
        for name, value in note.fields.items()
    }
    return text(note.how, **fields)
