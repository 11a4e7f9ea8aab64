"""Checks of lines from person to person that every organisation is asked that keeps some."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import BY_RELATIONS, Found, where_limited
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import with_chains
from sanzu_graph.messages import text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import Hierarchy, hierarchy, rows_of_kind
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.manager_demands import Reporting
from sanzu_graph.schema import LINES, MEMBER

FAMILY = "reporting"
NEEDS = ("relations.kind",)
#: So many people of a circle are told.
_SHOWN = 6


def demanded(policy: Policy) -> Reporting:
    """What is demanded of the lines; what every organisation is asked where nothing is said."""
    return Reporting() if policy.reporting is None else policy.reporting


@check(severity="error", family=FAMILY, scope="member", needs=NEEDS, stays=with_chains)
def reporting_circles(org: Org) -> Found:
    """Circles of people who report to each other by solid lines.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One finding a circle, about its first member, with ``circle`` (ids on a way round); value:
        people of whom each is above every other. Who reports to oneself is told by `self_reports`.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A", "B"], "target": ["B", "A"], "kind": ["reports_to"] * 2})
    >>> reporting_circles(org)[["entity_id", "circle"]].to_numpy().tolist()
    [['A', 'A → B → A']]
    """
    reporting = hierarchy(org)
    label = reporting.labels() if reporting.total else np.empty(0, dtype=np.intp)
    size = np.bincount(label, minlength=1)
    rows = np.flatnonzero(size[label] > 1)
    _, first = np.unique(label[rows], return_index=True)
    rows = np.sort(rows[first])
    circles = [way_round(reporting, label, row) for row in rows.tolist()]
    ids = org.encoding.members
    called = org.names(
        MEMBER, np.array([member for way in circles for member in way], dtype=np.intp)
    )
    ends = np.cumsum([len(way) for way in circles])
    names = [called[end - len(way) : end] for way, end in zip(circles, ends, strict=True)]
    return Found(
        MEMBER,
        rows,
        size[label[rows]],
        0,
        extra={"circle": np.array([_told(ids[way]) for way in circles], dtype=object)},
        words={"names": np.array([_told(way) for way in names], dtype=object)},
    )


def way_round(reporting: Hierarchy, label: Positions, start: int) -> list[int]:
    """The shortest way from a member up to the same member, within a circle."""
    before: dict[int, int] = {}
    step = np.array([start], dtype=np.intp)
    while start not in before:
        lines, which = reporting.by_member.rows_of(step)
        above = reporting.lines_to[lines]
        inside = label[above] == label[start]
        pairs = zip(above[inside].tolist(), step[which[inside]].tolist(), strict=True)
        new = []
        for member, below in pairs:
            if member not in before:
                before[member] = below
                new.append(member)
        step = np.array(new, dtype=np.intp)
    way = [start]
    while (at := before[way[-1]]) != start:
        way.append(at)
    return [start, *reversed(way[1:]), start]


def _told(words: Iterable[object]) -> str:
    names = [str(word) for word in words]
    shown = names if len(names) <= _SHOWN + 1 else [*names[:_SHOWN], "…", names[-1]]
    return " → ".join(shown)


@check(severity="error", family=FAMILY, scope="member", needs=NEEDS, near=BY_RELATIONS)
def self_reports(org: Org) -> Found:
    """Members who report to themselves, by a solid or a dotted line.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: such lines.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []}, {"source": ["A"], "target": ["A"], "kind": ["reports_to"]})
    >>> self_reports(org)["entity_id"].tolist()
    ['A']
    """
    code = org.encoding
    lines = np.concatenate([rows_of_kind(org, kind) for kind in LINES])
    own = code.source[lines[code.source[lines] == code.target[lines]]]
    count = np.bincount(own, minlength=code.member_count)
    rows = np.flatnonzero(count)
    return Found(MEMBER, rows, count[rows], 0)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    calls=where_limited("most", lambda policy: demanded(policy).most_managers),
    near=BY_RELATIONS,
)
def several_managers(org: Org, most: float = 1) -> Found:
    """Members with more than `most` solid managers.

    Parameters
    ----------
    org
        The organisation.
    most
        The most managers that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: solid managers, oneself not counted.

    Examples
    --------
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A", "A"], "target": ["B", "C"], "kind": ["reports_to"] * 2})
    >>> several_managers(org)[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    reporting = hierarchy(org)
    rows = np.flatnonzero(reporting.managers > most)
    return Found(
        MEMBER,
        rows,
        reporting.managers[rows],
        most,
        words={"managers": lambda: _managers_of(org, reporting, rows)},
    )


def _managers_of(org: Org, reporting: Hierarchy, rows: Positions) -> NDArray[np.object_]:
    """The names of everybody's managers."""
    lines, which = reporting.by_member.rows_of(rows)
    names = org.names(MEMBER, reporting.lines_to[lines])
    managers = np.empty(len(rows), dtype=object)
    ends = np.cumsum(np.bincount(which, minlength=len(rows)))
    begins = ends - np.bincount(which, minlength=len(rows))
    comma = text("list.comma")
    managers[:] = [
        comma.join(map(str, names[a:b]))
        for a, b in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
    return managers


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    calls=where_limited("most", lambda policy: demanded(policy).most_roots),
    stays=with_chains,
)
def several_roots(org: Org, most: float = 1) -> Found:
    """People with reports who report to nobody, beyond the `most` with most people below them.

    Parameters
    ----------
    org
        The organisation.
    most
        How many such people are in order.

    Returns
    -------
    pandas.DataFrame
        Findings about members, with ``below`` (people below by solid lines); value: such people in
        all. Where two have as many below, the first in the table of members is in order.

    Examples
    --------
    >>> org = Org({"id": list("ABCD")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "D"], "target": ["A", "C"], "kind": ["reports_to"] * 2})
    >>> several_roots(org)[["entity_id", "value"]].to_numpy().tolist()
    [['C', 2.0]]
    """
    reporting = hierarchy(org)
    roots = np.flatnonzero((reporting.managers == 0) & (reporting.reports > 0))
    if len(roots) <= most:
        rows = roots[:0]
    else:
        order = np.argsort(-reporting.below[roots], kind="stable")
        rows = np.sort(roots[order[int(np.floor(most)) :]])
    return Found(MEMBER, rows, len(roots), most, extra={"below": reporting.below[rows]})


@check(severity="warning", family=FAMILY, scope="member", needs=NEEDS, stays=with_chains)
def unmanaged_members(org: Org) -> Found:
    """Members with no manager and no reports, where others have a manager.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: solid managers (0). Where nobody has a solid manager, nothing
        is told. Who has reports and no manager is a top (`several_roots`).

    Examples
    --------
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["A"], "target": ["B"], "kind": ["reports_to"]})
    >>> unmanaged_members(org)["entity_id"].tolist()
    ['C']
    """
    reporting = hierarchy(org)
    alone = (reporting.managers == 0) & (reporting.reports == 0)
    rows = np.flatnonzero(alone) if len(reporting.lines_to) else np.empty(0, dtype=np.intp)
    return Found(MEMBER, rows, 0, 1)
