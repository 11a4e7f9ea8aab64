"""Scenarios and what comes of them, in a notebook: tables with inline CSS, every text escaped."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from sanzu_graph.doors import own_language
from sanzu_graph.messages import text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.scenarios.compared import ToldRow, differing_rows, headings, notes, number
from sanzu_graph.scenarios.signing import change_key, named_ids

if TYPE_CHECKING:
    from sanzu_graph.scenarios.comparison import Comparison
    from sanzu_graph.scenarios.previews import Preview
    from sanzu_graph.scenarios.rebasing import Rebase
    from sanzu_graph.scenarios.scenario import Scenario

#: How many rows of a long table are shown.
SHOWN = 50
_BETTER, _WORSE = "#1a7f37", "#b42318"


def scenario_html(scenario: Scenario) -> str:
    """A scenario at a glance: its name and its steps."""
    rows = [
        (step, text(f"kind.{change_key(change)}"), change.describe())
        for step, change in enumerate(scenario.changes[:SHOWN], 1)
    ]
    units = {unit for change in scenario for unit in named_ids(change, "units")}
    people = {member for change in scenario for member in named_ids(change, "members")}
    caption = text(
        "scenario.caption",
        name=scenario.name,
        count=len(scenario),
        people=len(people),
        units=len(units),
    )
    headings = [text(f"sign.{name}") for name in ("step", "change", "what")]
    parts = [table(headings, rows, caption=caption), *_more(len(scenario))]
    if scenario.on is not None:
        parts.append(paragraph(text("scenario.on", on=scenario.on.isoformat())))
    return "<div>" + "".join(parts) + "</div>"


@own_language
def preview_html(preview: Preview) -> str:
    """The steps, with what each fixes and introduces."""
    rows = []
    for step in preview.steps.head(SHOWN).itertuples():
        mine = preview.table[preview.table["step"] == step.step]
        effects = [
            "\n".join(mine.loc[mine["effect"] == effect, "message"].head(SHOWN))
            for effect in ("fixes", "introduces")
        ]
        rows.append((step.step, step.change, *effects, step.errors))
    headings = [
        text(f"preview.heading_{name}")
        for name in ("step", "change", "fixes", "introduces", "errors")
    ]
    return "<div>" + _lined(table(headings, rows)) + "".join(_more(len(preview.steps))) + "</div>"


@own_language
def rebase_html(rebase: Rebase) -> str:
    """Each change with what becomes of it on the new base."""
    rows = [
        (row.step, text(f"rebase.{row.outcome}"), row.change, row.why)
        for row in rebase.table.head(SHOWN).itertuples()
    ]
    numbers = {
        "applies": len(rebase.applies),
        "done": len(rebase.already_done),
        "conflicts": len(rebase.conflicts),
    }
    caption = text("rebase.caption", name=rebase.applies.name, **numbers)
    headings = [text(f"rebase.heading_{name}") for name in ("step", "outcome", "change", "why")]
    return (
        "<div>"
        + table(headings, rows, caption=caption)
        + "".join(_more(len(rebase.table)))
        + "</div>"
    )


@own_language
def comparison_html(comparison: Comparison) -> str:
    """What differs in one table, part by part; below it, what is the same everywhere."""
    names = headings(comparison)
    head = "".join(
        f"<th style='{_CELL};border-bottom:1px solid #888'>{escape(name)}</th>"
        for name in ["", *names]
    )
    body = []
    for part, rows in groupby(differing_rows(comparison), key=lambda row: row.part):
        body.append(
            f"<tr><th colspan='{len(names) + 1}' style='{_CELL};padding-top:8px'>{escape(text(f'compare.{part}'))}</th></tr>"
        )
        body += [_row(row) for row in rows]
    told = "".join(map(paragraph, notes(comparison)))
    return f"<div><table style='border-collapse:collapse'><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{told}</div>"


_CELL = "padding:2px 10px;text-align:left;vertical-align:top"


def _row(row: ToldRow) -> str:
    cells = [f"<td style='{_CELL}'>{escape(row.title)}</td>"]
    for value in row.numbers:
        color = ""
        if row.part in ("findings", "checks") and pd.notna(value) and value != row.numbers[0]:
            color = f";color:{_BETTER if value < row.numbers[0] else _WORSE}"
        cells.append(f"<td style='{_CELL};text-align:right{color}'>{escape(number(value))}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _lined(html: str) -> str:
    return html.replace("\n", "<br>")


def _more(total: int) -> list[str]:
    return [paragraph(text("list.more", count=total - SHOWN))] if total > SHOWN else []
