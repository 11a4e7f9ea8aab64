"""The day on which scenarios are looked at: late enough to see what they do."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from sanzu_graph.changes.changing import Change
from sanzu_graph.model.days import day_of, today
from sanzu_graph.model.lookups import DATES
from sanzu_graph.model.organisation import Org


class Planned(Protocol):
    """What is looked at of a `Scenario`."""

    @property
    def on(self) -> datetime.date | None:
        """The day on which those changes take effect that name none."""

    def __iter__(self) -> Iterator[Change]: ...


def day_audited(org: Org, scenarios: Iterable[Planned], on: object = None) -> datetime.date | None:
    """The day to audit: `on`, else the latest on which a change takes effect and not before today;
    None without dates.

    Examples
    --------
    >>> from sanzu_graph import JoinUnit, Scenario
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": [], "unit": []})
    >>> day_audited(org, [Scenario("one", [JoinUnit("A", "T")])]) is None
    True
    >>> day_audited(org, [Scenario("one", [JoinUnit("A", "T", on="2999-01-01")])])
    datetime.date(2999, 1, 1)
    """
    if on is not None:
        return day_of(on)
    days = {change.on or scenario.on for scenario in scenarios for change in scenario}
    dated = (
        org.is_dated
        or days - {None}
        or any(_writes_dates(change) for scenario in scenarios for change in scenario)
    )
    return max([today(), *(day for day in days if day is not None)]) if dated else None


def _writes_dates(change: Change) -> bool:
    cells = [getattr(change, name, None) for name in ("values", "attributes")]
    return any(
        isinstance(part, Mapping) and any(part.get(name) is not None for name in DATES)
        for part in cells
    )
