"""Sums of columns with whole coefficients, and rows that compare them: ``sum(entering) <= room``."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import TYPE_CHECKING, Any, TypeAlias

#: A sum in its plain form: (column, coefficient) pairs. A column may stand in it several times.
Terms = list[tuple[int, int]]

#: No sum comes to this number: it stands for “no bound”.
FREE = 2**31

if TYPE_CHECKING:
    Summand: TypeAlias = "Sum | Variable | int"


class Sum:
    """A sum of columns times whole coefficients, and a constant.

    A sum is a value: each operation makes another one. Two sums share one list as long as the
    longer continues the shorter; so ``sum(columns)`` takes no more than a walk over the columns.

    Parameters
    ----------
    terms
        (column, coefficient) pairs.
    constant
        What is added to them.

    Raises
    ------
    TypeError
        If a coefficient or a constant is not a whole number.

    Examples
    --------
    >>> Sum([(0, 2), (1, -1)], 3).terms
    [(0, 2), (1, -1)]
    """

    __slots__ = ("_columns", "_size", "_times", "constant")
    #: A number of numpy leaves the operation to this class.
    __array_ufunc__ = None

    def __init__(self, terms: Iterable[tuple[int, int]] = (), constant: int = 0) -> None:
        self._columns, self._times = unzipped(terms)
        self._size = len(self._columns)
        self.constant = constant

    @property
    def columns(self) -> list[int]:
        """The columns, one a term."""
        return self._columns[: self._size]

    @property
    def times(self) -> list[int]:
        """The coefficients, one a term."""
        return self._times[: self._size]

    @property
    def terms(self) -> Terms:
        """The (column, coefficient) pairs."""
        return list(zip(self.columns, self.times, strict=True))

    def __add__(self, other: Summand) -> Sum:
        columns, times, size = self._columns, self._times, self._size
        if type(other) is Variable:
            number = other.number
            if size == len(columns):
                columns.append(number)
                times.append(1)
            # Another sum may have continued this one, in a second thread even at this moment.
            if columns[size] != number or times[size] != 1:
                columns, times = [*columns[:size], number], [*times[:size], 1]
            return _sum(columns, times, size + 1, self.constant)
        if isinstance(other, Sum):
            more, end = other.columns, size + other._size
            if size == len(columns):
                columns += more
                times += other.times
            if columns[size:end] != more or times[size:end] != other.times:
                columns, times = columns[:size] + more, times[:size] + other.times
            return _sum(columns, times, end, self.constant + other.constant)
        return _sum(columns, times, size, self.constant + _whole(other))

    __radd__ = __add__

    def __neg__(self) -> Sum:
        return self * -1

    def __sub__(self, other: Summand) -> Sum:
        return self + (-other if isinstance(other, (Sum, Variable)) else -_whole(other))

    def __rsub__(self, other: Summand) -> Sum:
        return -self + other

    def __mul__(self, times: int) -> Sum:
        times = _whole(times)
        return _sum(
            self.columns, [times * each for each in self.times], self._size, times * self.constant
        )

    __rmul__ = __mul__

    def __le__(self, most: Summand) -> Row:
        if type(most) is int:
            return Row(self, -FREE, most - self.constant)
        rest = self - most
        return Row(rest, -FREE, -rest.constant)

    def __ge__(self, least: Summand) -> Row:
        if type(least) is int:
            return Row(self, least - self.constant, FREE)
        rest = self - least
        return Row(rest, -rest.constant, FREE)

    def __eq__(self, value: Summand) -> Row:  # type: ignore[override]
        rest = self - value
        return Row(rest, -rest.constant, -rest.constant)

    #: A comparison makes a row, so that sums are no keys.
    __hash__ = None  # type: ignore[assignment]

    def __ne__(self, value: object) -> bool:
        raise TypeError("a row compares by <=, >= or ==")

    def __repr__(self) -> str:
        terms = [f"{times:+d}·{int(column)}" for column, times in self.terms]
        return f"Sum({' '.join([*terms, f'{self.constant:+d}'])})"


class Variable:
    """A column of a model: it stands in sums and rows, and for its number where one is needed.

    Examples
    --------
    >>> x, y = Variable(0), Variable(1)
    >>> (2 * x - y).terms, [7, 8][y]
    ([(0, 2), (1, -1)], 8)
    """

    __slots__ = ("number",)
    __array_ufunc__ = None

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number

    __int__ = __index__

    def __hash__(self) -> int:
        return self.number

    def __times(self, times: int) -> Sum:
        return _sum([self.number], [times], 1, 0)

    def __add__(self, other: Summand) -> Sum:
        return self.__times(1) + other

    def __radd__(self, other: Summand) -> Sum:
        whole = self.__times(1)
        return whole + other if other.__class__ is not int or other else whole

    def __neg__(self) -> Sum:
        return self.__times(-1)

    def __sub__(self, other: Summand) -> Sum:
        return self.__times(1) - other

    def __rsub__(self, other: Summand) -> Sum:
        return self.__times(-1) + other

    def __mul__(self, times: int) -> Sum:
        return self.__times(_whole(times))

    __rmul__ = __mul__

    def __le__(self, most: Summand) -> Row:
        return self.__times(1) <= most

    def __ge__(self, least: Summand) -> Row:
        return self.__times(1) >= least

    def __eq__(self, value: Summand) -> Row:  # type: ignore[override]
        return self.__times(1) == value

    def __ne__(self, value: object) -> bool:
        raise TypeError("a row compares by <=, >= or ==")

    def __repr__(self) -> str:
        return f"Variable({self.number})"


class Row:
    """The terms of a sum between two bounds.

    Attributes
    ----------
    sum : the sum; its constant does not count
    least, most : the bounds; `FREE` either way is none
    """

    __slots__ = ("least", "most", "sum")

    def __init__(self, some: Sum, least: int, most: int) -> None:
        self.sum, self.least, self.most = some, least, most

    def __bool__(self) -> bool:
        raise TypeError(
            "a row is neither true nor false: add it to a model; "
            "for two bounds, `model.row(sum, least, most)`"
        )


def total(columns: Iterable[Variable]) -> Sum:
    """The sum of columns: what ``sum(columns)`` is, sooner made."""
    numbers = [column.number for column in columns]
    return _sum(numbers, [1] * len(numbers), len(numbers), 0)


def unzipped(terms: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The columns and the coefficients of pairs."""
    pairs = list(terms)
    return [column for column, _ in pairs], [times for _, times in pairs]


def as_sum(some: Sum | Variable | Terms) -> Sum:
    """A sum, a column alone, or pairs as a sum."""
    if isinstance(some, Sum):
        return some
    return some + Sum() if isinstance(some, Variable) else Sum(some)


_new = object.__new__


def _sum(columns: list[int], times: list[int], size: int, constant: int) -> Sum:
    result = _new(Sum)
    result._columns, result._times, result._size, result.constant = columns, times, size, constant
    return result


def _whole(value: Any) -> int:  # noqa: ANN401 - all that stands in a sum
    if isinstance(value, Variable):
        raise TypeError("a column times a column is no sum")
    try:
        return index(value)
    except TypeError:
        raise TypeError(f"{value!r} in a sum is not a whole number") from None
