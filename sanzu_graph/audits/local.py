"""An audit made of another: what an edit changes is asked anew, everything else is taken over.

The near questions are asked once of a view. It shows the neighbourhood of the edit twice, before and
after it. `sanzu_graph.audits.neighbourhood` says why that suffices. What differs between the two
leaves the findings or joins them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.audits.answers import Answers, CheckQuestion, Touch
from sanzu_graph.audits.finding_differences import Difference, LocalPart, difference, joined
from sanzu_graph.audits.neighbourhood import Neighbourhood, Reach, TooWideError, neighbourhood
from sanzu_graph.checks.finding_frames import Asked, Columns, settled
from sanzu_graph.checks.found import Found
from sanzu_graph.checks.unaffected import turnover
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.day_snapshots import Snapshot
from sanzu_graph.model.edit_reading import delta_of
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.views import View
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LINES, MEMBER, UNIT

Mask = NDArray[np.bool_]


#: An edit is followed locally where its neighbourhood has so few membership rows, or so small a
#: part of all.
FEW, LARGEST = 2_000, 0.2


class Followed(NamedTuple):
    """The answers after an edit, and how they differ."""

    answers: Answers
    difference: Difference


#: How a question is asked anew: its findings, and these told in columns.
Anew = Callable[[CheckQuestion], tuple[Found, Columns]]


def followed(
    answers: Answers,
    whole: Org,
    edit: Edit,
    day: Snapshot,
    reach: Reach,
    policy: Policy,
    *,
    anew: Anew,
    only: Asked = None,
) -> Followed | None:
    """The answers after an edit of the whole organisation: the near ones from its neighbourhood
    alone; None where that does not suffice.

    Of the others, those about a stretch of time that may have changed are asked anew, each by
    itself.
    """
    delta = delta_of(whole, edit, day)
    if (
        delta is None
        or (whole.counts_years and "members" in edit.tables)
        or not reach.is_enough(day.org, delta)
        or (only is not None and delta.comes_or_goes)
    ):
        return None
    far = [
        number
        for number, (check, call) in enumerate(answers.questions)
        if check.near is None and not check.stays(whole, edit, int(answers.counts[number]), call)
    ]
    if not all(answers.questions[number].check.history for number in far) or not _keeps_words(
        whole, edit
    ):
        return None
    try:
        hood = neighbourhood(
            day.org, delta, reach, most=max(FEW, LARGEST * len(day.org.encoding.member))
        )
    except TooWideError:
        return None
    parts = near_parts(answers, View(day.org, delta, hood.slices), hood, policy, only=only)
    try:
        parts += [part for number in far if (part := _far_part(answers, number, anew)) is not None]
    except AbsentError:  # what could be asked before cannot be any more
        return None
    other = difference(answers, parts)
    return Followed(joined(answers, other, delta), other)


def _keeps_words(whole: Org, edit: Edit) -> bool:
    """Whether the same duties are recorded afterwards, and lines from person to person as before:
    who records none of a kind is not asked about it.
    """
    if not _keeps_lines(whole, edit):
        return False
    rows = turnover(whole, edit, "duties")
    if not rows:
        return True
    code = whole.encoding
    counts = Counter(
        dict(
            zip(
                code.duties,
                np.bincount(code.duty, minlength=len(code.duties)).tolist(),
                strict=True,
            )
        )
    )
    for row in rows:
        counts[row.word] += 1 if row.comes else -1
    return {word for word, count in counts.items() if count > 0} == {
        code.duties[place] for place in np.unique(code.duty).tolist()
    }


def _keeps_lines(whole: Org, edit: Edit) -> bool:
    """Whether lines from person to person are kept afterwards if they are now."""
    rows = [row.comes for row in turnover(whole, edit, "relations") if row.word in LINES]
    code = whole.encoding
    lines = [place for place, kind in enumerate(code.kinds) if kind in LINES]
    count = int(np.isin(code.kind, lines).sum()) if rows else 0
    return not rows or (count > 0) == (count + sum(1 if comes else -1 for comes in rows) > 0)


class Seen(NamedTuple):
    """What a question finds in a view, as far as it is told rightly there."""

    number: int
    question: CheckQuestion
    found: Found


def seen(
    view: View, hood: Neighbourhood, questions: Sequence[CheckQuestion], only: Asked = None
) -> Iterator[Seen]:
    """Every near question's findings in a view that are about whom it tells rightly, and who is
    asked about.
    """
    right = _told_rightly(view, hood, only)
    touch = Touch.of(view.delta, view.base.encoding)
    for number, question in enumerate(questions):
        if question.check.near is not None and question.is_touched(touch):
            answer = question.find(view)
            if len(answer.rows):
                keep = np.flatnonzero(right[question.check.scope][answer.rows])
                if len(keep):
                    yield Seen(
                        number,
                        question,
                        answer if len(keep) == len(answer.rows) else answer.taken(keep),
                    )


def _told_rightly(view: View, hood: Neighbourhood, only: Asked) -> Mapping[str, Mask]:
    right = {entity: there.copy() for entity, there in view.exists.items()}
    half = view.half[UNIT]
    affected = np.zeros(half, dtype=bool)
    affected[np.searchsorted(hood.slices.units, hood.affected)] = True
    right[UNIT] &= np.tile(affected, 2)
    if only is not None:
        for entity in (MEMBER, UNIT):
            right[entity] &= only[entity][view.origin[entity]]
    return right


def near_parts(
    answers: Answers, view: View, hood: Neighbourhood, policy: Policy, *, only: Asked = None
) -> list[LocalPart]:
    """What an edit changes in the answers to the near questions."""
    parts: list[LocalPart] = []
    for number, question, faults in seen(view, hood, answers.questions, only):
        left, joined = _changed(question, faults, view, policy)
        gone = [_row_of(answers, number, origin, keys) for origin, keys in left]
        part = LocalPart(number, gone, joined[:0], (), None)
        if len(joined):
            new = settled(question.check, faults.taken(joined))
            positions = view.origin[question.check.scope][new.rows]
            keys = list(zip(*(new.extra[key] for key in question.check.keys), strict=True)) or [
                ()
            ] * len(positions)
            before = [
                _place_of(answers, number, *at) for at in zip(positions.tolist(), keys, strict=True)
            ]
            part = part._replace(
                positions=positions, before=before, columns=question.columns(view, new, policy)
            )
        parts.append(part)
    return parts


def _far_part(answers: Answers, number: int, anew: Anew) -> LocalPart | None:
    """What an edit changes in the answer to a question that is asked anew; None where that is
    nothing.
    """
    answer, columns = anew(answers.questions[number])
    begin, count = int(answers.begins[number]), int(answers.counts[number])
    block = answers.frame.iloc[begin : begin + count]
    if count == len(answer.rows) and all(
        block[name].tolist() == values.tolist() for name, values in columns.items() if count
    ):
        return None
    return LocalPart(
        number,
        range(begin, begin + count),
        answer.rows,
        [begin] * len(answer.rows),
        columns if len(answer.rows) else None,
    )


def _changed(
    question: CheckQuestion, faults: Found, view: View, policy: Policy
) -> tuple[list[tuple[int, tuple[object, ...]]], Positions]:
    """The findings of before that are no more or say something else, by origin and keys; and those
    of after, by place in `faults`.
    """
    check, half = question.check, view.half[question.check.scope]
    after = np.flatnonzero(faults.rows >= half)
    before = np.flatnonzero(faults.rows < half)
    said: list[NDArray[np.generic]] = [
        np.asarray(values)
        for values in (faults.value, faults.limit, faults.layer, *faults.extra.values())
        if isinstance(values, np.ndarray)
    ]
    if view.delta.renames:  # then other words alone may make a difference
        columns = question.columns(view, faults, policy)
        said += [columns["name"], columns["message"]]
    alike = len(before) == len(after) and np.array_equal(
        faults.rows[before], faults.rows[after] - half
    )
    if alike and all(np.array_equal(values[before], values[after]) for values in said):
        return [], after[:0]
    keys = [faults.extra[key] for key in check.keys]
    rows = faults.rows.tolist()
    then = {(rows[at], *(key[at] for key in keys)): at for at in before.tolist()}
    now = {(rows[at] - half, *(key[at] for key in keys)): at for at in after.tolist()}
    same = {
        name
        for name, at in now.items()
        if name in then and all(values[at] == values[then[name]] for values in said)
    }
    origin = view.origin[check.scope]
    left = [(int(origin[name[0]]), name[1:]) for name in then if name not in same]
    return left, np.array([at for name, at in now.items() if name not in same], dtype=np.intp)


def _row_of(answers: Answers, number: int, origin: int, keys: tuple[object, ...]) -> int:
    """The row of the frame at which a finding stands."""
    first, last = _rows_about(answers, number, origin)
    assert last > first  # what is told rightly of before was told before
    if last - first > 1:
        key_columns = answers.frame[list(answers.questions[number].check.keys)].iloc[first:last]
        return first + list(key_columns.itertuples(index=False, name=None)).index(keys)
    return first


def _place_of(answers: Answers, number: int, origin: int, keys: tuple[object, ...]) -> int:
    """The row of the frame in front of which a finding is to stand."""
    first, last = _rows_about(answers, number, origin)
    if last > first and keys:
        key_columns = answers.frame[list(answers.questions[number].check.keys)].iloc[first:last]
        return first + sum(other < keys for other in key_columns.itertuples(index=False, name=None))
    return first


def _rows_about(answers: Answers, number: int, origin: int) -> tuple[int, int]:
    """The rows of the frame in which a question tells of an entity."""
    begin = int(answers.begins[number])
    positions = answers.positions[begin : begin + int(answers.counts[number])]
    return begin + int(np.searchsorted(positions, origin)), begin + int(
        np.searchsorted(positions, origin, side="right")
    )
