"""What edits change in findings that hang on the memberships of two people (`Check.partners`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from sanzu_graph.audits.answers import CheckQuestion
from sanzu_graph.audits.neighbourhood import Reach
from sanzu_graph.audits.person_edits import PersonEdits
from sanzu_graph.checks.found import Partners
from sanzu_graph.model.grouping import Grouped, Positions, distinct
from sanzu_graph.model.incidence import taken
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import PLAIN

#: About so many rows a partner has.
_ROWS_EACH = 3


@dataclass(frozen=True, eq=False)
class PartnerQuestions:
    """Questions about the same two kinds of people.

    Attributes
    ----------
    numbers : which questions these are
    partners : the two kinds
    rows : the membership rows of every unit that belong to either
    ones, others : how many of each kind every unit has
    plain : the plain role
    """

    numbers: tuple[int, ...]
    partners: Partners
    rows: Grouped
    ones: Positions
    others: Positions
    plain: int

    @classmethod
    def of(cls, org: Org, questions: Sequence[tuple[int, CheckQuestion]]) -> list[Self]:
        """Some questions, those about the same people together."""
        by_people: dict[bytes, tuple[list[tuple[int, CheckQuestion]], Partners]] = {}
        for number, question in questions:
            assert question.check.partners is not None
            partners = question.check.partners(org, **question.call.arguments)
            content = b"|".join(np.asarray(part).tobytes() for part in partners)
            by_people.setdefault(content, ([], partners))[0].append((number, question))
        return [cls._of_people(org, *together) for together in by_people.values()]

    @classmethod
    def _of_people(
        cls, org: Org, questions: Sequence[tuple[int, CheckQuestion]], partners: Partners
    ) -> Self:
        code, pairs = org.encoding, org.pairs()
        layers = [question.layers_seen for _, question in questions]
        is_seen = np.array(
            [any(some is None or name in some for some in layers) for name in code.layers],
            dtype=bool,
        )
        matters = partners.one | partners.other
        rows = matters[code.member] & is_seen[code.row_layer]
        order = code.by_unit.order
        by_unit = Grouped(
            order[rows[order]],
            np.append(0, np.bincount(code.unit[rows], minlength=code.unit_count).cumsum()),
        )
        ones, others = (
            np.bincount(taken(mask[pairs.member], pairs.unit)[0], minlength=code.unit_count)
            * is_seen[code.unit_layer]
            for mask in partners[:2]
        )
        numbers = tuple(number for number, _ in questions)
        return cls(numbers, partners, by_unit, ones, others, code.roles.index(PLAIN))

    def reach(self, whole: Reach) -> Reach:
        """How far an edit reaches where nobody else matters.

        Those whom a relation joins to somebody are shown without their own relations. So one of
        them might pass for a partner, and has no rows unless a finding hangs on these.
        """
        joined = whole.joined and not self.partners.share_units
        return replace(whole, rows=self.rows, joined=joined)

    def copies(self, edits: PersonEdits) -> Positions:
        """The copies in which a finding can change.

        Somebody edited is of a kind, or gets a role. Where the two share a unit, that person meets
        somebody of the other kind in a unit, before or after.
        """
        one, other = (mask[edits.member] for mask in self.partners[:2])
        gains = edits.comes_as_other(self.plain)
        matters = one | other | gains
        if self.partners.share_units and edits.is_single:
            # Somebody who was in a unit is counted there, too.
            there = edits.was_there
            meets = one[edits.edit] & (self.others[edits.unit] > (other[edits.edit] & there))
            meets |= other[edits.edit] & (self.ones[edits.unit] > (one[edits.edit] & there))
            has_met = np.zeros(len(edits), dtype=bool)
            has_met[edits.edit[meets]] = True
            matters = has_met | gains
        return distinct(edits.copy[matters])

    def parts(self, edits: PersonEdits, copies: Positions, rows: int) -> list[tuple[int, int]]:
        """So many copies at a time that each part looks at about so many membership rows."""
        if not len(copies):
            return []
        wide = int(edits.copy.max(initial=-1)) + 1
        there = (self.rows.start[1:] - self.rows.start[:-1])[edits.unit]
        weight = np.bincount(edits.copy[edits.edit], weights=there + 1, minlength=wide)[copies]
        part = (np.cumsum(weight) // max(rows // _ROWS_EACH, 1)).astype(np.intp)
        first = np.flatnonzero(np.diff(part, prepend=-1))
        return list(zip(first.tolist(), [*first[1:].tolist(), len(copies)], strict=True))
