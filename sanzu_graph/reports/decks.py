"""A pack as a deck: native tables, texts and shapes, one thought a slide."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.charts.lettering import letters_left
from sanzu_graph.charts.paper import Paper, is_legible, untitled
from sanzu_graph.charts.powerpoint import add_slide, draw, fit, new_deck, packed
from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.charts.tiles import tiles
from sanzu_graph.messages import text
from sanzu_graph.reports.brief_slides import add_brief
from sanzu_graph.reports.briefs import brief_of
from sanzu_graph.reports.deck_pieces import (
    DEPTH,
    FAINT,
    HEIGHT,
    LEFT,
    ROOM,
    SMALL,
    TEXT,
    TOP,
    WIDTH,
    add_table,
    add_text,
    place_title,
    titled,
)
from sanzu_graph.reports.pack_lines import (
    effect_line,
    notes,
    option_lines,
    search_lines,
    summary_lines,
    wave_lines,
)
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.reports.pictures import SITUATION, Picture, pictures
from sanzu_graph.reports.sections import (
    change_frame,
    check_frame,
    difference_frame,
    finding_frame,
    layer_frame,
    measure_grid,
)

if TYPE_CHECKING:
    from pptx.presentation import Presentation

#: How much a deck says: rows of a slide's table; slides of a list; plans side by side; findings of a
#: check; rows of a table with text below it.
ROWS, SLIDES, PLANS, PER_CHECK, FEW = 15, 4, 5, 4, 6
#: A sheet with as much room as a slide has below its title.
_SHEET = Paper(WIDTH, HEIGHT).as_slide.with_room(ROOM, DEPTH + 30)


def write_deck(pack: Pack, path: pathlib.Path) -> None:
    """Write the pack as a new PowerPoint file."""
    deck = new_deck(WIDTH, HEIGHT)
    deck.core_properties.title = clean(pack.title)[:255]
    for number, slide in enumerate(_slides(pack, deck)):
        if number:
            add_text(
                slide,
                LEFT,
                HEIGHT - 30,
                ROOM,
                18,
                [str(number + 1)],
                SMALL,
                color=FAINT,
                right=True,
            )
    path.write_bytes(packed(deck))


def _slides(pack: Pack, deck: Presentation) -> Iterator[Any]:
    with letters_left():
        drawn = list(pictures(pack))
    if pack.chosen is None:
        yield _opening(pack, deck)
    else:
        yield add_brief(deck, brief_of(pack))
        planned = [picture for picture in drawn if picture.part != SITUATION]
        yield from _plan(pack, deck, pack.chosen, planned)
        yield from _alternatives(pack, deck)
    slide = titled(deck, text("report.situation"))
    bottom = add_table(slide, layer_frame(pack), TOP)
    add_text(slide, LEFT, bottom + 16, ROOM, 60, summary_lines(pack)[:2], TEXT)
    yield slide
    for picture in drawn:
        if picture.part == SITUATION:
            yield from _charts(deck, picture)
    if not pack.options:
        yield from _listed(deck, text("report.findings"), check_frame(pack))
    findings = finding_frame(pack)
    yield from _listed(
        deck, text("report.findings"), _first_findings(findings), most=2, total=len(findings)
    )
    yield from _listed(deck, text("report.figures"), measure_grid(pack))
    if pack.options:
        yield from _searched(pack, deck)


def _opening(pack: Pack, deck: Presentation) -> Any:  # noqa: ANN401 - python-pptx is untyped
    slide = add_slide(deck, title=True)
    place_title(slide, pack.title, 130, 44)
    add_text(slide, LEFT, 220, ROOM, 90, summary_lines(pack), 17)
    _add_notes(slide, pack)
    return slide


def _add_notes(slide: Any, pack: Pack) -> None:  # noqa: ANN401 - python-pptx is untyped
    lines = notes(pack)
    top = HEIGHT - 40 - 17 * len(lines)
    add_text(slide, LEFT, top, ROOM, 60, lines, SMALL, color=FAINT)


def _alternatives(pack: Pack, deck: Presentation) -> Iterator[Any]:
    """What the alternatives fix and break, by name, side by side; what each comes to."""
    frame = difference_frame(pack)
    title = text("report.alternatives" if len(pack.options) > 1 else "report.effects")
    if len(frame):
        yield from _listed(deck, title, frame.iloc[:, : 2 + PLANS], most=2)
    lines = [
        text("brief.of_check", title=option.name, names=effect_line(pack, option))
        for option in pack.options
        if option.audit is None or not len(frame)
    ]
    if lines:
        slide = titled(deck, title)
        add_text(slide, LEFT, TOP, ROOM, DEPTH, lines[: 2 * PLANS], TEXT)
        yield slide


def _plan(
    pack: Pack, deck: Presentation, option: PackOption, drawn: Sequence[Picture]
) -> Iterator[Any]:
    """The list to be signed, on slides, and the pictures of what changes."""
    title = text("report.chosen", name=option.name)
    if option.scenario is None or not len(option.scenario):
        slide = titled(deck, title)
        lines = option_lines(pack, option, most=4)[:16]
        add_text(slide, LEFT, TOP, ROOM, 20.0 * len(lines), lines, TEXT)
        yield slide
        return
    frame = change_frame(pack, option)
    names = [
        text(f"sign.{name}") for name in ("wave", "step", "what", "on", "decision", "signature")
    ]
    shown = frame[
        [
            name
            for name in names
            if name in frame and (name in names[-2:] or (frame[name] != "").any())
        ]
    ]
    lines = wave_lines(pack, option)
    if len(shown) <= FEW:
        slide = titled(deck, title)
        bottom = add_table(slide, shown, TOP)
        add_text(slide, LEFT, bottom + 12, ROOM, HEIGHT - bottom - 50, lines[:FEW], SMALL)
        yield slide
    else:
        yield from _listed(deck, title, shown)
        if lines:
            slide = titled(deck, title)
            add_text(slide, LEFT, TOP, ROOM, DEPTH, lines[: 2 * FEW], SMALL)
            yield slide
    for picture in drawn:
        yield from _charts(deck, picture)


def _searched(pack: Pack, deck: Presentation) -> Iterator[Any]:
    """How the plans were found, in the words of the search, and what a reader has to know: the last
    slide.
    """
    lines = [
        line
        for option in pack.options
        if (search := search_lines(option, most=3))
        for line in (option.name, *search)
    ]
    slide = titled(deck, text("report.searched" if lines else "report.about"))
    add_text(slide, LEFT, TOP, ROOM, 300, lines[:14], SMALL)
    _add_notes(slide, pack)
    yield slide


def _first_findings(frame: pd.DataFrame) -> pd.DataFrame:
    """The first findings of each check, where there are many."""
    frame = (
        frame.groupby(text("column.check"), sort=False).head(PER_CHECK)
        if len(frame) > 2 * ROWS
        else frame
    )
    names = [text("column.severity"), text("column.message"), text("report.fate")]
    return frame[[name for name in names if name in frame]]


# -- pieces


def _listed(
    deck: Presentation, title: str, frame: pd.DataFrame, *, most: int = SLIDES, total: int = 0
) -> Iterator[Any]:
    """A table over several slides; what is too much for a deck (of `total` rows) is counted."""
    shown = frame.head(ROWS * most)
    left = max(total, len(frame)) - len(shown)
    for begin in range(0, len(shown), ROWS):
        slide = titled(deck, title)
        bottom = add_table(slide, shown.iloc[begin : begin + ROWS], TOP)
        if left > 0 and begin + ROWS >= len(shown):
            add_text(
                slide,
                LEFT,
                bottom + 8,
                ROOM,
                20,
                [text("report.more_in_workbook", count=left)],
                SMALL,
                color=FAINT,
            )
        yield slide


def _charts(deck: Presentation, picture: Picture) -> Iterator[Any]:
    """A picture on a slide, or on several where its letters would be too small on one."""
    drawing = picture.drawing
    scenes = (make() for make in drawing.scenes)
    scene = next(
        (candidate for candidate in scenes if is_legible(candidate, _SHEET)), drawing.scenes[-1]()
    )
    parts = tiles(scene, _SHEET, drawing.words)
    for number, part in enumerate(parts[:SLIDES], 1):
        title = picture.caption
        if len(parts) > 1:
            title = text("chart.part", title=title, part=number, parts=len(parts))
        slide = titled(deck, title)
        body = untitled(part)
        draw(body, slide, fit(body, LEFT, TOP - 12, *_SHEET.inner, most=2.0))
        yield slide
