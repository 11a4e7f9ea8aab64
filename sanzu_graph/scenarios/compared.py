"""A comparison in words: the rows that say something, with their titles, for pages and consoles
alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.doors import own_language
from sanzu_graph.messages import plain, text

if TYPE_CHECKING:
    from sanzu_graph.scenarios.comparison import Comparison

_NONE = "–"
#: Parts whose rows are shown even where all is nothing.
_ALWAYS = ("effort", "findings", "measures")
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


def number(value: float) -> str:
    """A number as people write it; a dash where there is none."""
    return _NONE if pd.isna(value) else plain(value)
