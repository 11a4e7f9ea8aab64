"""Sums and rows against plain arithmetic."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzu_graph.solving.models import Model
from sanzu_graph.solving.sums import FREE, Row, Sum, Variable, total

#: Sums in words: columns by name, whole numbers, and what is done with them.
WORDS = st.recursive(
    st.sampled_from(["x", "y", "z"]) | st.integers(-3, 3).map(str),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner)
        | st.builds("({} * {})".format, st.integers(-3, 3), inner)
        | st.builds("({} * {})".format, inner, st.integers(-3, 3))
        | inner.map("(-{})".format)
    ),
    max_leaves=8,
)
NUMBERS = {"x": 2, "y": 5, "z": -3}


def valued(some: Any, values: list[int]) -> int:
    some = some + Sum()
    return int(some.constant + sum(times * values[column] for column, times in some.terms))


def columns() -> dict[str, Variable]:
    return {name: Variable(number) for number, name in enumerate(NUMBERS)}


@given(WORDS)
def test_a_sum_is_worth_what_arithmetic_says(words: str) -> None:
    assert valued(eval(words, columns()), [*NUMBERS.values()]) == eval(words, dict(NUMBERS))  # noqa: S307 - made above


@given(WORDS, WORDS, st.sampled_from(["<=", ">=", "=="]))
def test_a_row_holds_where_the_comparison_does(one: str, other: str, sign: str) -> None:
    model = Model()
    for name in NUMBERS:
        model.column(3, name=name)
    model.add(eval(f"{one} {sign} {other}", columns()))  # noqa: S307
    for values in product(range(-2, 3), repeat=3):
        holds = eval(f"{one} {sign} {other}", dict(zip(NUMBERS, values, strict=True)))  # noqa: S307
        kept = all(
            least <= sum(times * values[column] for column, times in terms) <= most
            for terms, least, most in model.rows
        )
        assert kept == holds


def test_a_longer_sum_leaves_the_shorter_as_it_was() -> None:
    x, y, z = columns().values()
    short = x + y
    long, other = short + z, short - z
    short += x
    assert [one.terms for one in (short, long, other)] == [
        [(0, 1), (1, 1), (0, 1)],
        [(0, 1), (1, 1), (2, 1)],
        [(0, 1), (1, 1), (2, -1)],
    ]


def test_many_columns_are_one_walk() -> None:
    """Each step continues the same list: with copies this would be two thousand million pairs."""
    some = [Variable(number) for number in range(60_000)]
    assert len(sum(some).terms) == len(total(some).terms) == 60_000  # type: ignore[attr-defined]
    assert len(sum(2 * column for column in some).terms) == 60_000  # type: ignore[attr-defined]


def test_numbers_of_numpy_are_whole_numbers() -> None:
    x = Variable(4)
    for times in (np.int64(3), np.int32(3), np.uint8(3)):
        assert (times * x).terms == (x * times).terms == [(4, 3)]
        assert valued(times + x, [0] * 5) == 3
        assert valued(times * (x + 1) - times, [1] * 5) == 3
    row = x + 0 <= np.int64(7)
    assert isinstance(row, Row)
    assert (row.sum.terms, row.least, row.most) == ([(4, 1)], -FREE, 7)


@pytest.mark.parametrize(
    "words", ["0.5 * x", "x + 1.0", "(x + y) * 1.5", "x <= 2.5", "x * y", "x + 'y'"]
)
def test_only_whole_numbers_stand_in_sums(words: str) -> None:
    with pytest.raises(TypeError):
        eval(words, columns())  # noqa: S307


@pytest.mark.parametrize(
    "words", ["1 <= x + y <= 2", "x in (y, z)", "bool(x == y)", "x != y", "x + y != 1", "{x + y}"]
)
def test_a_row_is_not_taken_for_a_truth(words: str) -> None:
    with pytest.raises(TypeError):
        eval(words, columns())  # noqa: S307


def test_a_column_is_its_number() -> None:
    x = Variable(1)
    assert ["a", "b"][x] == np.array(["a", "b"])[x] == {x: "b"}[x] == "b"
