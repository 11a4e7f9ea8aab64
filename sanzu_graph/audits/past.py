"""What an audit tells of days that are over: no plan changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanzu_graph.audits.answers import Answers
from sanzu_graph.audits.unit_lineage import under_other_ids
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import columns

#: The tables of those whose ids may be others afterwards.
_HOLDERS = ("members", "units")
#: What is recorded of days that are over.
_RECORDS = ("activities", "participants", "remedies", "tasks", "task_events")


def adds_no_records(before: Org, after: Org) -> bool:
    """Whether all that is recorded afterwards was recorded before; units and people may have other
    ids.
    """
    return all(not _records(after, table) - _records(before, table) for table in _RECORDS)


def _records(org: Org, table: str) -> Counter[tuple[tuple[str, str], ...]]:
    frame = org.tables().get(table)
    if frame is None:
        return Counter()
    names = [
        name
        for name in sorted(map(str, frame))
        if name not in columns(table) or columns(table)[name].references not in _HOLDERS
    ]
    rows = zip(*(frame[name].astype(object).fillna("").map(str) for name in names), strict=True)
    return Counter(
        tuple((name, cell) for name, cell in zip(names, row, strict=True) if cell) for row in rows
    )


def past_kept(answers: Answers, earlier: Answers, renamed: Mapping[str, str]) -> Answers:
    """The answers, with what past checks find as an earlier audit has it; the same object where
    that makes no difference. Units have the ids of now (`renamed`: old → new).
    """
    taken = {
        number: other
        for number, question in enumerate(answers.questions)
        if question.check.past and (other := _place(earlier, answers, number)) is not None
    }
    past = under_other_ids(earlier.frame, renamed)
    if all(
        _block(answers, now, answers.frame).equals(_block(earlier, then, past))
        for now, then in taken.items()
    ):
        return answers
    counts, own = answers.counts.copy(), list(answers.own)
    rows: list[Positions] = []
    positions: list[Positions] = []
    for number in answers.order.tolist():
        source = earlier if number in taken else answers
        place = taken.get(number, number)
        counts[number], own[number] = source.counts[place], source.own[place]
        span = np.arange(source.begins[place], source.begins[place] + source.counts[place])
        positions.append(source.positions[span])
        rows.append(span if source is answers else span + len(answers.frame))
    both = [frame for frame in (answers.frame, past) if len(frame)]
    chosen = np.concatenate(rows)

    def frame() -> pd.DataFrame:
        whole = pd.concat(both, ignore_index=True) if len(both) > 1 else both[0]
        return whole.iloc[chosen].reset_index(drop=True)[past_answers.headings()]

    past_answers = Answers(
        answers.questions, answers.skipped, counts, own, np.concatenate(positions), frame
    )
    return past_answers


def _place(earlier: Answers, answers: Answers, number: int) -> int | None:
    """Where the earlier audit asked the same."""
    counterpart = answers.questions[number]
    for place, question in enumerate(earlier.questions):
        if question.check is counterpart.check and question.call == counterpart.call:
            return place
    return None


def _block(answers: Answers, number: int, frame: pd.DataFrame) -> pd.DataFrame:
    """What a question found, without columns that others brought."""
    begin, count = int(answers.begins[number]), int(answers.counts[number])
    block = frame.iloc[begin : begin + count]
    return block.dropna(axis="columns", how="all").reset_index(drop=True)
