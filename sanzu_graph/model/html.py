"""Small HTML tables for notebooks: inline CSS only, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from sanzu_graph.messages import written

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
        + "".join(f'<td style="{_CELL}">{escape(str(written(cell)))}</td>' for cell in row)
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
