"""Cells: people that no rule tells apart, who sit in the same units today and may end in the same
ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.seats import NOWHERE, SEVERAL, Seats

Bits = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Freedom:
    """What one layer leaves open to those who have at most one seat in it; one truth value a member.

    Attributes
    ----------
    goes : the seat may go to another unit
    joins : may get a first seat
    leads : could be newly appointed
    """

    goes: Mask
    joins: Mask
    leads: Mask


@dataclass(frozen=True, eq=False)
class Cell:
    """People who are alike in everything that the model knows.

    Attributes
    ----------
    number : its place among all cells
    people : their positions, in the order in which they are taken
    seats : layer → their unit, or `NOWHERE`; of somebody told apart, who may have several, not asked
    goes, joins, leads : layer → as in `Freedom`
    belonging, willing : bits, one a demand: who belongs, who satisfies its rule
    is_person : whether it is one person whom the model follows seat by seat
    """

    number: int
    people: tuple[int, ...]
    seats: tuple[int, ...]
    goes: tuple[bool, ...]
    joins: tuple[bool, ...]
    leads: tuple[bool, ...]
    belonging: int
    willing: int
    is_person: bool

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.people)

    @cached_property
    def is_fixed(self) -> bool:
        """Whether they stay where they are."""
        return not (any(self.goes) or any(self.joins))


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells, column by column; people are sorted by cell, and within it in the order in which
    they are taken.
    """

    first: Positions
    people: Positions
    of: Positions
    persons: Mask
    seats: tuple[Seats, ...]
    freedom: tuple[Freedom, ...]
    bits: tuple[Bits, Bits]

    def __len__(self) -> int:
        return len(self.first) - 1

    @cached_property
    def one(self) -> Positions:
        """Somebody of each cell, to ask about all of it."""
        return self.people[self.first[:-1]]

    def cell(self, number: int) -> Cell:
        """One cell."""
        people = self.people[self.first[number] : self.first[number + 1]]
        first = int(people[0])
        return Cell(
            number,
            tuple(people.tolist()),
            tuple(int(here.unit[first]) for here in self.seats),
            tuple(bool(free.goes[first]) for free in self.freedom),
            tuple(bool(free.joins[first]) for free in self.freedom),
            tuple(bool(free.leads[first]) for free in self.freedom),
            int(self.bits[0][first]),
            int(self.bits[1][first]),
            bool(self.persons[first]),
        )


def cells(
    seats: Sequence[Seats],
    freedom: Sequence[Freedom],
    bits: tuple[Bits, Bits],
    persons: Mask,
    rank: Positions,
) -> Cells:
    """Sort everybody into cells.

    Parameters
    ----------
    seats, freedom
        Of each layer.
    bits
        Member → a bit a demand: whether the member belongs, and satisfies its rule.
    persons
        Who is told apart from everybody else.
    rank
        In which order people of one cell are taken.
    """
    persons = persons.copy()
    for here in seats:
        persons |= here.unit == SEVERAL
    columns = [np.where(persons, np.arange(len(rank)) + 1, 0), *bits]
    for here, free in zip(seats, freedom, strict=True):
        columns += [here.unit + 2, 4 * free.goes + 2 * free.joins + free.leads]
    code = np.zeros(len(rank), dtype=np.int64)
    for column in columns:
        _, small = np.unique(column, return_inverse=True)
        _, code = np.unique(code * (int(small.max(initial=0)) + 1) + small, return_inverse=True)
    order = np.lexsort((rank, code))
    first = np.append(np.flatnonzero(np.diff(code[order], prepend=-1)), len(rank))
    return Cells(first, order, code, persons, tuple(seats), tuple(freedom), bits)


def demand_bits(columns: Iterable[tuple[Mask, Mask]], members: int) -> tuple[Bits, Bits]:
    """Member → a bit a demand: belongs, and satisfies the rule."""
    belonging, willing = np.zeros(members, dtype=np.int64), np.zeros(members, dtype=np.int64)
    for number, (belongs, satisfies) in enumerate(columns):
        belonging |= belongs.astype(np.int64) << number
        willing |= satisfies.astype(np.int64) << number
    return belonging, willing


__all__ = ["NOWHERE", "Bits", "Cell", "Cells", "Freedom", "cells", "demand_bits"]
