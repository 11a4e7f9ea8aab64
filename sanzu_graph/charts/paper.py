"""Pages: a scene fitted on a sheet of paper, what stands around it, and the index in front of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sanzu_graph.charts.colors import FAINT, INK, RULE
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scenes import Label, Line, Scene
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
}
_EDGE, _HEAD, _FOOT = 28.0, 22.0, 20.0
_TEXT, _LINE, _COLUMN = 8.0, 13.0, 184.0
#: A small picture is not blown up beyond this.
_LARGEST = 1.5


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, lying on its longer side.

    Attributes
    ----------
    width, height : its size in points
    """

    width: float
    height: float

    @property
    def inner(self) -> tuple[float, float]:
        """The room for a picture, between the edges, the heading and the foot."""
        return self.width - 2 * _EDGE, self.height - 2 * _EDGE - _HEAD - _FOOT

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
    )


def scale_on(scene: Scene, sheet: Paper) -> float:
    """How much larger or smaller a scene is on a sheet."""
    width, height = sheet.inner
    return min(width / max(scene.width, 1), height / max(scene.height, 1), _LARGEST)


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
    scale = scale_on(scene, sheet)
    width, _ = sheet.inner
    page = moved(scene, scale, _EDGE + (width - scene.width * scale) / 2, _EDGE + _HEAD)
    page.width, page.height = sheet.width, sheet.height
    page.lines.append(
        Line(((_EDGE, _EDGE + _HEAD - 6), (sheet.width - _EDGE, _EDGE + _HEAD - 6)), RULE, 0.5)
    )
    foot = sheet.height - _EDGE
    sentence = words.text("chart.page", page=number + 1, pages=total)
    room = sheet.width - 2 * _EDGE - words.width(sentence, _TEXT) - 20
    page.labels.append(Label(_EDGE, _EDGE + _HEAD - 11, words.fit(name, _TEXT, room), _TEXT, FAINT))
    page.labels.append(Label(sheet.width - _EDGE, foot, sentence, _TEXT, FAINT, "right"))
    if index is not None and number != index:
        page.labels.append(
            Label(_EDGE, foot, words.text("chart.to_index"), _TEXT, FAINT, page=index)
        )
    return page


@dataclass(frozen=True)
class Entry:
    """A line of the index: a name, what is told beside it, and the page; a heading where there is
    no page.
    """

    name: str
    page: int | None = None
    title: str = ""


def index_room(sheet: Paper) -> tuple[int, int]:
    """Columns and lines of a page of the index."""
    width, height = sheet.inner
    return max(int(width // _COLUMN), 1), max(int((height - 30) // _LINE), 1)


def index_pages(
    entries: Sequence[Entry], sheet: Paper, words: Lettering, title: str
) -> list[Scene]:
    """The index, on as many pages as it needs, each as large as the room on a sheet."""
    columns, lines = index_room(sheet)
    width, height = sheet.inner
    room = width / columns - 16
    pages = []
    for first in range(0, max(len(entries), 1), columns * lines):
        scene = Scene(width, height, title)
        scene.labels.append(Label(0, 14, words.fit(title, 12.0, width), 12.0))
        for place, entry in enumerate(entries[first : first + columns * lines]):
            column, line = divmod(place, lines)
            x, y = column * (room + 16), 30 + (line + 0.8) * _LINE
            if entry.page is None:
                scene.labels.append(Label(x, y, words.fit(entry.name, _TEXT, room), _TEXT, FAINT))
                scene.lines.append(Line(((x, y + 3), (x + room, y + 3)), RULE, 0.5))
                continue
            page = str(entry.page + 1)
            label = words.fit(entry.name, _TEXT, room - words.width(page, _TEXT) - 14)
            scene.labels.append(
                Label(
                    x + 6,
                    y,
                    label,
                    _TEXT,
                    INK,
                    title=entry.title if label != entry.name else "",
                    page=entry.page,
                )
            )
            scene.labels.append(Label(x + room, y, page, _TEXT, INK, "right", page=entry.page))
        pages.append(scene)
    return pages
