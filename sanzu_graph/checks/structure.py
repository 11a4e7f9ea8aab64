"""Checks of units by themselves: empty, hanging on one person, out of size, scattered, mixed in
their work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import BETWEEN_LAYERS, WITHIN_LAYER, Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unit_counts import Amiss, Kinds, UnitCounts
from sanzu_graph.metrics.counts import meetings
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Layer
from sanzu_graph.schema import MEMBER, UNIT


def layers_of(org: Org, layer: str | None, units: Positions) -> str | NDArray[np.object_]:
    """The layer asked about, or each unit's own where all were."""
    code = org.encoding
    return (
        layer
        if layer is not None
        else np.array([*code.layers, ""], dtype=object)[code.unit_layer[units]]
    )


def per_layer(arguments: Callable[[Layer], Iterator[Call]]) -> Callable[[Policy], Iterator[Call]]:
    """The calls of a check that is asked layer by layer."""
    return lambda policy: (call for layer in policy.layers for call in arguments(layer))


def _headcounts(org: Org, layer: str | None, amiss: Amiss, *, rollup: bool) -> UnitCounts:
    pairs = org.pairs(layer, rollup=rollup)
    return UnitCounts(pairs.units, (pairs.per_unit,), amiss)


def _without_people(org: Org, layer: str | None = None, rollup: bool = False) -> UnitCounts:
    return _headcounts(org, layer, lambda people: people == 0, rollup=rollup)


def _with_one_person(org: Org, layer: str | None = None, rollup: bool = False) -> UnitCounts:
    return _headcounts(org, layer, lambda people: people == 1, rollup=rollup)


def _sizes(layer: Layer) -> Iterator[Call]:
    yield Call({"layer": layer.name, "rollup": layer.rollup})


@check(
    severity="warning",
    family="structure",
    scope="unit",
    calls=per_layer(_sizes),
    near=WITHIN_LAYER,
    counts=_without_people,
)
def empty_units(org: Org, layer: str | None = None, rollup: bool = False) -> Found:
    """Units to which nobody belongs.

    Parameters
    ----------
    org
        The organisation.
    layer
        Only units of this layer.
    rollup
        Count the members of a unit in every unit above it too.

    Returns
    -------
    pandas.DataFrame
        Findings about units; value: headcount.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": []}, {"id": ["T1"], "layer": ["team"]}, {"member": [], "unit": []})
    >>> empty_units(org, lang="en")["message"].tolist()
    ['T1 has no members.']
    """
    rows = _without_people(org, layer, rollup).rows
    return Found(UNIT, rows, 0, 1, layers_of(org, layer, rows))


@check(
    severity="info",
    family="structure",
    scope="unit",
    calls=per_layer(_sizes),
    near=WITHIN_LAYER,
    counts=_with_one_person,
)
def one_person_units(org: Org, layer: str | None = None, rollup: bool = False) -> Found:
    """Units that consist of a single person.

    Parameters
    ----------
    org, layer, rollup
        As in `empty_units`.

    Returns
    -------
    pandas.DataFrame
        Findings about units, with ``member`` (the one); value: headcount.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"]})
    >>> one_person_units(org)[["entity_id", "member"]].to_numpy().tolist()
    [['T1', 'A']]
    """
    rows = _with_one_person(org, layer, rollup).rows
    pairs = org.pairs(layer, rollup=rollup)
    sole = the_one(pairs.member, pairs.unit, rows, org.encoding.unit_count)
    return Found(
        UNIT,
        rows,
        1,
        2,
        layers_of(org, layer, rows),
        extra={"member": org.encoding.labels_of(sole)},
        words={"member_name": lambda: org.names(MEMBER, sole)},
    )


def the_one(member: Positions, unit: Positions, units: Positions, total: int) -> Positions:
    """The only member paired with each of `units`."""
    place = np.full(total, -1, dtype=np.intp)
    place[unit] = member
    return place[units]


def _bounds(layer: Layer) -> Iterator[Call]:
    for name in ("smallest", "largest"):
        limit = getattr(layer, name)
        if limit is not None:
            yield Call({"layer": layer.name, name: limit.value, "rollup": layer.rollup}, limit)


def _out_of_bounds(
    org: Org,
    layer: str,
    *,
    smallest: float | None = None,
    largest: float | None = None,
    rollup: bool = False,
) -> UnitCounts:
    low, high = (-np.inf if smallest is None else smallest, np.inf if largest is None else largest)
    return _headcounts(org, layer, lambda people: (people < low) | (people > high), rollup=rollup)


