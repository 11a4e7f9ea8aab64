"""A comparison in words: the rows that say something, with their titles, for pages and consoles
alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.doors import own_language
from sanzu_graph.messages import plain, text
from sanzu_graph.scenarios.plan_text import headline, proof_lines

if TYPE_CHECKING:
    from sanzu_graph.scenarios.comparison import Comparison

_NONE = "–"
#: Parts whose rows are shown even where all is nothing.
_ALWAYS = ("effort", "findings", "measures")
#: The parts in the order of their weight for a decision, and those of which rows are left out that
#: are the same everywhere.
_TOLD = ("effort", "findings", "fixed", "introduced", "checks", "measures")
_SAME = ("checks", "measures")
_KEYS = {"effort": "compare.item_{}", "findings": "severity.{}", "measures": "metric.{}"}


@dataclass(frozen=True)
class ToldRow:
    """A row of a comparison: its part, its title in the comparison's language, and the numbers,
    before and in each alternative.
    """

    part: str
    title: str
    numbers: tuple[float, ...]


@own_language
def headings(comparison: Comparison) -> list[str]:
    """What stands above the numbers: before, then the names of the alternatives."""
    return [text("compare.before"), *(one.name for one in comparison.alternatives)]


def told_rows(comparison: Comparison) -> Iterator[ToldRow]:
    """The rows of `Comparison.table`, part by part, without checks that find nothing anywhere.

    What is left of each check is left out: it is what there is after, less what is introduced.
    """
    for row in comparison.table.itertuples(index=False, name=None):
        part, item, layer, *numbers = row
        if part in _ALWAYS or (
            part != "left" and any(pd.notna(value) and value != 0 for value in numbers)
        ):
            title = text(_KEYS.get(part, "title.{}").format(item))
            if layer:
                title = text(
                    "compare.in_layer",
                    title=title,
                    layer=comparison.before.policy.layer(layer).label(),
                )
            yield ToldRow(part, title, tuple(numbers))


def differing_rows(comparison: Comparison) -> Iterator[ToldRow]:
    """The rows for somebody who decides: the effort, what is fixed and introduced, and each check
    and measure that is not the same everywhere. All of them where there is nothing to compare.
    """
    rows = list(told_rows(comparison))
    for part in _TOLD:
        yield from (row for row in rows if row.part == part and not _is_left_out(comparison, row))


def notes(comparison: Comparison) -> list[str]:
    """What else must be known: what is the same everywhere, the day, how far plans are proven, and
    why an alternative cannot be made.
    """
    on = comparison.before.on
    same = Counter(row.part for row in told_rows(comparison) if _is_left_out(comparison, row))
    lines = []
    if same:
        counts = {part: same[part] for part in _SAME}
        lines.append(text("compare.same", **counts))
    if on is not None:
        lines.append(text("compare.on", on=on.isoformat()))
    for one in comparison.alternatives:
        if one.plan is not None:
            told = one.plan.in_language(comparison.lang)
            proof = proof_lines(told)[0]
            lines.append(text("compare.plan", headline=headline(told), proof=proof))
    return lines + [
        text("compare.not_applicable", name=name, why=why)
        for name, why in comparison.reasons.items()
    ]


def _is_left_out(comparison: Comparison, row: ToldRow) -> bool:
    """Whether a row says nothing of the alternatives: it is the same before and in all of them."""
    if row.part not in _SAME or not comparison.alternatives:
        return False
    known = [value for value in row.numbers if pd.notna(value)]
    return len(set(known)) <= 1


def number(value: float) -> str:
    """A number as people write it; a dash where there is none."""
    return _NONE if pd.isna(value) else plain(value)
