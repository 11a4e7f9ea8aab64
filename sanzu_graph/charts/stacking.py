"""What stands in front of what, where a program keeps boxes in groups: with marks and texts.

A scene is painted in the order shapes, lines, boxes, labels. A slide and a draw.io page keep a box
in one group with its marks and texts. Then they move together. A group is drawn at the place of its
box. So a mark or a text joins the group only where nothing that is drawn later hides it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from sanzu_graph.charts.fonts import typeface
from sanzu_graph.charts.lettering import SLACK
from sanzu_graph.charts.scenes import Box, Label, Scene

#: Left, top, right, bottom.
Area = tuple[float, float, float, float]
#: A mark belongs to one of so many boxes before it.
_NEAR = 50
#: How near two things come without one hiding the other, in points.
_TOUCH = 0.1
#: The side of the squares in which boxes are looked for, in points.
_SQUARE = 60.0
#: How far a text reaches above and below its baseline, in font sizes.
_ABOVE, _BELOW = 0.85, 0.25
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Group:
    """A box and what moves with it.

    Attributes
    ----------
    box : the box
    marks : boxes within it that stand for nothing themselves
    labels : its texts
    """

    box: Box
    marks: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def width_of(label: Label) -> float:
    """How wide a text is, with some slack for other fonts."""
    return typeface().width(label.text) * label.size * SLACK


def area_of(label: Label) -> Area:
    """The place that a text takes."""
    wide, share = width_of(label), _SHARES[label.anchor]
    above, below = label.size * _ABOVE, label.size * _BELOW
    if label.upright:
        low = label.y + wide * share
        return label.x - above, low - wide, label.x + below, low
    left = label.x - wide * share
    return left, label.y - above, left + wide, label.y + below


def stacked(scene: Scene) -> tuple[list[Group], list[Label]]:
    """The groups of a scene in the order of painting, and the texts in front of all of them.

    Examples
    --------
    >>> boxes = [Box(0, 0, 50, 50, "#ffffff", entity="a"), Box(5, 5, 9, 9, "#000000"), Box(40, 0, 30, 9, "#ffffff")]
    >>> texts = [Label(20, 30, "in", of="unit:a"), Label(38, 8, "hidden", of="unit:a")]
    >>> groups, above = stacked(Scene(80, 60, boxes=boxes, labels=texts))
    >>> [(len(group.marks), [label.text for label in group.labels]) for group in groups]
    [(1, ['in']), (0, [])]
    >>> [label.text for label in above]
    ['hidden']
    """
    squares = Squares()
    head: list[int] = []  # the box whose group each box is in
    recent: list[int] = []
    for number, box in enumerate(scene.boxes):
        area = area_of_box(box)
        outer = None
        if not box.key:
            outer = next(
                (at for at in reversed(recent[-_NEAR:]) if _holds(scene.boxes[at], box)), None
            )
            if outer is not None and any(head[at] > outer for at in squares.over(area, outer)):
                outer = None
        else:
            recent.append(number)
        head.append(number if outer is None else outer)
        squares.add(area)
    groups = {at: Group(scene.boxes[at]) for at in sorted(set(head))}
    for number, at in enumerate(head):
        if at != number:
            groups[at].marks.append(scene.boxes[number])
    heads = {scene.boxes[at].key: at for at in groups if scene.boxes[at].key}
    above: list[Label] = []
    for label in scene.labels:
        own = heads.get(label.of) if label.of else None
        if own is None or any(head[at] > own for at in squares.over(area_of(label), own)):
            above.append(label)
        else:
            groups[own].labels.append(label)
    return list(groups.values()), above


def area_of_box(box: Box) -> Area:
    """The place that a box takes."""
    return box.x, box.y, box.x + box.width, box.y + box.height


def _holds(outer: Box, inner: Box) -> bool:
    left, top, right, bottom = area_of_box(outer)
    return (
        left - _TOUCH <= inner.x
        and top - _TOUCH <= inner.y
        and inner.x + inner.width <= right + _TOUCH
        and inner.y + inner.height <= bottom + _TOUCH
    )


def overlap(one: Area, two: Area) -> bool:
    """Whether two areas have more than an edge in common."""
    return (
        min(one[2], two[2]) - max(one[0], two[0]) > _TOUCH
        and min(one[3], two[3]) - max(one[1], two[1]) > _TOUCH
    )


class Squares:
    """Areas by the squares that they reach, so that overlaps are found among neighbours only."""

    def __init__(self) -> None:
        self._areas: list[Area] = []
        self._reaching: dict[tuple[int, int], list[int]] = {}

    def add(self, area: Area) -> None:
        """Take in an area; its number is how many came before."""
        for square in _squares(area):
            self._reaching.setdefault(square, []).append(len(self._areas))
        self._areas.append(area)

    def over(self, area: Area, number: int) -> Iterator[int]:
        """The areas after that number which overlap an area; one may come several times."""
        for square in _squares(area):
            for at in reversed(self._reaching.get(square, ())):
                if at <= number:
                    break
                if overlap(self._areas[at], area):
                    yield at


def _squares(area: Area) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (math.floor(side / _SQUARE) for side in area)
    for across in range(left, right + 1):
        for down in range(top, bottom + 1):
            yield across, down
