"""Where the dual-management chart puts base units: people in clusters, containers in rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sanzu_graph.charts.colors import ALARM, FAINT, INK
from sanzu_graph.charts.dual_names import NOBODY, DualNames

#: Up to so many clusters stand side by side; all under each other where that needs less paper.
_FEW = 5
#: Up to so many cards other heights of columns are tried.
_TRIED = 1_200
#: About how high a title, notes and legend are.
HEADING = 100.0


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


class DualLayout:
    """The containers of a chart and their rows.

    Parameters
    ----------
    names : who and what is shown

    Attributes
    ----------
    tall : how many people stand under each other
    most_groups : with more groups in a row than this, their boxes and lines are left out
    chip : how wide and high the card of a person is
    """

    def __init__(self, names: DualNames) -> None:
        self.names, self.seats = names, names.seats
        self.words, self.grain = names.words, names.grain
        self.most_groups: float = np.inf
        self.few, self.limit = _FEW, np.inf
        self.chip = (self._chip_width(), self.grain.chip[1])
        sizes = [len(people) for people in self.seats.people if people]
        self.tall = (
            int(np.clip(np.ceil(np.sqrt(np.percentile(sizes, 70)) * 1.6), 3, 14)) if sizes else 3
        )
        self._sizes: dict[tuple[int, int], tuple[float, float]] = {}
        self.containers = [self._container(place) for place in range(len(self.seats.homes))]

    def variants(self) -> Iterator[DualLayout]:
        """The same with people in higher and lower columns, and with clusters under each other."""
        yield self
        if self.seats.cards > _TRIED:
            return
        for few in (_FEW, 0):
            for tall in range(max(self.tall - 2, 2), self.tall + 6):
                if (few, tall) != (self.few, self.tall):
                    yield self.in_rows(tall, few)

    def in_rows(self, tall: int, few: int = _FEW) -> DualLayout:
        """The same, with so many people under each other; more clusters than `few` too."""
        other = copy(self)
        other.tall, other.few = tall, few
        other.containers = [other._container(place) for place in range(len(self.seats.homes))]
        return other

    @property
    def name_lines(self) -> int:
        """How many lines the names of units take: more where containers are narrow."""
        return 1 if self.few or not self.grain.size else 2

    @property
    def head(self) -> float:
        """How high the heading of a container is."""
        return self.grain.head + (self.name_lines - 1) * self.grain.units * 1.3

    def _chip_width(self) -> float:
        """How wide the cards of people are."""
        if not self.grain.size:
            return self.grain.chip[0]
        shown = (member for people in self.seats.people for member in people)
        widest = max(
            (self.words.width(self.names.card(member), self.grain.size) for member in shown),
            default=0.0,
        )
        return float(np.clip(widest + 9, self.grain.chip[0], self.grain.widest))

    def _container(self, place: int) -> Container:
        """A base unit with its people in clusters, and its size."""
        grain, people = self.grain, self.seats.people[place]
        groups: dict[int, list[int]] = {}
        headed = self.seats.leaders[place] if grain.size else 0
        for member in people[headed:]:
            groups.setdefault(self.names.group(0, member), []).append(member)
        clusters = tuple(
            (
                number,
                tuple(
                    sorted(groups[number], key=lambda member: (self.names.group(1, member), member))
                ),
            )
            for number in sorted(groups, key=lambda number: (number == NOBODY, number))
        )
        spots, wide, deep = self._spots([len(these) for _, these in clusters])
        heads = min(headed, 3) * (self.chip[0] + grain.gap) + 2 * self.grain.pad
        least = (
            (76.0 if self.name_lines == 1 else 60.0) if grain.size else 50.0 if grain.units else 8.0
        )
        # Tabs of the second layer stand at the bottom.
        foot = (8.0 if grain.units else 1.5) if len(self.seats.layers) > 1 else 0.0
        return Container(
            place,
            clusters,
            spots,
            max(wide + 2 * self.grain.pad, heads, least),
            self.head + deep + 2 * self.grain.pad + foot,
        )

    def _spots(self, sizes: Sequence[int]) -> tuple[tuple[Spot, ...], float, float]:
        """Where clusters of these sizes stand: side by side; where they are many, small ones under
        each other too. And their whole size.
        """
        grain = self.grain
        wide, high = self.chip[0] + grain.gap + self.grain.gutter, self.chip[1] + grain.gap
        tall = max(self.tall, -(-sum(sizes) // 24))
        spots: list[Spot] = []
        right = deep = 0.0
        used = last = 0  # rows of the column, and of the cluster that stands lowest in it
        for size in sizes:
            columns = -(-size // tall)
            rows = -(-size // columns)
            if (
                len(sizes) > self.few
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

    def width(self, row: Sequence[Container]) -> float:
        """How wide a row is: its containers, or the groups above them."""
        wide = sum(container.width for container in row) + self.grain.between * (len(row) - 1)
        bands = [
            min(self._band_width(layer, self.banded(layer, row)), max(self.limit, wide))
            for layer in range(len(self.seats.layers[:2]))
        ]
        return max([wide, *bands])

    def lines(self, layer: int, row: Sequence[Container]) -> int:
        """In how many lines the groups of a layer stand above or below a row."""
        numbers = self.banded(layer, row)
        widths = [self.band_box(layer, number)[0] for number in numbers]
        room, lines = self.width(row), 1
        while lines < len(numbers):
            # The groups of a line are every second, third, … one, so that each stands near its
            # people.
            most = max(sum(widths[line::lines]) for line in range(lines))
            if most + self.grain.apart * (-(-len(numbers) // lines)) <= room:
                break
            lines += 1
        return lines

    def bands(self, layer: int, row: Sequence[Container]) -> float:
        """How high the boxes of groups above or below a row are together."""
        return (
            self.lines(layer, row) * (self.grain.band_height + self.grain.line_gap)
            - self.grain.line_gap
        )

    def height(self, row: Sequence[Container]) -> float:
        """How high a row is, groups included."""
        high = max((container.height for container in row), default=0.0)
        for layer in range(len(self.seats.layers[:2])):
            if self.banded(layer, row):
                high += self.grain.band + self.bands(layer, row)
        return high

    def rows(self, width: float) -> list[list[Container]]:
        """The containers in rows no wider than this; a wider one has a row of its own."""
        self.limit = width
        rows: list[list[Container]] = []
        wide, bands = 0.0, [0.0] * len(self.seats.layers[:2])
        held: list[set[int]] = [set() for _ in bands]
        for container in self.containers:
            come = [
                reached - had
                for reached, had in zip(self.names.reached[container.place], held, strict=True)
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
                held = [set(reached) for reached in self.names.reached[container.place]]
                wide = container.width + self.grain.between
                bands = [self._band_width(layer, reached) for layer, reached in enumerate(held)]
        return rows

    def _band_width(self, layer: int, numbers: Collection[int]) -> float:
        """How wide the boxes of some groups are together."""
        return sum(self.band_box(layer, number)[0] + self.grain.apart for number in numbers)

    def best(self, aspect: float) -> tuple[DualLayout, list[list[Container]]]:
        """Columns and rows for the smallest sheet of this aspect."""
        best, least, limit = (self, list[list[Container]]()), np.inf, np.inf
        for layout in self.variants() if self.containers else ():
            usual = layout.best_width(aspect)
            for width in (usual, usual * 1.25, usual * 1.6, usual * 2.1):
                rows = layout.rows(width)
                sheet = layout.sheet(rows, aspect)
                if sheet < least * 0.98:  # not for a trifle
                    best, least, limit = (layout, rows), sheet, width
                if len(rows) == 1:
                    break
        best[0].limit = limit
        return best

    def width_of(self, rows: list[list[Container]]) -> float:
        """How wide the widest of some rows is."""
        return max([self.width(row) for row in rows], default=0.0)

    def sheet(self, rows: list[list[Container]], aspect: float) -> float:
        """The width of the sheet of this aspect that rows need."""
        high = sum(self.height(row) + self.grain.between * 1.6 for row in rows) + HEADING
        return max(self.width_of(rows), high * aspect)

    def best_width(self, aspect: float) -> float:
        """How wide rows shall be so that all of them make a sheet of this aspect."""
        whole = sum(container.width + self.grain.between for container in self.containers)
        high = float(np.mean([container.height for container in self.containers]))
        high += (
            len(self.seats.layers[:2]) * (self.grain.band + self.grain.band_height)
            + self.grain.between * 1.6
        )
        most = max(round(float(np.sqrt(whole / (high * aspect)))), 1)
        # The least width that needs no more rows: then the last row is not nearly empty.
        low, width = (
            whole / most,
            2 * whole / most + max(container.width for container in self.containers),
        )
        for _ in range(12):
            middle = (low + width) / 2
            low, width = (low, middle) if len(self.rows(middle)) <= most else (middle, width)
        return max(width, 300.0)

    def banded(self, layer: int, row: Sequence[Container]) -> list[int]:
        """The groups that are drawn as boxes: none where they are too many."""
        numbers = self.reaching(layer, row) if layer < len(self.seats.layers) else []
        return numbers if len(numbers) <= self.most_groups else []

    def left_out(self, row: Sequence[Container]) -> Iterator[str]:
        """What is said of layers whose groups are too many to be drawn."""
        for layer in range(len(self.seats.layers[:2])):
            many = len(self.reaching(layer, row))
            if many > self.most_groups:
                yield self.words.text(
                    "chart.layers_many",
                    layer=self.words.layer(self.names.policy, self.seats.layers[layer]),
                    count=many,
                )

    def reaching(self, layer: int, row: Sequence[Container]) -> list[int]:
        """The groups of a layer that somebody in these containers is in, in order; numbers."""
        return sorted(
            set().union(*(self.names.reached[container.place][layer] for container in row))
        )

    def band_box(self, layer: int, number: int) -> tuple[float, float]:
        """How large a group's box is."""
        grain, unit = self.grain, self.seats.groups[layer][number]
        if not grain.units:
            return 9.0, self.grain.band_height
        if (layer, number) not in self._sizes:
            wide = max(
                self.words.width(line, grain.units) for line, _ in self.band_lines(layer, unit)
            )
            self._sizes[layer, number] = (
                float(np.clip(wide + 12, 40, 128)),
                self.grain.band_height,
            )
        return self._sizes[layer, number]

    def band_lines(self, layer: int, unit: int) -> list[tuple[str, str]]:
        """A group's name and leaders."""
        words = self.words
        lines = [(self.names.headed(layer, unit), INK)]
        if self.grain.size:
            leaders = [
                self.names.person(member)
                for member in self.names.group_leaders[layer].get(unit, [])
            ]
            if leaders:
                lines.append(
                    (words.text("chart.changes_leader", names=words.listed(leaders, most=2)), FAINT)
                )
            elif unit in self.seats.vacant:
                lines.append((words.text("chart.vacant"), ALARM))
        return lines
