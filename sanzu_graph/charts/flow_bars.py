"""How `plot_flow` draws its bars and the bands between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, layer_color, mixed
from sanzu_graph.charts.crossings import Ties, untangled
from sanzu_graph.charts.flow_columns import (
    NOWHERE,
    OTHERS,
    FlowColumn,
)
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Scene, Shape
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org


_TEXT, _BAR, _ALLEY, _ROOM = 8.0, 9.0, 150.0, 122.0
#: The bars of a column between two others hold their names, so that no band runs behind these.
_HOLDER = 122.0
_PITCH, _GAP, _HIGH = 11.5, 4.0, 420.0
#: A person is no higher than this, in points.
_TALLEST = 16.0
_STEPS = 36
#: How much lighter every second bar of a layer is: one colour a layer, neighbours told apart.
_LIGHTER = 0.38
#: What a bar of several units is, beside units and members.
TOGETHER = "together"


def columns_width(columns: Sequence[FlowColumn]) -> float:
    """How wide the bars of all columns are, with their names and the bands between them."""
    return 2 * _ROOM + sum(_bar_widths(columns)) + (len(columns) - 1) * _ALLEY


def _bar_widths(columns: Sequence[FlowColumn]) -> list[float]:
    """How wide the bars of each column are."""
    return [_HOLDER if 0 < number < len(columns) - 1 else _BAR for number in range(len(columns))]


class FlowBars:
    """The columns and the bands between them."""

    def __init__(
        self,
        scene: Scene,
        org: Org,
        words: Lettering,
        columns: list[FlowColumn],
        layers: Sequence[str],
        labels: list[str],
        blank: frozenset[int],
        tallest: float,
    ) -> None:
        self.layers = layers
        self.scene, self.org, self.words, self.columns, self.labels, self.blank = (
            scene,
            org,
            words,
            columns,
            labels,
            blank,
        )
        names = org.names(UNIT, np.arange(org.encoding.unit_count))
        words.tell_apart(map(words.name, names, org.encoding.units))
        self.shared = [(left.of.T @ right.of).toarray() for left, right in pairwise(columns)]
        self.orders = self._orders()
        self.spans = [self._spans(number) for number in range(len(columns))]
        most, high = max(len(column.bars) for column in columns), max(map(sum, self.spans))
        self.unit = max(min(tallest, _TALLEST * high), most * _PITCH * 1.15) / max(high, 1)
        self.wide = _bar_widths(columns)
        starts = np.cumsum([0.0, *self.wide[:-1]]) + np.arange(len(columns)) * _ALLEY
        self.x = (MARGIN + _ROOM + starts).tolist()

    def _spans(self, number: int) -> list[int]:
        """How many people's bands each bar has on the side where it has more; itself at least."""
        sizes = np.array(self.columns[number].counts)
        if number > 0:
            sizes = np.maximum(sizes, self.shared[number - 1].sum(axis=0))
        if number < len(self.columns) - 1:
            sizes = np.maximum(sizes, self.shared[number].sum(axis=1))
        return [int(count) for count in sizes]

    def _orders(self) -> list[list[int]]:
        """The bars of each column from top to bottom, so that few bands cross; those in no unit at
        the bottom.
        """
        middle = 1
        sides = [number for number in range(len(self.columns)) if number != middle]
        ties = []
        for side in sides:
            shared = self.shared[0].T if side < middle else self.shared[middle]
            here, there = np.nonzero(shared)
            ties.append(Ties(here, there, len(self.columns[side].bars)))
        order, others = untangled(len(self.columns[middle].bars), ties)
        orders = {
            middle: order.tolist(),
            **{side: other.tolist() for side, other in zip(sides, others, strict=True)},
        }
        return [
            sorted(orders[number], key=lambda bar, column=column: column.bars[bar] < 0)  # type: ignore[misc]
            for number, column in enumerate(self.columns)
        ]

    def draw(self, top: float) -> None:
        """Draw everything below `top`; the scene gets its height."""
        scene = self.scene
        heights = [[max(count * self.unit, 0.6) for count in spans] for spans in self.spans]
        gaps = [[max(_GAP, _PITCH - high) for high in these] for these in heights]
        wholes = [sum(high) + sum(gap) for high, gap in zip(heights, gaps, strict=True)]
        head = top + 12.0
        tops = []
        for number, column in enumerate(self.columns):
            anchor = "right" if number == 0 else "left"
            at = self.x[number] + (_BAR if number == 0 else 0)
            scene.add(
                Label(
                    at,
                    top + 4,
                    self.words.fit(self.labels[number], _TEXT + 1, _ROOM),
                    _TEXT + 1,
                    INK,
                    anchor,
                )
            )
            y, starts = head + (max(wholes) - wholes[number]) / 2, [0.0] * len(column.bars)
            for bar in self.orders[number]:
                starts[bar] = y + gaps[number][bar] / 2
                y += heights[number][bar] + gaps[number][bar]
            tops.append(starts)
        for number in range(len(self.columns) - 1):
            self._bands(number, tops)
        for number, column in enumerate(self.columns):
            for bar in self.orders[number]:
                self._bar(number, column, bar, (tops[number][bar], heights[number][bar]))
        scene.height = head + max(wholes) + MARGIN

    def _color(self, number: int, bar: int) -> str:
        if self.columns[number].bars[bar] == NOWHERE:
            return RULE
        layer = self.org.encoding.layers.index(self.layers[number])
        color = layer_color(layer)
        return mixed(color, PAPER, _LIGHTER) if self.orders[number].index(bar) % 2 else color

    def _name(self, number: int, bar: int) -> tuple[str, str]:
        """A bar's name as it can be written, and in full."""
        column, words = self.columns[number], self.words
        unit = column.bars[bar]
        if unit == NOWHERE:
            sentence = words.text("chart.no_base_unit", base=self.labels[number])
            return sentence, sentence
        if unit == OTHERS:
            sentence = words.text("chart.flow_others", count=column.merged)
            return sentence, sentence
        name = self.org.names(UNIT, np.array([unit]))[0]
        return words.name(name, self.org.encoding.units[unit]), words.full(name)

    def _bar(self, number: int, column: FlowColumn, bar: int, span: tuple[float, float]) -> None:
        unit, words = column.bars[bar], self.words
        label, full = self._name(number, bar)
        is_side = number in {0, len(self.columns) - 1} and len(self.columns) > 1
        color = (
            self._color(number, bar) if is_side and number != 1 else FAINT if unit >= 0 else RULE
        )
        blank = unit in self.blank
        id_ = self.org.encoding.units[unit] if unit >= 0 else f"{number}/{unit}"
        count = str(column.counts[bar])
        holds = 0 < number < len(self.columns) - 1
        x, wide = self.x[number], self.wide[number]
        fill, edge = (PANEL, RULE) if holds else (color, "none")
        if holds and span[1] < _TEXT * 1.3:  # no room for a name: a mark on either side of it
            self.scene.add(Box(x + wide - 3, span[0], 3.0, span[1], color))
            wide, fill, edge, holds = _BAR, color, "none", False
            inner = self.wide[number]
        else:
            inner = wide if holds else 0.0
        box = Box(
            x,
            span[0],
            wide,
            span[1],
            PAPER if blank else fill,
            ALARM if blank else edge,
            0.8,
            hatched=blank and not holds,
            entity=id_,
            kind=UNIT if unit >= 0 else TOGETHER,
            part=str(number) if column.rolled else "",
            title=f"{full}: {count}",
        )
        self.scene.add(box)
        if blank and holds:
            self.scene.add(Box(x, span[0], _BAR, span[1], PAPER, ALARM, 0.8, hatched=True))
        base = span[0] + span[1] / 2 + _TEXT * 0.36
        room = (_HOLDER - _BAR if inner else _ROOM) - words.width(count, _TEXT) - 12
        ink = ALARM if blank else INK if unit >= 0 else FAINT
        fitted = words.fit(label, _TEXT, room)
        whole = full if ELLIPSIS in fitted else ""
        if inner:
            name, beside, anchors = x + _BAR + 4, x + inner - 5, ("left", "right")
        elif number == 0:
            name, beside, anchors = x - 4, x - 10 - words.width(fitted, _TEXT), ("right", "right")
        else:
            name = x + _BAR + 4
            beside, anchors = name + 6 + words.width(fitted, _TEXT), ("left", "left")
        self.scene.labels += [
            Label(name, base, fitted, _TEXT, ink, anchors[0], title=whole, of=box.key),
            Label(beside, base, count, _TEXT, FAINT, anchors[1], of=box.key),
        ]

    def _bands(self, number: int, tops: list[list[float]]) -> None:
        """Between two columns: each pair of bars that share people."""
        shared = self.shared[number]
        pairs = np.argwhere(shared)
        counts = shared[shared > 0]
        rank = [
            {bar: place for place, bar in enumerate(order)}
            for order in (self.orders[number], self.orders[number + 1])
        ]
        bands = sorted(
            zip(pairs.tolist(), counts.tolist(), strict=True),
            key=lambda item: (rank[0][item[0][0]], rank[1][item[0][1]]),
        )
        out = [list(tops[number]), list(tops[number + 1])]
        x0, x1 = self.x[number] + self.wide[number], self.x[number + 1]
        begins: dict[tuple[int, int], float] = {}
        for (one, other), count in bands:
            begins[one, other] = out[0][one]
            out[0][one] += count * self.unit
        for (one, other), count in sorted(
            bands, key=lambda item: (rank[1][item[0][1]], rank[0][item[0][0]])
        ):
            y0, y1, high = begins[one, other], out[1][other], count * self.unit
            out[1][other] += high
            side, bar = (number, one) if number == 0 else (number + 1, other)
            title = f"{self._name(number, one)[1]} → {self._name(number + 1, other)[1]}: {count}"
            points = _band(x0, x1, (y0, y1), high)
            opacity = 0.22 if self._color(side, bar) == RULE else 0.38
            self.scene.add(Shape(points, self._color(side, bar), opacity=opacity, title=title))


def _band(
    x0: float, x1: float, tops: tuple[float, float], high: float
) -> tuple[tuple[float, float], ...]:
    """From one span to another, level at both ends."""
    share = np.linspace(0.0, 1.0, _STEPS)
    # A cubic Bézier curve whose inner points lie level with the ends, in the middle.
    inner = 3 * share * (1 - share)
    x = x0 + (x1 - x0) * (inner / 2 + share**3)
    bend = share * share * (3 - 2 * share)
    upper = tops[0] + (tops[1] - tops[0]) * bend
    above, below = (
        list(zip(x.tolist(), upper.tolist(), strict=True)),
        list(zip(x.tolist(), (upper + high).tolist(), strict=True)),
    )
    return (*above, *reversed(below))
