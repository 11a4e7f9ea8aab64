"""Checks of where lines from person to person end: outside, doubled, or at somebody who is absent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import BY_RELATIONS, WITH_RELATIONS, Call, Found, Partners
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.reporting_lines import FAMILY, NEEDS
from sanzu_graph.checks.unaffected import with_chains
from sanzu_graph.model.dating import rows_in_force
from sanzu_graph.model.days import day_for, midnight
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import hierarchy, person_lines, rows_of_kind
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import DOTTED_LINE, LINES, MEMBER


def _inside(policy: Policy) -> Iterator[Call]:
    if policy.reporting is not None and policy.reporting.inside is not None:
        yield Call({"layer": policy.reporting.inside})


def _who_report(org: Org, **_: object) -> Partners:
    lines = hierarchy(org)
    reports, manages = np.zeros((2, org.encoding.member_count), dtype=bool)
    reports[lines.lines_from] = manages[lines.lines_to] = True
    return Partners(reports, manages, share_units=False)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("manager",),
    calls=_inside,
    near=WITH_RELATIONS,
    partners=_who_report,
)
def outside_managers(org: Org, layer: str | None = None) -> Found:
    """Members whose solid manager is in none of their units, nor in a unit above these.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only the members' units of this layer, and all those above; by default of any layer.

    Returns
    -------
    pandas.DataFrame
        Findings about members, one per ``manager``; value: units that both share (0). Who is in no
        such unit is not told.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A", "B"], "unit": ["T1", "T2"]},
    ...           {"source": ["B"], "target": ["A"], "kind": ["reports_to"]})
    >>> outside_managers(org)[["entity_id", "manager"]].to_numpy().tolist()
    [['B', 'A']]
    """
    reporting = hierarchy(org)
    inside, shared = sharing(org, reporting.lines_from, reporting.lines_to, layer)
    rows = np.flatnonzero(inside & ~shared)
    return _of_lines(org, reporting.lines_from[rows], reporting.lines_to[rows], layer or "")


def sharing(
    org: Org, member: Positions, manager: Positions, layer: str | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Two masks of pairs of member and manager.

    The first: the member is in a unit of the layer. The second: the manager is in one of these
    units, or in one above.
    """
    code, total = org.encoding, max(org.encoding.unit_count, 1)
    own, every = org.pairs(layer), org.pairs()
    seats = distinct(every.member * total + every.unit)
    at, line = own.by_member.rows_of(member)
    unit = own.unit[at]
    inside, shared = np.zeros((2, len(member)), dtype=bool)
    inside[line] = True
    while len(unit):
        here = np.isin(manager[line] * total + unit, seats)
        shared[line[here]] = True
        unit = code.parent[unit]
        line, unit = line[unit >= 0], unit[unit >= 0]
    return inside, shared


def _distinct(policy: Policy) -> Iterator[Call]:
    if policy.reporting is not None and policy.reporting.distinct:
        yield Call()


@check(
    severity="info",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("manager",),
    calls=_distinct,
    near=BY_RELATIONS,
)
def doubled_lines(org: Org) -> Found:
    """Members whose dotted line goes to their solid manager.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        Findings about members, one per ``manager``.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "B"], "target": ["A", "A"], "kind": ["reports_to", "dotted_line"]})
    >>> doubled_lines(org)[["entity_id", "manager"]].to_numpy().tolist()
    [['B', 'A']]
    """
    total, solid = max(org.encoding.member_count, 1), person_lines(org)
    dotted = person_lines(org, DOTTED_LINE)
    both = np.isin(solid.member * total + solid.manager, dotted.member * total + dotted.manager)
    return _of_lines(org, solid.member[both], solid.manager[both], value=2, limit=1)


def _present(policy: Policy) -> Iterator[Call]:
    if policy.reporting is not None and policy.reporting.present:
        yield Call()


@check(
    severity="error",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("manager", "kind"),
    history=True,
    calls=_present,
    stays=with_chains,
)
def absent_managers(org: Org, on: object = None) -> Found:
    """Members in force whose manager has left, or is not there yet.

    Parameters
    ----------
    org
        The organisation, with the rows of all days.
    on
        The day to look at; by default today, where rows carry dates.

    Returns
    -------
    pandas.DataFrame
        Findings about members, one per ``manager`` and ``kind`` of the line; value: 1.

    Raises
    ------
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"], "until": ["2026-01-01", ""]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B"], "target": ["A"], "kind": ["reports_to"]})
    >>> absent_managers(org, on="2026-11-29")[["entity_id", "manager"]].to_numpy().tolist()
    [['B', 'A']]
    """
    code, day = org.encoding, day_for(org, on)
    rows = np.concatenate([rows_of_kind(org, kind) for kind in LINES])
    if day is None:
        rows = rows[:0]
    else:
        people, lines = (
            rows_in_force(org.table(table), midnight(day)) for table in ("members", "relations")
        )
        rows = rows[lines[rows] & people[code.source[rows]] & ~people[code.target[rows]]]
    kinds = len(code.kinds) or 1
    total = max(code.member_count, 1)
    key = distinct((code.source[rows] * total + code.target[rows]) * kinds + code.kind[rows])
    names = np.array([*code.kinds, ""], dtype=object)
    return _of_lines(
        org, key // kinds // total, key // kinds % total, value=1, limit=0, kind=names[key % kinds]
    )


def _of_lines(
    org: Org,
    member: Positions,
    manager: Positions,
    layer: str = "",
    *,
    value: float = 0,
    limit: float = 1,
    **more: NDArray[np.object_],
) -> Found:
    """Findings about people, one per manager."""
    return Found(
        MEMBER,
        member,
        value,
        limit,
        layer,
        extra={"manager": org.encoding.members[manager], **more},
        words={"manager_name": lambda: org.names(MEMBER, manager)},
    )
