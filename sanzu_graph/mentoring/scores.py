"""The score of a pair, term by term: what the policy measures, as numbers per member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sanzu_graph.model.grouping import grouped

if TYPE_CHECKING:
    from sanzu_graph.model.grouping import Positions
    from sanzu_graph.model.organisation import Org
    from sanzu_graph.policy.mentor_demands import Term

Numbers = NDArray[np.float64]
Points = NDArray[np.int64]
#: Points are counted in thousandths, so that sums are exact.
FINE = 1000


@dataclass(frozen=True)
class Likeness:
    """A term of what two members have in common: cells as integers (-1: empty), points where they
    are the same, and where they differ.
    """

    term: Term
    codes: Positions
    alike: int
    unlike: int

    def points(self, mentor: Positions, apprentice: Positions) -> Points:
        """The points of pairs of members, in thousandths."""
        own, other = self.codes[mentor], self.codes[apprentice]
        # An empty cell is like nothing. There are often fewer mentors than pairs.
        points: Points = (own == other) * np.where(own >= 0, np.int64(self.alike), np.int64(0))
        if self.unlike:
            points += ((own != other) & (own >= 0) & (other >= 0)) * np.int64(self.unlike)
        return points

    def measure(self, mentor: Positions, apprentice: Positions) -> Numbers:
        """What the term measures; NaN where it is unknown."""
        own, other = self.codes[mentor], self.codes[apprentice]
        hit = (own != other) if self.term.measure == "other" else (own == other)
        return np.where((own >= 0) & (other >= 0), hit.astype(float), np.nan)


@dataclass(frozen=True)
class Distance:
    """A term of how far two numbers are apart, or one is ahead."""

    term: Term
    values: Numbers

    def points(self, mentor: Positions, apprentice: Positions) -> Points:
        """The points of pairs of members, in thousandths."""
        points = np.rint(self.measure(mentor, apprentice) * (self.term.weight * FINE))
        points[np.isnan(points)] = 0
        return points.astype(np.int64)

    def measure(self, mentor: Positions, apprentice: Positions) -> Numbers:
        """What the term measures; NaN where it is unknown."""
        gap = self.values[mentor] - self.values[apprentice]
        most = np.inf if self.term.most is None else self.term.most
        values: Numbers = (
            np.minimum(np.maximum(gap, 0), most)
            if self.term.measure == "ahead"
            else np.minimum(np.abs(gap), most)
        )
        return values

    def most_points(self, apprentices: Positions, mentors: Positions) -> Points:
        """What each apprentice could at most have from any of some mentors."""
        known = mentors[~np.isnan(self.values[mentors])]
        if not len(known):
            return np.zeros(len(apprentices), dtype=np.int64)
        ends = known[[int(np.argmin(self.values[known])), int(np.argmax(self.values[known]))]]
        # Between its ends a measure of this kind is nowhere above them; with a price nothing is the
        # best there is.
        points = [self.points(np.full(len(apprentices), end), apprentices) for end in ends]
        best: Points = np.maximum(np.maximum(points[0], points[1]), 0)
        return best


@dataclass(frozen=True)
class Scores:
    """Everything that scores a pair.

    Attributes
    ----------
    likenesses, distances : terms that are computed from a cell of each
    named : pairs that a term names one by one: mentor × members + apprentice, ascending; per term
        the measure of each
    left_out : terms whose column, layer or relation the organisation does not have
    """

    members: int
    likenesses: tuple[Likeness, ...]
    distances: tuple[Distance, ...]
    named: Positions
    measures: dict[str, Points]
    terms: tuple[Term, ...]
    left_out: tuple[str, ...]

    def rule_points(self, mentor: Positions, apprentice: Positions) -> Points:
        """The points of pairs without what is named pair by pair."""
        total = np.zeros(np.broadcast(mentor, apprentice).shape, dtype=np.int64)
        for computed in self.computed:
            total += computed.points(mentor, apprentice)
        return total

    @property
    def computed(self) -> tuple[Likeness | Distance, ...]:
        """The terms that are computed from a cell of each."""
        return (*self.likenesses, *self.distances)

    def points(self, mentor: Positions, apprentice: Positions) -> Points:
        """The points of pairs, in thousandths."""
        total = self.rule_points(mentor, apprentice)
        for term in self.terms:
            if term.name in self.measures:
                total += self._named_measure(term, mentor, apprentice) * round(term.weight * FINE)
        return total

    def by_term(
        self, mentor: Positions, apprentice: Positions
    ) -> Iterator[tuple[Term, Numbers, Points]]:
        """Each term with the measure and the points of pairs."""
        computed = {computed_term.term.name: computed_term for computed_term in self.computed}
        for term in self.terms:
            if term.name in self.measures:
                # Likenesses of units are computed where everybody is in one, and named where
                # somebody is in several.
                measure = self._named_measure(term, mentor, apprentice).astype(float)
                points = np.rint(measure * round(term.weight * FINE)).astype(np.int64)
                if term.name in computed:
                    measure, points = (
                        np.fmax(
                            measure, np.nan_to_num(computed[term.name].measure(mentor, apprentice))
                        ),
                        points + computed[term.name].points(mentor, apprentice),
                    )
                yield term, measure, points
            else:
                scored = computed[term.name]
                yield term, scored.measure(mentor, apprentice), scored.points(mentor, apprentice)

    def _named_measure(self, term: Term, mentor: Positions, apprentice: Positions) -> Points:
        if not len(self.named):
            return np.zeros(np.broadcast(mentor, apprentice).shape, dtype=np.int64)
        key = mentor * self.members + apprentice
        place = np.minimum(np.searchsorted(self.named, key), len(self.named) - 1)
        return np.where(self.named[place] == key, self.measures[term.name][place], 0)


def scores(org: Org, terms: Sequence[Term], mentors: Positions, apprentices: Positions) -> Scores:
    """What scores pairs of some mentors and apprentices; terms that the organisation has nothing
    for are left out.
    """
    members = org.encoding.member_count
    likenesses: list[Likeness] = []
    distances: list[Distance] = []
    named: dict[str, tuple[Positions, Points]] = {}
    known: list[Term] = []
    left_out: list[str] = []
    for term in terms:
        fine = round(term.weight * FINE)
        is_here = (
            term.column in org.members
            if term.column
            else term.layer in org.layers
            if term.layer
            else term.kind in org.encoding.kinds
        )
        if not is_here:
            left_out.append(term.name)
            continue
        known.append(term)
        if term.measure in ("ahead", "apart"):
            distances.append(Distance(term, org.numbers("members", term.column)))
        elif term.measure in ("same", "other"):
            codes = org.codes("members", term.column)[0]
            likenesses.append(
                Likeness(term, codes, *((fine, 0) if term.measure == "same" else (0, fine)))
            )
        elif term.measure == "same_unit":
            codes, pairs = _unit_sets(org, term.layer, mentors, apprentices)
            likenesses.append(Likeness(term, codes, fine, 0))
            if len(pairs):
                named[term.name] = pairs, np.ones(len(pairs), dtype=np.int64)
        else:
            named[term.name] = _wishes(org, term.kind, mentors, apprentices)
    keys = np.unique(
        np.concatenate([np.empty(0, dtype=np.intp), *(pairs for pairs, _ in named.values())])
    )
    measures = {}
    for name, (pairs, times) in named.items():
        measures[name] = np.zeros(len(keys), dtype=np.int64)
        measures[name][np.searchsorted(keys, pairs)] = times
    return Scores(
        members, tuple(likenesses), tuple(distances), keys, measures, tuple(known), tuple(left_out)
    )


def _unit_sets(
    org: Org, layer: str, mentors: Positions, apprentices: Positions
) -> tuple[Positions, Positions]:
    """Members by the set of units that they are in; and pairs that share a unit though their sets
    differ.
    """
    pairs, total = org.pairs(layer), org.encoding.member_count
    codes = np.full(total, -1, dtype=np.intp)
    single = pairs.per_member[pairs.member] == 1
    codes[pairs.member[single]] = pairs.unit[single]
    several = np.flatnonzero(pairs.per_member > 1)
    sets: dict[frozenset[int], int] = {}
    by_member = grouped(pairs.member, total)
    for member in several.tolist():
        units = frozenset(pairs.unit[by_member.rows_of(np.array([member]))[0]].tolist())
        codes[member] = sets.setdefault(units, org.encoding.unit_count + len(sets))
    if not len(several):
        return codes, np.empty(0, dtype=np.intp)
    keys = [
        _sharing(org, layer, pair[0], pair[1])
        for pair in ((several, apprentices), (mentors, several))
    ]
    key = np.unique(np.concatenate(keys))
    mentor, apprentice = key // total, key % total
    right = (
        np.isin(mentor, mentors)
        & np.isin(apprentice, apprentices)
        & (codes[mentor] != codes[apprentice])
    )
    return codes, key[right]


def _sharing(org: Org, layer: str, mentors: Positions, apprentices: Positions) -> Positions:
    """Pairs of some members that share a unit of a layer, as mentor × members + apprentice."""
    pairs, total = org.pairs(layer), org.encoding.member_count
    ours, theirs = np.isin(pairs.member, mentors), np.isin(pairs.member, apprentices)
    by_unit = grouped(pairs.unit[theirs], org.encoding.unit_count)
    rows, which = by_unit.rows_of(pairs.unit[ours])
    return np.unique(pairs.member[ours][which] * total + pairs.member[theirs][rows])


def _wishes(
    org: Org, kind: str, mentors: Positions, apprentices: Positions
) -> tuple[Positions, Points]:
    """Pairs that one of the two wishes for, or both; a wish stated twice is one wish."""
    code, total = org.encoding, org.encoding.member_count
    rows = np.flatnonzero(code.kind == code.kinds.index(kind))
    wish = np.unique(code.source[rows] * total + code.target[rows])
    wisher, wished = wish // total, wish % total
    by_mentor = np.isin(wisher, mentors) & np.isin(wished, apprentices)
    by_apprentice = np.isin(wisher, apprentices) & np.isin(wished, mentors)
    key = np.concatenate(
        [
            wisher[by_mentor] * total + wished[by_mentor],
            wished[by_apprentice] * total + wisher[by_apprentice],
        ]
    )
    pairs, times = np.unique(key, return_counts=True)
    return pairs, times.astype(np.int64)
