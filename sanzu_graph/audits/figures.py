"""The measures that an audit reports, in one tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.metrics.chains import management_levels
from sanzu_graph.metrics.counts import led_by
from sanzu_graph.metrics.interlock import coverage, integration
from sanzu_graph.metrics.lines import span_of_control
from sanzu_graph.model.person_lines import hierarchy, keeps_lines
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


def figures(org: Org, policy: Policy) -> pd.DataFrame:
    """The measures of an organisation under a policy.

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
    rows = [
        ("members", "", float(len(org.encoding.members))),
        ("units", "", float(len(org.encoding.units))),
        ("leaders", "", float(len(led_by(org)[1]))),
    ]
    if keeps_lines(org):
        rows += [(metric, "", value) for metric, value in _of_lines(org)]
    for layer in policy.layers:
        if layer.name in org.layers:
            rows += [(metric, layer.name, value) for metric, value in _of_layer(org, layer.name)]
    if policy.base in org.layers:
        for layer in policy.groups:
            if layer.name not in org.layers:
                continue
            minimum = layer.per_base_unit.value if layer.per_base_unit is not None else 1
            covered = coverage(
                org,
                layer.name,
                policy.base,
                minimum=minimum,
                rollup=layer.rollup,
                duty=layer.counting_duties,
            )
            interlock = integration(org, layer.name, policy.base, rollup=layer.rollup)
            rows += [
                ("covered_units", layer.name, float(covered["covered"].iloc[0])),
                ("covered_share", layer.name, float(covered["share"].iloc[0])),
            ]
            rows += [
                (metric, layer.name, float(interlock[metric].iloc[0]))
                for metric in ("leads_both_share", "concentration", "reach")
            ]
    return pd.DataFrame(rows, columns=["metric", "layer", "value"])


def _of_layer(org: Org, layer: str) -> Iterator[tuple[str, float]]:
    pairs, led = org.pairs(layer), org.pairs(layer, LEADER)
    filled = pairs.per_unit[pairs.units] > 0
    yield "units", float(len(pairs.units))
    yield "members", float((pairs.per_member > 0).sum())
    yield "mean_headcount", _mean(pairs.per_unit[pairs.units])
    yield "led_share", _mean(led.per_unit[pairs.units][filled] > 0)
    yield "mean_span", _mean(span_of_control(org, layer)["direct_reports"].to_numpy())


def _of_lines(org: Org) -> Iterator[tuple[str, float]]:
    """How many people manage others, on how many levels."""
    reports, levels = hierarchy(org).reports, management_levels(org)
    yield "managers", float((reports > 0).sum())
    yield "manager_share", _mean(reports > 0)
    yield "management_levels", float((levels["managers"] > 0).sum())
    yield "mean_reports", _mean(reports[reports > 0])


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if len(values) else np.nan
