"""People under managers: who is shown, under whom, with what on their cards.

What is shown is kept as plain lists, so that people of two organisations and open posts can stand
in one tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.scenes import box_key
from sanzu_graph.errors import AbsentError, InputError
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.person_lines import hierarchy, person_lines
from sanzu_graph.model.references import on_cycle
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import DOTTED_LINE, MEMBER, UNIT

#: What a card stands for besides somebody who is there.
OPEN, NEW, GONE, MOVED = STATES = ("open", "new", "gone", "moved")
#: What a card of an open post is, beside units and members.
POST_KIND = "post"
#: So many values have a colour of their own.
_COLORED = 8
#: More people than this are folded where they are only looked at.
_MANY = 500
#: Colour people by the unit of the base layer.
BY_UNIT = "unit"


@dataclass(frozen=True)
class PersonCard:
    """A card: somebody, or an open post.

    Attributes
    ----------
    id, name, title, unit : what it says; all but the id may be empty
    value : what it is coloured by
    reports, below : people who report directly, and all who are below
    state : one of `STATES`; empty: somebody who is there
    note : what is said of the state, such as the manager of before
    """

    id: str
    name: str
    title: str = ""
    unit: str = ""
    value: str = ""
    reports: int = 0
    below: int = 0
    state: str = ""
    note: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is somebody who is there: neither an open post nor somebody who is gone."""
        return self.state not in (OPEN, GONE)

    @property
    def key(self) -> str:
        """What lines call its box."""
        return box_key(self.id, POST_KIND if self.state == OPEN else MEMBER)


@dataclass(frozen=True)
class PeopleTree:
    """A forest of cards.

    Attributes
    ----------
    cards : one each, in the order of the table of members, open posts behind
    parent : under which card each stands; -1: none
    dotted, circular : further lines between cards: to whom a dotted one goes; where a circle closes
    behind : the cards below each that are folded away
    alone : people with no line, who are not shown
    values : the values that have a colour, the commonest first
    """

    cards: list[PersonCard]
    parent: Positions
    dotted: list[tuple[int, int]] = field(default_factory=list)
    circular: list[tuple[int, int]] = field(default_factory=list)
    behind: Mapping[int, list[PersonCard]] = field(default_factory=dict)
    alone: int = 0
    values: list[str] = field(default_factory=list)

    @property
    def stacks(self) -> Positions:
        """Leaves of one parent stand together."""
        return np.zeros(len(self.cards), dtype=np.intp)

    def key(self, number: int) -> str:
        """What lines call a box."""
        return self.cards[number].key

    def panel(self, number: int) -> str:
        """Whose reports stand on a panel."""
        above = int(self.parent[number])
        return f"{self.cards[above].id if above >= 0 else ''}/"

    @property
    def members(self) -> int:
        """How many people are shown; those who are gone, and posts, do not count."""
        return sum(card.is_person for card in self.cards)

    @property
    def hidden(self) -> dict[int, int]:
        """How many people below each card are folded away."""
        return {at: sum(card.is_person for card in cards) for at, cards in self.behind.items()}

    @property
    def all_cards(self) -> list[PersonCard]:
        """The cards that are shown, and those that are folded away."""
        return [*self.cards, *(card for cards in self.behind.values() for card in cards)]

    def part(self, keep: Positions) -> PeopleTree:
        """Some of the cards, in their order; what hangs on one left out is a root."""
        number = np.full(len(self.cards) + 1, -1, dtype=np.intp)
        number[keep] = np.arange(len(keep))
        return replace(
            self,
            cards=[self.cards[place] for place in keep.tolist()],
            parent=number[self.parent[keep]],
            dotted=_lines_of(self.dotted, number),
            circular=_lines_of(self.circular, number),
            behind={int(number[at]): some for at, some in self.behind.items() if number[at] >= 0},
            alone=0,
        )


def _lines_of(lines: list[tuple[int, int]], number: Positions) -> list[tuple[int, int]]:
    """The lines whose two cards are shown, by their new numbers."""
    pairs = ((int(number[one]), int(number[other])) for one, other in lines)
    return [pair for pair in pairs if min(pair) >= 0]


def people_of(org: Org, policy: Policy, *, color: str | None = BY_UNIT) -> PeopleTree:
    """Everybody with a line, under their managers.

    Raises
    ------
    AbsentError
        If there is no such column.
    """
    found = hierarchy(org)
    dotted = person_lines(org, DOTTED_LINE)
    shown = (found.managers > 0) | (found.reports > 0)
    shown[dotted.member] = shown[dotted.manager] = True
    if "positions" in org.tables():
        manager = org.referred("positions", "manager")
        shown[manager[(manager >= 0) & (org.referred("positions", "holder") < 0)]] = True
    closing = np.flatnonzero(found.in_circle & (found.circle == np.arange(found.total)))
    parent = found.manager.copy()
    parent[closing] = -1
    rows = np.flatnonzero(shown)
    number = np.append(np.cumsum(shown) - 1, -1)
    names = org.names(MEMBER, rows).tolist()
    units, titles = _units(org, policy), _titles(org)
    values = _values(org, color, units)
    ids = org.encoding.members
    cards = [
        PersonCard(
            ids[row],
            str(name),
            titles.get(row, ""),
            units.get(row, ""),
            values.get(row, ""),
            int(found.reports[row]),
            int(found.below[row]),
        )
        for row, name in zip(rows.tolist(), names, strict=True)
    ]
    lines = zip(number[dotted.member].tolist(), number[dotted.manager].tolist(), strict=True)
    circular = [(int(number[row]), int(number[found.manager[row]])) for row in closing.tolist()]
    above = number[parent[rows]]
    posts, under = _open_posts(org, number, len(cards))
    return PeopleTree(
        [*cards, *posts],
        np.concatenate([above, under]),
        list(lines),
        circular,
        {},
        int((~shown).sum()),
        _commonest(cards),
    )


