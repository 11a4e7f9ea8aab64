"""The measures that an audit reports, in one tidy table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.metrics.chains import management_levels
from sanzu_graph.metrics.counts import led_by
from sanzu_graph.metrics.interlock import covered_units, integration, share
from sanzu_graph.metrics.lines import unit_reports
from sanzu_graph.model.person_lines import hierarchy, keeps_lines
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.policy.parts import Layer

#: A measure, its layer (empty: the whole organisation), and a function that computes it.
Measure: TypeAlias = tuple[str, str, Callable[[], float]]


def figures(org: Org, policy: Policy) -> pd.DataFrame:
    """The measures of an organisation under a policy.

    Parameters
    ----------
    org, policy
        The organisation, and what is demanded of it.

    Returns
    -------
    pandas.DataFrame
        ``metric``, ``layer`` (empty: the whole organisation), ``value``. Per layer of the policy
        that the organisation has: ``units``, ``members`` (distinct), ``mean_headcount``,
        ``led_share`` (units with a leader / units with members), ``mean_span`` (direct reports per
        leader); per group layer also ``covered_units``, ``covered_share`` (with the policy's
        minimum and duties), ``leads_both_share``, ``concentration``, ``reach`` (see `integration`).
        Where people report to people: ``managers`` (with solid reports), ``manager_share``
        (managers / members), ``management_levels`` (levels that have managers), ``mean_reports``
        (solid reports a manager).
    """
    rows = [(*of, value) for of, value in measured(org, policy).items()]
    return pd.DataFrame(rows, columns=["metric", "layer", "value"])


def measured(
    org: Org, policy: Policy, *, only: Collection[str] | None = None
) -> dict[tuple[str, str], float]:
    """The measures of `figures`: (metric, layer) → value; by default all, others are not computed."""
    return {
        (metric, layer): float(compute())
        for metric, layer, compute in _measures(org, policy)
        if only is None or metric in only
    }


def _measures(org: Org, policy: Policy) -> Iterator[Measure]:
    """Each measure with its layer, and a function that computes it."""
    yield "members", "", lambda: org.encoding.member_count
    yield "units", "", lambda: org.encoding.unit_count
    yield "leaders", "", lambda: len(led_by(org)[1])
    if keeps_lines(org):
        yield from _of_lines(org)
    for layer in policy.layers:
        if layer.name in org.layers:
            yield from _of_layer(org, layer.name)
    for layer in policy.groups if policy.base in org.layers else ():
        if layer.name in org.layers:
            yield from _of_group_layer(org, policy, layer)


def _of_layer(org: Org, layer: str) -> Iterator[Measure]:
    pairs = org.pairs(layer)

    def led_share() -> float:
        filled = pairs.per_unit[pairs.units] > 0
        return _mean(org.pairs(layer, LEADER).per_unit[pairs.units][filled] > 0)

    yield "units", layer, lambda: len(pairs.units)
    yield "members", layer, lambda: int((pairs.per_member > 0).sum())
    yield "mean_headcount", layer, lambda: _mean(pairs.per_unit[pairs.units])
    yield "led_share", layer, led_share
    yield "mean_span", layer, lambda: _mean(unit_reports(org, layer)[led_by(org, layer)[1]])


def _of_group_layer(org: Org, policy: Policy, layer: Layer) -> Iterator[Measure]:
    """How far a group layer reaches the base layer, and interlocks with it."""

    @cache
    def covered() -> tuple[int, int]:
        minimum = layer.per_base_unit.value if layer.per_base_unit is not None else 1
        return covered_units(
            org,
            layer.name,
            policy.base,
            minimum=minimum,
            rollup=layer.rollup,
            duty=layer.counting_duties,
        )

    @cache
    def interlock() -> pd.Series:
        return integration(org, layer.name, policy.base, rollup=layer.rollup).iloc[0]

    yield "covered_units", layer.name, lambda: covered()[0]
    yield "covered_share", layer.name, lambda: share(*covered())
    for metric in ("leads_both_share", "concentration", "reach"):
        yield metric, layer.name, lambda metric=metric: interlock()[metric]  # type: ignore[misc]


def _of_lines(org: Org) -> Iterator[Measure]:
    """How many people manage others, on how many levels."""
    reports = hierarchy(org).reports
    yield "managers", "", lambda: int((reports > 0).sum())
    yield "manager_share", "", lambda: _mean(reports > 0)
    yield "management_levels", "", lambda: int((management_levels(org)["managers"] > 0).sum())
    yield "mean_reports", "", lambda: _mean(reports[reports > 0])


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if len(values) else np.nan
