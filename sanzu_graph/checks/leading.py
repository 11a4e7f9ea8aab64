"""Checks of leadership: vacancies, double and overextended leaders, and lines that cross or never
meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import (
    BETWEEN_LAYERS,
    IN_ALL_LAYERS,
    WITH_RELATIONS,
    WITHIN_LAYER,
    Call,
    Found,
    Partners,
    where_limited,
)
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.structure import layers_of, per_layer
from sanzu_graph.checks.unit_counts import UnitCounts
from sanzu_graph.messages import plain, text
from sanzu_graph.metrics.counts import led_by
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import person_lines
from sanzu_graph.model.ties import lines
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Layer, Limit
from sanzu_graph.policy.rules import Rule, everybody
from sanzu_graph.schema import LEADER, MEMBER, UNIT


def _least(layer: Layer) -> Iterator[Call]:
    if layer.least_leaders > 0:
        yield _within(layer, layer.leader_bounds.least, "least")


def _most(layer: Layer) -> Iterator[Call]:
    most = layer.leader_bounds.most
    if most is not None:
        yield _within(layer, most, "most")


def _within(layer: Layer, limit: Limit, bound: str) -> Call:
    """A question about one bound; ``led = true`` states no source of its own."""
    return Call({"layer": layer.name, bound: limit.value}, None if layer.led is True else limit)


def _too_few(org: Org, layer: str | None = None, least: float = 1) -> UnitCounts:
    people, led = org.pairs(layer), org.pairs(layer, LEADER)
    return UnitCounts(
        people.units,
        (people.per_unit, led.per_unit),
        lambda people, leaders: (people > 0) & (leaders < least),
    )


@check(
    severity="error",
    family="leadership",
    scope="unit",
    calls=per_layer(_least),
    near=WITHIN_LAYER,
    counts=_too_few,
)
def vacant_leaders(org: Org, layer: str | None = None, least: float = 1) -> Found:
    """Units that have members and fewer than `least` leaders; a deputy is no leader.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only units of this layer.
    least
        The fewest leaders that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about units, with ``headcount``; value: leaders.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"], "role": ["deputy"]})
    >>> vacant_leaders(org)["entity_id"].tolist()
    ['T1']
    """
    counts = _too_few(org, layer, least)
    rows = counts.rows
    people, leaders = (number[rows] for number in counts.numbers)
    return Found(
        UNIT,
        rows,
        leaders,
        least,
        layers_of(org, layer, rows),
        extra={"headcount": people},
        words={"leaders": partial(_leaders_in_words, leaders, least)},
    )


def _leaders_in_words(leaders: Positions, least: float) -> NDArray[np.object_]:
    """How many leaders each unit has, and how many it needs where it has some."""
    numbers, place = np.unique(leaders, return_inverse=True)
    words = np.empty(len(numbers), dtype=object)
    words[:] = [
        text("leaders.few" if number else "leaders.none", value=number, limit=plain(least))
        for number in numbers.tolist()
    ]
    return words[place]


def _too_many(org: Org, layer: str | None = None, most: float = 1) -> UnitCounts:
    led = org.pairs(layer, LEADER)
    return UnitCounts(led.units, (led.per_unit,), lambda leaders: leaders > most)


@check(
    severity="warning",
    family="leadership",
    scope="unit",
    calls=per_layer(_most),
    near=WITHIN_LAYER,
    counts=_too_many,
)
def double_leaders(org: Org, layer: str | None = None, most: float = 1) -> Found:
    """Units with more than `most` leaders.

    Parameters
    ----------
    org, layer
        As in `vacant_leaders`.
    most
        The most leaders that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about units; value: leaders.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A", "B"], "unit": ["T", "T"], "role": ["leader"] * 2})
    >>> double_leaders(org)[["entity_id", "value"]].to_numpy().tolist()
    [['T', 2.0]]
    """
    counts = _too_many(org, layer, most)
    rows = counts.rows
    return Found(UNIT, rows, counts.numbers[0][rows], most, layers_of(org, layer, rows))


@check(
    severity="warning",
    family="leadership",
    scope="member",
    calls=where_limited("limit", lambda policy: policy.leaders.most_units),
    near=IN_ALL_LAYERS,
)
def overextended_leaders(org: Org, limit: float = 2) -> Found:
    """Members who lead more than `limit` units, over all layers.

    Parameters
    ----------
    org
        The organisation.
    limit
        The most units that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: units led.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "A"], "unit": ["T", "P"], "role": ["leader"] * 2})
    >>> overextended_leaders(org, limit=1)[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    count = org.pairs(role=LEADER).per_member
    rows = np.flatnonzero(count > limit)
    return Found(MEMBER, rows, count[rows], limit)


def _may_lead(layer: Layer) -> Iterator[Call]:
    if layer.leader is not None:
        yield Call({"layer": layer.name, "eligible": layer.leader})


@check(
    severity="error",
    family="leadership",
    scope="member",
    keys=("unit",),
    calls=per_layer(_may_lead),
    near=WITHIN_LAYER,
)
def ineligible_leaders(
    org: Org, layer: str = "party", eligible: Rule | Mapping[str, Any] | None = None
) -> Found:
    """Leaders of units of a layer who may not lead there.

    Parameters
    ----------
    org, layer
        As in `vacant_leaders`.
    eligible
        Who may lead (a `Rule` or a mapping in its words); by default everybody.

    Returns
    -------
    pandas.DataFrame
        Findings about members, one per ``unit`` they lead; value: 1.

    Raises
    ------
    AbsentError
        If the layer or the rule's column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A"], "grade": ["x"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A"], "unit": ["P"], "role": ["leader"]})
    >>> ineligible_leaders(org, "party", {"column": "grade", "any_of": ["y"]})[["entity_id", "unit"]].to_numpy().tolist()
    [['A', 'P']]
    """
    led = org.pairs(layer, LEADER)
    rows = np.flatnonzero(~everybody(org, eligible)[led.member])
    unit = led.unit[rows]
    return Found(
        MEMBER,
        led.member[rows],
        1,
        0,
        layer,
        extra={"unit": org.encoding.units[unit]},
        words={"unit_name": lambda: org.names(UNIT, unit)},
    )


def _aligned(policy: Policy) -> Iterator[Call]:
    for layer in policy.groups:
        if layer.aligned:
            yield Call({"layer": layer.name, "base": policy.base})


def _leaders(org: Org, **_: object) -> Partners:
    leads = led_by(org)[0] > 0
    return Partners(leads, leads)


@check(
    severity="warning",
    family="leadership",
    scope="member",
    keys=("group",),
    calls=_aligned,
    near=BETWEEN_LAYERS,
    partners=_leaders,
)
def unaligned_leaders(org: Org, layer: str = "party", base: str = "team") -> Found:
    """Leaders of a base unit who sit in a group whose leader leads no base unit (S5).

    Parameters
    ----------
    org
        The organisation.
    layer
        The layer of the groups.
    base
        The base layer.

    Returns
    -------
    pandas.DataFrame
        Findings about members (the base units' leaders), one per ``group``; value: leaders of the
        group who lead a base unit (0). A group without a leader is a vacancy and not told here.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T", "P"], "layer": ["team", "party"]},
    ...           {"member": ["A", "B", "A", "B"], "unit": ["T", "T", "P", "P"], "role": ["leader", "", "", "leader"]})
    >>> unaligned_leaders(org)[["entity_id", "group"]].to_numpy().tolist()
    [['A', 'P']]
    """
    leads_base = led_by(org, base)[0] > 0
    groups, led = org.pairs(layer), org.pairs(layer, LEADER)
    aligned = np.bincount(led.unit[leads_base[led.member]], minlength=org.encoding.unit_count)
    apart = (led.per_unit > 0) & (aligned == 0)
    rows = np.flatnonzero(leads_base[groups.member] & apart[groups.unit])
    member, group = groups.member[rows], groups.unit[rows]
    return Found(
        MEMBER,
        member,
        0,
        1,
        layer,
        extra={"group": org.encoding.units[group]},
        words={"group_name": lambda: org.names(UNIT, group)},
    )


def _leaders_and_managers(org: Org) -> Partners:
    """Who leads a unit, or has somebody who reports to them."""
    leads = led_by(org)[0] > 0
    leads[person_lines(org).manager] = True
    return Partners(leads, leads)


@check(
    severity="info",
    family="leadership",
    scope="member",
    keys=("other",),
    near=WITH_RELATIONS,
    partners=_leaders_and_managers,
)
def crossed_lines(org: Org) -> Found:
    """Pairs of members who lead each other: A leads B in one layer, and B leads A in another; or A
    reports to B by a solid line and leads B in a layer.

    Parameters
    ----------
    org
        The organisation.

    Returns
    -------
    pandas.DataFrame
        One finding a pair, about the smaller id, with ``other``; value: lines between the two, one
        a layer and direction; solid lines count as a layer of their own.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T", "P"], "layer": ["team", "party"]},
    ...           {"member": ["A", "B", "A", "B"], "unit": ["T", "T", "P", "P"], "role": ["leader", "", "", "leader"]})
    >>> crossed_lines(org)[["entity_id", "other"]].to_numpy().tolist()
    [['A', 'B']]
    """
    code, total, kinds = org.encoding, max(org.encoding.member_count, 1), len(org.layers) + 1
    solid = person_lines(org)
    member, unit, leader = lines(org, among=_leaders_and_managers(org).one)
    led = (leader * total + member) * kinds + code.unit_layer[unit]
    managed = (solid.manager * total + solid.member) * kinds + kinds - 1
    line_keys = distinct(np.concatenate([led, managed]))
    pair, start, layers = np.unique(line_keys // kinds, return_index=True, return_counts=True)
    first = line_keys[start] % kinds
    back = np.minimum(
        np.searchsorted(pair, pair % total * total + pair // total), max(len(pair) - 1, 0)
    )
    mutual = pair[back] == pair % total * total + pair // total
    # Both lead each other; only where each does so in one layer alone, and the same one, do the
    # lines not cross.
    crossed = mutual & ((layers > 1) | (layers[back] > 1) | (first != first[back]))
    places = np.flatnonzero(crossed)
    small, other = np.divmod(pair[places], total)
    ascends = (code.labels_of(small) < code.labels_of(other)).astype(bool)
    places, small, other = places[ascends], small[ascends], other[ascends]
    count = layers[places] + layers[back[places]]
    return Found(
        MEMBER,
        small,
        count,
        0,
        extra={"other": code.labels_of(other)},
        words={"other_name": lambda: org.names(MEMBER, other)},
    )