def _commonest(cards: list[PersonCard]) -> list[str]:
    """The values that have a colour, the commonest first."""
    counts = Counter(card.value for card in cards if card.value)
    return [value for value, _ in counts.most_common(_COLORED)]


def _open_posts(org: Org, number: Positions, first: int) -> tuple[list[PersonCard], Positions]:
    """The posts that nobody holds, and under which card each stands."""
    if "positions" not in org.tables():
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
    names = np.append(org.names(UNIT, np.arange(len(org.encoding.units))), "")
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


def below_root(org: Org, people: PeopleTree, root: str | None, depth: int | None) -> PeopleTree:
    """Only some member and those below; only so many levels, with what is folded counted.

    Raises
    ------
    AbsentError
        If there is no such member.
    InputError
        If the depth is no whole number of levels.
    """
    if depth is not None and (not isinstance(depth, Integral) or depth < 0):
        raise InputError("error.chart_depth", value=depth)
    root = None if root is None else id_of(org, "members", root)
    if root is not None and root not in org.encoding.member_at:
        raise AbsentError("error.no_ids", entity=MEMBER, ids=[root])
    is_root = people.parent < 0
    if root is not None:
        is_root = np.array([card.key == box_key(root, MEMBER) for card in people.cards], dtype=bool)
    branch = _cut_below(people, _levels(people.parent, is_root), depth)
    return branch if root is None else replace(branch, values=_commonest(branch.all_cards))


def folded(people: PeopleTree) -> PeopleTree | None:
    """The upper levels of many people; None where there are few, or one level is too many."""
    level = _levels(people.parent, people.parent < 0)
    counts = np.cumsum(np.bincount(level)) if len(level) else level
    depth = int(np.searchsorted(counts, _MANY, side="right")) - 1
    if len(people.cards) <= _MANY or depth < 1:
        return None
    return replace(_cut_below(people, level, depth), alone=people.alone)


def _cut_below(people: PeopleTree, level: Positions, depth: int | None) -> PeopleTree:
    """The cards down to a level; each of the last knows how many are below it."""
    keep = (level >= 0) & (level <= (len(level) if depth is None else depth))
    own = np.arange(len(level))
    link = np.where(keep | (level < 0), own, people.parent)
    while (link[link] != link).any():
        link = link[link]
    behind: dict[int, list[PersonCard]] = {}
    for at in np.flatnonzero((level >= 0) & ~keep).tolist():
        behind.setdefault(int(link[at]), []).append(people.cards[at])
    whole = bool(keep.all())
    found = replace(people, behind=behind).part(np.flatnonzero(keep))
    return replace(found, alone=people.alone) if whole else found


def _levels(parent: Positions, is_root: NDArray[np.bool_]) -> Positions:
    """How far each card is below a root; -1: not below one."""
    link = np.where(parent < 0, np.arange(len(parent)), parent)
    link[is_root] = np.flatnonzero(is_root)
    steps = (link != np.arange(len(parent))).astype(np.intp)
    while (link[link] != link).any():
        steps, link = steps + steps[link], link[link]
    return np.where(is_root[link] if len(link) else link, steps, -1)


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


def _units(org: Org, policy: Policy) -> dict[int, str]:
    """The name of the unit that each member is in: of the base layer, else of the first row."""
    code = org.encoding
    based = np.array([name == policy.base for name in code.layers] or [False])
    order = np.argsort(~based[code.unit_layer[code.unit]], kind="stable")[::-1]
    names = org.names(UNIT, np.arange(len(code.units)))
    return dict(zip(code.member[order].tolist(), names[code.unit[order]].tolist(), strict=True))


def _titles(org: Org) -> dict[int, str]:
    """What each member is: the column `position` of members, else the first title in a unit."""
    members = org.members
    places = org.encoding.member[::-1].tolist()
    cells = zip(places, org.memberships["title"].tolist()[::-1], strict=True)
    found = {member: title for member, title in cells if isinstance(title, str)}
    if "position" in members:
        own = enumerate(members["position"].tolist())
        found |= {row: cell for row, cell in own if isinstance(cell, str)}
    return found


def _values(org: Org, color: str | None, units: dict[int, str]) -> dict[int, str]:
    """What each member is coloured by."""
    if color is None:
        return {}
    if color == BY_UNIT:
        return units
    codes, names = org.codes("members", color)
    return {row: str(names[place]) for row, place in enumerate(codes.tolist()) if place >= 0}
