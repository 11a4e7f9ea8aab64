"""People under managers: who is shown, under whom, with what on their cards.

The cards are plain lists. So people of two organisations and open posts can stand in one tree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.people_cards import GONE, MOVED, NEW, OPEN, PeopleTree, PersonCard
from sanzu_graph.charts.seat_cards import first_units
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import hierarchy, person_lines
from sanzu_graph.model.references import on_cycle
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import DOTTED_LINE, MEMBER, REPORTS_TO, UNIT

#: So many values have a colour of their own.
_COLORED = 8
#: Colour people by the unit of the base layer.
BY_UNIT = "unit"


def people_of(org: Org, policy: Policy, *, color: str | None = BY_UNIT) -> PeopleTree:
    """Everybody with a line, under their managers.

    Raises
    ------
    AbsentError
        If there is no such column.
    """
    solid = hierarchy(org)
    dotted = person_lines(org, DOTTED_LINE)
    shown = (solid.managers > 0) | (solid.reports > 0)
    shown[dotted.member] = shown[dotted.manager] = True
    if org.keeps("positions"):
        manager = org.referred("positions", "manager")
        shown[manager[(manager >= 0) & (org.referred("positions", "holder") < 0)]] = True
    closing = np.flatnonzero(solid.in_circle & (solid.circle == np.arange(solid.total)))
    parent = solid.manager.copy()
    parent[closing] = -1
    rows = np.flatnonzero(shown)
    number = np.append(np.cumsum(shown) - 1, -1)
    names = org.names(MEMBER, rows).tolist()
    (units, more), titles = _units(org, policy), _titles(org)
    values = _values(org, color, units)
    ids = org.encoding.members
    cards = [
        PersonCard(
            ids[row],
            str(name),
            titles.get(row, ""),
            units.get(row, "") + (f" +{more[row]}" if row in more else ""),
            values.get(row, ""),
            int(solid.reports[row]),
            int(solid.below[row]),
        )
        for row, name in zip(rows.tolist(), names, strict=True)
    ]
    lines = zip(number[dotted.member].tolist(), number[dotted.manager].tolist(), strict=True)
    circular = [(int(number[row]), int(number[solid.manager[row]])) for row in closing.tolist()]
    above = number[parent[rows]]
    posts, under = _open_posts(org, number, len(cards))
    return PeopleTree(
        [*cards, *posts],
        np.concatenate([above, under]),
        list(lines),
        circular,
        {},
        int((~shown).sum()),
        values=commonest(cards),
        several=color == BY_UNIT and any(row in more for row in rows.tolist()),
        **_left_out(org, shown, solid.manager),
    )


#: How many of those who are not shown are named.
_NAMED = 3


class _LeftOut(TypedDict):
    """Who and what is not shown."""

    further: int
    first_alone: tuple[str, ...]
    first_further: tuple[tuple[str, str], ...]


def _left_out(org: Org, shown: NDArray[np.bool_], manager: Positions) -> _LeftOut:
    """The first of those without a line, and the lines to managers beside the first one."""
    lines = person_lines(org, REPORTS_TO)
    other = (manager[lines.member] != lines.manager) & (lines.member != lines.manager)
    rows = np.flatnonzero(other)[:_NAMED]
    members, managers = (
        org.names(MEMBER, end[rows]).astype(str).tolist() for end in (lines.member, lines.manager)
    )
    alone = org.names(MEMBER, np.flatnonzero(~shown)[:_NAMED]).astype(str).tolist()
    return {
        "further": int(other.sum()),
        "first_alone": tuple(alone),
        "first_further": tuple(zip(members, managers, strict=True)),
    }


def commonest(cards: list[PersonCard]) -> list[str]:
    """The values that have a colour, the commonest first."""
    counts = Counter(card.value for card in cards if card.value)
    return [value for value, _ in counts.most_common(_COLORED)]


def _open_posts(org: Org, number: Positions, first: int) -> tuple[list[PersonCard], Positions]:
    """The posts that nobody holds, and under which card each stands."""
    if not org.keeps("positions"):
        return [], np.empty(0, dtype=np.intp)
    frame = org.positions
    manager, above = (org.referred("positions", name) for name in ("manager", "above"))
    holder, unit = (org.referred("positions", name) for name in ("holder", "unit"))
    rows = np.flatnonzero(holder < 0)
    place = np.full(len(frame) + 1, -1, dtype=np.intp)
    place[rows] = first + np.arange(len(rows))
    held = np.append(holder, -1)[above]
    under = np.where(above >= 0, np.where(held >= 0, number[held], place[above]), -1)
    under = np.where(manager >= 0, number[manager], under)[rows]
    under[on_cycle(np.where(under >= first, under - first, -1))] = -1
    ids, titles = frame["id"].tolist(), frame["title"].tolist()
    names = np.append(org.names(UNIT, np.arange(org.encoding.unit_count)), "")
    cards = [
        PersonCard(
            ids[row],
            titles[row] if isinstance(titles[row], str) else "",
            unit=str(names[unit[row]]),
            state=OPEN,
        )
        for row in rows.tolist()
    ]
    return cards, under


def compared(before: PeopleTree, after: PeopleTree) -> PeopleTree:
    """The cards after, marked with who is new or has another manager; who is gone, where they were."""
    at = {card.id: place for place, card in enumerate(after.cards)}
    was = {card.id: place for place, card in enumerate(before.cards)}

    def manager(people: PeopleTree, place: int) -> PersonCard | None:
        above = int(people.parent[place])
        return people.cards[above] if above >= 0 else None

    cards, parent = [], after.parent.tolist()
    for place, card in enumerate(after.cards):
        if card.id not in was:
            cards.append(replace(card, state=card.state or NEW))
            continue
        old, new = manager(before, was[card.id]), manager(after, place)
        moved = (old and old.id) != (new and new.id)
        cards.append(
            replace(card, state=MOVED, note=old.name if old else "–")
            if moved and not card.state
            else card
        )
    for place, card in enumerate(before.cards):
        if card.id not in at:
            above = manager(before, place)
            cards.append(replace(card, state=GONE, reports=0, below=0))
            parent.append(at.get(above.id, -1) if above else -1)
    return replace(after, cards=cards, parent=np.array(parent, dtype=np.intp))


def _units(org: Org, policy: Policy) -> tuple[dict[int, str], dict[int, int]]:
    """The name of the unit that each member is in: of the base layer (`first_units`), else of the
    first row; and how many more of the base layer, where there are.
    """
    code = org.encoding
    names = org.names(UNIT, np.arange(code.unit_count))
    rows = zip(code.member[::-1].tolist(), names[code.unit[::-1]].tolist(), strict=True)
    units = dict(rows)
    if policy.base not in org.layers:
        return units, {}
    home, count = first_units(org, policy.base)
    based, several = np.flatnonzero(home >= 0), np.flatnonzero(count > 1)
    units |= zip(based.tolist(), names[home[based]].tolist(), strict=True)
    return units, dict(zip(several.tolist(), (count[several] - 1).tolist(), strict=True))


def _titles(org: Org) -> dict[int, str]:
    """What each member is: the column `position` of members, else the first title in a unit."""
    members = org.members
    places = org.encoding.member[::-1].tolist()
    cells = zip(places, org.memberships["title"].tolist()[::-1], strict=True)
    titles = {member: title for member, title in cells if isinstance(title, str)}
    if "position" in members:
        own = enumerate(members["position"].tolist())
        titles |= {row: cell for row, cell in own if isinstance(cell, str)}
    return titles


def _values(org: Org, color: str | None, units: dict[int, str]) -> dict[int, str]:
    """What each member is coloured by."""
    if color is None:
        return {}
    if color == BY_UNIT:
        return units
    codes, names = org.codes("members", color)
    return {row: str(names[place]) for row, place in enumerate(codes.tolist()) if place >= 0}
