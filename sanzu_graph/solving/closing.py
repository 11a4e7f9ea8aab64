"""A model with some columns closed: without everything that is decided then."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sanzu_graph.solving.lexicographic import Goal
from sanzu_graph.solving.models import Model, Vector
from sanzu_graph.solving.sums import FREE, Sum


class Closed:
    """The model that is left where some columns are 0.

    A row at its limit already closes further columns. A closed column is left out, and so is a row
    that nothing can break any more. What is left has the same plans, and is often far smaller.

    Parameters
    ----------
    model
        The whole model.
    columns
        The columns that are 0.
    bounds
        Further sums, with the most that each may come to.

    Attributes
    ----------
    model : what is left; its rows and columns are another model's
    """

    def __init__(
        self, model: Model, columns: Sequence[int], bounds: Sequence[tuple[Sum, int]] = ()
    ) -> None:
        whole = model.matrix([some for some, _ in bounds])
        least = np.array([*model.least, *[-FREE] * len(bounds)], dtype=np.int64)
        most = np.array(
            [*model.most, *(value - some.constant for some, value in bounds)], dtype=np.int64
        )
        upper = np.array(model.upper, dtype=np.int64)
        upper[list(columns)] = 0
        positive, negative = whole.maximum(0).tocsr(), whole.minimum(0).tocsr()
        while True:
            low, high = negative @ upper, positive @ upper
            at_most = (low == most).astype(np.int64)
            at_least = (high == least).astype(np.int64)
            closes = (positive.T @ at_most > 0) | (negative.T @ at_least < 0)
            if not (closes & (upper > 0)).any():
                break
            upper[closes] = 0
        self._open = np.flatnonzero(upper > 0)
        self._width = len(upper)
        self._place = {column: place for place, column in enumerate(self._open.tolist())}
        rows = np.flatnonzero((low < least) | (high > most))
        left = whole[rows][:, self._open].tocsr()
        self.model = Model()
        self.model.take(left, upper[self._open], least[rows], most[rows])

    def goal(self, goal: Goal) -> Goal:
        """A goal of the whole model, in what is left."""
        terms = [
            (self._place[column], times)
            for column, times in goal.sum.terms
            if column in self._place
        ]
        some = Sum(terms, goal.sum.constant)
        least = max(goal.least, self.model.floor(some))
        most = min(goal.most, self.model.ceiling(some))
        return Goal(goal.name, some, least, max(least, most))

    def whole(self, plan: Vector) -> Vector:
        """A plan of what is left, as one of the whole model."""
        values = np.zeros(self._width, dtype=np.int64)
        values[self._open] = plan
        return values
