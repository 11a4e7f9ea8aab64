"""`Brief`: one page for a decision, and how it is set as a page, a document and a slide."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from sanzu_graph.charts.powerpoint import new_deck, packed
from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.messages import text
from sanzu_graph.reports.decks import HEIGHT, LEFT, ROOM, TOP, WIDTH, add_table, add_text, titled

_STYLE = """
@page { size: A4; margin: 14mm 15mm; }
.brief { max-width: 180mm; margin: 0 auto; color: #1b2733; background: #fff; overflow-wrap: anywhere;
  font: 10.5pt/1.42 "Segoe UI", Arial, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; }
.brief h1 { font-size: 17pt; margin: 0 0 5pt; }
.brief h2 { font-size: 11.5pt; margin: 9pt 0 2pt; }
.brief .ask { font-size: 12pt; margin: 0 0 7pt; }
.brief table { border-collapse: collapse; width: 100%; }
.brief th, .brief td { border-bottom: 1px solid #d5dde5; padding: 2.5pt 6pt; text-align: left; }
.brief td + td, .brief th + th { text-align: right; }
.brief ul { margin: 0; padding-left: 14pt; }
.brief .more { color: #5b6b7a; margin: 0; }
.brief .proof { margin: 9pt 0 0; padding: 4pt 8pt; background: #eef3f7; }
.brief .sign { display: flex; gap: 26pt; margin-top: 30pt; }
.brief .sign div { flex: 1; border-top: 1px solid #1b2733; color: #5b6b7a; font-size: 9pt; padding-top: 2pt; }
"""
_FONT, _CHINESE = "Calibri", "Microsoft YaHei"
#: How many lines of a part a slide shows.
_ON_SLIDE = 4


@dataclass(frozen=True)
class BriefPart:
    """A heading and its lines.

    Attributes
    ----------
    title, lines : what is said
    more : what was cut, in a sentence; empty where nothing was
    """

    title: str
    lines: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True)
class Brief:
    """One page for a decision.

    Attributes
    ----------
    title : what it is called
    ask : what is to be decided, in a sentence or two
    headings, rows : the alternatives as columns; each row begins with what it counts
    parts : the changes, what gets worse, what stays open
    proof : how far it is proven, in a plain sentence
    signed : the labels of the fields for signatures
    lang : its language
    """

    title: str
    ask: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[BriefPart, ...]
    proof: str
    signed: tuple[str, ...]
    lang: str

    def __str__(self) -> str:
        lines = [self.title, self.ask, "", " · ".join(filter(None, self.headings))]
        lines += [": ".join([row[0], " · ".join(row[1:])]) for row in self.rows]
        for part in self.parts:
            lines += ["", part.title, *(f"- {line}" for line in part.lines)]
            lines += [part.more] if part.more else []
        return "\n".join([*lines, "", self.proof])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return to_html(self, whole=False)


def to_html(brief: Brief, *, whole: bool = True) -> str:
    """The brief as HTML, every text escaped; `whole`: a page of its own that loads nothing."""
    head = "".join(f"<th>{escape(name)}</th>" for name in brief.headings)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in brief.rows
    )
    body = [f"<h1>{escape(brief.title)}</h1><p class='ask'>{escape(brief.ask)}</p>"]
    body.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    for part in brief.parts:
        lines = "".join(f"<li>{escape(line)}</li>" for line in part.lines)
        more = f"<p class='more'>{escape(part.more)}</p>" if part.more else ""
        body.append(f"<h2>{escape(part.title)}</h2><ul>{lines}</ul>{more}")
    signed = "".join(f"<div>{escape(label)}</div>" for label in brief.signed)
    body.append(f"<p class='proof'>{escape(brief.proof)}</p><div class='sign'>{signed}</div>")
    inside = f"<style>{_STYLE}</style><div class='brief'>{''.join(body)}</div>"
    if not whole:
        return inside
    safe = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{brief.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{safe}">'
        f"<title>{escape(brief.title)}</title></head><body>{inside}</body></html>\n"
    )


def write_page(brief: Brief, path: pathlib.Path) -> None:
    """Write one HTML page."""
    path.write_text(to_html(brief), encoding="utf-8", errors="replace", newline="\n")


def write_document(brief: Brief, path: pathlib.Path) -> None:
    """Write one page of A4 that can be edited."""
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = clean(brief.title)[:255], ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(13)
    _style(document.styles["Normal"], 10)
    _paragraph(document, brief.title, size=17, bold=True, after=4)
    _paragraph(document, brief.ask, size=11.5, after=6)
    _grid(document, brief)
    for part in brief.parts:
        _paragraph(document, part.title, size=11, bold=True, before=7, after=1)
        for line in part.lines:
            _paragraph(document, f"• {line}", indent=Mm(4))
        if part.more:
            _paragraph(document, part.more, indent=Mm(4))
    _paragraph(document, brief.proof, before=8, after=10, italic=True)
    signs = document.add_table(rows=2, cols=len(brief.signed))
    for at, label in enumerate(brief.signed):
        signs.cell(0, at).paragraphs[0].paragraph_format.space_before = Pt(18)
        _write(signs.cell(0, at).paragraphs[0], "_" * 22, size=10)
        _write(signs.cell(1, at).paragraphs[0], label, size=9)
    document.save(str(path))


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
    size: float = 10,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    indent: Any = None,  # noqa: ANN401 - python-docx's own
) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    if indent is not None:
        paragraph.paragraph_format.left_indent = indent
    _write(paragraph, line, size=size, bold=bold, italic=italic)


def _write(
    paragraph: Any,  # noqa: ANN401 - python-docx's own
    line: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(clean(line))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _grid(document: Any, brief: Brief) -> None:  # noqa: ANN401 - python-docx's own
    """The alternatives as columns."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    table = document.add_table(rows=1 + len(brief.rows), cols=len(brief.headings))
    table.style = "Table Grid"
    for at, row in enumerate((brief.headings, *brief.rows)):
        for column, cell in enumerate(row):
            paragraph = table.cell(at, column).paragraphs[0]
            if column:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, cell, size=9.5, bold=not at)


def write_slide(brief: Brief, path: pathlib.Path) -> None:
    """Write a deck of one slide."""
    deck = new_deck(WIDTH, HEIGHT)
    deck.core_properties.title = clean(brief.title)[:255]
    slide = titled(deck, brief.title)
    add_text(slide, LEFT, TOP - 22, ROOM, 36, [brief.ask], 14)
    frame = pd.DataFrame(list(brief.rows), columns=list(brief.headings), dtype="str")
    bottom = add_table(slide, frame, TOP + 22)
    half = ROOM / 2 - 12
    columns: tuple[list[str], list[str]] = ([], [])
    for number, part in enumerate(brief.parts):
        left = len(part.lines) - _ON_SLIDE
        more = text("list.more", count=left) if left > 0 else ""
        lines = [part.title, *(f"• {line}" for line in part.lines[:_ON_SLIDE])]
        columns[number % 2].extend([*lines, *filter(None, [more])])
    for at, lines in enumerate(columns):
        place = LEFT + at * (half + 24)
        add_text(slide, place, bottom + 10, half, HEIGHT - bottom - 78, lines, 10)
    add_text(slide, LEFT, HEIGHT - 62, ROOM, 18, [brief.proof], 10.5)
    signed = "    ".join(f"{label}: ________________" for label in brief.signed)
    add_text(slide, LEFT, HEIGHT - 32, ROOM, 16, [signed], 10)
    path.write_bytes(packed(deck))
