"""The calendar of routines: a row a group, routine and period, and its months counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import UNIT
from sanzu_graph.year.periods import first_day, labels, texts, the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
from sanzu_graph.year.routines import STATES, RoutineLog, kept, log_of


@guarded
def routine_calendar(org: Org, policy: Policy | None = None, *, on: object = None) -> pd.DataFrame:
    """What became of every routine in every group and period: kept, late, missed, open, not owed,
    or unknown to the log.

    Parameters
    ----------
    org
        The organisation with its history.
    policy
        Its `routines` and `holidays`; by default the shipped policy.
    on
        The day up to which is looked; by default today.

    Returns
    -------
    pandas.DataFrame
        One row a group, routine and period: ``unit``, ``name``, ``layer``, ``routine`` (its kind),
        ``period`` (such as ``2026-11``), ``begins`` and ``ends`` (days), ``state``, ``held`` (how
        often), ``first`` (when; empty if not), ``days_late``. Layers that the organisation does not
        have are left out.

    Raises
    ------
    AbsentError
        If the organisation keeps no activities.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> from sanzu_graph import Org, Routine
    >>> org = Org({"id": ["A"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]},
    ...           activities={"id": ["K1"], "unit": ["P"], "kind": ["safety_class"], "date": ["2026-09-10"]})
    >>> told = routine_calendar(org, Policy(routines=(Routine("party", "safety_class", periods=2),)), on="2026-11-22")
    >>> told[["period", "state"]].to_numpy().tolist()
    [['2026-09', 'kept'], ['2026-10', 'unknown'], ['2026-11', 'open']]
    """
    policy = Policy() if policy is None else policy
    log_of(org, the_day(on))
    frames = [
        _frame(org, kept(org, routine, policy.holidays, on=on))
        for routine in policy.routines
        if routine.layer in org.layers
    ]
    columns = [
        "unit",
        "name",
        "layer",
        "routine",
        "period",
        "begins",
        "ends",
        "state",
        "held",
        "first",
        "days_late",
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def monthly(calendar: pd.DataFrame) -> pd.DataFrame:
    """A calendar by group and month: how many routines whose period ends in the month were kept,
    late, missed, open, unknown.

    Parameters
    ----------
    calendar
        What `routine_calendar` gave.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``unit`` and ``month``, both in the order of the calendar; one column a state but
        ``not_owed``. A quarter counts in its last month, a week in that of its Sunday.
    """
    units, months = dict.fromkeys(calendar["unit"]), sorted(set(calendar["ends"].str[:7]))
    index = pd.MultiIndex.from_product([list(units), months], names=["unit", "month"])
    counted = (
        pd.crosstab([calendar["unit"], calendar["ends"].str[:7]], calendar["state"])
        if len(calendar)
        else pd.DataFrame()
    )
    return (
        counted.reindex(
            index=index, columns=["kept", "late", "missed", "open", "unknown"], fill_value=0
        )
        .fillna(0)
        .astype("int64")
    )


def _frame(org: Org, log: RoutineLog) -> pd.DataFrame:
    units, periods = len(log.units), len(log.periods)
    every = log.routine.every
    begin, end = first_day(log.periods, every), first_day(log.periods + 1, every) - 1
    return pd.DataFrame(
        {
            "unit": np.repeat(org.encoding.units[log.units], periods),
            "name": np.repeat(org.names(UNIT, log.units), periods),
            "layer": log.routine.layer,
            "routine": log.routine.kind,
            "period": np.tile(labels(log.periods, every), units),
            "begins": np.tile(texts(begin), units),
            "ends": np.tile(texts(end), units),
            "state": np.array(STATES, dtype=object)[log.state.ravel()],
            "held": log.held.ravel(),
            "first": texts(log.first.ravel()),
            "days_late": log.late.ravel(),
        }
    )
