"""Orders and periods of many days at once are those of one day after another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.year.periods import ordered, period_of

DAYS = st.integers(-(10**7), 10**7)


@given(st.lists(st.tuples(st.one_of(st.integers(-1, 3), st.integers(0, 2**40)), DAYS), max_size=30))
def test_rows_are_ordered_by_key_then_day_then_place(rows):
    keys, days = (np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 1))
    expected = sorted(range(len(rows)), key=lambda place: (*rows[place], place))
    assert ordered(keys, days).tolist() == expected


@given(
    st.integers(-30_000, 30_000), st.integers(1, 3_000), st.sampled_from(["week", "month", "year"])
)
def test_periods_of_many_days_are_those_of_each(first, width, every):
    days = first + np.arange(1_200) * 7 % width
    some = range(0, len(days), 97)
    assert period_of(days, every)[some].tolist() == [
        int(period_of(int(days[at]), every)) for at in some
    ]
