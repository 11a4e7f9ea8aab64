"""Base units as containers, a card in them for each seat; groups above and below, their leaders' lines
and the hulls of their people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from sanzu_graph.charts.colors import ALARM, FAINT, INK, LAYERS, PANEL, PAPER, RULE, ink_on, tint
from sanzu_graph.charts.crossings import set_apart
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, Shape, box_key, heading
from sanzu_graph.charts.seat_cards import SeatCards, seat_sums, several_seats
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT

#: What a group's foothold in a container is, beside units and members.
TAB = "tab"
#: Groups of one layer in turn, dark enough for lines.
_PALETTE = (LAYERS[0], LAYERS[1], LAYERS[2], LAYERS[3], LAYERS[5], LAYERS[4], LAYERS[7], LAYERS[8])
_ASPECT = 1.5
_NOBODY = -1
#: Up to so many clusters stand side by side.
_FEW = 5
#: How many groups of the first and of the second layer a card can show: one by its colour, the
#: others by bars.
_MARKED = (3, 3)
#: The smallest letters: the numbers on tabs.
_COUNT = 6.5


@dataclass(frozen=True)
class Grain:
    """How much is told of each person and unit.

    Attributes
    ----------
    people : the most people for which it is the first choice
    size : the font size of people's names; 0: dots
    chip : how wide and high a person's box is at least
    widest : how wide at most
    gap : between people
    head : how high a container's heading is
    units : the font size of units' names; 0: none
    band : how high the room for the lines to groups is
    between : the room between containers
    """

    people: float
    size: float
    chip: tuple[float, float]
    widest: float
    gap: float
    head: float
    units: float
    band: float
    between: float


NAMED = Grain(260, 7.0, (30.0, 12.5), 74.0, 3.0, 40.0, 7.5, 40.0, 12.0)
DOTS = Grain(3_200, 0.0, (6.5, 6.5), 6.5, 1.5, 29.0, 6.5, 34.0, 8.0)
MARKS = Grain(np.inf, 0.0, (3.2, 3.2), 3.2, 0.8, 2.0, 0.0, 16.0, 4.0)
GRAINS = (NAMED, DOTS, MARKS)


class Spot(NamedTuple):
    """How many columns a cluster takes, and where it begins, from the corner of the people's part
    of its container.
    """

    columns: int
    x: float
    y: float


@dataclass(frozen=True)
class Container:
    """A base unit as it will be drawn.

    Attributes
    ----------
    place : its number among the homes
    clusters : people of one group of the first layer (a number in its order; -1: none) who stand
        together
    spots : where each cluster stands
    width, height : its size
    """

    place: int
    clusters: tuple[tuple[int, tuple[int, ...]], ...]
    spots: tuple[Spot, ...]
    width: float
    height: float


def dual_scenes(
    seats: SeatCards, policy: Policy, words: Lettering, aspect: float | None = None
) -> Iterator[Callable[[], Scene]]:
    """The chart in ever less detail, from as much as suits its size."""
    for grain in GRAINS:
        if seats.cards <= grain.people:
            yield partial(dual_scene, seats, policy, words, grain, aspect)


def dual_scene(
    seats: SeatCards, policy: Policy, words: Lettering, grain: Grain, aspect: float | None = None
) -> Scene:
    """The chart in one detail, in as many rows as suit a sheet of this aspect."""
    plan = DualPlan(seats, policy, words, grain)
    rows = plan.rows(plan.best_width(aspect or _ASPECT))
    scene = Scene(width=max([plan.width(row) for row in rows], default=0.0) + 2 * MARGIN)
    scene.width = max(scene.width, 420.0)
    top = heading(scene, words, plan.title(), plan.notes(), plan.keys(), scene.width)
    for number, row in enumerate(rows):
        top = (
            plan.draw(scene, row, top, part=str(number) if len(rows) > 1 else "")
            + grain.between * 1.6
        )
    scene.height = top + MARGIN
    return scene


#: Layer and group → a word on which other pages it is, and the first of them; None where on no
#: other.
Elsewhere = Callable[[int, int], tuple[str, int] | None]


class DualPlan:
    """What is needed to draw any row of containers: their sizes, the colours of groups, the names."""

    def __init__(self, seats: SeatCards, policy: Policy, words: Lettering, grain: Grain) -> None:
        self.seats, self.policy, self.words, self.grain = seats, policy, words, grain
        #: With more groups in a row than this their boxes and lines are left out, and said so.
        self.most_groups: float = np.inf
        org, self.code = seats.org, seats.org.encoding
        self.unit_names = org.names(UNIT, np.arange(len(self.code.units)))
        self.member_names = org.names(MEMBER, np.arange(len(self.code.members)))
        self.number = [
            {unit: place for place, unit in enumerate(groups)} for groups in seats.groups
        ]
        self.group_leaders = [self._led(layer) for layer in seats.layers]
        self.chip = (self._chip_width(), grain.chip[1])
        sizes = [len(people) for people in seats.people if people]
        self.tall = (
            int(np.clip(np.ceil(np.sqrt(np.percentile(sizes, 70)) * 1.6), 3, 14)) if sizes else 3
        )
        self.reached = [
            [
                {number for member in people for number in self._groups(layer, member)}
                for layer in range(len(seats.layers[:2]))
            ]
            for people in seats.people
        ]
        self._sizes: dict[tuple[int, int], tuple[float, float]] = {}
        self.containers = [self._container(place) for place in range(len(seats.homes))]

    def in_rows(self, tall: int) -> DualPlan:
        """The same, with so many people under each other."""
        other = copy(self)
        other.tall = tall
        other.containers = [other._container(place) for place in range(len(self.seats.homes))]
        return other

    def _led(self, layer: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        led = self.seats.org.pairs(layer, "leader")
        for member, unit in zip(led.member.tolist(), led.unit.tolist(), strict=True):
            found.setdefault(unit, []).append(member)
        return found

    def _chip_width(self) -> float:
        if not self.grain.size:
            return self.grain.chip[0]
        shown = (member for people in self.seats.people for member in people)
        widest = max(
            (self.words.width(self._member(member), self.grain.size) for member in shown),
            default=0.0,
        )
        return float(np.clip(widest + 9, self.grain.chip[0], self.grain.widest))

    def _member(self, member: int) -> str:
        name = self.words.name(self.member_names[member], self.code.members[member])
        more = sum(
            max(len(self._groups(layer, member)) - most, 0) for layer, most in enumerate(_MARKED)
        )
        return f"{name} +{more}" if more else name

    def _unit(self, unit: int) -> str:
        return self.words.name(self.unit_names[unit], self.code.units[unit])

    def _group(self, layer: int, member: int) -> int:
        """The number of a member's group in the order of its layer; -1 for none."""
        return (
            self.number[layer].get(int(self.seats.group[layer][member]), _NOBODY)
            if len(self.seats.layers) > layer
            else _NOBODY
        )

    def _groups(self, layer: int, member: int) -> list[int]:
        """The numbers of all groups of a member, the first in front."""
        if layer >= len(self.seats.layers):
            return []
        return [self.number[layer][unit] for unit in self.seats.inside[layer][member]]

    def _key(self, member: int, home: int) -> str:
        """What the box of a member in a home is called."""
        return box_key(self.code.members[member], MEMBER, self._part(member, home))

    def _part(self, member: int, home: int) -> str:
        """What tells the further cards of a member from the first."""
        is_first = home in (_NOBODY, int(self.seats.first[member]))
        return "" if is_first else str(self.code.units[home])

    # -- sizes

    def _container(self, place: int) -> Container:
        grain, people = self.grain, self.seats.people[place]
        found: dict[int, list[int]] = {}
        headed = self.seats.leaders[place] if grain.size else 0
        for member in people[headed:]:
            found.setdefault(self._group(0, member), []).append(member)
        clusters = tuple(
            (
                number,
                tuple(sorted(found[number], key=lambda member: (self._group(1, member), member))),
            )
            for number in sorted(found, key=lambda number: (number == _NOBODY, number))
        )
        spots, wide, deep = self._spots([len(these) for _, these in clusters])
        heads = min(headed, 3) * (self.chip[0] + grain.gap) + 2 * self._pad()
        least = 76.0 if grain.size else 50.0 if grain.units else 8.0
        # Tabs of the second layer stand at the bottom.
        foot = (8.0 if grain.units else 1.5) if len(self.seats.layers) > 1 else 0.0
        return Container(
            place,
            clusters,
            spots,
            max(wide + 2 * self._pad(), heads, least),
            grain.head + deep + 2 * self._pad() + foot,
        )

    def _spots(self, sizes: Sequence[int]) -> tuple[tuple[Spot, ...], float, float]:
        """Where clusters of these sizes stand: side by side; where they are many, small ones under
        each other too. And their whole size.
        """
        grain = self.grain
        wide, high = self.chip[0] + grain.gap + self._gutter(), self.chip[1] + grain.gap
        tall = max(self.tall, -(-sum(sizes) // 24))
        spots: list[Spot] = []
        right = deep = 0.0
        used = last = 0  # rows of the column, and of the cluster that stands lowest in it
        for size in sizes:
            columns = -(-size // tall)
            rows = -(-size // columns)
            if (
                len(sizes) > _FEW
                and spots
                and columns == spots[-1].columns == 1
                and used + rows <= tall
            ):
                below = spots[-1].y + last * high + 2 * grain.gap
                spots.append(Spot(1, spots[-1].x, below))
                used += rows
            else:
                spots.append(Spot(columns, right + (grain.gap if spots else 0.0), 0.0))
                right = spots[-1].x + columns * wide
                used = rows
            last = rows
            deep = max(deep, spots[-1].y + rows * high)
        return tuple(spots), right, deep

    def _pad(self) -> float:
        return 4.0 if self.grain.size else 2.5 if self.grain.units else 1.5

    def _gutter(self) -> float:
        """The room beside a column where the team leader's lines run."""
        return 5.0 if self.grain.size else 0.0

    def width(self, row: Sequence[Container]) -> float:
        """How wide a row is: its containers, or the groups above them."""
        wide = sum(container.width for container in row) + self.grain.between * (len(row) - 1)
        bands = [
            self._band_width(layer, self._banded(layer, row))
            for layer in range(len(self.seats.layers[:2]))
        ]
        return max([wide, *bands])

    def height(self, row: Sequence[Container]) -> float:
        """How high a row is, groups included."""
        high = max((container.height for container in row), default=0.0)
        for layer in range(len(self.seats.layers[:2])):
            if self._banded(layer, row):
                high += self.grain.band + self._band_height()
        return high

    def _band_height(self) -> float:
        return 27.0 if self.grain.size else 13.0 if self.grain.units else 5.0

    def _apart(self) -> float:
        """Between the boxes of groups."""
        return 8.0 if self.grain.units else 2.0

    def rows(self, width: float) -> list[list[Container]]:
        """The containers in rows no wider than this; a wider one has a row of its own."""
        rows: list[list[Container]] = []
        wide, bands = 0.0, [0.0] * len(self.seats.layers[:2])
        held: list[set[int]] = [set() for _ in bands]
        for container in self.containers:
            come = [
                reached - had
                for reached, had in zip(self.reached[container.place], held, strict=True)
            ]
            widened = [
                band + self._band_width(layer, new)
                for layer, (band, new) in enumerate(zip(bands, come, strict=True))
            ]
            if rows and max([wide + container.width, *widened]) <= width:
                rows[-1].append(container)
                held = [had | new for had, new in zip(held, come, strict=True)]
                wide, bands = wide + container.width + self.grain.between, widened
            else:
                rows.append([container])
                held = [set(reached) for reached in self.reached[container.place]]
                wide = container.width + self.grain.between
                bands = [self._band_width(layer, reached) for layer, reached in enumerate(held)]
        return rows

    def _band_width(self, layer: int, numbers: Collection[int]) -> float:
        return sum(self._band_box(layer, number)[0] + self._apart() for number in numbers)

    def best_width(self, aspect: float) -> float:
        """How wide rows shall be so that all of them make a sheet of this aspect."""
        if not self.containers:
            return 0.0
        whole = sum(container.width + self.grain.between for container in self.containers)
        high = float(np.mean([container.height for container in self.containers]))
        high += (
            len(self.seats.layers[:2]) * (self.grain.band + self._band_height())
            + self.grain.between * 1.6
        )
        most = max(round(float(np.sqrt(whole / (high * aspect)))), 1)
        # The least width that needs no more rows, so that the last one is not left with a unit or
        # two.
        low, width = (
            whole / most,
            2 * whole / most + max(container.width for container in self.containers),
        )
        for _ in range(12):
            middle = (low + width) / 2
            low, width = (low, middle) if len(self.rows(middle)) <= most else (middle, width)
        return max(width, 300.0)

    # -- words

    def title(self) -> str:
        """What the chart shows."""
        seats = self.seats
        labels = self.words.listed([self.words.layer(self.policy, name) for name in seats.layers])
        base = self.words.layer(self.policy, seats.base)
        units = sum(home >= 0 for home in seats.homes)
        return self.words.text(
            "chart.layers", base=base, layers=labels, units=units, people=seats.total
        )

    def notes(self) -> list[str]:
        """How it is to be read."""
        seats, words = self.seats, self.words
        kind = "named" if self.grain.size else "dots"
        base = words.layer(self.policy, seats.base)
        many = list(several_seats(seats.org, (seats.base, *seats.layers)))
        each = "_each" if any(layer == seats.base for layer, _, _ in many) else ""
        told = [words.text(f"chart.layers_{kind}{each}", base=base)]
        if seats.layers:
            shown = "first" if self.grain.units else "first_marks"
            told.append(
                words.text(
                    f"chart.layers_{shown}",
                    layer=words.layer(self.policy, seats.layers[0]),
                    base=base,
                )
            )
        if len(seats.layers) > 1:
            shown = "second" if self.grain.size else "second_marks"
            told.append(
                words.text(
                    f"chart.layers_{shown}",
                    layer=words.layer(self.policy, seats.layers[1]),
                    base=base,
                )
            )
        if self.grain.size and any(layer != seats.base for layer, _, _ in many):
            told.append(words.text("chart.layers_several"))
        return told + seat_sums(seats.org, self.policy, (seats.base, *seats.layers), words)

    def keys(self) -> list[Key]:
        """The legend."""
        seats, words = self.seats, self.words
        keys = []
        if any(home in seats.blank for home in seats.homes):
            count = sum(home in seats.blank for home in seats.homes)
            keys.append(
                Key(
                    words.text(
                        "chart.layers_blank", base=words.layer(self.policy, seats.base), count=count
                    ),
                    PAPER,
                    ALARM,
                    hatched=True,
                )
            )
        if seats.vacant:
            keys.append(
                Key(
                    words.text("chart.vacant_key", count=len(seats.vacant)),
                    PAPER,
                    ALARM,
                    dashed=True,
                )
            )
        return keys

    def color(self, layer: int, number: int) -> str:
        """The colour of a group."""
        return _PALETTE[(number + 3 * layer) % len(_PALETTE)]

    # -- drawing

    def _banded(self, layer: int, row: Sequence[Container]) -> list[int]:
        """The groups that are drawn as boxes: none where they are too many."""
        found = self._reaching(layer, row) if layer < len(self.seats.layers) else []
        return found if len(found) <= self.most_groups else []

    def left_out(self, row: Sequence[Container]) -> Iterator[str]:
        """What is said of layers whose groups are too many to be drawn."""
        for layer in range(len(self.seats.layers[:2])):
            many = len(self._reaching(layer, row))
            if many > self.most_groups:
                yield self.words.text(
                    "chart.layers_many",
                    layer=self.words.layer(self.policy, self.seats.layers[layer]),
                    count=many,
                )

    def _reaching(self, layer: int, row: Sequence[Container]) -> list[int]:
        """The groups of a layer that somebody in these containers is in, in order; numbers."""
        return sorted(set().union(*(self.reached[container.place][layer] for container in row)))

    def _band_box(self, layer: int, number: int) -> tuple[float, float]:
        """How large a group's box is."""
        grain, unit = self.grain, self.seats.groups[layer][number]
        if not grain.units:
            return 9.0, self._band_height()
        if (layer, number) not in self._sizes:
            wide = max(
                self.words.width(line, grain.units) for line, _ in self._band_lines(layer, unit)
            )
            self._sizes[layer, number] = (float(np.clip(wide + 12, 40, 128)), self._band_height())
        return self._sizes[layer, number]

    def _band_lines(self, layer: int, unit: int) -> list[tuple[str, str]]:
        """A group's name and leaders."""
        words = self.words
        count = int(self.seats.org.pairs(self.seats.layers[layer]).per_unit[unit])
        lines = [(f"{self._unit(unit)} ({count})", INK)]
        if self.grain.size:
            leaders = [
                self._member_name(member) for member in self.group_leaders[layer].get(unit, [])
            ]
            if leaders:
                lines.append(
                    (
                        words.text("chart.changes_leader", names=words.listed(leaders, most=2)),
                        FAINT,
                    )
                )
            elif unit in self.seats.vacant:
                lines.append((words.text("chart.vacant"), ALARM))
        return lines

    def _member_name(self, member: int) -> str:
        return self.words.name(self.member_names[member], self.code.members[member])

    def draw(
        self,
        scene: Scene,
        row: Sequence[Container],
        top: float,
        *,
        part: str = "",
        where: Elsewhere | None = None,
    ) -> float:
        """Draw a row of containers with its groups, in the middle of the sheet; where it ends.

        `where` may tell of a group (layer, number) on which other pages it is.
        """
        wide = sum(container.width for container in row) + self.grain.between * (len(row) - 1)
        left, lefts = (scene.width - wide) / 2, {}
        for container in row:
            lefts[container.place] = left
            left += container.width + self.grain.between
        first = self._banded(0, row)
        under = top + (self._band_height() + self.grain.band if first else 0.0)
        high = max(container.height for container in row)
        for container in row:
            self._draw_container(scene, container, lefts[container.place], under, high, part)
        if first:
            self._draw_band(scene, 0, row, lefts, (top, under), part, where)
        bottom = under + high
        if self._banded(1, row):
            end = bottom + self.grain.band + self._band_height()
            self._draw_band(scene, 1, row, lefts, (end - self._band_height(), bottom), part, where)
            bottom = end
        return bottom

    def _draw_container(
        self, scene: Scene, container: Container, left: float, top: float, high: float, part: str
    ) -> None:
        seats, grain, words = self.seats, self.grain, self.words
        home, pad = seats.homes[container.place], self._pad()
        blank, vacant = home in seats.blank, home in seats.vacant
        name = (
            self.unit_names[home]
            if home >= 0
            else words.text("chart.no_base_unit", base=words.layer(self.policy, seats.base))
        )
        id_ = self.code.units[home] if home >= 0 else ""
        edge = ALARM if blank or vacant else RULE
        # What is behind lies among the shapes, so that hulls are seen; the edge of a blank unit is
        # a ring.
        corners = (
            (left, top),
            (left + container.width, top),
            (left + container.width, top + high),
            (left, top + high),
        )
        scene.shapes.append(Shape(corners, PAPER if blank or vacant else PANEL))
        ring = 3.0 if grain.units else 1.2
        for x, y, wide, deep in _ring(left, top, container.width, high, ring) if blank else ():
            scene.boxes.append(Box(x, y, wide, deep, PAPER, hatched=True))
        box = Box(
            left,
            top,
            container.width,
            high,
            "none",
            edge,
            0.9,
            vacant,
            entity=id_,
            title=words.full(name),
        )
        scene.boxes.append(box)
        people = seats.people[container.place]
        # Tabs stand on the edge; the name below them.
        base = top + (17.0 if grain.size else 15.0)
        if grain.units:
            inset = pad + 2.0  # past the frame of a blank unit
            size = str(seats.size(container.place))
            room = container.width - 2 * inset - words.width(f" {size}", grain.units) - 4
            lines = words.wrap(words.name(name, id_), grain.units, room, 1 if grain.size else 2)
            for number, told in enumerate(lines):
                full = words.full(name) if number == 0 and lines[-1].endswith(ELLIPSIS) else ""
                line = base + number * grain.units * 1.3
                scene.labels.append(
                    Label(
                        left + inset,
                        line,
                        told,
                        grain.units,
                        ALARM if blank else INK,
                        title=full,
                        of=box.key,
                    )
                )
            scene.labels.append(
                Label(
                    left + container.width - inset,
                    base,
                    size,
                    grain.units,
                    FAINT,
                    "right",
                    of=box.key,
                )
            )
        heads = people[: seats.leaders[container.place]] if grain.size else []
        start = self._draw_heads(scene, heads, container, left, top + 22.0)
        if grain.size and not heads and vacant:
            told = words.fit(words.text("chart.vacant"), grain.size, container.width - 2 * pad)
            scene.labels.append(
                Label(
                    left + container.width / 2,
                    top + 31.0,
                    told,
                    grain.size,
                    ALARM,
                    "center",
                    of=box.key,
                )
            )
        self._draw_people(
            scene, container, (left + pad, top + grain.head + pad), start, heads, part
        )

    def _draw_heads(
        self, scene: Scene, heads: Sequence[int], container: Container, left: float, top: float
    ) -> list[tuple[float, float]]:
        """The leaders in a container's heading; where their lines begin."""
        most = max(int((container.width - 2 * self._pad()) // (self.chip[0] + self.grain.gap)), 1)
        wide = (
            min(
                self.chip[0],
                (container.width - 2 * self._pad()) / max(len(heads), 1) - self.grain.gap,
            )
            if len(heads) > most
            else self.chip[0]
        )
        whole = len(heads) * (wide + self.grain.gap) - self.grain.gap
        x, starts = left + (container.width - whole) / 2, []
        for member in heads:
            area = (x, top, wide, self.chip[1])
            self._draw_person(scene, member, self.seats.homes[container.place], area, leads=True)
            starts.append((x + wide / 2, top + self.chip[1]))
            x += wide + self.grain.gap
        return starts

    def _draw_people(
        self,
        scene: Scene,
        container: Container,
        corner: tuple[float, float],
        starts: list[tuple[float, float]],
        heads: Sequence[int],
        part: str,  # noqa: ARG002 - containers are drawn once; only groups have parts
    ) -> None:
        grain = self.grain
        wide, high = self.chip[0] + grain.gap + self._gutter(), self.chip[1] + grain.gap
        bus = corner[1] - self._pad() - 1.5
        home = self.seats.homes[container.place]
        marked = set(self.seats.people[container.place][: self.seats.leaders[container.place]])
        for (number, people), spot in zip(container.clusters, container.spots, strict=True):
            x, top, tall = corner[0] + spot.x, corner[1] + spot.y, -(-len(people) // spot.columns)
            if number != _NOBODY:
                self._hull(scene, number, (x, top, wide, high), len(people), tall)
            for place, member in enumerate(people):
                column, row = divmod(place, tall)
                chip = (x + column * wide + self._gutter(), top + row * high, *self.chip)
                self._draw_person(scene, member, home, chip, leads=member in marked)
                if starts:
                    # From the leader down, along the top, down beside the column, to the person.
                    gutter, middle = chip[0] - self._gutter() * 0.6, chip[1] + chip[3] / 2
                    begin = starts[0]
                    points = (
                        begin,
                        (begin[0], bus),
                        (gutter, bus),
                        (gutter, middle),
                        (chip[0], middle),
                    )
                    ends = [self._key(one, home) for one in (heads[0], member)]
                    scene.lines.append(Line(points, FAINT, 0.5, source=ends[0], target=ends[1]))
                    if place == 0 and number == container.clusters[0][0]:
                        for other, start in zip(heads[1:], starts[1:], strict=True):
                            also = (
                                start,
                                (start[0], bus),
                                (gutter, bus),
                                (gutter, middle),
                                (chip[0], middle),
                            )
                            scene.lines.append(
                                Line(
                                    also,
                                    FAINT,
                                    0.5,
                                    source=self._key(other, home),
                                    target=ends[1],
                                )
                            )

    def _hull(
        self,
        scene: Scene,
        number: int,
        cell: tuple[float, float, float, float],
        people: int,
        tall: int,
    ) -> None:
        """A polygon around the people of one group: full columns, then what is left of the last."""
        (x, y, wide, high), color = cell, self.color(0, number)
        columns, rest = divmod(people, tall)
        out = 1.6 if self.grain.size else 0.9
        left, top = x + self._gutter() - out, y - out
        right, bottom = (
            left + (columns + (rest > 0)) * wide - self.grain.gap - self._gutter() + 2 * out,
            top + tall * high - self.grain.gap + 2 * out,
        )
        points = [(left, top), (right, top)]
        if rest and columns:
            inner = left + columns * wide - self.grain.gap - self._gutter() + 2 * out
            step = top + rest * high - self.grain.gap + 2 * out
            points += [(right, step), (inner, step), (inner, bottom)]
        else:
            points += [(right, bottom)]
        points.append((left, bottom))
        title = self.words.full(self.unit_names[self.seats.groups[0][number]])
        scene.shapes.append(Shape(tuple(points), tint(color), color, 0.8, title=title))

    def _draw_person(
        self,
        scene: Scene,
        member: int,
        home: int,
        area: tuple[float, float, float, float],
        *,
        leads: bool,
    ) -> None:
        grain, words = self.grain, self.words
        first, *others = [*self._groups(0, member)[: _MARKED[0]], _NOBODY]
        heads = any(
            member in self.group_leaders[layer].get(unit, ())
            for layer in range(len(self.seats.layers))
            for unit in self.seats.inside[layer][member]
        )
        color = self.color(0, first) if first != _NOBODY else RULE
        groups = [self.unit_names[unit] for inside in self.seats.inside for unit in inside[member]]
        title = words.full(" · ".join(map(str, [self.member_names[member], *groups])))
        fill = (
            (tint(color) if first != _NOBODY else PAPER)
            if grain.size
            else (color if first != _NOBODY else PAPER)
        )
        line = (1.6 if heads else 0.7) if grain.size else (0.9 if heads or leads else 0.4)
        edge = INK if leads else color if first != _NOBODY else FAINT if heads else RULE
        scene.boxes.append(
            Box(
                *area,
                fill,
                edge,
                line,
                entity=self.code.members[member],
                kind=MEMBER,
                part=self._part(member, home),
                title=title,
                rounded=2.0 if grain.size else area[3] / 2,
            )
        )
        x, y, width, height = area
        if not grain.size:
            return
        left, right = 1.0, 1.0
        for number in self._groups(1, member)[: _MARKED[1]]:
            scene.boxes.append(
                Box(x + width - right - 2.2, y + 1.2, 2.2, height - 2.4, self.color(1, number))
            )
            right += 2.6
        for number in others[:-1]:
            scene.boxes.append(Box(x + left, y + 1.2, 2.2, height - 2.4, self.color(0, number)))
            left += 2.6
        right = max(right, 3.6)  # names stand alike, with a bar or without
        told = words.fit(self._member(member), grain.size, width - left - right - 2.9)
        scene.labels.append(
            Label(
                x + (width + left - right) / 2 + 0.1,
                y + height / 2 + grain.size * 0.36,
                told,
                grain.size,
                INK,
                "center",
                title=title if told.endswith(ELLIPSIS) else "",
                of=self._key(member, home),
            )
        )

    def _draw_band(
        self,
        scene: Scene,
        layer: int,
        row: Sequence[Container],
        lefts: dict[int, float],
        at: tuple[float, float],
        part: str,
        where: Elsewhere | None,
    ) -> None:
        """The groups of a layer in a row above (first layer) or below the containers, a tab where
        each reaches one, the lines.
        """
        (top, edge), grain, words = at, self.grain, self.words
        tabs: dict[int, list[tuple[float, str]]] = {}
        for container in row:
            self._draw_tabs(scene, layer, container, lefts[container.place], edge, tabs)
        numbers = sorted(tabs)
        sizes = [self._band_box(layer, number) for number in numbers]
        wanted = [float(np.mean([x for x, _ in tabs[number]])) for number in numbers]
        # The order of the whole chart may not suit this row alone: here groups stand where their
        # people are.
        order = np.argsort(wanted, kind="stable").tolist()
        widths = [sizes[place][0] for place in order]
        middles = set_apart([wanted[place] for place in order], widths, self._apart())
        middles = _pulled(middles, widths, self._apart(), scene.width - MARGIN)
        mirrored = _pulled(
            [-middle for middle in reversed(middles)], widths[::-1], self._apart(), -MARGIN
        )
        middles = [-middle for middle in reversed(mirrored)]
        for place, middle in zip(order, middles, strict=True):
            number, (width, height) = numbers[place], sizes[place]
            unit, color = self.seats.groups[layer][number], self.color(layer, number)
            vacant = unit in self.seats.vacant
            lines = self._band_lines(layer, unit) if grain.units else []
            elsewhere = where(layer, number) if where is not None else None
            if elsewhere is not None:
                told = words.fit(elsewhere[0], _COUNT, width + self._apart() - 2)
                beside = top - 3 if layer == 0 else top + height + _COUNT + 1.5
                scene.labels.append(
                    Label(middle, beside, told, _COUNT, FAINT, "center", page=elsewhere[1])
                )
            title = words.full(self.unit_names[unit])
            fill = PAPER if vacant and grain.units else tint(color) if grain.units else color
            box = Box(
                middle - width / 2,
                top,
                width,
                height,
                fill,
                ALARM if vacant else color,
                1.1 if grain.units else 0.5,
                vacant,
                entity=self.code.units[unit],
                part=part,
                title=title,
            )
            scene.boxes.append(box)
            leading = 11.0
            base = top + (height - leading * len(lines)) / 2 + 8.2
            for line, (told, ink) in enumerate(lines):
                size = grain.units if line == 0 else grain.units - 0.5
                fitted = words.fit(told, size, width - 6)
                scene.labels.append(
                    Label(
                        middle,
                        base + line * leading,
                        fitted,
                        size,
                        ink,
                        "center",
                        title=title if fitted.endswith(ELLIPSIS) else "",
                        of=box.key,
                    )
                )
            ends = sorted(tabs[number])
            for port, (x, key) in enumerate(ends):
                out = middle + ((port + 0.5) / len(ends) - 0.5) * width * 0.7
                begin = (out, top + height) if layer == 0 else (out, top)
                scene.lines.append(
                    Line(
                        (begin, (x, edge)),
                        color,
                        1.2 if grain.units else 0.6,
                        dashed=layer == 1,
                        source=box.key,
                        target=key,
                    )
                )

    def _draw_tabs(
        self,
        scene: Scene,
        layer: int,
        container: Container,
        left: float,
        edge: float,
        tabs: dict[int, list[tuple[float, str]]],
    ) -> None:
        """On the edge of a container, for each group of the layer in it: how many of its people."""
        grain, home = self.grain, self.seats.homes[container.place]
        counts = {
            number: self.seats.shared[layer][home, self.seats.groups[layer][number]]
            for number in self.reached[container.place][layer]
        }
        room = container.width / max(len(counts), 1)
        width = min(18.0 if grain.units else 4.0, max(room - 1, 0.7 * room))
        height = (8.0 if grain.size else 7.0) if grain.units else 1.6
        for place, number in enumerate(sorted(counts)):
            middle, color = left + (place + 0.5) * room, self.color(layer, number)
            unit = self.seats.groups[layer][number]
            id_ = f"{self.code.units[home] if home >= 0 else ''}/{self.code.units[unit]}"
            top = edge if layer == 0 else edge - height
            tab = Box(
                middle - width / 2,
                top,
                width,
                height,
                color,
                entity=id_,
                kind=TAB,
                title=f"{self.words.full(self.unit_names[unit])}: {counts[number]}",
            )
            scene.boxes.append(tab)
            if grain.units and self.words.width(str(counts[number]), _COUNT) <= width - 2:
                scene.labels.append(
                    Label(
                        middle,
                        top + height / 2 + _COUNT * 0.36,
                        str(counts[number]),
                        _COUNT,
                        ink_on(color),
                        "center",
                        of=tab.key,
                    )
                )
            tabs.setdefault(number, []).append((middle, tab.key))


def _ring(
    x: float, y: float, width: float, height: float, thick: float
) -> Iterator[tuple[float, float, float, float]]:
    """The four sides of a frame."""
    yield x, y, width, thick
    yield x, y + height - thick, width, thick
    yield x, y + thick, thick, height - 2 * thick
    yield x + width - thick, y + thick, thick, height - 2 * thick


def _pulled(middles: list[float], widths: list[float], gap: float, end: float) -> list[float]:
    """Things in a row, moved back where they reach beyond an end."""
    moved, limit = list(middles), end
    for place in range(len(moved) - 1, -1, -1):
        moved[place] = min(moved[place], limit - widths[place] / 2)
        limit = moved[place] - widths[place] / 2 - gap
    return moved
