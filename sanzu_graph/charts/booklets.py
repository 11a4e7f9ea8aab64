"""Booklets: a page a unit, or a page a leader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sanzu_graph.charts.binding import Numbers, PageBook, listed_units
from sanzu_graph.charts.booklet_scenes import CROWD, Booklet, Card
from sanzu_graph.charts.lettering import Lettering
from sanzu_graph.charts.paper import Entry, Paper
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.schema import LEADER, MEMBER, UNIT


def booklet(
    org: Org,
    one_per: str,
    sheet: Paper,
    policy: Policy,
    words: Lettering,
    *,
    layers: Any = None,  # noqa: ANN401
) -> PageBook:
    """A page for each unit or each leader."""
    code = org.encoding
    shown = np.zeros(code.unit_count, dtype=bool)
    for layer in org.layers if layers is None else layers:
        shown[org.pairs(layer).units] = True
    book = Booklet(org, policy, words, sheet)
    cards, pages = (_unit_cards if one_per == "unit" else _leader_cards)(
        book, np.flatnonzero(shown).tolist()
    )
    people = org.names(MEMBER, np.arange(code.member_count))

    def entries(numbers: Numbers) -> list[Entry]:
        if one_per == "unit":
            homes = {unit: numbers[page] for unit, page in pages.items()}
            return listed_units(org, words, policy, homes)
        return [
            Entry(
                words.name(people[member], code.members[member]),
                numbers[page],
                words.full(people[member]),
            )
            for member, page in pages.items()
        ]

    title = words.text(f"chart.one_per_{one_per}", pages=len(cards))
    return PageBook(len(cards), lambda _: map(book.scene, cards), entries, title)


def _unit_cards(book: Booklet, shown: list[int]) -> tuple[list[Card], dict[int, int]]:
    """A page for each unit that has people, several for a crowd, layer by layer; where each unit
    begins.
    """
    org, code = book.org, book.org.encoding
    names = org.names(UNIT, np.arange(code.unit_count))
    cards: list[Card] = []
    pages: dict[int, int] = {}
    for unit in sorted(shown, key=lambda unit: (int(code.unit_layer[unit]), unit)):
        if org.pairs().per_unit[unit]:
            pages[unit] = len(cards)
            cards += _cards(book, book.words.name(names[unit], code.units[unit]), unit)
    return cards or [Card(book.words.text("chart.nobody"), [])], pages


def _leader_cards(book: Booklet, shown: list[int]) -> tuple[list[Card], dict[int, int]]:
    """A page for each leader with the units led, and pages of their own for crowds; where each
    leader begins.
    """
    org, code, words = book.org, book.org.encoding, book.words
    led, wanted = org.pairs(role=LEADER), set(shown)
    units: dict[int, list[int]] = {}
    for member, unit in sorted(zip(led.member.tolist(), led.unit.tolist(), strict=True)):
        if unit in wanted:
            units.setdefault(member, []).append(unit)
    people = org.names(MEMBER, np.arange(code.member_count))
    cards: list[Card] = []
    pages: dict[int, int] = {}
    for member, own_units in units.items():
        pages[member] = len(cards)
        name = words.name(people[member], code.members[member])
        sentence = words.text(
            "chart.leads_one" if len(own_units) == 1 else "chart.leads",
            name=name,
            count=len(own_units),
        )
        large = [unit for unit in own_units if book.parts(unit) > 1]
        if len(large) < len(own_units):
            cards.append(Card(sentence, [unit for unit in own_units if unit not in large]))
        for unit in large:
            cards += _cards(book, sentence, unit)
    return cards or [Card(words.text("chart.spans_none"), [])], pages


def _cards(book: Booklet, title: str, unit: int) -> Iterator[Card]:
    """The pages of a unit: several for a crowd."""
    parts = book.parts(unit)
    for part in range(parts):
        sentence = (
            book.words.text("chart.part", title=title, part=part + 1, parts=parts)
            if parts > 1
            else title
        )
        yield Card(sentence, [unit], part * CROWD)
