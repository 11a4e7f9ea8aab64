"""A comparison in words: the rows that say something, with their titles, for pages and consoles
alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pandas as pd

from sanzu_graph.doors import own_language
from sanzu_graph.messages import amount, listed, text
from sanzu_graph.model.html import paragraph
from sanzu_graph.scenarios.plan_text import headline, proof_lines

if TYPE_CHECKING:
    from sanzu_graph.audits.audit_run import Audit
    from sanzu_graph.scenarios.plan import Plan

_NONE = "–"
#: Parts whose rows are shown even where all is nothing.
_ALWAYS = ("effort", "findings", "measures")
#: The parts, in the order of their weight for a decision.
_TOLD = ("effort", "findings", "fixed", "introduced", "checks", "measures")
#: Parts that leave out rows that are the same everywhere.
_SAME = ("checks", "measures")
_BETTER, _WORSE = "#1a7f37", "#b42318"
_CELL = "padding:2px 10px;text-align:left;vertical-align:top"
_KEYS = {"effort": "compare.item_{}", "findings": "severity.{}", "measures": "metric.{}"}


class _ShownAlternative(Protocol):
    """What is shown of an `Alternative`; its words are told there."""

    @property
    def name(self) -> str: ...
    @property
    def plan(self) -> Plan | None: ...


class _ShownComparison(Protocol):
    """What is shown of a `Comparison`; its words are told there."""

    @property
    def lang(self) -> str: ...
    @property
    def before(self) -> Audit: ...
    @property
    def alternatives(self) -> Sequence[_ShownAlternative]: ...
    @property
    def reasons(self) -> Mapping[str, str]: ...
    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def differences(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class ToldRow:
    """A row of a comparison: its part, its title in the comparison's language, and the numbers,
    before and in each alternative.
    """

    part: str
    title: str
    numbers: tuple[float, ...]


@own_language
def headings(comparison: _ShownComparison) -> list[str]:
    """What stands above the numbers: before, then the names of the alternatives."""
    return [text("compare.before"), *(one.name for one in comparison.alternatives)]


def told_rows(comparison: _ShownComparison) -> Iterator[ToldRow]:
    """The rows of `Comparison.table`, part by part, without checks that find nothing anywhere.

    What is left of each check is left out: it is what there is after, less what is introduced.
    """
    for row in comparison.table.itertuples(index=False, name=None):
        part, item, layer, *numbers = row
        if part in _ALWAYS or (
            part != "left" and any(pd.notna(value) and value != 0 for value in numbers)
        ):
            title = text(_KEYS.get(part, "title.{}").format(item))
            if layer:
                title = text(
                    "compare.in_layer",
                    title=title,
                    layer=comparison.before.policy.layer(layer).label(),
                )
            yield ToldRow(part, title, tuple(numbers))


def differing_rows(comparison: _ShownComparison) -> Iterator[ToldRow]:
    """The rows for somebody who decides: the effort, what is fixed and introduced, and each check
    and measure that is not the same everywhere. All of them where there is nothing to compare.
    """
    rows = list(told_rows(comparison))
    for part in _TOLD:
        yield from (row for row in rows if row.part == part and not _is_left_out(comparison, row))


class NamedDifference(NamedTuple):
    """What becomes of all findings of a check that share their fate in every alternative: severity,
    the check with the names of those concerned, and a word an alternative.
    """

    severity: str
    what: str
    fates: tuple[str, ...]


@own_language
def named_differences(comparison: _ShownComparison) -> list[NamedDifference]:
    """What the alternatives fix and break, by name, side by side, gravest first."""
    names = [one.name for one in comparison.alternatives]
    fates = {name: text(f"compare.{name}") for name in ("fixed", "introduced")}
    rows = []
    frame = comparison.differences
    for (severity, check, *fate), part in frame.groupby(["severity", "check", *names], sort=False):
        who = [name or id_ for name, id_ in zip(part["name"], part["entity_id"], strict=True)]
        title = text(f"title.{check}")
        what = text("brief.of_check", title=title, names=listed(dict.fromkeys(who)))
        told = tuple(fates.get(str(one), _NONE) for one in fate)
        rows.append(NamedDifference(str(severity), what, told))
    return rows


def notes(comparison: _ShownComparison) -> list[str]:
    """What else must be known: what is the same everywhere, the day, how far plans are proven, and
    why an alternative cannot be made.
    """
    on = comparison.before.on
    same = Counter(row.part for row in told_rows(comparison) if _is_left_out(comparison, row))
    lines = []
    if same:
        counts = {part: same[part] for part in _SAME}
        lines.append(text("compare.same", **counts))
    if on is not None:
        lines.append(text("compare.on", on=on.isoformat()))
    for one in comparison.alternatives:
        if one.plan is not None:
            plan = one.plan.in_language(comparison.lang)
            proof = proof_lines(plan)[0]
            lines.append(text("compare.plan", headline=headline(plan), proof=proof))
    return lines + [
        text("compare.not_applicable", name=name, why=why)
        for name, why in comparison.reasons.items()
    ]


def _is_left_out(comparison: _ShownComparison, row: ToldRow) -> bool:
    """Whether a row says nothing of the alternatives: it is the same before and in all of them."""
    if row.part not in _SAME or not comparison.alternatives:
        return False
    known = [value for value in row.numbers if pd.notna(value)]
    return len(set(known)) <= 1


@own_language
def comparison_html(comparison: _ShownComparison) -> str:
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
    notes_html = "".join(map(paragraph, notes(comparison)))
    return f"<div><table style='border-collapse:collapse'><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{notes_html}</div>"


def _row(row: ToldRow) -> str:
    cells = [f"<td style='{_CELL}'>{escape(row.title)}</td>"]
    for value in row.numbers:
        color = ""
        if row.part in ("findings", "checks") and pd.notna(value) and value != row.numbers[0]:
            color = f";color:{_BETTER if value < row.numbers[0] else _WORSE}"
        cells.append(f"<td style='{_CELL};text-align:right{color}'>{escape(amount(value))}</td>")
    return f"<tr>{''.join(cells)}</tr>"
