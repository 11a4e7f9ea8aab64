"""Ids as integers: the one place where text meets integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from sanzu_graph.model.grouping import Grouped, Positions, grouped
from sanzu_graph.model.id_numbers import IdPlaces, first_positions, numbered_positions
from sanzu_graph.model.word_columns import Words
from sanzu_graph.schema import CORE, MEMBER, ROLES, UNIT, columns

#: A column of ids.
Ids = NDArray[np.object_] | ExtensionArray
#: The columns that hold ids of members and of units, in the first five tables.
ID_COLUMNS = tuple(
    (table, column.name, kind)
    for table in CORE
    for column in columns(table).values()
    for kind, home in ((MEMBER, "members"), (UNIT, "units"))
    if column.references == home or (table == home and column.name == "id")
)


@dataclass(frozen=True, eq=False)
class Encoding:
    """The first five tables in integers; positions index the rows of members and units, -1 is none.

    Attributes
    ----------
    member_ids, unit_ids : the ids in table order, as the tables keep them
    layers : the layer names, in order of first appearance
    unit_layer, parent : one integer a unit (position in `layers`, position in `units`)
    member, unit, role : one integer a membership row; roles index `roles`
    roles : role names; leader, deputy and member are always 0, 1 and 2
    source, target, kind, kinds : the same for relations
    duty_member, duty_unit, duty, duties : the same for duties
    """

    member_ids: Ids
    unit_ids: Ids
    layers: tuple[str, ...]
    unit_layer: Positions
    parent: Positions
    member: Positions
    unit: Positions
    role: Positions
    roles: tuple[str, ...]
    source: Positions
    target: Positions
    kind: Positions
    kinds: tuple[str, ...]
    duty_member: Positions
    duty_unit: Positions
    duty: Positions
    duties: tuple[str, ...]

    @cached_property
    def members(self) -> NDArray[np.object_]:
        """The ids of the members, as labels that nobody can change."""
        return _labels(self.member_ids)

    @property
    def member_count(self) -> int:
        """How many members there are; labels of them all are not made for that."""
        return len(self.member_ids)

    def labels_of(self, members: Positions) -> NDArray[np.object_]:
        """The ids of some members. Those of all are made only where somebody asks for `members`."""
        if isinstance(self.member_ids, np.ndarray) or "members" in self.__dict__:
            return self.members[members]
        labels: NDArray[np.object_] = self.member_ids.take(members).to_numpy(object)
        return labels

    @cached_property
    def units(self) -> NDArray[np.object_]:
        """The ids of the units."""
        return _labels(self.unit_ids)

    @property
    def unit_count(self) -> int:
        """How many units there are."""
        return len(self.unit_ids)

    @cached_property
    def row_layer(self) -> NDArray[np.signedinteger]:
        """The layer of every membership row, in as few bytes as do."""
        return self.unit_layer.astype(np.min_scalar_type(-1 - len(self.layers)))[self.unit]

    # -- rows by what they point at, sorted when first asked for

    @cached_property
    def by_member(self) -> Grouped:
        """The membership rows of every member."""
        return grouped(self.member, len(self.members))

    @cached_property
    def place_within_member(self) -> Positions:
        """Where every membership row stands among the rows of its member."""
        by = self.by_member
        place = np.empty(len(self.member), dtype=np.intp)
        place[by.order] = np.arange(len(place))
        return place - by.start[self.member]

    @cached_property
    def by_unit(self) -> Grouped:
        """The membership rows of every unit."""
        return grouped(self.unit, len(self.units))

    @cached_property
    def by_source(self) -> Grouped:
        """The relations that start at every member."""
        return grouped(self.source, len(self.members))

    @cached_property
    def by_target(self) -> Grouped:
        """The relations that end at every member."""
        return grouped(self.target, len(self.members))

    @cached_property
    def by_duty_member(self) -> Grouped:
        """The duties of every member."""
        return grouped(self.duty_member, len(self.members))

    @cached_property
    def by_duty_unit(self) -> Grouped:
        """The duties held for every unit."""
        return grouped(self.duty_unit, len(self.units))

    @cached_property
    def by_parent(self) -> Grouped:
        """The units right below every unit."""
        return grouped(self.parent, len(self.units))

    @cached_property
    def rows_in_layer(self) -> dict[int, Positions]:
        """Layer → how many membership rows every member has in it, as far as that was asked."""
        return {}

    def rows_of_layer(self, layer: int) -> Positions:
        """How many membership rows in a layer every member has."""
        if layer not in self.rows_in_layer:
            self.rows_in_layer[layer] = np.bincount(
                self.member[self.row_layer == layer], minlength=len(self.members)
            )
        return self.rows_in_layer[layer]

    @cached_property
    def alike_members(self) -> Counter[str]:
        """How many members' ids are the same but for letter case, by the id without case."""
        return Counter(name.casefold() for name in self.members.tolist())

    @cached_property
    def alike_units(self) -> Counter[str]:
        """The same of units."""
        return Counter(name.casefold() for name in self.units.tolist())

    @cached_property
    def member_at(self) -> dict[str, int]:
        """The position of every member by id."""
        return {name: place for place, name in enumerate(self.members.tolist())}

    @cached_property
    def unit_at(self) -> dict[str, int]:
        """The position of every unit by id."""
        return {name: place for place, name in enumerate(self.units.tolist())}

    @cached_property
    def member_places(self) -> IdPlaces:
        """Where a column of ids stands among the members."""
        return IdPlaces(pd.Series(self.member_ids))

    @cached_property
    def unit_places(self) -> IdPlaces:
        """The same of units."""
        return IdPlaces(pd.Series(self.unit_ids))


