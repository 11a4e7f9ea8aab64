"""Charts as files: one picture as SVG, PDF or PNG, or pages of a PDF with an index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sanzu_graph.charts.drawings import Drawing
from sanzu_graph.charts.dual_pages import Booklet, Card, DualPages
from sanzu_graph.charts.finding_maps import findings_drawing
from sanzu_graph.charts.flows import flow_drawing
from sanzu_graph.charts.hierarchies import org_drawing
from sanzu_graph.charts.layered import layers_drawing, layers_seated
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.overlaps import overlap_drawing
from sanzu_graph.charts.painting import to_png
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.reorganisations import changes_drawing
from sanzu_graph.charts.scenes import Scene
from sanzu_graph.charts.sheets import Entry, Sheet, index_pages, on_sheet, sheet_of
from sanzu_graph.charts.spans import spans_drawing
from sanzu_graph.charts.svg import to_svg
from sanzu_graph.charts.tree_pages import TreePages
from sanzu_graph.charts.unit_trees import chosen_units
from sanzu_graph.errors import InputError, spoken
from sanzu_graph.io.atomic import write_bytes
from sanzu_graph.messages import language
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT

#: The charts by name: what makes each.
CHARTS: Mapping[str, Callable[..., Drawing]] = {
    "org": org_drawing,
    "layers": layers_drawing,
    "overlap": overlap_drawing,
    "flow": flow_drawing,
    "changes": changes_drawing,
    "findings": findings_drawing,
    "spans": spans_drawing,
}
FORMATS = ("svg", "pdf", "png")
#: What booklets have a page for each of.
ONE_PER = ("unit", "leader")
#: Charts of people and units, of which booklets can be made.
_PAGED = ("org", "layers")
_USUAL_PAPER = "A4"


@spoken
def save_chart(
    org: Org,
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
        The organisation.
    path
        The file; its ending says what it is: ``.svg``, ``.pdf`` or ``.png``. It is written whole or not at all.
    chart
        Which: ``"org"``, ``"layers"``, ``"overlap"``, ``"flow"``, ``"changes"``, ``"findings"`` or ``"spans"``, as `plot_org` and so on.
    pages
        A paper (``"A4"``, ``"A3"``, ``"Letter"``, …), for PDF: what is too large for one page is cut into several, each as large as can be
        read, with the numbers of the pages on which it goes on and an index in front.
    one_per
        For ``"org"`` and ``"layers"``: a page for each ``"unit"`` with people, or for each ``"leader"``; on A4 if `pages` is not given.
    full
        Whether everything is told, however large the picture becomes; by default so in SVG and PDF, which can be enlarged, and not in PNG.
    policy, lang, **asked
        As the chart takes them: ``layers=``, ``root=``, ``after=``, ….

    Returns
    -------
    pathlib.Path
        The file. Texts of SVG and PDF are texts, which can be searched; Chinese letters are embedded. The same organisation gives the same bytes.

    Raises
    ------
    InputError
        If there is no such chart, paper or format, or the file cannot be written.
    AbsentError
        If the organisation lacks what is asked for.

    Warns
    -----
    SanzuWarning
        Once, if Chinese is to be written and no installed font can: then words are English and ids stand for names.

    Examples
    --------
    >>> import tempfile
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_chart(org, Path(folder, "org.pdf"), pages="A4", lang="en").read_bytes()[:8]
    b'%PDF-1.7'
    """
    policy = Policy() if policy is None else policy
    kind = Path(path).suffix.removeprefix(".").lower()
    _confirm(chart, kind, pages, one_per, lang)
    try:
        if pages is not None or one_per is not None:
            words, made = _pages(org, chart, sheet_of(pages or _USUAL_PAPER, lang), one_per, policy, lang, asked)
        else:
            drawing = CHARTS[chart](*_given(org, asked), policy=policy, lang=lang, **asked)
            words, made = drawing.words, [drawing.full() if full or (full is None and kind != "png") else drawing.scene()]
    except TypeError as error:
        raise InputError("error.chart_asked", lang=lang, chart=chart, why=error) from error
    words.warn(_CALLER)
    if kind == "pdf":
        content = to_pdf(made, lang=words.lang)
    else:
        content = to_svg(made[0]).encode("utf-8") if kind == "svg" else to_png(made[0])
    return write_bytes(path, content, lang=lang)


