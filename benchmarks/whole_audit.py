"""`audit()` with findings and messages against the structural part alone, and the messages by themselves."""

from __future__ import annotations

from collections.abc import Iterator

import sanzu_graph as sg
from benchmarks.organisations import invent
from benchmarks.organisations import tables as text_tables
from benchmarks.ours import structural
from benchmarks.tables import Table, at_most, seconds
from benchmarks.timing import median, repeats
from sanzu_graph.messages import fill

FINDINGS = 1_000_000


def tables(sizes: list[int]) -> Iterator[Table]:
    yield Table(
        "The whole audit, default policy", ("members", "findings", "audit()", "structural part", "ratio"), [_row(size) for size in sizes]
    )
    yield Table(f"Messages of {FINDINGS:,} blank teams", ("language", "time", "figure"), [_messages(lang) for lang in ("en", "zh")])


def _row(size: int) -> list[str]:
    org = sg.Org(**text_tables(invent(size)))
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
    ids = [f"T{number:07d}" for number in range(FINDINGS)]
    places = {"id": ids, "name": ids, "layer": ["party group"] * FINDINGS, "value": [0] * FINDINGS, "limit": [1] * FINDINGS}
    places |= {"headcount": [8] * FINDINGS, "eligible_unassigned": [2] * FINDINGS}
    took = median(lambda: fill("check.blank_team", lang, places, FINDINGS), 5)
    return [lang, seconds(took), "reached: < 1 s" if took < 1 else "MISSED: < 1 s"]
