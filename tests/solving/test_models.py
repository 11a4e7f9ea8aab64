"""What a model says about itself."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from sanzu_graph.solving.models import Model, matrix
from sanzu_graph.solving.sums import FREE, Sum


def small() -> Model:
    model = Model()
    one, other = model.column(3, 1, ("enters", "T1")), model.column(2)
    model.add(2 * one - other + 1 <= 4, name="room")
    model.row(one + other + 2, 3, 6, name=("size", "T1"))
    model.add(one == other)
    model.add(3 * other >= -1, name="free")
    return model


def test_rows_and_bounds_are_told_by_name() -> None:
    assert str(small()).splitlines() == [
        "room: 2 enters T1 - x1 <= 3",
        "size T1: 1 <= enters T1 + x1 <= 4",
        "row 2: enters T1 - x1 == 0",
        "free: -1 <= 3 x1",
        "0 <= enters T1 <= 3",
        "0 <= x1 <= 2",
    ]


def test_what_a_plan_breaks_is_named() -> None:
    model = small()
    assert model.broken(np.array([1, 1])) == []
    assert model.broken(np.array([3, 3])) == [
        "size T1: 1 <= enters T1 + x1 <= 4",
        "0 <= x1 <= 2",
    ]
    assert [one.split(":")[0] for one in model.broken(model.idle)] == ["row 2"]


def test_comparisons_without_columns_are_true_or_false() -> None:
    model = Model()
    model.add(sum([]) <= 3)
    model.row([], -1, 0)
    assert model.rows == []
    model.add(sum([]) >= 1, name="never")
    assert model.rows == [([], 1, FREE)]
    assert model.broken(np.array([], dtype=np.int64)) == ["never: 1 <= 0"]


@pytest.mark.parametrize("row", [1, None, "x <= 1"])
def test_only_comparisons_are_rows(row: object) -> None:
    with pytest.raises(TypeError):
        Model().add(row)  # type: ignore[arg-type]


def test_a_matrix_adds_up_what_stands_twice() -> None:
    made = matrix([0, 2, 0, 1, 1], [1, 3, 2, -1, 1], [3, 0, 2], 3)
    assert made.toarray().tolist() == [[3, 0, 3], [0, 0, 0], [0, 0, 0]]
    assert matrix([], [], [], 2).shape == (0, 2)
    assert small().matrix([Sum([(1, 5)])]).toarray()[-2:].tolist() == [[0, 3], [0, 5]]


def test_columns_of_many_keys_are_named_by_them() -> None:
    model = Model()
    enters = model.columns(["T1", "T2"], 2, "enters")
    model.columns([("a", 1)])
    model.add(sum(enters.values()) <= 3)
    assert str(model).splitlines() == [
        "row 0: enters T1 + enters T2 <= 3",
        "0 <= enters T1 <= 2",
        "0 <= enters T2 <= 2",
        "0 <= a 1 <= 1",
    ]
    assert model.idle.tolist() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_leaves_the_span_between_floor_and_ceiling(seed: int) -> None:
    dice = random.Random(seed)
    model = Model()
    columns = [model.column(dice.randint(0, 3)) for _ in range(dice.randint(0, 3))]
    some = Sum([], dice.randint(-2, 2))
    for column in dice.choices(columns, k=dice.randint(0, 4)) if columns else ():
        some = some + dice.randint(-2, 2) * column
    plans = list(product(*(range(upper + 1) for upper in model.upper)))
    values = [
        some.constant + sum(times * plan[column] for column, times in some.terms) for plan in plans
    ]
    assert model.floor(some) <= min(values)
    assert model.ceiling(some) >= max(values)
    named = [column for column, _ in some.terms]
    if len(set(named)) == len(named):  # a column that stands once can take its best value alone
        assert (model.floor(some), model.ceiling(some)) == (min(values), max(values))
