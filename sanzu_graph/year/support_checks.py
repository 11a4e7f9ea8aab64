"""Checks of the support that leaders of groups give to base units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import with_duties
from sanzu_graph.metrics.counts import duty_codes, is_unit_of
from sanzu_graph.model.grouping import distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT
from sanzu_graph.year.in_force import standing
from sanzu_graph.year.periods import the_day
from sanzu_graph.year.power_checks import FAMILY, group_leaders, recorded


def _service(policy: Policy) -> Iterator[Call]:
    if policy.support is not None:
        yield Call(
            {
                "duty": policy.support.duty,
                "base": policy.base,
                "groups": tuple(layer.name for layer in policy.groups),
            }
        )


@check(
    severity="warning", family=FAMILY, scope="unit", history=True, calls=_service, stays=with_duties
)
def unsupported_teams(
    org: Org,
    duty: str = "support",
    base: str = "team",
    groups: Sequence[str] | None = None,
    on: object = None,
) -> Found:
    """Base units that no leader of a group supports.

    Parameters
    ----------
    org, base, groups, on
        As in `unheld_powers`.
    duty
        The duty of those who support a base unit.

    Returns
    -------
    pandas.DataFrame
        Findings about base units; value: group leaders who support it (0).

    Raises
    ------
    AbsentError
        If the organisation records nobody with the duty, or lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1", "T2", "P"], "layer": ["team", "team", "party"]}, {"member": ["A"], "unit": ["P"], "role": ["leader"]},
    ...           None, {"member": ["A"], "unit": ["T1"], "duty": ["support"]})
    >>> unsupported_teams(org, on="2026-11-22")["entity_id"].tolist()
    ['T2']
    """
    recorded(org, (duty,))
    today, based = standing(org, the_day(on)), is_unit_of(org, base)
    held = (
        np.isin(today.duty, duty_codes(org, duty))
        & group_leaders(org, today, base, groups)[today.duty_member]
    )
    count = np.bincount(today.duty_unit[held], minlength=org.encoding.unit_count)
    return Found(UNIT, np.flatnonzero(based & today.units & (count == 0)), 0, 1, base)


def _load(policy: Policy) -> Iterator[Call]:
    if policy.support is not None and policy.support.most_units is not None:
        most = policy.support.most_units
        yield Call({"limit": most.value, "duty": policy.support.duty, "base": policy.base}, most)


@check(
    severity="warning", family=FAMILY, scope="member", history=True, calls=_load, stays=with_duties
)
def overloaded_supporters(
    org: Org, limit: float = 4, duty: str = "support", base: str = "team", on: object = None
) -> Found:
    """Members who support more than `limit` base units.

    Parameters
    ----------
    org, base, on
        As in `unheld_powers`.
    limit
        The most base units that are still in order.
    duty
        The duty of those who support a base unit.

    Returns
    -------
    pandas.DataFrame
        Findings about members; value: base units supported.

    Raises
    ------
    AbsentError
        If the organisation records nobody with the duty, or lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T1", "T2"], "layer": ["team"] * 2}, {"member": ["A"], "unit": ["T1"]},
    ...           None, {"member": ["A"] * 2, "unit": ["T1", "T2"], "duty": ["support"] * 2})
    >>> overloaded_supporters(org, limit=1, on="2026-11-22")[["entity_id", "value"]].to_numpy().tolist()
    [['A', 2.0]]
    """
    recorded(org, (duty,))
    today, width = standing(org, the_day(on)), max(org.encoding.unit_count, 1)
    held = np.isin(today.duty, duty_codes(org, duty)) & is_unit_of(org, base)[today.duty_unit]
    key = distinct(today.duty_member[held] * width + today.duty_unit[held])
    count = np.bincount(key // width, minlength=org.encoding.member_count)
    rows = np.flatnonzero(count > limit)
    return Found(MEMBER, rows, count[rows], limit, base)
