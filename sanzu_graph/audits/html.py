"""An audit in a notebook: what is wrong, how often, the first findings, what could not be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanzu_graph.messages import text
from sanzu_graph.model.html import paragraph, source_lines, table

if TYPE_CHECKING:
    from sanzu_graph.audits.engine import Audit

SHOWN = 20


def headline(audit: Audit) -> str:
    """The audit in one sentence: how many findings of which severity, on which day, and how much
    could not be asked.
    """
    count = audit.findings["severity"].value_counts()
    key = "audit.headline_on" if audit.on is not None else "audit.headline"
    numbers = {severity: int(count.get(severity, 0)) for severity in ("error", "warning", "info")}
    line = text(
        key,
        audit.lang,
        on=audit.on,
        members=len(audit.org.encoding.members),
        units=len(audit.org.encoding.units),
        **numbers,
    )
    return line + (
        text("audit.unasked", audit.lang, count=len(audit.skipped)) if len(audit.skipped) else ""
    )


def audit_html(audit: Audit) -> str:
    """Headline, summary, the first findings, what was skipped and why."""
    lang = audit.lang
    summary = audit.summary()
    counted = [
        (row.title, text(f"severity.{row.severity}", lang), row.findings)
        for row in summary.itertuples()
        if row.findings
    ]
    first = [
        (text(f"severity.{row.severity}", lang), text(f"title.{row.check}", lang), row.message)
        for row in audit.findings.head(SHOWN).itertuples()
    ]
    parts = [
        paragraph(headline(audit)),
        table(
            [text(f"column.{name}", lang) for name in ("check", "severity", "findings")],
            counted,
            caption=text("audit.summary", lang),
        ),
        table(
            [text(f"column.{name}", lang) for name in ("severity", "check", "message")],
            first,
            caption=text("audit.findings", lang),
        ),
    ]
    if len(audit.findings) > SHOWN:
        parts.append(paragraph(text("list.more", lang, count=len(audit.findings) - SHOWN)))
    sound = [row.title for row in summary.itertuples() if not row.findings]
    if sound:
        parts.append(
            paragraph(
                text("audit.sound", lang, titles=text("list.comma", lang).join(map(str, sound)))
            )
        )
    if len(audit.skipped):
        reasons = audit.skipped.groupby(["layer", "reason"], sort=False)["check"].agg(
            lambda slugs: list(dict.fromkeys(slugs))
        )
        comma = text("list.comma", lang)
        rows = [
            (comma.join(text(f"title.{slug}", lang) for slug in slugs), layer, reason)
            for (layer, reason), slugs in zip(reasons.index, reasons, strict=True)
        ]
        parts.append(
            table(
                [text(f"column.{name}", lang) for name in ("check", "layer", "reason")],
                rows,
                caption=text("audit.skipped", lang),
            )
        )
    read = audit.resolved
    read = read[read["value"]]
    if len(read):
        parts.append(
            table(
                [text("column.reason", lang)],
                [(one,) for one in read["reason"]],
                caption=text("audit.resolved", lang),
            )
        )
    return (
        "<div>"
        + "".join(parts + [paragraph(line) for line in source_lines(audit.org, lang)])
        + "</div>"
    )
