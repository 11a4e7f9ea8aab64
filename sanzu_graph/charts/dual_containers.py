"""How the dual-management chart draws a base unit: its frame, its leaders, its people, their hulls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, tint
from sanzu_graph.charts.dual_layouts import Container, DualLayout
from sanzu_graph.charts.dual_names import MARKED, NOBODY
from sanzu_graph.charts.lettering import ELLIPSIS
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.schema import MEMBER


class ContainerDrawing:
    """Draws the containers of a layout."""

    def __init__(self, layout: DualLayout) -> None:
        self.layout, self.names = layout, layout.names
        self.seats, self.words, self.grain = layout.seats, layout.words, layout.grain

    def draw(
        self, scene: Scene, container: Container, left: float, top: float, high: float
    ) -> None:
        """A container with its heading and its people; `high` is the height of its row."""
        seats, grain, words = self.seats, self.grain, self.words
        home, pad = seats.homes[container.place], self.grain.pad
        blank, vacant = home in seats.blank, home in seats.vacant
        name = (
            self.names.unit_names[home]
            if home >= 0
            else words.text("chart.no_base_unit", base=words.layer(self.names.policy, seats.base))
        )
        id_ = self.names.code.units[home] if home >= 0 else ""
        edge = ALARM if blank or vacant else RULE
        # What is behind lies among the shapes, so that hulls are seen; the edge of a blank unit is
        # a ring.
        right = left + container.width
        corners = ((left, top), (right, top), (right, top + high), (left, top + high))
        scene.add(Shape(corners, PAPER if blank or vacant else PANEL))
        ring = 3.0 if grain.units else 1.2
        for x, y, wide, deep in _ring(left, top, container.width, high, ring) if blank else ():
            scene.add(Box(x, y, wide, deep, PAPER, hatched=True))
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
        scene.add(box)
        people = seats.people[container.place]
        # Tabs stand on the edge; the name below them.
        base = top + (19.0 if grain.size else 15.0)
        if grain.units:
            inset = pad + 2.0  # past the frame of a blank unit
            size = str(seats.size(container.place))
            room = container.width - 2 * inset - words.width(f" {size}", grain.units) - 4
            lines = words.wrap(
                words.name(name, id_),
                grain.units,
                room,
                self.layout.name_lines if grain.size else 2,
            )
            for number, line_text in enumerate(lines):
                full = words.full(name) if number == 0 and ELLIPSIS in "".join(lines) else ""
                line = base + number * grain.units * 1.3
                scene.add(
                    Label(
                        left + inset,
                        line,
                        line_text,
                        grain.units,
                        ALARM if blank else INK,
                        title=full,
                        of=box.key,
                    )
                )
            scene.add(
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
        start = self._heads(
            scene, heads, container, left, top + self.layout.head - grain.head + 24.0
        )
        if grain.size and not heads and vacant:
            line_text = words.fit(words.text("chart.vacant"), grain.size, container.width - 2 * pad)
            scene.add(
                Label(
                    left + container.width / 2,
                    top + self.layout.head - grain.head + 33.0,
                    line_text,
                    grain.size,
                    ALARM,
                    "center",
                    of=box.key,
                )
            )
        self._people(scene, container, (left + pad, top + self.layout.head + pad), start, heads)

    def _heads(
        self, scene: Scene, heads: Sequence[int], container: Container, left: float, top: float
    ) -> list[tuple[float, float]]:
        """The leaders in a container's heading; where their lines begin."""
        most = max(
            int((container.width - 2 * self.grain.pad) // (self.layout.chip[0] + self.grain.gap)), 1
        )
        wide = (
            min(
                self.layout.chip[0],
                (container.width - 2 * self.grain.pad) / max(len(heads), 1) - self.grain.gap,
            )
            if len(heads) > most
            else self.layout.chip[0]
        )
        whole = len(heads) * (wide + self.grain.gap) - self.grain.gap
        x, starts = left + (container.width - whole) / 2, []
        for member in heads:
            area = (x, top, wide, self.layout.chip[1])
            self._person(scene, member, self.seats.homes[container.place], area, leads=True)
            starts.append((x + wide / 2, top + self.layout.chip[1]))
            x += wide + self.grain.gap
        return starts

    def _people(
        self,
        scene: Scene,
        container: Container,
        corner: tuple[float, float],
        starts: list[tuple[float, float]],
        heads: Sequence[int],
    ) -> None:
        grain = self.grain
        wide, high = (
            self.layout.chip[0] + grain.gap + self.grain.gutter,
            self.layout.chip[1] + grain.gap,
        )
        bus = corner[1] - self.grain.pad - 1.5
        home = self.seats.homes[container.place]
        marked = set(self.seats.people[container.place][: self.seats.leaders[container.place]])
        for (number, people), spot in zip(container.clusters, container.spots, strict=True):
            x, top, tall = corner[0] + spot.x, corner[1] + spot.y, -(-len(people) // spot.columns)
            if number != NOBODY:
                self._hull(scene, number, (x, top, wide, high), len(people), tall)
            for place, member in enumerate(people):
                column, row = divmod(place, tall)
                chip = (x + column * wide + self.grain.gutter, top + row * high, *self.layout.chip)
                self._person(scene, member, home, chip, leads=member in marked)
                if starts:
                    # From the leader down, along the top, down beside the column, to the person.
                    gutter, middle = chip[0] - self.grain.gutter * 0.6, chip[1] + chip[3] / 2
                    way = ((gutter, bus), (gutter, middle), (chip[0], middle))
                    points = (starts[0], (starts[0][0], bus), *way)
                    ends = [self.names.key(person, home) for person in (heads[0], member)]
                    scene.add(Line(points, FAINT, 0.5, source=ends[0], target=ends[1]))
                    if place == 0 and number == container.clusters[0][0]:
                        for other, start in zip(heads[1:], starts[1:], strict=True):
                            also = (start, (start[0], bus), *way)
                            scene.add(
                                Line(
                                    also,
                                    FAINT,
                                    0.5,
                                    source=self.names.key(other, home),
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
        (x, y, wide, high), color = cell, self.names.color(0, number)
        columns, rest = divmod(people, tall)
        out = 1.6 if self.grain.size else 0.9
        left, top = x + self.grain.gutter - out, y - out
        right, bottom = (
            left + (columns + (rest > 0)) * wide - self.grain.gap - self.grain.gutter + 2 * out,
            top + tall * high - self.grain.gap + 2 * out,
        )
        points = [(left, top), (right, top)]
        if rest and columns:
            inner = left + columns * wide - self.grain.gap - self.grain.gutter + 2 * out
            step = top + rest * high - self.grain.gap + 2 * out
            points += [(right, step), (inner, step), (inner, bottom)]
        else:
            points += [(right, bottom)]
        points.append((left, bottom))
        title = self.words.full(self.names.unit_names[self.seats.groups[0][number]])
        scene.add(Shape(tuple(points), tint(color), color, 0.8, title=title))

    def _person(
        self,
        scene: Scene,
        member: int,
        home: int,
        area: tuple[float, float, float, float],
        *,
        leads: bool,
    ) -> None:
        grain, words = self.grain, self.words
        first, *others = [*self.names.groups(0, member)[: MARKED[0]], NOBODY]
        heads = any(
            member in self.names.group_leaders[layer].get(unit, ())
            for layer in range(len(self.seats.layers))
            for unit in self.seats.inside[layer][member]
        )
        color = self.names.color(0, first) if first != NOBODY else RULE
        groups = [
            self.names.unit_names[unit] for inside in self.seats.inside for unit in inside[member]
        ]
        title = words.full(" · ".join(map(str, [self.names.member_names[member], *groups])))
        fill = (
            (tint(color) if first != NOBODY else PAPER)
            if grain.size
            else (color if first != NOBODY else PAPER)
        )
        line = (1.6 if heads else 0.7) if grain.size else (0.9 if heads or leads else 0.4)
        edge = INK if leads else color if first != NOBODY else FAINT if heads else RULE
        scene.add(
            Box(
                *area,
                fill,
                edge,
                line,
                entity=self.names.code.members[member],
                kind=MEMBER,
                part=self.names.part(member, home),
                title=title,
                rounded=2.0 if grain.size else area[3] / 2,
            )
        )
        x, y, width, height = area
        if not grain.size:
            return
        left, right = 1.0, 1.0
        for number in self.names.groups(1, member)[: MARKED[1]]:
            scene.add(
                Box(
                    x + width - right - 2.2, y + 1.2, 2.2, height - 2.4, self.names.color(1, number)
                )
            )
            right += 2.6
        for number in others[:-1]:
            scene.add(Box(x + left, y + 1.2, 2.2, height - 2.4, self.names.color(0, number)))
            left += 2.6
        right = max(right, 3.6)  # names stand alike, with a bar or without
        label = words.fit(self.names.card(member), grain.size, width - left - right - 2.9)
        scene.add(
            Label(
                x + (width + left - right) / 2 + 0.1,
                y + height / 2 + grain.size * 0.36,
                label,
                grain.size,
                INK,
                "center",
                title=title if ELLIPSIS in label else "",
                of=self.names.key(member, home),
            )
        )


def _ring(
    x: float, y: float, width: float, height: float, thick: float
) -> Iterator[tuple[float, float, float, float]]:
    """The four sides of a frame."""
    yield x, y, width, thick
    yield x, y + height - thick, width, thick
    yield x, y + thick, thick, height - 2 * thick
    yield x + width - thick, y + thick, thick, height - 2 * thick
