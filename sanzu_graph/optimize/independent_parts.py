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
from sanzu_graph.model.grouping import Positions
from sanzu_graph.optimize.nesting import line_up
from sanzu_graph.optimize.problem import Problem
from sanzu_graph.optimize.request import EXTEND
from sanzu_graph.optimize.seat_layers import SeatLayer
from sanzu_graph.optimize.seats import NOWHERE, SEVERAL, by_key

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

    Two units belong together where somebody

    - may go from one to the other,
    - sits in both, and may leave either or enter a third,
    - could be attached from one to the other, or
    - counts in both.
    """
    count = len(problem.site)
    known = np.zeros(count, dtype=bool)
    for layer in problem.layers:
        known[layer.units] = True
    if whole:
        label = np.zeros(count, dtype=np.intp)
    else:
        links = list(_links(problem))
        ends = [
            np.concatenate([np.empty(0, dtype=np.intp), *(link[side] for link in links)])
            for side in (0, 1)
        ]
        graph = sparse.coo_array(
            (np.ones(len(ends[0]), dtype=np.int8), (ends[0], ends[1])), shape=(count, count)
        )
        _, label = connected_components(graph, directed=False)
    units = np.flatnonzero(known)
    by_label: dict[int, list[int]] = {}
    for unit, at in zip(units.tolist(), label[units].tolist(), strict=True):
        by_label.setdefault(at, []).append(unit)
    numbers = _cells_by_label(problem, label)
    return [
        Part(number, tuple(part_units), tuple(numbers.get(at, ())))
        for number, (at, part_units) in enumerate(by_label.items())
    ]


def _cells_by_label(problem: Problem, label: Positions) -> dict[int, list[int]]:
    """Label → the cells with somebody in one of its units, or who could enter one.

    People who stay where they are tie nothing together. They count in all their units, and so may
    be in several parts.
    """
    somebody = problem.cells.one
    numbers = np.arange(len(somebody))
    pairs: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = [
        (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))
    ]
    for layer in problem.layers:
        unit = layer.seats.unit[somebody]
        pairs.append((label[unit[unit >= 0]], numbers[unit >= 0]))
        for number in np.flatnonzero(unit == SEVERAL).tolist():
            some = np.asarray(layer.seats.of(int(somebody[number])))
            pairs.append((label[some], np.full(len(some), number)))
    for number, member in enumerate(somebody.tolist()):
        if problem.cells.persons[member]:
            more = [
                *problem.held.get(member, ()),
                *problem.holds_for.get(member, ()),
                *problem.targets.get(member, ()),
                *(unit for layer in problem.layers for unit in problem.joins_at(member, layer)[:1]),
            ]
            if problem.nested:
                more += [
                    unit
                    for place in problem.elsewhere.get(member, ())
                    for unit in _line(problem, place)
                ]
            pairs.append((label[more], np.full(len(more), number)))
    for layer, free in zip(problem.layers, problem.cells.freedom, strict=True):
        joining = np.flatnonzero(free.joins[somebody] & ~problem.cells.persons[somebody])
        for number in joining.tolist():
            some = np.asarray(problem.joins_at(int(somebody[number]), layer)[:1], dtype=np.intp)
            pairs.append((label[some], np.full(len(some), number)))
    labels, cells = (np.concatenate(side).astype(np.intp) for side in zip(*pairs, strict=True))
    by_label: dict[int, list[int]] = {}
    for at, number in np.unique(np.column_stack([labels, cells]), axis=0).tolist():
        by_label.setdefault(at, []).append(number)
    return by_label


def _line(problem: Problem, unit: int) -> list[int]:
    """The units above a unit, as far as the model knows them."""
    return [above for above in line_up(problem.parents, unit) if above in problem.layer_of]


def _links(problem: Problem) -> Iterator[tuple[Positions, Positions]]:
    """Pairs of units that belong together."""
    loose = _loose(problem)
    if problem.merges:
        yield from _stars(problem.base.by_key)
    for layer in problem.layers:
        yield from _going(problem, layer)
        yield from _joining(problem, layer)
    yield from _ties_of_people(problem, loose)
    yield from _nesting(problem, loose)
    for some in (*problem.together, *problem.apart):
        yield from _star([unit for member in some for unit in problem.base.seats.of(member)])
    for member, units in problem.targets.items():
        yield from _star([*problem.seats_of(member), *units])
    if problem.duties:
        yield from _attaching(problem)


def _loose(problem: Problem) -> Mask:
    """Whose seats may differ in the end."""
    loose = np.zeros(len(problem.member_ids), dtype=bool)
    if problem.merges:  # a unit may go from under people who stay
        return ~loose
    for layer, free in zip(problem.layers, problem.cells.freedom, strict=True):
        loose |= free.goes | free.joins | layer.newcomers
        if problem.ask.has(EXTEND) and not layer.is_exclusive:
            loose |= layer.seats.unit != NOWHERE
    return loose


def _going(problem: Problem, layer: SeatLayer) -> Iterator[tuple[Positions, Positions]]:
    """The units between which seats may go."""
    extends = problem.ask.has(EXTEND) and not layer.is_exclusive
    free = problem.cells.freedom[layer.number]
    going = np.flatnonzero(free.goes | (extends & (layer.seats.unit != NOWHERE)))
    unit = layer.seats.unit[going]
    keys = set(layer.key[unit[unit >= 0]].tolist())
    for member in going[unit == SEVERAL].tolist():
        keys |= {int(layer.key[place]) for place in layer.seats.of(member)}
    yield from _stars({key: layer.by_key[key] for key in keys if key in layer.by_key})


def _nesting(problem: Problem, loose: Mask) -> Iterator[tuple[Positions, Positions]]:
    """Units above and below each other, where they count together."""
    for unit in problem.nested:
        yield from _star(_line(problem, unit))
    for member, places in problem.elsewhere.items():
        if loose[member]:
            yield from _star([unit for place in places for unit in _line(problem, place)])


def _ties_of_people(problem: Problem, loose: Mask) -> Iterator[tuple[Positions, Positions]]:
    """All units of a person who may change, or lead several, belong together."""
    anchor = np.full(len(loose), NOWHERE, dtype=np.intp)
    tied = loose.copy()
    if problem.most_led is not None and problem.appoints:
        chances = problem.led_by.copy()
        # A post that ends leaves room for another one, in another unit.
        full = problem.cells.persons & (problem.led_by > 0) & (problem.led_by >= problem.most_led)
        for number in problem.appoints:
            may_lead = np.logical_or.reduce(list(problem.layers[number].may_lead.values()))
            chances = chances + (problem.cells.freedom[number].leads | (full & may_lead))
        tied |= chances > np.maximum(problem.most_led, problem.led_by)
    for layer in problem.layers:
        unit = layer.seats.unit
        both = tied & (anchor >= 0) & (unit >= 0)
        yield anchor[both], unit[both]
        anchor = np.where((anchor < 0) & (unit >= 0), unit, anchor)
    several = {member for layer in problem.layers for member in layer.seats.several}
    for member in several:
        if tied[member] or problem.cells.persons[member]:
            yield from _star([unit for layer in problem.layers for unit in layer.seats.of(member)])


def _joining(problem: Problem, layer: SeatLayer) -> Iterator[tuple[Positions, Positions]]:
    """The seats of those who could get a seat of a layer, with the units where they could."""
    free = problem.cells.freedom[layer.number]
    ask = problem.ask
    able = free.joins | layer.newcomers
    if ask.has(EXTEND) and not layer.is_exclusive:
        able = able | (layer.seats.unit != NOWHERE)
    for member in problem.cells.one[able[problem.cells.one]].tolist():
        units = problem.joins_at(member, layer) or problem.extends_at(member, layer)
        if units:
            seats = problem.seats_of(member)
            further = [
                unit for other in problem.layers for unit in problem.joins_at(member, other)[:1]
            ]
            yield from _star([*units, *seats, *further])


def _attaching(problem: Problem) -> Iterator[tuple[Positions, Positions]]:
    """Units of a site belong together where leaders of one may be attached to another."""
    numbers = {number for some in problem.duties.values() for number in some}
    units = np.concatenate(
        [problem.base.units, *(problem.layers[number].units for number in sorted(numbers))]
    )
    yield from _stars(by_key(problem.place, units))
    for member, held in problem.held.items():
        yield from _star([*held, *problem.seats_of(member)])
    leaders: dict[int, list[int]] = {}
    for number in numbers:
        for unit, members in problem.layers[number].seats.leaders.items():
            for member in members:
                leaders.setdefault(member, []).append(unit)
    for units_led in leaders.values():
        yield from _star(units_led)


def _stars(by_key: Mapping[int, Sequence[int]]) -> Iterator[tuple[Positions, Positions]]:
    for units in by_key.values():
        yield from _star(units)


def _star(units: Sequence[int]) -> Iterator[tuple[Positions, Positions]]:
    if len(units) > 1:
        others = np.asarray(units[1:], dtype=np.intp)
        yield np.full(len(others), units[0], dtype=np.intp), others


# -- combination

#: What a part uses of the limited things, such as (groups changed, merges).
Use = tuple[int, ...]
#: What the goals come to, in their order.
Values = tuple[int, ...]


def combine(curves: Sequence[Mapping[Use, Values]], limits: Use) -> tuple[Values, list[Use]] | None:
    """The best sum of values, with one entry of each curve; their uses stay within the limits.

    None if no entries do. Vectors of values are compared goal by goal. That order survives
    addition, so a table over the uses is exact.

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
    best_of_use: dict[Use, _Entry] = {}
    best: Values | None = None
    for use in sorted(table):
        if best is None or table[use].values < best:
            best = table[use].values
            best_of_use[use] = table[use]
    return best_of_use
