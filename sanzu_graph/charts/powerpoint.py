"""A scene as native shapes on a slide: boxes, texts and connectors that PowerPoint can edit;
connectors stay with their boxes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sanzu_graph.charts.lettering import ELLIPSIS
from sanzu_graph.charts.native_charts import add_charts, paint, without_insets
from sanzu_graph.charts.scene_headings import title_lines
from sanzu_graph.charts.scenes import Label, Scene
from sanzu_graph.charts.slide_connectors import connector_shape, tie_of
from sanzu_graph.charts.slide_shapes import (
    CHINESE,
    EMU,
    LATIN,
    Frame,
    Rectangle,
    box_place,
    box_shape,
    clean,
    group_shape,
    label_place,
    label_shape,
    polygon_shape,
    title_shape,
    tree,
)
from sanzu_graph.charts.stacking import Group, stacked
from sanzu_graph.errors import DependencyError

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

#: A time in the properties of a file, and the first one that packed files can tell.
_TIME, _NO_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z"), b"1980-01-01T00:00:00Z"
#: The largest and the smallest slide that PowerPoint opens: 56 inches and one.
_LARGEST, _SMALLEST = 56 * 72.0, 72.0
#: The template's slides with a title only, and with nothing.
_TITLED, _BLANK = 5, 6
#: The height of a line of a title, in font sizes.
_LEADING = 1.25


def require_pptx() -> None:
    """Raise `DependencyError` with the cure unless python-pptx is installed."""
    try:
        import pptx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise DependencyError("error.no_pptx") from error


def to_pptx(pages: Sequence[Scene]) -> bytes:
    """Scenes as a PowerPoint file, a slide each; the slides are as large as the largest scene.

    A scene's title is the title of its slide.

    Raises
    ------
    DependencyError
        If python-pptx is not installed.

    Examples
    --------
    >>> from sanzu_graph.charts.scenes import Box
    >>> to_pptx([Scene(100, 40, "Picture", boxes=[Box(10, 10, 80, 20, "#ffffff", entity="T1", title="Team 1")])])[:2]
    b'PK'
    """
    require_pptx()
    width, height = (
        min(max([_SMALLEST, *(getattr(page, name) for page in pages)]), _LARGEST)
        for name in ("width", "height")
    )
    deck = new_deck(width, height)
    if pages:
        deck.core_properties.title = clean(pages[0].title)[:255]
    lines = [title_lines(page) for page in pages]
    slides = [
        deck.slides.add_slide(deck.slide_layouts[_TITLED if many else _BLANK]) for many in lines
    ]
    for page, many, slide in zip(pages, lines, slides, strict=True):
        frame = fit(page, 0.0, 0.0, width, height)
        if many:
            _entitle(slide, page, many, frame)
        untitled = replace(page, labels=page.labels[many:])
        draw(without_insets(untitled), slide, frame, slides)
        add_charts(slide, page, frame)
    return packed(deck)


def new_deck(width: float, height: float) -> Presentation:
    """An empty presentation whose slides are so many points wide and high."""
    import pptx
    from pptx.util import Emu

    deck = pptx.Presentation()
    deck.core_properties.author = deck.core_properties.last_modified_by = (
        "sanzu_graph"  # not the template's author
    )
    across, down = width * EMU / (deck.slide_width or 1), height * EMU / (deck.slide_height or 1)
    for page in (deck.slide_master, *deck.slide_layouts):  # made for slides of another size
        for shape in page.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = round(shape.left * across), round(shape.width * across)
                shape.top, shape.height = round(shape.top * down), round(shape.height * down)
    deck.slide_width, deck.slide_height = Emu(round(width * EMU)), Emu(round(height * EMU))
    return deck


def add_slide(deck: Presentation, *, title: bool = False) -> Slide:
    """A slide with nothing on it, or with a title only."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[_TITLED if title else _BLANK])
    return slide


def packed(deck: Presentation) -> bytes:
    """The presentation as a file: the same one has the same bytes at any time."""
    out = io.BytesIO()
    deck.save(out)
    return _undated(out.getvalue())


