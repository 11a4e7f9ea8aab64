"""A policy as a table: every limit with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.messages import language, text
from sanzu_graph.model.html import table
from sanzu_graph.policy import demands

if TYPE_CHECKING:
    from sanzu_graph.policy.demands import Policy


def policy_html(policy: Policy, lang: str | None = None) -> str:
    """Every limit of a policy: place, value, status, source."""
    lang = language(lang, policy.lang)
    rows = [
        (place, limit.value, text(f"status.{limit.status}", lang), limit.cited(lang))
        for place, limit in demands.limits(policy)
    ]
    caption = text(
        "policy.caption",
        lang,
        base=policy.layer(policy.base).label(lang),
        groups=text("list.comma", lang).join(layer.label(lang) for layer in policy.groups),
    )
    return table(
        [text(f"column.{name}", lang) for name in ("place", "limit", "status", "source")],
        rows,
        caption=caption,
    )
