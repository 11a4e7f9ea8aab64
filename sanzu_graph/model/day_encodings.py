"""The encoding of an organisation on a day, taken from its whole encoding: no id is read again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.encoding import Encoding, Ids, ordered_words
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.table_frames import StayingRows, renumbered
from sanzu_graph.schema import ROLES


@dataclass(frozen=True, eq=False)
class DayEncoding(Encoding):
    """An encoding whose labels are those of another one.

    Attributes
    ----------
    whole : the other one
    member_rows, unit_rows : its rows of members and units that are here; None: all

    Notes
    -----
    A pickled one is a plain encoding, without the other one.
    """

    whole: Encoding
    member_rows: Positions | None
    unit_rows: Positions | None

    def __reduce__(self) -> tuple[Any, ...]:
        return Encoding, tuple(getattr(self, part.name) for part in fields(Encoding))

    @cached_property
    def members(self) -> NDArray[np.object_]:
        """The ids of the members."""
        return _labels(self.whole.members, self.member_rows)

    @cached_property
    def units(self) -> NDArray[np.object_]:
        """The ids of the units."""
        return _labels(self.whole.units, self.unit_rows)


def encoding_on(code: Encoding, rows: StayingRows) -> Encoding:
    """The encoding of the rows that stay; layers, roles and other words are those that they have, in
    order of first appearance.
    """
    places = {table: rows.places(table) for table in ("members", "units")}

    def taken(table: str, values: Positions, home: str = "") -> Positions:
        """The integers of a table's rows, as positions in what is left of their home."""
        kept, place = rows.rows(table), places.get(home)
        values = values if kept is None else values[kept]
        return values if place is None else np.append(place, -1)[values]

    def ids(table: str, values: Ids) -> Ids:
        kept = rows.rows(table)
        return values if kept is None else values.take(kept)

    unit_layer, layers = _words(taken("units", code.unit_layer), code.layers)
    role, roles = _words(taken("memberships", code.role), code.roles, first=ROLES)
    kind, kinds = _words(taken("relations", code.kind), code.kinds)
    duty, duties = _words(taken("duties", code.duty), code.duties)
    return DayEncoding(
        member_ids=ids("members", code.member_ids),
        unit_ids=ids("units", code.unit_ids),
        layers=layers,
        unit_layer=unit_layer,
        parent=taken("units", code.parent, "units"),
        member=taken("memberships", code.member, "members"),
        unit=taken("memberships", code.unit, "units"),
        role=role,
        roles=roles,
        source=taken("relations", code.source, "members"),
        target=taken("relations", code.target, "members"),
        kind=kind,
        kinds=kinds,
        duty_member=taken("duties", code.duty_member, "members"),
        duty_unit=taken("duties", code.duty_unit, "units"),
        duty=duty,
        duties=duties,
        whole=code,
        member_rows=rows.rows("members"),
        unit_rows=rows.rows("units"),
    )


def _words(
    codes: Positions, words: tuple[str, ...], first: tuple[str, ...] = ()
) -> tuple[Positions, tuple[str, ...]]:
    """Codes and the words behind them that are still there; those of `first` always are."""
    if len(words) == len(first):
        return codes, words
    numbers, here = renumbered(codes, np.array(words, dtype=object))
    return ordered_words(numbers, here.tolist(), first)


def _labels(labels: NDArray[np.object_], rows: Positions | None) -> NDArray[np.object_]:
    if rows is None:
        return labels
    taken = labels[rows]
    taken.flags.writeable = False
    return taken