#: From `Lettering.warn` through `save_chart` and `spoken` to the line of the user's.
_CALLER = 4


def _given(org: Org, asked: dict[str, Any]) -> tuple[Any, ...]:
    """What a chart is about: the organisation, and for changes what it becomes."""
    return (org, asked.pop("after")) if "after" in asked else (org,)


def _confirm(chart: str, kind: str, pages: str | None, one_per: str | None, lang: str | None) -> None:
    if chart not in CHARTS:
        raise InputError("error.chart", lang=lang, chart=chart, known=list(CHARTS))
    if kind not in FORMATS:
        raise InputError("error.chart_ending", lang=lang, ending=kind, known=[f".{name}" for name in FORMATS])
    if one_per is not None and one_per not in ONE_PER:
        raise InputError("error.one_per", lang=lang, value=one_per, known=list(ONE_PER))
    if one_per is not None and chart not in _PAGED:
        raise InputError("error.one_per_chart", lang=lang, chart=chart, known=list(_PAGED))
    if (pages is not None or one_per is not None) and kind != "pdf":
        raise InputError("error.pages_pdf", lang=lang, ending=f".{kind}")


def _pages(
    org: Org, chart: str, sheet: Sheet, one_per: str | None, policy: Policy, lang: str | None, asked: dict[str, Any]
) -> tuple[Lettering, list[Scene]]:
    """The pages, and the words they are written in."""
    words = Lettering(language(lang, policy.lang))
    if one_per is not None:
        return words, _booklet(org, one_per, sheet, policy, words, **asked)
    if chart == "org":
        return words, _tree(org, sheet, policy, words, **asked)
    if chart == "layers":
        return words, _dual(org, sheet, policy, words, **asked)
    drawing = CHARTS[chart](*_given(org, asked), policy=policy, lang=lang, **asked)
    scene, _ = drawing.fitting(*sheet.inner)
    return drawing.words, [on_sheet(scene, sheet, drawing.words, number=0, total=1, name=scene.title, index=None)]


def _bound(scenes: list[Scene], entries: list[Entry], sheet: Sheet, words: Lettering, title: str) -> list[Scene]:
    """Pages on their sheets, the index in front where there is more than one."""
    front = index_pages(entries, sheet, words, title) if len(scenes) > 1 else []
    whole = [*front, *scenes]
    return [
        on_sheet(scene, sheet, words, number=number, total=len(whole), name=title, index=0 if front else None)
        for number, scene in enumerate(whole)
    ]


