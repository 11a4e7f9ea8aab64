"""The hierarchy of units as a scene: which units, in boxes of how much detail, where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, layer_color, tint
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Scene, box_key, footnotes, heading
from sanzu_graph.charts.seat_cards import seat_sums
from sanzu_graph.charts.tree_blocks import (
    ASPECT,
    DETAILS,
    FULL,
    NAMES,
    Detail,
    Faces,
    arranged,
    draw_blocks,
)
from sanzu_graph.charts.tree_rows import Arrangement
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.naming import id_of
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT

_PAD = 5.0
#: So many units without a leader are named below a picture that shows no names.
_LISTED = 200
#: Between a name and the headcount beside it.
_ASIDE = 7.0


@dataclass(frozen=True)
class Units:
    """The units that are shown; positions index them, `rows` the organisation's units.

    `led` are those that need a leader, `vacant` those of them that have none.
    """

    org: Org
    rows: Positions
    parent: Positions
    headcount: Positions
    below: Positions
    leaders: list[list[int]]
    vacant: NDArray[np.bool_]
    led: NDArray[np.bool_]

    @property
    def stacks(self) -> Positions:
        """Leaves of one parent stand together where they are of one layer."""
        return self.org.encoding.unit_layer[self.rows]

    def key(self, number: int) -> str:
        """What lines call a unit's box."""
        return box_key(self.org.encoding.units[self.rows[number]])

    def panel(self, number: int) -> str:
        """The parent and the layer of the units on a panel."""
        code, above = self.org.encoding, int(self.parent[number])
        layer = code.layers[int(code.unit_layer[self.rows[number]])]
        return f"{code.units[self.rows[above]] if above >= 0 else ''}/{layer}"

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers all of whose units are shown."""
        code = self.org.encoding
        shown = np.bincount(code.unit_layer[self.rows], minlength=len(code.layers))
        whole = np.bincount(code.unit_layer, minlength=len(code.layers))
        return tuple(np.array(code.layers, dtype=object)[(shown == whole) & (whole > 0)].tolist())

    @property
    def is_parent(self) -> NDArray[np.bool_]:
        """Which units have others below them."""
        mask = np.zeros(len(self.rows), dtype=bool)
        mask[self.parent[self.parent >= 0]] = True
        return mask


def chosen_units(
    org: Org, policy: Policy, layers: Collection[str] | None, root: str | None
) -> Units:
    """The units of some layers below a root; what hangs on a unit left out hangs on the next one
    above it.

    Raises
    ------
    AbsentError
        If a layer or the root does not exist.
    """
    code, policy = org.encoding, policy.resolve(org)
    shown = np.ones(len(code.units), dtype=bool)
    if layers is not None:
        shown[:] = False
        for layer in layers:
            shown[org.pairs(layer).units] = True
    parent = code.parent.copy()
    if root is not None:
        root = id_of(org, "units", root)
        found = np.flatnonzero(code.units == root)
        if not len(found):
            raise AbsentError("error.no_ids", entity=UNIT, ids=[root])
        parent[found] = -1
        shown &= _under(parent, int(found[0]))
    while True:
        hidden = (parent >= 0) & ~shown[parent]
        if not hidden.any():
            break
        parent[hidden] = parent[parent[hidden]]
    rows = np.flatnonzero(shown)
    number = np.append(np.cumsum(shown) - 1, -1)
    found_pairs, led = org.pairs(), org.pairs(role=LEADER)
    headcount = found_pairs.per_unit[rows]
    leaders: dict[int, list[int]] = {}
    for member, unit in zip(led.member.tolist(), led.unit.tolist(), strict=True):
        leaders.setdefault(unit, []).append(member)
    demanded = np.array([policy.layer(name).least_leaders > 0 for name in code.layers] or [False])
    asked = demanded[code.unit_layer[rows]] & (headcount > 0)
    return Units(
        org,
        rows,
        number[parent[rows]],
        headcount,
        org.pairs(rollup=True).per_unit[rows],
        [leaders.get(row, []) for row in rows.tolist()],
        asked & (led.per_unit[rows] == 0),
        asked,
    )


def part_of(units: Units, keep: Positions) -> Units:
    """Some of the units, in their order; what hangs on one left out is a root."""
    number = np.full(len(units.rows) + 1, -1, dtype=np.intp)
    number[keep] = np.arange(len(keep))
    return Units(
        units.org,
        units.rows[keep],
        number[units.parent[keep]],
        units.headcount[keep],
        units.below[keep],
        [units.leaders[place] for place in keep.tolist()],
        units.vacant[keep],
        units.led[keep],
    )


def _under(parent: Positions, root: int) -> NDArray[np.bool_]:
    """Which units are the root or below it."""
    link = np.where(parent < 0, np.arange(len(parent)), parent)
    while (link[link] != link).any():
        link = link[link]
    return np.equal(link, root)


def scenes(
    units: Units, policy: Policy, words: Lettering, aspect: float | None = None
) -> Iterator[Callable[[], Scene]]:
    """The hierarchy in ever less detail, from as much as suits its size."""
    for detail in DETAILS:
        if len(units.rows) <= detail.units:
            yield partial(scene_of, units, policy, words, detail, aspect)


def scene_of(
    units: Units,
    policy: Policy,
    words: Lettering,
    detail: Detail,
    aspect: float | None = None,
    *,
    leads: Mapping[int, tuple[str, int]] | None = None,
) -> Scene:
    """The hierarchy in one detail, on as small a sheet of this aspect as it needs.

    `leads` may tell for some units (rows of the organisation) a word and the page that the word
    leads to.
    """
    faces = _faces(units, words, detail, leads or {})
    scene = Scene()
    keys = _keys(units, policy, words, detail)
    notes = [words.text(f"chart.org_{kind}") for kind in (_kind(detail),) if len(units.rows)]
    if detail.size:
        notes += seat_sums(units.org, policy, units.layers, words)
    subtitle = words.text("chart.org", units=len(units.rows), members=_people(units))
    title = tree_headline(units, words)
    if len(units.rows):
        blocks, place = arranged(units, faces, detail, aspect or ASPECT)
    else:
        blocks, place = [], Arrangement(np.zeros(0), np.zeros(0), 0.0, 0.0)
    scene.width = max(place.width, least_width(words, title or subtitle, keys)) + 2 * MARGIN
    top = heading(scene, words, title, subtitle, notes=notes, keys=keys)
    left = (scene.width - place.width) / 2
    place = place.moved(left, top)
    draw_blocks(
        scene, units, blocks, place, detail, partial(_draw_unit, scene, units, faces, detail)
    )
    bottom = footnotes(scene, words, _unnamed(units, words, detail), top + place.height)
    scene.height = bottom + MARGIN
    return scene


def tree_headline(units: Units, words: Lettering) -> str:
    """Which units lack a leader; where none needs one, which unit is the largest."""
    ids, names = units.org.encoding.units[units.rows], units.org.names(UNIT, units.rows)
    shown = [words.name(name, id_) for name, id_ in zip(names, ids, strict=True)]
    if units.led.any():
        lacking = [shown[place] for place in np.flatnonzero(units.vacant)]
        return words.told(headlines.vacant, lacking, int(units.led.sum()))
    if not units.headcount.any():
        return ""
    largest = int(units.headcount.argmax())
    return words.told(
        headlines.largest, shown[largest], int(units.headcount[largest]), len(units.rows)
    )


def _unnamed(units: Units, words: Lettering, detail: Detail) -> list[str]:
    """What a picture without names tells below: the units without a leader, and where all names
    are.
    """
    if detail.lines:
        return []
    ids, names = units.org.encoding.units[units.rows], units.org.names(UNIT, units.rows)
    lacking = [words.name(names[at], ids[at]) for at in np.flatnonzero(units.vacant).tolist()]
    told = words.text("chart.vacant_units", units=words.listed(lacking, most=_LISTED))
    return [told] * bool(lacking) + [words.text("chart.on_pages")]


def _kind(detail: Detail) -> str:
    return {3: "full", 1: "names", 0: "counts" if detail.size else "marks"}[detail.lines]


def _people(units: Units) -> int:
    """How many people are in any of the units shown, or below them."""
    pairs = units.org.pairs(rollup=True)
    is_shown = np.isin(pairs.unit, units.rows)
    return len(np.unique(pairs.member[is_shown]))


def least_width(words: Lettering, title: str, keys: list[Key]) -> float:
    """How wide a picture is at least, for its title and its legend."""
    return min(
        max(words.width(title, 12.0), sum(words.width(key.text, 8.0) + 30 for key in keys), 240.0),
        480.0,
    )


def _keys(units: Units, policy: Policy, words: Lettering, detail: Detail) -> list[Key]:
    code = units.org.encoding
    layer = code.unit_layer[units.rows]
    keys = []
    for number, name in enumerate(code.layers):
        count = int((layer == number).sum())
        if count:
            color, label = layer_color(number), words.layer(policy, name)
            keys.append(Key(f"{label} ({count})", tint(color) if detail.size else color, color))
    if units.vacant.any():
        keys.append(
            Key(
                words.text("chart.vacant_key", count=int(units.vacant.sum())),
                PAPER,
                ALARM,
                dashed=True,
            )
        )
    return keys


def _leaders(units: Units, words: Lettering, number: int) -> list[tuple[str, str]]:
    """Who leads a unit, or that nobody does who should."""
    if units.vacant[number]:
        return [(words.text("chart.vacant"), ALARM)]
    if not units.leaders[number]:
        return []
    rows = np.array(units.leaders[number][:3])
    shown = [
        words.name(name, units.org.encoding.members[row])
        for name, row in zip(units.org.names(MEMBER, rows), rows, strict=True)
    ]
    more = len(units.leaders[number]) - len(shown)
    return [(words.listed(shown) + (f" +{more}" if more else ""), INK)]


def _faces(
    units: Units, words: Lettering, detail: Detail, leads: Mapping[int, tuple[str, int]]
) -> Faces:
    lines: list[list[tuple[str, str]]] = []
    named: list[int] = []
    total = len(units.rows)
    names = units.org.names(UNIT, units.rows).tolist()
    ids = units.org.encoding.units[units.rows].tolist()
    words.tell_apart(map(words.name, names, ids))
    is_parent = units.is_parent.tolist()
    room = detail.widest - 2 * _PAD
    for number, (name, id_) in enumerate(zip(names, ids, strict=True)):
        headcount, below = int(units.headcount[number]), int(units.below[number])
        gathers = not headcount and below > 0
        holds = headcount > 0 and below > headcount
        count = f"({below})" if gathers else str(headcount) + (f" ({below})" if holds else "")
        line_text: list[tuple[str, str]] = []
        if detail.lines == FULL.lines:
            line_text = [
                (line, INK) for line in words.wrap(words.name(name, id_), detail.size, room, 2)
            ]
            named.append(len(line_text))
            line_text += _leaders(units, words, number)
            people = words.people(below if gathers else headcount, below=gathers)
            if holds:
                people = words.text("chart.people_here", count=below, here=headcount)
            line_text.append((people, FAINT))
            if (row := int(units.rows[number])) in leads:
                line_text.append((leads[row][0], INK))
        elif detail.lines:
            aside = words.width(count, detail.size) + _ASIDE
            line_text = [
                (line, INK)
                for line in words.wrap(words.name(name, id_), detail.size, room - aside, 2)
            ] + [(count, FAINT)]
            named.append(len(line_text) - 1)
        else:
            line_text = [(words.name(name, id_) if is_parent[number] else count, INK)] * bool(
                detail.size
            )
            named.append(len(line_text))
        lines.append([(words.fit(line, detail.size, room), color) for line, color in line_text])
    width, height = np.full(total, detail.widest), np.full(total, detail.widest)
    leading = detail.size * 1.4
    for number, line_text in enumerate(lines):
        if not detail.size:
            continue
        pad = _PAD if detail.lines else 2.5
        measured = [words.width(line, detail.size) for line, _ in line_text]
        aside = measured.pop() + _ASIDE if detail.lines == NAMES.lines else 0.0
        width[number] = max(measured) + aside + 2 * pad
        height[number] = leading * len(measured) + (7 if detail.lines == FULL.lines else 4)
    pages = {
        number: leads[row][1]
        for number, row in enumerate(units.rows.tolist())
        if row in leads and detail.lines == FULL.lines
    }
    return Faces(lines, list(map(words.full, names)), named, width, height, pages)


def _draw_unit(
    scene: Scene,
    units: Units,
    faces: Faces,
    detail: Detail,
    number: int,
    area: tuple[float, float, float, float],
) -> None:
    left, top, width, height = area
    code, row = units.org.encoding, units.rows[number]
    color = layer_color(int(code.unit_layer[row]))
    vacant = bool(units.vacant[number])
    fill = (PAPER if vacant else tint(color)) if detail.size else color
    box = Box(
        left,
        top,
        width,
        height,
        fill,
        ALARM if vacant else color,
        1.1 if detail.lines else 0.7,
        vacant,
        entity=code.units[row],
        title=faces.titles[number],
    )
    scene.add(box)
    lines, size = list(faces.lines[number]), detail.size
    x, anchor = (
        (left + _PAD, "left") if detail.lines == NAMES.lines else (left + width / 2, "center")
    )
    if detail.lines == NAMES.lines:
        count, faint = lines.pop()
        scene.add(
            Label(
                left + width - _PAD,
                top + height / 2 + size * 0.36,
                count,
                size,
                faint,
                "right",
                of=box.key,
            )
        )
    leading = size * 1.4
    base = top + (height - leading * len(lines)) / 2 + size * 1.06
    for place, (line, ink) in enumerate(lines):
        full = faces.titles[number] if place < faces.named[number] and ELLIPSIS in line else ""
        page = faces.pages.get(number) if place == len(lines) - 1 else None
        scene.add(
            Label(
                x,
                base + place * leading,
                line,
                size,
                ink,
                anchor,
                title=full,
                of=box.key,
                page=page,
            )
        )
