"""Changes in a notebook: tables with inline CSS, every text escaped."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pandas as pd

from sanzu_graph.changes.changing import Change
from sanzu_graph.messages import text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.scenarios.signing import change_key, named_ids, new_id

#: How many rows of a long table are shown.
SHOWN = 50


def scenario_html(name: str, changes: Sequence[Change], on: datetime.date | None) -> str:
    """A scenario at a glance: its name and its steps."""
    rows = [
        (step, text(f"kind.{change_key(change)}"), change.describe())
        for step, change in enumerate(changes[:SHOWN], 1)
    ]
    units: set[str] = set()
    first: dict[str, str] = {}
    for change in changes:
        units |= {first.get(unit, unit) for unit in named_ids(change, "units")}
        new = new_id(change)
        if new is not None:  # the same unit from here on
            old = named_ids(change, "units")[0]
            first[new] = first.get(old, old)
    people = {member for change in changes for member in named_ids(change, "members")}
    caption = text(
        "scenario.caption", name=name, count=len(changes), people=len(people), units=len(units)
    )
    headings = [text(f"sign.{name}") for name in ("step", "change", "what")]
    parts = [table(headings, rows, caption=caption), *more(len(changes))]
    if on is not None:
        parts.append(paragraph(text("scenario.on", on=on.isoformat())))
    return "<div>" + "".join(parts) + "</div>"


def rebase_html(name: str, outcomes: pd.DataFrame, **counts: int) -> str:
    """What a new base makes of each change of a scenario; `outcomes` is `Rebase.table`.

    `counts` says how many applies, done and conflicts there are.
    """
    rows = [
        (row.step, text(f"rebase.{row.outcome}"), row.change, row.why)
        for row in outcomes.head(SHOWN).itertuples()
    ]
    caption = text("rebase.caption", name=name, **counts)
    headings = [text(f"rebase.heading_{name}") for name in ("step", "outcome", "change", "why")]
    parts = [table(headings, rows, caption=caption), *more(len(outcomes))]
    return "<div>" + "".join(parts) + "</div>"


def more(total: int) -> list[str]:
    """How many rows are not shown, as a paragraph; none where all are."""
    return [paragraph(text("list.more", count=total - SHOWN))] if total > SHOWN else []
