"""The table of members from the columns of a roster, and the faults in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.alike import all_alike
from sanzu_graph.io.rosters.column_days import COARSE, day_by_order, order_in
from sanzu_graph.io.rosters.people import Cells, People, Positions
from sanzu_graph.io.rosters.values import (
    Day,
    is_none,
    is_unclear_status,
    read_day,
    read_grade,
    read_id,
    read_name,
    read_status,
    read_years,
)
from sanzu_graph.io.rosters.words import folded
from sanzu_graph.messages import plain
from sanzu_graph.model.dating import YEARS
from sanzu_graph.model.days import as_day, today
from sanzu_graph.schema import columns, roster_fields

#: What a number becomes that somebody's program took for a fraction or wrote with an exponent.
WAS_NUMBER = re.compile(r"\d+\.0+|\d{1,3}(?:,\d{3})+|\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_STATUSES = columns("members")["political_status"].values


class ValueNote(NamedTuple):
    """How a value was read: a message and its fields."""

    field: str
    value: str
    how: str
    fields: dict[str, Any]
    rows: int


@dataclass(eq=False)
class Members:
    """The members of a roster: their columns, ids and names, and how values were read."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    ids: Cells = field(default_factory=lambda: np.empty(0, dtype=object))
    names: Cells = field(default_factory=lambda: np.empty(0, dtype=object))
    notes: list[ValueNote] = field(default_factory=list)
    detailed: bool = False

    def note(self, field_: str, value: str, how: str, rows: int, **fields: object) -> None:
        """Note how a value was read, if anybody wants to know."""
        if self.detailed and (value or how == "roster.as.none"):
            self.notes.append(ValueNote(field_, value, how, fields, rows))


def distinct(cells: Cells) -> tuple[Positions, list[str]]:
    """A column as positions in its distinct values."""
    codes, values = pd.factorize(cells)
    return codes, list(values)


def groups(codes: Positions, many: int) -> list[list[int]]:
    """For each of `many` distinct values the positions that hold it."""
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(many + 1))
    return [order[start:end].tolist() for start, end in itertools.pairwise(bounds.tolist())]


def read_members(people: People, *, detailed: bool) -> Members:
    """The columns of `members`, every fault of their cells noted in `people`."""
    members = Members(detailed=detailed)
    members.names = _mapped(people, "name", read_name, members)
    _several(people)
    members.ids = _ids(people, members)
    members.columns["id"] = pd.Series(members.ids, dtype="str")
    members.columns["name"] = pd.Series(members.names, dtype="str")
    for name, roster_field in roster_fields().items():
        if roster_field.kind != "member" or name in ("id", "name") or name not in people.cells:
            continue
        if roster_field.dtype == "date":
            members.columns[name] = _days(people, name, members)
        elif roster_field.dtype == "number":
            members.columns[name] = _numbers(people, name, members)
        else:
            read = {"political_status": _status_reader(people), "skill_level": read_grade}.get(
                name, str
            )
            members.columns[name] = pd.Series(_mapped(people, name, read, members), dtype="str")
        if name == "political_status":
            unclear = [
                value
                for value in members.columns[name].dropna().unique()
                if is_unclear_status(value)
            ]
            for person in np.flatnonzero(
                members.columns[name].isin(unclear).to_numpy(dtype=bool)
            ).tolist():
                people.trouble(
                    "fault.roster_status",
                    person,
                    name,
                    people.cells[name][person],
                    known=_statuses(people, name),
                )
    if counts_years(people):
        heading = next(filter(None, people.headings["since"]), "since")
        filled = int(np.count_nonzero(people.cells["since"] != ""))
        members.note(YEARS, heading, "roster.as.years", filled)
    for name, cells in people.attributes.items():
        members.columns[name] = pd.Series(cells, dtype="str")
    return members


#: Marks between people in one cell, and how a person is written who stands beside another.
_BETWEEN_PEOPLE = re.compile(
    r"[、，；;/／&＋+\n]| and |(?<=[\u4e00-\u9fff])[,和及](?=[\u4e00-\u9fff])"
)
_ONE_OF_SEVERAL = re.compile(
    r"[\u3400-\u9fff]{2,4}(?:[(（][^()（）]*[)）])?|[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)+"
)


def _several(people: People) -> None:
    """A fault for every name that names several people."""
    cells = people.cells.get("name", np.empty(0, dtype=object)).tolist()
    if not _BETWEEN_PEOPLE.search("\0".join(cells)):
        return
    for person, cell in enumerate(cells):
        parts = list(map(str.strip, _BETWEEN_PEOPLE.split(cell)))
        if len(parts) > 1 and all(map(_ONE_OF_SEVERAL.fullmatch, parts)):
            is_one_script = len({part.isascii() for part in parts}) == 1  # 赵一/Zhao Yi is one
            if is_one_script:
                people.trouble("fault.roster_several_names", person, "name", cell)


