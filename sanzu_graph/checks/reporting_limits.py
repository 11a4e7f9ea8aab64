"""Checks of lines from person to person that a policy asks: spans and chains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sanzu_graph.checks.found import BY_RELATIONS, Call, Found, where_limited
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.reporting_lines import FAMILY, NEEDS, demanded
from sanzu_graph.checks.unaffected import with_chains
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import hierarchy
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Limit
from sanzu_graph.schema import MEMBER


def _spans(policy: Policy) -> Iterator[Call]:
    if policy.reporting is not None:
        for name in ("least", "most"):
            limit: Limit | None = getattr(policy.reporting, f"{name}_reports")
            if limit is not None:
                yield Call({name: limit.value}, limit)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    keys=("fault",),
    calls=_spans,
    near=BY_RELATIONS,
)
def manager_spans(org: Org, least: float | None = None, most: float | None = None) -> Found:
    """Managers with fewer than `least` or more than `most` solid reports.

    Parameters
    ----------
    org
        The organisation.
    least, most
        The bounds that are still in order; None: not asked. Who has no report is no manager.

    Returns
    -------
    pandas.DataFrame
        Findings about members, with ``fault`` (``narrow`` or ``wide``); value: solid reports.

    Examples
    --------
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "A"], "kind": ["reports_to"] * 2})
    >>> manager_spans(org, most=1)[["entity_id", "value", "fault"]].to_numpy().tolist()
    [['A', 2.0, 'wide']]
    """
    reports = hierarchy(org).reports
    none = np.empty(0, dtype=np.intp)
    few = none if least is None else np.flatnonzero((reports > 0) & (reports < least))
    many = none if most is None else np.flatnonzero((reports > 0) & (reports > most))
    rows = np.concatenate([few, many])
    limits = np.concatenate([np.full(len(few), least or 0.0), np.full(len(many), most or 0.0)])
    fault = np.array(["narrow"] * len(few) + ["wide"] * len(many), dtype=object)
    return Found(MEMBER, rows, reports[rows], limits, extra={"fault": fault})


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    calls=where_limited("most", lambda policy: demanded(policy).most_above),
    stays=with_chains,
)
def deep_chains(org: Org, most: float = 7) -> Found:
    """Members with more than `most` managers above them.

    Parameters
    ----------
    org
        The organisation.
    most
        The most managers above that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: managers above, as `reporting_chain` counts them.

    Examples
    --------
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2})
    >>> deep_chains(org, most=1)[["entity_id", "value"]].to_numpy().tolist()
    [['C', 2.0]]
    """
    depth = hierarchy(org).depth
    rows = np.flatnonzero(depth > most)
    return Found(MEMBER, rows, depth[rows], most)


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    needs=NEEDS,
    calls=where_limited("most", lambda policy: demanded(policy).most_single),
    stays=with_chains,
)
def single_report_chains(org: Org, most: float = 1) -> Found:
    """Managers at the head of more than `most` managers in a row who have one report each.

    Parameters
    ----------
    org
        The organisation.
    most
        The most such managers in a row that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about members (the uppermost of each row); value: managers in the row. A circle has
        no uppermost and is not told here.

    Examples
    --------
    >>> org = Org({"id": list("ABC")}, {"id": [], "layer": []}, {"member": [], "unit": []},
    ...           {"source": ["B", "C"], "target": ["A", "B"], "kind": ["reports_to"] * 2})
    >>> single_report_chains(org)[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    reporting = hierarchy(org)
    single = reporting.reports == 1
    total, lines = reporting.total, np.flatnonzero(single[reporting.lines_to])
    below = np.full(total + 1, total, dtype=np.intp)
    below[reporting.lines_to[lines]] = reporting.lines_from[lines]
    continued = single[reporting.lines_from[lines]]
    headed = np.zeros(total, dtype=bool)
    headed[reporting.lines_from[lines[continued]]] = True
    following = np.append(np.where(np.append(single, False)[below[:-1]], below[:-1], total), total)
    length = np.append(single.astype(np.intp), 0)
    for _ in range(total.bit_length()):
        if (following == total).all():
            break
        length = length + length[following]
        following = following[following]
    rows = np.flatnonzero(single & ~headed & (following[:-1] == total) & (length[:-1] > most))
    return Found(MEMBER, rows, length[rows], most)
