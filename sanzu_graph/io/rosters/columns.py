"""Which column of a sheet is read as what, and which are left out, kept as they are, or at fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sanzu_graph.errors import Fault
from sanzu_graph.io.rosters.headings import Heading
from sanzu_graph.io.rosters.sheets import Sheet
from sanzu_graph.io.rosters.words import KEEP, LAYER, PRIVATE, SERIAL, SKIP, folded
from sanzu_graph.schema import columns

#: Of these, two different headings must not both stand: nobody can tell which one is meant.
_ONE_ONLY = ("id", "political_status", "until", "mentor", "seniority_years")
#: What identity numbers and mobile numbers of China look like; a column full of them is private
#: under any heading.
_PRIVATE = re.compile(r"\d{17}[\dXx]|1[3-9]\d{9}|\+86[- ]?1[3-9]\d{9}")
_LOOKED_AT = 50


@dataclass(eq=False)
class Reading:
    """How the columns of one sheet are read.

    Attributes
    ----------
    fields : field → the column it is read from
    attributes : name → the column kept under it
    private : the columns left out because they are private
    how : column → (message, its field) for every heading
    faults : headings that stand twice with different cells
    """

    fields: dict[str, Heading] = field(default_factory=dict)
    attributes: dict[str, Heading] = field(default_factory=dict)
    private: list[Heading] = field(default_factory=list)
    how: list[tuple[Heading, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def settle(
    sheet: Sheet, headings: Sequence[Heading], people: Sequence[int], *, keep_private: bool
) -> Reading:
    """Decide for every column of a sheet, looking at the rows that are people."""
    reading = Reading()
    cells = {heading.at: sheet.cells(heading.at, people) for heading in headings}
    filled = [heading for heading in headings if heading.text or any(cells[heading.at])]
    private = [
        heading
        for heading in filled
        if heading.field == PRIVATE or (not heading.known and _looks_private(cells[heading.at]))
    ]
    keep = [heading for heading in filled if heading.field == KEEP and heading not in private]
    for heading in filled:
        if heading.field in (SERIAL, SKIP):
            reading.how.append((heading, f"roster.how.{heading.field}", ""))
    for name in dict.fromkeys(
        heading.field for heading in filled if heading.field not in (KEEP, SERIAL, SKIP, PRIVATE)
    ):
        keep += _choose(
            reading, sheet, name, [heading for heading in filled if heading.field == name], cells
        )
    for heading in private:
        if keep_private:
            keep.append(heading)
        else:
            reading.private.append(heading)
            reading.how.append(
                (heading, "roster.how.private" if heading.known else "roster.how.looks_private", "")
            )
    _keep(reading, sheet, sorted(keep), cells, _repeated(headings))
    reading.how.sort(key=lambda told: told[0].at)
    return reading


def _looks_private(cells: Iterable[str]) -> bool:
    present = [cell for cell in cells if cell][:_LOOKED_AT]
    return bool(present) and sum(
        _PRIVATE.fullmatch(cell.replace(" ", "")) is not None for cell in present
    ) * 2 > len(present)


def _choose(
    reading: Reading,
    sheet: Sheet,
    name: str,
    candidates: list[Heading],
    cells: dict[int, list[str]],
) -> list[Heading]:
    """Read a field from the strongest of its columns; those that are kept as they are come back."""
    ranked = sorted(
        (one for one in candidates if one.match),
        key=lambda one: (not any(cells[one.at]), one.match.rank if one.match else 0, one.at),
    )
    first, kept = ranked[0], []
    if name == "id" and cells[first.at] and not any(cells[first.at]):
        reading.how += [(heading, "roster.how.empty", "") for heading in ranked]
        return []
    reading.fields[name] = first
    reading.how.append((first, first.match.how if first.match else "", name))
    for other in ranked[1:]:
        if not any(cells[other.at]):
            reading.how.append((other, "roster.how.empty", ""))
        elif cells[other.at] == cells[first.at]:
            reading.how.append((other, "roster.how.equal", ""))
        elif (
            name in _ONE_ONLY
            or folded(other.text) == folded(first.text)
            or _both_given(first, other)
        ):
            both = [f"{one.text} ({one.letter})" for one in (first, other)]
            reading.faults.append(
                Fault(
                    "fault.roster_two_columns",
                    "members",
                    sheet.place,
                    column=other.text,
                    fields={"both": both, "field": name},
                )
            )
        else:
            kept.append(other)
    return kept


def _both_given(one: Heading, other: Heading) -> bool:
    """Whether the caller's mapping gave two columns the same field."""
    return all(heading.match is not None and heading.match.rank < 0 for heading in (one, other))


def _keep(
    reading: Reading,
    sheet: Sheet,
    keep: list[Heading],
    cells: dict[int, list[str]],
    repeated: set[str],
) -> None:
    """Keep columns under their headings, as attributes of members."""
    reserved = {*columns("members")}
    for heading in keep:
        name = (
            f"{heading.group}/{heading.text}"
            if heading.group and folded(heading.text) in repeated
            else heading.text
        )
        name = re.sub(r"\s+", " ", name) or heading.letter
        name = (
            f"{name} ({heading.letter})"
            if name in reserved or name.startswith((LAYER, "role:"))
            else name
        )
        before = reading.attributes.get(name)
        if not any(cells[heading.at]):
            reading.how.append((heading, "roster.how.empty", ""))
        elif before is None:
            reading.attributes[name] = heading
            how = (
                "roster.how.private_kept"
                if heading.field == PRIVATE
                else "roster.how.weaker"
                if heading.field in reading.fields
                else "roster.how.keep"
            )
            reading.how.append((heading, how, name))
        elif cells[before.at] == cells[heading.at]:
            reading.how.append((heading, "roster.how.equal", ""))
        else:
            both = [f"{one.text} ({one.letter})" for one in (before, heading)]
            reading.faults.append(
                Fault(
                    "fault.roster_same_heading",
                    "members",
                    sheet.place,
                    column=heading.text,
                    fields={"both": both},
                )
            )


def _repeated(headings: Sequence[Heading]) -> set[str]:
    """The headings that stand below more than one group."""
    words = [folded(heading.text) for heading in headings]
    return {word for word in words if words.count(word) > 1}
