"""Checks of whom people can turn to: structure alone, nothing about what anybody thinks, says or
feels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.checks.found import Call, Found
from sanzu_graph.checks.registry import check
from sanzu_graph.checks.unaffected import keeps_members, keeps_units, turnover
from sanzu_graph.messages import called, text
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.grouping import distinct
from sanzu_graph.model.lives import life
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import DEPUTY, LEADER, MEMBER
from sanzu_graph.year.contacts import Contacted, contacts, reachable
from sanzu_graph.year.in_force import of_layer
from sanzu_graph.year.periods import the_day

FAMILY = "support"
DUTIES = ("support", "liaison")


def _layers(policy: Policy) -> Iterator[Call]:
    if policy.contacts is not None:
        for layer in policy.layers:
            yield Call({"layer": layer.name, "base": policy.base, "duties": policy.contacts.duties})


def _moved(
    org: Org, edit: Edit, told: int, call: Call, made: Contacted
) -> dict[int, list[int]] | None:
    """The plain members who come into units or leave them, each with the units they are then in;
    None where more than that is edited.

    Anybody who comes to the organisation counts as -2: nobody's contact. Who leaves it is then in
    no unit.
    """
    plain = keeps_units(edit, named=False) and keeps_members(edit, named=told > 0, leave=True)
    plain = plain and not any("parent" in cells for cells in edit.changed.get("units", {}).values())
    if not plain or any(
        row.word in call.arguments["duties"] for row in turnover(org, edit, "duties")
    ):
        return None
    rows, code, on = turnover(org, edit, "memberships"), org.encoding, call.arguments["on"]
    if any(row.word in (LEADER, DEPUTY) or row.second not in code.unit_at for row in rows):
        return None
    after: dict[int, list[int]] = {int(member): [] for member in edit.removed.get("members", ())}
    moved = dict.fromkeys(row.first for row in rows)
    gone = {*edit.removed.get("memberships", ()), *edit.changed.get("memberships", {})}
    day = the_day(on)
    in_force = (
        org.once(("memberships in force", day), lambda: life(org.memberships).on(day))
        if moved
        else None
    )
    for name in moved:
        member = code.member_at.get(name, -2)
        stay = (
            []
            if member < 0 or in_force is None
            else code.by_member.rows_of(np.array([member]))[0].tolist()
        )
        if member >= 0 and not made.today.members[member]:
            continue  # and not on the day
        units = [
            int(code.unit[row])
            for row in stay
            if row not in gone and in_force is not None and in_force[row]
        ]
        units += [
            code.unit_at[row.second]
            for row in rows
            if row.comes and row.first == name and row.is_in_force(on)
        ]
        after[member] = [
            *after.get(member, ()),
            *(unit for unit in units if made.today.units[unit]),
        ]
    return after


def _find_somebody(org: Org, edit: Edit, told: int, call: Call) -> bool:
    """Whether those who move had somebody to turn to, and have again."""
    arguments = call.arguments
    reach = contacts(
        org, arguments["layer"], arguments["base"], arguments["duties"], on=arguments["on"]
    )
    moved = _moved(org, edit, told, call, reach)
    if moved is None:
        return False
    for member, units in moved.items():
        if member >= 0 and reach.leads[member]:
            continue  # is not asked about
        is_told = member >= 0 and reach.reached.asked[member] and reach.reached.contact[member] < 0
        if is_told or reach.possible(member, units) is None:
            return False
    return True


@check(
    severity="warning",
    family=FAMILY,
    scope="member",
    history=True,
    calls=_layers,
    stays=_find_somebody,
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
    ids = np.append(org.encoding.members, "")[leader]
    names = np.full(len(rows), "", dtype=object)
    names[leader >= 0] = org.names(MEMBER, leader[leader >= 0])
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


def _carry_them(org: Org, edit: Edit, told: int, call: Call) -> bool:
    """Whether those to whom people turn who move have few enough, before and after."""
    arguments = call.arguments
    base, duties, on, limit = (arguments[name] for name in ("base", "duties", "on", "limit"))
    count = org.once(
        ("turning", whole_text(arguments)),
        lambda: _turning(org, arguments["layers"], base, duties, on),
    )
    for layer in (name for name in arguments["layers"] if name in org.layers):
        reach = contacts(org, layer, base, duties, on=on)
        moved = _moved(org, edit, told, call, reach)
        if moved is None:
            return False
        for member, units in moved.items():
            if member >= 0 and reach.leads[member]:
                continue
            before = (
                int(reach.reached.contact[member])
                if member >= 0 and reach.reached.asked[member]
                else -1
            )
            after = reach.possible(member, units)
            if (
                (before >= 0 and count[before] > limit)
                or after is None
                or any(count[one] + len(moved) > limit for one in after)
            ):
                return False
    return True


@check(
    severity="warning", family=FAMILY, scope="member", history=True, calls=_load, stays=_carry_them
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
    of_layer(org, base)
    count = _turning(org, layers, base, duties, on)
    rows = np.flatnonzero(count > limit)
    return Found(MEMBER, rows, count[rows], limit)


def _turning(
    org: Org, layers: Sequence[str] | None, base: str, duties: Sequence[str], on: object
) -> NDArray[np.intp]:
    """How many people turn to each member, over some layers, each counted once."""
    total, keys = max(len(org.encoding.members), 1), [np.empty(0, dtype=np.intp)]
    for layer in org.layers if layers is None else [name for name in layers if name in org.layers]:
        reach = reachable(org, layer, base, duties, on=on)
        rows = np.flatnonzero(reach.asked & (reach.contact >= 0))
        keys.append(reach.contact[rows] * total + rows)
    return np.bincount(distinct(np.concatenate(keys)) // total, minlength=len(org.encoding.members))
