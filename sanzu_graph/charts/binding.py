"""Pages bound together: the index in front, every page on its sheet, what is too large cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Entry, Paper, index_pages, index_room, on_sheet
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.tiles import tiles
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import UNIT

#: Which page of the whole each page is.
Numbers = Sequence[int]
#: Words for other pages are longer or shorter when numbers change, and so are the pages.
_ROUNDS = 4


@dataclass(frozen=True)
class PageBook:
    """Pages before they are numbered.

    Attributes
    ----------
    pages : how many there are
    scenes : makes them; each tells on which page of the whole something goes on
    entries : makes the index
    title : what the whole is called
    notes : how its pages are read; said on the index of slides
    """

    pages: int
    scenes: Callable[[Numbers], Iterable[Scene]]
    entries: Callable[[Numbers], list[Entry]]
    title: str
    notes: Sequence[str] = ()


def bound(book: PageBook, sheet: Paper, words: Lettering) -> list[Scene]:
    """Pages on their sheets, the index in front where there is more than one.

    A page that cannot be read on a slide is cut into several, and all are numbered anew.
    """
    notes = book.notes if sheet.is_slide else ()
    columns, high = index_room(sheet, len(notes))
    first = max(-(-len(book.entries(range(book.pages))) // (columns * high)), 1)
    numbers = list(range(first, first + book.pages)) if book.pages > 1 else [0]
    for _ in range(_ROUNDS):
        parts = [
            tiles(scene, sheet, words) if sheet.is_slide else [scene]
            for scene in book.scenes(numbers)
        ]
        many = [len(some) for some in parts]
        front = first if sum(many) > 1 else 0
        before, numbers = numbers, [front, *(front + end for end in accumulate(many))][:-1]
        if numbers == before:
            break
    scenes = [scene for some in parts for scene in some]
    index: list[Scene] = []
    if len(scenes) > 1:
        name = words.text("chart.index")
        index = index_pages(book.entries(numbers), sheet, words, name, notes)
    return on_sheets([*index, *scenes], sheet, words, book.title, index=0 if index else None)


def in_parts(scene: Scene, sheet: Paper, words: Lettering) -> list[Scene]:
    """A picture on a sheet; on slides in parts, with an index of what stands on which."""
    parts = tiles(scene, sheet, words) if sheet.is_slide else [scene]
    if len(parts) == 1:
        return on_sheets(parts, sheet, words, scene.title, index=None)

    def entries(first: int) -> list[Entry]:
        listed = {
            box.key: Entry(words.name(box.title or box.entity, box.entity), page, box.title)
            for page, part in reversed(list(enumerate(parts, first)))
            for box in part.boxes
            if box.key
        }
        known = sorted(listed.values(), key=lambda entry: (entry.page or 0, entry.name))
        return known or [Entry(part.title, page) for page, part in enumerate(parts, first)]

    columns, high = index_room(sheet)
    first = max(-(-len(entries(0)) // (columns * high)), 1)
    index = index_pages(entries(first), sheet, words, words.text("chart.index"))
    return on_sheets([*index, *parts], sheet, words, scene.title, index=0)


def on_sheets(
    scenes: Sequence[Scene], sheet: Paper, words: Lettering, title: str, *, index: int | None
) -> list[Scene]:
    """Pages on their sheets, numbered."""
    return [
        on_sheet(
            scene,
            sheet,
            words,
            number=number,
            total=len(scenes),
            name=title[:1].upper() + title[1:],
            index=index,
        )
        for number, scene in enumerate(scenes)
    ]


def listed_units(
    org: Org, words: Lettering, policy: Policy, pages: Mapping[int, int]
) -> list[Entry]:
    """Units and their pages, layer by layer."""
    code, entries = org.encoding, []
    for number, layer in enumerate(code.layers):
        own_units = [
            unit for unit in np.flatnonzero(code.unit_layer == number).tolist() if unit in pages
        ]
        if own_units:
            entries.append(Entry(words.layer(policy, layer)))
            names = org.names(UNIT, np.array(own_units))
            entries += [
                Entry(words.name(name, code.units[unit]), pages[unit], words.full(name))
                for unit, name in zip(own_units, names, strict=True)
            ]
    return entries
