"""A pack as a deck: native tables, texts and shapes, one thought a slide."""

from __future__ import annotations

import math
import pathlib
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.charts.powerpoint import (
    add_slide,
    draw,
    fit,
    new_deck,
    packed,
    paint,
    write,
)
from sanzu_graph.charts.slide_shapes import EMU, clean
from sanzu_graph.messages import text
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.reports.pictures import SITUATION, Picture, pictures
from sanzu_graph.reports.sections import (
    alternatives_frame,
    capital,
    cells,
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
    from pptx.slide import Slide

#: A wide slide in points, and the place below its title.
WIDTH, HEIGHT = 960.0, 540.0
LEFT, TOP, ROOM, DEPTH = 40.0, 92.0, 880.0, 396.0
_INK, _FAINT, _HEAD, _RULE = "#1b2733", "#5b6b7a", "#eef3f7", "#d5dde5"
_BAD, _GOOD = "#a12a1f", "#1a6b35"
#: How much a deck says: rows of a slide's table, slides of a list, plans side by side, characters
#: of a cell, findings of a check.
ROWS, SLIDES, PLANS, LONGEST, PER_CHECK = 15, 4, 5, 110, 4
_TEXT, _SMALL = 13.0, 11.0


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
                _SMALL,
                color=_FAINT,
                right=True,
            )
    path.write_bytes(packed(deck))


def _slides(pack: Pack, deck: Presentation) -> Iterator[Any]:
    yield _opening(pack, deck)
    drawn = list(pictures(pack))
    slide = titled(deck, text("report.situation"))
    bottom = add_table(slide, layer_frame(pack), TOP)
    add_text(slide, LEFT, bottom + 16, ROOM, 60, summary_lines(pack)[:1], _TEXT)
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
    _place(slide, pack.title, 130, 44)
    add_text(slide, LEFT, 220, ROOM, 90, summary_lines(pack), 17)
    add_text(
        slide,
        LEFT,
        HEIGHT - 40 - 17 * len(notes(pack)),
        ROOM,
        60,
        notes(pack),
        _SMALL,
        color=_FAINT,
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
            add_text(slide, LEFT, bottom + 14, ROOM, HEIGHT - bottom - 50, told, _TEXT)
        yield slide


def _plan(
    pack: Pack, deck: Presentation, option: PackOption, drawn: Sequence[Picture]
) -> Iterator[Any]:
    title, lines = (
        text("report.chosen", name=option.name),
        option_lines(pack, option, most=4)[:16],
    )
    slide = titled(deck, title)
    add_text(slide, LEFT, TOP, ROOM, 20.0 * len(lines), lines, _TEXT)
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
                _SMALL,
                color=_FAINT,
            )
        yield slide


def _chart(deck: Presentation, picture: Picture) -> Any:  # noqa: ANN401
    slide = titled(deck, picture.caption)
    scene, _ = picture.drawing.fitting(ROOM, DEPTH + 30)
    draw(scene, slide, fit(scene, LEFT, TOP - 12, ROOM, DEPTH + 30))
    return slide


def titled(deck: Presentation, title: str) -> Any:  # noqa: ANN401
    """A slide with its title."""
    slide = add_slide(deck, title=True)
    _place(slide, title, 30, 26)
    return slide


def _place(slide: Any, title: str, top: float, size: float) -> None:  # noqa: ANN401
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = (
        round(length * EMU) for length in (LEFT, top, ROOM, size * 2)
    )
    words = shape.text_frame
    words.word_wrap, words.vertical_anchor = True, MSO_ANCHOR.TOP
    words.margin_left = words.margin_right = words.margin_top = words.margin_bottom = 0
    paragraph = words.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    write(
        paragraph,
        _short(title),
        size if _wide(title) * size * 0.52 <= ROOM else size * 0.62,
        color=_INK,
        bold=True,
    )


