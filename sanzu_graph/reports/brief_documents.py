"""Briefs as a Word document, a page each."""

from __future__ import annotations

import io
import pathlib
from collections.abc import Sequence
from typing import Any

from sanzu_graph.charts.png import to_png
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.reports.brief_files import (
    BELOW,
    GAP,
    MARGIN,
    ROW,
    SAID,
    SAID_STEP,
    SIGNS,
    SIZE,
    STEP,
    TITLE,
    TITLE_STEP,
    WIDE,
    Brief,
    brief_cells,
    brief_pages,
    first_sentences,
    outcome_columns,
    proof_line,
)
from sanzu_graph.reports.brief_room import TextColumn

_FONT, _CHINESE = "Calibri", "Microsoft YaHei"


def write_document(brief: Brief | Sequence[Brief], path: pathlib.Path) -> None:
    """Write pages of A4 that can be edited, one a brief."""
    import docx
    from docx.shared import Pt

    pages, document = brief_pages(brief), docx.Document()
    title = clean(pages[0].title)[:255]
    document.core_properties.title, document.core_properties.author = title, ""
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595), Pt(842)
    section.left_margin = section.right_margin = Pt(MARGIN)
    section.top_margin = section.bottom_margin = Pt(MARGIN)
    section.header_distance = section.footer_distance = Pt(MARGIN / 2)
    _style(document.styles["Normal"], SIZE)
    for number, page in enumerate(pages):
        _add_page(document, page, is_next=number > 0)
    document.save(str(path))


def _add_page(document: Any, brief: Brief, *, is_next: bool) -> None:  # noqa: ANN401 - python-docx's own
    title = TextColumn(WIDE, 0, TITLE_STEP, TITLE, 0).cut(brief.title, 1)
    _paragraph(document, title, size=TITLE, step=TITLE_STEP, bold=True)
    document.paragraphs[-1].paragraph_format.page_break_before = is_next
    for number, line in enumerate(first_sentences(brief)):
        _paragraph(document, line, size=SAID, step=SAID_STEP, before=BELOW, bold=not number)
    _paragraph(document, "", size=1, step=BELOW)
    _grid(document, brief)
    if brief.picture is not None:
        _add_picture(document, brief.picture)
    for part in brief.parts:
        _paragraph(document, part.title, bold=True, before=GAP)
        for line in part.lines:
            _paragraph(document, f"• {line}", hanging=SIZE)
        if part.more:
            _paragraph(document, part.more, hanging=SIZE)
    _paragraph(document, proof_line(brief), before=GAP)
    if brief.signed:
        _add_signatures(document, brief)


def _add_picture(document: Any, scene: Scene) -> None:  # noqa: ANN401 - python-docx's own
    """A picture as wide as the text."""
    from docx.shared import Pt

    document.add_picture(io.BytesIO(to_png(scene)), width=Pt(WIDE))
    document.paragraphs[-1].paragraph_format.space_before = Pt(BELOW)


def _add_signatures(document: Any, brief: Brief) -> None:  # noqa: ANN401 - python-docx's own
    """The fields for signatures."""
    _paragraph(document, "", size=1, step=SIGNS - 2 * STEP - 2)
    signs = document.add_table(rows=2, cols=len(brief.signed))
    for at, label in enumerate(brief.signed):
        for row, line in enumerate(("_" * 22, label)):
            _write(signs.cell(row, at).paragraphs[0], line, size=SIZE)
            _stepped(signs.cell(row, at).paragraphs[0], STEP)
    _paragraph(document, "", size=1, step=1)  # a document ends with a paragraph


def _style(style: Any, size: float) -> None:  # noqa: ANN401 - python-docx's own
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = _FONT, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)


def _paragraph(
    document: Any,  # noqa: ANN401 - python-docx's own
    line: str,
    *,
    size: float = SIZE,
    step: float = STEP,
    bold: bool = False,
    before: float = 0,
    hanging: float = 0,
) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    _stepped(paragraph, step, before)
    paragraph.paragraph_format.left_indent = Pt(hanging)
    paragraph.paragraph_format.first_line_indent = Pt(-hanging)
    _write(paragraph, line, size=size, bold=bold)


def _stepped(paragraph: Any, step: float, before: float = 0, after: float = 0) -> None:  # noqa: ANN401
    """Lines at a fixed distance in any font."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(step)
    form.space_before, form.space_after = Pt(before), Pt(after)


def _write(
    paragraph: Any,  # noqa: ANN401 - python-docx's own
    line: str,
    *,
    size: float,
    bold: bool = False,
) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(clean(line))
    run.bold, run.font.size = bold, Pt(size)


def _grid(document: Any, brief: Brief) -> None:  # noqa: ANN401 - python-docx's own
    """The alternatives as columns, of fixed widths."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    table = document.add_table(rows=1 + len(brief.rows), cols=len(brief.headings))
    table.style, table.autofit = "Table Grid", False
    for at, row in enumerate(brief_cells(brief)):
        for column, (cell, room) in enumerate(zip(row, outcome_columns(brief), strict=True)):
            table.cell(at, column).width = Pt(room.width)
            paragraph = table.cell(at, column).paragraphs[0]
            _stepped(paragraph, STEP, ROW / 2 - 0.5, ROW / 2 - 0.5)
            if column:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, cell, size=SIZE, bold=not at)
