"""Sums of columns with whole coefficients, and rows that compare them: ``sum(entering) <= room``."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import TYPE_CHECKING, Any, TypeAlias

#: A sum in its plain form: (column, coefficient) pairs. A column may stand in it several times.
Terms = list[tuple[int, int]]

#: No sum comes to so much: a bound of so much is none.
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

    __slots__ = ("_pairs", "_size", "constant")
    #: A number of numpy leaves the operation to this class.
    __array_ufunc__ = None

    def __init__(self, terms: Iterable[tuple[int, int]] = (), constant: int = 0) -> None:
        self._pairs = list(terms)
        self._size = len(self._pairs)
        self.constant = constant

    @property
    def terms(self) -> Terms:
        """The (column, coefficient) pairs."""
        return self._pairs[: self._size]

    def __add__(self, other: Summand) -> Sum:
        pairs, size = self._pairs, self._size
        if type(other) is Variable:
            pair = (other.number, 1)
            if size == len(pairs):
                pairs.append(pair)
            # Another sum may have continued this one, in a second thread even at this moment.
            if len(pairs) == size or pairs[size] is not pair:
                pairs = [*pairs[:size], pair]
            return _sum(pairs, size + 1, self.constant)
        if isinstance(other, Sum):
            joined = [*pairs[:size], *other.terms]
            return _sum(joined, len(joined), self.constant + other.constant)
        return _sum(pairs, size, self.constant + _whole(other))

    __radd__ = __add__

    def __neg__(self) -> Sum:
        return self * -1

    def __sub__(self, other: Summand) -> Sum:
        return self + (-other if isinstance(other, (Sum, Variable)) else -_whole(other))

    def __rsub__(self, other: Summand) -> Sum:
        return -self + other

    def __mul__(self, times: int) -> Sum:
        times = _whole(times)
        pairs = [(column, times * each) for column, each in self.terms]
        return _sum(pairs, len(pairs), times * self.constant)

    __rmul__ = __mul__

    def __le__(self, most: Summand) -> Row:
        return _row(self, most, least=False)

    def __ge__(self, least: Summand) -> Row:
        return _row(self, least, most=False)

    def __eq__(self, value: object) -> Row:  # type: ignore[override]
        return _row(self, value)

    #: A comparison makes a row, so that sums are no keys.
    __hash__ = None  # type: ignore[assignment]

    def __ne__(self, value: object) -> bool:
        raise TypeError("a row compares by <=, >= or ==")

    def __repr__(self) -> str:
        told = [f"{times:+d}·{int(column)}" for column, times in self.terms]
        return f"Sum({' '.join([*told, f'{self.constant:+d}'])})"


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
        return _sum([(self.number, times)], 1, 0)

    def __add__(self, other: Summand) -> Sum:
        return self.__times(1) + other

    __radd__ = __add__

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

    def __eq__(self, value: object) -> Row:  # type: ignore[override]
        return self.__times(1) == value

    def __ne__(self, value: object) -> bool:
        raise TypeError("a row compares by <=, >= or ==")

    def __repr__(self) -> str:
        return f"Variable({self.number})"


class Row:
    """A sum of columns between two bounds.

    Attributes
    ----------
    terms : (column, coefficient) pairs
    least, most : the bounds; `FREE` either way is none
    """

    __slots__ = ("least", "most", "terms")

    def __init__(self, terms: Terms, least: int = -FREE, most: int = FREE) -> None:
        self.terms, self.least, self.most = terms, least, most

    def __bool__(self) -> bool:
        raise TypeError(
            "a row is neither true nor false: add it to a model; "
            "for two bounds, `model.row(sum, least, most)`"
        )


def total(columns: Iterable[Variable], times: int = 1) -> Sum:
    """The sum of columns, each as many times: what ``times * sum(columns)`` is, sooner made."""
    pairs = [(column.number, times) for column in columns]
    return _sum(pairs, len(pairs), 0)


def parted(some: Sum | Variable | Terms) -> tuple[Terms, int]:
    """The terms of a sum, and its constant."""
    if isinstance(some, Variable):
        return [(some.number, 1)], 0
    return (some.terms, some.constant) if isinstance(some, Sum) else (some, 0)


def _sum(pairs: Terms, size: int, constant: int) -> Sum:
    made = Sum.__new__(Sum)
    made._pairs, made._size, made.constant = pairs, size, constant
    return made


def _whole(value: Any) -> int:  # noqa: ANN401 - whatever stands in a sum
    if isinstance(value, Variable):
        raise TypeError("a column times a column is no sum")
    try:
        return index(value)
    except TypeError:
        raise TypeError(f"{value!r} in a sum is not a whole number") from None


def _row(one: Sum, other: Any, *, least: bool = True, most: bool = True) -> Row:  # noqa: ANN401
    rest = one - other
    bound = -rest.constant
    return Row(rest.terms, bound if least else -FREE, bound if most else FREE)
