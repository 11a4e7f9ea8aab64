"""The tables of a survey, made from its answers: each row begins with its organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import pandas as pd

from sanzu_graph.checks.finding_frames import together
from sanzu_graph.surveys.survey_answers import FAULT_COLUMNS, SurveyAnswer
from sanzu_graph.surveys.survey_figures import ORGANISATION, Labels, is_count
from sanzu_graph.surveys.survey_store import SurveyStore


def summary_frame(answers: Iterable[SurveyAnswer], labels: Labels) -> pd.DataFrame:
    """The figures of the organisations that could be read, behind what is known of them."""
    done = [one for one in answers if not one.faults]
    known = dict.fromkeys(
        name
        for one in done
        for name, value in labels[one.name].items()
        if value and name != ORGANISATION
    )
    rows = [
        {ORGANISATION: one.name}
        | {name: labels[one.name].get(name, "") for name in known}
        | dict(one.figures)
        for one in done
    ]
    if not rows:
        return text_frame([], "figures", [])
    frame = pd.DataFrame(rows)
    whole = [name for name in frame if is_count(str(name))]
    return frame.astype(dict.fromkeys(whole, "Int64") | {ORGANISATION: "str"})


def fault_frame(answers: Iterable[SurveyAnswer]) -> pd.DataFrame:
    """Why organisations could not be read, a row a fault."""
    rows = [(one.name, *fault) for one in answers for fault in one.faults]
    frame = pd.DataFrame(rows, columns=[ORGANISATION, *FAULT_COLUMNS], dtype=object)
    return frame.astype(dict.fromkeys(frame, "str") | {"row": "Int64"})


def text_frame(answers: Iterable[SurveyAnswer], which: str, columns: Sequence[str]) -> pd.DataFrame:
    """What an attribute of the answers lists, as texts; each thing is a text or a row of them."""
    rows = [
        (one.name, told) if isinstance(told, str) else (one.name, *told)
        for one in answers
        for told in getattr(one, which)
    ]
    return pd.DataFrame(rows, columns=[ORGANISATION, *columns], dtype="str")


def people_reader(answer: SurveyAnswer, store: SurveyStore | None) -> Callable[[], pd.DataFrame]:
    """What reads ``id`` and ``name`` of everybody in an organisation, when it is asked."""
    kept = answer.people
    if kept is not None:
        return lambda: kept
    assert store is not None
    return partial(store.people, answer.name)


def findings_frame(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The findings of all organisations, from those of each with ``organisation`` in front."""
    filled = [frame for frame in frames if len(frame)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    empty = together([])
    empty.insert(0, ORGANISATION, pd.Series(dtype="str"))
    return empty
