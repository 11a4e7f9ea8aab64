"""`Model`: whole columns from nought to an upper bound, rows over them, and what both are called."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.solving.sums import FREE, Row, Sum, Terms, Variable, parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: A value for each column.
Vector = NDArray[np.int64]


class Model:
    """A whole-number model in the making.

    Attributes
    ----------
    upper : the upper bound of each column; the lower one is 0
    start : the value of each column if nothing is done
    rows : (terms, least, most) of each row
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
        self.rows: list[tuple[Terms, int, int]] = []
        self.column_names: list[object] = []
        self.row_names: list[object] = []

    def column(self, upper: int = 1, start: int = 0, name: object = None) -> Variable:
        """A whole variable from 0 to `upper`; `start` is its value if nothing is done."""
        self.upper.append(upper)
        self.start.append(start)
        self.column_names.append(name)
        return Variable(len(self.upper) - 1)

    def add(self, row: Row | bool, name: object = None) -> None:
        """A row that every plan keeps; a comparison without columns is true or false."""
        if isinstance(row, Row):
            self.row(row.terms, row.least, row.most, name)
        elif isinstance(row, (bool, np.bool_)):
            self.row([], 0 if row else 1, FREE, name)
        else:
            raise TypeError(f"{row!r} is not a comparison of sums")

    def row(
        self, terms: Terms | Sum, least: int = -FREE, most: int = FREE, name: object = None
    ) -> None:
        """A sum between two bounds; an empty one that nought keeps is left out."""
        if isinstance(terms, (Sum, Variable)):
            terms, constant = parted(terms)
            least = least - constant if least > -FREE else least
            most = most - constant if most < FREE else most
        if terms or least > 0 or most < 0:
            self.rows.append((terms, least, most))
            self.row_names.append(name)

    @property
    def idle(self) -> Vector:
        """The plan that does nothing."""
        return np.array(self.start, dtype=np.int64)

    def broken(self, plan: Vector) -> list[str]:
        """The rows and bounds that a plan breaks, in words."""
        found = [
            self.describe(number)
            for number, (terms, least, most) in enumerate(self.rows)
            if not least <= sum(times * int(plan[column]) for column, times in terms) <= most
        ]
        return found + [
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


def matrix(rows: Sequence[Terms], columns: int) -> Any:  # noqa: ANN401 - scipy's own class
    """The coefficients, rows × columns, as a sparse matrix of whole numbers."""
    from scipy import sparse

    size = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = np.fromiter(_flat(rows), dtype=np.int64, count=2 * int(size.sum()))
    row = np.repeat(np.arange(len(rows)), size)
    found = sparse.coo_array((flat[1::2], (row, flat[::2])), shape=(len(rows), columns)).tocsr()
    found.sum_duplicates()
    found.eliminate_zeros()
    return found


def _flat(rows: Iterable[Terms]) -> Iterator[int]:
    return chain.from_iterable(chain.from_iterable(rows))


def _text(name: object, otherwise: str) -> str:
    if name is None:
        return otherwise
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
