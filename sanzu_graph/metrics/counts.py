"""What measures and checks both count, on integer arrays; ids and names appear only in what they
report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.incidence import Pairs, matrix
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

Mask = NDArray[np.bool_]


class Cover(NamedTuple):
    """Who represents a layer in which base unit; positions of members and units, each pair once."""

    member: Positions
    unit: Positions


def duty_codes(org: Org, duty: str | Sequence[str] | None) -> Positions:
    """The integers of one duty or several; names that nobody holds are left out."""
    wanted = [] if duty is None else [duty] if isinstance(duty, str) else list(duty)
    held = org.encoding.duties
    return np.array([held.index(name) for name in wanted if name in held], dtype=np.intp)


def cover(
    org: Org,
    layer: str,
    base: str,
    *,
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
) -> Cover:
    """Who works in a base unit and belongs to `layer`, or holds `duty` for the base unit."""
    based, rows = (
        org.pairs(base, rollup=rollup),
        np.flatnonzero(_belongs(org, layer, base, rollup=rollup)),
    )
    member, unit = based.member[rows], based.unit[rows]
    code, duties = org.encoding, duty_codes(org, duty)
    if not len(duties):
        return Cover(member, unit)
    held = np.isin(code.duty, duties) & is_unit_of(org, base)[code.duty_unit]
    key = np.concatenate(
        [
            member * code.unit_count + unit,
            code.duty_member[held] * code.unit_count + code.duty_unit[held],
        ]
    )
    key = distinct(key)
    return Cover(key // code.unit_count, key % code.unit_count)


def belonging(org: Org, layer: str, base: str, *, rollup: bool = False) -> Positions:
    """How many of the people in each base unit belong to `layer`; all units."""
    based, belongs = org.pairs(base, rollup=rollup), _belongs(org, layer, base, rollup=rollup)
    if 2 * np.count_nonzero(belongs) > len(belongs):  # then those who do not are quicker to count
        return based.per_unit - np.bincount(
            based.unit[np.flatnonzero(~belongs)], minlength=org.encoding.unit_count
        )
    return np.bincount(based.unit[np.flatnonzero(belongs)], minlength=org.encoding.unit_count)


def represented(
    org: Org,
    layer: str,
    base: str,
    *,
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
) -> Positions:
    """How many people represent `layer` in each base unit (see `cover`); all units."""
    if not len(duty_codes(org, duty)):
        return belonging(org, layer, base, rollup=rollup)
    covering = cover(org, layer, base, rollup=rollup, duty=duty)
    return np.bincount(covering.unit, minlength=org.encoding.unit_count)


def _belongs(org: Org, layer: str, base: str, *, rollup: bool) -> Mask:
    """Whether the member of each pair of `base` belongs to `layer`."""
    return (org.pairs(layer, rollup=rollup).per_member > 0)[org.pairs(base, rollup=rollup).member]


def is_unit_of(org: Org, layer: str) -> Mask:
    """Which units are of a layer, one truth value a unit."""
    mask = np.zeros(org.encoding.unit_count, dtype=bool)
    mask[org.pairs(layer).units] = True
    return mask


def shared(org: Org, layer: str, base: str, *, rollup: bool = False) -> sparse.csr_array:
    """How many people every base unit shares with every group: base units × groups."""
    members = org.encoding.member_count
    groups, bases = (matrix(org.pairs(name, rollup=rollup), members) for name in (layer, base))
    return (bases.T @ groups).tocsr()


def meetings(
    org: Org, layer: str, base: str, *, rollup: bool = False
) -> tuple[Positions, Positions]:
    """The unit of `layer` and the base unit that each person joins, once for every such pair."""
    groups, based = org.pairs(layer, rollup=rollup), org.pairs(base, rollup=rollup)
    units, row = based.by_member.rows_of(groups.member)
    return groups.unit[row], based.unit[units]


def kinds_within(pairs: Pairs, codes: Positions) -> tuple[Positions, Positions, Positions]:
    """Distinct (unit, kind) pairs of the members whose kind is known: unit, kind, how many members."""
    kind = codes[pairs.member]
    known = kind >= 0
    width = int(codes.max(initial=0)) + 1
    key, count = np.unique(pairs.unit[known] * width + kind[known], return_counts=True)
    return key // width, key % width, count


def led_by(org: Org, layer: str | None = None) -> tuple[Positions, Positions]:
    """How many units of `layer` (None: of any) each member leads; all members, and those who lead
    any.
    """
    count = org.pairs(layer, LEADER).per_member
    return count, np.flatnonzero(count)
