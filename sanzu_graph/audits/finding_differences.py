"""How the findings after an edit differ from those before, and the frame that comes of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.answers import COMMON, Answers
from sanzu_graph.checks.finding_frames import Columns, framed
from sanzu_graph.model.deltas import Delta
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import MEMBER, UNIT

#: A frame is put together from so many runs of rows; from more, row by row.
MOST_RUNS = 40
#: The kinds of columns: of arrays, and of frames.
KINDS = {"O": "str", "f": "float64", "i": "Int64", "": "object"}


@dataclass(frozen=True, eq=False)
class Difference:
    """How the findings after an edit differ from those before.

    Attributes
    ----------
    gone : rows of the frame before that are no more, or say something else now
    come : the findings that are new or say something else, told in columns, question by question
    numbers, positions : the question of each of these, and whom it is about
    before : the row of the frame before in front of which each of these stands
    """

    gone: Positions
    come: Sequence[Columns]
    numbers: Positions
    positions: Positions
    before: Positions

    @cached_property
    def come_frame(self) -> pd.DataFrame:
        """The findings that come."""
        return framed(self.come, common=COMMON)

    def ids(self, before: pd.DataFrame) -> set[str]:
        """The ids of all about whom findings differ from those of the frame before."""
        return {*before["entity_id"].iloc[self.gone], *self.come_frame["entity_id"]}


class LocalPart(NamedTuple):
    """How the findings of one question differ: the rows of the frame that go; about whom, in front
    of which rows, and in columns, those that come.
    """

    number: int
    gone: Sequence[int]
    positions: Positions
    before: Sequence[int]
    columns: Columns | None


def difference(answers: Answers, parts: Sequence[LocalPart]) -> Difference:
    """What an edit changes in the answers, from what it changes in each."""
    parts = sorted(parts, key=lambda part: answers.ranks[part.number])
    come = [part for part in parts if part.columns is not None]
    none = np.empty(0, dtype=np.intp)
    return Difference(
        np.array(sorted(row for part in parts for row in part.gone), dtype=np.intp),
        [part.columns for part in come if part.columns is not None],
        np.concatenate([none, *(np.full(len(part.positions), part.number) for part in come)]),
        np.concatenate([none, *(part.positions for part in come)]),
        np.concatenate([none, *(np.array(part.before, dtype=np.intp) for part in come)]),
    )


def joined(answers: Answers, other: Difference, delta: Delta) -> Answers:
    """The answers after an edit; their frame is made when it is asked for."""
    total, new = len(answers.positions), len(other.before)
    rows = np.insert(np.arange(total), other.before, total + np.arange(new))
    stay = np.ones(total + new, dtype=bool)
    stay[other.gone] = False
    rows = rows[stay[rows]]
    of_row = np.empty(total, dtype=np.intp)
    of_row[:] = np.repeat(answers.order, answers.counts[answers.order])
    of_all = np.concatenate([of_row, other.numbers])[rows]
    positions = np.concatenate([answers.positions, other.positions])[rows]
    is_unit = np.array(
        [question.check.scope == UNIT for question in answers.questions], dtype=bool
    )[of_all]
    for mask, gone in ((~is_unit, delta.gone[MEMBER]), (is_unit, delta.gone[UNIT])):
        if len(gone):
            positions = np.where(mask, positions - np.searchsorted(gone, positions), positions)
    counts = np.bincount(of_all, minlength=len(answers.questions))
    result = Answers(
        answers.questions,
        answers.skipped,
        counts,
        answers.own,
        positions,
        lambda: _spliced(answers, other, rows, result.headings()),
    )
    return result


def _spliced(
    answers: Answers, other: Difference, rows: Positions, headings: list[str]
) -> pd.DataFrame:
    """The frame of before without the rows that go, with the rows that come between them."""
    frame = answers.frame
    if not other.come:
        return frame.iloc[rows].reset_index(drop=True)[headings]
    runs = _runs(rows, len(frame))
    if len(runs) <= MOST_RUNS and set(headings) == set(frame.columns) and _fits(frame, other.come):
        return _put_together(frame, other.come, runs, headings)
    parts = [part for part in (frame, other.come_frame) if len(part)]
    whole = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return whole.iloc[rows].reset_index(drop=True)[headings]


def _runs(rows: Positions, total: int) -> list[slice]:
    """Rows side by side: of the frame of before, which has `total` rows, or of those that come."""
    is_begin = np.ones(len(rows) + 1, dtype=bool)
    is_begin[1:-1] = (np.diff(rows) != 1) | (rows[1:] == total)
    places = np.flatnonzero(is_begin)
    firsts = rows[places[:-1]]
    return [
        slice(first, first + length)
        for first, length in zip(firsts.tolist(), np.diff(places).tolist(), strict=True)
    ]


def _fits(frame: pd.DataFrame, come: Sequence[Columns]) -> bool:
    """Whether each column that comes has the kind that it has in a frame."""
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    return set(kinds.values()) <= set(KINDS.values()) and all(
        kinds[name] in ("object", KINDS.get(values.dtype.kind))
        for part in come
        for name, values in part.items()
    )


def _put_together(
    frame: pd.DataFrame, come: Sequence[Columns], runs: Sequence[slice], headings: Sequence[str]
) -> pd.DataFrame:
    """The rows of a frame and those that come, run by run.

    A frame is long, and an edit changes few rows. So no row is taken by itself: pandas keeps the
    text of a run where it lies.
    """
    total = len(frame)
    columns = {}
    for name in headings:
        old = frame[name].array
        new = pd.array(_cells(come, name), dtype=old.dtype)
        columns[name] = old._concat_same_type(
            [
                old[run] if run.start < total else new[run.start - total : run.stop - total]
                for run in runs
            ]
        )
    return pd.DataFrame(columns)


def _cells(come: Sequence[Columns], name: str) -> NDArray[np.object_]:
    """A column of the findings that come; nothing where a check has no such column."""
    lengths = [len(part["check"]) for part in come]
    cells = np.full(sum(lengths), np.nan, dtype=object)
    for part, end, length in zip(come, np.cumsum(lengths), lengths, strict=True):
        if name in part:
            cells[end - length : end] = part[name]
    return cells
