"""A chart before it is a picture: the scenes it can be, from detailed to plain, and the words they
are written in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.painting import LEGIBLE, first_legible, paint
from sanzu_graph.charts.scenes import Scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sanzu_graph.charts.paper import Paper

#: From `Lettering.warn` through `painted`, the chart's frame and `spoken` to the line of the user's.
CALLER = 5


@dataclass(frozen=True)
class CutPage:
    """A page of a chart that was cut, and whose names are to be found on it."""

    scene: Scene
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Drawing:
    """What a chart can show, from as much detail as suits its size to as little as small axes need.

    Attributes
    ----------
    words : the words it is written in, and whether they could be
    scenes : each makes one; the first is the one to show where there is room
    fullest : makes the one that tells everything, at any size; for files
    parts : cuts it into pages of a paper, so that every row stands on one of them
    flat : makes one that tells as much as the first and is lower; for slides
    """

    words: Lettering
    scenes: Sequence[Callable[[], Scene]]
    fullest: Callable[[], Scene] | None = None
    parts: Callable[[Paper], Iterable[CutPage]] | None = None
    flat: Callable[[], Scene] | None = None

    def painted(self, ax: Axes | None) -> Axes:
        """The first scene that can be read on the axes, painted; without axes the first, on a
        figure of its size.
        """
        scene = first_legible(self.scenes, ax)
        self.words.warn(CALLER)
        return paint(scene, ax)

    def scene(self) -> Scene:
        """The scene to show where there is room."""
        return self.scenes[0]()

    def full(self) -> Scene:
        """The scene that tells everything."""
        return self.scene() if self.fullest is None else self.fullest()

    def fitting(self, width: float, height: float) -> tuple[Scene, bool]:
        """The first scene that can be read within so many points, and whether it can; else the
        last.
        """
        for make in self.scenes:
            scene = make()
            scale = min(width / max(scene.width, 1), height / max(scene.height, 1), 1.0)
            if scene.smallest * scale >= LEGIBLE:
                return scene, True
        return scene, False
