"""`audit()` with findings and messages against the structural part alone, and the messages by
themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import sanzu_graph as sg
from benchmarks.organisations import invent
from benchmarks.organisations import tables as text_tables
from benchmarks.ours import structural
from benchmarks.tables import Table, at_most, seconds
from benchmarks.timing import median, repeats
from sanzu_graph.checks import finding_frames
from sanzu_graph.errors import speaking

FINDINGS = 1_000_000


def tables(sizes: list[int]) -> Iterator[Table]:
    yield Table(
        "The whole audit, default policy",
        ("members", "findings", "audit()", "structural part", "ratio"),
        [_row(size) for size in sizes],
    )
    yield Table(
        f"Messages of {FINDINGS:,} blank teams",
        ("language", "time", "figure"),
        [_messages(lang) for lang in ("en", "zh")],
    )


def _row(size: int) -> list[str]:
    org = sg.Org.from_tables(text_tables(invent(size)))
    found = len(sg.audit(org, lang="en").findings)
    whole = median(lambda: sg.audit(org, lang="en"), repeats(size), before=org._pairs.clear)
    part = median(lambda: structural(org), repeats(size))
    return [
        f"{size:,}",
        f"{found:,}",
        seconds(whole),
        seconds(part),
        at_most(whole / part, 20) if size >= 1_000_000 else f"{whole / part:.3g} ×",
    ]


def _messages(lang: str) -> list[str]:
    """From columns to sentences, names with their ids behind them included."""
    ids, names = (
        np.array([f"{word}{number:07d}" for number in range(FINDINGS)], dtype=object)
        for word in ("T", "Team ")
    )
    columns = {"entity_id": ids, "name": names, "layer": np.full(FINDINGS, "party", dtype=object)}
    columns |= {"value": np.zeros(FINDINGS), "limit": np.ones(FINDINGS)}
    own = {"headcount": np.full(FINDINGS, 8), "eligible_unassigned": np.full(FINDINGS, 2)}
    with speaking(lang):
        took = median(
            lambda: finding_frames._messages(
                "check.blank_team", columns, own, FINDINGS, finding_frames.default_label
            ),
            5,
        )
    return [lang, seconds(took), "reached: < 1 s" if took < 1 else "MISSED: < 1 s"]
