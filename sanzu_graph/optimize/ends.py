"""`End`: how a plan leaves things, in positions."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanzu_graph.optimize.book import Book
from sanzu_graph.optimize.cells import Cell


@dataclass
class End:
    """How a plan leaves things, as far as that differs from today; positions of members and units.

    Attributes
    ----------
    home : member → base unit, mergers apart
    group : (layer number, member) → group
    admitted : member → the layer admitted to
    leaders : group → who leads it
    liaisons : (layer number, member, base unit)
    merges : (unit that stays, unit that goes)
    """

    home: dict[int, int] = field(default_factory=dict)
    group: dict[tuple[int, int], int] = field(default_factory=dict)
    admitted: dict[int, int] = field(default_factory=dict)
    leaders: dict[int, tuple[int, ...]] = field(default_factory=dict)
    liaisons: list[tuple[int, int, int]] = field(default_factory=list)
    merges: list[tuple[int, int]] = field(default_factory=list)

    def add(self, other: End) -> None:
        """Take in what another part ends like."""
        self.home |= other.home
        self.group |= other.group
        self.admitted |= other.admitted
        self.leaders |= other.leaders
        self.liaisons += other.liaisons
        self.merges += other.merges


def members_of(book: Book, end: End, group: int) -> list[tuple[int, Cell]]:
    """Who is in a group in the end."""
    layer = book.layer_of[group]
    stay = [
        (person, cell)
        for cell in book.cells_in.get(group, [])
        for person in cell.people
        if (layer, person) not in end.group
    ]
    come = [
        person for (number, person), unit in end.group.items() if number == layer and unit == group
    ]
    return stay + [(person, book.cell_of[person]) for person in come]
