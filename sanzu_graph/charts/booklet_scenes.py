"""Pages of a booklet as scenes: a unit, or the units of a leader, with the lines to the other layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sanzu_graph.charts.colors import FAINT
from sanzu_graph.charts.dual_grains import NAMED
from sanzu_graph.charts.dual_layouts import Container, DualLayout
from sanzu_graph.charts.dual_names import DualNames
from sanzu_graph.charts.dual_pages import BETWEEN, REPEATED
from sanzu_graph.charts.dual_scenes import draw_row
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Paper, moved
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import MARGIN, Label, Scene
from sanzu_graph.charts.seat_cards import NOWHERE, SeatCards, seated
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy

#: The most groups of a layer that are drawn beside one unit; of more, colours and titles tell.
_MOST_GROUPS = 14
#: The most people of a unit on one page of a booklet.
CROWD = 220


@dataclass(frozen=True)
class Card:
    """A page of a booklet: the title, and the units on it with those of their people that are shown
    there.
    """

    title: str
    units: Sequence[int]
    first: int = 0


class Booklet:
    """Pages that show a unit, or the units of a leader: everybody in it, the lines to other layers."""

    def __init__(self, org: Org, policy: Policy, words: Lettering, sheet: Paper) -> None:
        self.org, self.policy, self.words, self.sheet = org, policy, words, sheet
        self._layouts: dict[str, DualLayout] = {}
        self._place: dict[int, tuple[str, int]] = {}

    def parts(self, unit: int) -> int:
        """How many pages a unit needs."""
        return max(-(-int(self.org.pairs().per_unit[unit]) // CROWD), 1)

    def scene(self, card: Card) -> Scene:
        """A page, without its sheet."""
        drawn = [self._drawn(*_part(*self._of(unit), card.first)) for unit in card.units]
        # Side by side, as the sheet lies; in as many rows as make it largest.
        rows = (
            min(
                range(1, len(drawn) + 1),
                key=lambda rows: -_scale(_in_rows(drawn, rows), self.sheet),
            )
            if drawn
            else 1
        )
        lines = _in_rows(drawn, rows)
        scene = Scene(
            width=max([_wide(line) for line in lines] + [min(self.sheet.inner[0], 420.0)]),
            title=card.title,
        )
        notes = self._of(card.units[0])[0].names.notes() if len(card.units) == 1 else []
        top = heading(scene, self.words, card.title, notes=notes)
        number = 0
        for line in lines:
            left = (scene.width - _wide(line)) / 2
            for picture in line:
                _put(
                    scene,
                    moved(picture, 1.0, left, top),
                    part=str(number) if len(drawn) > 1 else "",
                )
                left, number = left + picture.width + BETWEEN, number + 1
            top += max(picture.height for picture in line) + BETWEEN
        scene.height = top
        return scene

    def _drawn(self, layout: DualLayout, container: Container) -> Scene:
        """One unit with its groups."""
        scene = Scene(width=layout.width([container]) + 2 * MARGIN)
        top = 0.0
        for sentence in layout.left_out([container]):
            top += 11.0
            scene.add(
                Label(
                    scene.width / 2,
                    top,
                    self.words.fit(sentence, 7.0, scene.width - MARGIN),
                    7.0,
                    FAINT,
                    "center",
                )
            )
        scene.height = draw_row(layout, scene, [container], top + 4 if top else 0.0)
        return scene

    def _of(self, unit: int) -> tuple[DualLayout, int]:
        """The layout of a unit's layer, and the unit's place in it."""
        code = self.org.encoding
        layer = code.layers[int(code.unit_layer[unit])]
        if layer not in self._layouts:
            named = [self.policy.base, *(demands.name for demands in self.policy.groups)]
            others = [
                name for name in dict.fromkeys(named) if name in self.org.layers and name != layer
            ]
            seats = _housed(seated(self.org, self.policy, layer, tuple(others[:2])))
            self._layouts[layer] = DualLayout(DualNames(seats, self.policy, self.words, NAMED))
            self._layouts[layer].most_groups = _MOST_GROUPS
            self._place |= {home: (layer, place) for place, home in enumerate(seats.homes)}
        return self._layouts[layer], self._place[unit][1]


def _in_rows(scenes: list[Scene], rows: int) -> list[list[Scene]]:
    many = max(-(-len(scenes) // rows), 1)
    return [scenes[first : first + many] for first in range(0, len(scenes), many)]


def _wide(line: list[Scene]) -> float:
    return sum(scene.width for scene in line) + BETWEEN * (len(line) - 1)


def _scale(lines: list[list[Scene]], sheet: Paper) -> float:
    """How large scenes in lines can be on a sheet."""
    high = sum(max(scene.height for scene in line) + BETWEEN for line in lines) + REPEATED
    return min(sheet.inner[0] / max(map(_wide, lines)), sheet.inner[1] / high)


def _put(scene: Scene, other: Scene, part: str) -> None:
    """Add what another scene holds; a part is put in front of the names of its boxes, as somebody
    may be in both.
    """

    def named(key: str) -> str:
        return f"{part}:{key}" if key and part else key

    scene.shapes += other.shapes
    scene.lines += [
        replace(line, source=named(line.source), target=named(line.target)) for line in other.lines
    ]
    scene.boxes += [
        replace(box, part=":".join(filter(None, (part, box.part)))) for box in other.boxes
    ]
    scene.labels += [replace(label, of=named(label.of)) for label in other.labels]


def _housed(seats: SeatCards) -> SeatCards:
    """Without those who are in no unit of the layer: a page shows units."""
    places = [place for place, home in enumerate(seats.homes) if home != NOWHERE]
    return replace(
        seats,
        homes=[seats.homes[place] for place in places],
        people=[seats.people[place] for place in places],
        leaders=[seats.leaders[place] for place in places],
    )


def _part(layout: DualLayout, place: int, first: int) -> tuple[DualLayout, Container]:
    """A unit of a layout; of a crowd those from `first` on."""
    people = layout.seats.people[place]
    if len(people) <= CROWD:
        return layout, layout.containers[place]
    seats = layout.seats
    some = people[first : first + CROWD]
    leaders = max(min(seats.leaders[place] - first, len(some)), 0)
    cards = replace(seats, homes=[seats.homes[place]], people=[some], leaders=[leaders])
    names = layout.names
    part = DualLayout(DualNames(cards, names.policy, names.words, names.grain))
    part.most_groups = layout.most_groups
    return part, part.containers[0]
