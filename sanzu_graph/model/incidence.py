"""Incidence: who is in which unit, as integers and sparse matrices (Breiger 1974: the duality of
persons and groups).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Grouped, Positions, grouped


class Incidence(NamedTuple):
    """A members × units matrix of ones with its labels.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array of int32, members × units of the layer
    members : ids of its rows, every member of the organisation in table order
    units : ids of its columns, in table order
    """

    matrix: sparse.csr_array
    members: NDArray[np.object_]
    units: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Distinct (member, unit) pairs; positions index the organisation's members and units.

    Attributes
    ----------
    member, unit : one integer a pair
    units : positions of the units that were asked about, in table order
    per_unit : how many members each unit has, all units
    per_member : how many of these units each member is in, all members
    members : how many members the organisation has
    counted : `per_member`, where finding the pairs counted it already
    """

    member: Positions
    unit: Positions
    units: Positions
    per_unit: Positions
    members: int
    counted: Positions | None = None

    @cached_property
    def per_member(self) -> Positions:
        """Counted when first asked for: who leads in one layer alone is seldom asked."""
        return (
            np.bincount(self.member, minlength=self.members)
            if self.counted is None
            else self.counted
        )

    @cached_property
    def by_member(self) -> Grouped:
        """The pairs of every member."""
        return grouped(self.member, self.members)


def pairs(code: Encoding, layer: int | None = None, *, rollup: bool = False) -> Pairs:
    """Who is in which unit of a layer (None: of any), each pair once; `rollup` puts a member of a
    unit in every unit above it too.
    """
    member, unit, layer_of = code.member, code.unit, code.row_layer
    if rollup:
        member, unit = rolled_up(code)
        layer_of = code.unit_layer[unit]
    if layer is None:
        units, place = np.arange(code.unit_count), member * len(code.layers) + layer_of
    else:
        units = np.flatnonzero(code.unit_layer == layer)
        member, unit = taken(layer_of == layer, member, unit)
        place = member
    # Hardly anybody has two rows in one layer.
    member, unit, rows_of = _distinct(member, unit, place, code.member_count, code.unit_count)
    return Pairs(
        member,
        unit,
        units,
        np.bincount(unit, minlength=code.unit_count),
        code.member_count,
        None if layer is None else rows_of,
    )


def holders(code: Encoding, role: int) -> Pairs:
    """Who holds a role in which unit of any layer, each pair once. A role is held where it is
    written, so it is never rolled up.
    """
    member, unit = taken(code.role == role, code.member, code.unit)
    # Hardly a unit has two leaders.
    member, unit, per_unit = _distinct(member, unit, unit, code.unit_count, code.unit_count)
    return Pairs(member, unit, np.arange(code.unit_count), per_unit, code.member_count)


def within(whole: Pairs, code: Encoding, layer: int) -> Pairs:
    """Those of the pairs whose unit is of a layer."""
    in_layer = code.unit_layer == layer
    member, unit = taken(in_layer[whole.unit], whole.member, whole.unit)
    return Pairs(
        member, unit, np.flatnonzero(in_layer), np.where(in_layer, whole.per_unit, 0), whole.members
    )


def rolled_up(code: Encoding) -> tuple[Positions, Positions]:
    """The memberships and all those that follow from parents; may repeat pairs."""
    member, unit = code.member, code.unit
    members, units = [member], [unit]
    while len(unit):
        above = code.parent[unit]
        member, unit = taken(above >= 0, member, above)
        member, unit, _ = _distinct(member, unit, member, code.member_count, code.unit_count)
        members.append(member)
        units.append(unit)
    return np.concatenate(members), np.concatenate(units)


def matrix(pairs: Pairs, members: int) -> sparse.csr_array:
    """The pairs as a CSR array of ones; int32, so that overlaps of millions still count right."""
    place = np.zeros(len(pairs.per_unit), dtype=np.intp)
    place[pairs.units] = np.arange(len(pairs.units))
    column = place[pairs.unit]
    ones = np.ones(len(column), dtype=np.int32)
    return sparse.coo_array(
        (ones, (pairs.member, column)), shape=(members, len(pairs.units))
    ).tocsr()


def taken(mask: NDArray[np.bool_], *columns: Positions) -> tuple[Positions, ...]:
    """The rows of a mask in some columns; views where they stand together, as a layer's rows do in
    most files.
    """
    first, last = (
        (int(mask.argmax()), len(mask) - int(mask[::-1].argmax())) if len(mask) else (0, 0)
    )
    if np.count_nonzero(mask) == last - first:
        return tuple(column[first:last] for column in columns)
    rows = np.flatnonzero(mask)  # integers take rows several times as fast as a scattered mask does
    return tuple(column[rows] for column in columns)


def _distinct(
    member: Positions, unit: Positions, place: Positions, places: int, units: int
) -> tuple[Positions, Positions, Positions]:
    """Each pair once, and how many pairs are in each place.

    Rows of equal pairs must share a place. Where hardly other rows do it is quick, because only
    rows in a shared place are sorted.
    """
    rows_of = np.bincount(place, minlength=places)
    shared = rows_of > 1
    if shared.any():
        several = np.flatnonzero(shared[place])
        key = member[several] * units + unit[several]
        order = np.argsort(key, kind="stable")
        again = several[order[1:][np.diff(key[order]) == 0]]
        if len(again):
            np.subtract.at(rows_of, place[again], 1)
            keep = np.ones(len(member), dtype=bool)
            keep[again] = False
            member, unit = member[keep], unit[keep]
    return member, unit, rows_of
