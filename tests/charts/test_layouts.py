"""Tidy trees: nothing overlaps, parents stand over the middle, whatever the shape and the order of
the rows.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.charts.layouts import tidy_forest
from tests.charts.conftest import assert_apart

GAP, LEVEL_GAP = 2.0, 3.0


@st.composite
def forests(draw):
    """Parents in any order of rows: bushy, narrow, chains, stars, many roots."""
    total = draw(st.integers(1, 60))
    back = draw(st.sampled_from([1, 2, 4, 60]))
    above = [-1]
    for node in range(1, total):
        lowest = draw(st.integers(max(0, node - back), node - 1))
        above.append(-1 if draw(st.integers(0, 15)) == 0 else lowest)
    names = draw(st.permutations(range(total)))
    parent = [0] * total
    for node, over in enumerate(above):
        parent[names[node]] = -1 if over < 0 else names[over]
    sizes = st.lists(st.floats(0.5, 40), min_size=total, max_size=total)
    return np.array(parent), np.array(draw(sizes)), np.array(draw(sizes))


def rectangles(laid, width, height):
    return np.column_stack([laid.x - width / 2, laid.y, laid.x + width / 2, laid.y + height])


def assert_tidy(parent, width, height, laid):
    assert_apart(rectangles(laid, width, height))
    assert (laid.x - width / 2 >= -1e-6).all()
    assert (laid.x + width / 2 <= laid.width + 1e-6).all()
    assert (laid.y >= 0).all()
    assert (laid.y + height <= laid.height + 1e-6).all()
    child = np.flatnonzero(parent >= 0)
    assert (laid.y[child] >= (laid.y + height)[parent[child]] + LEVEL_GAP - 1e-6).all()
    order = np.lexsort((child, parent[child]))
    child, over = child[order], parent[child[order]]
    first = np.flatnonzero(np.diff(over, prepend=-1))
    last = np.append(first[1:], len(over)) - 1 if len(first) else first
    middle = (laid.x[child[first]] + laid.x[child[last]]) / 2
    assert np.allclose(laid.x[over[first]], middle, atol=1e-6)
    same = over[1:] == over[:-1]
    assert (np.diff(laid.x[child])[same] > 0).all(), "siblings keep their order"


@given(forests(), st.sampled_from([np.inf, 30.0, 120.0]))
def test_any_forest_is_tidy(forest, row_width):
    parent, width, height = forest
    laid = tidy_forest(parent, width, height, gap=GAP, level_gap=LEVEL_GAP, row_width=row_width)
    assert_tidy(parent, width, height, laid)
    again = tidy_forest(parent, width, height, gap=GAP, level_gap=LEVEL_GAP, row_width=row_width)
    assert np.array_equal(laid.x, again.x)
    assert np.array_equal(laid.y, again.y)


@given(forests())
def test_neighbours_on_a_level_keep_the_gap(forest):
    parent, width, _ = forest
    height = np.ones(len(parent))
    laid = tidy_forest(parent, width, height, gap=GAP, level_gap=LEVEL_GAP)
    order = np.lexsort((laid.x, laid.y))
    same = np.isclose(laid.y[order][1:], laid.y[order][:-1])
    room = (laid.x - width / 2)[order][1:] - (laid.x + width / 2)[order][:-1]
    assert (room[same] >= GAP - 1e-6).all()


@given(forests())
def test_a_mirrored_tree_is_drawn_mirrored(forest):
    parent, width, height = forest
    roots = np.flatnonzero(parent < 0)
    if len(roots) > 1:
        return
    total = len(parent)
    back = np.where(parent < 0, -1, total - 1 - parent)[::-1]
    laid = tidy_forest(parent, width, height, gap=GAP, level_gap=LEVEL_GAP)
    mirrored = tidy_forest(back, width[::-1], height[::-1], gap=GAP, level_gap=LEVEL_GAP)
    assert np.allclose(laid.width, mirrored.width)
    assert np.allclose(laid.x, laid.width - mirrored.x[::-1], atol=1e-6)


SHAPES = {
    "random": lambda n: np.append(
        -1, (np.random.default_rng(3).random(n - 1) * np.arange(1, n)).astype(int)
    ),
    "chain": lambda n: np.arange(-1, n - 1),
    "star": lambda n: np.append(-1, np.zeros(n - 1, dtype=int)),
    "roots": lambda n: np.full(n, -1),
    "span": lambda n: np.append(-1, np.arange(n - 1) // 7),
    "comb": lambda n: np.append(
        [-1, 0], [node - 1 if node % 2 else node - 2 for node in range(2, n)]
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_thousand_nodes(shape):
    parent = SHAPES[shape](10_000)
    rng = np.random.default_rng(5)
    width, height = rng.uniform(20, 90, len(parent)), rng.uniform(10, 30, len(parent))
    laid = tidy_forest(parent, width, height, gap=GAP, level_gap=LEVEL_GAP)
    assert_tidy(parent, width, height, laid)


def test_nothing_and_one():
    assert tidy_forest([], [], []).width == 0
    assert tidy_forest([-1], [10], [5]) == (5.0, 0.0, 10.0, 5.0)


def test_a_small_child_between_tall_ones_stands_in_the_middle():
    #        0
    #   1    2    3
    #  4 5       6 7      the leaf 2 has play between the families of 1 and 3
    parent = [-1, 0, 0, 0, 1, 1, 3, 3]
    laid = tidy_forest(parent, [10] * 8, [5] * 8, gap=30)
    assert laid.x[2] == pytest.approx((laid.x[1] + laid.x[3]) / 2)


def test_rows_of_trees():
    laid = tidy_forest([-1] * 6, [10] * 6, [4] * 6, gap=2, level_gap=3, row_width=34, row_gap=5)
    assert laid.y.tolist() == [0, 0, 0, 9, 9, 9]
    assert laid.width == 34
