"""The measures over time, and of several organisations side by side."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

import pandas as pd

from sanzu_graph.audits.figures import figures
from sanzu_graph.doors import guarded
from sanzu_graph.model.days import day_or_today
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.year.results import results


@guarded
def trend(
    org: Org | Mapping[str, Org], dates: Iterable[object], policy: Policy | None = None
) -> pd.DataFrame:
    """The measures of an organisation on several days, or of several organisations: one table of
    results.

    Parameters
    ----------
    org
        The organisation with its history, or several by name, such as ``{"before": org, "after":
        scenario.apply(org)}``.
    dates
        The days; on each the organisation is looked at as it is then (`Org.at`), and its records up
        to then.
    policy
        What is asked; by default the shipped policy.

    Returns
    -------
    pandas.DataFrame
        ``snapshot`` (the name; empty for one organisation), ``date``, ``metric``, ``layer``,
        ``value``: those of an audit's metrics, see `sanzu_graph.audits.figures` and `results`;
        sorted as they were given.

    Raises
    ------
    InputError
        If one of the dates is no day.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"], "until": ["2027-01-01", None]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"]})
    >>> told = trend(org, ["2026-12-31", "2027-01-01"], Policy.for_layers("team"))
    >>> told[told["metric"] == "mean_headcount"][["date", "value"]].astype(str).to_numpy().tolist()
    [['2026-12-31', '2.0'], ['2027-01-01', '1.0']]
    """
    policy = Policy() if policy is None else policy
    named = {"": org} if isinstance(org, Org) else dict(org)
    days = [day_or_today(date) for date in dates]
    frames = [
        _measured(subject, day, policy).assign(snapshot=name, date=pd.Timestamp(day))
        for name, subject in named.items()
        for day in days
    ]
    columns = ["snapshot", "date", "metric", "layer", "value"]
    return (
        pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
    )


def _measured(org: Org, day: datetime.date, policy: Policy) -> pd.DataFrame:
    """The measures on a day, of which both parts look at one organisation."""
    today = org.at(day)
    parts = [figures(today, policy), results(org, policy, on=day)]
    return pd.concat(parts, ignore_index=True)
