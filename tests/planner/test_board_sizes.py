"""What the page of the board counts is what `unit_sizes` counts, before and after an edit."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanzu_graph as sg
from tests.charts.test_numbers import COMPANY, matrix, several_seats
from tests.planner.test_widget import asked, seats_on_page
from tests.searching import examples

SEVERAL = sg.Policy.for_layers("team", ["party", "union"])


def assert_sizes_right(planner: sg.Planner, org: sg.Org) -> None:
    """The page counts the people who have a seat in a unit (`State.size`)."""
    seats = seats_on_page(planner)
    sizes = Counter(unit for mine in seats.values() for unit in {unit for unit, _ in mine})
    told = sg.unit_sizes(org).set_index("unit")["headcount"].to_dict()
    assert {unit: sizes[unit] for unit in told} == told
    assert len(seats) == len(org.members)
    assert len(json.loads(json.dumps(planner.snapshot))["units"]) == len(org.units)


@examples(10)
@given(seed=st.integers(0, 10_000), members=st.integers(4, 20))
def test_sizes_of_any_seats(seed: int, members: int) -> None:
    org = several_seats(seed, members)
    planner = sg.Planner(org, SEVERAL, lang="en")
    assert_sizes_right(planner, org)
    inside = org.memberships["member"][org.memberships["unit"] == "p0"].tolist()
    coming = [member for member in org.members["id"] if member not in inside]
    if coming:
        change = sg.JoinUnit(coming[0], "p0")
        if "error" not in asked(planner, do="edit", change=change.to_dict()):
            assert_sizes_right(planner, change.apply(org))


def test_sizes_of_the_matrix_company() -> None:
    org = matrix()
    assert_sizes_right(sg.Planner(org, COMPANY, lang="en"), org)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_words_for_the_sum_of_seats_reach_the_page(lang: str) -> None:
    words = sg.Planner(several_seats(), SEVERAL, lang=lang).words
    assert all(place in words["seats"] for place in ("{people}", "{seats}", "{layer}"))
