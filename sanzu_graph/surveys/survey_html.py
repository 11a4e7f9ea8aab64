"""A survey in a notebook: one sentence, the worst organisations, those that could not be read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from sanzu_graph.checks.finding_frames import default_label
from sanzu_graph.messages import amount, catalog, listed, percent, text
from sanzu_graph.model.html import paragraph, table

if TYPE_CHECKING:
    from sanzu_graph.surveys.survey_answers import SurveyAnswer

#: How many organisations, and how many faults, are shown.
SHOWN = 15
#: Figures that are shares.
SHARES = ("coverage", "led_share")
#: The share of organisations that have a layer whose columns are shown.
_COMMON = 0.5
_FIGURES = ("people", "units", "errors", "warnings", "vacancies")


class ShownSurvey(Protocol):
    """What is shown of a `Survey`."""

    @property
    def answers(self) -> Sequence[SurveyAnswer]:
        """What each came to."""
        ...

    @property
    def on(self) -> datetime.date:
        """The day."""
        ...

    @property
    def summary(self) -> pd.DataFrame:
        """The figures."""
        ...

    @property
    def failed(self) -> pd.DataFrame:
        """Why some could not be read."""
        ...

    @property
    def doubts(self) -> pd.DataFrame:
        """What the reader warned of."""
        ...

    @property
    def ignored(self) -> tuple[str, ...]:
        """Files left alone."""
        ...

    @property
    def count_failed(self) -> int:
        """How many could not be read."""
        ...

    def ranks(self, by: str = "errors") -> pd.DataFrame:
        """The worst first."""
        ...


def survey_headline(survey: ShownSurvey) -> str:
    """The survey in one sentence: organisations, people, how many have errors, how many failed."""
    frame = survey.summary
    unsound = int((frame["errors"] > 0).sum()) if len(frame) else 0
    people = int(frame["people"].sum()) if len(frame) else 0
    line = text("survey.headline", count=len(frame), people=people, unsound=unsound, on=survey.on)
    unknown = int(frame["sound"].isna().sum()) if "sound" in frame else 0
    if unknown:
        line += text("survey.headline_unasked", count=unknown)
    if survey.count_failed:
        line += text("survey.headline_failed", count=survey.count_failed)
    return line


def survey_html(survey: ShownSurvey) -> str:
    """The survey as HTML: the sentence, the worst organisations first, then what went wrong."""
    parts = [paragraph(survey_headline(survey), is_title=True)]
    frame = survey.summary
    if len(frame):
        worst = survey.ranks("errors")["organisation"].head(SHOWN)
        columns = figure_columns(frame)
        rows = frame.set_index("organisation", drop=False).loc[worst, columns]
        headings = [figure_title(name) for name in columns]
        cells = [[figure_text(name, row[name]) for name in columns] for _, row in rows.iterrows()]
        parts.append(table(headings, cells, caption=text("survey.worst")))
        if len(frame) > SHOWN:
            parts.append(paragraph(text("list.more", count=len(frame) - SHOWN)))
    if survey.count_failed:
        headings = [figure_title("organisation"), text("column.reason")]
        failures = failed_rows(survey)[:SHOWN]
        parts.append(table(headings, failures, caption=text("survey.failed")))
        if survey.count_failed > SHOWN:
            parts.append(paragraph(text("list.more", count=survey.count_failed - SHOWN)))
    if len(survey.doubts):
        parts.append(paragraph(text("survey.doubts", count=len(survey.doubts))))
    if survey.ignored:
        parts.append(paragraph(ignored_line(survey)))
    return "".join(parts)


def ignored_line(survey: ShownSurvey) -> str:
    """How many files were left alone, and which."""
    return text("survey.ignored", count=len(survey.ignored), names=listed(survey.ignored))


def figure_columns(frame: pd.DataFrame) -> list[str]:
    """The columns that fit on a page: the first, the common figures, and coverage of the layers
    that half of the organisations have, or more.
    """
    names = [str(name) for name in frame]
    common = frame.notna().mean() >= _COMMON
    of_layers = [name for name in names if name.startswith(("blank.", "coverage.")) if common[name]]
    return [names[0], *(name for name in _FIGURES if name in names), *of_layers]


def failed_rows(survey: ShownSurvey) -> list[tuple[str, str]]:
    """The organisations that could not be read, each with its first fault and how many follow."""
    rows = []
    for name, faults in survey.failed.groupby("organisation", sort=False):
        line = _fault_line(faults.iloc[0])
        if len(faults) > 1:
            line = text("survey.fault_more", line=line, count=len(faults) - 1)
        rows.append((str(name), line))
    return rows


def _fault_line(fault: pd.Series) -> str:
    """Where and what a fault is, as errors say it."""
    parts = [str(fault["place"])]
    if pd.notna(fault["row"]):
        parts.append(text("fault.row", row=int(fault["row"])))
    if fault["column"]:
        parts.append(text("fault.column", column=fault["column"]))
    where = text("fault.comma").join(part for part in parts if part)
    return text("fault.line", where=where, what=fault["reason"]) if where else str(fault["reason"])


def figure_title(name: str) -> str:
    """What a column of the summary is called: its figure, and the layer behind it."""
    figure, _, layer = name.partition(".")
    key = f"survey.figure.{figure}"
    title = text(key) if key in catalog() else figure
    return f"{title} · {default_label(layer)}" if layer else title


def figure_text(name: str, value: object) -> str:
    """A figure as it is read: shares in percent, whole numbers with nothing behind them."""
    if pd.isna(value):  # type: ignore[call-overload]
        return text("survey.unknown")
    if name.partition(".")[0] in SHARES:
        return percent(float(str(value)))
    if isinstance(value, float):
        return amount(value, 1)
    return str(value)
