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
        rows = np.flatnonzero(code.role == role)
        member, unit = member[rows], unit[rows]
    elif rollup:
        member, unit = rolled_up(member, unit, code.parent)
    asked = np.arange(len(code.units)) if layer is None else np.flatnonzero(code.unit_layer == layer)
    if layer is not None:
        rows = np.flatnonzero(_is_in(asked, len(code.units))[unit])
        member, unit = member[rows], unit[rows]
    member, unit = _distinct(member, unit, len(code.members), len(code.units))
    return Pairs(
        member,
        unit,
        asked,
        np.bincount(member, minlength=len(code.members)),
        np.bincount(unit, minlength=len(code.units)),
    )


def rolled_up(member: Positions, unit: Positions, parent: Positions) -> tuple[Positions, Positions]:
    """The pairs and all those that follow from parents; may repeat pairs."""
    members, units = [member], [unit]
    while len(unit):
        above = parent[unit]
        rows = np.flatnonzero(above >= 0)
        member, unit = _distinct(member[rows], above[rows], 0, len(parent))
        members.append(member)
        units.append(unit)
    return np.concatenate(members), np.concatenate(units)


def matrix(found: Pairs, members: int) -> sparse.csr_array:
    """The pairs as a CSR array of ones; int32, so that overlaps of millions still count right."""
    column = np.searchsorted(found.units, found.unit)
    ones = np.ones(len(column), dtype=np.int32)
    return sparse.coo_array((ones, (found.member, column)), shape=(members, len(found.units))).tocsr()


def _is_in(positions: Positions, total: int) -> NDArray[np.bool_]:
    mask = np.zeros(total, dtype=bool)
    mask[positions] = True
    return mask


def _distinct(member: Positions, unit: Positions, members: int, units: int) -> tuple[Positions, Positions]:
    """Each pair once. Only members with several rows can repeat a pair, and they are few: only their rows are sorted."""
    rows_of = np.bincount(member, minlength=members)
    if rows_of.max(initial=0) <= 1:
        return member, unit
    several = np.flatnonzero(rows_of[member] > 1)
    key = member[several] * units + unit[several]
    _, first = np.unique(key, return_index=True)
    if len(first) == len(several):
        return member, unit
    keep = np.ones(len(member), dtype=bool)
    keep[several] = False
    keep[several[first]] = True
    return member[keep], unit[keep]
