"""Days: what is one, and which day it is today. Nothing else in the package asks either."""

from __future__ import annotations

import datetime
import os
import re
from typing import Protocol

import numpy as np

from sanzu_graph.errors import InputError, SanzuError

#: The environment variable that pins today, for tests, notebooks and reports that can be repeated.
TODAY = "SANZU_TODAY"

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[T ]00:00(?::00(?:\.0+)?)?)?"
)
#: The units of numpy that hold no single day.
_COARSE = ("generic", "Y", "M", "W")


class Dated(Protocol):
    """What says whether any of its rows has a date: an organisation."""

    @property
    def is_dated(self) -> bool:
        """Whether any row has a date."""


def as_day(value: object) -> datetime.date | None:
    """A calendar day, or None where the value is none.

    Dates, datetimes at midnight, those of pandas and numpy, ISO text, ``2026/11/22``,
    ``2026.11.22`` and ``2026年11月22日`` are days. Months, times of day, time zones and serial
    numbers are not, because guessing would be silent.

    Examples
    --------
    >>> as_day("2026年3月1日"), as_day(np.datetime64("2026-03-01"))
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1))
    >>> as_day("2026-02-30") is None, as_day(np.datetime64("2026-03")) is None
    (True, True)
    """
    if isinstance(value, np.datetime64):
        return _of_numpy(value)
    if isinstance(value, datetime.datetime):
        return _of_datetime(value)
    if isinstance(value, datetime.date):
        return datetime.date(value.year, value.month, value.day)
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    return _of_numbers(*(int(part) for part in match.groups() if part is not None))


def day_of(value: object, *, error: type[SanzuError] = InputError) -> datetime.date:
    """A calendar day of a value that must be one.

    Raises
    ------
    InputError
        If it is no day; or the error that is given.

    Examples
    --------
    >>> day_of("2026/11/22")
    datetime.date(2026, 11, 22)
    """
    day = as_day(value)
    if day is None:
        has_zone = isinstance(value, datetime.datetime) and value.tzinfo is not None
        raise error("error.date_zone" if has_zone else "error.date", value=value)
    return day


def day_or_none(value: object, *, error: type[SanzuError] = InputError) -> datetime.date | None:
    """As `day_of`, but None stays None."""
    return None if value is None else day_of(value, error=error)


def day_for(org: Dated, on: object) -> datetime.date | None:
    """The day on which an organisation is looked at: `on`, else today where rows carry dates.

    Raises
    ------
    InputError
        If `on` is no day.
    """
    if on is None and org.is_dated:
        return today()
    return day_or_none(on)


def today() -> datetime.date:
    """Today: the day in the environment variable ``SANZU_TODAY``, else the one of the clock.

    Raises
    ------
    InputError
        If the variable holds no day.
    """
    pinned = _pinned()
    if not pinned:
        return datetime.date.today()
    day = as_day(pinned)
    if day is None:
        raise InputError("error.today", variable=TODAY, value=pinned)
    return day


def day_or_today(on: object = None) -> datetime.date:
    """The day that is asked for; today where none is.

    Raises
    ------
    InputError
        If `on` is no day.
    """
    return today() if on is None else day_of(on)


def day_of_serial(serial: int) -> datetime.date:
    """The day that Excel means by a serial number.

    Examples
    --------
    >>> day_of_serial(46348)
    datetime.date(2026, 11, 22)
    """
    return datetime.date(1899, 12, 30) + datetime.timedelta(days=serial)


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment at which a day begins, which stands for it in the tables."""
    return datetime.datetime(day.year, day.month, day.day)


def moment_of(value: object) -> datetime.datetime | None:
    """As `day_or_none`, but the moment at which the day begins."""
    day = day_or_none(value)
    return None if day is None else midnight(day)


def _pinned() -> str:
    return os.environ.get(TODAY, "").strip()


def _of_datetime(value: datetime.datetime) -> datetime.date | None:
    """The day that begins at a moment; `pandas.NaT` counts as a datetime, too."""
    is_moment = value == value  # noqa: PLR0124 - NaT alone is unequal to itself
    if not is_moment or value.tzinfo is not None or value.time() != datetime.time(0):
        return None
    nanoseconds: int = getattr(value, "nanosecond", 0)  # those of pandas only
    return None if nanoseconds else _of_numbers(value.year, value.month, value.day)


def _of_numpy(value: np.datetime64) -> datetime.date | None:
    day = value.astype("datetime64[D]")
    if np.datetime_data(value.dtype)[0] in _COARSE or day != value:
        return None
    item = day.item()
    return item if isinstance(item, datetime.date) else None


def _of_numbers(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
