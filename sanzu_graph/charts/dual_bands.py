"""How the dual-management chart draws groups: a box each, a tab on each unit reached, the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from sanzu_graph.charts.colors import ALARM, FAINT, PAPER, ink_on, tint
from sanzu_graph.charts.crossings import set_apart
from sanzu_graph.charts.dual_layouts import Container, DualLayout
from sanzu_graph.charts.lettering import ELLIPSIS
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Line, Scene

#: What a group's foothold in a container is, beside units and members.
TAB = "tab"
#: Layer and group → a word on which other pages it is, and the first of them; None where on no
#: other.
Elsewhere = Callable[[int, int], tuple[str, int] | None]


class BandDrawing:
    """Draws the groups of a layout above and below its containers."""

    def __init__(self, layout: DualLayout) -> None:
        self.layout, self.names = layout, layout.names
        self.seats, self.words, self.grain = layout.seats, layout.words, layout.grain

    def draw(
        self,
        scene: Scene,
        layer: int,
        row: Sequence[Container],
        lefts: dict[int, float],
        at: tuple[float, float],
        part: str,
        where: Elsewhere | None,
    ) -> None:
        """The groups of a layer in a row: above the containers for the first layer, else below.

        Each group has a tab on every container that it reaches, and a line to it.
        """
        edge, grain, words = at[1], self.grain, self.words
        tabs: dict[int, list[tuple[float, str]]] = {}
        for container in row:
            self._tabs(scene, layer, container, lefts[container.place], edge, tabs)
        for number, middle, down in self._places(layer, row, tabs, scene.width):
            (width, height), top = self.layout.band_box(layer, number), at[0] + down
            unit, color = self.seats.groups[layer][number], self.names.color(layer, number)
            vacant = unit in self.seats.vacant
            lines = self.layout.band_lines(layer, unit) if grain.units else []
            elsewhere = where(layer, number) if where is not None else None
            if elsewhere is not None:
                line_text = words.fit(elsewhere[0], self.grain.count, width + self.grain.apart - 2)
                beside = top - 3 if layer == 0 else top + height + self.grain.count + 1.5
                scene.add(
                    Label(
                        middle,
                        beside,
                        line_text,
                        self.grain.count,
                        FAINT,
                        "center",
                        page=elsewhere[1],
                    )
                )
            title = words.full(self.names.unit_names[unit])
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
                entity=self.names.code.units[unit],
                part=part,
                title=title,
            )
            scene.add(box)
            leading = 11.0
            base = top + (height - leading * len(lines)) / 2 + 8.2
            for line, (line_text, ink) in enumerate(lines):
                size = grain.units if line == 0 else grain.units - 0.5
                fitted = words.fit(line_text, size, width - 6)
                scene.add(
                    Label(
                        middle,
                        base + line * leading,
                        fitted,
                        size,
                        ink,
                        "center",
                        title=title if ELLIPSIS in fitted else "",
                        of=box.key,
                    )
                )
            ends = sorted(tabs[number])
            for port, (x, key) in enumerate(ends):
                out = middle + ((port + 0.5) / len(ends) - 0.5) * width * 0.7
                begin = (out, top + height) if layer == 0 else (out, top)
                scene.add(
                    Line(
                        (begin, (x, edge)),
                        color,
                        1.2 if grain.units else 0.6,
                        dashed=layer == 1,
                        source=box.key,
                        target=key,
                    )
                )

    def _places(
        self,
        layer: int,
        row: Sequence[Container],
        tabs: dict[int, list[tuple[float, str]]],
        whole: float,
    ) -> Iterator[tuple[int, float, float]]:
        """Each group, its middle, and how far down its line is; in lines that are wide enough."""
        # The order of the whole chart may not suit this row alone: here groups stand where their
        # people are.
        wanted = {number: float(np.mean([x for x, _ in ends])) for number, ends in tabs.items()}
        order = sorted(sorted(tabs), key=wanted.__getitem__)
        lines = self.layout.lines(layer, row)
        for line in range(lines):
            numbers = order[line::lines]
            widths = [self.layout.band_box(layer, number)[0] for number in numbers]
            gap = self.grain.apart
            middles = set_apart([wanted[number] for number in numbers], widths, gap)
            middles = _pulled(middles, widths, gap, whole - MARGIN)
            mirrored = _pulled(
                [-middle for middle in reversed(middles)], widths[::-1], gap, -MARGIN
            )
            down = line * (self.grain.band_height + self.grain.line_gap)
            for number, middle in zip(numbers, reversed(mirrored), strict=True):
                yield number, -middle, down

    def _tabs(
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
            for number in self.names.reached[container.place][layer]
        }
        room = container.width / max(len(counts), 1)
        width = min(18.0 if grain.units else 4.0, max(room - 1, 0.7 * room))
        height = (9.5 if grain.size else 7.0) if grain.units else 1.6
        for place, number in enumerate(sorted(counts)):
            middle, color = left + (place + 0.5) * room, self.names.color(layer, number)
            unit = self.seats.groups[layer][number]
            id_ = (
                f"{self.names.code.units[home] if home >= 0 else ''}/{self.names.code.units[unit]}"
            )
            top = edge if layer == 0 else edge - height
            tab = Box(
                middle - width / 2,
                top,
                width,
                height,
                color,
                entity=id_,
                kind=TAB,
                title=f"{self.words.full(self.names.unit_names[unit])}: {counts[number]}",
            )
            scene.add(tab)
            if grain.units and self.words.width(str(counts[number]), self.grain.count) <= width - 2:
                scene.add(
                    Label(
                        middle,
                        top + height / 2 + self.grain.count * 0.36,
                        str(counts[number]),
                        self.grain.count,
                        ink_on(color),
                        "center",
                        of=tab.key,
                    )
                )
            tabs.setdefault(number, []).append((middle, tab.key))


def _pulled(middles: list[float], widths: list[float], gap: float, end: float) -> list[float]:
    """Things in a row, moved back where they reach beyond an end."""
    moved, limit = list(middles), end
    for place in range(len(moved) - 1, -1, -1):
        moved[place] = min(moved[place], limit - widths[place] / 2)
        limit = moved[place] - widths[place] / 2 - gap
    return moved