def id_positions(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], Positions]:
    """Factorise every id column; the result holds, per column, positions in its home table.

    An id that the home table does not have, and a missing one, are -1; a repeated id counts for its
    first row. Ids of few lengths are numbers that index a table of positions; others are hashed.
    """
    positions: dict[tuple[str, str], Positions] = {}
    for kind, home in ((MEMBER, "members"), (UNIT, "units")):
        present = [(home, "id")] + [
            (table, column)
            for table, column, of in ID_COLUMNS
            if of == kind and column in tables[table] and (table, column) != (home, "id")
        ]
        pieces = [tables[table][column] for table, column in present]
        parts = positions_in(pieces[0], pieces[1:])
        positions |= dict(zip(present, parts, strict=True))
    return positions


def positions_in(home: pd.Series, others: Sequence[pd.Series]) -> list[Positions]:
    """Where the ids of `home`, and of each of some other columns, first stand in `home`; else -1."""
    parts = numbered_positions(home, others)
    if parts is None:
        pieces = [home, *others]
        codes, _ = pd.factorize(pd.concat(pieces, ignore_index=True))
        split = np.split(codes, np.cumsum([len(piece) for piece in pieces])[:-1])
        first = first_positions(split[0], int(codes.max(initial=-1)) + 1)
        parts = [first[part] for part in split]
    return parts


def _labels(ids: Ids) -> NDArray[np.object_]:
    labels = ids if isinstance(ids, np.ndarray) else ids.to_numpy(object)
    labels.flags.writeable = False
    return labels


def encode(
    tables: Mapping[str, pd.DataFrame],
    positions: Mapping[tuple[str, str], Positions],
    words: Words,
) -> Encoding:
    """The encoding of tables whose ids are sound, from `id_positions` of the same tables.

    `words` has columns of the tables whose words are known.
    """

    def coded(
        table: str, column: str, first: tuple[str, ...] = ()
    ) -> tuple[Positions, tuple[str, ...]]:
        if column in words.get(table, {}):
            return words[table][column].coded(first)
        return ordered_words(*pd.factorize(tables[table][column]), first)

    units = tables["units"]
    unit_layer, layers = coded("units", "layer")
    role, roles = coded("memberships", "role", ROLES)
    kind, kinds = coded("relations", "kind")
    duty, duties = coded("duties", "duty")
    return Encoding(
        member_ids=tables["members"]["id"].array,
        unit_ids=units["id"].array,
        layers=layers,
        unit_layer=unit_layer,
        parent=positions["units", "parent"],
        member=positions["memberships", "member"],
        unit=positions["memberships", "unit"],
        role=role,
        roles=roles,
        source=positions["relations", "source"],
        target=positions["relations", "target"],
        kind=kind,
        kinds=kinds,
        duty_member=positions["duties", "member"],
        duty_unit=positions["duties", "unit"],
        duty=duty,
        duties=duties,
    )


def ordered_words(
    codes: Positions, words: Iterable[str], first: tuple[str, ...] = ()
) -> tuple[Positions, tuple[str, ...]]:
    """Codes and the words behind them, with some words before all others."""
    words = tuple(words)
    names = (*first, *(name for name in words if name not in first))
    if names == words:
        return codes.astype(np.intp, copy=False), names
    place = np.array([names.index(name) for name in words] or [0], dtype=np.intp)
    return place[codes] if len(codes) else codes.astype(np.intp), names
