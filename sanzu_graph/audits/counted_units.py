"""What edits change in findings about units, by the counts of the people who are edited.

The counts of units are sums over single people. So a view of the people who are edited tells by
how much their edits change the counts. The counts of the organisation tell the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sanzu_graph.audits.answers import CheckQuestion
from sanzu_graph.audits.person_edits import Alike
from sanzu_graph.checks.unit_counts import Kinds, UnitCounts
from sanzu_graph.model.grouping import Positions, distinct
from sanzu_graph.model.organisation import Org
from sanzu_graph.model.views import View
from sanzu_graph.schema import UNIT


class CountChange(NamedTuple):
    """By how much the counts of some units change.

    Attributes
    ----------
    copy, unit : in which copy, of which unit; each pair once, unless several edits touch it
    kind : of which kind; empty where kinds are not told apart
    change : one row a number
    """

    copy: Positions
    unit: Positions
    kind: Positions
    change: NDArray[np.signedinteger]

    @classmethod
    def together(cls, parts: Sequence[CountChange]) -> CountChange:
        """Changes of different copies, one behind the other."""
        if len(parts) <= 1:
            return parts[0] if parts else _NO_CHANGE
        return cls(*(np.concatenate(columns, axis=-1) for columns in zip(*parts, strict=True)))

    @property
    def content(self) -> bytes:
        """The same for two that say the same."""
        return b"|".join(column.tobytes() for column in self)


_NONE = np.empty(0, dtype=np.intp)
_NO_CHANGE = CountChange(_NONE, _NONE, _NONE, _NONE[None])


class Verdict(NamedTuple):
    """A question's findings that edits fix or break: the copies, the units, and whether it breaks."""

    number: int
    copy: Positions
    unit: Positions
    breaks: NDArray[np.bool_]


