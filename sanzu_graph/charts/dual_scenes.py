"""The dual-management chart as a scene: base units as containers, groups above and below.

Who is called what: `dual_names`. What stands where: `dual_layouts`. The drawing: `dual_containers`
and `dual_bands`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sanzu_graph.charts.dual_bands import BandDrawing, Elsewhere
from sanzu_graph.charts.dual_containers import ContainerDrawing
from sanzu_graph.charts.dual_grains import GRAINS, Grain
from sanzu_graph.charts.dual_layouts import Container, DualLayout
from sanzu_graph.charts.dual_names import DualNames, crowded
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.scene_headings import footnotes, heading
from sanzu_graph.charts.scenes import MARGIN, Scene
from sanzu_graph.charts.seat_cards import SeatCards
from sanzu_graph.policy.demands import Policy

_ASPECT = 1.5


def dual_scenes(
    seats: SeatCards, policy: Policy, words: Lettering, aspect: float | None = None
) -> Iterator[Callable[[], Scene]]:
    """The chart in ever less detail, from as much as suits its size."""
    for grain in GRAINS:
        if seats.cards <= grain.people:
            yield partial(dual_scene, seats, policy, words, grain, aspect)


def dual_scene(
    seats: SeatCards, policy: Policy, words: Lettering, grain: Grain, aspect: float | None = None
) -> Scene:
    """The chart in one detail, in as many rows as suit a sheet of this aspect."""
    names = DualNames(seats, policy, words, grain, crowded(seats))
    layout, rows = DualLayout(names).best(aspect or _ASPECT)
    scene = Scene(width=layout.width_of(rows) + 2 * MARGIN)
    scene.width = max(scene.width, 420.0)
    top = heading(
        scene, words, names.title(), names.subtitle(), notes=names.notes(), keys=names.keys()
    )
    for number, row in enumerate(rows):
        top = (
            draw_row(layout, scene, row, top, part=str(number) if len(rows) > 1 else "")
            + grain.between * 1.6
        )
    scene.height = footnotes(scene, words, names.unnamed(), top) + MARGIN
    return scene


def draw_row(
    layout: DualLayout,
    scene: Scene,
    row: Sequence[Container],
    top: float,
    *,
    part: str = "",
    where: Elsewhere | None = None,
) -> float:
    """Draw a row of containers with its groups, in the middle of the sheet; where it ends.

    `where` may tell of a group (layer, number) on which other pages it is.
    """
    containers, bands = ContainerDrawing(layout), BandDrawing(layout)
    wide = sum(container.width for container in row) + layout.grain.between * (len(row) - 1)
    left, lefts = (scene.width - wide) / 2, {}
    for container in row:
        lefts[container.place] = left
        left += container.width + layout.grain.between
    first = layout.banded(0, row)
    under = top + (layout.bands(0, row) + layout.grain.band if first else 0.0)
    high = max(container.height for container in row)
    for container in row:
        containers.draw(scene, container, lefts[container.place], under, high)
    if first:
        bands.draw(scene, 0, row, lefts, (top, under), part, where)
    bottom = under + high
    if layout.banded(1, row):
        start = bottom + layout.grain.band
        end = start + layout.bands(1, row)
        bands.draw(scene, 1, row, lefts, (start, bottom), part, where)
        bottom = end
    return bottom
