"""What an edit surely leaves as it is of whom people turn to: the `stays` of the checks of contacts.

Only the re-audit reads them: a check is understood without them.
"""

from __future__ import annotations

import numpy as np

from sanzu_graph.checks.found import Call
from sanzu_graph.checks.unaffected import keeps_members, keeps_units, turnover
from sanzu_graph.model.edits import Edit
from sanzu_graph.model.lives import life
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import DEPUTY, LEADER
from sanzu_graph.year.contacts import Contacted, contacts, turning
from sanzu_graph.year.periods import the_day


def _moved(
    org: Org, edit: Edit, findings: int, call: Call, reach: Contacted
) -> dict[int, list[int]] | None:
    """The plain members who come into units or leave them, each with the units they are then in;
    None where more than that is edited.

    Anybody who comes to the organisation counts as -2: nobody's contact. Who leaves it is then in
    no unit.
    """
    plain = keeps_units(edit, named=False) and keeps_members(edit, named=findings > 0, leave=True)
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
        org.once("memberships in force", lambda: life(org.memberships).on(day), day=day)
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
        if member >= 0 and not reach.today.members[member]:
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
            *(unit for unit in units if reach.today.units[unit]),
        ]
    return after


def find_somebody(org: Org, edit: Edit, findings: int, call: Call) -> bool:
    """Whether those who move had somebody to turn to, and have again."""
    arguments = call.arguments
    reach = contacts(
        org, arguments["layer"], arguments["base"], arguments["duties"], on=arguments["on"]
    )
    moved = _moved(org, edit, findings, call, reach)
    if moved is None:
        return False
    for member, units in moved.items():
        if member >= 0 and reach.leads[member]:
            continue  # is not asked about
        is_told = member >= 0 and reach.reached.asked[member] and reach.reached.contact[member] < 0
        if is_told or reach.possible(member, units) is None:
            return False
    return True


def carry_them(org: Org, edit: Edit, findings: int, call: Call) -> bool:
    """Whether those to whom people turn who move have few enough, before and after."""
    arguments = call.arguments
    base, duties, on, limit = (arguments[name] for name in ("base", "duties", "on", "limit"))
    count = org.once(
        ("turning", whole_text(arguments)),
        lambda: turning(org, arguments["layers"], base, duties, on),
    )
    for layer in (name for name in arguments["layers"] if name in org.layers):
        reach = contacts(org, layer, base, duties, on=on)
        moved = _moved(org, edit, findings, call, reach)
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
                or any(count[contact] + len(moved) > limit for contact in after)
            ):
                return False
    return True
