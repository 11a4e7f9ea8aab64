"""The dual-management chart on pages, and booklets: a page a unit, a page a leader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sanzu_graph.charts.dual_scenes import NAMED, Container, DualPlan
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import LEGIBLE
from sanzu_graph.charts.scenes import Scene, heading
from sanzu_graph.charts.seats import Seats, seated
from sanzu_graph.charts.sheets import Sheet
from sanzu_graph.messages import listed
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER

_BETWEEN = 20.0
#: The most people of a unit on one page of a booklet.
_CROWD = 220


class DualPages:
    """Rows of containers on pages; a group that reaches units on several pages says on which."""

    def __init__(self, seats: Seats, policy: Policy, words: Lettering, sheet: Sheet) -> None:
        self.plan, self.words, self.sheet = DualPlan(seats, policy, words, NAMED), words, sheet
        # As small as can be read, so that a page holds as much as it can.
        scale = LEGIBLE / (NAMED.size - 1.0)
        self.width, self.height = (side / scale for side in sheet.inner)
        self.pages: list[list[list[Container]]] = []
        room = 0.0
        for row in self.plan.rows(self.width):
            high = self.plan.height(row) + _BETWEEN
            if not self.pages or high > room:
                self.pages.append([])
                room = self.height - 90.0  # below the heading
            self.pages[-1].append(row)
            room -= high
        self.reach: dict[tuple[int, int], list[int]] = {}
        for number, rows in enumerate(self.pages):
            for row in rows:
                for container in row:
                    for layer, groups in enumerate(self.plan.reached[container.place]):
                        for group in groups:
                            pages = self.reach.setdefault((layer, group), [])
                            if number not in pages:
                                pages.append(number)

    def homes(self) -> Iterator[tuple[int, int]]:
        """Each base unit (its position; -1 for none) and its page."""
        for number, rows in enumerate(self.pages):
            for row in rows:
                for container in row:
                    yield self.plan.seats.homes[container.place], number

    def scenes(self, first: int) -> Iterator[Scene]:
        """The pages; the first of them is number `first` of the whole."""
        for number, rows in enumerate(self.pages):
            scene = Scene(width=max(self.width, *(self.plan.width(row) + 30 for row in rows)))
            top = heading(scene, self.words, self.plan.title(), self.plan.notes(), self.plan.keys(), scene.width)
            for place, row in enumerate(rows):
                top = self.plan.draw(scene, row, top, part=str(place) if len(rows) > 1 else "", where=self._where(number, first)) + _BETWEEN
            scene.height = top
            yield scene

    def _where(self, number: int, first: int) -> _Elsewhere:
        return _Elsewhere(self.reach, number, first, self.words)


@dataclass(frozen=True)
class _Elsewhere:
    """On which other pages a group is."""

    reach: dict[tuple[int, int], list[int]]
    number: int
    first: int
    words: Lettering

    def __call__(self, layer: int, group: int) -> str:
        others = [first + self.first + 1 for first in self.reach.get((layer, group), ()) if first != self.number]
        return self.words.text("chart.also_on", pages=listed(others, self.words.lang, most=3)) if others else ""


@dataclass(frozen=True)
class Card:
    """A page of a booklet: the title, and the units on it with those of their people that are shown there."""

    title: str
    units: Sequence[int]
    first: int = 0


class Booklet:
    """Pages that show a unit, or the units of a leader, each with everybody in it and the lines to the other layers."""

    def __init__(self, org: Org, policy: Policy, words: Lettering, sheet: Sheet) -> None:
        self.org, self.policy, self.words, self.sheet = org, policy, words, sheet
        self._plans: dict[str, DualPlan] = {}
        self._place: dict[int, tuple[str, int]] = {}

    def parts(self, unit: int) -> int:
        """How many pages a unit needs."""
        return max(-(-int(self.org.pairs().per_unit[unit]) // _CROWD), 1)

    def scene(self, card: Card) -> Scene:
        """A page, without its sheet."""
        plans = [self._of(unit) for unit in card.units]
        cut = [_part(plan, place, card.first) for plan, place in plans]
        width = max([plan.width([container]) for plan, container in cut], default=0.0) + 60
        scene = Scene(width=max(width, min(self.sheet.inner[0], 520.0)), title=card.title)
        top = heading(scene, self.words, card.title, [], [], scene.width)
        for number, (plan, container) in enumerate(cut):
            top = plan.draw(scene, [container], top, part=str(number) if len(cut) > 1 else "") + _BETWEEN
        scene.height = top
        return scene

    def _of(self, unit: int) -> tuple[DualPlan, int]:
        """The plan of a unit's layer, and the unit's place in it."""
        code = self.org.encoding
        layer = code.layers[int(code.unit_layer[unit])]
        if layer not in self._plans:
            named = [self.policy.base, *(one.name for one in self.policy.groups)]
            others = [name for name in dict.fromkeys(named) if name in self.org.layers and name != layer]
            seats = everybody(seated(self.org, self.policy, layer, tuple(others[:2])))
            self._plans[layer] = DualPlan(seats, self.policy, self.words, NAMED)
            self._place |= {home: (layer, place) for place, home in enumerate(seats.homes)}
        return self._plans[layer], self._place[unit][1]


def everybody(seats: Seats) -> Seats:
    """With everybody in each of their units: a page of one unit shows all of its people."""
    found = seats.org.pairs(seats.base)
    led = seats.org.pairs(seats.base, LEADER)
    leads = set(zip(led.member.tolist(), led.unit.tolist(), strict=True))
    people: dict[int, list[int]] = {home: [] for home in seats.homes}
    for member, unit in sorted(zip(found.member.tolist(), found.unit.tolist(), strict=True)):
        people[unit].append(member)
    homes = [home for home in seats.homes if home >= 0]
    sorted_people = [sorted(people[home], key=lambda member, home=home: (member, home) not in leads) for home in homes]  # type: ignore[misc]
    leaders = [sum((member, home) in leads for member in these) for home, these in zip(homes, sorted_people, strict=True)]
    return replace(seats, homes=homes, people=sorted_people, leaders=leaders)


def _part(plan: DualPlan, place: int, first: int) -> tuple[DualPlan, Container]:
    """A unit of a plan; of a crowd those from `first` on."""
    people = plan.seats.people[place]
    if len(people) <= _CROWD:
        return plan, plan.containers[place]
    seats = plan.seats
    some = people[first : first + _CROWD]
    leaders = max(min(seats.leaders[place] - first, len(some)), 0)
    part = DualPlan(
        replace(seats, homes=[seats.homes[place]], people=[some], leaders=[leaders]), plan.policy, plan.words, plan.grain
    )
    return part, part.containers[0]
