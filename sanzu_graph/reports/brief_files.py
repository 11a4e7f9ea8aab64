"""`Brief`: one page for a decision, and how it is set as a page and a document."""

from __future__ import annotations

import io
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from sanzu_graph.charts.painting import to_png
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.doors import own_language
from sanzu_graph.model.object_texts import cut
from sanzu_graph.reports.brief_room import BriefPart, TextColumn, folded

#: A4 in points, with margins all round; the text that it holds.
_MARGIN = 37.0
WIDE, _HIGH = 595.0 - 2 * _MARGIN, 842.0 - 2 * _MARGIN - 20
#: The distance of lines, and the size of letters: of the title, of sentences, and of lists.
_TITLE_STEP, _TITLE = 23.0, 17.0
_SAID_STEP, _SAID = 15.5, 11.5
_STEP, _SIZE = 13.5, 10.0
#: Above headings; below the title, sentences and the table; above signatures.
_GAP, _BELOW, _SIGNS = 7.0, 6.0, 62.0
#: So high is a row of the table besides its lines; so large a part of it is its first column.
_ROW, _FIRST = 4.0, 0.28
#: How many lines each may take: the title, a sentence, a cell.
_LONGEST_SAID, _LONGEST_CELL = 3, 2

_PAGE = f"@page {{ size: A4; margin: {_MARGIN}pt; }}"
_STYLE = f"""
.brief {{ max-width: {WIDE}pt; margin: 0 auto; color: #1b2733; background: #fff; overflow-wrap: anywhere;
  font: {_SIZE}pt/{_STEP}pt "Segoe UI", Arial, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; }}
.brief h1 {{ font-size: {_TITLE}pt; line-height: {_TITLE_STEP}pt; margin: 0; }}
.brief h2 {{ font-size: {_SIZE}pt; line-height: {_STEP}pt; margin: {_GAP}pt 0 0; padding: 0; border: 0;
  break-after: avoid; }}
.brief .said {{ font-size: {_SAID}pt; line-height: {_SAID_STEP}pt; margin: {_BELOW}pt 0 0; }}
.brief .found {{ font-weight: 600; }}
.brief table {{ border-collapse: collapse; width: 100%; table-layout: fixed; margin: {_BELOW}pt 0 0; }}
.brief th, .brief td {{ border-bottom: 0.5pt solid #9fb0bf; padding: {_ROW / 2 - 0.5}pt 5pt; text-align: left;
  font-size: {_SIZE}pt; background: none; }}
.brief td + td, .brief th + th {{ text-align: right; }}
.brief ul {{ margin: 0; padding-left: {_SIZE}pt; }}
.brief .more {{ color: #5b6b7a; margin: 0 0 0 {_SIZE}pt; }}
.brief .picture {{ margin: {_BELOW}pt 0 0; break-inside: avoid; }}
.brief .picture svg {{ display: block; width: 100%; height: auto; }}
.brief + .brief {{ break-before: page; }}
@media screen {{ .brief + .brief {{ margin-top: 40pt; border-top: 0.75pt solid #9fb0bf; padding-top: 20pt; }} }}
.brief .sign {{ display: flex; gap: 26pt; margin-top: 34pt; }}
.brief .sign div {{ flex: 1; border-top: 0.75pt solid #1b2733; color: #5b6b7a; }}
"""
_FONT, _CHINESE = "Calibri", "Microsoft YaHei"


@dataclass(frozen=True)
class Brief:
    """One page for a decision.

    Attributes
    ----------
    title : what it is called
    finding : what is wrong, in a sentence
    ask : what is to be decided, and what it comes to
    headings, rows : the alternatives as columns; each row begins with what it counts
    lists : the changes, what gets worse, what stays open, each whole
    proof : how far it is proven, in a plain sentence
    signed : the labels of the fields for signatures
    lang : its language
    picture : stands below the table, as wide as the text
    first : how large a part of the table its first column is
    """

    title: str
    finding: str
    ask: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lists: tuple[BriefPart, ...]
    proof: str
    signed: tuple[str, ...]
    lang: str
    picture: Scene | None = None
    first: float = _FIRST

    @cached_property
    @own_language
    def parts(self) -> tuple[BriefPart, ...]:
        """The lists as far as a page of A4 has room for them."""
        room = TextColumn(WIDE, _HIGH - _taken(self), _STEP, _SIZE, _GAP)
        return tuple(folded(self.lists, [room])[0])

    @property
    def height(self) -> float:
        """How much of a page it takes, of 1."""
        lists = TextColumn(WIDE, 0, _STEP, _SIZE, _GAP)
        return (_taken(self) + sum(map(lists.taken, self.parts))) / _HIGH

    def __str__(self) -> str:
        lines = [self.title, self.finding, self.ask]
        lines += ["", " · ".join(filter(None, self.headings))]
        lines += [": ".join([row[0], " · ".join(row[1:])]) for row in self.rows]
        for part in self.parts:
            lines += ["", part.title, *(f"- {line}" for line in part.lines)]
            lines += [part.more] if part.more else []
        return "\n".join([*lines, "", self.proof])

    def __repr__(self) -> str:
        return cut(f"Brief({self.title}: {self.finding} {self.ask})")

    def _repr_html_(self) -> str:
        return to_html(self, whole=False)


