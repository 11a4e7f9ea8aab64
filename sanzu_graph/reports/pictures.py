"""The pictures of a pack, as scenes: who reaches whom before and after, what changes, where the
findings are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.finding_maps import plot_findings
from sanzu_graph.charts.headlines import noun
from sanzu_graph.charts.overlaps import plot_overlap
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.reorganisations import plot_changes
from sanzu_graph.messages import text
from sanzu_graph.model.organisation import Org
from sanzu_graph.reports.packs import Pack

SITUATION, PLAN = "situation", "plan"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture: where in the pack it stands, its caption, and its drawing."""

    part: str
    caption: str
    drawing: Drawing


def pictures(pack: Pack) -> Iterator[Picture]:
    """The pictures, in the order in which they are shown."""
    policy, org = pack.policy, pack.before.org
    layers = [
        layer.name
        for layer in policy.groups
        if layer.name in org.layers and policy.base in org.layers and layer.per_base_unit
    ]
    chosen = pack.chosen
    after = chosen.audit if chosen is not None else None
    blank = {
        layer
        for audit in (pack.before, after)
        if audit is not None
        for layer in audit.findings.query("check == 'blank_team'")["layer"]
    }
    layers = [layer for layer in layers if layer in blank] or layers[:1]
    for layer in layers:
        yield Picture(
            SITUATION,
            _caption(
                "report.picture_overlap" if after is None else "report.picture_overlap_before",
                pack,
                layer,
            ),
            _overlap(org, pack, layer),
        )
    if len(pack.before.findings):
        yield Picture(
            SITUATION,
            text("report.picture_findings"),
            drawing(plot_findings, org, audit=pack.before, policy=policy),
        )
    if chosen is None or after is None or chosen.scenario is None:
        return
    yield Picture(
        PLAN,
        text("report.picture_changes"),
        drawing(plot_changes, pack.org, chosen.scenario, policy=policy, on=pack.before.on),
    )
    for layer in layers:
        both = (layer, policy.base)
        if set(both) <= set(after.org.layers) and _seats(org, both) != _seats(after.org, both):
            yield Picture(
                PLAN,
                _caption("report.picture_overlap_after", pack, layer),
                _overlap(after.org, pack, layer),
            )


def _caption(key: str, pack: Pack, layer: str) -> str:
    labels = {
        "layer": noun(pack.policy, layer),
        "base": noun(pack.policy, pack.policy.base),
    }
    return text(key, **labels)


def _overlap(org: Org, pack: Pack, layer: str) -> Drawing:
    policy = pack.policy
    return drawing(
        plot_overlap,
        org,
        layer=layer,
        base=policy.base,
        rollup=policy.layer(layer).rollup,
        policy=policy,
    )


def _seats(org: Org, layers: tuple[str, ...]) -> set[tuple[str, str]]:
    """Who is in which unit of these layers."""
    code, pairs = org.encoding, [org.pairs(layer) for layer in layers]
    return {
        (code.members[m], code.units[u])
        for seats in pairs
        for m, u in zip(seats.member.tolist(), seats.unit.tolist(), strict=True)
    }
