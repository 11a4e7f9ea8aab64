"""Groups, base units, groups: how people spread over them, as bands as wide as there are people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, layer_color, mixed
from sanzu_graph.charts.crossings import Ties, untangled
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.reach import blank_units, coverage_headline
from sanzu_graph.charts.registry import chart
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Scene, Shape, heading
from sanzu_graph.charts.seat_cards import seat_sums
from sanzu_graph.errors import InputError
from sanzu_graph.messages import listed
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import UNIT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.model.organisation import Org

#: How many bars a column has at most, from detailed to plain; units beyond are rolled up or counted
#: together.
_MOST = (36, 16, 8)
_FULLEST = 150
_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 3
_TEXT, _BAR, _ALLEY, _ROOM = 8.0, 9.0, 150.0, 122.0
#: The bars of a column between two others hold their names, so that no band runs behind these.
_HOLDER = 122.0
_PITCH, _GAP, _HIGH = 11.5, 4.0, 420.0
#: On a slide the bars are lower.
_FLAT = 205.0
#: A person is no higher than this, in points.
_TALLEST = 16.0
_STEPS = 36
_NOWHERE, _OTHERS = -1, -2
#: How much lighter every second bar of a layer is: one colour a layer, neighbours told apart.
_LIGHTER = 0.38
#: What a bar of several units is, beside units and members.
TOGETHER = "together"


@chart
def plot_flow(
    org: Org,
    *,
    layers: Collection[str] | None = None,
    ax: Axes | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
) -> Drawing:
    """How people spread over the layers: a column of bars a layer, a band for everybody who is in
    one bar and in another.

    A band is as high as there are people in the bars at both its ends. A bar is as high as its
    bands; its number is how many people are in it. A person in several units of a layer has a band
    for each. People in no unit of a layer have a bar too. Bars stand so that few bands cross. Where
    a layer has many units, those above them are drawn instead, else the largest and the others
    together.

    Parameters
    ----------
    org
        The organisation.
    layers
        Two or three layers, from left to right; by default the policy's first group, its base and
        its second group, where they exist.
    policy
        Labels of layers, and which base units are blank; by default ``Policy()``.

    Raises
    ------
    AbsentError
        If the organisation lacks one of the layers.
    InputError
        If there are not two or three layers.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sanzu_graph import Org
    >>> org = Org({"id": ["A", "B"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A", "B", "A"], "unit": ["T", "T", "P"]})
    >>> ax = plot_flow(org, lang="en")
    >>> [text.get_text() for text in ax.texts][-6:]
    ['P', '1', 'in no party group', '1', 'T', '2']
    >>> plt.close(ax.figure)
    """
    policy = (Policy() if policy is None else policy).resolve(org)
    words = Lettering()
    if layers is None:
        groups = [layer.name for layer in policy.groups if layer.name in org.layers]
        chosen = [*groups[:1], policy.base, *groups[1:2]]
    else:
        chosen = list(layers)
    if not _FEWEST_COLUMNS <= len(chosen) <= _MOST_COLUMNS:
        raise InputError("error.flow_layers", layers=listed(chosen))
    seats = _seats(org, chosen)
    return Drawing(
        words,
        [partial(_scene, org, chosen, seats, policy, words, most) for most in _MOST],
        partial(_scene, org, chosen, seats, policy, words, _FULLEST),
        flat=partial(_scene, org, chosen, seats, policy, words, _MOST[0], _FLAT),
    )


@dataclass(frozen=True)
class _Seats:
    """Who is where in a layer: one entry a seat; who is in no unit of it has a seat nowhere.

    Attributes
    ----------
    member, unit : positions; the unit is -1 for nowhere
    """

    member: Positions
    unit: Positions


def _seats(org: Org, layers: Sequence[str]) -> list[_Seats]:
    """The seats of each layer, of all who are in one of them."""
    layers_seats = [org.pairs(layer) for layer in layers]
    shown = np.any([one.per_member > 0 for one in layers_seats], axis=0)
    seats = []
    for one in layers_seats:
        without = np.flatnonzero(shown & (one.per_member == 0))
        seats.append(
            _Seats(
                np.concatenate([one.member, without]),
                np.concatenate([one.unit, np.full(len(without), _NOWHERE)]),
            )
        )
    return seats


@dataclass(frozen=True)
class _Column:
    """The bars of a layer.

    Attributes
    ----------
    bars : units (positions), or none, or the others together
    of : members × bars: who is in which
    counts : people per bar
    rolled, merged : whether units above are drawn; how many units the last bar holds together
    """

    bars: list[int]
    of: csr_array
    counts: list[int]
    rolled: bool
    merged: int


def _columns(org: Org, seats: Sequence[_Seats], most: int) -> list[_Column]:
    """The bars of every layer, the middle one's chosen first."""
    middle = _column(org, seats[1], most, np.ones(len(org.encoding.members), dtype=bool))
    shown = np.array([bar >= 0 for bar in middle.bars], dtype=np.int64)
    is_shown = middle.of @ shown > 0
    return [
        middle if number == 1 else _column(org, some, most, is_shown)
        for number, some in enumerate(seats)
    ]


def _column(org: Org, seats: _Seats, most: int, kept: NDArray[np.bool_]) -> _Column:
    """A layer's bars: its units, or those above them where they are many, or the largest and the
    others together.
    """
    parent, here, rolled = org.encoding.parent, seats.unit.copy(), False
    while (total := len(np.unique(here[here >= 0]))) > most:
        above = np.where(here >= 0, np.where(parent[here] >= 0, parent[here], here), here)
        fewer = len(np.unique(above[above >= 0]))
        if fewer == total or fewer < 3:  # noqa: PLR2004 - one bar or two tell nothing
            break
        here, rolled = above, True
    units = np.unique(here[here >= 0])
    merged = 0
    if len(units) > most:
        # Those that the people of the middle column's bars are in come first: so the columns show
        # one part of the whole.
        is_here = kept[seats.member] & (here >= 0)
        counts = np.bincount(np.searchsorted(units, here[is_here]), minlength=len(units))
        largest = units[np.argsort(-counts, kind="stable")[: most * 2 // 3]]
        merged = len(units) - len(largest)
        here = np.where((here < 0) | np.isin(here, largest), here, _OTHERS)
    bars = [
        *np.unique(here[here >= 0]).tolist(),
        *([_OTHERS] if merged else []),
        *([_NOWHERE] if (here == _NOWHERE).any() else []),
    ]
    place = {bar: number for number, bar in enumerate(bars)}
    columns = np.array([place[unit] for unit in here.tolist()], dtype=np.intp)
    # Several seats in one bar make one person of it.
    pairs = distinct(seats.member * len(bars) + columns)
    of = csr_array(
        (
            np.ones(len(pairs), dtype=np.int64),
            (pairs // max(len(bars), 1), pairs % max(len(bars), 1)),
        ),
        shape=(len(org.encoding.members), len(bars)),
    )
    return _Column(bars, of, of.sum(axis=0).tolist(), rolled, merged)


def _scene(
    org: Org,
    layers: Sequence[str],
    seats: Sequence[_Seats],
    policy: Policy,
    words: Lettering,
    most: int,
    high: float = _HIGH,
) -> Scene:
    people = len(np.unique(seats[0].member))
    columns = _columns(org, seats, most)
    scene = Scene(width=2 * MARGIN + 2 * _ROOM + sum(_wide(columns)) + (len(columns) - 1) * _ALLEY)
    labels = [words.layer(policy, layer) for layer in layers]
    subtitle = words.text("chart.flow", layers=words.listed(labels), people=people)
    notes = [words.text("chart.flow_note")]
    sums = seat_sums(org, policy, tuple(layers), words)
    if sums:
        notes += [words.text("chart.flow_seats"), *sums]
    rolled = [label for label, column in zip(labels, columns, strict=True) if column.rolled]
    notes += [words.text("chart.flow_rolled", layers=words.listed(rolled))] if rolled else []
    groups = tuple(layer for layer in layers if layer != policy.base)
    blank = blank_units(org, policy, policy.base, groups) if policy.base in layers else frozenset()
    drawn_blank = [unit for column in columns for unit in column.bars if unit in blank]
    keys = (
        [
            Key(
                words.text(
                    "chart.layers_blank",
                    base=words.layer(policy, policy.base),
                    count=len(drawn_blank),
                ),
                PAPER,
                ALARM,
                hatched=True,
            )
        ]
        if drawn_blank
        else []
    )
    middle = policy.base if policy.base in layers else layers[1]
    sides = [layer for layer in layers if layer != middle]
    title = coverage_headline(org, policy, middle, sides, words) if people else ""
    top = heading(scene, words, title, subtitle, notes=notes, keys=keys)
    if not people:
        scene.height = top + MARGIN
        return scene
    _Flow(scene, org, words, columns, layers, labels, blank, high).draw(top)
    return scene


def _wide(columns: Sequence[_Column]) -> list[float]:
    """How wide the bars of each column are."""
    return [_HOLDER if 0 < number < len(columns) - 1 else _BAR for number in range(len(columns))]


class _Flow:
    """The columns and the bands between them."""

    def __init__(
        self,
        scene: Scene,
        org: Org,
        words: Lettering,
        columns: list[_Column],
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
        names = org.names(UNIT, np.arange(len(org.encoding.units)))
        words.tell_apart(map(words.name, names, org.encoding.units))
        self.shared = [(left.of.T @ right.of).toarray() for left, right in pairwise(columns)]
        self.orders = self._orders()
        self.spans = [self._spans(number) for number in range(len(columns))]
        most, high = max(len(column.bars) for column in columns), max(map(sum, self.spans))
        self.unit = max(min(tallest, _TALLEST * high), most * _PITCH * 1.15) / max(high, 1)
        self.wide = _wide(columns)
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
        if self.columns[number].bars[bar] == _NOWHERE:
            return RULE
        layer = self.org.encoding.layers.index(self.layers[number])
        color = layer_color(layer)
        return mixed(color, PAPER, _LIGHTER) if self.orders[number].index(bar) % 2 else color

    def _name(self, number: int, bar: int) -> tuple[str, str]:
        """A bar's name as it can be written, and in full."""
        column, words = self.columns[number], self.words
        unit = column.bars[bar]
        if unit == _NOWHERE:
            sentence = words.text("chart.no_base_unit", base=self.labels[number])
            return sentence, sentence
        if unit == _OTHERS:
            sentence = words.text("chart.flow_others", count=column.merged)
            return sentence, sentence
        name = self.org.names(UNIT, np.array([unit]))[0]
        return words.name(name, self.org.encoding.units[unit]), words.full(name)

    def _bar(self, number: int, column: _Column, bar: int, span: tuple[float, float]) -> None:
        unit, words = column.bars[bar], self.words
        told, full = self._name(number, bar)
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
        fitted = words.fit(told, _TEXT, room)
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
