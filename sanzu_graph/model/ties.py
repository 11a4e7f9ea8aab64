"""Lines between people: who answers to whom, and who mentors whom, as pairs of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import distinct, grouped
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org

Mask = NDArray[np.bool_]


def lines(
    org: Org, layer: str | None = None, *, among: Mask | None = None
) -> tuple[Positions, Positions, Positions]:
    """Who answers to whom: member, unit, leader of every line; `among` keeps the lines of some
    members.
    """
    people, led = org.pairs(layer), org.pairs(layer, LEADER)
    rows = slice(None) if among is None else np.flatnonzero(among[people.member])
    members, units = people.member[rows], people.unit[rows]
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
    total = code.member_count
    key = distinct(code.source[rows] * max(total, 1) + code.target[rows])
    mentor, apprentice = key // max(total, 1), key % max(total, 1)
    return Mentorship(
        mentor,
        apprentice,
        np.bincount(mentor, minlength=total),
        np.bincount(apprentice, minlength=total),
    )
