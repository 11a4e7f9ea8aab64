"""The pieces of a slide: its title, lines of text, native tables."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzu_graph.charts.native_charts import paint
from sanzu_graph.charts.powerpoint import add_slide, write
from sanzu_graph.charts.slide_shapes import EMU
from sanzu_graph.reports.sections import capital, cells

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

#: A wide slide in points, and the place below its title.
WIDTH, HEIGHT = 960.0, 540.0
LEFT, TOP, ROOM, DEPTH = 40.0, 92.0, 880.0, 396.0
INK, FAINT = "#1b2733", "#5b6b7a"
_HEAD, _RULE = "#eef3f7", "#d5dde5"
_BAD, _GOOD = "#a12a1f", "#1a6b35"
#: The size of texts, and of small ones; the characters of a cell.
TEXT, SMALL, LONGEST = 13.0, 11.0, 110


def titled(deck: Presentation, title: str) -> Any:  # noqa: ANN401
    """A slide with its title."""
    slide = add_slide(deck, title=True)
    place_title(slide, title, 30, 26)
    return slide


def place_title(slide: Any, title: str, top: float, size: float) -> None:  # noqa: ANN401
    """Where the title of a slide stands, and how large."""
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
        color=INK,
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
    color: str = INK,
    right: bool = False,
    step: float | None = None,
    bold: Collection[int] = (),
) -> None:
    """Lines of text on a slide, one paragraph each; `step`: from line to line in any font;
    `bold`: which of the lines are.
    """
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    shape = slide.shapes.add_textbox(*_lengths(left, top, width, height))
    words = shape.text_frame
    words.word_wrap = True
    words.margin_left = words.margin_right = words.margin_top = words.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = words.paragraphs[0] if not number else words.add_paragraph()
        paragraph.space_after = Pt(size * 0.45) if step is None else Pt(0)
        if step is not None:
            paragraph.line_spacing = Pt(step)
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        write(paragraph, line, size, color=color, bold=number in bold)


def add_table(
    slide: Any,  # noqa: ANN401 - python-pptx is untyped
    frame: pd.DataFrame,
    top: float,
    *,
    judged: Collection[Any] = (),
    size: float | None = None,
    right: bool = False,
) -> float:
    """A native table; where it ends. Columns are as wide as their texts ask for, in proportion.

    `right`: all columns but the first are set to the right, not only those of numbers.
    """
    rows = cells(frame)
    size = size or (TEXT if len(rows) <= 8 else SMALL)  # noqa: PLR2004 - what fits the slide
    numeric = [
        at > 0 and (right or all(_is_figure(row[at]) for row in rows))
        for at in range(len(frame.columns))
    ]
    high = size * 1.9
    shape = slide.shapes.add_table(
        len(rows) + 1, len(frame.columns), *_lengths(LEFT, top, ROOM, high * (len(rows) + 1))
    )
    table = shape.table
    table.horz_banding = False
    natural = [
        max(
            [
                _wide(str(name)),
                8.0 if any(row[at] for row in rows) else 18.0,
                *(_wide(row[at]) for row in rows),
            ]
        )
        for at, name in enumerate(frame.columns)
    ]
    natural = [min(width, 70.0) + 2 for width in natural]
    widths = [ROOM * width / sum(natural) for width in natural]
    for at, width in enumerate(widths):
        table.columns[at].width = round(width * EMU)
        _cell(
            table.cell(0, at), capital(str(frame.columns[at])), size, head=True, right=numeric[at]
        )
    lines = 1
    for row, (texts, index) in enumerate(zip(rows, frame.index, strict=True), 1):
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
        return INK
    return _GOOD if _number(cell) < _number(before) else _BAD


def _cell(
    cell: Any,  # noqa: ANN401
    label: str,
    size: float,
    *,
    head: bool = False,
    color: str = INK,
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
    # A cell without a letter would be as high as the standard font asks for.
    write(paragraph, label or "\N{NO-BREAK SPACE}", size, color=color, bold=head)
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


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _wide(line: str) -> float:
    return sum(2.0 if ord(character) > 0x2E80 else 1.05 for character in line[:LONGEST])  # noqa: PLR2004


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
