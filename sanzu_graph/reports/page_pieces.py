"""The pieces of a page: lines, tables and pictures, as the template shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.messages import text
from sanzu_graph.reports.packs import Pack
from sanzu_graph.reports.pictures import Picture
from sanzu_graph.reports.sections import (
    capital,
    cells,
)

#: How many findings (of one check and of all), changes and rows of other tables a page lists; the
#: workbook has all.
PER_CHECK, FINDINGS, CHANGES, ROWS = 15, 200, 500, 100
#: How much larger a picture is shown than it was composed, where there is room.
_GROWN = 1.4
#: What is to be shown, in order, on which the template only loops.
Item = dict[str, Any]


@dataclass(frozen=True)
class PageCell:
    """A cell: its text, how it is set, and whether it is a mark."""

    text: str
    look: str = ""
    mark: str = ""


@dataclass(frozen=True, eq=False)
class PageGrid:
    """A table of the page."""

    headings: Sequence[str]
    rows: Sequence[Sequence[PageCell]]
    numeric: Sequence[bool]
    more: str = ""


def grid_of(
    frame: pd.DataFrame, cell_of: Callable[[str, str], PageCell], more: str = ""
) -> PageGrid:
    """A table of texts; `cell_of` makes a cell of its heading and its text."""
    rows = [
        [cell_of(str(heading), cell) for heading, cell in zip(frame, row, strict=True)]
        for row in cells(frame)
    ]
    headings = [capital(str(name)) for name in frame]
    return PageGrid(headings, rows, [False] * len(headings), more)


def line_item(sentence: str, look: str = "") -> Item:
    """A line of text."""
    return {"kind": "line", "text": sentence, "look": look}


def titled_items(title: str, item: Item) -> list[Item]:
    """A piece under a heading of its own."""
    return [{"kind": "heading", "text": title}, item]


def chart_items(picture: Picture, scene: Scene, at: int) -> list[Item]:
    """A picture under its caption; `at` tells its names from those of other pictures."""
    from markupsafe import Markup

    drawn = Markup(to_svg(scene, prefix=f"p{at}-", letters=False))  # noqa: S704 - its names are escaped where it is written
    return [
        {"kind": "heading", "text": picture.caption},
        {"kind": "chart", "svg": drawn, "width": round(scene.width * _GROWN)},
    ]


def table_item(frame: pd.DataFrame, *, numeric: bool = False) -> Item:
    """A table; the columns of numbers are set to the right, with `numeric` all but the first."""
    right = [
        at > 0 if numeric else pd.api.types.is_numeric_dtype(frame.dtypes.iloc[at])
        for at in range(len(frame.columns))
    ]
    rows = [
        [PageCell(cell, "n" if right[at] else "") for at, cell in enumerate(row)]
        for row in cells(frame.head(ROWS))
    ]
    return {
        "kind": "table",
        "table": PageGrid([capital(str(name)) for name in frame], rows, right),
        "look": "",
    }


def judged_item(frame: pd.DataFrame, pack: Pack) -> Item:
    """A table of numbers before and afterwards; where fewer is better, colored by it."""
    right = [
        pd.api.types.is_numeric_dtype(kind)
        or at >= len(frame.columns) - 1 - len(pack.comparison.alternatives)
        for at, kind in enumerate(frame.dtypes)
    ]
    first = right.index(True) if any(right) else 0
    rows = []
    for texts, numbers in zip(cells(frame), frame.itertuples(index=False, name=None), strict=True):
        before = numbers[first] if len(numbers) > first else None
        looks = [""] * first + ["n"] * (len(texts) - first)
        for place in range(first + 1, len(texts)):
            if _is_number(before) and _is_number(numbers[place]) and numbers[place] != before:
                looks[place] += " better" if numbers[place] < before else " worse"
        rows.append([PageCell(cell, look) for cell, look in zip(texts, looks, strict=True)])
    return {
        "kind": "table",
        "table": PageGrid([capital(str(name)) for name in frame], rows, right),
        "look": "",
    }


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.number)) and not np.isnan(value)


def more_rows(total: int, shown: int) -> str:
    """How many rows only the workbook has; nothing where all are shown."""
    return text("report.more_in_workbook", count=total - shown) if total > shown else ""
