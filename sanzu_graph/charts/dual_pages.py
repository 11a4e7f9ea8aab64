"""The dual-management chart on pages, and booklets: a page a unit, a page a leader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sanzu_graph.charts.dual_grains import NAMED
from sanzu_graph.charts.dual_layouts import Container, DualLayout
from sanzu_graph.charts.dual_names import DualNames
from sanzu_graph.charts.dual_scenes import draw_row
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Paper
from sanzu_graph.charts.scene_headings import heading
from sanzu_graph.charts.scenes import MARGIN, Scene
from sanzu_graph.charts.seat_cards import SeatCards
from sanzu_graph.policy.demands import Policy

BETWEEN = 20.0
#: The smallest letters of names on pages.
_SMALLEST = 6.5
#: The widths of pages that are tried, as shares of the width at which names are that small.
_SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
#: How high a heading is: of the first page, which says how to read the chart; of the other pages;
#: of a slide, whose title stands above the picture.
_HEADING, REPEATED, _ON_SLIDE = 100.0, 56.0, 44.0


class DualPages:
    """Rows of containers on pages; a group that reaches units on several pages says on which."""

    def __init__(self, seats: SeatCards, policy: Policy, words: Lettering, sheet: Paper) -> None:
        self.words, self.sheet = words, sheet
        layout = DualLayout(DualNames(seats, policy, words, NAMED))
        # People may stand in higher or lower columns: those that fill the fewest pages, and these
        # with the largest letters.
        lower = range(2, layout.tall) if sheet.is_slide else ()
        layouts = [*layout.variants(), *map(layout.in_rows, lower)]
        widest = sheet.inner[0] * NAMED.size / max(sheet.smallest, _SMALLEST)
        fillings = [
            (self._filled(layout, widest * share), share, layout)
            for layout in layouts
            for share in _SHARES
        ]
        self.pages, share, self.layout = min(
            fillings,
            key=lambda one: (self._too_high(one[2], one[0], widest * one[1]), len(one[0]), one[1]),
        )
        self.width = widest * share
        self.layout.limit = self.width - 2 * MARGIN
        self.reach: dict[tuple[int, int], list[int]] = {}
        for number, rows in enumerate(self.pages):
            for row in rows:
                for container in row:
                    for layer, groups in enumerate(self.layout.names.reached[container.place]):
                        for group in groups:
                            pages = self.reach.setdefault((layer, group), [])
                            if number not in pages:
                                pages.append(number)

    def _too_high(
        self, layout: DualLayout, pages: list[list[list[Container]]], width: float
    ) -> int:
        """How many rows are higher than a slide; a sheet of paper makes them smaller."""
        if not self.sheet.is_slide:
            return 0
        room = width / self.sheet.aspect - _ON_SLIDE
        return sum(layout.height(row) + BETWEEN > room for rows in pages for row in rows)

    def _filled(self, layout: DualLayout, width: float) -> list[list[list[Container]]]:
        """The rows of containers on each page, where a page is so wide."""
        height = width / self.sheet.aspect
        pages: list[list[list[Container]]] = []
        room = 0.0
        for row in layout.rows(width - 2 * MARGIN):
            high = layout.height(row) + BETWEEN
            if not pages or high > room:
                pages.append([])
                room = height - self._heading(len(pages) - 1)
            pages[-1].append(row)
            room -= high
        return pages

    def _heading(self, number: int) -> float:
        """How high the heading of a page is."""
        if self.sheet.is_slide:
            return _ON_SLIDE
        return REPEATED if number else _HEADING

    def homes(self) -> Iterator[tuple[int, int]]:
        """Each base unit (its position; -1 for none) and its page."""
        for number, rows in enumerate(self.pages):
            for row in rows:
                for container in row:
                    yield self.layout.seats.homes[container.place], number

    def scenes(self, numbers: Sequence[int]) -> Iterator[Scene]:
        """The pages; `numbers` tells which page of the whole each of them is."""
        names = self.layout.names
        for number, rows in enumerate(self.pages):
            scene = Scene(
                width=max([self.width, *(self.layout.width(row) + 2 * MARGIN for row in rows)])
            )
            top = heading(
                scene,
                self.words,
                names.title(),
                names.subtitle(),
                notes=[] if number or self.sheet.is_slide else names.notes(),
                keys=names.keys(),
            )
            for place, row in enumerate(rows):
                top = (
                    draw_row(
                        self.layout,
                        scene,
                        row,
                        top,
                        part=str(place) if len(rows) > 1 else "",
                        where=_Elsewhere(self.reach, number, numbers, self.words),
                    )
                    + BETWEEN
                )
            scene.height = top
            yield scene


@dataclass(frozen=True)
class _Elsewhere:
    """On which other pages a group is."""

    reach: dict[tuple[int, int], list[int]]
    number: int
    numbers: Sequence[int]
    words: Lettering

    def __call__(self, layer: int, group: int) -> tuple[str, int] | None:
        others = [
            self.numbers[page] for page in self.reach.get((layer, group), ()) if page != self.number
        ]
        if not others:
            return None
        return self.words.text(
            "chart.also_on", pages=self.words.listed([page + 1 for page in others], most=3)
        ), others[0]
