"""The hierarchy of units as a scene: which units, in boxes of how much detail, where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.colors import ALARM, FAINT, INK, PANEL, PAPER, RULE, layer_color, tint
from sanzu_graph.charts.layouts import Layout, tidy_forest
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, box_key, heading
from sanzu_graph.charts.seat_cards import seat_sums
from sanzu_graph.errors import AbsentError
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT

_ASPECT = 1.5
#: A plain tree, every unit beside its sisters, is kept as long as it is no wider than this, in
#: points.
_PLAIN_WIDTH = 1000.0
_STACKS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60)
_PAD = 5.0
#: What a grey panel of several units is, beside units and members.
PANEL_KIND = "panel"
#: Between a name and the headcount beside it.
_ASIDE = 7.0


@dataclass(frozen=True)
class Detail:
    """How much a box tells.

    Attributes
    ----------
    units : the most units for which it is the first choice
    size : the font size; 0: no text
    lines : name, leaders and headcount under each other (3), name and headcount in one line (1),
        headcount alone (0)
    widest : the widest box
    gap, level_gap : the room between boxes, and between levels
    """

    units: float
    size: float
    lines: int
    widest: float
    gap: float
    level_gap: float


FULL = Detail(90, 8.5, 3, 128, 9, 26)
NAMES = Detail(500, 7.5, 1, 118, 7, 22)
COUNTS = Detail(4_000, 6.0, 0, 90, 4, 16)
MARKS = Detail(np.inf, 0.0, 0, 8, 2, 8)
DETAILS = (FULL, NAMES, COUNTS, MARKS)


@dataclass(frozen=True)
class Units:
    """The units that are shown; positions index them, `rows` the organisation's units."""

    org: Org
    rows: Positions
    parent: Positions
    headcount: Positions
    below: Positions
    leaders: list[list[int]]
    vacant: NDArray[np.bool_]

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
    return Units(
        org,
        rows,
        number[parent[rows]],
        headcount,
        org.pairs(rollup=True).per_unit[rows],
        [leaders.get(row, []) for row in rows.tolist()],
        demanded[code.unit_layer[rows]] & (headcount > 0) & (led.per_unit[rows] == 0),
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


@dataclass(frozen=True)
class _Faces:
    """What each box shows (of that, how many lines are its name), its full name, how large it is,
    and the page it leads to.
    """

    lines: list[list[tuple[str, str]]]
    titles: list[str]
    named: list[int]
    width: NDArray[np.float64]
    height: NDArray[np.float64]
    pages: dict[int, int]


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
    title = words.text("chart.org", units=len(units.rows), members=_people(units))
    if len(units.rows):
        blocks, place = _arranged(units, faces, detail, aspect or _ASPECT)
    else:
        blocks, place = [], Layout(np.zeros(0), np.zeros(0), 0.0, 0.0)
    scene.width = max(place.width, _least_width(words, title, keys)) + 2 * MARGIN
    top = heading(scene, words, title, notes, keys, scene.width)
    left = (scene.width - place.width) / 2
    for number, block in enumerate(blocks):
        _draw_block(
            scene,
            units,
            faces,
            detail,
            block,
            (left + float(place.x[number]), top + float(place.y[number])),
        )
    _draw_lines(
        scene,
        units,
        blocks,
        Layout(place.x + left, place.y + top, place.width, place.height),
        detail,
    )
    scene.height = top + place.height + MARGIN
    return scene


def _kind(detail: Detail) -> str:
    return {3: "full", 1: "names", 0: "counts" if detail.size else "marks"}[detail.lines]


def _people(units: Units) -> int:
    """How many people are in any of the units shown, or below them."""
    found = units.org.pairs(rollup=True)
    mine = np.isin(found.unit, units.rows)
    return len(np.unique(found.member[mine]))


def _least_width(words: Lettering, title: str, keys: list[Key]) -> float:
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
) -> _Faces:
    lines: list[list[tuple[str, str]]] = []
    named: list[int] = []
    total = len(units.rows)
    names = units.org.names(UNIT, units.rows).tolist()
    ids = units.org.encoding.units[units.rows].tolist()
    is_parent = units.is_parent.tolist()
    room = detail.widest - 2 * _PAD
    for number, (name, id_) in enumerate(zip(names, ids, strict=True)):
        headcount, below = int(units.headcount[number]), int(units.below[number])
        gathers = not headcount and below > 0
        count = f"({below})" if gathers else str(headcount)
        told: list[tuple[str, str]] = []
        if detail.lines == FULL.lines:
            told = [(line, INK) for line in words.wrap(words.name(name, id_), detail.size, room, 2)]
            named.append(len(told))
            told += _leaders(units, words, number)
            told.append((words.people(below if gathers else headcount, below=gathers), FAINT))
            if (row := int(units.rows[number])) in leads:
                told.append((leads[row][0], INK))
        elif detail.lines:
            aside = words.width(count, detail.size) + _ASIDE
            told = [
                (line, INK)
                for line in words.wrap(words.name(name, id_), detail.size, room - aside, 2)
            ] + [(count, FAINT)]
            named.append(len(told) - 1)
        else:
            told = [(words.name(name, id_) if is_parent[number] else count, INK)] * bool(
                detail.size
            )
            named.append(len(told))
        lines.append([(words.fit(line, detail.size, room), color) for line, color in told])
    width, height = np.full(total, detail.widest), np.full(total, detail.widest)
    leading = detail.size * 1.4
    for number, told in enumerate(lines):
        if not detail.size:
            continue
        pad = _PAD if detail.lines else 2.5
        measured = [words.width(line, detail.size) for line, _ in told]
        aside = measured.pop() + _ASIDE if detail.lines == NAMES.lines else 0.0
        width[number] = max(measured) + aside + 2 * pad
        height[number] = leading * len(measured) + (7 if detail.lines == FULL.lines else 4)
    pages = {
        number: leads[row][1]
        for number, row in enumerate(units.rows.tolist())
        if row in leads and detail.lines == FULL.lines
    }
    return _Faces(lines, list(map(words.full, names)), named, width, height, pages)


