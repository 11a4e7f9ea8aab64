"""A pack as a workbook: everything in full, to be filtered, sorted and signed."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sanzu_graph.charts.slide_shapes import clean
from sanzu_graph.errors import FaultsError
from sanzu_graph.io.storable import unstorable
from sanzu_graph.io.workbooks import fill_workbook, sheet_names
from sanzu_graph.messages import text
from sanzu_graph.reports.pack_lines import notes, option_lines, summary_lines, wave_lines
from sanzu_graph.reports.packs import Pack
from sanzu_graph.reports.sections import (
    alternatives_frame,
    change_frame,
    check_frame,
    difference_frame,
    finding_frame,
    layer_frame,
    measure_frame,
    skipped_frame,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LOOKS = {
    "error": {"bg_color": "#F8E1DE", "font_color": "#A12A1F"},
    "warning": {"bg_color": "#FBEED2", "font_color": "#8A5A00"},
    "info": {"bg_color": "#E6EDF3", "font_color": "#33566F"},
    "better": {"font_color": "#1A6B35"},
    "worse": {"font_color": "#A12A1F"},
    "row": {"bottom": 1, "bottom_color": "#D5DDE5"},
    "sign": {"border": 1, "border_color": "#9FB0BF"},
}
#: What each verdict on a finding looks like.
_FATES = {"fixed": "better", "introduced": "worse"}
#: Columns that are filled in by hand, and how wide they are.
_BLANK = {"decision": 10, "signature": 16, "remark": 20}
#: The columns of a list of changes that are printed.
_PRINTED = ("wave", "step", "what", "on", *_BLANK)
_ANSWERS = ("agreed", "refused", "deferred")
#: How much of a title stands above a printed page.
_HEADER = 120
#: The most rows of a sheet, a few below what a workbook holds.
_MOST = 1_000_000
_A4 = 9


def write_book(pack: Pack, path: pathlib.Path) -> None:
    """Write the pack as a new workbook.

    Raises
    ------
    FaultsError
        If a sheet cannot hold a table: more than a million findings.
    """
    frames = _frames(pack)
    named = dict(zip(sheet_names(frames), frames.values(), strict=True))
    if faults := unstorable(named, "xlsx"):
        raise FaultsError("error.cells", faults)
    names = dict(zip(frames, named, strict=True))
    fill_workbook(path, named, finish=lambda book: _finish(book, pack, frames, names))


def _frames(pack: Pack) -> dict[str, pd.DataFrame]:
    """Sheet → table; a list of changes for each alternative that can be made, the chosen one first."""
    lines = [*summary_lines(pack), *notes(pack, withheld=text("report.empty_cell"))]
    for option in pack.options:
        lines += [
            "",
            text("report.is_chosen", name=option.name) if option is pack.chosen else option.name,
            *option_lines(pack, option),
            *wave_lines(pack, option),
        ]
    frames = {text("sheet.summary"): pd.DataFrame({pack.title: lines}, dtype="str")}
    for option in sorted(pack.options, key=lambda alternative: alternative is not pack.chosen):
        if option.scenario is not None:
            name = (
                text("sheet.changes")
                if option is pack.chosen
                else text("report.sheet_changes", name=option.name)
            )
            frames[name] = _signed(change_frame(pack, option))
    frames[text("sheet.findings")] = finding_frame(pack)
    frames[text("compare.checks")] = check_frame(pack)
    if pack.options:
        frames[text("report.alternatives")] = alternatives_frame(pack)
        frames[text("report.differences")] = difference_frame(pack)
    frames[text("sheet.metrics")] = measure_frame(pack)
    frames[text("column.layer")] = layer_frame(pack)
    frames[text("report.people")] = _by_layer(pack)
    frames[text("report.sheet_base")] = _by_base_unit(pack)
    if len(skipped := skipped_frame(pack)):
        frames[text("sheet.skipped")] = skipped
    for name, frame in frames.items():
        if len(frame) > _MOST:
            lines.append(text("report.cut", sheet=name, count=_MOST, total=len(frame)))
            frames[name] = frame.head(_MOST)
    frames[text("sheet.summary")] = pd.DataFrame({pack.title: lines}, dtype="str")
    return {name: frame for name, frame in frames.items() if len(frame.columns)}


def _signed(frame: pd.DataFrame) -> pd.DataFrame:
    """The list with what is printed and signed in front, and behind it what it can be filtered by."""
    front = _printed(frame)
    return frame[[*front, *(name for name in frame if name not in front)]]


def _printed(frame: pd.DataFrame) -> list[str]:
    names = [text(f"sign.{name}") for name in _PRINTED]
    return [name for name in names if name in frame]


def _by_layer(pack: Pack) -> pd.DataFrame:
    """Who the people are, one row a value; withheld counts are empty."""
    parts = [
        pd.DataFrame(
            {
                text("report.attribute"): [breakdown.attribute] * len(breakdown.values),
                text("column.value"): list(breakdown.values),
                **dict(zip(breakdown.groups, breakdown.shown.T, strict=True)),
            }
        )
        for breakdown in pack.breakdowns
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _by_base_unit(pack: Pack) -> pd.DataFrame:
    """The same in each base unit, one row a unit and value."""
    parts = [
        pd.DataFrame(
            {
                text("report.attribute"): [breakdown.attribute] * breakdown.counts.size,
                text("column.unit"): np.repeat(
                    np.asarray(breakdown.groups, dtype=object), len(breakdown.values)
                ),
                text("column.value"): list(breakdown.values) * len(breakdown.groups),
                text("column.members"): breakdown.shown.T.ravel(),
            }
        )
        for breakdown in pack.by_base_unit
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _finish(
    book: Workbook, pack: Pack, frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> None:
    """What is no cell: how it prints, what is colored, what may be chosen."""
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    book.set_properties(
        {"title": clean(pack.title)[:255], "comments": text("report.note_structure")}
    )
    for name, frame in frames.items():
        sheet = book.get_worksheet_by_name(names[name])
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header("&L" + clean(pack.title).replace("&", "&&").replace("\n", " ")[:_HEADER])
        sheet.set_footer("&L&A&R&P / &N")
        if len(frame):
            _mark(sheet, frame, looks)
            _judge(sheet, frame, looks)
            _to_sign(sheet, frame, looks)
    summary = book.get_worksheet_by_name(names[text("sheet.summary")])
    summary.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))


def _mark(sheet: Worksheet, frame: pd.DataFrame, looks: Mapping[str, Format]) -> None:
    """Severities in their colors, and what becomes of findings."""
    words = {text(f"severity.{name}"): looks[name] for name in ("error", "warning", "info")}
    words |= {text(f"compare.{name}"): looks[look] for name, look in _FATES.items()}
    for heading in (text("column.severity"), text("report.fate")):
        if heading in frame:
            at = list(frame).index(heading)
            for word, look in words.items():
                sheet.conditional_format(
                    1,
                    at,
                    len(frame),
                    at,
                    {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look},
                )


def _judge(sheet: Worksheet, frame: pd.DataFrame, looks: Mapping[str, Format]) -> None:
    """Numbers of findings that a plan changes: fewer are better."""
    before = text("compare.before")
    severities = {text(f"severity.{name}") for name in ("error", "warning", "info")}
    if before not in frame or list(frame).index(before) + 1 >= len(frame.columns):
        return
    at, first = list(frame).index(before), 1
    if at == 1:  # alternatives: only the last rows count findings
        counting = frame.iloc[:, 0].isin(severities).to_numpy()
        if not counting.any():
            return
        first = int(counting.argmax()) + 1
    column = f"${_letter(at)}{first + 1}"
    for look, criteria in (("better", "<"), ("worse", ">")):
        rule = {"type": "cell", "criteria": criteria, "value": f"={column}", "format": looks[look]}
        sheet.conditional_format(first, at + 1, len(frame), len(frame.columns) - 1, rule)


def _letter(at: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(at))


def _to_sign(sheet: Worksheet, frame: pd.DataFrame, looks: Mapping[str, Format]) -> None:
    """Room and borders for what is written by hand, and the answers that may be chosen."""
    headings = list(frame)
    for name, width in _BLANK.items():
        heading = text(f"sign.{name}")
        if heading not in headings:
            continue
        at = headings.index(heading)
        sheet.set_column(at, at, width)
        if name == "decision":
            answers = [text(f"report.{answer}") for answer in _ANSWERS]
            sheet.data_validation(
                1,
                at,
                len(frame),
                at,
                {"validate": "list", "source": answers, "error_type": "information"},
            )
    if text("sign.signature") in headings:
        everywhere: dict[str, Any] = {
            "type": "formula",
            "criteria": "=TRUE",
            "format": looks["sign"],
        }
        sheet.conditional_format(0, 0, len(frame), len(headings) - 1, everywhere)
        sheet.set_default_row(24)
        sheet.print_area(0, 0, len(frame), len(_printed(frame)) - 1)
