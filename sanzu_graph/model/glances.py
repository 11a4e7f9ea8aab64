"""An organisation at a glance: a line of text, and HTML for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sanzu_graph.messages import listed, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.model.source import Source, source_lines
from sanzu_graph.schema import CORE, REJECTED

if TYPE_CHECKING:
    from sanzu_graph.model.table_frames import TableFrames


def org_text(tables: TableFrames, layers: int) -> str:
    """The sizes of the core tables in one line; of optional ones only where they have rows."""
    names = [*CORE[:3], *(name for name in (*CORE[3:], REJECTED) if tables.height(name))]
    sizes = [
        text(f"repr.org_{name}", count=str(tables.height(name)), layers=str(layers))
        for name in names
    ]
    return f"Org({text('list.comma').join(sizes)})"


class LayerSizes(NamedTuple):
    """A layer in numbers: its units, the people in them, the units that are led."""

    layer: str
    units: int
    members: int
    led_units: int


def org_html(layers: Iterable[LayerSizes], rows: Mapping[str, int], source: Source | None) -> str:
    """The layers in numbers, the rows of each table, and where all of it was read."""
    parts = [
        table(
            [text(f"column.{name}") for name in LayerSizes._fields],
            layers,
            caption=text(
                "org.caption",
                members=rows["members"],
                units=rows["units"],
                memberships=rows["memberships"],
            ),
        )
    ]
    others = [
        f"{name} {count}"
        for name, count in rows.items()
        if name not in ("members", "units", "memberships", REJECTED) and count
    ]
    if others:
        parts.append(paragraph(text("org.others", tables=listed(others, most=12))))
    if rows.get(REJECTED):
        parts.append(paragraph(text("org.rejected", count=rows[REJECTED])))
    return "<div>" + "".join([*parts, *map(paragraph, source_lines(source))]) + "</div>"
