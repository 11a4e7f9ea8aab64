"""What an edit surely leaves as it is: the `stays` of checks that look at more than neighbours.

Only the re-audit reads them: a check is understood without them. Each is named for what its checks
look at. It answers for the whole organisation, before the edit is made. True: the edit touches
nothing of that. False: nothing is sure, and the check is asked again.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sanzu_graph.checks.found import Call
from sanzu_graph.model.days import as_day, day_of, day_or_today
from sanzu_graph.model.deltas import PAIRED
from sanzu_graph.model.edits import Edit, Row
from sanzu_graph.schema import CORE, REJECTED, columns, look_alikes

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: What says who or what somebody or something is, where and when.
_SELF = frozenset({"id", "layer", "since", "until"})
_DATES = ("since", "until")


class Turned(NamedTuple):
    """A row of a table of pairs that an edit makes go, or come: its ends by id, its word, and from
    when to when it holds.
    """

    comes: bool
    first: str
    second: str
    word: str
    since: object
    until: object

    def is_in_force(self, moment: object) -> bool:
        """Whether it holds on a day; today where none is named."""
        on, (since, until) = (
            day_or_today(moment),
            (None if pd.isna(cell) else day_of(cell) for cell in (self.since, self.until)),  # type: ignore[call-overload]
        )
        return (since is None or since <= on) and (until is None or on < until)


def turnover(org: Org, edit: Edit, table: str) -> list[Turned]:
    """The rows of a table of pairs that go and come; one that changes does both."""
    cells_of, (first, second, word) = org.lookup.cells(table), PAIRED[table].columns
    default = columns(table)[word].default

    def turned(cells: Row, *, comes: bool) -> Turned:
        since, until = (cells.get(name) for name in _DATES)
        cell = cells.get(word)
        named = default if cell is None or cell is pd.NA or cell != cell or cell == "" else cell  # noqa: PLR0124 - NaN alone differs from itself
        return Turned(
            comes, str(cells.get(first)), str(cells.get(second)), str(named), since, until
        )

    def below(row: int) -> Row:
        return {
            name: cells_of[name][row] for name in (first, second, word, *_DATES) if name in cells_of
        }

    removed, changed = set(edit.removed.get(table, ())), edit.changed.get(table, {})
    rows = [turned(below(row), comes=False) for row in {*removed, *changed}]
    rows += [
        turned({**below(row), **cells}, comes=True)
        for row, cells in changed.items()
        if row not in removed
    ]
    return rows + [turned(cells, comes=True) for cells in edit.added.get(table, ())]


def layer_of(org: Org, edit: Edit, unit: str) -> str:
    """The layer of a unit, by id; also of one that comes."""
    if unit in org.encoding.unit_at:
        return str(org.encoding.layers[org.encoding.unit_layer[org.encoding.unit_at[unit]]])
    return next(
        (str(row.get("layer")) for row in edit.added.get("units", ()) if row.get("id") == unit), ""
    )


def _keeps(edit: Edit, table: str, names: frozenset[str], *, leave: bool = False) -> bool:
    """Whether no row of a table goes (`leave`: some may), and none gets another value in one of
    these columns.
    """
    stay = leave or not len(edit.removed.get(table, ()))
    return stay and all(names.isdisjoint(cells) for cells in edit.changed.get(table, {}).values())


def keeps_units(edit: Edit, *, named: bool = True) -> bool:
    """Whether all units stay what they are, where and when; `named`: in name, too."""
    return _keeps(edit, "units", _SELF | {"name"} if named else _SELF)


def keeps_members(edit: Edit, *, named: bool = True, leave: bool = False) -> bool:
    """Whether all members stay who they are, and as long; `named`: in name, too; `leave`: but for
    those who go.
    """
    return _keeps(edit, "members", _SELF | {"name"} if named else _SELF, leave=leave)


def always(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What no edit of an organisation touches: rows set aside, and the log of activities."""
    return True


