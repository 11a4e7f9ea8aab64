"""Texts as outlines, for painters that draw letters themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.fonts import Typeface, typeface
from sanzu_graph.charts.scenes import Label
from sanzu_graph.charts.shaping import is_complex

#: How much of a text is left of the point at which it is anchored.
_LEFT = {"left": 0.0, "center": 0.5, "right": 1.0}


class Stamp(NamedTuple):
    """A glyph at a size. It is drawn in many places of a picture.

    Attributes
    ----------
    glyph : a character, or a font's number and the number of a glyph in it
    size : in points
    upright : whether it is read from below
    """

    glyph: str | tuple[int, int]
    size: float
    upright: bool

    def outline(self) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Its points around its origin, y growing downwards, and matplotlib's path codes."""
        points, codes = typeface().outline(self.glyph)
        along, up = points.T * self.size
        return np.column_stack((-up, -along) if self.upright else (along, -up)), codes


def grouped(labels: Iterable[Label]) -> dict[str, list[Label]]:
    """The labels by colour."""
    groups: dict[str, list[Label]] = {}
    for label in labels:
        groups.setdefault(label.color, []).append(label)
    return groups


def _glyphs(
    line: str, face: Typeface
) -> Iterator[tuple[str | tuple[int, int], float, float, float]]:
    """What is drawn of a text, from left to right: the glyph, its offsets, its advance."""
    if is_complex(line):
        yield from (glyph[:4] for glyph in face.placed(line))
        return
    for letter in line:
        yield letter, 0.0, 0.0, face.advance(letter) or 0.0


def stamped(labels: Iterable[Label]) -> tuple[list[Stamp], list[tuple[float, float]]]:
    """The glyphs of labels, and where the origin of each stands, in points of the scene."""
    face = typeface()
    stamps: list[Stamp] = []
    places: list[tuple[float, float]] = []
    for label in labels:
        size, upright = label.size, label.upright
        pen = -face.width(label.text) * _LEFT[label.anchor]
        for glyph, x, y, advance in _glyphs(label.text, face):
            along, up = (pen + x) * size, y * size
            stamps.append(Stamp(glyph, size, upright))
            places.append(
                (label.x - up, label.y - along) if upright else (label.x + along, label.y - up)
            )
            pen += advance
    return stamps, places


def outlines(labels: Sequence[Label]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Labels as one path, in points of the scene; y grows downwards."""
    stamps, places = stamped(labels)
    drawn = [stamp.outline() for stamp in stamps]
    if not drawn:
        return np.zeros((0, 2)), np.zeros(0, dtype=np.uint8)
    points = [points + place for (points, _), place in zip(drawn, places, strict=True)]
    return np.concatenate(points), np.concatenate([codes for _, codes in drawn])
