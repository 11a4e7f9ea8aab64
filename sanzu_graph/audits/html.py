"""An audit in a notebook: what is wrong, how often, the first findings, what could not be asked."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Protocol

from sanzu_graph.doors import own_language
from sanzu_graph.messages import listed, text
from sanzu_graph.model.html import badge, folded, next_step, paragraph, table
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.readable_frames import frame_html
from sanzu_graph.model.source import source_lines
from sanzu_graph.policy.demands import Policy

if TYPE_CHECKING:
    import pandas as pd

#: The call that mends some findings, or tells more of them → the checks that make these.
_CALLS = {
    "sg.propose(org)": (
        "blank_team",
        "coverage_gap",
        "size_outlier",
        "scattered_group",
        "vacant_leader",
        "double_leader",
    ),
    "sg.propose_leaders(org)": ("ineligible_leader", "unaligned_leader", "overextended_leader"),
    "sg.pair_mentors(org)": ("overloaded_mentor", "unmentored_member", "unqualified_mentor"),
    "sg.plot_people(org)": ("reporting_circle", "unmanaged_member", "several_manager"),
    "org.rejected": ("rejected_row",),
}
#: What a call is given where the policy is not the shipped one.
_OWN = "(org, policy=policy)"


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
        members=audit.org.encoding.member_count,
        units=audit.org.encoding.unit_count,
        **numbers,
    )
    unreached, base = audit.unreached_layers, audit.policy.base
    if unreached and not int(count.get("error", 0)):
        labels = [audit.policy.layer(name).label() for name in unreached]
        line = text("audit.not_known", layers=listed(labels)) + " " + line
    elif audit.org.layers and base not in audit.org.layers:
        line = text("audit.no_base", base=base, known=listed(audit.org.layers)) + " " + line
    return line + (text("audit.unasked", count=len(audit.skipped)) if len(audit.skipped) else "")


@own_language
def audit_html(audit: _ShownAudit) -> str:
    """Headline, what to do next, what is wrong and how often; the findings, what is sound and what
    was skipped are folded behind it.
    """
    summary = audit.summary()
    counted = [
        (badge(text(f"severity.{row.severity}"), str(row.severity)), row.title, row.findings)
        for row in summary.itertuples()
        if row.findings
    ]
    parts = [
        paragraph(headline(audit), is_title=True),
        *(next_step(why, call) for why, call in next_steps(audit)),
    ]
    if counted:
        headings = [text(f"column.{name}") for name in ("severity", "check", "findings")]
        parts.append(table(headings, counted, caption=text("audit.summary")))
        title = text("audit.findings")
        findings = frame_html(audit.findings) or ""
        parts.append(folded(title, [findings]))
    sound = [row.title for row in summary.itertuples() if not row.findings]
    if sound:
        titles = text("list.comma").join(map(str, sound))
        parts.append(folded(text("audit.sound_count", count=len(sound)), [paragraph(titles)]))
    if len(audit.skipped):
        parts.append(folded(text("audit.skipped"), [_skipped(audit.skipped)]))
    read = audit.resolved[audit.resolved["value"]]
    lines = [*map(str, read["reason"]), *source_lines(audit.org.source)]
    if lines:
        parts.append(folded(text("audit.read"), list(map(paragraph, lines))))
    return f"<div>{''.join(parts)}</div>"


@own_language
def audit_text(audit: _ShownAudit) -> str:
    """The same in a few lines: headline, what is wrong and how often, what to do next."""
    summary = audit.summary()
    found = [
        (text(f"severity.{row.severity}"), str(row.findings), str(row.title))
        for row in summary.itertuples()
        if row.findings
    ]
    widths = [max((len(cells[at]) for cells in found), default=0) for at in (0, 1)]
    lines = [headline(audit)]
    lines += [
        f"  {severity.ljust(widths[0])}  {count.rjust(widths[1])}  {title}"
        for severity, count, title in found
    ]
    sound = int((summary["findings"] == 0).sum())
    lines += [text("audit.sound_count", count=sound)] if sound else []
    lines += [text("audit.next", why=why, call=call) for why, call in next_steps(audit)]
    return "\n".join(lines)


def _skipped(skipped: pd.DataFrame) -> str:
    """What could not be asked, a row for each reason."""
    reasons = skipped.groupby(["layer", "reason"], sort=False)["check"].agg(
        lambda slugs: list(dict.fromkeys(slugs))
    )
    comma = text("list.comma")
    rows = [
        (comma.join(text(f"title.{slug}") for slug in slugs), layer, reason)
        for (layer, reason), slugs in zip(reasons.index, reasons, strict=True)
    ]
    return table([text(f"column.{name}") for name in ("check", "layer", "reason")], rows)


@own_language
def next_steps(audit: _ShownAudit) -> list[tuple[str, str]]:
    """What is wrong in a few words, with how often, and the call that mends it or tells more."""
    counts = audit.findings["check"].value_counts()
    is_shipped = audit.policy == Policy()
    steps = []
    for call, slugs in _CALLS.items():
        named = [
            text("audit.count", title=text(f"title.{slug}"), count=int(counts[slug]))
            for slug in slugs
            if slug in counts
        ]
        if named:
            steps.append((listed(named), call if is_shipped else call.replace("(org)", _OWN)))
    return steps
