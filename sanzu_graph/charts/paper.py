"""Pages: a scene fitted on a sheet of paper, what stands around it, and the index in front of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sanzu_graph.charts.colors import FAINT, INK, RULE
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import LEGIBLE
from sanzu_graph.charts.scene_headings import title_lines
from sanzu_graph.charts.scenes import MARGIN, Inset, Label, Line, Scene
from sanzu_graph.errors import InputError

_MM = 72 / 25.4
#: Sheets by name, the longer side first, in points.
PAPERS = {
    **{
        name: (long * _MM, short * _MM)
        for name, (long, short) in {
            "A0": (1189, 841),
            "A1": (841, 594),
            "A2": (594, 420),
            "A3": (420, 297),
            "A4": (297, 210),
            "A5": (210, 148),
        }.items()
    },
    "Letter": (792.0, 612.0),
    "Legal": (1008.0, 612.0),
    "Tabloid": (1224.0, 792.0),
    "Slide": (960.0, 540.0),
}
_EDGE, _HEAD, _FOOT = 28.0, 22.0, 20.0
_TEXT, _LINE, _COLUMN = 8.0, 13.0, 184.0
#: A small picture is not blown up beyond this; on a slide it may be.
_LARGEST, _LARGEST_ON_SLIDE = 1.5, 2.0
#: The smallest letters of a slide, in points.
SEEN = 9.0
#: The sizes of a slide's title, the largest that fits; its lines; and the room for them.
_TITLES, _TITLE_LINES, _TITLE_ROOM = (22.0, 18.0, 15.0), 2, 54.0
#: A length that rounding makes, in points.
_ROUNDED = 0.005


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, lying on its longer side.

    Attributes
    ----------
    width, height : its size in points
    smallest : the smallest letters that may be on it, in points
    is_slide : whether the title of each page stands above it, as on a slide
    """

    width: float
    height: float
    smallest: float = LEGIBLE
    is_slide: bool = False

    @property
    def inner(self) -> tuple[float, float]:
        """The room for a picture, between the edges, the heading and the foot."""
        return self.width - 2 * _EDGE, self.height - 2 * _EDGE - self.head - _FOOT

    @property
    def head(self) -> float:
        """The height of what stands above a picture."""
        return _TITLE_ROOM if self.is_slide else _HEAD

    @property
    def text(self) -> float:
        """The size of the texts around a picture."""
        return max(_TEXT, self.smallest + 2 * self.is_slide)

    def with_room(self, width: float, height: float) -> Paper:
        """A sheet of its kind with so much room for a picture."""
        inner = self.inner
        return replace(
            self, width=self.width + width - inner[0], height=self.height + height - inner[1]
        )

    @property
    def as_slide(self) -> Paper:
        """The same sheet as a slide: its letters are read from afar."""
        return replace(self, smallest=SEEN, is_slide=True)

    @property
    def aspect(self) -> float:
        """Width by height of that room."""
        width, height = self.inner
        return width / height


def sheet_of(name: str) -> Paper:
    """The sheet of a name, in upper or lower case.

    Raises
    ------
    InputError
        If there is no such paper.

    Examples
    --------
    >>> round(sheet_of("a4").width)
    842
    """
    known = {paper.lower(): size for paper, size in PAPERS.items()}
    if str(name).lower() not in known:
        raise InputError("error.paper", paper=name, known=list(PAPERS))
    return Paper(*known[str(name).lower()])


