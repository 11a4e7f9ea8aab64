"""The XML of a slide's shapes: boxes, texts, polygons, connectors, groups.

python-pptx looks through all shapes of a slide for the next free number, and its groups and its
fast way of adding shapes do not know of each other. So shapes are written as text here, with
numbers that their caller counts. What they mean is told by ECMA-376, part 1, chapters 19 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.scenes import Box, Label, Line, Shape
from sanzu_graph.charts.shaping import runs_from_right
from sanzu_graph.charts.stacking import width_of

#: One point in the units of the format.
EMU = 12_700
#: The fonts that texts are set in: Latin ones and Chinese ones.
LATIN, CHINESE = "Arial", "Microsoft YaHei"
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
#: What XML cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
#: A line of text in font sizes: its height, and how far the baseline is below its top.
_LINE, _BASE = 1.3, 1.03
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}
_ALIGNED = {"left": "l", "center": "ctr", "right": "r"}
#: The places of a rectangle that a connector may be tied to, counterclockwise from the top, as
#: shares of width and height.
SITES = ((0.5, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 0.5))
#: A quarter of a turn, and the whole of a share.
_QUARTER, _WHOLE = 5_400_000, 100_000
#: Bends are told as shares of the width and height of a connector: none of them is less than this.
_LEAST = EMU // 10
_MOST_BENDS = 4
_NEAR = 0.02


class Frame(NamedTuple):
    """Where a scene goes on a slide, in points: its upper left corner, by how much it is made
    smaller or larger, and how wide it was.
    """

    left: float
    top: float
    scale: float
    width: float

    def at(self, x: float, y: float) -> tuple[int, int]:
        """A point of the scene on the slide."""
        return round((self.left + x * self.scale) * EMU), round((self.top + y * self.scale) * EMU)

    def size(self, length: float) -> int:
        """A length of the scene on the slide."""
        return round(length * self.scale * EMU)


class Rectangle(NamedTuple):
    """A rectangle on a slide, in the units of the format."""

    x: int
    y: int
    width: int
    height: int


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _ILLEGAL.sub("�", text)


def tree(shapes: Iterable[str]) -> str:
    """Shapes as one element that can be parsed."""
    return f"<p:spTree {_SPACES}>{''.join(shapes)}</p:spTree>"


def box_place(box: Box, frame: Frame) -> Rectangle:
    """Where a box is on the slide."""
    return Rectangle(
        *frame.at(box.x, box.y), max(frame.size(box.width), 1), max(frame.size(box.height), 1)
    )


def box_shape(box: Box, number: int, frame: Frame) -> str:
    """A box."""
    form, guide = "rect", ""
    if box.rounded:
        share = min(box.rounded / max(min(box.width, box.height), 1e-9), 0.5)
        form = "roundRect"
        guide = f'<a:gd name="adj" fmla="val {round(share * _WHOLE)}"/>'
    fill = _hatch() if box.hatched else _fill(box.fill)
    return (
        f"<p:sp><p:nvSpPr>{_named(number, box.title or box.entity, 'Rectangle')}<p:cNvSpPr/><p:nvPr/>"
        f"</p:nvSpPr><p:spPr>{_moved(box_place(box, frame))}"
        f'<a:prstGeom prst="{form}"><a:avLst>{guide}</a:avLst></a:prstGeom>'
        f"{fill}{_pen(box.edge, box.line * frame.scale, dashed=box.dashed)}</p:spPr></p:sp>"
    )


def group_shape(name: str, number: int, places: Sequence[Rectangle], parts: Iterable[str]) -> str:
    """Shapes that move together."""
    left, top = min(place.x for place in places), min(place.y for place in places)
    right = max(place.x + place.width for place in places)
    bottom = max(place.y + place.height for place in places)
    at, size = f'x="{left}" y="{top}"', f'cx="{right - left}" cy="{bottom - top}"'
    return (
        f"<p:grpSp><p:nvGrpSpPr>{_named(number, name, 'Group')}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm><a:off {at}/><a:ext {size}/><a:chOff {at}/><a:chExt {size}/></a:xfrm>"
        f"</p:grpSpPr>{''.join(parts)}</p:grpSp>"
    )


def polygon_shape(shape: Shape, number: int, frame: Frame) -> str:
    """A polygon."""
    place, path = _path([frame.at(*point) for point in shape.points], closed=True)
    return (
        f"<p:sp><p:nvSpPr>{_named(number, shape.title, 'Freeform')}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{_moved(place)}{path}{_fill(shape.fill, shape.opacity)}"
        f"{_pen(shape.edge, shape.line * frame.scale)}</p:spPr></p:sp>"
    )


def label_place(label: Label, frame: Frame) -> Rectangle:
    """The place of a text, before it is turned where it is upright."""
    wide, high = width_of(label), label.size * _LINE
    share = _SHARES[label.anchor]
    if label.upright:  # the text runs upwards from the anchor; its place is turned about its middle
        middle = label.x + label.size * (_LINE / 2 - _BASE), label.y - wide * (0.5 - share)
        left, top = middle[0] - wide / 2, middle[1] - high / 2
    else:
        left, top = label.x - wide * share, label.y - label.size * _BASE
    return Rectangle(*frame.at(left, top), max(frame.size(wide), 1), max(frame.size(high), 1))


def label_shape(label: Label, number: int, frame: Frame, link: str = "") -> str:
    """A text on one line; with the relation of the slide that it leads to."""
    turned = 3 * _QUARTER if label.upright else 0
    right = ' rtl="1"' if runs_from_right(label.text) else ""
    return (
        f"<p:sp><p:nvSpPr>{_named(number, label.title, 'TextBox', link)}"
        f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{_moved(label_place(label, frame), turned)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        f'<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr>'
        f'<a:lstStyle/><a:p><a:pPr algn="{_ALIGNED[label.anchor]}"{right}/>'
        f"{_run(label.text, label.size * frame.scale, label.color)}</a:p></p:txBody></p:sp>"
    )


def title_shape(text: str, size: float, color: str, number: int, place: Rectangle) -> str:
    """The title of a slide: what a reader hears first, and what an outline shows."""
    return (
        f'<p:sp><p:nvSpPr>{_named(number, "", "Title")}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr>{_moved(place)}</p:spPr><p:txBody>'
        f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle/><a:p><a:pPr algn="l"/>{_run(text, size, color)}</a:p></p:txBody></p:sp>'
    )


def connector_shape(line: Line, number: int, frame: Frame, ties: tuple[str, str]) -> str:
    """A line as a connector: straight, with elbows, or along any points; tied to what `ties` tells."""
    points = _bends(line.points)
    place, turned, form = _elbow([frame.at(*point) for point in points])
    kind = "Straight Connector" if len(points) == 2 else "Elbow Connector"  # noqa: PLR2004
    ends = "".join(
        f"<a:{name} {tie}/>" for name, tie in zip(("stCxn", "endCxn"), ties, strict=True) if tie
    )
    pen = _pen(line.color, line.width * frame.scale, dashed=line.dashed, arrow=line.arrow)
    return (
        f"<p:cxnSp><p:nvCxnSpPr>{_named(number, line.title, kind)}<p:cNvCxnSpPr>{ends}</p:cNvCxnSpPr>"
        f"<p:nvPr/></p:nvCxnSpPr><p:spPr>{_moved(place, *turned)}{form}{pen}</p:spPr></p:cxnSp>"
    )


def tie_of(box: Box, number: int, point: tuple[float, float]) -> str:
    """How a connector is tied to a box: at the nearest of its four places."""
    across = (point[0] - box.x) / max(box.width, 1e-9), (point[1] - box.y) / max(box.height, 1e-9)
    site = min(
        range(4), key=lambda at: (across[0] - SITES[at][0]) ** 2 + (across[1] - SITES[at][1]) ** 2
    )
    return f'id="{number}" idx="{site}"'


# -- lines


def _bends(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points of a line without those that do not bend it."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) < _NEAR and abs(point[1] - kept[-1][1]) < _NEAR:
            continue
        if len(kept) > 1 and _is_straight(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return kept if len(kept) > 1 else [points[0], points[-1]]


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
        place, path = _path(points, closed=False)
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
        guides.append(f'<a:gd name="adj{number}" fmla="val {round(share * _WHOLE)}"/>')
    form = (
        f'<a:prstGeom prst="bentConnector{len(points) - 1}"><a:avLst>{"".join(guides)}</a:avLst>'
        "</a:prstGeom>"
    )
    middle = left + wide / 2, top + high / 2
    place = Rectangle(round(middle[0] - along / 2), round(middle[1] - aside / 2), along, aside)
    return (place, (_QUARTER if downwards else 0, _mirrored(across=flips[0], down=flips[1])), form)


def _mirrored(*, across: bool, down: bool) -> str:
    return (' flipH="1"' if across else "") + (' flipV="1"' if down else "")


def _path(points: Sequence[tuple[int, int]], *, closed: bool) -> tuple[Rectangle, str]:
    """A way through points, and the place that it takes."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide = max(max(x for x, _ in points) - left, 1)
    high = max(max(y for _, y in points) - top, 1)
    steps = [f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in points]
    further = "".join(f"<a:lnTo>{step}</a:lnTo>" for step in steps[1:])
    end = "<a:close/>" if closed else ""
    filled = "" if closed else ' fill="none"'
    return Rectangle(left, top, wide, high), (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f'<a:pathLst><a:path w="{wide}" h="{high}"{filled}><a:moveTo>{steps[0]}</a:moveTo>'
        f"{further}{end}</a:path></a:pathLst></a:custGeom>"
    )


