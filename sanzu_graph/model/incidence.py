"""Incidence: who is in which unit, as integers and sparse matrices (Breiger 1974: the duality of persons and groups)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sanzu_graph.model.encoding import Encoding, Positions


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
    per_member : how many of these units each member is in, all members
    per_unit : how many members each unit has, all units
    """

    member: Positions
    unit: Positions
    units: Positions
    per_member: Positions
    per_unit: Positions


def pairs(code: Encoding, layer: int | None, *, role: int | None = None, rollup: bool = False) -> Pairs:
    """Who is in which unit of a layer (None: of any), each pair once.

    `rollup` makes a member of a unit a member of every unit above it; a `role` is held where it is
    written, so it is never rolled up.
    """
    member, unit = code.member, code.unit
    if role is not None:
        member, unit = _taken(code.role == role, member, unit)
    elif rollup:
        member, unit = rolled_up(code)
    asked = np.arange(len(code.units))
    if layer is not None:
        mine = code.unit_layer == layer
        asked = np.flatnonzero(mine)
        member, unit = _taken(mine[unit], member, unit)
    member, unit, per_member = _distinct(member, unit, code, one_layer=layer is not None)
    return Pairs(member, unit, asked, per_member, np.bincount(unit, minlength=len(code.units)))


def within(whole: Pairs, code: Encoding, layer: int) -> Pairs:
    """Those of the pairs whose unit is of a layer."""
    mine = code.unit_layer == layer
    member, unit = _taken(mine[whole.unit], whole.member, whole.unit)
    per_member, per_unit = np.bincount(member, minlength=len(code.members)), np.bincount(unit, minlength=len(code.units))
    return Pairs(member, unit, np.flatnonzero(mine), per_member, per_unit)


def rolled_up(code: Encoding) -> tuple[Positions, Positions]:
    """The memberships and all those that follow from parents; may repeat pairs."""
    member, unit = code.member, code.unit
    members, units = [member], [unit]
    while len(unit):
        above = code.parent[unit]
        member, unit, _ = _distinct(*_taken(above >= 0, member, above), code, one_layer=False)
        members.append(member)
        units.append(unit)
    return np.concatenate(members), np.concatenate(units)


def matrix(found: Pairs, members: int) -> sparse.csr_array:
    """The pairs as a CSR array of ones; int32, so that overlaps of millions still count right."""
    column = np.searchsorted(found.units, found.unit)
    ones = np.ones(len(column), dtype=np.int32)
    return sparse.coo_array((ones, (found.member, column)), shape=(members, len(found.units))).tocsr()


def _taken(mask: NDArray[np.bool_], member: Positions, unit: Positions) -> tuple[Positions, Positions]:
    """The rows of a mask; a view where they stand together, as a layer's rows do in most files."""
    rows = np.flatnonzero(mask)  # integers take rows ten times as fast as a scattered mask does
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        together = slice(rows[0], rows[-1] + 1)
        return member[together], unit[together]
    return member[rows], unit[rows]


def _distinct(member: Positions, unit: Positions, code: Encoding, *, one_layer: bool) -> tuple[Positions, Positions, Positions]:
    """Each pair once, and how many pairs each member has.

    Only who has several rows in one layer can repeat a pair, and they are few: only their rows are sorted.
    """
    total, layers = len(code.members), max(len(code.layers), 1)
    place = member if one_layer else member * layers + code.unit_layer[unit]
    rows_of = np.bincount(place, minlength=total if one_layer else total * layers)
    per_member = rows_of if one_layer else rows_of.reshape(total, layers).sum(axis=1)
    several = np.flatnonzero((rows_of > 1)[place]) if rows_of.max(initial=0) > 1 else place[:0]
    _, first = np.unique(member[several] * len(code.units) + unit[several], return_index=True)
    if len(first) < len(several):
        again = np.delete(several, first)
        np.subtract.at(per_member, member[again], 1)
        member, unit = np.delete(member, again), np.delete(unit, again)
    return member, unit, per_member
