"""What balanced groups come to, counted on an organisation; no model is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.groups.balance_question import LACKING, MOVED, OFF, POSTS
from sanzu_graph.metrics.mixes import group_mix
from sanzu_graph.schema import DEPUTY

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.demands import Policy


def asks_backbone(org: Org, policy: Policy) -> bool:
    """Whether the policy says who is a backbone member, by a column that is kept."""
    return policy.backbone is not None and org.keeps("members", policy.backbone.column)


def balance_today(org: Org, policy: Policy, layer: str) -> dict[str, int]:
    """The goals that look at the groups as they are: `LACKING` and `OFF`."""
    frame = group_mix(org, policy, layer=layer)
    lacking = (frame["backbone"] == 0) & (frame["headcount"] > 0)
    return {
        LACKING: int(lacking.sum()) if asks_backbone(org, policy) else 0,
        OFF: int(frame["off"].sum()),
    }


def balance_moves(before: Org, after: Org, layer: str) -> dict[str, int]:
    """The goals that look at what differs: `MOVED` and `POSTS`."""
    moved = {member for member, _ in _seats(before, layer) ^ _seats(after, layer)}
    posts = _seats(before, layer, DEPUTY) ^ _seats(after, layer, DEPUTY)
    return {MOVED: len(moved), POSTS: len(posts)}


def headcounts(org: Org, layer: str) -> dict[str, int]:
    """Unit of a layer → how many people it has."""
    pairs = org.pairs(layer)
    units, counts = org.encoding.units[pairs.units], pairs.per_unit[pairs.units]
    return dict(zip(units.tolist(), counts.tolist(), strict=True))


def _seats(org: Org, layer: str, role: str | None = None) -> set[tuple[str, str]]:
    """(member, unit) of every seat in a layer, or of those with a role."""
    pairs, code = org.pairs(layer, role), org.encoding
    members, units = code.members[pairs.member], code.units[pairs.unit]
    return set(zip(members.tolist(), units.tolist(), strict=True))
