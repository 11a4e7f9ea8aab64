"""What changed between two surveys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pandas as pd

from sanzu_graph.audits.since import GONE, NEW, STILL, changes
from sanzu_graph.checks.finding_frames import together
from sanzu_graph.errors import InputError
from sanzu_graph.surveys.survey_figures import ORGANISATION
from sanzu_graph.surveys.survey_tables import people_reader
from sanzu_graph.surveys.unit_seats import renamed_between

if TYPE_CHECKING:
    from sanzu_graph.surveys.survey_answers import SurveyAnswer
    from sanzu_graph.surveys.survey_store import SurveyStore

_COUNTS = ("errors", "errors_before", "new", "gone", "still_there")
#: In which of two surveys an organisation was read.
BOTH, CAME, LEFT = "both", "came", "left"


class _ComparedSurvey(Protocol):
    """What is compared of a `Survey`."""

    @property
    def answers(self) -> Sequence[SurveyAnswer]: ...
    @property
    def store(self) -> SurveyStore | None: ...
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
            both = now.findings_of(name), then.findings_of(name)
            frame = changes(*both)
            if {NEW, GONE} <= {*frame["change"]}:  # the same about a unit under another id, perhaps
                sides = (later[name], now.store), (before[name], then.store)
                frame = changes(*both, renamed=_renamed(*sides))
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


#: An answer, and the folder in which its frames are kept.
_Side: TypeAlias = "tuple[SurveyAnswer, SurveyStore | None]"


def _renamed(now: _Side, then: _Side) -> dict[str, str]:
    """The units with another id than before: old id → new id; none where older answers do not say
    who is in which unit.
    """
    units = [
        answer.units if store is None else store.units(answer.name) for answer, store in (then, now)
    ]
    if units[0] is None or units[1] is None:
        return {}
    members = [
        people_reader(answer, store)()["id"].to_numpy(dtype=object) for answer, store in (then, now)
    ]
    return renamed_between(units[0], units[1], *members)
