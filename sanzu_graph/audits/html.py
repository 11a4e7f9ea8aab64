"""An audit in a notebook: what is wrong, how often, the first findings, what could not be asked."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Protocol

from sanzu_graph.doors import own_language
from sanzu_graph.messages import listed, text
from sanzu_graph.model.html import paragraph, table
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.source import source_lines
from sanzu_graph.policy.demands import Policy

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20


class _ShownAudit(Protocol):
    """What is shown of an `Audit`; its words are told there."""

    @property
    def lang(self) -> str: ...

    @property
    def org(self) -> Org: ...
    @property
    def on(self) -> datetime.date | None: ...
    @property
    def findings(self) -> pd.DataFrame: ...
    @property
    def skipped(self) -> pd.DataFrame: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def unreached_layers(self) -> tuple[str, ...]: ...
    @property
    def resolved(self) -> pd.DataFrame: ...
    def summary(self) -> pd.DataFrame: ...


@own_language
def headline(audit: _ShownAudit) -> str:
    """The audit in one sentence: how many findings of which severity, on which day, and how much
    could not be asked.
    """
    count = audit.findings["severity"].value_counts()
    key = "audit.headline_on" if audit.on is not None else "audit.headline"
    numbers = {severity: int(count.get(severity, 0)) for severity in ("error", "warning", "info")}
    line = text(
        key,
        on=audit.on,
        members=len(audit.org.encoding.members),
        units=len(audit.org.encoding.units),
        **numbers,
    )
    unreached = audit.unreached_layers
    if unreached and not int(count.get("error", 0)):
        labels = [audit.policy.layer(name).label() for name in unreached]
        line = text("audit.not_known", layers=listed(labels)) + " " + line
    return line + (text("audit.unasked", count=len(audit.skipped)) if len(audit.skipped) else "")


@own_language
def audit_html(audit: _ShownAudit) -> str:
    """Headline, summary, the first findings, what was skipped and why."""
    summary = audit.summary()
    counted = [
        (row.title, text(f"severity.{row.severity}"), row.findings)
        for row in summary.itertuples()
        if row.findings
    ]
    first = [
        (text(f"severity.{row.severity}"), text(f"title.{row.check}"), row.message)
        for row in audit.findings.head(SHOWN).itertuples()
    ]
    parts = [
        paragraph(headline(audit)),
        table(
            [text(f"column.{name}") for name in ("check", "severity", "findings")],
            counted,
            caption=text("audit.summary"),
        ),
        table(
            [text(f"column.{name}") for name in ("severity", "check", "message")],
            first,
            caption=text("audit.findings"),
        ),
    ]
    if len(audit.findings) > SHOWN:
        parts.append(paragraph(text("list.more", count=len(audit.findings) - SHOWN)))
    sound = [row.title for row in summary.itertuples() if not row.findings]
    if sound:
        parts.append(
            paragraph(text("audit.sound", titles=text("list.comma").join(map(str, sound))))
        )
    if len(audit.skipped):
        reasons = audit.skipped.groupby(["layer", "reason"], sort=False)["check"].agg(
            lambda slugs: list(dict.fromkeys(slugs))
        )
        comma = text("list.comma")
        rows = [
            (comma.join(text(f"title.{slug}") for slug in slugs), layer, reason)
            for (layer, reason), slugs in zip(reasons.index, reasons, strict=True)
        ]
        parts.append(
            table(
                [text(f"column.{name}") for name in ("check", "layer", "reason")],
                rows,
                caption=text("audit.skipped"),
            )
        )
    read = audit.resolved
    read = read[read["value"]]
    if len(read):
        parts.append(
            table(
                [text("column.reason")],
                [(sentence,) for sentence in read["reason"]],
                caption=text("audit.resolved"),
            )
        )
    return (
        "<div>"
        + "".join(parts + [paragraph(line) for line in source_lines(audit.org.source)])
        + "</div>"
    )
