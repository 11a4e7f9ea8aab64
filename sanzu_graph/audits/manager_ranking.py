"""`best_moves` for managers: every new manager for one person, by what each would fix and break."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from sanzu_graph.audits.audit_run import audit
from sanzu_graph.audits.check_questions import chosen, names_of
from sanzu_graph.audits.since import GONE, NEW
from sanzu_graph.checks.finding_frames import called
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.checks.reporting_line_ends import sharing
from sanzu_graph.messages import listed, text
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import hierarchy, rows_of_kind
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, REPORTS_TO

#: The families whose checks look at lines from person to person.
_FAMILIES = ("reporting", "leadership", "mentoring")
_COUNTS = [f"{severity}s_{effect}" for severity in SEVERITIES for effect in ("fixed", "broken")]
_SHOWN = 3


def managers_ranked(
    org: Org,
    policy: Policy,
    member: int,
    *,
    everywhere: bool,
    most: int | None,
    select: str | Collection[str] | None,
    ignore: str | Collection[str],
    moment: object,
) -> pd.DataFrame:
    """The managers whom a member may get instead of those of today, best first.

    See `sanzu_graph.audits.ranking.best_moves`; the organisation is as on the day.
    """
    names = [
        check.slug
        for check in chosen(names_of(select), names_of(ignore))
        if check.family in _FAMILIES and (check.near is None or "relations" in check.near.pairs)
    ]
    before, code = audit(org, policy, select=names, on=moment), org.encoding
    rows = rows_of_kind(org, REPORTS_TO)
    rows = rows[code.source[rows] == member]
    ranking = []
    for manager in _managers(org, member, everywhere=everywhere).tolist():
        changes = before.after(_edit(org, rows, member, manager)).since(before)
        changes = changes[changes["change"].isin((NEW, GONE)) & changes["check"].isin(names)]
        counts = [
            int(((changes["severity"] == severity) & (changes["change"] == change)).sum())
            for severity in SEVERITIES
            for change in (GONE, NEW)
        ]
        nets = [counts[at + 1] - counts[at] for at in range(0, len(counts), 2)]
        ranking.append((nets, str(code.members[manager]), manager, counts, _message(changes)))
    ranking.sort(key=lambda entry: entry[:2])
    ranking = ranking[:most]
    places = np.array([entry[2] for entry in ranking], dtype=np.intp)
    left = listed(dict.fromkeys(map(str, code.members[code.target[rows]])), most=_SHOWN)
    columns: dict[str, Any] = {
        "member": [str(code.members[member])] * len(ranking),
        "member_name": [str(org.names(MEMBER, np.array([member]))[0])] * len(ranking),
        "manager": code.members[places],
        "manager_name": org.names(MEMBER, places),
        "source": [left if len(rows) else ""] * len(ranking),
        "fixes": [sum(entry[3][::2]) for entry in ranking],
        "breaks": [sum(entry[3][1::2]) for entry in ranking],
        **{name: [entry[3][at] for entry in ranking] for at, name in enumerate(_COUNTS)},
        "message": [entry[4] for entry in ranking],
    }
    frame = pd.DataFrame(columns)
    kinds = {"member", "member_name", "manager", "manager_name", "source", "message"}
    return frame.astype({name: "str" if name in kinds else "int64" for name in frame})


def _managers(org: Org, member: int, *, everywhere: bool) -> Positions:
    """Who may be the new manager: nobody below the member, and not the only manager of today.

    Without `everywhere` it is only people with reports. They share a unit with the member, or are in
    the branch of the manager of the member's manager.
    """
    lines = hierarchy(org)
    everybody = np.arange(lines.total)
    own = np.full(lines.total, member)
    rows, _ = lines.by_member.rows_of(np.array([member], dtype=np.intp))
    today = lines.lines_to[rows]
    fits = ~lines.is_below(everybody, own) & (everybody != member)
    if len(today) == 1:
        fits &= everybody != today[0]
    if not everywhere:
        fits &= lines.reports > 0
        _, near = sharing(org, own, everybody, None)
        for manager in today.tolist():
            upper = int(lines.manager[manager])
            at = np.full(lines.total, upper if upper >= 0 else manager)
            near |= lines.is_below(everybody, at) | (everybody == at)
        if near.any():
            fits &= near
    return np.flatnonzero(fits)


def _edit(org: Org, rows: Positions, member: int, manager: int) -> Edit:
    """The lines of a member replaced by one to another manager."""
    ids, target = org.encoding.members, str(org.encoding.members[manager])
    if not len(rows):
        line = {"source": str(ids[member]), "target": target, "kind": REPORTS_TO}
        return Edit(added={"relations": [line]})
    first, *further = rows.tolist()
    removed = {"relations": further} if further else {}
    return Edit(removed=removed, changed={"relations": {first: {"target": target}}})


def _message(changes: pd.DataFrame) -> str:
    """What a change fixes and breaks, in words."""
    parts = []
    for change, key in ((GONE, "moves.fixes"), (NEW, "moves.breaks")):
        frame = changes[changes["change"] == change]
        findings = [
            text(
                "moves.finding",
                title=text(f"title.{slug}"),
                names=listed(
                    dict.fromkeys(called(same["entity_id"].to_numpy(), same["name"].to_numpy())),
                    most=_SHOWN,
                ),
            )
            for slug, same in frame.groupby("check", sort=False)
        ]
        if findings:
            parts.append(text(key, findings=text("list.comma").join(findings)))
    return text("moves.semicolon").join(parts) or text("moves.nothing")
