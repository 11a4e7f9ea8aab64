"""The frontier against all end states, and what it says of the example."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pandas as pd
import pytest

import sanzu_graph as sg
from benchmarks.sites import demands, organisation
from sanzu_graph import ProblemError, frontier
from tests.optimize.seats.definitions import GOALS
from tests.optimize.seats.enumeration import TooLargeError, enumerate_all
from tests.optimize.seats.instances import drawn

AXES = [
    (x, y)
    for x, y in product(
        ("people_moved", "groups_changed", "price"),
        ("unmet", "groups_changed", "people_moved", "imbalance"),
    )
    if x != y
]


def stairs(x: str, y: str, found: list[dict[str, int]]) -> list[list[int]]:
    """The points at which more of one goal buys less of another, of the plans with the least unmet
    where that is asked.
    """
    if y not in ("unmet", "missing"):
        least = min(one["unmet"] for one in found)
        found = [one for one in found if one["unmet"] == least]
    points: list[list[int]] = []
    for at, value in sorted({(one[x], one[y]) for one in found}):
        if not points or value < points[-1][1]:
            points.append([at, value])
    return points


@pytest.mark.parametrize("seed", range(24))
def test_it_is_that_of_all_end_states(seed: int) -> None:
    x, y = AXES[seed % len(AXES)]
    made = drawn(f"frontier {seed}")
    ask = {
        name: value
        for name, value in made.ask.items()
        if name in ("levers", "rules", "on", "max_groups_changed")
    }
    try:
        reached = enumerate_all(replace(made, ask=ask).case())
    except TooLargeError:
        pytest.skip("too many end states")
    found = [dict(zip(GOALS, vector, strict=True)) for vector in reached.found]
    try:
        got = frontier(made.org, made.policy, x=x, y=y, **ask)
    except ProblemError:  # rules that contradict each other plainly
        assert not found
        return
    assert got[[x, y]].to_numpy().tolist() == (stairs(x, y, found) if found else [])
    assert set(got["status"]) <= {"optimal"}


@pytest.fixture(scope="module")
def org() -> sg.Org:
    return sg.read_tables("data/guanxi")


def test_each_person_moved_fills_one_team(org: sg.Org) -> None:
    got = frontier(org, rules={"repair": "per_base_unit"}, on="2026-11-22")
    assert got.columns.tolist() == ["people_moved", "unmet", "status", "plan"]
    assert got.drop(columns="plan").to_numpy().tolist() == [
        [0, 2, "optimal"],
        [1, 1, "optimal"],
        [2, 0, "optimal"],
    ]
    for row in got.itertuples():
        assert row.plan.objective["people_moved"] == row.people_moved
        assert len(sg.blank_teams(row.plan.apply(org).at("2026-11-22"))) == row.unmet


def test_the_limit_on_groups_cuts_it(org: sg.Org) -> None:
    got = frontier(org, rules={"repair": "per_base_unit"}, max_groups_changed=1, on="2026-11-22")
    assert got[["people_moved", "unmet"]].to_numpy().tolist() == [[0, 2], [1, 1]]
    by_groups = frontier(
        org, x="groups_changed", y="missing", max_groups_changed=1, on="2026-11-22"
    )
    assert by_groups[["groups_changed", "missing"]].to_numpy().tolist() == [[0, 2], [1, 1]]


def test_groups_against_people_are_those_of_plans_with_the_least_unmet(org: sg.Org) -> None:
    got = frontier(org, y="groups_changed", on="2026-11-22")
    assert got[["people_moved", "groups_changed"]].to_numpy().tolist() == [[3, 5]]


def test_without_time_it_is_today_and_not_proven(org: sg.Org) -> None:
    got = frontier(org, solve={"time_limit": 0}, on="2026-11-22")
    assert got.drop(columns="plan").to_numpy().tolist() == [[0, 6, "time_limit"]]


def test_axes_are_two_known_goals(org: sg.Org) -> None:
    with pytest.raises(ProblemError) as error:
        frontier(org, x="people", y="unmet")
    assert [fault.column for fault in error.value.faults] == ["x"]
    with pytest.raises(ProblemError, match="both axes"):
        frontier(org, x="price", y="price", lang="en")


def test_what_is_drawn(org: sg.Org) -> None:
    import matplotlib.pyplot as plt

    ax = sg.plot_frontier(frontier(org, on="2026-11-22"), lang="en")
    assert ax.get_xlabel() == "people moved"
    plt.close(ax.figure)


def test_rules_that_cannot_be_kept_have_no_points() -> None:
    org = sg.Org(
        {"id": ["A", "B"]},
        {"id": ["T1", "T2", "G"], "layer": ["team", "team", "party"]},
        {
            "member": ["A", "B", "A"],
            "unit": ["T1", "T2", "G"],
            "role": ["leader", "leader", "leader"],
        },
    )
    got = frontier(org, sg.Policy.for_layers("team", ["party"]), rules={"together": [["A", "B"]]})
    assert len(got) == 0
    assert isinstance(got, pd.DataFrame)


def test_progress_is_told_and_ends_whole() -> None:
    told: list[Any] = []
    points = sg.frontier(
        organisation(300, seed=1),
        demands(reach=False),
        levers=["move"],
        solve={"progress": told.append},
    )
    assert told[-1].done == told[-1].total > 1
    assert told[-1].value == points["unmet"].min()