def add_text(
    slide: Slide,
    left: float,
    top: float,
    width: float,
    height: float,
    lines: Sequence[str],
    size: float,
    *,
    color: str = _INK,
    right: bool = False,
) -> None:
    """Lines of text on a slide, one paragraph each."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    shape = slide.shapes.add_textbox(*_lengths(left, top, width, height))
    words = shape.text_frame
    words.word_wrap = True
    words.margin_left = words.margin_right = words.margin_top = words.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = words.paragraphs[0] if not number else words.add_paragraph()
        paragraph.space_after = Pt(size * 0.45)
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        write(paragraph, line, size, color=color)


def add_table(
    slide: Any,  # noqa: ANN401 - python-pptx is untyped
    frame: pd.DataFrame,
    top: float,
    *,
    judged: Collection[Any] = (),
) -> float:
    """A native table; where it ends. Columns are as wide as their texts ask for, in proportion."""
    told = cells(frame)
    size = _TEXT if len(told) <= 8 else _SMALL  # noqa: PLR2004 - what fits the slide
    numeric = [
        at > 0 and all(_is_figure(row[at]) for row in told) for at in range(len(frame.columns))
    ]
    high = size * 1.9
    shape = slide.shapes.add_table(
        len(told) + 1, len(frame.columns), *_lengths(LEFT, top, ROOM, high * (len(told) + 1))
    )
    table = shape.table
    table.horz_banding = False
    asked = [
        max(
            [
                _wide(str(name)),
                8.0 if any(row[at] for row in told) else 18.0,
                *(_wide(row[at]) for row in told),
            ]
        )
        for at, name in enumerate(frame.columns)
    ]
    asked = [min(width, 70.0) + 2 for width in asked]
    widths = [ROOM * width / sum(asked) for width in asked]
    for at, width in enumerate(widths):
        table.columns[at].width = round(width * EMU)
        _cell(
            table.cell(0, at), capital(str(frame.columns[at])), size, head=True, right=numeric[at]
        )
    lines = 1
    for row, (texts, index) in enumerate(zip(told, frame.index, strict=True), 1):
        table.rows[row].height = round(high * EMU)
        for at, cell in enumerate(texts):
            _cell(
                table.cell(row, at),
                _short(cell),
                size,
                color=_color(cell, texts[1], index in judged and at > 1),
                right=numeric[at],
            )
        lines += max(
            [
                1,
                *(
                    math.ceil(_wide(cell) * size * 0.52 / (width - 10))
                    for cell, width in zip(texts, widths, strict=True)
                ),
            ]
        )
    return top + high * lines


def _color(cell: str, before: str, judged: bool) -> str:
    """Fewer findings than before are better."""
    if not judged or not (_is_figure(cell) and _is_figure(before)) or cell == before:
        return _INK
    return _GOOD if _number(cell) < _number(before) else _BAD


def _cell(
    cell: Any,  # noqa: ANN401
    told: str,
    size: float,
    *,
    head: bool = False,
    color: str = _INK,
    right: bool = False,
) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = paint(_HEAD if head else "#ffffff")
    cell.margin_left = cell.margin_right = round(5 * EMU)
    cell.margin_top = cell.margin_bottom = round(2.5 * EMU)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    write(paragraph, told, size, color=color, bold=head)
    _underline(cell)


def _underline(cell: Any) -> None:  # noqa: ANN401
    from pptx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()
    pen = properties.makeelement(qn("a:lnB"), {"w": str(round(0.75 * EMU))})
    solid = pen.makeelement(qn("a:solidFill"), {})
    solid.append(solid.makeelement(qn("a:srgbClr"), {"val": _RULE.removeprefix("#")}))
    pen.append(solid)
    properties.insert(0, pen)


def _lengths(*points: float) -> tuple[Any, ...]:
    """Points in the units of the format."""
    from pptx.util import Emu

    return tuple(Emu(round(length * EMU)) for length in points)


def _short(told: str) -> str:
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"


def _wide(told: str) -> float:
    return sum(2.0 if ord(character) > 0x2E80 else 1.05 for character in told[:LONGEST])  # noqa: PLR2004


def _is_figure(cell: str) -> bool:
    return (
        cell in ("", "–")
        or cell.replace(".", "", 1)
        .replace("%", "")
        .replace("→", "")
        .replace(" ", "")
        .replace(".", "")
        .isdecimal()
    )


def _number(cell: str) -> float:
    return float(cell) if cell.replace(".", "", 1).isdecimal() else 0.0