@dataclass(frozen=True)
class _Block:
    """Units that stand together: one alone, or leaves of one parent and layer in columns.

    Attributes
    ----------
    units : positions of the units, in order
    rows : how many stand under each other
    cell : the size of a cell
    size : the size of the whole
    parent : the number of the block above; -1 for none
    """

    units: list[int]
    rows: int
    cell: tuple[float, float]
    size: tuple[float, float]
    parent: int


def _arranged(
    units: Units, faces: _Faces, detail: Detail, aspect: float
) -> tuple[list[_Block], Layout]:
    """Leaves beside each other where that is narrow enough, else in stacks: what needs the smallest
    sheet.
    """
    plain = _blocks(units, faces, detail, 1)
    best = (plain, _laid(plain, detail, np.inf))
    if best[1].width <= _PLAIN_WIDTH:
        return best
    least = _sheet(best[1], aspect)
    for rows in (1, *_STACKS):
        blocks = plain if rows == 1 else _blocks(units, faces, detail, rows)
        one_row = _laid(blocks, detail, np.inf)
        trees = sum(block.parent < 0 for block in blocks)
        for share in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48):
            if share > 1 and share > trees:
                break
            laid = one_row if share == 1 else _laid(blocks, detail, one_row.width / share)
            if _sheet(laid, aspect) < least * 0.97:  # not for a trifle
                best, least = (blocks, laid), _sheet(laid, aspect)
    return best


def _sheet(laid: Layout, aspect: float) -> float:
    """The width of the sheet that a layout needs."""
    return max(laid.width, laid.height * aspect)


def _laid(blocks: list[_Block], detail: Detail, row_width: float) -> Layout:
    """The blocks in a tidy forest, a tall one as a run of boxes down as many levels as it is high.

    So a tall block pushes nobody's children down; they find room beside it.
    """
    width, height = (np.array([block.size[side] for block in blocks]) for side in (0, 1))
    parent = np.array([block.parent for block in blocks])
    usual = max(block.cell[1] for block in blocks)
    more = np.ceil((height - usual) / (usual + detail.level_gap) - 1e-9).clip(min=0).astype(np.intp)
    added = np.repeat(np.arange(len(blocks)), more)
    hangs_on = len(blocks) + np.arange(len(added)) - 1
    begins = np.flatnonzero(np.diff(added, prepend=-1))
    hangs_on[begins] = added[begins]
    whole = tidy_forest(
        np.append(parent, hangs_on),
        np.append(width, width[added]),
        np.append(np.minimum(height, usual), np.full(len(added), usual)),
        gap=detail.gap,
        level_gap=detail.level_gap,
        row_width=row_width,
        row_gap=max(detail.level_gap, 14),
    )
    x, y = whole.x[: len(blocks)], whole.y[: len(blocks)]
    return Layout(x, y, whole.width, float((y + height).max()))


