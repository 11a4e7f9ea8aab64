"""The hierarchy of units as a scene: which units, in boxes of how much detail, where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, layer_color, tint
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.reach import vacant_keys
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.charts.scenes import Box, Scene
from sanzu_graph.charts.seat_cards import seat_sums
from sanzu_graph.charts.shown_units import Units
from sanzu_graph.charts.tree_blocks import (
    DETAILS,
    FULL,
    Area,
    Detail,
    Faces,
    parents,
)
from sanzu_graph.charts.tree_cards import ASIDE, PAD, Surroundings, faces_of, tree_scene
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import MEMBER, UNIT

#: So many units without a leader are named below a picture that shows no names.
_LISTED = 200


def scenes(
    units: Units, policy: Policy, words: Lettering, aspect: float | None = None
) -> Iterator[Callable[[], Scene]]:
    """The hierarchy in ever less detail, from as much as suits its size."""
    for detail in DETAILS:
        if len(units.rows) <= detail.units:
            yield partial(scene_of, units, policy, words, detail, aspect)


def scene_of(
    units: Units,
    policy: Policy,
    words: Lettering,
    detail: Detail,
    aspect: float | None = None,
    *,
    leads: Mapping[int, tuple[str, int]] | None = None,
) -> Scene:
    """The hierarchy in one detail, on as small a sheet of this aspect as it needs.

    `leads` may tell for some units (rows of the organisation) a word and the page that the word
    leads to.
    """
    faces = _faces(units, words, detail, leads or {})
    notes = [words.text(f"chart.org_{_kind(detail)}")] if len(units.rows) else []
    if detail.size:
        notes += seat_sums(units.org, policy, units.layers, words)
    around = Surroundings(
        tree_headline(units, words),
        tree_subtitle(units, words),
        notes,
        _keys(units, policy, words, detail),
        _unnamed(units, words, detail),
    )
    return tree_scene(
        units, faces, detail, aspect, words, around, partial(_card, units, faces, detail)
    )


def tree_headline(units: Units, words: Lettering) -> str:
    """Which units lack a leader; where none needs one, which unit is the largest."""
    ids, names = units.org.encoding.units[units.rows], units.org.names(UNIT, units.rows)
    shown = words.names(names, ids)
    if units.led.any():
        lacking = [shown[place] for place in np.flatnonzero(units.vacant)]
        return words.told(headlines.vacant, lacking, int(units.led.sum()))
    if not units.headcount.any():
        return ""
    largest = int(units.headcount.argmax())
    return words.told(
        headlines.largest, shown[largest], int(units.headcount[largest]), len(units.rows)
    )


def _unnamed(units: Units, words: Lettering, detail: Detail) -> list[str]:
    """What a picture without names tells below: the units without a leader, and where all names
    are.
    """
    if detail.lines:
        return []
    ids, names = units.org.encoding.units[units.rows], units.org.names(UNIT, units.rows)
    lacking = [words.name(names[at], ids[at]) for at in np.flatnonzero(units.vacant).tolist()]
    sentence = words.text("chart.vacant_units", units=words.listed(lacking, most=_LISTED))
    return [sentence] * bool(lacking) + [words.text("chart.on_pages")]


def _kind(detail: Detail) -> str:
    return {3: "full", 1: "names", 0: "counts" if detail.size else "marks"}[detail.lines]


def tree_subtitle(units: Units, words: Lettering) -> str:
    """How many units are shown, and how many people are in any of them or below."""
    pairs = units.org.pairs(rollup=True)
    people = len(np.unique(pairs.member[np.isin(pairs.unit, units.rows)]))
    return words.text("chart.org", units=len(units.rows), members=people)


def _keys(units: Units, policy: Policy, words: Lettering, detail: Detail) -> list[Key]:
    code = units.org.encoding
    layer = code.unit_layer[units.rows]
    keys = []
    for number, name in enumerate(code.layers):
        count = int((layer == number).sum())
        if count:
            color, label = layer_color(number), words.layer(policy, name)
            keys.append(Key(f"{label} ({count})", tint(color) if detail.size else color, color))
    return keys + vacant_keys(words, int(units.vacant.sum()))


def _leaders(units: Units, words: Lettering, number: int) -> list[tuple[str, str]]:
    """Who leads a unit, or that nobody does who should."""
    if units.vacant[number]:
        return [(words.text("chart.vacant"), ALARM)]
    if not units.leaders[number]:
        return []
    rows = np.array(units.leaders[number][:3])
    shown = words.names(units.org.names(MEMBER, rows), units.org.encoding.members[rows])
    more = len(units.leaders[number]) - len(shown)
    return [(words.listed(shown) + (f" +{more}" if more else ""), INK)]


def _faces(
    units: Units, words: Lettering, detail: Detail, leads: Mapping[int, tuple[str, int]]
) -> Faces:
    """What the card of each unit says."""
    names = units.org.names(UNIT, units.rows).tolist()
    ids = units.org.encoding.units[units.rows].tolist()
    shown = words.names(names, ids)
    words.tell_apart(shown)
    is_parent = parents(units.parent).tolist()
    cards, named = [], []
    for number, name in enumerate(shown):
        if detail.lines == FULL.lines:
            lines, many = _full_lines(units, words, number, name)
            lead = leads.get(int(units.rows[number]))
            lines += [(lead[0], INK)] if lead else []
        elif detail.lines:
            count = _count(units, number)
            room = detail.widest - 2 * PAD - words.width(count, detail.size) - ASIDE
            lines = [(line, INK) for line in words.wrap(name, detail.size, room, 2)]
            many = len(lines)
            lines.append((count, FAINT))
        else:
            lines = [(name if is_parent[number] else _count(units, number), INK)]
            lines, many = lines * bool(detail.size), bool(detail.size)
        cards.append(lines)
        named.append(many)
    pages = {
        number: leads[row][1]
        for number, row in enumerate(units.rows.tolist())
        if row in leads and detail.lines == FULL.lines
    }
    return faces_of(words, detail, cards, named, list(map(words.full, names)), pages)


def _count(units: Units, number: int) -> str:
    """How many people are in a unit, and in brackets how many in it and below."""
    here, below = int(units.headcount[number]), int(units.below[number])
    if not here and below:
        return f"({below})"
    return f"{here} ({below})" if below > here else str(here)


def _full_lines(
    units: Units, words: Lettering, number: int, name: str
) -> tuple[list[tuple[str, str]], int]:
    """Name, leaders and headcount of a unit; how many of the lines are its name."""
    here, below = int(units.headcount[number]), int(units.below[number])
    lines = [(line, INK) for line in words.wrap(name, FULL.size, FULL.widest - 2 * PAD, 2)]
    if here and below > here:
        people = words.text("chart.people_here", count=below, here=here)
    else:
        people = words.people(here or below, below=not here and below > 0)
    return [*lines, *_leaders(units, words, number), (people, FAINT)], len(lines)


def _card(units: Units, faces: Faces, detail: Detail, number: int, area: Area) -> Box:
    """The card of a unit, without its texts."""
    code, row = units.org.encoding, units.rows[number]
    color, vacant = layer_color(int(code.unit_layer[row])), bool(units.vacant[number])
    return Box(
        *area,
        (PAPER if vacant else tint(color)) if detail.size else color,
        ALARM if vacant else color,
        1.1 if detail.lines else 0.7,
        vacant,
        entity=code.units[row],
        title=faces.titles[number],
    )
