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
from sanzu_graph.model.encoding import Positions
from sanzu_graph.optimize.people import NOWHERE, SEVERAL, People
from sanzu_graph.optimize.tallies import Tally

Bits = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cell:
    """So many people, alike in everything the model knows.

    Attributes
    ----------
    number : its place among all cells
    people : their positions, in the order in which they are taken
    homes : their base units
    moves : whether they may change the base unit
    groups : per group layer, their groups
    leaves, joins, admits : per group layer, whether they may change group, join one, be admitted to
        one
    leads : per group layer, the group that they lead, or -1
    eligible, eligible_admitted : per group layer, whether they could be appointed, as they are and
        once admitted
    belonging, willing, admitted : bits, one a tally: who belongs, who satisfies its rule, and per
        layer who would once admitted
    named : whether a rule names the one person it holds
    """

    number: int
    people: tuple[int, ...]
    homes: tuple[int, ...]
    moves: bool
    groups: tuple[tuple[int, ...], ...]
    leaves: tuple[bool, ...]
    joins: tuple[bool, ...]
    admits: tuple[bool, ...]
    leads: tuple[int, ...]
    eligible: tuple[bool, ...]
    eligible_admitted: tuple[bool, ...]
    belonging: int
    willing: int
    admitted: tuple[int, ...]
    named: bool

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.people)

    @property
    def home(self) -> int:
        """Their base unit; `NOWHERE` if none or several."""
        return self.homes[0] if len(self.homes) == 1 else NOWHERE

    @cached_property
    def is_fixed(self) -> bool:
        """Whether they stay where they are."""
        return not (self.moves or any(self.leaves) or any(self.joins) or any(self.admits))

    def group(self, layer: int) -> int:
        """Their one group in a layer, or `NOWHERE`."""
        return self.groups[layer][0] if len(self.groups[layer]) == 1 else NOWHERE


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells, column by column; people are sorted by cell, and within it in the order in which
    they are taken.
    """

    first: Positions
    people: Positions
    of: Positions
    named: Mask
    whole: People
    bits: tuple[Bits, Bits, Bits]

    def __len__(self) -> int:
        return len(self.first) - 1

    @cached_property
    def one(self) -> Positions:
        """Somebody of each cell, to ask about all of it."""
        return self.people[self.first[:-1]]

    def cell(self, number: int) -> Cell:
        """One cell."""
        people = self.people[self.first[number] : self.first[number + 1]]
        one, whole = int(people[0]), self.whole
        belonging, willing, admitted = self.bits
        return Cell(
            number,
            tuple(people.tolist()),
            whole.home.of(one),
            bool(whole.moves[one]),
            tuple(here.of(one) for here in whole.groups),
            tuple(bool(free.leaves[one]) for free in whole.freedom),
            tuple(bool(free.joins[one]) for free in whole.freedom),
            tuple(bool(free.admits[one]) for free in whole.freedom),
            tuple(
                int(here.leads[one]) if here.leads[one] >= 0 else NOWHERE for here in whole.groups
            ),
            tuple(bool(free.leads[one]) for free in whole.freedom),
            tuple(bool(free.leads_admitted[one]) for free in whole.freedom),
            int(belonging[one]),
            int(willing[one]),
            tuple(int(row[one]) for row in admitted),
            bool(self.named[one]),
        )


def cells(
    whole: People,
    tallies: Sequence[Tally],
    layers: Sequence[str],
    named: Iterable[int],
    rank: Positions,
) -> Cells:
    """Sort everybody into cells; `rank` says in which order people of one cell are taken."""
    members = len(rank)
    bits = tally_bits(tallies, layers, members)
    alone = np.zeros(members, dtype=bool)
    alone[np.fromiter(named, dtype=np.intp)] = True
    for here in (whole.home, *whole.groups):
        alone |= here.unit == SEVERAL
    columns = [np.where(alone, np.arange(members) + 1, 0), whole.home.unit + 1, whole.moves]
    for here, free in zip(whole.groups, whole.freedom, strict=True):
        flags = np.zeros(members, dtype=np.int64)
        for flag in (free.leaves, free.joins, free.admits, free.leads, free.leads_admitted):
            flags = 2 * flags + flag
        columns += [here.unit + 1, here.leads + 2, flags]
    columns += [bits[0], bits[1], *bits[2]]
    code = np.zeros(members, dtype=np.int64)
    for column in columns:
        _, small = np.unique(column, return_inverse=True)
        _, code = np.unique(code * (int(small.max(initial=0)) + 1) + small, return_inverse=True)
    order = np.lexsort((rank, code))
    first = np.append(np.flatnonzero(np.diff(code[order], prepend=-1)), members)
    return Cells(first, order, code, alone, whole, bits)


def tally_bits(
    tallies: Sequence[Tally], layers: Sequence[str], members: int
) -> tuple[Bits, Bits, Bits]:
    """Per member, one bit a tally: belongs, satisfies the rule, and per group layer would satisfy
    it once admitted there.
    """
    belonging, willing = np.zeros(members, dtype=np.int64), np.zeros(members, dtype=np.int64)
    admitted = np.zeros((len(layers), members), dtype=np.int64)
    for number, tally in enumerate(tallies):
        belonging |= tally.belonging.astype(np.int64) << number
        willing |= tally.willing.astype(np.int64) << number
        for place, name in enumerate(layers):
            admitted[place] |= tally.admitted.get(name, tally.willing).astype(np.int64) << number
    return belonging, willing, admitted