class CountQuestion:
    """A question about units, and the counts of an organisation that answer it."""

    def __init__(self, org: Org, number: int, question: CheckQuestion) -> None:
        self.number, self.question = number, question
        self.counts = self._of(org)
        self.is_asked = np.zeros(max(org.encoding.unit_count, 1), dtype=bool)
        self.is_asked[self.counts.units] = True

    def _of(self, org: Org) -> UnitCounts:
        assert self.question.check.counts is not None
        return self.question.check.counts(org, **self.question.call.arguments)

    @property
    def identity(self) -> tuple[str, str, str]:
        """The same for questions whose findings about one unit are the same finding."""
        return (self.question.check.slug, self.question.layer, self.counts.key)

    # -- in a view of the people who are edited

    def change(self, view: View) -> CountChange:
        """By how much people's edits change the counts."""
        seen, half = self._of(view), view.half[UNIT]
        if seen.kinds is not None:
            return self._change_of_kinds(view, seen.kinds)
        change = np.array([number[half:] - number[:half] for number in seen.numbers])
        origin = view.origin[UNIT][:half]
        places = np.flatnonzero(change.any(axis=0) & self.is_asked[origin])
        copy = view.copy[UNIT][places]
        return CountChange(copy, origin[places], copy[:0], change[:, places])

    def _change_of_kinds(self, view: View, kinds: Kinds) -> CountChange:
        half, origin = view.half[UNIT], view.origin[UNIT]
        kind = origin[kinds.kind] if kinds.values is None else self._as_before(kinds)
        after = kinds.unit >= half
        width = int(kind.max(initial=0)) + 1
        key, place = np.unique((kinds.unit - half * after) * width + kind, return_inverse=True)
        change = np.bincount(place, weights=np.where(after, 1, -1), minlength=len(key))
        change = change.astype(np.intp)
        key, change = key[change != 0], change[change != 0]
        slot, kind = np.divmod(key, width)
        some = np.flatnonzero(self.is_asked[origin[slot]])
        slot = slot[some]
        return CountChange(view.copy[UNIT][slot], origin[slot], kind[some], change[None, some])

    def _as_before(self, kinds: Kinds) -> Positions:
        """Kinds of a view as the organisation numbers them."""
        known = self.counts.kinds
        assert known is not None
        assert known.values is not None
        assert kinds.values is not None
        place = pd.Index(known.values).get_indexer(pd.Index(kinds.values))
        return place[kinds.kind]

    # -- in all copies

    def spread(self, of_sorts: CountChange, alike: Alike) -> CountChange:
        """The changes in all copies, from those of the edits that were asked."""
        units = [of_sorts.unit]
        if self.kinds_are_units:
            units.append(of_sorts.kind)
        edits, which, *own = alike.of_all(of_sorts.copy, *units)
        copy, change = alike.edits.copy[edits], of_sorts.change[:, which]
        if self.counts.kinds is None:
            whole = CountChange(copy, own[0], copy[:0], change)
            return whole if alike.edits.is_single else self._summed(whole)
        kind = own[1] if self.kinds_are_units else of_sorts.kind[which]
        return self._kinds_counted(copy, own[0], kind, change[0], single=alike.edits.is_single)

    @property
    def kinds_are_units(self) -> bool:
        """Whether it counts different units."""
        return self.counts.kinds is not None and self.counts.kinds.values is None

    def _summed(self, whole: CountChange) -> CountChange:
        """Each copy and unit once."""
        key, place = np.unique(whole.copy * len(self.is_asked) + whole.unit, return_inverse=True)
        change = np.array(
            [
                np.bincount(place, weights=number, minlength=len(key)).astype(np.intp)
                for number in whole.change
            ]
        )
        return CountChange(*np.divmod(key, len(self.is_asked)), whole.kind, change)

    def _kinds_counted(
        self, copy: Positions, unit: Positions, kind: Positions, change: Positions, *, single: bool
    ) -> CountChange:
        """By how many kinds more or fewer a unit has, from how many people more or fewer bring each."""
        keys, count, width = self._people_by_kind
        if not single:
            pair, place = np.unique(copy * len(self.is_asked) + unit, return_inverse=True)
            key, place = np.unique(place * width + kind, return_inverse=True)
            change = np.bincount(place, weights=change, minlength=len(key)).astype(np.intp)
            copy, unit = np.divmod(pair[key // width], len(self.is_asked))
            kind = key % width
        key = unit * width + kind
        place = np.searchsorted(keys, key)
        before = np.where(keys[place] == key, count[place], 0)
        kinds = (before + change > 0).astype(np.intp) - (before > 0)
        some = np.flatnonzero(kinds)
        return self._summed(CountChange(copy[some], unit[some], kind[:0], kinds[None, some]))

    @cached_property
    def _people_by_kind(self) -> tuple[Positions, Positions, int]:
        """Of every unit and kind, as one key: how many people bring it. And the width of the key."""
        kinds = self.counts.kinds
        assert kinds is not None
        most = len(self.is_asked) if kinds.values is None else len(kinds.values)
        keys, count = np.unique(kinds.unit * (most + 1) + kinds.kind, return_counts=True)
        return np.append(keys, np.iinfo(np.intp).max), np.append(count, 0), most + 1

    # -- what becomes of findings

    def amiss(
        self, unit: Positions, change: NDArray[np.signedinteger] | int = 0
    ) -> NDArray[np.bool_]:
        """Which units are at fault with these changes."""
        numbers = [number[unit] for number in self.counts.numbers]
        if not isinstance(change, int):
            numbers = [number + more for number, more in zip(numbers, change, strict=True)]
        return self.counts.amiss(*numbers)


def verdicts(
    questions: Iterable[tuple[CountQuestion, CountChange]], alike: Alike
) -> Iterator[Verdict]:
    """What becomes of the findings of some questions, from the changes of the edits asked."""
    spreads: dict[tuple[bytes, str], CountChange] = {}
    same: dict[tuple[str, str, str], list[tuple[CountQuestion, CountChange]]] = {}
    for question, of_sorts in questions:
        spread = _NO_CHANGE
        # Several questions often hang on one number; then the same is spread once.
        own = "" if question.counts.kinds is None else str(question.number)
        if len(of_sorts.copy):
            key = (of_sorts.content, own)
            if key not in spreads:
                spreads[key] = question.spread(of_sorts, alike)
            spread = spreads[key]
        same.setdefault(question.identity, []).append((question, spread))
    for alternatives in same.values():
        if any(len(spread.copy) for _, spread in alternatives):
            yield from (
                _of_one(*alternatives[0]) if len(alternatives) == 1 else _of_several(alternatives)
            )


def _of_one(question: CountQuestion, spread: CountChange) -> Iterator[Verdict]:
    after = question.amiss(spread.unit, spread.change)
    rows = np.flatnonzero(question.amiss(spread.unit) != after)
    yield Verdict(question.number, spread.copy[rows], spread.unit[rows], after[rows])


def _of_several(questions: Sequence[tuple[CountQuestion, CountChange]]) -> Iterator[Verdict]:
    """Questions whose findings about a unit are one: it goes when none of them finds it any more."""
    copy, unit, changes = _side_by_side(questions)
    before, after = np.zeros((2, len(questions), len(unit)), dtype=bool)
    for row, ((question, _), change) in enumerate(zip(questions, changes, strict=True)):
        asked = question.is_asked[unit]
        before[row] = question.amiss(unit) & asked
        after[row] = question.amiss(unit, change) & asked
    goes, comes = before & ~after.any(axis=0), after & ~before.any(axis=0)
    for (question, _), gone, new in zip(questions, goes, comes, strict=True):
        rows = np.flatnonzero(gone | new)
        yield Verdict(question.number, copy[rows], unit[rows], new[rows])


def _side_by_side(
    questions: Sequence[tuple[CountQuestion, CountChange]],
) -> tuple[Positions, Positions, list[NDArray[np.signedinteger]]]:
    """All copies and units in which any of the counts changes, and by how much each does."""
    spreads = [spread for _, spread in questions]
    if all(spread is spreads[0] for spread in spreads):
        return spreads[0].copy, spreads[0].unit, [spread.change for spread in spreads]
    width = len(questions[0][0].is_asked)
    keys = [spread.copy * width + spread.unit for spread in spreads]
    every = distinct(np.concatenate(keys))
    changes = []
    for (question, spread), key in zip(questions, keys, strict=True):
        change = np.zeros((len(question.counts.numbers), len(every)), dtype=np.intp)
        if len(key):
            change[:, np.searchsorted(every, key)] = spread.change
        changes.append(change)
    return (*np.divmod(every, width), changes)
