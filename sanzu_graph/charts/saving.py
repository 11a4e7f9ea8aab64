"""Charts as files: one picture as SVG, PDF, PNG, slide or draw.io page, or pages with an index."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from sanzu_graph.charts.binding import Numbers, PageBook, bound, in_parts, listed_units, on_sheets
from sanzu_graph.charts.booklets import booklet
from sanzu_graph.charts.drawings import CutPage, Drawing
from sanzu_graph.charts.drawio import to_drawio
from sanzu_graph.charts.dual_pages import DualPages
from sanzu_graph.charts.hierarchies import plot_org
from sanzu_graph.charts.layered import layers_seated
from sanzu_graph.charts.lettering import Lettering, letters_left
from sanzu_graph.charts.painting import to_png
from sanzu_graph.charts.paper import Entry, Paper, is_legible, sheet_of
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.people_charts import shown_people
from sanzu_graph.charts.people_scenes import headline_of, people_scene, title_of
from sanzu_graph.charts.powerpoint import to_pptx
from sanzu_graph.charts.registry import all_charts, drawing
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.charts.tree_blocks import FULL
from sanzu_graph.charts.tree_pages import TreePages
from sanzu_graph.charts.unit_trees import Units, chosen_units, part_of, scene_of, tree_headline
from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError, speaking
from sanzu_graph.io.atomic import write_bytes
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.scenarios.comparison import Comparison

#: What each format is made with, from pages; pictures have one page.
_PAINTERS: Mapping[str, Callable[[list[Scene]], bytes]] = {
    "svg": lambda pages: to_svg(pages[0]).encode("utf-8"),
    "pdf": to_pdf,
    "png": lambda pages: to_png(pages[0]),
    "pptx": to_pptx,
    "drawio": lambda pages: to_drawio(pages).encode("utf-8"),
}
#: Formats that have pages, and those that are looked at as they are, not enlarged.
_BOOKS, _FIXED = ("pdf", "pptx", "drawio"), ("png", "pptx")
FORMATS = tuple(_PAINTERS)
#: What booklets have a page for each of.
ONE_PER = ("unit", "leader")
#: Charts of people and units, of which booklets can be made.
_PAGED = ("org", "layers")
_USUAL_PAPER, _USUAL_SLIDE = "A4", "Slide"
#: What makes slides.
_SLIDES = "pptx"
#: Formats that leave letters to the program that opens them.
_LEFT = ("pptx", "drawio")
#: What every chart is given by `save_chart` itself.
_OURS = ("org", "policy")


#: Charts of something else than an organisation: of what `compare` and `frontier` return.
_GIVEN = {"comparison": Comparison, "frontier": pd.DataFrame}


@spoken
def save_chart(
    org: Org | Comparison | pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    chart: str = "org",
    pages: str | None = None,
    one_per: str | None = None,
    full: bool | None = None,
    policy: Policy | None = None,
    lang: str | None = None,
    **asked: object,
) -> Path:
    """Write a chart to a file: one picture, or pages with an index.

    Parameters
    ----------
    org
        The organisation; for ``chart="comparison"`` what `compare` returned, for
        ``chart="frontier"`` what `frontier` returned.
    path
        The file; its ending says what it is: ``.svg``, ``.pdf``, ``.png``, ``.pptx`` (native
        shapes; wants python-pptx) or ``.drawio``. It is written whole or not at all.
    chart
        Which: ``"org"``, ``"layers"``, ``"overlap"``, ``"flow"``, ``"changes"``, ``"findings"``,
        ``"people"``, ``"spans"``, ``"mentors"``, ``"calendar"``, ``"tasks"`` or ``"trend"``, as `plot_org` and so
        on.
    pages
        A paper (``"A4"``, ``"A3"``, ``"Letter"``, ``"Slide"``, …), for PDF, slides and draw.io:
        what is too large for one page is cut into several, each as large as can be read. Each page
        says on which others it goes on; an index stands in front. Slides are always cut so: all
        their letters are at least 9 points high. By default they are 13.33 by 7.5 inches large.
    one_per
        For ``"org"`` and ``"layers"``: a page for each ``"unit"`` with people, or for each
        ``"leader"``; on A4 (or slides) if `pages` is not given.
    full
        Whether everything is told, however large the picture becomes; by default so in SVG, PDF and
        draw.io, which can be enlarged, and not in PNG and slides.
    policy, lang, **asked
        As the chart takes them: ``layers=``, ``root=``, ``after=``, ….

    Returns
    -------
    pathlib.Path
        The file. Texts of SVG and PDF are texts, which can be searched; Chinese letters are
        embedded. The same organisation gives the same bytes.

    Raises
    ------
    InputError
        If there is no such chart, paper or format, or the file cannot be written.
    AbsentError
        If the organisation lacks what is asked for.

    Warns
    -----
    SanzuWarning
        Once, if no installed font has the letters of names: then ids stand for them, and words are
        English where it is Chinese that cannot be written. Slides and draw.io leave letters to the
        program that opens them, and keep the names.

    Examples
    --------
    >>> import tempfile
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_chart(org, Path(folder, "x.pdf"), pages="A4", lang="en").read_bytes()[:8]
    b'%PDF-1.7'
    """
    policy = Policy() if policy is None else policy
    policy = policy.resolve(org) if isinstance(org, Org) else policy
    kind = Path(path).suffix.removeprefix(".").lower()
    _confirm(org, chart, kind, pages, one_per)
    _confirm_asked(chart, one_per, asked)
    with letters_left() if kind in _LEFT else nullcontext():
        words, scenes = _drawn(
            cast("Org", org), chart, kind, policy, asked, pages=pages, one_per=one_per, full=full
        )
    words.warn(_CALLER)
    with speaking(words.lang):
        content = _PAINTERS[kind](scenes)
    return write_bytes(path, content)


def _drawn(
    org: Org,
    chart: str,
    kind: str,
    policy: Policy,
    asked: dict[str, Any],
    *,
    pages: str | None,
    one_per: str | None,
    full: bool | None,
) -> tuple[Lettering, list[Scene]]:
    """What is painted, and the words of it."""
    sheet = sheet_of(pages or (_USUAL_SLIDE if kind == _SLIDES else _USUAL_PAPER))
    if kind == _SLIDES:
        return _slides(org, chart, sheet.as_slide, one_per, policy, asked, full=full)
    if pages is not None or one_per is not None:
        return _pages(org, chart, sheet, one_per, policy, asked)
    picture = _picture(org, chart, policy, asked)
    is_full = full or (full is None and kind not in _FIXED)
    return picture.words, [picture.full() if is_full else picture.scene()]


def _picture(org: Org, chart: str, policy: Policy, asked: dict[str, Any]) -> Drawing:
    own = {} if chart in _GIVEN else {"policy": policy}
    return all_charts()[chart].drawing(org, **own, **asked)


#: From `Lettering.warn` through `save_chart` and `spoken` to the line of the user's.
_CALLER = 4


def savable() -> list[str]:
    """The names of the charts that can be saved: those that draw an organisation."""
    return [name for name, entry in all_charts().items() if entry.is_of_org]


def _confirm(org: object, chart: str, kind: str, pages: str | None, one_per: str | None) -> None:
    if not isinstance(org, _GIVEN.get(chart, Org)) or chart not in (*savable(), *_GIVEN):
        raise InputError("error.chart", chart=chart, known=savable())
    if kind not in FORMATS:
        raise InputError("error.chart_ending", ending=kind, known=[f".{name}" for name in FORMATS])
    if one_per is not None and one_per not in ONE_PER:
        raise InputError("error.one_per", value=one_per, known=list(ONE_PER))
    if one_per is not None and chart not in _PAGED:
        raise InputError("error.one_per_chart", chart=chart, known=list(_PAGED))
    if (pages is not None or one_per is not None) and kind not in _BOOKS:
        raise InputError("error.pages_pdf", ending=f".{kind}")


def _confirm_asked(chart: str, one_per: str | None, asked: Mapping[str, object]) -> None:
    """Raise where a chart is asked for with what it does not take, or without what it needs."""
    takes = {
        name: part
        for name, part in all_charts()[chart].parameters.items()
        if name not in _OURS and chart not in _GIVEN
    }
    known = list(takes) if one_per is None else ["layers"]
    unknown = [name for name in asked if name not in known]
    missing = [
        name for name, part in takes.items() if part.default is part.empty and name not in asked
    ]
    if unknown or missing:
        raise InputError(
            "error.chart_asked", chart=chart, unknown=unknown, missing=missing, known=known
        )


def _slides(
    org: Org,
    chart: str,
    sheet: Paper,
    one_per: str | None,
    policy: Policy,
    asked: dict[str, Any],
    *,
    full: bool | None,
) -> tuple[Lettering, list[Scene]]:
    """One slide where all of the picture can be read on it, else several with an index."""
    if one_per is None:
        picture = _picture(org, chart, policy, asked)
        scene = picture.full() if full else picture.scene()
        if not full and picture.flat is not None and not is_legible(scene, sheet):
            scene = picture.flat()
        is_whole = chart not in (*_PAGED, "people") and picture.parts is None
        if is_legible(scene, sheet) or is_whole:
            return picture.words, in_parts(scene, sheet, picture.words)
    return _pages(org, chart, sheet, one_per, policy, asked)


def _pages(
    org: Org, chart: str, sheet: Paper, one_per: str | None, policy: Policy, asked: dict[str, Any]
) -> tuple[Lettering, list[Scene]]:
    """The pages, and the words they are written in."""
    words = Lettering()
    if one_per is not None:
        return words, bound(booklet(org, one_per, sheet, policy, words, **asked), sheet, words)
    if chart == "org":
        return words, _tree(org, sheet, policy, words, **asked)
    if chart == "people":
        return words, _people_pages(org, sheet, policy, words, **asked)
    if chart == "layers":
        return words, _dual(org, sheet, policy, words, **asked)
    picture = _picture(org, chart, policy, asked)
    if picture.parts is not None:
        return picture.words, bound(_cut(list(picture.parts(sheet))), sheet, picture.words)
    scene, _ = picture.fitting(*sheet.inner)
    return picture.words, on_sheets([scene], sheet, picture.words, scene.title, index=None)


def _cut(parts: list[CutPage]) -> PageBook:
    """A chart that is cut into pages, with an index of its rows."""

    def entries(numbers: Numbers) -> list[Entry]:
        return [
            Entry(name, numbers[number], name)
            for number, part in enumerate(parts)
            for name in part.names
        ]

    scenes = [part.scene for part in parts]
    return PageBook(len(parts), lambda _: scenes, entries, scenes[0].title)


def _tree(
    org: Org,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    *,
    layers: Any = None,  # noqa: ANN401
    root: str | None = None,
) -> list[Scene]:
    units = chosen_units(org, policy, layers, root)
    if not len(units.rows):
        scene = drawing(plot_org, org, policy=policy, layers=layers, root=root).scene()
        return on_sheets([scene], sheet, words, "", index=None)
    pages = tree_pages(units, policy, words, sheet)

    def entries(numbers: Numbers) -> list[Entry]:
        homes = {int(units.rows[unit]): numbers[page] for unit, page in pages.home.items()}
        return listed_units(org, words, policy, homes)

    title = tree_headline(units, words) or words.text(
        "chart.org", units=len(units.rows), members=_people(org, units.rows)
    )
    return bound(PageBook(len(pages.pages), pages.scenes, entries, title), sheet, words)


def tree_pages(units: Units, policy: Policy, words: Lettering, sheet: Paper) -> TreePages:
    """The hierarchy of units on pages."""

    def draw(keep: Positions, leads: Mapping[int, tuple[str, int]]) -> Scene:
        groups = {int(units.rows[unit]): lead for unit, lead in leads.items()}
        return scene_of(part_of(units, keep), policy, words, FULL, sheet.aspect, leads=groups)

    return TreePages(units.parent, draw, words, sheet)


def _people_pages(
    org: Org,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    **asked: Any,  # noqa: ANN401 - as `plot_people` takes it
) -> list[Scene]:
    """People under managers on pages, with an index of everybody who has reports."""
    people = shown_people(org, policy, **asked)
    if not people.cards:
        scene = people_scene(people, words, FULL, sheet.aspect)
        return on_sheets([scene], sheet, words, "", index=None)

    def draw(keep: Positions, leads: Mapping[int, tuple[str, int]]) -> Scene:
        number = {place: at for at, place in enumerate(keep.tolist())}
        groups = {number[place]: lead for place, lead in leads.items()}
        return people_scene(people.part(keep), words, FULL, sheet.aspect, groups)

    pages = TreePages(people.parent, draw, words, sheet)
    leading = [
        place for place, card in enumerate(people.cards) if card.reports and place in pages.home
    ]
    leading.sort(key=lambda place: words.full(people.cards[place].name))

    def entries(numbers: Numbers) -> list[Entry]:
        cards = [(place, people.cards[place]) for place in leading]
        return [
            Entry(words.name(card.name, card.id), numbers[pages.home[place]], words.full(card.name))
            for place, card in cards
        ]

    title = headline_of(people, words) or title_of(people, words)
    book = PageBook(len(pages.pages), pages.scenes, entries, title)
    return bound(book, sheet, words)


def _people(org: Org, rows: Any) -> int:  # noqa: ANN401 - positions
    pairs = org.pairs(rollup=True)
    return len(np.unique(pairs.member[np.isin(pairs.unit, rows)]))


def _dual(
    org: Org,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    *,
    base: str | None = None,
    layers: Any = None,  # noqa: ANN401
) -> list[Scene]:
    pages = DualPages(layers_seated(org, policy, base, layers), policy, words, sheet)
    homes = {home: page for home, page in pages.homes() if home >= 0}

    def entries(numbers: Numbers) -> list[Entry]:
        own = {home: numbers[page] for home, page in homes.items()}
        return listed_units(org, words, policy, own)

    names = pages.layout.names
    book = PageBook(len(pages.pages), pages.scenes, entries, names.title(), names.notes())
    return bound(book, sheet, words)
