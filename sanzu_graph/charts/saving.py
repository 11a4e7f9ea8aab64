"""Charts as files: one picture as SVG, PDF, PNG, slide or draw.io page, or pages with an index."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pandas as pd

from sanzu_graph.charts.binding import in_parts
from sanzu_graph.charts.chart_pages import BOOKED, pages_of, picture_of
from sanzu_graph.charts.drawio import to_drawio
from sanzu_graph.charts.lettering import Lettering, letters_left
from sanzu_graph.charts.paper import Paper, is_legible, sheet_of
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.png import to_png
from sanzu_graph.charts.powerpoint import to_pptx
from sanzu_graph.charts.registry import all_charts
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.doors import spoken
from sanzu_graph.errors import Choices, InputError, speaking
from sanzu_graph.io.atomic import write_bytes
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
    **options: object,
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
    policy, lang, **options
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
        If the organisation lacks what is options for.

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
    _confirm_options(chart, one_per, options)
    with letters_left() if kind in _LEFT else nullcontext():
        words, scenes = _drawn(
            cast("Org", org), chart, kind, policy, options, pages=pages, one_per=one_per, full=full
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
    options: dict[str, Any],
    *,
    pages: str | None,
    one_per: str | None,
    full: bool | None,
) -> tuple[Lettering, list[Scene]]:
    """What is painted, and the words of it."""
    sheet = sheet_of(pages or (_USUAL_SLIDE if kind == _SLIDES else _USUAL_PAPER))
    if kind == _SLIDES:
        return _slides(org, chart, sheet.as_slide, one_per, policy, options, full=full)
    if pages is not None or one_per is not None:
        return pages_of(org, chart, sheet, one_per, policy, options)
    picture = picture_of(org, chart, policy, options)
    is_full = full or (full is None and kind not in _FIXED)
    return picture.words, [picture.full() if is_full else picture.scene()]


#: From `Lettering.warn` through `save_chart` and `spoken` to the line of the user's.
_CALLER = 4


def savable() -> list[str]:
    """The names of the charts that can be saved: those that draw an organisation."""
    return [name for name, entry in all_charts().items() if entry.is_of_org]


def _confirm(org: object, chart: str, kind: str, pages: str | None, one_per: str | None) -> None:
    if not isinstance(org, _GIVEN.get(chart, Org)) or chart not in (*savable(), *_GIVEN):
        raise InputError("error.chart", chart=chart, known=Choices(savable()))
    if kind not in FORMATS:
        raise InputError(
            "error.chart_ending", ending=kind, known=Choices(f".{name}" for name in FORMATS)
        )
    if one_per is not None and one_per not in ONE_PER:
        raise InputError("error.one_per", value=one_per, known=list(ONE_PER))
    if one_per is not None and chart not in _PAGED:
        raise InputError("error.one_per_chart", chart=chart, known=list(_PAGED))
    if (pages is not None or one_per is not None) and kind not in _BOOKS:
        raise InputError("error.pages_pdf", ending=f".{kind}")


def _confirm_options(chart: str, one_per: str | None, options: Mapping[str, object]) -> None:
    """Raise where options are not of the chart, or one that it needs is missing."""
    takes = {
        name: part
        for name, part in all_charts()[chart].parameters.items()
        if name not in _OURS and chart not in _GIVEN
    }
    known = list(takes) if one_per is None else ["layers"]
    unknown = [name for name in options if name not in known]
    missing = [
        name for name, part in takes.items() if part.default is part.empty and name not in options
    ]
    if unknown or missing:
        key = "asked" if unknown and missing else "takes" if unknown else "lacks"
        key += "_one_per" if one_per is not None and key == "takes" else ""
        raise InputError(
            f"error.chart_{key}", chart=chart, unknown=unknown, missing=missing, known=known
        )


def _slides(
    org: Org,
    chart: str,
    sheet: Paper,
    one_per: str | None,
    policy: Policy,
    options: dict[str, Any],
    *,
    full: bool | None,
) -> tuple[Lettering, list[Scene]]:
    """One slide where all of the picture can be read on it, else several with an index."""
    if one_per is None:
        picture = picture_of(org, chart, policy, options)
        scene = picture.full() if full else picture.scene()
        if not full and picture.flat is not None and not is_legible(scene, sheet):
            scene = picture.flat()
        is_whole = chart not in BOOKED and picture.parts is None
        if is_legible(scene, sheet) or is_whole:
            return picture.words, in_parts(scene, sheet, picture.words)
    return pages_of(org, chart, sheet, one_per, policy, options)
