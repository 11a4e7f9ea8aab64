"""Crossings are counted as by comparing every pair; an untangled order has no more of them than the
one given.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.charts.crossings import Ties, crossings, set_apart, untangled

edges = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def crossed(pairs):
    return sum(
        (a - c) * (b - d) < 0 for place, (a, b) in enumerate(pairs) for c, d in pairs[:place]
    )


@given(edges)
def test_crossings_are_counted_as_by_comparing_every_pair(pairs):
    assert crossings([one for one, _ in pairs], [other for _, other in pairs]) == crossed(pairs)


@given(edges, edges)
def test_untangling_never_makes_it_worse(first, second):
    ties = [
        Ties(np.array([a for a, _ in pairs], int), np.array([b for _, b in pairs], int), 13)
        for pairs in (first, second)
    ]
    order, others = untangled(13, ties)
    assert sorted(order) == list(range(13))
    assert all(sorted(other) == list(range(13)) for other in others)
    place = np.argsort(order)
    after = sum(
        crossed([(int(place[a]), int(np.argsort(other)[b])) for a, b in pairs])
        for pairs, other in zip((first, second), others, strict=True)
    )
    assert after <= crossed(first) + crossed(second)


def test_a_knot_that_can_be_undone_is_undone():
    shuffled = np.random.default_rng(4).permutation(60)
    ties = [Ties(np.arange(60), shuffled // 3, 20)]
    order, (groups,) = untangled(60, ties)
    assert crossings(np.argsort(order)[ties[0].middle], np.argsort(groups)[ties[0].other]) == 0
    assert crossings(ties[0].middle, ties[0].other) > 100


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(1, 20)), min_size=1, max_size=12))
def test_things_set_apart_are_apart_and_as_near_as_can_be(things):
    wanted, widths = zip(*things, strict=True)
    found = set_apart(wanted, widths, 2.0)
    least = [(one + other) / 2 + 2 for one, other in pairwise(widths)]
    assert all(b - a >= apart - 1e-6 for a, b, apart in zip(found, found[1:], least, strict=False))
    cost = sum((place - want) ** 2 for place, want in zip(found, wanted, strict=True))
    for number in range(
        len(found)
    ):  # no single one, nor all behind it, can be moved to gain anything
        for step in (-0.05, 0.05):
            moved = [place + step * (at >= number) for at, place in enumerate(found)]
            if all(
                b - a >= apart - 1e-9 for a, b, apart in zip(moved, moved[1:], least, strict=False)
            ):
                assert (
                    sum((place - want) ** 2 for place, want in zip(moved, wanted, strict=True))
                    >= cost - 1e-6
                )


def test_things_that_are_apart_stay():
    assert set_apart([0, 50, 100], [10, 10, 10], 5) == pytest.approx([0, 50, 100])