@check(
    severity="warning",
    family="structure",
    scope="unit",
    calls=per_layer(_bounds),
    near=WITHIN_LAYER,
    counts=_out_of_bounds,
)
def size_outliers(
    org: Org,
    layer: str = "party",
    *,
    smallest: float | None = None,
    largest: float | None = None,
    rollup: bool = False,
) -> Found:
    """Units with fewer members than `smallest` or more than `largest`.

    Parameters
    ----------
    org, layer, rollup
        As in `empty_units`.
    smallest, largest
        The bounds; None: not asked.

    Returns
    -------
    pandas.DataFrame
        Findings about units; value: headcount, limit: the bound that it breaks.

    Raises
    ------
    AbsentError
        If the organisation has no such layer.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["P1"], "layer": ["party"]}, {"member": ["A"], "unit": ["P1"]})
    >>> size_outliers(org, smallest=3)[["value", "limit"]].to_numpy().tolist()
    [[1.0, 3.0]]
    """
    counts = _out_of_bounds(org, layer, smallest=smallest, largest=largest, rollup=rollup)
    rows = counts.rows
    count = counts.numbers[0][rows]
    low, high = (-np.inf if smallest is None else smallest, np.inf if largest is None else largest)
    return Found(UNIT, rows, count, np.where(count < low, low, high), layer)


def _scatter(policy: Policy) -> Iterator[Call]:
    for layer in policy.groups:
        if layer.most_base_units is not None:
            yield Call(
                {
                    "layer": layer.name,
                    "base": policy.base,
                    "limit": layer.most_base_units.value,
                    "rollup": layer.rollup,
                },
                layer.most_base_units,
            )


def _base_units_reached(
    org: Org, layer: str, base: str, *, limit: float, rollup: bool = False
) -> UnitCounts:
    return UnitCounts.of_kinds(
        org.pairs(layer).units,
        Kinds(*meetings(org, layer, base, rollup=rollup), None),
        org.encoding.unit_count,
        lambda reach: reach > limit,
    )


@check(
    severity="warning",
    family="structure",
    scope="unit",
    calls=_scatter,
    near=BETWEEN_LAYERS,
    counts=_base_units_reached,
)
def scattered_groups(
    org: Org, layer: str = "party", base: str = "team", *, limit: float = 3, rollup: bool = False
) -> Found:
    """Groups with members in more than `limit` base units.

    Parameters
    ----------
    org, layer, rollup
        As in `empty_units`; `layer` holds the groups.
    base
        The base layer.
    limit
        The most base units that are still in order.

    Returns
    -------
    pandas.DataFrame
        Findings about groups; value: base units reached.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]},
    ...           {"member": ["A", "B", "A", "B"], "unit": ["T1", "T2", "P", "P"]})
    >>> scattered_groups(org, limit=1)[["entity_id", "value"]].to_numpy().tolist()
    [['P', 2.0]]
    """
    counts = _base_units_reached(org, layer, base, limit=limit, rollup=rollup)
    return Found(UNIT, counts.rows, counts.numbers[0][counts.rows], limit, layer)


def _types(layer: Layer) -> Iterator[Call]:
    if layer.most_work_types is not None:
        yield Call(
            {"layer": layer.name, "limit": layer.most_work_types.value, "rollup": layer.rollup},
            layer.most_work_types,
        )


def _types_within(
    org: Org, layer: str, *, limit: float, column: str = "work_type", rollup: bool = False
) -> UnitCounts:
    pairs, (codes, values) = org.pairs(layer, rollup=rollup), org.codes("members", column)
    known = np.flatnonzero(codes[pairs.member] >= 0)
    kinds = Kinds(pairs.unit[known], codes[pairs.member[known]], values)
    return UnitCounts.of_kinds(
        pairs.units, kinds, org.encoding.unit_count, lambda types: types > limit
    )


@check(
    severity="info",
    family="structure",
    scope="unit",
    needs=("members.work_type",),
    calls=per_layer(_types),
    near=WITHIN_LAYER,
    counts=_types_within,
)
def mixed_work(
    org: Org,
    layer: str = "party",
    *,
    limit: float = 1,
    column: str = "work_type",
    rollup: bool = False,
) -> Found:
    """Units whose members do more than `limit` types of work.

    Parameters
    ----------
    org, layer, rollup
        As in `empty_units`.
    limit
        The most work types that are still in order.
    column
        The column of `members` that holds the work type; empty cells are no type.

    Returns
    -------
    pandas.DataFrame
        Findings about units; value: work types.

    Raises
    ------
    AbsentError
        If the layer or column does not exist.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"], "work_type": ["x", "y"]}, {"id": ["P"], "layer": ["party"]}, {"member": ["A", "B"], "unit": ["P", "P"]})
    >>> mixed_work(org)[["entity_id", "value"]].to_numpy().tolist()
    [['P', 2.0]]
    """
    counts = _types_within(org, layer, limit=limit, column=column, rollup=rollup)
    return Found(UNIT, counts.rows, counts.numbers[0][counts.rows], limit, layer)
