"""The numbers that `plot_findings` and `plot_trend` print, against plain loops."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

import sanzu_graph as sg
from sanzu_graph import Org, Policy
from sanzu_graph.charts.registry import drawing
from tests.charts.test_numbers import several_seats

SEVERAL = Policy.for_layers("team", ["party", "union"])
INSTANCES = [(1, 4), (2, 12), (3, 20)]
#: The size of numbers in cells.
COUNTED = 7.5
FIRST, MIDDLE, LAST = "2025-01-01", "2025-07-01", "2026-01-01"


def labels_of(chart: object, org: Org, **words: object) -> list[str]:
    return [label.text for label in drawing(chart, org, **words).scene().labels]


@pytest.mark.parametrize(("seed", "members"), INSTANCES)
def test_findings_are_counted_where_they_belong(seed: int, members: int) -> None:
    org = several_seats(seed, members)
    audit = sg.audit(org, SEVERAL, lang="en")
    layer = dict(zip(org.units["id"], org.units["layer"], strict=True))
    teams = defaultdict(set)
    for member, unit in zip(org.memberships["member"], org.memberships["unit"], strict=True):
        if layer[unit] == "team":
            teams[member].add(unit)
    cells: Counter[tuple[str, str]] = Counter()
    grave: Counter[str] = Counter()
    for row in audit.findings.to_dict("records"):
        grave[row["severity"]] += 1
        places = {row["entity_id"]} if row["entity"] == "unit" else {"rows"}
        if row["entity"] == "member":
            places = teams[row["entity_id"]] or {"nowhere"}
        for place in places:
            cells[place, row["check"]] += 1
    told = labels_of(sg.plot_findings, org, audit=audit)
    whole = drawing(sg.plot_findings, org, audit=audit).full()
    counts = [label.text for label in whole.labels if label.size == COUNTED]
    heading = f"errors: {grave['error']}, warnings: {grave['warning']}, notes: {grave['info']}"
    assert any(text.endswith(heading) for text in told)
    assert Counter(text for text in counts if text.isdigit()) == Counter(map(str, cells.values()))
    sound = len(set(layer) - {place for place, _ in cells})
    assert any(re.search(rf"Without findings: {sound} ", text) for text in told)


@pytest.mark.parametrize(("seed", "members"), INSTANCES)
def test_a_trend_ends_at_what_its_last_day_counts(seed: int, members: int) -> None:
    """Every third membership begins in the middle."""
    org = several_seats(seed, members)
    rows = org.memberships.assign(
        since=[MIDDLE if place % 3 == 0 else "" for place in range(len(org.memberships))]
    )
    org = Org(org.members, org.units, rows)
    told = labels_of(
        sg.plot_trend,
        org,
        dates=[FIRST, LAST],
        metrics=["mean_headcount"],
        policy=SEVERAL,
        lang="en",
    )
    for name in org.layers:
        sizes: defaultdict[str, set[str]] = defaultdict(set)
        units = org.units.loc[org.units["layer"] == name, "id"].tolist()
        for member, unit in zip(rows["member"], rows["unit"], strict=True):
            sizes[unit].add(member)
        mean = sum(len(sizes[unit]) for unit in units) / len(units)
        assert f"{SEVERAL.layer(name).label()} {float(f'{mean:.4g}'):g}" in told
    assert {FIRST, LAST} <= set(told)
