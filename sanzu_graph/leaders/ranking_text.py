"""Rankings in lines of text and as HTML tables; every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sanzu_graph.doors import own_language
from sanzu_graph.messages import amount, listed, text
from sanzu_graph.metrics.assessments import CRITERIA
from sanzu_graph.model.html import paragraph, table

if TYPE_CHECKING:
    import pandas as pd


class _ShownRanking(Protocol):
    """What is shown of a `Ranking`; its words are told there."""

    @property
    def lang(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def totals(self) -> Mapping[str, Any]: ...
    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def ineligible(self) -> pd.DataFrame: ...
    @property
    def unassessed(self) -> pd.DataFrame: ...
    @property
    def sensitivity(self) -> pd.DataFrame: ...
    @property
    def left_out(self) -> Sequence[tuple[str, int]]: ...
    def label(self, part: str, name: str) -> str: ...


@own_language
def ranking_headings(ranking: _ShownRanking) -> list[str]:
    """The headings of `ranking_rows`."""
    names = ("rank", "candidate", "score")
    return (
        [text(f"ranking.column_{name}") for name in names]
        + [ranking.label(CRITERIA, criterion) for criterion in _criteria(ranking)]
        + [text("ranking.column_missing")]
    )


@own_language
def ranking_rows(ranking: _ShownRanking) -> list[list[str]]:
    """The table of a ranking as texts; a tie is told at the rank."""
    rows = []
    for row in ranking.table.to_dict("records"):
        known = row["candidate"] in ranking.totals
        rank = (
            text("ranking.tie" if row["tied"] else "ranking.rank", rank=row["rank"])
            if known
            else "–"
        )
        numbers = [
            amount(float(row[name])) if known else "" for name in ("score", *_criteria(ranking))
        ]
        rows.append([rank, str(row["name"]), *numbers, str(row["missing"])])
    return rows


def _criteria(ranking: _ShownRanking) -> list[str]:
    return [
        name
        for name in ranking.table.columns
        if name not in ("rank", "tied", "candidate", "name", "score", "missing")
    ]


@own_language
def ranking_notes(ranking: _ShownRanking) -> list[str]:
    """What else must be known of a ranking."""
    lines = []
    if not ranking.totals:
        lines.append(text("ranking.none"))
    elif not len(ranking.sensitivity):
        lines.append(text("ranking.firm"))
    if len(ranking.unassessed):
        lines.append(text("ranking.unassessed", names=listed(ranking.unassessed["name"], most=10)))
    for what, count in ranking.left_out:
        lines.append(text("ranking.left_out", what=what, count=count))
    return lines


def sensitivity_lines(ranking: _ShownRanking) -> list[str]:
    """What would change the order, in sentences."""
    lines = []
    for row in ranking.sensitivity.to_dict("records"):
        if row["kind"] == "weight":
            key = "ranking.weight_up" if row["at"] > row["now"] else "ranking.weight_down"
            lines.append(
                text(
                    key,
                    part=row["part"],
                    now=amount(row["now"]),
                    at=amount(row["at"]),
                    change=row["change"],
                )
            )
        else:
            lines.append(text(f"ranking.{row['kind']}", part=row["part"], change=row["change"]))
    return lines


@own_language
def ranking_summary(ranking: _ShownRanking) -> str:
    """A ranking as text."""
    lines = [text("ranking.title", unit=ranking.name)]
    headings = ranking_headings(ranking)
    for row in ranking_rows(ranking):
        cells = [
            f"{heading} {cell}" for heading, cell in zip(headings[2:], row[2:], strict=True) if cell
        ]
        lines.append(f"  {row[0]:>3} {row[1]}: " + listed(cells, most=len(cells)))
    lines += [
        "  " + text("ranking.refused", name=row.name, why=row.why)
        for row in ranking.ineligible.itertuples()
    ]
    lines_below = sensitivity_lines(ranking)
    if lines_below:
        lines += ["", text("ranking.sensitivity"), *(f"  - {line}" for line in lines_below)]
    return "\n".join([*lines, *ranking_notes(ranking)])


@own_language
def ranking_html(ranking: _ShownRanking) -> str:
    """A ranking as HTML."""
    shown = [
        table(
            ranking_headings(ranking),
            ranking_rows(ranking),
            caption=text("ranking.title", unit=ranking.name),
        )
    ]
    if len(ranking.ineligible):
        headings = [
            text("ranking.column_candidate"),
            text("ranking.column_why"),
        ]
        rows = ranking.ineligible[["name", "why"]].to_numpy().tolist()
        shown.append(table(headings, rows, caption=text("ranking.ineligible")))
    lines_below = sensitivity_lines(ranking)
    if lines_below:
        shown.append(table([text("ranking.sensitivity")], [(line,) for line in lines_below]))
    return "<div>" + "".join([*shown, *map(paragraph, ranking_notes(ranking))]) + "</div>"
