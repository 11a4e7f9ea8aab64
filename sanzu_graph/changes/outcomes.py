"""What becomes of leaders when a change is made: seen by making it on a draft, not foretold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sanzu_graph.changes.dated_rows import in_force
from sanzu_graph.changes.wording import named
from sanzu_graph.errors import ChangeError
from sanzu_graph.model.drafts import Draft
from sanzu_graph.schema import LEADER

if TYPE_CHECKING:
    from sanzu_graph.changes.changing import Change


def outcomes(change: Change, draft: Draft) -> Iterator[tuple[str, dict[str, object]]]:
    """What to say of leaders, as sentences of the catalog and what fills them; nothing if the
    change cannot be made.
    """
    before = {unit: _leaders(change, draft, unit) for unit in change.units(draft)}
    try:
        change.make(draft)
    except ChangeError:
        return
    after = {unit: _leaders(change, draft, unit) for unit in before}
    told = {str(getattr(change, name)) for name in change.tells}
    subject = getattr(change, "member", None)
    for unit, led in before.items():
        who = [named(draft, "members", member) for member in after[unit]]
        if unit in told:
            key = "change.led_by" if who else "change.led_by_nobody"
            yield key, {"unit": named(draft, "units", unit), "leaders": who}
        elif led and not who and _members(change, draft, unit):
            yield "change.left_without_leader", {"unit": named(draft, "units", unit)}
    leading = {member for unit in after for member in after[unit]}
    lost = dict.fromkeys(
        member
        for unit in before
        for member in before[unit]
        if member not in leading and member != subject
    )
    if lost:
        yield "change.steps_down", {"leaders": [named(draft, "members", member) for member in lost]}


def _members(change: Change, draft: Draft, unit: str) -> list[int]:
    return in_force(draft, "memberships", draft.day("memberships", on=change.on), unit=unit)


def _leaders(change: Change, draft: Draft, unit: str) -> list[str]:
    return list(
        dict.fromkeys(
            str(draft.cell("memberships", key, "member")) for key in _leading(change, draft, unit)
        )
    )


def _leading(change: Change, draft: Draft, unit: str) -> list[int]:
    return in_force(
        draft, "memberships", draft.day("memberships", on=change.on), unit=unit, role=LEADER
    )
