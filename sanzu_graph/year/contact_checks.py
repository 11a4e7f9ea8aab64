"""Checks of whom people can turn to: structure alone, nothing about what anybody thinks, says or
feels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.messages import called, text
from sanzu_graph.metrics.counts import is_unit_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER
from sanzu_graph.year.contact_edits import carry_them, find_somebody
from sanzu_graph.year.contacts import reachable, turning

FAMILY = "support"
DUTIES = ("support", "liaison")


def _layers(policy: Policy) -> Iterator[Call]:
    if policy.contacts is not None:
        for layer in policy.layers:
            yield Call({"layer": layer.name, "base": policy.base, "duties": policy.contacts.duties})


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    history=True,
    calls=_layers,
    stays=find_somebody,
)
def contactless_members(
    org: Org,
    layer: str = "party",
    base: str = "team",
    duties: Sequence[str] = DUTIES,
    on: object = None,
) -> Found:
    """Members who have nobody to turn to in a layer on a day.

    Parameters
    ----------
    org
        The organisation with its history.
    layer
        The layer asked about.
    base
        The base layer.
    duties
        Duties for a base unit. Their holder, a leader of the layer, is responsible for its people
        who are in no group of the layer. Where the organisation records none of them, only members
        of the layer's groups are asked about.
    on
        The day; by default today. Absences are those of the table ``absences``.

    Returns
    -------
    pandas.DataFrame
        Findings about members, with ``fault`` (``nobody`` is responsible; ``away``: who is
        responsible is, and nobody stands in) and ``leader`` (who is responsible); value: people
        they can turn to (0). Leaders of groups of the layer are not told. Nor are deputies who
        stand in for a leader, and people who are away.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T"] * 2, "role": ["leader", ""]},
    ...           absences={"member": ["A"], "since": ["2026-11-20"], "until": ["2026-11-25"]})
    >>> contactless_members(org, "team", on="2026-11-22")[["entity_id", "fault", "leader"]].to_numpy().tolist()
    [['B', 'away', 'A']]
    """
    reach = reachable(org, layer, base, duties, on=on)
    rows = np.flatnonzero(reach.asked & (reach.contact < 0))
    leader = reach.leader[rows]
    fault = np.where(leader < 0, "nobody", "away").astype(object)
    ids, names = np.full((2, len(rows)), "", dtype=object)
    led = np.flatnonzero(leader >= 0)
    ids[led] = org.encoding.labels_of(leader[led])
    names[led] = org.names(MEMBER, leader[led])
    words = {
        "why": [
            text(
                f"contact.{why}",
                who=called(name, id_),
            )
            for why, name, id_ in zip(fault, names, ids, strict=True)
        ]
    }
    return Found(MEMBER, rows, 0, 1, layer, extra={"fault": fault, "leader": ids}, words=words)


def _load(policy: Policy) -> Iterator[Call]:
    if policy.contacts is not None and policy.contacts.most_members is not None:
        most = policy.contacts.most_members
        layers = tuple(layer.name for layer in policy.layers)
        yield Call(
            {
                "limit": most.value,
                "layers": layers,
                "base": policy.base,
                "duties": policy.contacts.duties,
            },
            most,
        )


@check(
    severity="warning", family=FAMILY, scope="member", history=True, calls=_load, stays=carry_them
)
def overloaded_contacts(
    org: Org,
    limit: float = 40,
    layers: Sequence[str] | None = None,
    base: str = "team",
    duties: Sequence[str] = DUTIES,
    on: object = None,
) -> Found:
    """Members to whom more than `limit` people turn on a day, over all layers; each of them counts
    once.

    Parameters
    ----------
    org, base, duties, on
        As in `contactless_members`.
    limit
        The most people that are still in order.
    layers
        The layers that count, as far as the organisation has them; by default all.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: people who turn to them, those for whom they stand in
        included.

    Raises
    ------
    AbsentError
        If the organisation lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A", "B", "C"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B", "C"], "unit": ["T"] * 3, "role": ["leader", "", ""]})
    >>> overloaded_contacts(org, limit=1, on="2026-11-22")[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    is_unit_of(org, base)
    count = turning(org, layers, base, duties, on)
    rows = np.flatnonzero(count > limit)
    return Found(MEMBER, rows, count[rows], limit)
