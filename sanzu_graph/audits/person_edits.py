"""Edits of memberships, person by person: what each person's rows were, and what they are.

Most edits are alike: somebody of a kind leaves a seat of a layer for another. Then they change the
same numbers by as much. So one of them is asked, and answers for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.model.deltas import Turnover
from sanzu_graph.model.encoding import Encoding
from sanzu_graph.model.grouping import Grouped, Positions, distinct, grouped
from sanzu_graph.model.id_numbers import first_positions

Mask = NDArray[np.bool_]

#: What a row is in an edit.
_STAYS, _GOES, _COMES = 0, 1, 2
#: An edit of somebody with more rows is like no other.
_LONGEST = 8
#: Keys stay below this number.
LARGEST = 2**62


@dataclass(frozen=True, eq=False)
class PersonEdits:
    """The people whom some copies touch: one edit a copy and person, each with its rows.

    Attributes
    ----------
    code : the organisation in integers
    copy, member : whose edit it is, in the order of both
    start : where each edit's rows start, and where the last one's end
    edit : the edit of every row
    row : its position in the organisation; -1: it comes
    unit, role : of every row
    fate : whether it stays, goes or comes
    """

    code: Encoding
    copy: Positions
    member: Positions
    start: Positions
    edit: Positions
    row: Positions
    unit: Positions
    role: Positions
    fate: NDArray[np.int8]

    @classmethod
    def of(cls, code: Encoding, turnover: Turnover) -> PersonEdits:
        """The edits of membership rows that go and come, each in a copy."""
        width, by = max(code.member_count, 1), code.by_member
        going = turnover.gone_from * width + code.member[turnover.gone]
        coming = turnover.come_to * width + turnover.first
        touched = distinct(np.concatenate([going, coming]))
        copy, member = np.divmod(touched, width)
        there = by.start[member + 1] - by.start[member]
        arrives = np.searchsorted(touched, coming)
        rows = there + np.bincount(arrives, minlength=len(touched))
        start = np.concatenate([[0], np.cumsum(rows)])
        edit = np.repeat(np.arange(len(touched)), rows)
        within = np.arange(len(edit)) - start[edit]
        is_there = within < there[edit]
        row = np.full(len(edit), -1, dtype=np.intp)
        row[is_there] = by.order[(by.start[member][edit] + within)[is_there]]
        unit, role = np.empty((2, len(edit)), dtype=np.intp)
        unit[is_there], role[is_there] = code.unit[row[is_there]], code.role[row[is_there]]
        fate = np.where(is_there, np.int8(_STAYS), np.int8(_COMES))
        leaves = np.searchsorted(touched, going)
        place = code.place_within_member[turnover.gone]
        fate[start[leaves] + place] = _GOES
        order = np.argsort(arrives, kind="stable")
        last = np.flatnonzero(~is_there)
        unit[last], role[last] = turnover.second[order], turnover.code[order]
        return cls(code, copy, member, start, edit, row, unit, role, fate)

    def __len__(self) -> int:
        return len(self.copy)

    @cached_property
    def is_single(self) -> bool:
        """Whether no copy touches two people."""
        return not (self.copy[1:] == self.copy[:-1]).any()

    def turnover(self, some: Positions) -> Turnover:
        """The rows of some edits that go and come, each edit in a copy of its own."""
        rows, copy = Grouped(np.arange(len(self.edit)), self.start).rows_of(some)
        fate = self.fate[rows]
        goes, comes = np.flatnonzero(fate == _GOES), np.flatnonzero(fate == _COMES)
        come = rows[comes]
        return Turnover(
            self.row[rows[goes]],
            copy[goes],
            self.member[some][copy[comes]],
            self.unit[come],
            self.role[come],
            copy[comes],
        )

    @cached_property
    def was_there(self) -> Mask:
        """Which rows were there before."""
        there: Mask = self.fate != _COMES
        return there

    def comes_as_other(self, plain: int) -> Mask:
        """The edits by which somebody gets a row with another role than the plain one."""
        gains = np.zeros(len(self), dtype=bool)
        gains[self.edit[(self.fate == _COMES) & (self.role != plain)]] = True
        return gains

    # -- which edits are alike

    @cached_property
    def units(self) -> Positions:
        """The units of every edit's rows, side by side; -1 and below where there are no more."""
        wide = min(int(np.diff(self.start).max(initial=1)), _LONGEST)
        within = np.arange(len(self.edit)) - self.start[self.edit]
        fits = slice(None) if len(within) == 0 or within.max() < wide else within < wide
        units = np.tile(-1 - np.arange(wide), (len(self), 1))
        units[self.edit[fits], within[fits]] = self.unit[fits]
        return units

    def alike(self, kinds: Positions, apart: Mask, units_apart: Positions) -> Alike:
        """Edits that are alike.

        Parameters
        ----------
        kinds
            The kind of every member: those of a kind count alike.
        apart
            Members who are like nobody.
        units_apart
            Units that are like no other.
        """
        code, units = self.code, self.units
        wide = units.shape[1]
        differs = apart[self.member] | (np.diff(self.start) > wide)
        for column in range(1, wide):
            for other in range(column):
                differs |= units[:, column] == units[:, other]
        if len(units_apart):
            differs |= np.isin(units, units_apart).any(axis=1)
        layers, roles = len(code.layers) + 1, len(code.roles) + 1
        word = (code.unit_layer[self.unit] * roles + self.role) * 3 + self.fate + 1
        words = np.zeros(units.shape, dtype=np.intp)
        within = np.arange(len(self.edit)) - self.start[self.edit]
        fits = slice(None) if len(within) == 0 or within.max() < wide else within < wide
        words[self.edit[fits], within[fits]] = word[fits]
        key, bound = kinds[self.member], int(kinds.max(initial=0)) + 1
        for column in range(wide):
            if bound * layers * roles * 3 >= LARGEST:
                key, known = pd.factorize(key)
                bound = len(known) + 1
            key = key * (layers * roles * 3) + words[:, column]
            bound *= layers * roles * 3
        shape, known = pd.factorize(key)
        shape[differs] = len(known) + np.arange(int(differs.sum()))
        used, shape = np.unique(shape, return_inverse=True)
        first = first_positions(shape, len(used))[:-1]
        return Alike(self, first, differs[first], grouped(shape, len(used)))


@dataclass(frozen=True, eq=False)
class Alike:
    """Edits by what they are like.

    Attributes
    ----------
    edits : all of them
    first : of each sort, the one that is asked
    is_alone : the sorts of a single edit, which may reach units that it has no row in
    by_sort : the edits of every sort
    """

    edits: PersonEdits
    first: Positions
    is_alone: Mask
    by_sort: Grouped

    def of_all(self, sort: Positions, *units: Positions) -> tuple[Positions, ...]:
        """What holds of the edits that were asked, of all edits.

        Parameters
        ----------
        sort
            Of which sorts it holds.
        units
            Of which units of the edit that was asked.

        Returns
        -------
        tuple of arrays
            The edits, the position of each in `sort`, and for each of `units` the edit's own units.
        """
        edits, which = self.by_sort.rows_of(sort)
        own = [self._own(sort, unit, edits, which) for unit in units]
        return (edits, which, *own)

    def _own(
        self, sort: Positions, unit: Positions, edits: Positions, which: Positions
    ) -> Positions:
        units = self.edits.units
        place = (units[self.first[sort]] == unit[:, None]).argmax(axis=1)
        own = units[edits, place[which]]
        alone = self.is_alone[sort]
        return np.where(alone[which], unit[which], own) if alone.any() else own
