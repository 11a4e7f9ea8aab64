"""Sheets that are called after months, of which the last one is the roster of today."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sanzu_graph.io.rosters.sheets import Sheet

_NUMBERS = re.compile(
    r"\D{0,6}((?:19|20)\d\d)(?:[年\-_./]?(1[0-2]|0?[1-9])(?:[月\-_./]?([0-3]?\d))?[月日号]?|年度?)?\D{0,6}"
)
_CHINESE = re.compile(r"(1[0-2]|0?[1-9])月份?")
_TENTHS = {"十月": 10, "十一月": 11, "十二月": 12}
_TENTHS |= {f"{sign}月": at for at, sign in enumerate("一二三四五六七八九", 1)}
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_GAP = r"[\s\-_.,'’]*"
#: A year of four digits, or of two behind a month.
_NAMES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_MONTH}(?:{_GAP}(?P<year>(?:19|20)?\d\d))?",
        rf"(?P<year>(?:19|20)\d\d){_GAP}{_MONTH}",
        rf"{_MONTH}{_GAP}(?P<day>[0-3]?\d)(?:st|nd|rd|th)?{_GAP}(?P<year>(?:19|20)\d\d)",
        rf"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?{_GAP}{_MONTH}{_GAP}(?P<year>(?:19|20)\d\d)",
    )
)
_CENTURY = 2000
_YEAR = 12


def earlier_months(sheets: Sequence[Sheet]) -> set[int]:
    """The sheets of earlier months, where all that are filled are called after months and alike."""
    filled = {at: sheet for at, sheet in enumerate(sheets) if any(map(any, sheet.columns))}
    days = {at: day for at, sheet in filled.items() if (day := _day(sheet.name.strip()))}
    alike = len({tuple(sheet.row(0)) for sheet in filled.values()}) == 1
    if len(days) < len(filled) or not alike or len(set(days.values())) < len(days):
        return set()
    years = {year for year, _, _ in days.values()}
    if years == {0}:
        last = (0, _last_month({month for _, month, _ in days.values()}), 1)
    elif 0 in years:
        return set()
    else:
        last = max(days.values())
    return {at for at, day in days.items() if day != last}


def _day(name: str) -> tuple[int, int, int] | None:
    """The year, month and day of a sheet's name; the year is 0 where there is none.

    Examples
    --------
    >>> _day("2026年3月"), _day("March 2026"), _day("Feb-26"), _day("3月"), _day("Crew")
    ((2026, 3, 1), (2026, 3, 1), (2026, 2, 1), (0, 3, 1), None)
    """
    if told := _CHINESE.fullmatch(name):
        return 0, int(told[1]), 1
    if month := _TENTHS.get(name.removesuffix("份")):
        return 0, month, 1
    for form in _NAMES:
        if told := form.fullmatch(name):
            parts = told.groupdict()
            year = int(parts.get("year") or 0)
            month = _ENGLISH.index(parts["month"][:3].lower()) + 1
            century = _CENTURY if 0 < year < _CENTURY // 20 else 0
            return year + century, month, int(parts.get("day") or 1)
    if told := _NUMBERS.fullmatch(name):
        return int(told[1]), int(told[2] or 1), int(told[3] or 1)
    return None


def _last_month(months: set[int]) -> int:
    """The last of months without a year: January where they are December and January.

    Examples
    --------
    >>> _last_month({1, 2, 3}), _last_month({11, 12, 1}), _last_month({1, 6, 12})
    (3, 1, 12)
    """
    ends = [month for month in months if month % _YEAR + 1 not in months]
    return ends[0] if len(ends) == 1 else max(months)
