"""`Model`: whole columns from 0 to an upper bound, rows over them, and what both are called."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.solving.sums import FREE, Row, Sum, Terms, Variable, as_sum, unzipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A value for each column.
Vector = NDArray[np.int64]


Key = TypeVar("Key")


class Model:
    """A whole-number model in the making.

    Attributes
    ----------
    upper : the upper bound of each column; the lower one is 0
    start : the value of each column if nothing is done
    least, most : the bounds of each row; `FREE` either way is none
    column_names, row_names : what they are called, for messages and debugging: any object, told
        when it is asked for

    Examples
    --------
    >>> model = Model()
    >>> entering = [model.column(3, name=("enters", unit)) for unit in ("T1", "T2")]
    >>> model.add(sum(entering) <= 4, name="room")
    >>> print(model)
    room: enters T1 + enters T2 <= 4
    0 <= enters T1 <= 3
    0 <= enters T2 <= 3
    """

    def __init__(self) -> None:
        self.upper: list[int] = []
        self.start: list[int] = []
        self.least: list[int] = []
        self.most: list[int] = []
        self.column_names: list[object] = []
        self.row_names: list[object] = []
        # The terms of all rows, one after another, and where each row ends.
        self._columns: list[int] = []
        self._times: list[int] = []
        self._ends: list[int] = []

    def column(self, upper: int = 1, start: int = 0, name: object = None) -> Variable:
        """A whole variable from 0 to `upper`; `start` is its value if nothing is done."""
        self.upper.append(upper)
        self.start.append(start)
        self.column_names.append(name)
        return Variable(len(self.upper) - 1)

    def columns(
        self, keys: Iterable[Key], upper: int = 1, name: object = None
    ) -> dict[Key, Variable]:
        """A column for each key, called by the name and the key."""
        keys, first = list(keys), len(self.upper)
        self.upper.extend(repeat(upper, len(keys)))
        self.start.extend(repeat(0, len(keys)))
        self.column_names.extend(zip(repeat(name), keys) if name is not None else keys)
        return dict(zip(keys, map(Variable, range(first, len(self.upper))), strict=True))

    def add(self, row: Row | bool, name: object = None) -> None:
        """A row that every plan keeps; a comparison without columns is true or false."""
        if type(row) is Row:
            self._add(row.sum.columns, row.sum.times, row.least, row.most, name)
        elif isinstance(row, (bool, np.bool_)):
            self.row([], 0 if row else 1, FREE, name)
        else:
            raise TypeError(f"{row!r} is not a comparison of sums")

    def row(
        self,
        some: Sum | Variable | Terms,
        least: int = -FREE,
        most: int = FREE,
        name: object = None,
    ) -> None:
        """A sum, or (column, coefficient) pairs, between two bounds."""
        if isinstance(some, list):
            self._add(*unzipped(some), least, most, name)
            return
        some = as_sum(some)
        least = least - some.constant if least > -FREE else least
        most = most - some.constant if most < FREE else most
        self._add(some.columns, some.times, least, most, name)

    def _add(
        self, columns: list[int], times: list[int], least: int, most: int, name: object
    ) -> None:
        """Take a row in; one without columns that holds for 0 is left out."""
        if columns or least > 0 or most < 0:
            self._columns += columns
            self._times += times
            self._ends.append(len(self._columns))
            self.least.append(least)
            self.most.append(most)
            self.row_names.append(name)

    def take(self, rows: Any, upper: Vector, least: Vector, most: Vector) -> None:  # noqa: ANN401
        """Take in columns and rows at once, as a sparse matrix; for an empty model."""
        self.upper, self.start = upper.tolist(), [0] * len(upper)
        self.least, self.most = least.tolist(), most.tolist()
        self._columns, self._times = rows.indices.tolist(), rows.data.tolist()
        self._ends = rows.indptr[1:].tolist()
        self.column_names, self.row_names = [None] * len(upper), [None] * len(least)

    def ceiling(self, some: Sum) -> int:
        """The most that a sum can come to, as far as the bounds of its columns tell.

        Examples
        --------
        >>> model = Model()
        >>> people, gone = model.column(5), model.column(2)
        >>> model.ceiling(people - gone + 1), model.floor(people - gone + 1)
        (6, -1)
        """
        upper = self.upper
        return some.constant + sum(times * upper[at] for at, times in some.terms if times > 0)

    def floor(self, some: Sum) -> int:
        """The least that a sum can come to; as `ceiling`."""
        upper = self.upper
        return some.constant + sum(times * upper[at] for at, times in some.terms if times < 0)

    @property
    def rows(self) -> list[tuple[Terms, int, int]]:
        """(terms, least, most) of each row."""
        rows, begin = [], 0
        for end, least, most in zip(self._ends, self.least, self.most, strict=True):
            terms = list(zip(self._columns[begin:end], self._times[begin:end], strict=True))
            rows.append((terms, least, most))
            begin = end
        return rows

    def matrix(self, sums: Sequence[Sum] = ()) -> Any:  # noqa: ANN401 - scipy's own class
        """The coefficients of the rows, then of some sums, as a sparse matrix of whole numbers."""
        return matrix(
            [*self._columns, *chain.from_iterable(row.columns for row in sums)],
            [*self._times, *chain.from_iterable(row.times for row in sums)],
            np.diff(self._ends, prepend=0).tolist() + [len(row.columns) for row in sums],
            len(self.upper),
        )

    @property
    def idle(self) -> Vector:
        """The plan that does nothing."""
        return np.array(self.start, dtype=np.int64)

    def broken(self, plan: Vector) -> list[str]:
        """The rows and bounds that a plan breaks, in words."""
        rows = [
            self.describe(number)
            for number, (terms, least, most) in enumerate(self.rows)
            if not least <= sum(times * int(plan[column]) for column, times in terms) <= most
        ]
        return rows + [
            self._bound(column)
            for column, most in enumerate(self.upper)
            if not 0 <= plan[column] <= most
        ]

    def describe(self, number: int) -> str:
        """A row in words."""
        terms, least, most = self.rows[number]
        name = _text(self.row_names[number], f"row {number}")
        words = self._sum(terms)
        if least == most:
            return f"{name}: {words} == {most}"
        low = f"{least} <= " if least > -FREE else ""
        high = f" <= {most}" if most < FREE else ""
        return f"{name}: {low}{words}{high}"

    def _sum(self, terms: Terms) -> str:
        words = " ".join(
            f"{'-' if times < 0 else '+'} {f'{abs(times)} ' if abs(times) != 1 else ''}"
            f"{self._name(column)}"
            for column, times in terms
        )
        return words.removeprefix("+ ") or "0"

    def _name(self, column: int) -> str:
        return _text(self.column_names[column], f"x{int(column)}")

    def _bound(self, column: int) -> str:
        return f"0 <= {self._name(column)} <= {self.upper[column]}"

    def __str__(self) -> str:
        return "\n".join(
            [
                *map(self.describe, range(len(self.rows))),
                *map(self._bound, range(len(self.upper))),
            ]
        )


def matrix(columns: list[int], times: list[int], sizes: list[int], width: int) -> Any:  # noqa: ANN401
    """Rows, one after another, as a sparse matrix of whole numbers; `sizes`: the terms of each."""
    from scipy import sparse

    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    array = sparse.csr_array(
        (np.array(times, dtype=np.int64), np.array(columns, dtype=np.int64), starts),
        shape=(len(sizes), width),
    )
    array.sum_duplicates()
    array.eliminate_zeros()
    return array


def _text(name: object, otherwise: str) -> str:
    if name is None:
        return otherwise
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