def moved(scene: Scene, scale: float, x: float, y: float) -> Scene:
    """A scene made larger or smaller, and put elsewhere."""

    def put(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        return tuple((x + scale * a, y + scale * b) for a, b in points)

    return Scene(
        x + scene.width * scale,
        y + scene.height * scale,
        scene.title,
        [
            replace(shape, points=put(shape.points), line=shape.line * scale)
            for shape in scene.shapes
        ],
        [replace(line, points=put(line.points), width=line.width * scale) for line in scene.lines],
        [
            replace(
                box,
                x=x + scale * box.x,
                y=y + scale * box.y,
                width=box.width * scale,
                height=box.height * scale,
                line=box.line * scale,
                rounded=box.rounded * scale,
            )
            for box in scene.boxes
        ],
        [
            replace(label, x=x + scale * label.x, y=y + scale * label.y, size=label.size * scale)
            for label in scene.labels
        ],
        scene.subtitle,
        scene.pane
        and (x + scale * scene.pane[0], y + scale * scene.pane[1], y + scale * scene.pane[2]),
        tuple(_moved_inset(inset, scale, x, y) for inset in scene.insets),
    )


def _moved_inset(inset: Inset, scale: float, x: float, y: float) -> Inset:
    left, top, width, height = inset.box
    box = (x + scale * left, y + scale * top, width * scale, height * scale)
    return Inset(inset.content, inset.title, box, moved(inset.drawn, scale, x, y))


def scale_on(scene: Scene, sheet: Paper) -> float:
    """How much larger or smaller a scene is on a sheet."""
    width, height = sheet.inner
    high = scene.height - (title_room(scene) if sheet.is_slide else 0.0)
    most = _LARGEST_ON_SLIDE if sheet.is_slide else _LARGEST
    return min(width / max(scene.width, 1), height / max(high, 1), most)


def is_legible(scene: Scene, sheet: Paper) -> bool:
    """Whether all letters of a scene can be read on a sheet."""
    return scene.smallest * scale_on(scene, sheet) >= sheet.smallest - _ROUNDED


def title_room(scene: Scene) -> float:
    """How much of the top of a scene its title takes; a slide has it above the picture."""
    lines = title_lines(scene)
    if not lines:
        return 0.0
    last = scene.labels[lines - 1]
    return max(last.y + last.size * 0.4 - MARGIN / 2, 0.0)


def untitled(scene: Scene) -> Scene:
    """A scene without its title, moved up into the room of it."""
    lines = title_lines(scene)
    return moved(replace(scene, labels=scene.labels[lines:]), 1.0, 0.0, -title_room(scene))


def _title(scene: Scene, sheet: Paper, words: Lettering) -> list[Label]:
    """The title of a slide: in the largest letters in which it fits."""
    room = sheet.width - 2 * _EDGE
    title = words.plain(scene.title)
    size = next(
        (
            size
            for size in _TITLES
            if len(words.wrap(title, size, room, _TITLE_LINES + 1)) <= _TITLE_LINES
        ),
        _TITLES[-1],
    )
    lines = words.wrap(title, size, room, _TITLE_LINES)
    return [
        Label(_EDGE, _EDGE + size * (0.9 + 1.25 * number), line, size)
        for number, line in enumerate(lines)
        if line
    ]


def on_sheet(
    scene: Scene,
    sheet: Paper,
    words: Lettering,
    *,
    number: int,
    total: int,
    name: str,
    index: int | None = 0,
) -> Scene:
    """A page: the scene in the upper middle of a sheet, the name of the whole above it, the page
    number below.
    """
    scale, (width, _) = scale_on(scene, sheet), sheet.inner
    body = untitled(scene) if sheet.is_slide else scene
    page = moved(body, scale, _EDGE + (width - body.width * scale) / 2, _EDGE + sheet.head)
    page.width, page.height = sheet.width, sheet.height
    text, foot = sheet.text, sheet.height - _EDGE
    sentence = words.text("chart.page", page=number + 1, pages=total)
    if sheet.is_slide:
        page.labels[:0] = _title(scene, sheet, words)
    else:
        top = _EDGE + _HEAD
        page.add(Line(((_EDGE, top - 6), (sheet.width - _EDGE, top - 6)), RULE, 0.5))
        room = sheet.width - 2 * _EDGE - words.width(sentence, text) - 20
        page.add(Label(_EDGE, top - 11, words.fit(name, text, room), text, FAINT))
    if total > 1 or not sheet.is_slide:
        page.add(Label(sheet.width - _EDGE, foot, sentence, text, FAINT, "right"))
    if index is not None and number != index:
        page.add(Label(_EDGE, foot, words.text("chart.to_index"), text, FAINT, page=index))
    return page


@dataclass(frozen=True)
class Entry:
    """A line of the index: a name, what is told beside it, and the page; a heading where there is
    no page.
    """

    name: str
    page: int | None = None
    title: str = ""


def index_room(sheet: Paper, notes: int = 0) -> tuple[int, int]:
    """Columns and lines of a page of the index, below so many lines of notes."""
    width, height = sheet.inner
    large = sheet.text / _TEXT
    high = height - 30 - notes * _LINE * large
    return max(int(width // (_COLUMN * large)), 1), max(int(high / (_LINE * large)), 1)


def index_pages(
    entries: Sequence[Entry], sheet: Paper, words: Lettering, title: str, notes: Sequence[str] = ()
) -> list[Scene]:
    """The index, on as many pages as it needs, each as large as the room on a sheet; notes on how
    to read the pages above it.
    """
    columns, lines = index_room(sheet, len(notes))
    width, height = sheet.inner
    text = sheet.text
    leading = _LINE * text / _TEXT
    room = width / columns - 16
    pages = []
    for first in range(0, max(len(entries), 1), columns * lines):
        scene = Scene(width, height, title)
        scene.add(Label(0, 14, words.fit(title, 12.0, width), 12.0))
        top = 30 + len(notes) * leading
        for number, note in enumerate(notes):
            below = 14 + (number + 1) * leading
            scene.add(Label(0, below, words.fit(note, text, width), text, FAINT))
        for place, entry in enumerate(entries[first : first + columns * lines]):
            column, line = divmod(place, lines)
            x, y = column * (room + 16), top + (line + 0.8) * leading
            if entry.page is None:
                scene.add(Label(x, y, words.fit(entry.name, text, room), text, FAINT))
                scene.add(Line(((x, y + 3), (x + room, y + 3)), RULE, 0.5))
                continue
            page = str(entry.page + 1)
            label = words.fit(entry.name, text, room - words.width(page, text) - 14)
            title_in_full = entry.title if label != entry.name else ""
            scene.add(Label(x + 6, y, label, text, INK, title=title_in_full, page=entry.page))
            scene.add(Label(x + room, y, page, text, INK, "right", page=entry.page))
        pages.append(scene)
    return pages
