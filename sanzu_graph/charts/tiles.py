"""A scene that is too large for a sheet, cut into parts: between texts and cards where it can be.

Rows are cut first, then each row from left to right. What a cut goes through is seen on both
sides: lines and areas end at the cut; a text stands whole on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Paper, is_legible, moved, title_room, untitled
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.charts.stacking import Area, area_of, area_of_box

#: A part is at least so much of a sheet, before a better place for the cut counts.
_LEAST = 0.5
#: A part may be longer than its share, so that the last one is not left with the most.
_SPARE = 1.2
#: What is longer than this share of a sheet may be cut through.
_LONG = 0.6
_NEAR = 0.01
Point = tuple[float, float]


def tiles(scene: Scene, sheet: Paper, words: Lettering) -> list[Scene]:
    """The scene alone where it can be read on the sheet; else its parts, row by row.

    Parts have the title of the scene and say which of how many they are.
    """
    if is_legible(scene, sheet):
        return [scene]
    body = untitled(scene)
    scale = sheet.smallest / body.smallest
    wide, high = (length / scale for length in sheet.inner)
    labels = [(label, area_of(label)) for label in body.labels]
    areas = [area for _, area in labels] + [area_of_box(box) for box in body.boxes]
    left, above, top = body.pane or (0.0, 0.0, 0.0)
    parts = []
    for upper, lower in _cuts([(a[1], a[3]) for a in areas], body.height, high, top - above):
        row = [a for a in areas if upper <= (a[1] + a[3]) / 2 < lower]
        for first, last in _cuts([(a[0], a[2]) for a in row], body.width, wide, left):
            part = _part(body, labels, (first, upper, last, lower), (wide, high))
            if not part.labels and not any(box.key for box in part.boxes):
                continue
            down = (above, top) if upper > top else (upper, upper)
            across = (0.0, left) if first > left else (first, first)
            parts.append(
                _headed(
                    part,
                    [
                        _part(body, labels, (*one, *two), (wide, high))
                        for one, two in (
                            ((across[0], upper), (across[1], lower)),
                            ((first, down[0]), (last, down[1])),
                            ((across[0], down[0]), (across[1], down[1])),
                        )
                    ],
                    across[1] - across[0],
                    down[1] - down[0],
                )
            )
    for number, part in enumerate(parts, 1):
        part.title = words.text("chart.part", title=scene.title, part=number, parts=len(parts))
    return [_entitled(part, body.smallest, wide) for part in parts]


def _headed(part: Scene, heads: Sequence[Scene], across: float, down: float) -> Scene:
    """A part of a table with the headings of its rows, of its columns, and of their corner."""
    if not across and not down:
        return part
    placed = [moved(part, 1.0, across, down)]
    for head, (x, y) in zip(heads, ((0.0, down), (across, 0.0), (0.0, 0.0)), strict=True):
        bare = replace(head, boxes=[replace(box, entity="") for box in head.boxes])
        placed.append(moved(bare, 1.0, x, y))
    whole = replace(placed[0], pane=None)
    for further in placed[1:]:
        whole.shapes += further.shapes
        whole.lines += further.lines
        whole.boxes += further.boxes
        whole.labels += [replace(label, of="") for label in further.labels]
    return whole


def _entitled(part: Scene, size: float, wide: float) -> Scene:
    """A part with its title, in a line that a slide takes out again, with exactly its room."""
    title = Label(0.0, 2 * size, part.title, size)
    bare = replace(part, labels=[title])
    below = moved(part, 1.0, 0.0, title_room(bare))
    return replace(below, width=wide, labels=[title, *below.labels])


def _cuts(
    spans: Sequence[tuple[float, float]], whole: float, most: float, repeated: float
) -> list[Point]:
    """From where to where each part goes: at most so long, cut where the fewest things are.

    Parts are about as long as each other. All but the first have room for what is repeated.
    """
    bounds, start, room = [], 0.0, most
    solid = [span for span in spans if span[1] - span[0] <= most * _LONG]
    while whole - start > room + _NEAR:
        left = whole - start - room
        parts = 1 + -(-left // max(most - repeated, 1.0))
        wanted = min((whole - start) / parts * _SPARE, room)
        ends = [end for _, end in solid if start + wanted * _LEAST <= end <= start + wanted]
        cut = min(
            sorted({*ends, start + wanted}, reverse=True),
            key=lambda place: sum(low + _NEAR < place < high - _NEAR for low, high in solid),
        )
        bounds.append((start, cut))
        start, room = cut, max(most - repeated, most * _LEAST)
    return [*bounds, (start, whole + _NEAR)]


def _part(
    body: Scene, labels: Sequence[tuple[Label, Area]], cut: Area, room: tuple[float, float]
) -> Scene:
    """What lies within a rectangle, moved to the corner."""
    left, top, right, bottom = cut
    boxes = [clipped for box in body.boxes if (clipped := _box_within(box, cut))]
    keys = {box.key for box in boxes if box.key}
    lines = [
        replace(
            line,
            points=points,
            arrow=line.arrow and points[-1] == line.points[-1],
            source=line.source if points[0] == line.points[0] and line.source in keys else "",
            target=line.target if points[-1] == line.points[-1] and line.target in keys else "",
        )
        for line in body.lines
        for points in _line_within(line, cut)
    ]
    shapes = [
        replace(shape, points=points)
        for shape in body.shapes
        if len(points := _shape_within(shape, cut)) > 2  # noqa: PLR2004 - a triangle at least
    ]
    texts = []
    for label, (x0, y0, x1, y1) in labels:
        if left <= (x0 + x1) / 2 < right and top <= (y0 + y1) / 2 < bottom:
            across = max(left - x0, 0.0) - max(x1 - left - room[0], 0.0)
            down = max(top - y0, 0.0) - max(y1 - top - room[1], 0.0)
            own = label.of if label.of in keys else ""
            texts.append(replace(label, x=label.x + across, y=label.y + down, of=own))
    part = Scene(right, bottom, "", shapes, lines, boxes, texts)
    return moved(part, 1.0, -left, -top)


def _box_within(box: Box, cut: Area) -> Box | None:
    """The part of a box within a rectangle; a cut box is named where it begins."""
    x0, y0, x1, y1 = area_of_box(box)
    left, top, right, bottom = max(x0, cut[0]), max(y0, cut[1]), min(x1, cut[2]), min(y1, cut[3])
    if right - left <= _NEAR or bottom - top <= _NEAR:
        return None
    is_home = cut[0] <= x0 < cut[2] and cut[1] <= y0 < cut[3]
    named = box if is_home else replace(box, entity="")
    return replace(named, x=left, y=top, width=right - left, height=bottom - top)


def _line_within(line: Line, cut: Area) -> list[tuple[Point, ...]]:
    """The pieces of a line within a rectangle."""
    pieces: list[list[Point]] = []
    for one, two in zip(line.points, line.points[1:], strict=False):
        clipped = _segment(one, two, cut)
        if clipped is None:
            continue
        if pieces and pieces[-1][-1] == clipped[0]:
            pieces[-1].append(clipped[1])
        else:
            pieces.append(list(clipped))
    return [tuple(piece) for piece in pieces]


def _segment(one: Point, two: Point, cut: Area) -> tuple[Point, Point] | None:
    """The part of a straight line within a rectangle (Liang and Barsky 1984)."""
    first, last = 0.0, 1.0
    for at in (0, 1):
        way = two[at] - one[at]
        for edge, sign in ((cut[at], -1), (cut[at + 2], 1)):
            room, step = sign * (edge - one[at]), sign * way
            if step == 0:
                if room < 0:
                    return None
            elif step > 0:
                last = min(last, room / step)
            else:
                first = max(first, room / step)
    if first >= last:
        return None
    return _between(one, two, first), _between(one, two, last)


def _between(one: Point, two: Point, share: float) -> Point:
    if share in (0.0, 1.0):
        return two if share else one
    return one[0] + share * (two[0] - one[0]), one[1] + share * (two[1] - one[1])


def _shape_within(shape: Shape, cut: Area) -> tuple[Point, ...]:
    """The part of a polygon within a rectangle (Sutherland and Hodgman 1974)."""
    points: Sequence[Point] = shape.points
    for at in (0, 1):
        for edge, sign in ((cut[at], 1), (cut[at + 2], -1)):
            corners: list[Point] = []
            for one, two in zip((points[-1], *points), points, strict=False):
                inside, was = sign * (two[at] - edge) >= 0, sign * (one[at] - edge) >= 0
                if inside != was:
                    share = (edge - one[at]) / (two[at] - one[at])
                    corners.append(_between(one, two, share))
                if inside:
                    corners.append(two)
            points = corners
            if not points:
                return ()
    return tuple(points)
