"""People under managers as a scene: cards of how much detail, where, with which further lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, layer_color, tint
from sanzu_graph.charts.detours import detour, edges_of
from sanzu_graph.charts.lettering import ELLIPSIS, Lettering
from sanzu_graph.charts.people_trees import (
    GONE,
    MOVED,
    NEW,
    OPEN,
    POST_KIND,
    PeopleTree,
    PersonCard,
)
from sanzu_graph.charts.scenes import MARGIN, Box, Key, Label, Line, Scene, footnotes, heading
from sanzu_graph.charts.tree_blocks import (
    ASPECT,
    DETAILS,
    FULL,
    NAMES,
    PANEL_KIND,
    Detail,
    Faces,
    arranged,
    draw_blocks,
)
from sanzu_graph.charts.tree_rows import Arrangement
from sanzu_graph.charts.unit_trees import least_width
from sanzu_graph.schema import MEMBER

_PAD, _ASIDE = 5.0, 7.0
#: As many people have whole cards at first choice.
_FEW = 200
#: So many pairs of a further line and a card, before lines are drawn straight.
_ROUTED = 200_000
#: Who has no value, or one that has no colour.
_GREY = "#8a8f98"
#: The colour of somebody who is new, and of somebody who has another manager.
_NEW, _MOVED = "#009e73", "#d55e00"
_LINE = "#9aa7b8"


def people_scenes(
    people: PeopleTree, words: Lettering, aspect: float | None = None
) -> Iterator[Callable[[], Scene]]:
    """The people in ever less detail, from as much as suits how many they are."""
    for detail in DETAILS:
        if len(people.cards) <= max(detail.units, _FEW):
            yield partial(people_scene, people, words, detail, aspect)


def people_scene(
    people: PeopleTree,
    words: Lettering,
    detail: Detail,
    aspect: float | None = None,
    leads: Mapping[int, tuple[str, int]] | None = None,
) -> Scene:
    """The people in one detail, on as small a sheet of this aspect as they need.

    `leads` may tell for some cards a word and the page that the word leads to.
    """
    scene, faces = Scene(), _faces(people, words, detail, leads or {})
    keys, notes = _keys(people, words, detail), _notes(people, words, detail)
    title, subtitle = headline_of(people, words), title_of(people, words)
    if people.cards:
        blocks, place = arranged(people, faces, detail, aspect or ASPECT)
    else:
        blocks, place = [], Arrangement(np.zeros(0), np.zeros(0), 0.0, 0.0)
    scene.width = max(place.width, least_width(words, title or subtitle, keys)) + 2 * MARGIN
    top = heading(scene, words, title, subtitle, notes=notes, keys=keys)
    left = (scene.width - place.width) / 2
    place = place.moved(left, top)
    draw_blocks(scene, people, blocks, place, detail, partial(_draw, scene, people, faces, detail))
    if detail.lines:
        _draw_further(scene, people, words)
    bottom = top + place.height
    if people.hidden or not detail.lines:
        bottom = footnotes(scene, words, [words.text("chart.on_pages")], bottom)
    scene.height = bottom + MARGIN
    return scene


def headline_of(people: PeopleTree, words: Lettering) -> str:
    """What the picture says: what changes, where lines go round, which posts are open, or who has
    the most reports; those who are folded away count, too.
    """
    cards = people.all_cards
    states = Counter(card.state for card in cards)
    if states[NEW] or states[MOVED] or states[GONE]:
        return words.told(headlines.remanaged, states[MOVED], states[NEW], states[GONE])
    closing = [people.cards[member] for member, _ in people.circular]
    if closing:
        names = [words.name(card.name, card.id) for card in closing]
        return words.told(headlines.circles, names)
    if states[OPEN]:
        posts = [words.name(card.title, card.id) for card in cards if card.state == OPEN]
        return words.told(headlines.open_posts, posts)
    managers = [card for card in cards if card.reports]
    if not managers:
        return ""
    first = max(managers, key=lambda card: card.reports)
    name = words.name(first.name, first.id)
    return words.told(headlines.widest_solid, name, first.reports, len(managers))


def title_of(people: PeopleTree, words: Lettering) -> str:
    """What the picture is called: how many people, and how many open posts."""
    cards = people.all_cards
    posts = sum(card.state == OPEN for card in cards)
    key = "chart.people_title" + ("_open" if posts else "")
    return words.text(key, members=sum(card.is_person for card in cards), posts=posts)


def _notes(people: PeopleTree, words: Lettering, detail: Detail) -> list[str]:
    if not people.cards:
        return [words.text("chart.people_none")]
    kind = "full" if detail is FULL else "names" if detail is NAMES else "marks"
    notes = [words.text(f"chart.people_{kind}")]
    if people.alone:
        notes.append(words.text("chart.people_alone", count=people.alone))
    return notes


def _keys(people: PeopleTree, words: Lettering, detail: Detail) -> list[Key]:
    """Colours, states and kinds of lines, with how many there are of each, folded away or not."""
    keys, cards = [], people.all_cards
    for value in people.values:
        count = sum(card.value == value for card in cards)
        if count:
            color = _color(people, value)
            fill = tint(color) if detail.size else color
            keys.append(Key(f"{words.plain(value)} ({count})", fill, color))
    others = sum(card.value not in people.values for card in cards if card.state != OPEN)
    if others and people.values:
        keys.append(Key(words.text("chart.people_others", count=others), tint(_GREY), _GREY))
    for state, edge in ((OPEN, INK), (NEW, _NEW), (MOVED, _MOVED), (GONE, FAINT)):
        count = sum(card.state == state for card in cards)
        if count:
            sentence = words.text(f"chart.people_{state}", count=count)
            keys.append(Key(sentence, PAPER, edge, dashed=state in (OPEN, GONE)))
    if people.dotted and detail.lines:
        sentence = words.text("chart.people_dotted", count=len(people.dotted))
        keys.append(Key(sentence, PAPER, _LINE, dashed=True))
    if people.circular:
        sentence = words.text("chart.people_circular", count=len(people.circular))
        keys.append(Key(sentence, PAPER, ALARM, dashed=True))
    return keys


def _color(people: PeopleTree, value: str) -> str:
    return layer_color(people.values.index(value)) if value in people.values else _GREY


def _count(card: PersonCard, hidden: int) -> str:
    """How many are below, in short."""
    if hidden:
        return f"+{hidden}"
    return str(card.below) if card.below else ""


def _told(
    card: PersonCard, words: Lettering, detail: Detail, hidden: int, room: float
) -> tuple[list[tuple[str, str]], int]:
    """The lines of a card, and how many of them are its name."""
    name = words.text("chart.people_vacancy") if card.state == OPEN and not card.name else card.name
    shown = words.name(name, card.id)
    if detail.lines != FULL.lines:
        if not detail.lines:
            return [(shown if card.reports else "", INK)] * bool(detail.size), 1
        count = _count(card, hidden)
        lines = words.wrap(shown, detail.size, room - words.width(count, detail.size) - _ASIDE, 2)
        return [*((line, INK) for line in lines), (count, FAINT)], len(lines)
    told = [(line, INK) for line in words.wrap(shown, detail.size, room, 2)]
    named = len(told)
    told += [(words.plain(line), FAINT) for line in (card.title, card.unit) if line]
    if card.below:
        key = "chart.people_span" + ("" if card.below > card.reports else "_direct")
        told.append((words.text(key, reports=card.reports, below=card.below), FAINT))
    if card.state in (NEW, MOVED, GONE):
        note = words.name(card.note) if card.note else ""
        told.append((words.text(f"chart.people_was_{card.state}", manager=note), _edge(card, INK)))
    if hidden:
        told.append((words.text("chart.people_hidden", count=hidden), INK))
    return told, named


def _edge(card: PersonCard, color: str) -> str:
    return {NEW: _NEW, MOVED: _MOVED, GONE: FAINT, OPEN: INK}.get(card.state, color)


def _faces(
    people: PeopleTree, words: Lettering, detail: Detail, leads: Mapping[int, tuple[str, int]]
) -> Faces:
    total, room = len(people.cards), detail.widest - 2 * _PAD
    hidden = people.hidden
    lines: list[list[tuple[str, str]]] = []
    named: list[int] = []
    words.tell_apart(words.name(card.name, card.id) for card in people.cards)
    width, height = np.full(total, detail.widest), np.full(total, detail.widest)
    for number, card in enumerate(people.cards):
        told, names = _told(card, words, detail, hidden.get(number, 0), room)
        if number in leads and detail is FULL:
            told.append((leads[number][0], INK))
        lines.append([(words.fit(line, detail.size, room), ink) for line, ink in told])
        named.append(names)
        if detail.size:
            pad = _PAD if detail.lines else 2.5
            measured = [words.width(line, detail.size) for line, _ in lines[-1]]
            aside = measured.pop() + _ASIDE if detail is NAMES else 0.0
            width[number] = max([*measured, 10.0]) + aside + 2 * pad
            height[number] = detail.size * 1.4 * max(len(measured), 1) + (
                7 if detail is FULL else 4
            )
    pages = {number: page for number, (_, page) in leads.items() if detail is FULL}
    titles = [
        words.full(" · ".join(filter(None, (card.name, card.title, card.unit))) or card.id)
        for card in people.cards
    ]
    return Faces(lines, titles, named, width, height, pages)


def _draw(
    scene: Scene,
    people: PeopleTree,
    faces: Faces,
    detail: Detail,
    number: int,
    area: tuple[float, float, float, float],
) -> None:
    left, top, width, height = area
    card = people.cards[number]
    color = _color(people, card.value)
    absent = card.state in (OPEN, GONE)
    edge = _edge(card, color)
    fill = PAPER if absent else tint(color) if detail.size else color
    kind = POST_KIND if card.state == OPEN else MEMBER
    line = 1.4 if card.state in (NEW, MOVED) else 1.0 if detail.lines else 0.7
    box = Box(
        left, top, width, height, fill, edge, line, absent,
        entity=card.id, kind=kind, title=faces.titles[number],
    )  # fmt: skip
    scene.add(box)
    told, size = list(faces.lines[number]), detail.size
    x, anchor = (left + _PAD, "left") if detail is NAMES else (left + width / 2, "center")
    if detail is NAMES:
        count, faint = told.pop()
        at = (left + width - _PAD, top + height / 2 + size * 0.36)
        scene.add(Label(*at, count, size, faint, "right", of=box.key))
    leading = size * 1.4
    base = top + (height - leading * len(told)) / 2 + size * 1.06
    for place, (words, ink) in enumerate(told):
        full = faces.titles[number] if ELLIPSIS in words else ""
        page = faces.pages.get(number) if place == len(told) - 1 else None
        at = (x, base + place * leading)
        scene.add(Label(*at, words, size, ink, anchor, title=full, of=box.key, page=page))


def _draw_further(scene: Scene, people: PeopleTree, words: Lettering) -> None:
    """Dotted lines, and where a circle closes: from card to card, behind the cards."""
    boxes = {box.key: box for box in scene.boxes if box.entity}
    cards = edges_of([box for box in boxes.values() if box.kind != PANEL_KIND])
    few = (len(people.dotted) + len(people.circular)) * len(boxes) <= _ROUTED
    for pairs, color, key in (
        (people.dotted, _LINE, "chart.people_dotted_line"),
        (people.circular, ALARM, "chart.people_closes"),
    ):
        for turn, (member, manager) in enumerate(pairs):
            one, other = (boxes[people.cards[place].key] for place in (member, manager))
            ends = [people.cards[place] for place in (member, manager)]
            names = [words.name(card.name, card.id) for card in ends]
            scene.add(
                Line(
                    (detour(one, other, cards, turn) if few else None) or _between(one, other),
                    color,
                    0.6 if color != ALARM else 1.2,
                    dashed=True,
                    source=one.key,
                    target=other.key,
                    title=words.text(key, member=names[0], manager=names[1]),
                )
            )


def _between(one: Box, other: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """From the edge of a card that faces the other to the edge of that one."""
    up = one.y > other.y + other.height
    down = other.y > one.y + one.height
    if not (up or down):
        right = one.x < other.x
        ends = [(one, right), (other, not right)]
        sides = [(box.x + box.width * at, box.y + box.height / 2) for box, at in ends]
        return sides[0], sides[1]
    # Beside the middle, where the solid lines are.
    start = (one.x + one.width * 0.75, one.y + (0 if up else one.height))
    return start, (other.x + other.width * 0.75, other.y + (other.height if up else 0))
