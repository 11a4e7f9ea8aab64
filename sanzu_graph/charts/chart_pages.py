"""Charts cut into pages: hierarchies, people, dual management, tables; an index stands in front."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanzu_graph.charts.binding import Numbers, PageBook, bound, listed_units
from sanzu_graph.charts.booklets import booklet
from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.dual_pages import DualPages
from sanzu_graph.charts.layered import layers_seated
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Entry, Paper
from sanzu_graph.charts.people_charts import shown_people
from sanzu_graph.charts.people_scenes import headline_of, people_scene, title_of
from sanzu_graph.charts.registry import all_charts
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.shown_units import Units, chosen_units, part_of
from sanzu_graph.charts.tree_blocks import FULL
from sanzu_graph.charts.tree_pages import TreePages
from sanzu_graph.charts.unit_trees import scene_of, tree_headline, tree_subtitle
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy

#: Names of parameters that only some charts have, with their values.
Options = dict[str, Any]


def picture_of(org: Org, chart: str, policy: Policy, options: Options) -> Drawing:
    """A chart as it is drawn without pages."""
    entry = all_charts()[chart]
    own = {"policy": policy} if "policy" in entry.parameters else {}
    return entry.drawing(org, **own, **options)


def pages_of(
    org: Org, chart: str, sheet: Paper, one_per: str | None, policy: Policy, options: Options
) -> tuple[Lettering, list[Scene]]:
    """The words of a chart on pages, and its pages."""
    words = Lettering()
    if one_per is not None:
        book = booklet(org, one_per, sheet, policy, words, **options)
    elif chart in _BOOKS:
        book = _BOOKS[chart](org, sheet, policy, words, **options)
    else:
        picture = picture_of(org, chart, policy, options)
        words, book = picture.words, _picture_book(picture, sheet)
    return words, bound(book, sheet, words)


def _picture_book(picture: Drawing, sheet: Paper) -> PageBook:
    """A chart that is cut, with an index of its rows; one that cannot be cut, on one page."""
    if picture.parts is None:
        scene, _ = picture.fitting(*sheet.inner)
        return _one_page(scene, scene.title)
    parts = list(picture.parts(sheet))

    def entries(numbers: Numbers) -> list[Entry]:
        return [
            Entry(name, numbers[number], name)
            for number, part in enumerate(parts)
            for name in part.names
        ]

    scenes = [part.scene for part in parts]
    return PageBook(len(parts), lambda _: scenes, entries, scenes[0].title)


def _one_page(scene: Scene, title: str = "") -> PageBook:
    return PageBook(1, lambda _: [scene], lambda _: [], title)


def unit_book(
    org: Org,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    *,
    layers: Any = None,  # noqa: ANN401 - as `plot_org` takes it
    root: str | None = None,
) -> PageBook:
    """The hierarchy of units on pages, with an index of all units."""
    units = chosen_units(org, policy, layers, root)
    if not len(units.rows):
        return _one_page(scene_of(units, policy, words, FULL))
    pages = unit_pages(units, policy, words, sheet)

    def entries(numbers: Numbers) -> list[Entry]:
        homes = {int(units.rows[unit]): numbers[page] for unit, page in pages.home.items()}
        return listed_units(org, words, policy, homes)

    title = tree_headline(units, words) or tree_subtitle(units, words)
    return PageBook(len(pages.pages), pages.scenes, entries, title)


def unit_pages(units: Units, policy: Policy, words: Lettering, sheet: Paper) -> TreePages:
    """The hierarchy of units cut into pages."""

    def draw(keep: Positions, leads: Mapping[int, tuple[str, int]]) -> Scene:
        of_rows = {int(units.rows[unit]): lead for unit, lead in leads.items()}
        return scene_of(part_of(units, keep), policy, words, FULL, sheet.aspect, leads=of_rows)

    return TreePages(units.parent, draw, words, sheet)


def people_book(
    org: Org,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    **options: Any,  # noqa: ANN401 - as `plot_people` takes it
) -> PageBook:
    """People under managers on pages, with an index of everybody who has reports."""
    people = shown_people(org, policy, **options)
    if not people.cards:
        return _one_page(people_scene(people, words, FULL, sheet.aspect))

    def draw(keep: Positions, leads: Mapping[int, tuple[str, int]]) -> Scene:
        number = {place: at for at, place in enumerate(keep.tolist())}
        of_cards = {number[place]: lead for place, lead in leads.items()}
        return people_scene(people.part(keep), words, FULL, sheet.aspect, of_cards)

    pages = TreePages(people.parent, draw, words, sheet)
    managers = [
        (card, pages.home[place])
        for place, card in enumerate(people.cards)
        if card.reports and place in pages.home
    ]
    managers.sort(key=lambda manager: words.full(manager[0].name))

    def entries(numbers: Numbers) -> list[Entry]:
        return [
            Entry(words.name(card.name, card.id), numbers[page], words.full(card.name))
            for card, page in managers
        ]

    title = headline_of(people, words) or title_of(people, words)
    return PageBook(len(pages.pages), pages.scenes, entries, title)


def dual_book(
    org: Org,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    *,
    base: str | None = None,
    layers: Any = None,  # noqa: ANN401 - as `plot_layers` takes it
) -> PageBook:
    """Dual management on pages, with an index of base units."""
    pages = DualPages(layers_seated(org, policy, base, layers), policy, words, sheet)
    homes = {home: page for home, page in pages.homes() if home >= 0}

    def entries(numbers: Numbers) -> list[Entry]:
        numbered = {home: numbers[page] for home, page in homes.items()}
        return listed_units(org, words, policy, numbered)

    names = pages.layout.names
    return PageBook(len(pages.pages), pages.scenes, entries, names.title(), names.notes())


#: Charts that have pages of their own.
_BOOKS: Mapping[str, Callable[..., PageBook]] = {
    "org": unit_book,
    "people": people_book,
    "layers": dual_book,
}
#: Their names.
BOOKED = tuple(_BOOKS)
