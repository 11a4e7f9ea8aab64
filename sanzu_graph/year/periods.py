"""Calendar arithmetic on integers: days since 1970-01-01, and the weeks, months, quarters and years
they are in.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.days import day_or_today
from sanzu_graph.model.lives import ALWAYS, NEVER, Days, as_days

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

_QUARTER, _YEAR, _WEEK = 3, 12, 7
#: 1970-01-01 was a Thursday: the week it is in began three days before.
_MONDAY = 3
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_MONTH_TEXT = len("2026-11")
#: So few days are asked one by one.
_FEW = 1_000
#: Numbers of 64 bits stay below this, with room.
_LARGEST = 2**62


class Spans(NamedTuple):
    """The first and the last day that a cell may mean; both `NEVER` where it is empty."""

    first: Days
    last: Days


def the_day(on: object = None) -> int:
    """A day as an integer; today where none is given.

    Raises
    ------
    InputError
        If `on` is no day.

    Examples
    --------
    >>> the_day("1970-01-31"), the_day(datetime.date(1971, 1, 1))
    (30, 365)
    """
    return day_or_today(on).toordinal() - _EPOCH


def date_of(number: int) -> datetime.date:
    """The calendar day behind an integer; the first or the last there is where it lies beyond.

    Examples
    --------
    >>> date_of(30), date_of(NEVER)
    (datetime.date(1970, 1, 31), datetime.date(1, 1, 1))
    """
    first, last = datetime.date.min.toordinal(), datetime.date.max.toordinal()
    return datetime.date.fromordinal(min(max(int(number) + _EPOCH, first), last))


def texts(days: Days) -> NDArray[np.object_]:
    """Days as ISO text; empty where there is none."""
    known = (days > NEVER) & (days < ALWAYS)
    dates = np.where(known, days, 0).astype("datetime64[D]").astype(str).astype(object)
    dates[~known] = ""
    return dates


def spans(org: Org, table: str) -> Spans:
    """What each date of a table means: one day, or the month where only that is known.

    It is made once an organisation; the arrays are for reading.
    """
    return org.once(("spans", table), lambda: _read_only(_spans(org, table)))


def _read_only(known: Spans) -> Spans:
    for days in known:
        days.setflags(write=False)
    return known


def _spans(org: Org, table: str) -> Spans:
    cells = org.table(table)["date"]
    if pd.api.types.is_datetime64_dtype(cells.dtype):
        days = as_days(cells, NEVER)
        return Spans(days, days)
    codes, distinct = org.codes(table, "date")
    known = [str(text) for text in distinct]
    first = np.array([*known, "1970-01-01"], dtype="datetime64[D]")
    is_month = np.array([len(text) == _MONTH_TEXT for text in [*known, ""]], dtype=bool)
    month, day = np.timedelta64(1, "M"), np.timedelta64(1, "D")
    last = np.where(
        is_month, (first.astype("datetime64[M]") + month).astype("datetime64[D]") - day, first
    )
    ends = [part.astype("datetime64[D]").astype(np.int64) for part in (first, last)]
    for part in ends:
        part[-1] = NEVER  # the last place answers the code -1 of an empty cell
    return Spans(ends[0][codes], ends[1][codes])


def period_of(days: Days | int, every: str) -> Days:
    """The number of the week, month, quarter or year that a day is in."""
    given = np.asarray(days, dtype=np.int64)
    if given.size > _FEW:
        first = int(given.min())
        width = int(given.max()) - first + 1
        if width < given.size:  # each day of the stretch is asked once
            return period_of(np.arange(first, first + width), every)[given - first]
    if every == "week":
        return (given + _MONDAY) // _WEEK
    months = given.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // {"month": 1, "quarter": _QUARTER, "year": _YEAR}[every]


def ordered(keys: NDArray[np.intp], days: Days) -> NDArray[np.intp]:
    """The order by key, then by day, then by place. Where all three fit into one number, that is
    sorted, which is several times as fast.

    Examples
    --------
    >>> ordered(np.array([1, 0, 1]), np.array([20, 30, 10])).tolist()
    [1, 2, 0]
    """
    total = len(keys)
    if not total:
        return np.empty(0, dtype=np.intp)
    earliest = int(days.min())
    width = int(days.max()) - earliest + 1
    if (int(keys.max()) + 1) * width * total >= _LARGEST or int(keys.min()) < 0:
        return np.lexsort((days, keys))
    order: NDArray[np.intp] = np.sort((keys * width + (days - earliest)) * total + np.arange(total))
    order %= total
    return order


def first_day(period: Days | int, every: str) -> Days:
    """The day on which a period begins.

    Examples
    --------
    >>> [date_of(first_day(period_of(the_day("2024-02-29"), every), every)).isoformat() for every in ("week", "month", "quarter", "year")]
    ['2024-02-26', '2024-02-01', '2024-01-01', '2024-01-01']
    """
    given = np.asarray(period, dtype=np.int64)
    if every == "week":
        return given * _WEEK - _MONDAY
    months = given * {"month": 1, "quarter": _QUARTER, "year": _YEAR}[every]
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def labels(period: Days, every: str) -> NDArray[np.object_]:
    """Periods as text: ``2026-W48``, ``2026-11``, ``2026-Q4``, ``2026``.

    Examples
    --------
    >>> [str(labels(period_of(np.array([the_day("2026-11-22")]), every), every)[0]) for every in ("week", "month", "quarter", "year")]
    ['2026-W47', '2026-11', '2026-Q4', '2026']
    """
    begins = [date_of(number) for number in first_day(period, every).tolist()]
    if every == "week":
        names = ["{:04}-W{:02}".format(*begin.isocalendar()[:2]) for begin in begins]
    else:
        formats = {"month": "%Y-%m", "quarter": "%Y-Q{:.0f}", "year": "%Y"}[every]
        names = [begin.strftime(formats).format((begin.month + 2) // _QUARTER) for begin in begins]
    return np.array(names, dtype=object)
