"""A policy as a table: every limit with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.messages import text
from sanzu_graph.model.html import table
from sanzu_graph.policy import demands

if TYPE_CHECKING:
    from sanzu_graph.policy.demands import Policy


def policy_html(policy: Policy) -> str:
    """Every limit of a policy: place, value, status, source."""
    rows = [
        (place, limit.value, text(f"status.{limit.status}"), limit.cited())
        for place, limit in demands.limits(policy)
    ]
    caption = text(
        "policy.caption",
        base=policy.layer(policy.base).label(),
        groups=text("list.comma").join(layer.label() for layer in policy.groups),
    )
    return table(
        [text(f"column.{name}") for name in ("place", "limit", "status", "source")],
        rows,
        caption=caption,
    )
