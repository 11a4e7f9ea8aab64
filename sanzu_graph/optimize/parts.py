"""Parts that nothing ties together, and the exact combination of their solutions under limits that
all share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sanzu_graph.metrics.counts import Mask
from sanzu_graph.model.encoding import Positions
from sanzu_graph.optimize.asking import MERGE, MOVE
from sanzu_graph.optimize.people import NOWHERE, SEVERAL
from sanzu_graph.optimize.problem import Problem

Edges = list[tuple[Positions, Positions]]


@dataclass(frozen=True, eq=False)
class Part:
    """Units and cells that may depend on each other, and on nothing else.

    Attributes
    ----------
    number : its place among the parts
    units : its base units and groups, as positions
    cells : the numbers of the cells with somebody in one of them
    """

    number: int
    units: tuple[int, ...]
    cells: tuple[int, ...]


def parts(problem: Problem, *, whole: bool = False) -> list[Part]:
    """The parts of a problem, by their first unit; `whole` puts everything in one.

    Units belong together where somebody may go from one to the other, sits in both and may leave
    either or enter a third, could be attached from one to the other, or counts in both.
    """
    total = len(problem.home_gates.key)
    mine = np.zeros(total, dtype=bool)
    mine[problem.base] = True
    for layer in problem.layers:
        mine[layer.units] = True
    if whole:
        label = np.zeros(total, dtype=np.intp)
    else:
        links = list(_links(problem))
        ends = (
            [
                np.concatenate([np.empty(0, dtype=np.intp), *side])
                for side in zip(*links, strict=True)
            ]
            if links
            else [np.empty(0, np.intp)] * 2
        )
        graph = sparse.coo_array(
            (np.ones(len(ends[0]), dtype=np.int8), (ends[0], ends[1])), shape=(total, total)
        )
        _, label = connected_components(graph, directed=False)
    units = np.flatnonzero(mine)
    by_label: dict[int, list[int]] = {}
    for unit, at in zip(units.tolist(), label[units].tolist(), strict=True):
        by_label.setdefault(at, []).append(unit)
    numbers = _cells_by_label(problem, label)
    return [
        Part(number, tuple(found), tuple(numbers.get(at, ())))
        for number, (at, found) in enumerate(by_label.items())
    ]


def _cells_by_label(problem: Problem, label: Positions) -> dict[int, list[int]]:
    """Label → the cells with somebody in one of its units, or who could enter one.

    People who stay where they are tie nothing together, but count in all their units: they may be
    in several parts.
    """
    folk, one = problem.people, problem.cells.one
    numbers = np.arange(len(one))
    found: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    nowhere = np.ones(len(one), dtype=bool)
    for here in (folk.home, *folk.groups):
        unit = here.unit[one]
        found.append((label[unit[unit >= 0]], numbers[unit >= 0]))
        nowhere &= unit < 0
        for number in np.flatnonzero(unit == SEVERAL).tolist():
            some = np.asarray(here.of(int(one[number])))
            found.append((label[some], np.full(len(some), number)))
            nowhere[number] = False
    for free, layer in zip(folk.freedom, problem.layers, strict=True):
        lone = np.flatnonzero(nowhere & (free.joins | free.admits)[one])
        if len(lone):
            found.append((np.full(len(lone), label[layer.gates.by_key[0][0]]), lone))
    labels, cells = (np.concatenate(side) for side in zip(*found, strict=True))
    by_label: dict[int, list[int]] = {}
    for at, number in np.unique(np.column_stack([labels, cells]), axis=0).tolist():
        by_label.setdefault(at, []).append(number)
    return by_label


def _links(problem: Problem) -> Iterator[tuple[Positions, Positions]]:
    """Pairs of units that belong together."""
    folk, ask = problem.people, problem.ask
    if ask.has(MOVE) or ask.has(MERGE):
        yield from _stars(problem.home_gates.by_key)
    loose = folk.moves.copy()
    for free in folk.freedom:
        loose |= free.leaves | free.joins | free.admits
    for member in np.flatnonzero(
        loose & (folk.home.unit == NOWHERE)
    ).tolist():  # no home ties their groups together
        yield from _star([unit for here in folk.groups for unit in here.of(member)])
    if ask.has(MERGE):  # then a unit may go from under people who stay
        loose[:] = True
    for number in range(len(problem.layers)):
        yield from _links_of_groups(problem, number, loose)
    places = (folk.home, *folk.groups)
    for member in {member for here in places for member in here.several if loose[member]}:
        yield from _star([unit for here in places for unit in here.of(member)])
    for line in (line for tally in problem.tallies for line in tally.above.values()):
        yield from _star(line)
    for one, other in (*problem.together, *problem.apart):
        yield from _star([*folk.home.of(one), *folk.home.of(other)])


def _links_of_groups(
    problem: Problem, number: int, loose: Mask
) -> Iterator[tuple[Positions, Positions]]:
    """Pairs of units that belong together because of a group layer."""
    layer, here, free = (
        problem.layers[number],
        problem.people.groups[number],
        problem.people.freedom[number],
    )
    both = loose & (problem.people.home.unit >= 0) & (here.unit >= 0)
    yield problem.people.home.unit[both], here.unit[both]
    if free.leaves.any():
        yield from _stars(layer.gates.by_key)
    if free.joins.any() or free.admits.any():
        yield from _joining(problem, number)
    if problem.attaches(layer):
        yield from _stars(
            _by_key(
                layer.gates.key, np.concatenate([np.flatnonzero(problem.attachable), layer.units])
            )
        )


def _joining(problem: Problem, number: int) -> Iterator[tuple[Positions, Positions]]:
    """Homes of those who could join, with the groups they could join, which then share the
    newcomers.
    """
    folk, gates = problem.people, problem.layers[number].gates
    free = folk.freedom[number]
    joining = np.flatnonzero(free.joins | free.admits)
    homes = {unit for member in joining.tolist() for unit in folk.home.of(member)}
    keys = {int(gates.key[unit]) for unit in homes} | (
        {0} if len(joining) and not gates.key.any() else set()
    )
    yield from _stars({key: gates.by_key[key] for key in keys})
    for unit in homes:
        yield from _star([unit, gates.beside(unit)[0]])
    for member in joining[folk.home.unit[joining] == NOWHERE].tolist():
        yield from _star(
            [gates.by_key[0][0], *(unit for here in folk.groups for unit in here.of(member))]
        )


def _by_key(key: Positions, units: NDArray[np.intp]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for unit in units.tolist():
        found.setdefault(int(key[unit]), []).append(unit)
    return {at: tuple(some) for at, some in found.items()}


def _stars(by_key: Mapping[int, Sequence[int]]) -> Iterator[tuple[Positions, Positions]]:
    for units in by_key.values():
        yield from _star(units)


def _star(units: Sequence[int]) -> Iterator[tuple[Positions, Positions]]:
    if len(units) > 1:
        others = np.asarray(units[1:], dtype=np.intp)
        yield np.full(len(others), units[0], dtype=np.intp), others


# -- combination

#: What a part uses of the limited things, such as (groups changed, merges), and the goals' values
#: that go with it.
Use = tuple[int, ...]
Values = tuple[int, ...]


def combine(curves: Sequence[Mapping[Use, Values]], limits: Use) -> tuple[Values, list[Use]] | None:
    """The best sum of values, one entry of each curve, whose uses stay within the limits; None if
    there is none.

    Vectors of values are compared goal by goal; that order survives addition, so a table over the
    uses is exact.

    Examples
    --------
    >>> combine([{(0,): (2,), (1,): (0,)}, {(0,): (3,), (1,): (2,)}], (1,))
    ((3,), [(1,), (0,)])
    """
    table: dict[Use, _Entry] = {(0,) * len(limits): _Entry((), None, ())}
    for curve in curves:
        after: dict[Use, _Entry] = {}
        for (used, entry), (use, more) in product(table.items(), curve.items()):
            total = tuple(a + b for a, b in zip(used, use, strict=True))
            if any(a > b for a, b in zip(total, limits, strict=True)):
                continue
            summed = (
                tuple(a + b for a, b in zip(entry.values, more, strict=True))
                if entry.values
                else more
            )
            if total not in after or summed < after[total].values:
                after[total] = _Entry(summed, entry, use)
        table = _undominated(after)
        if not table:
            return None
    best = min(table.values(), key=lambda entry: entry.values)
    uses: list[Use] = []
    entry = best
    while entry.before is not None:
        uses.append(entry.use)
        entry = entry.before
    return best.values, uses[::-1]


class _Entry(NamedTuple):
    """The best values for a use, and how they came about."""

    values: Values
    before: _Entry | None
    use: Use


def _undominated(table: dict[Use, _Entry]) -> dict[Use, _Entry]:
    """Without entries that use no less of anything and are no better than another."""
    if not table or len(next(iter(table))) != 1:
        return table
    kept: dict[Use, _Entry] = {}
    best: Values | None = None
    for use in sorted(table):
        if best is None or table[use].values < best:
            best = table[use].values
            kept[use] = table[use]
    return kept