def _blocks(units: Units, faces: _Faces, detail: Detail, rows: int) -> list[_Block]:
    layer = units.org.encoding.unit_layer[units.rows]
    is_parent = units.is_parent
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, above in enumerate(units.parent.tolist()):
        alone = rows == 1 or is_parent[number]
        groups.setdefault((number, -1, 0) if alone else (above, int(layer[number])), []).append(
            number
        )
    home = {number: block for block, group in enumerate(groups.values()) for number in group}
    home[-1] = -1
    return [
        _block(group, faces, detail, rows, home[int(units.parent[group[0]])])
        for group in groups.values()
    ]


def _block(group: list[int], faces: _Faces, detail: Detail, rows: int, parent: int) -> _Block:
    cell = (float(faces.width[group].max()), float(faces.height[group].max()))
    if len(group) == 1:
        return _Block(group, 1, cell, cell, parent)
    rows = min(rows, len(group))
    columns = -(-len(group) // rows)
    rows = -(-len(group) // columns)
    room, gap = _panel(detail)
    size = (columns * (cell[0] + gap) - gap + 2 * room, rows * (cell[1] + gap) - gap + 2 * room)
    return _Block(group, rows, cell, size, parent)


def _panel(detail: Detail) -> tuple[float, float]:
    """The room around and between the cells of a block."""
    return (5.0, 4.0) if detail.lines else (2.5, 2.0) if detail.size else (1.5, 1.0)


def _draw_block(
    scene: Scene,
    units: Units,
    faces: _Faces,
    detail: Detail,
    block: _Block,
    at: tuple[float, float],
) -> None:
    left, top = at[0] - block.size[0] / 2, at[1]
    if len(block.units) == 1:
        _draw_unit(scene, units, faces, detail, block.units[0], (left, top, *block.cell))
        return
    scene.boxes.append(
        Box(
            left,
            top,
            *block.size,
            PANEL,
            RULE,
            0.6,
            entity=_panel_id(units, block),
            kind=PANEL_KIND,
        )
    )
    room, gap = _panel(detail)
    for place, number in enumerate(block.units):
        column, row = divmod(place, block.rows)
        corner = (
            left + room + column * (block.cell[0] + gap),
            top + room + row * (block.cell[1] + gap),
        )
        _draw_unit(scene, units, faces, detail, number, (*corner, *block.cell))


def _panel_id(units: Units, block: _Block) -> str:
    """The parent and the layer of the units on a panel."""
    code, first = units.org.encoding, block.units[0]
    above = int(units.parent[first])
    return f"{code.units[units.rows[above]] if above >= 0 else ''}/{code.layers[int(code.unit_layer[units.rows[first]])]}"


def _block_key(units: Units, block: _Block) -> str:
    """What lines call a block: its unit, or its panel."""
    if len(block.units) == 1:
        return box_key(units.org.encoding.units[units.rows[block.units[0]]])
    return box_key(_panel_id(units, block), PANEL_KIND)


def _draw_unit(
    scene: Scene,
    units: Units,
    faces: _Faces,
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
    scene.boxes.append(box)
    told, size = list(faces.lines[number]), detail.size
    x, anchor = (
        (left + _PAD, "left") if detail.lines == NAMES.lines else (left + width / 2, "center")
    )
    if detail.lines == NAMES.lines:
        count, faint = told.pop()
        scene.labels.append(
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
    base = top + (height - leading * len(told)) / 2 + size * 1.06
    for place, (line, ink) in enumerate(told):
        full = (
            faces.titles[number] if place < faces.named[number] and line.endswith(ELLIPSIS) else ""
        )
        page = faces.pages.get(number) if place == len(told) - 1 else None
        scene.labels.append(
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


def _draw_lines(
    scene: Scene, units: Units, blocks: list[_Block], place: Layout, detail: Detail
) -> None:
    """From the lower edge of each parent down, across, and down to the upper edge of each child."""
    below = {
        block.parent: float(place.y[number]) for number, block in enumerate(blocks)
    }  # children stand on one level
    for number, block in enumerate(blocks):
        if block.parent >= 0:
            x, y = (
                float(place.x[block.parent]),
                float(place.y[block.parent] + blocks[block.parent].size[1]),
            )
            bend = below[block.parent] - detail.level_gap / 2
            end = (float(place.x[number]), float(place.y[number]))
            source, target = _block_key(units, blocks[block.parent]), _block_key(units, block)
            scene.lines.append(
                Line(
                    ((x, y), (x, bend), (end[0], bend), end),
                    RULE,
                    0.9,
                    source=source,
                    target=target,
                )
            )
