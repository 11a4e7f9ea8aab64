"""Checks of coverage: which base units a layer, or a further requirement, does not reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.checks.found import WITH_ALL_DUTIES, WITH_DUTIES, Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.structure import the_one
from sanzu_graph.checks.unit_counts import UnitCounts
from sanzu_graph.errors import AbsentError
from sanzu_graph.metrics.counts import Cover, belonging, cover, duty_codes, is_unit_of, represented
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.policy.parts import Requirement
from sanzu_graph.policy.rules import ANYBODY, Rule, everybody
from sanzu_graph.schema import MEMBER, UNIT


def _blank(policy: Policy) -> Iterator[Call]:
    for layer in policy.groups:
        if layer.per_base_unit is not None:
            arguments = {
                "layer": layer.name,
                "base": policy.base,
                "rollup": layer.rollup,
                "duty": layer.counting_duties,
                "eligible": layer.eligible or ANYBODY,
                "strict": False,
            }
            yield Call({**arguments, "minimum": layer.per_base_unit.value}, layer.per_base_unit)


def _represented(
    org: Org,
    layer: str,
    base: str,
    minimum: float = 1,
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
    **_: object,
) -> UnitCounts:
    """Who could join is not counted here."""
    count = represented(org, layer, base, rollup=rollup, duty=duty)
    units = org.pairs(base, rollup=rollup).units
    return UnitCounts(units, (count,), lambda people: people < minimum)


@check(
    severity="error",
    family="coverage",
    scope="unit",
    calls=_blank,
    near=WITH_DUTIES,
    counts=_represented,
)
def blank_teams(
    org: Org,
    layer: str = "party",
    base: str = "team",
    minimum: float = 1,
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
    eligible: Rule | Mapping[str, Any] | None = None,
    strict: bool = True,
) -> Found:
    """Base units in which fewer than `minimum` members belong to the layer, or hold `duty` for the
    unit.

    Parameters
    ----------
    org
        The organisation.
    layer
        The layer that should reach every base unit.
    base
        The base layer.
    minimum
        The fewest people who must represent the layer.
    rollup
        Count the members of a unit in every unit above it, in both layers.
    duty
        A duty (or several) whose holder represents the layer too, without being a member of the
        unit.
    eligible
        Who could join the layer (a `Rule` or a mapping in its words); by default nobody is asked
        about that.
    strict
        Raise where the organisation does not keep a column of `eligible`. False, as in an audit:
        nobody is asked about it then, and those in the layer's units are who belongs to it.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, with ``headcount`` and ``eligible_unassigned`` (its members who
        are in none of the layer's units; with `eligible` those of them who could join); value:
        people who represent the layer. A unit without members is blank too.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers, or, with `strict`, the rule's column.

    Examples
    --------
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T1", "T2", "P1"], "layer": ["team", "team", "party"]},
    ...           {"member": ["A", "B", "A"], "unit": ["T1", "T2", "P1"]})
    >>> blank_teams(org, lang="en")["message"].tolist()
    ['T2 has 0 of 1 needed from party group; 1 of its 1 member is in none of these.']
    """
    based, total = org.pairs(base, rollup=rollup), org.encoding.unit_count
    counts = _represented(org, layer, base, minimum, rollup, duty)
    rows, (count,) = counts.rows, counts.numbers
    present = belonging(org, layer, base, rollup=rollup) if len(duty_codes(org, duty)) else count
    could_join = _asked(org, eligible, strict=strict)
    if could_join is None or eligible == ANYBODY:
        waiting = based.per_unit - present
    else:
        unassigned = could_join & (org.pairs(layer, rollup=rollup).per_member == 0)
        waiting = np.bincount(based.unit[np.flatnonzero(unassigned[based.member])], minlength=total)
    return Found(
        UNIT,
        rows,
        count[rows],
        minimum,
        layer,
        extra={"headcount": based.per_unit[rows], "eligible_unassigned": waiting[rows]},
        sentence="blank_team.unasked" if could_join is None else "",
    )


def _asked(
    org: Org, rule: Rule | Mapping[str, Any] | None, *, strict: bool
) -> NDArray[np.bool_] | None:
    """Who satisfies a rule; None without one, and where nobody can be asked unless `strict`."""
    try:
        return None if rule is None else everybody(org, rule)
    except AbsentError:
        if strict:
            raise
        return None


def _points(policy: Policy) -> Iterator[Call]:
    for layer in policy.groups:
        if layer.per_base_unit is not None:
            yield Call(
                {
                    "layer": layer.name,
                    "base": policy.base,
                    "rollup": layer.rollup,
                    "duty": layer.counting_duties,
                }
            )


def _with_one_representative(
    org: Org,
    layer: str,
    base: str,
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
) -> UnitCounts:
    return _ones(org, base, cover(org, layer, base, rollup=rollup, duty=duty))


def _ones(org: Org, base: str, reached: Cover) -> UnitCounts:
    count = np.bincount(reached.unit, minlength=org.encoding.unit_count)
    return UnitCounts(org.pairs(base).units, (count,), lambda people: people == 1)


@check(
    severity="info",
    family="coverage",
    scope="unit",
    calls=_points,
    near=WITH_DUTIES,
    counts=_with_one_representative,
)
def single_points(
    org: Org,
    layer: str = "party",
    base: str = "team",
    rollup: bool = False,
    duty: str | Sequence[str] | None = None,
) -> Found:
    """Base units whose coverage by the layer hangs on exactly one member.

    Parameters
    ----------
    org, layer, base, rollup, duty
        As in `blank_teams`.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, with ``member`` (the one); value: 1.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1", "P1"], "layer": ["team", "party"]}, {"member": ["A", "A"], "unit": ["T1", "P1"]})
    >>> single_points(org)[["entity_id", "member"]].to_numpy().tolist()
    [['T1', 'A']]
    """
    code, reached = org.encoding, cover(org, layer, base, rollup=rollup, duty=duty)
    rows = _ones(org, base, reached).rows
    single = the_one(reached.member, reached.unit, rows, code.unit_count)
    return Found(
        UNIT,
        rows,
        1,
        2,
        layer,
        extra={"member": code.labels_of(single)},
        words={"member_name": lambda: org.names(MEMBER, single)},
    )


def _gaps(policy: Policy) -> Iterator[Call]:
    for requirement in policy.requirements:
        yield Call({"policy": policy.replace(requirements=(requirement,))}, requirement.minimum)


def _holders(org: Org, policy: Policy) -> UnitCounts:
    """The counts of the one requirement that a call asks."""
    (requirement,) = policy.requirements
    return _who_meet(org, requirement, requirement.per or policy.base)


def _who_meet(org: Org, requirement: Requirement, layer: str) -> UnitCounts:
    unit = requirement_holders(org, requirement, layer)
    least = requirement.minimum.value
    return UnitCounts(
        org.pairs(layer).units,
        (np.bincount(unit, minlength=org.encoding.unit_count),),
        lambda people: people < least,
        key=requirement.name,
    )


@check(
    severity="warning",
    family="coverage",
    scope="unit",
    keys=("requirement",),
    calls=_gaps,
    near=WITH_ALL_DUTIES,
    counts=_holders,
)
def coverage_gaps(org: Org, policy: Policy) -> Found:
    """Units that miss a further requirement of the policy: too few people of a role, duty, layer or
    kind.

    Parameters
    ----------
    org
        The organisation.
    policy
        Its `requirements` are asked, and nothing else (`blank_teams` asks for layers).

    Returns
    -------
    pandas.DataFrame
        Findings about units, with ``requirement`` (its name); value: such people in the unit;
        layer: that of the unit.

    Raises
    ------
    AbsentError
        If a requirement names a layer, unit or column that the organisation does not have.

    Examples
    --------
    >>> from sanzu_graph.policy.parts import Limit
    >>> org = Org({"id": ["A"]}, {"id": ["T1"], "layer": ["team"]}, {"member": ["A"], "unit": ["T1"]})
    >>> policy = Policy(requirements=(Requirement("deputy", Limit(1), role="deputy"),))
    >>> coverage_gaps(org, policy)[["entity_id", "requirement", "value"]].to_numpy().tolist()
    [['T1', 'deputy', 0.0]]
    """
    rows, value, limit, layers, names = [], [], [], [], []
    labels: list[str] = []
    for requirement in policy.requirements:
        layer = requirement.per or policy.base
        counts = _who_meet(org, requirement, layer)
        short = counts.rows
        rows.append(short)
        value.append(counts.numbers[0][short])
        limit += [requirement.minimum.value] * len(short)
        layers += [layer] * len(short)
        names += [requirement.name] * len(short)
        labels += [requirement.label()] * len(short)
    positions = np.concatenate([np.empty(0, dtype=np.intp), *rows])
    return Found(
        UNIT,
        positions,
        np.concatenate([np.empty(0), *value]),
        np.array(limit, dtype=float),
        np.array(layers, dtype=object),
        extra={"requirement": np.array(names, dtype=object)},
        words={"label": labels},
    )


def requirement_holders(org: Org, requirement: Requirement, layer: str) -> Positions:
    """The unit of each distinct (person, unit) pair that meets a requirement."""
    code = org.encoding
    based = org.pairs(
        layer, requirement.role, rollup=requirement.rollup and requirement.role is None
    )
    member, unit = based.member, based.unit
    if requirement.duty is not None:
        held = (
            np.isin(code.duty, duty_codes(org, requirement.duty))
            & is_unit_of(org, layer)[code.duty_unit]
        )
        key = distinct(code.duty_member[held] * code.unit_count + code.duty_unit[held])
        if requirement.role is not None:
            key = np.intersect1d(key, member * code.unit_count + unit)
        member, unit = key // max(code.unit_count, 1), key % max(code.unit_count, 1)
    meets = everybody(org, requirement.who)
    if requirement.layer is not None:
        meets = meets & (org.pairs(requirement.layer, rollup=requirement.rollup).per_member > 0)
    if requirement.units:
        meets = meets & _in_units(org, requirement.units, rollup=requirement.rollup)
    return unit[meets[member]]


def _in_units(org: Org, units: Sequence[str], *, rollup: bool) -> NDArray[np.bool_]:
    """Who belongs to one of the units named."""
    code, pairs = org.encoding, org.pairs(rollup=rollup)
    named = pd.Series(code.units, dtype=object).isin(list(units)).to_numpy()
    unknown = sorted(set(units) - set(code.units[named]))
    if unknown:
        raise AbsentError("error.no_ids", entity=UNIT, ids=unknown)
    member = np.zeros(code.member_count, dtype=bool)
    member[pairs.member[named[pairs.unit]]] = True
    return member
