"""The frame of support contacts: whom each member can turn to, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.metrics.counts import is_unit_of
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.lives import life
from sanzu_graph.model.person_lines import keeps_lines, rows_of_kind
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.year_demands import Contacts
from sanzu_graph.schema import MEMBER, REPORTS_TO
from sanzu_graph.year.in_force import Mask, away, standing
from sanzu_graph.year.periods import the_day

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org
from sanzu_graph.year.contacts import NOBODY, reachable


@guarded
def support_contacts(org: Org, policy: Policy | None = None, *, on: object = None) -> pd.DataFrame:
    """Whom every member can turn to in every layer, and who stands in if that one is away on the
    day.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its layers and `contacts`; by default the shipped policy. Layers that the organisation does
        not have are left out.
    on
        The day; by default today. Absences are those of the table ``absences``.

    Returns
    -------
    pandas.DataFrame
        One row a member of that day, also one who is away, and a layer: ``member``, ``name``,
        ``layer``, ``unit`` (whose leader is responsible), ``leader`` (responsible), ``is_away``
        (the leader, on that day), ``stand_in`` (who takes over; empty where nobody has to, or nobody can),
        ``contact`` (who can be turned to); empty where there is nobody. In line behind the leader
        of the own group are its deputies, then leaders and deputies of the units above. Where
        people report to people, rows without layer and unit tell the solid manager (``leader``),
        and who stands in: the next manager above who is there.

    Raises
    ------
    AbsentError
        If the organisation lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B", "C"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B", "C"], "unit": ["T"] * 3, "role": ["leader", "deputy", ""]},
    ...           absences={"member": ["A"], "since": ["2026-11-20"], "until": ["2026-11-25"]})
    >>> told = support_contacts(org, Policy.for_layers("team"), on="2026-11-22")
    >>> told[["member", "leader", "stand_in"]].to_numpy().tolist()
    [['A', '', 'B'], ['B', 'A', ''], ['C', 'A', 'B']]
    """
    policy = Policy() if policy is None else policy
    duties = (policy.contacts or Contacts()).duties
    day = the_day(on)
    there, absent = standing(org, day).members, away(org, day)
    members = np.flatnonzero(there)
    ids, units = np.append(org.encoding.members, ""), np.append(org.encoding.units, "")
    is_unit_of(org, policy.base)
    frames = []
    for layer in (layer.name for layer in policy.layers if layer.name in org.layers):
        reach = reachable(org, layer, policy.base, duties, on=on)
        leader, contact = reach.leader[members], reach.contact[members]
        frames.append(
            pd.DataFrame(
                {
                    "member": ids[members],
                    "name": org.names(MEMBER, members),
                    "layer": layer,
                    "unit": units[reach.unit[members]],
                    "leader": ids[leader],
                    "is_away": (leader >= 0) & absent[leader],
                    "stand_in": np.where(contact == leader, "", ids[contact]),
                    "contact": ids[contact],
                }
            )
        )
    if keeps_lines(org):
        frames.append(_managers(org, day, members, absent | ~there))
    return pd.concat(frames, ignore_index=True)


def _managers(org: Org, day: int, members: Positions, absent: Mask) -> pd.DataFrame:
    """The solid manager of each member on a day, and who stands in."""
    code, rows = org.encoding, rows_of_kind(org, REPORTS_TO)
    rows = rows[life(org.relations).on(day)[rows] & (code.source[rows] != code.target[rows])]
    rows = rows[np.lexsort((code.target[rows], code.source[rows]))[::-1]]
    manager = np.full(code.member_count + 1, NOBODY)
    manager[code.source[rows]] = code.target[rows]
    contact, away_too = manager.copy(), np.append(absent, False)
    for _ in range(code.member_count):
        onward = away_too[contact] & (contact != NOBODY)
        if not onward.any():
            break
        contact = np.where(onward, manager[contact], contact)
    contact[away_too[contact]] = NOBODY  # a circle of people who are all away
    members = members[manager[members] != NOBODY]
    ids, own, turned = np.append(code.members, ""), manager[members], contact[members]
    turned = np.where(turned == members, NOBODY, turned)
    return pd.DataFrame(
        {
            "member": ids[members],
            "name": org.names(MEMBER, members),
            "layer": "",
            "unit": "",
            "leader": ids[own],
            "is_away": absent[own],
            "stand_in": np.where(turned == own, "", ids[turned]),
            "contact": ids[turned],
        }
    )
