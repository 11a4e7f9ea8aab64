"""Small HTML for notebooks: inline CSS only, every text escaped.

It is read on light and on dark pages: letters keep the page's colour, and what has a colour of its
own brings its ground along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from sanzu_graph.messages import written

_CELL = (
    "padding:2px 10px;text-align:left;vertical-align:top;white-space:normal;"
    "max-width:46em;overflow-wrap:break-word"
)
#: A heading of so few letters stands in one line.
_SHORT = 14
#: Severity → the ground of its badge, dark enough for white letters.
_GROUNDS: Mapping[str, str] = {"error": "#b42318", "warning": "#8a5300", "info": "#57606a"}
_BETTER, _WORSE = "#1a7f37", "#b42318"


class Markup(str):
    """HTML that is ready: its maker has escaped every text in it."""

    __slots__ = ()


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "") -> str:
    """An HTML table; headings, cells and caption are text, never markup, but for `Markup` of ours.

    Examples
    --------
    >>> "<b>" in table(["name"], [["<b>An</b>"]])
    False
    """
    head = "".join(
        f'<th style="{_CELL};border-bottom:1px solid #888'
        f'{";white-space:nowrap" if len(heading) <= _SHORT else ""}">{escape(heading)}</th>'
        for heading in headings
    )
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    title = (
        f'<caption style="text-align:left;font-weight:bold">{escape(caption)}</caption>'
        if caption
        else ""
    )
    return f'<table style="border-collapse:collapse">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(cell: object) -> str:
    if isinstance(cell, Markup):
        return f'<td style="{_CELL}">{cell}</td>'
    return f'<td style="{_CELL}">{escape(str(written(cell)))}</td>'


def paragraph(sentence: str, *, is_title: bool = False, is_small: bool = False) -> str:
    """A sentence as an HTML paragraph, escaped."""
    style = ";font-weight:bold" * is_title + ";font-size:85%;opacity:.75" * is_small
    return f'<p style="margin:4px 0{style}">{escape(sentence)}</p>'


def badge(word: str, severity: str) -> Markup:
    """A severity as a word on its colour; the colour says nothing that the word does not.

    Examples
    --------
    >>> badge("<error>", "error").count("&lt;error&gt;")
    1
    """
    return _on_ground(word, _GROUNDS.get(severity, _GROUNDS["info"]))


def outcome(word: str, *, is_better: bool) -> Markup:
    """A word on green where something becomes better, on red where it becomes worse."""
    return _on_ground(word, _BETTER if is_better else _WORSE)


def _on_ground(word: str, ground: str) -> Markup:
    return Markup(
        f'<span style="background:{ground};color:#fff;border-radius:3px;padding:0 6px;'
        f'white-space:nowrap">{escape(word)}</span>'
    )


def folded(summary: str, parts: Sequence[str]) -> str:
    """Parts behind a line that opens them; nothing to open where there is none."""
    if not parts:
        return paragraph(summary)
    return (
        f'<details style="margin:4px 0"><summary style="cursor:pointer">{escape(summary)}</summary>'
        f"{''.join(parts)}</details>"
    )


def next_step(why: str, call: str) -> str:
    """What is at hand, and the call that goes on with it."""
    return (
        f'<p style="margin:4px 0">{escape(why)} → '
        f'<code style="padding:1px 4px">{escape(call)}</code></p>'
    )
