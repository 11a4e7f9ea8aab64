"""A policy as a table: every limit with its source."""

from __future__ import annotations

from collections.abc import Iterable

from sanzu_graph.messages import text
from sanzu_graph.model.html import table
from sanzu_graph.policy.parts import Layer, Limit


def policy_html(base: Layer, groups: Iterable[Layer], limits: Iterable[tuple[str, Limit]]) -> str:
    """The limits of a policy with their places in its file: value, status, source."""
    rows = [
        (place, limit.value, text(f"status.{limit.status}"), limit.cited())
        for place, limit in limits
    ]
    caption = text(
        "policy.caption",
        base=base.label(),
        groups=text("list.comma").join(layer.label() for layer in groups),
    )
    return table(
        [text(f"column.{name}") for name in ("place", "limit", "status", "source")],
        rows,
        caption=caption,
    )
