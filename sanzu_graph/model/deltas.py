"""`Delta`: edits in integers, of one organisation or of many that differ from it each in its own
way.

A view (`sanzu_graph.model.views`) is made of an organisation and a delta; where an edit comes in
text, `sanzu_graph.model.edit_reading` makes the delta of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions
from sanzu_graph.schema import MEMBER, UNIT


class RowPairing(NamedTuple):
    """A table of pairs: its columns, what the encoding calls them in integers, and what the second
    end is.
    """

    columns: tuple[str, str, str]
    codes: tuple[str, str, str]
    words: str
    second: str

    @property
    def ends(self) -> tuple[str, str]:
        """What both ends are."""
        return (MEMBER, self.second)


PAIRED = {
    "memberships": RowPairing(
        ("member", "unit", "role"), ("member", "unit", "role"), "roles", UNIT
    ),
    "relations": RowPairing(
        ("source", "target", "kind"), ("source", "target", "kind"), "kinds", MEMBER
    ),
    "duties": RowPairing(
        ("member", "unit", "duty"), ("duty_member", "duty_unit", "duty"), "duties", UNIT
    ),
}


class Turnover(NamedTuple):
    """The rows of one table of pairs that go and come; each belongs to one of the copies that are
    made.

    Attributes
    ----------
    gone, gone_from : positions of rows, and the copies that they leave
    first, second, code : who and with whom (positions; entities that come count on behind the
        others), and as what
    come_to : the copies that the rows come to
    """

    gone: Positions
    gone_from: Positions
    first: Positions
    second: Positions
    code: Positions
    come_to: Positions

    def __bool__(self) -> bool:
        return bool(len(self.gone) or len(self.first))

    def of_copies(self, copies: Positions) -> Turnover:
        """The rows of some copies, ascending; these are counted anew, and the rows stand by copy."""
        total = 1 + max(int(of.max(initial=0)) for of in (self.gone_from, self.come_to))
        place = np.full(max(total, int(copies.max(initial=0)) + 1), -1, dtype=np.intp)
        place[copies] = np.arange(len(copies))
        gone_from, come_to = place[self.gone_from], place[self.come_to]
        goes, comes = (
            np.argsort(of, kind="stable")[np.count_nonzero(of < 0) :] for of in (gone_from, come_to)
        )
        return Turnover(
            self.gone[goes],
            gone_from[goes],
            self.first[comes],
            self.second[comes],
            self.code[comes],
            come_to[comes],
        )

    def part(self, first: int, last: int) -> Turnover:
        """The rows of the copies from one to another, counted from the first; rows stand by copy."""
        goes, comes = (
            slice(*np.searchsorted(of, (first, last))) for of in (self.gone_from, self.come_to)
        )
        return Turnover(
            self.gone[goes],
            self.gone_from[goes] - first,
            self.first[comes],
            self.second[comes],
            self.code[comes],
            self.come_to[comes] - first,
        )


_NONE = np.empty(0, dtype=np.intp)
_NO_ROWS = Turnover(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE)


@dataclass(frozen=True, eq=False)
class Delta:
    """What is other in each of some edited copies of an organisation.

    Only where there is one copy may members and units themselves come, go or change.

    Attributes
    ----------
    copies : how many edited copies
    words : table of pairs → the words behind its codes; those of the organisation come first
    rows : table of pairs → its rows
    gone, come : entity → positions of those that go, ids of those that come, both ascending
    layers_come : the layer (as an integer) of each unit that comes
    parents : unit → its parent now, -1 is none
    cells : (table, column) → position → the cell now
    renames : whether somebody or something that was there has another name now
    """

    copies: int
    words: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Turnover]
    gone: Mapping[str, Positions] = field(default_factory=lambda: {MEMBER: _NONE, UNIT: _NONE})
    come: Mapping[str, Sequence[str]] = field(default_factory=lambda: {MEMBER: (), UNIT: ()})
    layers_come: Positions = field(default_factory=lambda: _NONE)
    parents: Mapping[int, int] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], Mapping[int, Any]] = field(default_factory=dict)
    renames: bool = False

    @classmethod
    def of_rows(cls, code: Encoding, copies: int, rows: Mapping[str, Turnover]) -> Delta:
        """Copies in which only rows of the tables of pairs are other."""
        return cls(
            copies, {table: getattr(code, pairing.words) for table, pairing in PAIRED.items()}, rows
        )

    def turnover(self, table: str) -> Turnover:
        """What is other in one table of pairs."""
        return self.rows.get(table, _NO_ROWS)

    @property
    def comes_or_goes(self) -> bool:
        """Whether members or units themselves come or go."""
        return any(len(self.gone[entity]) or len(self.come[entity]) for entity in (MEMBER, UNIT))

    @property
    def is_of_entities(self) -> bool:
        """Whether members or units come, go or change, and not only rows of pairs."""
        return self.comes_or_goes or bool(self.cells or self.parents)

    def layers_touched(self, code: Encoding) -> set[str]:
        """The layers whose membership rows go or come."""
        memberships = self.turnover("memberships")
        layers = np.concatenate([code.unit_layer, self.layers_come])
        touched = np.concatenate([code.unit[memberships.gone], memberships.second])
        return {
            code.layers[layer] for layer in np.flatnonzero(np.bincount(layers[touched])).tolist()
        }