def _said(brief: Brief) -> list[str]:
    """The sentences above the table."""
    room = TextColumn(WIDE, 0, _SAID_STEP, _SAID, 0)
    return [room.cut(one, _LONGEST_SAID) for one in (brief.finding, brief.ask)]


def _proved(brief: Brief) -> str:
    return TextColumn(WIDE, 0, _STEP, _SIZE, 0).cut(brief.proof, _LONGEST_SAID)


def brief_cells(brief: Brief) -> list[tuple[str, ...]]:
    """The rows of the table, its headings first, each cell cut to its room."""
    columns = _table_columns(brief)
    return [
        tuple(column.cut(cell) for column, cell in zip(columns, row, strict=True))
        for row in (brief.headings, *brief.rows)
    ]


def _table_columns(brief: Brief) -> list[TextColumn]:
    others = (1 - brief.first) / max(len(brief.headings) - 1, 1)
    shares = [brief.first, *[others] * (len(brief.headings) - 1)]
    return [TextColumn(WIDE * share, 0, _STEP, _SIZE, 0, _LONGEST_CELL) for share in shares]


def _taken(brief: Brief) -> float:
    """How high everything is but the lists, in points."""
    said = TextColumn(WIDE, 0, _SAID_STEP, _SAID, 0)
    height = _TITLE_STEP + sum(_BELOW + _SAID_STEP * said.steps(one) for one in _said(brief))
    columns = _table_columns(brief)
    for row in brief_cells(brief):
        steps = max(column.steps(cell) for column, cell in zip(columns, row, strict=True))
        height += _STEP * steps + _ROW
    if brief.picture is not None:
        height += _BELOW + picture_height(brief.picture)
    proof = TextColumn(WIDE, 0, _STEP, _SIZE, 0).steps(_proved(brief))
    return height + 2 * _BELOW + _STEP * proof + (_SIGNS if brief.signed else 0)


def picture_height(scene: Scene) -> float:
    """How high a picture is where it is as wide as the text, in points."""
    return scene.height * WIDE / scene.width


def to_html(*pages: Brief, whole: bool = True) -> str:
    """The pages as HTML, every text escaped; `whole`: a file of its own that loads nothing."""
    body = "".join(
        f"<div class='brief'>{to_body(page, number)}</div>" for number, page in enumerate(pages)
    )
    inside = f"<style>{_PAGE if whole else ''}{_STYLE}</style>{body}"
    if not whole:
        return inside
    safe = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{pages[0].lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{safe}">'
        f"<title>{escape(pages[0].title)}</title></head><body>{inside}</body></html>\n"
    )


def style() -> str:
    """How a brief is set in HTML."""
    return _STYLE


def to_body(brief: Brief, number: int = 0) -> str:
    """What stands on the page, in HTML, every text escaped; `number` tells its picture from those
    of other pages.
    """
    first, *rows = [[escape(cell) for cell in row] for row in brief_cells(brief)]
    head = "".join(f"<th>{cell}</th>" for cell in first[1:])
    head = f"<th style='width:{brief.first:.0%}'>{first[0]}</th>{head}"
    told = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    title = TextColumn(WIDE, 0, _TITLE_STEP, _TITLE, 0).cut(brief.title, 1)
    finding, ask = _said(brief)
    body = [f"<h1>{escape(title)}</h1><p class='said found'>{escape(finding)}</p>"]
    body.append(f"<p class='said'>{escape(ask)}</p>")
    body.append(f"<table><thead><tr>{head}</tr></thead><tbody>{told}</tbody></table>")
    if brief.picture is not None:
        drawn = to_svg(brief.picture, prefix=f"b{number}-", letters=False)
        body.append(f"<div class='picture'>{drawn[drawn.index('<svg') :]}</div>")
    for part in brief.parts:
        lines = "".join(f"<li>{escape(line)}</li>" for line in part.lines)
        more = f"<p class='more'>{escape(part.more)}</p>" if part.more else ""
        body.append(f"<h2>{escape(part.title)}</h2>{f'<ul>{lines}</ul>' if lines else ''}{more}")
    signed = "".join(f"<div>{escape(label)}</div>" for label in brief.signed)
    proof = f"<p style='margin:{_GAP}pt 0 0'>{escape(_proved(brief))}</p>"
    sign = f"<div class='sign'>{signed}</div>" if signed else ""
    return "".join([*body, proof, sign])


