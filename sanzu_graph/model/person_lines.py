"""Lines from person to person: who reports to whom, in integers, and what lies above and below.

Nothing here recurses. A chain is followed by doubling its steps. A million people in one long chain
take twenty passes, and a circle ends like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import Grouped, Positions, distinct, grouped
from sanzu_graph.schema import DOTTED_LINE, LINES, REPORTS_TO

if TYPE_CHECKING:
    from sanzu_graph.model.organisation import Org

Mask = NDArray[np.bool_]
#: So many cells of a table members × members are held at once.
_CELLS = 20_000_000


class PersonLines(NamedTuple):
    """Distinct lines of one kind, by member and then by manager; nobody reports to oneself here."""

    member: Positions
    manager: Positions


def keeps_lines(org: Org) -> bool:
    """Whether the organisation keeps any line from person to person."""
    code = org.encoding
    numbers = [place for place, kind in enumerate(code.kinds) if kind in LINES]
    return bool(numbers) and bool(np.isin(code.kind, numbers).any())


def person_lines(org: Org, kind: str = REPORTS_TO) -> PersonLines:
    """Who reports to whom by lines of one kind."""

    def make() -> PersonLines:
        code, total = org.encoding, max(org.encoding.member_count, 1)
        rows = rows_of_kind(org, kind)
        rows = rows[code.source[rows] != code.target[rows]]
        key = distinct(code.source[rows] * total + code.target[rows])
        return PersonLines(key // total, key % total)

    return org.once(("person lines", kind), make)


def rows_of_kind(org: Org, kind: str) -> Positions:
    """The rows of relations that have a kind."""
    code = org.encoding
    number = code.kinds.index(kind) if kind in code.kinds else -1
    return np.flatnonzero(code.kind == number) if number >= 0 else np.empty(0, dtype=np.intp)


def hierarchy(org: Org) -> Hierarchy:
    """The solid lines of an organisation, with what lies above and below; made once."""
    return org.once(
        "hierarchy",
        lambda: Hierarchy(org.encoding.member_count, *person_lines(org, REPORTS_TO)),
    )


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Solid lines: a member's chain goes by one manager, the first in the table of members.

    Parameters
    ----------
    total
        How many members there are.
    lines_from, lines_to
        The distinct lines, member and manager, by member.

    Examples
    --------
    >>> import numpy as np
    >>> found = Hierarchy(4, np.array([1, 2, 3]), np.array([0, 1, 1]))
    >>> found.depth.tolist(), found.below.tolist()
    ([0, 1, 2, 2], [3, 2, 0, 0])
    """

    total: int
    lines_from: Positions
    lines_to: Positions

    @cached_property
    def manager(self) -> Positions:
        """The manager that a member's chain goes by; -1: none."""
        managers = np.full(self.total, -1, dtype=np.intp)
        managers[self.lines_from[::-1]] = self.lines_to[::-1]
        return managers

    @cached_property
    def managers(self) -> Positions:
        """How many solid managers each member has."""
        return np.bincount(self.lines_from, minlength=self.total)

    @cached_property
    def reports(self) -> Positions:
        """How many people report to each member directly."""
        return np.bincount(self.lines_to, minlength=self.total)

    @cached_property
    def by_member(self) -> Grouped:
        """The lines of every member."""
        return grouped(self.lines_from, self.total)

    @cached_property
    def by_manager(self) -> Grouped:
        """The lines to every member."""
        return grouped(self.lines_to, self.total)

    @cached_property
    def _ends(self) -> tuple[Positions, Positions]:
        """Where every chain leads after many steps, and how many steps that took."""
        own = np.arange(self.total)
        jump = np.where(self.manager < 0, own, self.manager)
        steps = (self.manager >= 0).astype(np.intp)
        for _ in range(self.total.bit_length()):
            further = jump[jump]
            if (further == jump).all():
                break
            steps += steps[jump]
            jump = further
        return jump, steps

    @cached_property
    def circular(self) -> Mask:
        """Whose chain never ends: people in a circle, and those below one."""
        mask: Mask = self.manager[self._ends[0]] >= 0
        return mask

    @cached_property
    def in_circle(self) -> Mask:
        """Who is above oneself by the chains."""
        mask = np.zeros(self.total, dtype=bool)
        mask[self._ends[0][self.circular]] = True
        return mask

    @cached_property
    def top(self) -> Positions:
        """Who is at the end of each chain; -1 where it never ends."""
        return np.where(self.circular, -1, self._ends[0])

    @cached_property
    def depth(self) -> Positions:
        """How many people are above each member; -1 where the chain never ends."""
        return np.where(self.circular, -1, self._ends[1])

    @cached_property
    def _cut(self) -> Positions:
        """The manager of each member in a forest: in a circle nobody has one."""
        return np.where(self.in_circle, -1, self.manager)

    @cached_property
    def _sizes(self) -> Positions:
        """How many people each member's tree of that forest has."""
        size = np.ones(self.total, dtype=np.intp)
        jump = np.append(np.where(self._cut < 0, self.total, self._cut), self.total)
        while (jump[:-1] < self.total).any():
            more = np.bincount(jump[:-1], weights=size, minlength=self.total + 1)
            size = size + more[:-1].astype(np.intp)
            jump = jump[jump]
        return size

    @cached_property
    def _first(self) -> Positions:
        """Where each tree begins, when the forest is written from the tops down, each tree whole."""
        parent = np.where(self._cut < 0, self.total, self._cut)
        order = np.argsort(parent, kind="stable")
        before = np.cumsum(self._sizes[order]) - self._sizes[order]
        begins = np.zeros(self.total + 2, dtype=np.intp)
        begins[1:] = np.cumsum(np.bincount(parent, minlength=self.total + 1))
        place = np.empty(self.total, dtype=np.intp)
        place[order] = before - np.append(before, 0)[begins[parent[order]]]
        place[parent < self.total] += 1
        jump = np.append(parent, self.total)
        place = np.append(place, 0)
        while (jump[:-1] < self.total).any():
            place = place + place[jump]
            jump = jump[jump]
        return place[:-1]

    @cached_property
    def circle(self) -> Positions:
        """The circle that each member is in or below, by its first member; -1: none."""
        low, jump = np.arange(self.total), np.where(self.in_circle, self.manager, -1)
        members = np.flatnonzero(self.in_circle)
        for _ in range(len(members).bit_length()):
            low[members] = np.minimum(low[members], low[jump[members]])
            jump[members] = jump[jump[members]]
        return np.where(self.circular, low[self._ends[0]], -1)

    def is_below(self, member: Positions, manager: Positions) -> Mask:
        """Which members have these managers in their chains."""
        first, at = self._first[manager], self._first[member]
        inside = (at > first) & (at < first + self._sizes[manager])
        round_ = self.in_circle[manager] & (self.circle[member] == self.circle[manager])
        mask: Mask = (inside | round_) & (member != manager)
        return mask

    @cached_property
    def below(self) -> Positions:
        """How many people are below each member, over all solid lines, each counted once."""
        none = np.empty(0, dtype=np.intp)
        return self.below_with(none, none)

    def below_with(self, member: Positions, manager: Positions) -> Positions:
        """The same, with further people who answer to some members directly; the pairs are distinct.

        Where everybody has one manager, one pass over the trees counts. Who is above somebody with
        several is counted by itself.
        """
        sizes = self._sizes - 1
        inside = np.bincount(
            self.circle[self.in_circle],
            weights=self._sizes[self.in_circle],
            minlength=self.total,
        ).astype(np.intp)
        sizes = np.where(self.in_circle, inside[self.circle] - 1, sizes)
        outside = ~self.is_below(member, manager) & (member != manager)
        sizes = sizes + np.bincount(manager[outside], minlength=self.total)
        starts = self._above_several()
        if len(starts):
            sizes[starts] = self._counted(starts, grouped(manager, self.total), member)
        return sizes

    def _above_several(self) -> Positions:
        """Everybody above somebody who has several managers."""
        known = np.zeros(self.total, dtype=bool)
        step = np.flatnonzero(self.managers > 1)
        while len(step):
            above = np.unique(self.lines_to[self.by_member.rows_of(step)[0]])
            step = above[~known[above]]
            known[step] = True
        return np.flatnonzero(known)

    def _counted(self, starts: Positions, by: Grouped, member: Positions) -> Positions:
        """How many people are below some members, each counted by itself."""
        counts = np.zeros(len(starts), dtype=np.intp)
        many = max(_CELLS // max(self.total, 1), 1)
        for begin in range(0, len(starts), many):
            part = starts[begin : begin + many]
            seen = np.zeros((len(part), self.total), dtype=bool)
            row, at = np.arange(len(part)), part
            while len(at):
                lines, which = self.by_manager.rows_of(at)
                row, at = row[which], self.lines_from[lines]
                key = distinct(row * self.total + at)
                key = key[~seen.ravel()[key]]
                seen.ravel()[key] = True
                row, at = key // self.total, key % self.total
            lines, which = by.rows_of(part)
            seen[which, member[lines]] = True
            seen[np.arange(len(part)), part] = False
            counts[begin : begin + many] = seen.sum(axis=1)
        return counts

    def labels(self) -> Positions:
        """Which people are in one circle over all solid lines, also by their further managers."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        shape = (self.total, self.total)
        ones = np.ones(len(self.lines_from), dtype=np.int8)
        lines = csr_array((ones, (self.lines_from, self.lines_to)), shape=shape)
        labels: Positions = connected_components(lines, directed=True, connection="strong")[1]
        return labels.astype(np.intp)


def all_person_lines(org: Org) -> dict[str, PersonLines]:
    """The solid and the dotted lines."""
    return {kind: person_lines(org, kind) for kind in (REPORTS_TO, DOTTED_LINE)}
