"""Findings as the board keeps them: which of the first audit are gone, which have come, found again
by their identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from sanzu_graph.audits.audit_run import Audit
from sanzu_graph.audits.unit_lineage import under_other_ids
from sanzu_graph.checks.registry import all_checks

#: What makes a finding the same one; see `sanzu_graph.audits.since`.
Identity = tuple[object, ...]
#: The check whose units are drawn hatched, as in the charts.
BLANK = "blank_team"


class Finding(NamedTuple):
    """One finding, as a page shows it."""

    check: str
    severity: str
    entity: str
    entity_id: str
    layer: str
    message: str


#: How the findings differ from those of the first audit: identity → the finding now, None where it
#: is gone.
Differences = Mapping[Identity, Finding | None]


def read(
    frame: pd.DataFrame, first_ids: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[Identity, Finding]]:
    """The findings of a frame, each with its identity; in that, units go by their first ids."""
    first = under_other_ids(frame, first_ids)
    columns = {name: first[name].tolist() for name in first}
    checks = all_checks()
    for row, finding in enumerate(
        map(Finding._make, zip(*(frame[name].tolist() for name in Finding._fields), strict=True))
    ):
        yield (
            tuple(columns[name][row] for name in checks[finding.check].identity if name in columns),
            finding,
        )


def differences(
    first: Mapping[Identity, Finding],
    before: Differences,
    earlier: Audit,
    later: Audit,
    start: Audit,
) -> Differences:
    """How the findings of a later audit differ from the first ones.

    Parameters
    ----------
    first
        The findings of the first audit.
    before
        How those of the earlier audit differ from these.
    earlier, later
        Two audits; quick where the later one was made of the earlier one by `Audit.after`.
    start
        The first audit.
    """
    gone, come = later.differing(earlier)
    checks = all_checks()
    counts = dict(before)
    for identity, finding in read(gone, earlier.first_ids(start)):
        if not checks[finding.check].past:  # no plan changes what is over
            counts[identity] = None
    counts.update(
        (identity, one)
        for identity, one in read(come, later.first_ids(start))
        if not checks[one.check].past
    )
    return {
        identity: finding for identity, finding in counts.items() if first.get(identity) != finding
    }


def between(
    first: Mapping[Identity, Finding], before: Differences, after: Differences
) -> tuple[list[Finding], list[Finding]]:
    """The findings that are gone and those that have come from one state to another; other numbers
    alone make no new finding.
    """
    fixed, introduced = [], []
    for identity in {**before, **after}:
        was, now = (state.get(identity, first.get(identity)) for state in (before, after))
        if was is not None and now is None:
            fixed.append(was)
        elif was is None and now is not None:
            introduced.append(now)
    return fixed, introduced
