"""A brief as one slide."""

from __future__ import annotations

import pathlib
from typing import Any

import pandas as pd

from sanzu_graph.charts.powerpoint import new_deck, packed
from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.errors import speaking
from sanzu_graph.reports.brief_files import Brief, brief_cells
from sanzu_graph.reports.brief_room import TextColumn, folded
from sanzu_graph.reports.deck_pieces import (
    HEIGHT,
    LEFT,
    ROOM,
    TOP,
    WIDTH,
    add_table,
    add_text,
    titled,
)

#: The lists of a slide: two columns below the table, down to the proof.
_SLIDE_STEP, _SLIDE_SIZE, _BOTTOM, _SLIDE_TITLE = 13.5, 10.5, 74.0, 26.0


def write_slide(brief: Brief, path: pathlib.Path) -> None:
    """Write a deck of one slide."""
    deck = new_deck(WIDTH, HEIGHT)
    deck.core_properties.title = clean(brief.title)[:255]
    add_brief(deck, brief)
    path.write_bytes(packed(deck))


def add_brief(deck: Any, brief: Brief) -> Any:  # noqa: ANN401 - python-pptx's own
    """Add the brief to a deck, on one slide."""
    slide = titled(deck, TextColumn(ROOM, 0, 0, _SLIDE_TITLE, 0).cut(brief.title, 1))
    said = TextColumn(ROOM, 0, 17, 13, 0)
    lines = [said.cut(sentence, 2) for sentence in (brief.finding, brief.ask)]
    top = TOP - 26
    add_text(slide, LEFT, top, ROOM, 34, lines, 13, step=17, bold=[0])
    first, *rows = brief_cells(brief)
    frame = pd.DataFrame(rows, columns=list(first), dtype="str")
    bottom = add_table(
        slide, frame, top + 17 * sum(map(said.steps, lines)) + 6, size=10.5, right=True
    )
    half, high = ROOM / 2 - 12, HEIGHT - bottom - 10 - _BOTTOM
    room = TextColumn(half, high, _SLIDE_STEP, _SLIDE_SIZE, _SLIDE_STEP / 2)
    with speaking(brief.lang):
        columns = folded(brief.lists, [room, room])
    for at, parts in enumerate(columns):
        texts: list[str] = []
        bold: list[int] = []
        for part in parts:
            texts += [""] if texts else []
            bold.append(len(texts))
            texts += [part.title, *(f"• {line}" for line in part.lines)]
            texts += [part.more] if part.more else []
        place = LEFT + at * (half + 24)
        if texts:
            add_text(
                slide,
                place,
                bottom + 10,
                half,
                high,
                texts,
                _SLIDE_SIZE,
                step=_SLIDE_STEP,
                bold=bold,
            )
    proof = TextColumn(ROOM, 0, 13, 10.5, 0).cut(brief.proof, 2)
    add_text(slide, LEFT, HEIGHT - _BOTTOM + 6, ROOM, 28, [proof], 10.5, step=13)
    signed = "    ".join(f"{label}: ________________" for label in brief.signed)
    add_text(slide, LEFT, HEIGHT - 30, ROOM, 16, [signed], 10)
    return slide
