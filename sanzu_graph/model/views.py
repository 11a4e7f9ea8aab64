"""`View`: slices of an organisation before and after an edit, as if they were one organisation.

The slices stand one behind the other. A check works on integers and does not know where they come
from. So it answers for all slices of a view at once. The entity of a finding tells to which slice it
belongs.

Every slice has the same members and units before and after. So a position after is the position
before plus a constant. Entities that are not there have no rows and no findings (`View.exists`).
Within a slice entities keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.deltas import PAIRED, Delta
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Positions
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.table_frames import TableFrames
from sanzu_graph.schema import MEMBER, UNIT, fold

Mask = NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Slices:
    """Which parts of an organisation a view shows: each key is a copy and a position, ``copy *
    width + position``, ascending.

    Attributes
    ----------
    members, units : the entities; those that come count on behind the organisation's own
    memberships, relations, duties : rows of the organisation
    """

    members: Positions
    units: Positions
    memberships: Positions
    relations: Positions
    duties: Positions


@dataclass(frozen=True)
class Widths:
    """How many members, units and rows there are, those that come included: the widths of the keys
    of `Slices`.
    """

    members: int
    units: int
    memberships: int
    relations: int
    duties: int

    @classmethod
    def of(cls, code: Encoding, delta: Delta) -> Widths:
        """Never 0, so that keys can be taken apart again."""
        members, units = (
            code.member_count + len(delta.come[MEMBER]),
            code.unit_count + len(delta.come[UNIT]),
        )
        return cls(
            *(
                max(number, 1)
                for number in (members, units, len(code.member), len(code.source), len(code.duty))
            )
        )


class View(Org):
    """Slices of an organisation before a delta (first all of these) and after it.

    Parameters
    ----------
    base
        The organisation.
    delta
        What is other in each copy.
    slices
        What is shown of each copy; a row needs its ends, and a parent that is not shown is none.
    """

    def __init__(self, base: Org, delta: Delta, slices: Slices) -> None:
        self.base, self.delta = base, delta
        code, width = base.encoding, Widths.of(base.encoding, delta)
        self._shown = {MEMBER: slices.members, UNIT: slices.units}
        self._width = {MEMBER: width.members, UNIT: width.units}
        self.half = {MEMBER: len(slices.members), UNIT: len(slices.units)}
        #: For every position of the view, which copy it belongs to and which position it has in the
        #: organisation.
        self.copy, self.origin = {}, {}
        for entity in (MEMBER, UNIT):
            copy, origin = np.divmod(self._shown[entity], self._width[entity])
            self.copy[entity], self.origin[entity] = np.tile(copy, 2), np.tile(origin, 2)
        rows = {
            table: self._rows(table, getattr(slices, table), getattr(width, table))
            for table in PAIRED
        }
        pairs: dict[str, Any] = {
            pairing.words: delta.words[table] for table, pairing in PAIRED.items()
        }
        for table, pairing in PAIRED.items():
            pairs |= dict(zip(pairing.codes, rows[table], strict=True))
        layers = (
            np.concatenate([code.unit_layer, delta.layers_come])
            if len(delta.layers_come)
            else code.unit_layer
        )
        encoding = Encoding(
            member_ids=self._ids(MEMBER, code.members),
            unit_ids=self._ids(UNIT, code.units),
            layers=code.layers,
            unit_layer=layers[self.origin[UNIT]],
            parent=self._parents(),
            **pairs,
        )
        self._hold(TableFrames({}), encoding)
        self._source = base.source

    def place(self, entity: str, copy: Positions, origin: Positions) -> Positions:
        """Where the entities of some copies stand in the view, before."""
        return np.searchsorted(self._shown[entity], copy * self._width[entity] + origin)

    @cached_property
    def exists(self) -> dict[str, Mask]:
        """Which members and units are there, before or after, each in its half of the view."""
        there = {}
        for entity, known in (
            (MEMBER, self.base.encoding.member_count),
            (UNIT, self.base.encoding.unit_count),
        ):
            half = self.half[entity]
            there[entity] = np.ones(2 * half, dtype=bool)
            if self.delta.comes_or_goes:
                origin = self.origin[entity][:half]
                there[entity][:half] = origin < known
                there[entity][half:] = ~np.isin(origin, self.delta.gone[entity])
        return there

    # -- what checks ask of an organisation besides its encoding

    @cached_property
    def read(self) -> dict[Hashable, Callable[[Org], NDArray[Any]]]:
        """What was read of the cells of members and units: under a key, how an organisation tells it."""
        return {}

    def mask_of(self, key: Hashable, make: Callable[[Any], Mask]) -> Mask:
        """A truth value of every member; see `Org.mask_of`."""
        if self.delta.is_of_entities:
            return super().mask_of(key, make)
        self.read[key] = lambda org: org.mask_of(key, make)
        mask: Mask = self.base.mask_of(key, make)[self.origin[MEMBER]]
        return mask

    def keeps(self, table: str, column: str | None = None) -> bool:
        """Whether a column of members or units is kept; of other tables a view has only integers."""
        return (
            column is not None and table in ("members", "units") and self.base.keeps(table, column)
        )

    def codes(self, table: str, column: str) -> tuple[Positions, NDArray[np.object_]]:
        """A column of members or units as integers and its values; see `Org.codes`."""
        self.read[table, column] = lambda org: org.codes(table, column)[0]
        if (table, column) not in self._codes:
            entity = MEMBER if table == "members" else UNIT
            below, values = self.base.codes(table, column)
            codes = self._gathered(entity, below, -1)
            edited = self.delta.cells.get((table, column), {})
            if edited:
                names = list(values)
                is_text = isinstance(self.base._tables[table][column].dtype, pd.StringDtype)
                for origin, cell in edited.items():
                    meant = fold(column, cell) if is_text and cell is not None else cell
                    if meant is not None and meant not in names:
                        names.append(meant)
                    codes[self._after(entity, origin)] = -1 if meant is None else names.index(meant)
                values = np.array([*names, None], dtype=object)[:-1]
            if len(values) > len(
                codes
            ):  # so that nobody looks through all the values of the whole organisation
                shown, places = np.unique(codes[codes >= 0], return_inverse=True)
                codes[codes >= 0], values = places, values[shown]
            self._codes[table, column] = codes, values
        return self._codes[table, column]

    def numbers(self, table: str, column: str) -> NDArray[np.float64]:
        """A column of members or units as numbers; see `Org.numbers`."""
        self.read[table, column, "numbers"] = lambda org: org.numbers(table, column)
        if (table, column) not in self._numbers:
            entity = MEMBER if table == "members" else UNIT
            numbers = self._gathered(entity, self.base.numbers(table, column), np.nan)
            for origin, cell in self.delta.cells.get((table, column), {}).items():
                meant = fold(column, cell) if isinstance(cell, str) else cell
                number = pd.to_numeric(pd.Series([meant], dtype=object), errors="coerce").astype(
                    "float64"
                )
                numbers[self._after(entity, origin)] = number.iloc[0]
            self._numbers[table, column] = numbers
        return self._numbers[table, column]

    def names(self, entity: str, positions: Positions) -> NDArray[np.object_]:
        """The names of members or units of the view; the id where a name is empty."""
        origin, table = self.origin[entity][positions], "members" if entity == MEMBER else "units"
        known = len(getattr(self.base.encoding, table))
        names = np.empty(len(positions), dtype=object)
        names[origin < known] = self.base.names(entity, origin[origin < known])
        edited = self.delta.cells.get((table, "name"), {})
        ids = self._encoding.members if entity == MEMBER else self._encoding.units
        if edited or self.delta.come[entity]:
            for row in np.flatnonzero(positions >= self.half[entity]).tolist():
                if origin[row] in edited or origin[row] >= known:
                    names[row] = edited.get(int(origin[row])) or ids[positions[row]]
        return names

    # -- making

    def _rows(
        self, table: str, keys: Positions, width: int
    ) -> tuple[Positions, Positions, Positions]:
        """The rows before, those of them that stay, and those that come: first, second, code."""
        code, other, ends = self.base.encoding, self.delta.turnover(table), PAIRED[table].ends
        copy, row = np.divmod(keys, width)
        first, second, word = (getattr(code, name)[row] for name in PAIRED[table].codes)
        first, second = self.place(ends[0], copy, first), self.place(ends[1], copy, second)
        stays = np.ones(len(keys), dtype=bool)
        stays[np.searchsorted(keys, other.gone_from * width + other.gone)] = False
        stay = np.flatnonzero(stays)
        come = [
            self.place(entity, other.come_to, end)
            for entity, end in zip(ends, (other.first, other.second), strict=True)
        ]
        return (
            np.concatenate([first, first[stay] + self.half[ends[0]], come[0] + self.half[ends[0]]]),
            np.concatenate(
                [second, second[stay] + self.half[ends[1]], come[1] + self.half[ends[1]]]
            ),
            np.concatenate([word, word[stay], other.code]),
        )

    def _ids(self, entity: str, known: NDArray[np.object_]) -> NDArray[np.object_]:
        come = self.delta.come[entity]
        ids = np.concatenate([known, np.array(come, dtype=object)]) if come else known
        names: NDArray[np.object_] = ids[self.origin[entity]]
        return names

    def _parents(self) -> Positions:
        below = self._gathered(UNIT, self.base.encoding.parent, -1)
        if not (below >= 0).any() and not self.delta.parents:
            return below
        for unit, parent in self.delta.parents.items():
            below[self._after(UNIT, unit)] = parent
        keys = self.copy[UNIT] * self._width[UNIT] + below
        place = np.minimum(np.searchsorted(self._shown[UNIT], keys), max(self.half[UNIT] - 1, 0))
        shown = (below >= 0) & (self._shown[UNIT][place] == keys)
        return np.where(
            shown,
            place + np.where(np.arange(len(place)) >= self.half[UNIT], self.half[UNIT], 0),
            -1,
        )

    def _after(self, entity: str, origin: int) -> Positions:
        """The position after of an entity, if it is shown; only asked where there is one copy."""
        place = int(np.searchsorted(self._shown[entity], origin))
        shown = place < self.half[entity] and self._shown[entity][place] == origin
        return np.array([place + self.half[entity]] if shown else [], dtype=np.intp)

    def _gathered(self, entity: str, values: NDArray[T], default: float) -> NDArray[T]:
        """The values of the organisation by position in the view; those that come have none yet."""
        origin = self.origin[entity]
        gathered: NDArray[T]
        if len(values) and (not len(origin) or int(origin.max()) < len(values)):
            gathered = values[origin]
            return gathered
        more: NDArray[T] = np.concatenate([values, np.array([default], dtype=values.dtype)])
        gathered = more[np.minimum(origin, len(values))]
        return gathered
