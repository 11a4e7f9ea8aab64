"""Small HTML tables for notebooks: inline CSS only, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.messages import listed, plain, text
from sanzu_graph.schema import LEADER, REJECTED

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.model.source import Source

_CELL = "padding:2px 10px;text-align:left;vertical-align:top"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "") -> str:
    """An HTML table; headings, cells and caption are text, never markup.

    Examples
    --------
    >>> "<b>" in table(["name"], [["<b>An</b>"]])
    False
    """
    head = "".join(
        f'<th style="{_CELL};border-bottom:1px solid #888">{escape(heading)}</th>'
        for heading in headings
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{_CELL}">{escape(plain(cell))}</td>' for cell in row)
        + "</tr>"
        for row in rows
    )
    title = (
        f'<caption style="text-align:left;font-weight:bold">{escape(caption)}</caption>'
        if caption
        else ""
    )
    return f'<table style="border-collapse:collapse">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def paragraph(sentence: str, *, is_title: bool = False) -> str:
    """A sentence as an HTML paragraph, escaped."""
    weight = ";font-weight:bold" if is_title else ""
    return f'<p style="margin:4px 0{weight}">{escape(sentence)}</p>'


def org_html(org: Org) -> str:
    """An organisation at a glance: per layer its units, members and leaders; where it came from."""
    rows = []
    for layer in org.layers:
        found, led = org.pairs(layer), org.pairs(layer, LEADER)
        rows.append(
            (
                layer,
                len(found.units),
                int((found.per_member > 0).sum()),
                int(np.sum(led.per_unit > 0)),
            )
        )
    headings = [text(f"column.{name}") for name in ("layer", "units", "members", "led_units")]
    sizes = {name: len(frame) for name, frame in org.tables().items()}
    parts = [
        table(
            headings,
            rows,
            caption=text(
                "org.caption",
                members=sizes["members"],
                units=sizes["units"],
                memberships=sizes["memberships"],
            ),
        )
    ]
    others = [
        f"{name} {count}"
        for name, count in sizes.items()
        if name not in ("members", "units", "memberships", REJECTED) and count
    ]
    if others:
        parts.append(paragraph(text("org.others", tables=listed(others, most=12))))
    if REJECTED in sizes:
        parts.append(paragraph(text("org.rejected", count=sizes[REJECTED])))
    return "<div>" + "".join(parts + [paragraph(line) for line in source_lines(org)]) + "</div>"


def source_html(source: Source) -> str:
    """Where tables were read from, as a table: file, encoding used, rows; what was left alone."""
    rows = [(name, *where) for name, where in source.tables.items()]
    headings = [text(f"column.{name}") for name in ("table", "file", "encoding", "rows")]
    left = [paragraph(text("org.ignored", names=listed(source.ignored)))] if source.ignored else []
    return "<div>" + table(headings, rows, caption=source.path) + "".join(left) + "</div>"


def source_lines(org: Org) -> list[str]:
    """Where the tables were read from: files, encodings used, what was left alone."""
    if org.source is None:
        return []
    read = [
        text("org.read", place=place, encoding=encoding, rows=rows)
        for place, encoding, rows in org.source.tables.values()
    ]
    lines = [text("org.source", path=org.source.path, files=listed(read, most=len(read)))]
    if org.source.ignored:
        lines.append(text("org.ignored", names=listed(org.source.ignored)))
    return lines
