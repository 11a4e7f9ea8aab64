"""What measures and checks both count, on integer arrays; ids and names appear only in what they
report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sanzu_graph.model.encoding import Positions
from sanzu_graph.model.grouping import grouped
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


def distinct(keys: Positions) -> Positions:
    """The different ones of non-negative keys, ascending; `np.unique` hashes them, which takes far
    longer than sorting.
    """
    ordered: Positions = np.sort(keys)
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    different: Positions = ordered[first]
    return different


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
            member * len(code.units) + unit,
            code.duty_member[held] * len(code.units) + code.duty_unit[held],
        ]
    )
    key = distinct(key)
    return Cover(key // len(code.units), key % len(code.units))


def belonging(org: Org, layer: str, base: str, *, rollup: bool = False) -> Positions:
    """How many of the people in each base unit belong to `layer`; all units."""
    based, belongs = org.pairs(base, rollup=rollup), _belongs(org, layer, base, rollup=rollup)
    if 2 * np.count_nonzero(belongs) > len(belongs):  # then those who do not are quicker to count
        return based.per_unit - np.bincount(
            based.unit[np.flatnonzero(~belongs)], minlength=len(org.encoding.units)
        )
    return np.bincount(based.unit[np.flatnonzero(belongs)], minlength=len(org.encoding.units))


def _belongs(org: Org, layer: str, base: str, *, rollup: bool) -> Mask:
    """Whether the member of each pair of `base` belongs to `layer`."""
    return (org.pairs(layer, rollup=rollup).per_member > 0)[org.pairs(base, rollup=rollup).member]


def is_unit_of(org: Org, layer: str) -> Mask:
    """Which units are of a layer, one truth value a unit."""
    mask = np.zeros(len(org.encoding.units), dtype=bool)
    mask[org.pairs(layer).units] = True
    return mask


def shared(org: Org, layer: str, base: str, *, rollup: bool = False) -> sparse.csr_array:
    """How many people every base unit shares with every group: base units × groups."""
    members = len(org.encoding.members)
    groups, bases = (matrix(org.pairs(name, rollup=rollup), members) for name in (layer, base))
    return (bases.T @ groups).tocsr()


def reached(org: Org, layer: str, base: str, *, rollup: bool = False) -> Positions:
    """In how many base units the members of each unit of `layer` are; all units."""
    groups, based = org.pairs(layer, rollup=rollup), org.pairs(base, rollup=rollup)
    units, row = grouped(based.member, based.members).rows_of(groups.member)
    total = max(len(org.encoding.units), 1)
    met = distinct(groups.unit[row] * total + based.unit[units])
    return np.bincount(met // total, minlength=len(org.encoding.units))


def kinds_within(found: Pairs, codes: Positions) -> tuple[Positions, Positions, Positions]:
    """Distinct (unit, kind) pairs of the members whose kind is known: unit, kind, how many members."""
    kind = codes[found.member]
    known = kind >= 0
    width = int(codes.max(initial=0)) + 1
    key, count = np.unique(found.unit[known] * width + kind[known], return_counts=True)
    return key // width, key % width, count


def led_by(org: Org, layer: str | None = None) -> tuple[Positions, Positions]:
    """How many units of `layer` (None: of any) each member leads; all members, and those who lead
    any.
    """
    count = org.pairs(layer, LEADER).per_member
    return count, np.flatnonzero(count)


def lines(
    org: Org, layer: str | None = None, *, among: Mask | None = None
) -> tuple[Positions, Positions, Positions]:
    """Who answers to whom: member, unit, leader of every line; `among` keeps the lines of some
    members.
    """
    found, led = org.pairs(layer), org.pairs(layer, LEADER)
    rows = slice(None) if among is None else np.flatnonzero(among[found.member])
    members, units = found.member[rows], found.unit[rows]
    leading, row = grouped(led.unit, len(led.per_unit)).rows_of(units)
    member, unit, leader = members[row], units[row], led.member[leading]
    other = leader != member
    return member[other], unit[other], leader[other]


class Mentorship(NamedTuple):
    """Distinct mentor → apprentice pairs; nobody mentors oneself. the counts are per member."""

    mentor: Positions
    apprentice: Positions
    apprentice_count: Positions
    mentor_count: Positions


def mentorship(org: Org, kind: str = "mentors") -> Mentorship:
    """Who mentors whom."""
    code = org.encoding
    number = code.kinds.index(kind) if kind in code.kinds else -1
    rows = (
        np.flatnonzero((code.kind == number) & (code.source != code.target))
        if number >= 0
        else np.empty(0, dtype=np.intp)
    )
    total = len(code.members)
    key = distinct(code.source[rows] * max(total, 1) + code.target[rows])
    mentor, apprentice = key // max(total, 1), key % max(total, 1)
    return Mentorship(
        mentor,
        apprentice,
        np.bincount(mentor, minlength=total),
        np.bincount(apprentice, minlength=total),
    )
