"""A scene as native shapes on a slide: boxes, texts and connectors that PowerPoint can edit;
connectors stay with their boxes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sanzu_graph.charts.colors import ALARM, PAPER
from sanzu_graph.charts.scenes import Box, Label, Line, Scene, Shape
from sanzu_graph.errors import DependencyError

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

#: One point in the units of the format.
EMU = 12_700
#: The largest slide that PowerPoint opens is 56 inches long; one chart has a usual one at least.
_LARGEST, _USUAL, _SMALLEST = 56 * 72.0, 960.0, 72.0
#: What XML cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The fonts that texts are set in: Latin ones and Chinese ones.
LATIN, CHINESE = "Arial", "Microsoft YaHei"
#: A line of text in font sizes: its height, and how far the baseline is below its top.
_LINE, _BASE = 1.3, 1.03
_ELBOW = 4
#: A mark within a box is drawn soon after it.
_NEAR = 50
#: The places of a rectangle that a connector may be tied to, counterclockwise from the top, as
#: shares of width and height.
_SITES = ((0.5, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 0.5))


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


def require_pptx() -> None:
    """Raise `DependencyError` with the cure unless python-pptx is installed."""
    try:
        import pptx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise DependencyError("error.no_pptx") from error


def to_pptx(pages: Sequence[Scene]) -> bytes:
    """Scenes as a PowerPoint file, a slide each; the slides are as large as the largest scene.

    Raises
    ------
    DependencyError
        If python-pptx is not installed.

    Examples
    --------
    >>> to_pptx([Scene(100, 40, "Picture", boxes=[Box(10, 10, 80, 20, "#ffffff", entity="T1", title="Team 1")])])[:2]
    b'PK'
    """
    require_pptx()
    least = (_USUAL, _USUAL * 9 / 16) if len(pages) == 1 else (_SMALLEST, _SMALLEST)
    width, height = (
        min(max(low, *(getattr(page, name) for page in pages)), _LARGEST)
        for low, name in zip(least, ("width", "height"), strict=True)
    )
    deck = new_deck(width, height)
    slides = [add_slide(deck) for _ in pages]
    for page, slide in zip(pages, slides, strict=True):
        draw(page, slide, fit(page, 0.0, 0.0, width, height), slides)
    return packed(deck)


def new_deck(width: float, height: float) -> Presentation:
    """An empty presentation whose slides are so many points wide and high."""
    import pptx
    from pptx.util import Emu

    deck = pptx.Presentation()
    deck.core_properties.author = deck.core_properties.last_modified_by = (
        "sanzu_graph"  # not the template's author
    )
    deck.slide_width, deck.slide_height = Emu(round(width * EMU)), Emu(round(height * EMU))
    return deck


def add_slide(deck: Presentation, *, title: bool = False) -> Slide:
    """A slide with nothing on it, or with a title only."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[5 if title else 6])
    return slide


def packed(deck: Presentation) -> bytes:
    """The presentation as a file."""
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _ILLEGAL.sub("�", text)


def fit(
    scene: Scene, left: float, top: float, width: float, height: float, *, most: float = 1.6
) -> Frame:
    """Where a scene goes so that it fills a place in points, centered, at most so much larger than
    it was composed.
    """
    scale = min(width / max(scene.width, 1.0), height / max(scene.height, 1.0), most)
    return Frame(
        left + (width - scene.width * scale) / 2,
        top + (height - scene.height * scale) / 2,
        scale,
        scene.width,
    )


def draw(scene: Scene, slide: Slide, frame: Frame, slides: Sequence[Slide] = ()) -> None:
    """Draw a scene on a slide: shapes, boxes with their texts in one group each, other texts, and
    connectors tied to boxes.

    A text that leads to another page leads to that one of `slides`.
    """
    slide.shapes.turbo_add_enabled = True  # else every shape is numbered by counting all others
    for shape in scene.shapes:
        _polygon(slide.shapes, shape, frame)
    own: dict[str, list[Label]] = {}
    for label in scene.labels:
        own.setdefault(label.of, []).append(label)
    drawn: dict[str, tuple[Box, Any]] = {}
    connectors = [_connector(slide.shapes, line, frame) for line in scene.lines]
    for box, inner in nested(scene):
        pieces = _grouped(slide.shapes, box, inner, own.get(box.key, []) if box.key else [], frame)
        if box.key:
            drawn[box.key] = box, pieces
    for line, pieces in zip(scene.lines, connectors, strict=True):
        _tie(pieces, line, drawn)
    for key, labels in own.items():
        for label in labels if key not in drawn else ():
            pieces = _label(slide.shapes, label, frame)
            if label.page is not None and pieces is not None and label.page < len(slides):
                pieces.click_action.target_slide = slides[label.page]


