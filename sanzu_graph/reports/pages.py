"""A pack as one HTML page: nothing is loaded, every name is escaped, charts are SVG, and it prints
on A4.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sanzu_graph.charts.embedding import FAMILY, letters_of
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.messages import language, text
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.reports.pictures import PLAN, SITUATION, Picture, pictures
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
    skipped_frame,
    sound_line,
    summary_lines,
)
from sanzu_graph.scenarios.signing import COLUMNS

if TYPE_CHECKING:
    from jinja2 import Template

#: How many findings (of one check and of all), changes and rows of other tables a page lists; the
#: workbook has all.
PER_CHECK, FINDINGS, CHANGES, ROWS = 15, 200, 500, 100
#: The room of a picture on the page, in points.
_ROOM = (940.0, 1300.0)
#: Where the font goes in the template; nothing that is escaped can hold it.
_PLACE = "/*<font>*/"
#: How much larger a picture is shown than it was composed, where there is room.
_GROWN = 1.4
_BLANK = ("decision", "signature", "remark")
#: What is to be shown, in order, on which the template only loops.
Item = dict[str, Any]


@dataclass(frozen=True)
class PageCell:
    """A cell: its text, how it is set, and whether it is a mark."""

    text: str
    look: str = ""
    mark: str = ""


@dataclass(frozen=True, eq=False)
class PageGrid:
    """A table of the page."""

    headings: Sequence[str]
    rows: Sequence[Sequence[PageCell]]
    numeric: Sequence[bool]
    more: str = ""


@dataclass(frozen=True, eq=False)
class PagePart:
    """A part of the page under a heading."""

    title: str
    items: list[Item] = field(default_factory=list)
    page: bool = False


def to_html(pack: Pack) -> str:
    """The pack as one HTML document."""
    drawn = [(picture, picture.drawing.fitting(*_ROOM)[0]) for picture in pictures(pack)]
    page = _template().render(
        lang="zh-Hans" if language() == "zh" else "en",
        title=pack.title,
        lead=summary_lines(pack),
        font=_PLACE,
        family=FAMILY,
        tiles=list(_tiles(pack)),
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
    packed = base64.b64encode(letters_of([page]).otf).decode()
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
            for item in _chart(picture, scene, at)
        ]
        for part in (SITUATION, PLAN)
    }
    yield PagePart(text("report.situation"), [_table(layer_frame(pack)), *charts[SITUATION]])
    yield PagePart(text("report.findings"), _findings(pack), page=True)
    if pack.options:
        yield PagePart(text("report.alternatives"), list(_alternatives(pack)), page=True)
    if pack.chosen is not None:
        yield PagePart(
            text("report.chosen", name=pack.chosen.name),
            [*_plan(pack, pack.chosen, charts[PLAN])],
            page=True,
        )
    yield PagePart(
        text("report.figures"),
        [_table(measure_grid(pack), numeric=True), *_people(pack)],
        page=True,
    )
    if len(skipped := skipped_frame(pack)):
        yield PagePart(text("audit.skipped"), [_table(skipped)])


def _people(pack: Pack) -> Iterator[Item]:
    if pack.breakdowns:
        yield {"kind": "heading", "text": text("report.people")}
        yield {
            "kind": "tables",
            "tables": [_table(one.frame(), numeric=True)["table"] for one in pack.breakdowns],
        }


def _findings(pack: Pack) -> list[Item]:
    frame = finding_frame(pack)
    if frame.empty:
        return [_line(text("report.nothing_found")), _line(sound_line(pack), "note")]
    shown = _first(frame).drop(
        columns=[text(f"column.{name}") for name in ("layer", "value", "limit", "source")]
    )
    marks = {text(f"severity.{name}"): name for name in ("error", "warning", "info")}
    marks |= {text(f"compare.{name}"): name for name in ("fixed", "introduced", "left")}
    marked = {text("column.severity"), text("report.fate")}
    rows = [
        [
            PageCell(cell, mark=marks.get(cell, "") if heading in marked else "")
            for heading, cell in zip(shown, row, strict=True)
        ]
        for row in cells(shown)
    ]
    every = PageGrid(
        [capital(str(name)) for name in shown],
        rows,
        [False] * len(shown.columns),
        _more(len(frame), len(shown)),
    )
    sound = sound_line(pack)
    return [
        *_titled(text("compare.checks"), _judged(check_frame(pack), pack)),
        *([_line(sound, "note")] if sound else []),
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
    yield _judged(alternatives_frame(pack), pack, neutral_first=3)
    for option in pack.options:
        name = text("report.is_chosen", name=option.name) if option is pack.chosen else option.name
        yield {"kind": "heading", "text": name}
        yield from (_line(line) for line in option_lines(pack, option))


def _plan(pack: Pack, option: PackOption, charts: list[Item]) -> Iterator[Item]:
    if option.scenario is None:
        yield from (_line(line) for line in option_lines(pack, option))
        return
    if not len(option.scenario):
        yield _line(text("report.no_changes"))
        yield from charts
        return
    first = (
        2 if charts else 0
    )  # a caption and the picture of what changes; the others follow the list
    yield from charts[:first]
    frame = change_frame(pack, option)
    blank = {text(f"sign.{name}") for name in _BLANK}
    known = {text(f"sign.{name}") for name in COLUMNS if name not in ("members", "units", "change")}
    shown = frame[
        [name for name in frame if name in known and (name in blank or (frame[name] != "").any())]
    ]
    rows = [
        [
            PageCell(cell, "blank" if heading in blank else "")
            for heading, cell in zip(shown, row, strict=True)
        ]
        for row in cells(shown.head(CHANGES))
    ]
    grid = PageGrid(
        [capital(str(name)) for name in shown],
        rows,
        [False] * len(shown.columns),
        _more(len(frame), CHANGES),
    )
    yield {"kind": "heading", "text": text("report.to_sign")}
    yield {"kind": "table", "table": grid, "look": "sign"}
    yield {
        "kind": "approve",
        "labels": [
            text(f"report.{name}") for name in ("proposed_by", "approved_by", "approved_on")
        ],
    }
    yield from charts[first:]


def _tiles(pack: Pack) -> Iterator[Item]:
    after = pack.chosen.audit if pack.chosen is not None else None
    for severity in ("error", "warning", "info"):
        numbers = [
            int((one.findings["severity"] == severity).sum())
            for one in (pack.before, after)
            if one is not None
        ]
        look = severity if numbers[-1] else "good"
        yield {
            "label": capital(text(f"report.tile_{severity}")),
            "value": numbers[0],
            "after": str(numbers[1]) if len(numbers) > 1 else "",
            "look": look,
        }
    if (
        after is not None
        and pack.chosen is not None
        and pack.chosen.scenario is not None
        and pack.chosen.found is not None
    ):
        yield {
            "label": capital(text("compare.item_changes")),
            "value": len(pack.chosen.scenario),
            "after": "",
            "look": "",
        }
        yield {
            "label": capital(text("compare.item_people")),
            "value": len(pack.chosen.found.people),
            "after": "",
            "look": "",
        }


# -- pieces


def _line(told: str, look: str = "") -> Item:
    return {"kind": "line", "text": told, "look": look}


def _titled(title: str, item: Item) -> list[Item]:
    return [{"kind": "heading", "text": title}, item]


def _chart(picture: Picture, scene: Scene, at: int) -> list[Item]:
    from markupsafe import Markup

    drawn = Markup(to_svg(scene, prefix=f"p{at}-", letters=False))  # noqa: S704 - its names are escaped where it is written
    return [
        {"kind": "heading", "text": picture.caption},
        {"kind": "chart", "svg": drawn, "width": round(scene.width * _GROWN)},
    ]


def _table(frame: pd.DataFrame, *, numeric: bool = False) -> Item:
    """A table; the columns of numbers are set to the right, with `numeric` all but the first."""
    right = [
        at > 0 if numeric else pd.api.types.is_numeric_dtype(frame.dtypes.iloc[at])
        for at in range(len(frame.columns))
    ]
    rows = [
        [PageCell(cell, "n" if right[at] else "") for at, cell in enumerate(row)]
        for row in cells(frame.head(ROWS))
    ]
    return {
        "kind": "table",
        "table": PageGrid([capital(str(name)) for name in frame], rows, right),
        "look": "",
    }


def _judged(frame: pd.DataFrame, pack: Pack, *, neutral_first: int = 0) -> Item:
    """A table of numbers before and afterwards; where fewer is better, colored by it."""
    right = [
        pd.api.types.is_numeric_dtype(kind)
        or at >= len(frame.columns) - 1 - len(pack.comparison.alternatives)
        for at, kind in enumerate(frame.dtypes)
    ]
    first = right.index(True) if any(right) else 0
    rows = []
    for at, (told, numbers) in enumerate(
        zip(cells(frame), frame.itertuples(index=False, name=None), strict=True)
    ):
        before = numbers[first] if len(numbers) > first else None
        looks = [""] * first + ["n"] * (len(told) - first)
        for place in range(first + 1, len(told)):
            if (
                at >= neutral_first
                and _is_number(before)
                and _is_number(numbers[place])
                and numbers[place] != before
            ):
                looks[place] += " better" if numbers[place] < before else " worse"
        rows.append([PageCell(cell, look) for cell, look in zip(told, looks, strict=True)])
    return {
        "kind": "table",
        "table": PageGrid([capital(str(name)) for name in frame], rows, right),
        "look": "",
    }


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.number)) and not np.isnan(value)


def _more(total: int, shown: int) -> str:
    return text("report.more_in_workbook", count=total - shown) if total > shown else ""