def with_units(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on records of units, and on the units themselves."""
    return keeps_units(edit, named=findings > 0)


def with_both(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on records, and on the units and members themselves; without records, on nothing."""
    if not org.once(
        "has records",
        lambda: any(
            len(frame) for name, frame in org.tables().items() if name not in (*CORE, REJECTED)
        ),
    ):
        return True
    return keeps_units(edit, named=findings > 0) and keeps_members(edit, named=findings > 0)


def with_filled_units(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on records of units, on these, and on whether anybody ever belonged to them."""
    if not keeps_units(edit, named=findings > 0):
        return False
    rows, code = turnover(org, edit, "memberships"), org.encoding
    if not rows:
        return True
    net = Counter[str]()
    for row in rows:
        net[row.second] += 1 if row.comes else -1
    for unit, change in net.items():
        place = code.unit_at.get(unit, -1)
        before = 0 if place < 0 else int(np.diff(code.by_unit.start[place : place + 2])[0])
        if (before > 0) != (before + change > 0):
            return False
    return True


def with_duties(org: Org, edit: Edit, findings: int, call: Call) -> bool:
    """What hangs on who holds some duties for units of the base layer.

    It may also hang on whether these people lead, and on where they are.
    """
    wanted = call.arguments.get("powers") or (call.arguments["duty"],)
    if not (
        keeps_units(edit, named=findings > 0)
        and keeps_members(edit, named=findings > 0, leave=True)
    ):
        return False
    if any(row.get("layer") == call.arguments["base"] for row in edit.added.get("units", ())):
        return False
    if any(row.word in wanted for row in turnover(org, edit, "duties")):
        return False
    code = org.encoding
    moved = {row.first for row in turnover(org, edit, "memberships")}
    there = [code.member_at[name] for name in moved if name in code.member_at]
    places = np.array([*there, *edit.removed.get("members", ())], dtype=np.intp)
    held = code.duty[code.by_duty_member.rows_of(places)[0]] if len(places) else code.duty[:0]
    return not any(code.duties[duty] in wanted for duty in np.unique(held).tolist())


def with_ids(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on ids that differ by letter case only, and on the names of these.

    No id that comes or goes may have such a twin. Where there are twins, no name may change.
    """
    code = org.encoding
    for table in ("members", "units"):
        if findings and any("name" in cells for cells in edit.changed.get(table, {}).values()):
            return False
        come = [str(row.get("id")) for row in edit.added.get(table, ())]
        gone = (
            [getattr(code, table)[row] for row in edit.removed.get(table, ())]
            if findings or come
            else []
        )
        if come or gone:
            alike, leaving = (
                getattr(code, f"alike_{table}"),
                Counter(name.casefold() for name in gone),
            )
            if any(alike[name] > 1 for name in leaving):
                return False
            arriving = Counter(name.casefold() for name in come)
            if any(count + alike[name] - leaving[name] > 1 for name, count in arriving.items()):
                return False
    return True


def with_ordered_dates(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on rows that end before they begin.

    No row that changes or comes may do so. Where rows did so before, their numbers may shift.
    """
    if findings:
        return False
    for table in [table for table in CORE if table in edit.tables]:
        frame = org.table(table)
        rows: list[tuple[dict[str, object], Row]] = [
            ({}, cells) for cells in edit.added.get(table, ())
        ]
        rows += [
            ({name: frame[name].iloc[row] for name in ("since", "until") if name in frame}, cells)
            for row, cells in edit.changed.get(table, {}).items()
            if "since" in cells or "until" in cells
        ]
        for below, cells in rows:
            cells_now = {**below, **cells}
            since, until = (
                None if pd.isna(cells_now.get(name)) else as_day(cells_now[name])
                for name in ("since", "until")
            )
            if since is not None and until is not None and until < since:
                return False
    return True


def with_columns(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on which further columns there are, and on whether others are empty.

    No further column may come. Where one looks like a column that is filled, its cells may go.
    """
    for table in edit.tables if not findings else ():
        known = columns(table)
        further = [str(heading) for heading in org.table(table) if heading not in known]
        cells_that_come = (*edit.added.get(table, ()), *edit.changed.get(table, {}).values())
        if any(not cells.keys() <= {*known, *further} for cells in cells_that_come):
            return False
        if further and any(look_alikes(table, name, further) for name in known):
            return False
    return not findings


def with_single_rows(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on rows that say of a pair what another row says.

    No row that changes or comes may do so on a day that both hold. Where rows did so before, their
    numbers may shift.
    """
    if findings:
        return False
    for table, pairing in PAIRED.items():
        if table not in edit.tables:
            continue
        said: dict[tuple[object, ...], list[tuple[float, float]]] = {}
        for row in _of_pairs_that_come(org, edit, table, pairing.columns[:2]):
            word, title = (row.get(name) for name in (pairing.columns[2], "title"))
            default = columns(table)[pairing.columns[2]].default
            same = (*(row[name] for name in pairing.columns[:2]), word or default, title or "")
            first, last = _days_of(row)
            days = said.setdefault(same, [])
            if any(first < end and begin < last and first < last for begin, end in days):
                return False
            days.append((first, last))
    return True


def _of_pairs_that_come(
    org: Org, edit: Edit, table: str, ends: tuple[str, ...]
) -> Iterator[dict[str, object]]:
    """All rows, after an edit, of the pairs of which a row changes or comes; nothing is None."""
    cells_of, code = org.lookup.cells(table), org.encoding
    starts, seconds, second_at = {
        "memberships": (code.by_member, code.unit, code.unit_at),
        "relations": (code.by_source, code.target, code.member_at),
        "duties": (code.by_duty_member, code.duty_unit, code.unit_at),
    }[table]
    changed = edit.changed.get(table, {})
    gone = {*edit.removed.get(table, ())}

    def now(row: int) -> dict[str, object]:
        below = {name: cells[row] for name, cells in cells_of.items()}
        return _plain({**below, **changed.get(row, {})})

    coming = [_plain(cells) for cells in edit.added.get(table, ())]
    rows = {row: now(row) for row in changed if row not in gone}
    for pair in {tuple(row[name] for name in ends) for row in (*coming, *rows.values())}:
        first, second = (str(one) for one in pair)
        if first in code.member_at and second in second_at:
            at = starts.rows_of(np.array([code.member_at[first]], dtype=np.intp))[0]
            there = at[seconds[at] == second_at[second]].tolist()
            yield from (now(row) for row in there if row not in gone and row not in changed)
    yield from (*rows.values(), *coming)


def _plain(cells: Row) -> dict[str, object]:
    return {name: None if cell is pd.NA or cell != cell else cell for name, cell in cells.items()}  # noqa: PLR0124 - NaN alone differs from itself


def _days_of(row: Row) -> tuple[float, float]:
    """The first day of a row and the day behind its last, as numbers."""
    since, until = (as_day(row.get(name)) for name in _DATES)
    return (
        -math.inf if since is None else float(since.toordinal()),
        math.inf if until is None else float(until.toordinal()),
    )


def with_chains(org: Org, edit: Edit, findings: int, call: Call) -> bool:  # noqa: ARG001 - as every `Stays`
    """What hangs on who reports to whom, and on the members themselves."""
    touched = any(
        len(part.get("relations", ())) for part in (edit.removed, edit.changed, edit.added)
    )
    comes = len(edit.added.get("members", ()))
    return not touched and not comes and keeps_members(edit, named=findings > 0)


def with_reached_layers(org: Org, edit: Edit, findings: int, call: Call) -> bool:
    """What hangs on who belongs to the layers of routines that reach others, and on the members."""
    if edit.added.get("members") or not (
        keeps_members(edit, named=findings > 0) and keeps_units(edit, named=False)
    ):
        return False
    layers = {
        routine.layer for routine in call.arguments["policy"].routines if routine.reach is not None
    }
    return layers.isdisjoint(
        layer_of(org, edit, row.second) for row in turnover(org, edit, "memberships")
    )
