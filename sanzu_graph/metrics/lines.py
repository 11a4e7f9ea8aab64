"""Measures of who answers to whom, and of how much a leader carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sanzu_graph.metrics.counts import led_by
from sanzu_graph.model.grouping import distinct
from sanzu_graph.model.ties import lines
from sanzu_graph.schema import MEMBER

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org


def management_lines(org: Org, layer: str | None = None) -> pd.DataFrame:
    """Who answers to whom, in every layer: each member of a unit to each of its leaders but
    oneself.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only lines in this layer.

    Returns
    -------
    pandas.DataFrame
        One row a line: ``member``, ``layer``, ``unit``, ``leader`` (ids). The graph's ``manages``
        edges are the same lines. A leader has no line to oneself; a unit without a leader gives no
        line.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]})
    >>> management_lines(org).to_numpy().tolist()
    [['B', 'team', 'T', 'A']]
    """
    code = org.encoding
    member, unit, leader = lines(org, layer)
    layers = np.array([*code.layers, ""], dtype=object)
    return pd.DataFrame(
        {
            "member": code.members[member],
            "layer": layers[code.unit_layer[unit]],
            "unit": code.units[unit],
            "leader": code.members[leader],
        }
    )


def span_of_control(org: Org, layer: str | None = None) -> pd.DataFrame:
    """How many people answer directly to each leader, per layer: distinct members of the units led,
    without the leader.

    Parameters
    ----------
    org, layer
        As in `management_lines`.

    Returns
    -------
    pandas.DataFrame
        One row a leader and layer: ``member``, ``name``, ``layer``, ``units`` (led there),
        ``direct_reports``.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader", ""]})
    >>> span_of_control(org)[["member", "units", "direct_reports"]].to_numpy().tolist()
    [['A', 1, 1]]
    """
    frames = []
    for name in org.layers if layer is None else (layer,):
        member, _, leader = lines(org, name)
        total = len(org.encoding.members)
        reports = np.bincount(
            distinct(leader * max(total, 1) + member) // max(total, 1), minlength=total
        )
        units, leaders = led_by(org, name)
        frames.append(
            _member_frame(org, leaders).assign(
                layer=name, units=units[leaders], direct_reports=reports[leaders]
            )
        )
    columns = ["member", "name", "layer", "units", "direct_reports"]
    return (
        pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
    )


def leadership_load(org: Org) -> pd.DataFrame:
    """How many units each leader leads, in all and per layer.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One row a person who leads anything: ``member``, ``name``, ``units`` (led in all layers),
        then one column a layer, named ``units_`` + layer.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "A"], "unit": ["T", "P"], "role": ["leader", "leader"]})
    >>> leadership_load(org).to_numpy().tolist()
    [['A', 'A', 2, 1, 1]]
    """
    count, leaders = led_by(org)
    per_layer = {f"units_{layer}": led_by(org, layer)[0][leaders] for layer in org.layers}
    return _member_frame(org, leaders).assign(units=count[leaders], **per_layer)


def _member_frame(org: Org, members: Positions) -> pd.DataFrame:
    return pd.DataFrame(
        {"member": org.encoding.members[members], "name": org.names(MEMBER, members)}
    )
