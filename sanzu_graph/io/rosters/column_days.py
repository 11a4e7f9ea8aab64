"""Days whose order the digits do not show: what the whole column says of it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence

from sanzu_graph.io.rosters.values import read_day
from sanzu_graph.io.rosters.written_numbers import in_common_years, in_digits
from sanzu_graph.model.days import as_day

#: A day, a month and a four-digit year behind them, or a two-digit one.
_TRIPLE = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4}|\d{2})")
_MIDNIGHT = re.compile(r"(?<![T\s])[T\s]++0{1,2}:00(?::00)?(?:\.0+)?(?:Z|[+-]\d\d:?\d\d)?$")
#: A day of the week in front of a day or behind it.
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*+[.,]?\s++"
    r"|(?<![\s,(（])[\s,(（]*+(?:星期|周|週|礼拜)[一二三四五六日天][)）]?$"
    r"|(?<![\s,(])[\s,(]++(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*+\)?$",
    re.IGNORECASE,
)
#: A year with a quarter, alone, or behind its month.
_QUARTER = re.compile(
    r"(?P<year>\d{4})[年\s\-/.]*(?:第?(?P<four>[1-4])季度?|q(?P<q>[1-4]))"
    r"|q(?P<before>[1-4])[\s\-/']*(?P<behind>\d{4})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/\-.](\d{4})")
_NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})[\s\-./,]*(\d{4})|(\d{4})[\s\-./,]*([A-Za-z]{3,9})")
_SPACED = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})")
#: How a day was read of which the cell tells less than the month.
COARSE = ("roster.as.quarter", "roster.as.year")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "januar", "janvier", "janv", "enero", "ene", "janeiro", "gennaio"),
            ("feb", "february", "februar", "février", "févr", "febrero", "fevereiro", "febbraio"),
            ("mar", "march", "märz", "mrz", "mars", "marzo", "março", "maart"),
            ("apr", "april", "avril", "avr", "abril", "abr", "aprile"),
            ("may", "mai", "mayo", "maio", "maggio", "mei"),
            ("jun", "june", "juni", "juin", "junio", "junho", "giugno"),
            ("jul", "july", "juli", "juillet", "juil", "julio", "julho", "luglio"),
            ("aug", "august", "août", "agosto", "ago", "augustus"),
            ("sep", "sept", "september", "septembre", "septiembre", "setembro", "settembre"),
            ("oct", "october", "oktober", "okt", "octobre", "octubre", "outubro", "ottobre"),
            ("nov", "november", "novembre", "noviembre", "novembro"),
            ("dec", "december", "dezember", "dez", "décembre", "déc", "diciembre", "dezembro"),
        ),
        1,
    )
    for name in names
}
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-./]*(?:de\s+)?([^\W\d_]{3,10})[\s\-./,]*(?:de\s+)?(\d{4})"
)
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})[\s\-./]*(\d{1,2})(?:st|nd|rd|th)?[\s\-./,]+(\d{4})")
#: Years of the Republic, 1912 being the first.
_ROC = re.compile(
    r"(?:中?[华華]?民[国國]?|r\.?o\.?c\.?)\s*(\d{1,3})[年/.\-]?(?:(\d{1,2})[月/.\-]?(?:(\d{1,2})[日号號]?)?)?",
    re.IGNORECASE,
)
_ROC_PLAIN = re.compile(
    r"(\d{2,3})[/.\-](\d{1,2})[/.\-](\d{1,2})|(\d{2,3})(\d{2})(\d{2})|(\d{2,3})年(\d{1,2})月(\d{1,2})[日号號]"
)
_ROC_MONTH = re.compile(r"(\d{2,3})[/.\-](\d{1,2})|(\d{2,3})年(\d{1,2})月")
_ROC_ZERO = 1911
_LAST_MONTH = 12


def order_in(cells: Sequence[str]) -> str:
    """The order that a column shows: ``dmy``, ``mdy``, ``roc``, ``both`` or nothing.

    A first number beyond twelve is a day, and so is a second one. Points between the numbers are
    written with the day first.

    Examples
    --------
    >>> order_in(["01/02/2005", "04/16/2008"]), order_in(["01.02.2005"]), order_in(["01/02/2005"])
    ('mdy', 'dmy', '')
    """
    orders = set()
    for cell in cells:
        text = _plain(cell)
        if _ROC.fullmatch(text):
            return "roc"
        if triple := _TRIPLE.fullmatch(text):
            if int(triple[1]) > _LAST_MONTH:
                orders.add("dmy")
            elif int(triple[2]) > _LAST_MONTH:
                orders.add("mdy")
            elif "." in text:
                orders.add("dmy" if len(triple[3]) > 2 else "")  # noqa: PLR2004 - 98.7.1 may be of the Republic
    orders.discard("")
    return "both" if len(orders) > 1 else next(iter(orders), "")


def day_by_order(cell: str, order: str) -> tuple[datetime.date | None, str]:
    """The day of a cell that is no plain day, and how it was read; else None and the fault.

    Examples
    --------
    >>> day_by_order("04/16/2008", "mdy")[0], day_by_order("1 Jan 2005", "")[0]
    (datetime.date(2008, 4, 16), datetime.date(2005, 1, 1))
    >>> day_by_order("民國98年7月1日", "")[0], day_by_order("106/03/05", "roc")[0]
    (datetime.date(2009, 7, 1), datetime.date(2017, 3, 5))
    >>> day_by_order("01/02/2005", "")[1], day_by_order("106/03/05", "")[1]
    ('fault.day_order', 'fault.day_calendar')
    >>> day_by_order("二〇一六年七月一日", "")[0], day_by_order("2016年第三季度", "")[0]
    (datetime.date(2016, 7, 1), datetime.date(2016, 7, 1))
    """
    text = _plain(cell)
    if text != cell and (exact := read_day(text)).value:
        return exact.value, exact.note or "roster.as.value"
    if named_day := _by_name(text) or _by_republic(text, order) or _by_part(text):
        return named_day
    triple = _TRIPLE.fullmatch(text)
    if triple and order in ("dmy", "mdy"):
        first, second = triple[1], triple[2]
        day, month = (first, second) if order == "dmy" else (second, first)
        return _day(_year(triple[3]), month, day), f"roster.as.{order}"
    if triple and len(triple[3]) == 4:  # noqa: PLR2004 - a whole year
        return None, "fault.day_order"
    is_short = (month := _ROC_MONTH.fullmatch(text)) and _is_month(month[2] or month[4])
    is_republic = is_short or _ROC_PLAIN.fullmatch(text)
    return None, "fault.day_calendar" if is_republic else "fault.not_date"


def _is_month(text: str) -> bool:
    return 0 < int(text) <= _LAST_MONTH


def _by_part(text: str) -> tuple[datetime.date | None, str] | None:
    """A month in front of its year, a quarter, a year: the first day of it."""
    if spaced := _SPACED.fullmatch(text):
        return _day(*spaced.groups()), "roster.as.value"
    if month := _MONTH_FIRST.fullmatch(text):
        return _day(month[2], month[1], "1"), "roster.as.month"
    if quarter := _QUARTER.fullmatch(text):
        number = int(quarter["four"] or quarter["q"] or quarter["before"])
        year = quarter["year"] or quarter["behind"]
        return _day(year, str(3 * number - 2), "1"), COARSE[0]
    if year := _YEAR.fullmatch(text):
        return _day(year[1], "1", "1"), COARSE[1]
    return None


def _by_name(text: str) -> tuple[datetime.date | None, str] | None:
    """1 Jan 2005, Jan 1, 2005: the month has a name."""
    if named := _NAMED.fullmatch(text):
        return _day(named[3], str(_MONTHS.get(named[2].lower(), 0)), named[1]), "roster.as.value"
    if named := _NAMED_FIRST.fullmatch(text):
        return _day(named[3], str(_MONTHS.get(named[1].lower(), 0)), named[2]), "roster.as.value"
    if named := _NAMED_MONTH.fullmatch(text):
        month = str(_MONTHS.get((named[1] or named[4]).lower(), 0))
        return _day(named[2] or named[3], month, "1"), "roster.as.month"
    return None


def _by_republic(text: str, order: str) -> tuple[datetime.date | None, str] | None:
    """民國98年7月1日, and 98/7/1 or 98/7 where the order says so."""
    if roc := _ROC.fullmatch(text):
        year = str(int(roc[1]) + _ROC_ZERO)
        return _day(year, roc[2] or "1", roc[3] or "1"), "roster.as.roc"
    if order == "roc" and (plain := _ROC_PLAIN.fullmatch(text)):
        year, month, day = (part for part in plain.groups() if part)
        return _day(str(int(year) + _ROC_ZERO), month, day), "roster.as.roc"
    if order == "roc" and (short := _ROC_MONTH.fullmatch(text)):
        year, month = (part for part in short.groups() if part)
        return _day(str(int(year) + _ROC_ZERO), month, "1"), "roster.as.roc"
    return None


def _plain(cell: str) -> str:
    text = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", cell).strip())
    return in_common_years(in_digits(_WEEKDAY.sub("", text).strip()))


def _year(text: str) -> str:
    if len(text) == 4:  # noqa: PLR2004 - a whole year
        return text
    return f"20{text}" if int(text) < _CENTURY else f"19{text}"


#: Two digits below are of this century.
_CENTURY = 50


def _day(year: str, month: str, day: str) -> datetime.date | None:
    return as_day(f"{year}-{month}-{day}")
