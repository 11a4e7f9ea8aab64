"""People under managers as a scene: cards of how much detail, where, with which further lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sanzu_graph.charts import headlines
from sanzu_graph.charts.colors import ALARM, FAINT, INK, PAPER, layer_color, tint
from sanzu_graph.charts.detours import detour, edges_of
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.people_cards import (
    GONE,
    MOVED,
    NEW,
    OPEN,
    POST_KIND,
    PeopleTree,
    PersonCard,
    left_out_lines,
)
from sanzu_graph.charts.scene_headings import Key
from sanzu_graph.charts.scenes import Box, Line, Scene
from sanzu_graph.charts.tree_blocks import (
    DETAILS,
    FULL,
    NAMES,
    PANEL_KIND,
    Area,
    Detail,
    Faces,
)
from sanzu_graph.charts.tree_cards import ASIDE, PAD, Surroundings, faces_of, tree_scene
from sanzu_graph.errors import speaking
from sanzu_graph.schema import MEMBER

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
    faces = _faces(people, words, detail, leads or {})
    is_whole = detail.lines and not people.hidden
    around = Surroundings(
        headline_of(people, words),
        title_of(people, words),
        _notes(people, words, detail),
        _keys(people, words, detail),
        [] if is_whole else [words.text("chart.on_pages")],
    )
    scene = tree_scene(
        people, faces, detail, aspect, words, around, partial(_card, people, faces, detail)
    )
    if detail.lines:
        _draw_further(scene, people, words)
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
        posts = [_post_said(card, words) for card in cards if card.state == OPEN]
        return words.told(headlines.open_posts, posts)
    managers = [card for card in cards if card.reports]
    if not managers:
        return ""
    first = max(managers, key=lambda card: card.reports)
    name = words.name(first.name, first.id)
    return words.told(headlines.widest_solid, name, first.reports, len(managers))


def _post_said(card: PersonCard, words: Lettering) -> str:
    """What an open post is called: as on its card, and its unit."""
    name = words.name(card.name, card.id)
    if not card.unit:
        return name
    return words.text("name.with_id", name=name, id=words.name(card.unit))


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
    if people.several:
        notes.append(words.text("chart.people_several"))
    with speaking(words.lang):
        return [*notes, *map(words.plain, left_out_lines(people))]


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


def _lines(
    card: PersonCard, words: Lettering, detail: Detail, hidden: int, room: float
) -> list[tuple[str, str]]:
    """The lines of a card."""
    name = words.text("chart.people_vacancy") if card.state == OPEN and not card.name else card.name
    shown = words.name(name, card.id)
    if not detail.lines:
        return [(shown if card.reports else "", INK)] * bool(detail.size)
    if detail.lines == NAMES.lines:
        count = _count(card, hidden)
        lines = words.wrap(shown, detail.size, room - words.width(count, detail.size) - ASIDE, 2)
        return [*((line, INK) for line in lines), (count, FAINT)]
    texts = [(line, INK) for line in words.wrap(shown, detail.size, room, 2)]
    texts += [(words.plain(line), FAINT) for line in (card.title, card.unit) if line]
    if card.below:
        key = "chart.people_span" + ("" if card.below > card.reports else "_direct")
        texts.append((words.text(key, reports=card.reports, below=card.below), FAINT))
    if card.state in (NEW, MOVED, GONE):
        note = words.name(card.note) if card.note else ""
        texts.append((words.text(f"chart.people_was_{card.state}", manager=note), _edge(card, INK)))
    if hidden:
        texts.append((words.text("chart.people_hidden", count=hidden), INK))
    return texts


def _edge(card: PersonCard, color: str) -> str:
    return {NEW: _NEW, MOVED: _MOVED, GONE: FAINT, OPEN: INK}.get(card.state, color)


def _faces(
    people: PeopleTree, words: Lettering, detail: Detail, leads: Mapping[int, tuple[str, int]]
) -> Faces:
    """What each card says."""
    hidden, room = people.hidden, detail.widest - 2 * PAD
    words.tell_apart(words.name(card.name, card.id) for card in people.cards)
    cards = [
        _lines(card, words, detail, hidden.get(number, 0), room)
        for number, card in enumerate(people.cards)
    ]
    pages = {number: page for number, (_, page) in leads.items() if detail is FULL}
    for number in pages:
        cards[number].append((leads[number][0], INK))
    titles = [
        words.full(" · ".join(filter(None, (card.name, card.title, card.unit))) or card.id)
        for card in people.cards
    ]
    return faces_of(words, detail, cards, [len(lines) for lines in cards], titles, pages, 10.0)


def _card(people: PeopleTree, faces: Faces, detail: Detail, number: int, area: Area) -> Box:
    """A card without its texts."""
    card = people.cards[number]
    color, absent = _color(people, card.value), card.state in (OPEN, GONE)
    return Box(
        *area,
        PAPER if absent else tint(color) if detail.size else color,
        _edge(card, color),
        1.4 if card.state in (NEW, MOVED) else 1.0 if detail.lines else 0.7,
        absent,
        entity=card.id,
        kind=POST_KIND if card.state == OPEN else MEMBER,
        title=faces.titles[number],
    )


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