def counts_years(people: People) -> bool:
    """Whether years of service are counted from the day of hire: the roster tells no years."""
    return "since" in people.cells and YEARS not in people.cells


def _mapped(people: People, name: str, read: Callable[[str], str], members: Members) -> Cells:
    """A column of text, each distinct value read once; what came out different is noted."""
    if name not in people.cells:
        return np.full(len(people), "", dtype=object)
    if read is str:
        return people.cells[name]
    codes, values = distinct(people.cells[name])
    results = [read(value) for value in values]
    counts = np.bincount(codes, minlength=len(values)).tolist()
    for value, result, count in zip(values, results, counts, strict=True):
        if result != value:
            members.note(name, value, "roster.as.value", count, read=result)
        elif name == "political_status" and value:
            members.note(
                name,
                value,
                "roster.as.value" if result in _STATUSES else "roster.as.kept",
                count,
                read=result,
            )
    return np.array([*results, ""], dtype=object)[codes]


def _ids(people: People, members: Members) -> Cells:
    """The ids, or the names where the roster has none; each missing or repeated one is a fault."""
    if "id" not in people.cells:
        _repeats(
            people,
            "name",
            members.names,
            ("fault.roster_homonym", "fault.roster_homonym_elsewhere"),
        )
        return members.names
    ids = _mapped(people, "id", read_id, members)
    for person in np.flatnonzero(ids == "").tolist():
        people.trouble("fault.roster_no_id", person, "id", "", name=members.names[person])
    words = ids.tolist()
    odd = any(sign in "".join(words) for sign in ".+,")
    for person in [at for at, id_ in enumerate(words) if odd and WAS_NUMBER.fullmatch(id_)]:
        people.trouble("fault.id_was_number", person, "id", ids[person])
    for person in np.flatnonzero(people.inexact["id"]).tolist():
        people.trouble("fault.not_text", person, "id", ids[person])
    _repeats(people, "id", ids, ("fault.roster_repeated_id", "fault.roster_repeated_id_elsewhere"))
    return ids


def _repeats(people: People, column: str, keys: Cells, faults: tuple[str, str]) -> None:
    """A fault for everybody whose key an earlier row has: the first fault in one sheet, the second
    across sheets.
    """
    words = all_alike(keys.tolist())
    if len(people.first):  # a further row of somebody repeats nothing
        words = [
            word if first == at else ""
            for at, (word, first) in enumerate(zip(words, people.first.tolist(), strict=True))
        ]
    if len(set(words) - {""}) + words.count("") == len(words):
        return
    series = pd.Series(words, dtype="str")
    again = np.flatnonzero((series.duplicated() & series.ne("")).to_numpy())
    if not len(again):
        return
    first = {key: person for person, key in reversed(list(enumerate(series.tolist())))}
    for person in again.tolist():
        earlier = first[series[person]]
        is_elsewhere = people.sheet[earlier] != people.sheet[person]
        place = people.places[int(people.sheet[earlier])]
        people.trouble(
            faults[bool(is_elsewhere)],
            person,
            column,
            str(keys[person]),
            first=int(people.row[earlier]),
            place=place,
        )


def _status_reader(people: People) -> Callable[[str], str]:
    """Statuses, by the user's word for a value before the known ones."""
    return lambda cell: people.values.get(folded(cell), "") or read_status(cell)


def _statuses(people: People, name: str) -> list[str]:
    """The statuses as they may be written, in the language of the heading."""
    is_english = next(filter(None, people.headings[name])).isascii()
    return (
        ["party member", "probationary member", "non-member"]
        if is_english
        else ["中共党员", "中共预备党员", "群众"]
    )


def _days(people: People, name: str, members: Members) -> pd.Series:
    cells = people.cells[name]
    codes, values = distinct(cells)
    inexact = np.bincount(codes, weights=people.inexact[name], minlength=len(values)).tolist()
    read = [
        read_day(cell, is_inexact=rows > 0, from_1904=people.from_1904)
        for cell, rows in zip(values, inexact, strict=True)
    ]
    read = _of_common_era(people, name, _by_order(people, name, values, read))
    counts = np.bincount(codes, minlength=len(read)).tolist()
    for cell, reading, count in zip(values, read, counts, strict=True):
        if reading.note:
            shown = reading.value.isoformat() if reading.value else ""
            members.note(name, cell, reading.note, count, read=shown)
    wrong = np.array([bool(reading.fault) for reading in read] + [False])[codes]
    needed = is_needed(people, name)
    if needed and wrong.any():
        people.doubt("doubt.day_needed", name, count=int(wrong.sum()))
    for person in np.flatnonzero(wrong).tolist():
        people.trouble(
            read[codes[person]].fault,
            person,
            name,
            cells[person],
            is_cell=not needed,
            year=cells[person][:4],
        )
    days = np.array([*(reading.value for reading in read), None], dtype="datetime64[us]")[codes]
    later = np.flatnonzero(days > np.datetime64(today()))
    if name == "since" and len(later):
        first, day = int(later[0]), str(days[later].min())[:10]
        people.doubt("doubt.comes_later", name, person=first, count=len(later), day=day)
    return pd.Series(days)


