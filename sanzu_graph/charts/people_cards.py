"""The cards of people under managers, and the tree they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sanzu_graph.charts.scenes import box_key
from sanzu_graph.messages import listed, text
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import MEMBER

#: What a card stands for besides somebody who is there.
OPEN, NEW, GONE, MOVED = STATES = ("open", "new", "gone", "moved")
#: What a card of an open post is, beside units and members.
POST_KIND = "post"


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
    further : lines to managers beside the first one, which are not shown
    first_alone, first_further : the first three of these, by name
    values : the values that have a colour, the commonest first
    several : whether it is by unit, and somebody is in several
    """

    cards: list[PersonCard]
    parent: Positions
    dotted: list[tuple[int, int]] = field(default_factory=list)
    circular: list[tuple[int, int]] = field(default_factory=list)
    behind: Mapping[int, list[PersonCard]] = field(default_factory=dict)
    alone: int = 0
    further: int = 0
    first_alone: tuple[str, ...] = ()
    first_further: tuple[tuple[str, str], ...] = ()
    values: list[str] = field(default_factory=list)
    several: bool = False

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
            further=0,
        )


def left_out_lines(people: PeopleTree) -> list[str]:
    """Who is not shown, and which lines: the first three by name."""
    further = [f"{member} → {manager}" for member, manager in people.first_further]
    sizes = {"alone": people.alone, "further": people.further}
    names = {"alone": [*people.first_alone], "further": further}
    return [
        text(f"chart.people_{kind}", count=count, who=_first(names[kind], count))
        for kind, count in sizes.items()
        if count
    ]


def _first(names: Sequence[str], count: int) -> str:
    more = count - len(names)
    return listed(names) + (text("list.tail", count=more) if more else "")


def _lines_of(lines: list[tuple[int, int]], number: Positions) -> list[tuple[int, int]]:
    """The lines whose two cards are shown, by their new numbers."""
    pairs = ((int(number[one]), int(number[other])) for one, other in lines)
    return [pair for pair in pairs if min(pair) >= 0]
