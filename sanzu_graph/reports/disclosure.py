"""What can be worked out from all tables of one attribute together, by the solver; and more withheld
until that is too little to tell small groups apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.solving.highs import Solver
from sanzu_graph.solving.models import Model
from sanzu_graph.solving.sums import Sum, Variable

Counts = NDArray[np.int64]
Hidden = NDArray[np.bool_]
#: A count in a model: known, or a column.
Term = int | Variable

#: The columns of groups: the whole, and behind it the layers.
_WHOLE = 0
#: What it costs to withhold a zero, which tells less than it seems to.
_ZERO = 1_000_000


class Target(NamedTuple):
    """A count that must not be worked out: of a value in a group, outside of it, or in a unit."""

    kind: str
    value: int
    at: int


@dataclass(eq=False)
class Published:
    """All that is published of one attribute: values × groups and values × base units.

    Attributes
    ----------
    groups, groups_hidden : the whole first, then the layers; which counts are withheld
    units, units_hidden : the base units; which counts are withheld
    base : the column of `groups` that is the base layer; None without base units
    surplus : seats in base units beyond one a person
    """

    groups: Counts
    groups_hidden: Hidden
    units: Counts
    units_hidden: Hidden
    base: int | None = None
    surplus: int = 0
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)
    _patterns: dict[bytes, tuple[Hidden, Counts]] = field(default_factory=dict)

    def withhold_more(self, minimum: int) -> None:
        """Withhold more, until small counts cannot be told closer than by `minimum` people.

        Parameters
        ----------
        minimum
            The fewest people who may be told apart as a group.

        Notes
        -----
        A reader knows all counts that are shown, and what every group and unit comes to. Everybody
        in a layer is in the whole. The base units together are the base layer. The solver finds the
        least and the greatest count that agree with that. They differ by `minimum` for a count that
        is smaller itself. The same holds for small counts of people outside a layer. Others that
        are withheld differ by something. In a group of fewer people they differ by its size.
        """
        if minimum <= 1:
            return
        while True:
            self._known.clear()
            self._patterns.clear()
            narrow = [
                target for target in self._targets(minimum) if self._is_narrow(target, minimum)
            ]
            loosened = [self._loosen(target) for target in narrow]
            if not any(loosened):
                return

    def bounds(self, target: Target) -> tuple[int, int]:
        """The least and the greatest that a count may be, for all that is published.

        Examples
        --------
        >>> counts = np.array([[9, 2], [30, 8]])
        >>> hidden = np.array([[False, True], [False, True]])
        >>> table = Published(counts, hidden, counts[:, :0], hidden[:, :0])
        >>> table.bounds(Target("group", 0, 1))
        (0, 9)
        """
        reader = Reader(self, target)
        solver, start = Solver(reader.model), np.array(reader.truth, dtype=np.int64)
        counts = reader.asked
        least, most = (solver.least_of(side, start=start).bound for side in (counts, -counts))
        assert least is not None
        assert most is not None
        return least, -most

    def _targets(self, minimum: int) -> Iterator[Target]:
        """All counts that are withheld, and those of people outside of layers that are small."""
        for value, at in np.argwhere(self.groups_hidden).tolist():
            yield Target("group", value, at)
        outside = self.groups[:, [_WHOLE]] - self.groups
        for value, at in np.argwhere((outside > 0) & (outside < minimum)).tolist():
            yield Target("outside", value, at)
        for value, at in np.argwhere(self.units_hidden).tolist():
            yield Target("unit", value, at)

    def _is_narrow(self, target: Target, minimum: int) -> bool:
        kind, value, at = target
        alike: tuple[object, ...] = target
        if kind == "unit":  # units of which as much is withheld are alike
            mask = self.units_hidden[:, at]
            alike = (kind, value, mask.tobytes(), int(self.units[mask, at].sum()))
        if alike not in self._known:
            least, most = self.bounds(target)
            self._known[alike] = most - least
        return self._known[alike] < self._room(target, minimum)

    def _room(self, target: Target, minimum: int) -> int:
        """How much more or less a count should be able to be: `minimum` if it is small itself, and
        1 if it is withheld because of others; no more than there are people.
        """
        kind, value, at = target
        counts = self.units if kind == "unit" else self.groups
        number, size = int(counts[value, at]), int(counts[:, at].sum())
        others = int(self.groups[:, _WHOLE].sum()) - size
        if kind == "outside":
            return min(minimum, others)
        if 0 < number < minimum:
            return min(minimum, size)
        return min(1, size, others if kind == "group" and at != _WHOLE else size)

    def alike(self, own: int | None) -> list[tuple[Hidden, Counts]]:
        """What is withheld of base units, and their seats: one by itself, then all others together
        of which the same values are withheld.
        """
        if not self._patterns:
            for mask, seats in zip(self.units_hidden.T, self.units.T, strict=True):
                _, others = self._patterns.setdefault(mask.tobytes(), (mask.copy(), seats * 0))
                others += seats
        patterns = dict(self._patterns)
        if own is None:
            return list(patterns.values())
        mask, seats = self.units_hidden[:, own], self.units[:, own]
        patterns[mask.tobytes()] = (mask, patterns[mask.tobytes()][1] - seats)
        return [(mask, seats), *patterns.values()]

    def _loosen(self, target: Target) -> bool:
        """Withhold what helps most for the fewest people; whether there was anything."""
        kind, value, at = target
        if kind == "unit":
            return self._add_rectangle(value, at) or self._hide(self.groups_hidden, value, None)
        if kind == "outside" and not self.groups_hidden[value, at]:
            self.groups_hidden[value, at] = True
            return True
        return (
            self._hide(self.groups_hidden, None, at)
            or (at == self.base and self._hide(self.units_hidden, value, None))
            or self._hide(self.groups_hidden, value, None)
            or self._hide(self.units_hidden, value, None)
        )

    def _hide(self, hidden: Hidden, value: int | None, at: int | None) -> bool:
        """Withhold the smallest count that is shown of a line."""
        counts = self.groups if hidden is self.groups_hidden else self.units
        line = np.zeros_like(hidden)
        line[slice(None) if value is None else value, slice(None) if at is None else at] = True
        cost = np.where(counts > 0, counts, _ZERO)
        places = np.flatnonzero(line & ~hidden)
        if not len(places):
            return False
        hidden.flat[places[cost.ravel()[places].argmin()]] = True
        return True

    def _add_rectangle(self, value: int, at: int) -> bool:
        """Withhold three more counts of base units, so that this one can change places with them."""
        hidden = self.units_hidden
        if min(hidden.shape) <= 1:
            return self._hide(hidden, None, at)
        cost = np.where(hidden, 0, np.where(self.units > 0, self.units + 1, _ZERO))
        corners = cost[value][np.newaxis, :] + cost[:, at][:, np.newaxis] + cost
        corners[value, :] = corners[:, at] = _ZERO * 10
        corners[corners == 0] = _ZERO * 10
        other, column = divmod(int(corners.argmin()), hidden.shape[1])
        if corners[other, column] >= _ZERO * 10:
            return False
        hidden[value, column] = hidden[other, at] = hidden[other, column] = True
        return True


class Reader:
    """What a reader of the tables knows, as a model: each withheld count is a column.

    Parameters
    ----------
    published
        The tables.
    target
        The count that is asked about.

    Attributes
    ----------
    model : all that agrees with what is known
    truth : the true value of each column
    asked : the count that is asked about
    """

    def __init__(self, published: Published, target: Target) -> None:
        self.model = Model()
        self.truth: list[int] = []
        self.asked = Sum()
        groups = self._groups(published)
        if target.kind != "unit":
            row = groups[target.value]
            self.asked = Sum() + row[target.at]
            if target.kind == "outside":
                self.asked = Sum() + row[_WHOLE] - row[target.at]
        if published.units.shape[1]:
            self._units(published, target, groups)

    def _count(self, number: int, most: int, *, hidden: bool) -> Term:
        if not hidden:
            return number
        self.truth.append(number)
        return self.model.column(most)

    def _groups(self, published: Published) -> list[list[Term]]:
        """What each group comes to; nobody is in a layer who is not in the whole."""
        sizes = published.groups.sum(axis=0).tolist()
        hidden = published.groups_hidden.tolist()
        groups = [
            [
                self._count(number, sizes[at], hidden=hidden[value][at])
                for at, number in enumerate(row)
            ]
            for value, row in enumerate(published.groups.tolist())
        ]
        for at, size in enumerate(sizes):
            self.model.add(_total(row[at] for row in groups) == size)
        for row in groups:
            for within in row[_WHOLE + 1 :]:
                self.model.add(Sum() + within <= row[_WHOLE])
        return groups

    def _units(self, published: Published, target: Target, groups: list[list[Term]]) -> None:
        """What each base unit comes to; all of them are the base layer."""
        own = target.at if target.kind == "unit" else None
        columns = [self._seats(mask, seats) for mask, seats in published.alike(own)]
        if own is not None:
            self.asked = Sum() + columns[0][target.value]
        if published.base is None:
            return
        surplus = published.surplus
        extra = (published.units.sum(axis=1) - published.groups[:, published.base]).tolist()
        spare = [self._count(number, surplus, hidden=surplus > 0) for number in extra]
        self.model.add(_total(spare) == surplus)
        shown = np.where(published.units_hidden, 0, published.units).sum(axis=1).tolist()
        for value, row in enumerate(groups):
            seats_of = _total(column[value] for column in columns) + shown[value]
            self.model.add(seats_of == Sum() + row[published.base] + spare[value])

    def _seats(self, mask: Hidden, seats: Counts) -> list[Term]:
        """The withheld counts of a unit, or of some together; 0 for those that are shown."""
        size = int(seats[mask].sum())
        column = [
            self._count(number, size, hidden=True) if gone else 0
            for number, gone in zip(seats.tolist(), mask.tolist(), strict=True)
        ]
        self.model.add(_total(column) == size)
        return column


def _total(terms: Iterable[Term]) -> Sum:
    """A sum of counts, known or not."""
    total = Sum()
    for term in terms:
        total = total + term
    return total
