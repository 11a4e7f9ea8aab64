"""Which base units groups reach, and what a picture of both says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.checks.covering import blank_teams
from sanzu_graph.metrics.counts import shared
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import UNIT


def blank_by_layer(
    org: Org, policy: Policy, base: str, layers: Iterable[str]
) -> dict[str, list[str]]:
    """The base units that each of these layers does not reach, by the policy; ids, in table order.

    Layers of which the policy does not ask it, and those the organisation lacks, are left out.
    """
    blank = {}
    for name in layers:
        layer = policy.layer(name)
        if layer.per_base_unit is not None and {name, base} <= set(org.layers):
            arguments = {
                "minimum": layer.per_base_unit.value,
                "rollup": layer.rollup,
                "duty": layer.counting_duties or None,
            }
            blank[name] = blank_teams(org, name, base, **arguments)["entity_id"].tolist()
    return blank


def blank_units(org: Org, policy: Policy, base: str, layers: Iterable[str]) -> frozenset[int]:
    """The base units that one of these layers does not reach, by the policy; positions."""
    units = {unit for ids in blank_by_layer(org, policy, base, layers).values() for unit in ids}
    return frozenset(
        np.flatnonzero(np.isin(org.encoding.units.astype(str), sorted(units))).tolist()
        if units
        else ()
    )


def blank_keys(words: Lettering, policy: Policy, base: str, count: int) -> list[Key]:
    """The entry of the legend for so many blank base units; none where all are reached."""
    meaning = words.text("chart.layers_blank", base=words.layer(policy, base), count=count)
    return [Key(meaning, PAPER, ALARM, hatched=True)] if count else []


def vacant_keys(words: Lettering, count: int) -> list[Key]:
    """The entry of the legend for so many units without the leader they need."""
    return [Key(words.text("chart.vacant_key", count=count), PAPER, ALARM, dashed=True)] * bool(
        count
    )


def coverage_headline(
    org: Org, policy: Policy, base: str, layers: Sequence[str], words: Lettering
) -> str:
    """What a picture of base units and groups says: which base units a layer does not reach; where
    nothing asks for that, which group is spread over the most of them.
    """
    blank = blank_by_layer(org, policy, base, layers)
    units = len(org.pairs(base).units)
    sentences = [
        words.told(headlines.blank, _named(org, words, ids), units, policy, layer, base)
        for layer, ids in blank.items()
    ]
    # A layer that reaches everybody is told only where none fails.
    failing = [sentence for sentence, ids in zip(sentences, blank.values(), strict=True) if ids]
    if sentences:
        return words.told(headlines.together, failing or sentences)
    reach = [
        (int(count), layer, int(unit))
        for layer in layers
        for count, unit in zip(
            np.diff(shared(org, layer, base).tocsc().indptr), org.pairs(layer).units, strict=True
        )
    ]
    if not reach or not units:
        return ""
    most, layer, unit = max(reach, key=lambda reached: reached[0])
    (name,) = _named(org, words, [org.encoding.units[unit]])
    return words.told(headlines.spread, name, most, units, policy, layer, base)


def _named(org: Org, words: Lettering, ids: Sequence[str]) -> list[str]:
    """The names of units, fit to be drawn."""
    at = org.encoding.unit_at
    names = org.names(UNIT, np.array([at[id_] for id_ in ids], dtype=np.intp))
    return words.names(names, ids)