def _index_length(lines: int, sheet: Sheet) -> int:
    from sanzu_graph.charts.sheets import index_room

    columns, high = index_room(sheet)
    return max(-(-lines // (columns * high)), 1)


def _listed_units(org: Org, words: Lettering, policy: Policy, pages: Mapping[int, int]) -> list[Entry]:
    """Units and their pages, layer by layer."""
    code, entries = org.encoding, []
    for number, layer in enumerate(code.layers):
        mine = [unit for unit in np.flatnonzero(code.unit_layer == number).tolist() if unit in pages]
        if mine:
            entries.append(Entry(words.layer(policy, layer)))
            names = org.names(UNIT, np.array(mine))
            entries += [
                Entry(words.name(name, code.units[unit]), pages[unit], words.full(name)) for unit, name in zip(mine, names, strict=True)
            ]
    return entries


def _tree(org: Org, sheet: Sheet, policy: Policy, words: Lettering, *, layers: Any = None, root: str | None = None) -> list[Scene]:  # noqa: ANN401 - as `plot_org` takes them
    units = chosen_units(org, policy, layers, root)
    if not len(units.rows):
        return [on_sheet(org_drawing(org, policy=policy, lang=words.lang, layers=layers, root=root).scene(), sheet, words, number=0, total=1, name="", index=None)]
    found = TreePages(units, policy, words, sheet)
    first = _index_length(len(units.rows) + len(org.layers), sheet) if len(found.pages) > 1 else 0
    pages = {int(units.rows[unit]): first + page for unit, page in found.home.items()}
    scenes = list(found.scenes(first))
    title = words.text("chart.org", units=len(units.rows), members=_people(org, units.rows))
    entries = _listed_units(org, words, policy, pages)
    return _bound(scenes, _padded(entries, first, sheet), sheet, words, title[:1].upper() + title[1:])


def _people(org: Org, rows: Any) -> int:  # noqa: ANN401 - positions
    found = org.pairs()
    return len(np.unique(found.member[np.isin(found.unit, rows)]))


def _padded(entries: list[Entry], length: int, sheet: Sheet) -> list[Entry]:
    """Entries that fill exactly so many pages of the index: it was reckoned before headings were known."""
    assert _index_length(len(entries), sheet) <= max(length, 1)
    return entries


def _dual(org: Org, sheet: Sheet, policy: Policy, words: Lettering, *, base: str | None = None, layers: Any = None) -> list[Scene]:  # noqa: ANN401 - as `plot_layers` takes them
    found = DualPages(layers_seated(org, policy, base, layers), policy, words, sheet)
    homes = dict(found.homes())
    lines = len(homes) + 1
    first = _index_length(lines, sheet) if len(found.pages) > 1 else 0
    entries = _listed_units(org, words, policy, {home: first + page for home, page in homes.items() if home >= 0})
    return _bound(list(found.scenes(first)), entries, sheet, words, found.plan.title())


def _booklet(org: Org, one_per: str, sheet: Sheet, policy: Policy, words: Lettering, *, layers: Any = None) -> list[Scene]:  # noqa: ANN401 - as `plot_org` takes them
    book, code = Booklet(org, policy, words, sheet), org.encoding
    shown = set(range(len(code.units))) if layers is None else {unit for layer in layers for unit in org.pairs(layer).units.tolist()}
    names = org.names(UNIT, np.arange(len(code.units)))
    cards: list[Card] = []
    entries: list[Entry] = []
    if one_per == "unit":
        held = [unit for unit in np.argsort(code.unit_layer, kind="stable").tolist() if unit in shown and org.pairs().per_unit[unit]]
        first = _index_length(len(held) + len(code.layers), sheet)
        pages: dict[int, int] = {}
        for unit in held:
            pages[unit] = first + len(cards)
            cards += list(_cards(book, words, words.name(names[unit], code.units[unit]), [unit]))
        entries = _listed_units(org, words, policy, pages)
    else:
        led = org.pairs(role=LEADER)
        units: dict[int, list[int]] = {}
        for member, unit in sorted(zip(led.member.tolist(), led.unit.tolist(), strict=True)):
            if unit in shown:
                units.setdefault(member, []).append(unit)
        people = org.names(MEMBER, np.arange(len(code.members)))
        first = _index_length(len(units) + 1, sheet)
        for member, mine in units.items():
            name = words.name(people[member], code.members[member])
            entries.append(Entry(name, first + len(cards), words.full(people[member])))
            told = words.text("chart.leads", name=name, count=len(mine))
            large = [unit for unit in mine if book.parts(unit) > 1]
            cards += [Card(told, [unit for unit in mine if unit not in large])] if len(large) < len(mine) else []
            for unit in large:
                cards += list(_cards(book, words, told, [unit]))
    if len(cards) < 2:  # noqa: PLR2004 - an index of one page would be an empty ceremony
        return [on_sheet(book.scene(card), sheet, words, number=0, total=1, name="", index=None) for card in cards] or [
            on_sheet(org_drawing(org, policy=policy, lang=words.lang).scene(), sheet, words, number=0, total=1, name="", index=None)
        ]
    return _bound([book.scene(card) for card in cards], entries, sheet, words, words.text(f"chart.one_per_{one_per}", pages=len(cards)))


def _cards(book: Booklet, words: Lettering, title: str, units: list[int]) -> Iterator[Card]:
    """The pages of a unit: several for a crowd."""
    from sanzu_graph.charts.dual_pages import _CROWD

    parts = book.parts(units[0])
    for part in range(parts):
        told = words.text("chart.part", title=title, part=part + 1, parts=parts) if parts > 1 else title
        yield Card(told, units, part * _CROWD)