def _grouped(
    shapes: Any,  # noqa: ANN401
    box: Box,
    inner: Sequence[Box],
    labels: Sequence[Label],
    frame: Frame,
) -> Any:  # noqa: ANN401 - python-pptx is untyped
    """A box; in one group with its marks and texts where it has any, so that they move together."""
    shape = _box(shapes, box, frame)
    parts = [
        shape,
        *(_box(shapes, one, frame) for one in inner),
        *(_label(shapes, label, frame) for label in labels),
    ]
    if len(parts) > 1:
        shapes.add_group_shape([part for part in parts if part is not None]).name = clean(
            box.title or box.entity
        )
    return shape


def nested(scene: Scene) -> list[tuple[Box, list[Box]]]:
    """The boxes in the order of painting, each with those behind it that stand for nothing
    themselves and lie within it.
    """
    nests: list[tuple[Box, list[Box]]] = []
    for box in scene.boxes:
        above = (
            next(
                (one for one in reversed(nests[-_NEAR:]) if one[0].key and _holds(one[0], box)),
                None,
            )
            if not box.key
            else None
        )
        if above is None:
            nests.append((box, []))
        else:
            above[1].append(box)
    return nests


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x - 0.1 <= inner.x
        and outer.y - 0.1 <= inner.y
        and inner.x + inner.width <= outer.x + outer.width + 0.1
        and inner.y + inner.height <= outer.y + outer.height + 0.1
    )


def _box(shapes: Any, box: Box, frame: Frame) -> Any:  # noqa: ANN401 - python-pptx is untyped
    from pptx.enum.dml import MSO_PATTERN
    from pptx.enum.shapes import MSO_SHAPE

    kind = MSO_SHAPE.ROUNDED_RECTANGLE if box.rounded else MSO_SHAPE.RECTANGLE
    shape = shapes.add_shape(
        kind, *frame.at(box.x, box.y), max(frame.size(box.width), 1), max(frame.size(box.height), 1)
    )
    if box.rounded:
        shape.adjustments[0] = min(box.rounded / max(min(box.width, box.height), 1e-9), 0.5)
    _plain(shape)
    if box.hatched:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = paint(ALARM), paint(PAPER)
    else:
        _fill(shape, box.fill)
    _stroke(shape.line, box.edge, box.line * frame.scale, dashed=box.dashed)
    _name(shape, box.title or box.entity)
    return shape


def _polygon(shapes: Any, shape: Shape, frame: Frame) -> None:  # noqa: ANN401
    points = [frame.at(*point) for point in shape.points]
    builder = shapes.build_freeform(*points[0])
    builder.add_line_segments(points[1:], close=True)
    drawn = builder.convert_to_shape()
    _plain(drawn)
    _fill(drawn, shape.fill, shape.opacity)
    _stroke(drawn.line, shape.edge, shape.line * frame.scale)
    _name(drawn, shape.title)


def _connector(shapes: Any, line: Line, frame: Frame) -> Any:  # noqa: ANN401
    """A line as a connector: straight, or with the bends of a hierarchy."""
    from pptx.enum.shapes import MSO_CONNECTOR

    begin, end = frame.at(*line.points[0]), frame.at(*line.points[-1])
    bent = len(line.points) == _ELBOW and abs(begin[0] - end[0]) > EMU / 2
    shape = shapes.add_connector(
        MSO_CONNECTOR.ELBOW if bent else MSO_CONNECTOR.STRAIGHT, *begin, *end
    )
    _plain(shape)
    if bent:
        _bend(shape, line)
    _stroke(shape.line, line.color, line.width * frame.scale, dashed=line.dashed)
    if line.arrow:
        from pptx.oxml.ns import qn

        pen = shape.line._get_or_add_ln()
        pen.append(pen.makeelement(qn("a:tailEnd"), {"type": "triangle"}))
    _name(shape, line.title)
    return shape


def _bend(made: Any, line: Line) -> None:  # noqa: ANN401
    """Down, across, down again (or across, down, across): where the middle piece is, and which way
    the bends are turned.
    """
    from pptx.oxml.ns import qn

    (x0, y0), (x1, y1), _, (x3, y3) = line.points
    upright = x1 == x0
    share = (
        (y1 - y0) / (y3 - y0)
        if upright and y3 != y0
        else (x1 - x0) / (x3 - x0)
        if x3 != x0
        else 0.5
    )
    geometry = made._element.spPr.find(qn("a:prstGeom"))
    values = geometry.get_or_add_avLst()
    values.append(
        values.makeelement(qn("a:gd"), {"name": "adj1", "fmla": f"val {round(share * 100_000)}"})
    )
    if upright:
        _turn(made, down=y3 > y0, right=x3 > x0)


def _turn(made: Any, *, down: bool, right: bool) -> None:  # noqa: ANN401
    """Turn the bends by a quarter: they are drawn across first, and hierarchies go down first."""
    place = made._element.spPr.xfrm
    x, y, wide, high = (
        int(value) for value in (place.off.x, place.off.y, place.ext.cx, place.ext.cy)
    )
    place.off.x, place.off.y = x + (wide - high) // 2, y + (high - wide) // 2
    place.ext.cx, place.ext.cy = high, wide
    place.rot = 90.0 if down else 270.0
    for name, flipped in (("flipH", False), ("flipV", right == down)):
        place.attrib.pop(name, None)
        if flipped:
            place.set(name, "1")


