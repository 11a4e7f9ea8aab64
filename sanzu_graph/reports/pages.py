"""A pack as one HTML page: nothing is loaded, every name is escaped, charts are SVG, and it prints
on A4.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.charts.embedding import FAMILY, letters_of
from sanzu_graph.charts.lettering import letters_left
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.shaping import is_complex
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.messages import language, text
from sanzu_graph.reports.brief_files import style, to_body
from sanzu_graph.reports.briefs import brief_of
from sanzu_graph.reports.pack_lines import (
    effect_line,
    notes,
    option_lines,
    search_lines,
    sound_line,
    summary_lines,
    wave_lines,
)
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.reports.page_pieces import (
    CHANGES,
    FINDINGS,
    PER_CHECK,
    ROWS,
    Item,
    PageCell,
    chart_items,
    grid_of,
    judged_item,
    line_item,
    more_rows,
    table_item,
    titled_items,
)
from sanzu_graph.reports.pictures import PLAN, SITUATION, Picture, pictures
from sanzu_graph.reports.sections import (
    capital,
    change_frame,
    check_frame,
    difference_frame,
    finding_frame,
    layer_frame,
    measure_grid,
    skipped_frame,
)
from sanzu_graph.scenarios.signing import COLUMNS

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

#: The room of a picture on the page, in points.
_ROOM = (940.0, 1300.0)
#: Where the font goes in the template; nothing that is escaped can hold it.
_PLACE = "/*<font>*/"
_BLANK = ("decision", "signature", "remark")


@dataclass(frozen=True, eq=False)
class PagePart:
    """A part of the page under a heading."""

    title: str
    items: list[Item] = field(default_factory=list)
    page: bool = False


def to_html(pack: Pack) -> str:
    """The pack as one HTML document."""
    with letters_left():
        drawn = [(picture, picture.drawing.fitting(*_ROOM)[0]) for picture in pictures(pack)]
    page = _template().render(
        lang="zh-Hans" if language() == "zh" else "en",
        title=pack.title,
        lead=[] if pack.chosen else summary_lines(pack),
        brief=_brief(pack),
        brief_style=style() if pack.chosen else "",
        font=_PLACE,
        family=FAMILY,
        tiles=[] if pack.chosen else list(_tiles(pack)),
        parts=list(_parts(pack, drawn)),
        notes=notes(pack),
    )
    return page.replace(_PLACE, _font(page), 1)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    surroundings = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        loader=PackageLoader("sanzu_graph", "reports"),
    )
    return surroundings.get_template("page.html.jinja")


def _font(page: str) -> str:
    """One font for the page and its pictures, with the letters that are in it: it shows everywhere
    as it does here.
    """
    # Letters that join or stack are left to the reader's fonts, which know how.
    plain = [letter for letter in sorted(set(page)) if not is_complex(letter)]
    packed = base64.b64encode(letters_of(plain).otf).decode()
    return (
        f"@font-face{{font-family:{FAMILY};font-display:block;src:url(data:font/otf;base64,{packed})}}"
        if packed
        else ""
    )


def _parts(pack: Pack, drawn: list[tuple[Picture, Scene]]) -> Iterator[PagePart]:
    charts = {
        part: [
            item
            for at, (picture, scene) in enumerate(drawn)
            if picture.part == part
            for item in chart_items(picture, scene, at)
        ]
        for part in (SITUATION, PLAN)
    }
    if pack.chosen is not None:
        name = text("report.chosen", name=pack.chosen.name)
        yield PagePart(name, [*_plan(pack, pack.chosen, charts[PLAN])], page=True)
        heading = "report.alternatives" if len(pack.options) > 1 else "report.effects"
        yield PagePart(text(heading), list(_alternatives(pack)))
    yield PagePart(text("report.situation"), [table_item(layer_frame(pack)), *charts[SITUATION]])
    yield PagePart(text("report.findings"), _findings(pack))
    yield PagePart(
        text("report.figures"), [table_item(measure_grid(pack), numeric=True), *_people(pack)]
    )
    if len(skipped := skipped_frame(pack)):
        yield PagePart(text("audit.skipped"), [table_item(skipped)])
    if searched := list(_searched(pack)):
        yield PagePart(text("report.searched"), searched)


def _brief(pack: Pack) -> Markup:
    """The page that is signed, in front of all others; nothing without a plan."""
    from markupsafe import Markup

    if pack.chosen is None:
        return Markup()
    return Markup(f"<div class='brief'>{to_body(brief_of(pack))}</div>")  # noqa: S704 - it escapes all texts


def _searched(pack: Pack) -> Iterator[Item]:
    """How the plans were found, in the words of the search: the last annex."""
    for option in pack.options:
        if lines := search_lines(option):
            yield {"kind": "heading", "text": option.name}
            yield from (line_item(line) for line in lines)


def _people(pack: Pack) -> Iterator[Item]:
    if pack.breakdowns:
        yield {"kind": "heading", "text": text("report.people")}
        yield {
            "kind": "tables",
            "tables": [
                table_item(breakdown.frame(), numeric=True)["table"]
                for breakdown in pack.breakdowns
            ],
        }


def _findings(pack: Pack) -> list[Item]:
    frame = finding_frame(pack)
    if frame.empty:
        return [line_item(text("report.nothing_found")), line_item(sound_line(pack), "note")]
    shown = _first(frame).drop(
        # The message says what the check is.
        columns=[text(f"column.{name}") for name in ("check", "layer", "value", "limit", "source")]
    )
    marks = {text(f"severity.{name}"): name for name in ("error", "warning", "info")}
    marks |= {text(f"compare.{name}"): name for name in ("fixed", "introduced", "left")}
    marked = {text("column.severity"), text("report.fate")}
    every = grid_of(
        shown,
        lambda heading, cell: PageCell(cell, mark=marks.get(cell, "") if heading in marked else ""),
        more_rows(len(frame), len(shown)),
    )
    sound = sound_line(pack)
    counted = (
        []
        if pack.options
        else titled_items(text("compare.checks"), judged_item(check_frame(pack), pack))
    )
    return [
        *counted,
        *([line_item(sound, "note")] if sound else []),
        {"kind": "heading", "text": text("sheet.findings")},
        {"kind": "table", "table": every, "look": ""},
    ]


def _first(frame: pd.DataFrame) -> pd.DataFrame:
    """Of each check the findings that a page lists: those that the plan touches before those that
    it leaves.
    """
    fate, check = text("report.fate"), text("column.check")
    left = (
        frame[fate].eq(text("compare.left"))
        if fate in frame
        else pd.Series(False, index=frame.index)
    )
    rows = (
        frame.assign(left=left)
        .sort_values("left", kind="stable")
        .groupby(check, sort=False)
        .head(PER_CHECK)
        .index
    )
    return frame.loc[sorted(rows)].head(FINDINGS)


def _alternatives(pack: Pack) -> Iterator[Item]:
    """What each comes to; then what they fix and break, by name, side by side."""
    if len(pack.options) > 1 or pack.chosen is None or pack.chosen.audit is None:
        for option in pack.options:
            yield line_item(
                text("brief.of_check", title=option.name, names=effect_line(pack, option))
            )
            if option.plan is not None and option.audit is None:
                yield from (line_item(line) for line in option.plan.conflicts)
    frame = difference_frame(pack)
    if len(frame):
        marks = {text(f"severity.{name}"): name for name in SEVERITIES}
        marks |= {text(f"compare.{name}"): name for name in ("fixed", "introduced")}
        name = str(frame.columns[1])  # what is at fault may be called like a mark
        grid = grid_of(
            frame.head(ROWS),
            lambda heading, cell: PageCell(
                cell, mark=marks.get(cell, "") if heading != name else ""
            ),
            more_rows(len(frame), ROWS),
        )
        yield {"kind": "heading", "text": text("report.differences")}
        yield {"kind": "table", "table": grid, "look": ""}


def _plan(pack: Pack, option: PackOption, charts: list[Item]) -> Iterator[Item]:
    if option.scenario is None:
        yield from (line_item(line) for line in option_lines(pack, option))
        return
    if not len(option.scenario):
        yield line_item(text("report.no_changes"))
        yield from charts
        return
    frame = change_frame(pack, option)
    blank = {text(f"sign.{name}") for name in _BLANK}
    known = {text(f"sign.{name}") for name in COLUMNS if name not in ("members", "units", "change")}
    known |= {text("sign.wave")}
    shown = frame[
        [name for name in frame if name in known and (name in blank or (frame[name] != "").any())]
    ]
    grid = grid_of(
        shown.head(CHANGES),
        lambda heading, cell: PageCell(cell, "blank" if heading in blank else ""),
        more_rows(len(frame), CHANGES),
    )
    yield {"kind": "heading", "text": text("report.to_sign")}
    yield {"kind": "table", "table": grid, "look": "sign"}
    yield from (line_item(line) for line in wave_lines(pack, option))
    yield from charts


def _tiles(pack: Pack) -> Iterator[Item]:
    """How many findings there are, where no plan is laid before the reader."""
    for severity in SEVERITIES:
        count = int((pack.before.findings["severity"] == severity).sum())
        yield {
            "label": capital(text(f"report.tile_{severity}")),
            "value": count,
            "look": severity if count else "good",
        }
