"""The sheets of a survey's workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

import pandas as pd

from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.worded_frames import worded
from sanzu_graph.messages import text
from sanzu_graph.surveys.survey_figures import ORGANISATION
from sanzu_graph.surveys.survey_html import (
    SHARES,
    ShownSurvey,
    figure_title,
    ignored_line,
    survey_headline,
)
from sanzu_graph.surveys.survey_labels import dividing_columns

#: The most rows in a sheet of a workbook; Excel's own limit is 1,048,576 rows.
MOST_ROWS = 200_000


class _WrittenSurvey(ShownSurvey, Protocol):
    """What of a `Survey` is written besides."""

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def unasked(self) -> pd.DataFrame: ...
    @property
    def findings(self) -> pd.DataFrame: ...
    def finding_frames(self) -> Iterator[pd.DataFrame]: ...
    def groups(self, column: str) -> pd.DataFrame: ...


def survey_frames(survey: _WrittenSurvey) -> dict[str, pd.DataFrame]:
    """The sheets by name: what the survey says, figures, groups, faults, doubts, findings."""
    lines = [survey_headline(survey)]
    findings = _first(survey)
    total = int(survey.summary.reindex(columns=["errors", "warnings", "notes"]).sum().sum())
    if total > len(findings):
        lines.append(text("survey.cut", shown=len(findings), total=total))
    if survey.ignored:
        lines.append(ignored_line(survey))
    frames = {text("survey.sheet"): pd.DataFrame({text("survey.sheet"): lines})}
    summary = survey.summary
    order = survey.ranks("errors")["organisation"] if len(summary) else summary["organisation"]
    ranked = summary.set_index("organisation", drop=False).loc[order].reset_index(drop=True)
    frames[text("survey.figures")] = _titled(ranked)
    for column in dividing_columns(survey.labels):
        frames[figure_title(column)] = _titled(survey.groups(column))
    failed = survey.failed.drop(columns="table").rename(columns={"place": "file", "value": "text"})
    further = {
        "survey.failed": failed,
        "survey.doubts_sheet": survey.doubts,
        "survey.unasked": survey.unasked,
    }
    further = {key: frame.head(MOST_ROWS) for key, frame in further.items() if len(frame)}
    further["audit.findings"] = findings
    return frames | {text(key): _worded(frame) for key, frame in further.items()}


def share_titles(summary: pd.DataFrame) -> set[str]:
    """The headings of figures that are shares."""
    names = [str(name) for name in summary]
    return {figure_title(name) for name in names if name.partition(".")[0] in SHARES}


def _titled(frame: pd.DataFrame) -> pd.DataFrame:
    """Figures with headings in words; whether an organisation is sound, in words too."""
    if "sound" in frame:
        words = {True: text("survey.sound"), False: text("survey.unsound")}
        sound = [words.get(value, text("survey.unknown")) for value in frame["sound"]]
        frame = frame.assign(sound=sound)
    return frame.rename(columns={name: figure_title(str(name)) for name in frame})


def _worded(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows about organisations in words, the organisation in front."""
    name = figure_title(ORGANISATION)
    told = worded(frame.drop(columns=ORGANISATION).reset_index(drop=True))
    told.insert(0, name, frame[ORGANISATION].to_numpy())
    return told


def _first(survey: _WrittenSurvey) -> pd.DataFrame:
    """The gravest findings of all organisations, as many as a sheet shows."""
    kept: list[pd.DataFrame] = []
    room = MOST_ROWS
    for severity in SEVERITIES:
        for frame in survey.finding_frames():
            if room <= 0:
                break
            chosen = frame[frame["severity"] == severity].head(room)
            if len(chosen):
                kept.append(chosen)
                room -= len(chosen)
    return pd.concat(kept, ignore_index=True) if kept else survey.findings
