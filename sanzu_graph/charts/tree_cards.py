"""A tree of cards with all that stands around it, as a scene: for units and for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.scene_headings import Key, footnotes, heading
from sanzu_graph.charts.scenes import MARGIN, Box, Label, Scene
from sanzu_graph.charts.tree_blocks import (
    ASPECT,
    FULL,
    NAMES,
    Area,
    Detail,
    Faces,
    Tree,
    arranged,
    draw_blocks,
)
from sanzu_graph.charts.tree_rows import Arrangement

#: Between the edge of a card and its text, and between a name and the number beside it.
PAD, ASIDE = 5.0, 7.0
_LEADING = 1.4


@dataclass(frozen=True)
class Surroundings:
    """What stands around a tree.

    Attributes
    ----------
    title, subtitle : the finding in words; the technical line
    notes, keys : how the picture is read; the legend
    below : notes below the tree
    """

    title: str
    subtitle: str
    notes: Sequence[str]
    keys: Sequence[Key]
    below: Sequence[str] = ()


def tree_scene(
    tree: Tree,
    faces: Faces,
    detail: Detail,
    aspect: float | None,
    words: Lettering,
    around: Surroundings,
    card: Callable[[int, Area], Box],
) -> Scene:
    """A tree in one detail, on as small a sheet of this aspect as it needs.

    `card` makes the empty card of a number at its place. Its texts come from `faces`.
    """
    if len(tree.parent):
        blocks, place = arranged(tree, faces, detail, aspect or ASPECT)
    else:
        blocks, place = [], Arrangement(np.zeros(0), np.zeros(0), 0.0, 0.0)
    least = _least_width(words, around.title or around.subtitle, around.keys)
    scene = Scene(width=max(place.width, least) + 2 * MARGIN)
    top = heading(scene, words, around.title, around.subtitle, notes=around.notes, keys=around.keys)
    place = place.moved((scene.width - place.width) / 2, top)

    def draw(number: int, area: Area) -> None:
        box = card(number, area)
        scene.add(box, *_texts(box, faces, detail, number))

    draw_blocks(scene, tree, blocks, place, detail, draw)
    scene.height = footnotes(scene, words, around.below, top + place.height) + MARGIN
    return scene


def faces_of(
    words: Lettering,
    detail: Detail,
    lines: Sequence[Sequence[tuple[str, str]]],
    named: Sequence[int],
    titles: list[str],
    pages: Mapping[int, int],
    least: float = 0.0,
) -> Faces:
    """The texts of all cards, shortened to their room, and how large each card is.

    Where a detail has names and numbers in one line, the number is the last text of a card.
    """
    width, height = np.full((2, len(lines)), detail.widest)
    room = detail.widest - 2 * PAD
    fitted = [[(words.fit(line, detail.size, room), ink) for line, ink in card] for card in lines]
    pad = PAD if detail.lines else 2.5
    for number, card in enumerate(fitted if detail.size else ()):
        wide = [words.width(line, detail.size) for line, _ in card]
        aside = wide.pop() + ASIDE if detail.lines == NAMES.lines else 0.0
        width[number] = max([*wide, least]) + aside + 2 * pad
        height[number] = detail.size * _LEADING * max(len(wide), 1)
        height[number] += 7 if detail.lines == FULL.lines else 4
    return Faces(fitted, titles, list(named), width, height, dict(pages))


def _texts(box: Box, faces: Faces, detail: Detail, number: int) -> list[Label]:
    """The texts of a card: its lines in the middle, or names with a number beside them."""
    lines, size, labels = list(faces.lines[number]), detail.size, []
    x, anchor = box.x + box.width / 2, "center"
    if detail.lines == NAMES.lines:
        x, anchor = box.x + PAD, "left"
        count, ink = lines.pop()
        right, middle = box.x + box.width - PAD, box.y + box.height / 2 + size * 0.36
        labels.append(Label(right, middle, count, size, ink, "right", of=box.key))
    leading = size * _LEADING
    base = box.y + (box.height - leading * len(lines)) / 2 + size * 1.06
    for place, (line, ink) in enumerate(lines):
        full = faces.titles[number] if place < faces.named[number] and ELLIPSIS in line else ""
        page = faces.pages.get(number) if place == len(lines) - 1 else None
        y = base + place * leading
        labels.append(Label(x, y, line, size, ink, anchor, title=full, of=box.key, page=page))
    return labels


def _least_width(words: Lettering, title: str, keys: Sequence[Key]) -> float:
    """How wide a picture is at least, for its title and its legend."""
    legend = sum(words.width(key.text, 8.0) + 30 for key in keys)
    return min(max(words.width(title, 12.0), legend, 240.0), 480.0)
