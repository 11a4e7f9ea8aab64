"""A pack as a deck: native tables, texts and shapes, one thought a slide."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.charts.powerpoint import add_slide, draw, fit, new_deck, packed
from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.messages import text
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
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.reports.pictures import SITUATION, Picture, pictures
from sanzu_graph.reports.sections import (
    alternatives_frame,
    change_frame,
    check_frame,
    finding_frame,
    layer_frame,
    measure_grid,
    notes,
    option_lines,
    summary_lines,
)

if TYPE_CHECKING:
    from pptx.presentation import Presentation

#: How much a deck says: rows of a slide's table, slides of a list, plans side by side, findings of a
#: check.
ROWS, SLIDES, PLANS, PER_CHECK = 15, 4, 5, 4


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
    yield _opening(pack, deck)
    drawn = list(pictures(pack))
    slide = titled(deck, text("report.situation"))
    bottom = add_table(slide, layer_frame(pack), TOP)
    add_text(slide, LEFT, bottom + 16, ROOM, 60, summary_lines(pack)[:1], TEXT)
    yield slide
    for picture in drawn:
        if picture.part == SITUATION:
            yield _chart(deck, picture)
    yield from _listed(deck, text("report.findings"), _judged(check_frame(pack), pack))
    findings = finding_frame(pack)
    yield from _listed(
        deck, text("sheet.findings"), _first_findings(findings), most=2, total=len(findings)
    )
    if pack.options:
        yield from _alternatives(pack, deck)
    if pack.chosen is not None:
        yield from _plan(
            pack, deck, pack.chosen, [picture for picture in drawn if picture.part != SITUATION]
        )
    yield from _listed(deck, text("report.figures"), measure_grid(pack))


def _opening(pack: Pack, deck: Presentation) -> Any:  # noqa: ANN401 - python-pptx is untyped
    slide = add_slide(deck, title=True)
    place_title(slide, pack.title, 130, 44)
    add_text(slide, LEFT, 220, ROOM, 90, summary_lines(pack), 17)
    add_text(
        slide,
        LEFT,
        HEIGHT - 40 - 17 * len(notes(pack)),
        ROOM,
        60,
        notes(pack),
        SMALL,
        color=FAINT,
    )
    return slide


def _alternatives(pack: Pack, deck: Presentation) -> Iterator[Any]:
    frame = alternatives_frame(pack)
    for begin in range(2, max(len(frame.columns), 3), PLANS):
        shown = frame.iloc[:, [0, 1, *range(begin, min(begin + PLANS, len(frame.columns)))]]
        slide = titled(deck, text("report.alternatives"))
        bottom = add_table(slide, shown, TOP, judged=set(shown.iloc[3:].index))
        if begin + PLANS >= len(frame.columns):
            told = [f"{option.name}: {option_lines(pack, option)[0]}" for option in pack.options][
                : 2 * PLANS
            ]
            add_text(slide, LEFT, bottom + 14, ROOM, HEIGHT - bottom - 50, told, TEXT)
        yield slide


def _plan(
    pack: Pack, deck: Presentation, option: PackOption, drawn: Sequence[Picture]
) -> Iterator[Any]:
    title, lines = (
        text("report.chosen", name=option.name),
        option_lines(pack, option, most=4)[:16],
    )
    slide = titled(deck, title)
    add_text(slide, LEFT, TOP, ROOM, 20.0 * len(lines), lines, TEXT)
    yield slide
    if option.scenario is None:
        return
    frame = change_frame(pack, option)
    kept = [text(f"sign.{name}") for name in ("step", "what", "on", "decision", "signature")]
    shown = frame[[name for name in kept if name in kept[-2:] or (frame[name] != "").any()]]
    first = max(int((HEIGHT - TOP - 22.0 * len(lines) - 60) // 26) - 1, 0)
    if len(shown) <= first:
        if len(shown):
            add_table(slide, shown, TOP + 22.0 * len(lines) + 14)
    else:
        yield from _listed(deck, text("report.to_sign"), shown)
    for picture in drawn:
        yield _chart(deck, picture)


def _first_findings(frame: pd.DataFrame) -> pd.DataFrame:
    """The first findings of each check, where there are many."""
    frame = (
        frame.groupby(text("column.check"), sort=False).head(PER_CHECK)
        if len(frame) > 2 * ROWS
        else frame
    )
    kept = [text("column.severity"), text("column.message"), text("report.fate")]
    return frame[[name for name in kept if name in frame]]


def _judged(frame: pd.DataFrame, pack: Pack) -> pd.DataFrame:
    """As many alternatives as fit side by side; the workbook has all."""
    return (
        frame.iloc[:, : 3 + PLANS].astype(object).where(frame.iloc[:, : 3 + PLANS].notna(), None)
        if pack.options
        else frame
    )


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


def _chart(deck: Presentation, picture: Picture) -> Any:  # noqa: ANN401
    slide = titled(deck, picture.caption)
    scene, _ = picture.drawing.fitting(ROOM, DEPTH + 30)
    draw(scene, slide, fit(scene, LEFT, TOP - 12, ROOM, DEPTH + 30))
    return slide
