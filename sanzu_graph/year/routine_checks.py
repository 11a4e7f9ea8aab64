"""Checks of what groups do month by month: routines missed or late, colleagues not reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.data import ROW
from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import (
    always,
    with_filled_units,
    with_reached_layers,
)
from sanzu_graph.messages import text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import ALWAYS, NEVER, Days
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Routine
from sanzu_graph.schema import MEMBER, UNIT
from sanzu_graph.year.in_force import Mask
from sanzu_graph.year.periods import labels, period_of, texts, the_day
from sanzu_graph.year.routine_reach import reached
from sanzu_graph.year.routines import LATE, MISSED, RoutineLog, kept, log_of

FAMILY = "routines"
NEEDS = ("activities.unit",)


def _each(policy: Policy) -> Iterator[Call]:
    for routine in policy.routines:
        yield Call({"policy": policy.replace(routines=(routine,))}, routine.by_day)


def _all(policy: Policy) -> Iterator[Call]:
    if policy.routines:
        yield Call({"policy": policy})


@check(
    severity="error",
    family=FAMILY,
    scope="unit",
    needs=NEEDS,
    keys=("routine", "period"),
    history=True,
    past=True,
    calls=_all,
    stays=with_filled_units,
)
def missed_routines(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Groups that did not hold a routine in a period that is over.

    Parameters
    ----------
    org
        The organisation with its history: a group owes what it owed while it existed, and nothing
        if nobody ever belonged to it.
    policy
        Its `routines` and `holidays` are asked; by default the shipped policy.
    on
        The day up to which is looked; by default today.

    Returns
    -------
    pandas.DataFrame
        Findings about groups, one per ``routine`` (its kind) and ``period``; value: how often it
        was held (0). Periods that the log of activities does not reach into are not told; see
        `stale_logs`.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities, or lacks a routine's layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1", "K2"], "unit": ["P"] * 2, "kind": ["safety_class"] * 2, "date": ["2026-08-10", "2026-10"]})
    >>> missed_routines(org, Policy(routines=(Routine("party", "safety_class"),)), on="2026-11-22")[["entity_id", "period"]].to_numpy().tolist()
    [['P', '2026-09']]
    """
    parts = [_cells(log, log.state == MISSED) for log in _kept(org, policy, on)]
    return _joined(parts, limit=1)


@check(
    severity="info",
    family=FAMILY,
    scope="unit",
    needs=NEEDS,
    keys=("routine", "period"),
    history=True,
    past=True,
    calls=_each,
    stays=with_filled_units,
)
def late_routines(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Groups that held a routine late: behind the day of the period by which it is due, or made up
    for in the next one.

    Parameters
    ----------
    org, policy, on
        As in `missed_routines`.

    Returns
    -------
    pandas.DataFrame
        Findings about groups, one per ``routine`` and ``period``, with ``held_on``; value: days
        late. Where only the month is known, nothing within the period is late.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities, or lacks a routine's layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1"], "unit": ["P"], "kind": ["safety_class"], "date": ["2026-10-30"]})
    >>> policy = Policy(routines=(Routine("party", "safety_class", by_day=25),))
    >>> late_routines(org, policy, on="2026-11-22")[["entity_id", "period", "value"]].to_numpy().tolist()
    [['P', '2026-10', 5.0]]
    """
    parts = [_cells(log, log.state == LATE, is_late=True) for log in _kept(org, policy, on)]
    return _joined(parts, limit=0, is_late=True)


def _kept(org: Org, policy: Policy | None, on: object) -> list[RoutineLog]:
    policy = Policy() if policy is None else policy
    return [kept(org, routine, policy.holidays, on=on) for routine in policy.routines]


def _cells(log: RoutineLog, wanted: Mask, *, is_late: bool = False) -> dict[str, NDArray[Any]]:
    """The groups and periods of a mask, with what is told of them."""
    row, column = np.nonzero(wanted)
    routine = log.routine
    words = {"layer": routine.layer, "routine": routine.kind, "label": routine.label()}
    cells = {
        "rows": log.units[row],
        "period": labels(log.periods, routine.every)[column],
        **{name: np.full(len(row), word, dtype=object) for name, word in words.items()},
    }
    if is_late:
        cells |= {"late": log.late[row, column], "held_on": texts(log.first[row, column])}
    return cells


def _joined(parts: list[dict[str, NDArray[Any]]], *, limit: float, is_late: bool = False) -> Found:
    def all_of(name: str, dtype: type = object) -> NDArray[Any]:
        return np.concatenate([np.empty(0, dtype=dtype), *(part[name] for part in parts)])

    own = ("routine", "period", "held_on") if is_late else ("routine", "period")
    return Found(
        UNIT,
        all_of("rows", np.intp),
        all_of("late", float) if is_late else 0,
        limit,
        all_of("layer"),
        extra={name: all_of(name) for name in own},
        words={"label": all_of("label")},
    )


def _reaching(policy: Policy) -> Iterator[Call]:
    for routine in policy.routines:
        if routine.reach is not None:
            yield Call({"policy": policy.replace(routines=(routine,))}, routine.reach)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=(*NEEDS, "participants.member"),
    keys=("routine",),
    history=True,
    calls=_reaching,
    stays=with_reached_layers,
)
def unreached_members(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """Colleagues outside a layer whom no activity of a routine has reached for more than so many
    whole periods.

    Parameters
    ----------
    org
        The organisation with its history.
    policy
        Its routines with `Routine.reach` are asked; by default the shipped policy, which asks for
        heart-to-hearts.
    on
        The day; by default today.

    Returns
    -------
    pandas.DataFrame
        Findings about members, one per ``routine``, with ``last`` (the day of the last one, empty
        if never); value: whole periods without one. They are counted from the last, from joining,
        from the return after an absence, or from the log's first day. Anybody who is away on the
        day is not told. That somebody took part is all that is looked at.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities or participants, or lacks a routine's layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1", "K2"], "unit": ["P"] * 2, "kind": ["heart_to_heart"] * 2, "date": ["2026-01-10", "2026-11-10"]},
    ...           participants={"activity": ["K1", "K1", "K2"], "member": ["A", "B", "A"]})
    >>> unreached_members(org, on="2026-11-22")[["entity_id", "value", "last"]].to_numpy().tolist()
    [['B', 9.0, '2026-01-10']]
    """
    policy = Policy() if policy is None else policy
    parts: list[tuple[Positions, NDArray[np.int64], Days, Routine]] = []
    for routine in policy.routines:
        if routine.reach is not None:
            whom = reached(org, routine, on=on)
            rows = np.flatnonzero(whom.asked & (whom.without > routine.reach.value))
            parts.append((rows, whom.without[rows], whom.last[rows], routine))
    which = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    routines = [part[3] for part in parts]

    def each(values: list[Any]) -> NDArray[np.object_]:
        """One value a finding, from one a routine."""
        return np.array([*values, ""], dtype=object)[which]

    last = texts(np.concatenate([np.empty(0, dtype=np.int64), *(part[2] for part in parts)]))
    return Found(
        MEMBER,
        np.concatenate([np.empty(0, dtype=np.intp), *(part[0] for part in parts)]),
        np.concatenate([np.empty(0), *(part[1] for part in parts)]),
        np.array(
            [*(routine.reach.value for routine in routines if routine.reach is not None), 0.0]
        )[which],
        each([routine.layer for routine in routines]),
        extra={"routine": each([routine.kind for routine in routines]), "last": last},
        words={
            "label": each([routine.label() for routine in routines]),
            "periods": each([text(f"period.{routine.every}") for routine in routines]),
            "last_time": np.where(last == "", text("routine.never"), last),
        },
    )


@check(
    severity="warning",
    family=FAMILY,
    scope="whole",
    needs=NEEDS,
    history=True,
    calls=_all,
    stays=always,
)
def stale_logs(org: Org, policy: Policy | None = None, on: object = None) -> Found:
    """A log of activities that ends before the last whole period: what came behind it cannot be
    judged.

    Parameters
    ----------
    org, policy, on
        As in `missed_routines`.

    Returns
    -------
    pandas.DataFrame
        One finding at most, about the ``row`` entity ``activities``, with ``last`` (the last day
        that the log tells of); value: whole periods of the most frequent routine behind it. An
        empty log is told by `missed_routines`.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1"], "unit": ["P"], "kind": ["safety_class"], "date": ["2026-08-10"]})
    >>> stale_logs(org, on="2026-11-22")[["last", "value"]].to_numpy().tolist()
    [['2026-08-10', 2.0]]
    """
    policy, day = Policy() if policy is None else policy, the_day(on)
    log = log_of(org, day)
    ends = (log.last > NEVER) & (log.last < ALWAYS)
    behind = max(
        [
            int(period_of(day, routine.every) - period_of(log.last, routine.every)) - 1
            for routine in policy.routines
        ]
        if ends
        else [0],
        default=0,
    )
    count = int(behind > 0)
    last = texts(np.array([log.last], dtype=np.int64))[:count]
    return Found(
        ROW,
        np.arange(count),
        behind,
        0,
        extra={"last": last},
        ids=np.array(["activities"] * count, dtype=object),
    )
