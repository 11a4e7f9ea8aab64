"""Who and what is in force on one day, as masks and positions of the whole organisation.

`Org.at` makes an organisation of its own. Questions about a stretch of time also need the units that
were closed and the people who left. So they keep the positions of the whole, and look at a day by
these masks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.incidence import taken
from sanzu_graph.model.lives import life

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

Mask = NDArray[np.bool_]


class InForce(NamedTuple):
    """One day of an organisation.

    Attributes
    ----------
    members, units : which are there
    member, unit, role : the memberships in force
    duty_member, duty_unit, duty : the duties in force whose holder and unit are there
    parent : the unit above each unit; -1 where there is none on that day
    """

    members: Mask
    units: Mask
    member: Positions
    unit: Positions
    role: Positions
    duty_member: Positions
    duty_unit: Positions
    duty: Positions
    parent: Positions


def standing(org: Org, day: int) -> InForce:
    """What is in force on a day: like ``org.at(day)``, in positions of the whole organisation."""
    return org.once("standing", lambda: _standing(org, day), day=day)


def _standing(org: Org, day: int) -> InForce:
    code = org.encoding
    members, units = (life(org.table(name)).on(day) for name in ("members", "units"))
    held = life(org.memberships).on(day)
    for is_there, places in ((members, code.member), (units, code.unit)):
        if not is_there.all():
            held = held & is_there[places]
    member, unit, role = taken(held, code.member, code.unit, code.role)
    duties = life(org.duties).on(day) & members[code.duty_member] & units[code.duty_unit]
    above = (code.parent >= 0) & units[code.parent] & units
    return InForce(
        members,
        units,
        member,
        unit,
        role,
        code.duty_member[duties],
        code.duty_unit[duties],
        code.duty[duties],
        np.where(above, code.parent, -1),
    )


def away(org: Org, day: int) -> Mask:
    """Who is away on a day, by the table of absences; nobody where none is kept."""
    mask = np.zeros(org.encoding.member_count, dtype=bool)
    if org.keeps("absences"):
        mask[org.referred("absences", "member")[life(org.absences).on(day)]] = True
    return mask


def words_of(org: Org, table: str, column: str, rows: Positions) -> NDArray[np.object_]:
    """The texts of a column in some rows; an empty one where a cell is empty."""
    cells = org.table(table)[column].array.take(rows)
    return np.where(np.asarray(cells.isna(), dtype=bool), "", np.asarray(cells, dtype=object))