def _tie(made: Any, line: Line, drawn: dict[str, tuple[Box, Any]]) -> None:  # noqa: ANN401
    """Tie both ends to their boxes, each at the nearest of a box's four places, without moving the
    line as it is drawn.
    """
    for key, point, tie in (
        (line.source, line.points[0], made._connect_begin_to),
        (line.target, line.points[-1], made._connect_end_to),
    ):
        if key not in drawn:
            continue
        box, shape = drawn[key]
        across = (
            (point[0] - box.x) / max(box.width, 1e-9),
            (point[1] - box.y) / max(box.height, 1e-9),
        )
        tie(
            shape,
            min(
                range(4),
                key=lambda at: (across[0] - _SITES[at][0]) ** 2 + (across[1] - _SITES[at][1]) ** 2,
            ),
        )


def _label(shapes: Any, label: Label, frame: Frame) -> Any:  # noqa: ANN401
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    if not label.text:
        return None
    wide, high = _width(label), label.size * _LINE
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
    if not label.upright:  # it was measured to fit, so that it may take the room there is
        wide = min(
            wide,
            {
                "left": frame.width - label.x,
                "center": 2 * min(label.x, frame.width - label.x),
                "right": label.x,
            }[label.anchor],
        )
    if label.upright:  # the text runs upwards from the anchor; the box is turned about its middle
        middle = label.x + label.size * (_LINE / 2 - _BASE), label.y - wide * (0.5 - share)
        left, top = middle[0] - wide / 2, middle[1] - high / 2
    else:
        left, top = label.x - wide * share, label.y - label.size * _BASE
    shape = shapes.add_textbox(*frame.at(left, top), max(frame.size(wide), 1), frame.size(high))
    if label.upright:
        shape.rotation = 270
    words = shape.text_frame
    words.word_wrap = True
    words.margin_left = words.margin_right = words.margin_top = words.margin_bottom = 0
    words.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = words.paragraphs[0]
    paragraph.alignment = {
        "left": PP_ALIGN.LEFT,
        "center": PP_ALIGN.CENTER,
        "right": PP_ALIGN.RIGHT,
    }[label.anchor]
    write(paragraph, label.text, label.size * frame.scale, color=label.color)
    _name(shape, label.title)
    return shape


def write(
    paragraph: Any,  # noqa: ANN401
    text: str,
    size: float,
    *,
    color: str = "#1a1a1a",
    bold: bool = False,
) -> None:
    """Add a text to a paragraph, in a Latin and a Chinese font; control characters are shown as
    “�”.
    """
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = clean(text)
    run.font.size, run.font.name, run.font.bold = Pt(max(round(size * 2) / 2, 1.0)), LATIN, bold
    run.font.color.rgb = paint(color)
    properties = run._r.get_or_add_rPr()
    properties.append(properties.makeelement(qn("a:ea"), {"typeface": CHINESE}))


def _width(label: Label) -> float:
    """Surely as wide as a text in any font; Chinese characters are as wide as high."""
    return (
        sum(1.15 if ord(character) > 0x2E80 else 0.75 for character in label.text) * label.size  # noqa: PLR2004
        + 4.0
    )


def _plain(made: Any) -> None:  # noqa: ANN401
    """Without the theme's shadows and colors."""
    from pptx.oxml.ns import qn

    if (style := made._element.find(qn("p:style"))) is not None:
        made._element.remove(style)


def _name(made: Any, title: str) -> None:  # noqa: ANN401
    """The full name, which readers hear and see on pointing."""
    if title:
        made.name = clean(title)
        made._element.xpath(".//p:cNvPr")[0].set("descr", clean(title))


def _fill(made: Any, color: str, opacity: float = 1.0) -> None:  # noqa: ANN401
    from pptx.oxml.ns import qn

    if color == "none":
        made.fill.background()
        return
    made.fill.solid()
    made.fill.fore_color.rgb = paint(color)
    if opacity < 1.0:
        (solid,) = made._element.spPr.iter(qn("a:srgbClr"))
        solid.append(solid.makeelement(qn("a:alpha"), {"val": str(round(opacity * 100_000))}))


def _stroke(pen: Any, color: str, width: float, *, dashed: bool = False) -> None:  # noqa: ANN401
    from pptx.enum.dml import MSO_LINE

    if color == "none" or width <= 0:
        pen.fill.background()
        return
    pen.color.rgb, pen.width = paint(color), round(width * EMU)
    if dashed:
        pen.dash_style = MSO_LINE.DASH


def paint(color: str) -> Any:  # noqa: ANN401
    """A color as python-pptx has it."""
    from pptx.dml.color import RGBColor

    value: Any = RGBColor.from_string(color.removeprefix("#"))  # type: ignore[no-untyped-call]
    return value
