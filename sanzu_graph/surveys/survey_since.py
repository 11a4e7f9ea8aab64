"""What changed between two surveys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from sanzu_graph.audits.since import GONE, NEW, STILL, changes
from sanzu_graph.checks.finding_frames import together
from sanzu_graph.errors import InputError
from sanzu_graph.surveys.survey_figures import ORGANISATION

if TYPE_CHECKING:
    from sanzu_graph.surveys.survey_answers import SurveyAnswer

_COUNTS = ("errors", "errors_before", "new", "gone", "still_there")
#: In which of two surveys an organisation was read.
BOTH, CAME, LEFT = "both", "came", "left"


class _ComparedSurvey(Protocol):
    """What is compared of a `Survey`."""

    @property
    def answers(self) -> Sequence[SurveyAnswer]: ...
    def findings_of(self, name: str) -> pd.DataFrame: ...


def survey_changes(now: _ComparedSurvey, then: _ComparedSurvey, *, by: str) -> pd.DataFrame:
    """What changed since an earlier survey; see `Survey.since`."""
    if by not in ("finding", ORGANISATION):
        raise InputError("error.survey_by", value=by)
    later, before = (
        {one.name: one for one in survey.answers if not one.faults} for survey in (now, then)
    )
    frames, rows = [], []
    for name in [*later, *(name for name in before if name not in later)]:
        counts: dict[str, int | None] = dict.fromkeys((NEW, GONE, STILL))
        if name in later and name in before:
            frame = changes(now.findings_of(name), then.findings_of(name))
            counts = {kind: int((frame["change"] == kind).sum()) for kind in counts}
            frame.insert(0, ORGANISATION, pd.Series(name, index=frame.index, dtype="str"))
            frames.append(frame)
        read = BOTH if name in later and name in before else CAME if name in later else LEFT
        errors = [
            kept[name].figures["errors"] if name in kept else None for kept in (later, before)
        ]
        rows.append((name, read, *errors, *counts.values()))
    if by == ORGANISATION:
        table = pd.DataFrame(rows, columns=[ORGANISATION, "surveyed", *_COUNTS])
        texts = dict.fromkeys((ORGANISATION, "surveyed"), "str")
        return table.astype(texts | dict.fromkeys(_COUNTS, "Int64"))
    filled = [frame for frame in frames if len(frame)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    empty = together([])
    empty.insert(0, "change", pd.Series(dtype="str"))
    empty.insert(0, ORGANISATION, pd.Series(dtype="str"))
    return empty
