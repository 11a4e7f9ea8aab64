"""What a picture holds, in points, before anything paints it: boxes, lines, texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.charts.colors import FAINT, INK
from sanzu_graph.charts.lettering import Lettering

TITLE, SMALL = 12.0, 8.0
MARGIN = 14.0
#: As wide as a sheet on which these sizes look right.
_USUAL = 1100.0
#: From the baseline of one line of text to the next, in font sizes.
LEADING = 1.45


@dataclass(frozen=True)
class Box:
    """A rectangle; `x`, `y` its upper left corner, y growing downwards. `entity` is the id of what it stands for."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = "none"
    line: float = 0.8
    dashed: bool = False
    hatched: bool = False
    entity: str = ""


@dataclass(frozen=True)
class Line:
    """A line through points; an arrow has a head at its last one."""

    points: tuple[tuple[float, float], ...]
    color: str
    width: float = 0.8
    arrow: bool = False


@dataclass(frozen=True)
class Label:
    """A text that stands on the baseline `y`; anchored at its ``left``, ``center`` or ``right``; `upright`: read from below."""

    x: float
    y: float
    text: str
    size: float = SMALL
    color: str = INK
    anchor: str = "left"
    upright: bool = False


@dataclass
class Scene:
    """A picture being composed; painted in the order lines, boxes, labels."""

    width: float = 0.0
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def smallest(self) -> float:
        """The smallest font size."""
        return min((label.size for label in self.labels), default=SMALL)


@dataclass(frozen=True)
class Key:
    """An entry of the legend: a swatch and what it means."""

    text: str
    fill: str
    edge: str = "none"
    dashed: bool = False
    hatched: bool = False


def heading(scene: Scene, words: Lettering, title: str, notes: list[str], keys: list[Key], width: float) -> float:
    """Title, notes and legend from the top of a picture, wrapped to its width; where the picture itself begins.

    On a large sheet they are larger, so that they are read from as far away as the picture is seen.
    """
    grown = min(max(width / _USUAL, 1.0), 3.0)
    size, small = TITLE * grown, SMALL * grown
    room, y = width - 2 * MARGIN, MARGIN
    for line in words.wrap(title[:1].upper() + title[1:], size, room, 2):
        y += size * LEADING
        scene.labels.append(Label(MARGIN, y - size * 0.4, line, size))
    for note in notes:
        for line in words.wrap(note, small, room, 3):
            y += small * LEADING
            scene.labels.append(Label(MARGIN, y - small * 0.2, line, small, FAINT))
    return _legend(scene, words, keys, room, y + 4, small) + 10


def _legend(scene: Scene, words: Lettering, keys: list[Key], room: float, top: float, size: float) -> float:
    swatch, x = size * 1.4, MARGIN
    for key in keys:
        told = words.fit(key.text, size, room - swatch - 4)
        needed = swatch + 4 + words.width(told, size)
        if x > MARGIN and x + needed > MARGIN + room:
            x, top = MARGIN, top + size * 1.7
        scene.boxes.append(Box(x, top + 2, swatch, size * 1.1, key.fill, key.edge, 1.0, key.dashed, key.hatched))
        scene.labels.append(Label(x + swatch + 4, top + 2 + size * 0.93, told, size))
        x += needed + size * 1.8
    return top + size * 1.7 if keys else top
