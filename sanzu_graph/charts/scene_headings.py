"""What stands above a picture, and below it: title, technical line, notes and legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanzu_graph.charts.colors import FAINT
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.scenes import LEADING, MARGIN, SMALL, TITLE, Box, Label, Scene

#: As wide as a sheet on which these sizes look right.
_USUAL = 1100.0
#: Notes below a picture take no more lines than this each.
_MOST_LINES = 30
#: A title takes no more lines than this; what is longer is cut, and told in full on pointing.
_TITLE_LINES = 4


def title_lines(scene: Scene) -> int:
    """How many of the first labels of a scene are its title, broken into lines."""
    rest, lines = "".join(scene.title.split()), 0
    for label in scene.labels:
        first = scene.labels[0]
        part = "".join(label.text.removesuffix(ELLIPSIS).split())
        alike = (label.size, label.x, label.of) == (first.size, first.x, "")
        if not part or not alike or not rest.startswith(part):
            break
        rest, lines = rest[len(part) :], lines + 1
    return lines


@dataclass(frozen=True)
class Key:
    """An entry of the legend: a swatch and what it means."""

    text: str
    fill: str
    edge: str = "none"
    dashed: bool = False
    hatched: bool = False


def heading(
    scene: Scene,
    words: Lettering,
    title: str,
    subtitle: str = "",
    *,
    notes: Sequence[str] = (),
    keys: Sequence[Key] = (),
) -> float:
    """Title, technical line, notes and legend at the top of a picture; where the picture begins.

    The title is the finding in words. Without one, the technical line stands in its place. On a
    large sheet all of them are larger, as it is seen from farther away.
    """
    grown, width = _growth(scene), scene.width
    size, small = TITLE * grown, SMALL * grown
    room, y = width - 2 * MARGIN, MARGIN
    title, subtitle = (title, subtitle) if title else (subtitle, "")
    title, subtitle = (line[:1].upper() + line[1:] for line in (title, subtitle))
    scene.title, scene.subtitle = scene.title or title, scene.subtitle or subtitle
    lines = words.wrap(title, size, room, _TITLE_LINES)
    for line in lines:
        y += size * LEADING
        full = title if line is lines[-1] and line.endswith(ELLIPSIS) else ""
        scene.add(Label(MARGIN, y - size * 0.4, line, size, title=full))
    if subtitle:
        for line in words.wrap(subtitle, small, room, 3):
            y += small * LEADING
            scene.add(Label(MARGIN, y - small * 0.2, line, small))
    for note in notes:
        for line in words.wrap(note, small, room, 3):
            y += small * LEADING
            scene.add(Label(MARGIN, y - small * 0.2, line, small, FAINT))
    return _legend(scene, words, keys, room, y + 4, small) + 10


def _growth(scene: Scene) -> float:
    """How much larger the texts around a picture are on a large sheet."""
    return min(max(scene.width / _USUAL, 1.0), 3.0)


def footnotes(scene: Scene, words: Lettering, notes: Sequence[str], y: float) -> float:
    """Notes below a picture, as large as those above it; where they end."""
    size = SMALL * _growth(scene)
    for note in notes:
        for line in words.wrap(note, size, scene.width - 2 * MARGIN, _MOST_LINES):
            y += size * LEADING
            scene.add(Label(MARGIN, y, line, size, FAINT))
    return y


def _legend(
    scene: Scene, words: Lettering, keys: Sequence[Key], room: float, top: float, size: float
) -> float:
    swatch, x = size * 1.4, MARGIN
    for key in keys:
        line = words.fit(key.text, size, room - swatch - 4)
        needed = swatch + 4 + words.width(line, size)
        if x > MARGIN and x + needed > MARGIN + room:
            x, top = MARGIN, top + size * 1.7
        scene.add(
            Box(x, top + 2, swatch, size * 1.1, key.fill, key.edge, 1.0, key.dashed, key.hatched)
        )
        scene.add(Label(x + swatch + 4, top + 2 + size * 0.93, line, size))
        x += needed + size * 1.8
    return top + size * 1.7 if keys else top
