"""What every group owes by its routines, period by period, and what it held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.metrics.counts import is_unit_of
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import ALWAYS, NEVER, Days, life
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.policy.parts import Limit
from sanzu_graph.policy.year_demands import Holiday, Routine
from sanzu_graph.schema import fold
from sanzu_graph.year.in_force import Mask
from sanzu_graph.year.periods import first_day, ordered, period_of, spans, the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: What became of a routine in a period. Unknown: the log does not reach that far.
STATES = ("not_owed", "unknown", "open", "kept", "late", "missed")
NOT_OWED, UNKNOWN, OPEN, KEPT, LATE, MISSED = range(len(STATES))


@dataclass(frozen=True, eq=False)
class RoutineLog:
    """One routine: groups × periods.

    Attributes
    ----------
    routine : the routine
    units : positions of the groups that owe it, in table order
    periods : numbers of the periods, the earliest first; the last one is that of the day looked at
    state : what became of it, a number in `STATES`
    held : how often it was held; one that makes up for the period before counts there
    first : the day on which it was first held, `NEVER` where it was not; of a month alone the first
        day
    late : by how many days it was late
    """

    routine: Routine
    units: Positions
    periods: Days
    state: NDArray[np.int8]
    held: NDArray[np.int64]
    first: Days
    late: NDArray[np.int64]


@dataclass(frozen=True)
class Log:
    """From which day to which the log of activities tells anything; without a single entry, it
    tells that nothing was held.
    """

    first: int
    last: int


def log_of(org: Org, day: int) -> Log:
    """The stretch that the log of activities covers on a day; entries behind that day are not there
    yet.

    Raises
    ------
    AbsentError
        If the organisation keeps no log.
    """
    org.referred("activities", "unit")
    return org.once("log", lambda: _log_of(org, day), day=day)


def _log_of(org: Org, day: int) -> Log:
    begun = spans(org, "activities")
    there = begun.first <= day
    if not len(there):
        return Log(NEVER, ALWAYS)
    if not there.any():
        return Log(ALWAYS, NEVER)
    return Log(int(begun.first[there].min()), min(int(begun.last[there].max()), day))


def kept(
    org: Org, routine: Routine, holidays: Sequence[Holiday] = (), *, on: object = None
) -> RoutineLog:
    """What became of a routine in every group and period, up to a day.

    Parameters
    ----------
    org
        The organisation with its history: units that are closed owe what they owed while they
        existed. A group to which nobody ever belonged owes nothing; that is told by `empty_units`.
    routine
        The routine.
    holidays
        Days on which nothing is owed.
    on
        The day; by default today.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities, or has no such layer.
    """
    day = the_day(on)
    return org.once(
        ("kept", whole_text(routine), whole_text(holidays)),
        lambda: _kept(org, routine, holidays, day),
        day=day,
    )


def _kept(org: Org, routine: Routine, holidays: Sequence[Holiday], day: int) -> RoutineLog:
    every = routine.every
    log, alive, in_layer = log_of(org, day), life(org.units), is_unit_of(org, routine.layer)
    was_filled = np.bincount(org.encoding.unit, minlength=org.encoding.unit_count) > 0
    owes = in_layer & was_filled
    if routine.exempt:
        owes &= ~np.isin(org.encoding.units, list(routine.exempt))
    units = np.flatnonzero(owes)
    now = int(period_of(day, every))
    periods = np.arange(now - routine.periods, now + 1)
    begin, end = first_day(periods, every), first_day(periods + 1, every)
    since = log.first if routine.since is None else the_day(routine.since)
    worked = _worked(int(begin[0]), int(end[-1]), holidays)
    low = np.maximum(
        np.maximum(alive.since[units][:, None], begin), NEVER if routine.since is None else since
    )
    high = np.minimum(alive.until[units][:, None], end)
    days = (
        worked[np.clip(high, begin[0], end[-1]) - begin[0]]
        - worked[np.clip(low, begin[0], end[-1]) - begin[0]]
    )
    owed = np.where(low < high, days, 0) >= np.minimum(value_of(routine.least_days, 1), end - begin)

    first, second, held = _held(org, routine, units, periods, day, owed)
    due = (
        end - 1
        if routine.by_day is None
        else np.minimum(begin + int(routine.by_day.value) - 1, end - 1)
    )
    over = end - 1 < day
    is_owed = (begin <= log.last) & ((end > since) if routine.since is None else True)
    # What the next period has to spare makes up for one without.
    spare = (held[:, 1:] > 1) & (held[:, :-1] == 0) & (owed & is_owed)[:, :-1]
    spare &= first[:, 1:] - (end[:-1] - 1) <= value_of(routine.grace_days, 0)
    first[:, :-1][spare] = first[:, 1:][spare]
    first[:, 1:][spare] = second[:, 1:][spare]
    held[:, :-1][spare] += 1
    held[:, 1:][spare] -= 1
    late = np.where(held > 0, np.maximum(first - due, 0), 0)
    state = np.select(
        [~owed, held > 0, ~is_owed & over, over],
        [NOT_OWED, np.where(late > 0, LATE, KEPT), UNKNOWN, MISSED],
        OPEN,
    )
    return RoutineLog(routine, units, periods, state.astype(np.int8), held, first, late)


def _held(
    org: Org, routine: Routine, units: Positions, periods: Days, day: int, owed: Mask
) -> tuple[Days, Days, NDArray[np.int64]]:
    """The first and second day on which each group held it in each period, and how often."""
    shape = (len(units), len(periods))
    first, second = np.full(shape, NEVER, dtype=np.int64), np.full(shape, NEVER, dtype=np.int64)
    place = np.full(org.encoding.unit_count, -1, dtype=np.intp)
    place[units] = np.arange(len(units))
    rows = np.flatnonzero(held_rows(org, routine, day))
    begun = spans(org, "activities")
    row, start, end = (
        place[org.referred("activities", "unit")[rows]],
        begun.first[rows],
        begun.last[rows],
    )
    number = period_of(start, routine.every) - periods[0]
    sure = start == end
    unsure = np.flatnonzero(~sure)
    sure[unsure] = period_of(end[unsure], routine.every) - periods[0] == number[unsure]
    inside = np.flatnonzero((row >= 0) & (number >= 0) & (number < len(periods)) & sure)
    key, at = row[inside] * len(periods) + number[inside], start[inside]
    order = ordered(key, at)
    key, at = key[order], at[order]
    count = np.bincount(key, minlength=shape[0] * shape[1])
    opens = np.flatnonzero(np.diff(key, prepend=-1))
    first.reshape(-1)[key[opens]] = at[opens]
    follows = opens[count[key[opens]] > 1] + 1
    second.reshape(-1)[key[follows]] = at[follows]
    held = count.reshape(shape)
    doubtful = (row >= 0) & ~sure
    if doubtful.any():
        _place_months(routine.every, (row[doubtful], start[doubtful]), periods, (first, held, owed))
    return first, second, held


def _place_months(
    every: str,
    dated: tuple[Positions, Days],
    periods: Days,
    arrays: tuple[Days, NDArray[np.int64], Mask],
) -> None:
    """Count activities of which only the month is known.

    Each counts for the earliest week of the month that has none; a week belongs to the month in
    which it begins.
    """
    (row, start), (first, held, owed) = dated, arrays
    begin = first_day(periods, every)
    month, of = period_of(begin, "month"), period_of(start, "month")
    for number in np.unique(of):
        columns = np.flatnonzero(month == number)
        some = np.bincount(row[of == number], minlength=len(held))
        empty = (held[:, columns] == 0) & owed[:, columns]
        filled = empty & (np.cumsum(empty, axis=1) <= some[:, None])
        at, column = np.nonzero(filled)
        held[at, columns[column]] = 1
        first[at, columns[column]] = begin[columns[column]]


def held_rows(org: Org, routine: Routine, day: int) -> Mask:
    """Which activities are of a routine's kind and begun on a day."""
    codes, kinds = org.codes("activities", "kind")
    wanted = np.array([*(kind == fold("kind", routine.kind) for kind in kinds), False], dtype=bool)
    mask: Mask = wanted[codes] & (spans(org, "activities").first <= day)
    return mask


def _worked(begin: int, end: int, holidays: Sequence[Holiday]) -> NDArray[np.int64]:
    """How many days from `begin` to each later day are no holidays."""
    is_work = np.ones(max(end - begin, 0), dtype=np.int64)
    for holiday in holidays:
        is_work[max(the_day(holiday.since) - begin, 0) : max(the_day(holiday.until) - begin, 0)] = 0
    return np.concatenate([[0], np.cumsum(is_work)])


def value_of(limit: Limit | None, otherwise: float) -> float:
    """The number of a limit; another where there is none."""
    return otherwise if limit is None else limit.value
