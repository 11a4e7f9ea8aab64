"""Texts as outlines, for painters that draw letters themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.charts.fonts import Typeface, typeface
from sanzu_graph.charts.scenes import Label
from sanzu_graph.charts.shaping import is_complex


def grouped(labels: Iterable[Label]) -> dict[str, list[Label]]:
    """The labels by colour."""
    groups: dict[str, list[Label]] = {}
    for label in labels:
        groups.setdefault(label.color, []).append(label)
    return groups


def _keys(line: str, face: Typeface) -> Iterator[tuple[str | tuple[int, int], float, float, float]]:
    """What is drawn of a text, from left to right: the glyph, its offsets, its advance."""
    if is_complex(line):
        yield from (glyph[:4] for glyph in face.placed(line))
        return
    for letter in line:
        yield letter, 0.0, 0.0, face.advance(letter) or 0.0


def outlines(labels: Sequence[Label]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Labels as one path, in points of the scene; y grows downwards."""
    face = typeface()
    parts, codes, place, size, turned = [], [], [], [], []
    for label in labels:
        pen = -face.width(label.text) * {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor]
        for key, x, y, advance in _keys(label.text, face):
            points, kinds = face.outline(key)
            if len(points):
                parts.append(points)
                codes.append(kinds)
                place.append((label.x, label.y, pen + x, y))
                size.append(label.size)
                turned.append(label.upright)
            pen += advance
    if not parts:
        return np.zeros((0, 2)), np.zeros(0, dtype=np.uint8)
    many = [len(part) for part in parts]
    x, y, pen_at, lifted = np.repeat(np.array(place), many, axis=0).T
    sizes, upright = np.repeat(size, many), np.repeat(turned, many)
    whole = np.concatenate(parts)
    along, up = (whole[:, 0] + pen_at) * sizes, (whole[:, 1] + lifted) * sizes
    return np.column_stack(
        [np.where(upright, x - up, x + along), np.where(upright, y - along, y - up)]
    ), np.concatenate(codes)
