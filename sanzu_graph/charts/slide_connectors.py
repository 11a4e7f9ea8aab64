"""Lines on slides: straight, with elbows, or free, tied to the shapes at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sanzu_graph.charts.scenes import Box, Line
from sanzu_graph.charts.slide_shapes import (
    EMU,
    QUARTER,
    WHOLE,
    Frame,
    Rectangle,
    free_path,
    naming,
    pen_of,
    transform,
)

#: Where a connector may be tied to a rectangle, in shares of width and height: counterclockwise from
#: the top.
SITES = ((0.5, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 0.5))
#: Bends are told as shares of the width and height of a connector: none of them is less than this.
_LEAST = EMU // 10
_MOST_BENDS = 4
_NEAR = 0.02


def connector_shape(line: Line, number: int, frame: Frame, ties: tuple[str, str]) -> str:
    """A line as a connector: straight, with elbows, or along any points; tied to what `ties` tells."""
    points = _bends(line.points)
    place, turned, form = _elbow([frame.at(*point) for point in points])
    kind = "Straight Connector" if len(points) == 2 else "Elbow Connector"  # noqa: PLR2004
    ends = "".join(
        f"<a:{name} {tie}/>" for name, tie in zip(("stCxn", "endCxn"), ties, strict=True) if tie
    )
    pen = pen_of(line.color, line.width * frame.scale, dashed=line.dashed, arrow=line.arrow)
    return (
        f"<p:cxnSp><p:nvCxnSpPr>{naming(number, line.title, kind)}<p:cNvCxnSpPr>{ends}</p:cNvCxnSpPr>"
        f"<p:nvPr/></p:nvCxnSpPr><p:spPr>{transform(place, *turned)}{form}{pen}</p:spPr></p:cxnSp>"
    )


def tie_of(box: Box, number: int, point: tuple[float, float]) -> str:
    """How a connector is tied to a box: at the nearest of its four places."""
    across = (point[0] - box.x) / max(box.width, 1e-9), (point[1] - box.y) / max(box.height, 1e-9)
    site = min(
        range(4), key=lambda at: (across[0] - SITES[at][0]) ** 2 + (across[1] - SITES[at][1]) ** 2
    )
    return f'id="{number}" idx="{site}"'


def _bends(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points of a line without those that do not bend it."""
    bends = [points[0]]
    for point in points[1:]:
        if abs(point[0] - bends[-1][0]) < _NEAR and abs(point[1] - bends[-1][1]) < _NEAR:
            continue
        if len(bends) > 1 and _is_straight(bends[-2], bends[-1], point):
            bends[-1] = point
        else:
            bends.append(point)
    return bends if len(bends) > 1 else [points[0], points[-1]]


def _is_straight(
    one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]
) -> bool:
    """Whether a line goes on in the same direction, up or down, left or right."""
    return any(
        abs(one[at] - two[at]) < _NEAR
        and abs(two[at] - three[at]) < _NEAR
        and (two[1 - at] - one[1 - at]) * (three[1 - at] - two[1 - at]) > 0
        for at in (0, 1)
    )


def _elbow(points: Sequence[tuple[int, int]]) -> tuple[Rectangle, tuple[int, str], str]:
    """The place of a connector, how it is turned and mirrored, and its form.

    A bent connector of the format runs across first, then down, and so on, to its lower right. One
    that goes down first is turned by a quarter; one that ends elsewhere is mirrored.
    """
    (x0, y0), (x1, y1) = points[0], points[-1]
    left, top, wide, high = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
    if len(points) == 2:  # noqa: PLR2004
        mirrored = _mirrored(across=x1 < x0, down=y1 < y0)
        return (
            Rectangle(left, top, wide, high),
            (0, mirrored),
            '<a:prstGeom prst="line"><a:avLst/></a:prstGeom>',
        )
    square = all(
        min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 2  # noqa: PLR2004 - a point rounded
        for a, b in pairwise(points)
    )
    if not square or len(points) > _MOST_BENDS + 2:
        place, path = free_path(points, closed=False)
        return place, (0, ""), path
    downwards = abs(points[1][0] - x0) < abs(points[1][1] - y0)
    along, aside = (high, wide) if downwards else (wide, high)
    along, aside = max(along, _LEAST), max(aside, _LEAST)
    # Where each point is along the first direction, and to the right of it.
    if downwards:
        steps = [(y - y0, x0 - x) for x, y in points]
    else:
        steps = [(x - x0, y - y0) for x, y in points]
    flips = steps[-1][0] < 0, steps[-1][1] < 0
    guides = []
    for number, step in enumerate(steps[1:-2], start=1):
        way = (number + 1) % 2
        share = step[way] / (along, aside)[way] * (-1 if flips[way] else 1)
        guides.append(f'<a:gd name="adj{number}" fmla="val {round(share * WHOLE)}"/>')
    form = (
        f'<a:prstGeom prst="bentConnector{len(points) - 1}"><a:avLst>{"".join(guides)}</a:avLst>'
        "</a:prstGeom>"
    )
    middle = left + wide / 2, top + high / 2
    place = Rectangle(round(middle[0] - along / 2), round(middle[1] - aside / 2), along, aside)
    return (place, (QUARTER if downwards else 0, _mirrored(across=flips[0], down=flips[1])), form)


def _mirrored(*, across: bool, down: bool) -> str:
    return (' flipH="1"' if across else "") + (' flipV="1"' if down else "")
