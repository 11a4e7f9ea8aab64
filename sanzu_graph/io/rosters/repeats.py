"""Several rows a person: an assignment each, a time each, or sheets joined on the id."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from sanzu_graph.io.rosters.alike import alike, all_alike
from sanzu_graph.io.rosters.column_days import day_by_order, order_in
from sanzu_graph.io.rosters.people import Cells, People, Positions
from sanzu_graph.io.rosters.values import read_day, read_id, read_name
from sanzu_graph.io.rosters.words import LAYER, ROLE, folded
from sanzu_graph.schema import roster_fields

#: Headings of the day from which a row holds.
_EFFECTIVE = frozenset(
    folded(word)
    for word in (
        "effective date",
        "effective from",
        "effective",
        "eff date",
        "valid from",
        "as of",
        "begin date",
        "生效日期",
        "生效时间",
        "变动日期",
        "异动日期",
        "调动日期",
        "生效日",
        "任职起始日期",
        "起始日期",
        "开始日期",
    )
)
#: Headings of what an assignment has beside its unit.
_SHARES = ("share", "allocation", "fte", "percent", "%", "占比", "比例", "投入")
_ENOUGH = 0.2
_PERSONAL = ("name", "political_status", "until", "since", "seniority_years", "skill_level")


def join_rows(people: People, shape: str) -> None:
    """Note in `people` which rows are the same person, where the file or the user says so.

    Rows that repeat an id for no such reason stay as they are, and are a fault later.
    """
    if not len(people) or ("id" not in people.cells and "name" not in people.cells):
        return
    _give_ids(people)
    codes, first = _same(people)
    everybody = np.arange(len(people))
    merged = np.flatnonzero(people.over != everybody)
    if len(merged) and "id" not in people.cells and shape != "long":
        first = people.over  # two of one name in cells of their own stay a question
    again = np.flatnonzero(first != everybody)
    if not len(again):
        return
    across = people.sheet[again] != people.sheet[first[again]]
    if shape == "row" and not bool(across.all()):
        return
    effective = _effective(people, codes, shape, len(again)) if "id" in people.cells else None
    if effective is not None:
        _dated(people, codes, effective)
        return
    if not _agree(people, first, again):
        return
    if bool(across.all()):
        if shape != "long" and _conflict(people, first, again):
            return
        people.first = first
        places = list(dict.fromkeys(people.places[int(s)] for s in people.sheet[again]))
        _fill(people, first, again)
        people.doubt("doubt.joined_sheets", "id", 'sheet="…"', sheets=places)
    elif shape == "long" or np.isin(again, merged).all() or _speaks_for_long(people, again):
        people.first = first
        _tell_kept(people, again)
        key, column = ("doubt.merged_people", "name") if len(merged) else ("doubt.shape_long", "id")
        count, named = len(again), len(np.unique(first))
        people.doubt(key, column, 'shape="row"', count=count, people=named)


def _same(people: People) -> tuple[Positions, Positions]:
    """For each row a number for its person, and the first row of that person."""
    column = "id" if "id" in people.cells else "name"
    read = read_id if column == "id" else read_name
    cells = people.cells[column].tolist()
    if len(set(cells)) == len(cells) and "".join(cells).isascii():
        everybody = np.arange(len(cells))
        return everybody, everybody  # most files: nobody stands twice
    keys = [key or f"\0{at}" for at, key in enumerate(all_alike(list(map(read, cells))))]
    if len(set(keys)) == len(keys):
        everybody = np.arange(len(cells))
        return everybody, everybody
    codes, _ = pd.factorize(np.array(keys, dtype=object))
    first = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=np.intp)
    for at, code in reversed(list(enumerate(codes.tolist()))):
        first[code] = at
    return codes, first[codes]


def _give_ids(people: People) -> None:
    """Give the people of a sheet without ids those that another sheet has for their names.

    A row into which a name is merged down has the id of that name's first row.
    """
    if "id" not in people.cells or "name" not in people.cells:
        return
    ids, names = people.cells["id"], people.cells["name"]
    for row in np.flatnonzero((people.over != np.arange(len(people))) & (ids == "")).tolist():
        if names[row] == names[people.over[row]]:
            ids[row] = ids[people.over[row]]
    without = [at for at, heading in enumerate(people.headings["id"]) if not heading]
    rows = np.flatnonzero(np.isin(people.sheet, without) & (ids == ""))
    if not len(rows):
        return
    known: dict[str, set[str]] = {}
    for name, id_ in zip(names.tolist(), ids.tolist(), strict=True):
        if id_:
            known.setdefault(alike(name), set()).add(id_)
    for row in rows.tolist():
        fits = known.get(alike(names[row]), set())
        if len(fits) == 1:
            ids[row] = next(iter(fits))


def _agree(people: People, first: Positions, again: Positions) -> bool:
    """Whether the rows of each person agree in what belongs to the person."""
    for name in _PERSONAL:
        cells = people.cells.get(name)
        if cells is None:
            continue
        for row in again.tolist():
            own, first_own = alike(cells[row]), alike(cells[first[row]])
            if own and first_own and own != first_own:
                return False
    return "name" in people.cells or "id" in people.cells


def _conflict(people: People, first: Positions, again: Positions) -> bool:
    """Whether sheets put somebody into different units of one layer: one of them may be old."""
    for name, cells in people.cells.items():
        if not name.startswith(LAYER):
            continue
        for row in again.tolist():
            own, first_own = alike(cells[row]), alike(cells[first[row]])
            if own and first_own and own != first_own:
                return True
    return False


def _speaks_for_long(people: People, again: Positions) -> bool:
    """Whether the file shows that a row is an assignment: many repeat, or a column tells a role or
    share of each; and they differ in their units.
    """
    if "id" not in people.cells or not any(name.startswith(LAYER) for name in people.cells):
        return False
    texts = [folded(heading) for heading in people.attributes]
    shares = "share" in people.cells or any(part in text for text in texts for part in _SHARES)
    roles = any(name.startswith(ROLE) for name in people.cells)
    return shares or roles or len(again) >= _ENOUGH * len(people)


def _fill(people: People, first: Positions, again: Positions) -> None:
    """Move what a further row says into the first row of its person, where that is silent."""
    gone = np.zeros(len(people), dtype=bool)
    for row in again.tolist():
        whole = True
        for cells in [*people.cells.values(), *people.attributes.values()]:
            if cells[row] and not cells[first[row]]:
                cells[first[row]] = cells[row]
        for name, cells in people.cells.items():
            if name.startswith((LAYER, ROLE)):
                whole &= not cells[row] or cells[row] == cells[first[row]]
        if whole:
            gone[row] = True
        else:  # an assignment beside the first: its post is the person's, which the first row tells
            for name in ("position", "mentor", "apprentice"):
                if name in people.cells:
                    people.cells[name][row] = ""
            for name in people.posts:
                people.attributes[name][row] = ""
    _keep(people, np.flatnonzero(~gone))


def _keep(people: People, rows: Positions) -> None:
    """Drop all other rows, and number the first ones anew."""
    where = np.full(len(people), -1, dtype=np.intp)
    where[rows] = np.arange(len(rows))
    old = {person: int(where[person]) for person in range(len(people))}
    troubles = [
        trouble._replace(person=old[trouble.person])
        for trouble in people.troubles
        if old[trouble.person] >= 0
    ]
    people.first = where[people.first[rows]]
    people.sheet, people.row = people.sheet[rows], people.row[rows]
    people.open = people.open[rows]
    for cells in (people.cells, people.attributes):
        for name in cells:
            cells[name] = cells[name][rows]
    people.inexact = {name: marks[rows] for name, marks in people.inexact.items()}
    people.troubles[:] = troubles


def _tell_kept(people: People, again: Positions) -> None:
    """Tell the columns that differ within a person; `row_roles` tells those of posts."""
    own = {name for name, field in roster_fields().items() if field.kind == "member"}
    for name in [*people.attributes, *(name for name in people.cells if name in own)]:
        if name not in ("id", "position"):
            tell_first_kept(people, name, again)


def tell_first_kept(people: People, name: str, again: Positions) -> None:
    """Tell a column that differs within a person, of which the first row's cell is kept.

    Parameters
    ----------
    people
        The rows.
    name
        The field, or the heading of an attribute.
    again
        The further rows of people.
    """
    cells = people.cells[name] if name in people.cells else people.attributes[name]
    first = people.first
    differ = sum(bool(cells[row]) and cells[row] != cells[first[row]] for row in again.tolist())
    if differ:
        people.doubt("doubt.first_kept", name, count=differ)


# -- times


def _effective(
    people: People, codes: Positions, shape: str, again: int
) -> tuple[Cells, Cells | None] | None:
    """The days from which the rows hold, and until which.

    None without a column that tells them, or where somebody has two rows of one day.
    """
    if shape not in ("", "dated"):
        return None
    for name, cells in people.attributes.items():
        if folded(name) in _EFFECTIVE:
            days = _days(cells, people.dates)
            if days is not None and _differ(codes, days):
                return days, None
    many = again >= _ENOUGH * len(people)
    if "since" in people.cells and (shape == "dated" or ("until" in people.cells and many)):
        days = _days(people.cells["since"], people.dates)
        if days is not None and _differ(codes, days):
            return days, _days(
                people.cells["until"], people.dates, blank=True
            ) if "until" in people.cells else None
    return None


def _days(cells: Cells, dates: str, *, blank: bool = False) -> Cells | None:
    order = dates or order_in(list(dict.fromkeys(cells.tolist())))
    days: list[datetime.date | None] = []
    for cell in cells.tolist():
        day = read_day(cell).value or (day_by_order(cell, order)[0] if cell else None)
        if day is not None and day.year == _NO_END and blank:
            days.append(None)
            continue
        if day is None and not (blank and not cell):
            return None
        days.append(day)
    return np.array(days, dtype=object)


#: The year that some programs write for "without end".
_NO_END = 9999


def _differ(codes: Positions, days: Cells) -> bool:
    pairs = set(zip(codes.tolist(), days.tolist(), strict=True))
    return len(pairs) == len(days)


def _dated(people: People, codes: Positions, times: tuple[Cells, Cells | None]) -> None:
    """Sort the rows of each person by day; the last one tells who the person is today."""
    since, until = times
    rows = sorted(range(len(people)), key=lambda row: (codes[row], since[row]))
    last: dict[int, int] = {}
    for row in rows:
        last[int(codes[row])] = row
    people.first = np.array([last[int(code)] for code in codes], dtype=np.intp)
    ends: list[datetime.date | None] = [None] * len(people)
    for row, following in zip(rows, [*rows[1:], -1], strict=True):
        if following >= 0 and codes[following] == codes[row]:
            ends[row] = since[following]
            if until is not None and until[row] is not None and until[row] < since[following]:
                ends[row] = until[row]
        elif until is not None:
            ends[row] = until[row]
    people.since = since
    people.until = np.array(ends, dtype=object)
    if "since" in people.cells and "id" in people.cells:
        _first_day(people, codes, since)
    people.doubt("doubt.shape_dated", "id", 'shape="row"', count=len(people), people=len(last))


def _first_day(people: People, codes: Positions, since: Cells) -> None:
    """Somebody belongs from the first of all days on."""
    earliest: dict[int, int] = {}
    for row, code in enumerate(codes.tolist()):
        if code not in earliest or since[row] < since[earliest[code]]:
            earliest[code] = row
    cells = people.cells["since"]
    people.cells["since"] = np.array(
        [cells[earliest[code]] for code in codes.tolist()], dtype=object
    )


def merged_times(frame: pd.DataFrame, people: People, person: Positions) -> pd.DataFrame:
    """Memberships with the days from which and until which they hold, those that follow without a
    gap joined.

    The frame's columns are member, unit, role and perhaps share; `person` is the row that told
    each.
    """
    rows: dict[tuple[object, ...], list[list[datetime.date | None]]] = {}
    cells = frame.astype(object).where(frame.notna(), None)
    rows_of = zip(cells.itertuples(index=False, name=None), person.tolist(), strict=True)
    for key, row in sorted(rows_of, key=lambda entry: people.since[entry[1]]):
        times = rows.setdefault(key, [])
        if times and times[-1][1] == people.since[row]:
            times[-1][1] = people.until[row]
        else:
            times.append([people.since[row], people.until[row]])
    flat = [(*key, *time) for key, times in rows.items() for time in times]
    merged = pd.DataFrame(flat, columns=[*frame, "since", "until"])
    return merged.astype(dict(frame.dtypes)).assign(
        since=np.array([row[-2] for row in flat], dtype="datetime64[us]"),
        until=np.array([row[-1] for row in flat], dtype="datetime64[us]"),
    )
