"""A comparison in words: the rows that say something, with their titles, for pages and consoles
alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pandas as pd

from sanzu_graph.doors import own_language
from sanzu_graph.messages import amount, listed, text
from sanzu_graph.model.html import badge, folded, outcome, paragraph, table
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
#: How many kinds of findings are named.
SHOWN = 50
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
    return [text("compare.before"), *(alternative.name for alternative in comparison.alternatives)]


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
    names = [alternative.name for alternative in comparison.alternatives]
    fates = {name: text(f"compare.{name}") for name in ("fixed", "introduced")}
    rows = []
    frame = comparison.differences
    for (severity, check, *fate), part in frame.groupby(["severity", "check", *names], sort=False):
        who = [name or id_ for name, id_ in zip(part["name"], part["entity_id"], strict=True)]
        title = text(f"title.{check}")
        what = text("brief.of_check", title=title, names=listed(dict.fromkeys(who)))
        labels = tuple(fates.get(str(name), _NONE) for name in fate)
        rows.append(NamedDifference(str(severity), what, labels))
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
    for alternative in comparison.alternatives:
        if alternative.plan is not None:
            plan = alternative.plan.in_language(comparison.lang)
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
    """The effort and the findings; what is fixed and introduced, by name; folded behind them the
    checks and measures that differ. Below, what is the same everywhere.
    """
    parts = {part: list(rows) for part, rows in groupby(differing_rows(comparison), _part)}
    shown = [_numbers(comparison, parts, ("effort", "findings"))]
    named = named_differences(comparison)
    if named:
        rows = [
            (
                badge(text(f"severity.{one.severity}"), one.severity),
                one.what,
                *map(_fate, one.fates),
            )
            for one in named
        ]
        names = [one.name for one in comparison.alternatives]
        shown.append(
            table(
                [text("column.severity"), text("column.check"), *names],
                rows[:SHOWN],
                caption=text("report.differences"),
            )
        )
        if len(rows) > SHOWN:
            shown.append(paragraph(text("list.more", count=len(rows) - SHOWN)))
    for part in _SAME:
        if part in parts:
            table_html = _numbers(comparison, parts, (part,))
            shown.append(folded(text(f"compare.{part}"), [table_html]))
    return f"<div>{''.join(shown)}{''.join(map(paragraph, notes(comparison)))}</div>"


def _part(row: ToldRow) -> str:
    return row.part


def _fate(word: str) -> object:
    """What becomes of findings in an alternative, on green or red."""
    kinds = {text(f"compare.{kind}"): kind for kind in ("fixed", "introduced")}
    return outcome(word, is_better=kinds[word] == "fixed") if word in kinds else word


def _numbers(
    comparison: _ShownComparison, parts: Mapping[str, Sequence[ToldRow]], wanted: Sequence[str]
) -> str:
    """Some parts of the table of numbers."""
    rows = [
        [row.title, *(_number(row, value) for value in row.numbers)]
        for part in wanted
        for row in parts.get(part, ())
    ]
    return table(["", *headings(comparison)], rows)


def _number(row: ToldRow, value: float) -> object:
    """A number; on green or red where findings become fewer or more than before."""
    is_other = pd.notna(value) and value != row.numbers[0]
    if row.part in ("findings", "checks") and is_other:
        return outcome(amount(value), is_better=value < row.numbers[0])
    return amount(value)