def _undated(file: bytes) -> bytes:
    """A packed file without the times at which it was written; so are the workbooks in it."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = _undated(part)
            elif name == "docProps/core.xml":
                part = _TIME.sub(_NO_TIME, part)
            new.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()


def fit(
    scene: Scene, left: float, top: float, width: float, height: float, *, most: float = 1.6
) -> Frame:
    """Where a scene goes so that it fills a place in points, in the middle of it.

    It is at most `most` times as large as it was composed.
    """
    scale = min(width / max(scene.width, 1.0), height / max(scene.height, 1.0), most)
    return Frame(
        left + (width - scene.width * scale) / 2,
        top + (height - scene.height * scale) / 2,
        scale,
        scene.width,
    )


def draw(scene: Scene, slide: Slide, frame: Frame, slides: Sequence[Slide] = ()) -> None:
    """Draw a scene on a slide: shapes, connectors tied to boxes, boxes with their texts in one
    group each, other texts; in front of each other as in the scene.

    A text that leads to another page leads to that one of `slides`.
    """
    from pptx.oxml import parse_xml

    place: Any = slide.shapes._spTree
    numbers = count(max(map(int, place.xpath("//@id[number(.) = .]")), default=1) + 1)
    links = _links(scene, slide, slides)
    place.extend(list(parse_xml(tree(_shapes(scene, frame, numbers, links)))))


def _shapes(
    scene: Scene, frame: Frame, numbers: Iterator[int], links: dict[int, str]
) -> Iterator[str]:
    groups, texts = stacked(scene)
    boxes = {group.box.key: (group.box, next(numbers)) for group in groups if group.box.key}
    for shape in scene.shapes:
        yield polygon_shape(shape, next(numbers), frame)
    for line in scene.lines:
        ties = [
            tie_of(*boxes[key], point) if key in boxes else ""
            for key, point in ((line.source, line.points[0]), (line.target, line.points[-1]))
        ]
        yield connector_shape(line, next(numbers), frame, (ties[0], ties[1]))
    for group in groups:
        number = boxes[group.box.key][1] if group.box.key else next(numbers)
        yield _grouped(group, number, frame, numbers, links)
    for label in texts:
        if label.text:
            yield label_shape(label, next(numbers), frame, _link(label, links))


def _grouped(
    group: Group, number: int, frame: Frame, numbers: Iterator[int], links: dict[int, str]
) -> str:
    """A box; in one group with its marks and texts where it has any, so that they move together."""
    box, labels = group.box, [label for label in group.labels if label.text]
    drawn = box_shape(box, number, frame)
    if not group.marks and not labels:
        return drawn
    parts = [drawn, *(box_shape(mark, next(numbers), frame) for mark in group.marks)]
    parts += [label_shape(text, next(numbers), frame, _link(text, links)) for text in labels]
    places = [box_place(text, frame) for text in (box, *group.marks)]
    places += [_seen(label, frame) for label in labels]
    return group_shape(box.title or box.entity, next(numbers), places, parts)


def _seen(label: Label, frame: Frame) -> Rectangle:
    """The place that a text takes as it is seen: turned where it is upright."""
    x, y, wide, high = place = label_place(label, frame)
    if not label.upright:
        return place
    return Rectangle(x + (wide - high) // 2, y + (high - wide) // 2, high, wide)


def _links(scene: Scene, slide: Slide, slides: Sequence[Slide]) -> dict[int, str]:
    """The page that texts lead to → the relation of the slide to it."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    pages = {label.page for label in scene.labels if label.page is not None}
    return {
        page: slide.part.relate_to(slides[page].part, RELATIONSHIP_TYPE.SLIDE)
        for page in sorted(pages)
        if page < len(slides)
    }


def _link(label: Label, links: dict[int, str]) -> str:
    return links.get(label.page, "") if label.page is not None else ""


# -- titles


def _entitle(slide: Slide, scene: Scene, lines: int, frame: Frame) -> None:
    """Put the title of a scene, which its first labels show, into the title of the slide."""
    from pptx.oxml import parse_xml

    first = scene.labels[0]
    x, y = frame.at(first.x, first.y - first.size)
    wide = frame.size(scene.width - 2 * first.x)
    high = frame.size(first.size * (_LEADING * lines + 0.2))
    text = _shown(scene, lines)
    shape: Any = slide.shapes.title
    place = Rectangle(x, y, max(wide, 1), high)
    titled = title_shape(text, first.size * frame.scale, first.color, shape.shape_id, place)
    shape._element.getparent().replace(shape._element, *parse_xml(tree([titled])))


def _shown(scene: Scene, lines: int) -> str:
    """As much of a title as its lines show, in one piece: the program breaks it anew."""
    labels = scene.labels[:lines]
    left = sum(not letter.isspace() for label in labels for letter in label.text)
    if not labels[-1].text.endswith(ELLIPSIS):
        return scene.title
    left -= 1
    for place, letter in enumerate(scene.title):
        if not left:
            return scene.title[:place].rstrip() + ELLIPSIS
        left -= not letter.isspace()
    return scene.title


def write(
    paragraph: Any,  # noqa: ANN401 - python-pptx is untyped
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
