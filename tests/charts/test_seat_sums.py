"""Numbers of people in the grid of shared people, spans, trends and sums of seats, against loops."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from sanzu_graph import Org, Policy
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.scenes import Scene
from tests.charts.test_numbers import COMPANY, layer_of, matrix, members_of, several_seats
from tests.searching import examples

SEVERAL = Policy.for_layers("team", ["party", "union"])


def sums(org: Org, policy: Policy) -> dict[str, str]:
    """Layer with several seats → the sentence of its sum."""
    inside, layer = members_of(org), layer_of(org)
    found = {}
    for name in org.layers:
        mine = [people for unit, people in inside.items() if layer[unit] == name]
        people, seats = len(set().union(*mine)), sum(map(len, mine))
        noun = "person" if people == 1 else "people"
        if seats > people:
            found[name] = f"{people} {noun} in {seats} {policy.layer(name).label()} seats."
    return found


def assert_told(scene: Scene, expected: set[str]) -> None:
    told = " ".join(label.text for label in scene.labels)
    assert all(one in told for one in expected)
    assert len(re.findall(r"\d+ (?:person|people) in \d+ \S+ seats\.", told)) == len(expected)


def assert_overlap_right(org: Org, layer: str, base: str, policy: Policy) -> None:
    scene = drawing(sg.plot_overlap, org, layer=layer, base=base, policy=policy).scene()
    inside, of = members_of(org), layer_of(org)
    rows, columns = ([unit for unit in inside if of[unit] == name] for name in (base, layer))
    reaching = set().union(*(inside[group] for group in columns))
    expected = Counter(str(len(inside[row] & reaching)) for row in rows)
    expected += Counter(
        str(len(inside[row] & inside[group]))
        for row in rows
        for group in columns
        if inside[row] & inside[group]
    )
    labels = [label.text for label in scene.labels]
    grid = labels[labels.index(f"in any {policy.layer(layer).label()}") + 1 :]
    told = Counter(text.removesuffix(" blank") for text in grid if re.match(r"\d+( blank)?$", text))
    assert told == expected
    assert_told(scene, {sum_ for name, sum_ in sums(org, policy).items() if name in (base, layer)})


@pytest.mark.parametrize("layer", ["party", "union"])
def test_overlap(layer: str) -> None:
    assert_overlap_right(several_seats(), layer, "team", SEVERAL)


def test_overlap_of_the_matrix_company() -> None:
    assert_overlap_right(matrix(), "project", "department", COMPANY)


@examples(10)
@given(seed=st.integers(0, 10_000), members=st.integers(8, 25))
def test_overlap_of_any_seats(seed: int, members: int) -> None:
    assert_overlap_right(several_seats(seed, members), "party", "team", SEVERAL)


# -- spans


@examples(10)
@given(seed=st.integers(0, 10_000), members=st.integers(3, 22))
def test_spans_of_any_seats(seed: int, members: int) -> None:
    org = several_seats(seed, members)
    scene = drawing(sg.plot_spans, org, policy=SEVERAL).scene()
    inside, layer = members_of(org), layer_of(org)
    led: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in org.memberships.itertuples():
        if row.role == "leader":
            led[layer[row.unit], row.member] |= inside[row.unit]
    reports = {key: len(people - {key[1]}) for key, people in led.items()}
    expected: Counter[tuple[int, int]] = Counter()
    for name in org.layers:
        counts = Counter(count for (one, _), count in reports.items() if one == name)
        expected += Counter((times, count) for count, times in counts.items())
    titles = [re.match(r"(\d+) with (\d+) direct report", box.title) for box in scene.boxes]
    told = Counter((int(one[1]), int(one[2])) for one in titles if one)
    assert told == expected
    texts = [label.text for label in scene.labels]
    for name in org.layers:
        mine = [count for (one, _), count in reports.items() if one == name]
        if mine:
            assert f"median: {median(mine):g}" in texts
            assert any(text.startswith(f"most: {max(mine)} (") for text in texts)


# -- trend


@examples(10)
@given(seed=st.integers(0, 10_000), members=st.integers(3, 22))
def test_the_mean_headcount_of_a_trend(seed: int, members: int) -> None:
    org = several_seats(seed, members)
    told = sg.trend(org, ["2026-01-01"], SEVERAL)
    inside, layer = members_of(org), layer_of(org)
    for name in org.layers:
        sizes = [len(people) for unit, people in inside.items() if layer[unit] == name]
        mine = told[(told["metric"] == "mean_headcount") & (told["layer"] == name)]
        assert mine["value"].tolist() == pytest.approx([sum(sizes) / len(sizes)])


# -- sums of seats


def test_the_hierarchy_tells_the_sum_of_seats() -> None:
    org = several_seats()
    scene = drawing(sg.plot_org, org, policy=SEVERAL).scene()
    assert_told(scene, set(sums(org, SEVERAL).values()))
    part = drawing(sg.plot_org, org, policy=SEVERAL, layers=["team"]).scene()
    assert_told(part, {sums(org, SEVERAL)["team"]})


def test_no_sum_is_told_where_nobody_has_several_seats() -> None:
    org = Org(
        {"id": ["A", "B"]},
        {"id": ["T", "P"], "layer": ["team", "party"]},
        {"member": ["A", "B", "A"], "unit": ["T", "T", "P"]},
    )
    policy = Policy.for_layers("team", ["party"])
    for chart in (sg.plot_org, sg.plot_overlap, sg.plot_flow, sg.plot_layers):
        assert_told(drawing(chart, org, policy=policy).scene(), set())
