"""The cells of a roster: days, numbers, names and lists as people write them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import NamedTuple

from sanzu_graph.io.rosters.words import folded
from sanzu_graph.model.days import as_day, day_of_serial
from sanzu_graph.schema import columns, value_aliases

#: What people write into a cell to say that there is nothing.
_NONE = frozenset(
    (
        "无",
        "無",
        "—",
        "——",
        "-",
        "--",
        "–",
        "―",
        "/",
        "／",
        "无。",
        "暂无",
        "暫無",
        "无需",
        "none",
        "n/a",
        "0000-00-00",
        "00.00.0000",
        "0000/00/00",
    )
)
#: What people write in place of a day where there is no end, or where nobody knows the day.
_NO_DAY = frozenset(
    [
        "至今",
        "今",
        "present",
        "长期",
        "長期",
        "永久",
        "无固定期限",
        "now",
        "current",
        "ongoing",
        "indefinite",
        "permanent",
        "不详",
        "不詳",
        "未知",
        "不明",
        "待定",
        "待查",
        "unknown",
        "tbd",
        "tba",
        "pending",
        "na",
        "n.a.",
        "nan",
        "nil",
        "null",
        "?",
    ]
)
_SEVERAL = re.compile(r"[、；;\n]")
_HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACED = re.compile(rf"[{_HAN}](?:\s+[{_HAN}])+|[{_HAN}]+\s+[{_HAN}]+")
_LONGEST_SPACED = 3
_EDGES = " \t\r\n\xa0\u3000\u200b\ufeff"

_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月(?:份)?|[.\-/](\d{1,2})|(\d{2}))")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
#: From 1957 on: 20151 is rather a month that lost its zero.
_SERIAL = re.compile(r"(?:2[1-9]|[3-7]\d)\d{3}")
#: 2015.1 from a spreadsheet's number is January or October, nobody knows.
_UNCLEAR = re.compile(r"\d{4}\.1")
#: Years of a month that is written in six digits.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_DAYS_FROM_1900_TO_1904 = 1462
_PARTY = re.compile(r"中共|中国共产|共产党|(?:正式|预备)?党员|(?:full|probationary)?party")
_YEARS = re.compile(r"(\d+(?:[.,]\d{1,2}|\.\d+)?)(?:周年|年|years?|yrs?)?", re.IGNORECASE)


_CLOSING = (")", "）", "】", "]")


def aside_of(text: str) -> tuple[str, str] | None:
    """A name, and what stands in brackets behind it; None where nothing does.

    Examples
    --------
    >>> aside_of("赵一（班长）"), aside_of("一班 (东区)【副】"), aside_of("（班长）")
    (('赵一', '班长'), ('一班 (东区)', '副'), None)
    """
    if not text.endswith(_CLOSING):
        return None
    inner = text[:-1]
    last = max(map(inner.rfind, "()（）"))
    starts = [last] if inner[last : last + 1] in ("(", "（") else []
    starts += [inner.find(sign, last + 1) for sign in "【["]
    at = min((start for start in starts if inner[:start].strip() and start > 0), default=0)
    return (inner[:at].rstrip(), inner[at + 1 :]) if at else None


class Day(NamedTuple):
    """A cell of a date column: the day or None, a message where it was not simply one, a fault
    where it is none.
    """

    value: datetime.date | None
    note: str = ""
    fault: str = ""


def is_none(cell: str) -> bool:
    """Whether a cell says that there is nothing: blank, 无, —."""
    return not cell or cell.casefold() in _NONE


def read_day(cell: str, *, is_inexact: bool = False, from_1904: bool = False) -> Day:
    """The day in a cell.

    Parameters
    ----------
    cell
        Its text.
    is_inexact
        Whether it may be a number whose last zeros are lost.
    from_1904
        Whether the workbook counts its days from 1904.

    Examples
    --------
    >>> read_day("２０２６年３月").value, read_day("２０２６年３月").note
    (datetime.date(2026, 3, 1), 'roster.as.month')
    >>> read_day("2015.1", is_inexact=True).fault
    'fault.roster_month_unclear'
    """
    text = (
        re.sub(r"\s+", " ", unicodedata.normalize("NFKC", cell))
        .strip()
        .replace("号", "日")
        .replace("號", "日")
    )
    plain = text if re.search(r"\d \d", text) else text.replace(" ", "")
    if is_none(plain) or plain.casefold() in _NO_DAY:
        return Day(None, "roster.as.none" if cell else "")
    exact = as_day(plain)
    if exact is not None:
        return Day(exact)
    if _UNCLEAR.fullmatch(plain) and is_inexact:
        return Day(None, fault="fault.roster_month_unclear")
    if _SERIAL.fullmatch(plain):
        shift = _DAYS_FROM_1900_TO_1904 if from_1904 else 0
        return Day(day_of_serial(int(plain) + shift), "roster.as.serial")
    if (compact := _COMPACT.fullmatch(plain)) and (day := as_day("-".join(compact.groups()))):
        return Day(day, "roster.as.digits")
    month = _MONTH.fullmatch(plain)
    if month and month[4] and not _FIRST_YEAR <= int(month[1]) <= _LAST_YEAR:
        month = None  # 980701 is no month of the year 9807
    day = as_day("-".join((*(part for part in month.groups() if part), "1"))) if month else None
    return Day(day, "roster.as.month") if day else Day(None, fault="fault.not_date")


def read_years(cell: str) -> float | None:
    """Years of service: 12, 12.5, 12年; None where the cell holds no number.

    Examples
    --------
    >>> read_years("１２ 年"), read_years("很久")
    (12.0, None)
    """
    match = _YEARS.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)))
    return float(match[1].replace(",", ".")) if match else None


def read_name(cell: str) -> str:
    """A name without outer blanks, and without the blanks that widen a short Chinese one.

    Examples
    --------
    >>> read_name("张　三 "), read_name("Li An"), read_name("阿依古丽 买买提")
    ('张三', 'Li An', '阿依古丽 买买提')
    """
    if cell.isalnum():
        return cell  # most names
    name = cell.strip(_EDGES)
    if "\n" in name:
        name = " ".join(name.split())
    if name.isascii() or not _SPACED.fullmatch(name):
        return name
    narrow = "".join(name.split())
    return narrow if len(narrow) <= _LONGEST_SPACED else name


def read_id(cell: str) -> str:
    """An id in narrow characters, without outer blanks."""
    return cell if cell.isascii() else unicodedata.normalize("NFKC", cell).strip(_EDGES)


def read_list(cell: str) -> tuple[str, ...]:
    """The names in a cell that may hold several, separated by 、 or a semicolon; none where it says
    that there is none.

    Examples
    --------
    >>> read_list("一班、二班"), read_list("无"), read_list('["Ops/Grid", "Ops/Line"]')
    (('一班', '二班'), (), ('Ops/Grid', 'Ops/Line'))
    """
    if is_none(cell):
        return ()
    if cell.isalnum():
        return (cell,)
    if (cell[:1], cell[-1:]) == ("[", "]"):
        return _listed(cell)
    return tuple(part for part in map(read_name, _SEVERAL.split(cell)) if not is_none(part))


def _listed(cell: str) -> tuple[str, ...]:
    """The names in a list as programs write it: ``["A", "B"]``, ``[A, B]``."""
    parts = [part.strip(_EDGES + "\"'“”") for part in re.split(r"[,，;；、]", cell[1:-1])]
    return tuple(part for part in map(read_name, parts) if not is_none(part))


def read_status(cell: str) -> str:
    """A political status under its one name, where it is known.

    Examples
    --------
    >>> read_status("中共黨員"), read_status("无党派人士")
    ('party_member', '无党派人士')
    """
    known = {folded(alias): value for alias, value in value_aliases("political_status").items()}
    return known.get(folded(cell), cell)


def is_unclear_status(status: str) -> bool:
    """Whether a status speaks of the party and is none of those known: 党员（待定） must not pass for
    somebody outside it.

    Examples
    --------
    >>> is_unclear_status("党员（待定）"), is_unclear_status("致公党党员"), is_unclear_status("party_member")
    (True, False, False)
    """
    return (
        _PARTY.match(folded(status)) is not None
        and status not in columns("members")["political_status"].values
    )


def read_grade(cell: str) -> str:
    """Text, whose digits are narrow if it holds nothing else."""
    narrow = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
    return narrow if re.fullmatch(r"\d+(\.\d+)?", narrow) else cell
