"""Checks of lines: members without one, with two of a kind, or in a layer that they may not join."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sanzu_graph.checks.found import WITHIN_LAYER, Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.structure import per_layer
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.parts import Layer
from sanzu_graph.policy.rules import Rule, everybody
from sanzu_graph.schema import MEMBER


def _everyone(layer: Layer) -> Iterator[Call]:
    if layer.everyone:
        yield Call({"layer": layer.name, "eligible": layer.eligible})


@check(
    severity="error", family="lines", scope="member", calls=per_layer(_everyone), near=WITHIN_LAYER
)
def missing_lines(
    org: Org, layer: str = "team", eligible: Rule | Mapping[str, Any] | None = None
) -> Found:
    """Members who could belong to a layer and are in no unit of it: the line to it is missing.

    Parameters
    ----------
    org
        The organisation.
    layer
        The layer asked about.
    eligible
        Who could belong to it (a `Rule` or a mapping in its words); by default everybody.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: units of the layer they are in (0).

    Raises
    ------
    AbsentError
        If the layer or the rule's column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"]})
    >>> missing_lines(org, "team")["entity_id"].tolist()
    ['B']
    """
    rows = np.flatnonzero((org.pairs(layer).per_member == 0) & everybody(org, eligible))
    return Found(MEMBER, rows, 0, 1, layer)


def _exclusive(layer: Layer) -> Iterator[Call]:
    if layer.exclusive:
        yield Call({"layer": layer.name})


@check(
    severity="error", family="lines", scope="member", calls=per_layer(_exclusive), near=WITHIN_LAYER
)
def split_members(org: Org, layer: str = "team") -> Found:
    """Members of two or more units of one layer.

    Parameters
    ----------
    org, layer
        As in `missing_lines`.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: units of the layer they are in.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A", "A"], "unit": ["T1", "T2"]})
    >>> split_members(org, "team")[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    count = org.pairs(layer).per_member
    rows = np.flatnonzero(count >= 2)  # noqa: PLR2004 - the question itself
    return Found(MEMBER, rows, count[rows], 1, layer)


def _eligible(layer: Layer) -> Iterator[Call]:
    if layer.eligible is not None:
        yield Call({"layer": layer.name, "eligible": layer.eligible})


@check(
    severity="error", family="lines", scope="member", calls=per_layer(_eligible), near=WITHIN_LAYER
)
def ineligible_members(
    org: Org, layer: str = "party", eligible: Rule | Mapping[str, Any] | None = None
) -> Found:
    """Members of a layer who may not belong to it.

    Parameters
    ----------
    org, layer, eligible
        As in `missing_lines`.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: units of the layer they are in.

    Raises
    ------
    AbsentError
        If the layer or the rule's column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A"], "grade": ["x"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"]})
    >>> ineligible_members(org, "party", {"column": "grade", "any_of": ["y"]})["entity_id"].tolist()
    ['A']
    """
    count = org.pairs(layer).per_member
    rows = np.flatnonzero((count > 0) & ~everybody(org, eligible))
    return Found(MEMBER, rows, count[rows], 0, layer)
