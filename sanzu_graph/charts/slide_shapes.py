"""The XML of a slide's shapes: boxes, texts, polygons, connectors, groups.

python-pptx looks through all shapes of a slide for the next free number. Its fast way of adding
shapes does not know groups. So this file writes shapes as text, with numbers that the caller
counts. ECMA-376, part 1, chapters 19 to 21, tells what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.scenes import Box, Label, Shape
from sanzu_graph.charts.shaping import runs_from_right
from sanzu_graph.charts.stacking import width_of

#: One point in the units of the format.
EMU = 12_700
#: A quarter of a turn, and the whole of a share.
QUARTER, WHOLE = 5_400_000, 100_000
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
        guide = f'<a:gd name="adj" fmla="val {round(share * WHOLE)}"/>'
    fill = _hatch() if box.hatched else _fill(box.fill)
    return (
        f"<p:sp><p:nvSpPr>{naming(number, box.title or box.entity, 'Rectangle')}<p:cNvSpPr/><p:nvPr/>"
        f"</p:nvSpPr><p:spPr>{transform(box_place(box, frame))}"
        f'<a:prstGeom prst="{form}"><a:avLst>{guide}</a:avLst></a:prstGeom>'
        f"{fill}{pen_of(box.edge, box.line * frame.scale, dashed=box.dashed)}</p:spPr></p:sp>"
    )


def group_shape(name: str, number: int, places: Sequence[Rectangle], parts: Iterable[str]) -> str:
    """Shapes that move together."""
    left, top = min(place.x for place in places), min(place.y for place in places)
    right = max(place.x + place.width for place in places)
    bottom = max(place.y + place.height for place in places)
    at, size = f'x="{left}" y="{top}"', f'cx="{right - left}" cy="{bottom - top}"'
    return (
        f"<p:grpSp><p:nvGrpSpPr>{naming(number, name, 'Group')}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm><a:off {at}/><a:ext {size}/><a:chOff {at}/><a:chExt {size}/></a:xfrm>"
        f"</p:grpSpPr>{''.join(parts)}</p:grpSp>"
    )


def polygon_shape(shape: Shape, number: int, frame: Frame) -> str:
    """A polygon."""
    place, path = free_path([frame.at(*point) for point in shape.points], closed=True)
    return (
        f"<p:sp><p:nvSpPr>{naming(number, shape.title, 'Freeform')}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{transform(place)}{path}{_fill(shape.fill, shape.opacity)}"
        f"{pen_of(shape.edge, shape.line * frame.scale)}</p:spPr></p:sp>"
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
    turned = 3 * QUARTER if label.upright else 0
    right = ' rtl="1"' if runs_from_right(label.text) else ""
    return (
        f"<p:sp><p:nvSpPr>{naming(number, label.title, 'TextBox', link)}"
        f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{transform(label_place(label, frame), turned)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        f'<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr>'
        f'<a:lstStyle/><a:p><a:pPr algn="{_ALIGNED[label.anchor]}"{right}/>'
        f"{_run(label.text, label.size * frame.scale, label.color)}</a:p></p:txBody></p:sp>"
    )


def title_shape(text: str, size: float, color: str, number: int, place: Rectangle) -> str:
    """The title of a slide: what a reader hears first, and what an outline shows."""
    return (
        f'<p:sp><p:nvSpPr>{naming(number, "", "Title")}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr>{transform(place)}</p:spPr><p:txBody>'
        f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle/><a:p><a:pPr algn="l"/>{_run(text, size, color)}</a:p></p:txBody></p:sp>'
    )


def free_path(points: Sequence[tuple[int, int]], *, closed: bool) -> tuple[Rectangle, str]:
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


def naming(number: int, title: str, kind: str, link: str = "") -> str:
    """The number and the name of a shape; the full name is what readers hear and see on pointing."""
    description = quoted(title)
    name = f'name="{description}" descr="{description}"' if title else f'name="{kind} {number}"'
    if not link:
        return f'<p:cNvPr id="{number}" {name}/>'
    return (
        f'<p:cNvPr id="{number}" {name}>'
        f'<a:hlinkClick r:id="{link}" action="ppaction://hlinksldjump"/></p:cNvPr>'
    )


def transform(place: Rectangle, turned: int = 0, mirrored: str = "") -> str:
    """Where a shape stands, how it is turned and mirrored."""
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
        f'<a:solidFill><a:srgbClr val="{_color(color)}"><a:alpha val="{round(opacity * WHOLE)}"/>'
        "</a:srgbClr></a:solidFill>"
    )


def _hatch() -> str:
    return (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{_color(ALARM)}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{_color(PAPER)}"/></a:bgClr></a:pattFill>'
    )


def pen_of(color: str, width: float, *, dashed: bool = False, arrow: bool = False) -> str:
    """How an edge or a line is drawn."""
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
