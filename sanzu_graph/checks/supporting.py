"""Checks of whom people can turn to: structure alone, nothing about what anybody thinks, says or feels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.messages import LANGUAGES, text
from sanzu_graph.metrics.contacts import reachable
from sanzu_graph.metrics.counts import distinct
from sanzu_graph.metrics.standing import of_layer
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER

FAMILY = "support"
DUTIES = ("support", "liaison")


def _layers(policy: Policy) -> Iterator[Call]:
    if policy.contacts is not None:
        for layer in policy.layers:
            yield Call({"layer": layer.name, "base": policy.base, "duties": policy.contacts.duties})


@check(severity="warning", family=FAMILY, scope="member", history=True, calls=_layers)
def contactless_members(org: Org, layer: str = "party", base: str = "team", duties: Sequence[str] = DUTIES, on: object = None) -> Found:
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
        Duties for a base unit that make a leader of the layer responsible for its people who are in no group of the layer. Where
        the organisation records none of them, only members of the layer's groups are asked about.
    on
        The day; by default today. Absences are those of the table ``absences``.

    Returns
    -------
    pandas.DataFrame
        Findings about members, with ``fault`` (``nobody`` is responsible; ``away``: who is responsible is, and nobody stands in) and ``leader``
        (who is responsible); value: people they can turn to (0). Whoever leads a group of the layer, or as its deputy
        stands in for a leader who is not there, is not told, nor is who is away.

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
    made = reachable(org, layer, base, duties, on=on)
    rows = np.flatnonzero(made.asked & (made.contact < 0))
    leader = made.leader[rows]
    fault = np.where(leader < 0, "nobody", "away").astype(object)
    ids = np.append(org.encoding.members, "")[leader]
    names = np.full(len(rows), "", dtype=object)
    names[leader >= 0] = org.names(MEMBER, leader[leader >= 0])
    words = {
        f"why_{lang}": [
            text(f"contact.{why}", lang, who=text("name.with_id", lang, name=name, id=id_) if name != id_ else id_)
            for why, name, id_ in zip(fault, names, ids, strict=True)
        ]
        for lang in LANGUAGES
    }
    return Found(MEMBER, rows, 0, 1, layer, extra={"fault": fault, "leader": ids}, words=words)


def _load(policy: Policy) -> Iterator[Call]:
    if policy.contacts is not None and policy.contacts.most_members is not None:
        most = policy.contacts.most_members
        layers = tuple(layer.name for layer in policy.layers)
        yield Call({"limit": most.value, "layers": layers, "base": policy.base, "duties": policy.contacts.duties}, most)


@check(severity="warning", family=FAMILY, scope="member", history=True, calls=_load)
def overloaded_contacts(
    org: Org,
    limit: float = 40,
    layers: Sequence[str] | None = None,
    base: str = "team",
    duties: Sequence[str] = DUTIES,
    on: object = None,
) -> Found:
    """Members to whom more than `limit` people turn on a day, over all layers; each of them counts once.

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
        Findings about members; value: people who turn to them, those for whom they stand in included.

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
    of_layer(org, base)
    total, keys = max(len(org.encoding.members), 1), [np.empty(0, dtype=np.intp)]
    for layer in org.layers if layers is None else [name for name in layers if name in org.layers]:
        made = reachable(org, layer, base, duties, on=on)
        rows = np.flatnonzero(made.asked & (made.contact >= 0))
        keys.append(made.contact[rows] * total + rows)
    count = np.bincount(distinct(np.concatenate(keys)) // total, minlength=len(org.encoding.members))
    rows = np.flatnonzero(count > limit)
    return Found(MEMBER, rows, count[rows], limit)
