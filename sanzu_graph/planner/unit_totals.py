"""What is counted in a unit: people, full-time equivalents, people by their status."""

from __future__ import annotations

from collections import Counter

from sanzu_graph.changes.dated_rows import Day, in_force
from sanzu_graph.messages import amount, text
from sanzu_graph.model.drafts import Draft
from sanzu_graph.planner.board_seats import people, there
from sanzu_graph.schema import columns
from sanzu_graph.schema.labels import value_label

STATUS = "political_status"


def unit_totals(draft: Draft, unit: str, day: Day) -> list[str]:
    """What is counted in a unit, each in words; nothing for a unit that is not there.

    Parameters
    ----------
    draft, day
        The organisation by now, and the day looked at.
    unit
        The id of the unit.

    Returns
    -------
    list of str
        How many people; where shares are kept, their full-time equivalents (as `unit_sizes` counts
        them); where a status is kept, how many people have each, in the order of the schema.
    """
    if there(draft, "units", unit, day) is None:
        return []
    members = people(draft, unit, day)
    told = [text("planner.people", count=len(members))]
    if "share" in draft.org.memberships:
        shares = sum(_share(draft, member, unit, day) for member in members)
        told.append(text("planner.full_time", count=amount(shares, 2)))
    if STATUS in draft.org.members:
        told += _by_status(draft, members, day)
    return told


def _share(draft: Draft, member: str, unit: str, day: Day) -> float:
    """The share of a seat: its rows add up, to 1 at most; one that tells none is whole."""
    keys = in_force(draft, "memberships", day, member=member, unit=unit)
    cells = [draft.cell("memberships", key, "share") for key in keys]
    known = [float(cell) for cell in cells if cell is not None and cell == cell]  # noqa: PLR0124 - NaN
    return min(sum(known), 1.0) if known else 1.0


def _by_status(draft: Draft, members: list[str], day: Day) -> list[str]:
    counts: Counter[str] = Counter()
    for member in members:
        key = there(draft, "members", member, day)
        cell = None if key is None else draft.cell("members", key, STATUS)
        counts[str(cell) if isinstance(cell, str) and cell else ""] += 1
    order = [*columns("members")[STATUS].values]
    places = {value: place for place, value in enumerate(order)}
    known = sorted(counts, key=lambda one: (one == "", places.get(one, len(order)), one))
    return [
        text(
            "planner.by_status",
            status=value_label(STATUS, one) if one else text("planner.no_status"),
            count=counts[one],
        )
        for one in known
    ]
