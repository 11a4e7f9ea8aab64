"""The first sentence of a brief, a page and a deck: the same that charts have as their title."""

from __future__ import annotations

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.audits.html import headline
from sanzu_graph.charts import headlines


def situation_said(audit: Audit) -> str:
    """What is wrong first: base units that a layer does not reach, units without the leader they
    need; else how many findings there are.
    """
    failing = [sentence for names, sentence in _coverage(audit).values() if names]
    vacant = _names(audit, "vacant_leader")
    if not failing and vacant:
        failing = [headlines.vacant(vacant, _leading(audit))]
    return headlines.together(failing) or headline(audit)


def coverage_said(before: Audit, after: Audit) -> str:
    """What becomes of base units that a layer did not reach, and of units without a leader.

    It is empty where there were none, or a plan changes nothing of it.
    """
    then, now = _coverage(before), _coverage(after)
    sentences = [
        now[layer][1]
        for layer, (names, _) in then.items()
        if layer in now and names != now[layer][0]
    ]
    vacant = [_names(audit, "vacant_leader") for audit in (before, after)]
    if not sentences and vacant[0] and vacant[0] != vacant[1]:
        sentences = [headlines.vacant(vacant[1], _leading(after))]
    return headlines.together(sentences)


def _coverage(audit: Audit) -> dict[str, tuple[list[str], str]]:
    """Layer → the base units that it does not reach, and the sentence."""
    base, org = audit.policy.base, audit.org
    layers = set(audit.asked.loc[audit.asked["check"] == "blank_team", "layer"])
    units = len(org.pairs(base).units) if base in org.layers else 0
    coverage = {}
    for layer in audit.policy.groups:
        if layer.name in layers and layer.per_base_unit is not None and units:
            names = _names(audit, "blank_team", layer.name)
            sentence = headlines.blank(names, units, audit.policy, layer.name, base)
            coverage[layer.name] = names, sentence
    return coverage


def _names(audit: Audit, check: str, layer: str | None = None) -> list[str]:
    frame = audit.findings
    frame = frame[frame["check"] == check]
    if layer is not None:
        frame = frame[frame["layer"] == layer]
    return [name or id_ for name, id_ in zip(frame["name"], frame["entity_id"], strict=True)]


def _leading(audit: Audit) -> int:
    """How many units with members need a leader."""
    org, policy = audit.org, audit.policy
    return sum(
        int((org.pairs(layer).per_unit[org.pairs(layer).units] > 0).sum())
        for layer in org.layers
        if policy.layer(layer).least_leaders > 0
    )
