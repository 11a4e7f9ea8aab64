"""What a picture holds, in points, before anything paints it: shapes, lines, boxes, texts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from sanzu_graph.charts.colors import INK
from sanzu_graph.schema import UNIT

TITLE, SMALL = 12.0, 8.0
MARGIN = 14.0
#: From the baseline of one line of text to the next, in font sizes.
LEADING = 1.45


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `x`, `y` its upper left corner, y growing downwards.

    Attributes
    ----------
    entity, kind, part : what it stands for: an id, ``unit`` or ``member``, and which of several
        boxes of it (``before``, ``after``)
    title : its full text: what a reader is told who points at it
    rounded : the radius of its corners
    """

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
    kind: str = UNIT
    part: str = ""
    title: str = ""
    rounded: float = 0.0

    @property
    def key(self) -> str:
        """What lines and labels call it by; empty where it stands for nothing. Unique in a scene."""
        return box_key(self.entity, self.kind, self.part) if self.entity else ""


def box_key(entity: str, kind: str = UNIT, part: str = "") -> str:
    """What lines and labels call the box of an entity.

    Examples
    --------
    >>> box_key("T1"), box_key("M1", "member", "after")
    ('unit:T1', 'after:member:M1')
    """
    return ":".join([part, kind, entity] if part else [kind, entity])


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; an arrow has a head at its last one.

    Attributes
    ----------
    source, target : the keys of the boxes at its ends, where it ties boxes
    title : what it stands for, in words
    """

    points: tuple[tuple[float, float], ...]
    color: str
    width: float = 0.8
    arrow: bool = False
    dashed: bool = False
    source: str = ""
    target: str = ""
    title: str = ""


def arrow_head(line: Line) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """The triangle at the end of an arrow: its tip first."""
    (x0, y0), (x1, y1) = line.points[-2:]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    along, size = ((x1 - x0) / length, (y1 - y0) / length), 4.0 + 1.5 * line.width
    back = (x1 - along[0] * size, y1 - along[1] * size)
    aside = (-along[1] * size * 0.45, along[0] * size * 0.45)
    return (
        (x1, y1),
        (back[0] + aside[0], back[1] + aside[1]),
        (back[0] - aside[0], back[1] - aside[1]),
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed polygon behind everything else: a hull, a band.

    Attributes
    ----------
    opacity : how much it covers what is below it, 0 … 1
    title : what it stands for, in words
    """

    points: tuple[tuple[float, float], ...]
    fill: str
    edge: str = "none"
    line: float = 0.8
    opacity: float = 1.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A text that stands on the baseline `y`; anchored at its ``left``, ``center`` or ``right``;
    `upright`: read from below.

    Attributes
    ----------
    title : the full text, where `text` was shortened
    of : the key of the box whose text it is; empty for a text of its own
    page : the number of the page that it leads to, from 0
    """

    x: float
    y: float
    text: str
    size: float = SMALL
    color: str = INK
    anchor: str = "left"
    upright: bool = False
    title: str = ""
    of: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Inset:
    """A part of a scene that a program can draw in its own way.

    Attributes
    ----------
    content : what it is: a `plots.Panel`
    title : what it shows
    box : its left, top, width and height in the scene
    drawn : the pieces of the scene that draw it
    """

    content: object
    title: str
    box: tuple[float, float, float, float]
    drawn: Scene


@dataclass
class Scene:
    """A picture being composed, or a page of one; painted in the order shapes, lines, boxes,
    labels.

    Painters take it as it is: matplotlib (`painting`), SVG (`svg`), PDF (`pdf`, a list of pages).
    All that is drawn lies within 0 … width and 0 … height; texts were measured to fit.

    Attributes
    ----------
    title : what it says, in a sentence (`headlines`): also its alternative text and slide title
    subtitle : what it shows: the technical line below
    pane : of a table: where its cells begin from the left, and where the headings of its columns
        begin and end from the top; parts of a table repeat its headings
    insets : panels of bars and lines, which stay charts on slides
    """

    width: float = 0.0
    height: float = 0.0
    title: str = ""
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    subtitle: str = ""
    pane: tuple[float, float, float] | None = None
    insets: tuple[Inset, ...] = ()

    def add(self, *pieces: Shape | Line | Box | Label) -> None:
        """Add pieces on top of those of their kind.

        Examples
        --------
        >>> scene = Scene()
        >>> scene.add(Label(0, 10, "East"), Line(((0, 12), (40, 12)), INK))
        >>> len(scene.labels), len(scene.lines)
        (1, 1)
        """
        homes: dict[type, list[Any]] = {
            Shape: self.shapes,
            Line: self.lines,
            Box: self.boxes,
            Label: self.labels,
        }
        for piece in pieces:
            homes[type(piece)].append(piece)

    @property
    def smallest(self) -> float:
        """The smallest font size."""
        return min((label.size for label in self.labels), default=SMALL)
