"""Checks of the powers that group leaders hold in base units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import with_duties
from sanzu_graph.errors import AbsentError
from sanzu_graph.messages import called, catalog, text
from sanzu_graph.metrics.counts import duty_codes, is_unit_of
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.lives import life
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT
from sanzu_graph.year.in_force import InForce, Mask, standing
from sanzu_graph.year.periods import the_day

FAMILY = "powers"
POWERS = ("participate", "report", "recommend")


def _powers(policy: Policy) -> Iterator[Call]:
    if policy.powers:
        yield Call(
            {
                "powers": policy.powers,
                "base": policy.base,
                "groups": tuple(layer.name for layer in policy.groups),
            }
        )


@check(
    severity="warning",
    family=FAMILY,
    scope="unit",
    keys=("power",),
    history=True,
    calls=_powers,
    stays=with_duties,
)
def unheld_powers(
    org: Org,
    powers: Sequence[str] = POWERS,
    base: str = "team",
    groups: Sequence[str] | None = None,
    on: object = None,
) -> Found:
    """Powers in a base unit that nobody holds, or only somebody who left or moved away.

    Parameters
    ----------
    org
        The organisation with its history.
    powers
        The duties that are powers.
    base
        The base layer.
    groups
        The layers whose leaders hold powers; by default all but the base.
    on
        The day; by default today.

    Returns
    -------
    pandas.DataFrame
        Findings about base units, one per ``power``, with ``fault`` (``nobody``; ``left``: the
        holder is no longer in the organisation; ``moved``: the holder neither leads a group nor is
        in the base unit any more) and ``holder``; value: holders (0).

    Raises
    ------
    AbsentError
        If the organisation records nobody with any of the powers, or lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "A"], "unit": ["T", "P"], "role": ["", "leader"]},
    ...           None, {"member": ["A"], "unit": ["T"], "duty": ["report"]})
    >>> unheld_powers(org, on="2026-11-22")[["entity_id", "power", "fault"]].to_numpy().tolist()
    [['T', 'participate', 'nobody'], ['T', 'recommend', 'nobody']]
    """
    recorded(org, powers)
    code, day = org.encoding, the_day(on)
    today, based = standing(org, day), is_unit_of(org, base)
    leads, width = group_leaders(org, today, base, groups), max(code.unit_count, 1)
    inside = np.isin(today.duty_member * width + today.duty_unit, today.member * width + today.unit)
    sound = leads[today.duty_member] | inside
    history = life(org.duties)
    parts: list[tuple[Positions, NDArray[np.object_], Positions, str]] = []
    for power in [powers] if isinstance(powers, str) else powers:
        held, ever = (
            np.isin(today.duty, duty_codes(org, power)),
            np.isin(code.duty, duty_codes(org, power)),
        )
        holders = np.bincount(today.duty_unit[held & sound], minlength=code.unit_count)
        units = np.flatnonzero(based & today.units & (holders == 0))
        moved, left = np.full(code.unit_count, -1), np.full(code.unit_count, -1)
        moved[today.duty_unit[held]] = today.duty_member[held]
        gone = ever & (history.since <= day) & ~today.members[code.duty_member]
        left[code.duty_unit[gone]] = code.duty_member[gone]
        fault = np.where(
            moved[units] >= 0, "moved", np.where(left[units] >= 0, "left", "nobody")
        ).astype(object)
        parts.append((units, fault, np.where(moved[units] >= 0, moved[units], left[units]), power))
    rows = np.concatenate([np.empty(0, dtype=np.intp), *(part[0] for part in parts)])
    fault = np.concatenate([np.empty(0, dtype=object), *(part[1] for part in parts)])
    holder = np.concatenate([np.empty(0, dtype=np.intp), *(part[2] for part in parts)])
    sentences = np.repeat(
        np.array([part[3] for part in parts], dtype=object), [len(part[0]) for part in parts]
    )
    order = np.argsort(rows, kind="stable")
    rows, fault, holder, sentences = rows[order], fault[order], holder[order], sentences[order]
    ids = np.append(code.members, "")[holder]
    return Found(
        UNIT,
        rows,
        0,
        1,
        base,
        extra={"power": sentences, "fault": fault, "holder": ids},
        words={
            "duty": duty_labels(sentences),
            "why": [
                text(
                    f"power.{why}",
                    who=called(name, id_) if id_ else "",
                )
                for why, name, id_ in zip(fault, _member_names(org, holder), ids, strict=True)
            ],
        },
    )


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    keys=("unit", "power"),
    history=True,
    calls=_powers,
    stays=with_duties,
)
def stray_powers(
    org: Org,
    powers: Sequence[str] = POWERS,
    base: str = "team",
    groups: Sequence[str] | None = None,
    on: object = None,
) -> Found:
    """Powers in a base unit that are held by somebody who leads no group.

    Parameters
    ----------
    org, powers, base, groups, on
        As in `unheld_powers`.

    Returns
    -------
    pandas.DataFrame
        Findings about members, one per ``unit`` and ``power``; value: groups that they lead (0).

    Raises
    ------
    AbsentError
        If the organisation records nobody with any of the powers, or lacks the base layer.
    InputError
        If `on` is no day.

    Examples
    --------
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"], "role": ["leader"]},
    ...           None, {"member": ["A"], "unit": ["T"], "duty": ["report"]})
    >>> stray_powers(org, on="2026-11-22")[["entity_id", "unit", "power"]].to_numpy().tolist()
    [['A', 'T', 'report']]
    """
    recorded(org, powers)
    code, today = org.encoding, standing(org, the_day(on))
    stray = np.isin(today.duty, duty_codes(org, powers)) & is_unit_of(org, base)[today.duty_unit]
    stray &= ~group_leaders(org, today, base, groups)[today.duty_member]
    width, kinds = max(code.unit_count, 1), max(len(code.duties), 1)
    key = distinct(
        (today.duty_member[stray] * width + today.duty_unit[stray]) * kinds + today.duty[stray]
    )
    member, unit, duty = key // kinds // width, key // kinds % width, key % kinds
    power = np.array([*code.duties, ""], dtype=object)[duty]
    return Found(
        MEMBER,
        member,
        0,
        1,
        base,
        extra={"unit": code.units[unit], "power": power},
        words={"unit_name": org.names(UNIT, unit), "duty": duty_labels(power)},
    )


def recorded(org: Org, duties: Sequence[str]) -> None:
    """Confirm that the organisation keeps a record of any of these duties.

    Raises
    ------
    AbsentError
        If it does not: who keeps no such record is not accused of having nobody.
    """
    wanted = [duties] if isinstance(duties, str) else list(duties)
    if not set(wanted) & set(org.encoding.duties):
        raise AbsentError("error.no_duties", duties=wanted)


def group_leaders(org: Org, today: InForce, base: str, groups: Sequence[str] | None) -> Mask:
    """Who leads a unit of the layers of groups on the day; by default of any layer but the base."""
    code = org.encoding
    named = {groups} if isinstance(groups, str) else set(groups or ())
    wanted = set(org.layers) - {base} if groups is None else named
    of_group = np.array([*(layer in wanted for layer in code.layers), False], dtype=bool)[
        code.unit_layer
    ]
    leads = np.zeros(code.member_count, dtype=bool)
    leads[today.member[of_group[today.unit] & (today.role == code.roles.index(LEADER))]] = True
    return leads


def duty_labels(duties: NDArray[np.object_]) -> list[str]:
    """What duties are called; their own word where the catalog has none."""
    return [text(f"duty.{name}") if f"duty.{name}" in catalog() else str(name) for name in duties]


def _member_names(org: Org, positions: Positions) -> NDArray[Any]:
    names = np.full(len(positions), "", dtype=object)
    known = positions >= 0
    names[known] = org.names(MEMBER, positions[known])
    return names
