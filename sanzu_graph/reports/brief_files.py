"""`Brief`: one page for a decision, and how it is set as a page and a document."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.doors import own_language
from sanzu_graph.model.object_texts import cut
from sanzu_graph.reports.brief_room import BriefPart, TextColumn, folded

#: A4 in points, with margins all round; the text that it holds.
MARGIN = 37.0
WIDE, _HIGH = 595.0 - 2 * MARGIN, 842.0 - 2 * MARGIN - 20
#: The distance of lines, and the size of letters: of the title, of sentences, and of lists.
TITLE_STEP, TITLE = 23.0, 17.0
SAID_STEP, SAID = 15.5, 11.5
STEP, SIZE = 13.5, 10.0
#: Above headings; below the title, sentences and the table; above signatures.
GAP, BELOW, SIGNS = 7.0, 6.0, 62.0
#: So high is a row of the table besides its lines; so large a part of it is its first column.
ROW, _FIRST = 4.0, 0.28
#: How many lines each may take: a sentence, a cell, a heading.
_LONGEST_SAID, _LONGEST_CELL, _LONGEST_HEADING = 3, 2, 3

_PAGE = f"@page {{ size: A4; margin: {MARGIN}pt; }}"
_STYLE = f"""
.brief {{ max-width: {WIDE}pt; margin: 0 auto; color: #1b2733; background: #fff; overflow-wrap: anywhere;
  font: {SIZE}pt/{STEP}pt "Segoe UI", Arial, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; }}
.brief h1 {{ font-size: {TITLE}pt; line-height: {TITLE_STEP}pt; margin: 0; }}
.brief h2 {{ font-size: {SIZE}pt; line-height: {STEP}pt; margin: {GAP}pt 0 0; padding: 0; border: 0;
  break-after: avoid; }}
.brief .said {{ font-size: {SAID}pt; line-height: {SAID_STEP}pt; margin: {BELOW}pt 0 0; }}
.brief .found {{ font-weight: 600; }}
.brief table {{ border-collapse: collapse; width: 100%; table-layout: fixed; margin: {BELOW}pt 0 0; }}
.brief th, .brief td {{ border-bottom: 0.5pt solid #9fb0bf; padding: {ROW / 2 - 0.5}pt 5pt; text-align: left;
  font-size: {SIZE}pt; background: none; }}
.brief td + td, .brief th + th {{ text-align: right; }}
.brief ul {{ margin: 0; padding-left: {SIZE}pt; }}
.brief .more {{ color: #5b6b7a; margin: 0 0 0 {SIZE}pt; }}
.brief .picture {{ margin: {BELOW}pt 0 0; break-inside: avoid; }}
.brief .picture svg {{ display: block; width: 100%; height: auto; }}
.brief + .brief {{ break-before: page; }}
@media screen {{ .brief + .brief {{ margin-top: 40pt; border-top: 0.75pt solid #9fb0bf; padding-top: 20pt; }} }}
.brief .sign {{ display: flex; gap: 26pt; margin-top: 34pt; }}
.brief .sign div {{ flex: 1; border-top: 0.75pt solid #1b2733; color: #5b6b7a; }}
"""


@dataclass(frozen=True)
class Brief:
    """One page for a decision.

    Attributes
    ----------
    title : what it is called
    finding : what is wrong, in a sentence
    ask : what is to be decided, and what it comes to
    headings, rows : the alternatives as columns; each row begins with what it counts
    lists : the changes, what is newly wrong, what stays open, each whole
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
        room = TextColumn(WIDE, _HIGH - _taken(self), STEP, SIZE, GAP)
        return tuple(folded(self.lists, [room])[0])

    @property
    def height(self) -> float:
        """How much of a page it takes, of 1."""
        lists = TextColumn(WIDE, 0, STEP, SIZE, GAP)
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


def first_sentences(brief: Brief) -> list[str]:
    """The sentences above the table."""
    room = TextColumn(WIDE, 0, SAID_STEP, SAID, 0)
    return [room.cut(sentence, _LONGEST_SAID) for sentence in (brief.finding, brief.ask)]


def proof_line(brief: Brief) -> str:
    """The proof, in as many lines as the page has room for."""
    return TextColumn(WIDE, 0, STEP, SIZE, 0).cut(brief.proof, _LONGEST_SAID)


def brief_cells(brief: Brief) -> list[tuple[str, ...]]:
    """The rows of the table, its headings first, each cell cut to its room."""
    columns, headings = outcome_columns(brief), outcome_columns(brief, _LONGEST_HEADING)
    return [
        tuple(column.cut(cell) for column, cell in zip(room, row, strict=True))
        for room, row in [(headings, brief.headings), *((columns, row) for row in brief.rows)]
    ]


def outcome_columns(brief: Brief, most: int = _LONGEST_CELL) -> list[TextColumn]:
    """The columns of the table of outcomes, whose cells have so many lines at most."""
    others = (1 - brief.first) / max(len(brief.headings) - 1, 1)
    shares = [brief.first, *[others] * (len(brief.headings) - 1)]
    return [TextColumn(WIDE * share, 0, STEP, SIZE, 0, most) for share in shares]


def _taken(brief: Brief) -> float:
    """How high everything is but the lists, in points."""
    said = TextColumn(WIDE, 0, SAID_STEP, SAID, 0)
    height = TITLE_STEP + sum(
        BELOW + SAID_STEP * said.steps(sentence) for sentence in first_sentences(brief)
    )
    columns = outcome_columns(brief)
    for row in brief_cells(brief):
        steps = max(column.steps(cell) for column, cell in zip(columns, row, strict=True))
        height += STEP * steps + ROW
    if brief.picture is not None:
        height += BELOW + picture_height(brief.picture)
    proof = TextColumn(WIDE, 0, STEP, SIZE, 0).steps(proof_line(brief))
    return height + 2 * BELOW + STEP * proof + (SIGNS if brief.signed else 0)


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
    table_rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    title = TextColumn(WIDE, 0, TITLE_STEP, TITLE, 0).cut(brief.title, 1)
    finding, ask = first_sentences(brief)
    body = [f"<h1>{escape(title)}</h1><p class='said found'>{escape(finding)}</p>"]
    body.append(f"<p class='said'>{escape(ask)}</p>")
    body.append(f"<table><thead><tr>{head}</tr></thead><tbody>{table_rows}</tbody></table>")
    if brief.picture is not None:
        drawn = to_svg(brief.picture, prefix=f"b{number}-", letters=False)
        body.append(f"<div class='picture'>{drawn[drawn.index('<svg') :]}</div>")
    for part in brief.parts:
        lines = "".join(f"<li>{escape(line)}</li>" for line in part.lines)
        more = f"<p class='more'>{escape(part.more)}</p>" if part.more else ""
        body.append(f"<h2>{escape(part.title)}</h2>{f'<ul>{lines}</ul>' if lines else ''}{more}")
    signed = "".join(f"<div>{escape(label)}</div>" for label in brief.signed)
    proof = f"<p style='margin:{GAP}pt 0 0'>{escape(proof_line(brief))}</p>"
    sign = f"<div class='sign'>{signed}</div>" if signed else ""
    return "".join([*body, proof, sign])


def write_page(brief: Brief | Sequence[Brief], path: pathlib.Path) -> None:
    """Write one HTML file, a page a brief."""
    html = to_html(*brief_pages(brief))
    path.write_text(html, encoding="utf-8", errors="replace", newline="\n")


def brief_pages(brief: Brief | Sequence[Brief]) -> Sequence[Brief]:
    """One brief or several, as a list."""
    return [brief] if isinstance(brief, Brief) else brief