# -- pieces


def _named(number: int, title: str, kind: str, link: str = "") -> str:
    """The number and the name of a shape; the full name is what readers hear and see on pointing."""
    told = quoted(title)
    name = f'name="{told}" descr="{told}"' if title else f'name="{kind} {number}"'
    if not link:
        return f'<p:cNvPr id="{number}" {name}/>'
    return (
        f'<p:cNvPr id="{number}" {name}>'
        f'<a:hlinkClick r:id="{link}" action="ppaction://hlinksldjump"/></p:cNvPr>'
    )


def _moved(place: Rectangle, turned: int = 0, mirrored: str = "") -> str:
    turn = f' rot="{turned}"' if turned else ""
    return (
        f'<a:xfrm{turn}{mirrored}><a:off x="{place.x}" y="{place.y}"/>'
        f'<a:ext cx="{place.width}" cy="{place.height}"/></a:xfrm>'
    )


def _run(text: str, size: float, color: str) -> str:
    """A text in a Latin and a Chinese font; control characters are shown as “�”."""
    shown = quoted(" ".join(clean(text).splitlines()))
    return (
        f'<a:r><a:rPr sz="{max(round(size * 10) * 10, 100)}" b="0">{_fill(color)}'
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/><a:cs typeface="{LATIN}"/></a:rPr>'
        f"<a:t>{shown}</a:t></a:r>"
    )


def _color(color: str) -> str:
    return color.removeprefix("#").upper()


def _fill(color: str, opacity: float = 1.0) -> str:
    if color == "none":
        return "<a:noFill/>"
    if opacity >= 1.0:
        return f'<a:solidFill><a:srgbClr val="{_color(color)}"/></a:solidFill>'
    return (
        f'<a:solidFill><a:srgbClr val="{_color(color)}"><a:alpha val="{round(opacity * _WHOLE)}"/>'
        "</a:srgbClr></a:solidFill>"
    )


def _hatch() -> str:
    return (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{_color(ALARM)}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{_color(PAPER)}"/></a:bgClr></a:pattFill>'
    )


def _pen(color: str, width: float, *, dashed: bool = False, arrow: bool = False) -> str:
    if color == "none" or width <= 0:
        return "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="dash"/>' if dashed else ""
    head = '<a:tailEnd type="triangle"/>' if arrow else ""
    return f'<a:ln w="{max(round(width * EMU), 1)}">{_fill(color)}{dash}{head}</a:ln>'


def quoted(text: str) -> str:
    """Text for XML, in elements and in quoted attributes."""
    if not _SPECIAL.search(text):
        return text
    return (
        clean(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )
