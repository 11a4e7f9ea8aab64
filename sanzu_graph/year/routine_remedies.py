"""Checks of the problems that activities found: open behind their day, or nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import with_both
from sanzu_graph.messages import called, text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import ALWAYS, Days, as_days
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT
from sanzu_graph.year.in_force import Mask, standing, words_of
from sanzu_graph.year.periods import spans, texts, the_day
from sanzu_graph.year.routine_checks import FAMILY


def _open_remedies(policy: Policy) -> Iterator[Call]:
    if policy.remedies is not None:
        yield Call({"due": True})
        if policy.remedies.most_days is not None:
            yield Call(
                {"due": False, "most_days": policy.remedies.most_days.value},
                policy.remedies.most_days,
            )


_REMEDY_KEYS = ("activity", "problem", "remedy")


@check(
    severity="warning",
    family=FAMILY,
    scope="unit",
    needs=("remedies.problem",),
    keys=_REMEDY_KEYS,
    history=True,
    by_record=True,
    calls=_open_remedies,
    stays=with_both,
)
def overdue_remedies(
    org: Org, due: bool = True, most_days: float | None = None, on: object = None
) -> Found:
    """Problems that are still open behind the day by which they were due.

    Parameters
    ----------
    org
        The organisation with its history.
    due
        Ask for problems that have a due date.
    most_days
        Ask also for problems without one that have been open for more days than this; None: not
        asked.
    on
        The day; by default today.

    Returns
    -------
    pandas.DataFrame
        Findings about the groups that found the problems, with ``activity``, ``problem``,
        ``remedy``, ``owner``, ``due`` and ``age`` (days since the problem was found); value: days
        behind the due date; without one, the age.

    Raises
    ------
    AbsentError
        If the organisation keeps no remedies.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1"], "unit": ["P"], "kind": ["safety_analysis"], "date": ["2026-10-10"]},
    ...           remedies={"activity": ["K1"], "problem": ["loose rail"], "owner": ["A"], "due": ["2026-11-01"]})
    >>> overdue_remedies(org, on="2026-11-22")[["entity_id", "problem", "value", "age"]].to_numpy().tolist()
    [['P', 'loose rail', 21.0, 43]]
    """
    day = the_day(on)
    opened, still = _problems(org, day)
    until = as_days(org.remedies["due"], ALWAYS)
    is_due, undated = (
        still & (until < day) & due,
        still & (until == ALWAYS) & (day - opened > (np.inf if most_days is None else most_days)),
    )
    rows = np.flatnonzero(is_due | undated)
    age = day - opened[rows]
    value = np.where(undated[rows], age, day - until[rows])
    limit = np.where(undated[rows], 0.0 if most_days is None else most_days, 0.0)
    key = np.where(undated[rows], "remedy.undated", "remedy.due")
    due_days = texts(until[rows])
    return _remedies(
        org,
        rows,
        value,
        limit,
        {"due": due_days, "age": age},
        [{"due": end, "age": int(days)} for end, days in zip(due_days, age, strict=True)],
        key,
    )


def _ownerless(policy: Policy) -> Iterator[Call]:
    if policy.remedies is not None:
        yield Call()


@check(
    severity="warning",
    family=FAMILY,
    scope="unit",
    needs=("remedies.problem",),
    keys=_REMEDY_KEYS,
    history=True,
    by_record=True,
    calls=_ownerless,
    stays=with_both,
)
def ownerless_remedies(org: Org, on: object = None) -> Found:
    """Open problems that nobody sees to, or somebody who has left.

    Parameters
    ----------
    org, on
        As in `overdue_remedies`.

    Returns
    -------
    pandas.DataFrame
        Findings about the groups that found the problems, with ``activity``, ``problem``,
        ``remedy``, ``owner`` and ``fault`` (``nobody`` or ``left``); value: owners (0).

    Raises
    ------
    AbsentError
        If the organisation keeps no remedies.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1"], "unit": ["P"], "kind": ["safety_analysis"], "date": ["2026-10-10"]},
    ...           remedies={"activity": ["K1"], "problem": ["loose rail"]})
    >>> ownerless_remedies(org, on="2026-11-22")[["entity_id", "problem", "fault"]].to_numpy().tolist()
    [['P', 'loose rail', 'nobody']]
    """
    day = the_day(on)
    _, still = _problems(org, day)
    owner = org.referred("remedies", "owner")
    there = np.append(standing(org, day).members, False)
    rows = np.flatnonzero(still & ~there[owner])
    fault = np.where(owner[rows] < 0, "nobody", "left").astype(object)
    return _remedies(
        org,
        rows,
        0,
        1,
        {"fault": fault},
        [{}] * len(rows),
        np.array([f"remedy.{name}" for name in fault], dtype=object),
    )


def _problems(org: Org, day: int) -> tuple[Days, Mask]:
    """When each problem was found, and whether it is known and open on a day."""
    activity = org.referred("remedies", "activity")
    opened = spans(org, "activities").first[activity]
    return opened, (opened <= day) & (as_days(org.remedies["done"], ALWAYS) > day)


def _remedies(
    org: Org,
    rows: Positions,
    value: NDArray[Any] | float,
    limit: NDArray[Any] | float,
    more: dict[str, Any],
    fields: list[dict[str, Any]],
    keys: NDArray[Any],
) -> Found:
    unit = org.referred("activities", "unit")[org.referred("remedies", "activity")[rows]]
    owner = org.referred("remedies", "owner")[rows]
    ids = np.append(org.encoding.members, "")[owner]
    cells = {name: words_of(org, "remedies", name, rows) for name in _REMEDY_KEYS}

    def told() -> NDArray[np.object_]:
        """The state of each problem, told only where a message is."""
        who = np.full(len(owner), text("remedy.no_owner"), dtype=object)
        owned = np.flatnonzero(owner >= 0)
        names = org.names(MEMBER, owner[owned]).tolist()
        who[owned] = [called(*one) for one in zip(names, ids[owned].tolist(), strict=True)]
        lines = [
            text(str(key), **field, who=person)
            for key, field, person in zip(keys, fields, who.tolist(), strict=True)
        ]
        return np.array([*lines, ""], dtype=object)[:-1]

    layer = np.array([*org.layers, ""], dtype=object)[org.encoding.unit_layer[unit]]
    own = {**cells, "owner": ids, **more}
    return Found(UNIT, unit, value, limit, layer, extra=own, words={"state": told})
