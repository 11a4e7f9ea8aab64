"""Checks of when things are said to have happened: in the future, before a unit existed, after
somebody left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import with_both
from sanzu_graph.messages import text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import ALWAYS, NEVER, Days, as_days, life
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import MEMBER, UNIT
from sanzu_graph.year.in_force import Mask
from sanzu_graph.year.periods import spans, texts, the_day


class _Wrong(NamedTuple):
    """Rows of one column at fault: whom they are about, the day told, and by how many days it is
    off.
    """

    table: str
    column: str
    fault: str
    entity: str
    rows: Positions
    about: Positions
    day: Days
    off: NDArray[np.int64]


@check(
    severity="error",
    family="data",
    scope="whole",
    keys=("table", "row", "column", "fault"),
    stays=with_both,
)
def misdated_records(org: Org, today: object = None) -> Found:
    """Records of the working year on days on which they cannot be.

    Parameters
    ----------
    org
        The organisation with its history.
    today
        The day behind which nothing can have happened yet; by default today, for any day of the
        audit.

    Returns
    -------
    pandas.DataFrame
        Findings about units and members, one a row of a table, with ``table``, ``row`` (position
        from 0), ``column``, ``fault`` and ``day``. ``future``: an activity, an act on a task or a
        remedy done behind `today`. ``early``, ``late``: on the day of an activity or act its unit
        was not there, or a participant was not. ``before_found``: a remedy due or done before the
        activity that found the problem. Value: by how many days it is off. A month counts as wrong
        only where all of it is.

    Raises
    ------
    InputError
        If `today` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"], "since": ["2026-05-01"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1", "K2"], "unit": ["P"] * 2, "kind": ["safety_class"] * 2, "date": ["2026-04-30", "2027-01"]})
    >>> misdated_records(org, today="2026-11-22")[["row", "fault", "value"]].to_numpy().tolist()
    [[1, 'future', 40.0], [0, 'early', 1.0]]
    """
    faults = [wrong for wrong in _wrong(org, the_day(today)) if len(wrong.rows)]

    def each(name: str, kind: type) -> NDArray[Any]:
        parts = [
            np.broadcast_to(np.asarray(getattr(wrong, name)), len(wrong.rows)) for wrong in faults
        ]
        return np.concatenate([np.empty(0, dtype=kind), *parts]).astype(kind)

    entity, about, fault, day = (
        each("entity", object),
        each("about", np.intp),
        each("fault", object),
        texts(each("day", np.int64)),
    )
    compared = [behind for wrong in faults for behind in _compared(org, wrong)]
    words = {
        "why": [
            text(f"misdated.{why}", who=who, day=other)
            for why, who, other in zip(fault, _names(org, entity, about), compared, strict=True)
        ]
    }
    extra = {
        "table": each("table", object),
        "row": each("rows", np.intp),
        "column": each("column", object),
        "fault": fault,
        "day": day,
    }
    return Found(entity, about, each("off", float), 0, extra=extra, words={**words, "told": day})


def _wrong(org: Org, today: int) -> Iterator[_Wrong]:
    tables = org.tables()
    if "activities" in tables:
        begun = spans(org, "activities")
        unit = org.referred("activities", "unit")
        yield from _of_units(org, "activities", unit, begun.first, begun.last, today)
        if "participants" in tables:
            held = org.referred("participants", "activity")
            yield from _outside(
                org,
                "participants",
                "member",
                MEMBER,
                org.referred("participants", "member"),
                begun.first[held],
                begun.last[held],
            )
        if "remedies" in tables:
            yield from _of_remedies(org, begun.first[org.referred("remedies", "activity")], today)
    if "tasks" in tables and "task_events" in tables:
        unit = org.referred("tasks", "unit")[org.referred("task_events", "task")]
        dates = spans(org, "task_events")
        yield from _of_units(org, "task_events", unit, dates.first, dates.last, today)


def _of_units(
    org: Org, table: str, unit: Positions, first: Days, last: Days, today: int
) -> Iterator[_Wrong]:
    yield _at(table, "date", "future", UNIT, first > today, unit, first, first - today)
    yield from _outside(org, table, "date", UNIT, unit, first, last)


def _outside(
    org: Org, table: str, column: str, entity: str, about: Positions, first: Days, last: Days
) -> Iterator[_Wrong]:
    """Rows on days on which their member or unit was not there."""
    there = life(org.table({MEMBER: "members", UNIT: "units"}[entity]))
    since, until = there.since[about], there.until[about]
    yield _at(
        table, column, "early", entity, (last < since) & (last > NEVER), about, first, since - last
    )
    yield _at(table, column, "late", entity, first >= until, about, first, first - until + 1)


def _of_remedies(org: Org, opened: Days, today: int) -> Iterator[_Wrong]:
    unit = org.referred("activities", "unit")[org.referred("remedies", "activity")]
    for column in ("due", "done"):
        day = as_days(org.remedies[column], ALWAYS)
        yield _at("remedies", column, "before_found", UNIT, day < opened, unit, day, opened - day)
    yield _at(
        "remedies", "done", "future", UNIT, (day < ALWAYS) & (day > today), unit, day, day - today
    )


def _at(
    table: str,
    column: str,
    fault: str,
    entity: str,
    mask: Mask,
    about: Positions,
    day: Days,
    off: Days,
) -> _Wrong:
    rows = np.flatnonzero(mask)
    return _Wrong(table, column, fault, entity, rows, about[rows], day[rows], off[rows])


def _compared(org: Org, wrong: _Wrong) -> list[str]:
    """The day on which each problem was found, where a remedy lies before it."""
    if wrong.fault != "before_found":
        return [""] * len(wrong.rows)
    opened = spans(org, "activities").first[org.referred("remedies", "activity")[wrong.rows]]
    return [str(day) for day in texts(opened)]


def _names(org: Org, entity: NDArray[np.object_], about: Positions) -> list[str]:
    names = np.full(len(about), "", dtype=object)
    for kind in (MEMBER, UNIT):
        is_kind = entity == kind
        names[is_kind] = org.names(kind, about[is_kind])
    return [str(name) for name in names]
