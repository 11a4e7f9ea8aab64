"""Measures of lines from person to person: chains of managers, levels, and how far the manager and
the unit's leader are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.doors import guarded
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.person_lines import Hierarchy, hierarchy, person_lines
from sanzu_graph.model.ties import lines
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

#: So many people of a chain are told.
_MOST = 40
_UP = " → "


@guarded
def reporting_chain(org: Org) -> pd.DataFrame:
    """The managers above each member, step by step up to the top.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One row a member: ``member``, ``name``, ``manager`` (whom they report to by a solid line;
        the first in the table of members where there are several), ``depth`` (people above; 0 at
        the top), ``top`` (who is at the end), ``chain`` (ids from the manager up, at most 40).
        Where the chain runs into a circle, depth and top are missing and the chain ends with “…”.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2})
    >>> reporting_chain(org)[["member", "depth", "chain"]].to_numpy().tolist()
    [['A', 0, ''], ['B', 1, 'A'], ['C', 2, 'B → A']]
    """
    code, reporting = org.encoding, hierarchy(org)
    ids = np.array([*code.members, None], dtype=object)
    depth = pd.arrays.IntegerArray(
        np.where(reporting.circular, 0, reporting.depth), reporting.circular
    )
    return pd.DataFrame(
        {
            "member": code.members,
            "name": org.names(MEMBER, np.arange(reporting.total)),
            "manager": pd.Series(ids[reporting.manager], dtype="str"),
            "depth": depth,
            "top": pd.Series(ids[reporting.top], dtype="str"),
            "chain": pd.Series(_chains(reporting, code.members.tolist()), dtype="str"),
        }
    )


def _chains(reporting: Hierarchy, ids: list[str]) -> list[str]:
    """The ids above everybody, written from the tops down so that each is one step more."""
    manager, depth = reporting.manager.tolist(), reporting.depth.tolist()
    chains = [""] * reporting.total
    for place in np.argsort(reporting.depth, kind="stable").tolist():
        if depth[place] > _MOST or depth[place] < 0:
            chains[place] = _walked(manager, ids, place)
        elif depth[place] > 0:
            above = manager[place]
            chains[place] = ids[above] + (_UP + chains[above] if chains[above] else "")
    return chains


def _walked(manager: list[int], ids: list[str], place: int) -> str:
    """A chain that is too long or never ends, as far as it is told."""
    steps: list[int] = []
    at, seen = manager[place], {place}
    while at >= 0 and at not in seen and len(steps) < _MOST:
        steps.append(at)
        seen.add(at)
        at = manager[at]
    return _UP.join([*(ids[step] for step in steps), *(["…"] if at >= 0 else [])])


@guarded
def management_levels(org: Org) -> pd.DataFrame:
    """How many people and managers stand on each level, from the top down.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One row a level: ``depth`` (people above, 0 at the top), ``members``, ``managers`` (those
        with solid reports), ``manager_share`` (managers / members), ``mean_span`` (solid reports a
        manager; NaN where there is none). Who has no solid line at all, or is in or below a circle,
        stands on no level. Layers of management: the levels that have managers.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "A"], "kind": ["reports_to"] * 2})
    >>> management_levels(org).to_numpy().tolist()
    [[0.0, 1.0, 1.0, 1.0, 2.0], [1.0, 2.0, 0.0, 0.0, nan]]
    """
    reporting = hierarchy(org)
    placed = ((reporting.managers > 0) | (reporting.reports > 0)) & ~reporting.circular
    depth, leads = reporting.depth[placed], reporting.reports[placed] > 0
    members = np.bincount(depth)
    managers = np.bincount(depth[leads], minlength=len(members))
    reports = np.bincount(depth, weights=reporting.reports[placed], minlength=len(members))
    return pd.DataFrame(
        {
            "depth": np.arange(len(members)),
            "members": members,
            "managers": managers,
            "manager_share": managers / np.maximum(members, 1),
            "mean_span": np.where(managers > 0, reports / np.maximum(managers, 1), np.nan),
        }
    )


@guarded
def reporting_overlap(org: Org) -> pd.DataFrame:
    """How far the line to the manager and the line to the unit's leader agree, layer by layer.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One row a layer: ``layer``, ``members`` (people of the layer with a solid manager whose
        units there have a leader other than themselves), ``agreeing`` (those of them with a manager
        who is such a leader), ``dotted`` (those of the others with a dotted line to such a leader),
        ``share`` (agreeing / members; NaN where there are none).

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]},
    ...           {"source": ["B"], "target": ["A"], "kind": ["reports_to"]})
    >>> reporting_overlap(org).to_numpy().tolist()
    [['team', 1, 1, 0, 1.0]]
    """
    total = max(org.encoding.member_count, 1)
    solid, dotted = hierarchy(org), person_lines(org, "dotted_line")
    key_solid = solid.lines_from * total + solid.lines_to
    key_dotted = dotted.member * total + dotted.manager
    rows = []
    for layer in org.layers:
        member, _, leader = lines(org, layer, among=solid.managers > 0)
        both = distinct(member * total + leader)
        pairs = distinct(both // total)
        agreeing = _members_of(both, key_solid, total)
        others = np.setdiff1d(_members_of(both, key_dotted, total), agreeing)
        share = len(agreeing) / len(pairs) if len(pairs) else np.nan
        rows.append((layer, len(pairs), len(agreeing), len(others), share))
    return pd.DataFrame(rows, columns=["layer", "members", "agreeing", "dotted", "share"])


def _members_of(pairs: Positions, others: Positions, total: int) -> Positions:
    """The members of the pairs that stand in both lists."""
    return distinct(pairs[np.isin(pairs, others)] // total)
