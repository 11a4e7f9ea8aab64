"""A scene as the drawing operators of PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from sanzu_graph.charts.colors import ALARM
from sanzu_graph.charts.embedding import EM, Letters
from sanzu_graph.charts.fonts import typeface
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape, arrow_head
from sanzu_graph.charts.shaping import is_complex

#: How far from its end the control points of a curve are that makes a quarter of a circle.
_ROUND = 0.4477
_DASH, _SOLID = "[4 2.5] 0 d", "[] 0 d"
_HATCH = 5.0


def operators(
    scene: Scene, scale: float, letters: Letters, states: dict[float, str]
) -> Iterator[str]:
    """What draws a scene, smaller by `scale`."""
    yield f"{number_of(scale)} 0 0 {number_of(-scale)} 0 {number_of(scene.height * scale)} cm 1 j"  # y grows downwards from here on
    for shape in scene.shapes:
        yield from _shape(shape, states)
    for line in scene.lines:
        yield from _line(line)
    for box in scene.boxes:
        yield from _box(box)
    if scene.labels:
        yield "BT"
        yield from _labels(scene.labels, letters)
        yield "ET"


def _shape(shape: Shape, states: dict[float, str]) -> Iterator[str]:
    if shape.opacity < 1:
        yield f"q {states[shape.opacity]} gs"
    yield f"{_paint(shape.fill, shape.edge, shape.line)} {_through(shape.points)} h {_finish(shape.fill, shape.edge, shape.line)}"
    if shape.opacity < 1:
        yield "Q"


def _line(line: Line) -> Iterator[str]:
    dash, solid = (f"{_DASH} ", f" {_SOLID}") if line.dashed else ("", "")
    yield f"{dash}{_color(line.color)} RG {number_of(line.width)} w {_through(line.points)} S{solid}"
    if line.arrow:
        yield f"{_color(line.color)} rg {_through(arrow_head(line))} h f"


def _box(box: Box) -> Iterator[str]:
    edge = ALARM if box.hatched and box.edge == "none" else box.edge
    path, finish = _rectangle(box), _finish(box.fill, edge, box.line)
    if finish != "n":
        dash, solid = (f"{_DASH} ", f" {_SOLID}") if box.dashed else ("", "")
        yield f"{dash}{_paint(box.fill, edge, box.line)} {path} {finish}{solid}"
    if box.hatched:
        yield f"q {path} W n {_color(ALARM)} RG 0.8 w"
        start = box.x - box.height
        while (start := start + _HATCH) < box.x + box.width:
            yield f"{number_of(start)} {number_of(box.y + box.height)} m {number_of(start + box.height)} {number_of(box.y)} l S"
        yield "Q"


def _rectangle(box: Box) -> str:
    if not box.rounded:
        return f"{box.x:.2f} {box.y:.2f} {box.width:.2f} {box.height:.2f} re"
    radius = min(box.rounded, box.width / 2, box.height / 2)
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    near = radius * _ROUND
    corners = (
        ((right - radius, top), (right - near, top), (right, top + near), (right, top + radius)),
        (
            (right, bottom - radius),
            (right, bottom - near),
            (right - near, bottom),
            (right - radius, bottom),
        ),
        (
            (left + radius, bottom),
            (left + near, bottom),
            (left, bottom - near),
            (left, bottom - radius),
        ),
        ((left, top + radius), (left, top + near), (left + near, top), (left + radius, top)),
    )
    path = f"{left + radius:.2f} {top:.2f} m"
    for (x, y), (x1, y1), (x2, y2), (x3, y3) in corners:
        path += f" {x:.2f} {y:.2f} l {x1:.2f} {y1:.2f} {x2:.2f} {y2:.2f} {x3:.2f} {y3:.2f} c"
    return path + " h"


def _labels(labels: Iterable[Label], letters: Letters) -> Iterator[str]:
    glyph, size, color = letters.glyph, None, None
    advance = [width / EM for width in letters.advances]
    spelled = [f"{code:04X}" for code in range(len(advance))]
    for label in labels:
        if (label.size, label.color) != (size, color):
            size, color = label.size, label.color
            yield f"/F {number_of(size)} Tf {_color(color)} rg"
        if is_complex(label.text):
            yield from _complex(label, glyph)
            continue
        codes = [glyph[letter] for letter in label.text if letter in glyph]
        back = 0.0 if label.anchor == "left" else sum(advance[code] for code in codes) * label.size
        back *= 0.5 if label.anchor == "center" else 1.0
        shown = "".join([spelled[code] for code in codes])
        if label.upright:
            placed = f"0 -1 -1 0 {label.x:.2f} {label.y + back:.2f} Tm <{shown}> Tj"
        else:
            placed = f"1 0 0 -1 {label.x - back:.2f} {label.y:.2f} Tm <{shown}> Tj"
        # Where a name was shortened, the whole of it is found and copied.
        yield (
            f"/Span << /ActualText {text_string(label.title)} >> BDC {placed} EMC"
            if label.title
            else placed
        )


def _complex(label: Label, glyph: Mapping[str | tuple[int, int], int]) -> Iterator[str]:
    """A text whose letters join or stack, glyph by glyph; what is copied is the text itself."""
    face = typeface()
    pen = -face.width(label.text) * {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
    yield f"/Span << /ActualText {text_string(label.title or label.text)} >> BDC"
    for placed in face.placed(label.text):
        along, up = (pen + placed.x) * label.size, placed.y * label.size
        pen += placed.advance
        if placed.key not in glyph:
            continue
        turned, x, y = (
            ("0 -1 -1 0", label.x - up, label.y - along)
            if label.upright
            else ("1 0 0 -1", label.x + along, label.y - up)
        )
        yield f"{turned} {x:.2f} {y:.2f} Tm <{glyph[placed.key]:04X}> Tj"
    yield "EMC"


def _paint(fill: str, edge: str, width: float) -> str:
    """The colours of a path."""
    parts = [] if fill == "none" else [f"{_color(fill)} rg"]
    return " ".join(
        [*parts, f"{_color(edge)} RG {number_of(width)} w"] if edge != "none" and width else parts
    )


def _finish(fill: str, edge: str, width: float) -> str:
    """How a path is painted: filled, stroked, both, neither."""
    return {(True, True): "B", (True, False): "f", (False, True): "S"}.get(
        (fill != "none", edge != "none" and width > 0), "n"
    )


def _through(points: Sequence[tuple[float, float]]) -> str:
    return " l ".join([f"{x:.2f} {y:.2f}" for x, y in points]).replace(" l ", " m ", 1) + " l"


@cache
def _color(color: str) -> str:
    return " ".join(number_of(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))


def number_of(value: float) -> str:
    """A number as short as it is exact enough."""
    return (
        f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}"
    )  # colours and fine lines are fractions


def text_string(value: str) -> str:
    """Text outside a page's content: a title, a bookmark."""
    return "<FEFF" + value.encode("utf-16-be", "replace").hex().upper() + ">"