def write_page(brief: Brief | Sequence[Brief], path: pathlib.Path) -> None:
    """Write one HTML file, a page a brief."""
    html = to_html(*_pages(brief))
    path.write_text(html, encoding="utf-8", errors="replace", newline="\n")


def write_document(brief: Brief | Sequence[Brief], path: pathlib.Path) -> None:
    """Write pages of A4 that can be edited, one a brief."""
    import docx
    from docx.shared import Pt

    pages, document = _pages(brief), docx.Document()
    title = clean(pages[0].title)[:255]
    document.core_properties.title, document.core_properties.author = title, ""
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595), Pt(842)
    section.left_margin = section.right_margin = Pt(_MARGIN)
    section.top_margin = section.bottom_margin = Pt(_MARGIN)
    section.header_distance = section.footer_distance = Pt(_MARGIN / 2)
    _style(document.styles["Normal"], _SIZE)
    for number, page in enumerate(pages):
        _add_page(document, page, is_next=number > 0)
    document.save(str(path))


def _pages(brief: Brief | Sequence[Brief]) -> Sequence[Brief]:
    return [brief] if isinstance(brief, Brief) else brief


def _add_page(document: Any, brief: Brief, *, is_next: bool) -> None:  # noqa: ANN401 - python-docx's own
    title = TextColumn(WIDE, 0, _TITLE_STEP, _TITLE, 0).cut(brief.title, 1)
    _paragraph(document, title, size=_TITLE, step=_TITLE_STEP, bold=True)
    document.paragraphs[-1].paragraph_format.page_break_before = is_next
    for number, line in enumerate(_said(brief)):
        _paragraph(document, line, size=_SAID, step=_SAID_STEP, before=_BELOW, bold=not number)
    _paragraph(document, "", size=1, step=_BELOW)
    _grid(document, brief)
    if brief.picture is not None:
        _add_picture(document, brief.picture)
    for part in brief.parts:
        _paragraph(document, part.title, bold=True, before=_GAP)
        for line in part.lines:
            _paragraph(document, f"• {line}", hanging=_SIZE)
        if part.more:
            _paragraph(document, part.more, hanging=_SIZE)
    _paragraph(document, _proved(brief), before=_GAP)
    if brief.signed:
        _add_signatures(document, brief)


def _add_picture(document: Any, scene: Scene) -> None:  # noqa: ANN401 - python-docx's own
    """A picture as wide as the text."""
    from docx.shared import Pt

    document.add_picture(io.BytesIO(to_png(scene)), width=Pt(WIDE))
    document.paragraphs[-1].paragraph_format.space_before = Pt(_BELOW)


def _add_signatures(document: Any, brief: Brief) -> None:  # noqa: ANN401 - python-docx's own
    """The fields for signatures."""
    _paragraph(document, "", size=1, step=_SIGNS - 2 * _STEP - 2)
    signs = document.add_table(rows=2, cols=len(brief.signed))
    for at, label in enumerate(brief.signed):
        for row, line in enumerate(("_" * 22, label)):
            _write(signs.cell(row, at).paragraphs[0], line, size=_SIZE)
            _stepped(signs.cell(row, at).paragraphs[0], _STEP)
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
    size: float = _SIZE,
    step: float = _STEP,
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
        for column, (cell, room) in enumerate(zip(row, _table_columns(brief), strict=True)):
            table.cell(at, column).width = Pt(room.width)
            paragraph = table.cell(at, column).paragraphs[0]
            _stepped(paragraph, _STEP, _ROW / 2 - 0.5, _ROW / 2 - 0.5)
            if column:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, cell, size=_SIZE, bold=not at)