#: Years of the Buddhist calendar that people of today write, and how far it is ahead.
_BUDDHIST, _AHEAD = range(2443, 2644), 543


def _of_common_era(people: People, name: str, read: list[Day]) -> list[Day]:
    """Days of the Buddhist calendar in ours, where all days of a column are of it; that is told."""
    years = [day.value.year for day in read if day.value]
    if not years or not all(year in _BUDDHIST for year in years):
        return read
    people.doubt(
        "doubt.buddhist_years", name, count=len(years), value=years[0], read=years[0] - _AHEAD
    )
    return [
        Day(
            as_day(f"{day.value.year - _AHEAD}-{day.value.month}-{day.value.day}"),
            "roster.as.value",
            day.fault,
        )
        if day.value
        else day
        for day in read
    ]


#: Headings of the day on which somebody left; a day of retirement may lie ahead.
_LEAVING = re.compile(
    r"离职|離職|离岗|离开|退社|terminat|leav|left|end|last|baja|sortie|austritt", re.IGNORECASE
)


def is_needed(people: People, name: str) -> bool:
    """Whether a row means something else without its cell in a field: who it is, whether they left."""
    if name == "until":
        return any(map(_LEAVING.search, people.headings[name]))
    return name in ("id", "name")


#: What a heading says that asks for years of the Republic of China.
_REPUBLIC = re.compile(r"民[国國]|\broc\b", re.IGNORECASE)


def _by_order(people: People, name: str, cells: list[str], read: list[Day]) -> list[Day]:
    """What is no plain day, read in the order that the user or the column says."""
    odd = [
        cell for cell, day_of in zip(cells, read, strict=True) if day_of.fault == "fault.not_date"
    ]
    is_republic = any(map(_REPUBLIC.search, people.headings.get(name, ())))
    order = people.dates or ("roc" if is_republic else order_in(odd))
    day_of = dict(zip(cells, read, strict=True))
    for cell in odd:
        day, how = day_by_order(cell, order)
        if day is None and not how.startswith("fault."):
            how = "fault.not_date"
        day_of[cell] = Day(day, how) if day else Day(None, fault=how)
    used = [
        cell
        for cell in odd
        if day_of[cell].note in ("roster.as.dmy", "roster.as.mdy", "roster.as.roc")
    ]
    if used and not people.dates:
        day = day_of[used[0]].value
        people.doubt(
            f"doubt.days_{order or 'roc'}",
            name,
            {"mdy": 'dates="dmy"', "dmy": 'dates="mdy"'}.get(order, 'dates="ymd"'),
            value=used[0],
            read=day.isoformat() if day else "",
            count=len(used),
        )
    coarse = [cell for cell in odd if day_of[cell].note in COARSE]
    if coarse:
        people.doubt("doubt.coarse_days", name, count=len(coarse), values=coarse)
    return [
        Day(None, "roster.as.none") if day.value and day.value.year == _NO_END else day
        for day in (day_of[cell] for cell in cells)
    ]


#: The year that some programs write for "without end".
_NO_END = 9999


def _numbers(people: People, name: str, members: Members) -> pd.Series:
    codes, values = distinct(people.cells[name])
    read = [None if is_none(value) else read_years(value) for value in values]
    counts = np.bincount(codes, minlength=len(values)).tolist()
    for value, number, count in zip(values, read, counts, strict=True):
        if (
            value
            and not value.replace(".", "", 1).isdecimal()
            and (number is not None or is_none(value))
        ):
            key, shown = (
                ("roster.as.none", "") if number is None else ("roster.as.value", plain(number))
            )
            members.note(name, value, key, count, read=shown)
    wrong = np.array(
        [number is None and not is_none(value) for value, number in zip(values, read, strict=True)]
        + [False]
    )[codes]
    for person in np.flatnonzero(wrong).tolist():
        people.trouble("fault.not_number", person, name, people.cells[name][person], is_cell=True)
    return pd.Series(np.array([*read, None], dtype="float64")[codes])
